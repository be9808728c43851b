//! Removing repositories by hand.

use bronwijzer_crawler::address::{AccountUrl, RepositoryUrl};
use bronwijzer_crawler::sink::{Departure, DepartureKind};
use chrono::{DateTime, Utc};

use super::Catalogue;
use crate::error::IndexError;
use crate::model::Record;

impl Catalogue {
    /// Removes a repository: what is kept is that it was there and was removed. No crawl
    /// brings it back, and an import only when it says so. Gives back whether there was
    /// one at this address, current or former, that was not removed already.
    ///
    /// # Errors
    /// When the store or the index fails.
    pub fn forget(&self, url: &RepositoryUrl, now: DateTime<Utc>) -> Result<bool, IndexError> {
        let _writing = self.begin();
        let store = self.store();
        let record = match store.id_at(&url.key())? {
            Some(id) => store.record(&id)?,
            None => None,
        };
        Ok(self.remove(record.into_iter().collect(), now)? > 0)
    }

    /// Removes every repository that was last seen under an account. What is new under it
    /// later is taken up, as long as the account is in the registry. Gives back how many
    /// there were.
    ///
    /// # Errors
    /// As [`Catalogue::forget`].
    pub fn forget_account(
        &self,
        account: &AccountUrl,
        now: DateTime<Utc>,
    ) -> Result<u64, IndexError> {
        let _writing = self.begin();
        let known = self.store().known_under(account)?.into_iter();
        let ids: Vec<_> = known.map(|known| known.id).collect();
        self.remove(self.store().records_of(&ids)?, now)
    }

    fn remove(&self, mut records: Vec<Record>, now: DateTime<Utc>) -> Result<u64, IndexError> {
        records.retain(|record| !record.is_removed());
        for record in &mut records {
            record.leave(&Departure {
                id: record.observation.id.clone(),
                kind: DepartureKind::Removed,
                noticed_at: now,
                to: None,
            });
        }
        let removed = records.len() as u64;
        if removed > 0 {
            let contents = self.meta()?.contents;
            self.put(records, contents, false)?;
        }
        Ok(removed)
    }
}
