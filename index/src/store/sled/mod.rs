//! The store in sled, in the folder `store` of the data folder, with its backups in
//! `backups` beside it.
//!
//! | tree | key | value |
//! |---|---|---|
//! | `records` | repository id | [`Record`] |
//! | `addresses` | address key, or UUID as a URN | repository id |
//! | `accounts` | account key, NUL, repository id | [`Known`] |
//! | `memories` | account key | [`AccountMemory`] |
//! | `runs` | run id, which sorts by time | [`CrawlRun`] |
//! | `snapshots` | scope, NUL, day as YYYY-MM-DD | [`Snapshot`] |
//! | `changes` | number, 8 bytes, the most significant first | [`Row`] of a change |
//! | `places` | repository id | number of its last change |
//! | `written` | number, 8 bytes, the most significant first | id of the record that was written last under it |
//! | `stamps` | repository id | that number, and the digest of the record |
//! | `documents` | table, NUL, key | JSON |
//! | `documents` | NUL and `number` | how often documents were written, 8 bytes |
//! | `meta` | `catalogue` | [`Meta`] |
//! | `meta` | `changes` | [`Log`] |
//! | `meta` | `dictionary` | what records are compressed by |

mod change_log;
mod codec;
mod damage;
mod documents;
mod inspect;
mod numbers;
mod replace;
mod rescue;
mod restore;
mod salvage;
mod staged;
mod transfer;
mod verify;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{AccountMemory, Known};
use chrono::{DateTime, Days, NaiveDate, Utc};
use rayon::{ThreadPool, ThreadPoolBuilder};
use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};
use sled::{Db, Tree};

use super::documents::{DocumentWrite, Table};
use super::{RUN_DAYS, Reads, Records, Snapshots, Store, StoreError, backup, day_key};
use crate::files::Files;
use crate::model::{Log, Meta, Record, Row, Scope, Snapshot};
use crate::verify::{Verification, Watch};

use change_log::{ChangeLog, log_in};
use codec::RecordCodec;
use damage::guarded;
use documents::Documents;
use numbers::Numbers;

pub(crate) use inspect::Guard;
pub(in crate::store) use inspect::{distrust_files, inspect, set_aside_damaged, verify_backups};
pub(in crate::store) use replace::NewStore;
pub(in crate::store) use rescue::sound_store;
pub(in crate::store) use transfer::moving_into;

/// Memory that sled may use for caching, in bytes.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// How often a lock is tried, and how long between two tries.
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

const META_KEY: &[u8] = b"catalogue";

/// A catalogue's store in one folder.
pub(super) struct SledStore {
    path: PathBuf,
    db: Db,
    codec: RecordCodec,
    records: Tree,
    addresses: Tree,
    accounts: Tree,
    memories: Tree,
    runs: Tree,
    snapshots: Tree,
    changes: ChangeLog,
    numbers: Numbers,
    documents: Documents,
    meta: Tree,
    /// The thread that commits them. Everybody waits for it, so it does not step back with those
    /// in the background that have something to write.
    committing: ThreadPool,
    /// Held by who writes records, as what is staged follows from what is there.
    writing: Mutex<()>,
}

impl SledStore {
    /// Opens the store in the data folder `dir`, or makes it.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process has it open,
    /// [`StoreError::Io`] when the disk or its permissions are in the way;
    /// another error when it is damaged.
    pub(super) fn open(dir: &Path) -> Result<Self, StoreError> {
        Self::open_in(&dir.join("store"))
    }

    /// Opens the store in the folder `path`, or makes it.
    fn open_in(path: &Path) -> Result<Self, StoreError> {
        guarded(path, || {
            let db = Self::open_db(path)?;
            let meta = db.open_tree("meta")?;
            let codec = RecordCodec::new(&dictionary(&meta)?);
            let store = Self::with_trees(path, db, meta, codec)?;
            let (changes, numbers) = (&store.changes, &store.numbers);
            changes.begin_if_missing(&store.meta, store.records())?;
            numbers.begin_if_missing(&store.meta, store.meta()?, store.records())?;
            Ok(store)
        })
    }

    fn with_trees(path: &Path, db: Db, meta: Tree, codec: RecordCodec) -> Result<Self, StoreError> {
        Ok(Self {
            path: path.to_owned(),
            codec,
            records: db.open_tree("records")?,
            addresses: db.open_tree("addresses")?,
            accounts: db.open_tree("accounts")?,
            memories: db.open_tree("memories")?,
            runs: db.open_tree("runs")?,
            snapshots: db.open_tree("snapshots")?,
            changes: ChangeLog::open(&db)?,
            numbers: Numbers::open(&db)?,
            documents: Documents::open(&db)?,
            meta,
            db,
            committing: committing_thread()?,
            writing: Mutex::default(),
        })
    }

