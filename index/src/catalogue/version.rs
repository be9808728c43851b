//! Which state of the catalogue readers see, so that they know whether what
//! they read before still holds.

use std::sync::{MutexGuard, PoisonError};

use chrono::{NaiveDate, Utc};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::Catalogue;
use crate::error::IndexError;
use crate::model::Scope;
use crate::store::sharing::WriteLock;

/// A write that is under way. When it ends, readers are told.
pub(crate) struct Writing<'a> {
    catalogue: &'a Catalogue,
    /// Keeps out other processes that share the store.
    shared: Option<WriteLock<'a>>,
    /// Whether readers are told.
    is_told: bool,
    /// Let go of after readers were told: fields are dropped last.
    _lock: MutexGuard<'a, ()>,
}

impl<'a> Writing<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, lock: MutexGuard<'a, ()>) -> Self {
        Self {
            catalogue,
            shared: None,
            is_told: true,
            _lock: lock,
        }
    }

    /// Holds the lock of the store too.
    pub(super) fn keep_others_out(&mut self, lock: WriteLock<'a>) {
        self.shared = Some(lock);
    }

    /// Readers are told by the write that makes it findable.
    pub(super) fn tell_nobody(&mut self) {
        self.is_told = false;
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.shared = None;
        if !self.is_told {
            return;
        }
        self.catalogue.hear_statements();
        self.catalogue.publish();
    }
}

impl Catalogue {
    /// A number for the state of everything that is kept: entries, judgements,
    /// reports and figures. It is another when any of them is, and the same for the same
    /// content, through a restart and on another machine. What is read after the number was asked for is of
    /// that state or a later one. The crawl that is running has no part in it.
    #[must_use]
    pub fn version(&self) -> u64 {
        *self.0.version.borrow()
    }

    /// Tells whenever a write has ended that changed anything.
    #[must_use]
    pub fn watch_version(&self) -> watch::Receiver<u64> {
        self.0.version.subscribe()
    }

    /// Has the search index take up what people said while a write was under way.
    fn hear_statements(&self) {
        if !self.lacks_statements() {
            return;
        }
        if let Err(error) = self.follow() {
            tracing::error!("the search index does not hold the last statements: {error}");
        }
    }

    pub(super) fn publish(&self) {
        // Else a state that was counted earlier could be told later.
        let publishing = self.0.publishing.lock();
        let _publishing = publishing.unwrap_or_else(PoisonError::into_inner);
        let version = match self.count_version() {
            Ok(version) => version,
            // What was read before is all that can be shown.
            Err(error) if error.is_out_of_reach() => return,
            Err(error) => {
                tracing::warn!("can't read the state of the catalogue: {error}");
                // A state of its own, which nobody has read before.
                Utc::now().timestamp_micros().unsigned_abs()
            }
        };
        if version != self.version()
            && let Err(error) = self.work_out_states(version)
        {
            tracing::debug!("the states are worked out for who asks: {error}");
        }
        self.0
            .version
            .send_if_modified(|known| std::mem::replace(known, version) != version);
    }

    fn count_version(&self) -> Result<u64, IndexError> {
        let store = self.store();
        let meta = self.meta()?;
        let newest_run = store.runs(1, None)?.pop().map(|run| run.id);
        let snapshot = store.snapshot_until(&Scope::All, NaiveDate::MAX)?;
        // One of a day before the last may come later.
        let days = store.snapshot_days(&Scope::All)?.len();
        let parts = [
            self.held_content(),
            Some(format!("{:?}", meta.contents)),
            meta.as_of.map(|as_of| as_of.to_rfc3339()),
            newest_run,
            snapshot.map(|snapshot| snapshot.taken_at.to_rfc3339()),
            Some(days.to_string()),
            Some(self.said().content.to_string()),
            Some(env!("CARGO_PKG_VERSION").to_owned()),
        ];
        let mut hash = Sha256::new();
        for part in parts {
            // Where one part ends and the next begins.
            hash.update(part.unwrap_or_default());
            hash.update([0]);
        }
        let hash = hash.finalize();
        let (first, _) = hash.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        Ok(u64::from_be_bytes(*first))
    }
}
