//! The data folder: what is in it, who has it open, and what earlier troubles left there.

use std::path::Path;

use bronwijzer_index::StoreConfig;

use super::finding::Findings;
use crate::config::Config;
use crate::serving::control;

pub(super) fn check(config: &Config, findings: &mut Findings) {
    let folder = &config.settings.data_dir.value;
    let name = folder.display().to_string();
    if !folder.exists() {
        return findings.ok("data", &name, "it is not there yet: the server makes it");
    }
    let is_elsewhere = config.settings.store.value != StoreConfig::Sled;
    let store = is_elsewhere || folder.join("store").is_dir();
    let index = folder.join("index").is_dir();
    let server = if control::is_served(folder) {
        "a server runs on it"
    } else {
        "no server runs on it"
    };
    match (store, index) {
        (true, false) if is_elsewhere => {
            findings.ok(
                "data",
                &name,
                format!("it has no search index yet; {server}"),
            );
        }
        (true, true) if is_elsewhere => {
            findings.ok("data", &name, format!("the index is there; {server}"));
        }
        (true, true) => findings.ok(
            "data",
            &name,
            format!("store and index are there; {server}"),
        ),
        (true, false) => findings.warning(
            "data",
            &name,
            "the search index is not there",
            "Start the server, or run `bronwijzer reindex`: it is made from the store",
        ),
        (false, true) => findings.error(
            "data",
            &name,
            "the store is not there, and the index is",
            "Start the server: it fills the store from the newest whole backup \
             (docs/recovery.md)",
        ),
        (false, false) => findings.ok("data", &name, "it has no catalogue yet"),
    }
    check_modes(folder, findings);
    for left in left_behind(folder) {
        findings.warning(
            "data",
            &left,
            "an earlier trouble left this",
            "It was set aside as it could not be read. Remove it once `bronwijzer verify` finds the \
             catalogue whole (docs/recovery.md)",
        );
    }
}

/// What people entrusted is in there: it is for the server alone.
fn check_modes(folder: &Path, findings: &mut Findings) {
    use std::os::unix::fs::PermissionsExt;
    for name in ["store", "backups"] {
        let path = folder.join(name);
        let Ok(about) = std::fs::metadata(&path) else {
            continue;
        };
        if about.permissions().mode() & 0o007 != 0 {
            findings.warning(
                "data",
                &path.display().to_string(),
                "everybody on this machine can read it",
                "It may hold what members said in confidence: chmod o= on the folder",
            );
        }
    }
}

/// Names of what was set aside.
fn left_behind(folder: &Path) -> Vec<String> {
    let folders = [folder.to_owned(), folder.join("backups")];
    let entries = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok());
    let names = entries
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let is_left = |name: &String| name.contains(".unreadable") || name.ends_with(".damaged");
    let mut left: Vec<String> = names.filter(is_left).collect();
    left.sort();
    left
}
