//! A store that is missing or damaged: what can be read of it and the newest whole
//! backup are put together in its place, and a notice says so.
//!
//! Nothing is removed: a damaged store is set aside under another name. Where the disk
//! is in the way (full, not readable), and where there are backups and none can be read,
//! opening is refused and everything stays as it is.
//!
//! sled opens some damaged files without a word and gives what came before the damage,
//! down to nothing. The number of the last write that the search index or a backup holds
//! tells.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::SledStore;
use super::damage::{guarded, remove_damaged_snapshots};
use super::inspect::remove_copies;
use super::restore::{Source, restore_best};
use crate::files::Files;
use crate::model::{Contents, Meta, Record};
use crate::store::backup::{Backup, Backups, backups, remove_parts, sync_folder};
use crate::store::{Reads, Store, StoreError};

/// Records that are written at once.
const BATCH: usize = 500;

/// The store to work with, and what a person should know of how it came about: nothing
/// in the usual case. `index_number` is the number of the last write that the search index
/// holds. `damage` tells what is wrong with the store where that is known already.
///
/// # Errors
/// [`StoreError::InUse`] and [`StoreError::Io`], and [`StoreError::Unrestorable`] when
/// there was a catalogue and nothing of it can be read. Nothing was changed then.
pub(in crate::store) fn sound_store(
    dir: &Path,
    index_number: u64,
    now: DateTime<Utc>,
    damage: Option<String>,
) -> Result<(SledStore, Vec<String>), StoreError> {
    let places = Places::new(dir);
    places.finish_restore()?;
    let was_there = places.store.exists();
    let opened = find(&places.store).and_then(|mut found| {
        found.damage = found.damage.or(damage);
        sound_or_replaced(&places, found, was_there, index_number, now)
    });
    match opened {
        Ok(opened) => {
            remove_parts(&places.backups)?;
            remove_copies(dir)?;
            Ok(opened)
        }
        Err(error) => {
            if !was_there {
                // Best effort: what was made here is empty.
                let _ = remove(&places.store);
            }
            Err(error)
        }
    }
}

fn sound_or_replaced(
    places: &Places,
    found: Found,
    was_there: bool,
    index_number: u64,
    now: DateTime<Utc>,
) -> Result<(SledStore, Vec<String>), StoreError> {
    let seen = found.store.as_ref().and_then(SledStore::salvage_meta);
    let seen = seen.unwrap_or_default();
    let documents = found.store.as_ref().map(SledStore::salvage_document_number);
    let documents = documents.unwrap_or_default();
    let Backups { readable, others } = backups(&places.backups)?;
    let newest = readable.first().filter(|backup| backup.is_real());
    let number = index_number.max(newest.map_or(0, Backup::number));
    let lack = if let Some(why) = found.damage {
        Some(Lack::Damage(why))
    } else if is_stand_in(&seen) && newest.is_some()
        // Nothing is known of those: there may be a catalogue in them.
        || seen.contents == Contents::Empty && others > 0
    {
        Some(Lack::Catalogue)
    } else if seen.number < number {
        Some(Lack::Writes(number - seen.number))
    } else if documents < newest.map_or(0, Backup::documents) {
        Some(Lack::Documents)
    } else {
        None
    };
    match (lack, found.store) {
        (None, Some(store)) => Ok((store, found.notices)),
        (lack, left) => Damaged {
            lack: lack.unwrap_or(Lack::Catalogue),
            was_there,
            is_readable: found.is_readable,
            left,
            seen,
            documents,
            number,
        }
        .replace(places, &readable, others, now),
    }
}

/// Whether a store holds nothing but what is shown while there is no catalogue.
fn is_stand_in(meta: &Meta) -> bool {
    matches!(meta.contents, Contents::Empty | Contents::Sample)
}

/// What a store lacks.
#[derive(Debug)]
enum Lack {
    /// A part of it can't be read.
    Damage(String),
    /// There was a catalogue, and the store holds none.
    Catalogue,
    /// It can be read, and so many writes are not in it.
    Writes(u64),
    /// It can be read, and what members wrote is not all in it.
    Documents,
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damage(why) => f.write_str(why),
            Self::Catalogue => f.write_str("it holds no catalogue, and there are backups"),
            Self::Writes(lost) => write!(f, "{lost} writes are lost"),
            Self::Documents => f.write_str("writes of members are lost"),
        }
    }
}

/// Where things are in the data folder.
struct Places {
    dir: PathBuf,
    store: PathBuf,
    /// A store that is being restored.
    restoring: PathBuf,
    /// The same once it is whole, until it is in its place.
    restored: PathBuf,
    backups: PathBuf,
}

