//! Tells damage in the files of a store from trouble with the disk that they are on,
//! and removes derived files that are damaged.
//!
//! The difference decides what may happen: a damaged store is salvaged, while a disk
//! that is full or can't be read leaves everything as it is until a person looks.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::error::IndexError;

/// sled ends a snapshot of its page table with the length of it in 8 bytes and a
/// CRC-32 in 4.
const SNAPSHOT_TAIL: usize = 12;

/// Does what may meet damaged files. sled 0.34 panics on some damage: that is an error
/// here. Trouble with the disk comes back as [`IndexError::Io`] with `path`.
pub(crate) fn guarded<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, IndexError>,
) -> Result<T, IndexError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Err(IndexError::Store(sled::Error::Io(error)))) if !is_damage(&error) => {
            Err(IndexError::io(path)(error))
        }
        Ok(done) => done,
        Err(_) => Err(IndexError::Corrupt("the database panicked".to_owned())),
    }
}

/// Whether an error can come from what is in the files, rather than from the disk.
/// What the operating system reports is about the disk, but for a file that is missing.
/// sled passes some of its errors on without the number of the system's.
pub(crate) fn is_damage(error: &std::io::Error) -> bool {
    match error.kind() {
        ErrorKind::NotFound => true,
        ErrorKind::InvalidData
        | ErrorKind::InvalidInput
        | ErrorKind::UnexpectedEof
        | ErrorKind::Other => error.raw_os_error().is_none(),
        _ => false,
    }
}

/// Removes snapshots of sled's page table that are damaged or were never finished, as a
/// full disk leaves them. sled refuses to open a store beside such a file, though it
/// can make the same again from the log, given the time. Gives back how many there were.
///
/// # Errors
/// [`IndexError::Io`] when they can't be read or removed.
pub(crate) fn remove_damaged_snapshots(store: &Path) -> Result<usize, IndexError> {
    let mut removed = 0;
    let entries = match std::fs::read_dir(store) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(IndexError::io(store)(error)),
    };
    for entry in entries {
        let path = entry.map_err(IndexError::io(store))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with("snap.") {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(IndexError::io(&path))?;
        // A whole one under its first name would be read, and left lying about.
        if name.ends_with(".generating") || !is_whole_snapshot(&bytes) {
            std::fs::remove_file(&path).map_err(IndexError::io(&path))?;
            removed += 1;
        }
    }
    Ok(removed)
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

#[cfg(test)]
mod tests {
    use std::io::Error;

    use super::*;

    #[test]
    fn trouble_with_the_disk_is_no_damage() {
        const EIO: i32 = 5;
        const EMFILE: i32 = 24;
        const ENOSPC: i32 = 28;
        for code in [EIO, EMFILE, ENOSPC] {
            assert!(!is_damage(&Error::from_raw_os_error(code)), "{code}");
        }
        // As sled passes them on.
        for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied] {
            assert!(!is_damage(&Error::new(kind, "told by sled")), "{kind}");
        }
        for kind in [
            ErrorKind::InvalidData,
            ErrorKind::UnexpectedEof,
            ErrorKind::Other,
        ] {
            assert!(is_damage(&Error::new(kind, "found by sled")), "{kind}");
        }
        const ENOENT: i32 = 2;
        assert!(is_damage(&Error::from_raw_os_error(ENOENT)));
    }
}
