//! Taking up a file with a catalogue, and writing one: see [`catalogue_file`](crate::store::catalogue_file).

use std::collections::HashSet;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{NaiveDate, Utc};

use super::Catalogue;
use crate::assess::RULES_VERSION;
use crate::error::IndexError;
use crate::model::{Contents, Meta, Record, Snapshot, tell_apart};
use crate::store::catalogue_file::{self, Carries, Lines, Said, read_header, take_up};

pub use crate::store::catalogue_file::ImportReport;

/// What an import makes of repositories that were removed by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// They stay removed, whatever the file says.
    Stay,
    /// They come back when the file has them.
    ComeBack,
}

/// What an import makes of what a backup has of members: who they are, which of them are
/// moderators, their sessions, access tokens, messages, and all that they said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Members {
    /// It is left out: a file of somebody else must let nobody in.
    LeftOut,
    /// It is taken up where there is none of it yet: the file is a backup of one's own.
    TakenUp,
}

impl Catalogue {
    /// Takes up a file. Repositories that are in the catalogue already are
    /// replaced by what the file says of them; a sample is replaced whole.
    /// `contents` says what the catalogue holds from then on. Snapshots are
    /// added of days that are not kept yet: those that are there stay. A sample
    /// brings none. What is of members is left out, but for what everybody may see.
    ///
    /// # Errors
    /// [`StoreError::NotACatalogue`](crate::StoreError::NotACatalogue) when the file does not begin with our
    /// header, and when it can't be read or stored. Lines that can't be read
    /// are no error: they are in the report.
    pub fn import(
        &self,
        reader: impl Read + Send,
        contents: Contents,
    ) -> Result<ImportReport, IndexError> {
        self.import_with(reader, contents, Removed::Stay, Members::LeftOut)
    }

    /// Like [`Catalogue::import`]; `removed` says what becomes of repositories that were
    /// removed by hand, and `members` what becomes of members.
    ///
    /// # Errors
    /// As [`Catalogue::import`].
    pub fn import_with(
        &self,
        reader: impl Read + Send,
        contents: Contents,
        removed: Removed,
        members: Members,
    ) -> Result<ImportReport, IndexError> {
        let mut lines = Lines::new(reader)?;
        read_header(&mut lines)?;
        let _writing = self.begin()?;
        let before = self.meta()?.contents;
        let mut replaces_sample = before == Contents::Sample;
        let was_empty = replaces_sample || before == Contents::Empty;
        let with_snapshots = contents != Contents::Sample;
        if replaces_sample {
            self.community().drop_examples()?;
        }
        let stays_gone = AtomicU64::new(0);
        let removals = self.removals();
        let settle = |record: &mut Record, stored: Option<&Record>| {
            record.renumber_events(stored);
            let is_new = stored.is_none();
            if let Some(stored) = stored {
                // Others know it by this one.
                record.keep_uuid(stored.uuid());
                if stays_gone_over(stored, record, removed) {
                    *record = stored.clone();
                    stays_gone.fetch_add(1, Ordering::Relaxed);
                } else if record.gone.is_none() {
                    // A file from before there were outside sources takes nothing away.
                    record.outside.keep_newest(stored.outside.clone());
                }
            }
            if removed == Removed::ComeBack {
                removals.redact(&mut record.observation);
            } else if removals.screen(record, is_new) && record.is_removed() {
                stays_gone.fetch_add(1, Ordering::Relaxed);
            }
            self.settle_alone(record);
        };
        let store = self.store();
        let mut people = Vec::new();
        let mut left_out = 0;
        // A day that was kept whole stays what it was: a scope that it lacks had nothing.
        let whole: HashSet<NaiveDate> = self.kept_days()?.into_iter().collect();
        let wants = |snapshot: &Snapshot| with_snapshots && !whole.contains(&snapshot.day);
        let report = take_up(
            lines,
            store,
            wants,
            // Nothing that is stored of a sample has a say.
            (before != Contents::Sample).then_some(store),
            settle,
            |records| {
                let replaces = std::mem::take(&mut replaces_sample);
                tell_apart(store, records, replaces)?;
                let meta = store.meta()?.unwrap_or_default();
                for record in records.iter_mut() {
                    record.number_events(meta.number + 1);
                }
                store.write(records, &meta.with(records, contents, replaces), replaces)?;
                Ok(())
            },
            |said| {
                for one in said {
                    if members == Members::LeftOut && matches!(one, Said::Document(_)) {
                        left_out += 1;
                    } else {
                        people.push(one);
                    }
                }
                Ok(0)
            },
        )?;
        let statements = self.community().import(people)?;
        if removed == Removed::ComeBack {
            self.let_come_back()?;
        }
        self.take_up_removals(Utc::now())?;
        self.refresh_looks()?;
        if report.snapshots > 0 {
            self.renew_since(NaiveDate::MIN)?;
            self.forget_states();
        }
        if was_empty {
            // Each of them was judged, and there is nothing else.
            let meta = Meta {
                judged_at: Some(self.assessed_at()),
                judged_by: Some(RULES_VERSION),
                ..self.meta()?
            };
            store.write(&[], &meta, false)?;
        }
        self.follow()?;
        let stays_gone = stays_gone.into_inner();
        Ok(ImportReport {
            repositories: report.repositories - stays_gone.min(report.repositories),
            stays_gone,
            statements,
            left_out,
            ..report
        })
    }

    /// Writes the whole catalogue for others, compressed: of people what everybody may see.
    /// Gives back how many repositories it wrote. Writes to the catalogue wait for it.
    ///
    /// # Errors
    /// When the store can't be read or `writer` can't be written.
    pub fn export(&self, writer: impl Write) -> Result<u64, IndexError> {
        // Else a batch that is stored meanwhile could come out by halves.
        let _writing = self.begin()?;
        Ok(catalogue_file::write_all(
            self.store(),
            writer,
            Carries::Public,
        )?)
    }
}

/// Whether what is `stored` of a repository stays, as it left after the file was written or
/// was removed by hand: an older file must not make it public again.
pub(super) fn stays_gone_over(stored: &Record, record: &Record, removed: Removed) -> bool {
    let Some(gone) = stored.gone else {
        return false;
    };
    if stored.is_removed() {
        removed == Removed::Stay
    } else {
        record.last_seen() <= gone.noticed_at
    }
}
