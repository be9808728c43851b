//! Backups beside the store: making them, which of them stay, and whether the newest one
//! has all that the store holds. What they are good for is in `sled/rescue.rs`.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::Utc;

use super::catalogue_file::{
    self, Carries, FileLine, Header, Rewritten, State, count_in, header_in, write_all,
};
use super::{Store, StoreError};
use crate::files::Stamp;
use crate::model::Contents;

/// How many whole ones are kept.
const KEPT: usize = 7;

/// What the name of a backup ends in.
pub(super) const EXTENSION: &str = ".ndjson.zst";

/// What the name of a backup ends in until it is whole.
const PART: &str = ".part";

/// For how long a backup that was read to its end, and has not changed since, is taken to be whole.
const COUNTED_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// What was counted in backups, by their paths. Each is read once a day, not after every crawl.
static COUNTED: LazyLock<Mutex<HashMap<PathBuf, Count>>> = LazyLock::new(Mutex::default);

/// A backup that was read to its end.
struct Count {
    repositories: u64,
    stamp: Stamp,
    at: Instant,
}

/// A backup whose first line can be read.
#[derive(Debug)]
pub(super) struct Backup {
    pub(super) path: PathBuf,
    header: Header,
}

impl Backup {
    /// Whether it was made of more than the sample or nothing at all.
    pub(super) fn is_real(&self) -> bool {
        !matches!(self.header.contents, Contents::Empty | Contents::Sample)
    }

    pub(super) fn number(&self) -> u64 {
        self.header.state.number
    }

    /// How often documents had been written.
    pub(super) fn documents(&self) -> u64 {
        self.header.state.documents
    }

    fn rank(&self) -> impl Ord + use<> {
        let state = &self.header.state;
        (
            self.is_real(),
            state.number,
            state.runs,
            state.newest_snapshot,
            state.documents,
            self.path.clone(),
        )
    }

