//! The page of one organisation: what it is, and its repositories.

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
use crate::place::Place;
use crate::schema;
use crate::search::answer::Results;
use crate::search::parameters::SearchParameters;
use crate::search::view::SearchView;
use crate::site::{Problem, Site};
use crate::variables::RepositoryFilter;

/// Facets that are the same for all of an organisation's repositories.
const FIXED: &[&str] = &["organisation", "organisationType"];

/// A search among what an organisation has.
#[derive(cynic::QueryVariables)]
struct SearchOfOne {
    slug: String,
    query: String,
    filter: RepositoryFilter,
    sort: RepositorySort,
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "SearchOfOne")]
struct Answer {
    catalogue: Contents,
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
    accounts: Vec<Account>,
    open_by_default: Option<Figures>,
    #[arguments(first: 10)]
    uses: Uses,
    #[arguments(query: $query, filter: $filter, sort: $sort, first: 20, after: $after)]
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
    tooi: Option<String>,
    accounts_title: String,
    accounts: Vec<AccountView>,
    figures: Option<FiguresView>,
    uses: Vec<RelatedView>,
    /// How many it uses beside these.
    uses_more: Option<String>,
    search: SearchView,
    nothing_yet: bool,
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
        after: search.after,
    };
    let answer: Answer = site
        .api
        .query(variables)
        .await
        .map_err(|error| Problem::of_search(error, &place, &parameters))?;
    let Some(organisation) = answer.organisation else {
        return Err(Problem::NoOrganisation(slug));
    };
    let figures = organisation
        .open_by_default
        .filter(|candidate| candidate.repositories > 0);
    let narrowed = Narrowed::Organisation(&organisation.slug);
    let figures = figures.map(|figures| FiguresView::new(&figures, narrowed, texts));
    let feeds = feeds::links_of_organisation(&organisation.slug, &parameters, texts);
    let place = Place::Organisation(organisation.slug);
    let uses = organisation.uses;
    let uses_more = uses.total.saturating_sub(uses.nodes.len() as u64);
    let search = SearchView::new(&parameters, organisation.repositories, &place, FIXED, texts);
    Ok(OrganisationPage {
        frame: Frame::new(
            site,
            &place,
            query,
            organisation.name.clone(),
            Some(&answer.catalogue),
        )
        .followed_by(feeds),
        name: organisation.name,
        short_names: organisation.short_names.join(", "),
        kind: texts
            .find(&format!("type-{}", organisation.kind.key()))
            .unwrap_or(organisation.kind.0),
        tooi: organisation.tooi,
        accounts_title: texts.count("organisation-accounts", organisation.accounts.len() as u64),
        accounts: organisation
            .accounts
            .into_iter()
            .map(|account| account.view(texts))
            .collect(),
        figures,
        uses: uses.nodes.iter().map(|used| used.view(texts)).collect(),
        uses_more: (uses_more > 0).then(|| texts.count("relation-more", uses_more)),
        search,
        nothing_yet: answer.catalogue.is_empty(),
    })
}
