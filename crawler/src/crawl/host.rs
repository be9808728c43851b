//! Crawl of one forge host, in phases: list the accounts and plan what to read
//! (`plan`, `identity`), look for repositories that are missing from the lists (`missing`),
//! read what changed (`read`), and complete long commit histories with the requests left.
//! Issues, which move no date of a repository, are asked for at the end of every crawl
//! (`issues`).
//!
//! It runs as one task, so its state needs no lock: requests that go out at the same time
//! do so below, in the clients of the forges. Only the sink works beside it.

mod identity;
mod issues;
mod missing;
mod plan;
mod read;
mod single;

use std::collections::{HashMap, HashSet, VecDeque};

use chrono::{DateTime, Utc};

use super::{CrawlError, CrawlOptions, Event, Progress, Target, TargetKind};
use crate::address::{AccountUrl, RepositoryId};
use crate::forge::{
    Forge, ForgeConfig, ForgeError, ForgeKind, HistoryRequest, IssuesRequest, Listed,
    RepositoryRequest,
};
use crate::halt::HaltReason;
use crate::registry::Registry;
use crate::run::{AccountOutcome, Cost, Outcome, Problem, Spending, Tally};
use crate::sink::{AccountMemory, Batch, Known, Sink, SinkError};

/// Requests for histories however little of the crawl's share is left, as that is nearly
/// nothing in a small crawl: every run makes some progress, so no history waits for ever.
/// More where no repository had to be read, which leaves the night's quota unused.
const MIN_HISTORY_REQUESTS: u64 = 1;
const MIN_HISTORY_REQUESTS_IDLE: u64 = 4;

/// What all hosts of a crawl have in common.
#[derive(Clone, Copy)]
pub(super) struct Common<'a> {
    pub(super) registry: &'a Registry,
    pub(super) options: &'a CrawlOptions,
    /// What earlier runs tell, by account key.
    pub(super) memories: &'a HashMap<String, AccountMemory>,
    pub(super) sink: &'a dyn Sink,
    pub(super) progress: &'a dyn Progress,
}

/// A host's part of the report.
#[derive(Default)]
pub(super) struct HostReport {
    pub(super) accounts: Vec<AccountOutcome>,
    pub(super) spending: Option<Spending>,
    pub(super) problems: Vec<Problem>,
    pub(super) halted: Option<HaltReason>,
}

/// Crawls the accounts of one host.
pub(super) async fn crawl(
    common: Common<'_>,
    config: Option<&ForgeConfig>,
    targets: Vec<Target>,
) -> Result<HostReport, CrawlError> {
    let Some(config) = config else {
        let reason = "the configuration has no [[forges]] entry for this host";
        return Ok(not_tried(targets, Outcome::Skipped, reason));
    };
    let forge = match ForgeKind::connect(config, &common.options.halt) {
        Ok(forge) => forge,
        Err(error) => return Ok(not_tried(targets, Outcome::Failed, &error.to_string())),
    };
    let mut accounts: Vec<AccountState> = targets
        .into_iter()
        .map(|target| AccountState {
            memory: common.memories.get(&target.account.key()).cloned(),
            target,
            error: None,
            tally: Tally::default(),
            cost: Cost::default(),
            is_listed: false,
            listed: 0,
            pending: 0,
            ended_at: None,
            validator: None,
            forge_id: None,
            path: None,
        })
        .collect();
    // The account that waited longest goes first, and one that was never completed before
    // all (`None` sorts first): when a crawl is cut short by its deadline, the next one
    // begins with what this one did not reach.
    accounts.sort_by_key(|state| {
        let memory = state.memory.as_ref();
        memory.and_then(|memory| memory.completed_at)
    });
    let crawl = HostCrawl {
        common,
        forge: &*forge,
        accounts,
        known: HashMap::new(),
        listed_now: Vec::new(),
        single: HashSet::new(),
        tasks: VecDeque::new(),
        queued: HashSet::new(),
        changes: Batch::default(),
        retries: VecDeque::new(),
        deferred: HashMap::new(),
        histories: Vec::new(),
        issues: Vec::new(),
        listed: 0,
        has_read: false,
        problems: Vec::new(),
        halted: None,
    };
    crawl.run().await
}

fn not_tried(targets: Vec<Target>, outcome: Outcome, reason: &str) -> HostReport {
    HostReport {
        accounts: targets
            .into_iter()
            .map(|target| AccountOutcome {
                account: target.account,
                organisation: target.organisation,
                outcome,
                reason: Some(reason.to_owned()),
                tally: Tally::default(),
                cost: Cost::default(),
                ended_at: None,
                validator: None,
                forge_id: None,
            })
            .collect(),
        ..HostReport::default()
    }
}

