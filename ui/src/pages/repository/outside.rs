//! What sources beside the forge say of it: whether it is kept in an archive, and what OpenSSF
//! Scorecard published. Nothing of them is shown that was never asked for.

use chrono::{DateTime, NaiveDate, Utc};

use crate::enums::{
    ArchiveSaveOutcome, ArchiveSaveReason, ArchiveState, ArchiveVisitStatus, ScorecardState,
};
use crate::schema;
use crate::texts::{Texts, text};

/// As the schema says.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryArchive")]
pub(super) struct Archive {
    pub(super) state: ArchiveState,
    swhid: Option<String>,
    revision_swhid: Option<String>,
    visited_at: Option<DateTime<Utc>>,
    last_visit_at: Option<DateTime<Utc>>,
    last_visit_status: Option<ArchiveVisitStatus>,
    looked_at: Option<DateTime<Utc>>,
    unreachable_since: Option<DateTime<Utc>>,
    save_requested_at: Option<DateTime<Utc>>,
    save_reason: Option<ArchiveSaveReason>,
    save_outcome: Option<ArchiveSaveOutcome>,
    save_note: Option<String>,
    url: Option<String>,
}

impl Archive {
    /// The identifier to cite it by: of the commit, else of everything, as it was kept.
    pub(super) fn identifier(&self) -> Option<&str> {
        let identifier = self.revision_swhid.as_ref().or(self.swhid.as_ref());
        identifier.map(String::as_str)
    }

    /// When what is kept was there.
    pub(super) fn kept_on(&self) -> Option<DateTime<Utc>> {
        self.visited_at
    }

    /// The page of the archive.
    pub(super) fn page(&self) -> Option<String> {
        self.url.clone()
    }

    /// What is kept of a repository that left: when, and where.
    pub(super) fn kept(self) -> Option<(DateTime<Utc>, String)> {
        self.visited_at.zip(self.url)
    }
}

/// What an archive keeps of it.
pub(crate) struct ArchiveView {
    pub(crate) title: String,
    /// The page of the archive.
    pub(crate) href: Option<String>,
    /// What each identifier is of, and the identifier.
    pub(crate) identifiers: Vec<(String, String)>,
    /// The last visit, and what was asked of the archive.
    pub(crate) notes: Vec<String>,
    /// What the archive wrote to that, in English.
    pub(crate) written: Option<String>,
    /// When this was asked, and since when it can't be.
    pub(crate) asked: Vec<String>,
}

impl ArchiveView {
    /// `None` when the archive was never asked.
    pub(super) fn new(archive: &Archive, texts: Texts) -> Option<Self> {
        if archive.looked_at.is_none() && archive.unreachable_since.is_none() {
            return None;
        }
        let title = match archive.visited_at {
            Some(at) => texts.with("archive-kept", [("date", text(texts.day(at)))]),
            None => texts.get(&format!("archive-{}", archive.state.key())),
        };
        let identifiers = [
            ("archive-revision", &archive.revision_swhid),
            ("archive-snapshot", &archive.swhid),
        ];
        Some(Self {
            title,
            href: archive.url.clone(),
            identifiers: identifiers
                .into_iter()
                .filter_map(|(key, identifier)| Some((texts.get(key), identifier.clone()?)))
                .collect(),
            notes: notes(archive, texts),
            written: archive.save_note.clone(),
            asked: asked(
                "archive",
                archive.looked_at,
                archive.unreachable_since,
                texts,
            ),
        })
    }
}

