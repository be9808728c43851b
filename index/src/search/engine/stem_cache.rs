//! Stems of lately compared repositories, by the texts that they are computed from: a long README
//! is not stemmed again each time that somebody looks at its repository.

use std::sync::{Arc, LazyLock};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::super::fields::{README, TEXT_FIELDS};
use super::impacts::ImpactTerms;
use crate::model::Entry;

/// What is kept, in bytes.
const KEPT_BYTES: u64 = 4 * 1024 * 1024;

/// How much the stems of a repository take, to begin with.
const USUAL_BYTES: u64 = 8 * 1024;

/// What tells the texts of two repositories apart.
type Key = [u8; 32];

static KEPT: LazyLock<Cache<Key, Arc<ImpactTerms>, Bytes>> = LazyLock::new(|| {
    let entries = usize::try_from(KEPT_BYTES / USUAL_BYTES).unwrap_or(usize::MAX);
    Cache::with_weighter(entries, KEPT_BYTES, Bytes)
});

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Arc<ImpactTerms>> for Bytes {
    fn weight(&self, key: &Key, terms: &Arc<ImpactTerms>) -> u64 {
        (key.len() + terms.stems.capacity()) as u64
    }
}

/// The stems of an entry with their impacts, without its words.
pub(in crate::search) fn stems_of(entry: &Entry) -> Arc<ImpactTerms> {
    let key = key_of(entry);
    if let Some(kept) = KEPT.get(&key) {
        return kept;
    }
    let mut terms = ImpactTerms {
        words: String::new(),
        ..ImpactTerms::of(entry)
    };
    terms.stems.shrink_to_fit();
    let terms = Arc::new(terms);
    KEPT.insert(key, Arc::clone(&terms));
    terms
}

fn key_of(entry: &Entry) -> Key {
    let mut hash = Sha256::new();
    // Where one text ends and the next begins tells too.
    let mut add = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    };
    for field in TEXT_FIELDS.iter().filter(|field| field.name != README) {
        add(&field.text_of(entry));
    }
    // What a reader sees of a README follows from these, and takes longer to find.
    if let Some(readme) = &entry.observation.readme {
        add(&readme.path);
        add(&readme.text);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::observation::TextFile;

    use super::*;
    use crate::relations::pointers::tests::entry;

    #[test]
    fn kept_stems_are_those_of_the_texts_as_they_are() {
        let described = |text: &str| {
            let mut observation = bronwijzer_testing::repository("o/r").build();
            observation.description = Some(text.to_owned());
            entry(observation)
        };
        let of = |text: &str| stems_of(&described(text)).stems.clone();
        for text in [
            "vergunningen aanvragen",
            "kaarten tekenen",
            "vergunningen aanvragen",
        ] {
            assert_eq!(of(text), ImpactTerms::of(&described(text)).stems, "{text}");
        }
        assert_ne!(of("vergunningen aanvragen"), of("kaarten tekenen"));
        // The same text is read in another way where its name says so.
        let read = |path: &str, text: &str| {
            let mut observation = bronwijzer_testing::repository("o/r").build();
            let text = text.to_owned();
            observation.readme = Some(TextFile::capped(path, text, 1, false));
            entry(observation)
        };
        for (path, text) in [
            ("README.md", "aanvraag <!-- verborgen -->"),
            ("README", "aanvraag <!-- verborgen -->"),
            ("README.md", "verhuizing"),
        ] {
            let entry = read(path, text);
            assert_eq!(stems_of(&entry).stems, ImpactTerms::of(&entry).stems);
        }
    }
}