struct HostCrawl<'a> {
    common: Common<'a>,
    forge: &'a dyn Forge,
    accounts: Vec<AccountState>,
    /// What the sink knows of the repositories of the current chunk of accounts.
    known: HashMap<RepositoryId, KnownUnder>,
    /// The rows of the current chunk's lists, until they are planned.
    listed_now: Vec<ListedUnder>,
    /// Repositories that are registered by themselves, and exist.
    single: HashSet<RepositoryId>,
    /// Repositories to read.
    tasks: VecDeque<Task>,
    /// Repositories that are in a queue already, from earlier chunks.
    queued: HashSet<RepositoryId>,
    /// Changes that need no reading, until they are stored.
    changes: Batch,
    /// Tasks that failed once, to be tried again at the end.
    retries: VecDeque<Task>,
    /// Tasks whose last texts are read together with those of others.
    deferred: HashMap<RepositoryId, Task>,
    histories: Vec<HistoryRequest>,
    /// Repositories whose issues are worth asking for.
    issues: Vec<IssuesRequest>,
    listed: u64,
    /// Whether any repository had to be read.
    has_read: bool,
    problems: Vec<Problem>,
    halted: Option<HaltReason>,
}

/// What is known of a repository, and the account it was last seen under.
struct KnownUnder {
    /// Index into `HostCrawl::accounts`.
    account: usize,
    known: Known,
}

/// A repository as just listed, and the account that it was listed under.
struct ListedUnder {
    /// Index into `HostCrawl::accounts`.
    account: usize,
    /// The registered account that it belongs to, mostly that one.
    belongs_to: AccountUrl,
    listed: Listed,
    /// Whether it is read even if it did not change.
    in_any_case: bool,
}

struct AccountState {
    target: Target,
    memory: Option<AccountMemory>,
    error: Option<ForgeError>,
    tally: Tally,
    cost: Cost,
    is_listed: bool,
    /// How many repositories it has.
    listed: usize,
    /// Repositories that still have to be read.
    pending: u64,
    ended_at: Option<DateTime<Utc>>,
    validator: Option<String>,
    /// The forge's id of the account, once it is known to be the right one.
    forge_id: Option<String>,
    /// The account's name when it was listed; another one after a rename.
    path: Option<String>,
}

/// A repository to read.
#[derive(Clone)]
struct Task {
    wanted: RepositoryRequest,
    /// Index into `HostCrawl::accounts`.
    account: usize,
    /// The registered account that it belongs to.
    belongs_to: AccountUrl,
}

