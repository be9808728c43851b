//! A store that is missing or damaged: what can be read of it and the newest whole
//! backup are put together in its place, and a notice says so.
//!
//! Nothing is removed: a damaged store is set aside under another name. Where the disk
//! is in the way (full, not readable), and where there are backups and none can be read,
//! opening is refused and everything stays as it is.
//!
//! sled opens some damaged files without a word and gives what came before the damage,
//! down to nothing. How many writes the search index and the backups have seen tells.

use std::fmt;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::Contents;
use super::backup::{Backup, Backups, backups, remove_parts, sync_folder};
use crate::error::IndexError;
use crate::exchange;
use crate::files::Files;
use crate::store::{Meta, Record, SledStore, Store, guarded, remove_damaged_snapshots};

/// Records that are written at once.
const BATCH: usize = 500;

/// The store to work with, and what a person should know of how it came about: nothing
/// in the usual case. `by_index` is how many writes the search index has seen.
///
/// # Errors
/// [`IndexError::InUse`] and [`IndexError::Io`], and [`IndexError::Unrestorable`] when
/// there was a catalogue and nothing of it can be read. Nothing was changed then.
pub(super) fn sound_store(
    dir: &Path,
    by_index: u64,
    now: DateTime<Utc>,
) -> Result<(SledStore, Vec<String>), IndexError> {
    let places = Places::new(dir);
    places.finish_restore()?;
    let was_there = places.store.exists();
    let opened = find(&places.store)
        .and_then(|found| sound_or_replaced(&places, found, was_there, by_index, now));
    match opened {
        Ok(opened) => {
            remove_parts(&places.backups)?;
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
    by_index: u64,
    now: DateTime<Utc>,
) -> Result<(SledStore, Vec<String>), IndexError> {
    let seen = found.store.as_ref().and_then(SledStore::salvage_meta);
    let seen = seen.unwrap_or_default();
    let Backups { readable, others } = backups(&places.backups)?;
    let newest = readable.first().filter(|backup| backup.is_real());
    let generation = by_index.max(newest.map_or(0, Backup::generation));
    let lack = if let Some(why) = found.damage {
        Some(Lack::Damage(why))
    } else if is_stand_in(&seen) && newest.is_some()
        // Nothing is known of those: there may be a catalogue in them.
        || seen.contents == Contents::Empty && others > 0
    {
        Some(Lack::Catalogue)
    } else if seen.generation < generation {
        Some(Lack::Writes(generation - seen.generation))
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
            generation,
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
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damage(why) => f.write_str(why),
            Self::Catalogue => f.write_str("it holds no catalogue, and there are backups"),
            Self::Writes(lost) => write!(f, "{lost} writes are lost"),
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
    fn finish_restore(&self) -> Result<(), IndexError> {
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
    ) -> Result<Option<PathBuf>, IndexError> {
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
fn find(path: &Path) -> Result<Found, IndexError> {
    let mut notices = Vec::new();
    let files = Files::of(path).map_err(IndexError::io(path))?;
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
            Err(trouble @ IndexError::Io { .. }) => return Err(trouble),
            Err(damage) => found(Some(store), Some(damage.to_string()), true, Vec::new()),
        },
        Err(why) => match SledStore::open_remains(path) {
            Ok(remains) => found(Some(remains), Some(why), false, Vec::new()),
            Err(trouble @ IndexError::Io { .. }) => return Err(trouble),
            Err(_) => found(None, Some(why), false, Vec::new()),
        },
    })
}

/// The store, or what is wrong with it.
fn open(path: &Path) -> Result<Result<SledStore, String>, IndexError> {
    match SledStore::open(path) {
        Err(trouble @ (IndexError::InUse(_) | IndexError::Io { .. })) => Err(trouble),
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
    /// How many writes it should have seen.
    generation: u64,
}

/// What a new store was made of.
#[derive(Default)]
struct Source {
    /// The backup, and how many repositories it had.
    backup: Option<(PathBuf, u64)>,
    generation: u64,
    /// What could not be read of backups.
    faults: Vec<String>,
}

impl Damaged {
    fn replace(
        self,
        places: &Places,
        backups: &[Backup],
        others: usize,
        now: DateTime<Utc>,
    ) -> Result<(SledStore, Vec<String>), IndexError> {
        let is_whole = matches!(self.lack, Lack::Writes(_));
        // A store that only lacks the last writes has all that an older backup has.
        let usable: Vec<&Backup> = backups
            .iter()
            .filter(|backup| backup.is_real())
            .filter(|backup| !is_whole || backup.generation() > self.seen.generation)
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
                _ => Err(IndexError::Unrestorable {
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
        Ok((SledStore::open(&places.store)?, notices))
    }

    /// Makes the new store of the best backup and of what is left of the store.
    fn make_new(
        &self,
        places: &Places,
        backups: &[&Backup],
    ) -> Result<(Source, Salvaged), IndexError> {
        let (source, new) = restore_best(&places.restoring, backups, self.generation)?;
        let mut salvaged = Salvaged::default();
        if let Some(left) = &self.left {
            salvaged = self.salvage(left, &new, source.generation)?;
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
    ) -> Result<Salvaged, IndexError> {
        let mut meta = new.meta()?.unwrap_or_default();
        let is_newer = self.seen.generation >= backed_up;
        let known: Vec<_> = new
            .records()
            .map(|record| Ok(record?.observation.id))
            .collect::<Result<_, IndexError>>()?;
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
        meta.generation = meta
            .generation
            .max(self.generation)
            .max(self.seen.generation)
            + 1;
        new.write(&batch, &meta, false)?;
        for run in left.salvage_runs() {
            if new.run(&run.id)?.is_none() {
                new.write_run(&run)?;
            }
        }
        new.write_accounts(&left.salvage_accounts())?;
        new.write_snapshots(&left.salvage_snapshots())?;
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

/// Makes a store of the first backup that is whole and has anything. When none is, of
/// all that can be read of all of them.
fn restore_best(
    path: &Path,
    backups: &[&Backup],
    generation: u64,
) -> Result<(Source, SledStore), IndexError> {
    let mut faults = Vec::new();
    for backup in backups {
        remove(path)?;
        let store = SledStore::open(path)?;
        match restore(backup, &store, generation)? {
            (0, None) => faults.push(format!(
                "The backup {} holds no repositories.",
                backup.path.display()
            )),
            (repositories, None) => {
                let source = Source {
                    backup: Some((backup.path.clone(), repositories)),
                    generation: backup.generation(),
                    faults,
                };
                return Ok((source, store));
            }
            (_, Some(fault)) => faults.push(format!(
                "THE BACKUP {} IS DAMAGED ({fault}).",
                backup.path.display()
            )),
        }
    }
    remove(path)?;
    let store = SledStore::open(path)?;
    let mut source = Source {
        faults,
        ..Source::default()
    };
    // The newest comes last and has its say.
    for backup in backups.iter().rev() {
        let (repositories, _) = restore(backup, &store, generation)?;
        if repositories > 0 {
            source.backup = Some((backup.path.clone(), repositories));
            source.generation = backup.generation();
        }
    }
    Ok((source, store))
}

/// How many repositories were restored, and what could not be read.
fn restore(
    backup: &Backup,
    store: &SledStore,
    generation: u64,
) -> Result<(u64, Option<String>), IndexError> {
    let path = &backup.path;
    let file = File::open(path).map_err(IndexError::io(path))?;
    match exchange::restore(file, store, generation) {
        Ok(restored) => Ok((restored.repositories, restored.fault)),
        Err(IndexError::NotACatalogue(why)) => Ok((0, Some(why))),
        Err(error) => Err(error),
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), IndexError> {
    std::fs::rename(from, to).map_err(IndexError::io(from))
}

fn remove(path: &Path) -> Result<(), IndexError> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(IndexError::io(path)(error)),
        _ => Ok(()),
    }
}
