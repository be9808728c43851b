//! Reports of crawls.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, ID, Result, SimpleObject};
use bronwijzer_crawler::halt::HaltReason;
use bronwijzer_crawler::run::{self, Outcome};
use chrono::{DateTime, Utc};

use crate::error;
use crate::node::GlobalId;
use crate::organisation::Organisation;
use crate::reader::Reader;

/// How many accounts of a run each field below them counts for: there are
/// hundreds, and none can be asked for alone.
const ACCOUNTS: usize = 100;

pub(crate) struct CrawlRun {
    run: run::CrawlRun,
}

/// One round along the accounts of the registry.
#[async_graphql::Object]
impl CrawlRun {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::CrawlRun(self.run.id.clone()).encode()
    }

    /// When it started.
    async fn started_at(&self) -> DateTime<Utc> {
        self.run.started_at
    }

    /// When it ended.
    async fn ended_at(&self) -> DateTime<Utc> {
        self.run.ended_at
    }

    /// Whether everything was read, changed or not.
    async fn full(&self) -> bool {
        self.run.full
    }

    /// Why it ended before it was done; null when it was done. The next crawl
    /// goes on with the accounts that waited longest.
    async fn halted(&self) -> Option<HaltReason> {
        self.run.halted
    }

    /// What was found, over all accounts.
    async fn total(&self) -> Tally {
        self.run.total().into()
    }

    /// How it went for each account, in the order of the registry.
    #[graphql(complexity = "ACCOUNTS * child_complexity")]
    async fn accounts(&self) -> Vec<AccountOutcome> {
        self.run
            .accounts
            .iter()
            .cloned()
            .map(AccountOutcome)
            .collect()
    }

    /// What was spent on each forge.
    async fn spending(&self) -> Vec<Spending> {
        self.run.spending.iter().cloned().map(Into::into).collect()
    }

    /// What went wrong.
    async fn problems(&self) -> Vec<Problem> {
        self.run.problems.iter().cloned().map(Into::into).collect()
    }
}

impl From<run::CrawlRun> for CrawlRun {
    fn from(run: run::CrawlRun) -> Self {
        Self { run }
    }
}

/// How many repositories were found in which state.
#[derive(SimpleObject)]
pub(crate) struct Tally {
    /// Seen for the first time, or again after having been gone.
    new: u64,
    /// Read again, because something changed.
    changed: u64,
    /// The same as before; not read again.
    unchanged: u64,
    /// No longer there.
    gone: u64,
    /// Could not be read this time; what was stored stays.
    failed: u64,
}

impl From<run::Tally> for Tally {
    fn from(tally: run::Tally) -> Self {
        Self {
            new: tally.new,
            changed: tally.changed,
            unchanged: tally.unchanged,
            gone: tally.gone,
            failed: tally.failed,
        }
    }
}

pub(crate) struct AccountOutcome(run::AccountOutcome);

/// How a round went for one account.
#[async_graphql::Object]
impl AccountOutcome {
    /// The account's address.
    async fn url(&self) -> String {
        self.0.account.to_string()
    }

    /// Whose it is; null when the organisation has left the registry since.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        let catalogue = Reader::of(ctx)?.catalogue();
        Ok(catalogue
            .organisation(self.0.organisation.as_str())
            .cloned()
            .map(Organisation::from))
    }

    /// How it ended.
    async fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Why, unless it is complete.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What was found.
    async fn tally(&self) -> Tally {
        self.0.tally.into()
    }

    /// What it cost. A request that concerns several accounts is divided among
    /// them.
    async fn cost(&self) -> Cost {
        Cost {
            requests: self.0.cost.requests,
            points: self.0.cost.points,
            bytes: self.0.cost.bytes,
        }
    }

    /// When the last of it was done; null when nothing was.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }
}

/// An account's part of what was spent.
#[derive(SimpleObject)]
pub(crate) struct Cost {
    /// HTTP requests, retries included.
    requests: f64,
    /// Points of the forge's allowance.
    points: f64,
    /// Bytes received.
    bytes: f64,
}

/// What a round spent on one forge.
#[derive(SimpleObject)]
pub(crate) struct Spending {
    /// The forge's host.
    host: String,
    /// HTTP requests, retries included.
    requests: u64,
    /// Points of the forge's allowance, as the forge counted them.
    points: u64,
    /// Bytes received.
    bytes: f64,
    /// What was left of the allowance, where the forge says.
    remaining: Option<u64>,
    /// Seconds spent waiting: for the allowance, before another try, or because
    /// the forge asked for it.
    waited_seconds: u64,
}

impl From<run::Spending> for Spending {
    fn from(spending: run::Spending) -> Self {
        Self {
            host: spending.host.to_string(),
            requests: spending.requests,
            points: spending.points,
            bytes: as_float(spending.bytes),
            remaining: spending.remaining,
            waited_seconds: spending.waited_seconds,
        }
    }
}

/// GraphQL's Int ends at two thousand million, so sizes in bytes are floats,
/// exact up to 2^53.
#[expect(
    clippy::cast_precision_loss,
    reason = "no size in bytes comes near 2^53"
)]
pub(crate) fn as_float(bytes: u64) -> f64 {
    bytes as f64
}

/// Something that went wrong, for the person who runs the crawl.
#[derive(SimpleObject)]
pub(crate) struct Problem {
    /// The account or repository concerned.
    subject: String,
    /// What happened.
    what: String,
    /// What was done instead.
    instead: String,
    /// What a person can do about it.
    advice: String,
}

impl From<run::Problem> for Problem {
    fn from(problem: run::Problem) -> Self {
        Self {
            subject: problem.subject,
            what: problem.what,
            instead: problem.instead,
            advice: problem.advice,
        }
    }
}

/// The reports, newest first.
pub(crate) type CrawlRunConnection = Connection<String, CrawlRun, CrawlRunConnectionFields>;

/// What a list of crawl runs has beside its page.
#[derive(SimpleObject)]
pub(crate) struct CrawlRunConnectionFields {
    /// How many there are in all.
    total: u64,
}

/// One page of reports, newest first.
pub(crate) async fn page(
    reader: &Reader,
    first: usize,
    after: Option<String>,
) -> Result<CrawlRunConnection> {
    let has_previous = after.is_some();
    let after = match after.map(|cursor| GlobalId::decode(&ID(cursor))) {
        None => None,
        Some(Some(GlobalId::CrawlRun(id))) => Some(id),
        Some(_) => return Err(error::bad_cursor()),
    };
    let (total, mut runs) = reader
        .read(move |catalogue| {
            Ok((
                catalogue.crawl_run_count()?,
                catalogue.crawl_runs(first + 1, after.as_deref())?,
            ))
        })
        .await?;
    let has_next = runs.len() > first;
    runs.truncate(first);
    let mut connection = Connection::with_additional_fields(
        has_previous,
        has_next,
        CrawlRunConnectionFields { total },
    );
    connection.edges.extend(runs.into_iter().map(|run| {
        let cursor = GlobalId::CrawlRun(run.id.clone()).encode().0;
        Edge::with_additional_fields(cursor, CrawlRun::from(run), EmptyFields)
    }));
    Ok(connection)
}
