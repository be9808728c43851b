//! The language versions of the EUPL 1.2. All 23 have the same legal value
//! (Article 13), and SPDX has only the English text. The Dutch one is compared
//! word by word. The others are recognised by their title and by ten phrases
//! spread over the articles; of what stands between the phrases only words of
//! riders in Dutch and English are seen.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::detect::{Found, Likeness};
use super::difference::{Difference, Licence};
use super::terms;
use super::words::{Words, in_line, position};

/// What SPDX calls it.
pub(super) const ID: &str = "EUPL-1.2";

/// The Dutch text. Source: Commission Implementing Decision (EU) 2017/863,
/// OJ L 128, 19.5.2017; its reuse is free by Commission Decision 2011/833/EU.
pub(super) const DUTCH: &str = include_str!("eupl-1.2.nl.txt");

/// The title in Dutch, as words.
const DUTCH_TITLE: &[&str] = &["openbare", "licentie", "van", "de", "europese", "unie"];

/// How often the Dutch title is tried as the beginning of the text; it may stand
/// in an introduction too.
const MOST_TITLES: usize = 4;

static DUTCH_LICENCE: LazyLock<Licence> = LazyLock::new(|| Licence::of(DUTCH));

/// The table; its head tells how it is written.
const VERSIONS: &str = include_str!("eupl.txt");

/// How many of a version's phrases have to be there, in per cent.
const ENOUGH: u8 = 90;

struct Versions {
    titles: Vec<&'static str>,
    /// The position of the version that each phrase is of.
    of_phrase: Vec<usize>,
    phrases: AhoCorasick,
}

static KNOWN: LazyLock<Option<Versions>> = LazyLock::new(|| {
    let (mut titles, mut of_phrase, mut phrases) = (Vec::new(), Vec::new(), Vec::new());
    for line in VERSIONS.lines() {
        if let Some((_, title)) = line
            .strip_prefix('[')
            .and_then(|line| line.split_once("] "))
        {
            titles.push(title);
        } else if !line.is_empty() && !line.starts_with('#') {
            of_phrase.push(titles.len().checked_sub(1)?);
            phrases.push(line);
        }
    }
    Some(Versions {
        titles,
        of_phrase,
        phrases: AhoCorasick::new(phrases).ok()?,
    })
});

/// Finds a language version other than the English one in a text.
pub(super) fn find(text: &Words) -> Option<Found> {
    in_dutch(text).or_else(|| by_phrases(text))
}

fn in_dutch(text: &Words) -> Option<Found> {
    let words = &text.words;
    let titles = (0..words.len()).filter(|at| super::words::starts(&words[*at..], DUTCH_TITLE));
    let length = DUTCH_LICENCE.words();
    let differences = titles.take(MOST_TITLES).filter_map(|at| {
        let end = words.len().min(at + length + length / 8);
        DUTCH_LICENCE.difference(words, &(at..end))
    });
    let difference = differences.min_by_key(Difference::size)?;
    let differs = (100 * difference.size()).div_ceil(length.max(1));
    let percent = u8::try_from(100_usize.saturating_sub(differs)).ok()?;
    (percent >= ENOUGH).then(|| found(percent, difference))
}

fn found(percent: u8, difference: Difference) -> Found {
    let id = ID.to_owned();
    Found {
        likeness: Likeness { id, percent },
        difference,
    }
}

fn by_phrases(text: &Words) -> Option<Found> {
    let (percent, title) = likeness(&text.raw)?;
    let title: Vec<String> = in_line(title).collect();
    let title: Vec<&str> = title.iter().map(String::as_str).collect();
    let start = position(&text.words, &title).unwrap_or(0);
    let place = start..text.words.len();
    let rider = terms::limit_abroad(&text.words[place.clone()]);
    let added = rider.map(|at| start + at..start + at + 1);
    let difference = Difference {
        place,
        added: added.into_iter().collect(),
        ..Difference::default()
    };
    Some(found(percent, difference))
}

/// How much of a language version other than the English one is in a text, in
/// per cent, and its title; `None` when that is too little.
fn likeness(text: &str) -> Option<(u8, &'static str)> {
    let known = KNOWN.as_ref()?;
    let text = words(text);
    let mut found = vec![false; known.of_phrase.len()];
    for hit in known.phrases.find_overlapping_iter(&text) {
        found[hit.pattern().as_usize()] = true;
    }
    let share = |version: usize| {
        let own = known.of_phrase.iter().zip(&found);
        let own = own.filter(|(of, _)| **of == version);
        let (count, all) = own.fold((0, 0), |(count, all), (_, found)| {
            (count + usize::from(*found), all + 1)
        });
        u8::try_from(100 * count / all.max(1)).unwrap_or(0)
    };
    let titled = known.titles.iter().enumerate();
    titled
        .filter(|(_, title)| text.contains(*title))
        .map(|(version, title)| (share(version), *title))
        .max()
        .filter(|(share, _)| *share >= ENOUGH)
}

/// Letters and digits in lower case, with one space between words.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rider_on_the_dutch_eupl_is_a_difference() {
        let words = Words::of(DUTCH);
        let whole = find(&words).unwrap();
        assert_eq!((whole.likeness.percent, whole.difference.size()), (100, 0));
        let changed = DUTCH.replacen("royaltyvrije", "niet-commerciële, royaltyvrije", 1);
        let changed = find(&Words::of(&changed)).unwrap();
        assert!(!changed.difference.is_none());
    }

    #[test]
    fn every_other_language_has_a_title_and_ten_phrases() {
        let known = KNOWN.as_ref().unwrap();
        assert_eq!(known.titles.len(), 22);
        assert_eq!(known.of_phrase.len(), 220);
        assert!(
            VERSIONS
                .lines()
                .all(|line| { line.starts_with(['#', '[']) || words(line).trim_end() == line })
        );
    }

    #[test]
    fn a_version_is_recognised_by_its_phrases() {
        for version in VERSIONS.split("\n[").skip(1) {
            let (_, version) = version.split_once("] ").unwrap();
            let lines: Vec<&str> = version.lines().filter(|line| !line.is_empty()).collect();
            let text = lines.join(" – ").to_uppercase();
            // Upper case and back changes a few letters of some languages.
            let whole = likeness(&lines.join(" – "));
            assert_eq!(whole.map(|(percent, _)| percent), Some(100), "{}", lines[0]);
            assert!(likeness(&text).is_some() || !text.is_ascii(), "{text}");
            assert_eq!(likeness(&lines[1..].join(" ")), None, "without its title");
            assert_eq!(
                likeness(&lines[..9].join(" ")),
                None,
                "eight of ten phrases"
            );
        }
    }
}
