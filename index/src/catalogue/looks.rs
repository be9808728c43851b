//! The moment that the verdicts of a repository hold for: the last one at which
//! somebody looked at it with success.
//!
//! Weeks in which nobody looked are no weeks in which nothing happened. A sample, an
//! account that fails and a crawler that stood still are judged as of the last look,
//! and so is everything while a clock is ahead.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::Catalogue;
use crate::error::IndexError;
use crate::store::{Record, Store};

/// When accounts were last listed to the end, by account key.
#[derive(Debug, Default)]
pub(super) struct Looks(RwLock<HashMap<String, DateTime<Utc>>>);

impl Looks {
    fn of(&self, account_key: &str) -> Option<DateTime<Utc>> {
        // A map is put in whole, whoever panicked.
        let looks = self.0.read().unwrap_or_else(PoisonError::into_inner);
        looks.get(account_key).copied()
    }
}

impl Catalogue {
    /// Reads anew when accounts were last listed, after reports of runs were stored.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) fn refresh_looks(&self) -> Result<(), IndexError> {
        let accounts = self.0.store.accounts()?.into_iter();
        let looks = accounts
            .filter_map(|memory| Some((memory.account.key(), memory.completed_at?)))
            .collect();
        let mut known = self
            .0
            .looks
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *known = looks;
        Ok(())
    }

    /// As of when a record is judged at `now`: not later than when it was last looked
    /// at. A list of its account that shows it unchanged is a look at it.
    pub(crate) fn judged_as_of(&self, record: &Record, now: DateTime<Utc>) -> DateTime<Utc> {
        let listed = self.0.looks.of(&record.account.key());
        listed
            .max(Some(record.observation.observed_at))
            .map_or(now, |look| look.min(now))
    }
}
