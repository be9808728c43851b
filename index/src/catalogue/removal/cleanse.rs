//! Taking what must go out of files that were written before: the backups beside the store, and
//! those elsewhere.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::{Arc, MutexGuard, PoisonError};

use bronwijzer_crawler::sink::DepartureKind;

use super::{Catalogue, Removals, WRITTEN};
use crate::community::member::MemberId;
use crate::community::statement::{Behalf, Statement};
use crate::error::IndexError;
use crate::files::Stamp;
use crate::model::Record;
use crate::store::catalogue_file::{FileLine, Rewritten, rewrite};
use crate::store::documents::{Document, Table};
use crate::store::{StoreError, rewrite_backup};

/// What came of going through backups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleansed {
    /// Those that held something that had to go, and no longer do.
    pub rewritten: Vec<PathBuf>,
    /// Those that can't be read, so that nobody knows what is in them.
    pub unreadable: Vec<PathBuf>,
}

/// Records that are looked at at once.
const BATCH: usize = 500;

/// The backups that hold nothing that must go, and up to which write and by which list that is so.
/// To read one takes as long as to make it, and looks up each of its repositories; what must go since
/// then follows from the few writes that came after.
#[derive(Debug, Default)]
pub(in crate::catalogue) struct KnownClean {
    files: HashMap<PathBuf, Stamp>,
    number: u64,
    removals: Arc<Removals>,
}

impl Catalogue {
    /// Takes out of every backup beside the store what was removed, and what its owner made
    /// private or a court had blocked. Each is replaced as a whole.
    ///
    /// # Errors
    /// When the disk is full or the store fails. What was done is done.
    pub fn cleanse_backups(&self) -> Result<Cleansed, IndexError> {
        self.clean_backups().files.clear();
        self.keep_backups_clean()
    }

