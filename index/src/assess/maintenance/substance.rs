//! How much upkeep there is behind a status: hardly any, or a program's.

use bronwijzer_crawler::commits::{CommitActivity, monday_of};
use bronwijzer_crawler::observation::Observation;
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{MaintenanceStatus, dated_release, days_since};
use crate::assess::{Fact, Reason, RepositoryKind, Verdict};

/// The rule that hardly anything is done.
pub(in crate::assess) const BARELY: &str = "barely_kept_up";
/// The rule that hardly anything was done since it was made, less than a year ago.
pub(in crate::assess) const BARELY_SINCE_MADE: &str = "barely_kept_up_since_made";
/// The rule that a program keeps it up.
pub(in crate::assess) const BY_PROGRAM: &str = "kept_up_by_program";

/// Up to so many commits by people in a year are hardly any upkeep,
const FEW_COMMITS: u64 = 5;
/// when they were made in so many weeks at most,
const FEW_WEEKS: usize = 2;
/// no version came out for so many days,
const QUIET_RELEASE_DAYS: i64 = 182;
/// and it was made more than so many days ago.
const NEW_DAYS: i64 = 90;

/// So many commits by programs in a year, about one a month, keep data up,
const PROGRAM_COMMITS: u64 = 12;
/// while the newest is not older than so many days.
const PROGRAM_DAYS: u64 = 90;

/// Days and weeks in a year.
const YEAR_DAYS: u64 = 365;
const YEAR_WEEKS: u64 = 52;

/// That what is maintained hardly is: one commit in a year does not keep anything up. Not
/// said where commits are not all counted.
pub(super) fn barely(observation: &Observation, now: DateTime<Utc>) -> Option<Reason> {
    let commits = observation.commits.as_ref()?;
    let today = now.date_naive();
    let oldest = commits.weeks.first().map(|week| week.monday);
    let made = observation.created_at.map(|at| at.date_naive()).or(oldest);
    let released = dated_release(observation).map(|(_, at)| days_since(at, today));
    let age = made.map_or(0, |date| (today - date).num_days());
    let is_new = age <= NEW_DAYS;
    let is_released = released.is_some_and(|days| days <= QUIET_RELEASE_DAYS);
    if commits.missing() > 0 || is_new || is_released {
        return None;
    }
    let (first, end) = last_year(now);
    let before = commits.human_between(first - Days::new(7 * YEAR_WEEKS), first);
    let weeks = commits.weeks.iter();
    let weeks = weeks
        .filter(|week| week.human > 0 && (first..end).contains(&week.monday))
        .count();
    let made = commits.human_between(first, end);
    (made <= FEW_COMMITS && weeks <= FEW_WEEKS).then(|| {
        let made = ("commits", number(made));
        if age <= i64::try_from(YEAR_DAYS).unwrap_or(i64::MAX) {
            return Reason::new(BARELY_SINCE_MADE, [made]);
        }
        Reason::new(BARELY, [made, ("before", number(before))])
    })
}

/// Lets data that a program renews be maintained, however long ago a person last worked on
/// them. Programs that renew what other software consists of keep no software up.
pub(super) fn by_program(
    observation: &Observation,
    kind: impl Fn() -> RepositoryKind,
    now: DateTime<Utc>,
    verdict: &mut Verdict<MaintenanceStatus>,
) {
    let is_quiet = matches!(
        verdict.value,
        MaintenanceStatus::Dormant | MaintenanceStatus::Unmaintained | MaintenanceStatus::Unknown
    );
    let renewed = observation
        .commits
        .as_ref()
        .filter(|_| is_quiet)
        .and_then(|commits| renewed(commits, now));
    if let Some(reason) = renewed
        && kind() == RepositoryKind::Data
    {
        verdict.value = MaintenanceStatus::Maintained;
        verdict
            .reasons
            .retain(|reason| !reason.rule.starts_with("only_bots"));
        verdict.reasons.insert(0, reason);
    }
}

/// How often programs committed in the last year, when that is often and lately.
fn renewed(commits: &CommitActivity, now: DateTime<Utc>) -> Option<Reason> {
    let (first, end) = last_year(now);
    let weeks = || {
        let weeks = commits.weeks.iter();
        weeks.filter(|week| week.bot > 0 && (first..end).contains(&week.monday))
    };
    let made: u64 = weeks().map(|week| u64::from(week.bot)).sum();
    let newest = weeks().map(|week| week.monday).max()?;
    let is_recent = newest >= monday_of(now - Days::new(PROGRAM_DAYS));
    (made >= PROGRAM_COMMITS && is_recent)
        .then(|| Reason::new(BY_PROGRAM, [("commits", number(made))]))
}

/// The Monday of the week a year ago, and the one after the running week.
fn last_year(now: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
    let first = monday_of(now - Days::new(YEAR_DAYS));
    (first, monday_of(now) + Days::new(7))
}

fn number(count: u64) -> Fact {
    Fact::Number(i64::try_from(count).unwrap_or(i64::MAX))
}
