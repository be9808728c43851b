//! A store in memory, for tests: what it holds is gone with it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{AccountMemory, Known};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};

use super::documents::{DocumentWrite, Table};
use super::sharing::{Lead, Part, Position, Sharing, WriteLock, Writer};
use super::{RUN_DAYS, Reads, Records, SHARED, Snapshots, Store, StoreError};
use crate::model::{Log, Meta, Record, Row, Scope, Snapshot, kind_of, uuid_key};
use crate::verify::{Verification, Watch};

#[derive(Default)]
pub(crate) struct MemoryStore {
    held: Mutex<Held>,
    shared: Option<Shared>,
    /// What happens once, while somebody reads all records.
    meanwhile: Mutex<Option<Meanwhile>>,
}

type Meanwhile = Box<dyn FnOnce() + Send>;

/// What those that share it hold.
#[derive(Default)]
struct Shared {
    locks: Mutex<HashSet<Part>>,
    /// Told when a lock is let go of.
    freed: Condvar,
    /// Told when something is written.
    written: Condvar,
    led: AtomicBool,
    epoch: AtomicU64,
    progress: Mutex<(u64, Option<String>)>,
    /// Members, what they did and when.
    acts: Mutex<Vec<(String, String, DateTime<Utc>)>>,
}

#[derive(Default)]
struct Held {
    records: HashMap<RepositoryId, (u64, Record)>,
    addresses: HashMap<String, RepositoryId>,
    memories: BTreeMap<String, AccountMemory>,
    runs: BTreeMap<String, CrawlRun>,
    snapshots: BTreeMap<(Scope, NaiveDate), Snapshot>,
    changes: BTreeMap<u64, Row>,
    log: Option<Log>,
    meta: Option<Meta>,
    documents: BTreeMap<(Table, String), Vec<u8>>,
    document_writes: u64,
    report_writes: u64,
}

impl MemoryStore {
    /// One that several catalogues have open at once.
    pub(crate) fn shared() -> Self {
        Self {
            shared: Some(Shared::default()),
            ..Self::default()
        }
    }

    /// Does something once, after the next one who reads all records has begun to.
    pub(crate) fn while_all_are_read(&self, meanwhile: impl FnOnce() + Send + 'static) {
        *self.meanwhile.lock().unwrap() = Some(Box::new(meanwhile));
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, of somebody who writes.
    fn held_to_write(&self) -> MutexGuard<'_, Held> {
        let held = self.held();
        if let Some(shared) = &self.shared {
            shared.written.notify_all();
        }
        held
    }
}

impl Held {
    fn put(&mut self, record: &Record, number: u64) {
        let id = record.observation.id.clone();
        let before = self.records.get(&id).map(|(_, record)| record.clone());
        if let Some(kind) = kind_of(before.as_ref(), record) {
            let (number, at) = self.log.get_or_insert_with(Log::new).next(Utc::now());
            let url = record.observation.url.clone();
            self.changes.retain(|_, row| row.id != id);
            let id = id.clone();
            self.changes.insert(number, Row { at, kind, id, url });
        }
        let key = record.observation.url.key();
        let holder = self.addresses.get(&key).filter(|holder| **holder != id);
        let holder = holder.and_then(|holder| self.records.get(holder));
        if holder.is_none_or(|(_, holder)| holder.leaves_address_to(record, before.as_ref())) {
            self.addresses.insert(key, id.clone());
        }
        for former in &record.former_urls {
            self.addresses.entry(former.key()).or_insert(id.clone());
        }
        let uuid = uuid_key(record.uuid());
        self.addresses.entry(uuid).or_insert(id.clone());
        self.records.insert(id, (number, record.clone()));
    }

    /// What tells two contents apart.
    fn content(&self) -> String {
        let mut all: Vec<String> = self
            .records
            .values()
            .map(|(_, record)| serde_json::to_string(record).unwrap())
            .collect();
        all.sort_unstable();
        all.concat()
    }
}

