//! Tells damage in the files of a store from trouble with the disk that they are on,
//! and removes derived files that are damaged.
//!
//! The difference decides what may happen: a damaged store is salvaged, while a disk
//! that is full or can't be read leaves everything as it is until a person looks.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::files::is_damage;
use crate::store::StoreError;

/// sled ends a snapshot of its page table with the length of it in 8 bytes and a
/// CRC-32 in 4.
const SNAPSHOT_TAIL: usize = 12;

// sled panics on some damage, and that is caught: a build that aborts would end the process.
const _: () = assert!(cfg!(panic = "unwind"));

/// Does what may meet damaged files. sled 0.34 panics on some damage: that is an error
/// here. Trouble with the disk comes back as [`StoreError::Io`] with `path`.
pub(crate) fn guarded<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Err(StoreError::Disk(error))) => Err(StoreError::io(path)(error)),
        Ok(done) => done,
        Err(_) => Err(StoreError::Corrupt("the database gave up".to_owned())),
    }
}

/// Removes snapshots of sled's page table that are damaged or were never finished, as a
/// full disk leaves them. sled refuses to open a store beside such a file, though it
/// can make the same again from the log, given the time. Gives back how many there were.
///
/// # Errors
/// [`StoreError::Io`] when they can't be read or removed.
pub(crate) fn remove_damaged_snapshots(store: &Path) -> Result<usize, StoreError> {
    let damaged = damaged_snapshots(store)?;
    for path in &damaged {
        std::fs::remove_file(path).map_err(StoreError::io(path))?;
    }
    Ok(damaged.len())
}

/// The snapshots of sled's page table that are damaged or were never finished.
///
/// # Errors
/// [`StoreError::Io`] when they can't be read.
pub(crate) fn damaged_snapshots(store: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut damaged = Vec::new();
    let entries = match std::fs::read_dir(store) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(damaged),
        Err(error) => return Err(StoreError::io(store)(error)),
    };
    for entry in entries {
        let path = entry.map_err(StoreError::io(store))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with("snap.") {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(StoreError::io(&path))?;
        // A whole one under its first name would be read, and left lying about.
        if name.ends_with(".generating") || !is_whole_snapshot(&bytes) {
            damaged.push(path);
        }
    }
    Ok(damaged)
}

fn is_whole_snapshot(bytes: &[u8]) -> bool {
    let Some(length) = bytes.len().checked_sub(SNAPSHOT_TAIL) else {
        return false;
    };
    let (content, tail) = bytes.split_at(length);
    let checksum = tail
        .last_chunk::<4>()
        .map(|bytes| u32::from_le_bytes(*bytes));
    !content.is_empty() && checksum == Some(crc32fast::hash(content))
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        match error {
            sled::Error::Io(error) if !is_damage(&error) => Self::Disk(error),
            error => Self::Failed(error.to_string()),
        }
    }
}
