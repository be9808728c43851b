//! The command's side of a connection to the control socket.

use std::io::{ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::path::Path;

use anyhow::{Context, anyhow};
use serde::Serialize;

use super::NAME;
use super::frame::{self, Kind, LONGEST};
use crate::Ending;
use crate::commands::session::{Local, Session};

/// Has the server that runs on `data_dir` do it, with the files of `local`. `None` when none
/// runs.
///
/// # Errors
/// When it does not answer, or answers why not.
pub(crate) fn ask<R: Serialize>(
    data_dir: &Path,
    request: &R,
    local: &mut Local,
) -> anyhow::Result<Option<Ending>> {
    let mut stream = match UnixStream::connect(data_dir.join(NAME)) {
        Ok(stream) => stream,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            return Err(error).context(
                "the running server takes commands only from the user that it runs as, and from root",
            );
        }
        // Then the catalogue can be opened, or that tells what is the matter.
        Err(_) => return Ok(None),
    };
    let sent = frame::write_json(&mut stream, Kind::Request, request)
        .map_err(Into::into)
        .and_then(|()| send_input(&mut stream, local));
    if let Err(unread @ Unsent::File(_)) = sent {
        // The server drops what came in of it.
        return Err(unread.into());
    }
    // Why the server did not take all of it tells more than that it did not.
    match (sent, take_answer(&mut stream, local)) {
        (_, Ok(ending)) => Ok(Some(ending)),
        (Err(unsent), Err(NoAnswer::Broken(_))) => Err(unsent.into()),
        (_, Err(why)) => Err(why.into()),
    }
}

/// Why a file did not get to the server.
#[derive(Debug, thiserror::Error)]
enum Unsent {
    #[error("{0:#}")]
    File(anyhow::Error),
    #[error("the running server closed the connection: {0}")]
    Closed(#[from] std::io::Error),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    #[error("{0:#}")]
    Refused(anyhow::Error),
    #[error("{0:#}")]
    Broken(anyhow::Error),
}

fn send_input(stream: &mut UnixStream, local: &mut Local) -> Result<(), Unsent> {
    let Some(mut input) = local.take_input().map_err(Unsent::File)? else {
        return Ok(());
    };
    let mut piece = vec![0; LONGEST];
    loop {
        let read = input.read(&mut piece);
        match read.map_err(|error| Unsent::File(error.into()))? {
            0 => break,
            read => frame::write(stream, Kind::Input, &piece[..read])?,
        }
    }
    Ok(frame::write(stream, Kind::InputEnd, &[])?)
}

fn take_answer(stream: &mut UnixStream, local: &mut Local) -> Result<Ending, NoAnswer> {
    let refused = NoAnswer::Refused;
    loop {
        let frame = frame::read(stream)
            .context("the running server gives no answer that this version understands")
            .and_then(|frame| {
                frame.context("the running server stopped before it was done; look into its log")
            })
            .map_err(NoAnswer::Broken)?;
        match frame.kind {
            Kind::Output => local.output(&frame.bytes).map_err(refused)?,
            Kind::Notice => local.notice(&frame.text()),
            Kind::Progress => local.progress(frame.json().map_err(|error| refused(error.into()))?),
            Kind::Done => {
                local.finish().map_err(refused)?;
                return frame.json().map_err(|error| refused(error.into()));
            }
            Kind::Failed => return Err(refused(anyhow!(frame.text()))),
            Kind::Request | Kind::Input | Kind::InputEnd => {
                return Err(NoAnswer::Broken(anyhow!(
                    "the running server gives no answer"
                )));
            }
        }
    }
}
