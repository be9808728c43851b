//! Impacts: the BM25F term weight of each word in each repository, computed and quantised
//! when a repository is indexed.
//!
//! BM25F sums or maximises over fields at query time, which reads a posting list for each
//! field. Here the maximum over all text fields is taken at indexing time, IDF left out, and
//! quantised to [`IMPACT_LEVELS`] levels. The level is stored where tantivy keeps the term
//! frequency: [`ImpactTokenizer`] repeats the word that often. So a query reads one posting
//! list for a word, and its score is IDF times the impact that the "term frequency" stands
//! for. Impacts depend on the repository alone; IDF follows the catalogue and is applied by
//! [`impact_query`](super::impact_query).

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::num::NonZero;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread::available_parallelism;

use ahash::RandomState;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

use super::super::addresses;
use super::super::analysis::{Analysis, LONGEST_WORD, folded, whole};
use super::super::concepts::{PhraseReader, PhraseWord, phrase_word};
use super::super::fields::{
    EDGE_NGRAM_BOOST, EXACT_NAME_BOOST, ORGANISATION_BOOST, TEXT_FIELDS, TextField,
};
use super::super::organisation_names;
use super::super::stems::Stems;
use super::super::word_tokenizer::{TokenVariants, WordTokenizer};
use crate::model::{Entry, Names};

/// How many levels impacts are quantised to: twice as many order the judged queries no
/// better, and take twice as long to write.
pub(super) const IMPACT_LEVELS: u8 = 11;

/// The impact of the lowest level, and the ratio of one level to the one below: up to 44.
const LOWEST_IMPACT: f32 = 0.4;
const STEP: f32 = 1.6;

/// The levels by the number of words that have them, the commonest first: the first is
/// written as a term frequency of 1, the second as 2, and so on, because each repetition
/// costs time while indexing. In a README of usual length a word that occurs once is of
/// level 3, and nearly all others are near it.
const LEVEL_BY_TF: [u8; IMPACT_LEVELS as usize] = [3, 4, 2, 1, 5, 6, 7, 8, 9, 10, 11];

/// The usual constants of BM25: how soon a repeated word stops adding weight, and how much
/// less a word weighs in a longer text.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// The shortest and the longest edge n-gram of a word of the name, in letters.
pub(in crate::search) const MIN_NGRAM: usize = 3;
const MAX_NGRAM: usize = 20;

/// How many terms keep their number from one repository to the next, the first that come:
/// a small part of all words makes up most of any text. Each takes some 130 bytes, in every
/// builder.
const CACHED_TERMS: usize = 100_000;

/// Stands before a name as a whole. No word has it.
const EXACT_NAME: char = '=';

/// The impact by term frequency; 0 for a frequency of 0.
pub(super) fn impact_by_tf() -> [f32; IMPACT_LEVELS as usize + 1] {
    let mut impacts = [0.0; IMPACT_LEVELS as usize + 1];
    for (impact, level) in impacts[1..].iter_mut().zip(LEVEL_BY_TF) {
        *impact = LOWEST_IMPACT * STEP.powi(i32::from(level) - 1);
    }
    impacts
}

/// The term frequency that stands for an impact.
fn tf_of(impact: f32) -> u8 {
    let level = quantised(impact);
    let before = LEVEL_BY_TF.iter().take_while(|other| **other != level);
    before.fold(1, |tf, _| tf + 1)
}

/// The level nearest to an impact.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and the number of levels"
)]
fn quantised(impact: f32) -> u8 {
    let steps = (impact / LOWEST_IMPACT).log2() / STEP.log2();
    (steps.round() + 1.0).clamp(1.0, IMPACT_LEVELS.into()) as u8
}

/// The term for a name as a whole: its letters and digits; `None` for what has none.
pub(in crate::search) fn exact_name(name: &str) -> Option<String> {
    let plain = whole(name);
    (!plain.is_empty()).then(|| format!("{EXACT_NAME}{plain}"))
}