impl Places {
    fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            store: dir.join("store"),
            restoring: dir.join("store.restoring"),
            restored: dir.join("store.restored"),
            backups: dir.join("backups"),
        }
    }

    /// Goes on with a restore that was stopped: what was whole is put in place.
    fn finish_restore(&self) -> Result<(), StoreError> {
        if self.restored.exists() && !self.store.exists() {
            rename(&self.restored, &self.store)?;
        }
        Ok(())
    }

    /// Puts what was restored in the place of the store, which is set aside. Gives back
    /// where, unless there was none.
    fn put_in_place(
        &self,
        was_there: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<PathBuf>, StoreError> {
        remove(&self.restored)?;
        rename(&self.restoring, &self.restored)?;
        sync_folder(&self.dir)?;
        let aside = if was_there {
            let name = format!("store.unreadable-{}", now.format("%Y%m%dT%H%M%SZ"));
            let names = std::iter::once(name.clone()).chain((2..).map(|n| format!("{name}-{n}")));
            let mut free = names
                .map(|name| self.dir.join(name))
                .filter(|path| !path.exists());
            let aside = free.next().unwrap_or_else(|| self.dir.join(&name));
            rename(&self.store, &aside)?;
            Some(aside)
        } else {
            // Made by this start, and empty.
            remove(&self.store)?;
            None
        };
        rename(&self.restored, &self.store)?;
        sync_folder(&self.dir)?;
        Ok(aside)
    }
}

/// The store as it was found.
struct Found {
    /// `None` when nothing of it can be opened.
    store: Option<SledStore>,
    /// What is wrong with it.
    damage: Option<String>,
    /// Whether it was opened as it should be.
    is_readable: bool,
    notices: Vec<String>,
}

/// Opens the store, and reads all of it unless its files are as they were after the last
/// write. Makes an empty one where there is none.
fn find(path: &Path) -> Result<Found, StoreError> {
    let mut notices = Vec::new();
    let files = Files::of(path).map_err(StoreError::io(path))?;
    let is_unchanged = Files::last_known(path).is_some_and(|known| known == files);
    let mut opened = open(path)?;
    if let Err(why) = &opened {
        let removed = remove_damaged_snapshots(path)?;
        if removed > 0 {
            let again = open(path)?;
            if again.is_ok() {
                let notice = format!(
                    "The store could not be opened ({why}). A file that is derived from the others (snap.*) was damaged; it was removed, and nothing is lost."
                );
                notices.push(notice);
            }
            opened = again;
        }
    }
    let found = |store, damage, is_readable, notices| Found {
        store,
        damage,
        is_readable,
        notices,
    };
    Ok(match opened {
        Ok(store) if is_unchanged => {
            Files::remember(path);
            found(Some(store), None, true, notices)
        }
        Ok(store) => match store.check_whole() {
            Ok(()) => {
                Files::remember(path);
                found(Some(store), None, true, notices)
            }
            Err(trouble @ StoreError::Io { .. }) => return Err(trouble),
            Err(damage) => found(Some(store), Some(damage.to_string()), true, Vec::new()),
        },
        Err(why) => match SledStore::open_remains(path) {
            Ok(remains) => found(Some(remains), Some(why), false, Vec::new()),
            Err(trouble @ StoreError::Io { .. }) => return Err(trouble),
            Err(_) => found(None, Some(why), false, Vec::new()),
        },
    })
}

/// The store, or what is wrong with it.
fn open(path: &Path) -> Result<Result<SledStore, String>, StoreError> {
    match SledStore::open_in(path) {
        Err(trouble @ (StoreError::InUse(_) | StoreError::Io { .. })) => Err(trouble),
        Err(damage) => Ok(Err(damage.to_string())),
        Ok(store) => Ok(Ok(store)),
    }
}

/// A store that lacks something.
struct Damaged {
    lack: Lack,
    was_there: bool,
    is_readable: bool,
    left: Option<SledStore>,
    seen: Meta,
    /// How often documents were written in it.
    documents: u64,
    /// How many writes it should have seen.
    number: u64,
}

