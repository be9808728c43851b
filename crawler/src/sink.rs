//! The sink: where a crawl puts what it reads. The crawler knows this trait and no
//! database; the index implements it.

use async_graphql::Enum;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::address::{AccountUrl, RepositoryId, RepositoryUrl};
use crate::commits::CommitActivity;
use crate::observation::{Counts, IssueFacts, Observation};
use crate::run::{AccountOutcome, CrawlRun, Outcome};

/// What the row of a list tells of a repository beside where it is and when it
/// changed. What the row does not carry is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListedFacts {
    /// Numbers that the forge keeps.
    pub counts: Counts,
    /// How many releases there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub releases: Option<u64>,
}

impl ListedFacts {
    /// What an observation tells of them.
    #[must_use]
    pub fn of(observation: &Observation) -> Self {
        Self {
            counts: observation.counts.clone(),
            releases: observation.releases.as_ref().map(|releases| releases.total),
        }
    }

    /// Whether a row that tells `newer` tells anything else than this.
    #[must_use]
    pub fn differs_from(&self, newer: &Self) -> bool {
        let mut counts = self.counts.clone();
        counts.take(&newer.counts);
        counts != self.counts || self.has_other_releases(newer)
    }

    /// Whether releases were added or taken away, as far as both tell.
    #[must_use]
    pub fn has_other_releases(&self, newer: &Self) -> bool {
        let both = self.releases.zip(newer.releases);
        both.is_some_and(|(before, after)| before != after)
    }
}

/// What is already known of a repository: enough to tell whether it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// When it was last read whole.
    pub observed_at: DateTime<Utc>,
    /// Whether it was gone when last looked for.
    pub gone: bool,
    /// How many commits the last two years have, when the newest observation
    /// counts only a part of them; `None` when its weekly counts are whole.
    pub uncounted_of: Option<u64>,
    /// The account that it was last seen under; `None` in what an earlier
    /// version stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountUrl>,
    /// What lists tell too; `None` in what an earlier version stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<ListedFacts>,
    /// Whether a part of it could not be read when it was last asked for: it is
    /// asked for again whether it changed or not.
    #[serde(default)]
    pub has_unread: bool,
    /// Whether it was archived.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    /// What is known of its issues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issues: Option<IssueFacts>,
}

impl Known {
    /// What the newest observation of a repository tells, the account that it
    /// was last seen under, and whether it is `gone`.
    #[must_use]
    pub fn of(observation: &Observation, account: &AccountUrl, gone: bool) -> Self {
        Self {
            id: observation.id.clone(),
            handle: observation.handle.clone(),
            url: observation.url.clone(),
            pushed_at: observation.pushed_at,
            updated_at: observation.updated_at,
            observed_at: observation.observed_at,
            gone,
            uncounted_of: observation
                .commits
                .as_ref()
                .and_then(CommitActivity::uncounted_of),
            account: Some(account.clone()),
            facts: Some(ListedFacts::of(observation)),
            has_unread: observation.has_unread(),
            archived: observation.flags.archived == Some(true),
            issues: observation.issues.clone(),
        }
    }
}

/// What earlier runs tell about an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountMemory {
    /// Which account.
    pub account: AccountUrl,
    /// When a run was last done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<DateTime<Utc>>,
    /// When a run was done with it before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_before: Option<DateTime<Utc>>,
    /// Whether the last run that was done with it could not read all of what it lists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// Since when it can't be listed; `None` when the last try went well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_since: Option<DateTime<Utc>>,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// See [`AccountOutcome::validator`](crate::run::AccountOutcome).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validator: Option<String>,
    /// The forge's own id that the account is known by, see
    /// [`AccountOutcome::forge_id`](crate::run::AccountOutcome); `None` until a
    /// crawl saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forge_id: Option<String>,
}

impl AccountMemory {
    /// Nothing yet.
    #[must_use]
    pub fn new(account: AccountUrl) -> Self {
        Self {
            account,
            completed_at: None,
            completed_before: None,
            partial: false,
            failed_since: None,
            failure: None,
            validator: None,
            forge_id: None,
        }
    }

