//! What the words of a repository weigh. Each word of its texts is indexed
//! once, with the most that it weighs in any of them, as a level: how many times
//! the word stands in the index's list tells its level, and is no count. So a search
//! reads one list for a word, and not one for each text that it may be in.
//!
//! A word weighs the same whatever else there is in the catalogue; only how rare
//! it is depends on that, and is known when it is looked for.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ahash::RandomState;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

use super::addresses;
use super::analysis::{Analysis, LONGEST_WORD, folded, whole};
use super::fields::{EXACT_WEIGHT, PREFIX_WEIGHT, TEXT_FIELDS, TextField};
use super::stems::Stems;
use super::word_tokenizer::{Beside, WordTokenizer};
use crate::catalogue::Entry;

/// How many levels there are: twice as many order the judged queries no better,
/// and take twice as long to write.
pub(super) const LEVELS: u8 = 11;

/// What a word of the lowest level weighs, and how many times as much the next
/// level is: up to 44.
const LOWEST: f32 = 0.4;
const STEP: f32 = 1.6;

/// The levels in the order of how many words have them, the commonest first: a word
/// of the first stands in the index's list once, of the second twice, and so on. In a
/// README of usual length a word that comes once is of the third level, and all others
/// but a few weigh about as much. What stands there more often takes longer to write.
const COMMONEST: [u8; LEVELS as usize] = [3, 4, 2, 1, 5, 6, 7, 8, 9, 10, 11];

/// The usual constants of BM25: how soon a word that is repeated weighs no more,
/// and how much less it weighs in a longer text.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// The shortest and the longest beginning of a word of the name that a
/// repository is found by, in letters.
pub(super) const SHORTEST_PREFIX: usize = 3;
const LONGEST_PREFIX: usize = 20;

/// How many words and stems are remembered, the first that come: a small part of
/// all words makes up most of any text.
const REMEMBERED: usize = 100_000;

/// Stands before a name as a whole. No word has it.
const WHOLE_NAME: char = '=';

/// What a word weighs by how many times it stands in the index's list; nothing where it
/// does not stand.
pub(super) fn weights() -> [f32; LEVELS as usize + 1] {
    let mut weights = [0.0; LEVELS as usize + 1];
    for (weight, level) in weights[1..].iter_mut().zip(COMMONEST) {
        *weight = LOWEST * STEP.powi(i32::from(level) - 1);
    }
    weights
}

/// How many times a word of that weight stands in the index's list.
fn times_of(weight: f32) -> u8 {
    let level = level_of(weight);
    let before = COMMONEST.iter().take_while(|its| **its != level);
    before.fold(1, |times, _| times + 1)
}

/// The level that is nearest to a weight.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and the number of levels"
)]
fn level_of(weight: f32) -> u8 {
    let steps = (weight / LOWEST).log2() / STEP.log2();
    (steps.round() + 1.0).clamp(1.0, LEVELS.into()) as u8
}

/// The word that stands for a name as a whole: its letters and digits; none
/// for what has none.
pub(super) fn whole_name(name: &str) -> Option<String> {
    let plain = whole(name);
    (!plain.is_empty()).then(|| format!("{WHOLE_NAME}{plain}"))
}

/// The words and the stems of a repository, each followed by how many times it stands
/// in the index's list, as [`LevelTokenizer`] reads them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WeighedWords {
    pub(super) words: String,
    pub(super) stems: String,
}

impl WeighedWords {
    /// Weighs the texts of an entry.
    pub(super) fn of(entry: &Entry) -> Self {
        // Those that are idle: as many as ever weighed at once.
        static WEIGHERS: Mutex<Vec<Weigher>> = Mutex::new(Vec::new());
        let idle = || WEIGHERS.lock().unwrap_or_else(PoisonError::into_inner);
        let mut weigher = idle().pop().unwrap_or_else(Weigher::new);
        let weighed = weigher.weigh(entry);
        idle().push(weigher);
        weighed
    }