impl Reads for MemoryStore {
    fn records_of(&self, ids: &[RepositoryId]) -> Result<Vec<Record>, StoreError> {
        let held = self.held();
        let records = ids.iter().filter_map(|id| held.records.get(id));
        Ok(records.map(|(_, record)| record.clone()).collect())
    }

    fn ids_at(&self, address_keys: &[String]) -> Result<Vec<Option<RepositoryId>>, StoreError> {
        let held = self.held();
        let ids = address_keys.iter();
        Ok(ids.map(|key| held.addresses.get(key).cloned()).collect())
    }

    fn account(&self, account: &AccountUrl) -> Result<Option<AccountMemory>, StoreError> {
        Ok(self.held().memories.get(&account.key()).cloned())
    }

    fn changes(&self, after: u64, first: usize) -> Result<Vec<(u64, Row)>, StoreError> {
        let held = self.held();
        let rows = held.changes.range(after.saturating_add(1)..).take(first);
        Ok(rows.map(|(number, row)| (*number, row.clone())).collect())
    }

    fn last_change_before(&self, moment: DateTime<Utc>) -> Result<u64, StoreError> {
        let held = self.held();
        let mut before = held.changes.iter().filter(|(_, row)| row.at < moment);
        Ok(before.next_back().map_or(0, |(number, _)| *number))
    }

    fn log(&self) -> Result<Log, StoreError> {
        Ok(self.held().log.get_or_insert_with(Log::new).clone())
    }

    fn meta(&self) -> Result<Option<Meta>, StoreError> {
        Ok(self.held().meta.clone())
    }

    fn run(&self, id: &str) -> Result<Option<CrawlRun>, StoreError> {
        Ok(self.held().runs.get(id).cloned())
    }

    fn runs(&self, first: usize, after: Option<&str>) -> Result<Vec<CrawlRun>, StoreError> {
        let held = self.held();
        let newest_first = held.runs.values().rev();
        let after = newest_first.filter(|run| after.is_none_or(|after| *run.id < *after));
        Ok(after.take(first).cloned().collect())
    }

    fn run_count(&self) -> Result<u64, StoreError> {
        Ok(self.held().runs.len() as u64)
    }

    fn snapshots_of(
        &self,
        scope: &Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Snapshot>, StoreError> {
        let held = self.held();
        let all = held.snapshots.values();
        let wanted = all.filter(|one| one.scope == *scope && (from..=to).contains(&one.day));
        Ok(wanted.cloned().collect())
    }

    fn snapshot_days(&self, scope: &Scope) -> Result<Vec<NaiveDate>, StoreError> {
        let all = self.snapshots_of(scope, NaiveDate::MIN, NaiveDate::MAX)?;
        let days = all.into_iter().map(|snapshot| snapshot.day);
        Ok(days
            .filter(|day| (0..=9999).contains(&day.year()))
            .collect())
    }

    fn snapshot_until(
        &self,
        scope: &Scope,
        day: NaiveDate,
    ) -> Result<Option<Snapshot>, StoreError> {
        Ok(self.snapshots_of(scope, NaiveDate::MIN, day)?.pop())
    }

    fn document(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let held = self.held();
        Ok(held.documents.get(&(table, key.to_owned())).cloned())
    }

    fn documents(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let held = self.held();
        let of_table = held.documents.iter().filter(|((of, key), _)| {
            *of == table && key.starts_with(prefix) && after.is_none_or(|after| **key > *after)
        });
        let rows = of_table.map(|((_, key), value)| (key.clone(), value.clone()));
        Ok(rows.take(first).collect())
    }
}

impl Store for MemoryStore {
    fn identity(&self) -> Result<String, StoreError> {
        let name = self.log()?.name;
        Ok(match &self.shared {
            Some(_) => format!("{SHARED}{name}"),
            None => name,
        })
    }

    fn known_under(&self, account: &AccountUrl) -> Result<Vec<Known>, StoreError> {
        let held = self.held();
        let records = held.records.values().map(|(_, record)| record);
        let under = records.filter(|record| record.account.key() == account.key());
        Ok(under.map(Record::known).collect())
    }

