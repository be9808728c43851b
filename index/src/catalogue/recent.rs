//! Entries that were asked for lately, so that what many people look at is not
//! read and judged for each of them.

use std::sync::Arc;

use bronwijzer_crawler::address::RepositoryId;
use metrics::counter;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::model::Entry;

/// What may be kept, in bytes.
const BYTES: u64 = 12 * 1024 * 1024;

/// What an entry takes beside its texts, in bytes: more than most do.
const WITHOUT_TEXTS: u64 = 8 * 1024;

/// Keeps entries with the state of the catalogue that they are of.
pub(super) struct Recent(Cache<RepositoryId, (u64, Arc<Entry>), Bytes>);

#[derive(Clone)]
struct Bytes;

impl Weighter<RepositoryId, (u64, Arc<Entry>)> for Bytes {
    fn weight(&self, _: &RepositoryId, (_, entry): &(u64, Arc<Entry>)) -> u64 {
        let seen = &entry.observation;
        let texts = [&seen.readme, &seen.publiccode].into_iter().flatten();
        let texts = texts.chain(seen.licence_texts());
        let texts = texts.map(|file| file.text.len());
        WITHOUT_TEXTS + texts.sum::<usize>() as u64
    }
}

impl Recent {
    pub(super) fn new() -> Self {
        let entries = usize::try_from(BYTES / WITHOUT_TEXTS).unwrap_or(usize::MAX);
        Self(Cache::with_weighter(entries, BYTES, Bytes))
    }

    /// The entry as it is in this state.
    pub(super) fn get(&self, id: &RepositoryId, version: u64) -> Option<Arc<Entry>> {
        let kept = self.0.get(id).filter(|(of, _)| *of == version);
        if kept.is_some() {
            counter!("bronwijzer_cache_requests_total", "cache" => "entry", "result" => "hit")
                .increment(1);
        } else {
            counter!("bronwijzer_cache_requests_total", "cache" => "entry", "result" => "miss")
                .increment(1);
        }
        kept.map(|(_, entry)| entry)
    }

    /// Keeps an entry that was read after that state had begun.
    pub(super) fn keep(&self, version: u64, entry: &Arc<Entry>) {
        let id = entry.observation.id.clone();
        self.0.insert(id, (version, Arc::clone(entry)));
    }
}
