//! Records, the addresses that lead to them, their numbers and their changes.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use bronwijzer_crawler::address::{AccountUrl, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::sink::Known;
use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tokio_postgres::Row as SqlRow;

use super::connection::{Transaction, params};
use super::reader::Reader;
use super::{
    PostgresStore, from_json, keys, limit, made_before, note_made, number_of, sql_number, to_json,
};
use crate::model::{Log, Meta, Record, Row, kind_of, uuid_key};
use crate::priority::is_in_background;
use crate::store::digest::{self, Digest, content_digest, content_of, sum_in};
use crate::store::sharing::Part;
use crate::store::{Records, StoreError};

/// Records that are read at once.
const PAGE: i64 = 500;

const STATE_FOR_UPDATE: &str = "SELECT meta::text, log::text FROM state FOR UPDATE";

const RECORDS_OF: &str = "SELECT r.id, coalesce(r.record::text, r.exact::text) \
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted(id, place) \
     JOIN records r ON r.id = wanted.id ORDER BY wanted.place";

const PUT_RECORDS: &str = "INSERT INTO records \
     (id, number, account, digest, known, record, exact) \
     SELECT id, number, account, digest, known::json, \
     CASE WHEN fits THEN json::jsonb END, CASE WHEN NOT fits THEN json::json END \
     FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[], $5::text[], $6::text[], \
     $7::boolean[]) AS new(id, number, account, digest, known, json, fits) \
     ON CONFLICT (id) DO UPDATE SET number = EXCLUDED.number, account = EXCLUDED.account, \
     digest = EXCLUDED.digest, known = EXCLUDED.known, record = EXCLUDED.record, \
     exact = EXCLUDED.exact";

const PUT_ADDRESSES: &str = "INSERT INTO addresses (address, id) \
     SELECT * FROM unnest($1::text[], $2::text[]) \
     ON CONFLICT (address) DO UPDATE SET id = EXCLUDED.id";

const PUT_CHANGES: &str = "INSERT INTO changes (number, id, at, change) \
     SELECT number, id, at, change::json FROM unnest($1::bigint[], $2::text[], \
     $3::timestamptz[], $4::text[]) AS new(number, id, at, change) \
     ON CONFLICT (id) DO UPDATE SET number = EXCLUDED.number, at = EXCLUDED.at, \
     change = EXCLUDED.change";

const PUT_STATE: &str = "UPDATE state SET number = $1, meta = $2::text::json, log = $3::text::json";

/// A record as it is stored.
pub(super) struct Encoded {
    pub(super) json: String,
    pub(super) known: String,
    pub(super) digest: Digest,
}

impl Encoded {
    pub(super) fn of(record: &Record) -> Result<Self, StoreError> {
        let json = digest::json(record)?;
        let digest = content_digest(record, &json)?;
        Ok(Self {
            json: String::from_utf8(json).map_err(|why| StoreError::Corrupt(why.to_string()))?,
            known: to_json(&record.known())?,
            digest,
        })
    }
}

/// The columns of records that are written at once.
#[derive(Default)]
pub(super) struct RecordColumns {
    ids: Vec<String>,
    numbers: Vec<i64>,
    accounts: Vec<String>,
    digests: Vec<Vec<u8>>,
    known: Vec<String>,
    json: Vec<String>,
    fits: Vec<bool>,
}

impl RecordColumns {
    pub(super) fn push(
        &mut self,
        id: &str,
        number: u64,
        record: &Record,
        encoded: &Encoded,
    ) -> Result<(), StoreError> {
        self.ids.push(keys::stored(id));
        self.numbers.push(sql_number(number)?);
        self.accounts.push(keys::stored(&record.account.key()));
        self.digests.push(encoded.digest.to_be_bytes().to_vec());
        self.known.push(encoded.known.clone());
        self.json.push(encoded.json.clone());
        // The values of a publiccode.yml are kept as they came, and jsonb sorts the keys.
        let has_order = record.observation.publiccode_values.is_some();
        self.fits
            .push(!has_order && keys::fits_jsonb(&encoded.json));
        Ok(())
    }

    pub(super) fn write(self, transaction: &mut Transaction) -> Result<(), StoreError> {
        if self.ids.is_empty() {
            return Ok(());
        }
        let values = params![
            self.ids,
            self.numbers,
            self.accounts,
            self.digests,
            self.known,
            self.json,
            self.fits
        ];
        transaction.query(PUT_RECORDS, values).map(drop)
    }
}

