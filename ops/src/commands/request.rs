//! What a command asks of the catalogue: done by the server that runs on the data folder, or by
//! this process when none does.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use bronwijzer_crawler::organisation::Slug;
use bronwijzer_index::{Catalogue, IndexError, StoreError};
use serde::{Deserialize, Serialize};
use url::Url;

use super::session::{Local, Session};
use super::{
    backup, export, import, members, reassess, reindex, remove, restore, snapshot, verify,
};
use crate::cli::MembersCommand;
use crate::config::{BackupSetting, Config, IndexSnapshotSetting};
use crate::logging::visible;
use crate::serving::control;
use crate::{Ending, parts};

/// How long a server that has just started may take to open its control socket, and how often
/// that is tried.
const STARTING: u32 = 20;
const TRY_AGAIN: Duration = Duration::from_millis(250);

/// What is asked. What a command reads or writes beside it goes through its [`Session`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Request {
    /// `bronwijzer backup`
    Backup,
    /// `bronwijzer export`
    Export,
    /// `bronwijzer import`
    Import {
        /// What the file is called in messages.
        name: String,
        /// Whether removed repositories come back.
        forgotten: bool,
        /// Whether members of a backup are taken up.
        with_members: bool,
    },
    /// `bronwijzer members`
    Members(MembersCommand),
    /// `bronwijzer reassess`
    Reassess,
    /// `bronwijzer reindex`
    Reindex,
    /// `bronwijzer remove`
    Remove {
        /// Whom or what.
        what: String,
        /// Why, in the words of who removes it.
        reason: Option<String>,
    },
    /// `bronwijzer remove --backups`
    Cleanse,
    /// `bronwijzer remove --list`
    Removals,
    /// `bronwijzer restore`
    Restore {
        /// What the file is called in messages.
        name: String,
        /// The organisation whose repositories are restored; `None` for everything.
        organisation: Option<Slug>,
        /// Only tell what would change.
        dry_run: bool,
    },
    /// `bronwijzer snapshot`
    Snapshot,
    /// `bronwijzer verify`
    Verify {
        /// Whether the report is for programs.
        json: bool,
    },
}

/// What a request is done with.
pub(crate) struct Host {
    pub(crate) catalogue: Catalogue,
    /// Where people sign in, if they can.
    pub(crate) site: Option<Url>,
    /// The folder of the catalogue.
    pub(crate) data_dir: PathBuf,
    /// Backups off this machine, if they are made.
    pub(crate) backups: Option<BackupSetting>,
    /// Snapshots of the search index, if they are made.
    pub(crate) index_snapshots: Option<IndexSnapshotSetting>,
    /// Whether others are answered meanwhile.
    pub(crate) is_serving: bool,
}

/// Has it done by the server that runs, or does it.
pub(super) fn run(config: &Config, request: Request, mut local: Local) -> anyhow::Result<Ending> {
    let data_dir = &config.settings.data_dir.value;
    let mut tries = 0;
    let catalogue = loop {
        if let Some(ending) = control::ask(data_dir, &request, &mut local)? {
            return Ok(ending);
        }
        let registry = parts::checked_registry(config)?;
        match parts::catalogue(config, &registry) {
            // A server that has just started takes a moment before it takes requests.
            Err(error) if is_in_use(&error) && tries < STARTING => tries += 1,
            opened => break opened?,
        }
        thread::sleep(TRY_AGAIN);
    };
    let host = Host {
        catalogue,
        site: config.sign_in_site(config.settings.listen.value),
        data_dir: data_dir.clone(),
        backups: config.backups.clone(),
        index_snapshots: config.index_snapshots.clone(),
        is_serving: false,
    };
    let ending = perform(host, request, &mut local)?;
    local.finish()?;
    Ok(ending)
}

/// Does it.
pub(crate) fn perform(
    host: Host,
    request: Request,
    session: &mut dyn Session,
) -> anyhow::Result<Ending> {
    let catalogue = &host.catalogue;
    match request {
        Request::Backup => backup::perform(&host, session),
        Request::Export => export::perform(catalogue, session),
        Request::Import {
            name,
            forgotten,
            with_members,
        } => import::perform(host, &name, forgotten, with_members, session),
        Request::Members(command) => {
            let lines = members::perform(catalogue, host.site.as_ref(), command)?;
            session.output(visible(&lines).as_bytes())?;
            Ok(Ending::Complete)
        }
        Request::Reassess => reassess::perform(&host, session),
        Request::Reindex => reindex::perform(catalogue, session),
        Request::Remove { what, reason } => {
            remove::perform(&host, &what, reason.as_deref(), session)
        }
        Request::Cleanse => remove::cleanse(&host, session),
        Request::Removals => remove::list(catalogue, session),
        Request::Restore {
            name,
            organisation,
            dry_run,
        } => restore::perform(host, &name, organisation, dry_run, session),
        Request::Snapshot => snapshot::perform(&host, session),
        Request::Verify { json } => verify::perform(catalogue, json, session),
    }
}

fn is_in_use(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref::<IndexError>(),
        Some(IndexError::Store(StoreError::InUse(_)))
    )
}

/// A name of a file for messages.
pub(super) fn name_of(file: &std::path::Path) -> String {
    file.display().to_string()
}
