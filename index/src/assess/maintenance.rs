//! Maintenance status: is somebody keeping this up?
//!
//! Seven statuses, the first that holds. Bots' commits don't count as upkeep. A
//! month is counted as 30 days, a year as 365.
//!
//! The commits of a mirror are those of the original, and the status follows
//! them; a reason tells where the upkeep is. A fork that nobody pushed to is not
//! kept up by the work on its parent. What is no software and is quiet keeps its
//! status, with a reason that says that this is in its nature.

mod farewell;
mod substance;

pub(super) use substance::{BARELY, BARELY_SINCE_MADE, BY_PROGRAM};

use async_graphql::Enum;
use bronwijzer_crawler::commits::monday_of;
use bronwijzer_crawler::observation::Observation;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::publiccode::Publiccode;
use super::release::{PackageRelease, has_several_packages, newest_release};
use super::{Fact, Farewell, Reason, RepositoryKind, Verdict, elsewhere};

/// Human commits in this many of the last [`RECENT_WEEKS`] make it active.
const ACTIVE_WEEKS: i64 = 3;
/// How many weeks back 'active' looks, the running week included.
const RECENT_WEEKS: u64 = 12;
/// A release this many days ago or less makes it active.
const RECENT_RELEASE_DAYS: i64 = 90;
/// Up to this many days since the last activity it is maintained.
const MAINTAINED_DAYS: i64 = 365;
/// Up to this many days it is dormant; longer is unmaintained.
const DORMANT_DAYS: i64 = 730;

/// The rule that the contract for maintenance is over.
pub(super) const CONTRACT_ENDED: &str = "publiccode_contract_ended";

/// The rule that people committed in recent weeks.
const RECENT_WORK: &str = "human_commits_recent_weeks";

/// Topics by which owners ask for a maintainer.
const SEEKING_TOPICS: &[&str] = &[
    "maintainer-wanted",
    "maintainers-wanted",
    "looking-for-maintainer",
    "looking-for-maintainers",
    "seeking-maintainer",
    "needs-maintainer",
    "help-wanted-maintainer",
];

/// Maintenance status: the first that holds, in this order.
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
pub enum MaintenanceStatus {
    /// Read-only, switched off, or declared obsolete by its owner.
    Archived,
    /// Its owner looks for somebody to maintain it.
    SeekingMaintainer,
    /// People worked on it in at least 3 of the last 12 weeks, or there was a
    /// release in the last 90 days.
    Active,
    /// A commit by a person or a release in the last 365 days.
    Maintained,
    /// The last one is one to two years ago.
    Dormant,
    /// The last one is longer ago.
    Unmaintained,
    /// No fact to judge by.
    Unknown,
}
bronwijzer_crawler::named!(MaintenanceStatus);

/// What is told of a repository beside its counts and dates.
#[derive(Clone, Copy)]
pub(super) struct Signals<'a> {
    pub(super) publiccode: Option<&'a Publiccode>,
    pub(super) farewell: Option<&'a Farewell>,
    /// What it publishes, asked for only where that counts.
    pub(super) kind: &'a dyn Fn() -> RepositoryKind,
}

/// Judges the maintenance status as of `now`.
pub(super) fn judge(
    observation: &Observation,
    signals: Signals<'_>,
    now: DateTime<Utc>,
) -> Verdict<MaintenanceStatus> {
    let Signals {
        publiccode,
        farewell,
        kind,
    } = signals;
    let mut verdict = status(observation, publiccode, now);
    substance::by_program(observation, kind, now, &mut verdict);
    if let Some(why) = elsewhere::fork_without_own_push(observation) {
        match verdict.value {
            // The work is its parent's, and nothing tells of work here.
            MaintenanceStatus::Active | MaintenanceStatus::Maintained => {
                verdict = Verdict {
                    value: MaintenanceStatus::Unknown,
                    reasons: vec![why],
                };
            }
            // Nobody worked on the parent either, or the owner speaks.
            _ => verdict.reasons.push(why),
        }
    }
    if let Some(farewell) = farewell {
        farewell::apply(farewell, &mut verdict);
    } else if matches!(
        verdict.value,
        MaintenanceStatus::Dormant | MaintenanceStatus::Unmaintained
    ) {
        verdict.reasons.extend(quiet_by_nature(kind()));
    }
    let is_maintained = verdict.value == MaintenanceStatus::Maintained;
    if is_maintained && !is_by_program(&verdict) && !kind().is_quiet_by_nature() {
        verdict.reasons.extend(substance::barely(observation, now));
    }
    if verdict.value != MaintenanceStatus::Archived {
        verdict
            .reasons
            .extend(contract_ended(publiccode, now.date_naive()));
    }
    let elsewhere = elsewhere::kept_up_elsewhere(observation, publiccode);
    verdict.reasons.extend(elsewhere);
    verdict
}

