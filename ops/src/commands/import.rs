//! `bronwijzer import FILE`: a catalogue file into the catalogue.

use std::fs::File;
use std::io::{Read, Write, stdin, stdout};
use std::path::Path;

use anyhow::Context;
use bronwijzer_index::{Catalogue, Contents, Removed};

use crate::config::Config;
use crate::{Ending, parts};

pub(super) fn run(config: &Config, file: &Path, forgotten: bool) -> anyhow::Result<Ending> {
    let reader: Box<dyn Read + Send> = if file == Path::new("-") {
        Box::new(stdin())
    } else {
        let opened = File::open(file);
        Box::new(opened.with_context(|| format!("{} can't be read", file.display()))?)
    };
    let registry = parts::checked_registry(config)?;
    let catalogue = parts::catalogue(config, &registry)?;
    let removed = if forgotten {
        Removed::ComeBack
    } else {
        Removed::Stay
    };
    let report = catalogue
        .import_with(reader, Contents::Imported, removed)
        .with_context(|| format!("{} can't be imported", file.display()))?;
    drop(catalogue);
    Catalogue::tidy_store(&config.settings.data_dir.value)?;
    if report.stays_gone > 0 {
        tracing::warn!(
            "{} repositories of {} were skipped: they disappeared after it was written, or were removed with `bronwijzer forget`",
            report.stays_gone,
            file.display()
        );
    }
    for line in &report.bad_lines {
        tracing::warn!("{}: {line}; skipped", file.display());
    }
    let unnamed = report.skipped - report.bad_lines.len() as u64;
    if unnamed > 0 {
        tracing::warn!("{}: {unnamed} more lines were skipped", file.display());
    }
    writeln!(
        stdout(),
        "imported {} repositories, {} crawl reports and {} snapshots; {} lines skipped",
        report.repositories,
        report.runs,
        report.snapshots,
        report.skipped
    )?;
    Ok(if report.skipped == 0 {
        Ending::Complete
    } else {
        Ending::Incomplete
    })
}
