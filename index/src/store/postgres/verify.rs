//! Reads every row of every table, and holds what they say of each other together: what
//! `bronwijzer verify` proves of the store.
//!
//! Whether pages of the database are as they were written is for PostgreSQL to prove, by its
//! checksums and `pg_amcheck`; what *should* be there follows from what else is stored.

use std::collections::HashSet;

use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{AccountMemory, Known};
use serde::de::DeserializeOwned;
use tokio_postgres::Row as SqlRow;

use super::connection::{Param, params};
use super::records::{digest_in, record_in};
use super::{PostgresStore, from_json, keys, number_of};
use crate::model::{Meta, Record, Row, Snapshot, uuid_key};
use crate::store::digest::{self, Digest, content_digest, content_of};
use crate::store::documents::{Table, own_key_in};
use crate::store::{Reads, StoreError, day_key};
use crate::verify::{FaultKind, Part, Step, Verification, Watch};

/// Rows that are read at once.
const PAGE: i64 = 500;

/// Reads everything, and adds what does not hold to `report`.
///
/// # Errors
/// When the database can't be reached.
pub(super) fn verify(
    store: &PostgresStore,
    report: &mut Verification,
    watch: Watch<'_>,
) -> Result<(), StoreError> {
    let mut check = Check {
        meta: Meta::default(),
        content: 0,
        store,
        report,
        watch,
        read: 0,
    };
    check.whole()?;
    check.records()?;
    check.changes()?;
    check.ways_in()?;
    check.runs_and_snapshots()?;
    check.documents()
}

struct Check<'a> {
    store: &'a PostgresStore,
    /// What is known of the whole.
    meta: Meta,
    /// The sum of the digests of records.
    content: Digest,
    report: &'a mut Verification,
    watch: Watch<'a>,
    /// Rows that were read.
    read: u64,
}

