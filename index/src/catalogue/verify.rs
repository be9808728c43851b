//! Proof that store, search index and backups are whole and agree, and the repair of what
//! does not.
//!
//! What the index holds of a repository follows from the record alone, by the registry, the
//! rules and the moment that it was judged at. So each record is judged once more as of that
//! moment, and what would be written of it is compared with what is there.

use std::collections::HashSet;
use std::path::Path;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Organisation;
use chrono::{DateTime, Utc};

use super::follow::Note;
use super::{Catalogue, Contents, Opened, Options};
use crate::error::IndexError;
use crate::model::{Meta, Record};
use crate::search::{AllHeld, SearchIndex, ToRead};
use crate::store::{self, Inspected};
use crate::verify::{FaultKind, Part, Repair, Step, Verification, Watch};

/// So many damaged files of an index are told of.
const MOST_FILES: usize = 20;

/// From this share of the index on it is made anew rather than mended: a quarter.
const ANEW_FROM: u64 = 4;

/// A record as it was compared.
struct Compared {
    id: String,
    /// What should be held of it.
    should: Should,
    awaits_reassessment: bool,
}

enum Should {
    /// It is gone, and nothing should be.
    BeAbsent,
    /// It should be there; when it was judged as it would be now, with this content.
    BeThere(Option<(u64, u64)>),
}

impl Catalogue {
    /// Proves that everything in an open catalogue is whole and agrees. Writes of crawls wait
    /// for it. What the store keeps in memory is not read from the disk again:
    /// [`Catalogue::verify_in`] does that.
    ///
    /// # Errors
    /// When the disk is in the way.
    pub fn verify(&self, watch: Watch<'_>) -> Result<Verification, IndexError> {
        let mut report = Verification::default();
        let _writing = self.begin()?;
        if self.awaits_taking_up() {
            self.take_up_crawled()?;
        }
        self.0.store.verify(&mut report, watch)?;
        if let Some(dir) = self.0.search.path().parent() {
            store::verify_backups(dir, &mut report, watch)?;
        }
        self.compare(&mut report, 1, watch)?;
        let remark = "the running server looked at what it has open; what it keeps in memory was \
                      not read from the disk again";
        report.remarks.push(remark.to_owned());
        Ok(report)
    }

    /// Proves that everything in the data folder `dir` is whole and agrees, from what is on
    /// the disk. Nothing is changed: of the store a copy is looked at, which needs as much
    /// room for as long. The other arguments are as of [`Catalogue::open_with`].
    ///
    /// # Errors
    /// [`StoreError::InUse`](crate::StoreError::InUse) while another process has it open, and
    /// [`StoreError::Io`](crate::StoreError::Io) when the disk is in the way.
    pub fn verify_in(
        dir: &Path,
        organisations: &[Organisation],
        now: DateTime<Utc>,
        options: &Options,
        watch: Watch<'_>,
    ) -> Result<Verification, IndexError> {
        let mut report = Verification::default();
        let index = dir.join("index");
        let number = Note::number_in(&index);
        let Some(Inspected { store, guard }) =
            store::inspect(&options.store, dir, number, &mut report, watch)?
        else {
            return Ok(report);
        };
        let is_new = store.meta().is_ok_and(|meta| meta.is_none());
        let mut fault = |kind, why: String| report.fault(Part::Index, kind, "index", why);
        match SearchIndex::open_to_read(&index)? {
            // There is nothing to find.
            ToRead::Missing if is_new => {}
            ToRead::Missing => fault(FaultKind::Missing, "it is missing".to_owned()),
            ToRead::Outdated => fault(
                FaultKind::Outdated,
                "another version of the program made it; the next start makes it anew".to_owned(),
            ),
            ToRead::Damaged(why) => fault(FaultKind::Damaged, why),
            ToRead::Index(search) if report.has_fault_in(Part::Store) => {
                let files = search.damaged_files(|_| false, MOST_FILES)?;
                for why in files {
                    report.fault(Part::Index, FaultKind::Damaged, "index", why);
                }
                let remark = "the search index was not compared with the store, which has faults";
                report.remarks.push(remark.to_owned());
            }
            ToRead::Index(search) => {
                let catalogue = Self::assemble(
                    &store,
                    *search,
                    organisations.to_vec(),
                    now,
                    options.clone(),
                    Vec::new(),
                )?;
                if let Some(note) = Note::of(&catalogue.0.search) {
                    catalogue.set_assessed_at(note.assessed_at);
                }
                catalogue.compare(&mut report, super::reassess::cores(), watch)?;
            }
        }
        drop(guard);
        Ok(report)
    }

