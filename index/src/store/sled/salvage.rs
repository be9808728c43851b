//! What can still be read of a damaged store.

use std::collections::BTreeSet;
use std::path::Path;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::AccountMemory;
use serde::de::DeserializeOwned;
use sled::{IVec, Tree};

use super::SledStore;
use super::codec::{self, RecordCodec};
use super::damage::guarded;
use super::documents::parts_of;
use crate::model::{Meta, Record, Snapshot};
use crate::store::documents::{Before, DocumentWrite};
use crate::store::{Reads, Store, StoreError};

/// Documents of a damaged store.
pub(super) struct SalvagedDocuments {
    /// How often documents were written.
    pub(super) number: u64,
    /// Whether all of them could be read.
    pub(super) is_whole: bool,
    /// Those that could be read, as writes of them.
    pub(super) documents: Vec<DocumentWrite>,
}

impl SledStore {
    /// Reads every record and value once. The checksum of each page is looked at by
    /// that, and records and the list of changes must be of the same repositories.
    ///
    /// # Errors
    /// [`StoreError::Io`] for trouble with the disk; others mean damage.
    pub(super) fn check_whole(&self) -> Result<(), StoreError> {
        guarded(&self.path, || {
            self.meta()?;
            let others = [
                &self.addresses,
                &self.accounts,
                &self.memories,
                &self.runs,
                &self.snapshots,
                &self.meta,
                &self.changes.changes,
                &self.numbers.written,
                &self.numbers.stamps,
                &self.documents.0,
            ];
            for tree in others {
                tree.iter().try_for_each(|row| row.map(drop))?;
            }
            let mut places = self.changes.places.iter().keys();
            let mut is_last = false;
            for key in self.records.iter().keys() {
                let key = key?;
                is_last = places.next().transpose()?.as_ref() != Some(&key);
                if is_last {
                    break;
                }
            }
            if is_last || places.next().is_some() {
                let why = "records and the list of changes differ";
                return Err(StoreError::Corrupt(why.to_owned()));
            }
            for end in [self.records.first()?, self.records.last()?] {
                end.map(|(_, value)| self.codec.decode(&value))
                    .transpose()?;
            }
            Ok(())
        })
    }

    /// Opens what is left of a store that can't be opened as a whole. Only to be
    /// salvaged: nothing may be written to it.
    ///
    /// # Errors
    /// As [`SledStore::open`].
    pub(super) fn open_remains(path: &Path) -> Result<Self, StoreError> {
        guarded(path, || {
            let db = Self::open_db(path)?;
            let meta = db.open_tree("meta")?;
            // Every store of this version has the same dictionary.
            let dictionary = match codec::stored_dictionary(&meta) {
                Ok(Some(dictionary)) => dictionary,
                Ok(None) | Err(_) => codec::new_dictionary()?,
            };
            Self::with_trees(path, db, meta, RecordCodec::new(&dictionary))
        })
    }

    /// What the store says of itself, if that can be read.
    pub(super) fn salvage_meta(&self) -> Option<Meta> {
        guarded(&self.path, || self.meta()).ok().flatten()
    }

    /// Hands over every record that can be read. `known` are repositories that the
    /// store may hold, whether or not it can list them. Gives back how many that it
    /// lists could not be read.
    ///
    /// # Errors
    /// Those of `take`, and [`StoreError::Io`] for trouble with the disk.
    pub(super) fn salvage(
        &self,
        known: impl Iterator<Item = RepositoryId>,
        take: &mut dyn FnMut(Record) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        // sled doesn't get past a damaged page from one side, so both sides are tried,
        // and what the list of changes knows lies in between.
        let listed: BTreeSet<IVec> = [&self.records, &self.changes.places]
            .into_iter()
            .flat_map(|tree| self.readable(tree))
            .map(|(key, _)| key)
            .collect();
        let known = known
            .map(|id| IVec::from(id.to_string().as_str()))
            .filter(|id| !listed.contains(id))
            .collect::<Vec<_>>();
        let mut lost = 0;
        for id in &listed {
            match self.readable_record(id)? {
                Some(record) => take(record)?,
                None => lost += 1,
            }
        }
        for id in &known {
            if let Some(record) = self.readable_record(id)? {
                take(record)?;
            }
        }
        Ok(lost)
    }

