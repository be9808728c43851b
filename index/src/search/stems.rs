//! Stemmers: the stems of a word in Dutch and in English, with those of the parts of a compound.
//!
//! Both languages share a field: few READMEs keep to one of them, and where a
//! word has the same stem in both, a search looks for one word less.

use std::collections::HashMap;

use ahash::RandomState;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RawTokenizer, Stemmer, StopWordFilter, TextAnalyzer,
};

use super::compounds::Compounds;
use super::concepts;

/// How many words are remembered with their stems: a small part of all words
/// makes up most of any text.
const REMEMBERED: usize = 30_000;

/// Finds stems.
#[derive(Clone)]
pub(super) struct Stems {
    dutch: TextAnalyzer,
    english: TextAnalyzer,
    /// `None` where compounds are left as they are.
    compounds: Option<Compounds>,
    known: HashMap<String, Vec<String>, RandomState>,
}

impl Stems {
    /// With the parts of compounds for texts, without for queries.
    pub(super) fn new(with_parts: bool) -> Self {
        Self {
            dutch: stemmer(Language::Dutch),
            english: stemmer(Language::English),
            compounds: with_parts.then(Compounds::new),
            known: HashMap::default(),
        }
    }

    /// The stems of a word, each once; none for a word that texts of either
    /// language are full of.
    pub(super) fn of(&mut self, word: &str) -> &[String] {
        if !self.known.contains_key(word) {
            if self.known.len() >= REMEMBERED {
                self.known.clear();
            }
            let stems = self.find(word);
            self.known.insert(word.to_owned(), stems);
        }
        self.known.get(word).map_or(&[], Vec::as_slice)
    }

    /// The stem of a word in one of the languages; the word itself where texts in it are
    /// full of it.
    pub(super) fn in_language(&mut self, word: &str, language: concepts::Language) -> String {
        let word = &word.to_lowercase();
        if self.find(word).is_empty() {
            return word.clone();
        }
        let analyzer = match language {
            concepts::Language::Dutch => &mut self.dutch,
            concepts::Language::English => &mut self.english,
        };
        only_token(analyzer, word).unwrap_or_else(|| word.clone())
    }

    /// The same, for who remembers them.
    pub(super) fn find(&mut self, word: &str) -> Vec<String> {
        let word = &word.to_lowercase();
        let (Some(dutch), Some(english)) = (
            only_token(&mut self.dutch, word),
            only_token(&mut self.english, word),
        ) else {
            return Vec::new();
        };
        let mut stems = vec![dutch];
        let parts = match &mut self.compounds {
            Some(compounds) => compounds.parts(word),
            None => Vec::new(),
        };
        let parts = parts
            .into_iter()
            .filter_map(|part| only_token(&mut self.dutch, part));
        for stem in std::iter::once(english).chain(parts) {
            if !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        stems
    }
}

/// Makes a stem of a word, and nothing of a stop word.
fn stemmer(language: Language) -> TextAnalyzer {
    let mut builder = TextAnalyzer::builder(RawTokenizer::default())
        .filter(LowerCaser)
        .dynamic();
    if let Some(stop_words) = StopWordFilter::new(language) {
        builder = builder.filter_dynamic(stop_words);
    }
    builder
        .filter_dynamic(Stemmer::new(language))
        .filter_dynamic(AsciiFoldingFilter)
        .build()
}

fn only_token(analyzer: &mut TextAnalyzer, word: &str) -> Option<String> {
    let mut stream = analyzer.token_stream(word);
    stream.next().map(|token| token.text.clone())
}
