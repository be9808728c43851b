//! The page of results: search everything.

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};

use super::frame::{Contents, Frame};
use super::{release_requests, show};
use crate::community::follow::{FollowView, Followable};
use crate::community::view::StatementView;
use crate::feeds;
use crate::place::Place;
use crate::schema;
use crate::search::answer::{FacetValue, NameAnswer, Results};
use crate::search::facet::{FACETS, NONE};
use crate::search::few_hits;
use crate::search::parameters::{Mistake, SearchParameters};
use crate::search::view::{SearchView, title};
use crate::site::{Problem, Site};
use crate::variables::{BySlug, SearchFields};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Search")]
struct Answer {
    catalogue: Contents,
    #[arguments(query: $query, filter: $filter, sort: $sort, first: 20, offset: $offset)]
    repositories: Results,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    search: SearchView,
    /// Whether there is nothing to search yet.
    nothing_yet: bool,
    /// Requests to release software that the words fit too, and all of them.
    requests: Vec<StatementView>,
    all_requests: String,
    follow: Option<FollowView>,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, query: Option<&str>) -> Result<SearchPage, Problem> {
    let texts = site.texts;
    let place = Place::Search;
    let (parameters, mistakes) = SearchParameters::read(query.unwrap_or_default(), texts);
    if !mistakes.is_empty() {
        return Err(Problem::mistaken(place, &parameters, mistakes));
    }
    let found = async {
        let answer = site.api.query::<Answer, _>(parameters.variables()).await;
        answer.map_err(|error| Problem::of_search(error, &place, &parameters))
    };
    let requests = release_requests::matching(site, &parameters.query);
    let (mut answer, requests) = tokio::try_join!(found, requests)?;
    name_absent_organisations(site, &parameters, &mut answer.repositories).await?;
    let themes = few_hits::themes(site, &answer.repositories).await?;
    let total = answer.repositories.total;
    // Where a list has become shorter, its last pages are gone.
    if parameters.is_beyond(total) {
        let mistakes = vec![Mistake::NoSuchPage];
        return Err(Problem::mistaken(place, &parameters, mistakes));
    }
    let title = title(&parameters, total, texts);
    let frame = Frame::new(site, &place, query, title, Some(&answer.catalogue))
        .followed_by(feeds::links(&parameters, texts));
    Ok(SearchPage {
        frame: if query.unwrap_or_default().is_empty() {
            frame
        } else {
            frame.unindexed()
        },
        nothing_yet: answer.catalogue.is_empty(),
        requests,
        all_requests: Place::ReleaseRequests.path(texts.language()),
        follow: follow(site, &parameters).await?,
        search: SearchView {
            themes,
            ..SearchView::new(
                &parameters,
                &answer.repositories,
                &place,
                &[],
                answer.catalogue.as_of,
                texts,
            )
        },
    })
}

/// The button that follows the search: as the theme where that alone is chosen.
async fn follow(site: &Site, parameters: &SearchParameters) -> Result<Option<FollowView>, Problem> {
    let address = parameters.at_start().address("");
    let asked = address.trim_start_matches('?');
    match parameters.chosen.as_slice() {
        _ if asked.is_empty() => Ok(None),
        [(kind, theme)] if kind.parameter == "category" && parameters.query.is_empty() => {
            FollowView::find(site, Followable::Theme(theme)).await
        }
        _ => FollowView::find(site, Followable::Search(asked)).await,
    }
}

/// A chosen organisation of which nothing was found has no count and so no
/// name among the facets: asks for it, and refuses one that does not exist.
async fn name_absent_organisations(
    site: &Site,
    parameters: &SearchParameters,
    results: &mut Results,
) -> Result<(), Problem> {
    let Some(kind) = FACETS.iter().find(|kind| kind.parameter == "organisation") else {
        return Ok(());
    };
    let Some(facet) = results
        .facets
        .iter_mut()
        .find(|facet| facet.name.0 == kind.name)
    else {
        return Ok(());
    };
    for (_, slug) in parameters
        .chosen
        .iter()
        .filter(|(chosen, _)| *chosen == kind)
    {
        if slug == NONE {
            continue;
        }
        let named = |value: &FacetValue| value.value == *slug && value.label != *slug;
        if facet.values.iter().any(named) {
            continue;
        }
        let answer: NameAnswer = site
            .api
            .query(BySlug::of(slug))
            .await
            .map_err(|error| Problem::of_search(error, &Place::Search, parameters))?;
        let Some(name) = answer.organisation.map(|named| named.name) else {
            let mistake = Mistake::UnknownValue(kind, slug.clone());
            let parameters = parameters.without(kind, slug);
            return Err(Problem::mistaken(Place::Search, &parameters, vec![mistake]));
        };
        match facet.values.iter_mut().find(|value| value.value == *slug) {
            Some(value) => value.label = name,
            None => facet.values.push(FacetValue {
                value: slug.clone(),
                label: name,
                count: 0,
            }),
        }
    }
    Ok(())
}
