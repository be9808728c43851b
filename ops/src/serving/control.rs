//! Control socket: a running server does what the command line asks of its catalogue, which no
//! other process can open meanwhile. It stands in the data folder, and only who runs the server
//! may write to it.
//!
//! One request is one JSON value until the end of the stream, and so is the answer.

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;

/// The name of the socket in the data folder.
const NAME: &str = "control.sock";

/// The longest request and the longest answer, in bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// How long either side waits for the other.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is answered: the text to print, or why not.
type Answer = Result<String, String>;

/// A socket that is served until it is dropped.
pub(crate) struct Control {
    path: PathBuf,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Control {
    fn drop(&mut self) {
        self.task.abort();
        // Where it is gone already somebody else saw to that.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Does what comes over the socket of `data_dir` by `perform`, on threads that may block.
pub(crate) fn serve<C, F>(data_dir: &Path, perform: F) -> std::io::Result<Control>
where
    C: DeserializeOwned + Send + 'static,
    F: Fn(C) -> anyhow::Result<String> + Send + Sync + 'static,
{
    let path = data_dir.join(NAME);
    // Of a server that was killed: a running one holds the lock of the store, which we have.
    if let Err(error) = std::fs::remove_file(&path)
        && error.kind() != ErrorKind::NotFound
    {
        return Err(error);
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    let perform = Arc::new(perform);
    let task = tokio::spawn(async move {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    tokio::spawn(timeout(PATIENCE, answer(stream, Arc::clone(&perform))));
                }
                Err(error) => {
                    tracing::warn!("the control socket failed: {error}");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    });
    Ok(Control { path, task })
}

async fn answer<C, F>(mut stream: UnixStream, perform: Arc<F>)
where
    C: DeserializeOwned + Send + 'static,
    F: Fn(C) -> anyhow::Result<String> + Send + Sync + 'static,
{
    let mut request = Vec::new();
    let read = (&mut stream)
        .take(MAX_BYTES)
        .read_to_end(&mut request)
        .await;
    if let Err(error) = read {
        tracing::warn!("a request on the control socket can't be read: {error}");
        return;
    }
    let done = tokio::task::spawn_blocking(move || -> Answer {
        let command = serde_json::from_slice(&request).map_err(|error| error.to_string())?;
        perform(command).map_err(|error| format!("{error:#}"))
    });
    let answer = done.await.unwrap_or_else(|error| Err(error.to_string()));
    let written = serde_json::to_vec(&answer).unwrap_or_default();
    if let Err(error) = stream.write_all(&written).await {
        tracing::warn!("an answer on the control socket can't be written: {error}");
    }
}

/// Has the server that runs on `data_dir` do it. `None` when none runs.
///
/// # Errors
/// When it does not answer, or answers why not.
pub(crate) fn ask<C: Serialize>(data_dir: &Path, command: &C) -> anyhow::Result<Option<String>> {
    let Ok(mut stream) = std::os::unix::net::UnixStream::connect(data_dir.join(NAME)) else {
        // Then the catalogue can be opened, or that tells what is the matter.
        return Ok(None);
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(&serde_json::to_vec(command)?)?;
    stream.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    stream
        .take(MAX_BYTES)
        .read_to_end(&mut answer)
        .context("the running server does not answer")?;
    let answer: Answer =
        serde_json::from_slice(&answer).context("the running server gives no answer")?;
    answer.map(Some).map_err(|error| anyhow!(error))
}
