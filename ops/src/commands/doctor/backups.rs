//! The backups in the data folder: whether there are any, how old the newest is, and whether it
//! can be read to its end.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bronwijzer_index::repositories_in;

use super::finding::Findings;
use crate::config::Config;
use crate::metrics::is_backup;

/// After a crawl each night the newest is not older.
const OLD: Duration = Duration::from_secs(48 * 3600);

/// A clock may be this much behind the one that wrote a file.
const AHEAD: Duration = Duration::from_secs(3600);

pub(super) fn check(config: &Config, findings: &mut Findings) {
    let data_dir = &config.settings.data_dir.value;
    let folder = data_dir.join("backups");
    let Some((path, written)) = newest(&folder) else {
        if data_dir.join("store").is_dir() {
            findings.warning(
                "backup",
                "",
                format!("there is none in {}", folder.display()),
                "One is made after each crawl, and when the server stops; `bronwijzer backup` \
                 makes one now",
            );
        } else {
            findings.skipped("backup", "", "there is nothing to back up yet");
        }
        return;
    };
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let now = SystemTime::now();
    let age = now.duration_since(written).unwrap_or_default();
    if written > now + AHEAD {
        findings.error(
            "backup",
            &name,
            "it was written later than the clock says",
            "Set the clock, and look which of the backups is the newest",
        );
    } else if age > OLD {
        let hours = age.as_secs() / 3600;
        findings.warning(
            "backup",
            &name,
            format!("the newest is {hours} hours old"),
            "Look in the log why there was no crawl, or why its backup failed",
        );
    }
    match repositories_in(&path) {
        Ok(repositories) => {
            let minutes = age.as_secs() / 60;
            let what = format!("whole, {repositories} repositories, {minutes} minutes old");
            findings.ok("backup", &name, what);
        }
        Err(error) => findings.error(
            "backup",
            &name,
            format!("it can't be read to its end: {error}"),
            "Make another one: it is made after the next crawl, or by `bronwijzer backup`; then \
             look whether the disk is sound",
        ),
    }
}

fn newest(folder: &Path) -> Option<(PathBuf, SystemTime)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let backups = entries.filter(|entry| is_backup(&entry.file_name().to_string_lossy()));
    let dated = backups.map(|entry| {
        let written = entry.metadata().and_then(|about| about.modified());
        (entry.path(), written.unwrap_or(UNIX_EPOCH))
    });
    dated.max_by_key(|(path, written)| (*written, path.clone()))
}
