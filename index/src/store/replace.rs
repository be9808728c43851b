//! What a new store holds that takes the place of another one: a restore that was asked for.

use std::collections::HashSet;
use std::io::Read;

use super::catalogue_file::{ImportReport, Lines, read_header, stored_of, take_up, write_of};
use super::documents::{Before, DocumentWrite, Table};
use super::{Store, StoreError};
use crate::model::{Contents, Meta, Record};

/// Records and documents that are written at once.
const BATCH: usize = 500;

/// What a new store takes over of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum People {
    /// What the file has: it is a backup.
    OfFile,
    /// What the store has: the file has only what everybody may see.
    OfStore,
}

/// Fills the new store `store` with what a restore keeps: records of `file` as `decide` makes
/// them, which gets what `current` has of each too, tombstones of the file and of `current`, reports and snapshots of both, and of people
/// what `people` says. `go_on` makes the number of writes of documents at least so large.
///
/// # Errors
/// When a line of the file can't be read, or a store fails.
pub(super) fn fill(
    store: &dyn Store,
    current: &dyn Store,
    file: impl Read + Send,
    people: People,
    decide: impl Fn(&mut Record, Option<&Record>) + Sync,
    go_on: impl Fn(u64) -> Result<(), StoreError>,
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
    let report = take_in(lines, store, &mut meta, people, Some(current), decide)?;
    if let Some(why) = report.bad_lines.into_iter().next() {
        return Err(StoreError::NotACatalogue(why));
    }
    meta = keep_tombstones(store, current, meta)?;
    keep_runs(store, current)?;
    keep_documents(store, current, people)?;
    let documents = current.document_number()?.max(header.state.documents);
    go_on(documents + 1)?;
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

/// Takes up the lines of a file in a new store, of people where `people` says so, and brings
/// `meta` to where it is then. `decide` gets what `stored` has of each record too.
///
/// # Errors
/// When a line can't be read any further, or the store fails.
pub(super) fn take_in(
    lines: Lines<'_>,
    store: &dyn Store,
    meta: &mut Meta,
    people: People,
    stored: Option<&dyn Store>,
    decide: impl Fn(&mut Record, Option<&Record>) + Sync,
) -> Result<ImportReport, StoreError> {
    take_up(
        lines,
        store,
        |_| true,
        stored,
        decide,
        |records| {
            let observed = records.iter().map(|record| record.observation.observed_at);
            meta.as_of = meta.as_of.max(observed.max());
            *meta = store.write(records, meta, false)?;
            Ok(())
        },
        |said| {
            if people == People::OfFile {
                let writes: Vec<_> = said.into_iter().filter_map(write_of).collect();
                store.write_documents(&writes)?;
            }
            Ok(0)
        },
    )
}

/// Takes over the tombstones of what the file does not know.
fn keep_tombstones(
    store: &dyn Store,
    current: &dyn Store,
    mut meta: Meta,
) -> Result<Meta, StoreError> {
    let mut batch = Vec::new();
    let mut write = |batch: &mut Vec<Record>| -> Result<(), StoreError> {
        let taken_up = stored_of(store, batch.iter())?;
        batch.retain(|record| !taken_up.contains_key(&record.observation.id));
        meta = store.write(batch, &meta, false)?;
        batch.clear();
        Ok(())
    };
    for record in current.records() {
        let record = record?;
        if record.gone.is_some() {
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
fn keep_runs(store: &dyn Store, current: &dyn Store) -> Result<(), StoreError> {
    let taken_up = store.runs(usize::MAX, None)?.into_iter();
    let taken_up: HashSet<String> = taken_up.map(|run| run.id).collect();
    for run in current.runs(usize::MAX, None)?.iter().rev() {
        if !taken_up.contains(&run.id) {
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
    store: &dyn Store,
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
                let is_kept = match (people, table) {
                    // What was removed since stays out of what comes back.
                    (People::OfStore, _) | (People::OfFile, Table::Removals) => true,
                    (People::OfFile, Table::Sequences) => {
                        let there = store.document(table, &key)?;
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