    /// Heals what [`Catalogue::verify_in`] finds in the data folder `dir`: the store is
    /// replaced by what can be read of it and of the backups, and set aside; the index takes
    /// up what differs, or is made anew; damaged backups are set aside and a whole one is
    /// written. Nothing is removed but what is derived. The arguments are as there.
    ///
    /// # Errors
    /// As of [`Catalogue::verify_in`] and [`Catalogue::open_with`].
    pub fn repair_in(
        dir: &Path,
        organisations: &[Organisation],
        now: DateTime<Utc>,
        options: &Options,
        watch: Watch<'_>,
    ) -> Result<Repair, IndexError> {
        let verify = || Self::verify_in(dir, organisations, now, options, watch);
        let before = verify()?;
        if before.is_clean() {
            return Ok(Repair {
                after: before.clone(),
                before,
                done: Vec::new(),
            });
        }
        store::distrust_files(dir)?;
        let Opened {
            catalogue,
            notices: mut done,
        } = Self::open_distrusting(
            dir,
            organisations.to_vec(),
            now,
            options.clone(),
            damage_in(&before),
        )?;
        done.extend(catalogue.mend_what_differs(&before, watch)?);
        if done.is_empty() && before.has_fault_in(Part::Index) {
            // One of another store, which opening replaces without a word.
            done.push("The search index was made anew from the store.".to_owned());
        }
        let aside = store::set_aside_damaged_backups(dir, &before)?;
        done.extend(
            aside
                .iter()
                .map(|file| format!("The backup {file} is damaged and was set aside.")),
        );
        let is_real = !matches!(
            catalogue.meta()?.contents,
            Contents::Empty | Contents::Sample
        );
        if is_real && (!aside.is_empty() || before.has_fault_in(Part::Store)) {
            let backup = catalogue.backup_of_now()?;
            done.push(format!("All of it is in the backup {}.", backup.display()));
        }
        drop(catalogue);
        let after = verify()?;
        Ok(Repair {
            before,
            done,
            after,
        })
    }

    /// Makes the index hold what the store does, where it differs after it was opened. Gives
    /// back what was done.
    fn mend_what_differs(
        &self,
        before: &Verification,
        watch: Watch<'_>,
    ) -> Result<Vec<String>, IndexError> {
        let mut done = Vec::new();
        let mut now = Verification::default();
        let differing = {
            let _writing = self.begin()?;
            self.compare(&mut now, super::reassess::cores(), watch)?
        };
        let taken_up = now.indexed_write.checked_sub(before.indexed_write);
        if let Some(writes) = taken_up.filter(|writes| *writes > 0) {
            done.push(format!(
                "The search index holds {writes} more writes of the store."
            ));
        }
        if now.is_clean() {
            return Ok(done);
        }
        let files_are_whole = now.faults.iter().all(|fault| fault.place != "index");
        if files_are_whole && (differing.len() as u64) < self.0.search.len()? / ANEW_FROM {
            let _writing = self.begin()?;
            self.take_up_again(&differing)?;
            done.push(format!(
                "{} repositories were taken up by the search index anew.",
                differing.len()
            ));
        } else {
            let repositories = self.reindex()?;
            done.push(format!(
                "The search index was made anew from the store: {repositories} repositories."
            ));
        }
        Ok(done)
    }

