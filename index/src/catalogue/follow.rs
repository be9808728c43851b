//! The search index follows the store.
//!
//! The store numbers what is written, and the index remembers the number of the last
//! write that it holds, in the same commit. What was written after that is taken up in
//! order: after a write, after a stop between the two, and after an import. Where that is
//! much of the catalogue, or the index was made by other rules, it is filled anew.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bronwijzer_crawler::organisation::Organisation;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tracing::info_span;

use super::{Catalogue, Writing};
use crate::assess::RULES_VERSION;
use crate::assess::open_by_default::LeaveOut;
use crate::error::IndexError;
use crate::model::{Contents, Meta, Record, tell_apart};
use crate::search::SearchIndex;
use crate::store;

/// Records that are taken up at once.
const BATCH: usize = 500;

/// From this share of the catalogue on, filling the index anew is quicker than taking up
/// what it lacks: a quarter.
const ANEW_FROM: u64 = 4;

/// How often what a crawl writes is taken up. Each time that readers are told of a new state,
/// what was kept of the one before is made anew, and a crawl writes many times a second.
const PACE: Duration = Duration::from_secs(10);

/// How far the index is behind the writes of a crawl.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When it last took up what there was.
    caught_up: Option<Instant>,
    /// Whether a thread waits to take up what was written since.
    is_waiting: bool,
}

impl Pace {
    /// How long the next write may wait; `None` when it is to be taken up at once.
    fn pause(&self) -> Option<Duration> {
        PACE.checked_sub(self.caught_up?.elapsed())
    }
}

/// What the search index remembers of the store that it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// The number of the last write that it holds.
    #[serde(rename = "generation")]
    pub(super) number: u64,
    /// Of which store it is; `None` in one of an earlier version, when there was but one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) store: Option<String>,
    /// What the store held then, see [`Meta::content`]; `None` while more is to come.
    #[serde(default)]
    pub(super) content: Option<String>,
    /// The number of the last write of a statement that it holds.
    #[serde(default)]
    pub(super) statements: u64,
    /// When everything in it was judged.
    pub(super) assessed_at: DateTime<Utc>,
    pub(super) rules: u32,
    pub(super) registry: u64,
    /// What the figures of open by default leave out.
    #[serde(default)]
    pub(super) leave_out: Option<LeaveOut>,
}

impl Note {
    /// What an index remembers; `None` when it is new or of an earlier version.
    pub(super) fn of(search: &SearchIndex) -> Option<Self> {
        serde_json::from_str(&search.note()?).ok()
    }

    /// The number of the last write that the index holds.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The number of the last write of the store in the data folder that the index in a folder
    /// holds, which is not opened for it; 0 when there is none, or it is of another store.
    pub(super) fn number_in(index: &std::path::Path) -> u64 {
        SearchIndex::note_in(index)
            .and_then(|note| serde_json::from_str::<Self>(&note).ok())
            .filter(|note| !note.store.as_deref().is_some_and(store::is_shared))
            .map_or(0, |note| note.number)
    }

    /// Whether both were made by the same rules at the same moment.
    pub(super) fn is_judged_as(&self, other: &Self) -> bool {
        let how = |note: &Self| Self {
            number: 0,
            store: None,
            content: None,
            statements: 0,
            ..note.clone()
        };
        how(self) == how(other)
    }

    /// Whether both are of one store.
    pub(super) fn is_of_the_store_of(&self, other: &Self) -> bool {
        match (&self.store, &other.store) {
            (Some(own), Some(others)) => own == others,
            // Of an earlier version, and so of a store in the data folder.
            (None, Some(others)) => !store::is_shared(others),
            (_, None) => false,
        }
    }
}

/// A hash of the registry: the same for the same program, which is what the index is made
/// by.
pub(super) fn registry_hash(organisations: &[Organisation]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for organisation in organisations {
        format!("{organisation:?}").hash(&mut hasher);
    }
    hasher.finish()
}

