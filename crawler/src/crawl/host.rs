//! The part of a crawl that concerns one forge host: list its accounts, read
//! what changed, look for what is missing, complete long histories.

use std::collections::{HashMap, HashSet, VecDeque};

use chrono::Utc;

use super::{CrawlError, Event, Progress, Target};
use crate::address::{AccountUrl, RepositoryId};
use crate::commits::CommitActivity;
use crate::forge::{
    Fetched, Forge, ForgeConfig, ForgeError, ForgeKind, HistoryRequest, Listed, Listing,
};
use crate::observation::Observation;
use crate::registry::Registry;
use crate::run::{AccountOutcome, Outcome, Problem, Spending, Tally};
use crate::sink::{Batch, Departure, Known, Sink, SinkError};

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
    let forge = match config.map(ForgeKind::connect) {
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
    handle: String,
    /// Index into `HostCrawl::accounts`.
    account: usize,
    /// Identity and address as listed or last known.
    id: RepositoryId,
    url: String,
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

    /// Lists all accounts, and plans what to read.
    async fn list(&mut self) -> Result<(), SinkError> {
        let mut seen: HashSet<RepositoryId> = HashSet::new();
        let mut listings: Vec<Option<Listing>> = Vec::new();
        let accounts: Vec<AccountUrl> = self
            .accounts
            .iter()
            .map(|state| state.target.account.clone())
            .collect();
        for chunk in accounts.chunks(self.forge.accounts_per_list().max(1)) {
            for result in self.forge.list(chunk).await {
                let account = listings.len();
                match result {
                    Ok(listing) => {
                        seen.extend(listing.repositories.iter().map(|listed| listed.id.clone()));
                        listings.push(Some(listing));
                    }
                    Err(error) => {
                        self.accounts[account].error = Some(error);
                        listings.push(None);
                    }
                }
            }
        }
        for (account, url) in accounts.iter().enumerate() {
            for known in self.sink.known(url).await? {
                self.known
                    .insert(known.id.clone(), KnownUnder { account, known });
            }
        }
        for (account, listing) in listings.into_iter().enumerate() {
            if let Some(listing) = listing {
                self.plan(account, listing);
            }
        }
        self.plan_missing(&seen);
        Ok(())
    }

    /// Plans what to read of one account.
    fn plan(&mut self, account: usize, listing: Listing) {
        let url = self.accounts[account].target.account.clone();
        if !listing.path.eq_ignore_ascii_case(url.path()) {
            self.problem(Problem {
                subject: url.to_string(),
                what: format!("the account is now called {}", listing.path),
                instead: "it was read under its new name".to_owned(),
                advice: "Correct the account in the registry of organisations".to_owned(),
            });
        }
        let before = self.tasks.len();
        let repositories = listing.repositories.len();
        self.listed += repositories as u64;
        for listed in listing.repositories {
            match self.known.get(&listed.id).map(|under| &under.known) {
                Some(known) if is_unchanged(known, &listed) => {
                    self.accounts[account].tally.unchanged += 1;
                    if let Some(commits) = known.uncounted_of {
                        self.histories.push(HistoryRequest {
                            id: listed.id,
                            handle: listed.handle,
                            url: listed.url,
                            commits,
                        });
                    }
                }
                _ => self.tasks.push_back(Task {
                    handle: listed.handle,
                    account,
                    url: listed.url.to_string(),
                    id: listed.id,
                    missing: false,
                }),
            }
        }
        self.progress.event(Event::Listed {
            account: url,
            repositories,
            to_read: self.tasks.len() - before,
        });
    }

    /// Plans to ask what became of repositories that were known and are in no
    /// listing. Accounts that could not be listed tell nothing.
    fn plan_missing(&mut self, seen: &HashSet<RepositoryId>) {
        let mut missing: Vec<Task> = self
            .known
            .values()
            .filter(|under| {
                !under.known.gone
                    && self.accounts[under.account].error.is_none()
                    && !seen.contains(&under.known.id)
            })
            .filter_map(|under| {
                // Without a handle the forge can't be asked.
                Some(Task {
                    handle: under.known.handle.clone()?,
                    account: under.account,
                    url: under.known.url.to_string(),
                    id: under.known.id.clone(),
                    missing: true,
                })
            })
            .collect();
        missing.sort_by(|a, b| a.id.cmp(&b.id));
        self.tasks.extend(missing);
    }

    /// Reads page after page; while the forge answers one, the sink stores the
    /// one before.
    async fn read(&mut self) -> Result<(), SinkError> {
        self.has_read = !self.tasks.is_empty();
        let mut stored = Batch::default();
        while !self.tasks.is_empty() {
            let size = self
                .forge
                .repositories_per_fetch()
                .clamp(1, self.tasks.len());
            let page: Vec<Task> = self.tasks.drain(..size).collect();
            let handles: Vec<String> = page.iter().map(|task| task.handle.clone()).collect();
            let (fetched, accepted) = tokio::join!(
                self.forge.fetch(&handles),
                store(self.sink, self.progress, std::mem::take(&mut stored))
            );
            accepted?;
            match fetched {
                Ok(fetched) => stored = self.take(page, fetched),
                Err(ForgeError::TooLarge { .. }) if page.len() > 1 => {
                    for task in page.into_iter().rev() {
                        self.tasks.push_front(task);
                    }
                }
                Err(error) => self.fail(&page, &error),
            }
        }
        store(self.sink, self.progress, stored).await
    }

    /// Takes up the answers for one page.
    fn take(&mut self, page: Vec<Task>, fetched: Vec<Fetched>) -> Batch {
        let mut batch = Batch::default();
        for (task, fetched) in page.into_iter().zip(fetched) {
            match fetched {
                Fetched::Seen(observation, problems) => {
                    for problem in problems {
                        self.problem(problem);
                    }
                    let account = self.account_of(&task, &observation);
                    let is_new = self
                        .known
                        .get(&observation.id)
                        .is_none_or(|under| under.known.gone);
                    let tally = &mut self.accounts[task.account].tally;
                    if is_new {
                        tally.new += 1;
                    } else {
                        tally.changed += 1;
                    }
                    self.ask_for_history(&task, &observation);
                    batch.observations.push((account, *observation));
                }
                Fetched::Gone(kind) => {
                    if self.known.contains_key(&task.id) {
                        self.accounts[task.account].tally.gone += 1;
                        batch.departures.push(Departure {
                            id: task.id,
                            kind,
                            noticed_at: Utc::now(),
                        });
                    }
                }
                Fetched::Failed(problem) => {
                    self.accounts[task.account].tally.failed += 1;
                    self.problem(Problem {
                        subject: task.url,
                        ..problem
                    });
                }
            }
        }
        batch
    }

    /// The registered account that a repository belongs to now: after a
    /// transfer its new owner's, when that is in the registry too.
    fn account_of(&self, task: &Task, observation: &Observation) -> AccountUrl {
        let listed_under = &self.accounts[task.account].target.account;
        if !task.missing {
            return listed_under.clone();
        }
        let owner = AccountUrl::new(observation.url.host().clone(), observation.url.owner());
        self.registry
            .organisations
            .iter()
            .flat_map(|organisation| &organisation.accounts)
            .find(|account| account.key() == owner.key())
            .unwrap_or(listed_under)
            .clone()
    }

    fn ask_for_history(&mut self, task: &Task, observation: &Observation) {
        let commits = observation.commits.as_ref();
        if let Some(commits) = commits.and_then(CommitActivity::uncounted_of) {
            self.histories.push(HistoryRequest {
                id: observation.id.clone(),
                handle: task.handle.clone(),
                url: observation.url.clone(),
                commits,
            });
        }
    }

    /// A page that the forge could not answer: its repositories stay as they
    /// were stored.
    fn fail(&mut self, page: &[Task], error: &ForgeError) {
        for task in page {
            self.accounts[task.account].tally.failed += 1;
        }
        let subjects: Vec<&str> = page.iter().map(|task| task.url.as_str()).collect();
        self.problem(Problem {
            subject: enumerate(&subjects),
            what: error.to_string(),
            instead: "what was stored stays as it was".to_owned(),
            advice: error.advice(),
        });
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

fn is_unchanged(known: &Known, listed: &Listed) -> bool {
    !known.gone
        && known.url == listed.url
        && known.pushed_at == listed.pushed_at
        && known.updated_at == listed.updated_at
        && known.handle.as_deref() == Some(listed.handle.as_str())
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