/// Writes which repository addresses lead to.
pub(super) fn put_addresses<'a>(
    transaction: &mut Transaction,
    addresses: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<(), StoreError> {
    let (addresses, ids): (Vec<_>, Vec<_>) = addresses
        .map(|(address, id)| (keys::stored(address), keys::stored(id)))
        .unzip();
    if addresses.is_empty() {
        return Ok(());
    }
    let values = params![addresses, ids];
    transaction.query(PUT_ADDRESSES, values).map(drop)
}

/// Writes changes, each in the place of the last one of the same repository.
pub(super) fn put_changes<'a>(
    transaction: &mut Transaction,
    changes: impl Iterator<Item = (u64, &'a Row)>,
) -> Result<(), StoreError> {
    let (mut numbers, mut ids, mut times, mut json) = (vec![], vec![], vec![], vec![]);
    for (number, row) in changes {
        numbers.push(sql_number(number)?);
        ids.push(keys::stored(&row.id.to_string()));
        times.push(row.at);
        json.push(to_json(row)?);
    }
    if numbers.is_empty() {
        return Ok(());
    }
    let values = params![numbers, ids, times, json];
    transaction.query(PUT_CHANGES, values).map(drop)
}

pub(super) fn id_in(key: String) -> Result<RepositoryId, StoreError> {
    let id = keys::read(key);
    id.parse()
        .map_err(|_| StoreError::Corrupt(format!("`{id}` is not a repository id")))
}

/// A record out of its JSON.
pub(super) fn record_in(json: &str) -> Result<Record, StoreError> {
    let mut record: Record = from_json(json)?;
    // An earlier version kept everything of what left.
    record.bury();
    Ok(record)
}

fn records_in(rows: &[SqlRow], column: usize) -> Result<Vec<Record>, StoreError> {
    let json: Vec<&str> = rows.iter().map(|row| row.get(column)).collect();
    json.par_iter().map(|json| record_in(json)).collect()
}

/// What a write finds, and what it makes of it.
struct Change<'a> {
    /// Records by id, as they are by now.
    records: HashMap<String, Cow<'a, Record>>,
    digests: HashMap<String, Digest>,
    addresses: HashMap<String, String>,
    /// What is to be written.
    new_addresses: BTreeMap<String, String>,
    changes: HashMap<String, (u64, Row)>,
    log: Log,
    number: u64,
    content: Digest,
}

impl<'a> Change<'a> {
    /// Reads what is stored of the records, and of those that have their addresses.
    fn read(
        &mut self,
        transaction: &mut Transaction,
        records: &[Record],
    ) -> Result<(), StoreError> {
        let id = |record: &Record| record.observation.id.to_string();
        let ids = records.iter().map(|record| keys::stored(&id(record)));
        let rows = transaction.query(
            "SELECT id, coalesce(record::text, exact::text), digest FROM records \
             WHERE id = ANY($1::text[])",
            params![ids.collect::<Vec<_>>()],
        )?;
        for row in &rows {
            let digest = digest_in(row.get(2))?;
            self.digests.insert(keys::read(row.get(0)), digest);
        }
        self.keep(&rows)?;
        let addresses = records.iter().flat_map(addresses_of);
        let rows = transaction.query(
            "SELECT address, id FROM addresses WHERE address = ANY($1::text[])",
            params![addresses.map(|key| keys::stored(&key)).collect::<Vec<_>>()],
        )?;
        for row in rows {
            let (address, id) = (keys::read(row.get(0)), keys::read(row.get(1)));
            self.addresses.insert(address, id);
        }
        let holders = records.iter().filter_map(|record| {
            let holder = self.addresses.get(&record.observation.url.key())?;
            (!self.records.contains_key(holder)).then(|| keys::stored(holder))
        });
        let holders: Vec<String> = holders.collect();
        if !holders.is_empty() {
            let rows = transaction.query(RECORDS_OF, params![holders])?;
            self.keep(&rows)?;
        }
        Ok(())
    }

    fn keep(&mut self, rows: &[SqlRow]) -> Result<(), StoreError> {
        for (row, record) in rows.iter().zip(records_in(rows, 1)?) {
            self.records
                .insert(keys::read(row.get(0)), Cow::Owned(record));
        }
        Ok(())
    }