    fn accounts(&self) -> Result<Vec<AccountMemory>, StoreError> {
        Ok(self.held().memories.values().cloned().collect())
    }

    fn records(&self) -> Records<'_> {
        let held = self.held();
        let all: Vec<Record> = held
            .records
            .values()
            .map(|(_, record)| record.clone())
            .collect();
        drop(held);
        let meanwhile = self.meanwhile.lock().unwrap().take();
        if let Some(meanwhile) = meanwhile {
            meanwhile();
        }
        Box::new(all.into_iter().map(Ok))
    }

    fn written_after(
        &self,
        number: u64,
        first: usize,
    ) -> Result<Vec<(u64, RepositoryId)>, StoreError> {
        let held = self.held();
        let records = held.records.iter().map(|(id, (number, _))| (*number, id));
        let mut after: Vec<_> = records.filter(|(written, _)| *written > number).collect();
        after.sort_unstable_by_key(|(number, _)| *number);
        let first = after.into_iter().take(first);
        Ok(first.map(|(number, id)| (number, id.clone())).collect())
    }

    fn write(
        &self,
        records: &[Record],
        meta: &Meta,
        clear_first: bool,
    ) -> Result<Meta, StoreError> {
        let mut held = self.held_to_write();
        let mut number = held
            .meta
            .as_ref()
            .map_or(0, |meta| meta.number)
            .max(meta.number);
        if clear_first {
            held.records.clear();
            held.addresses.clear();
            held.changes.clear();
            held.log = None;
        }
        held.log.get_or_insert_with(Log::new);
        for record in records {
            number += 1;
            held.put(record, number);
        }
        number += u64::from(records.is_empty());
        let meta = Meta {
            number,
            content: Some(held.content()),
            cleared_at: if clear_first { number } else { meta.cleared_at },
            ..meta.clone()
        };
        held.meta = Some(meta.clone());
        Ok(meta)
    }

    fn write_run(&self, run: &CrawlRun) -> Result<(), StoreError> {
        let mut held = self.held_to_write();
        for outcome in &run.accounts {
            let memory = held
                .memories
                .entry(outcome.account.key())
                .or_insert_with(|| AccountMemory::new(outcome.account.clone()));
            memory.learn(outcome, run.started_at);
        }
        let newest = held.runs.values().next_back().map(|run| run.started_at);
        let now = newest.map_or(run.started_at, |newest| newest.min(run.started_at));
        held.runs
            .retain(|_, run| run.started_at >= now - Days::new(RUN_DAYS));
        held.runs.insert(run.id.clone(), run.clone());
        held.report_writes += 1;
        Ok(())
    }

    fn write_accounts(&self, accounts: &[AccountMemory]) -> Result<(), StoreError> {
        let accounts = accounts.iter();
        let accounts = accounts.map(|memory| (memory.account.key(), memory.clone()));
        let mut held = self.held_to_write();
        held.memories.extend(accounts);
        held.report_writes += 1;
        Ok(())
    }

    fn write_snapshots(&self, snapshots: &[Snapshot]) -> Result<(), StoreError> {
        let snapshots = snapshots.iter();
        let snapshots = snapshots.map(|one| ((one.scope.clone(), one.day), one.clone()));
        let mut held = self.held_to_write();
        held.snapshots.extend(snapshots);
        held.report_writes += 1;
        Ok(())
    }

