//! Documents in sled: one tree, in which those of a table lie together and in the order of
//! their keys.

use sled::{Db, Tree};

use super::{Aborted, abort, aborted, codec, number_of};
use crate::store::StoreError;
use crate::store::documents::{DocumentWrite, Table};

/// Where the number of writes is. No table has an empty name.
pub(super) const NUMBER_KEY: &[u8] = b"\0number";

pub(super) struct Documents(pub(super) Tree);

fn key_of(table: Table, key: &str) -> Vec<u8> {
    [table.name().as_bytes(), b"\0", key.as_bytes()].concat()
}

impl Documents {
    pub(super) fn open(db: &Db) -> Result<Self, StoreError> {
        Ok(Self(db.open_tree("documents")?))
    }

    pub(super) fn read(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.0.get(key_of(table, key))?;
        value.map(|value| codec::decode_json(&value)).transpose()
    }

    pub(super) fn list(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let start = key_of(table, prefix);
        // The first key that can come after a key is that key and one more byte.
        let from = match after {
            Some(after) => [key_of(table, after).as_slice(), b"\0"]
                .concat()
                .max(start.clone()),
            None => start.clone(),
        };
        let table_bytes = key_of(table, "").len();
        let rows = self.0.range(from..);
        rows.take_while(|row| {
            row.as_ref()
                .map_or(true, |(key, _)| key.starts_with(&start))
        })
        .take(first)
        .map(|row| {
            let (key, value) = row?;
            let key = String::from_utf8_lossy(&key[table_bytes..]).into_owned();
            Ok((key, codec::decode_json(&value)?))
        })
        .collect()
    }

    /// Makes all of the writes or none. It is durable once the database was flushed.
    pub(super) fn write(&self, writes: &[DocumentWrite]) -> Result<(), StoreError> {
        self.0
            .transaction(|tree| {
                for write in writes {
                    let key = key_of(write.table, &write.key);
                    let there = tree.get(&key)?;
                    let there = there.map(|there| codec::decode_json(&there).map_err(abort));
                    if !write.before.holds(there.transpose()?.as_deref()) {
                        return Err(abort(StoreError::Conflict));
                    }
                    match &write.value {
                        Some(value) => tree.insert(key, codec::encode_json(value))?,
                        None => tree.remove(key)?,
                    };
                }
                let number = tree.get(NUMBER_KEY)?;
                let number = number.map(|number| number_of(&number).map_err(abort));
                let number = number.transpose()?.unwrap_or_default() + 1;
                tree.insert(NUMBER_KEY, &number.to_be_bytes())?;
                Ok::<(), Aborted>(())
            })
            .map_err(aborted)
    }

    /// How often documents were written.
    pub(super) fn number(&self) -> Result<u64, StoreError> {
        let number = self.0.get(NUMBER_KEY)?;
        Ok(number
            .map(|number| number_of(&number))
            .transpose()?
            .unwrap_or_default())
    }

    /// Goes on from a number that is larger, as a backup may know it.
    pub(super) fn go_on_from(&self, number: u64) -> Result<(), StoreError> {
        if self.number()? < number {
            self.0.insert(NUMBER_KEY, &number.to_be_bytes())?;
        }
        Ok(())
    }
}

/// The table and the key of a row; `None` of what is no document.
pub(super) fn parts_of(row: &[u8]) -> Option<(Table, String)> {
    let text = std::str::from_utf8(row).ok()?;
    let (table, key) = text.split_once('\0')?;
    let table = Table::ALL.into_iter().find(|one| one.name() == table)?;
    Some((table, key.to_owned()))
}
