//! Deadlines of a connection, of which HTTP knows nothing: a request has to come within a time
//! after the connection opened or the last answer went out, however slowly its bytes drip; and
//! whoever is sent something has to take it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bronwijzer_graphql::client::Place;
use metrics::gauge;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long the first request may take to arrive, its body too.
const FIRST_REQUEST: Duration = Duration::from_secs(30);

/// How long a client may wait until its next request has arrived: longer than proxies keep
/// their connections open, so that none of them sends one into a connection that closes.
const NEXT_REQUEST: Duration = Duration::from_secs(75);

/// How long a client may take nothing of what it is sent.
const STALLED: Duration = Duration::from_secs(30);

/// How long a client may keep us waiting before it counts how much it took meanwhile.
const SLOW: Duration = Duration::from_secs(60);

/// The least that it has to take of what waits, in bytes a second.
const LEAST_RATE: u64 = 512;

/// A connection with its place and deadlines.
pub(crate) struct Timed<Io> {
    inner: Io,
    /// When something was last sent, or the connection opened.
    quiet_since: Instant,
    /// How long it may be quiet.
    patience: Duration,
    quiet: Pin<Box<Sleep>>,
    /// Since when a write waits for the client.
    blocked_since: Option<Instant>,
    stalled: Pin<Box<Sleep>>,
    /// How long writes waited in all, and what was taken meanwhile.
    blocked: Duration,
    taken: u64,
    _place: Place,
    _open: Open,
}

/// One more of the connections that are counted.
struct Open;

impl Drop for Open {
    fn drop(&mut self) {
        gauge!("bronwijzer_connections").decrement(1);
    }
}

impl<Io> Timed<Io> {
    pub(super) fn new(inner: Io, place: Place) -> Self {
        gauge!("bronwijzer_connections").increment(1);
        let now = Instant::now();
        Self {
            inner,
            quiet_since: now,
            patience: FIRST_REQUEST,
            quiet: Box::pin(sleep_until(now + FIRST_REQUEST)),
            blocked_since: None,
            stalled: Box::pin(sleep_until(now + STALLED)),
            blocked: Duration::ZERO,
            taken: 0,
            _place: place,
            _open: Open,
        }
    }

    /// Whether the client kept us waiting for too long.
    fn is_too_quiet(&mut self, context: &mut Context<'_>) -> bool {
        let deadline = self.quiet_since + self.patience;
        if self.quiet.deadline() != deadline {
            self.quiet.as_mut().reset(deadline);
        }
        self.quiet.as_mut().poll(context).is_ready()
    }

    /// Looks at how a write went.
    fn after_write(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let now = Instant::now();
        if written.is_pending() {
            let since = *self.blocked_since.get_or_insert(now);
            self.stalled.as_mut().reset(since + STALLED);
            ready!(self.stalled.as_mut().poll(context));
            return Poll::Ready(Err(too_slow()));
        }
        if let Some(since) = self.blocked_since.take() {
            self.blocked += now - since;
        }
        if let Poll::Ready(Ok(bytes)) = &written {
            self.quiet_since = now;
            self.patience = NEXT_REQUEST;
            self.taken += *bytes as u64;
        }
        if self.blocked >= SLOW {
            let least = self.blocked.as_secs() * LEAST_RATE;
            if self.taken < least {
                return Poll::Ready(Err(too_slow()));
            }
            self.blocked = Duration::ZERO;
            self.taken = 0;
        }
        written
    }
}

fn too_slow() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the client is too slow")
}

impl<Io: AsyncRead + Unpin> AsyncRead for Timed<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        // Bytes that come one at a time put nothing off.
        if self.is_too_quiet(context) {
            return Poll::Ready(Err(too_slow()));
        }
        read
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Timed<Io> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.after_write(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, buffers);
        self.after_write(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests;
