//! Bare answers: hyper refuses what is no request (400, 414, 431) by itself, before any route, and
//! knows no headers for that. They are put in on the way out.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bronwijzer_graphql::headers;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// No bare answer is longer, in bytes.
const LONGEST: usize = 256;

/// A connection whose bare answers get headers.
pub(crate) struct WithHeaders<Io> {
    inner: Io,
    /// A status line with headers, of which so many bytes are sent.
    head: Option<(Vec<u8>, usize)>,
    /// A bare answer goes out, and is the last one.
    is_ending: bool,
}

impl<Io> WithHeaders<Io> {
    pub(super) fn new(inner: Io) -> Self {
        Self {
            inner,
            head: None,
            is_ending: false,
        }
    }
}

/// The length of the status line of a bare answer, with its end; `None` for anything else. All
/// that it has is an empty body, the end of the connection and the time.
fn status_line(bytes: &[u8]) -> Option<usize> {
    if bytes.len() > LONGEST || !bytes.starts_with(b"HTTP/1.1 4") || !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = text.trim_end().split("\r\n");
    let status = lines.next()?;
    let mut names: Vec<&str> = lines
        .filter_map(|line| Some(line.split_once(':')?.0))
        .collect();
    names.sort_unstable();
    (names == ["connection", "content-length", "date"] && text.contains("content-length: 0\r\n"))
        .then_some(status.len() + 2)
}

impl<Io: AsyncWrite + Unpin> WithHeaders<Io> {
    /// Sends the head that waits, whole.
    fn poll_head(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((head, sent)) = &mut self.head {
            let written = ready!(Pin::new(&mut self.inner).poll_write(context, &head[*sent..]))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            *sent += written;
            if *sent == head.len() {
                self.head = None;
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Sends the status line of a bare answer with headers behind it, and gives its length.
    fn poll_bare(
        &mut self,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<Option<usize>>> {
        if self.is_ending && self.head.is_none() {
            return Poll::Ready(Ok(None));
        }
        let Some(length) = status_line(bytes) else {
            return Poll::Ready(Ok(None));
        };
        if !self.is_ending {
            self.is_ending = true;
            let headers = headers::of_bare_answer();
            let no_store = "cache-control: no-store\r\n";
            let head = [&bytes[..length], headers.as_bytes(), no_store.as_bytes()].concat();
            self.head = Some((head, 0));
        }
        ready!(self.poll_head(context))?;
        Poll::Ready(Ok(Some(length)))
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for WithHeaders<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for WithHeaders<Io> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match ready!(self.poll_bare(context, bytes))? {
            Some(length) => Poll::Ready(Ok(length)),
            None => Pin::new(&mut self.inner).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [bytes] = buffers
            && let Some(length) = ready!(self.poll_bare(context, bytes))?
        {
            return Poll::Ready(Ok(length));
        }
        Pin::new(&mut self.inner).poll_write_vectored(context, buffers)
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
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const BARE: &str = "HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n\
        content-length: 0\r\ndate: Mon, 30 Nov 2026 00:00:00 GMT\r\n\r\n";

    /// What arrives of these writes, through a pipe that takes few bytes at once.
    async fn arrives(writes: &[&str]) -> String {
        let (server, mut client) = tokio::io::duplex(7);
        let mut server = WithHeaders::new(server);
        let writes: Vec<String> = writes.iter().map(ToString::to_string).collect();
        let writing = tokio::spawn(async move {
            for bytes in writes {
                server.write_all(bytes.as_bytes()).await.unwrap();
            }
        });
        let mut text = String::new();
        client.read_to_string(&mut text).await.unwrap();
        writing.await.unwrap();
        text
    }

    #[tokio::test]
    async fn bare_refusal_gets_the_headers_once() {
        let sent = arrives(&[BARE]).await;
        assert!(sent.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
        assert!(sent.contains(&headers::of_bare_answer()), "{sent}");
        assert!(sent.ends_with("GMT\r\n\r\n"), "{sent}");
        assert_eq!(sent.matches("HTTP/1.1").count(), 1);
        assert_eq!(sent.matches("nosniff").count(), 1);
    }

    #[tokio::test]
    async fn everything_else_is_sent_as_it_is() {
        let answer = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nx-content-type-options: \
            nosniff\r\ndate: x\r\n\r\n";
        let with_body = BARE.replace("length: 0", "length: 9");
        let whole = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc";
        for text in [answer, &with_body, whole, "abc"] {
            assert_eq!(arrives(&[text]).await, text);
        }
    }
}