    fn push(&mut self, term: &Term, weight: f32) {
        let to = if term.is_stem {
            &mut self.stems
        } else {
            &mut self.words
        };
        to.push_str(&term.text);
        to.push(char::from(times_of(weight)));
    }
}

/// A word as it is written, or a stem.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Term {
    text: String,
    is_stem: bool,
}

/// Weighs words. What it met in texts before it remembers, by numbers; not what
/// it met in names, most of which never come again.
struct Weigher {
    stems: Stems,
    /// By the word as it stands in a text.
    words: HashMap<String, Vec<usize>, RandomState>,
    numbers: HashMap<Term, usize, RandomState>,
    /// Those that are remembered, and after them those of the entry at hand alone.
    terms: Vec<Term>,
    own: HashMap<Term, usize, RandomState>,
    /// How often a term occurs in the text at hand, and the most that it weighs
    /// in the entry at hand; by its number.
    times: Vec<u16>,
    most: Vec<f32>,
    /// The terms of the text, and those of the entry.
    in_text: Vec<usize>,
    in_entry: Vec<usize>,
}

impl Weigher {
    fn new() -> Self {
        Self {
            stems: Stems::new(true),
            words: HashMap::default(),
            numbers: HashMap::default(),
            terms: Vec::new(),
            own: HashMap::default(),
            times: Vec::new(),
            most: Vec::new(),
            in_text: Vec::new(),
            in_entry: Vec::new(),
        }
    }

    fn weigh(&mut self, entry: &Entry) -> WeighedWords {
        let texts = TEXT_FIELDS
            .iter()
            .map(|declared| (declared, declared.text_of(entry)));
        self.weigh_texts(texts, entry.observation.url.name());
        let mut weighed = self.take_weighed();
        let path = entry.observation.url.path();
        let exact = [entry.observation.url.name(), &path].map(whole_name);
        for text in exact.into_iter().flatten() {
            let is_stem = false;
            weighed.push(&Term { text, is_stem }, EXACT_WEIGHT);
        }
        for text in addresses::of_entry(entry) {
            let is_stem = false;
            weighed.push(&Term { text, is_stem }, EXACT_WEIGHT);
        }
        weighed
    }