    /// Writes what the store has of these repositories to the index once more, and removes
    /// those that it has not. Needs a write to have begun.
    fn take_up_again(&self, ids: &[String]) -> Result<(), IndexError> {
        let known: Vec<RepositoryId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let records = self.0.store.records_of(&known)?;
        let present: HashSet<String> = records
            .iter()
            .map(|record| record.observation.id.to_string())
            .collect();
        let removed = ids.iter().filter(|id| !present.contains(*id));
        let removed = removed.map(|id| Ok(SearchIndex::removal(id.clone())));
        let assessed_at = self.assessed_at();
        let written = records
            .into_iter()
            .map(|record| self.document(record, assessed_at));
        let statements = self.said().number;
        self.0.search.update(removed.chain(written), || {
            self.note_of_now(assessed_at, statements)
        })?;
        Ok(())
    }

    /// Compares the index with the store. Gives back the repositories of which it holds what
    /// it should not.
    fn compare(
        &self,
        report: &mut Verification,
        cores: usize,
        watch: Watch<'_>,
    ) -> Result<Vec<String>, IndexError> {
        let files = self.0.search.damaged_files(|_| false, MOST_FILES)?;
        let is_damaged = !files.is_empty();
        for why in files {
            report.fault(Part::Index, FaultKind::Damaged, "index", why);
        }
        let meta = self.meta()?;
        let is_current = self.compare_notes(report, &meta);
        if is_damaged {
            return Ok(Vec::new());
        }
        let mut all = match self.0.search.all_held() {
            Ok(all) => all,
            Err(error) => {
                report.fault(Part::Index, FaultKind::Damaged, "index", error.to_string());
                return Ok(Vec::new());
            }
        };
        report.indexed = all.documents.len() as u64;
        let mut differing = std::mem::take(&mut all.twice);
        for id in &differing {
            let why = "it is there more than once";
            report.fault(Part::Index, FaultKind::Extra, &**id, why);
        }
        let unseen = self.written_since(report.indexed_write, &meta)?;
        let assessed_at = self.assessed_at();
        let judge = |record: Record| self.compared(record, assessed_at, is_current);
        let of = report.rows.get("records").copied();
        let seen = self.with_all(cores, judge, |compared| {
            let mut seen = 0;
            for one in compared {
                let one = one?;
                seen += 1;
                if seen % 100 == 0 {
                    watch(Step::Index, seen, of);
                }
                let id = one.id.clone();
                let is_unseen = unseen.contains(&id);
                if !hold_against(&mut all, one, is_unseen, report) {
                    differing.push(id);
                }
            }
            Ok::<u64, IndexError>(seen)
        })?;
        report.compared = seen;
        for id in all.documents.into_keys() {
            let why = "it is in the search index, and the store has no record";
            report.fault(Part::Index, FaultKind::Extra, &*id, why);
            differing.push(id);
        }
        Ok(differing)
    }

    fn compared(
        &self,
        record: Record,
        now: DateTime<Utc>,
        with_content: bool,
    ) -> Result<Compared, IndexError> {
        let id = record.observation.id.to_string();
        let awaits_reassessment = self.awaits_reassessment(&record.account);
        let should = if record.gone.is_some() {
            Should::BeAbsent
        } else if with_content {
            let held = self.0.search.would_hold(&self.indexed(record, now)?)?;
            Should::BeThere(held.map(|held| (held.content, held.fingerprint)))
        } else {
            Should::BeThere(None)
        };
        Ok(Compared {
            id,
            should,
            awaits_reassessment,
        })
    }

    /// The repositories that were written after the index took up anything.
    fn written_since(&self, number: u64, meta: &Meta) -> Result<HashSet<String>, IndexError> {
        if number >= meta.number {
            return Ok(HashSet::new());
        }
        let rows = self.0.store.written_after(number, usize::MAX)?.into_iter();
        Ok(rows.map(|(_, id)| id.to_string()).collect())
    }

