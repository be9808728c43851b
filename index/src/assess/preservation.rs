//! Which repositories an archive should have now: those that may go, or that nobody would
//! miss in time. And when to ask an outside source again.

use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::outside::{ArchiveState, Looked, SaveReason, SaveRequest};
use chrono::{DateTime, TimeDelta, Utc};

use super::{FarewellKind, MaintenanceStatus, RiskVerdict, elsewhere, seeking};
use crate::model::Entry;

/// After how long an archive is asked whether it did what it was asked to.
const LOOK_AFTER_SAVE: TimeDelta = TimeDelta::days(1);

/// Why a repository should be archived now, by the weightiest reason; `None` when it should
/// not, or has nothing of its own to archive.
pub(crate) fn why_save(entry: &Entry) -> Option<SaveReason> {
    let (observation, assessment) = (&entry.observation, &entry.assessment);
    let flags = &observation.flags;
    let has_nothing = flags.empty == Some(true)
        || flags.mirror == Some(true)
        || entry.gone.is_some()
        || entry.shown_as.is_some()
        || elsewhere::fork_without_own_push(observation).is_some();
    if has_nothing {
        return None;
    }
    let organisation = entry.organisation.as_ref();
    let has_ended = organisation.is_some_and(|organisation| organisation.ended.is_some());
    let farewell = assessment.farewell.as_ref();
    let says_goodbye = farewell.is_some_and(|farewell| farewell.kind != FarewellKind::Mirror);
    let is_archived =
        flags.archived == Some(true) || assessment.maintenance.value == MaintenanceStatus::Archived;
    let is_at_risk = assessment.judgements.risk.value == RiskVerdict::AtRisk;
    let is_quiet_in_use = || {
        !seeking::stopped(assessment).is_empty()
            && !seeking::used_by_others(observation, assessment).is_empty()
    };
    if has_ended || says_goodbye {
        Some(SaveReason::Leaving)
    } else if is_archived {
        Some(SaveReason::Archived)
    } else if is_at_risk {
        Some(SaveReason::AtRisk)
    } else if is_quiet_in_use() {
        Some(SaveReason::QuietInUse)
    } else {
        None
    }
}

/// When its code last changed, as far as the forge tells: no later than it was read.
pub(crate) fn last_change(observation: &Observation) -> Option<DateTime<Utc>> {
    let commits = observation.commits.as_ref();
    let last = observation
        .pushed_at
        .or(commits.and_then(|commits| commits.last_at));
    last.map(|at| at.min(observation.observed_at))
}

/// Whether to ask an archive to archive a repository, for this reason: it lacks it, or what
/// it has is older than the last change. It is asked once for each reason and `period`.
#[must_use]
pub fn is_to_save(
    reason: SaveReason,
    archive: &ArchiveState,
    last_change: Option<DateTime<Utc>>,
    last: Option<&SaveRequest>,
    period: TimeDelta,
    now: DateTime<Utc>,
) -> bool {
    let is_behind = archive
        .snapshot
        .as_ref()
        .is_none_or(|snapshot| last_change.is_some_and(|at| at > snapshot.visited_at));
    let was_asked = last.is_some_and(|last| {
        last.reason == reason && now.signed_duration_since(last.requested_at) < period
    });
    is_behind && !was_asked
}

/// Whether to ask a source about a repository again: it never answered, or long ago.
#[must_use]
pub fn is_due<T>(looked: Option<&Looked<T>>, period: TimeDelta, now: DateTime<Utc>) -> bool {
    let at = looked.and_then(Looked::at);
    at.is_none_or(|at| now.signed_duration_since(at) >= period)
}

/// The same for an archive, which is asked soon after it was asked to archive something.
#[must_use]
pub fn is_archive_due(
    looked: Option<&Looked<ArchiveState>>,
    save: Option<&SaveRequest>,
    period: TimeDelta,
    now: DateTime<Utc>,
) -> bool {
    let archive = looked.and_then(Looked::found);
    let waits = save.is_some_and(|save| {
        save.is_open(archive) && now.signed_duration_since(save.requested_at) < period
    });
    let period = if waits {
        period.min(LOOK_AFTER_SAVE)
    } else {
        period
    };
    is_due(looked, period, now)
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::outside::{SaveOutcome, Snapshot, Visit, VisitStatus};

    use super::*;

    fn day(day: &str) -> DateTime<Utc> {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    fn archive(visited: Option<&str>) -> ArchiveState {
        let id = "swh:1:snp:94a9ed024d3859793618152ea559a168bbcbb5e2";
        ArchiveState {
            origin: "https://github.com/o/r".to_owned(),
            last_visit: visited.map(|at| Visit {
                at: day(at),
                status: VisitStatus::Full,
            }),
            snapshot: visited.map(|at| Snapshot {
                id: id.parse().unwrap(),
                visited_at: day(at),
                head: None,
            }),
        }
    }

    fn asked(reason: SaveReason, at: &str, outcome: SaveOutcome) -> SaveRequest {
        SaveRequest {
            reason,
            requested_at: day(at),
            outcome,
            note: None,
        }
    }

    #[test]
    fn save_is_asked_once_per_reason_and_period() {
        use SaveOutcome::{Accepted, Rejected};
        use SaveReason::{Archived, AtRisk};
        let now = day("2026-11-29");
        let period = TimeDelta::days(30);
        let changed = Some(day("2026-06-01"));
        let asks = |visited: Option<&str>, changed, last: Option<SaveRequest>| {
            is_to_save(
                Archived,
                &archive(visited),
                changed,
                last.as_ref(),
                period,
                now,
            )
        };
        let last = |reason, at, outcome| Some(asked(reason, at, outcome));
        let cases = [
            // The archive lacks it, or has an older state.
            (asks(None, changed, None), true),
            (asks(None, None, None), true),
            (asks(Some("2026-05-01"), changed, None), true),
            (asks(Some("2026-07-01"), changed, None), false),
            (asks(Some("2026-05-01"), None, None), false),
            // It was asked for already.
            (
                asks(None, changed, last(Archived, "2026-11-20", Accepted)),
                false,
            ),
            (
                asks(None, changed, last(Archived, "2026-11-20", Rejected)),
                false,
            ),
            (
                asks(None, changed, last(Archived, "2026-10-01", Accepted)),
                true,
            ),
            (
                asks(None, changed, last(AtRisk, "2026-11-20", Accepted)),
                true,
            ),
        ];
        for (at, (found, expected)) in cases.into_iter().enumerate() {
            assert_eq!(found, expected, "case {at}");
        }
    }

    #[test]
    fn archive_is_asked_again_soon_after_a_save() {
        let period = TimeDelta::days(30);
        let now = day("2026-11-29");
        let looked =
            |at: &str, visited| Some(Looked::after(None, Ok(archive(visited)), "s", day(at)));
        let due = |looked: Option<Looked<ArchiveState>>, save: Option<SaveRequest>| {
            is_archive_due(looked.as_ref(), save.as_ref(), period, now)
        };
        let save = |outcome| Some(asked(SaveReason::Archived, "2026-11-27", outcome));
        assert!(due(None, None));
        assert!(due(looked("2026-10-01", None), None));
        assert!(!due(looked("2026-11-27", None), None));
        assert!(due(looked("2026-11-27", None), save(SaveOutcome::Accepted)));
        assert!(!due(
            looked("2026-11-27", None),
            save(SaveOutcome::Rejected)
        ));
        let saved = looked("2026-11-28", Some("2026-11-28"));
        assert!(!due(saved, save(SaveOutcome::Accepted)));
    }
}
