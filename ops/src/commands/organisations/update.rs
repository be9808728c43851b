//! `bronwijzer organisations update`: refreshes the long list of bodies from the value lists
//! of TOOI.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use bronwijzer_crawler::registry::RegistryFile;
use bronwijzer_crawler::registry::update::{LARGEST, update};
use chrono::Utc;

use crate::cli::UpdateArguments;
use crate::config::{Config, OrganisationsList};
use crate::{Ending, parts};

pub(super) fn run(config: &Config, arguments: &UpdateArguments) -> anyhow::Result<Ending> {
    let (list, own) = match &config.settings.organisations_list.value {
        OrganisationsList::BuiltIn => (RegistryFile::built_in_list(), None),
        OrganisationsList::File(path) => {
            (RegistryFile::load(path, "organisations_list")?, Some(path))
        }
        OrganisationsList::Off => bail!(
            "there is no list of bodies to update: `organisations_list` is off. Set it to the path of a list"
        ),
    };
    let target = arguments.write.as_ref().or(own);
    if target.is_none() && !arguments.dry_run {
        bail!(
            "the list of bodies inside the program can't be changed. Add --write PATH for a list of your own, and set `organisations_list` to that path; or --dry-run to see what would change"
        );
    }
    let registry = parts::registry(config)?;
    let files = arguments.files.iter().map(|path| read(path));
    let files: Vec<_> = files.collect::<anyhow::Result<_>>()?;
    let updated = update(&list, &registry, &files, Utc::now().date_naive())
        .context("the list of bodies stays as it is")?;

    let mut out = std::io::stdout().lock();
    for change in &updated.changes {
        writeln!(out, "{change}")?;
    }
    for hint in &updated.hints {
        writeln!(out, "look at: {hint}")?;
    }
    let (changes, hints) = (updated.changes.len(), updated.hints.len());
    writeln!(out, "{changes} changes, {hints} to look at")?;
    match target.filter(|_| !arguments.dry_run) {
        None => writeln!(out, "nothing was written")?,
        Some(path) => {
            write(path, &updated.list)?;
            writeln!(out, "{} was written", path.display())?;
        }
    }
    Ok(Ending::Complete)
}

/// The bytes of a value list. One that is too large is read no further than that shows.
fn read(path: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST as u64 + 1).read_to_end(&mut bytes))
        .with_context(|| format!("{name} can't be read"))?;
    Ok((name, bytes))
}

/// Writes a file whole or not at all: a new one takes the place of the old one when all of
/// it is on the disk.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    // A link stays one; what it leads to is replaced.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new: PathBuf = path.with_file_name(name);
    let written = File::create(&new)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&new, &path));
    if written.is_err() {
        // What was begun helps nobody; the error below is the one to tell.
        let _ = std::fs::remove_file(&new);
    }
    written.with_context(|| format!("{} can't be written", path.display()))
}
