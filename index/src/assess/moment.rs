//! When facts are judged: verdicts hold for the day on which the facts were seen.

use chrono::{DateTime, Utc};

use super::{Assessment, Fact, Judgements, MaintenanceStatus, Reason, Seeking, Verdict};

/// After so many days in which nobody looked, what may have changed in them is unknown:
/// half a year, in which an active repository may have become a quiet one.
const UNSEEN_DAYS: i64 = 182;

/// When facts are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The moment that verdicts hold for: when somebody last looked, and never later
    /// than `now`.
    pub as_of: DateTime<Utc>,
    /// The moment of judging.
    pub now: DateTime<Utc>,
}

impl From<DateTime<Utc>> for Moment {
    fn from(now: DateTime<Utc>) -> Self {
        Self { as_of: now, now }
    }
}

impl Assessment {
    /// Says "unknown" of what may have changed since somebody last looked, when that is
    /// long ago. An archived repository stays one, as nobody can write to it.
    pub(super) fn unknown_since(&mut self, moment: Moment) {
        let unseen = (moment.now - moment.as_of).num_days();
        if unseen <= UNSEEN_DAYS || self.maintenance.value == MaintenanceStatus::Archived {
            return;
        }
        let date = Fact::Date(moment.as_of.date_naive());
        let reason = Reason::new("not_seen_since", [("date", date)]);
        self.judgements = Judgements::unknown(&reason);
        self.maintenance = Verdict {
            value: MaintenanceStatus::Unknown,
            reasons: vec![reason],
        };
        // That a repository with no maintainer seems to want one is a guess about now.
        if self.seeking.value == Seeking::Likely {
            self.seeking = Verdict {
                value: Seeking::No,
                reasons: Vec::new(),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
    use bronwijzer_crawler::commits::{Commit, CommitActivity};
    use bronwijzer_crawler::observation::{Observation, Source};
    use chrono::Days;

    use super::*;
    use crate::assess::{RiskVerdict, Stated, assess_moved};

    #[test]
    fn repository_unread_for_half_a_year_is_unknown() {
        let as_of: DateTime<Utc> = "2026-08-05T12:00:00Z".parse().unwrap();
        let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
        let id = RepositoryId::new(url.host().clone(), "1");
        let mut observation = Observation::bare(id, url, as_of, Source::Sample);
        let commits = [1, 8, 15, 22].map(|days| Commit {
            at: as_of - Days::new(days),
            author: "a".to_owned(),
            bot: false,
            merge: None,
        });
        let since = as_of - Days::new(731);
        observation.commits = Some(CommitActivity::count(since, since, 4, None, commits));
        let after = |days: u64, observation: &Observation| {
            let now = as_of + Days::new(days);
            assess_moved(observation, &[], &Stated::default(), Moment { as_of, now })
        };
        assert_eq!(
            after(0, &observation).maintenance.value,
            MaintenanceStatus::Active
        );
        assert_eq!(after(182, &observation), after(0, &observation));
        let later = after(183, &observation);
        assert_eq!(later.maintenance.value, MaintenanceStatus::Unknown);
        assert_eq!(later.judgements.risk.value, RiskVerdict::Unknown);
        assert_eq!(later.maintenance.reasons[0].rule, "not_seen_since");
        assert_eq!(later.vitality, after(0, &observation).vitality);
        observation.flags.archived = Some(true);
        let later = after(183, &observation);
        assert_eq!(later.maintenance.value, MaintenanceStatus::Archived);
    }
}
