//! Cache of what was worked out of one commit. It goes with the commit, so nothing of it is ever
//! out of date; what was asked of the commit before is worked out before the next is published.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::DocAddress;

use super::super::FiguresByOrganisation;
use super::super::facets::Facet;
use super::super::suggest::Names;
use super::top_hits::SortKey;

/// A value that is made when it is first asked for.
pub(in crate::search) struct Kept<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    fn lock(&self) -> MutexGuard<'_, Option<Arc<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in crate::search) fn is_made(&self) -> bool {
        self.lock().is_some()
    }

    /// The value. Who comes at once waits for one to make it.
    pub(in crate::search) fn get_or_make<E>(
        &self,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let mut kept = self.lock();
        if let Some(value) = &*kept {
            return Ok(Arc::clone(value));
        }
        Ok(Arc::clone(kept.insert(Arc::new(make()?))))
    }
}

/// What is kept of one commit.
#[derive(Default)]
pub(in crate::search) struct CommitCache {
    /// The figures of open by default, by organisation.
    pub(in crate::search) figures: Kept<FiguresByOrganisation>,
    /// The names that are suggested.
    pub(in crate::search) names: Kept<Names>,
    /// The facets of all documents.
    pub(super) facets: Kept<Vec<Arc<Facet>>>,
    /// All documents by sort key; eight bytes a document.
    pub(super) sorted: Mutex<HashMap<SortKey, Arc<[DocAddress]>>>,
}
