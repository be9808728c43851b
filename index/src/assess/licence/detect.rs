//! Which licence a text is, by comparing it with the texts of SPDX.
//!
//! Pairs of words tell which licences a text may be ([`candidates`](super::candidates)),
//! and a comparison word by word what differs from them ([`difference`](super::difference)). What stands
//! around the licence is looked at too: [`surroundings`](super::surroundings).
//!
//! The same few texts stand in most repositories, so what a text turned out to
//! be is remembered. What is remembered depends on the text alone, so a
//! judgement stays a function of its facts.

use std::hash::Hash;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use ahash::RandomState;
use lru::LruCache;
use spdx::detection::TextData;

use super::candidates::{Candidate, candidates};
use super::difference::{Difference, Licence};
use super::expression::family;
use super::surroundings::{self, Limit};
use super::words::{Words, is_copyright};
use super::{eupl, terms};

/// How like a text has to be, in per cent, to be compared word by word: the
/// border of askalono, whose method and reckoning this is.
const ENOUGH: u8 = 90;

/// From this on a text was made of a licence.
const NEARLY: u8 = 75;

/// Under this a text is like no licence in particular.
const RESEMBLES: u8 = 50;

/// The most licences looked for in one text.
const MOST: usize = 4;

/// Licences whose score is this near the best one's are compared too: several
/// differ by a few words.
const NEAR: f32 = 0.06;

/// The most licences that a part of a text is compared with word by word.
const MOST_COMPARED: usize = 4;

/// Lines around the part that fits best, which is found by trial.
const MARGIN: usize = 12;

/// How much of a file is compared, in bytes. The longest common licence has
/// 35 KB; a file with much more lists the licences of others.
const COMPARED_BYTES: usize = 96 * 1024;

/// How many texts are remembered; each costs less than a kilobyte.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(8192).unwrap();

/// Licences of which every word is known to count or not to count: any other
/// difference is one of terms, whoever recognised the licence.
const TO_THE_WORD: &[&str] = &[
    "AGPL-3.0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC-BY-4.0",
    "CC0-1.0",
    "EUPL-1.2",
    "GPL-3.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unlicense",
];

/// What a text turned out to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The licences that the text is, or holds whole; most like first.
    pub(super) licences: Vec<Likeness>,
    /// Without any: the licence that it is most like, when it is more than half
    /// of it.
    pub(super) nearest: Option<Likeness>,
    /// What takes away from a licence in the text. The text then names none.
    pub(super) limit: Option<Limit>,
}

/// A licence, and how like it a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Likeness {
    /// SPDX identifier, without `-only` or `-or-later`: the text can't tell.
    pub(super) id: String,
    /// From 0 to 100, rounded down; copyright lines and case don't count.
    pub(super) percent: u8,
}

/// What texts turned out to be, by hash. Keys are made anew for each process,
/// so nobody can aim for a collision.
struct Memory<V> {
    keys: [RandomState; 2],
    known: Mutex<LruCache<[u64; 2], Arc<V>>>,
}

impl<V> Memory<V> {
    fn new() -> Self {
        Self {
            keys: [RandomState::new(), RandomState::new()],
            known: Mutex::new(LruCache::new(REMEMBERED)),
        }
    }

    fn get(&self, text: &impl Hash, make: impl FnOnce() -> V) -> Arc<V> {
        let key = [0, 1].map(|at: usize| self.keys[at].hash_one(text));
        // A value is put in whole, whoever panicked.
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key) {
            return Arc::clone(known);
        }
        let made = Arc::new(make());
        lock().put(key, Arc::clone(&made));
        made
    }
}

static READINGS: LazyLock<Memory<Reading>> = LazyLock::new(Memory::new);
static MATCHES: LazyLock<Memory<Vec<Match>>> = LazyLock::new(Memory::new);

/// Reads a licence file.
pub(super) fn read(text: &str) -> Arc<Reading> {
    READINGS.get(&text, || compare(beginning(text)))
}

