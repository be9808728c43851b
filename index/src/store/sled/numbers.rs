//! The sequence of writes in sled: which record was written last under which number, and
//! what all records together are.

use sled::{Batch, Db, Tree};

use super::codec;
use super::staged::Staged;
use crate::model::{Meta, Record};
use crate::store::StoreError;
use crate::store::digest::{Digest, content_digest, content_of, json, sum_in};

/// Rows that are written at once when the sequence is begun.
const BATCH: usize = 1_000;

/// The last write of each record, by number and by id.
pub(super) struct Numbers {
    /// Number, 8 bytes with the most significant first, to id.
    pub(super) written: Tree,
    /// Id to number, and the digest of what was written, 16 bytes.
    pub(super) stamps: Tree,
}

impl Numbers {
    pub(super) fn open(db: &Db) -> Result<Self, StoreError> {
        Ok(Self {
            written: db.open_tree("written")?,
            stamps: db.open_tree("stamps")?,
        })
    }

    /// Numbers the records of a store that was written before there were numbers, behind
    /// all that any search index has seen of it.
    pub(super) fn begin_if_missing(
        &self,
        meta_tree: &Tree,
        meta: Option<Meta>,
        records: impl Iterator<Item = Result<Record, StoreError>>,
    ) -> Result<(), StoreError> {
        let Some(mut meta) = meta.filter(|meta| meta.content.is_none()) else {
            return Ok(());
        };
        // What a stop in between left.
        self.written.clear()?;
        self.stamps.clear()?;
        let mut content: Digest = 0;
        let (mut written, mut stamps) = (Batch::default(), Batch::default());
        for (at, record) in records.enumerate() {
            // Whoever asks for one that can't be read is told; the sequence does without.
            let Ok(record) = record else { continue };
            let digest = content_digest(&record, &json(&record)?)?;
            meta.number += 1;
            content = content.wrapping_add(digest);
            let id = record.observation.id.to_string();
            written.insert(&meta.number.to_be_bytes(), id.as_str());
            stamps.insert(id.as_str(), stamp(meta.number, digest).as_slice());
            if at % BATCH == BATCH - 1 {
                self.written.apply_batch(std::mem::take(&mut written))?;
                self.stamps.apply_batch(std::mem::take(&mut stamps))?;
            }
        }
        self.written.apply_batch(written)?;
        self.stamps.apply_batch(stamps)?;
        meta.content = Some(content_of(content));
        meta_tree.insert(super::META_KEY, codec::encode(&meta)?)?;
        meta_tree.flush()?;
        Ok(())
    }
}

/// The number and the digest of a record as they are stored.
pub(super) fn stamp(number: u64, digest: Digest) -> Vec<u8> {
    [&number.to_be_bytes()[..], &digest.to_be_bytes()].concat()
}

/// The number and the digest of a stamp.
pub(super) fn read_stamp(stamp: &[u8]) -> Result<([u8; 8], Digest), StoreError> {
    let corrupt = || StoreError::Corrupt("a write has no number".to_owned());
    let (number, digest) = stamp.split_first_chunk::<8>().ok_or_else(corrupt)?;
    let digest = <[u8; 16]>::try_from(digest).map_err(|_| corrupt())?;
    Ok((*number, Digest::from_be_bytes(digest)))
}

/// The sequence during one write.
pub(super) struct NumberWrite<'a> {
    written: Staged<'a>,
    stamps: Staged<'a>,
    number: u64,
    content: Digest,
}

impl<'a> NumberWrite<'a> {
    /// Goes on from `last`, which is what was known of the whole before, or from `from`
    /// where that is larger; of what is `cleared` nothing but the number counts.
    pub(super) fn begin(
        (written, stamps): (Staged<'a>, Staged<'a>),
        last: &Meta,
        from: u64,
        cleared: bool,
    ) -> Self {
        let content = sum_in(last.content.as_deref().filter(|_| !cleared));
        Self {
            written,
            stamps,
            number: last.number.max(from),
            content,
        }
    }

    /// Gives a record the next number.
    pub(super) fn stamp(&mut self, id: &str, digest: Digest) -> Result<(), StoreError> {
        self.number += 1;
        self.content = self.content.wrapping_add(digest);
        self.written.insert(&self.number.to_be_bytes(), id)?;
        let stamp = stamp(self.number, digest);
        if let Some(before) = self.stamps.insert(id.as_bytes(), stamp)? {
            let (number, digest) = read_stamp(&before)?;
            self.written.remove(&number);
            self.content = self.content.wrapping_sub(digest);
        }
        Ok(())
    }

    /// What is known of the whole after the write of so many records.
    pub(super) fn meta_after(&self, records: usize, meta: &Meta, cleared: bool) -> Meta {
        // A write of none is one too.
        let number = self.number + u64::from(records == 0);
        Meta {
            number,
            content: Some(content_of(self.content)),
            cleared_at: if cleared { number } else { meta.cleared_at },
            ..meta.clone()
        }
    }

    pub(super) fn trees(self) -> [Staged<'a>; 2] {
        [self.written, self.stamps]
    }
}
