//! Gauges that are read when somebody asks for them: what the catalogue holds, its size on disk,
//! its backups and its jobs.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use bronwijzer_index::Catalogue;
use metrics::gauge;

/// The parts of the data folder whose size is told.
const PARTS: [&str; 3] = ["store", "index", "backups"];

/// How the names of backups end.
const BACKUP: &str = ".ndjson.zst";

/// What gauges are read from.
#[derive(Clone)]
pub(crate) struct Gauges {
    pub(crate) catalogue: Catalogue,
    pub(crate) data_dir: PathBuf,
}

impl Gauges {
    /// Reads all of them. It blocks.
    pub(crate) fn read(&self) {
        match self.catalogue.size() {
            Ok(size) => {
                gauge!("bronwijzer_records").set(number(size.records));
                gauge!("bronwijzer_repositories").set(number(size.repositories));
                gauge!("bronwijzer_store_sequence").set(number(size.store_sequence));
                gauge!("bronwijzer_index_sequence").set(number(size.index_sequence));
                let lag = size.store_sequence.saturating_sub(size.index_sequence);
                gauge!("bronwijzer_index_lag").set(number(lag));
            }
            Err(error) => tracing::warn!("the size of the catalogue can't be told: {error}"),
        }
        let health = self.catalogue.health();
        gauge!("bronwijzer_index_damaged").set(u8::from(health.index_is_damaged));
        gauge!("bronwijzer_notices").set(number(health.notices.len() as u64));
        gauge!("bronwijzer_crawl_running").set(u8::from(self.catalogue.live_run().is_some()));
        self.read_disk();
    }

    fn read_disk(&self) {
        for part in PARTS {
            let bytes = bytes_in(&self.data_dir.join(part));
            gauge!("bronwijzer_data_bytes", "part" => part).set(number(bytes));
        }
        if let Ok(room) = rustix::fs::statvfs(&self.data_dir) {
            let free = room.f_bavail.saturating_mul(room.f_frsize);
            gauge!("bronwijzer_data_free_bytes").set(number(free));
        }
        let backups = Backups::in_folder(&self.data_dir.join("backups"));
        gauge!("bronwijzer_backups").set(number(backups.count));
        let (written, bytes) = backups.newest.unwrap_or((UNIX_EPOCH, 0));
        let written = written.duration_since(UNIX_EPOCH).unwrap_or_default();
        gauge!("bronwijzer_backup_last_success_timestamp_seconds").set(written);
        gauge!("bronwijzer_backup_size_bytes").set(number(bytes));
    }
}

/// The backups in a folder, by what the disk tells of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Backups {
    pub(crate) count: u64,
    /// When the newest was written, and its size in bytes.
    pub(crate) newest: Option<(SystemTime, u64)>,
}

impl Backups {
    /// Those in a folder; none where there is no such folder.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let mut backups = Self::default();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if !is_backup(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let Ok(about) = entry.metadata() else {
                continue;
            };
            backups.count += 1;
            let written = about.modified().unwrap_or(UNIX_EPOCH);
            backups.newest = backups.newest.max(Some((written, about.len())));
        }
        backups
    }
}

/// Whether a file of the folder of backups is one by its name: it is whole then.
pub(crate) fn is_backup(name: &str) -> bool {
    name.ends_with(BACKUP)
}

/// The size of the files in a folder, those of its folders too.
pub(crate) fn bytes_in(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => bytes_in(&entry.path()),
        // A file that is gone meanwhile takes no room.
        _ => entry.metadata().map_or(0, |about| about.len()),
    });
    sizes.sum()
}

#[allow(
    clippy::cast_precision_loss,
    reason = "above 2^53 the last digits don't matter"
)]
pub(crate) fn number(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_whole_backup_is_told() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            Backups::in_folder(&folder.path().join("none")),
            Backups::default()
        );
        let write = |name: &str, bytes: usize, seconds: u64| {
            let file = std::fs::File::create(folder.path().join(name)).unwrap();
            file.set_len(bytes as u64).unwrap();
            file.set_modified(UNIX_EPOCH + std::time::Duration::from_secs(seconds))
                .unwrap();
        };
        write("catalogue-1.ndjson.zst", 10, 100);
        write("catalogue-2.ndjson.zst", 30, 300);
        write("catalogue-3.ndjson.zst", 20, 200);
        write("catalogue-4.ndjson.zst.part", 99, 900);
        let backups = Backups::in_folder(folder.path());
        assert_eq!(backups.count, 3);
        let (written, bytes) = backups.newest.unwrap();
        assert_eq!(written.duration_since(UNIX_EPOCH).unwrap().as_secs(), 300);
        assert_eq!(bytes, 30);
        assert_eq!(bytes_in(folder.path()), 159);
    }
}
