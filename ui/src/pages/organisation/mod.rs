//! The page of one organisation: its software first, then how open it is beside others.

mod news;
mod standing;

use askama::Template;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::account::{Account, AccountView};
use super::frame::{Contents, Frame};
use super::open_by_default::answer::Figures;
use super::open_by_default::figures::{FiguresView, Narrowed};
use super::repository::{Related, RelatedView};
use super::show;
use crate::enums::{OrganisationType, RepositorySort};
use crate::feeds;
use crate::freshness::Freshness;
use crate::place::Place;
use crate::preview;
use crate::reading::{Publishing, Reading};
use crate::schema;
use crate::search::answer::Results;
use crate::search::parameters::{Mistake, SearchParameters};
use crate::search::view::SearchView;
use crate::site::{Problem, Site};
use crate::texts::{Texts, text};
use crate::variables::RepositoryFilter;
use news::{NewsItem, Recent};
use standing::{FirstStep, first_steps};

/// Facets that are the same for all of an organisation's repositories.
const FIXED: &[&str] = &["organisation", "organisationType"];

/// With fewer repositories than this a visitor reads the list, and needs no filters.
const ENOUGH_TO_FILTER: u64 = 30;

/// A search among what an organisation has.
#[derive(cynic::QueryVariables)]
struct SearchOfOne {
    slug: String,
    query: String,
    filter: RepositoryFilter,
    sort: RepositorySort,
    offset: i32,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "SearchOfOne")]
struct Answer {
    catalogue: Contents,
    #[cynic(rename = "catalogue", alias)]
    freshness: Freshness,
    #[arguments(slug: $slug)]
    organisation: Option<Organisation>,
}

#[derive(cynic::QueryFragment)]
#[cynic(variables = "SearchOfOne")]
struct Organisation {
    slug: String,
    name: String,
    short_names: Vec<String>,
    #[cynic(rename = "type")]
    kind: OrganisationType,
    tooi: Option<String>,
    reading: Reading,
    accounts: Vec<Account>,
    open_by_default: Option<Figures>,
    #[arguments(first: 10)]
    uses: Uses,
    #[cynic(rename = "repositories", alias)]
    #[arguments(sort: LAST_ACTIVITY, first: 10)]
    recent: Recent,
    #[arguments(query: $query, filter: $filter, sort: $sort, first: 20, offset: $offset)]
    repositories: Results,
}

/// Software of others that it uses.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "UsedRepositories")]
struct Uses {
    total: u64,
    nodes: Vec<Related>,
}

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    frame: Frame,
    name: String,
    short_names: String,
    kind: String,
    kind_href: String,
    kind_heading: String,
    organisations: String,
    tooi: Option<String>,
    accounts: Vec<AccountView>,
    /// What is known, in a line.
    summary: Vec<String>,
    as_of: String,
    old: Option<String>,
    /// What is told in place of software, where none is known.
    without_code: Option<String>,
    figures: Option<FiguresView>,
    /// Who it is compared with; `None` when there is nobody.
    peers: Option<String>,
    first_steps: Vec<FirstStep>,
    news: Vec<NewsItem>,
    projects_title: String,
    uses: Vec<RelatedView>,
    uses_title: String,
    /// How many it uses beside these.
    uses_more: Option<String>,
    search: SearchView,
    has_filters: bool,
}

#[handler]
pub(crate) async fn serve(
    request: &Request,
    Path(slug): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    show(page(site, slug, request.uri().query()).await)
}

