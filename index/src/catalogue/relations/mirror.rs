//! Deduplication of mirrors: search shows what is mirrored in their place, and each mirror keeps
//! its own page.

use std::collections::HashSet;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::observation::Observation;
use chrono::{DateTime, Utc};

use crate::assess::Publiccode;
use crate::catalogue::Catalogue;
use crate::error::IndexError;
use crate::model::Record;
use crate::relations::{Link, LinkKind, LinkRule, links};
use crate::search::Pointing;
use crate::store::Reads;

/// How far mirrors of mirrors are followed.
const MOST_STEPS: usize = 16;

impl Catalogue {
    /// The repository that search shows in the place of this one: the one that
    /// it mirrors, when the catalogue has it and it is not gone. Of
    /// repositories that mirror each other, the one that was made first is
    /// shown; when that is unknown, the one with the lowest id.
    pub(crate) fn shown_as(
        &self,
        reads: &dyn Reads,
        record: &Record,
        declared: Option<&Publiccode>,
    ) -> Result<Option<RepositoryId>, IndexError> {
        let own = &record.observation.id;
        let Some(mut next) = self.original(reads, record, declared)? else {
            return Ok(None);
        };
        let mut passed = vec![claim(&record.observation)];
        for _ in 0..MOST_STEPS {
            let id = &next.observation.id;
            if let Some(start) = passed.iter().position(|(_, passed)| passed == id) {
                // They mirror each other.
                let shown = passed[start..].iter().min_by_key(|claim| in_order(claim));
                let shown = shown.map(|(_, id)| id.clone());
                return Ok(shown.filter(|shown| shown != own));
            }
            passed.push(claim(&next.observation));
            let declared = Publiccode::of(&next.observation);
            match self.original(reads, &next, declared.as_ref())? {
                Some(original) => next = original,
                None => break,
            }
        }
        Ok(Some(next.observation.id))
    }

    /// What a repository mirrors, when the catalogue has it and it is there.
    fn original(
        &self,
        reads: &dyn Reads,
        record: &Record,
        declared: Option<&Publiccode>,
    ) -> Result<Option<Record>, IndexError> {
        let observation = &record.observation;
        let links = links(
            observation,
            &record.former_urls,
            declared,
            None,
            self.registered(),
        );
        let Some(mirror) = links.iter().find(|link| link.kind == LinkKind::Mirror) else {
            return Ok(None);
        };
        let Some(id) = reads.id_at(&mirror.to.key())? else {
            return Ok(None);
        };
        let original = reads.record(&id)?;
        Ok(original.filter(|original| {
            original.observation.id != observation.id
                && original.gone.is_none()
                && !is_left_behind(mirror, &original.observation, observation)
        }))
    }

    /// The repositories outside `records` that may be shown or hidden now that
    /// these are written: those that mirror one of them, or mirror such a
    /// mirror.
    pub(crate) fn mirrors_of(&self, records: &[Record]) -> Result<Vec<Record>, IndexError> {
        let mut seen: HashSet<RepositoryId> = records
            .iter()
            .map(|record| record.observation.id.clone())
            .collect();
        let mut found: Vec<Record> = Vec::new();
        let mut terms: Vec<String> = records.iter().flat_map(mirror_terms).collect();
        while !terms.is_empty() {
            let wanted = Pointing {
                any_of: &terms,
                hidden: true,
                first: usize::MAX,
                ..Pointing::default()
            };
            let (_, others) = self.search_index().pointing(&wanted)?;
            terms.clear();
            for (other, _) in others {
                if seen.insert(other.id.clone())
                    && let Some(record) = self.store().record(&other.id)?
                {
                    terms.extend(mirror_terms(&record));
                    found.push(record);
                }
            }
        }
        Ok(found)
    }
}

/// The rule by the address in publiccode.yml is a conclusion of ours. A project
/// that moved and left an archived copy behind, but not the old address, must
/// not disappear behind that copy.
fn is_left_behind(mirror: &Link, original: &Observation, copy: &Observation) -> bool {
    let archived = |observation: &Observation| observation.flags.archived == Some(true);
    mirror.rules == [LinkRule::PubliccodeUrlSameName] && archived(original) && !archived(copy)
}

/// What mirrors of a repository are known by in the search index.
fn mirror_terms(record: &Record) -> Vec<String> {
    let urls = record.former_urls.iter().chain([&record.observation.url]);
    urls.map(|url| LinkKind::Mirror.term(&url.key())).collect()
}

type Claim = (Option<DateTime<Utc>>, RepositoryId);

fn claim(observation: &Observation) -> Claim {
    (observation.created_at, observation.id.clone())
}

/// The earliest first; what is not known comes last.
fn in_order((created_at, id): &Claim) -> (DateTime<Utc>, String) {
    (
        created_at.unwrap_or(DateTime::<Utc>::MAX_UTC),
        id.to_string(),
    )
}
