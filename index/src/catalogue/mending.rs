//! How the catalogue is: what had to be done to open it, and a search index that turns
//! out to be damaged and is made anew.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use metrics::counter;

use super::Catalogue;
use crate::error::IndexError;
use crate::search::SearchIndex;

/// Whether the search index is being made anew because it was damaged.
#[derive(Debug, Default)]
pub(super) struct Mending(AtomicBool);

/// How a catalogue is, for those who watch over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// What had to be done to open it, which stays until the catalogue is opened again, and
    /// what was noted since: nothing in the usual case.
    pub notices: Vec<String>,
    /// Whether the search index is damaged and is being rebuilt. Until then searches
    /// may fail.
    pub index_is_damaged: bool,
}

impl Catalogue {
    /// How the catalogue is.
    #[must_use]
    pub fn health(&self) -> Health {
        // Whole whoever panicked: each is put in at once.
        let remarks = self
            .0
            .remarks
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Health {
            notices: self
                .0
                .notices
                .iter()
                .chain(remarks.values())
                .cloned()
                .collect(),
            index_is_damaged: self.0.mending.0.load(Ordering::Acquire),
        }
    }

    /// Notes something that a person should know and that does not keep the catalogue from its
    /// work, or that it is over.
    pub fn tell(&self, about: &'static str, what: Option<String>) {
        let mut remarks = self
            .0
            .remarks
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match what {
            Some(what) => remarks.insert(about, what),
            None => remarks.remove(about),
        };
    }

    /// Searches. When the index fails, it is looked through and made anew beside those
    /// who search on, if it is damaged. tantivy panics on some damage: that is an error
    /// here.
    pub(super) fn searching<T>(
        &self,
        search: impl FnOnce(&SearchIndex) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let found = catch_unwind(AssertUnwindSafe(|| search(&self.0.search)));
        let panicked = |_| {
            let why = "the search engine panicked";
            Err(IndexError::DamagedIndex(why.to_owned()))
        };
        let found = found.unwrap_or_else(panicked);
        let may_be_damaged = matches!(
            &found,
            Err(IndexError::Search(_) | IndexError::DamagedIndex(_) | IndexError::Card(_))
        );
        if may_be_damaged {
            counter!("bronwijzer_search_failures_total").increment(1);
        }
        if may_be_damaged && !self.0.mending.0.swap(true, Ordering::AcqRel) {
            let catalogue = self.clone();
            let work = move || {
                catalogue.mend_index();
                catalogue.0.mending.0.store(false, Ordering::Release);
            };
            let started = thread::Builder::new()
                .name("bronwijzer-mend-index".to_owned())
                .spawn(work);
            if let Err(error) = started {
                tracing::error!("the search index can't be checked: {error}");
                self.0.mending.0.store(false, Ordering::Release);
            }
        }
        found
    }

    fn mend_index(&self) {
        match self.0.search.damage(|_| false) {
            Ok(None) => {}
            Ok(Some(damage)) => {
                tracing::warn!("the search index is damaged and will be rebuilt: {damage}");
                match self.reindex() {
                    Ok(repositories) => {
                        tracing::info!(repositories, "the search index was rebuilt");
                    }
                    Err(error) => tracing::error!("the search index can't be rebuilt: {error}"),
                }
            }
            Err(error) => tracing::error!("the search index can't be checked: {error}"),
        }
    }
}
