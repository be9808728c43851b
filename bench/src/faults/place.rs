//! A folder with a configuration, a made-up forge and a data folder, in which the program
//! runs.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use anyhow::Context;
use bronwijzer_index::Catalogue;
use chrono::{SubsecRound, TimeDelta, Utc};
use fastrand::Rng;
use serde_json::Value;
use tempfile::TempDir;

use super::members::{self, Member};
use crate::crawl::Forge;
use crate::forge::How;
use crate::made_up::MadeUp;
use crate::measured::program;

/// How many accounts the forge has.
const ACCOUNTS: usize = 2;

/// The first id of an imported repository: far from those of the forge.
const FIRST_ID: u64 = 9_000_000;

pub(super) struct Place {
    folder: TempDir,
    _forge: Forge,
    /// The lines of the file that is imported, the header first.
    lines: Vec<Value>,
    pub(super) members: Vec<Member>,
    /// How many imports were begun.
    pub(super) imports: usize,
    /// How many damages were repaired.
    pub(super) repairs: usize,
    /// Which byte is damaged before a repair.
    pub(super) rng: Rng,
    /// Repositories that the forge has.
    pub(super) crawled: usize,
}

/// What `verify` says.
pub(crate) struct Verified {
    pub(crate) is_clean: bool,
    /// How much does not hold.
    pub(crate) faults: usize,
    /// Whether a repair had anything to do.
    pub(crate) has_done: bool,
    pub(crate) text: String,
}

impl Verified {
    /// What `verify --json` gave, and whether it was to repair.
    pub(crate) fn of(output: &Output, repair: bool) -> anyhow::Result<Self> {
        let json: Value = serde_json::from_slice(&output.stdout).with_context(|| {
            format!(
                "verify gives no report: {}",
                String::from_utf8_lossy(&output.stderr)
            )
        })?;
        let report = if repair { &json["after"] } else { &json };
        let faults = report["faults"].as_array().map_or(0, Vec::len);
        anyhow::ensure!(
            output.status.success() == (faults == 0),
            "verify ends with {} and tells of {faults} faults",
            output.status
        );
        Ok(Self {
            is_clean: faults == 0,
            faults,
            has_done: json["done"].as_array().is_some_and(|done| !done.is_empty()),
            text: if repair {
                json.to_string()
            } else {
                report["faults"].to_string()
            },
        })
    }
}

impl Place {
    /// `kills` tells how many members are needed, as each may say little in an hour.
    pub(super) fn new(repositories: usize, kills: usize, seed: u64) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let now = Utc::now().trunc_subsecs(0) - TimeDelta::minutes(1);
        let crawled = (repositories / 2).max(ACCOUNTS);
        let moderators = members::names(members::needed(kills));
        let settings = format!(
            "listen = \"127.0.0.1:0\"\nschedule = \"off\"\nlog_format = \"json\"\n\
             moderators = {moderators:?}\n"
        );
        let forge = Forge::start(folder.path(), crawled, ACCOUNTS, now, How::Sound, &settings)?;
        let lines = made_up(repositories - repositories / 2)?;
        let catalogue = Catalogue::open(&folder.path().join("data"), Vec::new(), Utc::now())?;
        let members = members::sign_in(&catalogue.catalogue, members::needed(kills))?;
        drop(catalogue);
        Ok(Self {
            folder,
            _forge: forge,
            lines,
            members,
            imports: 0,
            repairs: 0,
            rng: Rng::with_seed(seed),
            crawled,
        })
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The web address of a repository that is imported.
    pub(super) fn a_repository(&self) -> &str {
        self.lines
            .get(1)
            .and_then(|line| line.pointer("/record/observation/url")?.as_str())
            .unwrap_or_default()
    }

    /// The program with this data folder.
    pub(super) fn command(&self, data: &Path, arguments: &[&str]) -> anyhow::Result<Command> {
        let mut command = program()?;
        command
            .arg("--config")
            .arg(self.folder.path().join("bronwijzer.toml"))
            .arg("--data-dir")
            .arg(data)
            .args(arguments)
            .stdin(Stdio::null());
        Ok(command)
    }

