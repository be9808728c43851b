//! The backups in the data folder: whether there are any, how old the newest is, and whether it
//! can be read to its end.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use bronwijzer_index::check_file;
use chrono::{TimeDelta, Utc};

use super::finding::Findings;
use crate::config::Config;
use crate::index_snapshots::Place;
use crate::metrics::is_backup;
use crate::off_site::OffSite;

/// After a crawl each night the newest is not older.
const OLD: Duration = Duration::from_secs(48 * 3600);

/// One is made each night, whatever its size.
const OLD_ELSEWHERE: TimeDelta = TimeDelta::hours(48);

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
    match read(&path) {
        Ok(repositories) => {
            let minutes = age.as_secs() / 60;
            let what = format!("whole, {repositories} repositories, {minutes} minutes old");
            findings.ok("backup", &name, what);
        }
        Err(error) => findings.error(
            "backup",
            &name,
            format!("it can't be read to its end: {error:#}"),
            "Make another one: it is made after the next crawl, or by `bronwijzer backup`; then \
             look whether the disk is sound",
        ),
    }
}

/// Reads a backup to its end. Gives back how many repositories it has.
fn read(path: &Path) -> anyhow::Result<u64> {
    let file = File::open(path).with_context(|| format!("{}", path.display()))?;
    Ok(check_file(file)?)
}

/// Asks the place off this machine, where there is one, what it has.
pub(super) async fn check_off_site(config: &Config, findings: &mut Findings) {
    let Some(setting) = &config.backups else {
        return findings.skipped(
            "off_site",
            "",
            "no backups are kept elsewhere: there is no [backups]",
        );
    };
    let name = &setting.storage.to_text;
    let asked = async {
        let place = OffSite::new(setting, &config.settings.data_dir.value)?;
        place.newest().await
    };
    let old = "Look in the log why they fail; `bronwijzer backup` makes one at once";
    match asked.await {
        Ok(Some(made)) if Utc::now() - made > OLD_ELSEWHERE => {
            let hours = (Utc::now() - made).num_hours();
            findings.warning(
                "off_site",
                name,
                format!("the newest is {hours} hours old"),
                old,
            );
        }
        Ok(Some(made)) => {
            let what = format!("the newest is of {} UTC", made.format("%Y-%m-%d %H:%M"));
            findings.ok("off_site", name, what);
        }
        Ok(None) => findings.warning("off_site", name, "there is none", old),
        Err(error) => findings.error(
            "off_site",
            name,
            format!("{error:#}"),
            "Correct [backups] (docs/backups.md), or mount the folder",
        ),
    }
}

/// Asks the place for snapshots of the search index, where there is one, what it has. Servers work
/// without, so nothing about it is an error.
pub(super) async fn check_index_snapshots(config: &Config, findings: &mut Findings) {
    let Some(setting) = &config.index_snapshots else {
        return;
    };
    let (check, name) = ("index_snapshots", &setting.storage.to_text);
    let asked = async { Place::new(setting)?.manifests().await };
    match asked.await.map(|manifests| manifests.into_iter().next()) {
        Ok(Some(newest)) => {
            let made_at = newest.made_at.format("%Y-%m-%d %H:%M");
            let what = format!("the newest is of {made_at} UTC, up to write {}", newest.number());
            findings.ok(check, name, what);
        }
        Ok(None) => findings.warning(
            check,
            name,
            "there is none",
            "The server that leads makes one within a minute: look in its log",
        ),
        Err(error) => findings.warning(
            check,
            name,
            format!("{error:#}"),
            "Correct [index_snapshots] (docs/nodes.md), or mount the folder; until then new              servers make their index from the store",
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
