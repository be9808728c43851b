//! A new store out of a file, in the place of the one that is there: a restore that was asked for.
//! What happens by itself when a store is damaged is in `rescue.rs`.
//!
//! The new store is made beside the old one, and takes its place once it is whole: a stop
//! at any moment leaves one of the two.

use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::SledStore;
use super::backup::sync_folder;
use super::rescue::remove;
use super::restore::take_in;
use crate::model::{Contents, Meta, Record};
use crate::store::catalogue_file::{Lines, read_header};
use crate::store::documents::{Before, DocumentWrite, Table};
use crate::store::{Store, StoreError};

/// Records and documents that are written at once.
const BATCH: usize = 500;

/// A store that was made of a file and is not in its place yet.
#[must_use]
pub(in crate::store) struct NewStore {
    dir: PathBuf,
}

/// What a new store takes over of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum People {
    /// What the file has: it is a backup.
    OfFile,
    /// What the store has: the file has only what everybody may see.
    OfStore,
}

impl NewStore {
    /// Makes a store beside the one in the data folder `dir`, which is open as `current`:
    /// records of `file` as `decide` makes them, tombstones of both, reports and snapshots of
    /// both, and of people what `people` says.
    ///
    /// # Errors
    /// When a line of the file can't be read, the store fails or the disk is full. Nothing
    /// was changed then.
    pub(in crate::store) fn make(
        dir: &Path,
        current: &dyn Store,
        file: impl Read + Send,
        people: People,
        decide: impl Fn(&mut Record) + Sync,
    ) -> Result<Self, StoreError> {
        let path = dir.join("store.restoring");
        remove(&path)?;
        let filled =
            SledStore::open_in(&path).and_then(|store| fill(&store, current, file, people, decide));
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

fn fill(
    store: &SledStore,
    current: &dyn Store,
    file: impl Read + Send,
    people: People,
    decide: impl Fn(&mut Record) + Sync,
) -> Result<(), StoreError> {
    // Of a day that both have figures of, what was shown stays.
    let mut kept = Vec::new();
    for snapshot in current.snapshots() {
        kept.push(snapshot?);
        if kept.len() >= BATCH {
            store.write_snapshots(&std::mem::take(&mut kept))?;
        }
    }
    store.write_snapshots(&kept)?;
    let mut lines = Lines::new(file)?;
    let header = read_header(&mut lines)?;
    let before = current.meta()?.unwrap_or_default();
    let mut meta = Meta {
        number: before.number.max(header.state.number),
        ..Meta::default()
    };
    let report = take_in(lines, store, &mut meta, decide, people == People::OfFile)?;
    if let Some(why) = report.bad_lines.into_iter().next() {
        return Err(StoreError::NotACatalogue(why));
    }
    meta = keep_tombstones(store, current, meta)?;
    keep_runs(store, current)?;
    keep_documents(store, current, people)?;
    let documents = current.document_number()?.max(header.state.documents);
    store.documents.go_on_from(documents + 1)?;
    meta.contents = match header.contents {
        Contents::Empty => Contents::Imported,
        contents => contents,
    };
    // No index knows what the numbers of this store stand for.
    meta.number += 1;
    meta.cleared_at = meta.number;
    store.write(&[], &meta, false)?;
    Ok(())
}

/// Takes over the tombstones of what the file does not know.
fn keep_tombstones(
    store: &SledStore,
    current: &dyn Store,
    mut meta: Meta,
) -> Result<Meta, StoreError> {
    let mut batch = Vec::new();
    let mut write = |batch: &mut Vec<Record>| -> Result<(), StoreError> {
        meta = store.write(batch, &meta, false)?;
        batch.clear();
        Ok(())
    };
    for record in current.records() {
        let record = record?;
        if record.gone.is_some() && store.record(&record.observation.id)?.is_none() {
            batch.push(record);
        }
        if batch.len() >= BATCH {
            write(&mut batch)?;
        }
    }
    write(&mut batch)?;
    Ok(meta)
}

/// Takes over the reports of crawls that came after the file. What they tell of accounts is
/// older than the store then, so every account is listed again.
fn keep_runs(store: &SledStore, current: &dyn Store) -> Result<(), StoreError> {
    for run in current.runs(usize::MAX, None)?.iter().rev() {
        if store.run(&run.id)?.is_none() {
            store.write_run(run)?;
        }
    }
    let mut accounts = store.accounts()?;
    for account in &mut accounts {
        account.validator = None;
    }
    store.write_accounts(&accounts)
}

/// Takes over what people are and said where the file has none of it, and in any case where
/// sequences had got to.
fn keep_documents(
    store: &SledStore,
    current: &dyn Store,
    people: People,
) -> Result<(), StoreError> {
    for table in Table::ALL {
        let mut after: Option<String> = None;
        loop {
            let rows = current.documents(table, "", after.as_deref(), BATCH)?;
            let Some((last, _)) = rows.last() else {
                break;
            };
            after = Some(last.clone());
            let mut writes = Vec::new();
            for (key, value) in rows {
                let there = store.document(table, &key)?;
                let is_kept = match (people, table) {
                    // What was removed since stays out of what comes back.
                    (People::OfStore, _) | (People::OfFile, Table::Removals) => true,
                    (People::OfFile, Table::Sequences) => {
                        number_of(&value) > there.as_deref().and_then(number_of)
                    }
                    (People::OfFile, _) => false,
                };
                if is_kept {
                    writes.push(DocumentWrite {
                        table,
                        key,
                        before: Before::Any,
                        value: Some(value),
                    });
                }
            }
            if !writes.is_empty() {
                store.write_documents(&writes)?;
            }
        }
    }
    Ok(())
}

fn number_of(json: impl AsRef<[u8]>) -> Option<u64> {
    serde_json::from_slice(json.as_ref()).ok()
}
