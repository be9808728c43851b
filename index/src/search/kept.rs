//! What the index keeps of everything there is until the next commit: the
//! facets and the first page in each order. So the page that most visitors
//! begin at costs the same at any size.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use tantivy::Searcher;

use super::collector::{Found, Page};
use super::counting::FacetCounts;
use super::facets::{Facet, FacetName};
use super::question::Question;
use super::{SearchIndex, Sort, query};
use crate::error::IndexError;

/// The most hits of an order that are kept: a page as long as the schema gives,
/// and one that tells whether there is more.
const MOST_HITS: usize = 101;

/// What is kept, and of which state of the index.
#[derive(Default)]
pub(super) struct Kept {
    generation: u64,
    facets: Option<Vec<Arc<Facet>>>,
    pages: HashMap<Sort, Found>,
}

impl Kept {
    /// Forgets what is not of this state of the index.
    fn at(&mut self, searcher: &Searcher) -> &mut Self {
        let generation = searcher.generation().generation_id();
        if self.generation != generation {
            *self = Self {
                generation,
                ..Self::default()
            };
        }
        self
    }
}

impl SearchIndex {
    /// The first page of everything, where one of `limit` hits is short enough
    /// to be kept.
    pub(super) fn first_page(
        &self,
        searcher: &Searcher,
        sort: Sort,
        limit: usize,
    ) -> Result<Option<Found>, IndexError> {
        if limit > MOST_HITS {
            return Ok(None);
        }
        // Held while searching, so that visitors who come at once search once.
        let mut kept = self.lock_kept();
        let found = match kept.at(searcher).pages.entry(sort) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(new) => {
                let page = Page {
                    key: sort.key(),
                    after: None,
                    limit: MOST_HITS,
                };
                let everything = query::everything(&self.fields);
                new.insert(self.in_parallel(searcher, &everything, &page)?)
            }
        };
        Ok(Some(found.first(limit)))
    }

    /// The facets of everything. `question` asks for nothing.
    pub(super) fn facets_of_everything(
        &self,
        searcher: &Searcher,
        question: &Question<'_>,
        asked: &[FacetName],
    ) -> Result<Vec<Arc<Facet>>, IndexError> {
        let mut kept = self.lock_kept();
        let facets = &mut kept.at(searcher).facets;
        if facets.is_none() {
            let counts = FacetCounts::new(FacetName::ALL, question);
            let counts = self.in_parallel(searcher, &query::everything(&self.fields), &counts)?;
            *facets = Some(question.facets(FacetName::ALL, counts));
        }
        let asked = facets
            .iter()
            .flatten()
            .filter(|its| asked.contains(&its.name));
        Ok(asked.cloned().collect())
    }
}