    /// Takes up one record.
    fn put(&mut self, record: &'a Record, digest: Digest, now: DateTime<Utc>) {
        let id = record.observation.id.to_string();
        let before = self.records.get(&id).map(|before| &**before);
        if let Some(kind) = kind_of(before, record) {
            let (number, at) = self.log.next(now);
            let row = Row {
                at,
                kind,
                id: record.observation.id.clone(),
                url: record.observation.url.clone(),
            };
            self.changes.insert(id.clone(), (number, row));
        }
        let address = record.observation.url.key();
        let holder = self.addresses.get(&address).filter(|holder| **holder != id);
        let holder = holder.and_then(|holder| self.records.get(holder));
        if holder.is_none_or(|holder| holder.leaves_address_to(record, before)) {
            self.lead(address, &id);
        }
        for key in other_addresses_of(record) {
            // Another repository may have taken the address since; it keeps it.
            if !self.addresses.contains_key(&key) {
                self.lead(key, &id);
            }
        }
        self.number += 1;
        self.content = self.content.wrapping_add(digest);
        if let Some(before) = self.digests.insert(id.clone(), digest) {
            self.content = self.content.wrapping_sub(before);
        }
        self.records.insert(id, Cow::Borrowed(record));
    }

    fn lead(&mut self, address: String, id: &str) {
        self.addresses.insert(address.clone(), id.to_owned());
        self.new_addresses.insert(address, id.to_owned());
    }
}

fn other_addresses_of(record: &Record) -> impl Iterator<Item = String> {
    let former = record.former_urls.iter().map(RepositoryUrl::key);
    former.chain([uuid_key(record.uuid())])
}

fn addresses_of(record: &Record) -> impl Iterator<Item = String> {
    std::iter::once(record.observation.url.key()).chain(other_addresses_of(record))
}

pub(super) fn digest_in(bytes: &[u8]) -> Result<Digest, StoreError> {
    let bytes = <[u8; 16]>::try_from(bytes);
    let bytes = bytes.map_err(|_| StoreError::Corrupt("a digest has another length".to_owned()))?;
    Ok(Digest::from_be_bytes(bytes))
}

impl Reader {
    pub(super) fn records_with(&self, ids: &[RepositoryId]) -> Result<Vec<Record>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<String> = ids.iter().map(|id| keys::stored(&id.to_string())).collect();
        let rows = self.read(RECORDS_OF, || params![ids.clone()])?;
        records_in(&rows, 1)
    }

    pub(super) fn ids_of(
        &self,
        address_keys: &[String],
    ) -> Result<Vec<Option<RepositoryId>>, StoreError> {
        if address_keys.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: Vec<String> = address_keys.iter().map(|key| keys::stored(key)).collect();
        let rows = self.read(
            "SELECT a.id FROM unnest($1::text[]) WITH ORDINALITY AS wanted(address, place) \
             LEFT JOIN addresses a ON a.address = wanted.address ORDER BY wanted.place",
            || params![wanted.clone()],
        )?;
        let ids = rows.iter().map(|row| row.get::<_, Option<String>>(0));
        ids.map(|id| id.map(id_in).transpose()).collect()
    }

    pub(super) fn changes_after(
        &self,
        after: u64,
        first: usize,
    ) -> Result<Vec<(u64, Row)>, StoreError> {
        let Ok(after) = sql_number(after) else {
            return Ok(Vec::new());
        };
        let rows = self.read(
            "SELECT number, change::text FROM changes WHERE number > $1 ORDER BY number LIMIT $2",
            || params![after, limit(first)],
        )?;
        rows.iter()
            .map(|row| Ok((number_of(row.get(0))?, from_json(row.get(1))?)))
            .collect()
    }

    pub(super) fn change_before(&self, moment: DateTime<Utc>) -> Result<u64, StoreError> {
        let last = self.read_one(
            "SELECT number FROM changes WHERE at < $1 ORDER BY at DESC, number DESC LIMIT 1",
            || params![moment],
        )?;
        last.map_or(Ok(0), |row| number_of(row.get(0)))
    }
}

impl PostgresStore {
    pub(super) fn known_of(&self, account: &AccountUrl) -> Result<Vec<Known>, StoreError> {
        let rows = self.database.read(
            "SELECT known::text FROM records WHERE account = $1 ORDER BY id",
            || params![keys::stored(&account.key())],
        )?;
        rows.iter().map(|row| from_json(row.get(0))).collect()
    }