impl Catalogue {
    /// What an index remembers that holds everything up to `meta` and the statements up to a
    /// number, judged at `assessed_at`.
    pub(super) fn note_of(&self, assessed_at: DateTime<Utc>, meta: &Meta, statements: u64) -> Note {
        let held = || Note::of(&self.0.search)?.store;
        Note {
            number: meta.number,
            store: self.0.store.identity().ok().or_else(held),
            content: meta.content.clone(),
            statements,
            assessed_at,
            rules: RULES_VERSION,
            registry: self.0.registry_hash,
            leave_out: Some(self.leave_out().clone()),
        }
    }

    /// The same as text.
    pub(super) fn note(&self, assessed_at: DateTime<Utc>, meta: &Meta, statements: u64) -> String {
        let note = self.note_of(assessed_at, meta, statements);
        serde_json::to_string(&note).unwrap_or_default()
    }

    /// What an index remembers that holds everything that is stored now and the statements up
    /// to a number, judged at `assessed_at`. Its content can't be told when the store can't be
    /// read.
    pub(super) fn note_of_now(&self, assessed_at: DateTime<Utc>, statements: u64) -> String {
        self.note(assessed_at, &self.meta().unwrap_or_default(), statements)
    }

    /// What the index holds, as text that is the same for the same content.
    pub(super) fn held_content(&self) -> Option<String> {
        let held = Note::of(&self.0.search)?;
        // While it is behind, nothing but the number tells how far.
        let number = if held.content.is_some() {
            0
        } else {
            held.number
        };
        let content = Note {
            number,
            store: None,
            // What everybody may see of them has a part of its own in the version.
            statements: 0,
            ..held
        };
        serde_json::to_string(&content).ok()
    }

    /// The number of the last write that the index holds, when it can go on from there:
    /// what it holds was judged as it would be now, and is of this store.
    pub(super) fn held_number(&self, meta: &Meta) -> Option<u64> {
        let now = self.note_of(self.assessed_at(), meta, 0);
        let held = Note::of(&self.0.search)
            .filter(|held| held.is_judged_as(&now) && held.is_of_the_store_of(&now))?;
        // One that holds more is of a store that was lost.
        let of_this_store = meta.cleared_at..=meta.number;
        of_this_store.contains(&held.number).then_some(held.number)
    }

    /// Whether the index holds what the store holds.
    pub(super) fn is_index_up_to_date(&self, meta: &Meta) -> bool {
        let statements = self.said().number;
        Note::of(&self.0.search) == Some(self.note_of(self.assessed_at(), meta, statements))
    }

    /// Takes up what the store has and the index has not. Needs a write to have begun.
    ///
    /// # Errors
    /// When the store or the index fails; the index goes on from there the next time.
    pub(crate) fn follow(&self) -> Result<(), IndexError> {
        let meta = self.meta()?;
        if self.is_index_up_to_date(&meta) {
            return Ok(());
        }
        if !self.is_worth_going_on(&meta)? {
            return self.rebuild(&meta).map(drop);
        }
        self.go_on(&meta)
    }

    /// Takes up what the store has and the index has not, from where it is.
    fn go_on(&self, meta: &Meta) -> Result<(), IndexError> {
        let mut number = self.indexed_number();
        loop {
            let rows = self.0.store.written_after(number, BATCH)?;
            let Some((last, _)) = rows.last() else {
                return self.take_up(Vec::new(), meta);
            };
            number = *last;
            let ids: Vec<_> = rows.into_iter().map(|(_, id)| id).collect();
            let content = meta.content.clone().filter(|_| number == meta.number);
            let until = Meta {
                number,
                content,
                ..meta.clone()
            };
            self.take_up(self.0.store.records_of(&ids)?, &until)?;
            if number == meta.number {
                return Ok(());
            }
        }
    }

