//! Rows of files that were read lately. A file of the whole catalogue reads and judges every
//! repository; most of them are as they were when the file before it was read.

use std::collections::HashMap;
use std::fs::File;
use std::io::Error;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use zstd::bulk::{Decompressor, compress};

/// How long rows are kept at most. Which repository a mirror is shown as follows from that
/// other one: it is as old at most.
const KEPT_FOR: Duration = Duration::from_secs(10 * 60);

/// How much room they take, in bytes: those that come then are not kept.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Little work for a third of the size.
const ZSTD_LEVEL: i32 = 1;

/// Rows of files of any form, in files without a name that nobody else can open and that go with
/// the process.
#[derive(Clone, Default)]
pub(super) struct RowCache(Arc<Mutex<HashMap<&'static str, Rows>>>);

/// A repository and its last change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Changed {
    /// The repository's identifier.
    pub(super) id: String,
    /// The cursor of the change, which no other has.
    pub(super) change: String,
}

/// Rows of one form.
struct Rows {
    /// By what judgements follow from facts.
    judged_by: String,
    begun: Instant,
    file: Arc<File>,
    /// Where the next one goes.
    end: u64,
    /// Where they are, by repository.
    places: HashMap<String, Place>,
}

/// Where a row is.
struct Place {
    /// The repository's last change when it was read.
    change: String,
    at: u64,
    /// As it is in the file.
    bytes: usize,
    /// As it is written.
    length: usize,
}

impl Rows {
    fn new(judged_by: &str) -> Result<Self, Error> {
        Ok(Self {
            judged_by: judged_by.to_owned(),
            begun: Instant::now(),
            file: Arc::new(tempfile::tempfile()?),
            end: 0,
            places: HashMap::new(),
        })
    }

    fn is_of(&self, judged_by: &str) -> bool {
        self.judged_by == judged_by && self.begun.elapsed() < KEPT_FOR
    }
}

impl RowCache {
    fn rows(&self) -> MutexGuard<'_, HashMap<&'static str, Rows>> {
        // Whole whoever panicked: a place is put in once its row is written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows of these repositories, each as after that change, that are kept of a form.
    pub(super) fn find(
        &self,
        form: &'static str,
        judged_by: &str,
        asked: &[Changed],
    ) -> Vec<Option<Vec<u8>>> {
        let (file, places) = {
            let mut all = self.rows();
            let Some(rows) = all.get(form).filter(|rows| rows.is_of(judged_by)) else {
                // Nobody needs what is too old.
                all.remove(form);
                return vec![None; asked.len()];
            };
            let place = |changed: &Changed| {
                let place = rows.places.get(&changed.id)?;
                let is_of = place.change == changed.change;
                is_of.then_some((place.at, place.bytes, place.length))
            };
            let places: Vec<_> = asked.iter().map(place).collect();
            (Arc::clone(&rows.file), places)
        };
        let Ok(mut decompressor) = Decompressor::new() else {
            return vec![None; asked.len()];
        };
        let mut row = |(at, bytes, length)| {
            let mut row = vec![0; bytes];
            file.read_exact_at(&mut row, at).ok()?;
            decompressor.decompress(&row, length).ok()
        };
        places.into_iter().map(|place| row(place?)).collect()
    }

    /// Keeps a row as it was read after that change. One that can't be kept is read again.
    pub(super) fn keep(&self, form: &'static str, judged_by: &str, changed: &Changed, row: &[u8]) {
        if let Err(error) = self.try_to_keep(form, judged_by, changed, row) {
            tracing::debug!("a row of an export is not kept: {error}");
        }
    }

    fn try_to_keep(
        &self,
        form: &'static str,
        judged_by: &str,
        changed: &Changed,
        row: &[u8],
    ) -> Result<(), Error> {
        let length = row.len();
        let row = compress(row, ZSTD_LEVEL)?;
        let mut all = self.rows();
        if !all.get(form).is_some_and(|rows| rows.is_of(judged_by)) {
            all.insert(form, Rows::new(judged_by)?);
        }
        let Some(rows) = all.get_mut(form) else {
            return Ok(());
        };
        if rows.end + row.len() as u64 > MOST_BYTES {
            return Ok(());
        }
        rows.file.write_all_at(&row, rows.end)?;
        let place = Place {
            change: changed.change.clone(),
            at: rows.end,
            bytes: row.len(),
            length,
        };
        rows.end += row.len() as u64;
        rows.places.insert(changed.id.clone(), place);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(id: &str, change: &str) -> Changed {
        Changed {
            id: id.to_owned(),
            change: change.to_owned(),
        }
    }

    fn row(text: &str) -> Option<Vec<u8>> {
        Some(text.into())
    }

    #[test]
    fn row_is_found_until_its_repository_changes() {
        let kept = RowCache::default();
        let (first, second) = (changed("1", "a"), changed("2", "b"));
        kept.keep("csv", "today", &first, b"one");
        kept.keep("csv", "today", &second, b"");
        let asked = [second.clone(), changed("3", "c"), first];
        let found = kept.find("csv", "today", &asked);
        assert_eq!(found, [row(""), None, row("one")]);

        let asked = [changed("1", "d"), second];
        assert_eq!(kept.find("csv", "today", &asked), [None, row("")]);
        kept.keep("csv", "today", &asked[0], b"another");
        assert_eq!(kept.find("csv", "today", &asked), [row("another"), row("")]);
    }

    #[test]
    fn rows_are_of_their_form_and_day() {
        let kept = RowCache::default();
        let one = [changed("1", "a")];
        kept.keep("csv", "today", &one[0], b"one");
        assert_eq!(kept.find("ndjson", "today", &one), [None]);
        assert_eq!(kept.find("csv", "today", &one), [row("one")]);
        assert_eq!(kept.find("csv", "tomorrow", &one), [None]);
        // What was judged on another day is not kept any longer.
        assert_eq!(kept.find("csv", "today", &one), [None]);
    }
}
