//! What can go wrong in the catalogue, and what to do about it.

use std::path::PathBuf;

use crate::search::CursorError;

/// Why the catalogue could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Another process has the catalogue open.
    #[error("{path} is in use by another bronwijzer; stop it first, or set another `data_dir`", path = .0.display())]
    InUse(PathBuf),
    /// A file or folder could not be read or written.
    #[error("{path}: {source}; check that it exists and that this user may read and write it", path = .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There was a catalogue, and neither the store nor a backup of it can be read.
    #[error(
        "the store in {dir} can't be used ({why}) and none of {backups} backups can replace it; nothing was changed. Put an intact backup into {dir}/backups, or move `store`, `index` and `backups` out of {dir} to start from scratch", dir = .dir.display()
    )]
    Unrestorable {
        /// The data folder.
        dir: PathBuf,
        /// What is wrong with the store.
        why: String,
        /// How many backups there are.
        backups: usize,
    },
    /// The store failed.
    #[error("the store failed: {0}; {advice}", advice = store_advice(.0))]
    Store(#[from] sled::Error),
    /// A stored value can't be read.
    #[error(
        "a stored value can't be read: {0}; restart bronwijzer: it checks the whole store when it starts and restores what is damaged from the newest backup"
    )]
    Corrupt(String),
    /// The search index failed.
    #[error(
        "the search index failed: {0}; a damaged index is rebuilt automatically, and `bronwijzer reindex` rebuilds it in any case"
    )]
    Search(#[from] tantivy::TantivyError),
    /// A cursor that does not belong to the list it is used with.
    #[error(transparent)]
    Cursor(#[from] CursorError),
    /// What is imported is no catalogue.
    #[error("{0}")]
    NotACatalogue(String),
}

impl IndexError {
    /// Whether the caller asked for something impossible, rather than the
    /// catalogue failing.
    #[must_use]
    pub fn is_callers_mistake(&self) -> bool {
        matches!(self, Self::Cursor(_) | Self::NotACatalogue(_))
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

/// What to do when the store fails: trouble with the disk is no damage.
fn store_advice(error: &sled::Error) -> &'static str {
    match error {
        sled::Error::Io(_) => {
            "make sure that the disk has room and can be read and written, and try again: what was stored before is still there"
        }
        _ => {
            "restart: each start reads the whole store, and what is damaged is taken from the newest backup"
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;

    #[test]
    fn full_disk_is_told_apart_from_damage() {
        let full = sled::Error::Io(Error::from(ErrorKind::StorageFull));
        let message = IndexError::from(full).to_string();
        assert!(message.contains("the disk has room"), "{message}");
        let damaged = sled::Error::Unsupported("x".to_owned());
        let message = IndexError::from(damaged).to_string();
        assert!(message.contains("newest backup"), "{message}");
    }
}
