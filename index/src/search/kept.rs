//! What the index keeps of everything there is until the next commit: the
//! facets and the orders. So the page that most visitors begin at, and each
//! page behind it, costs the same at any size.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::{DocAddress, Searcher};

use super::collector::{Key, Page};
use super::counting::FacetCounts;
use super::facets::{Facet, FacetName};
use super::opened::Opened;
use super::question::Question;
use super::{SearchIndex, query};
use crate::error::IndexError;

/// What is kept, and of which state of the index.
#[derive(Default)]
pub(super) struct Kept {
    generation: u64,
    facets: Option<Vec<Arc<Facet>>>,
    /// By the field that they go by; eight bytes an entry.
    orders: HashMap<&'static str, Arc<[DocAddress]>>,
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
    /// All there is, in the order of the number in `field`.
    pub(super) fn order_of_everything(
        &self,
        searcher: &Arc<Opened>,
        field: &'static str,
    ) -> Result<Arc<[DocAddress]>, IndexError> {
        // Held while ordering, so that visitors who come at once wait for one.
        let mut kept = self.lock_kept();
        let orders = &mut kept.at(searcher).orders;
        if let Some(order) = orders.get(field) {
            return Ok(Arc::clone(order));
        }
        let all = Page {
            opened: Arc::clone(searcher),
            key: Key::Number(field),
            after: None,
            limit: usize::MAX,
        };
        let found = self.in_parallel(searcher, &query::everything(&self.fields), &all)?;
        let order: Arc<[DocAddress]> = found.hits.into_iter().map(|hit| hit.address).collect();
        orders.insert(field, Arc::clone(&order));
        Ok(order)
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
