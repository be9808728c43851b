//! Where a crawl puts what it finds. The crawler knows this trait and no
//! database; the index implements it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::address::{AccountUrl, RepositoryId, RepositoryUrl};
use crate::commits::CommitActivity;
use crate::observation::Observation;
use crate::run::CrawlRun;

/// What is already known of a repository: enough to tell whether it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Identity.
    pub id: RepositoryId,
    /// The forge's handle, see [`Observation::handle`].
    pub handle: Option<String>,
    /// Current address as far as known.
    pub url: RepositoryUrl,
    /// `pushed_at` of the newest observation.
    pub pushed_at: Option<DateTime<Utc>>,
    /// `updated_at` of the newest observation.
    pub updated_at: Option<DateTime<Utc>>,
    /// Whether it was gone when last looked for.
    pub gone: bool,
    /// How many commits the last two years have, when the newest observation
    /// counts only a part of them; `None` when its weekly counts are whole.
    pub uncounted_of: Option<u64>,
}

/// How a repository left an account, as far as the forge tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartureKind {
    /// The forge no longer shows it: deleted or made private. Forges don't
    /// tell the public which of the two.
    NotFound,
    /// The forge shows it to those with rights only.
    MadePrivate,
    /// Blocked for legal reasons (HTTP 451).
    Blocked,
}

/// A repository that was known and is no longer there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Which repository.
    pub id: RepositoryId,
    /// How it left.
    pub kind: DepartureKind,
    /// When that was noticed.
    pub noticed_at: DateTime<Utc>,
}

/// Findings that are stored together: all of them or none.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// New or changed repositories, each with the registered account under
    /// which it was listed.
    pub observations: Vec<(AccountUrl, Observation)>,
    /// Whole commit histories for repositories already accepted, which replace
    /// the partial ones.
    pub histories: Vec<(RepositoryId, CommitActivity)>,
    /// Repositories that are gone.
    pub departures: Vec<Departure>,
}

impl Batch {
    /// Whether there is nothing to store.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.observations.is_empty() && self.histories.is_empty() && self.departures.is_empty()
    }
}

/// The store refused a batch or could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the catalogue could not be read or written: {0}")]
pub struct SinkError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Takes what a crawl finds.
///
/// Contract: [`accept`](Sink::accept) returns when the batch is durable, so a
/// slow store slows the crawl down and never fills memory. A batch is stored
/// whole or not at all. Nothing that the sink already holds is removed by a
/// departure: the entry stays, marked as gone.
#[async_trait]
pub trait Sink: Send + Sync {
    /// What is known of the repositories that were last seen under `account`,
    /// gone ones included. An account never seen has none.
    async fn known(&self, account: &AccountUrl) -> Result<Vec<Known>, SinkError>;

    /// Stores a batch.
    async fn accept(&self, batch: Batch) -> Result<(), SinkError>;

    /// Stores the report of a finished run.
    async fn finish(&self, run: &CrawlRun) -> Result<(), SinkError>;
}
