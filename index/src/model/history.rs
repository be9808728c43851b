//! What happened to a repository, as far as two observations of it tell: facts
//! by comparison, no judgement.

use bronwijzer_crawler::address::RepositoryUrl;
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::sink::DepartureKind;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::StatusCause;
use crate::assess::MaintenanceStatus;

/// How many events of one repository are kept: the newest, and the first
/// sight.
pub(crate) const MOST_EVENTS: usize = 100;

/// Something that happened to a repository.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Event {
    /// When it was noticed, by the crawl.
    pub noticed_at: DateTime<Utc>,
    /// What.
    pub what: EventKind,
    /// Its place in the sequence of writes: events of later writes have larger numbers,
    /// whenever they were noticed. `None` for what an older build wrote, and what came with a
    /// file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// Whether the write that is to come numbers it.
    #[serde(skip)]
    is_new: bool,
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) && self.number == other.number
    }
}

impl Eq for Event {}

impl Event {
    /// An event that the next write numbers.
    pub(crate) fn new(noticed_at: DateTime<Utc>, what: EventKind) -> Self {
        Self {
            noticed_at,
            what,
            number: None,
            is_new: true,
        }
    }

    /// Gives it its number, where it has none yet.
    pub(super) fn take_number(&mut self, number: u64) {
        if std::mem::take(&mut self.is_new) {
            self.number = Some(number);
        }
    }

    /// Takes the number that it has in this catalogue: that of the same event in `known`.
    pub(super) fn renumber(&mut self, known: &[Self]) {
        let same = known.iter().find(|one| one.is_same(self));
        self.number = same.and_then(|one| one.number);
        self.is_new = false;
    }

    fn is_same(&self, other: &Self) -> bool {
        self.noticed_at == other.noticed_at && self.what == other.what
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum EventKind {
    /// It was seen for the first time.
    FirstSeen,
    /// It has another name, under the same owner.
    Renamed {
        /// The address it had.
        from: RepositoryUrl,
    },
    /// It has another owner.
    Transferred {
        /// The address it had.
        from: RepositoryUrl,
    },
    /// The owner made it read-only.
    Archived,
    /// The owner opened it again.
    Unarchived,
    /// Every commit was taken out of it.
    Emptied,
    /// It left.
    Left {
        /// How, as far as the forge tells.
        how: DepartureKind,
    },
    /// It is there again, as itself.
    Returned,
    /// It may be used under other terms.
    LicenceChanged {
        /// The licence it had, as an SPDX expression; `None` when it had none.
        from: Option<String>,
        /// The licence it has.
        to: Option<String>,
    },
    /// Its maintenance status changed.
    StatusChanged {
        /// The status it had.
        from: MaintenanceStatus,
        /// The status it has.
        to: MaintenanceStatus,
        /// What changed it.
        cause: StatusCause,
    },
}

/// What happened between two observations of one repository, in an order that
/// reads well. Where either does not tell, nothing happened.
#[must_use]
pub(crate) fn changes(before: &Observation, after: &Observation) -> Vec<EventKind> {
    let mut changes = Vec::new();
    let (old, new) = (&before.url, &after.url);
    let owner = |url: &RepositoryUrl| format!("{}/{}", url.host(), url.owner()).to_lowercase();
    if owner(old) != owner(new) {
        changes.push(EventKind::Transferred { from: old.clone() });
    } else if old.key() != new.key() {
        changes.push(EventKind::Renamed { from: old.clone() });
    }
    match (before.flags.archived, after.flags.archived) {
        (Some(false), Some(true)) => changes.push(EventKind::Archived),
        (Some(true), Some(false)) => changes.push(EventKind::Unarchived),
        _ => {}
    }
    if (before.flags.empty, after.flags.empty) == (Some(false), Some(true)) {
        changes.push(EventKind::Emptied);
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Observation {
        bronwijzer_testing::repository(url).build()
    }

    #[test]
    fn each_change_is_told_apart() {
        let before = at("https://github.com/minvws/rocky");
        assert_eq!(changes(&before, &before), []);
        // Only the case: the same address.
        assert_eq!(changes(&before, &at("https://github.com/MinVWS/Rocky")), []);
        let from = || before.url.clone();
        assert_eq!(
            changes(&before, &at("https://github.com/minvws/nl-kat")),
            [EventKind::Renamed { from: from() }]
        );
        assert_eq!(
            changes(&before, &at("https://github.com/ictu/nl-kat")),
            [EventKind::Transferred { from: from() }]
        );
        let flagged = |archived: Option<bool>, empty: Option<bool>| {
            let mut observation = before.clone();
            observation.flags.archived = archived;
            observation.flags.empty = empty;
            observation
        };
        let open = flagged(Some(false), Some(false));
        let cases = [
            (
                &open,
                flagged(Some(true), Some(false)),
                vec![EventKind::Archived],
            ),
            (
                &flagged(Some(true), None),
                open.clone(),
                vec![EventKind::Unarchived],
            ),
            (&open, flagged(None, Some(true)), vec![EventKind::Emptied]),
            // What a source does not tell is no change.
            (&before, flagged(Some(true), Some(true)), vec![]),
        ];
        for (before, after, expected) in cases {
            assert_eq!(changes(before, &after), expected);
        }
    }
}
