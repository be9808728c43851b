//! A new store out of backups.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::SledStore;
use super::rescue::remove;
use crate::model::Record;
use crate::store::backup::Backup;
use crate::store::catalogue_file::{Lines, read_header};
use crate::store::replace::take_in;
use crate::store::{People, Reads, Store, StoreError};

/// What a new store was made of.
#[derive(Default)]
pub(super) struct Source {
    /// The backup, and how many repositories it had.
    pub(super) backup: Option<(PathBuf, u64)>,
    pub(super) number: u64,
    /// What could not be read of backups.
    pub(super) faults: Vec<String>,
}

/// Makes a store of the first backup that is whole and has anything. When none is, of
/// all that can be read of all of them.
pub(super) fn restore_best(
    path: &Path,
    backups: &[&Backup],
    number: u64,
) -> Result<(Source, SledStore), StoreError> {
    let mut faults = Vec::new();
    for backup in backups {
        remove(path)?;
        let store = SledStore::open_in(path)?;
        match restore(backup, &store, number)? {
            (0, None) => faults.push(format!(
                "The backup {} holds no repositories.",
                backup.path.display()
            )),
            (repositories, None) => {
                let source = Source {
                    backup: Some((backup.path.clone(), repositories)),
                    number: backup.number(),
                    faults,
                };
                return Ok((source, store));
            }
            (_, Some(fault)) => faults.push(format!(
                "THE BACKUP {} IS DAMAGED ({fault}).",
                backup.path.display()
            )),
        }
    }
    remove(path)?;
    let store = SledStore::open_in(path)?;
    let mut source = Source {
        faults,
        ..Source::default()
    };
    // The newest comes last and has its say.
    for backup in backups.iter().rev() {
        let (repositories, _) = restore(backup, &store, number)?;
        if repositories > 0 {
            source.backup = Some((backup.path.clone(), repositories));
            source.number = backup.number();
        }
    }
    Ok((source, store))
}

/// Writes what a backup has into a store, over what the store has of the same
/// repositories. Its writes are numbered behind `number` and those of the backup, and no
/// index that holds them holds what is in the store then. Gives back how many
/// repositories that were, and what could not be read.
fn restore(
    backup: &Backup,
    store: &SledStore,
    number: u64,
) -> Result<(u64, Option<String>), StoreError> {
    let path = &backup.path;
    let file = File::open(path).map_err(StoreError::io(path))?;
    match take_up_backup(file, store, number) {
        Err(StoreError::NotACatalogue(why)) => Ok((0, Some(why))),
        restored => restored,
    }
}

fn take_up_backup(
    backup: File,
    store: &SledStore,
    number: u64,
) -> Result<(u64, Option<String>), StoreError> {
    let mut lines = Lines::new(backup)?;
    let header = read_header(&mut lines)?;
    let mut meta = store.meta()?.unwrap_or_default();
    meta.number = meta.number.max(header.state.number).max(number);
    let as_it_is = |_: &mut Record, _: Option<&Record>| {};
    let report = take_in(lines, store, &mut meta, People::OfFile, None, as_it_is)?;
    // A backup of this state is known by it.
    store.documents.go_on_from(header.state.documents)?;
    meta.contents = header.contents;
    meta.cleared_at = meta.number + 1;
    store.write(&[], &meta, false)?;
    Ok((report.repositories, report.bad_lines.into_iter().next()))
}
