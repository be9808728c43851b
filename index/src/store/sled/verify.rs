//! Reads every row of every tree, and holds what they say of each other together: what
//! `bronwijzer verify` proves of the store.
//!
//! sled looks at the checksum of a page when it reads it, so a row that is read is as it
//! was written. Whether it is what *should* be there follows from what else is stored of it:
//! a record has a stamp with its digest, a place in the list of changes, an account and
//! addresses, and the sum of all digests stands in what is known of the whole.

use std::fmt::Display;

use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{AccountMemory, Known};
use serde::de::DeserializeOwned;
use sled::{IVec, Tree};

use super::change_log::log_in;
use super::damage::guarded;
use super::documents::{NUMBER_KEY, parts_of};
use super::numbers::read_stamp;
use super::{SledStore, account_key, codec, number_of, snapshot_key};
use crate::model::{Meta, Record, Row, Snapshot, uuid_key};
use crate::store::digest::{Digest, content_digest, content_of, json};
use crate::store::documents::own_key_in;
use crate::store::{Reads, StoreError};
use crate::verify::{FaultKind, Part, Step, Verification, Watch};

/// After so many rows somebody who watches is told.
const TOLD_AFTER: u64 = 500;

/// After so many look-ups that met damage no more are tried: each costs time, and a store in
/// which so many fail is known for damaged.
const MOST_FAILED: u64 = 100;

impl SledStore {
    /// Reads everything, and adds what does not hold to `report`.
    ///
    /// # Errors
    /// [`StoreError::Io`] for trouble with the disk.
    pub(in crate::store) fn verify_rows(
        &self,
        report: &mut Verification,
        watch: Watch<'_>,
    ) -> Result<(), StoreError> {
        let mut check = Check {
            store: self,
            meta: Meta::default(),
            report,
            watch,
            read: 0,
            failed: 0,
        };
        check.all()
    }
}

/// What a look-up gives.
enum Found {
    Row(IVec),
    Nothing,
    /// The place where it would be can't be read, which is told of its tree.
    Unreadable,
}

struct Check<'a> {
    store: &'a SledStore,
    /// What is known of the whole.
    meta: Meta,
    report: &'a mut Verification,
    watch: Watch<'a>,
    /// Rows that were read.
    read: u64,
    /// Look-ups that met damage.
    failed: u64,
}

