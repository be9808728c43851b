//! The store in sled.
//!
//! | tree | key | value |
//! |---|---|---|
//! | `records` | repository id | [`Record`] |
//! | `addresses` | address key | repository id |
//! | `accounts` | account key, NUL, repository id | [`Known`] |
//! | `memories` | account key | [`AccountMemory`] |
//! | `runs` | run id, which sorts by time | [`CrawlRun`] |
//! | `snapshots` | scope, NUL, day as YYYY-MM-DD | [`Snapshot`] |
//! | `changes` | number, 8 bytes, the most significant first | [`Row`] of a change |
//! | `places` | repository id | number of its last change |
//! | `meta` | `catalogue` | [`Meta`] |
//! | `meta` | `changes` | [`Log`] |
//! | `meta` | `dictionary` | what records are compressed by |

use std::path::{Path, PathBuf};
use std::time::Duration;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{AccountMemory, Known};
use chrono::{Datelike, Days, NaiveDate};
use sled::transaction::{
    ConflictableTransactionError, TransactionError, Transactional, TransactionalTree,
};
use sled::{Db, Tree};

use super::change_log::{ChangeLog, ChangeWrite, log_in};
use super::codec::{self, RecordCodec};
use super::damage::guarded;
use super::{Encoded, Meta, Record, Store};
use crate::changes::{Log, Row};
use crate::error::IndexError;
use crate::files::Files;
use crate::snapshot::{Scope, Snapshot};

/// Memory that sled may use for caching, in bytes.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// How long reports of runs are kept, in days.
const RUN_DAYS: u64 = 365;

/// How often a lock is tried, and how long between two tries.
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

const META_KEY: &[u8] = b"catalogue";

/// A catalogue's store in one folder.
pub(crate) struct SledStore {
    pub(super) path: PathBuf,
    db: Db,
    pub(super) codec: RecordCodec,
    pub(super) records: Tree,
    pub(super) addresses: Tree,
    pub(super) accounts: Tree,
    pub(super) memories: Tree,
    pub(super) runs: Tree,
    pub(super) snapshots: Tree,
    pub(super) changes: ChangeLog,
    pub(super) meta: Tree,
}

impl SledStore {
    /// Opens the store in `path`, or makes it.
    ///
    /// # Errors
    /// [`IndexError::InUse`] when another process has it open,
    /// [`IndexError::Io`] when the disk or its permissions are in the way;
    /// another error when it is damaged.
    pub(crate) fn open(path: &Path) -> Result<Self, IndexError> {
        guarded(path, || {
            let db = Self::open_db(path)?;
            let meta = db.open_tree("meta")?;
            let codec = RecordCodec::new(&dictionary(&meta)?);
            let store = Self::with_trees(path, db, meta, codec)?;
            let begun = &store.changes;
            begun.begin_if_missing(&store.meta, store.records())?;
            Ok(store)
        })
    }

    pub(super) fn with_trees(
        path: &Path,
        db: Db,
        meta: Tree,
        codec: RecordCodec,
    ) -> Result<Self, IndexError> {
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
            meta,
            db,
        })
    }

    /// Opens the database. sled lets go of its lock a moment after the last
    /// handle is dropped, so a lock is tried again for a while.
    pub(super) fn open_db(path: &Path) -> Result<Db, IndexError> {
        let mut tries = LOCK_TRIES;
        loop {
            let opened = sled::Config::new()
                .path(path)
                .cache_capacity(CACHE_BYTES)
                .open();
            match opened {
                Err(sled::Error::Io(io)) if io.to_string().contains("could not acquire lock") => {
                    tries -= 1;
                    if tries == 0 {
                        return Err(IndexError::InUse(path.to_owned()));
                    }
                    std::thread::sleep(LOCK_PAUSE);
                }
                opened => return Ok(opened?),
            }
        }
    }

    /// How much the records take as they are stored.
    #[cfg(test)]
    pub(crate) fn bytes_of_records(&self) -> Result<usize, IndexError> {
        let sizes = self.records.iter().values();
        Ok(sizes
            .map(|value| value.map(|value| value.len()))
            .sum::<Result<_, _>>()?)
    }

    fn flush(&self) -> Result<(), IndexError> {
        self.db.flush()?;
        Files::remember(&self.path);
        Ok(())
    }
}

/// What the records of this store are compressed by. It is kept with them, as a
/// later version of this program may make another for new stores.
fn dictionary(meta: &Tree) -> Result<String, IndexError> {
    if let Some(dictionary) = codec::stored_dictionary(meta)? {
        return Ok(dictionary);
    }
    let dictionary = codec::new_dictionary()?;
    meta.insert(codec::DICTIONARY_KEY, codec::encode(&dictionary)?)?;
    meta.flush()?;
    Ok(dictionary)
}

