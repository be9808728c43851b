//! Backups off this machine: in a folder that is somewhere else, or in a bucket of an object
//! storage.
//!
//! Each is read back after it was written and has to be the same and whole; only then older ones
//! go. What fails is tried again, told in the log and under `/health/ready`, and stops
//! nothing else.

mod job;
mod retention;

use std::fs::File;
use std::future::Future;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use aws_lc_rs::digest::{self, Digest, SHA256};
use bronwijzer_index::Catalogue;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};
use secrecy::ExposeSecret;
use tokio::io::AsyncWriteExt;

pub(crate) use job::{keep, run};
use retention::{made_at, surplus};

use crate::config::{BackupSetting, Destination, Keep, in_bucket};

/// How much of a file is sent in one request, in bytes. A bucket takes 10,000 of them.
const PART: usize = 16 * 1024 * 1024;

/// How much is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// How long one request may take, and how long it is tried.
const REQUEST_TIME: Duration = Duration::from_secs(120);
const CONNECT_TIME: Duration = Duration::from_secs(10);
const TRIED_FOR: Duration = Duration::from_secs(60);
const TRIES: usize = 3;

/// A place for backups that is not on this machine.
pub(crate) struct OffSite {
    store: Arc<dyn ObjectStore>,
    prefix: Key,
    /// As the configuration has it.
    name: String,
    /// The folder, where it is one.
    folder: Option<PathBuf>,
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

/// Waits for something on a thread that may block.
///
/// # Errors
/// When no runtime can be made.
pub(crate) fn wait<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => runtime.block_on(work),
        Err(_) => tokio::runtime::Runtime::new()?.block_on(work),
    }
}

impl OffSite {
    /// The place that the configuration names. `data_dir` has room for a copy.
    ///
    /// # Errors
    /// When its folder is not there, or the secret key is not set.
    pub(crate) fn new(setting: &BackupSetting, data_dir: &Path) -> anyhow::Result<Self> {
        let at = |store: Arc<dyn ObjectStore>, prefix: Key, folder: Option<PathBuf>| Self {
            store,
            prefix,
            name: setting.to_text.trim_end_matches('/').to_owned(),
            folder,
            keep: setting.keep,
            spool: data_dir.to_owned(),
        };
        match &setting.to {
            Destination::Folder(folder) => {
                // Not made: where it is a mount that is missing, backups would fill this disk.
                let store = LocalFileSystem::new_with_prefix(folder).with_context(|| {
                    format!(
                        "the folder for backups {} can't be used; make it, or mount what it is on",
                        folder.display()
                    )
                })?;
                let store = Arc::new(store.with_fsync(true));
                Ok(at(store, Key::default(), Some(folder.clone())))
            }
            Destination::Bucket { bucket, prefix } => {
                let store = Arc::new(bucket_of(setting, bucket)?);
                Ok(at(store, Key::from(prefix.as_str()), None))
            }
        }
    }

    /// Writes a backup there, reads it back, and drops those that are older than what is kept.
    ///
    /// # Errors
    /// When it can't be written or does not come back the same and whole. Then no older one goes.
    pub(crate) async fn keep(&self, backup: &Path) -> anyhow::Result<Kept> {
        let name = backup.file_name().unwrap_or_default().to_string_lossy();
        let key = self.prefix.clone().join(name.as_ref());
        let file = File::open(backup).with_context(|| format!("{}", backup.display()))?;
        let repositories = self.put(&key, file).await?;
        let dropped = self.drop_surplus().await?;
        Ok(Kept {
            address: format!("{}/{name}", self.name),
            repositories,
            dropped,
        })
    }

    /// Writes a file, and reads it back. Gives back how many repositories it has.
    async fn put(&self, key: &Key, file: File) -> anyhow::Result<u64> {
        let sent = self
            .send(key, file)
            .await
            .with_context(|| format!("{} can't be written to", self.name))?;
        let (copy, came_back) = self.get(key).await?;
        let checked = if sent.as_ref() == came_back.as_ref() {
            let checked = tokio::task::spawn_blocking(move || bronwijzer_index::check_file(copy));
            checked.await?.map_err(Into::into)
        } else {
            Err(anyhow!("it came back as something else"))
        };
        if checked.is_err() {
            // Nobody may take it for a backup.
            let _ = self.store.delete(key).await;
        }
        checked.with_context(|| format!("what was written to {}/{key} is no backup", self.name))
    }

