//! Files off this machine: in a folder that is somewhere else, or in a bucket of an object
//! storage that speaks S3.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use aws_lc_rs::digest::{self, Digest, SHA256};
use futures::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};
use secrecy::ExposeSecret;
use tokio::io::AsyncWriteExt;

use crate::config::{Destination, StorageSetting};

/// How much of a file is sent in one request, in bytes. A bucket takes 10,000 of them.
pub(crate) const PART: usize = 16 * 1024 * 1024;

/// How much is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// How long one request may take, and how long it is tried.
const REQUEST_TIME: Duration = Duration::from_secs(120);
const CONNECT_TIME: Duration = Duration::from_secs(10);
const TRIED_FOR: Duration = Duration::from_secs(60);
const TRIES: usize = 3;

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

/// A place for files that is not on this machine.
pub(crate) struct Storage {
    store: Arc<dyn ObjectStore>,
    prefix: Key,
    /// As the configuration has it.
    name: String,
    /// The folder, where it is one.
    folder: Option<PathBuf>,
}

impl Storage {
    /// The place that the configuration names.
    ///
    /// # Errors
    /// When its folder is not there, or the secret key is not set.
    pub(crate) fn new(setting: &StorageSetting) -> anyhow::Result<Self> {
        let name = setting.to_text.trim_end_matches('/').to_owned();
        match &setting.to {
            Destination::Folder(folder) => {
                // Not made: where it is a mount that is missing, files would fill this disk.
                let store = LocalFileSystem::new_with_prefix(folder).with_context(|| {
                    format!(
                        "the folder {} can't be used; make it, or mount what it is on",
                        folder.display()
                    )
                })?;
                let store = store.with_fsync(true).with_automatic_cleanup(true);
                Ok(Self {
                    store: Arc::new(store),
                    prefix: Key::default(),
                    name,
                    folder: Some(folder.clone()),
                })
            }
            Destination::Bucket { bucket, prefix } => Ok(Self {
                prefix: Key::from(prefix.as_str()),
                name,
                ..Self::of_bucket(setting, bucket)?
            }),
        }
    }

    /// A bucket as a whole, by the keys of the configuration.
    ///
    /// # Errors
    /// When the secret key is not set, or the bucket can't be used.
    pub(crate) fn of_bucket(setting: &StorageSetting, bucket: &str) -> anyhow::Result<Self> {
        Ok(Self {
            store: Arc::new(bucket_of(setting, bucket)?),
            prefix: Key::default(),
            name: format!("s3://{bucket}"),
            folder: None,
        })
    }

    /// As the configuration has it, without a slash at the end.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The key of a file there.
    pub(crate) fn key(&self, path: &str) -> Key {
        let parts = path.split('/');
        parts.fold(self.prefix.clone(), Key::join)
    }

    /// Writes a file. Gives back the hash of what was sent.
    ///
    /// # Errors
    /// When it can't be read or written.
    pub(crate) async fn send(&self, key: &Key, file: File) -> anyhow::Result<Digest> {
        let sent = self.sent(key, file).await;
        sent.with_context(|| format!("{} can't be written to", self.name))
    }

    async fn sent(&self, key: &Key, mut file: File) -> anyhow::Result<Digest> {
        let mut hash = digest::Context::new(&SHA256);
        let mut writer = BufWriter::with_capacity(Arc::clone(&self.store), key.clone(), PART);
        loop {
            let mut piece = vec![0; PIECE];
            let read = tokio::task::spawn_blocking(move || {
                let read = std::io::Read::read(&mut file, &mut piece)?;
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
            // Others on that machine have no business with it.
            let path = folder.join(key.as_ref());
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        }
        Ok(hash.finish())
    }

    /// Copies a file into another one. Gives back the hash of it.
    ///
    /// # Errors
    /// When it can't be read, or there is no room for the copy.
    pub(crate) async fn copy(&self, key: &Key, into: &mut File) -> anyhow::Result<Digest> {
        let unreadable = || format!("{key} can't be read from {}", self.name);
        let mut hash = digest::Context::new(&SHA256);
        let found = self.store.get(key).await.with_context(unreadable)?;
        let mut pieces = found.into_stream();
        while let Some(piece) = pieces.try_next().await.with_context(unreadable)? {
            hash.update(&piece);
            into.write_all(&piece)
                .context("no room for a copy on this machine")?;
        }
        Ok(hash.finish())
    }

    /// The files there, with their sizes.
    ///
    /// # Errors
    /// When the place can't be listed.
    pub(crate) async fn files(&self) -> anyhow::Result<Vec<(Key, u64)>> {
        let listed = self.store.list(Some(&self.prefix));
        let listed: Vec<_> = listed
            .try_collect()
            .await
            .with_context(|| format!("{} can't be listed", self.name))?;
        let files = listed.into_iter().map(|one| (one.location, one.size));
        Ok(files.collect())
    }

    /// Removes a file.
    ///
    /// # Errors
    /// When it can't be removed.
    pub(crate) async fn remove(&self, key: &Key) -> anyhow::Result<()> {
        let removed = self.store.delete(key).await;
        removed.with_context(|| format!("{key} can't be removed from {}", self.name))
    }
}

fn bucket_of(setting: &StorageSetting, bucket: &str) -> anyhow::Result<impl ObjectStore + use<>> {
    ensure!(
        setting.secret_key.is_some(),
        "the secret key for {} is not set",
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