fn id_of(bytes: &[u8]) -> Result<RepositoryId, IndexError> {
    std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| IndexError::Corrupt("a repository id is not text".to_owned()))
}

fn account_key(account: &AccountUrl, id: &str) -> Vec<u8> {
    let mut key = account.key().into_bytes();
    key.push(0);
    key.extend(id.as_bytes());
    key
}

/// The key of a snapshot. Those of a scope lie together and in the order of
/// their days, from year 0 to 9999; others are taken to be at these ends.
fn snapshot_key(scope: &Scope, day: NaiveDate) -> Vec<u8> {
    let year = day.year();
    let day = if (0..=9999).contains(&year) {
        day.format("%Y-%m-%d").to_string()
    } else if year < 0 {
        "0000-00-00".to_owned()
    } else {
        "9999-99-99".to_owned()
    };
    let mut key = scope.to_string().into_bytes();
    key.push(0);
    key.extend(day.into_bytes());
    key
}

pub(super) type Aborted = ConflictableTransactionError<IndexError>;

pub(super) fn abort(error: IndexError) -> Aborted {
    ConflictableTransactionError::Abort(error)
}

fn aborted(error: TransactionError<IndexError>) -> IndexError {
    match error {
        TransactionError::Abort(error) => error,
        TransactionError::Storage(error) => IndexError::Store(error),
    }
}

/// Writes one record and the addresses that lead to it. Gives back what was
/// stored of it before.
fn put(
    (records, addresses, accounts): (&TransactionalTree, &TransactionalTree, &TransactionalTree),
    codec: &RecordCodec,
    record: &Record,
    encoded: &[u8],
) -> Result<Option<Record>, Aborted> {
    let stored = |id: &[u8]| -> Result<Option<Record>, Aborted> {
        let value = records.get(id)?;
        value
            .map(|value| codec.decode(&value).map_err(abort))
            .transpose()
    };
    let id = record.observation.id.to_string();
    let before = stored(id.as_bytes())?;
    if let Some(before) = &before
        && before.account.key() != record.account.key()
    {
        accounts.remove(account_key(&before.account, &id))?;
    }
    records.insert(id.as_bytes(), encoded)?;
    let known = codec::encode_small(&record.known()).map_err(abort)?;
    accounts.insert(account_key(&record.account, &id), known)?;
    let address = record.observation.url.key();
    let holder = match addresses.get(address.as_bytes())? {
        Some(holder) if *holder != *id.as_bytes() => stored(&holder)?,
        _ => None,
    };
    if holder.is_none_or(|holder| holder.leaves_address_to(record, before.as_ref())) {
        addresses.insert(address.as_bytes(), id.as_bytes())?;
    }
    for former in &record.former_urls {
        // Another repository may have taken the address since; it keeps it.
        let key = former.key();
        if addresses.get(key.as_bytes())?.is_none() {
            addresses.insert(key.as_bytes(), id.as_bytes())?;
        }
    }
    Ok(before)
}

impl Store for SledStore {
    fn record(&self, id: &RepositoryId) -> Result<Option<Record>, IndexError> {
        self.records
            .get(id.to_string())?
            .map(|value| self.codec.decode(&value))
            .transpose()
    }

    fn id_at(&self, address_key: &str) -> Result<Option<RepositoryId>, IndexError> {
        self.addresses
            .get(address_key)?
            .map(|id| id_of(&id))
            .transpose()
    }

    fn known_under(&self, account: &AccountUrl) -> Result<Vec<Known>, IndexError> {
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

    fn accounts(&self) -> Result<Vec<AccountMemory>, IndexError> {
        self.memories
            .iter()
            .values()
            .map(|value| codec::decode(&value?))
            .collect()
    }

    fn account(&self, account: &AccountUrl) -> Result<Option<AccountMemory>, IndexError> {
        self.memories
            .get(account.key())?
            .map(|value| codec::decode(&value))
            .transpose()
    }

    fn records(&self) -> Box<dyn Iterator<Item = Result<Record, IndexError>> + '_> {
        Box::new(
            self.records
                .iter()
                .values()
                .map(|value| self.codec.decode(&value?)),
        )
    }

    fn encode(&self, record: &Record) -> Result<Encoded, IndexError> {
        Ok(Encoded(self.codec.encode(record)?))
    }