    async fn send(&self, key: &Key, mut file: File) -> anyhow::Result<Digest> {
        let mut hash = digest::Context::new(&SHA256);
        let mut writer = BufWriter::with_capacity(Arc::clone(&self.store), key.clone(), PART);
        loop {
            let mut piece = vec![0; PIECE];
            let read = tokio::task::spawn_blocking(move || {
                let read = file.read(&mut piece)?;
                piece.truncate(read);
                Ok::<_, std::io::Error>((file, piece))
            });
            let (again, piece) = read.await??;
            file = again;
            if piece.is_empty() {
                break;
            }
            hash.update(&piece);
            if let Err(error) = writer.write_all(&piece).await {
                // Parts that were sent cost room until somebody says that they are in vain.
                let _ = writer.abort().await;
                return Err(error.into());
            }
        }
        writer.shutdown().await?;
        if let Some(folder) = &self.folder {
            // It holds all that members entrusted.
            use std::os::unix::fs::PermissionsExt;
            let path = folder.join(key.as_ref());
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        }
        Ok(hash.finish())
    }

    /// A copy of a file there, without a name, and the hash of it.
    async fn get(&self, key: &Key) -> anyhow::Result<(File, Digest)> {
        let unreadable = || format!("{key} can't be read from {}", self.name);
        let mut copy = tempfile::tempfile_in(&self.spool)
            .with_context(|| format!("no file can be made in {}", self.spool.display()))?;
        let mut hash = digest::Context::new(&SHA256);
        let found = self.store.get(key).await.with_context(unreadable)?;
        let mut pieces = found.into_stream();
        while let Some(piece) = pieces.try_next().await.with_context(unreadable)? {
            hash.update(&piece);
            copy.write_all(&piece)
                .with_context(|| format!("no room in {}", self.spool.display()))?;
        }
        copy.rewind()?;
        Ok((copy, hash.finish()))
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
        let listed = self.store.list(Some(&self.prefix));
        let listed: Vec<_> = listed
            .try_collect()
            .await
            .with_context(|| format!("{} can't be listed", self.name))?;
        let backups = listed.into_iter().map(|one| (one.location, one.size));
        Ok(backups
            .filter(|(key, _)| key.filename().and_then(made_at).is_some())
            .collect())
    }

    async fn drop_surplus(&self) -> anyhow::Result<usize> {
        let backups = self.backups().await?;
        let surplus = surplus(&backups, self.keep);
        for key in &surplus {
            self.store
                .delete(key)
                .await
                .with_context(|| format!("{key} can't be removed from {}", self.name))?;
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
            let address = format!("{}/{}", self.name, key.filename().unwrap_or_default());
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
        .filter(|setting| setting.access_key.is_some())
        .context("to read from a bucket, name it with its keys under [backups]")?;
    let there = OffSite {
        store: Arc::new(bucket_of(setting, &bucket)?),
        prefix: Key::default(),
        name: format!("s3://{bucket}"),
        folder: None,
        keep: setting.keep,
        spool: data_dir.to_owned(),
    };
    let (copy, _) = there.get(&Key::from(key)).await?;
    Ok(copy)
}

fn bucket_of(setting: &BackupSetting, bucket: &str) -> anyhow::Result<impl ObjectStore + use<>> {
    ensure!(
        setting.secret_key.is_some(),
        "the secret key for backups to {} is not set",
        setting.to_text
    );
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&setting.region)
        // By the path, as every storage that speaks S3 understands.
        .with_virtual_hosted_style_request(false)
        .with_disable_bulk_delete(true)
        .with_retry(RetryConfig {
            max_retries: TRIES,
            retry_timeout: TRIED_FOR,
            backoff: BackoffConfig::default(),
        })
        .with_client_options(
            ClientOptions::new()
                .with_timeout(REQUEST_TIME)
                .with_connect_timeout(CONNECT_TIME),
        );
    if let (Some(id), Some(key)) = (&setting.access_key, &setting.secret_key) {
        builder = builder
            .with_access_key_id(id)
            .with_secret_access_key(key.expose_secret());
    }
    if let Some(endpoint) = &setting.endpoint {
        builder = builder
            .with_endpoint(endpoint.as_str().trim_end_matches('/'))
            .with_allow_http(endpoint.scheme() == "http");
    }
    builder
        .build()
        .with_context(|| format!("the bucket of {} can't be used", setting.to_text))
}

#[cfg(test)]
mod tests;