    /// Takes up how a run that started at `started_at` went. Of the id an older
    /// run tells nothing once a newer one was taken up.
    pub fn learn(&mut self, outcome: &AccountOutcome, started_at: DateTime<Utc>) {
        let is_older = self.completed_at.is_some_and(|newest| newest > started_at);
        if outcome.forge_id.is_some() && !(is_older && self.forge_id.is_some()) {
            self.forge_id.clone_from(&outcome.forge_id);
        }
        match outcome.outcome {
            Outcome::Complete | Outcome::Partial => {
                if self.completed_at < Some(started_at) {
                    self.completed_before = self.completed_at;
                    self.completed_at = Some(started_at);
                    self.partial = outcome.outcome == Outcome::Partial;
                }
                self.failed_since = None;
                self.failure = None;
                // After a part that failed everything is looked at again.
                self.validator = outcome
                    .validator
                    .clone()
                    .filter(|_| outcome.outcome == Outcome::Complete);
            }
            Outcome::Failed => {
                self.failed_since = self.failed_since.or(Some(started_at));
                self.failure.clone_from(&outcome.reason);
            }
            Outcome::Skipped | Outcome::Interrupted => {}
        }
    }
}

/// How a repository left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "snake_case")]
#[graphql(name = "GoneKind")]
pub enum DepartureKind {
    /// Deleted or made private: the forge does not tell which.
    NotFound,
    /// Made private: the forge shows it to those with rights only.
    MadePrivate,
    /// Blocked for legal reasons.
    Blocked,
    /// Handed over to an owner outside the catalogue, at this address now.
    Transferred,
    /// Removed from the catalogue by hand, whatever the forge shows.
    Removed,
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
    /// Where it is now, when it was handed over.
    pub to: Option<RepositoryUrl>,
}

/// What a list tells of a repository that was not read: it stays as it was
/// stored otherwise, and counts as looked at when it was last read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Which repository.
    pub id: RepositoryId,
    /// The registered account that it is under now.
    pub account: AccountUrl,
    /// Its address now.
    pub url: RepositoryUrl,
    /// What the row of the list carried; `None` in it changes nothing.
    pub facts: ListedFacts,
    /// When it was listed.
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
    /// The issues of repositories already accepted, which replace those that are known.
    pub issues: Vec<(RepositoryId, IssueFacts)>,
    /// Repositories that are gone.
    pub departures: Vec<Departure>,
    /// What lists tell of repositories that were not read.
    pub updates: Vec<Update>,
}

impl Batch {
    /// Adds another batch, to store both at once.
    pub fn extend(&mut self, other: Self) {
        self.observations.extend(other.observations);
        self.histories.extend(other.histories);
        self.issues.extend(other.issues);
        self.departures.extend(other.departures);
        self.updates.extend(other.updates);
    }

    /// Whether there is nothing to store.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.observations.is_empty()
            && self.histories.is_empty()
            && self.issues.is_empty()
            && self.departures.is_empty()
            && self.updates.is_empty()
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

    /// What is known of these repositories, wherever they were last seen; those
    /// never seen are left out.
    async fn known_by_id(&self, ids: &[RepositoryId]) -> Result<Vec<Known>, SinkError>;

    /// What is known of the repository that `url` leads to, in any spelling,
    /// by its current or a former address; and the registered account that it
    /// was last seen under.
    async fn known_at(&self, url: &RepositoryUrl)
    -> Result<Option<(AccountUrl, Known)>, SinkError>;

    /// What earlier runs tell about accounts; those never tried are left out.
    async fn accounts(&self) -> Result<Vec<AccountMemory>, SinkError>;

    /// Stores a batch.
    async fn accept(&self, batch: Batch) -> Result<(), SinkError>;

    /// Stores the report of a finished run, and what it tells about accounts.
    async fn finish(&self, run: &CrawlRun) -> Result<(), SinkError>;
}
