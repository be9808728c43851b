//! Judgements: pure functions from facts and a given `now` to a verdict with
//! its reasons. One file per judgement.

mod licence;
mod maintenance;
pub mod publiccode;

use std::fmt;

use bronwijzer_crawler::observation::{Observation, Release};
use chrono::{DateTime, NaiveDate, Utc};

pub use licence::{LicenceAssessment, LicenceVerdict};
pub use maintenance::MaintenanceStatus;
pub use publiccode::{Contact, Contractor, Publiccode, PubliccodeVerdict};

/// A change of this number means that the same facts can give other verdicts.
pub const RULES_VERSION: u32 = 2;

/// All judgements of one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Whether it is kept up.
    pub maintenance: Verdict<MaintenanceStatus>,
    /// Whether it may be reused.
    pub licence: LicenceAssessment,
    /// Whether its publiccode.yml keeps to the standard.
    pub publiccode: Verdict<PubliccodeVerdict>,
    /// What the check of its publiccode.yml found; `None` without a whole file.
    pub publiccode_check: Option<publiccode::Check>,
    /// The last commit by a person, or the newest release or tag when that is
    /// later. Where no commit by a person was counted, the last of any kind;
    /// without commits, the last push.
    pub last_activity_at: Option<DateTime<Utc>>,
}

/// A judgement and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict<T> {
    /// The judgement.
    pub value: T,
    /// The rules that held; at least one.
    pub reasons: Vec<Reason>,
}

/// A rule that held, with the facts it used. Words are the reader's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The rule's identifier.
    pub rule: &'static str,
    /// The facts, by name.
    pub facts: Vec<(&'static str, Fact)>,
}

impl Reason {
    fn new<const N: usize>(rule: &'static str, facts: [(&'static str, Fact); N]) -> Self {
        Self {
            rule,
            facts: facts.into(),
        }
    }
}

/// A fact that a rule used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A number of things.
    Number(i64),
    /// A day, in UTC.
    Date(NaiveDate),
    /// A name or an identifier.
    Text(String),
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// Judges one repository as of `now`.
#[must_use]
pub fn assess(observation: &Observation, now: DateTime<Utc>) -> Assessment {
    let publiccode = Publiccode::of(observation);
    let (publiccode_verdict, publiccode_check) = publiccode::judge(observation, now.date_naive());
    Assessment {
        maintenance: maintenance::judge(observation, publiccode.as_ref(), now),
        licence: licence::judge(observation, publiccode.as_ref()),
        publiccode: publiccode_verdict,
        publiccode_check,
        last_activity_at: last_activity(observation),
    }
}

fn last_activity(observation: &Observation) -> Option<DateTime<Utc>> {
    let commits = observation.commits.as_ref();
    let commit = commits.and_then(|commits| commits.last_human_at.or(commits.last_at));
    let release = newest_release(observation).and_then(|release| release.at);
    commit.max(release).or(observation.pushed_at)
}

/// The newest release with a date; a tag where the source names no releases.
fn newest_release(observation: &Observation) -> Option<&Release> {
    let sources = [&observation.releases, &observation.tags];
    sources.into_iter().flatten().find_map(|releases| {
        let dated = releases
            .newest
            .iter()
            .filter(|release| release.at.is_some());
        dated.max_by_key(|release| release.at)
    })
}
