//! The files of one commit, for a snapshot of the index that another server begins with.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tantivy::directory::META_LOCK;
use tantivy::{Directory, IndexMeta, TantivyError};

use super::SearchIndex;
use super::fields::schema_version;
use super::writing::VERSION;
use crate::error::IndexError;

/// The list of files of which tantivy removes those that no commit needs.
const MANAGED: &str = ".managed.json";

/// How often taking the files of a commit is tried again when a merge removed one meanwhile.
const TRIES: u32 = 5;

impl SearchIndex {
    /// Puts the files of the last commit into a new folder on the same file system, and gives back
    /// their names and the note of the commit. They are hard links where there can be any: no
    /// writer waits, and a file that is written once is never written again.
    ///
    /// # Errors
    /// When the folder can't be made or written to.
    pub(crate) fn link_commit(&self, folder: &Path) -> Result<(Vec<String>, String), IndexError> {
        let mut tries = TRIES;
        loop {
            remove(folder)?;
            std::fs::create_dir_all(folder).map_err(IndexError::io(folder))?;
            let meta = self.kept_commit()?;
            let files = self.files_of(&meta);
            match self.link(&files, folder) {
                Ok(()) => return write_lists(&meta, files, folder),
                // A merge removed it before the commit was known to be held.
                Err(error) if error.kind() == ErrorKind::NotFound && tries > 0 => tries -= 1,
                Err(error) => return Err(IndexError::io(folder)(error)),
            }
        }
    }

    /// The last commit: as long as what is given back lives, its files stay.
    fn kept_commit(&self) -> Result<IndexMeta, IndexError> {
        let lock = self.index.directory().acquire_lock(&META_LOCK);
        let _lock = lock.map_err(TantivyError::from)?;
        Ok(self.index.load_metas()?)
    }

    fn files_of(&self, meta: &IndexMeta) -> BTreeSet<PathBuf> {
        let segments = meta.segments.iter();
        let files = segments.flat_map(|segment| {
            Self::components_of(segment).map(|component| segment.relative_path(component))
        });
        files.collect()
    }

    fn link(&self, files: &BTreeSet<PathBuf>, folder: &Path) -> std::io::Result<()> {
        for file in files {
            let (from, to) = (self.path().join(file), folder.join(file));
            match std::fs::hard_link(&from, &to) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => return Err(error),
                // Some file systems have no links.
                Err(_) => drop(std::fs::copy(&from, &to)?),
            }
        }
        Ok(())
    }

    /// Whether this version of the program can go on from an index with this schema.
    pub(crate) fn is_schema(version: &str) -> bool {
        version == schema_version()
    }

    /// The version of the schema of an index.
    pub(crate) fn schema() -> String {
        schema_version()
    }
}

/// Writes what goes with the files of a commit.
fn write_lists(
    meta: &IndexMeta,
    files: BTreeSet<PathBuf>,
    folder: &Path,
) -> Result<(Vec<String>, String), IndexError> {
    let json = |error: serde_json::Error| IndexError::DamagedIndex(error.to_string());
    let mut managed = files.clone();
    managed.insert(PathBuf::from("meta.json"));
    let lists = [
        ("meta.json", serde_json::to_vec(meta).map_err(json)?),
        (MANAGED, serde_json::to_vec(&managed).map_err(json)?),
        (VERSION, schema_version().into_bytes()),
    ];
    let mut names: Vec<String> = files
        .into_iter()
        .map(|file| file.to_string_lossy().into_owned())
        .collect();
    for (name, bytes) in lists {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(IndexError::io(&path))?;
        names.push(name.to_owned());
    }
    Ok((names, meta.payload.clone().unwrap_or_default()))
}

/// Removes a folder, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<(), IndexError> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(IndexError::io(folder)(error)),
        _ => Ok(()),
    }
}
