//! The server's side of a connection to the control socket.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};
use serde::de::DeserializeOwned;

use super::PATIENCE;
use super::frame::{self, Kind};
use crate::Ending;
use crate::commands::session::{Pace, Progress, Session, Writes};

/// How much goes into one frame, in bytes.
const PIECE: usize = 64 * 1024;

/// Reads what is asked, does it, and says how it went.
///
/// # Errors
/// When the other side is gone; what was asked may be done all the same.
pub(super) fn answer<R, F>(
    stream: UnixStream,
    spool: PathBuf,
    stopping: Arc<AtomicBool>,
    perform: &F,
) -> io::Result<()>
where
    R: DeserializeOwned,
    F: Fn(R, &mut dyn Session) -> anyhow::Result<Ending>,
{
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut remote = Remote {
        stream,
        spool,
        stopping,
        pace: Pace::default(),
    };
    let request = frame::read(&mut remote.stream)?;
    let Some(request) = request.filter(|frame| frame.kind == Kind::Request) else {
        return Ok(());
    };
    let done = request
        .json()
        .context("the running server does not know this command: it is of another version")
        .and_then(|request| perform(request, &mut remote));
    match done {
        Ok(ending) => frame::write_json(&mut remote.stream, Kind::Done, &ending),
        Err(error) => {
            let mut why = format!("{error:#}").into_bytes();
            why.truncate(PIECE);
            frame::write(&mut remote.stream, Kind::Failed, &why)
        }
    }
}

/// Who asks over the socket.
struct Remote {
    stream: UnixStream,
    /// Where files are kept meanwhile. They have no name, so that nothing is left of them when
    /// the process ends.
    spool: PathBuf,
    stopping: Arc<AtomicBool>,
    pace: Pace,
}

impl Remote {
    fn spool_file(&self) -> anyhow::Result<File> {
        tempfile::tempfile_in(&self.spool)
            .with_context(|| format!("no file can be made in {}", self.spool.display()))
    }

    fn no_room(&self) -> String {
        format!(
            "the running server can't keep the file in {} meanwhile; nothing was changed",
            self.spool.display()
        )
    }
}

impl Session for Remote {
    fn output(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        for piece in bytes.chunks(PIECE) {
            frame::write(&mut self.stream, Kind::Output, piece)?;
        }
        Ok(())
    }

    fn notice(&mut self, line: &str) {
        // Who is gone reads none.
        let _ = frame::write(&mut self.stream, Kind::Notice, line.as_bytes());
    }

    fn progress(&mut self, progress: Progress) {
        if self.pace.is_due() {
            let _ = frame::write_json(&mut self.stream, Kind::Progress, &progress);
        }
    }

    fn input(&mut self) -> anyhow::Result<Box<dyn Read + Send>> {
        let mut file = self.spool_file()?;
        loop {
            anyhow::ensure!(
                !self.stopping.load(Ordering::Acquire),
                "the server is stopping; nothing was changed"
            );
            let frame = frame::read(&mut self.stream)
                .context("the file does not come in; nothing was changed")?;
            match frame {
                Some(frame) if frame.kind == Kind::Input => {
                    file.write_all(&frame.bytes)
                        .with_context(|| self.no_room())?;
                }
                Some(frame) if frame.kind == Kind::InputEnd => break,
                _ => bail!("the file did not come in whole; nothing was changed"),
            }
        }
        file.rewind()?;
        Ok(Box::new(UntilStop {
            file,
            stopping: Arc::clone(&self.stopping),
        }))
    }

    fn large_output(&mut self, write: Writes<'_>) -> anyhow::Result<u64> {
        let mut file = self.spool_file()?;
        let count = write(&mut file).with_context(|| self.no_room())?;
        file.rewind()?;
        let of = Some(file.metadata()?.len());
        let mut done = 0;
        let mut piece = vec![0; PIECE];
        loop {
            anyhow::ensure!(
                !self.stopping.load(Ordering::Acquire),
                "the server is stopping"
            );
            match file.read(&mut piece)? {
                0 => return Ok(count),
                read => {
                    frame::write(&mut self.stream, Kind::Output, &piece[..read])?;
                    done += read as u64;
                    self.progress(Progress { done, of });
                }
            }
        }
    }
}

/// A file that can be read until the server stops.
struct UntilStop {
    file: File,
    stopping: Arc<AtomicBool>,
}

impl Read for UntilStop {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stopping.load(Ordering::Acquire) {
            return Err(io::Error::new(
                ErrorKind::ConnectionAborted,
                "the server is stopping",
            ));
        }
        self.file.read(buffer)
    }
}
