//! Status history: changes of the maintenance status, each with its cause, kept as events
//! because they can't be computed again.

use async_graphql::Enum;
use bronwijzer_crawler::observation::{Observation, Unread};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{EventKind, Record};
use crate::assess::{MaintenanceStatus, maintenance_status};

/// Why a status changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "snake_case")]
pub enum StatusCause {
    /// Something happened at the repository.
    World,
    /// Nothing happened, for long enough.
    Time,
    /// The catalogue's rules are others now.
    Rules,
}

/// The status that was told last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Judged {
    pub(crate) status: MaintenanceStatus,
    /// The moment that it was judged at.
    pub(crate) at: DateTime<Utc>,
}

/// How many statuses changed, by cause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reassessed {
    /// Repositories whose judgement or figures in the search index are others
    /// now.
    pub updated: u64,
    /// Statuses that changed because time passed.
    pub by_time: u64,
    /// Statuses that changed because the rules did.
    pub by_rules: u64,
}

impl Reassessed {
    pub(crate) fn count(&mut self, cause: StatusCause) {
        match cause {
            StatusCause::Time => self.by_time += 1,
            StatusCause::Rules => self.by_rules += 1,
            StatusCause::World => {}
        }
    }
}

impl Record {
    /// Brings the record's status to `now`, and notes each change with its
    /// cause. `before` is what was known when the status was told last, if that
    /// was something else: what the rules of today make of it at that moment, and
    /// differs, the rules changed; what they make of it now, and differs from
    /// that, time did; and what they make of the facts of now, and differs from
    /// that, the world did. `last_judged` is when everything was last judged.
    pub(crate) fn settle(
        &mut self,
        before: Option<&Observation>,
        now: DateTime<Utc>,
        last_judged: Option<DateTime<Utc>>,
    ) -> Vec<StatusCause> {
        // Of what left nothing is known that could be judged.
        if self.gone.is_some() {
            self.judged = None;
            return Vec::new();
        }
        let status_at = maintenance_status(&self.observation);
        let status = status_at(now);
        // A status that is unknown because the forge failed to give the commits
        // is no status: nothing is told of it, nor of what follows it.
        if status == MaintenanceStatus::Unknown && self.observation.is_unread(Unread::Commits) {
            return Vec::new();
        }
        let Some(last) = self.judged else {
            self.judged = Some(Judged { status, at: now });
            return Vec::new();
        };
        // Nobody can have judged later than now.
        let last_at = last_judged.map_or(last.at, |at| at.max(last.at)).min(now);
        let (by_rules, by_time) = match before {
            Some(before) => {
                let status_at = maintenance_status(before);
                (status_at(last_at), status_at(now))
            }
            None => (status_at(last_at), status),
        };
        drop(status_at);
        let steps = [
            (StatusCause::Rules, by_rules),
            (StatusCause::Time, by_time),
            (StatusCause::World, status),
        ];
        let mut from = last.status;
        let mut causes = Vec::new();
        for (cause, to) in steps {
            if from != to {
                let noticed_at = match cause {
                    StatusCause::World => self.observation.observed_at,
                    StatusCause::Time | StatusCause::Rules => now,
                };
                self.note(noticed_at, EventKind::StatusChanged { from, to, cause });
                causes.push(cause);
                from = to;
            }
        }
        self.judged = Some(Judged { status, at: now });
        causes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StatusCause::{Rules, Time, World};
    use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
    use bronwijzer_crawler::commits::{Commit, CommitActivity};
    use bronwijzer_crawler::observation::{Gap, Source};

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    /// Last touched by a person on this day.
    fn touched(day: &str) -> Observation {
        let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
        let id = RepositoryId::new(url.host().clone(), "1");
        let mut observation = Observation::bare(id, url, at("2026-01-01"), Source::Sample);
        let commit = Commit {
            at: at(day),
            author: "a".to_owned(),
            bot: false,
            merge: None,
        };
        let since = at("2020-01-01");
        observation.commits = Some(CommitActivity::count(since, since, 1, None, [commit]));
        observation
    }

    fn record(last: MaintenanceStatus, on: &str, observation: &Observation) -> Record {
        let account = observation.url.as_account();
        let mut record = Record::new(account, observation.clone());
        record.judged = Some(Judged {
            status: last,
            at: at(on),
        });
        record
    }

    #[test]
    fn each_cause_of_a_change_is_told_apart() {
        use MaintenanceStatus::{Active, Dormant, Maintained, Unmaintained};
        let old = touched("2025-01-01");
        let new = touched("2026-01-01");
        let cases = [
            // Nothing changed.
            (Maintained, "2025-06-01", &old, &old, "2025-07-01", vec![]),
            // A year went by.
            (
                Maintained,
                "2025-06-01",
                &old,
                &old,
                "2026-06-01",
                vec![Time],
            ),
            // Somebody took it up again after two years.
            (Dormant, "2026-02-01", &old, &new, "2026-02-02", vec![World]),
            // The rules of then said something else about the same.
            (Active, "2025-06-01", &old, &old, "2025-07-01", vec![Rules]),
            // The rules changed, and then time went by.
            (
                Active,
                "2025-06-01",
                &old,
                &old,
                "2026-06-01",
                vec![Rules, Time],
            ),
            (
                Active,
                "2025-06-01",
                &old,
                &old,
                "2027-06-01",
                vec![Rules, Time],
            ),
            // All three.
            (
                Unmaintained,
                "2025-06-01",
                &old,
                &new,
                "2026-06-01",
                vec![Rules, Time, World],
            ),
        ];
        for (last, on, before, after, now, causes) in cases {
            let mut record = record(last, on, before);
            record.observation = after.clone();
            assert_eq!(
                record.settle(Some(before), at(now), None),
                causes,
                "{last:?} {now}"
            );
            let last = record.history.last().unwrap();
            match causes.last() {
                None => assert_eq!(last.what, EventKind::FirstSeen),
                Some(cause) => assert!(matches!(
                    &last.what,
                    EventKind::StatusChanged { to, cause: why, .. }
                        if why == cause && *to == record.judged.unwrap().status
                )),
            }
            // Told again, it is no news.
            assert_eq!(record.settle(Some(after), at(now), None), []);
        }
    }

    #[test]
    fn status_change_over_time_is_not_blamed_on_rules() {
        use MaintenanceStatus::Maintained;
        let old = touched("2025-01-01");
        // Told once, and found to hold on each day until the rules changed: by
        // the rules of today it would be dormant at that day.
        let mut record = record(Maintained, "2025-06-01", &old);
        let causes = record.settle(Some(&old), at("2026-06-02"), Some(at("2026-06-01")));
        assert_eq!(causes, [Rules]);
    }

    #[test]
    fn the_first_status_is_no_change() {
        let observation = touched("2025-01-01");
        let account = observation.url.as_account();
        let mut record = Record::new(account, observation.clone());
        assert_eq!(
            record.settle(Some(&observation), at("2025-06-01"), None),
            []
        );
        assert_eq!(record.judged.unwrap().status, MaintenanceStatus::Maintained);
        assert_eq!(record.history.len(), 1);
    }

    #[test]
    fn late_first_reading_makes_no_feed_entry() {
        let whole = touched("2025-01-01");
        let mut half = whole.clone();
        half.commits = None;
        half.pushed_at = None;
        half.gaps = vec![Gap::unread(Unread::Commits, "a time-out".to_owned())];
        let mut record = Record::new(half.url.as_account(), half.clone());
        assert_eq!(record.settle(None, at("2025-06-01"), None), []);
        record.observation = whole;
        let causes = record.settle(Some(&half), at("2025-06-02"), None);
        assert_eq!(causes, []);
        assert_eq!(record.judged.unwrap().status, MaintenanceStatus::Maintained);
        assert_eq!(record.history.len(), 1);
    }
}
