//! Which licence a text is, by comparing it with the texts of SPDX.
//!
//! The same few texts stand in most repositories, so what a text turned out to
//! be is remembered. What is remembered depends on the text alone, so a
//! judgement stays a function of its facts.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use ahash::RandomState;
use lru::LruCache;
use spdx::detection::{Store, TextData};

use super::eupl;
use super::expression::family;

/// How like a text has to be, in per cent: the border of askalono, whose method
/// and reckoning this is.
const ENOUGH: u8 = 90;

/// Under this a text is like no licence in particular.
const RESEMBLES: u8 = 50;

/// The most licences looked for in one text.
const MOST: usize = 4;

/// How much of a file is compared, in bytes. The longest common licence has
/// 35 KB; a file with much more lists the licences of others.
const COMPARED_BYTES: usize = 96 * 1024;

/// How many texts are remembered; each costs about 200 bytes.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(8192).unwrap();

/// What a text turned out to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The licences that the text is, or holds whole; most like first.
    pub(super) licences: Vec<Likeness>,
    /// Without any: the licence that it is most like, when it is more than half
    /// of it.
    pub(super) nearest: Option<Likeness>,
}

/// A licence, and how like it a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Likeness {
    /// SPDX identifier, without `-only` or `-or-later`: the text can't tell.
    pub(super) id: String,
    /// From 0 to 100, rounded down; copyright lines and case don't count.
    pub(super) percent: u8,
}

/// Texts as they are and as they are compared, by hash. Keys are made anew for
/// each process, so nobody can aim for a collision.
struct Memory {
    keys: [RandomState; 2],
    readings: Mutex<LruCache<[u64; 2], Arc<Reading>>>,
}

impl Memory {
    fn key(&self, text: &str) -> [u64; 2] {
        [0, 1].map(|at: usize| self.keys[at].hash_one(text))
    }

    fn get(&self, key: [u64; 2]) -> Option<Arc<Reading>> {
        self.lock().get(&key).map(Arc::clone)
    }

