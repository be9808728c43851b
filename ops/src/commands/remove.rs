//! `bronwijzer remove`: a repository, an account or a person out of the catalogue.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use bronwijzer_crawler::address::{AccountUrl, RepositoryUrl};
use bronwijzer_index::Catalogue;
use chrono::{DateTime, Utc};

use super::request::Host;
use super::serve::RENDERINGS;
use super::session::{Session, line};
use crate::Ending;
use crate::index_snapshots::Place;
use crate::off_site::OffSite;
use crate::storage;

pub(super) fn perform(
    host: &Host,
    what: &str,
    reason: Option<&str>,
    session: &mut dyn Session,
) -> anyhow::Result<Ending> {
    let catalogue = &host.catalogue;
    let now = Utc::now();
    ensure!(
        what.contains(':') || !what.contains('/'),
        "{what} is no address; write it as its page has it, with https:// before it"
    );
    if what.contains("://") {
        let removed = remove_address(catalogue, what, reason, now)?;
        line(session, &format!("removed {removed} repositories"))?;
    } else {
        let removed = catalogue.remove_person(what, reason, now)?;
        line(
            session,
            &format!(
                "removed {} members, and took the person out of {} repositories, {} statements \
                 and {} messages and reports",
                removed.members, removed.repositories, removed.statements, removed.messages
            ),
        )?;
    }
    let renderings = remove_renderings(&host.data_dir);
    // The newest backup is what a lost store is restored from.
    let backup = catalogue.backup()?;
    line(session, &format!("wrote the backup {}", backup.display()))?;
    let ending = cleanse(host, session)?;
    renderings?;
    Ok(ending)
}

/// Removes the READMEs that were rendered: what is still there is rendered anew. A server may be
/// rendering one meanwhile.
fn remove_renderings(data_dir: &Path) -> anyhow::Result<()> {
    let folder = data_dir.join(RENDERINGS);
    let mut tries = 3;
    loop {
        tries -= 1;
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) if tries == 0 => {
                return Err(error).with_context(|| {
                    format!(
                        "it is gone, but for rendered READMEs: remove {} by hand",
                        folder.display()
                    )
                });
            }
            Err(_) => {}
            Ok(()) => return Ok(()),
        }
    }
}

/// Takes what must go out of all backups.
pub(super) fn cleanse(host: &Host, session: &mut dyn Session) -> anyhow::Result<Ending> {
    let cleansed = host.catalogue.cleanse_backups()?;
    let shown = |path: &PathBuf| path.display().to_string();
    let mut rewritten: Vec<String> = cleansed.rewritten.iter().map(shown).collect();
    let mut unreadable: Vec<String> = cleansed.unreadable.iter().map(shown).collect();
    unreadable.extend(left_over(&host.data_dir)?);
    let mut unreached = None;
    if let Some(setting) = &host.backups {
        let there = OffSite::new(setting, &host.data_dir)
            .and_then(|there| storage::wait(there.cleanse(&host.catalogue)));
        match there {
            Ok((again, other)) => {
                rewritten.extend(again);
                unreadable.extend(other);
            }
            Err(error) => unreached = Some((&setting.storage.to_text, error)),
        }
    }
    drop_index_snapshots(host, session)?;
    for backup in rewritten {
        line(session, &format!("took it out of the backup {backup}"))?;
    }
    for left in unreadable {
        line(
            session,
            &format!("can't be read and may still have it; remove it by hand: {left}"),
        )?;
    }
    if let Some((there, error)) = unreached {
        bail!(
            "it is gone here, and may still be in the backups in {there}: {error:#}. Once they \
             can be reached, run `bronwijzer remove --backups`"
        );
    }
    Ok(Ending::Complete)
}

/// Drops the snapshots of the search index: they have it still, and the next is made soon.
fn drop_index_snapshots(host: &Host, session: &mut dyn Session) -> anyhow::Result<()> {
    let Some(setting) = &host.index_snapshots else {
        return Ok(());
    };
    let there = &setting.storage.to_text;
    let dropped = Place::new(setting).and_then(|place| storage::wait(place.drop_all()));
    let dropped = dropped.with_context(|| {
        format!(
            "it is gone here, and may still be in the snapshots of the search index in {there}.              Once they can be reached, run `bronwijzer remove --backups`"
        )
    })?;
    if dropped > 0 {
        let what = format!("dropped the snapshots of the search index in {there}: {dropped}");
        line(session, &what)?;
    }
    Ok(())
}

/// Prints what was removed.
pub(super) fn list(catalogue: &Catalogue, session: &mut dyn Session) -> anyhow::Result<Ending> {
    for note in catalogue.removal_notes() {
        let day = note.at.date_naive();
        let reason = note.reason.unwrap_or_default();
        line(session, &format!("{day}\t{}\t{reason}", note.what))?;
    }
    Ok(Ending::Complete)
}

fn remove_address(
    catalogue: &Catalogue,
    what: &str,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> anyhow::Result<u64> {
    let repository: Option<RepositoryUrl> = what.parse().ok();
    let account: Option<AccountUrl> = what.parse().ok();
    ensure!(
        repository.is_some() || account.is_some(),
        "{what} is not the web address of a repository or an account"
    );
    let mut removed = match &repository {
        Some(repository) => u64::from(catalogue.remove_repository(repository, reason, now)?),
        None => 0,
    };
    if let Some(account) = account.filter(|_| removed == 0) {
        removed = catalogue.remove_account(&account, reason, now)?;
    }
    ensure!(
        removed > 0,
        "there is nothing at {what} in the catalogue; give the address as its page has it"
    );
    Ok(removed)
}

/// Stores and backups that were damaged and set aside.
fn left_over(data_dir: &Path) -> anyhow::Result<Vec<String>> {
    let mut left = Vec::new();
    for folder in [data_dir.to_owned(), data_dir.join("backups")] {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_store =
                name.starts_with("store.unreadable-") || name.starts_with("store.replaced-");
            if is_store || name.ends_with(".damaged") {
                left.push(path.display().to_string());
            }
        }
    }
    left.sort();
    Ok(left)
}
