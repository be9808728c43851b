//! Meanings: what else the words of a query may stand for, by the [thesaurus](super::concepts)
//! and by the [names of organisations](super::organisation_names). What stands in quotes is
//! looked for as it is.

use std::ops::Range;
use std::sync::Arc;

use super::analysis::words_of_query;
use super::concepts::CONCEPTS;
use super::engine::impact_query::Variant;
use super::engine::segment_readers::WarmSearcher;
use super::fields::Fields;
use super::organisation_names::{NamedOrganisation, OrganisationNames};
use super::syntax::Part;
use crate::error::IndexError;

/// What a synonym weighs of a word as it was typed, and what one of a part of a compound does.
const SYNONYM_WEIGHT: f32 = 0.7;
const PART_WEIGHT: f32 = 0.3;

/// The most synonyms of a word that are searched: each is a posting list to read.
const MOST_SYNONYMS: usize = 12;

/// The most synonyms that a note tells of, and how many letters they may have.
const MOST_SHOWN: usize = 8;
const MOST_LETTERS: usize = 60;

/// What some words of a query mean too, as far as any repository has it.
#[derive(Clone)]
struct Synonyms {
    /// The words of the query, by their numbers.
    words: Range<usize>,
    /// What a note tells of them.
    texts: Vec<&'static str>,
    variants: Vec<Arc<Variant>>,
    weight: f32,
}

/// What else the words of a query may mean.
#[derive(Clone, Default)]
pub(super) struct Meanings {
    /// The number of the first word of each wanted part.
    first_words: Vec<usize>,
    synonyms: Vec<Synonyms>,
    organisations: Vec<NamedOrganisation>,
}

impl Meanings {
    /// Looks up the words of these parts.
    pub(super) fn of(
        parts: &[Part],
        names: &OrganisationNames,
        fields: &Fields,
        searcher: &WarmSearcher,
    ) -> Result<Self, IndexError> {
        let (words, first_words) = words_of(parts);
        let mut organisations = names.named_in(&words);
        let phrases = wanted(parts).zip(&first_words);
        for (part, at) in phrases.filter(|(part, _)| part.is_phrase) {
            // A phrase names an organisation as a whole.
            let own = words_of_query(&part.text).into_iter();
            let own: Vec<Option<String>> = own.map(|(_, word)| Some(word)).collect();
            let named = names.named_in(&own).into_iter();
            let named = named.filter(|named| named.words == (0..own.len()));
            organisations.extend(named.map(|named| NamedOrganisation {
                words: *at..at + 1,
                ..named
            }));
        }
        let mut synonyms = Vec::new();
        for known in CONCEPTS.synonyms(&words) {
            let (mut texts, mut variants) = (Vec::new(), Vec::new());
            for expression in known.expressions {
                let found = searcher.synonym(fields.stems, &expression.term)?;
                if let Some(found) = found.filter(|_| variants.len() < MOST_SYNONYMS) {
                    texts.push(expression.text);
                    variants.push(found);
                }
            }
            if !variants.is_empty() {
                synonyms.push(Synonyms {
                    words: known.words,
                    texts,
                    variants,
                    weight: if known.of_part {
                        PART_WEIGHT
                    } else {
                        SYNONYM_WEIGHT
                    },
                });
            }
        }
        Ok(Self {
            first_words,
            synonyms,
            organisations,
        })
    }

    /// Whether anything else than the words is searched.
    pub(super) fn has_synonyms(&self) -> bool {
        !self.synonyms.is_empty()
    }

    /// The same without synonyms.
    pub(super) fn without_synonyms(&self) -> Self {
        Self {
            synonyms: Vec::new(),
            ..self.clone()
        }
    }

    /// The terms of the organisations that a word helps to name.
    pub(super) fn organisations(&self, part: usize, word: usize) -> impl Iterator<Item = &str> {
        let word = self.number(part, word);
        let named = self.organisations.iter();
        let named = named.filter(move |named| named.words.contains(&word));
        named.map(|named| named.term.as_str())
    }

    /// What is searched in the place of a word too, with what it weighs.
    pub(super) fn synonyms(
        &self,
        part: usize,
        word: usize,
    ) -> impl Iterator<Item = (&[Arc<Variant>], f32)> {
        let word = self.number(part, word);
        let synonyms = self.synonyms.iter();
        let synonyms = synonyms.filter(move |synonyms| synonyms.words.contains(&word));
        synonyms.map(|synonyms| (synonyms.variants.as_slice(), synonyms.weight))
    }

    fn number(&self, part: usize, word: usize) -> usize {
        self.first_words
            .get(part)
            .map_or(usize::MAX, |first| first + word)
    }

    /// The synonyms as a note tells of them.
    pub(super) fn shown(&self) -> String {
        let mut shown = String::new();
        let texts = self.synonyms.iter().flat_map(|synonyms| &synonyms.texts);
        for text in texts.take(MOST_SHOWN) {
            let separator = if shown.is_empty() { "" } else { ", " };
            if shown.chars().count() + separator.len() + text.chars().count() > MOST_LETTERS {
                break;
            }
            shown.push_str(separator);
            shown.push_str(text);
        }
        shown
    }
}

/// The parts that are looked for, as in [`query`](super::query).
fn wanted(parts: &[Part]) -> impl Iterator<Item = &Part> {
    parts.iter().filter(|part| part.has_words() && !part.not)
}

/// The words of all wanted parts, with `None` in the place of a phrase, and the number of the
/// first word of each.
fn words_of(parts: &[Part]) -> (Vec<Option<String>>, Vec<usize>) {
    let (mut words, mut first_words) = (Vec::new(), Vec::new());
    for part in wanted(parts) {
        first_words.push(words.len());
        if part.is_phrase {
            words.push(None);
        } else {
            let own = words_of_query(&part.text).into_iter();
            words.extend(own.map(|(_, word)| Some(word)));
        }
    }
    (words, first_words)
}

/// The stems of the synonyms that are one word, for marking them in texts. Of one of several
/// words each would be marked wherever it stands.
pub(super) fn synonym_stems(parts: &[Part]) -> impl Iterator<Item = String> {
    let synonyms = CONCEPTS.synonyms(&words_of(parts).0).into_iter();
    let expressions = synonyms.flat_map(|synonyms| synonyms.expressions);
    let terms = expressions.map(|expression| &expression.term);
    terms.filter(|term| !term.contains(' ')).cloned()
}