    /// How many repositories it has; `None` when it breaks off or is damaged.
    fn repositories(&self) -> Result<Option<u64>, StoreError> {
        let stamp = Stamp::of(&self.path).map_err(StoreError::io(&self.path))?;
        let mut counted = COUNTED.lock().unwrap_or_else(PoisonError::into_inner);
        counted.retain(|_, count| count.at.elapsed() < COUNTED_FOR);
        if let Some(known) = counted.get(&self.path).filter(|count| count.stamp == stamp) {
            return Ok(Some(known.repositories));
        }
        let file = File::open(&self.path).map_err(StoreError::io(&self.path))?;
        match count_in(file) {
            Ok(repositories) => {
                let at = Instant::now();
                let count = Count {
                    repositories,
                    stamp,
                    at,
                };
                counted.insert(self.path.clone(), count);
                Ok(Some(repositories))
            }
            Err(StoreError::NotACatalogue(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Writes all that a store holds to a new file among the backups in `dir`, and drops
/// older ones: the newest seven that are whole are kept, by the order of what they hold
/// and not of the clock, and one that has more repositories than any of those. Of a
/// sample one is kept, which pushes out no other.
///
/// # Errors
/// When a file can't be written or the store fails. Then the others stay.
pub(super) fn make(store: &dyn Store, dir: &Path) -> Result<PathBuf, StoreError> {
    owner_alone(dir)?;
    let name = format!(
        "catalogue-{}{EXTENSION}",
        Utc::now().format("%Y%m%dT%H%M%S%.3fZ")
    );
    let path = dir.join(&name);
    let part = dir.join(format!("{name}{PART}"));
    let written = own_file(&part)
        .map_err(StoreError::io(&part))
        .and_then(|file| {
            write_all(store, &file, Carries::Everything)?;
            file.sync_all().map_err(StoreError::io(&part))
        })
        .and_then(|()| std::fs::rename(&part, &path).map_err(StoreError::io(&path)))
        .and_then(|()| sync_folder(dir));
    if let Err(error) = written {
        // It would take up the room that the next one needs.
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    rotate(dir, &path)?;
    Ok(path)
}

/// Makes a file that its owner alone can read: it holds all that members entrusted.
fn own_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The backup that has all that a store holds: the newest one, or when that has not, a
/// new one. The newest one is judged by its header alone: the rest of it is not read.
///
/// # Errors
/// As of [`make`]. A header that can't be read is no error: that backup has nothing then.
pub(super) fn of_now(store: &dyn Store, dir: &Path) -> Result<PathBuf, StoreError> {
    let state = State::of(store)?;
    let backups = backups(dir)?.readable;
    let of_now = |backup: &Backup| backup.header.state == state;
    match backups.into_iter().find(of_now) {
        Some(backup) => Ok(backup.path),
        None => make(store, dir),
    }
}

/// Drops backups that are not needed now that there is the new one `made`.
fn rotate(dir: &Path, made: &Path) -> Result<(), StoreError> {
    let all = backups(dir)?.readable;
    let (real, others): (Vec<_>, Vec<_>) = all.into_iter().partition(Backup::is_real);
    let mut superseded: Vec<&Backup> = others.iter().filter(|old| old.path != made).collect();
    if real.len() > KEPT {
        let mut whole = 0;
        let mut largest = 0;
        for backup in &real {
            if whole < KEPT {
                // What is damaged does not count, but has its place until then.
                let repositories = backup.repositories()?;
                whole += usize::from(repositories.is_some());
                largest = largest.max(repositories.unwrap_or_default());
            } else if backup.path == made {
                // Older than the others by what it holds, but it was asked for.
            } else if backup
                .repositories()?
                .is_some_and(|repositories| repositories > largest)
            {
                // All of those were made after something was lost.
                largest = u64::MAX;
            } else {
                superseded.push(backup);
            }
        }
    }
    for old in superseded {
        std::fs::remove_file(&old.path).map_err(StoreError::io(&old.path))?;
    }
    Ok(())
}

/// The files of backups, in no particular order.
pub(super) fn all_files(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut all = entries_of(dir)?;
    all.retain(|path| path.to_string_lossy().ends_with(EXTENSION));
    Ok(all)
}

/// Writes a backup again, each line as `change` makes it. It is replaced as a whole, or stays
/// where no line becomes another. Gives back whether one did.
///
/// # Errors
/// [`StoreError::NotACatalogue`] when any of it can't be read, and [`StoreError::Io`] when it
/// can't be written. It stays as it was then.
pub(super) fn rewrite(
    path: &Path,
    change: &mut dyn FnMut(FileLine<'_>) -> Result<Rewritten, StoreError>,
) -> Result<bool, StoreError> {
    let open = || File::open(path).map_err(StoreError::io(path));
    // Reading is quick, and in most cases nothing has to go.
    if !catalogue_file::rewrite(open()?, None::<File>, change)? {
        return Ok(false);
    }
    let mut part = path.as_os_str().to_owned();
    part.push(PART);
    let part = PathBuf::from(part);
    let replaced = own_file(&part)
        .map_err(StoreError::io(&part))
        .and_then(|new| {
            catalogue_file::rewrite(open()?, Some(&new), change)?;
            new.sync_all().map_err(StoreError::io(&part))
        })
        .and_then(|()| std::fs::rename(&part, path).map_err(StoreError::io(path)))
        .and_then(|()| sync_folder(path.parent().unwrap_or(path)));
    if replaced.is_err() {
        // What was begun helps nobody; the error is the one to tell.
        let _ = std::fs::remove_file(&part);
    }
    replaced.map(|()| true)
}

/// Removes what a stop left of backups that were being made. No other process may be
/// making one.
pub(super) fn remove_parts(dir: &Path) -> Result<(), StoreError> {
    for path in entries_of(dir)? {
        if path
            .to_string_lossy()
            .ends_with(&format!("{EXTENSION}{PART}"))
        {
            std::fs::remove_file(&path).map_err(StoreError::io(&path))?;
        }
    }
    Ok(())
}

/// The backups in a folder.
#[derive(Debug, Default)]
pub(super) struct Backups {
    /// Those whose first line can be read: of a real catalogue before those of a sample,
    /// and then the one with the newest state first.
    pub(super) readable: Vec<Backup>,
    /// How many others there are.
    pub(super) others: usize,
}

/// Looks for the backups in a folder.
///
/// # Errors
/// [`StoreError::Io`] when the disk can't be read.
pub(super) fn backups(dir: &Path) -> Result<Backups, StoreError> {
    let mut backups = Backups::default();
    for path in entries_of(dir)? {
        if !path.to_string_lossy().ends_with(EXTENSION) {
            continue;
        }
        let file = File::open(&path).map_err(StoreError::io(&path))?;
        match header_in(file) {
            Ok(header) => backups.readable.push(Backup { path, header }),
            Err(error @ StoreError::Io { .. }) => return Err(error),
            Err(error) => {
                tracing::warn!("the backup {} can't be read: {error}", path.display());
                backups.others += 1;
            }
        }
    }
    let newest_first = |backup: &Backup| Reverse(backup.rank());
    backups.readable.sort_by_cached_key(newest_first);
    Ok(backups)
}

/// What is in a folder; nothing where there is none.
pub(super) fn entries_of(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::io(dir)(error)),
    };
    entries
        .map(|entry| Ok(entry.map_err(StoreError::io(dir))?.path()))
        .collect()
}

/// A file's new name is durable once its folder is.
pub(super) fn sync_folder(dir: &Path) -> Result<(), StoreError> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(StoreError::io(dir))
}

/// Makes a folder that its owner alone can enter, as far as this user may say so.
///
/// # Errors
/// When it can't be made.
pub(super) fn owner_alone(dir: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(dir).map_err(StoreError::io(dir))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o700);
        // Whoever may write here without owning it has to be able to go on.
        if let Err(error) = std::fs::set_permissions(dir, mode) {
            tracing::warn!("others may be able to read {}: {error}", dir.display());
        }
    }
    Ok(())
}
