//! Backups beside the store, and whether the newest one has all that it holds.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Catalogue;
use crate::error::IndexError;
use crate::exchange;
use crate::snapshot::Scope;
use crate::store::Store;

/// How many are kept.
const KEPT: usize = 7;

/// What a store holds, in so far as it tells whether another one holds the same: each
/// write of entries and reports changes it, and the first snapshot of a day. That day's
/// figures are taken again at each start, from entries that are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// How many writes of entries the store had seen.
    pub(crate) generation: u64,
    /// The name of its list of changes, which no other store has.
    store: Option<String>,
    runs: u64,
    newest_run: Option<String>,
    newest_snapshot: Option<NaiveDate>,
}

impl Catalogue {
    /// Writes the catalogue to a new file among the backups, and drops the
    /// oldest beyond the seven that are kept.
    ///
    /// # Errors
    /// When a file can't be written or the store fails.
    pub fn backup(&self) -> Result<PathBuf, IndexError> {
        let dir = self.backup_dir();
        std::fs::create_dir_all(&dir).map_err(IndexError::io(&dir))?;
        let name = format!(
            "catalogue-{}.ndjson.zst",
            Utc::now().format("%Y%m%dT%H%M%S%.3fZ")
        );
        let path = dir.join(&name);
        let part = dir.join(format!("{name}.part"));
        let file = File::create(&part).map_err(IndexError::io(&part))?;
        self.export(&file)?;
        file.sync_all().map_err(IndexError::io(&part))?;
        std::fs::rename(&part, &path).map_err(IndexError::io(&path))?;
        for old in backups(&dir)?.into_iter().skip(KEPT) {
            std::fs::remove_file(&old).map_err(IndexError::io(&old))?;
        }
        Ok(path)
    }

    /// The backup that has all that the catalogue holds: the newest one, or when that
    /// has not, a new one as [`Catalogue::backup`] makes it. The newest one is judged by
    /// its header alone: the rest of it is not read.
    ///
    /// # Errors
    /// As of [`Catalogue::backup`]. A header that can't be read is no error: that
    /// backup has nothing then.
    pub fn backup_of_now(&self) -> Result<PathBuf, IndexError> {
        let state = self.state()?;
        let newest = backups(&self.backup_dir())?.into_iter().next();
        match newest {
            Some(path) if state_in(&path).is_ok_and(|its| its == state) => Ok(path),
            _ => self.backup(),
        }
    }

    pub(crate) fn state(&self) -> Result<State, IndexError> {
        let store = self.store();
        let snapshot = store.snapshot_until(&Scope::All, NaiveDate::MAX)?;
        Ok(State {
            generation: self.meta()?.generation,
            store: Some(store.log()?.name),
            runs: store.run_count(),
            newest_run: store.runs(1, None)?.pop().map(|run| run.id),
            newest_snapshot: snapshot.map(|snapshot| snapshot.day),
        })
    }

    fn backup_dir(&self) -> PathBuf {
        self.0.dir.join("backups")
    }
}

fn state_in(path: &Path) -> Result<State, IndexError> {
    let file = File::open(path).map_err(IndexError::io(path))?;
    exchange::state_in(file)
}

/// The backups in a folder, newest first; their names sort by time.
pub(super) fn backups(dir: &Path) -> Result<Vec<PathBuf>, IndexError> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(IndexError::io(dir)(error)),
    };
    let mut backups: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".ndjson.zst"))
        .collect();
    backups.sort_by(|a, b| b.cmp(a));
    Ok(backups)
}
