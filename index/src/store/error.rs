//! What can go wrong in a store, and what to do about it.

use std::path::PathBuf;

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has the store open.
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
    /// The disk that the store is on is full or can't be read or written.
    #[error(
        "the store failed: {0}; make sure that the disk has room and can be read and written, and try again: what was stored before is still there"
    )]
    Disk(std::io::Error),
    /// The database failed.
    #[error(
        "the store failed: {0}; restart bronwijzer: it checks the store when it starts and restores what is damaged from the newest backup"
    )]
    Failed(String),
    /// The address of the store can't be used.
    #[error(
        "the address of the store can't be used: {0}; give it as postgres://USER@HOST/DATABASE, and see docs/postgresql.md"
    )]
    Address(String),
    /// The database can't be reached, or has no room for one more call.
    #[error(
        "the store in PostgreSQL is not available: {0}; make sure that the server runs, can be reached and lets this user in, and try again: what was stored is still there"
    )]
    Unavailable(String),
    /// The database stopped what was under way, again and again.
    #[error("the store in PostgreSQL was interrupted: {0}; try again")]
    Interrupted(String),
    /// A newer version of this program has written to the store.
    #[error(
        "the store has schema version {found}, and this version of bronwijzer knows up to {newest}; nothing was changed. Use the newer version of bronwijzer again"
    )]
    Newer {
        /// The version of the store's schema.
        found: i32,
        /// The newest version that this program knows.
        newest: i32,
    },
    /// A stored value can't be read.
    #[error(
        "a stored value can't be read: {0}; restart bronwijzer: it checks the store when it starts and restores what is damaged from the newest backup"
    )]
    Corrupt(String),
    /// A document is no longer what the writer read.
    #[error("it was changed in the meantime; read it again, and try again")]
    Conflict,
    /// What was asked can't be done with this catalogue.
    #[error("{0}")]
    Refused(String),
    /// What is read is no file with a catalogue.
    #[error("{0}")]
    NotACatalogue(String),
}

impl StoreError {
    /// A move into this store was begun and has not finished.
    pub(crate) fn move_unfinished(from: &str) -> Self {
        Self::Refused(format!(
            "the move from {from} into this store has not finished; run `bronwijzer move-store` \
             again"
        ))
    }

    /// Whether the database can't be reached, or is written by another just now: nothing was
    /// changed, and the same may succeed in a moment.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Interrupted(_))
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