    pub(super) fn output(&self, data: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
        Ok(self.command(data, arguments)?.output()?)
    }

    /// Runs a command on the data folder, which has to succeed.
    pub(super) fn succeed(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let output = self.output(&self.data(), arguments)?;
        anyhow::ensure!(
            output.status.success(),
            "{arguments:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    /// Has the program verify a data folder, and repair it too.
    pub(super) fn verify(&self, data: &Path, repair: bool) -> anyhow::Result<Verified> {
        let mut arguments = vec!["verify", "--json"];
        if repair {
            arguments.push("--repair");
        }
        Verified::of(&self.output(data, &arguments)?, repair)
    }

    /// Writes the file that is imported: of this version, which each description tells. Gives
    /// back its path, and the ids with their descriptions.
    pub(super) fn import_file(
        &self,
        version: usize,
    ) -> anyhow::Result<(PathBuf, Vec<(String, String)>)> {
        let path = self.folder.path().join("import.ndjson");
        let mut out = BufWriter::new(File::create(&path)?);
        let mut described = Vec::new();
        for line in &self.lines {
            let mut line = line.clone();
            if let Some(observation) = line.pointer_mut("/record/observation") {
                let before = observation["description"].as_str().unwrap_or_default();
                let description = format!("{before} version {version}");
                let id = observation["id"].as_str().unwrap_or_default().to_owned();
                observation["description"] = description.clone().into();
                described.push((id, description));
            }
            writeln!(out, "{line}")?;
        }
        out.flush()?;
        Ok((path, described))
    }

    /// Copies a backup to where it stays as it is. Gives back the path.
    pub(super) fn set_aside(&self, backup: &Path) -> anyhow::Result<PathBuf> {
        let path = self.folder.path().join("restore.ndjson.zst");
        std::fs::copy(backup, &path)
            .with_context(|| format!("there is no backup {}", backup.display()))?;
        Ok(path)
    }

    /// A copy of the data folder, beside it.
    pub(super) fn copy_of_data(&self) -> anyhow::Result<TempDir> {
        let copied = tempfile::tempdir_in(self.folder.path())?;
        copy(&self.data(), copied.path())?;
        Ok(copied)
    }
}

/// The lines of a made-up catalogue file.
fn made_up(repositories: usize) -> anyhow::Result<Vec<Value>> {
    let mut file = Vec::new();
    MadeUp::new(1).write(repositories as u64, &mut file)?;
    let mut lines = Vec::new();
    for (number, line) in (0..).zip(BufReader::new(&*file).lines()) {
        let mut line: Value = serde_json::from_str(&line?)?;
        if let Some(id) = line.pointer_mut("/record/observation/id") {
            *id = format!("github.com:{}", FIRST_ID + number).into();
        }
        lines.push(line);
    }
    Ok(lines)
}

/// Copies a folder, with the times of its files: they tell which are as they were.
pub(crate) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        let about = entry.metadata()?;
        if about.is_dir() {
            copy(&path, &target)?;
        } else if about.is_file() {
            std::fs::copy(&path, &target)?;
            File::options()
                .write(true)
                .open(&target)?
                .set_modified(about.modified()?)?;
        }
    }
    Ok(())
}

/// The files of a folder with their sizes and times of change, in order. Lock files, which
/// hold nothing, are left out.
pub(super) fn state_of(folder: &Path) -> anyhow::Result<Vec<(PathBuf, u64, SystemTime)>> {
    let mut state = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next)? {
            let entry = entry?;
            let about = entry.metadata()?;
            if about.is_dir() {
                folders.push(entry.path());
            } else if !entry.file_name().to_string_lossy().ends_with(".lock") {
                state.push((entry.path(), about.len(), about.modified()?));
            }
        }
    }
    state.sort();
    Ok(state)
}
