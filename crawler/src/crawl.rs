//! One crawl: along the accounts of the registry, into a sink.

use crate::address::AccountUrl;
use crate::forge::ForgeConfig;
use crate::registry::Registry;
use crate::run::CrawlRun;
use crate::sink::{Sink, SinkError};

/// Which part of the registry to crawl.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Only this organisation, by slug.
    pub organisation: Option<String>,
    /// Only this account.
    pub account: Option<AccountUrl>,
}

/// What a crawl tells while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The accounts to crawl are known.
    Started {
        /// How many.
        accounts: usize,
    },
    /// An account was listed.
    Listed {
        /// Which.
        account: AccountUrl,
        /// How many repositories it has.
        repositories: usize,
        /// How many of them must be read.
        to_read: usize,
    },
    /// Repositories were read and stored.
    Stored {
        /// How many more than before.
        repositories: usize,
    },
    /// Something went wrong; it will be in the report.
    Problem(crate::run::Problem),
}

/// Takes the events of a running crawl.
pub trait Progress: Send + Sync {
    /// Called in order, from one task at a time per forge.
    fn event(&self, event: Event);
}

/// No organisation or account of the registry is in scope, or the sink failed.
#[derive(Debug, thiserror::Error)]
pub enum CrawlError {
    /// The scope names an organisation that the registry does not have.
    #[error("the registry has no organisation `{0}`; `bronwijzer organisations` lists them")]
    NoSuchOrganisation(String),
    /// The scope names an account that the registry does not have.
    #[error("the registry has no account {0}; add it to the registry of organisations first")]
    NoSuchAccount(AccountUrl),
    /// The catalogue failed; the crawl stopped.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

/// Crawls what `scope` says and hands everything to `sink`, the report too.
///
/// # Errors
/// When the scope names nothing in the registry, or the sink fails. What a
/// forge does is no error here: it is in the report.
pub async fn crawl(
    _registry: &Registry,
    _forges: &[ForgeConfig],
    _scope: &Scope,
    _sink: &dyn Sink,
    _progress: &dyn Progress,
) -> Result<CrawlRun, CrawlError> {
    unimplemented!("being written")
}
