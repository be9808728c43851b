//! Moving all that one store holds into another one, whichever databases keep them: row by row
//! and as it is, so that numbers, the change feed and every key stay what they were.
//!
//! A row that the new store has already is left alone, so a move that was stopped goes on where
//! it was when it is begun again, and finds what was written to the old store meanwhile. At the
//! end each row is read from both and compared. Until then the new store can't be opened.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::digest::{Digest, content_of};
use super::{Store, StoreError};
use crate::model::{Log, Meta, Record};

/// Rows that are moved at once.
const BATCH: usize = 500;

/// What a store consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MovedPart {
    /// Records with their numbers, by id.
    Records,
    /// What leads to records, by address.
    Addresses,
    /// The change feed, by number.
    Changes,
    /// What crawls remember of accounts, by account.
    Accounts,
    /// Reports of crawls, by id.
    Runs,
    /// Snapshots, by scope and day.
    Snapshots,
    /// What members are and said, by table and key.
    Documents,
}

impl MovedPart {
    /// Every part, in the order in which they are moved.
    pub const ALL: [Self; 7] = [
        Self::Records,
        Self::Addresses,
        Self::Changes,
        Self::Accounts,
        Self::Runs,
        Self::Snapshots,
        Self::Documents,
    ];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Addresses => "addresses",
            Self::Changes => "changes",
            Self::Accounts => "accounts",
            Self::Runs => "crawl reports",
            Self::Snapshots => "snapshots",
            Self::Documents => "documents",
        }
    }
}

/// What is told while a store is moved: the part, whether it is compared by now, and how many
/// rows of it are done.
pub type MoveWatch<'a> = &'a (dyn Fn(MovedPart, bool, u64) + Sync);

/// What came of a move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// How many rows each part has, in the order in which they were moved.
    pub rows: Vec<(MovedPart, u64)>,
    /// How many of them were written; the others were there from a move that was stopped.
    pub written: u64,
}

/// A row as text: the same for the same content in every store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextRow {
    pub(super) key: String,
    pub(super) text: String,
}

/// A record with its number, as the text of a row has it.
#[derive(Serialize, Deserialize)]
pub(super) struct Numbered<R> {
    pub(super) number: u64,
    pub(super) record: R,
}

/// The text of a record with its number.
pub(super) fn numbered(number: u64, record: &Record) -> Result<String, StoreError> {
    to_text(&Numbered { number, record })
}

/// What belongs to no single row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    pub(super) meta: Option<Meta>,
    pub(super) log: Log,
    pub(super) documents: u64,
}

/// A store whose rows can be read and written as they are.
pub(super) trait Transfer: Store {
    /// At most `first` keys of a part behind `after`, in an order of its own.
    fn keys(
        &self,
        part: MovedPart,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<String>, StoreError>;

    /// The rows with these keys, without those that there are none of; of a record that is there
    /// by halves, as after a stop, there is none.
    fn rows(&self, part: MovedPart, keys: &[String]) -> Result<Vec<TextRow>, StoreError>;

    /// Writes rows, each in the place of one with the same key.
    fn put_rows(&self, part: MovedPart, rows: &[TextRow]) -> Result<(), StoreError>;

    /// Removes the rows with these keys.
    fn remove_rows(&self, part: MovedPart, keys: &[String]) -> Result<(), StoreError>;

    /// Writes what belongs to no row.
    fn put_head(&self, head: &Head) -> Result<(), StoreError>;

    /// The sum of the digests of all records.
    fn digests(&self) -> Result<Digest, StoreError>;

    /// From where a move into this store is under way.
    fn moving_from(&self) -> Result<Option<String>, StoreError>;

    /// Says from where a move into this store is under way; of `None` that none is.
    fn set_moving_from(&self, from: Option<&str>) -> Result<(), StoreError>;

    /// What belongs to no row.
    fn head(&self) -> Result<Head, StoreError> {
        Ok(Head {
            meta: self.meta()?,
            log: self.log()?,
            documents: self.document_number()?,
        })
    }
}

pub(super) fn to_text<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}

pub(super) fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// Moves all that `from` holds, which is called `name`, into `to`. `from` stays as it is.
///
/// # Errors
/// [`StoreError::Refused`] when there is nothing to move, `to` holds something else already, or
/// `from` is written to meanwhile; when a store fails. What was moved stays for the next time.
pub(super) fn move_all(
    from: &dyn Transfer,
    to: &dyn Transfer,
    name: &str,
    watch: MoveWatch<'_>,
) -> Result<Moved, StoreError> {
    let head = from.head()?;
    begin(from, to, &head, name)?;
    let mut moved = Moved::default();
    for part in MovedPart::ALL {
        remove_others(from, to, part)?;
        let rows = each(from, part, |rows, done| {
            moved.written += copy(to, part, rows)?;
            watch(part, false, done);
            Ok(())
        })?;
        moved.rows.push((part, rows));
    }
    // An earlier version may have written a record in another way than it is read and moved.
    let content = content_of(to.digests()?);
    let moved_head = Head {
        meta: head.meta.clone().map(|meta| Meta {
            content: Some(content),
            ..meta
        }),
        ..head.clone()
    };
    to.put_head(&moved_head)?;
    for (part, expected) in &moved.rows {
        compare(from, to, *part, *expected, watch)?;
    }
    if from.head()? != head {
        return Err(written_meanwhile(name));
    }
    if to.head()? != moved_head {
        return Err(StoreError::Failed(
            "what is known of the whole is not what was moved".to_owned(),
        ));
    }
    to.set_moving_from(None)?;
    Ok(moved)
}

