//! The overview: search everything.

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;

use super::frame::{Contents, Frame};
use super::show;
use crate::feeds;
use crate::place::Place;
use crate::search::answer::{FacetValue, Results};
use crate::search::asked::{Asked, Mistake};
use crate::search::facet::FACETS;
use crate::search::view::SearchView;
use crate::site::{Problem, Site};

const QUERY: &str = concat!(
    include_str!("../queries/overview.graphql"),
    include_str!("../queries/results.graphql")
);

const ORGANISATION_NAME: &str = include_str!("../queries/organisation_name.graphql");

#[derive(Deserialize)]
struct Answer {
    catalogue: Contents,
    repositories: Results,
}

#[derive(Deserialize)]
struct NameAnswer {
    organisation: Option<Name>,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    frame: Frame,
    search: SearchView,
    /// Whether there is nothing to search yet.
    nothing_yet: bool,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, query: Option<&str>) -> Result<Overview, Problem> {
    let texts = site.texts;
    let place = Place::Overview;
    let (asked, mistakes) = Asked::read(query.unwrap_or_default(), texts);
    if !mistakes.is_empty() {
        return Err(Problem::mistaken(place, &asked, mistakes));
    }
    let mut answer: Answer = site
        .api
        .ask(QUERY, asked.variables())
        .await
        .map_err(|error| Problem::of_search(error, &place, &asked))?;
    name_absent_organisations(site, &asked, &mut answer.repositories).await?;
    let title = if asked.query.is_empty() {
        texts.get("overview-title")
    } else {
        format!("{} – {}", asked.query, texts.get("overview-title"))
    };
    Ok(Overview {
        frame: Frame::new(texts, &place, query, title, Some(&answer.catalogue))
            .followed_by(feeds::links(&asked, texts)),
        nothing_yet: answer.catalogue.is_empty(),
        search: SearchView::new(&asked, answer.repositories, &place, &[], texts),
    })
}

/// A chosen organisation of which nothing was found has no count and so no
/// name among the facets: asks for it, and refuses one that does not exist.
async fn name_absent_organisations(
    site: &Site,
    asked: &Asked,
    results: &mut Results,
) -> Result<(), Problem> {
    let Some(kind) = FACETS.iter().find(|kind| kind.parameter == "organisation") else {
        return Ok(());
    };
    let Some(facet) = results
        .facets
        .iter_mut()
        .find(|facet| facet.name == kind.name)
    else {
        return Ok(());
    };
    for (_, slug) in asked.chosen.iter().filter(|(chosen, _)| *chosen == kind) {
        let named = |value: &FacetValue| value.value == *slug && value.label != *slug;
        if facet.values.iter().any(named) {
            continue;
        }
        let answer: NameAnswer = site
            .api
            .ask(ORGANISATION_NAME, json!({ "slug": slug }))
            .await
            .map_err(|error| Problem::of_search(error, &Place::Overview, asked))?;
        let Some(Name { name }) = answer.organisation else {
            let mistake = Mistake::UnknownValue(kind, slug.clone());
            let asked = asked.without(kind, slug);
            return Err(Problem::mistaken(Place::Overview, &asked, vec![mistake]));
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
