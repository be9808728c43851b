//! Spelling suggestions and query relaxation: what a search with few hits or none gives in
//! addition.

use async_graphql::SimpleObject;
use bronwijzer_index::FacetName;

/// A query in another spelling.
#[derive(SimpleObject)]
pub(crate) struct Spelling {
    /// The query, with one or more of its words replaced by words that the
    /// catalogue has.
    query: String,
    /// How many repositories have all of it, with the same filter.
    total: u64,
}

impl From<bronwijzer_index::Spelling> for Spelling {
    fn from(spelling: bronwijzer_index::Spelling) -> Self {
        Self {
            query: spelling.query,
            total: spelling.total,
        }
    }
}

/// A search that asks less and finds something.
#[derive(SimpleObject)]
pub(crate) struct WayOut {
    /// The facets that it asks nothing of: leave them out of the filter. None
    /// where it asks less of a word.
    facets: Vec<FacetName>,
    /// What is left of the query: without fields of those facets, or with a part of a
    /// compound in place of the whole; in another spelling, where nothing is found
    /// with less.
    query: String,
    /// How many repositories it finds.
    total: u64,
}

impl From<bronwijzer_index::WayOut> for WayOut {
    fn from(way: bronwijzer_index::WayOut) -> Self {
        Self {
            facets: way.facets,
            query: way.query,
            total: way.total,
        }
    }
}
