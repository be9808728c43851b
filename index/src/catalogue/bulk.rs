//! Taking up many records at once: all of them into the store, and then into the
//! search index in one go. A stop in between is noticed when the catalogue is
//! opened again, and the index is made anew.

use bronwijzer_crawler::address::RepositoryId;

use super::{Catalogue, Contents};
use crate::assess::RULES_VERSION;
use crate::error::IndexError;
use crate::store::{Encoded, Meta, Record, Store};

/// When more than one in so many repositories is written, the index is made anew:
/// that takes less than to replace them one by one.
const ANEW_FROM: u64 = 4;

/// Records that go into the index at once when it is not made anew.
const HANDFUL: usize = 500;

/// Records on their way into the catalogue. Needs a write to have begun.
pub(crate) struct Bulk<'a> {
    catalogue: &'a Catalogue,
    contents: Contents,
    /// Whether what is there is dropped with the first records.
    replace: bool,
    /// Whether nothing but these records is in the catalogue then.
    alone: bool,
    /// Whether the index belonged to the store before.
    index_is_whole: bool,
    /// What was stored, as long as it is worth to index it one by one.
    few: Option<Vec<RepositoryId>>,
    most_few: u64,
}

impl<'a> Bulk<'a> {
    /// `contents` says what the catalogue holds from then on. A sample is
    /// replaced.
    pub(crate) fn begin(catalogue: &'a Catalogue, contents: Contents) -> Result<Self, IndexError> {
        let before = catalogue.meta()?;
        let replace = before.contents == Contents::Sample;
        Ok(Self {
            catalogue,
            contents,
            replace,
            alone: replace || before.contents == Contents::Empty,
            index_is_whole: catalogue.index_belongs_to(catalogue.assessed_at(), &before),
            few: Some(Vec::new()),
            most_few: catalogue.search_index().len()? / ANEW_FROM,
        })
    }

    /// Stores records.
    pub(crate) fn store(
        &mut self,
        records: &[Record],
        encoded: &[Encoded],
    ) -> Result<(), IndexError> {
        let replace = std::mem::take(&mut self.replace);
        let catalogue = self.catalogue;
        let meta = catalogue.next_meta(records, self.contents, replace)?;
        let store = catalogue.store();
        store.write_encoded(records, encoded, &meta, replace)?;
        if let Some(few) = &mut self.few {
            few.extend(records.iter().map(|record| record.observation.id.clone()));
        }
        let few = self.few.take();
        self.few = few.filter(|few| few.len() as u64 <= self.most_few);
        Ok(())
    }

    /// Makes everything that was stored findable.
    pub(crate) fn finish(self) -> Result<(), IndexError> {
        let catalogue = self.catalogue;
        catalogue.refresh_looks()?;
        let now = catalogue.assessed_at();
        let mut meta = catalogue.meta()?;
        if self.alone {
            // Each of them was, and there is nothing else.
            meta = Meta {
                generation: meta.generation + 1,
                judged_at: Some(now),
                judged_by: Some(RULES_VERSION),
                ..meta
            };
            catalogue.0.store.write(&[], &meta, false)?;
        }
        match self.few.filter(|_| self.index_is_whole) {
            Some(few) => {
                let handfuls = few.chunks(HANDFUL);
                let documents = handfuls.flat_map(|handful| {
                    // Whether a mirror is shown depends on what it mirrors.
                    let records = catalogue.with_mirrors(handful);
                    let records = records.map_or_else(
                        |error| vec![Err(error)],
                        |records| records.into_iter().map(Ok).collect(),
                    );
                    records
                        .into_iter()
                        .map(|record| catalogue.document(record?, now))
                });
                let note = catalogue.note(now, &meta);
                catalogue.0.search.update(documents, &note)?;
            }
            None => {
                catalogue.rebuild(now, &meta)?;
            }
        }
        Ok(())
    }
}

impl Catalogue {
    /// The records with these ids, and the mirrors of any of them.
    fn with_mirrors(&self, ids: &[RepositoryId]) -> Result<Vec<Record>, IndexError> {
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            records.extend(self.0.store.record(id)?);
        }
        let mirrors = self.mirrors_of(&records)?;
        records.extend(mirrors);
        Ok(records)
    }
}