/// The words and the stems of a repository, each followed by a character whose code is its
/// term frequency, as [`ImpactTokenizer`] reads them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct ImpactTerms {
    pub(in crate::search) words: String,
    pub(in crate::search) stems: String,
}

impl ImpactTerms {
    /// Computes the impacts of an entry.
    pub(in crate::search) fn of(entry: &Entry) -> Self {
        // A pool of idle builders, as their caches are worth keeping: one for each core.
        static IDLE: Mutex<Vec<ImpactBuilder>> = Mutex::new(Vec::new());
        static CORES: LazyLock<usize> =
            LazyLock::new(|| available_parallelism().map_or(1, NonZero::get));
        let idle = || IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut builder = idle().pop().unwrap_or_else(ImpactBuilder::new);
        let terms = builder.build(entry);
        let mut idle = idle();
        if idle.len() < *CORES {
            idle.push(builder);
        }
        terms
    }

    /// The stems with their impacts, as the index has them.
    pub(in crate::search) fn stem_impacts(&self) -> impl Iterator<Item = (String, f32)> {
        let impacts = impact_by_tf();
        let is_tf = |c: char| c <= char::from(IMPACT_LEVELS);
        let stems = self.stems.split_inclusive(is_tf);
        stems.filter_map(move |stem| {
            let tf = stem.chars().next_back()?;
            let impact = impacts.get(tf as usize)?;
            Some((stem[..stem.len() - 1].to_owned(), *impact))
        })
    }

    fn push(&mut self, term: &Term, impact: f32) {
        let to = if term.is_stem {
            &mut self.stems
        } else {
            &mut self.words
        };
        to.push_str(&term.text);
        to.push(char::from(tf_of(impact)));
    }
}

/// A word as it is written, or a stem.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Term {
    text: String,
    is_stem: bool,
}

/// What a word as it stands in a text gives: the numbers of its terms, and what it is in
/// expressions of several words.
struct WordTerms {
    terms: Vec<usize>,
    in_phrases: PhraseWord,
}

/// Computes impacts. Terms have numbers, so that counting needs no strings. Those of texts
/// are cached over repositories; not those of names, most of which never come again.
struct ImpactBuilder {
    stems: Stems,
    /// The terms of each word as it stands in a text.
    terms_of_word: HashMap<String, WordTerms, RandomState>,
    cached: HashMap<Term, usize, RandomState>,
    /// Terms of the entry at hand that are not cached.
    uncached: HashMap<Term, usize, RandomState>,
    /// By number: the cached ones, and after them those of the entry at hand.
    terms: Vec<Term>,
    /// By number: the count in the text at hand, and the highest impact in the entry.
    counts: Vec<u16>,
    impacts: Vec<f32>,
    /// The terms of the text, and those of the entry.
    in_text: Vec<usize>,
    in_entry: Vec<usize>,
}

impl ImpactBuilder {
    fn new() -> Self {
        Self {
            stems: Stems::new(true),
            terms_of_word: HashMap::default(),
            cached: HashMap::default(),
            uncached: HashMap::default(),
            terms: Vec::new(),
            counts: Vec::new(),
            impacts: Vec::new(),
            in_text: Vec::new(),
            in_entry: Vec::new(),
        }
    }

    fn build(&mut self, entry: &Entry) -> ImpactTerms {
        let texts = TEXT_FIELDS
            .iter()
            .map(|field| (field, field.text_of(entry)));
        let name = entry.observation.url.name();
        let others = Names::of(entry);
        let names = || others.all().chain([name]);
        self.add_texts(texts, names());
        let mut terms = self.take_terms();
        let path = entry.observation.url.path();
        let exact: BTreeSet<String> = names()
            .chain([path.as_str()])
            .filter_map(exact_name)
            .collect();
        let exact = exact.into_iter();
        for text in exact.chain(addresses::of_entry(entry)) {
            let is_stem = false;
            terms.push(&Term { text, is_stem }, EXACT_NAME_BOOST);
        }
        if let Some(organisation) = &entry.organisation {
            let text = organisation_names::term(&organisation.slug);
            let is_stem = false;
            terms.push(&Term { text, is_stem }, ORGANISATION_BOOST);
        }
        terms
    }