    /// The same after a write. A backup that this process found clean is read again only when it,
    /// or what must go, is not as it was then.
    ///
    /// # Errors
    /// As of [`Catalogue::cleanse_backups`].
    pub fn keep_backups_clean(&self) -> Result<Cleansed, IndexError> {
        // Members delete themselves too.
        self.read_removals()?;
        let mut clean = self.clean_backups();
        // What is written from here on is looked at the next time.
        let number = self.meta()?.number;
        let removals = self.removals();
        let is_known = !clean.files.is_empty() && removals.iter().eq(clean.removals.iter());
        if !is_known || self.any_withdrawn_after(clean.number)? {
            clean.files.clear();
        }
        clean.number = number;
        clean.removals = removals;
        let paths = self.store().backup_files()?;
        clean.files.retain(|path, _| paths.contains(path));
        let mut cleansed = Cleansed::default();
        for path in paths {
            let stamp = Stamp::of(&path).map_err(StoreError::io(&path))?;
            if clean.files.get(&path) == Some(&stamp) {
                continue;
            }
            match rewrite_backup(&path, &mut |line| self.cleanse_line(line)) {
                Ok(false) => {
                    clean.files.insert(path, stamp);
                }
                // It is another file now, which is read once more.
                Ok(true) => cleansed.rewritten.push(path),
                Err(StoreError::NotACatalogue(why)) => {
                    tracing::warn!("the backup {} can't be read: {why}", path.display());
                    cleansed.unreadable.push(path);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(cleansed)
    }

    fn clean_backups(&self) -> MutexGuard<'_, KnownClean> {
        let clean = self.0.clean_backups.lock();
        // What it says of a file is true by itself, whoever panicked.
        clean.unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether any repository that was written after a number was withdrawn by somebody.
    fn any_withdrawn_after(&self, mut number: u64) -> Result<bool, StoreError> {
        loop {
            let written = self.store().written_after(number, BATCH)?;
            let Some((last, _)) = written.last() else {
                return Ok(false);
            };
            number = *last;
            let ids: Vec<_> = written.into_iter().map(|(_, id)| id).collect();
            let records = self.store().records_of(&ids)?;
            let gone = records.iter().filter_map(|record| record.gone);
            if gone.into_iter().any(|gone| is_on_purpose(gone.kind)) {
                return Ok(true);
            }
        }
    }

    /// Writes a file again without what must go. Gives back whether there was anything.
    ///
    /// # Errors
    /// [`StoreError::NotACatalogue`] when it can't be read, and when it can't be written or
    /// the store fails.
    pub fn cleanse(&self, file: impl Read + Send, to: impl Write) -> Result<bool, IndexError> {
        self.read_removals()?;
        Ok(rewrite(file, Some(to), &mut |line| {
            self.cleanse_line(line)
        })?)
    }

    fn cleanse_line(&self, line: FileLine<'_>) -> Result<Rewritten, StoreError> {
        let removals = self.removals();
        Ok(match line {
            FileLine::Record(record) => self.cleanse_record(record, &removals)?,
            FileLine::Document(document) => cleanse_document(document, &removals),
            FileLine::Statement(statement) => cleanse_statement(statement, &removals),
            FileLine::Member(member) if removals.members().contains(&member.id) => {
                Rewritten::Dropped
            }
            FileLine::Member(_) => Rewritten::Same,
        })
    }

    fn cleanse_record(
        &self,
        record: &mut Record,
        removals: &Removals,
    ) -> Result<Rewritten, StoreError> {
        let stored = self.store().record(&record.observation.id)?;
        if let Some(stored) = stored
            && let Some(gone) = stored.gone
            && record.gone.is_none()
            && is_on_purpose(gone.kind)
            && (record.last_seen() <= gone.noticed_at || stored.is_removed())
        {
            *record = stored;
            return Ok(Rewritten::Changed);
        }
        Ok(if removals.screen(record, true) {
            Rewritten::Changed
        } else {
            Rewritten::Same
        })
    }
}

/// Whether somebody wanted it gone, rather than that it can't be found.
fn is_on_purpose(kind: DepartureKind) -> bool {
    matches!(
        kind,
        DepartureKind::MadePrivate | DepartureKind::Blocked | DepartureKind::Removed
    )
}

/// Identifiers of members are random, so wherever one stands it is theirs.
fn cleanse_document(document: &mut Document, removals: &Removals) -> Rewritten {
    let holds =
        |id: &MemberId| document.key.contains(&id.0) || document.value.to_string().contains(&id.0);
    match document.table {
        Table::Members
        | Table::Sessions
        | Table::Tokens
        | Table::Follows
        | Table::Messages
        | Table::Digests
        | Table::Scans
            if removals.members().iter().any(holds) =>
        {
            Rewritten::Dropped
        }
        Table::Statements => {
            let Ok(mut statement) = serde_json::from_value::<Statement>(document.value.clone())
            else {
                return Rewritten::Same;
            };
            let rewritten = cleanse_statement(&mut statement, removals);
            match serde_json::to_value(&statement) {
                Ok(value) if rewritten == Rewritten::Changed => document.value = value,
                Ok(_) => {}
                Err(_) => return Rewritten::Dropped,
            }
            rewritten
        }
        table if WRITTEN.contains(&table) && removals.redact_in(&mut document.value) => {
            Rewritten::Changed
        }
        _ => Rewritten::Same,
    }
}

fn cleanse_statement(statement: &mut Statement, removals: &Removals) -> Rewritten {
    let is_removed = |id: &MemberId| removals.members().contains(id);
    let mut rewritten = Rewritten::Same;
    if statement.author.as_ref().is_some_and(is_removed) {
        if !matches!(statement.behalf, Behalf::Organisation(_)) {
            return Rewritten::Dropped;
        }
        statement.author = None;
        rewritten = Rewritten::Changed;
    }
    for event in &mut statement.history {
        if event.by.as_ref().is_some_and(is_removed) {
            event.by = None;
            rewritten = Rewritten::Changed;
        }
    }
    if removals.redact_in(statement) {
        rewritten = Rewritten::Changed;
    }
    rewritten
}
