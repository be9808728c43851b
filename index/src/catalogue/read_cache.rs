//! Entries, addresses and accounts that were asked for lately, so that what many people look at
//! is not read and judged for each of them.

use std::sync::Arc;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::sink::AccountMemory;
use metrics::counter;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::model::Entry;

/// What may be kept of entries, in bytes: of a store in this process, and of one that each read has
/// to ask over a network.
const BYTES: u64 = 12 * 1024 * 1024;
const BYTES_OF_SHARED: u64 = 128 * 1024 * 1024;

/// How many addresses are kept, and how many accounts. Each takes some hundred bytes.
const ADDRESSES: usize = 16 * 1024;
const ACCOUNTS: usize = 1024;

/// What an entry takes beside its texts, in bytes: more than most do.
const WITHOUT_TEXTS: u64 = 8 * 1024;

/// Keeps entries, where addresses lead, and what crawls tell of accounts, with the state of the
/// catalogue that they are of.
pub(super) struct ReadCache {
    entries: Cache<RepositoryId, (u64, Arc<Entry>), Bytes>,
    addresses: Cache<String, (u64, Option<RepositoryId>)>,
    accounts: Cache<AccountUrl, (u64, Option<AccountMemory>)>,
}

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

impl ReadCache {
    /// Of a store that is shared over a network, or of one in this process.
    pub(super) fn new(is_shared: bool) -> Self {
        let bytes = if is_shared { BYTES_OF_SHARED } else { BYTES };
        let entries = usize::try_from(bytes / WITHOUT_TEXTS).unwrap_or(usize::MAX);
        Self {
            entries: Cache::with_weighter(entries, bytes, Bytes),
            addresses: Cache::new(ADDRESSES),
            accounts: Cache::new(ACCOUNTS),
        }
    }

    /// What addresses lead to in this state, by their keys: what is not kept is asked of `read`,
    /// all at once.
    ///
    /// # Errors
    /// Those of `read`.
    pub(super) fn ids_at<E>(
        &self,
        keys: &[String],
        version: u64,
        read: impl FnOnce(&[String]) -> Result<Vec<Option<RepositoryId>>, E>,
    ) -> Result<Vec<Option<RepositoryId>>, E> {
        let mut found: Vec<Option<Option<RepositoryId>>> = keys
            .iter()
            .map(|key| {
                let kept = self.addresses.get(key).filter(|(of, _)| *of == version);
                kept.map(|(_, id)| id)
            })
            .collect();
        let wanted = found.iter().zip(keys).filter(|(id, _)| id.is_none());
        let wanted: Vec<String> = wanted.map(|(_, key)| key.clone()).collect();
        if !wanted.is_empty() {
            let missing = found.iter_mut().filter(|id| id.is_none());
            for (place, (key, id)) in missing.zip(wanted.iter().zip(read(&wanted)?)) {
                self.addresses.insert(key.clone(), (version, id.clone()));
                *place = Some(id);
            }
        }
        Ok(found.into_iter().map(Option::flatten).collect())
    }

    /// What crawls tell of an account in this state: what is not kept is asked of `read`.
    ///
    /// # Errors
    /// Those of `read`.
    pub(super) fn account<E>(
        &self,
        account: &AccountUrl,
        version: u64,
        read: impl FnOnce() -> Result<Option<AccountMemory>, E>,
    ) -> Result<Option<AccountMemory>, E> {
        let kept = self.accounts.get(account).filter(|(of, _)| *of == version);
        if let Some((_, memory)) = kept {
            return Ok(memory);
        }
        let memory = read()?;
        let keep = (version, memory.clone());
        self.accounts.insert(account.clone(), keep);
        Ok(memory)
    }

    /// The entry as it is in this state.
    pub(super) fn get(&self, id: &RepositoryId, version: u64) -> Option<Arc<Entry>> {
        let kept = self.entries.get(id).filter(|(of, _)| *of == version);
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
        self.entries.insert(id, (version, Arc::clone(entry)));
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use bronwijzer_crawler::address::ForgeHost;

    use super::*;

    #[test]
    fn an_address_is_read_once_for_each_state() {
        let cache = ReadCache::new(false);
        let keys = ["a", "b", "c"].map(str::to_owned);
        let id = |number: u64| RepositoryId::new(ForgeHost::new("github.com"), number.to_string());
        let ask = |asked: &[String], version, expected: &[&str]| {
            let mut read = Vec::new();
            let found = cache.ids_at::<Infallible>(asked, version, |wanted| {
                read = wanted.to_vec();
                let ids = wanted.iter().map(|key| (key != "b").then(|| id(version)));
                Ok(ids.collect())
            });
            assert_eq!(read, expected);
            let Ok(found) = found;
            found
        };
        assert_eq!(ask(&keys[..2], 1, &["a", "b"]), [Some(id(1)), None]);
        // What leads nowhere is known as well.
        assert_eq!(ask(&keys, 1, &["c"]), [Some(id(1)), None, Some(id(1))]);
        assert_eq!(ask(&keys[..1], 2, &["a"]), [Some(id(2))]);
        assert_eq!(ask(&[], 2, &[]), []);
    }
}
