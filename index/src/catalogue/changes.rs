//! Reading the change feed.

use chrono::{DateTime, Utc};

use super::Catalogue;
use crate::error::IndexError;
use crate::model::{Change, ChangeCursor, ChangePage, CursorError};

impl Catalogue {
    /// The changes after a cursor, from a moment on, or both; without either
    /// from the beginning. At most `first`, the oldest first.
    ///
    /// # Errors
    /// [`CursorError::Expired`] when the list was begun anew since the cursor
    /// was given out; when the store fails.
    pub fn changes(
        &self,
        after: Option<&ChangeCursor>,
        since: Option<DateTime<Utc>>,
        first: usize,
    ) -> Result<ChangePage, IndexError> {
        let log = self.shown().log()?;
        let mut start = match after {
            Some(cursor) if cursor.list != log.name || cursor.number > log.last => {
                return Err(CursorError::Expired.into());
            }
            Some(cursor) => cursor.number,
            None => 0,
        };
        if let Some(since) = since {
            start = start.max(self.shown().last_change_before(since)?);
        }
        let mut rows = self.shown().changes(start, first.saturating_add(1))?;
        let has_next = rows.len() > first;
        rows.truncate(first);
        let changes = rows.into_iter();
        Ok(ChangePage {
            changes: changes
                .map(|(number, row)| Change::new(&log.name, number, row))
                .collect(),
            has_next,
        })
    }

    /// One change; `None` when its repository has changed again since.
    ///
    /// # Errors
    /// When the store fails.
    pub fn change(&self, cursor: &ChangeCursor) -> Result<Option<Change>, IndexError> {
        if self.shown().log()?.name != cursor.list {
            return Ok(None);
        }
        let before = cursor.number.saturating_sub(1);
        let row = self.shown().changes(before, 1)?.pop();
        let row = row.filter(|(number, _)| *number == cursor.number);
        Ok(row.map(|(number, row)| Change::new(&cursor.list, number, row)))
    }

    /// Where the list of changes ends now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn last_change(&self) -> Result<ChangeCursor, IndexError> {
        let log = self.shown().log()?;
        Ok(ChangeCursor {
            list: log.name,
            number: log.last,
        })
    }
}
