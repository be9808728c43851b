//! Which of SPDX's texts may be the licence of a text: an inverted index of their word
//! pairs.
//!
//! To score a text against each of 700 others by the `spdx` crate takes a fifth of a
//! second and 60 MB. The posting lists of the pairs that stand in the text tell in a
//! millisecond which few share the most of them, and only these are scored by the crate.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use ahash::RandomState;
use lru::LruCache;
use spdx::detection::TextData;
use spdx::text::LICENSE_TEXTS;

/// The most texts that are scored by the crate: licences of one family share most of
/// their pairs, and the largest has a dozen versions.
const MOST: usize = 20;

/// How far under the best a text may score here to be scored by the crate, in millionths.
/// The two differ by what each leaves out, such as titles and copyright lines, which is
/// little of any licence: what counts after it is a difference of 60,000.
const NEAR: u64 = 200_000;

/// How many texts are kept as the crate compares them; each takes about 100 KB.
const KEPT: NonZeroUsize = NonZeroUsize::new(64).unwrap();

/// The same in each process, so that equal texts have equal candidates.
const HASHER: RandomState = RandomState::with_seeds(1, 2, 3, 4);

/// The names of SPDX and their texts. The crate has them as a constant, of which each use
/// puts another 4 MB into the program; this is the only one.
static TEXTS: &[(&str, &str)] = LICENSE_TEXTS;

/// The text of the licence with this identifier, in SPDX's own spelling.
pub(super) fn text_of(id: &str) -> Option<&'static str> {
    let (_, text) = TEXTS.iter().find(|(name, _)| *name == id)?;
    Some(text)
}

/// A text of SPDX.
pub(super) struct Candidate {
    /// The name that it has at SPDX.
    pub(super) name: &'static str,
    pub(super) form: Arc<TextData>,
}

/// The word pairs of all texts of SPDX, about 5 MB.
struct Pairs {
    /// Hash of a pair, and the place of the text that has it in [`TEXTS`]; in
    /// order, as often as the pair stands in the text.
    postings: Vec<(u32, u16)>,
    /// How many pairs each text has.
    sizes: Vec<u32>,
}

static PAIRS: LazyLock<Pairs> = LazyLock::new(Pairs::of_spdx);
static FORMS: LazyLock<Mutex<LruCache<usize, Arc<TextData>>>> =
    LazyLock::new(|| Mutex::new(LruCache::new(KEPT)));

impl Pairs {
    fn of_spdx() -> Self {
        let mut postings = Vec::new();
        let mut sizes = Vec::with_capacity(TEXTS.len());
        for (place, (at, (_, text))) in (0u16..).zip(TEXTS.iter().enumerate()) {
            // Those that may be chosen "or later" have the same text once more.
            let is_same = at > 0 && TEXTS[at - 1].1 == *text;
            let pairs = if is_same {
                Vec::new()
            } else {
                pairs(text.lines())
            };
            sizes.push(u32::try_from(pairs.len()).unwrap_or(u32::MAX));
            postings.extend(pairs.into_iter().map(|pair| (pair, place)));
        }
        postings.sort_unstable();
        postings.shrink_to_fit();
        Self { postings, sizes }
    }

    /// The places of the texts that share most with a text, by the coefficient of
    /// Sørensen and Dice.
    fn nearest(&self, pairs: &[u32]) -> Vec<usize> {
        let mut shared = vec![0u32; self.sizes.len()];
        for run in pairs.chunk_by(|one, other| one == other) {
            let pair = run[0];
            let from = self.postings.partition_point(|(other, _)| *other < pair);
            let of_pair = self.postings[from..].iter();
            let of_pair = of_pair.take_while(|(other, _)| *other == pair);
            let (mut last, mut times) = (None, 0);
            for (_, place) in of_pair {
                times = if last == Some(place) { times + 1 } else { 1 };
                last = Some(place);
                shared[usize::from(*place)] += u32::from(times <= run.len());
            }
        }
        let mut ranked: Vec<(u64, usize)> = (shared.iter().zip(&self.sizes).enumerate())
            .filter(|(_, (shared, _))| **shared > 0)
            .map(|(place, (shared, size))| {
                let both = u64::from(*size) + pairs.len() as u64;
                (u64::from(*shared) * 2_000_000 / both, place)
            })
            .collect();
        ranked.sort_unstable_by_key(|(score, place)| (u64::MAX - score, *place));
        ranked.truncate(MOST);
        let best = ranked.first().map_or(0, |(score, _)| *score);
        ranked.retain(|(score, _)| score + NEAR >= best);
        ranked.into_iter().map(|(_, place)| place).collect()
    }
}

/// The hashes of all pairs of words that follow each other, in order. Case and all but
/// letters and digits don't count.
fn pairs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let words = lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric()));
    let hashes = words
        .filter(|word| !word.is_empty())
        .map(|word| HASHER.hash_one(word.to_lowercase()));
    let hashes: Vec<u64> = hashes.collect();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "of a hash any part will do"
    )]
    let pair = |pair: &[u64]| HASHER.hash_one(pair) as u32;
    let mut pairs: Vec<u32> = hashes.windows(2).map(pair).collect();
    pairs.sort_unstable();
    pairs
}

/// The texts of SPDX that a text is most like, in no order that counts.
pub(super) fn candidates(text: &TextData) -> Vec<Candidate> {
    let pairs = pairs(text.lines().iter().map(String::as_str));
    let nearest = PAIRS.nearest(&pairs).into_iter();
    let candidates = nearest.map(|place| Candidate {
        name: TEXTS[place].0,
        form: form(place),
    });
    candidates.collect()
}

/// A text of SPDX as the crate compares it.
fn form(place: usize) -> Arc<TextData> {
    // A form is put in whole, whoever panicked.
    let lock = || FORMS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(form) = lock().get(&place) {
        return Arc::clone(form);
    }
    let form = Arc::new(TextData::new(TEXTS[place].1).without_text());
    lock().put(place, Arc::clone(&form));
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_licence_is_the_first_candidate_of_its_own_text() {
        for (name, text) in TEXTS.iter().step_by(11) {
            let pairs = pairs(text.lines());
            if pairs.is_empty() {
                continue;
            }
            let first = PAIRS.nearest(&pairs)[0];
            assert_eq!(TEXTS[first].1, *text, "{name}");
        }
    }

    #[test]
    fn versions_of_one_licence_are_all_candidates() {
        let mit = text_of("MIT").unwrap();
        let names: Vec<_> = candidates(&TextData::new(mit))
            .iter()
            .map(|one| one.name)
            .collect();
        assert_eq!(names[0], "MIT");
        assert!((2..=MOST).contains(&names.len()), "{names:?}");
    }

    #[test]
    fn text_without_words_has_no_candidates() {
        assert!(candidates(&TextData::new("")).is_empty());
        assert!(candidates(&TextData::new("— … —")).is_empty());
    }
}
