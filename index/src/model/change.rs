//! Change feed: what changed in the catalogue, in order, for those who keep a copy of it.
//!
//! Each repository has one place in the list: that of its last change. So the
//! list is never longer than the catalogue, and who reads it from the beginning
//! to its end has every repository once, as it is. A place is a number that
//! only grows. When the catalogue is filled anew (a sample that is replaced, a
//! backup that is restored), the list begins anew too, under another name, and
//! cursors of the old one are refused: their numbers would say nothing.

use std::fmt;
use std::str::FromStr;

use async_graphql::Enum;
use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::CursorError;
use super::Record;

/// What happened to a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It came into the catalogue, or came back.
    New,
    /// Its facts, its address or its maintenance status are others. A follower
    /// that missed how it came learns of it in this way.
    Changed,
    /// It is no longer there.
    Gone,
}

/// The last change of a repository, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// When the catalogue took it up; never earlier than the change before.
    pub(crate) at: DateTime<Utc>,
    pub(crate) kind: ChangeKind,
    pub(crate) id: RepositoryId,
    pub(crate) url: RepositoryUrl,
}

/// Which list of changes there is, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Log {
    /// The list's name.
    pub(crate) name: String,
    /// The last number that was given out.
    pub(crate) last: u64,
    /// When.
    pub(crate) at: DateTime<Utc>,
}

impl Log {
    pub(crate) fn new() -> Self {
        let at = Utc::now();
        Self {
            name: format!("{:x}", at.timestamp_micros()),
            last: 0,
            at,
        }
    }

    /// The next number. A clock that was set back doesn't bring disorder.
    pub(crate) fn next(&mut self, now: DateTime<Utc>) -> (u64, DateTime<Utc>) {
        self.last += 1;
        self.at = self.at.max(now);
        (self.last, self.at)
    }
}

/// What a write of `after` changes; `None` when followers would see nothing of
/// it. That something was looked at again, and was the same, is no change.
pub(crate) fn kind_of(before: Option<&Record>, after: &Record) -> Option<ChangeKind> {
    let was_there = before.is_some_and(|before| before.gone.is_none());
    let same = before.is_some_and(|before| is_same(before, after));
    match (was_there, after.gone.is_none()) {
        (false, true) => Some(ChangeKind::New),
        (true, true) => (!same).then_some(ChangeKind::Changed),
        (_, false) => (!same).then_some(ChangeKind::Gone),
    }
}

fn is_same(before: &Record, after: &Record) -> bool {
    let mut observation = after.observation.clone();
    observation.observed_at = before.observation.observed_at;
    if let (Some(after), Some(before)) = (&mut observation.issues, &before.observation.issues) {
        after.read_at = before.read_at;
    }
    let status = |record: &Record| record.judged.map(|judged| judged.status);
    observation == before.observation
        && before.account.key() == after.account.key()
        && before.former_urls == after.former_urls
        && before.gone == after.gone
        && before.outside.says_the_same(&after.outside)
        // The first judgement is no change.
        && (status(before).is_none() || status(before) == status(after))
}

/// A place in the list of changes. Opaque to those who pass it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeCursor {
    pub(crate) list: String,
    pub(crate) number: u64,
}

impl fmt::Display for ChangeCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:x}", self.list, self.number)
    }
}

impl FromStr for ChangeCursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = |text: &str| {
            let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
            digits && (1..=16).contains(&text.len())
        };
        let (list, number) = text.split_once('-').ok_or(CursorError::Malformed)?;
        if !is_hex(list) || !is_hex(number) {
            return Err(CursorError::Malformed);
        }
        Ok(Self {
            list: list.to_owned(),
            number: u64::from_str_radix(number, 16).map_err(|_| CursorError::Malformed)?,
        })
    }
}

/// The last change of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its place in the list.
    pub cursor: ChangeCursor,
    /// When the catalogue took it up.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: ChangeKind,
    /// To which repository.
    pub id: RepositoryId,
    /// The address that it has since.
    pub url: RepositoryUrl,
}

/// A page of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePage {
    /// The oldest first.
    pub changes: Vec<Change>,
    /// Whether there are more.
    pub has_next: bool,
}

impl Change {
    pub(crate) fn new(list: &str, number: u64, row: Row) -> Self {
        Self {
            cursor: ChangeCursor {
                list: list.to_owned(),
                number,
            },
            at: row.at,
            kind: row.kind,
            id: row.id,
            url: row.url,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_round_trips(list in "[0-9a-f]{1,16}", number: u64) {
            let cursor = ChangeCursor { list, number };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn any_text_is_a_cursor_or_refused(text in "\\PC{0,40}|[0-9a-f-]{0,40}") {
            let _ = text.parse::<ChangeCursor>();
        }
    }
}