impl Check<'_> {
    fn fault(&mut self, kind: FaultKind, place: impl Into<String>, why: impl Into<String>) {
        self.report.fault(Part::Store, kind, place, why);
    }

    /// Hands over the rows of a statement that reads a page behind a key, which stands first.
    fn each(
        &mut self,
        name: &str,
        sql: &'static str,
        mut take: impl FnMut(&mut Self, &[SqlRow]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut after = String::new();
        let mut all = 0;
        loop {
            let rows = self
                .store
                .database
                .read(sql, || -> Vec<Param> { params![after.clone(), PAGE] })?;
            all += rows.len() as u64;
            self.read += rows.len() as u64;
            (self.watch)(Step::Store, self.read, None);
            take(self, &rows)?;
            let is_full = rows.len() as i64 == PAGE;
            match rows.last().filter(|_| is_full) {
                Some(last) => after = last.get(0),
                None => break,
            }
        }
        self.report.rows.insert(name.to_owned(), all);
        Ok(())
    }

    fn whole(&mut self) -> Result<(), StoreError> {
        match self.store.meta() {
            Ok(meta) => self.meta = meta.unwrap_or_default(),
            Err(StoreError::Corrupt(why)) => self.fault(FaultKind::Damaged, "state", why),
            Err(error) => return Err(error),
        }
        self.report.last_write = self.meta.number;
        self.report.rows.insert("state".to_owned(), 1);
        let row = self
            .store
            .database
            .read_one("SELECT number FROM state", Vec::new)?;
        let number = row.map_or(Ok(0), |row| number_of(row.get(0)))?;
        if number != self.meta.number {
            let why = format!(
                "its number is {number}, and the last write {}",
                self.meta.number
            );
            self.fault(FaultKind::Differs, "state", why);
        }
        Ok(())
    }

    fn records(&mut self) -> Result<(), StoreError> {
        let faults = self.report.fault_count();
        self.each(
            "records",
            "SELECT r.id, coalesce(r.record::text, r.exact::text), r.digest, r.number, \
             r.account, r.known::text, c.id IS NOT NULL FROM records r \
             LEFT JOIN changes c ON c.id = r.id \
             WHERE r.id > $1 ORDER BY r.id LIMIT $2",
            |check, rows| {
                let mut addresses = Vec::new();
                for row in rows {
                    check.record(row, &mut addresses)?;
                }
                check.lead_somewhere(&addresses)
            },
        )?;
        // Rows that can't be read are told already.
        let is_whole = self.report.fault_count() == faults;
        let content = content_of(self.content);
        if is_whole
            && self
                .meta
                .content
                .as_ref()
                .is_some_and(|known| *known != content)
        {
            let why = "all records together are not what the last write left";
            self.fault(FaultKind::Differs, "state", why);
        }
        Ok(())
    }

    fn record(
        &mut self,
        row: &SqlRow,
        addresses: &mut Vec<(String, String)>,
    ) -> Result<(), StoreError> {
        let id = keys::read(row.get(0));
        let digest = digest_in(row.get(2)).unwrap_or_default();
        self.content = self.content.wrapping_add(digest);
        let record = match record_in(row.get(1)) {
            Ok(record) => record,
            Err(why) => {
                self.fault(FaultKind::Damaged, id, why.to_string());
                return Ok(());
            }
        };
        if record.observation.id.to_string() != id {
            let why = format!("its record is of {}", record.observation.id);
            self.fault(FaultKind::Differs, id, why);
            return Ok(());
        }
        if !has_digest(&record, row.get(1), digest)? {
            let why = "it is not what was written last: its digest differs";
            self.fault(FaultKind::Differs, &*id, why);
        }
        let number = number_of(row.get(3))?;
        if number > self.meta.number {
            let why = format!(
                "it was written as {number}, and the last write is {}",
                self.meta.number
            );
            self.fault(FaultKind::Lost, &*id, why);
        }
        if keys::read(row.get(4)) != record.account.key() {
            let why = format!("it is not listed under its account {}", record.account);
            self.fault(FaultKind::Missing, &*id, why);
        }
        match from_json::<Known>(row.get(5)) {
            Ok(known) if known == record.known() => {}
            Ok(_) => {
                let why = "what its account lists of it is not what it is";
                self.fault(FaultKind::Differs, &*id, why);
            }
            Err(why) => self.fault(FaultKind::Damaged, &*id, why.to_string()),
        }
        if !row.get::<_, bool>(6) {
            let why = "it is not in the list of changes";
            self.fault(FaultKind::Missing, &*id, why);
        }
        addresses.push((id.clone(), record.observation.url.key()));
        if self.meta.identified {
            addresses.push((id, uuid_key(record.uuid())));
        }
        Ok(())
    }

    /// Whether addresses of records lead to any.
    fn lead_somewhere(&mut self, addresses: &[(String, String)]) -> Result<(), StoreError> {
        let wanted = addresses.iter().map(|(_, address)| keys::stored(address));
        let wanted: Vec<String> = wanted.collect();
        let rows = self.store.database.read(
            "SELECT address FROM addresses WHERE address = ANY($1::text[])",
            || params![wanted.clone()],
        )?;
        let there: HashSet<String> = rows.iter().map(|row| keys::read(row.get(0))).collect();
        for (id, address) in addresses {
            if !there.contains(address) {
                let why = format!("{address} does not lead to it");
                self.fault(FaultKind::Missing, &**id, why);
            }
        }
        Ok(())
    }

    fn changes(&mut self) -> Result<(), StoreError> {
        let last = match self.store.log() {
            Ok(log) => log.last,
            Err(StoreError::Corrupt(why)) => {
                self.fault(FaultKind::Damaged, "state", why);
                u64::MAX
            }
            Err(error) => return Err(error),
        };
        self.each(
            "changes",
            "SELECT c.id, c.number, c.change::text, r.id IS NOT NULL FROM changes c \
             LEFT JOIN records r ON r.id = c.id WHERE c.id > $1 ORDER BY c.id LIMIT $2",
            |check, rows| {
                for row in rows {
                    let id = keys::read(row.get(0));
                    let number = number_of(row.get(1))?;
                    if number > last {
                        let why = format!("its change is {number}, and the list ends at {last}");
                        check.fault(FaultKind::Lost, &*id, why);
                    }
                    if !row.get::<_, bool>(3) {
                        let why = "the list of changes has it, and there is no record";
                        check.fault(FaultKind::Missing, &*id, why);
                    }
                    check.value(&id, row.get(2), |change: &Row| change.id.to_string());
                }
                Ok(())
            },
        )
    }

    fn ways_in(&mut self) -> Result<(), StoreError> {
        self.each(
            "addresses",
            "SELECT a.address, a.id, r.id IS NOT NULL FROM addresses a \
             LEFT JOIN records r ON r.id = a.id WHERE a.address > $1 ORDER BY a.address LIMIT $2",
            |check, rows| {
                for row in rows.iter().filter(|row| !row.get::<_, bool>(2)) {
                    let id = keys::read(row.get(1));
                    let why = format!("it leads to {id}, which is not there");
                    check.fault(FaultKind::Missing, keys::read(row.get(0)), why);
                }
                Ok(())
            },
        )?;
        self.each(
            "accounts",
            "SELECT account, memory::text FROM accounts WHERE account > $1 \
             ORDER BY account LIMIT $2",
            |check, rows| {
                for row in rows {
                    let account = keys::read(row.get(0));
                    check.value(&account, row.get(1), |memory: &AccountMemory| {
                        memory.account.key()
                    });
                }
                Ok(())
            },
        )
    }

    fn runs_and_snapshots(&mut self) -> Result<(), StoreError> {
        self.each(
            "runs",
            "SELECT id, run::text FROM runs WHERE id > $1 ORDER BY id LIMIT $2",
            |check, rows| {
                for row in rows {
                    let id = keys::read(row.get(0));
                    check.value(&id, row.get(1), |run: &CrawlRun| run.id.clone());
                }
                Ok(())
            },
        )?;
        self.each(
            "snapshots",
            // No scope has a space in it.
            "SELECT scope || ' ' || day, snapshot::text FROM snapshots \
             WHERE (scope, day) > (split_part($1, ' ', 1), split_part($1, ' ', 2)) \
             ORDER BY scope, day LIMIT $2",
            |check, rows| {
                for row in rows {
                    check.value(row.get(0), row.get(1), |snapshot: &Snapshot| {
                        format!("{} {}", snapshot.scope, day_key(snapshot.day))
                    });
                }
                Ok(())
            },
        )
    }

    /// A value that belongs under the key which it gives itself.
    fn value<T: DeserializeOwned>(
        &mut self,
        key: &str,
        json: &str,
        own_key: impl Fn(&T) -> String,
    ) {
        match from_json::<T>(json) {
            Err(why) => self.fault(FaultKind::Damaged, key, why.to_string()),
            Ok(value) if own_key(&value) != key => {
                let why = format!("what stands there is of {}", own_key(&value));
                self.fault(FaultKind::Differs, key, why);
            }
            Ok(_) => {}
        }
    }

    fn documents(&mut self) -> Result<(), StoreError> {
        self.each(
            "documents",
            // No list has a space in it.
            "SELECT list || ' ' || key, list, key, document::text FROM documents \
             WHERE (list, key) > (split_part($1, ' ', 1), substr($1, position(' ' in $1) + 1)) \
             ORDER BY list, key LIMIT $2",
            |check, rows| {
                for row in rows {
                    check.document(row);
                }
                Ok(())
            },
        )
    }

    fn document(&mut self, row: &SqlRow) {
        let list: &str = row.get(1);
        // Keys of sessions and the like are nobody's business.
        let place = format!("documents/{list}");
        let Some(table) = Table::ALL.into_iter().find(|one| one.name() == list) else {
            let why = format!("{list} is no table of this version");
            return self.fault(FaultKind::Extra, "documents", why);
        };
        let key = keys::read(row.get(2));
        match own_key_in(table, row.get::<_, &str>(3).as_bytes()) {
            Err(why) => {
                let why = format!("a document can't be read: {why}");
                self.fault(FaultKind::Damaged, place, why);
            }
            Ok(Some(own_key)) if own_key != key => {
                let why = format!("{key} holds what is of {own_key}");
                self.fault(FaultKind::Differs, place, why);
            }
            Ok(_) => {}
        }
    }
}

/// Whether a record is what it was when it was written: as it is read or, where an earlier
/// version wrote it, as it is stored.
fn has_digest(record: &Record, stored: &str, digest: Digest) -> Result<bool, StoreError> {
    let json = digest::json(record)?;
    Ok(content_digest(record, &json)? == digest
        || content_digest(record, stored.as_bytes())? == digest)
}
