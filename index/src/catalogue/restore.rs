//! Going back to what a file has: the whole catalogue, or the repositories of one organisation.
//!
//! Nothing is changed before all of the file was read. What left after the file was written,
//! and what was removed by hand, stays gone: an older file makes nothing public again.

use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};

use super::Catalogue;
use super::exchange::{Removed, stays_gone_over};
use crate::error::IndexError;
use crate::model::{Contents, Record};
use crate::store::catalogue_file::{ReadLine, Said, read_strictly, stored_of};
use crate::store::{People, Replacement, StoreError};

/// Records that are stored at once.
const BATCH: usize = 500;

/// What a restore changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RestorePlan {
    /// Repositories of the file that the catalogue does not have.
    pub added: u64,
    /// Those that the catalogue has with older facts.
    pub newer: u64,
    /// Those that the catalogue has with newer facts, which are lost.
    pub older: u64,
    /// Those that the catalogue has just so.
    pub same: u64,
    /// Those that left after the file was written or were removed by hand, and stay gone.
    pub stays_gone: u64,
    /// Repositories that the catalogue has and the file has not, and that go.
    pub removed: u64,
    /// Those that stay: tombstones, and of one organisation all.
    pub kept: u64,
    /// Reports of crawls in the file.
    pub runs: u64,
    /// Snapshots in the file.
    pub snapshots: u64,
    /// Whether what members are and said becomes what the file has. An export has only what
    /// everybody may see, and changes nothing of it.
    pub with_people: bool,
}

/// Reads a whole file of a catalogue. Gives back how many repositories it has.
///
/// # Errors
/// [`StoreError::NotACatalogue`] when any line of it can't be read or it breaks off.
pub fn check_file(file: impl Read + Send) -> Result<u64, IndexError> {
    let mut repositories = 0;
    read_strictly(file, |lines| {
        repositories += lines.iter().filter_map(ReadLine::record).count() as u64;
        Ok(())
    })?;
    Ok(repositories)
}

/// A catalogue that was made of a file and is not in its place yet.
#[must_use]
pub struct PreparedRestore {
    store: Replacement,
    now: DateTime<Utc>,
}

impl PreparedRestore {
    /// Puts it in the place of the one that is there, which must be closed.
    ///
    /// # Errors
    /// When a folder can't be renamed. The next start goes on where this stopped.
    pub fn put_in_place(self) -> Result<(), IndexError> {
        Ok(self.store.put_in_place(self.now)?)
    }
}

impl Catalogue {
    /// Reads all of a file, and tells what a restore of it changes: of everything, or of the
    /// repositories of one organisation. Nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::NotACatalogue`] when any line of it can't be read or it breaks off,
    /// [`StoreError::Refused`] when there is no such organisation, and when the store fails.
    pub fn plan_restore(
        &self,
        file: impl Read + Send,
        organisation: Option<&Slug>,
    ) -> Result<RestorePlan, IndexError> {
        let place = organisation.map(|slug| self.restorable(slug)).transpose()?;
        let mut plan = RestorePlan::default();
        let mut seen: HashSet<RepositoryId> = HashSet::new();
        let is_meant = |record: &Record| place.is_none() || self.place_of_owner(record) == place;
        let removals = self.removals();
        let contents = self.meta()?.contents;
        read_strictly(file, |lines| {
            let mut records = Vec::new();
            for line in lines {
                match line {
                    ReadLine::Record(mut record) => {
                        removals.screen(&mut record, true);
                        if is_meant(&record) && seen.insert(record.observation.id.clone()) {
                            records.push(*record);
                        }
                    }
                    ReadLine::Run(_) if place.is_none() => plan.runs += 1,
                    ReadLine::Snapshot(_) if place.is_none() => plan.snapshots += 1,
                    ReadLine::Said(said) if place.is_none() => {
                        plan.with_people |= matches!(*said, Said::Document(_));
                    }
                    _ => {}
                }
            }
            let stored = stored_of(self.store(), records.iter())?;
            for record in &records {
                let stored = stored.get(&record.observation.id);
                *plan.count_of(fate(contents, record, stored)) += 1;
            }
            Ok(())
        })?;
        for record in self.store().records() {
            let record = record?;
            if !is_meant(&record) || seen.contains(&record.observation.id) {
                continue;
            }
            if place.is_some() || record.gone.is_some() {
                plan.kept += 1;
            } else {
                plan.removed += 1;
            }
        }
        Ok(plan)
    }

