//! Connections within bounds: how many there may be, in all and from one client, and how long
//! each may take. Whoever comes when all places are taken is told so at once.

mod bare;
mod deadlines;

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bronwijzer_graphql::client::{Client, Places};
use bronwijzer_graphql::headers;
use metrics::{counter, gauge};
use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::clients::TrustedProxies;
use bare::WithHeaders;
use deadlines::Timed;

/// One client may hold one of so many places.
const SHARE: usize = 4;

/// Files that the store, the index and forges may need beside connections.
const OWN_FILES: u64 = 256;

/// Refusals that may be under way at the same time; whoever comes beyond is cut off.
const MOST_REFUSALS: usize = 64;

/// How long a refusal may take.
const REFUSAL: Duration = Duration::from_secs(1);

/// How often the log says that connections are refused, or can't be accepted.
const BETWEEN_WARNINGS: Duration = Duration::from_secs(60);

/// How long to wait before another try where the system has no more files or memory.
const PAUSE: Duration = Duration::from_millis(250);

const TOO_MANY: &str = "Too many connections are open. Try again in a moment\n";

/// Tells [`TOO_MANY`] over HTTP/1.1.
fn too_many() -> String {
    format!(
        "HTTP/1.1 503 Service Unavailable\r\n\
         content-type: text/plain; charset=utf-8\r\n\
         content-length: {}\r\n\
         retry-after: 10\r\n\
         cache-control: no-store\r\n\
         {}\
         connection: close\r\n\r\n\
         {TOO_MANY}",
        TOO_MANY.len(),
        headers::of_bare_answer(),
    )
}

/// Accepts connections, and keeps them within bounds.
pub(crate) struct Bounded<A> {
    inner: A,
    places: Arc<Places>,
    trusted: TrustedProxies,
    refusals: Arc<Semaphore>,
    warned: Warned,
}

impl<A> Bounded<A> {
    /// At most `limit` connections, or as many as the system has files for.
    pub(crate) fn new(inner: A, limit: usize, trusted: TrustedProxies) -> Self {
        let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
            tracing::warn!("can't tell how many files may be open: {error}");
            u64::MAX
        });
        let fit = usize::try_from(files.saturating_sub(OWN_FILES)).unwrap_or(usize::MAX);
        if fit < limit {
            tracing::warn!(
                "the system lets this process open {files} files, so that {fit} connections fit \
                 and not {limit}; raise the limit of open files (LimitNOFILE of systemd, ulimit -n)"
            );
        }
        let limit = limit.min(fit).max(1);
        #[allow(clippy::cast_precision_loss, reason = "nobody has so many connections")]
        gauge!("bronwijzer_connections_limit").set(limit as f64);
        Self {
            inner,
            places: Places::new(limit, limit.div_ceil(SHARE)),
            trusted,
            refusals: Arc::new(Semaphore::new(MOST_REFUSALS)),
            warned: Warned::default(),
        }
    }

    /// Refuses a connection, as all places are taken.
    fn refuse<Io: AsyncRead + AsyncWrite + Send + Unpin + 'static>(&mut self, io: Io) {
        counter!("bronwijzer_shed_total", "reason" => "connections").increment(1);
        if let Some(times) = self.warned.is_due() {
            tracing::warn!(times, "refused connections, as all places are taken");
        }
        if let Ok(permit) = Arc::clone(&self.refusals).try_acquire_owned() {
            tokio::spawn(async move {
                let _permit = permit;
                // Whoever hangs up meanwhile needs no answer.
                let _ = timeout(REFUSAL, say_no(io)).await;
            });
        }
    }
}

impl<A: Acceptor> Acceptor for Bounded<A> {
    type Io = WithHeaders<Timed<A::Io>>;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.inner.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        loop {
            let (io, local, remote, scheme) = match self.inner.accept().await {
                Ok(accepted) => accepted,
                // The client left again.
                Err(error) if is_of_one_connection(&error) => continue,
                Err(error) => {
                    counter!("bronwijzer_connection_errors_total").increment(1);
                    if let Some(times) = self.warned.is_due() {
                        tracing::error!(times, "can't accept connections: {error}");
                    }
                    sleep(PAUSE).await;
                    continue;
                }
            };
            let peer = remote.as_socket_addr().map(std::net::SocketAddr::ip);
            // A proxy holds the connections of many clients.
            let client = peer.filter(|peer| !self.trusted.contains(*peer));
            match self.places.take(client.map(Client::at)) {
                Some(place) => {
                    let io = WithHeaders::new(Timed::new(io, place));
                    return Ok((io, local, remote, scheme));
                }
                None => self.refuse(io),
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

async fn say_no<Io: AsyncRead + AsyncWrite + Unpin>(mut io: Io) -> io::Result<()> {
    io.write_all(too_many().as_bytes()).await?;
    io.shutdown().await?;
    // A socket that is closed with something unread takes the answer back.
    let mut unread = [0; 4096];
    while io.read(&mut unread).await? > 0 {}
    Ok(())
}

/// Counts what is not to be logged each time.
#[derive(Default)]
struct Warned {
    at: Option<Instant>,
    times: u64,
}

impl Warned {
    /// How often it happened since the last warning, when another one is due.
    fn is_due(&mut self) -> Option<u64> {
        self.times += 1;
        if self.at.is_some_and(|at| at.elapsed() < BETWEEN_WARNINGS) {
            return None;
        }
        self.at = Some(Instant::now());
        Some(std::mem::take(&mut self.times))
    }
}
