//! What a repository is about, in the words of publiccode.yml: as the file
//! declares it, and for repositories without, a guess by words, marked as such.

mod vocabulary;
mod words;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use bronwijzer_crawler::observation::Observation;

use self::vocabulary::{CATEGORIES, PLATFORMS, SCOPES, SOFTWARE_TYPES};
use self::words::{BY_LANGUAGE, Theme, WORDS};
use super::publiccode::Publiccode;
use super::{Fact, Reason};

/// The most categories that are guessed.
const MOST_GUESSES: usize = 3;

/// What a repository is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Themes {
    /// What kind of software it is, as in `standalone/web`.
    pub software_type: Option<Themed>,
    /// What it is for, as in `content-management`.
    pub categories: Vec<Themed>,
    /// Where users run it, as in `web`.
    pub platforms: Vec<Themed>,
    /// For which part of society, as in `local-authorities`; never guessed.
    pub audience: Vec<Themed>,
}

/// A word of the standard, and why it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Themed {
    /// The word, as the standard writes it.
    pub value: &'static str,
    /// Whether it is a guess of ours and nothing that the owner says.
    pub guessed: bool,
    /// The rule that held.
    pub reason: Reason,
}

/// Takes what publiccode.yml declares; each of software type, categories and
/// platforms that it does not declare is guessed.
pub(super) fn judge(observation: &Observation, publiccode: Option<&Publiccode>) -> Themes {
    let nothing = Publiccode::default();
    let file = publiccode.unwrap_or(&nothing);
    let mut themes = Themes {
        software_type: file
            .software_type
            .as_deref()
            .and_then(|word| known(&SOFTWARE_TYPES, word))
            .map(declared),
        categories: all_known(&CATEGORIES, &file.categories),
        platforms: all_known(PLATFORMS, &file.platforms),
        audience: all_known(&SCOPES, &file.audience),
    };
    let guess_type = themes.software_type.is_none();
    let guess_categories = themes.categories.is_empty();
    let guess_platforms = themes.platforms.is_empty();
    if !guess_type && !guess_categories && !guess_platforms {
        return themes;
    }
    let mut first_type = usize::MAX;
    for (rule, text) in texts(observation) {
        for (row, word) in found(&text) {
            let Some((theme, _)) = WORDS.get(row) else {
                continue;
            };
            match theme {
                // Of the source that counts most, the first in the table.
                Theme::SoftwareType(value) if guess_type && row < first_type => {
                    first_type = row;
                    themes.software_type = Some(guess(value, rule, word));
                }
                Theme::Category(value)
                    if guess_categories && themes.categories.len() < MOST_GUESSES =>
                {
                    add(&mut themes.categories, guess(value, rule, word));
                }
                Theme::Platform(value) if guess_platforms => {
                    add(&mut themes.platforms, guess(value, rule, word));
                }
                _ => {}
            }
        }
        if first_type != usize::MAX {
            first_type = 0;
        }
    }
    if themes.software_type.is_none() {
        themes.software_type = by_language(observation);
    }
    themes
}

/// The texts that words are looked for in, what says most of the whole first.
fn texts(observation: &Observation) -> impl Iterator<Item = (&'static str, String)> {
    let catalogued = || observation.catalogued.iter();
    let topics = observation.topics.iter().flatten();
    let topics = topics.chain(catalogued().flat_map(|words| &words.topics));
    let topics = topics.map(|topic| ("guessed_by_topic", topic.as_str()));
    let name = ("guessed_by_name", observation.url.name());
    let sentences = catalogued().flat_map(|words| &words.sentences);
    let sentences = sentences.map(|sentence| sentence.text.as_str());
    let descriptions = observation.description.as_deref().into_iter();
    let descriptions = descriptions.chain(sentences);
    let descriptions = descriptions.map(|text| ("guessed_by_description", text));
    let all: Vec<_> = topics.chain([name]).chain(descriptions).collect();
    all.into_iter().map(|(rule, text)| (rule, words(text)))
}

/// Letters and digits in lower case, with a space before and after each word.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    for c in text.chars() {
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    words.push(' ');
    words
}

struct Table {
    /// The row of `WORDS` and the word of each pattern.
    patterns: Vec<(usize, &'static str)>,
    words: AhoCorasick,
}

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| {
    let rows = WORDS.iter().enumerate();
    let patterns: Vec<(usize, &str)> = rows
        .flat_map(|(row, (_, words))| words.iter().map(move |word| (row, *word)))
        .collect();
    let words = AhoCorasick::new(patterns.iter().map(|(_, word)| format!(" {word} "))).ok()?;
    Some(Table { patterns, words })
});

/// The rows whose words stand in a text, with the word, in the order of the
/// table.
fn found(text: &str) -> Vec<(usize, &'static str)> {
    let Some(table) = &*TABLE else {
        return Vec::new();
    };
    let mut rows: Vec<_> = table
        .words
        .find_overlapping_iter(text)
        .filter_map(|hit| table.patterns.get(hit.pattern().as_usize()).copied())
        .collect();
    // Of two words for one row the longer one says more.
    rows.sort_by_key(|(row, word)| (*row, std::cmp::Reverse(word.len())));
    rows.dedup_by_key(|(row, _)| *row);
    rows
}

fn by_language(observation: &Observation) -> Option<Themed> {
    let language = observation.languages.as_ref()?.first()?;
    let known = BY_LANGUAGE
        .iter()
        .find(|(name, _)| *name == language.name)?;
    Some(guess(known.1, "guessed_by_language", known.0))
}

fn guess(value: &'static str, rule: &'static str, word: &str) -> Themed {
    Themed {
        value,
        guessed: true,
        reason: Reason::new(rule, [("word", Fact::Text(word.to_owned()))]),
    }
}

fn declared(value: &'static str) -> Themed {
    Themed {
        value,
        guessed: false,
        reason: Reason::new("named_in_publiccode", []),
    }
}

fn all_known(vocabulary: &[&'static str], words: &[String]) -> Vec<Themed> {
    let mut themes = Vec::new();
    for value in words.iter().filter_map(|word| known(vocabulary, word)) {
        add(&mut themes, declared(value));
    }
    themes
}

fn add(themes: &mut Vec<Themed>, theme: Themed) {
    if themes.iter().all(|known| known.value != theme.value) {
        themes.push(theme);
    }
}

/// The word as the standard writes it; case aside.
fn known(vocabulary: &[&'static str], word: &str) -> Option<&'static str> {
    let mut words = vocabulary.iter().copied();
    words.find(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests;
