//! The report of one crawl: what was asked, what it cost, what came of it.

use async_graphql::Enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::address::{AccountUrl, ForgeHost};
use crate::halt::HaltReason;
use crate::organisation::Slug;

/// One round along the accounts of the registry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrawlRun {
    /// Unique and sortable by time: the start in UTC, as in
    /// `20261123T021500.123Z`.
    pub id: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// Whether everything was read, changed or not.
    #[serde(default)]
    pub full: bool,
    /// Why it ended before it was done, if it did. The next run goes on with
    /// what waited longest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub halted: Option<HaltReason>,
    /// Per account, in the order of the registry.
    pub accounts: Vec<AccountOutcome>,
    /// Per forge host, what was spent.
    pub spending: Vec<Spending>,
    /// What went wrong, with what was done instead and what to do.
    pub problems: Vec<Problem>,
}

/// How many repositories were found in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Seen for the first time, or seen again after having been gone.
    pub new: u64,
    /// Read again, because the forge said that something changed.
    pub changed: u64,
    /// Listed with the same dates as before; not read again.
    pub unchanged: u64,
    /// No longer there.
    pub gone: u64,
    /// Listed, and could not be read this time; what was stored stays.
    pub failed: u64,
}

impl Tally {
    /// The sum of two tallies.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            new: self.new + other.new,
            changed: self.changed + other.changed,
            unchanged: self.unchanged + other.unchanged,
            gone: self.gone + other.gone,
            failed: self.failed + other.failed,
        }
    }
}

impl CrawlRun {
    /// The tallies of all accounts together.
    #[must_use]
    pub fn total(&self) -> Tally {
        self.accounts
            .iter()
            .fold(Tally::default(), |sum, account| sum.plus(account.tally))
    }
}

/// How the round went for one account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountOutcome {
    /// Which account; for a repository that is registered by itself, its
    /// address.
    pub account: AccountUrl,
    /// Whose it is.
    pub organisation: Slug,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, unless it is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was found.
    pub tally: Tally,
    /// What it cost.
    #[serde(default)]
    pub cost: Cost,
    /// When the last of it was done; `None` when nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// What a forge can be shown next time to learn cheaply that nothing
    /// changed; kept by the sink apart from the report.
    #[serde(skip)]
    pub validator: Option<String>,
    /// The forge's own id of the account, once it was listed and is the one that
    /// the registry means; of a repository that is registered by itself, the id
    /// of its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forge_id: Option<String>,
}

/// An account's part of what was spent. A request that concerns several
/// accounts is divided among them, so parts are no whole numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// HTTP requests, retries included.
    pub requests: f64,
    /// Points of the forge's allowance.
    pub points: f64,
    /// Bytes received.
    pub bytes: f64,
}

impl Cost {
    /// Adds a part of what was spent between two moments.
    #[allow(clippy::cast_precision_loss)]
    pub fn add(&mut self, before: &Spending, after: &Spending, part: f64) {
        let between = |before: u64, after: u64| after.saturating_sub(before) as f64 * part;
        self.requests += between(before.requests, after.requests);
        self.points += between(before.points, after.points);
        self.bytes += between(before.bytes, after.bytes);
    }
}

/// How a round ended for one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything listed was read or known.
    Complete,
    /// Some repositories could not be read.
    Partial,
    /// The account could not be listed; nothing stored was touched.
    Failed,
    /// Not tried, for a reason that is no failure.
    Skipped,
    /// The crawl ended before it was done with this account.
    Interrupted,
}

/// What a round spent on one forge host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spending {
    /// The host.
    pub host: ForgeHost,
    /// HTTP requests sent, retries included.
    pub requests: u64,
    /// Points of the forge's allowance, as the forge counted them.
    pub points: u64,
    /// Bytes received, as far as counted.
    pub bytes: u64,
    /// Points or requests left when the round ended, where the forge says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
    /// Seconds spent waiting: for the allowance, before another try, or because
    /// the forge asked for it.
    #[serde(default)]
    pub waited_seconds: u64,
}

impl Spending {
    /// Nothing spent.
    #[must_use]
    pub fn none(host: ForgeHost) -> Self {
        Self {
            host,
            requests: 0,
            points: 0,
            bytes: 0,
            remaining: None,
            waited_seconds: 0,
        }
    }
}

/// Something that went wrong, in words for the person who runs the crawl.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The account or repository, as its web address.
    pub subject: String,
    /// What happened.
    pub what: String,
    /// What was done instead.
    pub instead: String,
    /// What a person can do about it.
    pub advice: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: {}; {}. {}",
            self.subject, self.what, self.instead, self.advice
        )
    }
}
