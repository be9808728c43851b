//! The vitality index of Developers Italia, so that figures compare.
//!
//! Ranges: `vitality-ranges.yml` of italia/publiccode-crawler as it is since 16
//! July 2018; the reckoning: `git/repo_activity.go` there. For each of the last
//! 60 days the points for authors, for commits and merges, for tags and for age
//! are added, to 100 at most; the index is the mean, rounded down. The file
//! `docs/judgements/vitality.md` tells where our facts differ from theirs.

use bronwijzer_crawler::commits::CommitActivity;
use bronwijzer_crawler::observation::{Observation, Releases};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use super::release::newest_release;
use super::{Fact, Reason, Verdict};

/// How many days the index looks back, the running one included:
/// `ACTIVITY_DAYS`.
pub const VITALITY_DAYS: u32 = 60;

/// Points for a number from `min` on and below `max`.
type Ranges = &'static [(u64, u64, u32)];

/// `userCommunity`: how many authors there were.
const AUTHORS: Ranges = &[
    (0, 2, 4),
    (2, 4, 8),
    (4, 8, 12),
    (8, 12, 16),
    (12, 16, 20),
    (16, 20, 24),
    (20, 24, 28),
    (24, 28, 32),
    (28, 10_000, 36),
];

/// `codeActivity`: commits of a day, merges twice.
const ACTIVITY: Ranges = &[
    (0, 4, 2),
    (4, 6, 8),
    (6, 9, 14),
    (9, 12, 20),
    (12, 15, 26),
    (15, 18, 32),
    (18, 25, 38),
    (25, 30, 44),
    (30, 35, 50),
    (35, 10_000, 60),
];

/// `releaseHistory`: tags of a day.
const TAGS: Ranges = &[(0, 1, 20), (1, 2, 30), (2, 4, 40), (4, 100, 50)];

/// `longevity`: age in days.
const AGE: Ranges = &[(0, 365, 20), (365, 730, 30), (730, 10_000, 35)];

/// What is older than this year's beginning gets no index: its dates are held to
/// be wrong.
const EARLIEST_YEAR: i32 = 2005;

/// Points for `value`; none outside every range.
fn points(ranges: Ranges, value: u64) -> u32 {
    let range = ranges
        .iter()
        .find(|(min, max, _)| (*min..*max).contains(&value));
    range.map_or(0, |(_, _, points)| *points)
}

/// Points of one part, over all days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points(u32);

impl Points {
    /// The mean per day: 0 to 60.
    #[must_use]
    pub fn mean(self) -> f64 {
        f64::from(self.0) / f64::from(VITALITY_DAYS)
    }
}

/// The points that each part gives; `None` where its facts are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VitalityParts {
    /// For authors: 4 to 36.
    pub authors: Option<Points>,
    /// For commits and merges: 2 to 60.
    pub activity: Option<Points>,
    /// For tags: 20 to 50.
    pub releases: Option<Points>,
    /// For age: 20 to 35.
    pub age: Option<Points>,
}

/// How alive a repository is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vitality {
    /// The index, 0 to 100; `None` when a part is missing. With what it was
    /// reckoned from.
    pub score: Verdict<Option<u32>>,
    /// The points of each day, at most 100, from the last day back; `None` when a part is
    /// missing.
    pub daily: Option<Vec<u32>>,
    /// The parts.
    pub parts: VitalityParts,
    /// The first of the days.
    pub from: NaiveDate,
    /// The last of them: the day of judging.
    pub until: NaiveDate,
    /// The newest release or tag, and how many days old it is.
    pub newest_release: Option<(String, u32)>,
}

/// Reckons the index as of `now`.
pub(super) fn judge(observation: &Observation, now: DateTime<Utc>) -> Vitality {
    let until = now.date_naive();
    let days: Vec<NaiveDate> = (0..u64::from(VITALITY_DAYS))
        .map(|back| until - Days::new(back))
        .collect();
    let from = until - Days::new(u64::from(VITALITY_DAYS) - 1);
    let mut reasons = Vec::new();
    let commits = observation.commits.as_ref();
    let parts = [
        authors(commits, &days, &mut reasons),
        activity(commits, &days, from, &mut reasons),
        tags(observation.tags.as_ref(), &days, from, &mut reasons),
        age(observation, until, &mut reasons).map(|points| vec![points; days.len()]),
    ];
    let score = parts.iter().cloned().collect::<Option<Vec<Vec<u32>>>>();
    let daily: Option<Vec<u32>> = score.map(|parts| {
        let of_day = |at: usize| parts.iter().map(|part| part[at]).sum::<u32>().min(100);
        (0..days.len()).map(of_day).collect()
    });
    let score = daily
        .as_ref()
        .map(|daily| daily.iter().sum::<u32>() / VITALITY_DAYS);
    let [authors, activity, releases, age] =
        parts.map(|part| part.map(|points| Points(points.iter().sum())));
    Vitality {
        score: Verdict {
            value: score,
            reasons,
        },
        daily,
        parts: VitalityParts {
            authors,
            activity,
            releases,
            age,
        },
        from,
        until,
        newest_release: newest_release(observation).and_then(|release| {
            let days = (until - release.at?.date_naive()).num_days();
            Some((release.name.clone(), u32::try_from(days).ok()?))
        }),
    }
}