    /// Compares what the index says of itself with the store. Gives back whether what it
    /// holds should be what would be written now.
    fn compare_notes(&self, report: &mut Verification, meta: &Meta) -> bool {
        report.last_write = meta.number;
        let mut fault = |part, kind, why: String| report.fault(part, kind, "index", why);
        let Some(note) = Note::of(&self.0.search) else {
            if meta.number > 0 {
                let why = "it holds nothing yet; the next start makes it anew".to_owned();
                fault(Part::Index, FaultKind::Outdated, why);
            }
            return false;
        };
        let (held, last) = (note.number, meta.number);
        let statements = self.said().number;
        let should = self.note_of(note.assessed_at, meta, statements);
        let mut is_current = true;
        if !note.is_judged_as(&should) {
            let why = "it was made by another registry, configuration or version; the next start \
                       makes it anew";
            fault(Part::Index, FaultKind::Outdated, why.to_owned());
            is_current = false;
        }
        let is_of_this_store = note.is_of_the_store_of(&should);
        if !is_of_this_store {
            let why = "it was made of another store; the next start makes it anew";
            fault(Part::Index, FaultKind::Outdated, why.to_owned());
        }
        if held > last && !is_of_this_store {
            is_current = false;
        } else if held > last {
            let why = format!("it has seen write {held}, and the last in the store is {last}");
            fault(Part::Store, FaultKind::Lost, why);
        } else if held < meta.cleared_at {
            let why = "it holds what the store dropped since; the next start makes it anew";
            fault(Part::Index, FaultKind::Outdated, why.to_owned());
            is_current = false;
        } else if held < last {
            let why = format!(
                "it holds writes up to {held}, and the last in the store is {last}; the next start \
                 takes them up"
            );
            fault(Part::Index, FaultKind::Behind, why);
            is_current = false;
        } else if note.content != meta.content {
            let why = "the store held something else when it was written";
            fault(Part::Index, FaultKind::Differs, why.to_owned());
        }
        if note.statements > statements {
            let why = format!(
                "it has seen what people said up to {}, and the store ends at {statements}",
                note.statements
            );
            fault(Part::Store, FaultKind::Lost, why);
        } else if note.statements < statements {
            let why = format!(
                "it holds what people said up to {}, and the store has more up to {statements}; \
                 the next start takes it up",
                note.statements
            );
            fault(Part::Index, FaultKind::Behind, why);
            is_current = false;
        }
        report.indexed_write = held;
        is_current
    }
}

/// Holds what should be held of a repository against what is, and takes it out. Gives back
/// whether it is right; what is wrong goes into the report.
fn hold_against(
    all: &mut AllHeld,
    one: Compared,
    is_unseen: bool,
    report: &mut Verification,
) -> bool {
    let held = all.documents.remove(&one.id);
    // The index is told to be behind by these.
    if is_unseen {
        return true;
    }
    let mut fault = |kind, why: &str| {
        report.fault(Part::Index, kind, &*one.id, why);
        false
    };
    match (one.should, held) {
        (Should::BeAbsent, None) | (Should::BeThere(None), Some(_)) => true,
        (Should::BeAbsent, Some(_)) => fault(
            FaultKind::Extra,
            "it can be found, and the repository is gone",
        ),
        (Should::BeThere(_), None) => fault(
            FaultKind::Missing,
            "the store has it, and it can't be found",
        ),
        (Should::BeThere(Some((content, fingerprint))), Some(held)) => {
            if fingerprint != held.fingerprint {
                if one.awaits_reassessment {
                    report.awaiting_reassessment += 1;
                    return true;
                }
                fault(
                    FaultKind::Differs,
                    "what the search index shows of it is not what the store has",
                )
            } else if content == held.content {
                true
            } else {
                fault(
                    FaultKind::Differs,
                    "what it can be found by is not what the store has",
                )
            }
        }
    }
}

/// What is wrong with the store so that it has to be replaced; `None` where that is not so.
fn damage_in(report: &Verification) -> Option<String> {
    let damage = report.faults.iter().filter(|fault| {
        // Lost writes are in no part of it, and files derived from others are removed.
        fault.part == Part::Store
            && fault.kind != FaultKind::Lost
            && !fault.place.starts_with("store/snap.")
    });
    let mut damage = damage.map(|fault| format!("{}: {}", fault.place, fault.why));
    let first = damage.next()?;
    let others = damage.count() as u64 + report.more_faults;
    Some(if others == 0 {
        first
    } else {
        format!("{first}; and {others} faults more")
    })
}
