//! Documents, byte for byte as they were written.

use std::collections::BTreeMap;

use super::connection::{Transaction, params};
use super::reader::Reader;
use super::{PostgresStore, keys, limit, made_before, note_made, number_of, sql_number};
use crate::store::StoreError;
use crate::store::documents::{DocumentWrite, Table};
use crate::store::sharing::Part;

const PUT_DOCUMENTS: &str = "INSERT INTO documents (list, key, document) \
     SELECT list, key, document::json \
     FROM unnest($1::text[], $2::text[], $3::text[]) AS new(list, key, document) \
     ON CONFLICT (list, key) DO UPDATE SET document = EXCLUDED.document";

const REMOVE_DOCUMENTS: &str = "DELETE FROM documents USING \
     unnest($1::text[], $2::text[]) AS old(list, key) \
     WHERE documents.list = old.list AND documents.key = old.key";

/// Writes documents, and removes those without a value.
pub(super) fn put_documents<'a>(
    transaction: &mut Transaction,
    documents: impl Iterator<Item = (&'static str, &'a str, Option<&'a [u8]>)>,
) -> Result<(), StoreError> {
    let (mut lists, mut own_keys, mut json) = (vec![], vec![], vec![]);
    let (mut old_lists, mut old_keys) = (vec![], vec![]);
    for (list, key, value) in documents {
        if let Some(value) = value {
            lists.push(list);
            own_keys.push(keys::stored(key));
            json.push(text_of(value)?);
        } else {
            old_lists.push(list);
            old_keys.push(keys::stored(key));
        }
    }
    if !lists.is_empty() {
        transaction.query(PUT_DOCUMENTS, params![lists, own_keys, json])?;
    }
    if !old_lists.is_empty() {
        transaction.query(REMOVE_DOCUMENTS, params![old_lists, old_keys])?;
    }
    Ok(())
}

fn text_of(value: &[u8]) -> Result<String, StoreError> {
    let text = String::from_utf8(value.to_vec());
    text.map_err(|_| StoreError::Corrupt("a document is no JSON".to_owned()))
}

impl Reader {
    pub(super) fn document_at(
        &self,
        table: Table,
        key: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.read_one(
            "SELECT document::text FROM documents WHERE list = $1 AND key = $2",
            || params![table.name(), keys::stored(key)],
        )?;
        Ok(row.map(|row| row.get::<_, String>(0).into_bytes()))
    }

    pub(super) fn documents_of(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let prefix = keys::stored(prefix);
        // No character sorts behind it.
        let end = format!("{prefix}\u{10ffff}");
        let after = after.map(keys::stored);
        let rows = self.read(
            "SELECT key, document::text FROM documents WHERE list = $1 AND key >= $2 \
             AND key < $3 AND ($4::text IS NULL OR key > $4) ORDER BY key LIMIT $5",
            || {
                params![
                    table.name(),
                    prefix.clone(),
                    end.clone(),
                    after.clone(),
                    limit(first)
                ]
            },
        )?;
        let documents = rows.iter().map(|row| {
            let key = keys::read(row.get(0));
            (key, row.get::<_, String>(1).into_bytes())
        });
        Ok(documents.collect())
    }
}

impl PostgresStore {
    pub(super) fn put_all_documents(&self, writes: &[DocumentWrite]) -> Result<(), StoreError> {
        let write = super::new_uuid()?;
        self.database.transact(|transaction, tried| {
            let number =
                transaction.query("SELECT number FROM document_state FOR UPDATE", params![])?;
            let number = number.first().ok_or_else(super::no_state)?;
            let number = number_of(number.get(0))? + 1;
            // The lock is held: an earlier try is known to be made or not.
            if tried > 0 && made_before(transaction, write)?.is_some() {
                return Ok(());
            }
            self.shared.fences.check(transaction, Part::Documents)?;
            let mut there = documents_of_writes(transaction, writes)?;
            let mut after: BTreeMap<(Table, &str), Option<&[u8]>> = BTreeMap::new();
            for write in writes {
                let key = (write.table, write.key.as_str());
                let before = there.get(&key).map(Vec::as_slice);
                if !write.before.holds(before) {
                    return Err(StoreError::Conflict);
                }
                match &write.value {
                    Some(value) => there.insert(key, value.clone()),
                    None => there.remove(&key),
                };
                after.insert(key, write.value.as_deref());
            }
            let documents = after.iter();
            let documents = documents.map(|((table, key), value)| (table.name(), *key, *value));
            put_documents(transaction, documents)?;
            transaction.query(
                "UPDATE document_state SET number = $1",
                params![sql_number(number)?],
            )?;
            note_made(transaction, write, None)?;
            transaction.query("SELECT pg_notify('written', 'documents')", params![])?;
            Ok(())
        })
    }

    pub(super) fn count_document_writes(&self) -> Result<u64, StoreError> {
        let row = self
            .database
            .read_one("SELECT number FROM document_state", Vec::new)?;
        row.map_or(Ok(0), |row| number_of(row.get(0)))
    }

    /// Goes on from a number that is larger, as a backup may know it.
    pub(super) fn go_on_from_documents(&self, number: u64) -> Result<(), StoreError> {
        let number = sql_number(number)?;
        self.database.transact(|transaction, _| {
            transaction.query(
                "UPDATE document_state SET number = greatest(number, $1)",
                params![number],
            )?;
            Ok(())
        })
    }
}

/// What is there of the documents that writes are about.
fn documents_of_writes<'a>(
    transaction: &mut Transaction,
    writes: &'a [DocumentWrite],
) -> Result<BTreeMap<(Table, &'a str), Vec<u8>>, StoreError> {
    let lists: Vec<&'static str> = writes.iter().map(|write| write.table.name()).collect();
    let own_keys = writes.iter().map(|write| keys::stored(&write.key));
    let rows = transaction.query(
        "SELECT wanted.place, document::text FROM unnest($1::text[], $2::text[]) \
         WITH ORDINALITY AS wanted(list, key, place) \
         JOIN documents d ON d.list = wanted.list AND d.key = wanted.key",
        params![lists, own_keys.collect::<Vec<_>>()],
    )?;
    let mut there = BTreeMap::new();
    for row in rows {
        let place = usize::try_from(row.get::<_, i64>(0)).unwrap_or_default();
        if let Some(write) = place.checked_sub(1).and_then(|place| writes.get(place)) {
            let value = row.get::<_, String>(1).into_bytes();
            there.insert((write.table, write.key.as_str()), value);
        }
    }
    Ok(there)
}