fn notes(archive: &Archive, texts: Texts) -> Vec<String> {
    let mut notes = Vec::new();
    let day = |at: DateTime<Utc>| text(texts.day(at));
    let status = archive.last_visit_status.as_ref();
    if let Some((at, status)) = archive.last_visit_at.zip(status)
        && archive.last_visit_at != archive.visited_at
    {
        let key = format!("archive-visit-{}", status.key());
        notes.extend(texts.find_with(&key, [("date", day(at))]));
    }
    if let Some((at, reason)) = archive.save_requested_at.zip(archive.save_reason.as_ref()) {
        let reason = texts.get(&format!("archive-reason-{}", reason.key()));
        let values = [("date", day(at)), ("reason", text(reason))];
        notes.push(texts.with("archive-asked", values));
    }
    if let Some(outcome) = &archive.save_outcome {
        notes.push(texts.get(&format!("archive-outcome-{}", outcome.key())));
    }
    notes
}

/// When a source was asked, and since when it can't be.
fn asked(
    source: &str,
    looked_at: Option<DateTime<Utc>>,
    unreachable_since: Option<DateTime<Utc>>,
    texts: Texts,
) -> Vec<String> {
    let note = |key: &str, at: DateTime<Utc>| {
        texts.with(&format!("{source}-{key}"), [("date", text(texts.day(at)))])
    };
    let looked = looked_at.map(|at| note("looked", at));
    let unreachable = unreachable_since.map(|at| note("unreachable", at));
    unreachable.into_iter().chain(looked).collect()
}

/// As the schema says.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryScorecard")]
pub(super) struct Scorecard {
    state: ScorecardState,
    score: Option<f64>,
    checks: Vec<Check>,
    day: Option<NaiveDate>,
    commit: Option<String>,
    version: Option<String>,
    looked_at: Option<DateTime<Utc>>,
    unreachable_since: Option<DateTime<Utc>>,
    url: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ScorecardCheck")]
struct Check {
    name: String,
    score: Option<u64>,
    reason: Option<String>,
    url: Option<String>,
}

/// The result that OpenSSF published.
pub(crate) struct ScorecardView {
    pub(crate) title: String,
    /// The result where it is published.
    pub(crate) href: Option<String>,
    pub(crate) checks: Vec<ScorecardCheckView>,
    pub(crate) notes: Vec<String>,
}

/// A check of it, in English.
pub(crate) struct ScorecardCheckView {
    pub(crate) name: String,
    pub(crate) score: String,
    pub(crate) reason: Option<String>,
    pub(crate) href: Option<String>,
}

impl ScorecardView {
    /// `None` when the service was never asked.
    pub(super) fn new(scorecard: &Scorecard, texts: Texts) -> Option<Self> {
        if scorecard.looked_at.is_none() && scorecard.unreachable_since.is_none() {
            return None;
        }
        let title = match scorecard.day {
            Some(day) => {
                let date = text(texts.date(day));
                match scorecard.score {
                    Some(score) => {
                        let score = text(texts.decimal(score));
                        texts.with("scorecard-score", [("score", score), ("date", date)])
                    }
                    None => texts.with("scorecard-no-score", [("date", date)]),
                }
            }
            None => texts.get(&format!("scorecard-{}", scorecard.state.key())),
        };
        let mut notes = Vec::new();
        if let Some(commit) = &scorecard.commit {
            let version = scorecard.version.clone().unwrap_or_default();
            let short: String = commit.chars().take(10).collect();
            let values = [("commit", text(short)), ("version", text(version))];
            notes.push(texts.with("scorecard-of", values));
        }
        notes.extend(asked(
            "scorecard",
            scorecard.looked_at,
            scorecard.unreachable_since,
            texts,
        ));
        Some(Self {
            title,
            href: scorecard.url.clone(),
            checks: scorecard.checks.iter().map(|one| one.view(texts)).collect(),
            notes,
        })
    }
}

impl Check {
    fn view(&self, texts: Texts) -> ScorecardCheckView {
        let score = match self.score {
            Some(score) => texts.with(
                "scorecard-check-score",
                [("score", text(score.to_string()))],
            ),
            None => texts.get("scorecard-check-none"),
        };
        ScorecardCheckView {
            name: self.name.clone(),
            score,
            reason: self.reason.clone(),
            href: self.url.clone(),
        }
    }
}
