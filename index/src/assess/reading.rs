//! How far the accounts of an organisation were read: whether it says anything that
//! nothing was found there. The rules stand in `docs/judgements/open-by-default.md`
//! under B15.

use async_graphql::Enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// How far the accounts of an organisation were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ReadingState {
    /// Every account was read to the end. What was not found was not there.
    Read,
    /// An account was never read to the end, and nothing keeps the next crawl from it.
    NotRead,
    /// An account can't be read now.
    Unreadable,
}
bronwijzer_crawler::named!(ReadingState);

/// What crawls tell of one account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccountReading {
    /// When all of it was last read.
    pub complete_at: Option<DateTime<Utc>>,
    /// Since when it can't be read; `None` when the last try went well.
    pub unreadable_since: Option<DateTime<Utc>>,
}

/// How far the accounts of an organisation were read, and on which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// How far.
    pub state: ReadingState,
    /// The day as of which all of it is known: the oldest of the last times that its
    /// accounts were read to the end. `None` when one never was.
    pub complete_at: Option<DateTime<Utc>>,
    /// Since when an account of it can't be read.
    pub unreadable_since: Option<DateTime<Utc>>,
}

impl Reading {
    /// Of an organisation with these accounts. Without any nothing was read.
    #[must_use]
    pub fn of(accounts: impl IntoIterator<Item = AccountReading>) -> Self {
        let accounts: Vec<AccountReading> = accounts.into_iter().collect();
        let complete = accounts.iter().map(|account| account.complete_at);
        let complete_at = complete.collect::<Option<Vec<_>>>();
        let complete_at = complete_at.and_then(|days| days.into_iter().min());
        let unreadable = accounts.iter().filter_map(|one| one.unreadable_since);
        let unreadable_since = unreadable.min();
        let state = match (unreadable_since, complete_at) {
            (Some(_), _) => ReadingState::Unreadable,
            (None, Some(_)) => ReadingState::Read,
            (None, None) => ReadingState::NotRead,
        };
        Self {
            state,
            complete_at,
            unreadable_since,
        }
    }

    /// How many repositories it is known to have when `found` are in the catalogue:
    /// `None` when there are none and that says nothing. What nobody read is not zero.
    #[must_use]
    pub fn known(&self, found: u64) -> Option<u64> {
        (found > 0 || self.state == ReadingState::Read).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Option<DateTime<Utc>> {
        Some(format!("2026-08-{day:02}T02:00:00Z").parse().unwrap())
    }

    #[test]
    fn only_what_was_read_to_the_end_counts_as_none() {
        use ReadingState::{NotRead, Read, Unreadable};
        let account = |complete_at, unreadable_since| AccountReading {
            complete_at,
            unreadable_since,
        };
        let cases = [
            (vec![], NotRead, None, None, None),
            (vec![account(None, None)], NotRead, None, None, None),
            (vec![account(day(2), None)], Read, day(2), None, Some(0)),
            (
                vec![account(day(9), None), account(day(2), None)],
                Read,
                day(2),
                None,
                Some(0),
            ),
            (
                vec![account(day(9), None), account(None, None)],
                NotRead,
                None,
                None,
                None,
            ),
            (
                vec![account(day(9), None), account(None, day(3))],
                Unreadable,
                None,
                day(3),
                None,
            ),
            (
                vec![account(day(2), day(7)), account(day(3), day(5))],
                Unreadable,
                day(2),
                day(5),
                None,
            ),
        ];
        for (accounts, state, complete_at, unreadable_since, none_found) in cases {
            let reading = Reading::of(accounts.clone());
            let expected = Reading {
                state,
                complete_at,
                unreadable_since,
            };
            assert_eq!(reading, expected, "{accounts:?}");
            assert_eq!(reading.known(0), none_found, "{accounts:?}");
            assert_eq!(reading.known(3), Some(3), "{accounts:?}");
        }
    }
}