    fn put(&self, key: [u64; 2], reading: &Arc<Reading>) {
        self.lock().put(key, Arc::clone(reading));
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<[u64; 2], Arc<Reading>>> {
        // A reading is put in whole, whoever panicked.
        self.readings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

static MEMORY: LazyLock<Memory> = LazyLock::new(|| Memory {
    keys: [RandomState::new(), RandomState::new()],
    readings: Mutex::new(LruCache::new(REMEMBERED)),
});

/// SPDX's texts, about 60 MB once they are unpacked; `None` if the data inside
/// the crate can't be read, which its own tests rule out.
static TEXTS: LazyLock<Option<Store>> = LazyLock::new(|| Store::load_inline().ok());

/// Reads a licence file.
pub(super) fn read(text: &str) -> Arc<Reading> {
    let memory = &*MEMORY;
    let as_it_is = memory.key(text);
    if let Some(reading) = memory.get(as_it_is) {
        return reading;
    }
    let compared = normalise(text);
    let key = memory.key(&compared);
    let reading = memory
        .get(key)
        .unwrap_or_else(|| Arc::new(compare(&compared)));
    memory.put(key, &reading);
    memory.put(as_it_is, &reading);
    reading
}

/// The text without what differs between copies of one licence: spaces within
/// lines, and whose copyright it is.
fn normalise(text: &str) -> String {
    let mut end = COMPARED_BYTES.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut normal = String::with_capacity(end);
    for line in text[..end].lines().filter(|line| !is_copyright(line)) {
        for word in line.split_whitespace() {
            normal.push_str(word);
            normal.push(' ');
        }
        normal.push('\n');
    }
    normal
}

/// Whether a line says whose copyright it is: it begins with that word or sign,
/// and names a year or leaves room for it.
fn is_copyright(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != '©');
    let starts = |start: &str| {
        let head = line.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let says_so = starts("copyright") || starts("(c)") || starts("©");
    let is_year = |four: &[u8]| matches!(four, [b'1', b'9', a, b] | [b'2', b'0', a, b] if a.is_ascii_digit() && b.is_ascii_digit());
    says_so && (line.as_bytes().windows(4).any(is_year) || line.contains('[') || line.contains('<'))
}

fn compare(text: &str) -> Reading {
    let mut reading = Reading::default();
    if let Some(store) = &*TEXTS {
        let mut left = TextData::new(text);
        for pass in 0..MOST {
            let Some((likeness, known)) = most_like(store, &left) else {
                break;
            };
            let whole = likeness.percent;
            if pass == 0 && whole >= RESEMBLES {
                reading.nearest = Some(likeness.clone());
            }
            // A text that is one licence and little else.
            if whole >= ENOUGH {
                keep(&mut reading, likeness);
                break;
            }
            // One that stands among other words.
            let (part, score) = left.optimize_bounds(known);
            if percent(score) < ENOUGH {
                break;
            }
            let percent = percent(score);
            keep(
                &mut reading,
                Likeness {
                    percent,
                    ..likeness
                },
            );
            left = part.white_out();
        }
    }
    if let Some(percent) = eupl::likeness(text) {
        let id = "EUPL-1.2".to_owned();
        keep(&mut reading, Likeness { id, percent });
    }
    if !reading.licences.is_empty() {
        reading.nearest = None;
    }
    reading
}

fn keep(reading: &mut Reading, found: Likeness) {
    if reading.licences.iter().all(|known| known.id != found.id) {
        reading.licences.push(found);
    }
}

/// The licence that a text is most like. Of two with the same score the shorter
/// name is taken, so that the order of a table decides nothing.
fn most_like<'a>(store: &'a Store, text: &TextData) -> Option<(Likeness, &'a TextData)> {
    let scored = store.iter().flat_map(|(name, entry)| {
        let forms = std::iter::once(&entry.original)
            .chain(&entry.alternates)
            .chain(&entry.headers);
        forms.map(move |form| (form.match_score(text), name, form))
    });
    let (score, name, form) = scored.max_by(|(a, a_name, _), (b, b_name, _)| {
        let by_name = || (b_name.len(), b_name).cmp(&(a_name.len(), a_name));
        a.total_cmp(b).then_with(by_name)
    })?;
    let likeness = Likeness {
        id: family(name).to_owned(),
        percent: percent(score),
    };
    Some((likeness, form))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 100"
)]
fn percent(score: f32) -> u8 {
    (score.clamp(0.0, 1.0) * 100.0).floor() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The licence of this project, in English.
    const EUPL: &str = include_str!("../../../../LICENSE");

    fn ids(text: &str) -> Vec<String> {
        let reading = read(text);
        reading.licences.iter().map(|one| one.id.clone()).collect()
    }

    #[test]
    fn a_text_is_recognised_whoever_has_the_copyright() {
        assert_eq!(ids(EUPL), ["EUPL-1.2"]);
        let owned = format!("Copyright (c) 2026 Gemeente Voorbeeld\n\n{EUPL}");
        assert_eq!(read(&owned), read(EUPL));
        let wider = EUPL.replace(' ', "  ");
        assert_eq!(read(&wider), read(EUPL));
    }

    #[test]
    fn a_licence_among_other_words_is_found() {
        let around = "Onze eigen toelichting op de licentie van dit onderdeel.\n".repeat(60);
        let text = format!("{around}\n\n{EUPL}\n\n{around}");
        assert_eq!(ids(&text), ["EUPL-1.2"]);
    }

    #[test]
    fn what_is_no_licence_is_like_none() {
        for text in [
            "",
            "See LICENSES/.",
            "All rights reserved. Copyright 2026 us",
        ] {
            assert_eq!(*read(text), Reading::default(), "{text}");
        }
        let half = &EUPL[..EUPL.len() * 7 / 10];
        let reading = read(half);
        assert_eq!(reading.licences, []);
        let nearest = reading.nearest.clone().unwrap();
        assert_eq!(nearest.id, "EUPL-1.2");
        assert!((RESEMBLES..ENOUGH).contains(&nearest.percent));
    }

    #[test]
    fn only_lines_that_name_an_owner_are_left_out() {
        for (line, expected) in [
            (
                "Copyright (c) 2019 Publieke Dienstverlening op de Kaart",
                true,
            ),
            ("  (C) 1999 iemand", true),
            ("© 2024 Gemeente", true),
            ("Copyright [yyyy] [name of copyright owner]", true),
            (
                "copyright notice and this permission notice shall be included",
                false,
            ),
            ("The above copyright notice of 2019", false),
        ] {
            assert_eq!(is_copyright(line), expected, "{line}");
        }
    }
}