    /// Opens the database. sled lets go of its lock a moment after the last
    /// handle is dropped, so a lock is tried again for a while.
    fn open_db(path: &Path) -> Result<Db, StoreError> {
        let mut tries = LOCK_TRIES;
        // It holds who members are: nobody else has to read that.
        backup::owner_alone(path)?;
        loop {
            let opened = sled::Config::new()
                .path(path)
                .cache_capacity(CACHE_BYTES)
                .open();
            match opened {
                Err(sled::Error::Io(io)) if io.to_string().contains("could not acquire lock") => {
                    tries -= 1;
                    if tries == 0 {
                        return Err(StoreError::InUse(path.to_owned()));
                    }
                    thread::sleep(LOCK_PAUSE);
                }
                opened => return Ok(opened?),
            }
        }
    }

    /// How much the records take as they are stored.
    #[cfg(test)]
    pub(super) fn bytes_of_records(&self) -> Result<usize, StoreError> {
        let sizes = self.records.iter().values();
        Ok(sizes
            .map(|value| value.map(|value| value.len()))
            .sum::<Result<_, _>>()?)
    }

    /// Backups are beside the store.
    fn backup_dir(&self) -> PathBuf {
        self.path.with_file_name("backups")
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.db.flush()?;
        Files::remember(&self.path);
        Ok(())
    }
}

fn committing_thread() -> Result<ThreadPool, StoreError> {
    let pool = ThreadPoolBuilder::new()
        .num_threads(1)
        .thread_name(|_| "bronwijzer-commit".to_owned())
        .build();
    pool.map_err(|error| StoreError::Io {
        path: PathBuf::from("a thread for commits"),
        source: std::io::Error::other(error),
    })
}

/// What the records of this store are compressed by. It is kept with them, as a
/// later version of this program may make another for new stores.
fn dictionary(meta: &Tree) -> Result<String, StoreError> {
    if let Some(dictionary) = codec::stored_dictionary(meta)? {
        return Ok(dictionary);
    }
    let dictionary = codec::new_dictionary()?;
    meta.insert(codec::DICTIONARY_KEY, codec::encode(&dictionary)?)?;
    meta.flush()?;
    Ok(dictionary)
}

fn id_of(bytes: &[u8]) -> Result<RepositoryId, StoreError> {
    std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| StoreError::Corrupt("a repository id is not text".to_owned()))
}

fn number_of(bytes: &[u8]) -> Result<u64, StoreError> {
    <[u8; 8]>::try_from(bytes)
        .map(u64::from_be_bytes)
        .map_err(|_| StoreError::Corrupt("a row has no number".to_owned()))
}

fn account_key(account: &AccountUrl, id: &str) -> Vec<u8> {
    let mut key = account.key().into_bytes();
    key.push(0);
    key.extend(id.as_bytes());
    key
}

/// The key of a snapshot. Those of a scope lie together and in the order of
/// their days, see [`day_key`].
fn snapshot_key(scope: &Scope, day: NaiveDate) -> Vec<u8> {
    let mut key = scope.to_string().into_bytes();
    key.push(0);
    key.extend(day_key(day).into_bytes());
    key
}

type Aborted = ConflictableTransactionError<StoreError>;

fn abort(error: StoreError) -> Aborted {
    ConflictableTransactionError::Abort(error)
}

fn aborted(error: TransactionError<StoreError>) -> StoreError {
    match error {
        TransactionError::Abort(error) => error,
        TransactionError::Storage(error) => error.into(),
    }
}