/// Whether a move may begin, or go on. It is under way then.
fn begin(
    from: &dyn Transfer,
    to: &dyn Transfer,
    head: &Head,
    name: &str,
) -> Result<(), StoreError> {
    if from.moving_from()?.is_some() || (head.meta.is_none() && head.documents == 0) {
        return Err(StoreError::Refused(format!(
            "there is no whole catalogue in {name}, so nothing was moved"
        )));
    }
    // Where it lies may be told in another way the next time.
    let source = from.identity()?;
    if from.identity()? == to.identity()? && super::is_shared(&source) {
        return Err(StoreError::Refused(
            "both are the same store, so nothing was moved".to_owned(),
        ));
    }
    match to.moving_from()? {
        Some(begun) if begun.ends_with(&format!("({source})")) => Ok(()),
        Some(begun) => Err(StoreError::Refused(format!(
            "a move from {begun} into this store has not finished; finish it, or use an empty \
             store"
        ))),
        None if to.meta()?.is_some() || to.document_number()? > 0 => Err(StoreError::Refused(
            "there is a catalogue already where it should go, and nothing was moved; use an \
                 empty store"
                .to_owned(),
        )),
        None => to.set_moving_from(Some(&format!("{name} ({source})"))),
    }
}

fn written_meanwhile(name: &str) -> StoreError {
    StoreError::Refused(format!(
        "{name} was written to while it was moved; stop what uses it, and run the same again: it \
         goes on where it was"
    ))
}

/// Hands over all rows of a part, some at a time. Gives back how many there are.
fn each(
    store: &dyn Transfer,
    part: MovedPart,
    mut take: impl FnMut(Vec<TextRow>, u64) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let mut done = 0;
    let mut after: Option<String> = None;
    loop {
        let keys = store.keys(part, after.as_deref(), BATCH)?;
        let Some(last) = keys.last() else {
            return Ok(done);
        };
        let rows = store.rows(part, &keys)?;
        if rows.len() != keys.len() {
            let name = part.name();
            return Err(StoreError::Corrupt(format!(
                "some {name} are there by halves; `bronwijzer verify` tells more"
            )));
        }
        after = Some(last.clone());
        done += rows.len() as u64;
        take(rows, done)?;
    }
}

/// Writes those rows that are not there. Gives back how many that were.
fn copy(to: &dyn Transfer, part: MovedPart, rows: Vec<TextRow>) -> Result<u64, StoreError> {
    let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
    let there = to.rows(part, &keys)?;
    let there: HashMap<&str, &str> = there.iter().map(|row| (&*row.key, &*row.text)).collect();
    let lacks = |row: &TextRow| there.get(&*row.key) != Some(&&*row.text);
    let missing: Vec<TextRow> = rows.into_iter().filter(lacks).collect();
    if !missing.is_empty() {
        to.put_rows(part, &missing)?;
    }
    Ok(missing.len() as u64)
}

/// Removes what an earlier try moved and is no longer there.
fn remove_others(
    from: &dyn Transfer,
    to: &dyn Transfer,
    part: MovedPart,
) -> Result<(), StoreError> {
    let mut after: Option<String> = None;
    loop {
        let mut keys = to.keys(part, after.as_deref(), BATCH)?;
        let Some(last) = keys.last() else {
            return Ok(());
        };
        after = Some(last.clone());
        let kept = from.rows(part, &keys)?;
        let kept: Vec<&str> = kept.iter().map(|row| &*row.key).collect();
        keys.retain(|key| !kept.contains(&&**key));
        if !keys.is_empty() {
            to.remove_rows(part, &keys)?;
        }
    }
}

/// Compares each row of a part in both stores.
fn compare(
    from: &dyn Transfer,
    to: &dyn Transfer,
    part: MovedPart,
    expected: u64,
    watch: MoveWatch<'_>,
) -> Result<(), StoreError> {
    let differs = |what: &str| {
        StoreError::Failed(format!(
            "{what} of the {} differ between both stores; run the same again",
            part.name()
        ))
    };
    let mut here = 0;
    let there = each(to, part, |rows, done| {
        let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
        let same = from.rows(part, &keys)?;
        here += same.len() as u64;
        let by_key: HashMap<&str, &str> = same.iter().map(|row| (&*row.key, &*row.text)).collect();
        let is_same = |row: &TextRow| by_key.get(&*row.key) == Some(&&*row.text);
        watch(part, true, done);
        match rows.iter().filter(|row| !is_same(row)).count() {
            0 => Ok(()),
            some => Err(differs(&format!("{some} rows"))),
        }
    })?;
    if (here, there) == (expected, expected) {
        Ok(())
    } else {
        Err(differs("the numbers"))
    }
}

#[cfg(test)]
mod tests;
