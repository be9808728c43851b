//! Control socket: a running server does what the command line asks of its catalogue, which no
//! other process can open meanwhile. It stands in the data folder, and only who runs the server
//! may use it.
//!
//! Who asks sends a request, and the file that belongs to it; the server sends what is to be
//! printed, how far it is, and at the end how it went ([`frame`]). Files pass through the data
//! folder on the server's side, so that neither a slow client nor one that stops holds up a
//! crawl that wants to write.

mod answering;
mod asking;
mod frame;

use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::net::{UnixListener, UnixStream};

pub(crate) use asking::ask;

use crate::Ending;
use crate::commands::session::Session;

/// The name of the socket in the data folder.
const NAME: &str = "control.sock";

/// How long the server waits for the other side, between two pieces of what it sends or takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A socket that is served until it is dropped.
pub(crate) struct Control {
    path: PathBuf,
    task: tokio::task::JoinHandle<()>,
    stopping: Arc<AtomicBool>,
}

impl Drop for Control {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        self.task.abort();
        // Where it is gone already somebody else saw to that.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Does what comes over the socket of `data_dir` by `perform`, on threads that may block.
pub(crate) fn serve<R, F>(data_dir: &Path, perform: F) -> std::io::Result<Control>
where
    R: DeserializeOwned + Send + 'static,
    F: Fn(R, &mut dyn Session) -> anyhow::Result<Ending> + Send + Sync + 'static,
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
    let owner = std::fs::metadata(&path)?.uid();
    let perform = Arc::new(perform);
    let stopping = Arc::new(AtomicBool::new(false));
    let task = tokio::spawn({
        let stopping = Arc::clone(&stopping);
        let data_dir = data_dir.to_owned();
        async move {
            loop {
                let stream = match listener.accept().await {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        tracing::warn!("the control socket failed: {error}");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                        continue;
                    }
                };
                if !may_ask(&stream, owner) {
                    continue;
                }
                let stream = match stream.into_std() {
                    Ok(stream) => stream,
                    Err(error) => {
                        tracing::warn!("a connection to the control socket failed: {error}");
                        continue;
                    }
                };
                let perform = Arc::clone(&perform);
                let stopping = Arc::clone(&stopping);
                let spool = data_dir.clone();
                tokio::task::spawn_blocking(move || {
                    if let Err(error) = answering::answer(stream, spool, stopping, &*perform) {
                        tracing::warn!("a connection to the control socket broke off: {error}");
                    }
                });
            }
        }
    });
    Ok(Control {
        path,
        task,
        stopping,
    })
}

/// Whether a server runs on a data folder.
pub(crate) fn is_served(data_dir: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(data_dir.join(NAME)).is_ok()
}

/// Whether it is who runs the server, or root. The socket's mode says so already, but for the
/// moment before it was set.
fn may_ask(stream: &UnixStream, owner: u32) -> bool {
    match stream.peer_cred() {
        Ok(peer) if peer.uid() == owner || peer.uid() == 0 => true,
        Ok(peer) => {
            tracing::warn!(
                uid = peer.uid(),
                "somebody else was refused on the control socket"
            );
            false
        }
        Err(error) => {
            tracing::warn!("who asks on the control socket can't be told: {error}");
            false
        }
    }
}

#[cfg(test)]
mod tests;
