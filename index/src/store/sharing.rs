//! A store that several processes share: who may write, who leads, and what the others did.
//!
//! | | for how long | what it keeps others from |
//! |---|---|---|
//! | [`WriteLock`] | one write, with what is read for it | writing to the same [`Part`] |
//! | [`Lead`] | while the process runs | crawling, judging, mailing and cleaning up |
//!
//! Each has a fencing token in the store: a process that was paused while it held one, and lost it
//! meanwhile, is refused when it writes. The lead is asked for nothing but [`Writer::Jobs`]:
//! people may go on through a process whose jobs still wind down.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::StoreError;

/// What processes that share a store can ask beside what they read and write. Calls block.
pub(crate) trait Sharing: Send + Sync {
    /// How far the store was written, by whoever.
    fn position(&self) -> Result<Position, StoreError>;

    /// Waits until something is written after `seen`, at most so long. Gives back how far the
    /// store is written then.
    fn wait_for_write(&self, seen: Position, at_most: Duration) -> Result<Position, StoreError>;

    /// Waits until no other process writes to a part, and keeps them from it until what is given
    /// back is dropped. Where it was lost meanwhile, a write of the part is refused with
    /// [`StoreError::Unavailable`]; so is a write of [`Writer::Jobs`] where this process lost the
    /// lead and did not notice.
    fn lock(&self, part: Part, writer: Writer) -> Result<WriteLock<'_>, StoreError>;

    /// Takes the lead. `None` while another process has it.
    fn lead(&self) -> Result<Option<Box<dyn Lead>>, StoreError>;

    /// When a member did something in the last hour, through whichever process, the oldest first.
    /// `what` names what counts together.
    fn acts(
        &self,
        member: &str,
        what: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>, StoreError>;

    /// Notes that a member did something more, and forgets what anybody did more than an hour ago.
    fn note_act(&self, member: &str, what: &str, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Shows the others how far the crawl of this process has got: JSON, or `None` once it ended.
    fn show_progress(&self, progress: Option<&str>) -> Result<(), StoreError>;

    /// How far a crawl has got, as it was shown last.
    fn progress(&self) -> Result<Option<String>, StoreError>;
}

/// What is written under a lock of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// Records, addresses, accounts, reports of runs and snapshots.
    Records,
    /// Documents.
    Documents,
}

/// On whose behalf something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writer {
    /// What one process does for all, while it leads.
    Jobs,
    /// What people do, through any process.
    Members,
}

/// How far a store was written. Another one tells that something was written since.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Position {
    /// The number of the last write of records.
    pub(crate) records: u64,
    /// How often documents were written.
    pub(crate) documents: u64,
    /// How often reports of runs, what they tell about accounts, and snapshots were written.
    pub(crate) reports: u64,
    /// How often the progress of a crawl was shown.
    pub(crate) progress: u64,
}

impl Position {
    /// Whether nothing came after another position but progress of a crawl.
    pub(crate) fn is_but_progress_from(self, other: Self) -> bool {
        let progress = other.progress;
        Self { progress, ..self } == other
    }
}

/// The right to write to a part, until it is dropped.
#[must_use]
pub(crate) struct WriteLock<'a>(#[expect(dead_code, reason = "dropped")] Box<dyn Held + 'a>);

/// Whatever lets go of a lock when it is dropped.
pub(crate) trait Held {}

impl<T> Held for T {}

impl<'a> WriteLock<'a> {
    /// A lock that is let go of when `held` is dropped.
    pub(crate) fn held(held: impl Held + 'a) -> Self {
        Self(Box::new(held))
    }
}

/// The lead over all processes that share a store, until it is dropped.
pub(crate) trait Lead: Send + Sync {
    /// The fencing token: larger than that of whoever led before.
    fn epoch(&self) -> u64;

    /// Whether it is still held.
    fn is_held(&self) -> bool;
}