impl Reads for SledStore {
    fn records_of(&self, ids: &[RepositoryId]) -> Result<Vec<Record>, StoreError> {
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            let value = self.records.get(id.to_string())?;
            records.extend(value.map(|value| self.codec.decode(&value)).transpose()?);
        }
        Ok(records)
    }

    fn ids_at(&self, address_keys: &[String]) -> Result<Vec<Option<RepositoryId>>, StoreError> {
        let ids = address_keys.iter().map(|key| {
            let id = self.addresses.get(key)?;
            id.map(|id| id_of(&id)).transpose()
        });
        ids.collect()
    }

    fn account(&self, account: &AccountUrl) -> Result<Option<AccountMemory>, StoreError> {
        self.memories
            .get(account.key())?
            .map(|value| codec::decode(&value))
            .transpose()
    }

    fn changes(&self, after: u64, first: usize) -> Result<Vec<(u64, Row)>, StoreError> {
        self.changes.read(after, first)
    }

    /// Times grow with the numbers, so it is found by halving.
    fn last_change_before(&self, moment: DateTime<Utc>) -> Result<u64, StoreError> {
        let (mut low, mut high) = (0, self.log()?.last);
        // All up to `low` are earlier, all after `high` are not.
        while low < high {
            let middle = low + (high - low) / 2;
            match self.changes(middle, 1)?.pop() {
                Some((number, row)) if row.at < moment => low = number.min(high),
                _ => high = middle,
            }
        }
        Ok(low)
    }

    fn log(&self) -> Result<Log, StoreError> {
        log_in(&self.meta)?
            .ok_or_else(|| StoreError::Corrupt("the list of changes is missing".to_owned()))
    }

    fn meta(&self) -> Result<Option<Meta>, StoreError> {
        self.meta
            .get(META_KEY)?
            .map(|value| codec::decode(&value))
            .transpose()
    }

    fn run(&self, id: &str) -> Result<Option<CrawlRun>, StoreError> {
        self.runs
            .get(id)?
            .map(|value| codec::decode(&value))
            .transpose()
    }

    fn runs(&self, first: usize, after: Option<&str>) -> Result<Vec<CrawlRun>, StoreError> {
        let range = match after {
            Some(after) => self.runs.range(..after),
            None => self.runs.iter(),
        };
        range
            .values()
            .rev()
            .take(first)
            .map(|value| codec::decode(&value?))
            .collect()
    }

    fn run_count(&self) -> Result<u64, StoreError> {
        let mut runs = 0;
        for key in self.runs.iter().keys() {
            key?;
            runs += 1;
        }
        Ok(runs)
    }

    fn snapshots_of(
        &self,
        scope: &Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Snapshot>, StoreError> {
        let (from, to) = (snapshot_key(scope, from), snapshot_key(scope, to));
        if from > to {
            return Ok(Vec::new());
        }
        self.snapshots
            .range(from..=to)
            .values()
            .map(|value| codec::decode(&value?))
            .collect()
    }

    fn snapshot_days(&self, scope: &Scope) -> Result<Vec<NaiveDate>, StoreError> {
        let mut prefix = scope.to_string().into_bytes();
        prefix.push(0);
        let mut days = Vec::new();
        for key in self.snapshots.scan_prefix(&prefix).keys() {
            let key = key?;
            let day = key.get(prefix.len()..).map(String::from_utf8_lossy);
            // Years beyond four digits share a key that is no day.
            days.extend(day.and_then(|day| day.parse::<NaiveDate>().ok()));
        }
        Ok(days)
    }

    fn snapshot_until(
        &self,
        scope: &Scope,
        day: NaiveDate,
    ) -> Result<Option<Snapshot>, StoreError> {
        let range = snapshot_key(scope, NaiveDate::MIN)..=snapshot_key(scope, day);
        let last = self.snapshots.range(range).values().next_back();
        last.map(|value| codec::decode(&value?)).transpose()
    }

    fn document(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.documents.read(table, key)
    }

    fn documents(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.documents.list(table, prefix, after, first)
    }
}

impl Store for SledStore {
    fn identity(&self) -> Result<String, StoreError> {
        // Made with the store, and no other has it.
        Ok(self.log()?.name)
    }

    fn known_under(&self, account: &AccountUrl) -> Result<Vec<Known>, StoreError> {
        let prefix = account_key(account, "");
        let mut known = Vec::new();
        for row in self.accounts.scan_prefix(&prefix) {
            let (key, value) = row?;
            if value.is_empty() {
                // Written by an earlier version, which kept the id alone.
                let id = id_of(&key[prefix.len()..])?;
                known.extend(self.record(&id)?.map(|record| record.known()));
            } else {
                known.push(codec::decode(&value)?);
            }
        }
        Ok(known)
    }

    fn accounts(&self) -> Result<Vec<AccountMemory>, StoreError> {
        self.memories
            .iter()
            .values()
            .map(|value| codec::decode(&value?))
            .collect()
    }