impl HostCrawl<'_> {
    async fn run(mut self) -> Result<HostReport, CrawlError> {
        self.crawl_accounts().await?;
        self.complete_histories().await?;
        self.read_issues().await?;
        self.explain_failed_accounts();
        let halted = self.halted;
        Ok(HostReport {
            accounts: self
                .accounts
                .into_iter()
                .map(|state| state.outcome(halted))
                .collect(),
            spending: Some(self.forge.spending()),
            problems: self.problems,
            halted,
        })
    }

    /// Lists and reads the accounts in chunks, so that memory is bounded by a chunk and not
    /// by the forge. Tasks that don't fill a page wait for the next chunk: requests are
    /// what a crawl is short of, and a page costs one however many it has.
    async fn crawl_accounts(&mut self) -> Result<(), SinkError> {
        if let Some(limitation) = self.forge.limitation() {
            self.problem(limitation);
        }
        self.plan_single().await?;
        let accounts: Vec<usize> = (0..self.accounts.len())
            .filter(|at| self.accounts[*at].target.what == TargetKind::Account)
            .collect();
        for accounts in accounts.chunks(self.forge.accounts_per_list().max(1)) {
            if self.must_end() {
                return Ok(());
            }
            self.plan_accounts(accounts).await?;
            self.read(true).await?;
        }
        self.read(false).await
    }

    fn problem(&mut self, problem: Problem) {
        self.common.progress.event(Event::Problem(problem.clone()));
        self.problems.push(problem);
    }

    /// Whether the crawl has to end now.
    fn must_end(&mut self) -> bool {
        self.halted = self.halted.or_else(|| self.common.options.halt.reached());
        self.halted.is_some()
    }

    /// Divides what was spent since `before` among accounts; each occurrence in `parts` is
    /// one share.
    fn charge(&mut self, before: &Spending, parts: impl Iterator<Item = usize> + Clone) {
        let after = self.forge.spending();
        let whole = u32::try_from(parts.clone().count()).unwrap_or(u32::MAX);
        for account in parts {
            let state = &mut self.accounts[account];
            state.cost.add(before, &after, 1.0 / f64::from(whole));
            state.ended_at = Some(Utc::now());
        }
    }

    /// Completes histories that did not fit on a page, with what listing and
    /// reading left of the requests that a crawl may spend; the other histories
    /// wait for a later run.
    async fn complete_histories(&mut self) -> Result<(), SinkError> {
        if self.histories.is_empty() || self.must_end() {
            return Ok(());
        }
        let wanted = std::mem::take(&mut self.histories);
        let (busy, quiet) = self.forge.requests_per_hundred();
        let (per_hundred, at_least) = if self.has_read {
            (busy, MIN_HISTORY_REQUESTS)
        } else {
            (quiet, MIN_HISTORY_REQUESTS_IDLE)
        };
        let allowed = per_hundred * self.listed.div_ceil(100);
        let spent = self.forge.spending().requests;
        let max_requests = allowed.saturating_sub(spent).max(at_least);
        match self.forge.histories(wanted, max_requests).await {
            Ok(histories) => {
                let batch = Batch {
                    histories,
                    ..Batch::default()
                };
                store(self.common, batch).await
            }
            // Histories that were not reached are still marked as incomplete in the store,
            // so the next run asks for them again.
            Err(ForgeError::Halted(reason)) => {
                self.halted = Some(reason);
                Ok(())
            }
            Err(error) => {
                self.problem(Problem {
                    subject: self.forge.host().to_string(),
                    what: format!("long commit histories could not be read: {error}"),
                    instead: "the newest hundred commits of each were counted".to_owned(),
                    advice: error.advice(),
                });
                Ok(())
            }
        }
    }

    /// One line for each reason why accounts failed, naming them.
    fn explain_failed_accounts(&mut self) {
        let mut reasons: Vec<(ForgeError, Vec<String>)> = Vec::new();
        for state in &self.accounts {
            let Some(error) = &state.error else { continue };
            let account = state.target.account.to_string();
            match reasons.iter_mut().find(|(known, _)| known == error) {
                Some((_, accounts)) => accounts.push(account),
                None => reasons.push((error.clone(), vec![account])),
            }
        }
        for (error, accounts) in reasons {
            let accounts: Vec<&str> = accounts.iter().map(String::as_str).collect();
            self.problem(Problem {
                subject: enumerate(&accounts),
                what: error.to_string(),
                instead: match error {
                    ForgeError::OtherAccount { .. } => {
                        "the new account was left out, and the stored data of the old one is kept"
                            .to_owned()
                    }
                    ForgeError::NoSuchAccount { .. } => {
                        "its stored repositories were looked up one by one".to_owned()
                    }
                    _ => "the stored data is kept".to_owned(),
                },
                advice: error.advice(),
            });
        }
    }
}

impl AccountState {
    fn outcome(self, halted: Option<HaltReason>) -> AccountOutcome {
        let (outcome, reason) = match (&self.error, halted) {
            (Some(error), _) => (Outcome::Failed, Some(error.to_string())),
            (None, Some(reason)) if !self.is_listed || self.pending > 0 => {
                (Outcome::Interrupted, Some(reason.as_str().to_owned()))
            }
            (None, _) if self.tally.failed > 0 => (
                Outcome::Partial,
                Some(format!(
                    "{} repositories could not be read",
                    self.tally.failed
                )),
            ),
            (None, _) => (Outcome::Complete, None),
        };
        AccountOutcome {
            account: self.target.account,
            organisation: self.target.organisation,
            outcome,
            reason,
            tally: self.tally,
            cost: self.cost,
            ended_at: self.ended_at,
            validator: self.validator,
            forge_id: self.forge_id,
        }
    }
}

/// The first few, and how many more there are.
fn enumerate(subjects: &[&str]) -> String {
    const SHOWN: usize = 3;
    if subjects.len() <= SHOWN {
        return subjects.join(", ");
    }
    format!(
        "{} and {} more",
        subjects[..SHOWN].join(", "),
        subjects.len() - SHOWN
    )
}

async fn store(common: Common<'_>, batch: Batch) -> Result<(), SinkError> {
    if batch.is_empty() {
        return Ok(());
    }
    let repositories = batch.observations.len();
    common.sink.accept(batch).await?;
    common.progress.event(Event::Stored { repositories });
    Ok(())
}
