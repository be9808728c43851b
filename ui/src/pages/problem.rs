//! Error pages: what went wrong, and what the visitor can do.

use std::sync::Arc;

use askama::Template;
use bronwijzer_graphql::caching::{Caching, Reply};
use bronwijzer_graphql::methods::NotAllowed;
use bronwijzer_graphql::{RequestId, Sort};
use percent_encoding::percent_decode_str;
use poem::error::{NotFoundError, ResponseError};
use poem::http::{Method, header};
use poem::web::Redirect;
use poem::{Endpoint, IntoResponse, PathPattern, Request, Response, Result};

use super::frame::Frame;
use super::render;
use crate::language::Language;
use crate::place::Place;
use crate::schema;
use crate::search::answer::OrganisationName;
use crate::search::parameters::{MAX_QUERY, MAX_VALUES, Mistake};
use crate::search::view::sort_key;
use crate::site::{GoneRepository, Problem, Site};
use crate::texts::{Texts, number, text};

/// The route of an address that none has, as it is counted.
const NO_ROUTE: &str = "none";

/// The longest name that is looked for, in characters.
const MAX_NAME: usize = 100;

/// The shortest, in characters.
const MIN_NAME: usize = 3;

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

/// Repositories with the words of a name.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Named")]
struct Answer {
    #[arguments(query: $query, first: 5)]
    repositories: Alike,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
struct Alike {
    nodes: Vec<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    url: String,
    name: String,
    organisation: Option<OrganisationName>,
}

/// The words of a name.
#[derive(cynic::QueryVariables)]
struct Named {
    query: String,
}

/// Something that may have been meant: its page, its name, and whose it is.
struct AlikeView {
    href: String,
    name: String,
    organisation: Option<String>,
}

impl Problem {
    /// The page that says so, with its status. `path` is what was asked for.
    async fn answer(self, site: &Site, path: &str, id: Option<&RequestId>) -> Response {
        let texts = site.texts;
        if let Self::Unavailable(error) = &self {
            tracing::error!("a page could not be loaded: {error}");
        }
        let title = match &self {
            Self::NoPage
            | Self::NoRepository(_)
            | Self::NoOrganisation(_)
            | Self::NoFigures(_)
            | Self::NoCrawl
            | Self::NoStatement => "not-found-title",
            Self::NoListPage(_) => "mistake-link-title",
            Self::NotSignedIn => "not-signed-in-title",
            Self::Forged => "forged-title",
            Self::NotAllowed => "not-allowed-title",
            Self::GoneRepository(_) => "repository-gone-title",
            Self::Mistakes { mistakes, .. } if mistakes.contains(&Mistake::NoSuchPage) => {
                "mistake-link-title"
            }
            Self::Mistakes { .. } => "mistake-title",
            Self::NotAsked(_) => "not-asked-title",
            Self::Unavailable(_) => "unavailable-title",
        };
        let status = self.status();
        let language = texts.language();
        let name = self.name(path);
        let kept = match &self {
            Self::GoneRepository(gone) => gone.kept.as_ref(),
            _ => None,
        };
        let page = ProblemPage {
            kept: kept.map(|kept| {
                let (at, href) = &**kept;
                let date = [("date", text(texts.day(*at)))];
                (texts.with("archive-gone", date), href.clone())
            }),
            frame: Frame::new(site, &Place::Home, None, texts.get(title), None)
                .of_no_place()
                .unindexed(),
            messages: self.messages(texts),
            reference: match (&self, id) {
                (Self::Unavailable(_), Some(id)) => {
                    Some(texts.with("problem-reference", [("id", text(id.as_str()))]))
                }
                _ => None,
            },
            alike: match &name {
                Some(name) => alike(site, name).await,
                None => Vec::new(),
            },
            again: match &self {
                Self::Mistakes {
                    place, parameters, ..
                } => Some(parameters.address(&place.path(language))),
                Self::NoListPage(start) => Some(start.clone()),
                _ => None,
            },
            query: match self {
                Self::Mistakes { parameters, .. } => parameters.query,
                _ => name.unwrap_or_default(),
            },
            organisations: Place::Organisations.path(language),
        };
        render(status, &page)
    }

