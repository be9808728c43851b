//! Writing records in sled: all that one write changes, in one transaction.

use std::sync::{OnceLock, PoisonError};
use std::thread;

use bronwijzer_crawler::address::RepositoryUrl;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use sled::transaction::Transactional;

use super::change_log::{ChangeWrite, LOG_KEY, log_in};
use super::codec::{self, Encoded, RecordCodec};
use super::numbers::NumberWrite;
use super::staged::Staged;
use super::{META_KEY, SledStore, aborted, account_key};
use crate::model::{Meta, Record, uuid_key};
use crate::priority::is_in_background;
use crate::store::{Reads, StoreError};

/// The trees of records, and of what leads to them.
struct Places<'a> {
    records: Staged<'a>,
    addresses: Staged<'a>,
    accounts: Staged<'a>,
}

impl Places<'_> {
    fn stored(&self, codec: &RecordCodec, id: &[u8]) -> Result<Option<Record>, StoreError> {
        let value = self.records.get(id)?;
        value.map(|value| codec.decode(&value)).transpose()
    }

    /// Puts one record there and the addresses that lead to it. Gives back what was
    /// stored of it before.
    fn put(
        &mut self,
        codec: &RecordCodec,
        record: &Record,
        encoded: &[u8],
    ) -> Result<Option<Record>, StoreError> {
        let id = record.observation.id.to_string();
        let before = self.stored(codec, id.as_bytes())?;
        if let Some(before) = &before
            && before.account.key() != record.account.key()
        {
            self.accounts.remove(&account_key(&before.account, &id));
        }
        self.records.insert(id.as_bytes(), encoded)?;
        let known = codec::encode_small(&record.known())?;
        self.accounts
            .insert(&account_key(&record.account, &id), known)?;
        let address = record.observation.url.key();
        let holder = match self.addresses.get(address.as_bytes())? {
            Some(holder) if *holder != *id.as_bytes() => self.stored(codec, &holder)?,
            _ => None,
        };
        if holder.is_none_or(|holder| holder.leaves_address_to(record, before.as_ref())) {
            self.addresses.insert(address.as_bytes(), id.as_bytes())?;
        }
        let former = record.former_urls.iter().map(RepositoryUrl::key);
        for key in former.chain([uuid_key(record.uuid())]) {
            // Another repository may have taken the address since; it keeps it.
            if self.addresses.get(key.as_bytes())?.is_none() {
                self.addresses.insert(key.as_bytes(), id.as_bytes())?;
            }
        }
        Ok(before)
    }
}

impl SledStore {
    /// As of [`Store::write`](crate::store::Store::write).
    pub(super) fn write_records(
        &self,
        records: &[Record],
        meta: &Meta,
        clear_first: bool,
    ) -> Result<Meta, StoreError> {
        let writing = self.writing.lock();
        let _writing = writing.unwrap_or_else(PoisonError::into_inner);
        // Most of the work of a write, which any thread can do: what is encoded is staged
        // while what comes after it is being encoded.
        let encoded: Vec<OnceLock<Result<Encoded, StoreError>>> =
            records.iter().map(|_| OnceLock::new()).collect();
        thread::scope(|scope| {
            scope.spawn(|| {
                let encode = |(record, place): (&Record, &OnceLock<_>)| {
                    place.get_or_init(|| self.codec.encode(record));
                };
                // The threads that share such work step back for nobody.
                if is_in_background() {
                    records.iter().zip(&encoded).for_each(encode);
                } else {
                    records.par_iter().zip(&encoded).for_each(encode);
                }
            });
            self.write_encoded(records, &encoded, meta, clear_first)
        })
    }

    /// Writes records, each of which is staged as soon as it is encoded.
    fn write_encoded(
        &self,
        records: &[Record],
        encoded: &[OnceLock<Result<Encoded, StoreError>>],
        meta: &Meta,
        clear_first: bool,
    ) -> Result<Meta, StoreError> {
        let stage = |tree| match clear_first {
            true => Staged::cleared(tree),
            false => Ok(Staged::new(tree)),
        };
        let mut places = Places {
            records: stage(&self.records)?,
            addresses: stage(&self.addresses)?,
            accounts: stage(&self.accounts)?,
        };
        let last = self.meta()?.unwrap_or_default();
        let mut noted = ChangeWrite::begin(
            (stage(&self.changes.changes)?, stage(&self.changes.places)?),
            log_in(&self.meta)?.filter(|_| !clear_first),
        );
        let mut numbers = NumberWrite::begin(
            (stage(&self.numbers.written)?, stage(&self.numbers.stamps)?),
            &last,
            meta.number,
            clear_first,
        );
        for (record, encoded) in records.iter().zip(encoded) {
            // Where no other thread has come to it yet, this one does it.
            let encoded = encoded.get_or_init(|| self.codec.encode(record));
            let encoded = encoded
                .as_ref()
                .map_err(|error| StoreError::Corrupt(error.to_string()))?;
            let before = places.put(&self.codec, record, &encoded.bytes)?;
            noted.note(before.as_ref(), record)?;
            let id = record.observation.id.to_string();
            numbers.stamp(&id, encoded.digest)?;
        }
        let meta = numbers.meta_after(records.len(), meta, clear_first);
        let mut metas = Staged::new(&self.meta);
        metas.insert(LOG_KEY, noted.log()?)?;
        metas.insert(META_KEY, codec::encode(&meta)?)?;
        let Places {
            records,
            addresses,
            accounts,
        } = places;
        let [changes, change_places] = noted.trees();
        let [written, stamps] = numbers.trees();
        let staged = [
            records,
            addresses,
            accounts,
            changes,
            change_places,
            written,
            stamps,
            metas,
        ];
        let trees = staged.each_ref().map(|one| one.tree.clone());
        let batches = staged.map(Staged::batch);
        let commit = || {
            trees.as_slice().transaction(|trees| {
                for (tree, batch) in trees.iter().zip(&batches) {
                    tree.apply_batch(batch)?;
                }
                Ok(())
            })
        };
        self.committing.install(commit).map_err(aborted)?;
        self.flush()?;
        Ok(meta)
    }
}
