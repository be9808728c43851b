//! Cursor: where a page ends, as the sort order, the sort key of its last entry and that
//! entry's tie-breaker (keyset pagination). It is not an offset, so entries that are added or
//! removed before it don't shift what follows.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::Sort;
use super::fields::seconds;
use super::parsed_query::MatchMode;
use crate::model::CursorError;

/// A place in a list of repositories. Opaque to those who pass it on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    pub(super) sort: Sort,
    /// Whether all of the query must match.
    pub(super) mode: MatchMode,
    /// The value that the entry was ordered by.
    pub(super) key: f64,
    /// The entry's tie-breaking number.
    pub(super) tie: u64,
}

impl Cursor {
    /// The place behind all of the second that a moment is in, in an order by a moment that is
    /// known of everything.
    #[must_use]
    pub fn behind(sort: Sort, at: DateTime<Utc>) -> Self {
        Self {
            sort,
            mode: MatchMode::All,
            key: sort.key().of(0.0, seconds(Some(at))),
            tie: u64::MAX,
        }
    }

    /// The same place in the reverse order: what follows is what comes before it here, the
    /// nearest first. `None` for an order without a reverse.
    #[must_use]
    pub fn reversed(self) -> Option<Self> {
        Some(Self {
            sort: self.sort.reverse()?,
            mode: self.mode,
            key: -self.key,
            tie: !self.tie,
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.mode {
            MatchMode::All => self.sort.letter(),
            MatchMode::Any => self.sort.letter().to_ascii_uppercase(),
        };
        write!(f, "{letter}{:016x}{:016x}", self.key.to_bits(), self.tie)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut letters = text.chars();
        let letter = letters.next().ok_or(CursorError::Malformed)?;
        let sort = Sort::from_letter(letter.to_ascii_lowercase()).ok_or(CursorError::Malformed)?;
        let mode = if letter.is_ascii_uppercase() {
            MatchMode::Any
        } else {
            MatchMode::All
        };
        let digits = letters.as_str();
        if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(CursorError::Malformed);
        }
        let number = |digits| u64::from_str_radix(digits, 16).map_err(|_| CursorError::Malformed);
        let key = f64::from_bits(number(&digits[..16])?);
        if key.is_nan() {
            return Err(CursorError::Malformed);
        }
        Ok(Self {
            sort,
            mode,
            key,
            tie: number(&digits[16..])?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_round_trips(key in proptest::num::f64::NORMAL, tie: u64, sort in 0..Sort::ALL.len(), any: bool) {
            let mode = if any { MatchMode::Any } else { MatchMode::All };
            let cursor = Cursor { sort: Sort::ALL[sort], mode, key, tie };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn any_text_is_a_cursor_or_refused(text in "\\PC{0,50}") {
            let _ = text.parse::<Cursor>();
        }

        #[test]
        fn any_hex_is_a_cursor_or_refused(text in "[rlqnzscovftebaRLQNZSCOVFTEBA][0-9a-f]{30,34}") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }
    }
}