impl Damaged {
    fn replace(
        self,
        places: &Places,
        backups: &[Backup],
        others: usize,
        now: DateTime<Utc>,
    ) -> Result<(SledStore, Vec<String>), StoreError> {
        let is_whole = matches!(self.lack, Lack::Writes(_) | Lack::Documents);
        // A store that only lacks the last writes has all that an older backup has.
        let usable: Vec<&Backup> = backups
            .iter()
            .filter(|backup| backup.is_real())
            .filter(|backup| {
                let has_more = backup.number() > self.seen.number;
                !is_whole || has_more || backup.documents() > self.documents
            })
            .collect();
        let made = guarded(&places.restoring, || self.make_new(places, &usable));
        let (source, salvaged) = match made {
            Ok(made) => made,
            Err(error) => {
                // Best effort: a full disk needs the room.
                let _ = remove(&places.restoring);
                return Err(error);
            }
        };
        let Self {
            lack,
            was_there,
            left,
            seen,
            ..
        } = self;
        if source.backup.is_none() && (salvaged.repositories == 0 || is_whole) {
            remove(&places.restoring)?;
            return match left {
                Some(left) if is_whole && !is_stand_in(&seen) => {
                    let notice = format!(
                        "THE STORE IS DAMAGED ({lack}). No backup has more than what could be read of it, so that is used. The next crawl restores what is missing."
                    );
                    let notices = std::iter::once(notice).chain(source.faults);
                    Ok((left, notices.collect()))
                }
                _ => Err(StoreError::Unrestorable {
                    dir: places.dir.clone(),
                    why: lack.to_string(),
                    backups: backups.len() + others,
                }),
            };
        }
        // sled writes to its files until it is closed, and may fail at that here.
        let _ = guarded(&places.store, || {
            drop(left);
            Ok(())
        });
        let mut notices = vec![match places.put_in_place(was_there, now)? {
            Some(aside) => format!(
                "THE STORE CAN'T BE READ ({lack}). It was moved to {}.",
                aside.display()
            ),
            None => "THE STORE IS MISSING.".to_owned(),
        }];
        if let Some((backup, repositories)) = source.backup {
            notices.push(format!(
                "The backup {} was restored: {repositories} repositories.",
                backup.display()
            ));
        }
        notices.extend(source.faults);
        notices.extend(salvaged.notice());
        Ok((SledStore::open_in(&places.store)?, notices))
    }

    /// Makes the new store of the best backup and of what is left of the store.
    fn make_new(
        &self,
        places: &Places,
        backups: &[&Backup],
    ) -> Result<(Source, Salvaged), StoreError> {
        let (source, new) = restore_best(&places.restoring, backups, self.number)?;
        let mut salvaged = Salvaged::default();
        if let Some(left) = &self.left {
            salvaged = self.salvage(left, &new, source.number)?;
        }
        Ok((source, salvaged))
    }

    /// Writes everything that can be read of a store into the new one, the newest of
    /// both of each repository.
    fn salvage(
        &self,
        left: &SledStore,
        new: &SledStore,
        backed_up: u64,
    ) -> Result<Salvaged, StoreError> {
        let mut meta = new.meta()?.unwrap_or_default();
        let is_newer = self.seen.number >= backed_up;
        let known: Vec<_> = new
            .records()
            .map(|record| Ok(record?.observation.id))
            .collect::<Result<_, StoreError>>()?;
        let mut salvaged = Salvaged::default();
        let mut batch: Vec<Record> = Vec::new();
        if !(is_stand_in(&self.seen) && self.is_readable && backed_up > 0) {
            salvaged.unreadable = left.salvage(known.into_iter(), &mut |record| {
                salvaged.repositories += 1;
                let backed_up = new.record(&record.observation.id)?;
                if backed_up.is_none_or(|other| is_newer || other.last_seen() <= record.last_seen())
                {
                    meta.as_of = meta.as_of.max(Some(record.observation.observed_at));
                    batch.push(record);
                }
                if batch.len() >= BATCH {
                    new.write(&batch, &meta, false)?;
                    batch.clear();
                }
                Ok(())
            })?;
        }
        if matches!(meta.contents, Contents::Empty) {
            meta.contents = match self.seen.contents {
                Contents::Empty if salvaged.repositories > 0 => Contents::Crawled,
                contents => contents,
            };
        }
        // No index knows what the numbers of this store stand for.
        meta.number = meta.number.max(self.number).max(self.seen.number) + 1;
        meta.cleared_at = meta.number;
        new.write(&batch, &meta, false)?;
        for run in left.salvage_runs() {
            if new.run(&run.id)?.is_none() {
                new.write_run(&run)?;
            }
        }
        new.write_accounts(&left.salvage_accounts())?;
        new.write_snapshots(&left.salvage_snapshots())?;
        new.take_salvaged(left.salvage_documents())?;
        Ok(salvaged)
    }
}

/// What was read of a damaged store.
#[derive(Default)]
struct Salvaged {
    repositories: u64,
    /// Those that the store listed and could not give.
    unreadable: u64,
}

impl Salvaged {
    fn notice(&self) -> Option<String> {
        let Self {
            repositories,
            unreadable,
        } = self;
        (*repositories > 0).then(|| {
            format!(
                "{repositories} repositories were read from the damaged store and {unreadable} could not be. For each the newer of store and backup is used; the next crawl restores what is missing."
            )
        })
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    std::fs::rename(from, to).map_err(StoreError::io(from))
}

pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::io(path)(error)),
        _ => Ok(()),
    }
}