fn is_by_program(verdict: &Verdict<MaintenanceStatus>) -> bool {
    let mut reasons = verdict.reasons.iter();
    reasons.any(|reason| reason.rule == BY_PROGRAM)
}

/// Why a quiet repository of this kind is no reason for alarm.
fn quiet_by_nature(kind: RepositoryKind) -> Option<Reason> {
    let rule = match kind {
        RepositoryKind::Standard => "finished_standard",
        RepositoryKind::Data => "data_rather_than_software",
        RepositoryKind::Documentation => "documentation_rather_than_software",
        RepositoryKind::Software | RepositoryKind::Unknown => return None,
    };
    Some(Reason::new(rule, []))
}

/// The first status that holds.
fn status(
    observation: &Observation,
    publiccode: Option<&Publiccode>,
    now: DateTime<Utc>,
) -> Verdict<MaintenanceStatus> {
    let today = now.date_naive();
    let rules = [
        (
            MaintenanceStatus::Archived,
            archived(observation, publiccode),
        ),
        (
            MaintenanceStatus::SeekingMaintainer,
            asks_for_maintainer(observation, publiccode),
        ),
        (MaintenanceStatus::Active, active(observation, now)),
    ];
    for (status, reasons) in rules {
        if !reasons.is_empty() {
            return Verdict {
                value: status,
                reasons,
            };
        }
    }
    by_last_activity(observation, today)
}

fn archived(observation: &Observation, publiccode: Option<&Publiccode>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if observation.flags.archived == Some(true) {
        reasons.push(match observation.archived_at {
            Some(at) => Reason::new("archived_by_owner", [("date", date(at))]),
            None => Reason::new("archived_by_owner_undated", []),
        });
    }
    if observation.flags.disabled == Some(true) {
        reasons.push(Reason::new("disabled_by_forge", []));
    }
    let status = publiccode.and_then(|file| file.development_status.as_deref());
    if status == Some("obsolete") {
        reasons.push(Reason::new("publiccode_obsolete", []));
    }
    reasons
}

/// That the contract for maintenance is over, as publiccode.yml has it: a warning, as
/// nothing is forgotten as easily as a date in a file.
fn contract_ended(publiccode: Option<&Publiccode>, today: NaiveDate) -> Option<Reason> {
    let file = publiccode?;
    let until = file.contract_until().filter(|until| *until < today)?;
    let is_contract = file.maintenance_type.as_deref() == Some("contract");
    is_contract.then(|| Reason::new(CONTRACT_ENDED, [("date", Fact::Date(until))]))
}

/// By which facts an owner asks for a maintainer.
pub(super) fn asks_for_maintainer(
    observation: &Observation,
    publiccode: Option<&Publiccode>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let maintenance = publiccode.and_then(|file| file.maintenance_type.as_deref());
    if maintenance == Some("none") {
        reasons.push(Reason::new("publiccode_maintenance_none", []));
    }
    let topic = observation
        .topics
        .iter()
        .flatten()
        .find(|topic| SEEKING_TOPICS.contains(&topic.to_lowercase().as_str()));
    if let Some(topic) = topic {
        reasons.push(Reason::new(
            "topic_seeks_maintainer",
            [("topic", Fact::Text(topic.clone()))],
        ));
    }
    reasons
}

