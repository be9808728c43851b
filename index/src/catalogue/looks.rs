//! The moment that the verdicts of a repository hold for: the last one at which
//! somebody looked at it with success.
//!
//! Weeks in which nobody looked are no weeks in which nothing happened. A sample, an
//! account that fails and a crawler that stood still are judged as of the last look,
//! and so is everything while a clock is ahead.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::organisation::Organisation;
use chrono::{DateTime, Utc};

use super::Catalogue;
use crate::assess::reading::{AccountReading, Reading};
use crate::error::IndexError;
use crate::model::Record;

/// When an account was last listed to the end, and when before that; and whether that
/// says all that there is to know.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    last: Option<DateTime<Utc>>,
    before: Option<DateTime<Utc>>,
    partial: bool,
    failed_since: Option<DateTime<Utc>>,
}

/// The looks at accounts, by account key; another value after each change.
pub(super) type AllLooks = Arc<HashMap<String, Look>>;

/// The looks at accounts.
#[derive(Debug, Default)]
pub(super) struct Looks(RwLock<AllLooks>);

impl Looks {
    pub(super) fn all(&self) -> AllLooks {
        // A map is put in whole, whoever panicked.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn of(&self, account: &AccountUrl) -> Look {
        self.all().get(&account.key()).copied().unwrap_or_default()
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
            .map(|memory| {
                let look = Look {
                    last: memory.completed_at,
                    before: memory.completed_before,
                    partial: memory.partial,
                    failed_since: memory.failed_since,
                };
                (memory.account.key(), look)
            })
            .collect();
        let mut known = self
            .0
            .looks
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *known = Arc::new(looks);
        Ok(())
    }

    /// Whether an account was listed after everything was judged: its repositories wait for
    /// the reassessment that ends a crawl.
    pub(super) fn awaits_reassessment(&self, account: &AccountUrl) -> bool {
        let last = self.0.looks.of(account).last;
        last.is_some_and(|last| last > self.assessed_at())
    }

    /// How far the accounts of an organisation were read.
    #[must_use]
    pub fn reading(&self, organisation: &Organisation) -> Reading {
        let accounts = self.sources_of(organisation).into_iter().map(|account| {
            let look = self.0.looks.of(&account);
            AccountReading {
                complete_at: look.last.filter(|_| !look.partial),
                unreadable_since: look.failed_since,
            }
        });
        Reading::of(accounts)
    }

    /// As of when a record is judged at `now`: not later than when it was last looked
    /// at. A list of its account that shows it unchanged is a look at it.
    pub(crate) fn judged_as_of(&self, record: &Record, now: DateTime<Utc>) -> DateTime<Utc> {
        let listed = self.0.looks.of(&record.account).last;
        let look = listed.max(Some(record.observation.observed_at));
        look.map_or(now, |look| look.min(now))
    }

    /// As of when a repository of this account was last judged, when everything was at
    /// `judged_at` and it was read at `observed_at` before that.
    pub(crate) fn was_judged_as_of(
        &self,
        account: &AccountUrl,
        observed_at: DateTime<Utc>,
        judged_at: Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        let look = self.0.looks.of(account).before.max(Some(observed_at));
        judged_at.min(look)
    }
}
