//! Is a repository at risk: does it lean on one person, or do people walk away
//! from what others use?
//!
//! A flag beside the maintenance status, for communities. A year is 52 weeks,
//! the running one included, so that counts by the week are exact.

use async_graphql::Enum;
use bronwijzer_crawler::commits::{CommitActivity, monday_of};
use bronwijzer_crawler::observation::Observation;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::publiccode::Publiccode;
use super::seeking::{USED_FORKS, USED_NAMED, USED_STARS};
use super::{Fact, Facts, MaintenanceStatus, Reason, RepositoryKind, Verdict, elsewhere};

/// One person made this share of the last year's human commits, in percents.
const ONE_PERSON_PERCENT: u64 = 80;

/// With fewer human commits in a year, shares and falls say nothing: about one
/// a month.
const LEAST_COMMITS: u64 = 12;

/// Commits fell by so much against the year before, in percents.
const FALL_PERCENT: u64 = 75;

/// Weeks in a year.
const YEAR_WEEKS: u64 = 52;

/// Whether a repository is at risk.
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
pub enum RiskVerdict {
    /// One person made 80% or more of the last year's human commits, or commits
    /// fell by 75% or more against the year before while others use it.
    AtRisk,
    /// Neither, as far as there is enough to judge by.
    NotAtRisk,
    /// Nobody works on it any more, so there is no risk left to speak of.
    AlreadyLeft,
    /// Archived, or something that the rules need is not known, or too little happens
    /// to tell.
    Unknown,
}
bronwijzer_crawler::named!(RiskVerdict);

/// What came of a rule.
enum RuleOutcome {
    Holds(Reason),
    HoldsNot(Reason),
    /// It does not hold, as there is too little to judge by.
    TooFew(Reason),
    CannotTell(Reason),
}

use RuleOutcome::{CannotTell, Holds, HoldsNot, TooFew};

/// Judges whether it is at risk.
pub(super) fn judge(facts: &Facts<'_>) -> Verdict<RiskVerdict> {
    let Facts {
        observation,
        publiccode,
        status,
        kind,
        stated_users,
        now,
    } = *facts;
    let unknown = |reason: Reason| Verdict {
        value: RiskVerdict::Unknown,
        reasons: vec![reason],
    };
    if status == MaintenanceStatus::Archived {
        return unknown(Reason::new("risk_of_archived", []));
    }
    if let Some(reason) = elsewhere::fork_without_own_push(observation) {
        return unknown(reason);
    }
    if is_left(observation, status, now) {
        return if kind.is_quiet_by_nature() {
            unknown(quiet_by_nature(kind))
        } else {
            Verdict {
                value: RiskVerdict::AlreadyLeft,
                reasons: vec![Reason::new("people_already_left", [])],
            }
        };
    }
    let Some(commits) = &observation.commits else {
        return unknown(Reason::new("risk_without_commits", []));
    };
    let years = Years::until(now);
    let found = [
        one_person(commits, &years),
        fall(
            observation,
            (publiccode, stated_users),
            commits,
            kind,
            &years,
        ),
    ];
    let (mut held, mut held_not, mut untold) = (Vec::new(), Vec::new(), Vec::new());
    let says_nothing = found.iter().all(|found| matches!(found, TooFew(_)));
    for found in found {
        match found {
            Holds(reason) => held.push(reason),
            HoldsNot(reason) | TooFew(reason) if !says_nothing => held_not.push(reason),
            HoldsNot(reason) | TooFew(reason) | CannotTell(reason) => untold.push(reason),
        }
    }
    untold.dedup();
    let (value, reasons) = if !held.is_empty() {
        (RiskVerdict::AtRisk, held)
    } else if !untold.is_empty() {
        (RiskVerdict::Unknown, untold)
    } else {
        (RiskVerdict::NotAtRisk, held_not)
    };
    Verdict { value, reasons }
}

/// Whether people have stopped: by its status or, where the owner's words make that
/// another one, by the commits of the last year.
fn is_left(observation: &Observation, status: MaintenanceStatus, now: DateTime<Utc>) -> bool {
    match status {
        MaintenanceStatus::Dormant | MaintenanceStatus::Unmaintained => true,
        MaintenanceStatus::SeekingMaintainer => {
            let years = Years::until(now);
            observation.commits.as_ref().is_some_and(|commits| {
                counted_from(commits, years.last)
                    && commits.human_between(years.last, years.end) == 0
            })
        }
        _ => false,
    }
}

fn quiet_by_nature(kind: RepositoryKind) -> Reason {
    let kind = Fact::Text(kind.as_str().to_owned());
    Reason::new("fall_in_nature_of_kind", [("kind", kind)])
}

