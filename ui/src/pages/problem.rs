//! Pages that say what went wrong, and what the visitor can do.

use std::sync::Arc;

use askama::Template;
use bronwijzer_graphql::Sort;
use chrono::{DateTime, Utc};
use poem::error::NotFoundError;
use poem::http::StatusCode;
use poem::{Endpoint, IntoResponse, Request, Response, Result};

use super::frame::Frame;
use super::render;
use crate::api::AskError;
use crate::language::Language;
use crate::place::Place;
use crate::search::asked::{Asked, MAX_QUERY, MAX_VALUES, Mistake};
use crate::texts::{Texts, number, text};
use crate::verdict::EnumName;

/// Why there is no page.
pub(crate) enum Problem {
    /// No page has this address.
    NoPage,
    /// No repository has this address.
    NoRepository(String),
    /// The repository is no longer public.
    GoneRepository(GoneRepository),
    /// No organisation has this slug.
    NoOrganisation(String),
    /// No report of a crawl has this identifier.
    NoCrawl,
    /// The search at `place` can't be done as asked.
    Mistakes {
        place: Place,
        /// The search without what was wrong.
        asked: Box<Asked>,
        mistakes: Vec<Mistake>,
    },
    /// The catalogue failed; what it said is for the log.
    Unavailable(String),
}

/// What is told of a repository that left.
#[derive(Debug, Clone)]
pub(crate) struct GoneRepository {
    pub(crate) address: String,
    pub(crate) host: String,
    pub(crate) kind: EnumName,
    pub(crate) noticed_at: DateTime<Utc>,
}

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
    pub(crate) fn mistaken(place: Place, asked: &Asked, mistakes: Vec<Mistake>) -> Self {
        Self::Mistakes {
            place,
            asked: Box::new(asked.at_start()),
            mistakes,
        }
    }

    /// Why the schema did not answer a search. What a visitor can get wrong is
    /// checked before, but for the cursor: only the schema can read that.
    pub(crate) fn of_search(error: AskError, place: &Place, asked: &Asked) -> Self {
        match error {
            AskError::Refused(_) => {
                let mistake = match asked.after {
                    Some(_) => Mistake::Cursor,
                    None => Mistake::Refused,
                };
                Self::mistaken(place.clone(), asked, vec![mistake])
            }
            AskError::Failed(error) => Self::Unavailable(error),
        }
    }

    /// The page that says so, with its status.
    pub(crate) fn answer(self, texts: Texts) -> Response {
        if let Self::Unavailable(error) = &self {
            tracing::error!("the catalogue did not answer a page: {error}");
        }
        let (status, title) = match &self {
            Self::NoPage | Self::NoRepository(_) | Self::NoOrganisation(_) | Self::NoCrawl => {
                (StatusCode::NOT_FOUND, "not-found-title")
            }
            Self::GoneRepository(_) => (StatusCode::GONE, "repository-gone-title"),
            Self::Mistakes { .. } => (StatusCode::BAD_REQUEST, "mistake-title"),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable-title"),
        };
        let language = texts.language();
        let page = ProblemPage {
            frame: Frame::new(texts, &Place::Overview, None, texts.get(title), None).outside_menu(),
            messages: self.messages(texts),
            again: match &self {
                Self::Mistakes { place, asked, .. } => Some(asked.address(&place.path(language))),
                _ => None,
            },
            query: match self {
                Self::Mistakes { asked, .. } => asked.query,
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
            let orders: Vec<&str> = Sort::ALL.iter().map(|sort| sort.as_str()).collect();
            texts.with(
                "mistake-unknown-sort",
                [("value", text(value)), ("orders", text(orders.join(", ")))],
            )
        }
        Mistake::Cursor => texts.get("mistake-cursor"),
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

/// Answers by `endpoint`; where it has nothing, with the page that says so, in
/// the language of the address.
pub(crate) async fn with_not_found_page<E: Endpoint>(
    endpoint: Arc<E>,
    request: Request,
) -> Result<Response> {
    let english = Language::English.prefix();
    let path = request.uri().path();
    let language = match path.strip_prefix(english) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Language::English,
        _ => Language::Dutch,
    };
    match endpoint.call(request).await {
        Ok(response) => Ok(response.into_response()),
        Err(error) if error.is::<NotFoundError>() => {
            Ok(Problem::NoPage.answer(Texts::new(language)))
        }
        Err(error) => Err(error),
    }
}