fn number(count: u64) -> Fact {
    Fact::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Authors from the beginning up to and with each day: here, of the two years
/// that are counted.
fn authors(
    commits: Option<&CommitActivity>,
    days: &[NaiveDate],
    reasons: &mut Vec<Reason>,
) -> Option<Vec<u32>> {
    let whole = commits.filter(|commits| commits.missing() == 0);
    let authors = whole.and_then(|commits| {
        let counts = days.iter().map(|day| commits.authors_until(*day));
        counts.collect::<Option<Vec<u64>>>()
    });
    let Some(authors) = authors else {
        reasons.push(Reason::new("vitality_without_authors", []));
        return None;
    };
    let today = authors.first().copied().unwrap_or(0);
    reasons.push(Reason::new("vitality_authors", [("people", number(today))]));
    Some(
        authors
            .into_iter()
            .map(|count| points(AUTHORS, count))
            .collect(),
    )
}

/// Commits of each day, and merges once more.
fn activity(
    commits: Option<&CommitActivity>,
    days: &[NaiveDate],
    from: NaiveDate,
    reasons: &mut Vec<Reason>,
) -> Option<Vec<u32>> {
    let counted = commits.and_then(|commits| {
        let whole = commits.missing() == 0 || commits.counted_since.date_naive() < from;
        commits.days.as_ref().filter(|_| whole)
    });
    let Some(counted) = counted else {
        reasons.push(Reason::new("vitality_without_days", []));
        return None;
    };
    let until = days.first().copied();
    let within = || {
        let is_within = |date| from <= date && Some(date) <= until;
        counted.iter().filter(move |day| is_within(day.date))
    };
    let sum = |count: fn(u32, Option<u32>) -> u32| -> u64 {
        within()
            .map(|day| u64::from(count(day.commits, day.merges)))
            .sum()
    };
    let made = sum(|commits, _| commits);
    let merges = sum(|_, merges| merges.unwrap_or(0));
    let facts = [("commits", number(made)), ("merges", number(merges))];
    reasons.push(if within().all(|day| day.merges.is_some()) {
        Reason::new("vitality_commits", facts)
    } else {
        Reason::new(
            "vitality_commits_without_merges",
            [("commits", number(made))],
        )
    });
    let of_day = |date: &NaiveDate| {
        let day = counted.iter().find(|day| day.date == *date);
        let done = day.map_or(0, |day| day.commits + day.merges.unwrap_or(0));
        points(ACTIVITY, u64::from(done))
    };
    Some(days.iter().map(of_day).collect())
}

/// Tags of each day, of the newest ten.
fn tags(
    tags: Option<&Releases>,
    days: &[NaiveDate],
    from: NaiveDate,
    reasons: &mut Vec<Reason>,
) -> Option<Vec<u32>> {
    let dated = |tags: &Releases| -> Vec<NaiveDate> {
        let dates = tags.newest.iter().filter_map(|tag| tag.at);
        dates.map(|at| at.date_naive()).collect()
    };
    let known = tags.map(|tags| (tags.total, dated(tags)));
    let known = known.filter(|(total, dates)| *total == 0 || !dates.is_empty());
    let Some((total, dates)) = known else {
        reasons.push(Reason::new("vitality_without_tags", []));
        return None;
    };
    let until = days.first().copied();
    let is_within = |date: NaiveDate| from <= date && Some(date) <= until;
    let within = dates.iter().filter(|date| is_within(**date)).count() as u64;
    let more_may_follow = within > 0 && within == dates.len() as u64 && total > within;
    let rule = if more_may_follow {
        "vitality_newest_tags"
    } else {
        "vitality_tags"
    };
    reasons.push(Reason::new(rule, [("tags", number(within))]));
    let of_day = |day: &NaiveDate| dates.iter().filter(|date| *date == day).count() as u64;
    Some(days.iter().map(|day| points(TAGS, of_day(day))).collect())
}

/// Age on the day of judging, from the oldest thing that is known of it.
///
/// The index goes by the oldest commit. Where nothing is known from before the
/// days that are counted, and not when it was made, it may be older.
fn age(observation: &Observation, until: NaiveDate, reasons: &mut Vec<Reason>) -> Option<u32> {
    let commits = observation.commits.as_ref();
    let weeks = commits.and_then(|commits| commits.weeks.first());
    let named = [&observation.releases, &observation.tags];
    let named = named.into_iter().flatten().flat_map(|all| &all.newest);
    let oldest = named
        .filter_map(|release| release.at)
        .chain(observation.created_at)
        .chain(commits.and_then(|commits| commits.last_at))
        .map(|at| at.date_naive())
        // The last day of its oldest week: it was there by then.
        .chain(weeks.map(|week| (week.monday + Days::new(6)).min(until)))
        .min();
    let days = oldest
        .map(|date| (until - date).num_days())
        .and_then(|days| u64::try_from(days).ok());
    let oldest_range = AGE.last().map_or(0, |(min, _, _)| *min);
    let known = oldest
        .zip(days)
        .filter(|(_, days)| observation.created_at.is_some() || *days >= oldest_range);
    let Some((date, days)) = known else {
        reasons.push(Reason::new("vitality_without_age", []));
        return None;
    };
    let fact = [("date", Fact::Date(date))];
    if date.year() < EARLIEST_YEAR {
        reasons.push(Reason::new("vitality_too_old", fact));
        return None;
    }
    reasons.push(Reason::new("vitality_age", fact));
    Some(points(AGE, days))
}

#[cfg(test)]
mod tests;
