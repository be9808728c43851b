//! The figures of open by default, counted out of the facets in one pass.

use std::sync::Arc;

use tantivy::Searcher;
use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::agg_result::{
    AggregationResult, AggregationResults, BucketEntry, BucketResult,
};

use super::engine::segment_readers::WarmSearcher;
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
    /// The figures of every organisation that has a repository. They are kept with the
    /// commit: at a million repositories counting takes a while.
    pub(crate) fn open_by_default(&self) -> Result<Arc<FiguresByOrganisation>, IndexError> {
        self.figures_of(&self.searcher())
    }

    pub(in crate::search) fn figures_of(
        &self,
        searcher: &WarmSearcher,
    ) -> Result<Arc<FiguresByOrganisation>, IndexError> {
        let count = || self.count_figures(searcher);
        searcher.cache.figures.get_or_make(count)
    }

    fn count_figures(&self, searcher: &Searcher) -> Result<FiguresByOrganisation, IndexError> {
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
        Ok(organisations(results.0.remove(ORGANISATIONS)))
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
