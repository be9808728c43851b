//! Opening a catalogue: the store, and the search index, rebuilt when it does
//! not belong to the store.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, RwLock, Weak};

use bronwijzer_crawler::organisation::Organisation;
use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::community::Community;
use super::directory::Directory;
use super::follow::{Note, registry_hash};
use super::index_snapshot::{self, IndexSnapshots};
use super::lag::Lag;
use super::looks::Looks;
use super::mending::Mending;
use super::open_work::WorkCache;
use super::read_cache::ReadCache;
use super::removal;
use super::{Catalogue, Inner, Options};
use crate::error::IndexError;
use crate::live::Live;
use crate::model::{Meta, Record, tell_apart};
use crate::relations::RegisteredOrganisations;
use crate::search::SearchIndex;
use crate::store::sharing::{Part, Writer};
use crate::store::{self, OpenedStore, Store, StoreConfig};

/// Records that are written anew at once.
const WRITTEN_AT_ONCE: usize = 500;

/// An open catalogue, and what had to be done to open it.
pub struct Opened {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// What a person should know: nothing in the usual case.
    pub notices: Vec<String>,
}

impl Catalogue {
    /// Opens the catalogue in `dir`, or makes an empty one. `organisations` is
    /// the registry, `now` the moment to judge at when there is no earlier
    /// judgement.
    ///
    /// A store that is missing or damaged is set aside, never removed, and what can be
    /// read of it and the newest whole backup take its place; see `store/sled/rescue.rs`. A search
    /// index that is missing or damaged is made anew.
    ///
    /// # Errors
    /// [`StoreError::InUse`](crate::StoreError::InUse) when another process has it open, [`StoreError::Io`](crate::StoreError::Io) when
    /// files can't be read or written, and [`StoreError::Unrestorable`](crate::StoreError::Unrestorable) when there was a
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
        Self::open_distrusting(dir, organisations, now, options, None)
    }

    /// Like [`Catalogue::open_with`]. Where there is no search index to go on from, and others
    /// share the store, it begins with the newest of their snapshots that fits.
    ///
    /// # Errors
    /// As [`Catalogue::open`]. That no snapshot can be used is none: it is logged.
    pub fn open_from(
        dir: &Path,
        organisations: Vec<Organisation>,
        now: DateTime<Utc>,
        options: Options,
        snapshots: &dyn IndexSnapshots,
    ) -> Result<Opened, IndexError> {
        let opened = Self::store_of(dir, now, &options, None)?;
        let (index, store) = (dir.join("index"), &*opened.store);
        index_snapshot::take_over(store, &index, &organisations, &options, snapshots)?;
        Self::open_on(opened, dir, organisations, now, options)
    }

    /// Like [`Catalogue::open_with`]. `damage` tells what is wrong with the store where that is
    /// known already: it is replaced by what can be read of it and of the backups.
    pub(super) fn open_distrusting(
        dir: &Path,
        organisations: Vec<Organisation>,
        now: DateTime<Utc>,
        options: Options,
        damage: Option<String>,
    ) -> Result<Opened, IndexError> {
        let opened = Self::store_of(dir, now, &options, damage)?;
        Self::open_on(opened, dir, organisations, now, options)
    }

    /// Opens the store alone.
    fn store_of(
        dir: &Path,
        now: DateTime<Utc>,
        options: &Options,
        damage: Option<String>,
    ) -> Result<OpenedStore, IndexError> {
        std::fs::create_dir_all(dir).map_err(IndexError::io(dir))?;
        // The index is written after the store, so it never knows of a write that the
        // store has not seen, unless the store lost it. It is left alone until the store
        // is known to be sound.
        let number = Note::number_in(&dir.join("index"));
        let (config, replica) = (&options.store, options.replica.as_ref());
        Ok(store::open(config, replica, dir, number, now, damage)?)
    }

    /// Opens the catalogue of a store that is open, with its search index in `dir`.
    pub(super) fn open_on(
        opened: OpenedStore,
        dir: &Path,
        organisations: Vec<Organisation>,
        now: DateTime<Utc>,
        options: Options,
    ) -> Result<Opened, IndexError> {
        let OpenedStore { store, mut notices } = opened;
        let index = dir.join("index");
        let was_there = index.exists();
        let (search, damage) = SearchIndex::open(&index)?;
        // Others may have filled a store that is shared before this folder was there.
        let is_new = store.meta()?.is_none() || store::is_shared(&store.identity()?);
        let damage = damage.or((!was_there && !is_new).then(|| "it is missing".to_owned()));
        notices.extend(damage.map(|why| {
            format!("THE SEARCH INDEX CAN'T BE USED ({why}). It was rebuilt from the store.")
        }));
        let catalogue =
            Self::assemble(&store, search, organisations, now, options, notices.clone())?;
        {
            // Where several processes open it at once, one of them does this.
            let lock = store
                .sharing()
                .map(|sharing| sharing.lock(Part::Records, Writer::Jobs));
            let _lock = lock.transpose()?;
            catalogue.bury_what_left()?;
            catalogue.identify()?;
        }
        catalogue.fit_search_index(now)?;
        // They may have come back with a backup that was restored.
        catalogue.erase_removed(now)?;
        catalogue.publish();
        Ok(Opened { catalogue, notices })
    }

    /// A catalogue of a store and an index that are open. Neither is written to.
    pub(super) fn assemble(
        store: &Arc<dyn Store>,
        search: SearchIndex,
        organisations: Vec<Organisation>,
        now: DateTime<Utc>,
        options: Options,
        notices: Vec<String>,
    ) -> Result<Self, IndexError> {
        let mut by_account = HashMap::new();
        for (at, organisation) in organisations.iter().enumerate() {
            for source in organisation.sources() {
                by_account.insert(source.key(), at);
            }
        }
        let max_lag = options.max_lag;
        let said = Community::read(&**store)?;
        let removals = removal::read(&**store)?;
        let community = |weak: &Weak<Inner>| Community::open(store, weak.clone(), said, now);
        let catalogue = Self(Arc::new_cyclic(|weak| Inner {
            community: community(weak),
            removals: RwLock::new(Arc::new(removals)),
            clean_backups: Mutex::default(),
            store: Arc::clone(store),
            search,
            standings: Mutex::new(None),
            states: Mutex::new(None),
            states_of_day: Mutex::new(None),
            registered: RegisteredOrganisations::new(&organisations),
            registry_hash: registry_hash(&organisations),
            directory: Directory::new(organisations),
            options,
            by_account,
            looks: Looks::default(),
            assessed_at: RwLock::new(now),
            read_cache: ReadCache::new(store.sharing().is_some()),
            work: WorkCache::new(),
            writing: Mutex::new(()),
            publishing: Mutex::new(()),
            live: Live::default(),
            version: watch::Sender::new(0),
            notices,
            remarks: Mutex::default(),
            mending: Mending::default(),
            hearing: AtomicBool::new(false),
            pace: Mutex::default(),
            taken_up: Mutex::default(),
            known_meta: Mutex::default(),
            lag: Lag::up_to(max_lag),
            leads: Arc::default(),
            out_of_reach: Mutex::default(),
        }));
        catalogue.refresh_looks()?;
        Ok(catalogue)
    }

    /// Opens the store of `dir` once, and closes it. What was written since it was last
    /// opened is gone through when it is opened, which takes seconds after much was
    /// written: this spends them before a server has to. Nothing in it changes.
    ///
    /// # Errors
    /// [`StoreError::InUse`](crate::StoreError::InUse) while a catalogue has it open; others as
    /// [`Catalogue::open`].
    pub fn tidy_store(dir: &Path, store: &StoreConfig) -> Result<(), IndexError> {
        Ok(store::tidy(store, dir)?)
    }

    /// Writes what left as tombstones, once for a store in which an earlier version kept
    /// more of it.
    fn bury_what_left(&self) -> Result<(), IndexError> {
        let meta = self.meta()?;
        if meta.buried {
            return Ok(());
        }
        // As it is read, it is a tombstone.
        self.write_anew(&meta, |record| record.gone.is_some())?;
        let buried = Meta {
            buried: true,
            ..self.meta()?
        };
        self.0.store.write(&[], &buried, false)?;
        Ok(())
    }

    /// Makes everything findable by its UUID, once for a store that an earlier version wrote.
    /// Of two repositories that were at one address the one that moved on was there first.
    fn identify(&self) -> Result<(), IndexError> {
        let meta = self.meta()?;
        if meta.identified {
            return Ok(());
        }
        for has_moved in [true, false] {
            self.write_anew(&meta, |record| record.former_urls.is_empty() != has_moved)?;
        }
        let identified = Meta {
            identified: true,
            ..self.meta()?
        };
        self.0.store.write(&[], &identified, false)?;
        Ok(())
    }

    /// Writes these records once more, as this version writes them.
    fn write_anew(&self, meta: &Meta, wanted: impl Fn(&Record) -> bool) -> Result<(), IndexError> {
        let store = &self.0.store;
        let write = |batch: &mut Vec<Record>| -> Result<(), IndexError> {
            tell_apart(&**store, batch, false)?;
            store.write(batch, meta, false)?;
            batch.clear();
            Ok(())
        };
        let mut batch = Vec::new();
        for record in store.records() {
            let record = record?;
            if wanted(&record) {
                batch.push(record);
            }
            if batch.len() >= WRITTEN_AT_ONCE {
                write(&mut batch)?;
            }
        }
        if !batch.is_empty() {
            write(&mut batch)?;
        }
        Ok(())
    }

    /// Brings the search index to where the store is. It goes on from the moment that it
    /// was judged at, unless it is made anew.
    fn fit_search_index(&self, now: DateTime<Utc>) -> Result<(), IndexError> {
        let held = Note::of(&self.0.search);
        let meta = self.meta()?;
        // All that share a store judge as of the same moment.
        let shared = self.0.store.sharing().and(meta.judged_at);
        let moment = shared.or(held.map(|note| note.assessed_at));
        self.set_assessed_at(moment.unwrap_or(now));
        if shared.is_none() && self.held_number(&meta).is_none() {
            self.set_assessed_at(now);
        }
        if self.is_index_up_to_date(&meta) {
            return Ok(());
        }
        let _writing = self.begin_here();
        let Err(error) = self.follow() else {
            return Ok(());
        };
        // What can be read, and can't be gone on from, is as good as damaged.
        let why = error.into_damage(self.0.search.path())?;
        tracing::warn!("the search index can't be updated and will be rebuilt: {why}");
        self.rebuild(&self.meta()?).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
    use bronwijzer_crawler::observation::{Observation, Source};
    use bronwijzer_crawler::sink::DepartureKind;

    use super::*;
    use crate::model::{Contents, Gone, Record};

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
        let OpenedStore { store, .. } =
            store::open(&StoreConfig::Sled, None, dir.path(), 0, now, None).unwrap();
        let meta = Meta {
            contents: Contents::Crawled,
            ..Meta::default()
        };
        store.write(&[record], &meta, false).unwrap();
        drop(store);
        let before = store::bytes_of_records(dir.path());
        drop(Catalogue::open(dir.path(), Vec::new(), now).unwrap());
        let after = store::bytes_of_records(dir.path());
        assert!(before > 10_000 && after < 1_000, "{before} and {after}");
    }

    #[test]
    fn repositories_of_an_earlier_version_get_a_uuid_each() {
        let now = DateTime::UNIX_EPOCH;
        let record = |id: &str, path: &str| {
            let url: RepositoryUrl = format!("https://github.com/o/{path}").parse().unwrap();
            let id = RepositoryId::new(url.host().clone(), id);
            let observation = Observation::bare(id, url.clone(), now, Source::Sample);
            Record::new(url.as_account(), observation)
        };
        let mut moved = record("2", "new");
        moved.former_urls = vec![record("1", "old").observation.url];
        let dir = tempfile::tempdir().unwrap();
        let OpenedStore { store, .. } =
            store::open(&StoreConfig::Sled, None, dir.path(), 0, now, None).unwrap();
        let meta = Meta {
            contents: Contents::Crawled,
            ..Meta::default()
        };
        let records = [record("1", "old"), moved, record("3", "other")];
        store.write(&records, &meta, false).unwrap();
        drop(store);
        let catalogue = Catalogue::open(dir.path(), Vec::new(), now).unwrap();
        let catalogue = catalogue.catalogue;
        for record in records {
            let id = record.observation.id;
            let uuid = catalogue.entry(&id).unwrap().unwrap().uuid;
            let found = catalogue.entry_by_uuid(uuid).unwrap().unwrap();
            assert_eq!(found.observation.id, id);
        }
    }
}
