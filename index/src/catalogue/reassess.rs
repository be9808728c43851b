//! Judging everything again from the stored facts.

use std::cell::RefCell;
use std::collections::HashMap;
use std::iter;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::observation::Observation;
use chrono::{DateTime, NaiveDate, Utc};

use super::Catalogue;
use crate::assess::RULES_VERSION;
use crate::error::IndexError;
use crate::model::{Meta, Reassessed, Record, StatusCause};
use crate::search::Document;

/// Records that go from hand to hand at once.
const HANDFUL: usize = 64;

/// Handfuls that wait for the next hand: memory is bounded by it.
const WAITING: usize = 4;

/// Records that are stored at once.
const BATCH: usize = 500;

type Judgements<T> = Vec<Result<T, IndexError>>;

/// What came of judging one record again.
struct Again {
    /// The record, when its status changed.
    record: Option<Box<Record>>,
    causes: Vec<StatusCause>,
    /// The document, when it differs from the one in the search index.
    document: Option<Document>,
}

impl Catalogue {
    /// Judges everything as of `now` by the rules of today, from stored facts
    /// alone. A status that changes is noted in the repository's history with
    /// its cause: other rules, or time.
    ///
    /// # Errors
    /// When the store or the index fails; the old judgements stay.
    pub fn reassess(&self, now: DateTime<Utc>) -> Result<Reassessed, IndexError> {
        self.reassess_on(cores(), now)
    }

    /// The same on a single core, for a server that has others to answer
    /// meanwhile.
    ///
    /// # Errors
    /// As [`Catalogue::reassess`].
    pub fn reassess_beside(&self, now: DateTime<Utc>) -> Result<Reassessed, IndexError> {
        self.reassess_on(1, now)
    }

    fn reassess_on(&self, cores: usize, now: DateTime<Utc>) -> Result<Reassessed, IndexError> {
        let _writing = self.begin()?;
        let reassessed = self.judge_all(cores, now, true)?;
        stop_point(StopPoint::IndexCommitted)?;
        self.set_assessed_at(now);
        let judged = Meta {
            judged_at: Some(now),
            judged_by: Some(RULES_VERSION),
            judged_with: Some(self.0.registry_hash),
            ..self.meta()?
        };
        self.0.store.write(&[], &judged, false)?;
        self.follow()?;
        Ok(reassessed)
    }

    /// Judges the search index as of the moment at which another process that shares the store
    /// judged, which wrote what changed. Needs a write to have begun.
    pub(super) fn judge_as_others(&self, at: DateTime<Utc>) -> Result<(), IndexError> {
        // They may have looked at accounts after it was asked how far they wrote.
        self.refresh_looks()?;
        self.judge_all(1, at, false)?;
        self.set_assessed_at(at);
        self.follow()
    }

    /// Judges everything as of `now` in the search index, and in the store where `writes` says so.
    fn judge_all(
        &self,
        cores: usize,
        now: DateTime<Utc>,
        writes: bool,
    ) -> Result<Reassessed, IndexError> {
        // What is judged as before stays as it is in the index: it has to hold the rest already.
        let goes_on = self.is_worth_going_on(&self.meta()?)?;
        if goes_on {
            self.follow()?;
        }
        let meta = self.meta()?;
        let statements = self.said().number;
        let last_judged = meta.judged_at;
        let mut reassessed = Reassessed::default();
        let changed = Changed {
            catalogue: self,
            meta: &meta,
            records: RefCell::default(),
        };
        let judge = |record: Record| self.again(record, now, last_judged, goes_on);
        reassessed.updated = self.with_all(cores, judge, |all| {
            let documents = all.filter_map(|again| {
                let Again {
                    record,
                    causes,
                    document,
                } = match again {
                    Ok(again) => again,
                    Err(error) => return Some(Err(error)),
                };
                causes.into_iter().for_each(|cause| reassessed.count(cause));
                let record = record.filter(|_| writes);
                let kept = record.map_or(Ok(()), |record| changed.keep(*record));
                kept.map_or_else(|error| Some(Err(error)), |()| document.map(Ok))
            });
            // The store comes first: the index must never hold a write that the store
            // has not, which is how a store is known for damaged.
            let last = iter::once_with(|| changed.write_all().err());
            let documents = documents.chain(last.flatten().map(Err));
            // Others may write to a store that is shared meanwhile, of which the index knows nothing.
            let note = || match writes {
                true => self.note_of_now(now, statements),
                false => self.note(now, &meta, statements),
            };
            if goes_on {
                self.0.search.update(documents, note)
            } else {
                self.0.search.fill(documents, note)
            }
        })?;
        Ok(reassessed)
    }

