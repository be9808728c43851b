//! Looking at the store in a data folder without changing it, and at the backups beside it.
//!
//! sled writes to whatever it opens, and more so where it is damaged. So a copy is looked at,
//! and the store itself stays locked and as it is.

use std::cmp::Reverse;
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::thread;

use tempfile::TempDir;

use super::damage::{damaged_snapshots, remove_damaged_snapshots};
use super::{LOCK_PAUSE, LOCK_TRIES, SledStore};
use crate::files::Files;
use crate::model::Contents;
use crate::store::StoreError;
use crate::store::backup::{EXTENSION, entries_of};
use crate::store::catalogue_file::{count_in, header_in};
use crate::verify::{BackupState, FaultKind, Part, Step, Verification, Watch};

/// What the name of a folder begins with in which a copy is looked at.
pub(super) const COPY: &str = "store.verifying-";

/// What the name of a damaged backup ends in that a repair set aside.
const DAMAGED: &str = ".damaged";

/// Bytes that are copied at once.
const PIECE: usize = 1 << 20;

/// A copy of a store, which is removed with this; the store itself is locked until then.
pub(in crate::store) struct Copied {
    pub(in crate::store) store: SledStore,
    pub(in crate::store) guard: Guard,
}

/// Keeps a copy, and the lock on what it was made of. To be dropped after the copy is closed.
pub(crate) struct Guard {
    _folder: TempDir,
    _lock: File,
}

/// Looks at the store in the data folder `dir`, and adds what does not hold to `report`.
/// `index_number` is the number of the last write that the search index holds, and `newest`
/// the state of the newest backup. `None` when nothing of it can be opened.
///
/// # Errors
/// [`StoreError::InUse`] while another process has it open, and [`StoreError::Io`].
pub(in crate::store) fn inspect(
    dir: &Path,
    index_number: u64,
    report: &mut Verification,
    watch: Watch<'_>,
) -> Result<Option<Copied>, StoreError> {
    let path = dir.join("store");
    let newest = verify_backups(dir, report, watch)?;
    let database = path.join("db");
    if !database.exists() {
        if newest.is_real || path.exists() {
            let why = "it is missing";
            report.fault(Part::Store, FaultKind::Lost, "store/db", why);
        } else {
            report.remarks.push("there is no catalogue yet".to_owned());
        }
        return Ok(None);
    }
    let lock = lock(&database, &path)?;
    remark_on(dir, &path, report)?;
    for damaged in damaged_snapshots(&path)? {
        let why = "this derived file is damaged or was never finished; nothing depends on it";
        report.fault(
            Part::Store,
            FaultKind::Damaged,
            in_folder(dir, &damaged),
            why,
        );
    }
    let folder = tempfile::Builder::new().prefix(COPY).tempdir_in(dir);
    let folder = folder.or_else(|_| tempfile::Builder::new().prefix(COPY).tempdir());
    let folder = folder.map_err(StoreError::io(dir))?;
    let copy = folder.path().join("store");
    copy_store(&path, &copy, watch)?;
    let guard = Guard {
        _folder: folder,
        _lock: lock,
    };
    remove_damaged_snapshots(&copy)?;
    let store = match SledStore::open_in(&copy) {
        Ok(store) => store,
        Err(trouble @ StoreError::Io { .. }) => return Err(trouble),
        Err(why) => {
            report.fault(Part::Store, FaultKind::Damaged, "store", why.to_string());
            match SledStore::open_remains(&copy) {
                Ok(remains) => remains,
                Err(trouble @ StoreError::Io { .. }) => return Err(trouble),
                Err(_) => return Ok(None),
            }
        }
    };
    verify_last(&store, index_number, &newest, report);
    Ok(Some(Copied { store, guard }))
}

/// Whether the last writes that others have seen are in the store.
fn verify_last(store: &SledStore, index_number: u64, newest: &Newest, report: &mut Verification) {
    let meta = store.salvage_meta().unwrap_or_default();
    let last = meta.number;
    let mut lost = |why: String| report.fault(Part::Store, FaultKind::Lost, "store", why);
    if newest.is_real && matches!(meta.contents, Contents::Empty | Contents::Sample) {
        lost("it holds no catalogue, and there are backups".to_owned());
    } else if index_number > last {
        lost(format!(
            "its last write is {last}, and the search index has seen {index_number}"
        ));
    } else if newest.number > last {
        lost(format!(
            "its last write is {last}, and the newest backup has {}",
            newest.number
        ));
    }
    let documents = store.salvage_document_number();
    if documents < newest.documents {
        lost(format!(
            "members wrote {documents} times, and {} times by the newest backup",
            newest.documents
        ));
    }
}

/// What the backups say of the store, by the newest of each.
#[derive(Debug, Default)]
pub(in crate::store) struct Newest {
    /// Whether any is of a real catalogue.
    is_real: bool,
    number: u64,
    documents: u64,
}

