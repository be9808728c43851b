//! Rows as they are, for a move: see [`transfer`](crate::store::transfer).

use std::path::PathBuf;

use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::AccountMemory;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sled::{Batch, Tree};

use super::change_log::ChangeLog;
use super::documents::{NUMBER_KEY, parts_of};
use super::numbers::{read_stamp, stamp};
use super::{META_KEY, SledStore, account_key, codec, number_of};
use crate::model::{Record, Row, Snapshot};
use crate::store::StoreError;
use crate::store::digest::Digest;
use crate::store::transfer::{
    Head, MovedPart, Numbered, TextRow, Transfer, from_text, numbered, to_text,
};

/// What separates the two halves of a key that is shown; no scope and no table has it.
const SPACE: char = ' ';

/// The file that says from where a move into a store is under way, beside the store.
const MOVING: &str = "store.moving";

/// From where a move into the store of a data folder is under way.
///
/// # Errors
/// When the folder can't be read.
pub(in crate::store) fn moving_into(dir: &std::path::Path) -> Result<Option<String>, StoreError> {
    let path = dir.join(MOVING);
    match std::fs::read_to_string(&path) {
        Ok(from) => Ok(Some(from)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io(path)(error)),
    }
}

impl SledStore {
    fn tree_of(&self, part: MovedPart) -> &Tree {
        match part {
            MovedPart::Records => &self.records,
            MovedPart::Addresses => &self.addresses,
            MovedPart::Changes => &self.changes.changes,
            MovedPart::Accounts => &self.memories,
            MovedPart::Runs => &self.runs,
            MovedPart::Snapshots => &self.snapshots,
            MovedPart::Documents => &self.documents.0,
        }
    }

    fn moving_file(&self) -> PathBuf {
        self.path.with_file_name(MOVING)
    }

    /// The text of a row; `None` of a record that is there by halves.
    fn text_of(
        &self,
        part: MovedPart,
        key: &[u8],
        value: &[u8],
    ) -> Result<Option<String>, StoreError> {
        fn canonical<T: Serialize + DeserializeOwned>(value: &[u8]) -> Result<String, StoreError> {
            to_text(&codec::decode::<T>(value)?)
        }
        Ok(Some(match part {
            MovedPart::Records => {
                // It is the last that is written of a record.
                let Some(stamp) = self.numbers.stamps.get(key)? else {
                    return Ok(None);
                };
                let (number, _) = read_stamp(&stamp)?;
                numbered(u64::from_be_bytes(number), &self.codec.decode(value)?)?
            }
            MovedPart::Addresses => text(value)?,
            MovedPart::Changes => canonical::<Row>(value)?,
            MovedPart::Accounts => canonical::<AccountMemory>(value)?,
            MovedPart::Runs => canonical::<CrawlRun>(value)?,
            MovedPart::Snapshots => canonical::<Snapshot>(value)?,
            MovedPart::Documents => text(&codec::decode_json(value)?)?,
        }))
    }

    fn put_records(&self, rows: &[TextRow]) -> Result<(), StoreError> {
        let (mut records, mut accounts) = (Batch::default(), Batch::default());
        let (mut written, mut stamps) = (Batch::default(), Batch::default());
        for row in rows {
            let Numbered { number, record } = from_text::<Numbered<Record>>(&row.text)?;
            self.remove_record(&row.key, &mut accounts, &mut written)?;
            let encoded = self.codec.encode(&record)?;
            records.insert(row.key.as_str(), encoded.bytes);
            let known = codec::encode_small(&record.known())?;
            accounts.insert(account_key(&record.account, &row.key), known);
            written.insert(&number.to_be_bytes(), row.key.as_str());
            stamps.insert(row.key.as_str(), stamp(number, encoded.digest));
        }
        self.accounts.apply_batch(accounts)?;
        self.numbers.written.apply_batch(written)?;
        self.records.apply_batch(records)?;
        // By the stamp a record is known to be there in whole.
        self.numbers.stamps.apply_batch(stamps)?;
        Ok(())
    }

    /// Removes what leads to a record.
    fn remove_record(
        &self,
        id: &str,
        accounts: &mut Batch,
        written: &mut Batch,
    ) -> Result<(), StoreError> {
        if let Some(record) = self.records.get(id)? {
            let record = self.codec.decode(&record)?;
            accounts.remove(account_key(&record.account, id));
        }
        if let Some(stamp) = self.numbers.stamps.get(id)? {
            let (number, _) = read_stamp(&stamp)?;
            written.remove(&number);
        }
        Ok(())
    }
}

fn text(bytes: &[u8]) -> Result<String, StoreError> {
    let text = String::from_utf8(bytes.to_vec());
    text.map_err(|_| StoreError::Corrupt("it is not text".to_owned()))
}

/// A key of a tree as it is shown; `None` of what is no row of the part.
fn shown(part: MovedPart, key: &[u8]) -> Result<Option<String>, StoreError> {
    Ok(Some(match part {
        MovedPart::Changes => format!("{:020}", number_of(key)?),
        MovedPart::Snapshots => text(key)?.replacen('\0', " ", 1),
        MovedPart::Documents if key == NUMBER_KEY => return Ok(None),
        MovedPart::Documents => {
            let (table, key) = parts_of(key)
                .ok_or_else(|| StoreError::Corrupt("a document is in no table".to_owned()))?;
            format!("{}{SPACE}{key}", table.name())
        }
        _ => text(key)?,
    }))
}