    fn write_encoded(
        &self,
        records: &[Record],
        encoded: &[Encoded],
        meta: &Meta,
        clear_first: bool,
    ) -> Result<(), IndexError> {
        let meta_value = codec::encode(meta)?;
        let keys = |tree: &Tree| -> Result<Vec<sled::IVec>, sled::Error> {
            if clear_first {
                tree.iter().keys().collect()
            } else {
                Ok(Vec::new())
            }
        };
        let ChangeLog { changes, places } = &self.changes;
        let trees = (
            &self.records,
            &self.addresses,
            &self.accounts,
            changes,
            places,
            &self.meta,
        );
        let old = [
            keys(trees.0)?,
            keys(trees.1)?,
            keys(trees.2)?,
            keys(changes)?,
            keys(places)?,
        ];
        trees
            .transaction(
                |(records_tree, addresses, accounts, changes, places, meta_tree)| {
                    let cleared = [records_tree, addresses, accounts, changes, places];
                    let all = cleared.into_iter().zip(&old);
                    for (tree, keys) in all {
                        for key in keys {
                            tree.remove(key)?;
                        }
                    }
                    let mut noted = ChangeWrite::begin((changes, places, meta_tree), clear_first)?;
                    for (record, Encoded(encoded)) in records.iter().zip(encoded) {
                        let trees = (records_tree, addresses, accounts);
                        let before = put(trees, &self.codec, record, encoded)?;
                        noted.note(before.as_ref(), record)?;
                    }
                    noted.end()?;
                    meta_tree.insert(META_KEY, meta_value.as_slice())?;
                    Ok(())
                },
            )
            .map_err(aborted)?;
        self.flush()
    }

    fn changes(&self, after: u64, first: usize) -> Result<Vec<(u64, Row)>, IndexError> {
        self.changes.read(after, first)
    }

    fn log(&self) -> Result<Log, IndexError> {
        log_in(&self.meta)?
            .ok_or_else(|| IndexError::Corrupt("the list of changes is missing".to_owned()))
    }

    fn meta(&self) -> Result<Option<Meta>, IndexError> {
        self.meta
            .get(META_KEY)?
            .map(|value| codec::decode(&value))
            .transpose()
    }

    fn write_run(&self, run: &CrawlRun) -> Result<(), IndexError> {
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

    fn write_accounts(&self, accounts: &[AccountMemory]) -> Result<(), IndexError> {
        let mut batch = sled::Batch::default();
        for memory in accounts {
            batch.insert(memory.account.key().as_str(), codec::encode(memory)?);
        }
        self.memories.apply_batch(batch)?;
        self.flush()
    }

    fn run(&self, id: &str) -> Result<Option<CrawlRun>, IndexError> {
        self.runs
            .get(id)?
            .map(|value| codec::decode(&value))
            .transpose()
    }

    fn runs(&self, first: usize, after: Option<&str>) -> Result<Vec<CrawlRun>, IndexError> {
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

    fn run_count(&self) -> u64 {
        self.runs.len() as u64
    }

    fn write_snapshots(&self, snapshots: &[Snapshot]) -> Result<(), IndexError> {
        let mut batch = sled::Batch::default();
        for snapshot in snapshots {
            let key = snapshot_key(&snapshot.scope, snapshot.day);
            batch.insert(key, codec::encode(snapshot)?);
        }
        self.snapshots.apply_batch(batch)?;
        self.flush()
    }

    fn snapshots(&self) -> Box<dyn Iterator<Item = Result<Snapshot, IndexError>> + '_> {
        Box::new(
            self.snapshots
                .iter()
                .values()
                .map(|value| codec::decode(&value?)),
        )
    }

    fn snapshots_of(
        &self,
        scope: &Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Snapshot>, IndexError> {
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

    fn snapshot_until(
        &self,
        scope: &Scope,
        day: NaiveDate,
    ) -> Result<Option<Snapshot>, IndexError> {
        let range = snapshot_key(scope, NaiveDate::MIN)..=snapshot_key(scope, day);
        let last = self.snapshots.range(range).values().next_back();
        last.map(|value| codec::decode(&value?)).transpose()
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
        assert_eq!(store.run_count(), 0);
        store.memories.remove(second.key()).unwrap();
        store.write_run(&run).unwrap();
        assert!(store.account(first).unwrap().is_some());
        assert_eq!(store.run_count(), 1);
    }

    #[test]
    fn clock_that_was_ahead_drops_no_recent_reports() {
        let dir = tempfile::tempdir().unwrap();
        let store = SledStore::open(dir.path()).unwrap();
        for day in ["2026-09-01", "2026-09-02", "2036-01-01", "2026-09-03"] {
            let at = format!("{day}T02:00:00Z").parse().unwrap();
            store.write_run(&run(at)).unwrap();
        }
        assert_eq!(store.run_count(), 4);
    }
}
