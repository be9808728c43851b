//! Spelling suggestions and query relaxation, for few results or none: other spellings,
//! searches that find something with one thing less, and themes that are near.

use super::answer::{Facet, FacetValue, Results, WayOut};
use super::facet::{FACETS, FacetKind, key_of};
use super::parameters::SearchParameters;
use crate::api::AskError;
use crate::place::Place;
use crate::schema;
use crate::site::Site;
use crate::texts::{Texts, text};

/// A search to go on with.
pub(crate) struct LinkView {
    pub(crate) href: String,
    pub(crate) label: String,
    /// How many it finds, in words.
    pub(crate) count: String,
}

/// The same search in other spellings, on the page at `path`.
pub(crate) fn other_spellings(
    parameters: &SearchParameters,
    results: &Results,
    path: &str,
    texts: Texts,
) -> Vec<LinkView> {
    let spellings = results.did_you_mean.iter();
    spellings
        .map(|spelling| LinkView {
            href: parameters
                .at_start()
                .with_query(&spelling.query)
                .address(path),
            label: spelling.query.clone(),
            count: texts.count("facet-count", spelling.total),
        })
        .collect()
}

/// Searches with one thing less, on the page at `path`.
pub(crate) fn ways_out(
    parameters: &SearchParameters,
    results: &Results,
    path: &str,
    texts: Texts,
) -> Vec<LinkView> {
    let view = |way: &WayOut| {
        let is_left_out = |kind: &FacetKind| way.facets.iter().any(|name| name.0 == kind.name);
        let mut less = parameters.at_start().with_query(&way.query);
        less.chosen.retain(|(kind, _)| !is_left_out(kind));
        let mut kinds = FACETS.iter().filter(|kind| is_left_out(kind));
        let mut words = way.query.split_whitespace();
        let as_typed = words.all(|word| parameters.query.contains(word));
        let label = match (kinds.next(), kinds.next()) {
            _ if way.facets.is_empty() => texts.with("way-out-part", [("query", text(&way.query))]),
            _ if !as_typed => texts.with("way-out-spelling", [("query", text(&way.query))]),
            (Some(kind), None) => {
                let facet = texts.get(&kind.title);
                texts.with("way-out-filter", [("filter", text(facet))])
            }
            _ => texts.get("empty-remove-filters"),
        };
        LinkView {
            href: less.address(path),
            label,
            count: texts.count("facet-count", way.total),
        }
    };
    results.ways_out.iter().map(view).collect()
}

/// The most themes that are given.
const MOST_THEMES: usize = 3;

/// What a query finds by category, and what there is in all.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByQuery")]
struct ThemeAnswer {
    #[cynic(rename = "repositories", alias)]
    #[arguments(query: $query, first: 1)]
    found: Counted,
    #[cynic(rename = "repositories", alias)]
    #[arguments(first: 1)]
    all: Counted,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
struct Counted {
    #[arguments(names: [CATEGORY])]
    facets: Vec<Facet>,
}

#[derive(cynic::QueryVariables)]
struct ByQuery {
    query: String,
}

/// Where nothing is found: the themes of what a part of the query finds, each with all that
/// there is of it.
pub(crate) async fn themes(site: &Site, results: &Results) -> Result<Vec<LinkView>, AskError> {
    let texts = site.texts;
    let part = results.ways_out.iter().find(|way| way.facets.is_empty());
    let kind = FACETS.iter().find(|kind| kind.parameter == "category");
    let (Some(part), Some(kind)) = (part, kind) else {
        return Ok(Vec::new());
    };
    let query = part.query.clone();
    let answer: ThemeAnswer = site.api.query(ByQuery { query }).await?;
    let values = |counted: Counted| counted.facets.into_iter().flat_map(|facet| facet.values);
    let all: Vec<FacetValue> = values(answer.all).collect();
    let link = |found: FacetValue| {
        let theme = texts.find(&format!("category-{}", key_of(&found.value)?))?;
        let total = all.iter().find(|value| value.value == found.value)?.count;
        let parameters = SearchParameters {
            chosen: vec![(kind, found.value)],
            ..SearchParameters::default()
        };
        Some(LinkView {
            href: parameters.address(&Place::Search.path(texts.language())),
            label: texts.with("empty-theme", [("theme", text(theme))]),
            count: texts.count("facet-count", total),
        })
    };
    Ok(values(answer.found)
        .filter_map(link)
        .take(MOST_THEMES)
        .collect())
}