    pub(super) fn all_records(&self) -> Records<'_> {
        let mut after = Some(String::new());
        let mut page = Vec::new().into_iter();
        Box::new(std::iter::from_fn(move || {
            loop {
                if let Some(record) = page.next() {
                    return Some(Ok(record));
                }
                // Nothing follows the last page, nor a failure.
                let from = after.take()?;
                let rows = self.database.read(
                    "SELECT id, coalesce(record::text, exact::text) FROM records \
                     WHERE id > $1 ORDER BY id LIMIT $2",
                    || params![from.clone(), PAGE],
                );
                let read = rows.and_then(|rows| Ok((records_in(&rows, 1)?, rows)));
                match read {
                    Err(error) => return Some(Err(error)),
                    Ok((records, rows)) => {
                        let is_full = rows.len() as i64 == PAGE;
                        let last = rows.last().filter(|_| is_full);
                        after = last.map(|row| row.get(0));
                        page = records.into_iter();
                    }
                }
            }
        }))
    }

    pub(super) fn written_since(
        &self,
        number: u64,
        first: usize,
    ) -> Result<Vec<(u64, RepositoryId)>, StoreError> {
        let Ok(number) = sql_number(number) else {
            return Ok(Vec::new());
        };
        let rows = self.database.read(
            "SELECT number, id FROM records WHERE number > $1 ORDER BY number LIMIT $2",
            || params![number, limit(first)],
        )?;
        rows.iter()
            .map(|row| Ok((number_of(row.get(0))?, id_in(row.get(1))?)))
            .collect()
    }

    pub(super) fn write_records(
        &self,
        records: &[Record],
        meta: &Meta,
        clear_first: bool,
    ) -> Result<Meta, StoreError> {
        // The threads that share such work step back for nobody.
        let encoded: Vec<Encoded> = if is_in_background() {
            records.iter().map(Encoded::of).collect::<Result<_, _>>()?
        } else {
            let encoded = records.par_iter().map(Encoded::of);
            encoded.collect::<Result<_, _>>()?
        };
        let write = super::new_uuid()?;
        self.database.transact(|transaction, tried| {
            let state = transaction.query(STATE_FOR_UPDATE, params![])?;
            let state = state.first().ok_or_else(super::no_state)?;
            // The lock is held: an earlier try is known to be made or not.
            if tried > 0
                && let Some(made) = made_before(transaction, write)?
            {
                return from_json(&made.unwrap_or_default());
            }
            self.shared.fences.check(transaction, Part::Records)?;
            let last: Option<&str> = state.get(0);
            let last: Meta = last.map(from_json).transpose()?.unwrap_or_default();
            let log: Log = if clear_first {
                transaction
                    .run("DELETE FROM records; DELETE FROM addresses; DELETE FROM changes")?;
                Log::new()
            } else {
                from_json(state.get(1))?
            };
            let content = last.content.as_deref().filter(|_| !clear_first);
            let mut change = Change {
                records: HashMap::new(),
                digests: HashMap::new(),
                addresses: HashMap::new(),
                new_addresses: BTreeMap::new(),
                changes: HashMap::new(),
                log,
                number: last.number.max(meta.number),
                content: sum_in(content),
            };
            if !clear_first && !records.is_empty() {
                change.read(transaction, records)?;
            }
            let written = change.write(transaction, records, &encoded, meta, clear_first)?;
            note_made(transaction, write, Some(&written))?;
            Ok(written)
        })
    }
}

impl<'a> Change<'a> {
    /// Works out what the records change, and writes it. Gives back what is known of the whole
    /// then.
    fn write(
        mut self,
        transaction: &mut Transaction,
        records: &'a [Record],
        encoded: &[Encoded],
        meta: &Meta,
        cleared: bool,
    ) -> Result<Meta, StoreError> {
        let now = Utc::now();
        // Of one that is there twice the last one counts.
        let mut numbers: HashMap<String, (u64, usize)> = HashMap::new();
        for (place, (record, encoded)) in records.iter().zip(encoded).enumerate() {
            self.put(record, encoded.digest, now);
            let id = record.observation.id.to_string();
            numbers.insert(id, (self.number, place));
        }
        let mut columns = RecordColumns::default();
        for (id, (number, place)) in &numbers {
            columns.push(id, *number, &records[*place], &encoded[*place])?;
        }
        columns.write(transaction)?;
        let addresses = self.new_addresses.iter();
        put_addresses(
            transaction,
            addresses.map(|(address, id)| (&**address, &**id)),
        )?;
        put_changes(
            transaction,
            self.changes.values().map(|(number, row)| (*number, row)),
        )?;
        // A write of none is one too.
        let number = self.number + u64::from(records.is_empty());
        let meta = Meta {
            number,
            content: Some(content_of(self.content)),
            cleared_at: if cleared { number } else { meta.cleared_at },
            ..meta.clone()
        };
        let values = params![sql_number(number)?, to_json(&meta)?, to_json(&self.log)?];
        transaction.query(PUT_STATE, values)?;
        transaction.query(
            "SELECT pg_notify('written', $1)",
            params![number.to_string()],
        )?;
        Ok(meta)
    }
}
