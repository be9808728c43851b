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
pub(in crate::search) struct OncePerCommit<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for OncePerCommit<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> OncePerCommit<T> {
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
    pub(in crate::search) figures: OncePerCommit<FiguresByOrganisation>,
    /// The names that are suggested.
    pub(in crate::search) names: OncePerCommit<Names>,
    /// The facets of all documents.
    pub(super) facets: OncePerCommit<Vec<Arc<Facet>>>,
    /// All documents by sort key; eight bytes a document.
    pub(super) sorted: Mutex<HashMap<SortKey, Arc<[DocAddress]>>>,
}

#[cfg(test)]
mod tests {
    use crate::catalogue::{Catalogue, Options};
    use crate::model::{Contents, SAMPLE};
    use crate::search::{FacetName, SearchRequest, Sort};

    #[test]
    fn what_was_asked_of_a_commit_is_ready_in_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let now = chrono::Utc::now();
        let opened = Catalogue::open_with(dir.path(), Vec::new(), now, Options::default());
        let catalogue = opened.unwrap().catalogue;
        catalogue.import(SAMPLE, Contents::Sample).unwrap();
        let made = || {
            let searcher = catalogue.search_index().searcher();
            let cache = &searcher.cache;
            let sorted = !cache.sorted.lock().unwrap().is_empty();
            let made = [
                cache.figures.is_made(),
                cache.names.is_made(),
                cache.facets.is_made(),
                sorted,
            ];
            (searcher.generation().generation_id(), made)
        };
        let (first, nothing) = made();
        assert_eq!(nothing, [false; 4], "nobody asked");
        catalogue.standings().unwrap();
        catalogue.suggest("g", 5).unwrap();
        let all = SearchRequest {
            facets: FacetName::ALL.to_vec(),
            sort: Some(Sort::LastActivity),
            first: 20,
            ..SearchRequest::default()
        };
        let before = catalogue.search(&all).unwrap();
        catalogue.reindex().unwrap();
        let (next, everything) = made();
        assert!(next > first);
        assert_eq!(everything, [true; 4]);
        assert_eq!(catalogue.search(&all).unwrap().total, before.total);
    }
}
