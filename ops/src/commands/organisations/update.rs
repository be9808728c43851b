//! `bronwijzer organisations update`: refreshes the long list of bodies from the value lists
//! of TOOI.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, bail};
use bronwijzer_crawler::registry::RegistryFile;
use bronwijzer_crawler::registry::update::{LARGEST, update};
use chrono::Utc;

use crate::cli::UpdateArguments;
use crate::config::{Config, OrganisationsList};
use crate::{Ending, parts, whole_file};

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

    let mut out = crate::terminal::stdout();
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
            whole_file::write(path, &updated.list)
                .with_context(|| format!("{} can't be written", path.display()))?;
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
