//! Rows as they are, for a move: see [`transfer`](crate::store::transfer).

use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::AccountMemory;

use super::connection::params;
use super::records::{Encoded, RecordColumns, digest_in, put_addresses, put_changes, record_in};
use super::runs::put_memories;
use super::snapshots::put_snapshots;
use super::{PostgresStore, documents, from_json, keys, limit, number_of, sql_number, to_json};
use crate::model::{Record, Row, Snapshot};
use crate::store::StoreError;
use crate::store::digest::Digest;
use crate::store::documents::Table;
use crate::store::transfer::{
    Head, MovedPart, Numbered, TextRow, Transfer, from_text, numbered, to_text,
};

/// What separates the two halves of a key; no scope and no list has it.
const SPACE: char = ' ';

/// The statements of a part: its keys, its rows by key, and the removal of such.
fn statements(part: MovedPart) -> (&'static str, &'static str, &'static str) {
    match part {
        MovedPart::Records => (
            "SELECT id FROM records WHERE id > $1 ORDER BY id LIMIT $2",
            "SELECT id, coalesce(record::text, exact::text), number FROM records \
             WHERE id = ANY($1::text[])",
            "DELETE FROM records WHERE id = ANY($1::text[])",
        ),
        MovedPart::Addresses => (
            "SELECT address FROM addresses WHERE address > $1 ORDER BY address LIMIT $2",
            "SELECT address, id, 0::bigint FROM addresses WHERE address = ANY($1::text[])",
            "DELETE FROM addresses WHERE address = ANY($1::text[])",
        ),
        MovedPart::Changes => (
            "SELECT lpad(number::text, 20, '0') FROM changes \
             WHERE number > coalesce(nullif($1, ''), '-1')::bigint ORDER BY number LIMIT $2",
            "SELECT lpad(number::text, 20, '0'), change::text, number FROM changes \
             WHERE number = ANY($1::text[]::bigint[])",
            "DELETE FROM changes WHERE number = ANY($1::text[]::bigint[])",
        ),
        MovedPart::Accounts => (
            "SELECT account FROM accounts WHERE account > $1 ORDER BY account LIMIT $2",
            "SELECT account, memory::text, 0::bigint FROM accounts WHERE account = ANY($1::text[])",
            "DELETE FROM accounts WHERE account = ANY($1::text[])",
        ),
        MovedPart::Runs => (
            "SELECT id FROM runs WHERE id > $1 ORDER BY id LIMIT $2",
            "SELECT id, run::text, 0::bigint FROM runs WHERE id = ANY($1::text[])",
            "DELETE FROM runs WHERE id = ANY($1::text[])",
        ),
        MovedPart::Snapshots => (
            "SELECT scope || ' ' || day FROM snapshots \
             WHERE (scope, day) > (split_part($1, ' ', 1), split_part($1, ' ', 2)) \
             ORDER BY scope, day LIMIT $2",
            "SELECT wanted.key, s.snapshot::text, 0::bigint FROM unnest($1::text[]) AS wanted(key) \
             JOIN snapshots s ON s.scope = split_part(wanted.key, ' ', 1) \
             AND s.day = split_part(wanted.key, ' ', 2)",
            "DELETE FROM snapshots USING unnest($1::text[]) AS old(key) \
             WHERE scope = split_part(old.key, ' ', 1) AND day = split_part(old.key, ' ', 2)",
        ),
        MovedPart::Documents => (
            "SELECT list || ' ' || key FROM documents \
             WHERE (list, key) > (split_part($1, ' ', 1), substr($1, position(' ' in $1) + 1)) \
             ORDER BY list, key LIMIT $2",
            "SELECT wanted.key, d.document::text, 0::bigint \
             FROM unnest($1::text[]) AS wanted(key) \
             JOIN documents d ON d.list = split_part(wanted.key, ' ', 1) \
             AND d.key = substr(wanted.key, position(' ' in wanted.key) + 1)",
            "DELETE FROM documents USING unnest($1::text[]) AS old(key) \
             WHERE list = split_part(old.key, ' ', 1) \
             AND documents.key = substr(old.key, position(' ' in old.key) + 1)",
        ),
    }
}

/// The text of a row as every store has it.
fn text_of(part: MovedPart, stored: &str, number: i64) -> Result<String, StoreError> {
    match part {
        MovedPart::Records => numbered(number_of(number)?, &record_in(stored)?),
        MovedPart::Addresses => Ok(keys::read(stored.to_owned())),
        MovedPart::Changes => to_text(&from_json::<Row>(stored)?),
        MovedPart::Accounts => to_text(&from_json::<AccountMemory>(stored)?),
        MovedPart::Runs => to_text(&from_json::<CrawlRun>(stored)?),
        MovedPart::Snapshots => to_text(&from_json::<Snapshot>(stored)?),
        MovedPart::Documents => Ok(stored.to_owned()),
    }
}

fn table_in(key: &str) -> Result<(Table, &str), StoreError> {
    let (list, key) = key.split_once(SPACE).unwrap_or((key, ""));
    let table = Table::ALL.into_iter().find(|table| table.name() == list);
    table
        .map(|table| (table, key))
        .ok_or_else(|| StoreError::Corrupt(format!("{list} is no table of documents")))
}

