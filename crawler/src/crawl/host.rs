//! The part of a crawl that concerns one forge host: list its accounts, read
//! what changed, look for what is missing, complete long histories.

mod plan;
mod read;

use std::collections::{HashMap, VecDeque};

use super::{CrawlError, Event, Progress, Target};
use crate::address::RepositoryId;
use crate::forge::{Forge, ForgeConfig, ForgeError, ForgeKind, HistoryRequest, Wanted};
use crate::halt::Halt;
use crate::registry::Registry;
use crate::run::{AccountOutcome, Outcome, Problem, Spending, Tally};
use crate::sink::{Batch, Known, Sink, SinkError};

/// The most requests that a crawl spends on a hundred listed repositories. What
/// listing and reading leave of it goes to histories that did not fit on a
/// page; the other histories wait for a later run.
const REQUESTS_PER_HUNDRED: u64 = 5;

/// What histories get however little is left. A second request is what lets a
/// history of uneven density be completed, so a run that reads nothing else
/// gives it, and none waits for ever.
const HISTORY_REQUESTS_WHEN_BUSY: u64 = 1;
const HISTORY_REQUESTS_WHEN_QUIET: u64 = 2;

/// A host's part of the report.
#[derive(Default)]
pub(super) struct HostReport {
    pub(super) accounts: Vec<AccountOutcome>,
    pub(super) spending: Option<Spending>,
    pub(super) problems: Vec<Problem>,
}

/// Crawls the accounts of one host.
pub(super) async fn crawl(
    registry: &Registry,
    config: Option<&ForgeConfig>,
    targets: Vec<Target>,
    sink: &dyn Sink,
    progress: &dyn Progress,
) -> Result<HostReport, CrawlError> {
    let forge = match config.map(|config| ForgeKind::connect(config, &Halt::default())) {
        Some(Ok(Some(forge))) => forge,
        Some(Ok(None)) => {
            let kind = config.map_or("", |config| config.kind.as_str());
            let reason = format!("this version can't read {kind} forges yet");
            return Ok(not_tried(targets, Outcome::Skipped, &reason));
        }
        Some(Err(error)) => return Ok(not_tried(targets, Outcome::Failed, &error.to_string())),
        None => {
            let reason = "the configuration has no [[forges]] entry for this host";
            return Ok(not_tried(targets, Outcome::Skipped, reason));
        }
    };
    let crawl = HostCrawl {
        registry,
        forge: &*forge,
        sink,
        progress,
        accounts: targets
            .into_iter()
            .map(|target| AccountState {
                target,
                error: None,
                tally: Tally::default(),
            })
            .collect(),
        known: HashMap::new(),
        tasks: VecDeque::new(),
        histories: Vec::new(),
        listed: 0,
        has_read: false,
        problems: Vec::new(),
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
            })
            .collect(),
        ..HostReport::default()
    }
}

struct HostCrawl<'a> {
    registry: &'a Registry,
    forge: &'a dyn Forge,
    sink: &'a dyn Sink,
    progress: &'a dyn Progress,
    accounts: Vec<AccountState>,
    /// What the sink knows of all accounts together, so that a repository that
    /// moved between two of them is not new.
    known: HashMap<RepositoryId, KnownUnder>,
    tasks: VecDeque<Task>,
    histories: Vec<HistoryRequest>,
    listed: u64,
    /// Whether any repository had to be read.
    has_read: bool,
    problems: Vec<Problem>,
}

/// What is known of a repository, and the account it was last seen under.
struct KnownUnder {
    /// Index into `HostCrawl::accounts`.
    account: usize,
    known: Known,
}

struct AccountState {
    target: Target,
    error: Option<ForgeError>,
    tally: Tally,
}

/// A repository to read.
struct Task {
    wanted: Wanted,
    /// Index into `HostCrawl::accounts`.
    account: usize,
    /// Known, and not in any listing: moved or gone.
    missing: bool,
}

impl HostCrawl<'_> {
    async fn run(mut self) -> Result<HostReport, CrawlError> {
        self.list().await?;
        self.read().await?;
        self.complete_histories().await?;
        self.explain_failed_accounts();
        Ok(HostReport {
            accounts: self
                .accounts
                .into_iter()
                .map(AccountState::outcome)
                .collect(),
            spending: Some(self.forge.spending()),
            problems: self.problems,
        })
    }

    fn problem(&mut self, problem: Problem) {
        self.progress.event(Event::Problem(problem.clone()));
        self.problems.push(problem);
    }

    /// Completes histories that did not fit on a page, within the allowance.
    async fn complete_histories(&mut self) -> Result<(), SinkError> {
        if self.histories.is_empty() {
            return Ok(());
        }
        let wanted = std::mem::take(&mut self.histories);
        let allowed = REQUESTS_PER_HUNDRED * self.listed.div_ceil(100);
        let spent = self.forge.spending().requests;
        let at_least = if self.has_read {
            HISTORY_REQUESTS_WHEN_BUSY
        } else {
            HISTORY_REQUESTS_WHEN_QUIET
        };
        let max_requests = allowed.saturating_sub(spent).max(at_least);
        match self.forge.histories(wanted, max_requests).await {
            Ok(histories) => {
                let batch = Batch {
                    histories,
                    ..Batch::default()
                };
                store(self.sink, self.progress, batch).await
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
                instead: "what was stored stays as it was".to_owned(),
                advice: error.advice(),
            });
        }
    }
}

impl AccountState {
    fn outcome(self) -> AccountOutcome {
        let (outcome, reason) = match (&self.error, self.tally.failed) {
            (Some(error), _) => (Outcome::Failed, Some(error.to_string())),
            (None, 0) => (Outcome::Complete, None),
            (None, failed) => (
                Outcome::Partial,
                Some(format!("{failed} repositories could not be read")),
            ),
        };
        AccountOutcome {
            account: self.target.account,
            organisation: self.target.organisation,
            outcome,
            reason,
            tally: self.tally,
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

async fn store(sink: &dyn Sink, progress: &dyn Progress, batch: Batch) -> Result<(), SinkError> {
    if batch.is_empty() {
        return Ok(());
    }
    let repositories = batch.observations.len();
    sink.accept(batch).await?;
    progress.event(Event::Stored { repositories });
    Ok(())
}
