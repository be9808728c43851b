//! The figures of open by default, counted out of the facets in one pass.

use std::sync::{Arc, PoisonError};

use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::agg_result::{
    AggregationResult, AggregationResults, BucketEntry, BucketResult,
};

use super::facets::FacetName;
use super::{FiguresByBody, SearchIndex, buckets, query};
use crate::assess::open_by_default::Tally;
use crate::error::IndexError;

/// The most bodies that are counted apart: far above all bodies of government.
const MOST_BODIES: u32 = 10_000;

/// More than there are outcomes of figures and reasons to leave out.
const MOST_VALUES: u32 = 100;

/// The names within the request to tantivy.
const BODIES: &str = "bodies";
const VALUES: &str = "values";

impl SearchIndex {
    /// The figures of every body that has a repository. MatchAllCache until the next
    /// commit: at a million repositories counting takes a while.
    pub(crate) fn open_by_default(&self) -> Result<Arc<FiguresByBody>, IndexError> {
        let searcher = self.searcher();
        let generation = searcher.generation().generation_id();
        // Held while counting, so that visitors who come at once count once.
        let mut cache = self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((counted_at, figures)) = &*cache
            && *counted_at == generation
        {
            return Ok(Arc::clone(figures));
        }
        let request = serde_json::json!({
            BODIES: {
                "terms": { "field": FacetName::Organisation.as_str(), "size": MOST_BODIES },
                "aggs": {
                    VALUES: {
                        "terms": { "field": FacetName::OpenByDefault.as_str(), "size": MOST_VALUES },
                    },
                },
            },
        });
        let aggregations: Aggregations = serde_json::from_value(request)
            .map_err(|error| IndexError::Corrupt(error.to_string()))?;
        let collector = AggregationCollector::from_aggs(aggregations, Default::default());
        let mut results: AggregationResults =
            searcher.search(&query::match_all(&self.fields), &collector)?;
        let figures = Arc::new(bodies(results.0.remove(BODIES)));
        *cache = Some((generation, Arc::clone(&figures)));
        Ok(figures)
    }
}

fn bodies(result: Option<AggregationResult>) -> FiguresByBody {
    let Some(AggregationResult::BucketResult(BucketResult::Terms {
        buckets: bodies, ..
    })) = result
    else {
        return Vec::new();
    };
    let tally = |mut body: BucketEntry| {
        let values = body.sub_aggregation.0.remove(VALUES);
        let values = values.map(buckets).unwrap_or_default();
        let name = body.key.to_string();
        (name, Tally::of_facet(body.doc_count, &values))
    };
    bodies.into_iter().map(tally).collect()
}