async fn page(site: &Site, slug: String, query: Option<&str>) -> Result<OrganisationPage, Problem> {
    let texts = site.texts;
    let (mut parameters, mistakes) = SearchParameters::read(query.unwrap_or_default(), texts);
    parameters
        .chosen
        .retain(|(kind, _)| !FIXED.contains(&kind.parameter.as_str()));
    let place = Place::Organisation(slug.clone());
    if !mistakes.is_empty() {
        return Err(Problem::mistaken(place, &parameters, mistakes));
    }
    let search = parameters.variables();
    let variables = SearchOfOne {
        slug: slug.clone(),
        query: search.query,
        filter: search.filter,
        sort: search.sort,
        offset: search.offset,
    };
    let answer: Answer = site
        .api
        .query(variables)
        .await
        .map_err(|error| Problem::of_search(error, &place, &parameters))?;
    let Some(organisation) = answer.organisation else {
        return Err(Problem::NoOrganisation(slug));
    };
    let reading = organisation.reading;
    let counted = organisation
        .open_by_default
        .filter(|candidate| candidate.repositories > 0);
    let steps = counted.as_ref().map_or_else(Vec::new, |figures| {
        first_steps(figures, &organisation.slug, texts)
    });
    let description = standing::description(&organisation.name, &reading, counted.as_ref(), texts);
    let narrowed = Narrowed::Organisations(std::slice::from_ref(&organisation.slug));
    let kind = organisation.kind.key();
    let heading = texts
        .find(&format!("type-heading-{kind}"))
        .unwrap_or_else(|| kind.clone());
    let peers = standing::peers(counted.as_ref(), &heading, texts);
    let summary = standing::summary(&reading, counted.as_ref(), texts);
    let figures = counted.map(|figures| FiguresView::new(&figures, narrowed, texts));
    let (picture_path, picture) =
        preview::of_organisation(&organisation.slug, &organisation.name, texts);
    let place = Place::Organisation(organisation.slug);
    if parameters.is_beyond(organisation.repositories.total) {
        let mistakes = vec![Mistake::NoSuchPage];
        return Err(Problem::mistaken(place, &parameters, mistakes));
    }
    let feeds = feeds::links(&parameters.within(&place), texts);
    let uses = organisation.uses;
    let uses_more = uses.total.saturating_sub(uses.nodes.len() as u64);
    let search = SearchView::new(
        &parameters,
        &organisation.repositories,
        &place,
        FIXED,
        answer.catalogue.as_of,
        texts,
    );
    let found = reading.repositories.unwrap_or_default();
    let list = Place::Organisations.path(texts.language());
    let title = texts.with(
        "organisation-page-title",
        [("name", text(&organisation.name))],
    );
    Ok(OrganisationPage {
        frame: Frame::new(site, &place, query, title, Some(&answer.catalogue))
            .described(description)
            .pictured(&picture_path, &picture)
            .followed_by(feeds),
        name: organisation.name,
        short_names: organisation.short_names.join(", "),
        kind: texts
            .find(&format!("type-{kind}"))
            .unwrap_or(organisation.kind.0),
        kind_href: format!("{list}?type={kind}"),
        kind_heading: heading,
        organisations: list,
        tooi: organisation.tooi,
        summary,
        as_of: answer.freshness.words(texts),
        old: answer.freshness.old(answer.freshness.facts(), texts),
        without_code: without_code(&reading, &organisation.accounts, texts),
        accounts: organisation
            .accounts
            .into_iter()
            .map(|account| account.view(texts))
            .collect(),
        figures,
        peers,
        first_steps: steps,
        news: organisation.recent.news(texts),
        projects_title: texts.count("organisation-projects", found),
        uses: uses.nodes.iter().map(|used| used.view(texts)).collect(),
        uses_title: texts.count("organisation-uses", uses.total),
        uses_more: (uses_more > 0).then(|| texts.count("relation-more", uses_more)),
        has_filters: found >= ENOUGH_TO_FILTER || !parameters.chosen.is_empty(),
        search,
    })
}

/// What is told of an organisation of which no code is known: never that it has none,
/// unless somebody read all of it.
fn without_code(reading: &Reading, accounts: &[Account], texts: Texts) -> Option<String> {
    let mut read = accounts.iter().filter_map(Account::completed_at);
    let key = match reading.publishing() {
        Publishing::Code => return None,
        Publishing::NotRead if read.next().is_some() => "read-in-part",
        publishing => publishing.key(),
    };
    let names: Vec<String> = accounts.iter().map(Account::name).collect();
    let day = |at: Option<chrono::DateTime<chrono::Utc>>| {
        text(at.map_or_else(String::new, |at| texts.day(at)))
    };
    let values = [
        ("accounts", text(names.join(", "))),
        ("day", day(reading.complete_at)),
        ("since", day(reading.unreadable_since)),
    ];
    Some(texts.with(&format!("organisation-{key}"), values))
}