fn active(observation: &Observation, now: DateTime<Utc>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(commits) = &observation.commits {
        let first_monday = monday_of(now) - Days::new(7 * (RECENT_WEEKS - 1));
        let weeks = commits
            .weeks
            .iter()
            .filter(|week| {
                week.human > 0 && week.monday >= first_monday && week.monday <= now.date_naive()
            })
            .count();
        let weeks = i64::try_from(weeks).unwrap_or(i64::MAX);
        if weeks >= ACTIVE_WEEKS {
            reasons.push(Reason::new(
                RECENT_WORK,
                [
                    ("weeks", Fact::Number(weeks)),
                    ("of", Fact::Number(RECENT_WEEKS.cast_signed())),
                ],
            ));
        }
    }
    if let Some((name, at)) = dated_release(observation) {
        let days = days_since(at, now.date_naive());
        if (0..=RECENT_RELEASE_DAYS).contains(&days) {
            let facts = [("date", date(at)), ("days", Fact::Number(days))];
            let rules = ("release_recent", "package_release_recent");
            reasons.push(of_release(observation, &name, rules, facts));
        }
    }
    reasons
}

/// The last four statuses, by the date of the last human commit or release.
///
/// Where no human commit was counted, the newest commit of all still tells
/// something: before the two years that are counted it stands for a person's,
/// within them it was a bot's.
fn by_last_activity(observation: &Observation, today: NaiveDate) -> Verdict<MaintenanceStatus> {
    let commits = observation.commits.as_ref();
    let human = commits.and_then(|commits| commits.last_human_at);
    let of_any_kind = commits.and_then(|commits| commits.last_at);
    let uncounted = of_any_kind.filter(|at| days_since(*at, today) > DORMANT_DAYS);
    let release = dated_release(observation);

    let mut latest = human
        .map(|at| ("last_human_commit", None, at))
        .or_else(|| uncounted.map(|at| ("last_commit_of_any_kind", None, at)));
    if let Some((name, at)) = release
        && latest.as_ref().is_none_or(|(_, _, commit)| at > *commit)
    {
        latest = Some(("last_release", Some(name), at));
    }
    let latest = latest.or_else(|| of_any_kind.map(|at| ("only_bots_commit", None, at)));
    let Some((rule, name, at)) = latest else {
        let empty = observation.flags.empty == Some(true);
        let rule = if empty {
            "empty_repository"
        } else {
            "no_facts"
        };
        return Verdict {
            value: MaintenanceStatus::Unknown,
            reasons: vec![Reason::new(rule, [])],
        };
    };
    let days = days_since(at, today);
    let counted_whole = commits.is_some_and(|commits| commits.missing() == 0);
    let (value, rule) = match rule {
        "only_bots_commit" if counted_whole => (MaintenanceStatus::Unmaintained, rule),
        // Not all commits are counted, so people may have committed before.
        "only_bots_commit" => (MaintenanceStatus::Unknown, "only_bots_in_what_was_counted"),
        _ if days <= MAINTAINED_DAYS => (MaintenanceStatus::Maintained, rule),
        _ if days <= DORMANT_DAYS => (MaintenanceStatus::Dormant, rule),
        _ => (MaintenanceStatus::Unmaintained, rule),
    };
    let facts = [("date", date(at)), ("months", Fact::Number(days / 30))];
    let reason = match name {
        Some(name) => of_release(observation, &name, (rule, "last_package_release"), facts),
        None => Reason::new(rule, facts),
    };
    Verdict {
        value,
        reasons: vec![reason],
    }
}

/// A reason about the release `name`: by the first rule, or by the second where
/// the repository holds several packages and the release is of one of them.
fn of_release<const N: usize>(
    observation: &Observation,
    name: &str,
    (rule, rule_of_package): (&'static str, &'static str),
    facts: [(&'static str, Fact); N],
) -> Reason {
    let text = |text: &str| Fact::Text(text.to_owned());
    let package = PackageRelease::of(name).filter(|_| has_several_packages(observation));
    let mut reason = match &package {
        Some(_) => Reason::new(rule_of_package, facts),
        None => Reason::new(rule, facts),
    };
    reason.facts.push(("name", text(name)));
    if let Some(PackageRelease { package, version }) = package {
        reason.facts.push(("package", text(package)));
        reason.facts.push(("version", text(version)));
    }
    reason
}

fn dated_release(observation: &Observation) -> Option<(String, DateTime<Utc>)> {
    let release = newest_release(observation)?;
    Some((release.name.clone(), release.at?))
}

/// Not negative: `credible` lets no time be later than the moment of judging.
fn days_since(at: DateTime<Utc>, today: NaiveDate) -> i64 {
    (today - at.date_naive()).num_days()
}

fn date(at: DateTime<Utc>) -> Fact {
    Fact::Date(at.date_naive())
}

#[cfg(test)]
mod tests;
