//! `bronwijzer import FILE`: a catalogue file into the catalogue.

use anyhow::Context;
use bronwijzer_index::{Catalogue, Contents, Members, Removed};

use super::request::Host;
use super::session::{Session, line};
use crate::Ending;

pub(super) fn perform(
    host: Host,
    name: &str,
    forgotten: bool,
    with_members: bool,
    session: &mut dyn Session,
) -> anyhow::Result<Ending> {
    let file = session.input()?;
    let removed = if forgotten {
        Removed::ComeBack
    } else {
        Removed::Stay
    };
    let members = if with_members {
        Members::TakenUp
    } else {
        Members::LeftOut
    };
    let Host {
        catalogue,
        data_dir,
        is_serving,
        ..
    } = host;
    let report = catalogue
        .import_with(file, Contents::Imported, removed, members)
        .with_context(|| format!("{name} can't be imported"))?;
    let store = catalogue.options().store.clone();
    drop(catalogue);
    if !is_serving {
        Catalogue::tidy_store(&data_dir, &store)?;
    }
    if report.stays_gone > 0 {
        session.notice(&format!(
            "{} repositories of {name} were skipped: they disappeared after it was written, or were removed with `bronwijzer remove`",
            report.stays_gone
        ));
    }
    if report.left_out > 0 {
        session.notice(&format!(
            "{} lines of {name} about members were left out; import a backup of your own with --with-members, or restore it",
            report.left_out
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
