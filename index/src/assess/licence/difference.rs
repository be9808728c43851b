//! What differs between a text and a licence, word by word.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use super::candidates::text_of;
use super::words::{Words, in_line, is_copyright, position};

/// Words in common that show where the licence begins and ends: fewer come
/// together by chance.
const ANCHOR: usize = 4;

/// A line of a title has at most this many words, and a title this many.
const TITLE_LINE: usize = 7;
const LONGEST_TITLE: usize = 24;

/// How many words may lack at the end.
const END: usize = 12;

/// How many places may differ by small words or spelling.
const SMALL_PLACES: usize = 8;

/// What comes before these words is an introduction that may lack.
const AFTER_INTRODUCTION: &[&[&str]] = &[
    &["by", "exercising", "the", "licensed", "rights"],
    &["statement", "of", "purpose"],
];

/// What begins with these words is about using the licence, and may lack or be
/// filled in.
const CLOSING: &[&[&str]] = &[
    &["end", "of", "terms", "and", "conditions"],
    &["how", "to", "apply"],
    &["appendix", "how", "to", "apply"],
    &["creative", "commons", "is", "not", "party"],
    &["exhibit"],
    &["for", "more", "information", "please"],
];

/// Words that change nothing where they are added, lack or stand for each other.
const SMALL: &[&str] = &[
    "after",
    "an",
    "are",
    "as",
    "at",
    "by",
    "code",
    "following",
    "from",
    "in",
    "is",
    "it",
    "of",
    "on",
    "that",
    "the",
    "these",
    "this",
    "to",
];

/// How many letters two words begin with that are forms of one.
const SAME_BEGINNING: usize = 6;

/// What differs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Where the licence stands, from its first word to its last, as positions
    /// in the text's words.
    pub(super) place: Range<usize>,
    /// Words in that place, about the use of the licence, that are none of the
    /// licence's: what is filled in there.
    pub(super) filled_in: Vec<Range<usize>>,
    /// Words in the licence's terms that are not the licence's.
    pub(super) added: Vec<Range<usize>>,
    /// The licence's terms that lack, each with the words as the licence has
    /// them.
    pub(super) lacking: Vec<Vec<String>>,
}

impl Difference {
    /// Whether the terms are the licence's own.
    pub(super) fn is_none(&self) -> bool {
        self.added.is_empty() && self.lacking.is_empty()
    }

    /// How many words of terms differ.
    pub(super) fn size(&self) -> usize {
        let added: usize = self.added.iter().map(ExactSizeIterator::len).sum();
        added + self.lacking.iter().map(Vec::len).sum::<usize>()
    }
}

/// A licence's text, and which part of it are its terms.
#[derive(Debug)]
pub(super) struct Licence {
    words: Vec<String>,
    /// How many words its title has.
    title: usize,
    terms: Range<usize>,
}

impl Licence {
    pub(super) fn of(text: &str) -> Self {
        let words = Words::of(text).words;
        let introduction = AFTER_INTRODUCTION
            .iter()
            .filter_map(|phrase| position(&words, phrase))
            .filter(|at| at * 5 < words.len() * 2)
            .max();
        // A licence may speak of its end before it is there.
        let last_part = words.len() * 3 / 5;
        let closing = CLOSING
            .iter()
            .filter_map(|phrase| position(&words[last_part..], phrase))
            .min();
        let start = introduction.unwrap_or(0);
        let end = closing.map_or(words.len(), |at| last_part + at);
        let lines = text.lines().filter(|line| !is_copyright(line));
        let lengths = lines.map(|line| in_line(line).count());
        let title: usize = lengths.take_while(|length| *length <= TITLE_LINE).sum();
        Self {
            words,
            title: title.min(LONGEST_TITLE),
            terms: start..end,
        }
    }

    /// How many words it has.
    pub(super) fn words(&self) -> usize {
        self.words.len()
    }

    /// The licence with this SPDX identifier; `None` when it is none.
    pub(super) fn named(id: &str) -> Option<Arc<Self>> {
        static KNOWN: LazyLock<Mutex<HashMap<&'static str, Arc<Licence>>>> =
            LazyLock::new(Mutex::default);
        let id = spdx::license_id(id)?;
        let text = text_of(id.name)?;
        // A licence is put in whole, whoever panicked.
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let licence = known
            .entry(id.name)
            .or_insert_with(|| Arc::new(Self::of(text)));
        Some(Arc::clone(licence))
    }