fn beginning(text: &str) -> &str {
    let mut end = COMPARED_BYTES.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The text without what differs between copies of one licence: spaces within
/// lines, and whose copyright it is. Its lines are those that [`Words`] counts.
fn normalise(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for line in text.lines().filter(|line| !is_copyright(line)) {
        for word in line.split_whitespace() {
            normal.push_str(word);
            normal.push(' ');
        }
        normal.push('\n');
    }
    normal
}

/// A part of a text that is like a licence.
#[derive(Debug, Clone)]
struct Match {
    /// The licences that it is like, most like first; at least one.
    like: Vec<Likeness>,
    /// The names of these at SPDX.
    names: Vec<&'static str>,
    /// Its lines.
    lines: Range<usize>,
    /// Whether it is like enough to be that licence.
    enough: bool,
}

/// A licence that was found in a text, and what differs from it.
pub(super) struct Found {
    pub(super) likeness: Likeness,
    pub(super) difference: Difference,
}

fn compare(text: &str) -> Reading {
    let words = Words::of(text);
    let normal = normalise(text);
    let matches = MATCHES.get(&normal, || matches(&normal));
    let mut found: Vec<Found> = Vec::new();
    for part in matches.iter().filter(|part| part.enough) {
        let from = part.lines.start.saturating_sub(MARGIN);
        let range = within(&words.lines, from..part.lines.end + MARGIN);
        let mut compared: Vec<Found> = Vec::new();
        for (likeness, name) in part.like.iter().zip(&part.names) {
            let licence = Licence::named(name);
            let difference = licence.and_then(|one| one.difference(&words.words, &range));
            compared.extend(difference.map(|difference| Found {
                likeness: likeness.clone(),
                difference,
            }));
        }
        // Of those with the same difference the most like comes first.
        compared.sort_by_key(|one| one.difference.size());
        found.extend(compared.into_iter().next());
    }
    found.extend(eupl::find(&words));
    let end = surroundings::end_of_own(&words, &found);
    found.retain(|one| one.difference.place.start <= end);
    judge(&words, &found, &matches, end)
}

/// What comes of what was found; `end` is where the text goes on about software
/// of others.
fn judge(words: &Words, found: &[Found], matches: &[Match], end: usize) -> Reading {
    let mut reading = Reading::default();
    let changed = found.iter().find(|one| !one.difference.is_none());
    reading.limit = found
        .iter()
        .find_map(|one| limit_within(words, one))
        .or_else(|| surroundings::limit(words, found, end))
        .or_else(|| found.is_empty().then(|| never_open(words)).flatten())
        .or_else(|| found.is_empty().then(|| nearly(words, matches)).flatten());
    if reading.limit.is_some() {
        return reading;
    }
    if let Some(changed) = changed {
        reading.nearest = Some(changed.likeness.clone());
        return reading;
    }
    for one in found {
        let known = |known: &Likeness| known.id == one.likeness.id;
        if !reading.licences.iter().any(known) {
            reading.licences.push(one.likeness.clone());
        }
    }
    if reading.licences.is_empty() {
        let first = matches.first().and_then(|part| part.like.first());
        reading.nearest = first.filter(|one| one.percent >= RESEMBLES).cloned();
    }
    reading
}

/// What in a licence's own terms gives less than the licence.
fn limit_within(words: &Words, found: &Found) -> Option<Limit> {
    let difference = &found.difference;
    let added = || {
        let ranges = difference.added.iter();
        ranges.map(|range| &words.words[range.clone()])
    };
    let id = &found.likeness.id;
    let limit = |rule, words| Limit {
        rule,
        licence: Some(id.clone()),
        words,
    };
    let to_the_word = TO_THE_WORD.contains(&id.as_str());
    if let Some(words) = added().find_map(terms::limit) {
        return Some(limit("text_adds_terms", words));
    }
    let lacking = difference
        .lacking
        .iter()
        .find(|words| to_the_word || terms::takes_away(words));
    if let Some(words) = lacking {
        return Some(limit("text_leaves_out_terms", terms::shown(words, 0)));
    }
    let added = added().next().filter(|_| to_the_word)?;
    Some(limit("text_adds_terms", terms::shown(added, 0)))
}

/// What limits in a text that was a licence before somebody added to it.
fn nearly(words: &Words, matches: &[Match]) -> Option<Limit> {
    let part = matches.first().filter(|part| !part.enough)?;
    let (likeness, name) = part.like.iter().zip(&part.names).next()?;
    let licence = Licence::named(name).filter(|_| likeness.percent >= NEARLY)?;
    let difference = licence.difference(&words.words, &(0..words.words.len()))?;
    let mut added = difference.added.iter();
    let words = added.find_map(|range| terms::limit(&words.words[range.clone()]))?;
    Some(Limit {
        rule: "text_adds_terms",
        licence: Some(likeness.id.clone()),
        words,
    })
}

/// What no open licence has, in a text that is no licence that we know.
fn never_open(words: &Words) -> Option<Limit> {
    let asides = words.set_aside.iter().map(|aside| &aside.words);
    let mut texts = std::iter::once(&words.words).chain(asides);
    let words = texts.find_map(|words| terms::never_open(words))?;
    Some(Limit {
        rule: "text_limits_use",
        licence: None,
        words,
    })
}

/// The positions of the words that stand in these lines.
fn within(lines: &[usize], wanted: Range<usize>) -> Range<usize> {
    let start = lines.partition_point(|line| *line < wanted.start);
    start..lines.partition_point(|line| *line < wanted.end)
}

/// The parts of a text that are like licences. Where the first is not like
/// enough to be one, it is there all the same.
fn matches(text: &str) -> Vec<Match> {
    let mut matches = Vec::new();
    let mut left = TextData::new(text);
    for pass in 0..MOST {
        let ranked = most_like(&left);
        let Some(best) = ranked.first() else { break };
        let whole = percent(best.score);
        // A text that is one licence and little else, or one that stands among
        // other words.
        let (part, score) = if whole >= ENOUGH {
            (left.clone(), best.score)
        } else {
            left.optimize_bounds(&best.form)
        };
        let enough = percent(score) >= ENOUGH;
        if enough || pass == 0 {
            let (start, end) = part.lines_view();
            let like = ranked.iter().enumerate().map(|(at, one)| Likeness {
                id: family(one.name).to_owned(),
                percent: match (enough, at) {
                    (true, 0) => percent(score),
                    (true, _) => percent(one.form.match_score(&part)),
                    (false, _) => percent(one.score),
                },
            });
            matches.push(Match {
                like: like.collect(),
                names: ranked.iter().map(|one| one.name).collect(),
                lines: start..end,
                enough,
            });
        }
        if !enough || whole >= ENOUGH {
            break;
        }
        left = part.white_out();
    }
    matches
}

/// How like a licence a text is.
struct Ranked {
    score: f32,
    name: &'static str,
    form: Arc<TextData>,
}

/// The licences that a text is most like, one of each family. Of two with the
/// same score the shorter name comes first, so that the order of a table decides
/// nothing.
fn most_like(text: &TextData) -> Vec<Ranked> {
    let scored = candidates(text).into_iter();
    let scored = scored.map(|Candidate { name, form }| Ranked {
        score: form.match_score(text),
        name,
        form,
    });
    let mut ranked: Vec<Ranked> = scored.collect();
    ranked.sort_by(|one, other| {
        let by_name = || (one.name.len(), one.name).cmp(&(other.name.len(), other.name));
        other.score.total_cmp(&one.score).then_with(by_name)
    });
    let best = ranked.first().map_or(0.0, |one| one.score);
    ranked.retain(|one| one.score >= best - NEAR && one.score > 0.0);
    let mut families: Vec<&str> = Vec::new();
    ranked.retain(|one| {
        let family = family(one.name);
        let new = !families.contains(&family);
        families.push(family);
        new
    });
    ranked.truncate(MOST_COMPARED);
    ranked
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
    fn other_texts_resemble_no_licence() {
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
}
