//! Spelling suggestions and query relaxation, for few results or none: other spellings, and searches
//! that find something with one thing less.

use super::answer::{Results, WayOut};
use super::facet::{FACETS, FacetKind};
use super::parameters::SearchParameters;
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