    /// The name of what was looked for, as words; `None` where there is nothing to look for.
    fn name(&self, path: &str) -> Option<String> {
        let address = match self {
            Self::NoRepository(address) => address,
            Self::GoneRepository(gone) => &gone.address,
            Self::NoOrganisation(slug) => slug,
            Self::NoPage => path,
            Self::NoListPage(_)
            | Self::NoFigures(_)
            | Self::NoCrawl
            | Self::NoStatement
            | Self::NotSignedIn
            | Self::Forged
            | Self::NotAllowed
            | Self::Mistakes { .. }
            | Self::NotAsked(_)
            | Self::Unavailable(_) => return None,
        };
        let last = address.trim_end_matches('/').rsplit('/').next()?;
        let last = percent_decode_str(last).decode_utf8_lossy();
        // Nothing in it is meant as a field or a quotation.
        let words = last.split(|c: char| !c.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let name: String = words.join(" ").chars().take(MAX_NAME).collect();
        // Of a letter or two half of the catalogue is alike.
        (name.chars().count() >= MIN_NAME).then_some(name)
    }

    /// How the address is written here, where it is known in another spelling: without slashes at
    /// its end, and with the name of an organisation in small letters.
    fn other_spelling(&self, path: &str) -> Option<String> {
        let spelling = match self {
            Self::NoPage => path.trim_end_matches('/').to_owned(),
            // No short name has anything that addresses encode.
            Self::NoOrganisation(_) if !path.contains('%') => {
                path.trim_end_matches('/').to_ascii_lowercase()
            }
            _ => return None,
        };
        // What begins with two slashes is an address of another site.
        let second = spelling.strip_prefix('/')?.chars().next()?;
        (spelling != path && !['/', '\\'].contains(&second)).then_some(spelling)
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
            Self::NoListPage(_) => vec![texts.get("mistake-no-such-page")],
            Self::NoFigures(day) => {
                vec![texts.with("day-not-kept", [("day", text(texts.date(*day)))])]
            }
            Self::NoCrawl => vec![texts.get("not-found-crawl")],
            Self::NoStatement => vec![texts.get("not-found-statement")],
            Self::NotSignedIn => vec![texts.get("not-signed-in-text")],
            Self::Forged => vec![texts.get("forged-text")],
            Self::NotAllowed => vec![texts.get("not-allowed-text")],
            Self::Mistakes { mistakes, .. } => mistakes
                .iter()
                .map(|mistake| in_words(mistake, texts))
                .collect(),
            Self::NotAsked(_) => vec![texts.get("not-asked-text")],
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
            let orders: Vec<String> = Sort::on_pages()
                .map(|sort| texts.get(&sort_key(sort)))
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

/// Repositories that may have been meant; none when the catalogue does not answer.
async fn alike(site: &Site, name: &str) -> Vec<AlikeView> {
    let query = name.to_owned();
    let answer: Result<Answer, _> = site.api.query(Named { query }).await;
    let nodes = answer.map_or_else(|_| Vec::new(), |answer| answer.repositories.nodes);
    let view = |repository: Repository| AlikeView {
        href: Place::of_repository(&repository.url).path(site.texts.language()),
        name: repository.name,
        organisation: repository
            .organisation
            .map(|organisation| organisation.name),
    };
    nodes.into_iter().map(view).collect()
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    messages: Vec<String>,
    /// By which a failure is found in the log.
    reference: Option<String>,
    /// Where a copy is kept: what to say, and the address.
    kept: Option<(String, String)>,
    /// What may have been meant.
    alike: Vec<AlikeView>,
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
    let path = request.uri().path().to_owned();
    let query = request.uri().query().map(str::to_owned);
    let is_read = [Method::GET, Method::HEAD].contains(request.method());
    let language = match path.strip_prefix(english) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Language::English,
        _ => Language::Dutch,
    };
    let in_language = sites.iter().find(|site| site.texts.language() == language);
    let site = in_language.map(|site| site.at(&request));
    let id = RequestId::of(&request);
    let error = match endpoint.call(request).await {
        Ok(response) => return Ok(response.into_response()),
        Err(error) => error,
    };
    // Pages of problems are counted by the route that had one.
    let pattern = error.data::<PathPattern>().cloned();
    let error = if error.is::<NotFoundError>() {
        Problem::NoPage.into()
    } else {
        match error.downcast::<NotAllowed>() {
            Ok(not_allowed) => Problem::NotAsked(not_allowed).into(),
            Err(error) => error,
        }
    };
    let problem = error.downcast::<Problem>()?;
    if let Some(address) = problem.other_spelling(&path)
        && is_read
    {
        let query = query.map_or_else(String::new, |query| format!("?{query}"));
        let response = Redirect::permanent(format!("{address}{query}")).into_response();
        return Ok(Reply::Public(response, Caching::Revalidated).into_response());
    }
    let allow = match &problem {
        Problem::NotAsked(not_allowed) => Some(not_allowed.allow()),
        _ => None,
    };
    let Some(site) = site else {
        return Err(problem.into());
    };
    let site = site.with_sign_in().await;
    let mut response = problem.answer(&site, &path, id.as_ref()).await;
    if let Some(allow) = allow {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response.set_data(pattern.unwrap_or_else(|| PathPattern(NO_ROUTE.into())));
    Ok(site.given(response))
}
