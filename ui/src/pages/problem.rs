//! Error pages: what went wrong, and what the visitor can do.

use std::sync::Arc;

use askama::Template;
use bronwijzer_graphql::Sort;
use poem::error::{NotFoundError, ResponseError};
use poem::{Endpoint, IntoResponse, Request, Response, Result};

use super::frame::Frame;
use super::render;
use crate::language::Language;
use crate::place::Place;
use crate::search::parameters::{MAX_QUERY, MAX_VALUES, Mistake};
use crate::search::view::sort_key;
use crate::site::{GoneRepository, Problem, Site};
use crate::texts::{Texts, number, text};

impl GoneRepository {
    fn messages(&self, texts: Texts) -> Vec<String> {
        let how = texts.with(
            &format!("repository-gone-{}", self.kind.key()),
            [
                ("host", text(&self.host)),
                ("date", text(texts.day(self.noticed_at))),
            ],
        );
        let address = [("address", text(&self.address))];
        vec![texts.with("repository-gone-address", address), how]
    }
}

impl Problem {
    /// The page that says so, with its status.
    fn answer(self, site: &Site) -> Response {
        let texts = site.texts;
        if let Self::Unavailable(error) = &self {
            tracing::error!("a page could not be loaded: {error}");
        }
        let title = match &self {
            Self::NoPage | Self::NoRepository(_) | Self::NoOrganisation(_) | Self::NoCrawl => {
                "not-found-title"
            }
            Self::GoneRepository(_) => "repository-gone-title",
            Self::Mistakes { mistakes, .. } if mistakes.contains(&Mistake::NoSuchPage) => {
                "mistake-link-title"
            }
            Self::Mistakes { .. } => "mistake-title",
            Self::Unavailable(_) => "unavailable-title",
        };
        let status = self.status();
        let language = texts.language();
        let page = ProblemPage {
            frame: Frame::new(site, &Place::Home, None, texts.get(title), None)
                .of_no_place()
                .unindexed(),
            messages: self.messages(texts),
            again: match &self {
                Self::Mistakes {
                    place, parameters, ..
                } => Some(parameters.address(&place.path(language))),
                _ => None,
            },
            query: match self {
                Self::Mistakes { parameters, .. } => parameters.query,
                _ => String::new(),
            },
            organisations: Place::Organisations.path(language),
        };
        render(status, &page)
    }

    fn messages(&self, texts: Texts) -> Vec<String> {
        match self {
            Self::NoPage => vec![texts.get("not-found-page")],
            Self::NoRepository(address) => {
                vec![texts.with("not-found-repository", [("address", text(address))])]
            }
            Self::GoneRepository(gone) => gone.messages(texts),
            Self::NoOrganisation(slug) => {
                vec![texts.with("not-found-organisation", [("slug", text(slug))])]
            }
            Self::NoCrawl => vec![texts.get("not-found-crawl")],
            Self::Mistakes { mistakes, .. } => mistakes
                .iter()
                .map(|mistake| in_words(mistake, texts))
                .collect(),
            Self::Unavailable(_) => vec![texts.get("unavailable-text")],
        }
    }
}

fn in_words(mistake: &Mistake, texts: Texts) -> String {
    match mistake {
        Mistake::QueryTooLong(length) => texts.with(
            "mistake-query-too-long",
            [
                ("length", number(*length as u64)),
                ("limit", number(MAX_QUERY as u64)),
            ],
        ),
        Mistake::TooManyValues(count) => texts.with(
            "mistake-too-many-values",
            [
                ("count", number(*count as u64)),
                ("limit", number(MAX_VALUES as u64)),
            ],
        ),
        Mistake::UnknownValue(kind, value) => texts.with(
            "mistake-unknown-value",
            [
                ("value", text(value)),
                ("facet", text(texts.get(&kind.title))),
            ],
        ),
        Mistake::UnknownSort(value) => {
            let orders: Vec<String> = Sort::ALL
                .iter()
                .map(|sort| texts.get(&sort_key(*sort)))
                .collect();
            texts.with(
                "mistake-unknown-sort",
                [("value", text(value)), ("orders", text(orders.join(", ")))],
            )
        }
        Mistake::NoSuchPage => texts.get("mistake-no-such-page"),
        Mistake::Refused => texts.get("mistake-refused"),
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    messages: Vec<String>,
    /// What was searched for, as far as that can be.
    query: String,
    /// Where the search goes on without the mistake.
    again: Option<String>,
    organisations: String,
}

/// Answers by `endpoint`; where it has nothing, with the page that says why, in
/// the language of the address. `sites` is the site in each language.
pub(crate) async fn with_problem_pages<E: Endpoint>(
    endpoint: Arc<E>,
    request: Request,
    sites: Vec<Site>,
) -> Result<Response> {
    let english = Language::English.prefix();
    let path = request.uri().path();
    let language = match path.strip_prefix(english) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Language::English,
        _ => Language::Dutch,
    };
    let in_language = sites.iter().find(|site| site.texts.language() == language);
    let site = in_language.map(|site| site.at(&request));
    let error = match endpoint.call(request).await {
        Ok(response) => return Ok(response.into_response()),
        Err(error) if error.is::<NotFoundError>() => Problem::NoPage.into(),
        Err(error) => error,
    };
    let problem = error.downcast::<Problem>()?;
    match site {
        Some(site) => Ok(problem.answer(&site)),
        None => Err(problem.into()),
    }
}
