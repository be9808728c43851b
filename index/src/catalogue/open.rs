//! Opening a catalogue: the store, and the search index, rebuilt when it does
//! not belong to the store.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::{Arc, Mutex, RwLock};

use bronwijzer_crawler::organisation::Organisation;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::looks::Looks;
use super::mending::Mending;
use super::recent::Recent;
use super::{Catalogue, Contents, Inner, Options, rescue};
use crate::assess::RULES_VERSION;
use crate::assess::open_by_default::LeaveOut;
use crate::error::IndexError;
use crate::live::Live;
use crate::relations::RegisteredOrganisations;
use crate::search::SearchIndex;
use crate::store::{Meta, SledStore, Store};

/// Records that are written as tombstones at once.
const BURIED_AT_ONCE: usize = 500;

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
    /// What the figures of open by default leave out.
    #[serde(default)]
    leave_out: Option<LeaveOut>,
}

impl Catalogue {
    /// Opens the catalogue in `dir`, or makes an empty one. `organisations` is
    /// the registry, `now` the moment to judge at when there is no earlier
    /// judgement.
    ///
    /// A store that is missing or damaged is set aside, never removed, and what can be
    /// read of it and the newest whole backup take its place; see `rescue.rs`. A search
    /// index that is missing or damaged is made anew.
    ///
    /// # Errors
    /// [`IndexError::InUse`] when another process has it open, [`IndexError::Io`] when
    /// files can't be read or written, and [`IndexError::Unrestorable`] when there was a
    /// catalogue and nothing of it can be read. Nothing was changed then.
    pub fn open(
        dir: &Path,
        organisations: Vec<Organisation>,
        now: DateTime<Utc>,
    ) -> Result<Opened, IndexError> {
        Self::open_with(dir, organisations, now, Options::default())
    }

    /// Like [`Catalogue::open`], and judges as `options` say.
    ///
    /// # Errors
    /// As [`Catalogue::open`].
    pub fn open_with(
        dir: &Path,
        organisations: Vec<Organisation>,
        now: DateTime<Utc>,
        options: Options,
    ) -> Result<Opened, IndexError> {
        std::fs::create_dir_all(dir).map_err(IndexError::io(dir))?;
        let index = dir.join("index");
        // The index is written after the store, so it never knows of a write that the
        // store has not seen, unless the store lost it. It is left alone until the store
        // is known to be sound.
        let generation = SearchIndex::note_in(&index)
            .and_then(|note| serde_json::from_str::<Note>(&note).ok())
            .map_or(0, |note| note.generation);
        let (store, mut notices) = rescue::sound_store(dir, generation, now)?;
        let was_there = index.exists();
        let (search, damage) = SearchIndex::open(&index)?;
        let is_new = store.meta()?.is_none();
        let damage = damage.or((!was_there && !is_new).then(|| "it is missing".to_owned()));
        notices.extend(damage.map(|why| {
            format!("THE SEARCH INDEX CAN'T BE USED ({why}). It was rebuilt from the store.")
        }));
        let mut by_account = HashMap::new();
        for (at, organisation) in organisations.iter().enumerate() {
            for source in organisation.sources() {
                by_account.insert(source.key(), at);
            }
        }
        let catalogue = Self(Arc::new(Inner {
            dir: dir.to_owned(),
            store,
            search,
            standings: Mutex::new(None),
            registered: RegisteredOrganisations::new(&organisations),
            organisations,
            options,
            by_account,
            looks: Looks::default(),
            assessed_at: RwLock::new(now),
            recent: Recent::new(),
            writing: Mutex::new(()),
            live: Live::default(),
            version: watch::Sender::new(0),
            notices: notices.clone(),
            mending: Mending::default(),
        }));
        catalogue.refresh_looks()?;
        catalogue.bury_what_left()?;
        catalogue.fit_search_index(now)?;
        catalogue.publish();
        Ok(Opened { catalogue, notices })
    }

    /// Opens the store in `dir` once, and closes it. What was written since it was last
    /// opened is gone through when it is opened, which takes seconds after much was
    /// written: this spends them before a server has to. Nothing in it changes.
    ///
    /// # Errors
    /// [`IndexError::InUse`] while a catalogue has it open; others as
    /// [`Catalogue::open`].
    pub fn tidy_store(dir: &Path) -> Result<(), IndexError> {
        SledStore::open(&dir.join("store")).map(drop)
    }

    /// Writes what left as tombstones, once for a store in which an earlier version kept
    /// more of it.
    fn bury_what_left(&self) -> Result<(), IndexError> {
        let meta = self.meta()?;
        if meta.buried {
            return Ok(());
        }
        let store = &self.0.store;
        let mut batch = Vec::new();
        for record in store.records() {
            let record = record?;
            // As it is read, it is a tombstone.
            if record.gone.is_some() {
                batch.push(record);
            }
            if batch.len() >= BURIED_AT_ONCE {
                store.write(&batch, &meta, false)?;
                batch.clear();
            }
        }
        let buried = Meta {
            buried: true,
            ..meta
        };
        if buried.contents != Contents::Empty || !batch.is_empty() {
            store.write(&batch, &buried, false)?;
        }
        Ok(())
    }

    /// Rebuilds the search index when it was made from another state of the
    /// store, by other rules or with another registry.
    fn fit_search_index(&self, now: DateTime<Utc>) -> Result<(), IndexError> {
        let meta = self.meta()?;
        let assessed_at = note_in(&self.0.search).map_or(now, |note| note.assessed_at);
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
        note_in(&self.0.search) == Some(self.note_of(assessed_at, meta))
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
            leave_out: Some(self.leave_out().clone()),
        }
    }
}

fn note_in(search: &SearchIndex) -> Option<Note> {
    serde_json::from_str(&search.note()?).ok()
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
    use bronwijzer_crawler::observation::{Observation, Source};
    use bronwijzer_crawler::sink::DepartureKind;

    use super::*;
    use crate::catalogue::Gone;
    use crate::store::Record;

    #[test]
    fn texts_that_an_earlier_version_kept_leave_the_store() {
        let now = DateTime::UNIX_EPOCH;
        let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
        let id = RepositoryId::new(url.host().clone(), "1");
        let mut observation = Observation::bare(id, url.clone(), now, Source::Sample);
        // What does not compress takes its room.
        let words = (0..2_000_u64).map(|n| format!("{:x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        observation.description = Some(words.collect());
        let mut record = Record::new(url.as_account(), observation);
        record.gone = Some(Gone {
            kind: DepartureKind::NotFound,
            noticed_at: now,
        });
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store");
        let store = SledStore::open(&path).unwrap();
        let meta = Meta {
            contents: Contents::Crawled,
            generation: 1,
            ..Meta::default()
        };
        store.write(&[record], &meta, false).unwrap();
        let before = store.bytes_of_records().unwrap();
        drop(store);
        drop(Catalogue::open(dir.path(), Vec::new(), now).unwrap());
        let after = SledStore::open(&path).unwrap().bytes_of_records().unwrap();
        assert!(before > 10_000 && after < 1_000, "{before} and {after}");
    }
}