    /// Whether everything was judged on this day already, by the rules of now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_judged_on(&self, day: NaiveDate) -> Result<bool, IndexError> {
        let meta = self.meta()?;
        let is_of_day = meta.judged_at.is_some_and(|at| at.date_naive() == day);
        Ok(is_of_day && meta.judged_by == Some(RULES_VERSION) && self.is_index_up_to_date(&meta))
    }

    /// Notes in records that are to be stored which statuses and licences change by it; `before` is
    /// what was known of those that are stored.
    pub(crate) fn settle(
        &self,
        records: &mut [Record],
        before: &HashMap<RepositoryId, Observation>,
    ) -> Result<(), IndexError> {
        let last_judged = self.meta()?.judged_at;
        for record in records {
            if let Some(before) = before.get(&record.observation.id) {
                let now = self.judged_as_of(record, self.assessed_at());
                let (account, observed_at) = (&record.account, before.observed_at);
                let last_judged = self.was_judged_as_of(account, observed_at, last_judged);
                record.settle(Some(before), now, last_judged);
                record.settle_licence(before);
            }
        }
        Ok(())
    }

    /// Brings up to date what the status of a record was told to be, by its own facts
    /// alone.
    pub(crate) fn settle_alone(&self, record: &mut Record) {
        record.settle(None, self.judged_as_of(record, self.assessed_at()), None);
    }

    fn again(
        &self,
        mut record: Record,
        now: DateTime<Utc>,
        last_judged: Option<DateTime<Utc>>,
        goes_on: bool,
    ) -> Result<Again, IndexError> {
        let unjudged = record.judged.is_none() && record.gone.is_none();
        let observed_at = record.observation.observed_at;
        let last_judged = self.was_judged_as_of(&record.account, observed_at, last_judged);
        let causes = record.settle(None, self.judged_as_of(&record, now), last_judged);
        let kept = (unjudged || !causes.is_empty()).then(|| Box::new(record.clone()));
        let indexed = self.indexed(record, now)?;
        let search = &self.0.search;
        let differs = !goes_on || !search.holds(&indexed)?;
        Ok(Again {
            record: kept,
            causes,
            document: differs.then(|| search.document(&indexed)).transpose()?,
        })
    }

    /// Makes every document anew, for an index that is filled from nothing.
    pub(super) fn with_all_documents<R>(
        &self,
        now: DateTime<Utc>,
        take: impl FnOnce(&mut dyn Iterator<Item = Result<Document, IndexError>>) -> R,
    ) -> R {
        self.with_all(cores(), |record| self.document(record, now), take)
    }

    /// Judges every record on so many cores and hands the judgements to `take`, in
    /// no order. What `take` leaves is not judged.
    pub(super) fn with_all<T: Send, R>(
        &self,
        cores: usize,
        judge: impl Fn(Record) -> Result<T, IndexError> + Sync,
        take: impl FnOnce(&mut dyn Iterator<Item = Result<T, IndexError>>) -> R,
    ) -> R {
        let (read, records) = sync_channel::<Judgements<Record>>(WAITING);
        let (judged, judgements) = sync_channel::<Judgements<T>>(WAITING);
        // Once the last hand lets go of it, reading ends.
        let records = Arc::new(Mutex::new(records));
        thread::scope(|scope| {
            scope.spawn(move || {
                let mut all = self.0.store.records();
                loop {
                    let handful = all.by_ref().take(HANDFUL);
                    let handful: Vec<_> = handful.map(|record| Ok(record?)).collect();
                    // Nobody waits for more once there is an error or an end.
                    if handful.is_empty() || read.send(handful).is_err() {
                        break;
                    }
                }
            });
            let judge = &judge;
            for _ in 0..cores {
                let (records, judged) = (records.clone(), judged.clone());
                scope.spawn(move || {
                    while let Some(handful) = next(&records) {
                        let all = handful.into_iter().map(|record| judge(record?));
                        if judged.send(all.collect()).is_err() {
                            break;
                        }
                    }
                });
            }
            drop((records, judged));
            let result = take(&mut judgements.iter().flatten());
            drop(judgements);
            result
        })
    }
}

