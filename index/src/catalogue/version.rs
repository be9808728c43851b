//! Which state of the catalogue readers see, so that they know whether what
//! they read before still holds.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::MutexGuard;

use chrono::{NaiveDate, Utc};
use tokio::sync::watch;

use super::Catalogue;
use crate::error::IndexError;
use crate::snapshot::Scope;
use crate::store::Store;

/// A write that is under way. When it ends, readers are told.
pub(crate) struct Writing<'a> {
    pub(super) catalogue: &'a Catalogue,
    /// Let go of after readers were told: fields are dropped last.
    pub(super) _lock: MutexGuard<'a, ()>,
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.catalogue.publish();
    }
}

impl Catalogue {
    /// A number for the state of everything that is kept: entries, judgements,
    /// reports and figures. It is another after each write and stays the same
    /// through a restart. What is read after the number was asked for is of
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

    pub(super) fn publish(&self) {
        let version = self.count_version().unwrap_or_else(|error| {
            tracing::warn!("can't read the state of the catalogue: {error}");
            // A state of its own, which nobody has read before.
            Utc::now().timestamp_micros().unsigned_abs()
        });
        self.0
            .version
            .send_if_modified(|known| std::mem::replace(known, version) != version);
    }

    fn count_version(&self) -> Result<u64, IndexError> {
        // Another hasher in a later Rust only means that readers read again.
        let mut hasher = DefaultHasher::new();
        self.note(self.assessed_at(), &self.meta()?)
            .hash(&mut hasher);
        self.0.search.commit_name().hash(&mut hasher);
        self.state()?.hash(&mut hasher);
        let snapshot = self.store().snapshot_until(&Scope::All, NaiveDate::MAX)?;
        snapshot.map(|snapshot| snapshot.taken_at).hash(&mut hasher);
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        Ok(hasher.finish())
    }
}
