//! Which files of a folder are as they were when they were last known to be whole, and
//! what is damage of a file rather than trouble with the disk.
//!
//! To read every file for damage takes time that goes with the size of the catalogue,
//! so a start reads those alone that somebody else, or a write that was cut off, has
//! changed since: a file of the same size and time of change is taken to be the same.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// The name of the list, which stands in the folder itself.
const LIST: &str = "files.json";

/// The size of a file in bytes, and when it was last changed in ns since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    bytes: u64,
    changed: u128,
}

impl Stamp {
    /// That of the file at this path.
    ///
    /// # Errors
    /// When there is none, or the disk can't be read.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        Self::of_metadata(&std::fs::symlink_metadata(path)?)
    }

    fn of_metadata(about: &Metadata) -> io::Result<Self> {
        let changed = about.modified()?.duration_since(UNIX_EPOCH);
        Ok(Self {
            bytes: about.len(),
            changed: changed.unwrap_or_default().as_nanos(),
        })
    }
}

/// The files of a folder, by their path in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Files(BTreeMap<PathBuf, Stamp>);

impl Files {
    /// The files that are in a folder now, those of its folders too, without the list;
    /// none when there is no such folder.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub(crate) fn of(folder: &Path) -> io::Result<Self> {
        let mut files = Self::default();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            let entries = match std::fs::read_dir(&next) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for entry in entries {
                let path = entry?.path();
                let about = match std::fs::symlink_metadata(&path) {
                    Ok(about) => about,
                    // Removed since the folder was read.
                    Err(error) if error.kind() == ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                };
                if about.is_dir() {
                    folders.push(path);
                } else if let Ok(name) = path.strip_prefix(folder)
                    && name != LIST
                {
                    let stamp = Stamp::of_metadata(&about)?;
                    files.0.insert(name.to_owned(), stamp);
                }
            }
        }
        Ok(files)
    }

    /// The list that was written last; `None` when it is not there or can't be read.
    pub(crate) fn last_known(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(folder.join(LIST)).ok()?).ok()
    }

    /// Writes down that the files are whole as they are now. Best effort: without it the
    /// next start reads them all.
    pub(crate) fn remember(folder: &Path) {
        let written = Self::of(folder)
            .and_then(|files| Ok(serde_json::to_vec(&files)?))
            .and_then(|list| std::fs::write(folder.join(LIST), list));
        if let Err(error) = written {
            tracing::debug!("the files of {} are not listed: {error}", folder.display());
        }
    }

    /// Removes the list, so that the next start reads every file.
    ///
    /// # Errors
    /// When it is there and can't be removed.
    pub(crate) fn forget(folder: &Path) -> io::Result<()> {
        match std::fs::remove_file(folder.join(LIST)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The files, by their path in the folder.
    pub(crate) fn names(&self) -> impl Iterator<Item = &PathBuf> {
        self.0.keys()
    }

    /// How much they take together, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.values().map(|stamp| stamp.bytes).sum()
    }

    /// Whether this file is in both lists, and the same.
    pub(crate) fn has_same(&self, other: &Self, name: &Path) -> bool {
        let stamp = self.0.get(name);
        stamp.is_some() && stamp == other.0.get(name)
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

#[cfg(test)]
mod tests {
    use std::io::Error;

    use super::*;

    #[test]
    fn changed_file_is_told_from_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("store");
        assert_eq!(Files::of(&folder).unwrap(), Files::default());
        std::fs::create_dir_all(folder.join("blobs")).unwrap();
        std::fs::write(folder.join("db"), "1").unwrap();
        std::fs::write(folder.join("blobs/2"), "2").unwrap();
        Files::remember(&folder);
        let files = Files::last_known(&folder).unwrap();
        assert_eq!(Files::of(&folder).unwrap(), files);
        std::fs::write(folder.join("blobs/2"), "22").unwrap();
        let file = std::fs::File::options()
            .write(true)
            .open(folder.join("db"))
            .unwrap();
        let now = Files::of(&folder).unwrap();
        assert!(files.has_same(&now, Path::new("db")));
        assert!(!files.has_same(&now, Path::new("blobs/2")));
        assert!(!files.has_same(&now, Path::new("blobs/3")));
        file.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(1))
            .unwrap();
        assert!(!files.has_same(&Files::of(&folder).unwrap(), Path::new("db")));
        std::fs::write(folder.join(LIST), "[").unwrap();
        assert_eq!(Files::last_known(&folder), None);
    }

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