/// Reads every backup in the data folder `dir` to its end.
///
/// # Errors
/// [`StoreError::Io`] for trouble with the disk.
pub(in crate::store) fn verify_backups(
    dir: &Path,
    report: &mut Verification,
    watch: Watch<'_>,
) -> Result<Newest, StoreError> {
    let mut newest = Newest::default();
    let mut states: Vec<(u64, BackupState)> = Vec::new();
    let mut paths = entries_of(&dir.join("backups"))?;
    paths.sort();
    let of = paths.len() as u64;
    for (at, path) in (0..).zip(&paths) {
        watch(Step::Backups, at, Some(of));
        let file = in_folder(dir, path);
        if file.ends_with(DAMAGED) {
            let remark = format!("{file} is damaged and was set aside; remove it once all is well");
            report.remarks.push(remark);
        } else if !file.ends_with(EXTENSION) {
            let remark = format!("{file} is no backup; a start removes what a stop left of one");
            report.remarks.push(remark);
        } else {
            let state = match state_of(path, &mut newest) {
                // Rotated away meanwhile.
                Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
                    continue;
                }
                Err(trouble @ StoreError::Io { .. }) => return Err(trouble),
                Err(why) => {
                    report.fault(Part::Backups, FaultKind::Damaged, &*file, why.to_string());
                    None
                }
                Ok(state) => Some(state),
            };
            let (number, repositories) = state.unzip();
            states.push((
                number.unwrap_or_default(),
                BackupState { file, repositories },
            ));
        }
    }
    states.sort_by_key(|(number, _)| Reverse(*number));
    report.backups = states.into_iter().map(|(_, state)| state).collect();
    Ok(newest)
}

/// The number of the last write in a backup and how many repositories it holds, read to its
/// end.
fn state_of(path: &Path, newest: &mut Newest) -> Result<(u64, u64), StoreError> {
    let open = || File::open(path).map_err(StoreError::io(path));
    let header = header_in(open()?)?;
    let repositories = count_in(open()?)?;
    if !matches!(header.contents, Contents::Empty | Contents::Sample) {
        newest.is_real = true;
        newest.number = newest.number.max(header.state.number);
        newest.documents = newest.documents.max(header.state.documents);
    }
    Ok((header.state.number, repositories))
}

/// Sets aside the backups of a report that are damaged, under another name. Gives back which.
///
/// # Errors
/// When one can't be renamed.
pub(in crate::store) fn set_aside_damaged(
    dir: &Path,
    report: &Verification,
) -> Result<Vec<String>, StoreError> {
    let damaged = report
        .backups
        .iter()
        .filter(|one| one.repositories.is_none());
    let mut aside = Vec::new();
    for backup in damaged {
        let path = dir.join(&backup.file);
        let new = dir.join(format!("{}{DAMAGED}", backup.file));
        if path.exists() {
            std::fs::rename(&path, &new).map_err(StoreError::io(&path))?;
            aside.push(backup.file.clone());
        }
    }
    Ok(aside)
}

/// Has the next start read all of the store and the index: it takes no file for unchanged.
///
/// # Errors
/// When the lists can't be removed.
pub(in crate::store) fn distrust_files(dir: &Path) -> Result<(), StoreError> {
    for folder in ["store", "index"] {
        Files::forget(&dir.join(folder)).map_err(StoreError::io(dir.join(folder)))?;
    }
    Ok(())
}

/// Removes copies that a stop left. No other process may be looking at one.
pub(super) fn remove_copies(dir: &Path) -> Result<(), StoreError> {
    for path in entries_of(dir)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(COPY) {
            std::fs::remove_dir_all(&path).map_err(StoreError::io(&path))?;
        }
    }
    Ok(())
}

/// What else a person may want to know of the data folder.
fn remark_on(dir: &Path, store: &Path, report: &mut Verification) -> Result<(), StoreError> {
    let files = Files::of(store).map_err(StoreError::io(store))?;
    if Files::last_known(store).is_none_or(|known| known != files) {
        let remark = "files of the store have changed since the last write that ended, as after \
                      a kill; the next start reads all of it";
        report.remarks.push(remark.to_owned());
    }
    for path in entries_of(dir)? {
        let name = in_folder(dir, &path);
        if name.starts_with("store.unreadable-") {
            let remark =
                format!("{name} is a store that was set aside; remove it once all is well");
            report.remarks.push(remark);
        }
    }
    Ok(())
}

/// Locks the store as sled does, which lets go of its lock a moment after it was closed.
fn lock(database: &Path, store: &Path) -> Result<File, StoreError> {
    let file = File::open(database).map_err(StoreError::io(database))?;
    for tried in 1..=LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(StoreError::io(database)(error)),
            Err(TryLockError::WouldBlock) if tried < LOCK_TRIES => thread::sleep(LOCK_PAUSE),
            Err(TryLockError::WouldBlock) => break,
        }
    }
    Err(StoreError::InUse(store.to_owned()))
}

/// Copies the files of a store, those of its folders too.
fn copy_store(from: &Path, to: &Path, watch: Watch<'_>) -> Result<(), StoreError> {
    let files = Files::of(from).map_err(StoreError::io(from))?;
    let all = files.bytes();
    let mut copied = 0;
    let mut piece = vec![0; PIECE];
    crate::store::backup::owner_alone(to)?;
    for name in files.names() {
        let (source, target) = (from.join(name), to.join(name));
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
        }
        let mut read = File::open(&source).map_err(StoreError::io(&source))?;
        let mut written = File::create(&target).map_err(StoreError::io(&target))?;
        loop {
            let bytes = read.read(&mut piece).map_err(StoreError::io(&source))?;
            let Some(piece) = piece.get(..bytes).filter(|piece| !piece.is_empty()) else {
                break;
            };
            written.write_all(piece).map_err(StoreError::io(&target))?;
            copied += bytes as u64;
            watch(Step::Copy, copied, Some(all));
        }
    }
    Ok(())
}

/// A path as it stands in the data folder.
fn in_folder(dir: &Path, path: &Path) -> String {
    path.strip_prefix(dir).unwrap_or(path).display().to_string()
}