    fn add_texts<'a>(
        &mut self,
        texts: impl Iterator<Item = (&'static TextField, Cow<'a, str>)>,
        own_names: impl Iterator<Item = &'a str>,
    ) {
        let (names, texts): (Vec<_>, Vec<_>) =
            texts.partition(|(field, _)| field.analysis == Analysis::Identifier);
        // Numbers of cached terms must come first: `take_terms` cuts off what is after them.
        let may_cache = self.cached.len() < CACHED_TERMS;
        for (field, text) in texts {
            self.add_text(field, &text, may_cache);
        }
        for (field, text) in names {
            self.add_text(field, &text, false);
        }
        for name in own_names {
            self.add_edge_ngrams(name);
        }
    }

    /// The terms of the entry at hand, which is done.
    fn take_terms(&mut self) -> ImpactTerms {
        let mut terms = ImpactTerms::default();
        for number in self.in_entry.drain(..) {
            let impact = std::mem::take(&mut self.impacts[number]);
            terms.push(&self.terms[number], impact);
        }
        self.uncached.clear();
        let cached = self.cached.len();
        self.terms.truncate(cached);
        self.counts.truncate(cached);
        self.impacts.truncate(cached);
        terms
    }

    /// Computes BM25's saturated term frequency for each term of a text, times the boost of
    /// its field.
    fn add_text(&mut self, field: &TextField, text: &str, may_cache: bool) {
        let variants = match field.analysis {
            Analysis::Identifier => TokenVariants::JoinedIdentifiers,
            Analysis::Words => TokenVariants::Identifiers,
        };
        let mut tokenizer = WordTokenizer::new(variants);
        let mut words = tokenizer.token_stream(text);
        let mut last = 0;
        let mut phrases = PhraseReader::default();
        while words.advance() {
            let word = words.token();
            last = last.max(word.position);
            let in_phrases = self.count(&word.text, may_cache);
            for phrase in phrases.read(word.position, in_phrases) {
                let number = self.number(phrase.to_owned(), true, may_cache);
                self.count_term(number);
            }
        }
        let length = u16::try_from(last + 1).unwrap_or(u16::MAX);
        // The length is compared with a constant for the field, not with the average of the
        // catalogue: else each repository would change the impacts of all others.
        let norm = K1 * (1.0 - B + B * f32::from(length) / field.usual_length);
        for number in std::mem::take(&mut self.in_text) {
            let count = f32::from(std::mem::take(&mut self.counts[number]));
            let boost = if self.terms[number].is_stem {
                field.stem_boost
            } else {
                field.boost
            };
            self.raise(number, boost * count * (K1 + 1.0) / (count + norm));
        }
    }

    /// Counts a word of the text at hand, and its stems; tells what it is in expressions of
    /// several words.
    fn count(&mut self, word: &str, may_cache: bool) -> PhraseWord {
        if word.len() >= LONGEST_WORD {
            return PhraseWord::default();
        }
        if let Some(WordTerms { terms, in_phrases }) = self.terms_of_word.get(word) {
            for number in terms {
                let count = &mut self.counts[*number];
                if *count == 0 {
                    self.in_text.push(*number);
                }
                *count = count.saturating_add(1);
            }
            return *in_phrases;
        }
        let stems = self.stems.find(word);
        let in_phrases = phrase_word(word, &stems);
        let mut terms = vec![self.number(folded(word), false, may_cache)];
        for stem in stems {
            terms.push(self.number(stem, true, may_cache));
        }
        for number in &terms {
            self.count_term(*number);
        }
        if may_cache {
            let terms = WordTerms { terms, in_phrases };
            self.terms_of_word.insert(word.to_owned(), terms);
        }
        in_phrases
    }

    /// Counts a term of the text at hand.
    fn count_term(&mut self, number: usize) {
        let count = &mut self.counts[number];
        if *count == 0 {
            self.in_text.push(number);
        }
        *count = count.saturating_add(1);
    }

    /// Adds the edge n-grams of each word of a name.
    fn add_edge_ngrams(&mut self, name: &str) {
        let mut tokenizer = WordTokenizer::new(TokenVariants::JoinedIdentifiers);
        let mut words = tokenizer.token_stream(name);
        while words.advance() {
            let word = folded(&words.token().text);
            let ends = word.char_indices().map(|(at, _)| at);
            for end in ends.take(MAX_NGRAM + 1).skip(MIN_NGRAM) {
                let number = self.number(word[..end].to_owned(), false, false);
                self.raise(number, EDGE_NGRAM_BOOST);
            }
        }
    }

    /// A term of the entry at hand has this impact at least.
    fn raise(&mut self, number: usize, impact: f32) {
        let highest = &mut self.impacts[number];
        if *highest == 0.0 {
            self.in_entry.push(number);
        }
        *highest = highest.max(impact);
    }

    fn number(&mut self, text: String, is_stem: bool, may_cache: bool) -> usize {
        let term = Term { text, is_stem };
        let known = self.cached.get(&term).or_else(|| self.uncached.get(&term));
        if let Some(number) = known {
            return *number;
        }
        let number = self.terms.len();
        let numbers = if may_cache {
            &mut self.cached
        } else {
            &mut self.uncached
        };
        numbers.insert(term.clone(), number);
        self.terms.push(term);
        self.counts.push(0);
        self.impacts.push(0.0);
        number
    }
}

