//! Backups off this machine: in a folder that is somewhere else, or in a bucket of an object
//! storage.
//!
//! Each is read back after it was written and has to be the same and whole; only then older ones
//! go. What fails is tried again, told in the log and under `/health/ready`, and stops
//! nothing else.

mod job;
mod retention;

use std::fs::File;
use std::io::Seek;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use aws_lc_rs::digest::Digest;
use bronwijzer_index::Catalogue;
use chrono::{DateTime, Utc};
use object_store::path::Path as Key;

pub(crate) use job::{keep, run};
use retention::{made_at, surplus};

use crate::config::{BackupSetting, Keep, in_bucket};
use crate::storage::Storage;

/// A place for backups that is not on this machine.
pub(crate) struct OffSite {
    storage: Storage,
    keep: Keep,
    /// Where files are kept while they are compared.
    spool: PathBuf,
}

/// What came of keeping a backup.
pub(crate) struct Kept {
    /// Where it is.
    pub(crate) address: String,
    /// How many repositories it has.
    pub(crate) repositories: u64,
    /// How many older ones went.
    pub(crate) dropped: usize,
}

impl OffSite {
    /// The place that the configuration names. `data_dir` has room for a copy.
    ///
    /// # Errors
    /// When its folder is not there, or the secret key is not set.
    pub(crate) fn new(setting: &BackupSetting, data_dir: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            storage: Storage::new(&setting.storage)?,
            keep: setting.keep,
            spool: data_dir.to_owned(),
        })
    }

    /// Writes a backup there, reads it back, and drops those that are older than what is kept.
    ///
    /// # Errors
    /// When it can't be written or does not come back the same and whole. Then no older one goes.
    pub(crate) async fn keep(&self, backup: &Path) -> anyhow::Result<Kept> {
        let name = backup.file_name().unwrap_or_default().to_string_lossy();
        let key = self.storage.key(&name);
        let file = File::open(backup).with_context(|| format!("{}", backup.display()))?;
        let repositories = self.put(&key, file).await?;
        let dropped = self.drop_surplus().await?;
        Ok(Kept {
            address: format!("{}/{name}", self.storage.name()),
            repositories,
            dropped,
        })
    }

    /// Writes a file, and reads it back. Gives back how many repositories it has.
    async fn put(&self, key: &Key, file: File) -> anyhow::Result<u64> {
        let sent = self.storage.send(key, file).await?;
        let (copy, came_back) = self.get(key).await?;
        let checked = if sent.as_ref() == came_back.as_ref() {
            let checked = tokio::task::spawn_blocking(move || bronwijzer_index::check_file(copy));
            checked.await?.map_err(Into::into)
        } else {
            Err(anyhow!("it came back as something else"))
        };
        if checked.is_err() {
            // Nobody may take it for a backup.
            let _ = self.storage.remove(key).await;
        }
        let there = self.storage.name();
        checked.with_context(|| format!("what was written to {there}/{key} is no backup"))
    }

    /// A copy of a file there, without a name, and the hash of it.
    async fn get(&self, key: &Key) -> anyhow::Result<(File, Digest)> {
        copy_of(&self.storage, key, &self.spool).await
    }

    /// When the newest backup there was made; `None` when there is none.
    ///
    /// # Errors
    /// When the place can't be listed.
    pub(crate) async fn newest(&self) -> anyhow::Result<Option<DateTime<Utc>>> {
        let backups = self.backups().await?;
        let made = backups
            .iter()
            .filter_map(|(key, _)| made_at(key.filename()?));
        Ok(made.max())
    }

    /// The backups there, with their sizes.
    async fn backups(&self) -> anyhow::Result<Vec<(Key, u64)>> {
        let files = self.storage.files().await?.into_iter();
        Ok(files
            .filter(|(key, _)| key.filename().and_then(made_at).is_some())
            .collect())
    }

    async fn drop_surplus(&self) -> anyhow::Result<usize> {
        let backups = self.backups().await?;
        let surplus = surplus(&backups, self.keep);
        for key in &surplus {
            self.storage.remove(key).await?;
        }
        Ok(surplus.len())
    }

    /// Takes what must go out of every backup there. Gives back which were written again, and
    /// which can't be read.
    ///
    /// # Errors
    /// When one can't be written again.
    pub(crate) async fn cleanse(
        &self,
        catalogue: &Catalogue,
    ) -> anyhow::Result<(Vec<String>, Vec<String>)> {
        let (mut rewritten, mut unreadable) = (Vec::new(), Vec::new());
        for (key, _) in self.backups().await? {
            let address = format!(
                "{}/{}",
                self.storage.name(),
                key.filename().unwrap_or_default()
            );
            let (copy, _) = self.get(&key).await?;
            let mut new = tempfile::tempfile_in(&self.spool)?;
            let catalogue = catalogue.clone();
            let cleansed = tokio::task::spawn_blocking(move || {
                let changed = catalogue.cleanse(copy, &new)?;
                new.rewind()
                    .map(|()| (changed, new))
                    .map_err(anyhow::Error::from)
            });
            match cleansed.await? {
                Ok((false, _)) => {}
                Ok((true, new)) => {
                    self.put(&key, new).await?;
                    rewritten.push(address);
                }
                Err(error) => {
                    tracing::warn!("{address} can't be read: {error:#}");
                    unreadable.push(address);
                }
            }
        }
        Ok((rewritten, unreadable))
    }
}

/// A copy of the file at an address in a bucket, by the keys of the configuration.
///
/// # Errors
/// When no bucket is configured, or it can't be read.
pub(crate) async fn fetch(
    address: &str,
    setting: Option<&BackupSetting>,
    data_dir: &Path,
) -> anyhow::Result<File> {
    let (bucket, key) = in_bucket(address)
        .filter(|(_, key)| !key.is_empty())
        .with_context(|| format!("{address} names no file; write it as s3://BUCKET/FOLDER/FILE"))?;
    let setting = setting
        .filter(|setting| setting.storage.access_key.is_some())
        .context("to read from a bucket, name it with its keys under [backups]")?;
    let there = Storage::of_bucket(&setting.storage, &bucket)?;
    let (copy, _) = copy_of(&there, &Key::from(key), data_dir).await?;
    Ok(copy)
}

/// A copy of a file in a folder of this machine, without a name, and the hash of it.
async fn copy_of(storage: &Storage, key: &Key, folder: &Path) -> anyhow::Result<(File, Digest)> {
    let mut copy = tempfile::tempfile_in(folder)
        .with_context(|| format!("no file can be made in {}", folder.display()))?;
    let hash = storage.copy(key, &mut copy).await?;
    copy.rewind()?;
    Ok((copy, hash))
}

#[cfg(test)]
mod tests;
