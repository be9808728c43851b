//! Outbound requests to addresses that come from data: a file, a register, the command line. Who
//! wrote them must not be able to have this machine knock on doors that they can't reach
//! themselves (SSRF), so each is asked within bounds:
//!
//! - a name is resolved once for each connection, and the connection goes to an address that was
//!   looked at: a second answer of the resolver (rebinding) is looked at again;
//! - an address by number is read as resolvers read it, before anything is sent;
//! - each redirect is looked at in the same way;
//! - no proxy is taken from the environment, as it would resolve names for itself;
//! - nothing is decompressed, and no more is read than who asks has room for.
//!
//! Forges, providers of sign-in and other services that the configuration names are not asked
//! through here: their addresses are of who runs the program.

mod networks;

use std::error::Error;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use url::Url;

pub use networks::InternalNetworks;

/// How often an address may send us on.
const MOST_REDIRECTS: usize = 5;

const USER_AGENT: &str = concat!("bronwijzer/", env!("CARGO_PKG_VERSION"));

/// Finds the addresses of a name.
pub trait Lookup: Send + Sync + 'static {
    /// All addresses that the name has now.
    fn addresses<'a>(
        &'a self,
        name: &'a str,
    ) -> Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'a>>;
}

/// The system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn addresses<'a>(
        &'a self,
        name: &'a str,
    ) -> Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'a>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|at| at.ip()).collect())
        })
    }
}

/// Why an address is not asked.
#[derive(Debug, thiserror::Error)]
#[error("the address is not on the public internet")]
struct NotPublic;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// It leads into a network that nobody opened.
    #[error(
        "it leads to an internal network, which is not asked; whoever runs the program can open one \
         with `internal_networks`"
    )]
    Internal,
    /// Nobody answered, or not in time.
    #[error("{}", chain(.0))]
    NoAnswer(#[from] reqwest::Error),
}

/// An error with what caused it: what reqwest says alone is hardly anything.
fn chain(error: &reqwest::Error) -> String {
    let mut texts: Vec<String> = causes(error).map(ToString::to_string).collect();
    texts.dedup();
    texts.join(": ")
}

/// The error and what caused it.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let first: Option<&(dyn Error + 'static)> = Some(error);
    std::iter::successors(first, |&error| error.source())
}

/// An answer, as far as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Of the last address, after redirects.
    pub status: StatusCode,
    /// The beginning of the body: at most as many bytes as was asked for, and one more where
    /// there are.
    pub start: Vec<u8>,
}

/// Asks addresses that come from data.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: Client,
    internal: InternalNetworks,
}

impl Outbound {
    /// Each answer may take as long as `patience`, whole; `internal` is open beside the public
    /// internet.
    ///
    /// # Errors
    /// When TLS can't be set up.
    pub fn new(internal: InternalNetworks, patience: Duration) -> Result<Self, OutboundError> {
        Self::resolving_by(SystemLookup, internal, patience)
    }

    /// The same, with names found by `lookup`.
    ///
    /// # Errors
    /// As of [`new`](Self::new).
    pub fn resolving_by(
        lookup: impl Lookup,
        internal: InternalNetworks,
        patience: Duration,
    ) -> Result<Self, OutboundError> {
        let resolver = Guarded {
            lookup: Arc::new(lookup),
            internal: internal.clone(),
        };
        let allowed = internal.clone();
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .timeout(patience)
            .no_proxy()
            .referer(false)
            // A connection is never used again, so that each request has its name looked at.
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(resolver))
            .redirect(Policy::custom(move |attempt| {
                if !allowed.allow_url(attempt.url()) {
                    attempt.error(NotPublic)
                } else if attempt.previous().len() > MOST_REDIRECTS {
                    attempt.error("too many redirects")
                } else {
                    attempt.follow()
                }
            }))
            .build()?;
        Ok(Self { client, internal })
    }

    /// Asks, and reads so many bytes of the answer, and one more to tell that there are more.
    ///
    /// # Errors
    /// When the address is not allowed, or does not answer.
    pub async fn ask(
        &self,
        method: Method,
        url: &Url,
        most_bytes: usize,
    ) -> Result<Answer, OutboundError> {
        if !self.internal.allow_url(url) {
            return Err(OutboundError::Internal);
        }
        let answer = async {
            let mut response = self.client.request(method, url.clone()).send().await?;
            let mut start = Vec::new();
            while start.len() <= most_bytes
                && let Some(chunk) = response.chunk().await?
            {
                let room = most_bytes + 1 - start.len();
                start.extend_from_slice(&chunk[..chunk.len().min(room)]);
            }
            Ok(Answer {
                status: response.status(),
                start,
            })
        };
        answer.await.map_err(|error: reqwest::Error| {
            if is_about_networks(&error) {
                OutboundError::Internal
            } else {
                OutboundError::NoAnswer(error)
            }
        })
    }

    /// The status of what is there, without its body: by HEAD, and by GET from servers that
    /// refuse that.
    ///
    /// # Errors
    /// When the address is not allowed, or does not answer.
    pub async fn status(&self, url: &Url) -> Result<StatusCode, OutboundError> {
        match self.ask(Method::HEAD, url, 0).await {
            Ok(answer) if answer.status.is_success() => Ok(answer.status),
            Err(OutboundError::Internal) => Err(OutboundError::Internal),
            Ok(_) | Err(_) => Ok(self.ask(Method::GET, url, 0).await?.status),
        }
    }
}

fn is_about_networks(error: &reqwest::Error) -> bool {
    causes(error).any(<dyn Error>::is::<NotPublic>)
}

/// A resolver that leaves out what is not allowed.
struct Guarded<L> {
    lookup: Arc<L>,
    internal: InternalNetworks,
}

impl<L: Lookup> Resolve for Guarded<L> {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, internal) = (Arc::clone(&self.lookup), self.internal.clone());
        Box::pin(async move {
            let mut found = lookup.addresses(name.as_str()).await?;
            if found.is_empty() {
                return Err("the name has no address".into());
            }
            found.retain(|address| internal.allow(*address));
            if found.is_empty() {
                return Err(NotPublic.into());
            }
            let addresses: Addrs = Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}
