//! What sources beside the forge say of a repository.

use async_graphql::{Enum, SimpleObject};
use bronwijzer_crawler::outside::{
    ArchiveState as Archived, Looked, OutsideFacts, SaveOutcome, SaveReason,
    Scorecard as Published, ScorecardCheck as Checked, Swhid, VisitStatus,
};
use chrono::{DateTime, NaiveDate, Utc};

/// Whether Software Heritage archived a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ArchiveState {
    /// The archive holds it, as of `visitedAt`.
    Archived,
    /// The archive holds nothing of it.
    NotArchived,
    /// It was not asked.
    Unknown,
}

/// What Software Heritage, the universal archive of source code, holds of a repository.
#[derive(SimpleObject)]
pub(crate) struct RepositoryArchive {
    /// Whether it holds it.
    state: ArchiveState,
    /// The persistent identifier (SWHID) of all branches and tags together, as it holds
    /// them.
    swhid: Option<String>,
    /// That of the commit that the default branch had then, where the archive told.
    revision_swhid: Option<String>,
    /// When the archive was there to get what it holds.
    visited_at: Option<DateTime<Utc>>,
    /// When the archive was there for the last time.
    last_visit_at: Option<DateTime<Utc>>,
    /// How that went.
    last_visit_status: Option<VisitStatus>,
    /// When the archive was asked; null when it never answered.
    looked_at: Option<DateTime<Utc>>,
    /// Since when it could not be asked again; what is here is of `lookedAt`.
    unreachable_since: Option<DateTime<Utc>>,
    /// When it was last asked to archive this repository now.
    save_requested_at: Option<DateTime<Utc>>,
    /// Why.
    save_reason: Option<SaveReason>,
    /// What it said to that.
    save_outcome: Option<SaveOutcome>,
    /// The same in its own words, at most 300 characters.
    save_note: Option<String>,
    /// The page of the archive on it.
    url: Option<String>,
}

impl From<&OutsideFacts> for RepositoryArchive {
    fn from(outside: &OutsideFacts) -> Self {
        let looked = outside.archive.as_ref();
        let archive = looked.and_then(Looked::found);
        let snapshot = archive.and_then(|archive| archive.snapshot.as_ref());
        let visit = archive.and_then(|archive| archive.last_visit.as_ref());
        let save = outside.save.as_ref();
        let source = looked.and_then(|looked| Some(&looked.answer.as_ref()?.source));
        let page = |archive: &Archived| {
            let id = &archive.snapshot.as_ref()?.id;
            // By its identifier: that page stays the same when the archive has newer ones.
            Some(format!("{}/{id};origin={}", source?, archive.origin))
        };
        Self {
            state: match archive {
                None => ArchiveState::Unknown,
                Some(_) if snapshot.is_some() => ArchiveState::Archived,
                Some(_) => ArchiveState::NotArchived,
            },
            swhid: snapshot.map(|snapshot| snapshot.id.to_string()),
            revision_swhid: snapshot
                .and_then(|snapshot| snapshot.head.as_ref())
                .map(Swhid::to_string),
            visited_at: snapshot.map(|snapshot| snapshot.visited_at),
            last_visit_at: visit.map(|visit| visit.at),
            last_visit_status: visit.map(|visit| visit.status),
            looked_at: looked.and_then(Looked::at),
            unreachable_since: unreachable_since(looked),
            save_requested_at: save.map(|save| save.requested_at),
            save_reason: save.map(|save| save.reason),
            save_outcome: save.map(|save| save.outcome),
            save_note: save.and_then(|save| save.note.clone()),
            url: archive.and_then(page),
        }
    }
}

/// Whether OpenSSF Scorecard publishes a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ScorecardState {
    /// It does.
    Published,
    /// It publishes none of this repository.
    NotPublished,
    /// It was not asked, or has none of repositories at this host.
    Unknown,
}

/// The result that OpenSSF Scorecard publishes of a repository's security practices. It is
/// its own, by its own checks; no verdict of the catalogue rests on it.
#[derive(SimpleObject)]
pub(crate) struct RepositoryScorecard {
    /// Whether there is one.
    state: ScorecardState,
    /// From 0 to 10; null when no check came to a score.
    score: Option<f64>,
    /// What was checked; at most 40.
    checks: Vec<ScorecardCheck>,
    /// The day that the result is of.
    day: Option<NaiveDate>,
    /// The commit that was checked.
    commit: Option<String>,
    /// The version of Scorecard that checked.
    version: Option<String>,
    /// When the service was asked; null when it never answered.
    looked_at: Option<DateTime<Utc>>,
    /// Since when it could not be asked again; what is here is of `lookedAt`.
    unreachable_since: Option<DateTime<Utc>>,
    /// The result where it is published, as JSON.
    url: Option<String>,
}

/// One check of OpenSSF Scorecard.
#[derive(SimpleObject)]
pub(crate) struct ScorecardCheck {
    /// Its name, as in `Branch-Protection`.
    name: String,
    /// From 0 to 10; null when it came to no conclusion.
    score: Option<u8>,
    /// Why, in English; at most 300 characters.
    reason: Option<String>,
    /// The page that explains it.
    url: Option<String>,
}

impl From<&Checked> for ScorecardCheck {
    fn from(check: &Checked) -> Self {
        Self {
            name: check.name.clone(),
            score: check.score,
            reason: check.reason.clone(),
            url: check.url.clone(),
        }
    }
}

impl RepositoryScorecard {
    /// What is known of the result of the repository at `host`/`path`.
    pub(crate) fn of(outside: &OutsideFacts, repository: &str) -> Self {
        let looked = outside.scorecard.as_ref();
        let found = looked.and_then(Looked::found);
        let result: Option<&Published> = found.and_then(Option::as_ref);
        let source = looked.and_then(|looked| Some(&looked.answer.as_ref()?.source));
        Self {
            state: match found {
                None => ScorecardState::Unknown,
                Some(Some(_)) => ScorecardState::Published,
                Some(None) => ScorecardState::NotPublished,
            },
            score: result.and_then(|result| result.score),
            checks: result
                .into_iter()
                .flat_map(|result| &result.checks)
                .map(ScorecardCheck::from)
                .collect(),
            day: result.map(|result| result.day),
            commit: result.and_then(|result| result.commit.clone()),
            version: result.and_then(|result| result.version.clone()),
            looked_at: looked.and_then(Looked::at),
            unreachable_since: unreachable_since(looked),
            url: result
                .and(source)
                .map(|source| format!("{source}/projects/{repository}")),
        }
    }
}

fn unreachable_since<T>(looked: Option<&Looked<T>>) -> Option<DateTime<Utc>> {
    looked.and_then(|looked| Some(looked.failed.as_ref()?.since))
}