    fn weigh_texts<'a>(
        &mut self,
        texts: impl Iterator<Item = (&'static TextField, Cow<'a, str>)>,
        name: &str,
    ) {
        let (names, texts): (Vec<_>, Vec<_>) =
            texts.partition(|(declared, _)| declared.analysis == Analysis::Identifier);
        // What is remembered comes first.
        let may_remember = self.numbers.len() < REMEMBERED;
        for (declared, text) in texts {
            self.weigh_text(declared, &text, may_remember);
        }
        for (declared, text) in names {
            self.weigh_text(declared, &text, false);
        }
        self.weigh_beginnings(name);
    }

    /// The words of the entry at hand, which is done.
    fn take_weighed(&mut self) -> WeighedWords {
        let mut weighed = WeighedWords::default();
        for number in self.in_entry.drain(..) {
            let weight = std::mem::take(&mut self.most[number]);
            weighed.push(&self.terms[number], weight);
        }
        self.own.clear();
        let remembered = self.numbers.len();
        self.terms.truncate(remembered);
        self.times.truncate(remembered);
        self.most.truncate(remembered);
        weighed
    }

    fn weigh_text(&mut self, declared: &TextField, text: &str, remember: bool) {
        let beside = match declared.analysis {
            Analysis::Identifier => Beside::JoinedIdentifiers,
            Analysis::Words => Beside::Identifiers,
        };
        let mut tokenizer = WordTokenizer::new(beside);
        let mut words = tokenizer.token_stream(text);
        let mut last = 0;
        while words.advance() {
            last = last.max(words.token().position);
            self.count(&words.token().text, remember);
        }
        let length = u16::try_from(last + 1).unwrap_or(u16::MAX);
        let long = K1 * (1.0 - B + B * f32::from(length) / declared.usual_length);
        for number in std::mem::take(&mut self.in_text) {
            let times = f32::from(std::mem::take(&mut self.times[number]));
            let weight = if self.terms[number].is_stem {
                declared.stem_weight
            } else {
                declared.weight
            };
            self.weighs(number, weight * times * (K1 + 1.0) / (times + long));
        }
    }

    /// Counts a word of the text at hand.
    fn count(&mut self, word: &str, remember: bool) {
        if word.len() >= LONGEST_WORD {
            return;
        }
        if let Some(numbers) = self.words.get(word) {
            for number in numbers {
                let times = &mut self.times[*number];
                if *times == 0 {
                    self.in_text.push(*number);
                }
                *times = times.saturating_add(1);
            }
            return;
        }
        let mut numbers = vec![self.number(folded(word), false, remember)];
        for stem in self.stems.find(word) {
            numbers.push(self.number(stem, true, remember));
        }
        for number in &numbers {
            if self.times[*number] == 0 {
                self.in_text.push(*number);
            }
            self.times[*number] = self.times[*number].saturating_add(1);
        }
        if remember {
            self.words.insert(word.to_owned(), numbers);
        }
    }

    /// A name is found by the beginning of each of its words.
    fn weigh_beginnings(&mut self, name: &str) {
        let mut tokenizer = WordTokenizer::new(Beside::JoinedIdentifiers);
        let mut words = tokenizer.token_stream(name);
        while words.advance() {
            let word = folded(&words.token().text);
            let ends = word.char_indices().map(|(at, _)| at);
            for end in ends.take(LONGEST_PREFIX + 1).skip(SHORTEST_PREFIX) {
                let number = self.number(word[..end].to_owned(), false, false);
                self.weighs(number, PREFIX_WEIGHT);
            }
        }
    }

    /// A term of the entry at hand weighs this at least.
    fn weighs(&mut self, number: usize, weight: f32) {
        let most = &mut self.most[number];
        if *most == 0.0 {
            self.in_entry.push(number);
        }
        *most = most.max(weight);
    }

    fn number(&mut self, text: String, is_stem: bool, remember: bool) -> usize {
        let term = Term { text, is_stem };
        let known = self.numbers.get(&term).or_else(|| self.own.get(&term));
        if let Some(number) = known {
            return *number;
        }
        let number = self.terms.len();
        let numbers = if remember {
            &mut self.numbers
        } else {
            &mut self.own
        };
        numbers.insert(term.clone(), number);
        self.terms.push(term);
        self.times.push(0);
        self.most.push(0.0);
        number
    }
}

/// Gives each word as many times as the character after it says.
#[derive(Clone)]
pub(super) struct LevelTokenizer;

impl LevelTokenizer {
    /// The name by which the index knows it.
    pub(super) const NAME: &'static str = "levels";

    pub(super) fn analyzer() -> TextAnalyzer {
        TextAnalyzer::builder(Self).build()
    }
}

/// The words of one text.
pub(super) struct Levels<'a> {
    rest: &'a str,
    /// How many times the word comes again.
    left: u32,
    token: Token,
}

impl Tokenizer for LevelTokenizer {
    type TokenStream<'a> = Levels<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Levels<'a> {
        Levels {
            rest: text,
            left: 0,
            token: Token {
                position: 0,
                ..Token::default()
            },
        }
    }
}