/// The last year and the one before, by their Mondays.
struct Years {
    /// The first week of the year before.
    before: NaiveDate,
    /// The first week of the last year.
    last: NaiveDate,
    /// The week after the running one.
    end: NaiveDate,
}

impl Years {
    fn until(now: DateTime<Utc>) -> Self {
        let end = monday_of(now) + Days::new(7);
        let last = end - Days::new(7 * YEAR_WEEKS);
        Self {
            before: last - Days::new(7 * YEAR_WEEKS),
            last,
            end,
        }
    }
}

/// Whether every commit since the beginning of `day` is counted.
fn counted_from(commits: &CommitActivity, day: NaiveDate) -> bool {
    commits.missing() == 0 || commits.counted_since.date_naive() < day
}

/// Commits are not all counted; from when on they are.
fn not_counted(commits: &CommitActivity) -> Reason {
    let date = Fact::Date(commits.counted_since.date_naive());
    Reason::new("risk_commits_not_counted", [("date", date)])
}

fn number(count: u64) -> Fact {
    Fact::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn one_person(commits: &CommitActivity, years: &Years) -> RuleOutcome {
    if !counted_from(commits, years.last) {
        return CannotTell(not_counted(commits));
    }
    let human = commits.human_between(years.last, years.end);
    if human < LEAST_COMMITS {
        return TooFew(Reason::new(
            "few_commits_last_year",
            [("commits", number(human)), ("least", number(LEAST_COMMITS))],
        ));
    }
    let Some(authors) = commits.authors_between(years.last, years.end) else {
        return CannotTell(Reason::new("risk_authors_not_counted", []));
    };
    let largest = authors.commits.first().copied().unwrap_or(0);
    let reaches = |commits: u64| commits * 100 >= human * ONE_PERSON_PERCENT;
    if !reaches(largest) && reaches(authors.of_others) {
        return CannotTell(Reason::new("risk_authors_not_counted", []));
    }
    let facts = [
        ("percent", number(largest * 100 / human)),
        ("commits", number(human)),
    ];
    if reaches(largest) {
        return Holds(Reason::new("one_person_makes_most_commits", facts));
    }
    let people = u64::try_from(authors.commits.len()).unwrap_or(u64::MAX);
    let mut reason = Reason::new("several_people_commit", facts);
    reason.facts.push(("people", number(people)));
    HoldsNot(reason)
}

fn fall(
    observation: &Observation,
    users: (Option<&Publiccode>, u64),
    commits: &CommitActivity,
    kind: RepositoryKind,
    years: &Years,
) -> RuleOutcome {
    if kind.is_quiet_by_nature() {
        return HoldsNot(quiet_by_nature(kind));
    }
    if !counted_from(commits, years.before) {
        return CannotTell(not_counted(commits));
    }
    let last = commits.human_between(years.last, years.end);
    let before = commits.human_between(years.before, years.last);
    let facts = || [("commits", number(last)), ("before", number(before))];
    if before < LEAST_COMMITS {
        let mut reason = Reason::new("few_commits_year_before", facts());
        reason.facts.push(("least", number(LEAST_COMMITS)));
        return TooFew(reason);
    }
    if last * 100 > before * (100 - FALL_PERCENT) {
        return HoldsNot(Reason::new("commits_held_up", facts()));
    }
    let fell = |rule| Reason::new(rule, facts());
    match used(observation, users) {
        Some(Some((what, count))) => {
            let rule = match what {
                Use::Stars => "commits_fell_while_starred",
                Use::Forks => "commits_fell_while_forked",
                Use::Users => "commits_fell_while_used",
            };
            let mut reason = fell(rule);
            reason.facts.push(("users", number(count)));
            Holds(reason)
        }
        Some(None) => HoldsNot(fell("commits_fell_unused")),
        None => CannotTell(fell("commits_fell_use_not_known")),
    }
}

/// What shows that others use it.
enum Use {
    Users,
    Stars,
    Forks,
}

/// What shows best that others use it, and how many there are. Within: `None`
/// when nothing shows it. `None` when there is no fact to tell by.
fn used(
    observation: &Observation,
    (publiccode, stated): (Option<&Publiccode>, u64),
) -> Option<Option<(Use, u64)>> {
    let users = publiccode.map(|file| file.used_by_others(observation).len() as u64);
    let users = Some(users.unwrap_or_default() + stated);
    let counts = &observation.counts;
    let signs = [
        (Use::Users, users, USED_NAMED),
        (Use::Stars, counts.stars, USED_STARS),
        (Use::Forks, counts.forks, USED_FORKS),
    ];
    let knows = counts.stars.is_some() || counts.forks.is_some();
    let shown = signs
        .into_iter()
        .find_map(|(what, count, least)| Some((what, count.filter(|count| *count >= least)?)));
    (knows || shown.is_some()).then_some(shown)
}

#[cfg(test)]
mod tests;
