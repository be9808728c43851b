//! How regularly do versions come out? From the days of the newest releases, as of the
//! moment of judging. The rules stand in `docs/judgements/release-rhythm.md` under the
//! letter C.

use std::collections::BTreeSet;

use async_graphql::Enum;
use bronwijzer_crawler::observation::{Observation, Release, Releases};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::release::counted_releases;
use super::{Fact, Facts, MaintenanceStatus, Reason, Verdict, elsewhere};

/// With fewer days on which a version came out, the time between them says nothing.
const LEAST_DAYS: usize = 4;

/// A gap that differs from the median by so many days or fewer is like it.
const LIKE_DAYS: i64 = 7;

/// A gap of up to so many times the median is like it, and one of that part of it.
const LIKE_TIMES: i64 = 2;

/// Regular is when so many percent of the gaps are like the median.
const LIKE_PERCENT: usize = 75;

/// A wait of so many days or fewer is never slow.
const SLOW_DAYS: i64 = 30;

/// How regularly versions come out.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ReleaseRhythmVerdict {
    /// Three quarters of the times between versions, or more, are about as long, and no
    /// version is overdue.
    Regular,
    /// The times between versions differ.
    Irregular,
    /// The last version is longer ago than any was before the next, and more than twice
    /// as long as usual.
    Slowing,
    /// Versions came out on fewer than 4 days.
    TooFew,
    /// Archived, a fork without work of its own, or the source does not tell enough.
    Unknown,
}
bronwijzer_crawler::named!(ReleaseRhythmVerdict);

use ReleaseRhythmVerdict::{Irregular, Regular, Slowing, TooFew, Unknown};

/// Judges how regularly versions come out.
pub(super) fn judge(facts: &Facts<'_>) -> Verdict<ReleaseRhythmVerdict> {
    let (value, reason) = decide(facts);
    Verdict {
        value,
        reasons: vec![reason],
    }
}

fn decide(facts: &Facts<'_>) -> (ReleaseRhythmVerdict, Reason) {
    let observation = facts.observation;
    if facts.status == MaintenanceStatus::Archived {
        return (Unknown, Reason::new("rhythm_of_archived", []));
    }
    if let Some(reason) = elsewhere::fork_without_own_push(observation) {
        return (Unknown, reason);
    }
    if observation.releases.is_none() && observation.tags.is_none() {
        return (Unknown, Reason::new("versions_not_told", []));
    }
    let today = facts.now.date_naive();
    let releases = counted_releases(observation);
    let known = releases.iter().filter_map(|release| release.at);
    let days = known.map(|at| at.date_naive()).filter(|day| *day <= today);
    let days: BTreeSet<NaiveDate> = days.collect();
    let days: Vec<NaiveDate> = days.into_iter().collect();
    let counted = ("count", number(days.len()));
    let Some(last) = days.last().filter(|_| days.len() >= LEAST_DAYS) else {
        return too_few(observation, &releases, days.len());
    };
    let mut gaps: Vec<i64> = days
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).num_days())
        .collect();
    gaps.sort_unstable();
    let (shortest, longest) = (gaps[0], gaps[gaps.len() - 1]);
    let median = gaps[gaps.len() / 2];
    let waited = (today - *last).num_days();
    let is_overdue = waited > SLOW_DAYS && waited > LIKE_TIMES * median;
    if is_overdue && waited > longest {
        let facts = [
            ("days", Fact::Number(waited)),
            ("date", Fact::Date(*last)),
            ("before", Fact::Number(median)),
        ];
        return (Slowing, Reason::new("versions_slow_down", facts));
    }
    let is_like = |gap: &&i64| {
        (**gap - median).abs() <= LIKE_DAYS
            || (**gap <= LIKE_TIMES * median && median <= LIKE_TIMES * **gap)
    };
    let like = gaps.iter().filter(is_like).count();
    if !is_overdue && like * 100 >= gaps.len() * LIKE_PERCENT {
        let facts = [counted, ("days", Fact::Number(median))];
        return (Regular, Reason::new("versions_come_regularly", facts));
    }
    let facts = [
        counted,
        ("least", Fact::Number(shortest)),
        ("days", Fact::Number(longest)),
    ];
    (Irregular, Reason::new("versions_come_irregularly", facts))
}

/// Whether there are too few versions, or too little is known of them.
fn too_few(
    observation: &Observation,
    releases: &[&Release],
    days: usize,
) -> (ReleaseRhythmVerdict, Reason) {
    if releases.iter().any(|release| release.at.is_none()) {
        return (Unknown, Reason::new("versions_without_dates", []));
    }
    let counted = ("count", number(days));
    let is_cut = |all: &Releases| all.total > all.newest.len() as u64;
    let lists = [&observation.releases, &observation.tags];
    if days > 0 && lists.into_iter().flatten().any(is_cut) {
        return (Unknown, Reason::new("older_versions_not_known", [counted]));
    }
    let least = ("least", number(LEAST_DAYS));
    (TooFew, Reason::new("too_few_versions", [counted, least]))
}

fn number(count: usize) -> Fact {
    Fact::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
