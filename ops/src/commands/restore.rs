//! `bronwijzer restore FILE`: back to what a backup or an export has.

use std::fs::File;
use std::io::{Read, Seek, copy};
use std::path::Path;

use anyhow::{Context, bail};
use bronwijzer_crawler::organisation::Slug;
use bronwijzer_index::{Catalogue, IndexError, RestorePlan, StoreError};
use chrono::Utc;

use super::request::{self, Host, Request};
use super::session::{Local, Session, line};
use crate::cli::RestoreArguments;
use crate::config::Config;
use crate::{Ending, off_site, storage};

pub(super) fn run(config: &Config, arguments: RestoreArguments) -> anyhow::Result<Ending> {
    let RestoreArguments {
        file,
        organisation,
        dry_run,
    } = arguments;
    let name = file.display().to_string();
    let local = if name.starts_with("s3://") {
        let data_dir = &config.settings.data_dir.value;
        std::fs::create_dir_all(data_dir)
            .with_context(|| format!("{} can't be made", data_dir.display()))?;
        let fetched = off_site::fetch(&name, config.backups.as_ref(), data_dir);
        Local::given(storage::wait(fetched)?)
    } else {
        Local::reading(&file)
    };
    let restore = Request::Restore {
        name,
        organisation,
        dry_run,
    };
    request::run(config, restore, local)
}

pub(super) fn perform(
    host: Host,
    name: &str,
    organisation: Option<Slug>,
    dry_run: bool,
    session: &mut dyn Session,
) -> anyhow::Result<Ending> {
    if host.is_serving && organisation.is_none() && !dry_run {
        bail!(
            "the server on this data folder has to be stopped before everything is restored; \
             one organisation can be restored while it runs, with --organisation"
        );
    }
    let Host {
        catalogue,
        data_dir,
        ..
    } = host;
    // It is read twice, and a backup that is made meanwhile may push it out.
    let mut file = copied(session.input()?, &data_dir)?;
    let plan = catalogue
        .plan_restore(&file, organisation.as_ref())
        .map_err(|error| refused(error, name))?;
    for change in in_words(&plan, organisation.is_none()) {
        line(session, &change)?;
    }
    if dry_run {
        line(session, "nothing was changed")?;
        return Ok(Ending::Complete);
    }
    if let Some(made) = backup_before(&catalogue)? {
        line(session, &format!("what was there before is in {made}"))?;
    }
    file.rewind()?;
    if let Some(organisation) = organisation {
        catalogue.restore_organisation(&file, &organisation)?;
    } else {
        // Where servers share the store one of them leads, and all would write to what is replaced.
        let Some(_lead) = catalogue.lead()? else {
            bail!("a server runs on this store; stop all of them before everything is restored");
        };
        let prepared = catalogue.prepare_restore(&data_dir, &file, &plan, Utc::now())?;
        drop(catalogue);
        prepared.put_in_place()?;
    }
    line(session, &format!("restored {name}"))?;
    Ok(Ending::Complete)
}

/// The backup of what a restore replaces; `None` where there is nothing yet.
fn backup_before(catalogue: &Catalogue) -> anyhow::Result<Option<String>> {
    if catalogue.is_empty()? {
        return Ok(None);
    }
    let path = catalogue
        .backup_of_now()
        .context("what is there can't be backed up, so nothing was restored")?;
    Ok(Some(path.display().to_string()))
}

/// A copy of a file that has no name and goes with the process.
fn copied(mut file: Box<dyn Read + Send>, data_dir: &Path) -> anyhow::Result<File> {
    let no_room = || {
        format!(
            "the file can't be copied to {}; nothing was changed",
            data_dir.display()
        )
    };
    let mut copied = tempfile::tempfile_in(data_dir).with_context(no_room)?;
    copy(&mut file, &mut copied).with_context(no_room)?;
    copied.rewind()?;
    Ok(copied)
}

fn refused(error: IndexError, name: &str) -> anyhow::Error {
    match error {
        IndexError::Store(StoreError::NotACatalogue(why)) => anyhow::anyhow!(
            "{name} can't be restored: {why}; nothing was changed. Use another backup, or \
             `bronwijzer import` to take up what can be read of this one"
        ),
        error => error.into(),
    }
}

/// The lines that tell what is going to change.
fn in_words(plan: &RestorePlan, is_whole: bool) -> Vec<String> {
    let counted = [
        (plan.added, "added: only in the file"),
        (plan.newer, "replaced: the file has newer facts"),
        (plan.older, "replaced: the file has OLDER facts"),
        (plan.same, "the same in both"),
        (
            plan.stays_gone,
            "stay gone: they left after the file was written, or were removed",
        ),
        (plan.removed, "removed: not in the file"),
        (
            plan.kept,
            if is_whole {
                "kept as tombstones: not in the file"
            } else {
                "kept: not in the file"
            },
        ),
    ];
    let mut lines: Vec<String> = counted
        .iter()
        .map(|(count, what)| format!("{count:>8} repositories {what}"))
        .collect();
    if is_whole {
        lines.push(format!("{:>8} reports of crawls in the file", plan.runs));
        lines.push(format!(
            "{:>8} snapshots in the file; days that are kept already stay",
            plan.snapshots
        ));
        lines.push(
            if plan.with_people {
                "members and what they said become what the file has"
            } else {
                "members and what they said stay: the file is an export"
            }
            .to_owned(),
        );
    }
    lines
}