    /// What differs between this licence and the words of a text in `range`;
    /// `None` where they have hardly anything in common.
    pub(super) fn difference(&self, text: &[String], range: &Range<usize>) -> Option<Difference> {
        let part = text.get(range.clone())?;
        let steps = capture_diff_slices(Algorithm::Myers, &self.words, part);
        let is_anchor =
            |step: &DiffOp| step.tag() == DiffTag::Equal && step.old_range().len() >= ANCHOR;
        // An introduction may have the words of the title.
        let titled = self.terms.start.max(self.title);
        let first = steps
            .iter()
            .position(|step| is_anchor(step) && step.old_range().end > titled)?;
        let last = steps.iter().rposition(is_anchor)?;
        let in_text = |range: Range<usize>, at: usize| range.start + at..range.end + at;
        let (begin, end) = (steps[first].old_range().start, steps[last].old_range().end);
        let mut difference = Difference {
            place: steps[first].new_range().start + range.start
                ..steps[last].new_range().end + range.start,
            ..Difference::default()
        };
        // What lacks before the first and behind the last word.
        if begin > titled {
            self.lack(&mut difference, titled..begin);
        }
        if self.terms.end.saturating_sub(end) > END {
            self.lack(&mut difference, end..self.terms.end);
        }
        let mut small = 0;
        for step in &steps[first..=last] {
            let (tag, old, new) = step.as_tag_tuple();
            if tag == DiffTag::Equal {
                continue;
            }
            let added = in_text(new.clone(), range.start);
            let of_terms = old.start < self.terms.end && old.end > self.terms.start;
            let of_terms = of_terms || (old.is_empty() && self.terms.contains(&old.start));
            if !of_terms {
                difference.filled_in.push(added);
            } else if (small < SMALL_PLACES || is_broken(&part[new.clone()]))
                && changes_nothing(&self.words[old.clone()], &part[new.clone()])
            {
                small += usize::from(!is_broken(&part[new]));
            } else {
                if !added.is_empty() {
                    difference.added.push(added);
                }
                if !old.is_empty() {
                    self.lack(&mut difference, old);
                }
            }
        }
        difference.filled_in.retain(|range| !range.is_empty());
        Some(difference)
    }

    fn lack(&self, difference: &mut Difference, range: Range<usize>) {
        difference.lacking.push(self.words[range].to_vec());
    }
}

/// Whether letters were lost in another encoding, which then happens all over a
/// text.
fn is_broken(words: &[String]) -> bool {
    words.iter().any(|word| word.contains('\u{fffd}'))
}

/// Whether a difference is one of small words, or of the spelling of one word.
fn changes_nothing(licence: &[String], text: &[String]) -> bool {
    let all = || licence.iter().chain(text);
    if licence.len() + text.len() <= 3 && all().all(|word| SMALL.contains(&word.as_str())) {
        return true;
    }
    // A word may be broken at the end of a line, or in a letter.
    let few = (1..=2).contains(&licence.len()) && (1..=2).contains(&text.len());
    few && is_misspelt(&licence.concat(), &text.concat())
}

/// Whether two words are one with another spelling. They begin alike:
/// `revocable` is the opposite of `irrevocable`.
fn is_misspelt(one: &str, other: &str) -> bool {
    let length = one.chars().count().min(other.chars().count());
    let pairs = one.chars().zip(other.chars());
    let same = pairs.take_while(|(one, other)| one == other).count();
    let distance = || strsim::damerau_levenshtein(one, other);
    one == other
        || (same >= SAME_BEGINNING && same * 5 >= length * 3)
        || (same >= 1 && length >= 5 && distance() * 4 <= length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(id: &str, change: impl Fn(&str) -> String) -> Difference {
        let text = spdx::license_id(id).unwrap().text();
        let words = Words::of(&change(text)).words;
        let licence = Licence::named(id).unwrap();
        licence.difference(&words, &(0..words.len())).unwrap()
    }

    #[test]
    fn every_licence_is_itself() {
        for id in ["MIT", "Apache-2.0", "EUPL-1.2", "GPL-3.0", "CC-BY-4.0"] {
            let difference = difference(id, str::to_owned);
            assert!(difference.is_none(), "{id}: {difference:?}");
        }
    }

    #[test]
    fn spdx_allowed_differences_are_ignored() {
        let cases: &[(&str, &str, &str)] = &[
            ("MIT", "MIT License", ""),
            (
                "MIT",
                "Copyright (c) <year> <copyright holders>",
                "Copyright 2020 A",
            ),
            ("MIT", " (including the next paragraph)", ""),
            ("MIT", "\"Software\"", "“Software”"),
            (
                "BSD-3-Clause",
                "the copyright holder nor",
                "Gemeente Voorbeeld nor",
            ),
            (
                "BSD-3-Clause",
                "THE COPYRIGHT HOLDERS AND CONTRIBUTORS \"AS",
                "ONS \"AS",
            ),
            (
                "Apache-2.0",
                "[name of copyright owner]",
                "Gemeente Voorbeeld",
            ),
            ("EUPL-1.2", "Licence", "License"),
            ("EUPL-1.2", "distribut", "distrib\u{fffd}t"),
            (
                "CC-BY-4.0",
                "Considerations for licensors:",
                "Voor licentiegevers:",
            ),
        ];
        for (id, old, new) in cases {
            let difference = difference(id, |text| text.replace(old, new));
            assert!(difference.is_none(), "{id} {old}: {difference:?}");
        }
    }

    #[test]
    fn changed_terms_are_a_difference() {
        let cases: &[(&str, &str, &str)] = &[
            ("MIT", "free of charge", "free of charge, for schools"),
            ("MIT", "and/or sell", ""),
            ("MIT", "without restriction", "with restriction"),
            ("MIT", "to any person", "to any body"),
            ("ISC", "for any purpose", "for any good purpose"),
            ("EUPL-1.2", "worldwide", "Dutch"),
            (
                "GPL-3.0",
                "You may not impose any further restrictions",
                "You may impose restrictions",
            ),
        ];
        for (id, old, new) in cases {
            let text = spdx::license_id(id).unwrap().text();
            assert!(text.contains(old), "{id} {old}");
            let difference = difference(id, |text| text.replacen(old, new, 1));
            assert!(!difference.is_none(), "{id} {old}");
        }
    }
}
