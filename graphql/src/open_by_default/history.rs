//! The figures of open by default of days that were.

use async_graphql::{Enum, Object};
use bronwijzer_index::{Exclusion, Figure, Snapshot as StoredSnapshot};
use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::figure::FigureCounts;
use super::repository::{LeftOut, left_out};

/// How many snapshots a history has.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HistoryStep {
    /// Every day.
    Day,
    /// The last of each week; weeks begin on Monday.
    Week,
    /// The last of each month.
    Month,
}

impl HistoryStep {
    /// At most how many days it lasts, at least.
    pub(super) fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 28,
        }
    }

    /// The last of each step, of entries of which the oldest is first.
    pub(crate) fn last_of_each<T>(
        self,
        mut entries: Vec<T>,
        day: impl Fn(&T) -> NaiveDate,
    ) -> Vec<T> {
        entries.reverse();
        entries.dedup_by_key(|entry| self.of(day(entry)));
        entries.reverse();
        entries
    }

    /// What a day has in common with the others of its step.
    fn of(self, day: NaiveDate) -> (i32, u32) {
        match self {
            Self::Day => (day.year(), day.ordinal()),
            Self::Week => (day.iso_week().year(), day.iso_week().week()),
            Self::Month => (day.year(), day.month()),
        }
    }
}

/// The figures on one day.
pub(crate) struct OpenByDefaultSnapshot(pub(super) StoredSnapshot);

/// The figures on one day. They can't be counted again, and are kept for ever.
#[Object]
impl OpenByDefaultSnapshot {
    /// The day, in UTC.
    async fn day(&self) -> NaiveDate {
        self.0.day
    }

    /// The moment of that day.
    async fn taken_at(&self) -> DateTime<Utc> {
        self.0.taken_at
    }

    /// The version of the rules that held.
    async fn rules_version(&self) -> u32 {
        self.0.rules
    }

    /// What was left out then.
    async fn leaves_out(&self) -> Vec<Exclusion> {
        self.0.leave_out.iter().collect()
    }

    /// All repositories.
    async fn repositories(&self) -> u64 {
        self.0.tally.repositories
    }

    /// Repositories that counted.
    async fn counted(&self) -> u64 {
        self.0.tally.counted()
    }

    /// Repositories that did not count, by why.
    async fn left_out(&self) -> Vec<LeftOut> {
        left_out(&self.0.tally)
    }

    /// Every figure, in a fixed order.
    async fn figures(&self) -> Vec<FigureCounts> {
        let figures = Figure::ALL.iter();
        figures
            .map(|figure| FigureCounts::new(*figure, self.0.tally.figure(*figure)))
            .collect()
    }
}