impl TokenStream for Levels<'_> {
    fn advance(&mut self) -> bool {
        if self.left > 0 {
            self.left -= 1;
            return true;
        }
        let is_times = |c: char| c <= char::from(LEVELS);
        let Some(end) = self.rest.find(is_times) else {
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

    /// How many times the tokenizer gives each word.
    fn times(text: &str) -> BTreeMap<String, u8> {
        let mut tokenizer = LevelTokenizer;
        let mut stream = tokenizer.token_stream(text);
        let mut times = BTreeMap::new();
        while stream.advance() {
            *times.entry(stream.token().text.clone()).or_default() += 1;
        }
        times
    }

    fn levels(text: &str) -> BTreeMap<String, u8> {
        let level = |times: u8| COMMONEST[usize::from(times) - 1];
        let times = times(text).into_iter();
        times.map(|(word, times)| (word, level(times))).collect()
    }

    /// The words and the stems of these texts, each with its level.
    fn weighed(texts: &[(&str, &str)]) -> (BTreeMap<String, u8>, BTreeMap<String, u8>) {
        let mut weigher = Weigher::new();
        let declared = |name| TEXT_FIELDS.iter().find(|field| field.name == name).unwrap();
        let name = texts.iter().find(|(name, _)| *name == "name");
        let named = texts
            .iter()
            .map(|(name, text)| (declared(*name), Cow::from(*text)));
        weigher.weigh_texts(named, name.map_or("", |(_, name)| name));
        let weighed = weigher.take_weighed();
        (levels(&weighed.words), levels(&weighed.stems))
    }

    #[test]
    fn a_word_weighs_what_it_does_where_it_weighs_most() {
        let filler = "woorden ".repeat(300);
        let readme = format!("Zaken en een zaaksysteem, zaken. {filler}");
        let readme = ("readme", readme.as_str());
        let (alone, stems) = weighed(&[readme]);
        assert!(alone["zaken"] > alone["zaaksysteem"], "{alone:?}");
        assert!(stems["zaak"] < alone["zaken"], "{stems:?}");
        assert!(stems.contains_key("systeem"), "{stems:?}");
        // A stop word is found as it was written alone.
        assert!(alone.contains_key("en") && !stems.contains_key("en"));
        let described = ("description", "Een zaaksysteem");
        let (both, _) = weighed(&[readme, described]);
        assert!(both["zaaksysteem"] > both["zaken"], "{both:?}");
        assert_eq!(both["zaken"], alone["zaken"]);
        let (named, stems) = weighed(&[readme, described, ("name", "openZaak-api")]);
        assert!(named["openzaak"] > both["zaaksysteem"], "{named:?}");
        assert_eq!(named["zaak"], named["openzaak"]);
        assert!(named["ope"] < both["zaaksysteem"] && named["ope"] == named["openz"]);
        assert!(!named.contains_key("op") && !stems.contains_key("ope"));
        assert!(stems["zaak"] > stems["systeem"], "{stems:?}");
    }

    #[test]
    fn in_a_long_text_a_word_weighs_less() {
        let long = format!("kaart {}", "woorden ".repeat(2_000));
        let (long, _) = weighed(&[("readme", &long)]);
        let (short, _) = weighed(&[("readme", "kaart woorden")]);
        assert!(long["kaart"] < short["kaart"]);
        assert!(long["kaart"] < long["woorden"]);
        let (long, _) = weighed(&[("name", "een-kaart-met-veel-woorden")]);
        let (short, _) = weighed(&[("name", "een-kaart")]);
        assert!(long["kaart"] < short["kaart"]);
    }

    #[test]
    fn each_level_weighs_more_than_the_one_before() {
        let weights = weights();
        let by_level = BTreeMap::from_iter(COMMONEST.into_iter().zip(&weights[1..]));
        assert!(by_level.keys().copied().eq(1..=LEVELS));
        assert!(by_level.values().is_sorted_by(|a, b| a < b));
        for (times, weight) in weights.iter().enumerate().skip(1) {
            assert_eq!(usize::from(times_of(*weight)), times);
        }
        assert_eq!((level_of(0.001), level_of(1_000.0)), (1, LEVELS));
        assert!(weights[usize::from(times_of(EXACT_WEIGHT))] < 25.0);
    }

    proptest! {
        #[test]
        fn words_come_as_often_as_they_were_put(
            words in proptest::collection::btree_map("[a-zé=]{1,9}", 1u8..=LEVELS, 0..20),
        ) {
            let text: String = words
                .iter()
                .flat_map(|(word, times)| [word.clone(), char::from(*times).to_string()])
                .collect();
            prop_assert_eq!(times(&text), words);
        }

        #[test]
        fn any_text_gives_words(text in "\\PC{0,80}", name in "\\PC{0,30}") {
            let (words, _) = weighed(&[("readme", &text), ("name", &name)]);
            prop_assert!(words.values().all(|level| (1..=LEVELS).contains(level)));
        }
    }
}