impl Transfer for PostgresStore {
    fn keys(
        &self,
        part: MovedPart,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<String>, StoreError> {
        let (all_keys, _, _) = statements(part);
        let after = keys::stored(after.unwrap_or_default());
        let rows = self
            .database
            .read(all_keys, || params![after.clone(), limit(first)])?;
        Ok(rows.iter().map(|row| keys::read(row.get(0))).collect())
    }

    fn rows(&self, part: MovedPart, wanted: &[String]) -> Result<Vec<TextRow>, StoreError> {
        let (_, by_key, _) = statements(part);
        let wanted: Vec<String> = wanted.iter().map(|key| keys::stored(key)).collect();
        let rows = self.database.read(by_key, || params![wanted.clone()])?;
        rows.iter()
            .map(|row| {
                Ok(TextRow {
                    key: keys::read(row.get(0)),
                    text: text_of(part, row.get(1), row.get(2))?,
                })
            })
            .collect()
    }

    fn put_rows(&self, part: MovedPart, rows: &[TextRow]) -> Result<(), StoreError> {
        let texts = || rows.iter().map(|row| &*row.text);
        self.database.transact(|transaction, _| match part {
            MovedPart::Records => {
                let mut columns = RecordColumns::default();
                for row in rows {
                    let Numbered { number, record } = from_text::<Numbered<Record>>(&row.text)?;
                    columns.push(&row.key, number, &record, &Encoded::of(&record)?)?;
                }
                columns.write(transaction)
            }
            MovedPart::Addresses => {
                put_addresses(transaction, rows.iter().map(|row| (&*row.key, &*row.text)))
            }
            MovedPart::Changes => {
                let mut changes = Vec::new();
                for row in rows {
                    let number = row.key.parse().map_err(|error| super::corrupt(&error))?;
                    changes.push((number, from_text::<Row>(&row.text)?));
                }
                put_changes(
                    transaction,
                    changes.iter().map(|(number, row)| (*number, row)),
                )
            }
            MovedPart::Accounts => {
                let memories = texts().map(from_text::<AccountMemory>);
                let memories = memories.collect::<Result<Vec<_>, _>>()?;
                put_memories(transaction, memories.iter())
            }
            MovedPart::Runs => {
                let ids: Vec<String> = rows.iter().map(|row| keys::stored(&row.key)).collect();
                let json: Vec<String> = texts().map(str::to_owned).collect();
                transaction.query(
                    "INSERT INTO runs (id, run) SELECT id, run::json \
                     FROM unnest($1::text[], $2::text[]) AS new(id, run) \
                     ON CONFLICT (id) DO UPDATE SET run = EXCLUDED.run",
                    params![ids, json],
                )?;
                Ok(())
            }
            MovedPart::Snapshots => {
                let snapshots = texts().map(from_text::<Snapshot>);
                let snapshots = snapshots.collect::<Result<Vec<_>, _>>()?;
                put_snapshots(transaction, snapshots.iter())
            }
            MovedPart::Documents => {
                let mut all = Vec::new();
                for row in rows {
                    let (table, key) = table_in(&row.key)?;
                    all.push((table.name(), key, Some(row.text.as_bytes())));
                }
                documents::put_documents(transaction, all.into_iter())
            }
        })
    }

    fn remove_rows(&self, part: MovedPart, old: &[String]) -> Result<(), StoreError> {
        let (_, _, removal) = statements(part);
        let old: Vec<String> = old.iter().map(|key| keys::stored(key)).collect();
        self.database.transact(|transaction, _| {
            transaction.query(removal, params![old.clone()])?;
            Ok(())
        })
    }

    fn put_head(&self, head: &Head) -> Result<(), StoreError> {
        let number = head.meta.as_ref().map_or(0, |meta| meta.number);
        let (number, documents) = (sql_number(number)?, sql_number(head.documents)?);
        let meta = head.meta.as_ref().map(to_json).transpose()?;
        let log = to_json(&head.log)?;
        self.database.transact(|transaction, _| {
            transaction.query(
                "UPDATE state SET number = $1, meta = $2::text::json, log = $3::text::json",
                params![number, meta.clone(), log.clone()],
            )?;
            transaction.query("UPDATE document_state SET number = $1", params![documents])?;
            Ok(())
        })
    }

    fn digests(&self) -> Result<Digest, StoreError> {
        let mut sum: Digest = 0;
        let mut after = String::new();
        loop {
            let rows = self.database.read(
                "SELECT id, digest FROM records WHERE id > $1 ORDER BY id LIMIT 10000",
                || params![after.clone()],
            )?;
            let Some(last) = rows.last() else {
                return Ok(sum);
            };
            after = last.get(0);
            for row in &rows {
                sum = sum.wrapping_add(digest_in(row.get(1))?);
            }
        }
    }

    fn moving_from(&self) -> Result<Option<String>, StoreError> {
        let row = self
            .database
            .read_one("SELECT moving_from FROM state", Vec::new)?;
        Ok(row.and_then(|row| row.get(0)))
    }

    fn set_moving_from(&self, from: Option<&str>) -> Result<(), StoreError> {
        let from = from.map(str::to_owned);
        self.database.transact(|transaction, _| {
            transaction.query("UPDATE state SET moving_from = $1", params![from.clone()])?;
            Ok(())
        })
    }
}