    /// Writes what a file has of the repositories of one organisation. Those that it does not
    /// have stay. A stop halfway leaves some of them restored, each as a whole: the same again
    /// does the rest.
    ///
    /// # Errors
    /// As [`Catalogue::plan_restore`].
    pub fn restore_organisation(
        &self,
        file: impl Read + Send,
        organisation: &Slug,
    ) -> Result<(), IndexError> {
        let place = self.restorable(organisation)?;
        let _writing = self.begin()?;
        let contents = self.meta()?.contents;
        let removals = self.removals();
        let mut batch = Vec::new();
        let mut failed = None;
        let read = read_strictly(file, |lines| {
            let mut records = Vec::new();
            for line in lines {
                if let ReadLine::Record(mut record) = line {
                    removals.screen(&mut record, true);
                    if self.place_of_owner(&record) == Some(place) {
                        records.push(*record);
                    }
                }
            }
            let stored = stored_of(self.store(), records.iter())?;
            for mut record in records {
                let stored = stored.get(&record.observation.id);
                if matches!(
                    fate(contents, &record, stored),
                    Fate::Same | Fate::StaysGone
                ) {
                    continue;
                }
                if let Some(stored) = stored {
                    record.keep_uuid(stored.uuid());
                }
                batch.push(record);
                if batch.len() >= BATCH
                    && let Err(error) = self.put(std::mem::take(&mut batch), contents, false)
                {
                    let why = error.to_string();
                    failed = Some(error);
                    return Err(StoreError::Failed(why));
                }
            }
            Ok(())
        });
        if let Some(error) = failed {
            return Err(error);
        }
        read?;
        if !batch.is_empty() {
            self.put(batch, contents, false)?;
        }
        self.refresh_looks()
    }

    /// Makes a catalogue of a file beside this one, which is in the data folder `dir`, to take
    /// its place as a whole. `plan` is what was told of the same file.
    ///
    /// # Errors
    /// As [`Catalogue::plan_restore`], and when the disk is full. Nothing was changed then.
    pub fn prepare_restore(
        &self,
        dir: &Path,
        file: impl Read + Send,
        plan: &RestorePlan,
        now: DateTime<Utc>,
    ) -> Result<PreparedRestore, IndexError> {
        // Nobody writes to what is about to be replaced.
        let _writing = self.begin()?;
        let people = if plan.with_people {
            People::OfFile
        } else {
            People::OfStore
        };
        let removals = self.removals();
        let contents = self.meta()?.contents;
        let decide = |record: &mut Record, stored: Option<&Record>| {
            removals.screen(record, true);
            if let Some(stored) = stored {
                record.keep_uuid(stored.uuid());
                if stays_gone(contents, stored, record) {
                    *record = stored.clone();
                }
            }
        };
        let store = Replacement::make(
            &self.0.options.store,
            dir,
            self.store(),
            file,
            people,
            decide,
        )?;
        Ok(PreparedRestore { store, now })
    }

    /// The place of an organisation whose repositories can be restored.
    fn restorable(&self, organisation: &Slug) -> Result<usize, StoreError> {
        if self.store().meta()?.unwrap_or_default().contents == Contents::Sample {
            return Err(StoreError::Refused(
                "the catalogue holds nothing but the sample; restore everything, without --organisation"
                    .to_owned(),
            ));
        }
        self.0.directory.place(organisation).ok_or_else(|| {
            StoreError::Refused(format!(
                "`{organisation}` is not an organisation in the registry; `bronwijzer organisations` lists them"
            ))
        })
    }
}

/// Whether a repository stays gone, by what is stored of it: of a sample only what was removed
/// has a say in that.
fn stays_gone(contents: Contents, stored: &Record, record: &Record) -> bool {
    let settles = stored.is_removed() || contents != Contents::Sample;
    settles && stays_gone_over(stored, record, Removed::Stay)
}

/// What becomes of a repository of a file, by what is stored of it in a catalogue of these
/// contents.
fn fate(contents: Contents, record: &Record, stored: Option<&Record>) -> Fate {
    if record.is_removed() {
        return Fate::StaysGone;
    }
    let Some(stored) = stored else {
        return Fate::Added;
    };
    if stays_gone(contents, stored, record) {
        Fate::StaysGone
    } else if stored.observation == record.observation && stored.gone == record.gone {
        Fate::Same
    } else if record.last_seen() < stored.last_seen() {
        Fate::Older
    } else {
        Fate::Newer
    }
}

/// What becomes of a repository of a file.
#[derive(Clone, Copy)]
enum Fate {
    Added,
    Newer,
    Older,
    Same,
    StaysGone,
}

impl RestorePlan {
    fn count_of(&mut self, fate: Fate) -> &mut u64 {
        match fate {
            Fate::Added => &mut self.added,
            Fate::Newer => &mut self.newer,
            Fate::Older => &mut self.older,
            Fate::Same => &mut self.same,
            Fate::StaysGone => &mut self.stays_gone,
        }
    }
}
