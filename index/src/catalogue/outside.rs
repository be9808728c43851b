//! What sources beside the forges are asked of, and what they said: kept with the record,
//! so that a crawl, an export and another judgement leave it as it is.

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::outside::{OutsideFacts, SaveReason};
use chrono::{DateTime, Utc};

use super::Catalogue;
use crate::assess::preservation::{last_change, why_save};
use crate::error::IndexError;
use crate::model::{Contents, Record};

/// A repository that outside sources can be asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Which.
    pub id: RepositoryId,
    /// Its address now.
    pub url: RepositoryUrl,
    /// What they said so far.
    pub outside: OutsideFacts,
    /// When its code last changed, as far as the forge tells.
    pub last_change: Option<DateTime<Utc>>,
    /// Why an archive should have it now, if there is a reason.
    pub why_save: Option<SaveReason>,
}

impl Catalogue {
    /// Every repository that outside sources can be asked about: that are there, and none of
    /// a sample. In no particular order.
    ///
    /// # Errors
    /// When the store fails.
    pub fn outside_candidates(&self) -> Result<Vec<Candidate>, IndexError> {
        if self.meta()?.contents == Contents::Sample {
            return Ok(Vec::new());
        }
        let now = self.assessed_at();
        let candidate = |record: Record| {
            if record.gone.is_some() {
                return Ok(None);
            }
            let entry = self.judge_at(self.store(), record, now)?;
            Ok(Some(Candidate {
                last_change: last_change(&entry.observation),
                why_save: why_save(&entry),
                id: entry.observation.id,
                url: entry.observation.url,
                outside: entry.outside,
            }))
        };
        self.with_all(1, candidate, |all| {
            all.filter_map(Result::transpose).collect()
        })
    }

    /// Keeps what outside sources say of repositories now. Those that left meanwhile stay as
    /// they are.
    ///
    /// # Errors
    /// When the store or the index fails.
    pub fn keep_outside(&self, facts: &[(RepositoryId, OutsideFacts)]) -> Result<(), IndexError> {
        let _writing = self.begin()?;
        let ids: Vec<RepositoryId> = facts.iter().map(|(id, _)| id.clone()).collect();
        let mut records = self.store().records_of(&ids)?;
        records.retain(|record| record.gone.is_none());
        for record in &mut records {
            let found = facts.iter().find(|(id, _)| *id == record.observation.id);
            if let Some((_, outside)) = found {
                record.outside = outside.clone();
            }
        }
        if records.is_empty() {
            return Ok(());
        }
        let contents = self.meta()?.contents;
        self.put(records, contents, false)
    }
}