/// Emits each word as many times as the character after it says: tantivy counts the tokens,
/// and stores that number as the term frequency.
#[derive(Clone)]
pub(in crate::search) struct ImpactTokenizer;

impl ImpactTokenizer {
    /// The name by which the index knows it.
    pub(in crate::search) const NAME: &'static str = "impacts";

    pub(in crate::search) fn analyzer() -> TextAnalyzer {
        TextAnalyzer::builder(Self).build()
    }
}

/// The tokens of [`ImpactTerms::words`] or `stems`.
pub(in crate::search) struct ImpactTokens<'a> {
    rest: &'a str,
    /// How many times the word comes again.
    left: u32,
    token: Token,
}

impl Tokenizer for ImpactTokenizer {
    type TokenStream<'a> = ImpactTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ImpactTokens<'a> {
        ImpactTokens {
            rest: text,
            left: 0,
            token: Token {
                position: 0,
                ..Token::default()
            },
        }
    }
}

impl TokenStream for ImpactTokens<'_> {
    fn advance(&mut self) -> bool {
        if self.left > 0 {
            self.left -= 1;
            return true;
        }
        let is_tf = |c: char| c <= char::from(IMPACT_LEVELS);
        let Some(end) = self.rest.find(is_tf) else {
            return false;
        };
        let (word, rest) = self.rest.split_at(end);
        self.token.text.clear();
        self.token.text.push_str(word);
        self.left = u32::from(rest.as_bytes()[0]).saturating_sub(1);
        self.rest = &rest[1..];
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// The term frequency of each word.
    fn tfs(text: &str) -> BTreeMap<String, u8> {
        let mut tokenizer = ImpactTokenizer;
        let mut stream = tokenizer.token_stream(text);
        let mut times = BTreeMap::new();
        while stream.advance() {
            *times.entry(stream.token().text.clone()).or_default() += 1;
        }
        times
    }

    fn levels(text: &str) -> BTreeMap<String, u8> {
        let level = |tf: u8| LEVEL_BY_TF[usize::from(tf) - 1];
        let tfs = tfs(text).into_iter();
        tfs.map(|(word, tf)| (word, level(tf))).collect()
    }

    /// The words and the stems of these texts, each with its level.
    fn levels_of(texts: &[(&str, &str)]) -> (BTreeMap<String, u8>, BTreeMap<String, u8>) {
        let mut builder = ImpactBuilder::new();
        let declared = |name| TEXT_FIELDS.iter().find(|field| field.name == name).unwrap();
        let name = texts.iter().find(|(name, _)| *name == "name");
        let name = name.map(|(_, text)| *text);
        let named = texts
            .iter()
            .map(|(name, text)| (declared(*name), Cow::from(*text)));
        builder.add_texts(named, name.into_iter());
        let terms = builder.take_terms();
        (levels(&terms.words), levels(&terms.stems))
    }

    #[test]
    fn impact_is_the_maximum_over_fields() {
        let filler = "woorden ".repeat(300);
        let readme = format!("Zaken en een zaaksysteem, zaken. {filler}");
        let readme = ("readme", readme.as_str());
        let (alone, stems) = levels_of(&[readme]);
        assert!(alone["zaken"] > alone["zaaksysteem"], "{alone:?}");
        assert!(stems["zaak"] < alone["zaken"], "{stems:?}");
        assert!(stems.contains_key("systeem"), "{stems:?}");
        // A stop word is found as it was written alone.
        assert!(alone.contains_key("en") && !stems.contains_key("en"));
        let described = ("description", "Een zaaksysteem");
        let (both, _) = levels_of(&[readme, described]);
        assert!(both["zaaksysteem"] > both["zaken"], "{both:?}");
        assert_eq!(both["zaken"], alone["zaken"]);
        let (named, stems) = levels_of(&[readme, described, ("name", "openZaak-api")]);
        assert!(named["openzaak"] > both["zaaksysteem"], "{named:?}");
        assert_eq!(named["zaak"], named["openzaak"]);
        assert!(named["ope"] < both["zaaksysteem"] && named["ope"] == named["openz"]);
        assert!(!named.contains_key("op") && !stems.contains_key("ope"));
        assert!(stems["zaak"] > stems["systeem"], "{stems:?}");
    }

    #[test]
    fn impact_falls_with_text_length() {
        let long = format!("kaart {}", "woorden ".repeat(2_000));
        let (long, _) = levels_of(&[("readme", &long)]);
        let (short, _) = levels_of(&[("readme", "kaart woorden")]);
        assert!(long["kaart"] < short["kaart"]);
        assert!(long["kaart"] < long["woorden"]);
        let (long, _) = levels_of(&[("name", "een-kaart-met-veel-woorden")]);
        let (short, _) = levels_of(&[("name", "een-kaart")]);
        assert!(long["kaart"] < short["kaart"]);
    }

    #[test]
    fn levels_ascend_and_round_trip() {
        let impacts = impact_by_tf();
        let by_level = BTreeMap::from_iter(LEVEL_BY_TF.into_iter().zip(&impacts[1..]));
        assert!(by_level.keys().copied().eq(1..=IMPACT_LEVELS));
        assert!(by_level.values().is_sorted_by(|a, b| a < b));
        for (tf, impact) in impacts.iter().enumerate().skip(1) {
            assert_eq!(usize::from(tf_of(*impact)), tf);
        }
        assert_eq!((quantised(0.001), quantised(1_000.0)), (1, IMPACT_LEVELS));
        assert!(impacts[usize::from(tf_of(EXACT_NAME_BOOST))] < 25.0);
    }

    proptest! {
        #[test]
        fn tokenizer_repeats_words_by_their_frequency(
            words in proptest::collection::btree_map("[a-zé=]{1,9}", 1u8..=IMPACT_LEVELS, 0..20),
        ) {
            let text: String = words
                .iter()
                .flat_map(|(word, times)| [word.clone(), char::from(*times).to_string()])
                .collect();
            prop_assert_eq!(tfs(&text), words);
        }

        #[test]
        fn any_text_gives_levels_in_range(text in "\\PC{0,80}", name in "\\PC{0,30}") {
            let (words, _) = levels_of(&[("readme", &text), ("name", &name)]);
            prop_assert!(words.values().all(|level| (1..=IMPACT_LEVELS).contains(level)));
        }
    }
}