    fn readable_record(&self, id: &IVec) -> Result<Option<Record>, StoreError> {
        let read = guarded(&self.path, || {
            let value = self.records.get(id)?;
            value.map(|value| self.codec.decode(&value)).transpose()
        });
        match read {
            Err(trouble @ StoreError::Io { .. }) => Err(trouble),
            read => Ok(read.ok().flatten()),
        }
    }

    /// The reports of runs that can be read, the oldest first.
    pub(super) fn salvage_runs(&self) -> Vec<CrawlRun> {
        self.readable_values(&self.runs)
    }

    /// What runs tell about accounts, in so far as it can be read.
    pub(super) fn salvage_accounts(&self) -> Vec<AccountMemory> {
        self.readable_values(&self.memories)
    }

    /// The snapshots that can be read.
    pub(super) fn salvage_snapshots(&self) -> Vec<Snapshot> {
        self.readable_values(&self.snapshots)
    }

    /// How often documents were written, if that can be read.
    pub(super) fn salvage_document_number(&self) -> u64 {
        guarded(&self.path, || self.documents.number()).unwrap_or_default()
    }

    /// Takes up documents of a damaged store: all of them where it saw as many writes as this
    /// one, which is of a backup; else those that this one has not.
    pub(super) fn take_salvaged(&self, salvaged: SalvagedDocuments) -> Result<(), StoreError> {
        let is_newer = salvaged.number >= self.document_number()?;
        let mut writes = salvaged.documents;
        if is_newer && salvaged.is_whole {
            // What a member deleted since the backup stays deleted.
            let mut all = self.salvage_documents().documents;
            all.iter_mut().for_each(|write| write.value = None);
            all.append(&mut writes);
            writes = all;
        } else if !is_newer {
            let mut missing = Vec::new();
            for write in writes {
                if self.document(write.table, &write.key)?.is_none() {
                    missing.push(write);
                }
            }
            writes = missing;
        }
        if !writes.is_empty() {
            self.write_documents(&writes)?;
        }
        self.documents.go_on_from(salvaged.number)
    }

    /// The documents that can be read.
    pub(super) fn salvage_documents(&self) -> SalvagedDocuments {
        let mut salvaged = SalvagedDocuments {
            number: self.salvage_document_number(),
            is_whole: guarded(&self.path, || {
                let mut rows = self.documents.0.iter();
                rows.try_for_each(|row| Ok(row.map(drop)?))
            })
            .is_ok(),
            documents: Vec::new(),
        };
        for (row, value) in self.readable(&self.documents.0) {
            if let Some((table, key)) = parts_of(&row)
                && let Ok(value) = codec::decode_json(&value)
            {
                salvaged.documents.push(DocumentWrite {
                    table,
                    key,
                    before: Before::Any,
                    value: Some(value),
                });
            }
        }
        salvaged
    }

    fn readable_values<T: DeserializeOwned>(&self, tree: &Tree) -> Vec<T> {
        let rows = self.readable(tree).into_iter();
        rows.filter_map(|(_, value)| codec::decode(&value).ok())
            .collect()
    }

    /// The rows from both ends up to the first that can't be read, by key.
    fn readable(&self, tree: &Tree) -> Vec<(IVec, IVec)> {
        let (mut first, mut last) = (Vec::new(), Vec::new());
        let from_the_front = guarded(&self.path, || {
            for row in tree {
                first.push(row?);
            }
            Ok(())
        });
        if from_the_front.is_err() {
            // The rows from the back are all behind those: else there is no damage.
            let _ = guarded(&self.path, || {
                for row in tree.iter().rev() {
                    last.push(row?);
                }
                Ok(())
            });
        }
        last.reverse();
        first.append(&mut last);
        first
    }
}
