//! One crawl: along the accounts of the registry, into a sink.

mod host;

use chrono::Utc;

use crate::address::{AccountUrl, ForgeHost};
use crate::forge::ForgeConfig;
use crate::organisation::Slug;
use crate::registry::Registry;
use crate::run::{CrawlRun, Problem};
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
    Problem(Problem),
}

/// Takes the events of a running crawl.
pub trait Progress: Send + Sync {
    /// Called in order, from one task at a time per forge.
    fn event(&self, event: Event);
}

/// Why there is no crawl, or no report of it.
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
/// Forges are crawled side by side, each at its own pace.
///
/// # Errors
/// When the scope names nothing in the registry, or the sink fails. What a
/// forge does is no error here: it is in the report.
pub async fn crawl(
    registry: &Registry,
    forges: &[ForgeConfig],
    scope: &Scope,
    sink: &dyn Sink,
    progress: &dyn Progress,
) -> Result<CrawlRun, CrawlError> {
    let started_at = Utc::now();
    let targets = scope.targets(registry)?;
    progress.event(Event::Started {
        accounts: targets.len(),
    });

    let mut by_host: Vec<(ForgeHost, Vec<Target>)> = Vec::new();
    for target in &targets {
        let host = target.account.host();
        match by_host.iter_mut().find(|(known, _)| known == host) {
            Some((_, targets)) => targets.push(target.clone()),
            None => by_host.push((host.clone(), vec![target.clone()])),
        }
    }
    let crawls = by_host.into_iter().map(|(host, targets)| {
        let config = forges.iter().find(|config| config.host == host);
        host::crawl(registry, config, targets, sink, progress)
    });

    let mut run = CrawlRun {
        id: started_at.format("%Y%m%dT%H%M%S%.3fZ").to_string(),
        started_at,
        ended_at: started_at,
        accounts: Vec::new(),
        spending: Vec::new(),
        problems: Vec::new(),
    };
    for part in futures::future::try_join_all(crawls).await? {
        run.accounts.extend(part.accounts);
        run.spending.extend(part.spending);
        run.problems.extend(part.problems);
    }
    run.accounts.sort_by_key(|outcome| {
        targets
            .iter()
            .position(|target| target.account == outcome.account)
    });
    run.ended_at = Utc::now();
    sink.finish(&run).await?;
    Ok(run)
}

/// An account to crawl, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    account: AccountUrl,
    organisation: Slug,
}

impl Scope {
    /// The accounts in scope, in the order of the registry.
    fn targets(&self, registry: &Registry) -> Result<Vec<Target>, CrawlError> {
        if let Some(slug) = &self.organisation
            && !registry
                .organisations
                .iter()
                .any(|organisation| organisation.slug.as_str() == slug)
        {
            return Err(CrawlError::NoSuchOrganisation(slug.clone()));
        }
        let targets: Vec<Target> = registry
            .organisations
            .iter()
            .filter(|organisation| {
                self.organisation
                    .as_ref()
                    .is_none_or(|slug| organisation.slug.as_str() == slug)
            })
            .flat_map(|organisation| {
                organisation.accounts.iter().map(|account| Target {
                    account: account.clone(),
                    organisation: organisation.slug.clone(),
                })
            })
            .filter(|target| {
                self.account
                    .as_ref()
                    .is_none_or(|account| target.account.key() == account.key())
            })
            .collect();
        match &self.account {
            Some(account) if targets.is_empty() => Err(CrawlError::NoSuchAccount(account.clone())),
            _ => Ok(targets),
        }
    }
}
