//! `bronwijzer remove URL`: a repository, or all of an account, out of the catalogue.

use std::path::Path;

use anyhow::{Context, ensure};
use bronwijzer_crawler::address::{AccountUrl, RepositoryUrl};
use chrono::Utc;

use super::request::Host;
use super::serve::RENDERINGS;
use super::session::{Session, line};
use crate::Ending;

pub(super) fn perform(
    host: &Host,
    what: &str,
    session: &mut dyn Session,
) -> anyhow::Result<Ending> {
    let catalogue = &host.catalogue;
    let repository: Option<RepositoryUrl> = what.parse().ok();
    let account: Option<AccountUrl> = what.parse().ok();
    ensure!(
        repository.is_some() || account.is_some(),
        "{what} is not the web address of a repository or an account"
    );
    let now = Utc::now();
    let mut removed = match &repository {
        Some(repository) => u64::from(catalogue.forget(repository, now)?),
        None => 0,
    };
    if let Some(account) = account.filter(|_| removed == 0) {
        removed = catalogue.forget_account(&account, now)?;
    }
    ensure!(
        removed > 0,
        "there is nothing at {what} in the catalogue; give the address as its page has it"
    );
    // What is still there is rendered anew.
    let renderings = host.data_dir.join(RENDERINGS);
    if renderings.exists() {
        std::fs::remove_dir_all(&renderings)
            .with_context(|| format!("{} can't be removed", renderings.display()))?;
    }
    // The newest backup is what a lost store is restored from.
    let backup = catalogue.backup()?;
    line(
        session,
        &format!(
            "removed {removed} repositories, and wrote {}",
            backup.display()
        ),
    )?;
    for older in others_beside(&backup)? {
        line(session, &format!("may still contain them: {older}"))?;
    }
    Ok(Ending::Complete)
}

/// The names of the other files in the folder of a backup.
fn others_beside(backup: &Path) -> anyhow::Result<Vec<String>> {
    let folder = backup.parent().context("a backup has a folder")?;
    let mut others = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path != backup {
            others.push(path.display().to_string());
        }
    }
    others.sort();
    Ok(others)
}
