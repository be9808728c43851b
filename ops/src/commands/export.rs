//! `bronwijzer export FILE`: the whole catalogue into a file.

use std::fs::File;
use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::config::Config;
use crate::{Ending, parts};

pub(super) fn run(config: &Config, file: &Path) -> anyhow::Result<Ending> {
    let registry = parts::checked_registry(config)?;
    let catalogue = parts::catalogue(config, &registry)?;
    let repositories = if file == Path::new("-") {
        catalogue.export(stdout().lock())?
    } else {
        // Under another name until it is whole, so that a stop halfway leaves
        // no file that looks like an export.
        let mut part = file.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let unwritable = || format!("{} can't be written", file.display());
        let writer = File::create(&part).with_context(unwritable)?;
        let repositories = catalogue.export(&writer)?;
        writer.sync_all().with_context(unwritable)?;
        std::fs::rename(&part, file).with_context(unwritable)?;
        repositories
    };
    writeln!(stderr(), "exported {repositories} repositories")?;
    Ok(Ending::Complete)
}