/// Records whose status changed, on their way to the store.
struct Changed<'a> {
    catalogue: &'a Catalogue,
    meta: &'a Meta,
    records: RefCell<Vec<Record>>,
}

impl Changed<'_> {
    fn keep(&self, record: Record) -> Result<(), IndexError> {
        self.records.borrow_mut().push(record);
        if self.records.borrow().len() >= BATCH {
            self.write()?;
        }
        Ok(())
    }

    fn write(&self) -> Result<(), IndexError> {
        let mut records = self.records.take();
        if !records.is_empty() {
            let number = self.catalogue.next_number(self.meta)?;
            for record in &mut records {
                record.number_events(number);
            }
            self.catalogue.0.store.write(&records, self.meta, false)?;
        }
        Ok(())
    }

    fn write_all(&self) -> Result<(), IndexError> {
        self.write()?;
        stop_point(StopPoint::StoreWritten)
    }
}

/// Where a test has a process end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StopPoint {
    StoreWritten,
    IndexCommitted,
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "tests have it fail")]
fn stop_point(_: StopPoint) -> Result<(), IndexError> {
    Ok(())
}

#[cfg(test)]
use tests::stop_point;

pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

fn next<T>(queue: &Mutex<Receiver<T>>) -> Option<T> {
    queue.lock().ok()?.recv().ok()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use bronwijzer_crawler::sink::AccountMemory;

    use super::*;
    use crate::model::{Contents, EventKind, SAMPLE};

    thread_local! {
        static STOP: Cell<Option<StopPoint>> = const { Cell::new(None) };
    }

    pub(super) fn stop_point(point: StopPoint) -> Result<(), IndexError> {
        match STOP.get() {
            Some(stop) if stop == point => Err(IndexError::DamagedIndex("stopped here".to_owned())),
            _ => Ok(()),
        }
    }

    /// Lets a crawl list every account to the end.
    fn look_at_all(catalogue: &Catalogue, at: DateTime<Utc>) {
        let store = catalogue.store();
        let accounts = store.records().map(|record| record.unwrap().account);
        let memories: Vec<AccountMemory> = accounts
            .map(|account| AccountMemory {
                completed_at: Some(at),
                ..AccountMemory::new(account)
            })
            .collect();
        store.write_accounts(&memories).unwrap();
        catalogue.refresh_looks().unwrap();
    }

    #[test]
    fn stop_during_reassess_leaves_a_sound_store() {
        let day = |day: &str| -> DateTime<Utc> { format!("{day}T12:00:00Z").parse().unwrap() };
        let (first, later) = (day("2026-09-01"), day("2027-09-01"));
        for point in [StopPoint::StoreWritten, StopPoint::IndexCommitted] {
            let dir = tempfile::tempdir().unwrap();
            let open = || {
                let opened = Catalogue::open(dir.path(), Vec::new(), first).unwrap();
                assert_eq!(opened.notices, Vec::<String>::new(), "{point:?}");
                opened.catalogue
            };
            let catalogue = open();
            let report = catalogue.import(SAMPLE, Contents::Imported).unwrap();
            catalogue.backup().unwrap();
            look_at_all(&catalogue, later);
            STOP.set(Some(point));
            assert!(catalogue.reassess(later).is_err(), "{point:?}");
            STOP.set(None);
            drop(catalogue);
            let catalogue = open();
            assert!(!catalogue.is_judged_on(later.date_naive()).unwrap());
            catalogue.reassess(later).unwrap();
            assert!(catalogue.is_judged_on(later.date_naive()).unwrap());
            // Each change is told once, before the stop or after it.
            let status_changes = |record: &Record| {
                let events = record.history.iter().map(|event| &event.what);
                let changes = events.filter(|what| matches!(what, EventKind::StatusChanged { .. }));
                changes.count()
            };
            let records = catalogue.store().records();
            let counts: Vec<usize> = records
                .map(|record| status_changes(&record.unwrap()))
                .collect();
            assert_eq!(counts.iter().max(), Some(&1), "{point:?}");
            assert_eq!(
                catalogue.export(std::io::sink()).unwrap(),
                report.repositories
            );
        }
    }
}
