//! One crawl: along the accounts of the registry, into a sink.

mod host;

use std::collections::HashMap;

use chrono::{TimeDelta, Utc};
use tracing::{Instrument, info_span};

use crate::address::{AccountUrl, ForgeHost, RepositoryUrl};
use crate::forge::ForgeConfig;
use crate::halt::Halt;
use crate::organisation::Slug;
use crate::registry::Registry;
use crate::run::{CrawlRun, Problem};
use crate::sink::{AccountMemory, Sink, SinkError};

/// Which part of the registry to crawl.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Only this organisation, by slug.
    pub organisation: Option<String>,
    /// Only this account.
    pub account: Option<AccountUrl>,
    /// Only this repository: any spelling of its address, former ones too. It
    /// is read whether it changed or not.
    pub repository: Option<RepositoryUrl>,
}

/// How to crawl.
#[derive(Debug, Clone)]
pub struct CrawlOptions {
    /// What.
    pub scope: Scope,
    /// Whether to read everything, changed or not.
    pub full: bool,
    /// After how long a repository is read again although nothing seems to
    /// have changed, so that drift heals. Spread by a quarter to either side,
    /// so that not everything is due in one night.
    pub refresh_after: TimeDelta,
    /// When to end early.
    pub halt: Halt,
}

impl Default for CrawlOptions {
    fn default() -> Self {
        Self {
            scope: Scope::default(),
            full: false,
            refresh_after: TimeDelta::days(30),
            halt: Halt::default(),
        }
    }
}

/// What a crawl tells while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The accounts to crawl are known.
    Started {
        /// The id of the run.
        run: String,
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
    /// No organisation of the registry owns the repository.
    #[error(
        "{0} belongs to no account in the registry; first add the account, or the repository under `repositories`, to the registry of organisations"
    )]
    NotInRegistry(RepositoryUrl),
    /// The catalogue failed; the crawl stopped.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

/// Crawls what the scope says and hands everything to `sink`, the report too.
/// Forges are crawled side by side, each at its own pace; on each the account
/// that waited longest goes first.
///
/// # Errors
/// When the scope names nothing in the registry, or the sink fails. What a
/// forge does is no error here: it is in the report.
pub async fn crawl(
    registry: &Registry,
    forges: &[ForgeConfig],
    options: &CrawlOptions,
    sink: &dyn Sink,
    progress: &dyn Progress,
) -> Result<CrawlRun, CrawlError> {
    let span = info_span!(target: "bronwijzer_spans", "crawl", full = options.full);
    crawl_hosts(registry, forges, options, sink, progress)
        .instrument(span)
        .await
}

async fn crawl_hosts(
    registry: &Registry,
    forges: &[ForgeConfig],
    options: &CrawlOptions,
    sink: &dyn Sink,
    progress: &dyn Progress,
) -> Result<CrawlRun, CrawlError> {
    let started_at = Utc::now();
    let mut run = CrawlRun {
        id: started_at.format("%Y%m%dT%H%M%S%.3fZ").to_string(),
        started_at,
        ended_at: started_at,
        full: options.full,
        halted: None,
        accounts: Vec::new(),
        spending: Vec::new(),
        problems: Vec::new(),
    };
    let targets = options.scope.targets(registry, sink).await?;
    progress.event(Event::Started {
        run: run.id.clone(),
        accounts: targets.len(),
    });
    let memories: HashMap<String, AccountMemory> = sink
        .accounts()
        .await?
        .into_iter()
        .map(|memory| (memory.account.key(), memory))
        .collect();

    let mut by_host: Vec<(ForgeHost, Vec<Target>)> = Vec::new();
    for target in &targets {
        let host = target.account.host();
        match by_host.iter_mut().find(|(known, _)| known == host) {
            Some((_, targets)) => targets.push(target.clone()),
            None => by_host.push((host.clone(), vec![target.clone()])),
        }
    }
    let common = host::Common {
        registry,
        options,
        memories: &memories,
        sink,
        progress,
    };
    let crawls = by_host.into_iter().map(|(host, targets)| {
        let config = forges.iter().find(|config| config.host == host);
        let span = info_span!(target: "bronwijzer_spans", "crawl forge", forge = host.as_str());
        host::crawl(common, config, targets).instrument(span)
    });
    for part in futures::future::try_join_all(crawls).await? {
        run.accounts.extend(part.accounts);
        run.spending.extend(part.spending);
        run.problems.extend(part.problems);
        run.halted = run.halted.or(part.halted);
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
    /// The forge's id that a person confirmed, if any did.
    confirmed_id: Option<String>,
    what: TargetKind,
}

/// What is asked of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TargetKind {
    /// Everything under the account.
    Account,
    /// The repository that the registry names by itself; the account is its
    /// address.
    Single(RepositoryUrl),
    /// One repository, which may be anybody's under the account.
    Once(RepositoryUrl),
}

impl Scope {
    /// Whether it is the whole registry.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.organisation.is_none() && self.account.is_none() && self.repository.is_none()
    }

    /// What is in scope, in the order of the registry.
    async fn targets(
        &self,
        registry: &Registry,
        sink: &dyn Sink,
    ) -> Result<Vec<Target>, CrawlError> {
        if let Some(slug) = &self.organisation
            && !registry
                .organisations
                .iter()
                .any(|organisation| organisation.slug.as_str() == slug)
        {
            return Err(CrawlError::NoSuchOrganisation(slug.clone()));
        }
        let all = registry.organisations.iter().flat_map(|organisation| {
            let target = |account: AccountUrl, what: TargetKind| Target {
                confirmed_id: registry.account_ids.get(&account.key()).cloned(),
                account,
                organisation: organisation.slug.clone(),
                what,
            };
            let accounts = organisation.accounts.iter();
            let single = organisation.repositories.iter();
            accounts
                .map(move |account| target(account.clone(), TargetKind::Account))
                .chain(
                    single
                        .map(move |url| target(url.as_account(), TargetKind::Single(url.clone()))),
                )
        });
        if let Some(url) = &self.repository {
            let all: Vec<Target> = all.collect();
            let target = target_of(&all, url, sink).await?;
            return Ok(vec![target]);
        }
        let targets: Vec<Target> = all
            .filter(|target| {
                self.organisation
                    .as_ref()
                    .is_none_or(|slug| target.organisation.as_str() == slug)
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

/// Under which account one repository is asked for: its own entry in the
/// registry, the account it is under, or the one that it was last seen under.
async fn target_of(
    all: &[Target],
    url: &RepositoryUrl,
    sink: &dyn Sink,
) -> Result<Target, CrawlError> {
    let single = url.as_account().key();
    let by_address = all
        .iter()
        .find(|target| target.account.key() == single)
        .or_else(|| {
            all.iter()
                .find(|target| target.what == TargetKind::Account && url.is_under(&target.account))
        });
    let known = match by_address {
        Some(_) => None,
        None => sink.known_at(url).await?,
    };
    let target = by_address.or_else(|| {
        let (account, _) = known.as_ref()?;
        all.iter()
            .find(|target| target.account.key() == account.key())
    });
    match target {
        Some(target) => Ok(Target {
            what: TargetKind::Once(url.clone()),
            ..target.clone()
        }),
        None => Err(CrawlError::NotInRegistry(url.clone())),
    }
}
