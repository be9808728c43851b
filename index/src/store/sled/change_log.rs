//! The change feed in sled: see [`Change`](crate::Change).

use chrono::Utc;
use sled::{Batch, Db, Tree};

use super::staged::Staged;
use super::{codec, number_of};
use crate::model::{ChangeKind, Log, Record, Row, kind_of};
use crate::store::StoreError;

pub(super) const LOG_KEY: &[u8] = b"changes";

/// Rows that are written at once when a list is begun.
const BATCH: usize = 1_000;

pub(super) struct ChangeLog {
    pub(super) changes: Tree,
    pub(super) places: Tree,
}

impl ChangeLog {
    pub(super) fn open(db: &Db) -> Result<Self, StoreError> {
        Ok(Self {
            changes: db.open_tree("changes")?,
            places: db.open_tree("places")?,
        })
    }

    /// Begins the list where there is none: in a new store, and in one that
    /// was written before there were lists. Everything is new in it.
    pub(super) fn begin_if_missing(
        &self,
        meta: &Tree,
        records: impl Iterator<Item = Result<Record, StoreError>>,
    ) -> Result<(), StoreError> {
        if meta.contains_key(LOG_KEY)? {
            return Ok(());
        }
        // What a stop in between left.
        self.changes.clear()?;
        self.places.clear()?;
        let mut log = Log::new();
        let (mut changes, mut places) = (Batch::default(), Batch::default());
        for record in records {
            let record = match record {
                Ok(record) => record,
                // Whoever asks for it is told; the list does without it.
                Err(error) => {
                    tracing::warn!("a repository is missing from the change feed: {error}");
                    continue;
                }
            };
            let kind = match record.gone {
                None => ChangeKind::New,
                Some(_) => ChangeKind::Gone,
            };
            let now = log.at;
            let (number, row) = next_row(&mut log, kind, &record, now);
            changes.insert(&number, codec::encode_small(&row)?);
            places.insert(row.id.to_string().as_str(), &number);
            if log.last.is_multiple_of(BATCH as u64) {
                self.changes.apply_batch(std::mem::take(&mut changes))?;
                self.places.apply_batch(std::mem::take(&mut places))?;
            }
        }
        self.changes.apply_batch(changes)?;
        self.places.apply_batch(places)?;
        meta.insert(LOG_KEY, codec::encode_small(&log)?)?;
        meta.flush()?;
        Ok(())
    }

    /// Writes the head of the list.
    pub(super) fn put_log(meta: &Tree, log: &Log) -> Result<(), StoreError> {
        meta.insert(LOG_KEY, codec::encode_small(log)?)?;
        Ok(())
    }

    pub(super) fn read(&self, after: u64, first: usize) -> Result<Vec<(u64, Row)>, StoreError> {
        let Some(start) = after.checked_add(1) else {
            return Ok(Vec::new());
        };
        self.changes
            .range(start.to_be_bytes()..)
            .take(first)
            .map(|row| {
                let (key, value) = row?;
                Ok((number_of(&key)?, codec::decode(&value)?))
            })
            .collect()
    }
}

/// The list, as it is stored.
pub(super) fn log_in(meta: &Tree) -> Result<Option<Log>, StoreError> {
    let log = meta.get(LOG_KEY)?;
    log.map(|log| codec::decode(&log)).transpose()
}

/// The list of changes during one write.
pub(super) struct ChangeWrite<'a> {
    changes: Staged<'a>,
    places: Staged<'a>,
    log: Log,
}

impl<'a> ChangeWrite<'a> {
    /// Goes on with `log`; without one, a new list begins.
    pub(super) fn begin((changes, places): (Staged<'a>, Staged<'a>), log: Option<Log>) -> Self {
        Self {
            changes,
            places,
            log: log.unwrap_or_else(Log::new),
        }
    }

    /// Notes what a write of `record` changes.
    pub(super) fn note(
        &mut self,
        before: Option<&Record>,
        record: &Record,
    ) -> Result<(), StoreError> {
        let Some(kind) = kind_of(before, record) else {
            return Ok(());
        };
        let (number, row) = next_row(&mut self.log, kind, record, Utc::now());
        let value = codec::encode_small(&row)?;
        self.changes.insert(&number, value)?;
        let id = row.id.to_string();
        if let Some(earlier) = self.places.insert(id.as_bytes(), &number)? {
            self.changes.remove(&earlier);
        }
        Ok(())
    }

    /// The head of the list, as it is stored.
    pub(super) fn log(&self) -> Result<Vec<u8>, StoreError> {
        codec::encode_small(&self.log)
    }

    pub(super) fn trees(self) -> [Staged<'a>; 2] {
        [self.changes, self.places]
    }
}

fn next_row(
    log: &mut Log,
    kind: ChangeKind,
    record: &Record,
    now: chrono::DateTime<Utc>,
) -> ([u8; 8], Row) {
    let (number, at) = log.next(now);
    let row = Row {
        at,
        kind,
        id: record.observation.id.clone(),
        url: record.observation.url.clone(),
    };
    (number.to_be_bytes(), row)
}
