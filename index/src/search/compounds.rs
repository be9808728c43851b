//! Decompounding: cuts Dutch compounds: `zaaksysteem` is found by `zaak` and by `systeem`.
//!
//! The words that they are cut into are a list and not the catalogue's own
//! vocabulary: a text has to give the same words today and tomorrow. tantivy's
//! `SplitCompoundWords` gives up the whole word, knows no letters between the
//! parts, and cuts nothing where one part is not in its list.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer};

use super::compound_words::WORDS;

/// The shortest word that is cut, in letters.
const SHORTEST: usize = 7;

/// From this length on a word of the list is cut off a word whose other part
/// is not in the list.
const LONG: usize = 6;

/// The shortest part that is not in the list, in letters.
const SHORTEST_UNKNOWN: usize = 4;

/// The most parts of a compound.
const MOST_PARTS: usize = 4;

/// The letters between two parts.
const LINKS: &[&str] = &["", "s", "en", "e", "n", "-"];

/// The list, as the words are and as their stems.
struct Lists {
    words: HashSet<&'static str>,
    stems: HashSet<String>,
}

static LISTS: LazyLock<Arc<Lists>> = LazyLock::new(|| {
    let mut stemmer = stemmer();
    let words: HashSet<&str> = WORDS.split_whitespace().collect();
    let stems = words.iter().map(|word| stem(&mut stemmer, word)).collect();
    Arc::new(Lists { words, stems })
});

/// Cuts compounds.
#[derive(Clone)]
pub(super) struct Compounds {
    lists: Arc<Lists>,
    stemmer: TextAnalyzer,
}

fn stemmer() -> TextAnalyzer {
    TextAnalyzer::builder(RawTokenizer::default())
        .filter(Stemmer::new(Language::Dutch))
        .build()
}

fn stem(stemmer: &mut TextAnalyzer, word: &str) -> String {
    let mut stream = stemmer.token_stream(word);
    stream
        .next()
        .map_or_else(String::new, |token| token.text.clone())
}

impl Compounds {
    pub(super) fn new() -> Self {
        Self {
            lists: LISTS.clone(),
            stemmer: stemmer(),
        }
    }

    /// The parts of a word in lower case; none for what is no compound. The
    /// letters between parts are in none of them.
    pub(super) fn parts<'a>(&mut self, word: &'a str) -> Vec<&'a str> {
        let letters = word.chars().all(char::is_alphabetic);
        if !letters || word.chars().count() < SHORTEST || self.lists.words.contains(word) {
            return Vec::new();
        }
        // An ending changes only the last part, so that one is compared by its
        // stem.
        if self.is_end(word) {
            return Vec::new();
        }
        let mut parts = Vec::new();
        if self.all_known(word, &mut parts) {
            return parts;
        }
        self.one_known(word)
    }

    /// Whether this is a word of the list, with or without an ending.
    fn is_end(&mut self, word: &str) -> bool {
        self.lists.words.contains(word) || self.lists.stems.contains(&stem(&mut self.stemmer, word))
    }

    /// Finds parts that are all in the list, long ones first.
    fn all_known<'a>(&mut self, word: &'a str, parts: &mut Vec<&'a str>) -> bool {
        if !parts.is_empty() && self.is_end(word) {
            parts.push(word);
            return true;
        }
        if parts.len() + 1 == MOST_PARTS {
            return false;
        }
        for (at, _) in word.char_indices().rev() {
            if !self.lists.words.contains(&word[..at]) {
                continue;
            }
            for link in LINKS {
                let Some(rest) = word[at..].strip_prefix(link) else {
                    continue;
                };
                parts.push(&word[..at]);
                if self.all_known(rest, parts) {
                    return true;
                }
                parts.pop();
            }
        }
        false
    }

    /// Cuts one long word of the list off the end, else off the beginning.
    fn one_known<'a>(&mut self, word: &'a str) -> Vec<&'a str> {
        let is_part = |text: &str| {
            text.chars().count() >= SHORTEST_UNKNOWN && text.contains(['a', 'e', 'i', 'o', 'u'])
        };
        for (at, _) in word.char_indices().skip(SHORTEST_UNKNOWN) {
            let end = &word[at..];
            if end.chars().count() >= LONG && is_part(&word[..at]) && self.is_end(end) {
                return vec![&word[..at], end];
            }
        }
        for (at, _) in word.char_indices().rev() {
            let known =
                word[..at].chars().count() >= LONG && self.lists.words.contains(&word[..at]);
            if known && is_part(&word[at..]) {
                return vec![&word[..at], &word[at..]];
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounds_are_cut_and_other_words_are_not() {
        let mut compounds = Compounds::new();
        let cases = [
            ("zaaksysteem", "zaak systeem"),
            ("zaaksystemen", "zaak systemen"),
            ("zaaktypecatalogus", "zaak type catalogus"),
            ("zaaktypencatalogus", "zaak type catalogus"),
            ("gemeentewebsite", "gemeente website"),
            ("parkeervergunningen", "parkeer vergunningen"),
            ("parkeerscans", "parkeer scans"),
            ("verkiezingsuitslag", "verkiezings uitslag"),
            ("omgevingsvergunning", "omgevings vergunning"),
            ("persoonsgegevens", "persoons gegevens"),
            ("algoritmeregister", "algoritme register"),
            ("algoritmekader", "algoritme kader"),
            ("kademuren", "kade muren"),
            ("softwarecatalogus", "software catalogus"),
            ("raadsinformatie", "raads informatie"),
            ("dataverwerkingen", "data verwerkingen"),
            ("burgerzakenmodule", "burger zaken module"),
            // One part is not in the list.
            ("bomenregister", "bomen register"),
            ("leerlingvolgsysteem", "leerlingvolg systeem"),
            ("straatmarkten", "straat markten"),
            ("gemeentebreed", "gemeente breed"),
            // No compounds, or none of Dutch words.
            ("gemeente", ""),
            ("gemeenten", ""),
            ("standaard", ""),
            ("standaarden", ""),
            ("registers", ""),
            ("beveiliging", ""),
            ("notification", ""),
            ("application", ""),
            ("development", ""),
            ("kubernetes", ""),
            ("typescript", ""),
            ("government", ""),
            ("contribution", ""),
            ("zaak2024systeem", ""),
            ("één", ""),
        ];
        let found = cases.map(|(word, _)| (word, compounds.parts(word).join(" ")));
        let expected = cases.map(|(word, parts)| (word, parts.to_owned()));
        let wrong: Vec<_> = found
            .iter()
            .zip(&expected)
            .filter(|(a, b)| a != b)
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn compound_words_are_lower_case_and_unique() {
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let distinct: HashSet<&&str> = words.iter().collect();
        assert_eq!(words.len(), distinct.len());
        assert!(
            words
                .iter()
                .all(|word| word.chars().all(char::is_lowercase))
        );
    }
}