    /// Whether the index can go on from what it holds, and lacks little enough of the store.
    pub(super) fn is_worth_going_on(&self, meta: &Meta) -> Result<bool, IndexError> {
        let Some(number) = self.held_number(meta) else {
            return Ok(false);
        };
        let lacks = meta.number.saturating_sub(number);
        Ok(lacks <= self.0.search.len()? / ANEW_FROM)
    }

    /// The smallest number that the next write can have. Needs a write to have begun.
    pub(super) fn next_number(&self, meta: &Meta) -> Result<u64, IndexError> {
        Ok(self.meta()?.number.max(meta.number) + 1)
    }

    /// The number of the last write that the index holds.
    pub(super) fn indexed_number(&self) -> u64 {
        Note::of(&self.0.search).map_or(0, |note| note.number)
    }

    /// Stores records, and makes them findable: those of a crawl that is under way with what it
    /// writes within [`PACE`].
    pub(crate) fn put_soon(
        &self,
        writing: &mut Writing<'_>,
        records: Vec<Record>,
    ) -> Result<(), IndexError> {
        // Others learn of each write by itself, and so does this process of theirs.
        let is_paced = self.0.live.is_own() && self.0.store.sharing().is_none();
        let pause = self.pace().pause().filter(|_| is_paced);
        let meta = self.meta()?;
        let could_go_on = self.is_index_up_to_date(&meta);
        let meta = meta.with(&records, Contents::Crawled, false);
        let (records, written, is_next) = self.store_records(records, &meta, false)?;
        match pause {
            Some(pause) => {
                writing.tell_nobody();
                self.take_up_after(pause);
                Ok(())
            }
            None if could_go_on && is_next => self.take_up(records, &written),
            None => self.take_up_crawled(),
        }
    }

    /// Takes up what a crawl wrote. However much of the catalogue that is, more is to come, so
    /// the index is not filled anew for it.
    pub(crate) fn take_up_crawled(&self) -> Result<(), IndexError> {
        let meta = self.meta()?;
        if self.is_index_up_to_date(&meta) || self.held_number(&meta).is_none() {
            return self.follow();
        }
        self.go_on(&meta)
    }

    /// Whether what a crawl wrote waits to be taken up.
    pub(super) fn awaits_taking_up(&self) -> bool {
        self.pace().is_waiting
    }

    /// Takes up what was written, after a pause, on a thread that keeps nothing open meanwhile.
    fn take_up_after(&self, pause: Duration) {
        if std::mem::replace(&mut self.pace().is_waiting, true) {
            return;
        }
        let inner = Arc::downgrade(&self.0);
        let wait = move || {
            thread::sleep(pause);
            let Some(catalogue) = inner.upgrade().map(Self) else {
                return;
            };
            let _writing = catalogue.begin_here();
            catalogue.pace().is_waiting = false;
            if let Err(error) = catalogue.take_up_crawled() {
                tracing::error!("the search index does not hold what was crawled: {error}");
            }
        };
        let started = thread::Builder::new()
            .name("bronwijzer-follow".to_owned())
            .spawn(wait);
        if let Err(error) = started {
            tracing::error!("what was crawled is found after the next write: {error}");
            self.pace().is_waiting = false;
        }
    }

    fn pace(&self) -> std::sync::MutexGuard<'_, Pace> {
        let pace = self.0.pace.lock();
        pace.unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores records and makes them findable. Needs a write to have begun.
    pub(super) fn write(
        &self,
        records: Vec<Record>,
        meta: &Meta,
        replace_all: bool,
    ) -> Result<(), IndexError> {
        let could_go_on = self.is_index_up_to_date(&self.meta()?);
        let (records, written, is_next) = self.store_records(records, meta, replace_all)?;
        // The usual case, in which the records need not be read again.
        if could_go_on && is_next && !replace_all {
            self.take_up(records, &written)
        } else {
            self.follow()
        }
    }

