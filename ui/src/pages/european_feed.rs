//! Why a project is, or is not, in the lists that the EU OSS Catalogue reads: what holds of a
//! repository, what is missing, and what to do.

use askama::Template;
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem::{Request, Response, handler};
use url::form_urlencoded;

use super::frame::Frame;
use super::show;
use crate::api::AskError;
use crate::enums::{ForkKind, PubliccodeVerdictKind};
use crate::exports::european::{List, PROJECTS, PUBLICCODE, SOFTWARE};
use crate::language::Language;
use crate::place::{Place, without_scheme};
use crate::schema;
use crate::search::answer::Gone;
use crate::site::{Problem, Site};
use crate::texts::{Texts, number, text};
use crate::variables::{ByUrl, ByUrlFields};

/// The address of this page for the repository at a web address.
pub(crate) fn address(url: &str, language: Language) -> String {
    with_repository(&Place::EuropeanFeed, url, language)
}

/// The address of a page that is asked about a repository.
fn with_repository(place: &Place, url: &str, language: Language) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let query = query.append_pair("url", url).finish();
    format!("{}?{query}", place.path(language))
}

/// The lists, each with the text that names it.
const LISTS: &[(&List, &str)] = &[
    (&PROJECTS, "european-projects"),
    (&PUBLICCODE, "european-publiccode"),
    (&SOFTWARE, "data-software"),
];

#[derive(Template)]
#[template(path = "european_feed.html")]
struct EuropeanFeed {
    frame: Frame,
    action: String,
    /// The address that was asked for, and what is wrong with it.
    url: String,
    url_problem: Option<String>,
    result: Option<ResultView>,
    /// The lists: addresses and names.
    lists: Vec<(&'static str, String)>,
}

struct ResultView {
    /// The repository's page and its name.
    href: String,
    path: String,
    says: String,
    as_of: String,
    conditions: Vec<ConditionView>,
}

/// A condition, and how it is with this repository.
struct ConditionView {
    /// The name of its state in classes, and the sign for it.
    state: &'static str,
    mark: &'static str,
    what: String,
    says: String,
    /// What to do.
    how: Option<String>,
    /// Where that is done: the words and the address.
    link: Option<(String, String)>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByUrl")]
struct Answer {
    #[arguments(url: $url)]
    repository: Option<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    url: String,
    path: String,
    observed_at: DateTime<Utc>,
    gone: Option<Gone>,
    fork_kind: Option<ForkKind>,
    shown_as: Option<Shown>,
    publiccode_verdict: Checked,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Repository")]
struct Shown {
    url: String,
    path: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "PubliccodeVerdict")]
struct Checked {
    verdict: PubliccodeVerdictKind,
    errors: u64,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, query: Option<&str>) -> Result<EuropeanFeed, Problem> {
    let texts = site.texts;
    let place = Place::EuropeanFeed;
    let title = texts.get("european-title");
    let mut page = EuropeanFeed {
        action: place.path(texts.language()),
        frame: Frame::new(site, &place, query, title, None).described(texts.get("european-lead")),
        url: String::new(),
        url_problem: None,
        result: None,
        lists: LISTS
            .iter()
            .map(|(list, name)| (list.path, texts.get(name)))
            .collect(),
    };
    let mut asked = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let asked = asked.find(|(name, value)| name == "url" && !value.trim().is_empty());
    if let Some((_, url)) = asked {
        page.look_up(url.trim(), site).await?;
    }
    Ok(page)
}

impl EuropeanFeed {
    async fn look_up(&mut self, url: &str, site: &Site) -> Result<(), Problem> {
        let texts = site.texts;
        url.clone_into(&mut self.url);
        let answer = site.api.query(ByUrl::spelled(url)).await;
        let found = match answer {
            Ok(Answer { repository }) => repository.filter(|found| found.gone.is_none()),
            Err(AskError::Refused(_)) => {
                self.url_problem = Some(texts.get("checker-no-address"));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        match found {
            Some(repository) => self.result = Some(ResultView::new(&repository, texts)),
            None => self.url_problem = Some(texts.get("checker-no-repository")),
        }
        Ok(())
    }
}

/// How it is with a condition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Holds,
    Missing,
    Unknown,
}

impl State {
    fn of(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Missing }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Self::Holds => "✓",
            Self::Missing => "✗",
            Self::Unknown => "?",
        }
    }
}

impl ResultView {
    fn new(repository: &Repository, texts: Texts) -> Self {
        let language = texts.language();
        let Checked { verdict, errors } = &repository.publiccode_verdict;
        let (file, valid) = match verdict.0.as_str() {
            "VALID" => (State::Holds, State::Holds),
            "INVALID" => (State::Holds, State::Missing),
            "MISSING" => (State::Missing, State::Unknown),
            _ => (State::Unknown, State::Unknown),
        };
        let is_fork_of_others = repository.fork_kind.as_ref();
        let is_fork_of_others = is_fork_of_others.is_some_and(|kind| kind.0 == "TECHNICAL_FORK");
        let own = match file {
            State::Holds => State::of(!is_fork_of_others),
            State::Missing | State::Unknown => State::Unknown,
        };
        let original = repository.shown_as.as_ref().map(|original| {
            let page = Place::of_repository(&original.url).path(language);
            (original.path.clone(), page)
        });
        let findings = with_repository(&Place::Check, &repository.url, language);
        let generator = Place::Generator.path(language);
        let write = format!("{generator}?repository={}", without_scheme(&repository.url));
        let conditions = [
            ("shown", State::of(original.is_none()), original),
            (
                "file",
                file,
                Some((texts.get("toolbox-generator-title"), write)),
            ),
            (
                "valid",
                valid,
                Some((texts.get("european-see-findings"), findings)),
            ),
            ("own", own, None),
        ];
        let states = conditions.iter().map(|(_, state, _)| *state);
        let says = if states.clone().all(|state| state == State::Holds) {
            "european-in"
        } else if states.clone().any(|state| state == State::Missing) {
            "european-out"
        } else {
            "european-unsure"
        };
        let view = |(key, state, link): (&str, State, Option<(String, String)>)| ConditionView {
            state: state.key(),
            mark: state.mark(),
            what: texts.get(&format!("european-{key}")),
            says: texts.get(&format!("european-state-{}", state.key())),
            how: (state == State::Missing)
                .then(|| texts.with(&format!("european-{key}-how"), [("count", number(*errors))])),
            link: link.filter(|_| state == State::Missing),
        };
        let day = texts.day(repository.observed_at);
        Self {
            href: Place::of_repository(&repository.url).path(language),
            says: texts.get(says),
            as_of: texts.with("checker-as-of", [("date", text(day))]),
            conditions: conditions.into_iter().map(view).collect(),
            path: repository.path.clone(),
        }
    }
}