    fn snapshots(&self) -> Snapshots<'_> {
        let all: Vec<Snapshot> = self.held().snapshots.values().cloned().collect();
        Box::new(all.into_iter().map(Ok))
    }

    fn write_documents(&self, writes: &[DocumentWrite]) -> Result<(), StoreError> {
        let mut held = self.held_to_write();
        let mut documents = held.documents.clone();
        for write in writes {
            let key = (write.table, write.key.clone());
            if !write.before.holds(documents.get(&key).map(Vec::as_slice)) {
                return Err(StoreError::Conflict);
            }
            match &write.value {
                Some(value) => documents.insert(key, value.clone()),
                None => documents.remove(&key),
            };
        }
        held.documents = documents;
        held.document_writes += 1;
        Ok(())
    }

    fn document_number(&self) -> Result<u64, StoreError> {
        Ok(self.held().document_writes)
    }

    fn sharing(&self) -> Option<&dyn Sharing> {
        self.shared.is_some().then_some(self as &dyn Sharing)
    }

    fn verify(&self, _: &mut Verification, _: Watch<'_>) -> Result<(), StoreError> {
        Ok(())
    }

    fn backup(&self) -> Result<PathBuf, StoreError> {
        let nowhere = "a store in memory has no folder for backups";
        Err(StoreError::Failed(nowhere.to_owned()))
    }

    fn backup_files(&self) -> Result<Vec<PathBuf>, StoreError> {
        Ok(Vec::new())
    }

    fn backup_of_now(&self) -> Result<PathBuf, StoreError> {
        self.backup()
    }

    fn shown(&self) -> &dyn Reads {
        self
    }
}

impl Sharing for MemoryStore {
    fn position(&self) -> Result<Position, StoreError> {
        let held = self.held();
        let progress = self.of_all().progress.lock().unwrap().0;
        Ok(Position {
            records: held.meta.as_ref().map_or(0, |meta| meta.number),
            documents: held.document_writes,
            reports: held.report_writes,
            progress,
        })
    }

    fn wait_for_write(&self, seen: Position, at_most: Duration) -> Result<Position, StoreError> {
        let now = self.position()?;
        if now != seen {
            return Ok(now);
        }
        let waited = self.of_all().written.wait_timeout(self.held(), at_most);
        drop(waited);
        self.position()
    }

    fn lock(&self, part: Part, _: Writer) -> Result<WriteLock<'_>, StoreError> {
        let shared = self.of_all();
        let mut locks = shared.locks.lock().unwrap();
        while !locks.insert(part) {
            locks = shared.freed.wait(locks).unwrap();
        }
        Ok(WriteLock::held(Freed { shared, part }))
    }

    fn lead(&self) -> Result<Option<Box<dyn Lead>>, StoreError> {
        let shared = self.of_all();
        if shared.led.swap(true, Ordering::SeqCst) {
            return Ok(None);
        }
        let epoch = shared.epoch.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(Some(Box::new(Led(epoch))))
    }

    fn acts(
        &self,
        member: &str,
        what: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>, StoreError> {
        let acts = self.of_all().acts.lock().unwrap();
        let is_asked = |by: &str, did: &str| by == member && did == what;
        let asked = acts.iter().filter(|(by, did, _)| is_asked(by, did));
        let asked = asked.map(|(_, _, at)| *at);
        Ok(asked.filter(|at| now - *at < TimeDelta::hours(1)).collect())
    }

    fn note_act(&self, member: &str, what: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut acts = self.of_all().acts.lock().unwrap();
        acts.retain(|(_, _, then)| at - *then < TimeDelta::hours(1));
        acts.push((member.to_owned(), what.to_owned(), at));
        Ok(())
    }

    fn show_progress(&self, progress: Option<&str>) -> Result<(), StoreError> {
        let shared = self.of_all();
        let mut shown = shared.progress.lock().unwrap();
        *shown = (shown.0 + 1, progress.map(str::to_owned));
        shared.written.notify_all();
        Ok(())
    }

    fn progress(&self) -> Result<Option<String>, StoreError> {
        Ok(self.of_all().progress.lock().unwrap().1.clone())
    }
}

impl MemoryStore {
    fn of_all(&self) -> &Shared {
        self.shared.as_ref().unwrap()
    }
}

struct Freed<'a> {
    shared: &'a Shared,
    part: Part,
}

impl Drop for Freed<'_> {
    fn drop(&mut self) {
        self.shared.locks.lock().unwrap().remove(&self.part);
        self.shared.freed.notify_all();
    }
}

/// A lead that nobody takes over.
struct Led(u64);

impl Lead for Led {
    fn epoch(&self) -> u64 {
        self.0
    }

    fn is_held(&self) -> bool {
        true
    }
}
