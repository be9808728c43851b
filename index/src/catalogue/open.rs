//! Opening a catalogue: the store, or the newest backup when the store can't be
//! read; and the search index, rebuilt when it does not belong to the store.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use bronwijzer_crawler::organisation::Organisation;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Catalogue, Inner};
use crate::assess::RULES_VERSION;
use crate::error::IndexError;
use crate::search::SearchIndex;
use crate::store::{Meta, SledStore};

/// An open catalogue, and what had to be done to open it.
pub struct Opened {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// What a person should know: nothing in the usual case.
    pub notices: Vec<String>,
}

/// What the search index remembers of the store that it was made from.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    generation: u64,
    assessed_at: DateTime<Utc>,
    rules: u32,
    registry: u64,
}

impl Catalogue {
    /// Opens the catalogue in `dir`, or makes an empty one. `organisations` is
    /// the registry, `now` the moment to judge at when there is no earlier
    /// judgement.
    ///
    /// A store that can't be read is set aside, never removed, and the newest
    /// backup takes its place.
    ///
    /// # Errors
    /// [`IndexError::InUse`] when another process has it open, and when files
    /// can't be read or written.
    pub fn open(
        dir: &Path,
        organisations: Vec<Organisation>,
        now: DateTime<Utc>,
    ) -> Result<Opened, IndexError> {
        std::fs::create_dir_all(dir).map_err(IndexError::io(dir))?;
        let path = dir.join("store");
        let mut notices = Vec::new();
        let (store, lost) = match SledStore::open(&path) {
            Ok(store) => (store, false),
            Err(error @ IndexError::InUse(_)) => return Err(error),
            Err(error) => {
                let aside = dir.join(format!("store.unreadable-{}", now.format("%Y%m%dT%H%M%SZ")));
                std::fs::rename(&path, &aside).map_err(IndexError::io(&path))?;
                notices.push(format!(
                    "THE STORE CAN'T BE READ ({error}). It was set aside as {}.",
                    aside.display()
                ));
                (SledStore::open(&path)?, true)
            }
        };
        let mut by_account = HashMap::new();
        for (at, organisation) in organisations.iter().enumerate() {
            for account in &organisation.accounts {
                by_account.insert(account.key(), at);
            }
        }
        let catalogue = Self(Arc::new(Inner {
            dir: dir.to_owned(),
            store,
            search: SearchIndex::open(&dir.join("index"))?,
            organisations,
            by_account,
            assessed_at: RwLock::new(now),
            writing: Mutex::new(()),
        }));
        if lost {
            notices.push(catalogue.restore_newest_backup()?);
        }
        catalogue.fit_search_index(now)?;
        Ok(Opened { catalogue, notices })
    }

    /// Puts the newest backup that can be read in the place of the store.
    fn restore_newest_backup(&self) -> Result<String, IndexError> {
        for backup in backups(&self.0.dir.join("backups"))? {
            let file = File::open(&backup).map_err(IndexError::io(&backup))?;
            match self.restore(file) {
                Ok(report) => {
                    return Ok(format!(
                        "The backup {} was restored: {} repositories.",
                        backup.display(),
                        report.repositories
                    ));
                }
                Err(error) => tracing::warn!("{} can't be restored: {error}", backup.display()),
            }
        }
        Ok("There is no backup that can be restored: the catalogue is empty until the next crawl or import.".to_owned())
    }

    /// Rebuilds the search index when it was made from another state of the
    /// store, by other rules or with another registry.
    fn fit_search_index(&self, now: DateTime<Utc>) -> Result<(), IndexError> {
        let meta = self.meta()?;
        let assessed_at = self.indexed_note().map_or(now, |note| note.assessed_at);
        if self.index_belongs_to(assessed_at, &meta) {
            self.set_assessed_at(assessed_at);
        } else {
            let _writing = self.begin();
            self.rebuild(now, &meta)?;
        }
        Ok(())
    }

    /// Whether the search index holds what the store holds.
    pub(super) fn index_belongs_to(&self, assessed_at: DateTime<Utc>, meta: &Meta) -> bool {
        self.indexed_note() == Some(self.note_of(assessed_at, meta))
    }

    fn indexed_note(&self) -> Option<Note> {
        serde_json::from_str(&self.0.search.note()?).ok()
    }

    pub(super) fn note(&self, assessed_at: DateTime<Utc>, meta: &Meta) -> String {
        serde_json::to_string(&self.note_of(assessed_at, meta)).unwrap_or_default()
    }

    fn note_of(&self, assessed_at: DateTime<Utc>, meta: &Meta) -> Note {
        // Another hasher in a later Rust only means one more rebuild.
        let mut registry = DefaultHasher::new();
        for organisation in &self.0.organisations {
            format!("{organisation:?}").hash(&mut registry);
        }
        Note {
            generation: meta.generation,
            assessed_at,
            rules: RULES_VERSION,
            registry: registry.finish(),
        }
    }
}

/// The backups in a folder, newest first; their names sort by time.
pub(super) fn backups(dir: &Path) -> Result<Vec<PathBuf>, IndexError> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
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
