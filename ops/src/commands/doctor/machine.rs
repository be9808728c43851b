//! The machine: its clock, its disk, and how many files may be open.

use std::path::Path;

use chrono::{DateTime, Datelike, Utc};

use super::finding::Findings;
use crate::config::Config;
use crate::metrics::bytes_in;

/// Less room than this is too little for anything, in bytes.
const LEAST_ROOM: u64 = 256 * 1024 * 1024;

/// So many files have to be able to be made.
const LEAST_INODES: u64 = 1_000;

/// Files that the store, the index and forges may need beside connections.
const OWN_FILES: u64 = 256;

/// No machine of today is right about such a year.
const FAR_FUTURE: i32 = 2100;

pub(super) fn check(config: &Config, findings: &mut Findings) {
    check_clock(config, Utc::now(), findings);
    check_disk(config, findings);
    check_files(config, findings);
}

/// What can be told without anybody else: forges tell more.
fn check_clock(config: &Config, now: DateTime<Utc>, findings: &mut Findings) {
    let advice = "Set the clock and have it kept by NTP (timedatectl set-ntp true): everything is \
                  dated by it";
    let newest = newest_change(&config.settings.data_dir.value);
    if now.year() >= FAR_FUTURE {
        findings.error(
            "clock",
            "",
            format!("it is set to {}", now.date_naive()),
            advice,
        );
    } else if let Some(newest) = newest.filter(|newest| *newest > now + chrono::TimeDelta::days(1))
    {
        let what = format!(
            "the data folder has a file of {}, and the clock says {}: it stands still, or stood ahead",
            newest.date_naive(),
            now.date_naive()
        );
        findings.error("clock", "", what, advice);
    } else {
        findings.ok(
            "clock",
            "",
            format!("{}", now.format("%Y-%m-%d %H:%M:%S UTC")),
        );
    }
    schedule(config, now, findings);
}

fn schedule(config: &Config, now: DateTime<Utc>, findings: &mut Findings) {
    match config.settings.schedule.value.next_after(now) {
        Some(_) if !config.has_token() => findings.warning(
            "schedule",
            "",
            "no forge has a token, so nothing is crawled",
            "Set BRONWIJZER_GITHUB_TOKEN, or token_file of a [[forges]] entry",
        ),
        Some(next) => {
            let local = next.with_timezone(&chrono::Local);
            let what = format!(
                "the next crawl begins at {} UTC, which is {} here",
                next.format("%Y-%m-%d %H:%M"),
                local.format("%H:%M %:z")
            );
            findings.ok("schedule", "", what);
        }
        None => findings.warning(
            "schedule",
            "",
            "it has no next moment, so nothing is crawled by itself",
            "Set `schedule`, or run `bronwijzer crawl` yourself with the server stopped",
        ),
    }
}

/// When something in the data folder was last changed.
fn newest_change(folder: &Path) -> Option<DateTime<Utc>> {
    let folders = ["", "store", "index", "backups"].map(|name| folder.join(name));
    let entries = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok());
    let changed = entries
        .flatten()
        .filter_map(|entry| entry.ok()?.metadata().ok()?.modified().ok());
    changed.max().map(DateTime::from)
}

fn check_disk(config: &Config, findings: &mut Findings) {
    let folder = &config.settings.data_dir.value;
    // Where it is to be made there is somebody else's yet.
    let there = folder.ancestors().find(|part| part.is_dir());
    let there = there.unwrap_or(Path::new("."));
    let name = folder.display().to_string();
    match tempfile_in(there) {
        Ok(()) => findings.ok("writable", &name, "files can be made there"),
        Err(error) => findings.error(
            "writable",
            &name,
            format!("no file can be made there: {error}"),
            "Give the folder to the user that runs the server, and mount it read-write",
        ),
    }
    let room = match rustix::fs::statvfs(there) {
        Ok(room) => room,
        Err(error) => {
            let what = format!("how much room there is can't be told: {error}");
            return findings.skipped("disk", &name, what);
        }
    };
    let free = room.f_bavail.saturating_mul(room.f_frsize);
    let data = bytes_in(&folder.join("store")) + bytes_in(&folder.join("index"));
    let what = format!(
        "{} free, the data takes {}",
        megabytes(free),
        megabytes(data)
    );
    let advice = "Make room: the search index is rebuilt beside the old one, and backups need as \
                  much again";
    if free < LEAST_ROOM {
        findings.error("disk", &name, what, advice);
    } else if free < 2 * data {
        findings.warning("disk", &name, what, advice);
    } else {
        findings.ok("disk", &name, what);
    }
    // Some file systems have no fixed number and tell 0.
    if room.f_files > 0 && room.f_favail < LEAST_INODES {
        findings.error(
            "inodes",
            &name,
            format!("only {} more files can be made", room.f_favail),
            "Remove files: the file system has no inodes left, whatever room there is",
        );
    } else {
        findings.ok("inodes", &name, "enough files can be made");
    }
}

/// Makes a file in a folder and removes it again.
fn tempfile_in(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(format!(".bronwijzer-doctor-{}", std::process::id()));
    std::fs::File::create_new(&path)?;
    std::fs::remove_file(&path)
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

fn check_files(config: &Config, findings: &mut Findings) {
    let wanted = config.settings.max_connections.value as u64 + OWN_FILES;
    match rlimit::getrlimit(rlimit::Resource::NOFILE) {
        // The server raises the soft limit itself.
        Ok((_, hard)) if hard < wanted => findings.warning(
            "open_files",
            "",
            format!("{hard} may be open, and max_connections needs {wanted}"),
            "Raise the limit (LimitNOFILE of systemd, ulimit -n), or lower max_connections",
        ),
        Ok((_, hard)) => findings.ok("open_files", "", format!("{hard} may be open")),
        Err(error) => findings.skipped("open_files", "", format!("can't be told: {error}")),
    }
}
