//! The match-all query: its facet counts, and its documents in each sort order, are kept with the
//! commit. So the page that most visitors begin at, and each page behind it, costs
//! the same at any size: sorting a million documents takes longer than a search.

use std::sync::{Arc, PoisonError};

use tantivy::DocAddress;

use super::super::facets::{Facet, FacetName};
use super::super::parsed_query::ParsedQuery;
use super::super::{SearchIndex, query};
use super::facet_counts::FacetCounts;
use super::segment_readers::WarmSearcher;
use super::top_hits::{CollectedHits, Hit, SortKey, TopHits, UNKNOWN};
use crate::error::IndexError;

impl SearchIndex {
    /// A page of all documents, sorted by a number.
    pub(in crate::search) fn page_of_all(
        &self,
        searcher: &Arc<WarmSearcher>,
        page: &TopHits,
    ) -> Result<CollectedHits, IndexError> {
        let sorted = self.all_sorted(searcher, page.key)?;
        let columns = page.searcher.all_sort_columns(page.key.field())?;
        let hit = |address: &DocAddress| {
            let columns = columns.get(address.segment_ord as usize);
            let number = columns.map_or(UNKNOWN, |columns| columns.number(address.doc_id));
            Hit {
                // There are no words, so there is no score.
                key: page.key.of(0.0, number),
                tie: columns.map_or(0, |columns| page.key.tie(columns.tie(address.doc_id))),
                address: *address,
            }
        };
        let start = page.after.map_or(0, |(key, tie)| {
            sorted.partition_point(|address| !hit(address).comes_after(key, tie))
        });
        let hits = sorted.iter().skip(start).take(page.limit);
        Ok(CollectedHits {
            hits: hits.map(hit).collect(),
            total: sorted.len() as u64,
        })
    }

    pub(super) fn all_sorted(
        &self,
        searcher: &Arc<WarmSearcher>,
        key: SortKey,
    ) -> Result<Arc<[DocAddress]>, IndexError> {
        // The lock is held while sorting, so that visitors who come at once wait for one
        // sort and don't each start their own.
        let sorted = searcher.cache.sorted.lock();
        let mut sorted = sorted.unwrap_or_else(PoisonError::into_inner);
        if let Some(addresses) = sorted.get(&key) {
            return Ok(Arc::clone(addresses));
        }
        let all = TopHits {
            searcher: Arc::clone(searcher),
            key,
            after: None,
            limit: usize::MAX,
        };
        let collected = self.in_parallel(searcher, &query::match_all(&self.fields), &all)?;
        let addresses = collected.hits.into_iter().map(|hit| hit.address);
        let addresses: Arc<[DocAddress]> = addresses.collect();
        sorted.insert(key, Arc::clone(&addresses));
        Ok(addresses)
    }

    /// The facets of all documents. `parsed` is a query without any condition.
    pub(in crate::search) fn facets_of_all(
        &self,
        searcher: &WarmSearcher,
        parsed: &ParsedQuery<'_>,
        wanted: &[FacetName],
    ) -> Result<Vec<Arc<Facet>>, IndexError> {
        let facets = searcher.cache.facets.get_or_make(|| {
            let counts = FacetCounts::new(FacetName::ALL, parsed);
            let counts = self.in_parallel(searcher, &query::match_all(&self.fields), &counts)?;
            Ok::<_, IndexError>(parsed.facets(FacetName::ALL, counts))
        })?;
        let facets = facets.iter();
        let facets = facets.filter(|facet| wanted.contains(&facet.name));
        Ok(facets.cloned().collect())
    }
}
