//! A store that is damaged: what is left of it, or the newest backup, takes its
//! place, and a notice says so.
//!
//! sled opens some damaged files without a word and gives what came before the
//! damage, down to nothing. The number of writes that the search index has seen
//! tells.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::backup::backups;
use crate::error::IndexError;
use crate::exchange;
use crate::store::{SledStore, Store};

/// The store to work with, and what a person should know of how it came about.
/// `generation` is how many writes the store in `dir` should have seen.
///
/// A damaged store is set aside as `store.unreadable-TIME` for the newest
/// backup that holds at least as much. Without such a backup, what is left of
/// the store is used.
pub(super) fn sound_store(
    dir: &Path,
    opened: Result<SledStore, IndexError>,
    generation: u64,
    now: DateTime<Utc>,
) -> Result<(SledStore, Vec<String>), IndexError> {
    let (why, left) = match opened {
        Err(error) => (error.to_string(), None),
        Ok(store) => {
            let seen = store.meta()?.unwrap_or_default().generation;
            if seen >= generation {
                return Ok((store, Vec::new()));
            }
            let lost = generation - seen;
            (format!("{lost} writes are lost"), Some((store, seen)))
        }
    };
    let at_least = left.as_ref().map_or(0, |(_, seen)| *seen);
    let restored = restore_newest(dir, at_least, generation)?;
    if restored.is_none()
        && let Some((store, _)) = left
    {
        let notice = format!(
            "THE STORE IS DAMAGED ({why}). No backup has more than what is left of it, so that is used. The next crawl brings back what is missing."
        );
        return Ok((store, vec![notice]));
    }
    drop(left);
    let path = dir.join("store");
    let aside = dir.join(format!("store.unreadable-{}", now.format("%Y%m%dT%H%M%SZ")));
    std::fs::rename(&path, &aside).map_err(IndexError::io(&path))?;
    let put_in_place = match restored {
        Some((restored, notice)) => {
            std::fs::rename(&restored, &path).map_err(IndexError::io(&restored))?;
            notice
        }
        None => "There is no backup that can be restored: the catalogue is empty until the next crawl or import.".to_owned(),
    };
    let notices = vec![
        format!(
            "THE STORE CAN'T BE READ ({why}). It was set aside as {}.",
            aside.display()
        ),
        put_in_place,
    ];
    Ok((SledStore::open(&path)?, notices))
}

/// Makes a store beside the damaged one from the newest backup that can be
/// read. Gives back where it is.
fn restore_newest(
    dir: &Path,
    at_least: u64,
    generation: u64,
) -> Result<Option<(PathBuf, String)>, IndexError> {
    let path = dir.join("store.restoring");
    for backup in backups(&dir.join("backups"))? {
        remove(&path)?;
        let file = File::open(&backup).map_err(IndexError::io(&backup))?;
        let store = SledStore::open(&path)?;
        match exchange::restore(file, &store, at_least, generation) {
            Ok(report) => {
                let mut notice = format!(
                    "The backup {} was restored: {} repositories.",
                    backup.display(),
                    report.repositories
                );
                if !report.bad_lines.is_empty() {
                    notice += &format!(
                        " {} LINES OF IT COULD NOT BE READ, the first: {}.",
                        report.bad_lines.len(),
                        report.bad_lines[0]
                    );
                }
                return Ok(Some((path, notice)));
            }
            Err(error) => tracing::warn!("{} can't be restored: {error}", backup.display()),
        }
    }
    remove(&path)?;
    Ok(None)
}

fn remove(path: &Path) -> Result<(), IndexError> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(IndexError::io(path)(error)),
        _ => Ok(()),
    }
}