    fn records(&self) -> Records<'_> {
        Box::new(
            self.records
                .iter()
                .values()
                .map(|value| self.codec.decode(&value?)),
        )
    }

    fn written_after(
        &self,
        number: u64,
        first: usize,
    ) -> Result<Vec<(u64, RepositoryId)>, StoreError> {
        let start = number.saturating_add(1).to_be_bytes();
        let rows = self.numbers.written.range(start..).take(first);
        rows.map(|row| {
            let (number, id) = row?;
            Ok((number_of(&number)?, id_of(&id)?))
        })
        .collect()
    }

    fn write(
        &self,
        records: &[Record],
        meta: &Meta,
        clear_first: bool,
    ) -> Result<Meta, StoreError> {
        self.write_records(records, meta, clear_first)
    }

    fn write_run(&self, run: &CrawlRun) -> Result<(), StoreError> {
        let report = codec::encode(run)?;
        // A clock that is ahead once makes all the others look old: a report counts as
        // being of no later moment than the newest before it.
        let newest = self.runs(1, None)?.pop().map(|newest| newest.started_at);
        let now = newest.map_or(run.started_at, |newest| newest.min(run.started_at));
        let too_old: Vec<sled::IVec> = match now.checked_sub_days(Days::new(RUN_DAYS)) {
            Some(oldest) => {
                let oldest = oldest.format("%Y%m%dT%H%M%S").to_string();
                self.runs.range(..oldest).keys().collect::<Result<_, _>>()?
            }
            None => Vec::new(),
        };
        (&self.memories, &self.runs)
            .transaction(|(memories, runs)| {
                for outcome in &run.accounts {
                    let key = outcome.account.key();
                    let before = memories.get(&key)?;
                    let before = before.map(|value| codec::decode(&value).map_err(abort));
                    let mut memory = before
                        .transpose()?
                        .unwrap_or_else(|| AccountMemory::new(outcome.account.clone()));
                    memory.learn(outcome, run.started_at);
                    let memory = codec::encode(&memory).map_err(abort)?;
                    memories.insert(key.as_bytes(), memory)?;
                }
                for key in &too_old {
                    runs.remove(key)?;
                }
                runs.insert(run.id.as_bytes(), report.as_slice())?;
                Ok(())
            })
            .map_err(aborted)?;
        self.flush()
    }

    fn write_accounts(&self, accounts: &[AccountMemory]) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for memory in accounts {
            batch.insert(memory.account.key().as_str(), codec::encode(memory)?);
        }
        self.memories.apply_batch(batch)?;
        self.flush()
    }

    fn write_snapshots(&self, snapshots: &[Snapshot]) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for snapshot in snapshots {
            let key = snapshot_key(&snapshot.scope, snapshot.day);
            batch.insert(key, codec::encode(snapshot)?);
        }
        self.snapshots.apply_batch(batch)?;
        self.flush()
    }

    fn snapshots(&self) -> Snapshots<'_> {
        Box::new(
            self.snapshots
                .iter()
                .values()
                .map(|value| codec::decode(&value?)),
        )
    }

    fn write_documents(&self, writes: &[DocumentWrite]) -> Result<(), StoreError> {
        self.documents.write(writes)?;
        self.flush()
    }

    fn document_number(&self) -> Result<u64, StoreError> {
        self.documents.number()
    }

    fn verify(&self, report: &mut Verification, watch: Watch<'_>) -> Result<(), StoreError> {
        self.verify_rows(report, watch)
    }

    fn backup(&self) -> Result<PathBuf, StoreError> {
        backup::make(self, &self.backup_dir())
    }

    fn backup_files(&self) -> Result<Vec<PathBuf>, StoreError> {
        backup::all_files(&self.backup_dir())
    }

    fn backup_of_now(&self) -> Result<PathBuf, StoreError> {
        backup::of_now(self, &self.backup_dir())
    }

    fn shown(&self) -> &dyn Reads {
        self
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    fn run(started_at: DateTime<Utc>) -> CrawlRun {
        let outcome = |login: &str| {
            serde_json::json!({
                "account": format!("https://github.com/{login}"),
                "organisation": "x",
                "outcome": "complete",
                "tally": { "new": 0, "changed": 0, "unchanged": 0, "gone": 0, "failed": 0 },
            })
        };
        serde_json::from_value(serde_json::json!({
            "id": started_at.format("%Y%m%dT%H%M%S%.3fZ").to_string(),
            "started_at": started_at,
            "ended_at": started_at,
            "accounts": [outcome("a"), outcome("b")],
            "spending": [],
            "problems": [],
        }))
        .unwrap()
    }

    #[test]
    fn crawl_report_is_written_atomically() {
        let dir = tempfile::tempdir().unwrap();
        let store = SledStore::open(dir.path()).unwrap();
        let run = run("2026-09-01T02:00:00Z".parse().unwrap());
        let [first, second] = [&run.accounts[0].account, &run.accounts[1].account];
        store.memories.insert(second.key(), b"damaged").unwrap();
        assert!(store.write_run(&run).is_err());
        assert!(store.account(first).unwrap().is_none());
        assert_eq!(store.run_count().unwrap(), 0);
        store.memories.remove(second.key()).unwrap();
        store.write_run(&run).unwrap();
        assert!(store.account(first).unwrap().is_some());
        assert_eq!(store.run_count().unwrap(), 1);
    }
}