impl Check<'_> {
    fn all(&mut self) -> Result<(), StoreError> {
        self.whole()?;
        self.records()?;
        self.numbers()?;
        self.changes()?;
        self.ways_in()?;
        self.runs_and_snapshots()?;
        self.documents()
    }

    fn fault(&mut self, kind: FaultKind, place: impl Into<String>, why: impl Into<String>) {
        self.report.fault(Part::Store, kind, place, why);
    }

    /// A value that can't be read as what it should be.
    fn unreadable(&mut self, place: impl Into<String>, why: &impl Display) {
        self.fault(FaultKind::Damaged, place, why.to_string());
    }

    /// Hands over every row that can be read: from the front up to damage, and then from the
    /// back, as sled does not get past it from one side.
    fn each(
        &mut self,
        tree: &Tree,
        name: &'static str,
        mut take: impl FnMut(&mut Self, &IVec, &IVec),
    ) -> Result<u64, StoreError> {
        let path = &self.store.path;
        let mut rows = 0;
        let mut last: Option<IVec> = None;
        let mut row = |check: &mut Self, key: &IVec, value: &IVec| {
            rows += 1;
            check.read += 1;
            if check.read.is_multiple_of(TOLD_AFTER) {
                (check.watch)(Step::Store, check.read, None);
            }
            take(check, key, value);
        };
        let from_the_front = guarded(path, || {
            for pair in tree {
                let (key, value) = pair?;
                row(self, &key, &value);
                last = Some(key);
            }
            Ok(())
        });
        match from_the_front {
            Ok(()) => {}
            Err(trouble @ StoreError::Io { .. }) => return Err(trouble),
            Err(why) => {
                let behind = last.as_ref().map_or_else(
                    || "from the first row on".to_owned(),
                    |last| format!("behind {}", shown(last)),
                );
                self.fault(
                    FaultKind::Damaged,
                    name,
                    format!("it can't be read {behind}: {why}"),
                );
                // Where this ends was told.
                let _ = guarded(path, || {
                    for pair in tree.iter().rev() {
                        let (key, value) = pair?;
                        if last.as_ref().is_some_and(|last| key <= *last) {
                            break;
                        }
                        row(self, &key, &value);
                    }
                    Ok(())
                });
            }
        }
        self.report.rows.insert(name.to_owned(), rows);
        Ok(rows)
    }

    fn look_up(&mut self, tree: &Tree, key: impl AsRef<[u8]>) -> Found {
        if self.failed >= MOST_FAILED {
            return Found::Unreadable;
        }
        match guarded(&self.store.path, || Ok(tree.get(key)?)) {
            Ok(Some(row)) => Found::Row(row),
            Ok(None) => Found::Nothing,
            Err(_) => {
                self.failed += 1;
                Found::Unreadable
            }
        }
    }

    fn lacks(&mut self, tree: &Tree, key: impl AsRef<[u8]>) -> bool {
        matches!(self.look_up(tree, key), Found::Nothing)
    }

    /// What is known of the whole.
    fn whole(&mut self) -> Result<(), StoreError> {
        let store = self.store;
        self.each(&store.meta, "meta", |_, _, _| {})?;
        match guarded(&store.path, || store.meta()) {
            Ok(meta) => self.meta = meta.unwrap_or_default(),
            Err(trouble @ StoreError::Io { .. }) => return Err(trouble),
            Err(why) => self.unreadable("meta/catalogue", &why),
        }
        self.report.last_write = self.meta.number;
        if let Err(why) = guarded(&store.path, || codec::stored_dictionary(&store.meta)) {
            self.unreadable("meta/dictionary", &why);
        }
        Ok(())
    }

    fn records(&mut self) -> Result<(), StoreError> {
        let store = self.store;
        self.each(&store.records, "records", |check, key, value| {
            check.record(key, value);
        })?;
        Ok(())
    }

    fn record(&mut self, key: &IVec, value: &IVec) {
        let store = self.store;
        let id = shown(key);
        let record = match store.codec.decode(value) {
            Ok(record) => record,
            Err(why) => return self.unreadable(id, &why),
        };
        if record.observation.id.to_string() != id {
            let why = format!("its record is of {}", record.observation.id);
            self.fault(FaultKind::Differs, id, why);
            return;
        }
        match self.look_up(&store.numbers.stamps, key) {
            Found::Nothing => self.fault(FaultKind::Missing, &*id, "its write has no number"),
            Found::Row(stamp) => {
                if let Ok((_, stamped)) = read_stamp(&stamp)
                    && !self.has_digest(value, &record, stamped)
                {
                    let why = "it is not what was written last: its digest differs";
                    self.fault(FaultKind::Differs, &*id, why);
                }
            }
            Found::Unreadable => {}
        }
        if self.lacks(&store.changes.places, key) {
            let why = "it is not in the list of changes";
            self.fault(FaultKind::Missing, &*id, why);
        }
        if self.lacks(&store.accounts, account_key(&record.account, &id)) {
            let why = format!("it is not listed under its account {}", record.account);
            self.fault(FaultKind::Missing, &*id, why);
        }
        let url = &record.observation.url;
        if self.lacks(&store.addresses, url.key()) {
            self.fault(
                FaultKind::Missing,
                &*id,
                format!("{url} does not lead to it"),
            );
        }
        if self.meta.identified && self.lacks(&store.addresses, uuid_key(record.uuid())) {
            self.fault(FaultKind::Missing, &*id, "its UUID does not lead to it");
        }
    }

    /// Whether a record is what it was when it got its number: as it was stored or, in a
    /// store that was numbered later, as it is read.
    fn has_digest(&self, value: &IVec, record: &Record, stamped: Digest) -> bool {
        let is_stamped =
            |json: &[u8]| content_digest(record, json).is_ok_and(|digest| digest == stamped);
        let stored = self.store.codec.stored_json(value).ok().flatten();
        stored.is_some_and(|json| is_stamped(&json))
            || json(record).is_ok_and(|json| is_stamped(&json))
    }

    fn numbers(&mut self) -> Result<(), StoreError> {
        let store = self.store;
        let (written, stamps) = (&store.numbers.written, &store.numbers.stamps);
        let mut content: Digest = 0;
        let faults = self.report.fault_count();
        self.each(stamps, "stamps", |check, key, value| {
            let id = shown(key);
            let (number, digest) = match read_stamp(value) {
                Ok(stamp) => stamp,
                Err(why) => return check.unreadable(id, &why),
            };
            content = content.wrapping_add(digest);
            match check.look_up(written, number) {
                Found::Row(row) if row == *key => {}
                Found::Unreadable => {}
                Found::Row(_) | Found::Nothing => {
                    let number = u64::from_be_bytes(number);
                    let why = format!("write {number} is not known to be its last");
                    check.fault(FaultKind::Differs, &*id, why);
                }
            }
            if check.lacks(&store.records, key) {
                let why = "a write of it has a number, and there is no record";
                check.fault(FaultKind::Missing, id, why);
            }
        })?;
        // Rows that can't be read are told already.
        let is_whole = self.report.fault_count() == faults;
        let content = content_of(content);
        if is_whole
            && self
                .meta
                .content
                .as_ref()
                .is_some_and(|known| *known != content)
        {
            let why = "all records together are not what the last write left";
            self.fault(FaultKind::Differs, "meta/catalogue", why);
        }
        self.each(written, "written", |check, key, value| {
            let Ok(number) = number_of(key) else {
                return check.fault(FaultKind::Damaged, "written", "a row has no number");
            };
            let id = shown(value);
            if number > check.meta.number {
                let why = format!(
                    "it was written as {number}, and the last write is {}",
                    check.meta.number
                );
                check.fault(FaultKind::Lost, &*id, why);
            }
            match check.look_up(stamps, value) {
                Found::Row(stamp) if stamp.starts_with(key) => {}
                Found::Unreadable => {}
                Found::Row(_) | Found::Nothing => {
                    let why = format!("it has another number than {number}, under which it stands");
                    check.fault(FaultKind::Differs, id, why);
                }
            }
        })?;
        Ok(())
    }

    fn changes(&mut self) -> Result<(), StoreError> {
        let store = self.store;
        let (changes, places) = (&store.changes.changes, &store.changes.places);
        let last = match guarded(&store.path, || log_in(&store.meta)) {
            Ok(Some(log)) => log.last,
            Ok(None) => {
                self.fault(
                    FaultKind::Missing,
                    "changes",
                    "the list of changes has no head",
                );
                u64::MAX
            }
            Err(why) => {
                self.unreadable("meta/changes", &why);
                u64::MAX
            }
        };
        self.each(places, "places", |check, key, value| {
            let id = shown(key);
            match check.look_up(changes, value) {
                Found::Row(row) => match codec::decode::<Row>(&row) {
                    Ok(row) if row.id.to_string() == id => {}
                    // Told of the list itself.
                    Err(_) => {}
                    Ok(_) => {
                        let why = "its place in the list of changes is another's";
                        check.fault(FaultKind::Differs, &*id, why);
                    }
                },
                Found::Nothing => {
                    let why = "its last change is not in the list of changes";
                    check.fault(FaultKind::Missing, &*id, why);
                }
                Found::Unreadable => {}
            }
            match check.look_up(&store.records, key) {
                Found::Row(_) => {}
                Found::Nothing => {
                    let why = "the list of changes has it, and there is no record";
                    check.fault(FaultKind::Missing, id, why);
                }
                Found::Unreadable => check.fault(FaultKind::Damaged, id, "it can't be read"),
            }
        })?;
        self.each(changes, "changes", |check, key, value| {
            let (Ok(number), Ok(row)) = (number_of(key), codec::decode::<Row>(value)) else {
                return check.fault(FaultKind::Damaged, "changes", "a change can't be read");
            };
            let id = row.id.to_string();
            if number > last {
                let why = format!("its change is {number}, and the list ends at {last}");
                check.fault(FaultKind::Lost, &*id, why);
            }
            match check.look_up(places, &id) {
                Found::Row(place) if place == *key => {}
                Found::Unreadable => {}
                Found::Row(_) | Found::Nothing => {
                    let why = "a change of it is in the list that is not its last";
                    check.fault(FaultKind::Extra, id, why);
                }
            }
        })?;
        Ok(())
    }

    /// Addresses and accounts, which lead to records.
    fn ways_in(&mut self) -> Result<(), StoreError> {
        let store = self.store;
        self.each(&store.addresses, "addresses", |check, key, id| {
            if check.lacks(&store.records, id) {
                let why = format!("it leads to {}, which is not there", shown(id));
                check.fault(FaultKind::Missing, shown(key), why);
            }
        })?;
        let listed = self.each(&store.accounts, "accounts", |check, key, value| {
            let id = key.rsplit(|byte| *byte == 0).next().unwrap_or_default();
            if check.lacks(&store.records, id) {
                let why = "an account lists it, and there is no record";
                check.fault(FaultKind::Missing, shown(id), why);
            }
            // An earlier version kept the id alone.
            if !value.is_empty()
                && let Err(why) = codec::decode::<Known>(value)
            {
                check.unreadable(shown(id), &why);
            }
        })?;
        let records = self.report.rows.get("records").copied();
        // Each record is under its account, so what is more stands under another's.
        if records.is_some_and(|records| records < listed) && self.failed == 0 {
            let why = format!(
                "{listed} repositories are listed and there are {}",
                records.unwrap_or_default()
            );
            self.fault(FaultKind::Extra, "accounts", why);
        }
        self.each(&store.memories, "memories", |check, key, value| {
            check.value(key, value, |memory: &AccountMemory| {
                memory.account.key().into_bytes()
            });
        })?;
        Ok(())
    }

    fn runs_and_snapshots(&mut self) -> Result<(), StoreError> {
        let store = self.store;
        self.each(&store.runs, "runs", |check, key, value| {
            check.value(key, value, |run: &CrawlRun| run.id.clone().into_bytes());
        })?;
        self.each(&store.snapshots, "snapshots", |check, key, value| {
            check.value(key, value, |snapshot: &Snapshot| {
                snapshot_key(&snapshot.scope, snapshot.day)
            });
        })?;
        Ok(())
    }

    /// A value that belongs under the key which it gives itself.
    fn value<T: DeserializeOwned>(
        &mut self,
        key: &[u8],
        value: &[u8],
        own_key: impl Fn(&T) -> Vec<u8>,
    ) {
        match codec::decode::<T>(value) {
            Err(why) => self.unreadable(shown(key), &why),
            Ok(value) if own_key(&value) != key => {
                let why = format!("what stands there is of {}", shown(&own_key(&value)));
                self.fault(FaultKind::Differs, shown(key), why);
            }
            Ok(_) => {}
        }
    }

    fn documents(&mut self) -> Result<(), StoreError> {
        let store = self.store;
        self.each(&store.documents.0, "documents", |check, key, value| {
            if &**key == NUMBER_KEY {
                if let Err(why) = number_of(value) {
                    check.unreadable("documents", &why);
                }
                return;
            }
            let Some((table, own_key)) = parts_of(key) else {
                let why = format!("{} is in no table of this version", shown(key));
                return check.fault(FaultKind::Extra, "documents", why);
            };
            // Keys of sessions and the like are nobody's business.
            let place = format!("documents/{}", table.name());
            let json = match codec::decode_json(value) {
                Ok(json) => json,
                Err(why) => return check.unreadable(place, &why),
            };
            match own_key_in(table, &json) {
                Err(why) => check.unreadable(place, &format!("a document can't be read: {why}")),
                Ok(Some(id)) if id != own_key => {
                    let why = format!("{own_key} holds what is of {id}");
                    check.fault(FaultKind::Differs, place, why);
                }
                Ok(_) => {}
            }
        })?;
        Ok(())
    }
}

/// A key as a person reads it.
fn shown(key: &[u8]) -> String {
    String::from_utf8_lossy(key).replace('\0', "/")
}

#[cfg(test)]
mod tests;
