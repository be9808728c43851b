//! A new store out of a file, in the place of the one that is there: a restore that was asked for.
//! What happens by itself when a store is damaged is in `rescue.rs`.
//!
//! The new store is made beside the old one, and takes its place once it is whole: a stop
//! at any moment leaves one of the two.

use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::SledStore;
use super::rescue::remove;
use crate::model::Record;
use crate::store::backup::sync_folder;
use crate::store::replace::{People, fill};
use crate::store::{Store, StoreError};

/// A store that was made of a file and is not in its place yet.
#[must_use]
pub(in crate::store) struct NewStore {
    dir: PathBuf,
}

impl NewStore {
    /// Makes a store beside the one in the data folder `dir`, which is open as `current`:
    /// what [`fill`] takes from `file` and from that.
    ///
    /// # Errors
    /// When a line of the file can't be read, the store fails or the disk is full. Nothing
    /// was changed then.
    pub(in crate::store) fn make(
        dir: &Path,
        current: &dyn Store,
        file: impl Read + Send,
        people: People,
        decide: impl Fn(&mut Record, Option<&Record>) + Sync,
    ) -> Result<Self, StoreError> {
        let path = dir.join("store.restoring");
        remove(&path)?;
        let filled = SledStore::open_in(&path).and_then(|store| {
            let go_on = |number| store.documents.go_on_from(number);
            fill(&store, current, file, people, decide, go_on)
        });
        if let Err(error) = filled {
            // Best effort: a full disk needs the room.
            let _ = remove(&path);
            return Err(error);
        }
        Ok(Self {
            dir: dir.to_owned(),
        })
    }

    /// Puts it in the place of the store, which nobody may have open, and removes that.
    ///
    /// # Errors
    /// When a folder can't be renamed or removed. The next start goes on where this stopped.
    pub(in crate::store) fn put_in_place(self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Self { dir } = self;
        let rename = |from: &Path, to: &Path| {
            std::fs::rename(from, to).map_err(StoreError::io(from))?;
            sync_folder(&dir)
        };
        let (store, restored) = (dir.join("store"), dir.join("store.restored"));
        // Waits until the lock is free.
        drop(SledStore::open_in(&store)?);
        remove(&restored)?;
        rename(&dir.join("store.restoring"), &restored)?;
        let replaced = dir.join(format!("store.replaced-{}", now.format("%Y%m%dT%H%M%SZ")));
        remove(&replaced)?;
        rename(&store, &replaced)?;
        // From here on a start takes what was restored.
        rename(&restored, &store)?;
        remove(&replaced)
    }
}
