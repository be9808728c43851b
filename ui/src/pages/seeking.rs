//! What seeks a maintainer: those whose owner asks, and those that are likely
//! to need one.

use askama::Template;
use poem::web::Data;
use poem::{Response, handler};

use super::frame::{Contents, Frame};
use super::maintainer_search::{MaintainerSearch, MaintainerSearchView};
use super::show;
use crate::described::{Described, LocalisedText, description};
use crate::place::Place;
use crate::schema;
use crate::search::answer::OrganisationName;
use crate::site::{Problem, Site};
use crate::texts::Texts;

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    catalogue: Contents,
    // As many of each kind as the page lists; the search lists all.
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: { seeking: ["explicit"] }, first: 50, sort: STARS)]
    explicit: Found,
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: { seeking: ["likely"] }, first: 50, sort: STARS)]
    likely: Found,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
struct Found {
    total: u64,
    nodes: Vec<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    url: String,
    name: String,
    path: String,
    description: Option<String>,
    short_descriptions: Vec<LocalisedText>,
    organisation: Option<OrganisationName>,
    maintainer_search: MaintainerSearch,
}

#[derive(Template)]
#[template(path = "seeking.html")]
struct SeekingPage {
    frame: Frame,
    groups: Vec<Group>,
}

struct Group {
    anchor: &'static str,
    title: String,
    what: String,
    count: String,
    cards: Vec<Card>,
    /// The search that lists all.
    all: String,
    /// Whether there are more than are shown.
    more: bool,
}

struct Card {
    href: String,
    name: String,
    path: String,
    description: Option<Described>,
    organisation: Option<(String, String)>,
    search: MaintainerSearchView,
}

#[handler]
pub(crate) async fn serve(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site).await)
}

async fn page(site: &Site) -> Result<SeekingPage, Problem> {
    let texts = site.texts;
    let answer: Answer = site.api.query(()).await?;
    let title = texts.get("seeking-title");
    Ok(SeekingPage {
        frame: Frame::new(
            site,
            &Place::SeekingMaintainer,
            None,
            title,
            Some(&answer.catalogue),
        ),
        groups: vec![
            group("explicit", answer.explicit, texts),
            group("likely", answer.likely, texts),
        ],
    })
}

fn group(kind: &'static str, found: Found, texts: Texts) -> Group {
    let search = Place::Search.path(texts.language());
    Group {
        anchor: kind,
        title: texts.get(&format!("seeking-{kind}")),
        what: texts.get(&format!("seeking-what-{kind}")),
        count: texts.count("results-count", found.total),
        all: format!("{search}?seeking={kind}"),
        more: found.total > found.nodes.len() as u64,
        cards: found
            .nodes
            .into_iter()
            .filter_map(|repository| card(repository, texts))
            .collect(),
    }
}

fn card(repository: Repository, texts: Texts) -> Option<Card> {
    let language = texts.language();
    Some(Card {
        search: repository.maintainer_search.view(texts)?,
        href: Place::of_repository(&repository.url).path(language),
        name: repository.name,
        path: repository.path,
        description: description(
            &repository.short_descriptions,
            repository.description.as_deref(),
            language,
        ),
        organisation: repository.organisation.map(|body| {
            let place = Place::Organisation(body.slug);
            (body.name, place.path(language))
        }),
    })
}
