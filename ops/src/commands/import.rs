//! `bronwijzer import FILE`: a catalogue file into the catalogue.

use anyhow::Context;
use bronwijzer_index::{Catalogue, Contents, Removed};

use super::request::Host;
use super::session::{Session, line};
use crate::Ending;

pub(super) fn perform(
    host: Host,
    name: &str,
    forgotten: bool,
    session: &mut dyn Session,
) -> anyhow::Result<Ending> {
    let file = session.input()?;
    let removed = if forgotten {
        Removed::ComeBack
    } else {
        Removed::Stay
    };
    let Host {
        catalogue,
        data_dir,
        is_serving,
        ..
    } = host;
    let report = catalogue
        .import_with(file, Contents::Imported, removed)
        .with_context(|| format!("{name} can't be imported"))?;
    drop(catalogue);
    if !is_serving {
        Catalogue::tidy_store(&data_dir)?;
    }
    if report.stays_gone > 0 {
        session.notice(&format!(
            "{} repositories of {name} were skipped: they disappeared after it was written, or were removed with `bronwijzer remove`",
            report.stays_gone
        ));
    }
    for bad in &report.bad_lines {
        session.notice(&format!("{name}: {bad}; skipped"));
    }
    let unnamed = report.skipped - report.bad_lines.len() as u64;
    if unnamed > 0 {
        session.notice(&format!("{name}: {unnamed} more lines were skipped"));
    }
    line(
        session,
        &format!(
            "imported {} repositories, {} crawl reports and {} snapshots; {} lines skipped",
            report.repositories, report.runs, report.snapshots, report.skipped
        ),
    )?;
    Ok(if report.skipped == 0 {
        Ending::Complete
    } else {
        Ending::Incomplete
    })
}