/// A key as the tree has it.
fn stored(part: MovedPart, key: &str) -> Result<Vec<u8>, StoreError> {
    Ok(match part {
        MovedPart::Changes => {
            let number: Result<u64, _> = key.parse();
            let number = number.map_err(|error| StoreError::Corrupt(error.to_string()))?;
            number.to_be_bytes().to_vec()
        }
        MovedPart::Snapshots | MovedPart::Documents => key.replacen(SPACE, "\0", 1).into_bytes(),
        _ => key.as_bytes().to_vec(),
    })
}

impl Transfer for SledStore {
    fn keys(
        &self,
        part: MovedPart,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<String>, StoreError> {
        let mut from = after.map(|after| stored(part, after)).transpose()?;
        // The first key that can come after a key is that key and one more byte.
        if let Some(from) = &mut from {
            from.push(0);
        }
        let rows = self.tree_of(part).range(from.unwrap_or_default()..);
        let mut found = Vec::new();
        for key in rows.keys() {
            found.extend(shown(part, &key?)?);
            if found.len() >= first {
                break;
            }
        }
        Ok(found)
    }

    fn rows(&self, part: MovedPart, keys: &[String]) -> Result<Vec<TextRow>, StoreError> {
        let mut rows = Vec::with_capacity(keys.len());
        for key in keys {
            let stored = stored(part, key)?;
            let Some(value) = self.tree_of(part).get(&stored)? else {
                continue;
            };
            let text = self.text_of(part, &stored, &value)?;
            rows.extend(text.map(|text| TextRow {
                key: key.clone(),
                text,
            }));
        }
        Ok(rows)
    }

    fn put_rows(&self, part: MovedPart, rows: &[TextRow]) -> Result<(), StoreError> {
        if part == MovedPart::Records {
            self.put_records(rows)?;
            return self.flush();
        }
        let (mut batch, mut places) = (Batch::default(), Batch::default());
        for row in rows {
            let key = stored(part, &row.key)?;
            let value = match part {
                MovedPart::Records | MovedPart::Addresses => row.text.clone().into_bytes(),
                MovedPart::Changes => {
                    let change: Row = from_text(&row.text)?;
                    places.insert(change.id.to_string().as_str(), key.as_slice());
                    codec::encode_small(&change)?
                }
                MovedPart::Accounts => codec::encode(&from_text::<AccountMemory>(&row.text)?)?,
                MovedPart::Runs => codec::encode(&from_text::<CrawlRun>(&row.text)?)?,
                MovedPart::Snapshots => codec::encode(&from_text::<Snapshot>(&row.text)?)?,
                MovedPart::Documents => codec::encode_json(row.text.as_bytes()),
            };
            batch.insert(key, value);
        }
        self.changes.places.apply_batch(places)?;
        self.tree_of(part).apply_batch(batch)?;
        self.flush()
    }

    fn remove_rows(&self, part: MovedPart, keys: &[String]) -> Result<(), StoreError> {
        let (mut batch, mut accounts) = (Batch::default(), Batch::default());
        let (mut written, mut places) = (Batch::default(), Batch::default());
        let mut stamps = Batch::default();
        for key in keys {
            let stored = stored(part, key)?;
            if part == MovedPart::Records {
                self.remove_record(key, &mut accounts, &mut written)?;
                stamps.remove(key.as_str());
            }
            if part == MovedPart::Changes
                && let Some(change) = self.changes.changes.get(&stored)?
            {
                let id = codec::decode::<Row>(&change)?.id.to_string();
                // It may stand at another place by now.
                if self
                    .changes
                    .places
                    .get(&id)?
                    .is_some_and(|place| place == stored)
                {
                    places.remove(id.as_str());
                }
            }
            batch.remove(stored);
        }
        self.numbers.stamps.apply_batch(stamps)?;
        self.numbers.written.apply_batch(written)?;
        self.accounts.apply_batch(accounts)?;
        self.changes.places.apply_batch(places)?;
        self.tree_of(part).apply_batch(batch)?;
        self.flush()
    }

    fn put_head(&self, head: &Head) -> Result<(), StoreError> {
        if let Some(meta) = &head.meta {
            self.meta.insert(META_KEY, codec::encode(meta)?)?;
        }
        ChangeLog::put_log(&self.meta, &head.log)?;
        self.documents
            .0
            .insert(NUMBER_KEY, &head.documents.to_be_bytes())?;
        self.flush()
    }

    fn digests(&self) -> Result<Digest, StoreError> {
        let mut sum: Digest = 0;
        for stamp in self.numbers.stamps.iter().values() {
            let (_, digest) = read_stamp(&stamp?)?;
            sum = sum.wrapping_add(digest);
        }
        Ok(sum)
    }

    fn moving_from(&self) -> Result<Option<String>, StoreError> {
        moving_into(self.path.parent().unwrap_or(&self.path))
    }

    fn set_moving_from(&self, from: Option<&str>) -> Result<(), StoreError> {
        let path = self.moving_file();
        let done = match from {
            Some(from) => std::fs::write(&path, from),
            None => std::fs::remove_file(&path),
        };
        done.map_err(StoreError::io(&path))?;
        // What it says is durable once its folder is.
        crate::store::backup::sync_folder(self.path.parent().unwrap_or(&self.path))
    }
}
