//! The figures of open by default, counted out of the facets in one pass.

use std::sync::{Arc, PoisonError};

use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::agg_result::{
    AggregationResult, AggregationResults, BucketEntry, BucketResult,
};

use super::facets::FacetName;
use super::{FiguresByOrganisation, SearchIndex, buckets, query};
use crate::assess::open_by_default::Tally;
use crate::error::IndexError;

/// The most organisations that are counted apart: far above all organisations of government.
const MAX_ORGANISATIONS: u32 = 10_000;

/// More than there are outcomes of figures and reasons to leave out.
const MOST_VALUES: u32 = 100;

/// The names within the request to tantivy.
const ORGANISATIONS: &str = "organisations";
const VALUES: &str = "values";

impl SearchIndex {
    /// The figures of every organisation that has a repository. MatchAllCache until the next
    /// commit: at a million repositories counting takes a while.
    pub(crate) fn open_by_default(&self) -> Result<Arc<FiguresByOrganisation>, IndexError> {
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
            ORGANISATIONS: {
                "terms": { "field": FacetName::Organisation.as_str(), "size": MAX_ORGANISATIONS },
                "aggs": {
                    VALUES: {
                        "terms": { "field": FacetName::OpenByDefault.as_str(), "size": MOST_VALUES },
                    },
                },
            },
        });
        let aggregations: Aggregations = serde_json::from_value(request)
            .map_err(|error| IndexError::DamagedIndex(error.to_string()))?;
        let collector = AggregationCollector::from_aggs(aggregations, Default::default());
        let mut results: AggregationResults =
            searcher.search(&query::match_all(&self.fields), &collector)?;
        let figures = Arc::new(organisations(results.0.remove(ORGANISATIONS)));
        *cache = Some((generation, Arc::clone(&figures)));
        Ok(figures)
    }
}

fn organisations(result: Option<AggregationResult>) -> FiguresByOrganisation {
    let Some(AggregationResult::BucketResult(BucketResult::Terms {
        buckets: organisations,
        ..
    })) = result
    else {
        return Vec::new();
    };
    let tally = |mut organisation: BucketEntry| {
        let values = organisation.sub_aggregation.0.remove(VALUES);
        let values = values.map(buckets).unwrap_or_default();
        let name = organisation.key.to_string();
        (name, Tally::of_facet(organisation.doc_count, &values))
    };
    organisations.into_iter().map(tally).collect()
}