    /// Stores records. Gives them back as they are stored, with what is known of the whole then,
    /// and whether nobody else wrote since this write began.
    fn store_records(
        &self,
        mut records: Vec<Record>,
        meta: &Meta,
        replace_all: bool,
    ) -> Result<(Vec<Record>, Meta, bool), IndexError> {
        for record in records.iter_mut().filter(|record| record.judged.is_none()) {
            self.settle_alone(record);
        }
        tell_apart(self.store(), &mut records, replace_all)?;
        let number = self.next_number(meta)?;
        for record in &mut records {
            record.number_events(number);
        }
        let written = {
            let count = records.len();
            let _span =
                info_span!(target: "bronwijzer_spans", "store write", records = count).entered();
            self.0.store.write(&records, meta, replace_all)?
        };
        // Others may have written to a store that is shared since it was looked at.
        let is_next = written.number + 1 == number + (records.len() as u64).max(1);
        Ok((records, written, is_next))
    }

    /// Whether the index goes on from where it is, and somebody said something since.
    pub(super) fn lacks_statements(&self) -> bool {
        let held = Note::of(&self.0.search).map_or(0, |note| note.statements);
        held != self.said().number
            && self
                .meta()
                .is_ok_and(|meta| self.held_number(&meta) == Some(meta.number))
    }

    /// Has the search index take up what was said: at once, or with the write that is under
    /// way. Readers are told in either case.
    pub(super) fn take_up_statements(&self) {
        if let Ok(lock) = self.0.writing.try_lock() {
            drop(self.writing_with(lock));
            return;
        }
        // A write can take minutes, and nobody should wait for it who has said something.
        self.publish();
        if self.0.hearing.swap(true, Ordering::AcqRel) {
            return;
        }
        let catalogue = self.clone();
        let started = thread::Builder::new()
            .name("bronwijzer-hear".to_owned())
            .spawn(move || {
                let _writing = catalogue.begin_here();
                // What is said from here on has its own turn.
                catalogue.0.hearing.store(false, Ordering::Release);
            });
        if let Err(error) = started {
            tracing::error!("the search index waits for the last statements: {error}");
            self.0.hearing.store(false, Ordering::Release);
        }
    }

    /// Writes records to the index, which then holds everything up to `meta`.
    fn take_up(&self, mut records: Vec<Record>, meta: &Meta) -> Result<(), IndexError> {
        let assessed_at = self.assessed_at();
        // What is said after this is taken up the next time.
        let said = self.said();
        let held = Note::of(&self.0.search).map_or(0, |note| note.statements);
        let mut spoken_of = said.repositories_after(held);
        for account in said.accounts_after(held) {
            let known = self.0.store.known_under(&account)?.into_iter();
            spoken_of.extend(known.map(|known| known.id));
        }
        spoken_of.retain(|id| records.iter().all(|record| record.observation.id != *id));
        records.extend(self.0.store.records_of(&spoken_of)?);
        // Whether a mirror is shown depends on what it mirrors.
        let mirrors = self.mirrors_of(&records)?;
        records.extend(mirrors);
        let number = records.len();
        let _span =
            info_span!(target: "bronwijzer_spans", "index write", records = number).entered();
        let documents = records.into_iter();
        let documents = documents.map(|record| self.document(record, assessed_at));
        self.0
            .search
            .update(documents, || self.note(assessed_at, meta, said.number))?;
        self.pace().caught_up = Some(Instant::now());
        Ok(())
    }

    /// Makes the index anew from the store alone. Gives back how many repositories it
    /// holds then. Needs a write to have begun.
    pub(super) fn rebuild(&self, meta: &Meta) -> Result<u64, IndexError> {
        let assessed_at = self.assessed_at();
        let statements = self.said().number;
        let _span = info_span!(target: "bronwijzer_spans", "index rebuild").entered();
        self.with_all_documents(assessed_at, |all| {
            let note = || self.note(assessed_at, meta, statements);
            self.0.search.fill(all, note)
        })
    }
}
