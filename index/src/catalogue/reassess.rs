//! Judging everything again from the stored facts.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use chrono::{DateTime, NaiveDate, Utc};

use super::Catalogue;
use crate::assess::RULES_VERSION;
use crate::error::IndexError;
use crate::search::Document;
use crate::status_history::{Reassessed, StatusCause};
use crate::store::{Meta, Record, Store};

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
        let _writing = self.begin();
        let meta = self.meta()?;
        let before = self.assessed_at();
        let whole = self.index_belongs_to(before, &meta);
        let last_judged = meta.judged_at;
        let next = Meta {
            generation: meta.generation + 1,
            judged_at: Some(now),
            judged_by: Some(RULES_VERSION),
            ..meta.clone()
        };
        let under_way = Meta {
            judged_at: meta.judged_at,
            judged_by: meta.judged_by,
            ..next.clone()
        };
        // First, as the index must never have seen a write that the store has not: that
        // is how a store is known for damaged. Until the index is committed it is of an
        // earlier generation, so a stop in between is noticed.
        self.0.store.write(&[], &under_way, false)?;
        stop_point(StopPoint::StoreBegun)?;
        let mut reassessed = Reassessed::default();
        let mut changed = Vec::new();
        let judge = |record: Record| self.again(record, now, last_judged, whole);
        reassessed.updated = self.with_all(cores, judge, |all| {
            let documents = all.filter_map(|again| {
                let again = match again {
                    Ok(again) => again,
                    Err(error) => return Some(Err(error)),
                };
                again
                    .causes
                    .into_iter()
                    .for_each(|cause| reassessed.count(cause));
                changed.extend(again.record.map(|record| *record));
                if changed.len() >= BATCH
                    && let Err(error) = self.0.store.write(&changed, &under_way, false)
                {
                    return Some(Err(error));
                }
                if changed.len() >= BATCH {
                    changed.clear();
                }
                again.document.map(Ok)
            });
            let note = self.note(now, &next);
            if whole {
                self.0.search.update(documents, &note)
            } else {
                self.0.search.fill(documents, &note)
            }
        })?;
        stop_point(StopPoint::IndexCommitted)?;
        self.0.store.write(&changed, &next, false)?;
        self.set_assessed_at(now);
        Ok(reassessed)
    }

    /// Whether everything was judged on this day already, by the rules of now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_judged_on(&self, day: NaiveDate) -> Result<bool, IndexError> {
        let meta = self.meta()?;
        let is_of_day = meta.judged_at.is_some_and(|at| at.date_naive() == day);
        Ok(is_of_day
            && meta.judged_by == Some(RULES_VERSION)
            && self.index_belongs_to(self.assessed_at(), &meta))
    }

    /// Notes in records that are to be stored which statuses change by it.
    pub(crate) fn settle(&self, records: &mut [Record]) -> Result<(), IndexError> {
        let last_judged = self.meta()?.judged_at;
        for record in records {
            if let Some(before) = self.0.store.record(&record.observation.id)? {
                let now = self.judged_as_of(record, self.assessed_at());
                record.settle(Some(&before.observation), now, last_judged);
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
        whole: bool,
    ) -> Result<Again, IndexError> {
        let unjudged = record.judged.is_none() && record.gone.is_none();
        let causes = record.settle(None, self.judged_as_of(&record, now), last_judged);
        let kept = (unjudged || !causes.is_empty()).then(|| Box::new(record.clone()));
        let indexed = self.indexed(record, now)?;
        let search = &self.0.search;
        let differs = !whole || !search.holds(&indexed)?;
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
    fn with_all<T: Send, R>(
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
                    let handful: Vec<_> = all.by_ref().take(HANDFUL).collect();
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

/// Where a test has a process end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StopPoint {
    StoreBegun,
    IndexCommitted,
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "tests have it fail")]
fn stop_point(_: StopPoint) -> Result<(), IndexError> {
    Ok(())
}

#[cfg(test)]
use tests::stop_point;

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

fn next<T>(queue: &Mutex<Receiver<T>>) -> Option<T> {
    queue.lock().ok()?.recv().ok()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::catalogue::{Contents, SAMPLE};

    thread_local! {
        static STOP: Cell<Option<StopPoint>> = const { Cell::new(None) };
    }

    pub(super) fn stop_point(point: StopPoint) -> Result<(), IndexError> {
        match STOP.get() {
            Some(stop) if stop == point => Err(IndexError::Corrupt("stopped here".to_owned())),
            _ => Ok(()),
        }
    }

    #[test]
    fn stop_during_reassess_leaves_a_sound_store() {
        let day = |day: &str| -> DateTime<Utc> { format!("{day}T12:00:00Z").parse().unwrap() };
        let (first, later) = (day("2026-09-01"), day("2027-09-01"));
        for point in [StopPoint::StoreBegun, StopPoint::IndexCommitted] {
            let dir = tempfile::tempdir().unwrap();
            let open = || {
                let opened = Catalogue::open(dir.path(), Vec::new(), first).unwrap();
                assert_eq!(opened.notices, Vec::<String>::new(), "{point:?}");
                opened.catalogue
            };
            let catalogue = open();
            let report = catalogue.import(SAMPLE, Contents::Imported).unwrap();
            catalogue.backup().unwrap();
            STOP.set(Some(point));
            assert!(catalogue.reassess(later).is_err(), "{point:?}");
            STOP.set(None);
            drop(catalogue);
            let catalogue = open();
            assert!(!catalogue.is_judged_on(later.date_naive()).unwrap());
            let reassessed = catalogue.reassess(later).unwrap();
            assert!(reassessed.by_time > 0, "{point:?}");
            assert_eq!(
                catalogue.export(std::io::sink()).unwrap(),
                report.repositories
            );
        }
    }
}
