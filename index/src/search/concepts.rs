//! Concepts: a thesaurus of the field in Dutch and English, so that `verkiezingen` finds what
//! is described as `elections`, and the reverse.
//!
//! The words are in `concepts/`, one concept a line. A query is compared with them by stems,
//! so any inflection will do, and the longest expression counts: `open source register` is
//! one, and not `register`. Synonyms of several words are terms of the index, which
//! [`PhraseReader`] finds in texts: two words anywhere in a long README would be no sign.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

use ahash::RandomState;

use super::analysis::{folded, plain_words};
use super::compounds::Compounds;
use super::stems::Stems;

/// The concepts, by field.
const FILES: [&str; 3] = [
    include_str!("concepts/government.txt"),
    include_str!("concepts/domains.txt"),
    include_str!("concepts/it.txt"),
];

/// The most words of an expression.
const MOST_WORDS: usize = 6;

/// The most synonyms of an expression of a query.
const MOST_SYNONYMS: usize = 32;

/// Which language an expression is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Language {
    Dutch,
    English,
}

/// Words for a concept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expression {
    /// As it is written in the list.
    pub(super) text: &'static str,
    /// Its term in the index: the stems of its words, with spaces between them.
    pub(super) term: String,
    language: Language,
    /// Where it ends in the tree of expressions.
    node: u32,
}

/// What else to look for in the place of some words of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Synonyms {
    /// The words of the query, by their numbers.
    pub(super) words: Range<usize>,
    /// The most telling first.
    pub(super) expressions: Vec<&'static Expression>,
    /// Whether they are synonyms of a part of the word, which is a compound.
    pub(super) of_part: bool,
}

/// The expressions as a tree: each edge is a word in one of the languages, by its stem.
pub(super) struct Concepts {
    concepts: Vec<Vec<Expression>>,
    edges: HashMap<(u32, u32), u32, RandomState>,
    /// Which concepts have an expression that ends at a node.
    ends: HashMap<u32, Vec<usize>, RandomState>,
    /// The numbers of stems, from 1 on.
    words: [HashMap<String, u32, RandomState>; 2],
    /// Which of them are words of expressions with several words, and the terms of these
    /// by the node that they end at.
    in_phrases: HashSet<u32, RandomState>,
    phrases: HashMap<u32, String, RandomState>,
}

/// The root of the tree.
const ROOT: u32 = 0;

/// The concepts of the field.
pub(super) static CONCEPTS: LazyLock<Concepts> =
    LazyLock::new(|| Concepts::read(FILES.iter().flat_map(|file| file.lines())));

impl Concepts {
    /// Reads concepts, one a line; `#` begins a line that is none.
    fn read(lines: impl Iterator<Item = &'static str>) -> Self {
        let mut concepts = Self {
            concepts: Vec::new(),
            edges: HashMap::default(),
            ends: HashMap::default(),
            words: Default::default(),
            in_phrases: HashSet::default(),
            phrases: HashMap::default(),
        };
        let mut stems = Stems::new(false);
        for line in lines.filter(|line| !line.starts_with('#')) {
            let Some((dutch, english)) = line.split_once('=') else {
                continue;
            };
            let sides = [(Language::Dutch, dutch), (Language::English, english)];
            let mut concept: Vec<Expression> = Vec::new();
            for (language, side) in sides {
                for text in side.split(',').map(str::trim) {
                    let expression = concepts.add(&mut stems, language, text);
                    if concept.iter().all(|other| other.term != expression.term) {
                        concept.push(expression);
                    }
                }
            }
            let number = concepts.concepts.len();
            for expression in &concept {
                concepts
                    .ends
                    .entry(expression.node)
                    .or_default()
                    .push(number);
            }
            concepts.concepts.push(concept);
        }
        concepts
    }

    /// Adds an expression to the tree.
    fn add(&mut self, stems: &mut Stems, language: Language, text: &'static str) -> Expression {
        let words = plain_words(text);
        let keys = words.iter().map(|word| stems.in_language(word, language));
        let keys: Vec<String> = keys.collect();
        let mut node = ROOT;
        for key in &keys {
            let numbers = &mut self.words[language as usize];
            // Numbers of Dutch words are even, and those of English ones odd.
            let next = u32::try_from(numbers.len() + 1).unwrap_or(u32::MAX);
            let number = *numbers
                .entry(key.clone())
                .or_insert(next * 2 + language as u32);
            if keys.len() > 1 {
                self.in_phrases.insert(number);
            }
            let next = u32::try_from(self.edges.len() + 1).unwrap_or(u32::MAX);
            node = *self.edges.entry((node, number)).or_insert(next);
        }
        let term = keys.join(" ");
        if keys.len() > 1 {
            self.phrases.insert(node, term.clone());
        }
        Expression {
            text,
            term,
            language,
            node,
        }
    }

    /// The numbers of a word with these stems, as [`Stems::of`] gives them, in each language;
    /// 0 where no expression has it.
    fn numbers(&self, word: &str, stems: &[String]) -> [u32; 2] {
        let number = |language: Language, keys: &[&str]| {
            let words = &self.words[language as usize];
            let mut keys = keys.iter().rev();
            keys.find_map(|key| words.get(*key)).copied().unwrap_or(0)
        };
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        // A word that texts are full of stands for itself. Where both languages have the same
        // stem it is there once, and those behind the second are of parts of a compound.
        let (dutch, english) = match stems.as_slice() {
            [] => (&[word][..], &[word][..]),
            [dutch] => (std::slice::from_ref(dutch), std::slice::from_ref(dutch)),
            [dutch, _, ..] => (std::slice::from_ref(dutch), &stems[..2]),
        };
        [
            number(Language::Dutch, dutch),
            number(Language::English, english),
        ]
    }

    /// What else may be looked for in the place of these words, each without case and
    /// accents; `None` for what stands between words that don't belong together.
    pub(super) fn synonyms(&'static self, words: &[Option<String>]) -> Vec<Synonyms> {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let (stems, compounds) = &mut *known;
        let numbers = words.iter().map(|word| {
            let word = word.as_deref()?;
            Some(self.numbers(word, stems.of(word)))
        });
        let numbers: Vec<Option<[u32; 2]>> = numbers.collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let synonyms = self.longest_at(&numbers, at);
            let synonyms = synonyms.or_else(|| {
                let parts = compounds.parts(words[at].as_deref()?);
                self.of_parts(stems, &parts, at)
            });
            at = synonyms.as_ref().map_or(at + 1, |found| found.words.end);
            found.extend(synonyms);
        }
        found
    }

    /// The synonyms of the longest expression that begins at a word.
    fn longest_at(&'static self, numbers: &[Option<[u32; 2]>], at: usize) -> Option<Synonyms> {
        let mut nodes = vec![ROOT];
        let mut longest = None;
        for (end, word) in (at + 1..).zip(&numbers[at..]).take(MOST_WORDS) {
            let word = (*word)?;
            nodes = self.next(&nodes, word);
            let ends = nodes.iter().filter_map(|node| self.ends.get(node));
            let concepts: Vec<usize> = ends.flatten().copied().collect();
            if !concepts.is_empty() {
                longest = Some((end, nodes.clone(), concepts));
            }
            if nodes.is_empty() || numbers.get(end).is_none_or(Option::is_none) {
                break;
            }
        }
        let (end, nodes, concepts) = longest?;
        Some(Synonyms {
            words: at..end,
            expressions: self.other_expressions(&nodes, &concepts),
            of_part: false,
        })
    }

    /// The synonyms of the parts of a compound, and the parts.
    fn of_parts(&'static self, stems: &mut Stems, parts: &[&str], at: usize) -> Option<Synonyms> {
        let mut expressions = Vec::new();
        for part in parts {
            let [dutch, _] = self.numbers(part, stems.of(part));
            let Some(node) = self.edges.get(&(ROOT, dutch)) else {
                continue;
            };
            let concepts = self.ends.get(node).map_or(&[][..], Vec::as_slice);
            expressions.extend(self.other_expressions(&[], concepts));
        }
        expressions.truncate(MOST_SYNONYMS);
        (!expressions.is_empty()).then_some(Synonyms {
            words: at..at + 1,
            expressions,
            of_part: true,
        })
    }

    /// The expressions of these concepts that don't end at these nodes: those in the other
    /// language first.
    fn other_expressions(
        &'static self,
        nodes: &[u32],
        concepts: &[usize],
    ) -> Vec<&'static Expression> {
        let of_concepts = concepts.iter().flat_map(|number| &self.concepts[*number]);
        let is_typed = |expression: &Expression| nodes.contains(&expression.node);
        let typed = of_concepts.clone().find(|expression| is_typed(expression));
        let language = typed.map_or(Language::Dutch, |expression| expression.language);
        let typed_terms: Vec<&str> = of_concepts
            .clone()
            .filter(|expression| is_typed(expression))
            .map(|expression| expression.term.as_str())
            .collect();
        let mut others: Vec<&Expression> = Vec::new();
        for expression in of_concepts {
            let is_known = others.iter().any(|other| other.term == expression.term)
                || typed_terms.contains(&expression.term.as_str());
            if !is_known {
                others.push(expression);
            }
        }
        others.sort_by_key(|expression| expression.language == language);
        others.truncate(MOST_SYNONYMS);
        others
    }

    fn next(&self, nodes: &[u32], word: [u32; 2]) -> Vec<u32> {
        let steps = nodes
            .iter()
            .flat_map(|node| word.map(|number| (*node, number)));
        let mut next: Vec<u32> = steps
            .filter_map(|step| self.edges.get(&step))
            .copied()
            .collect();
        next.dedup();
        next
    }
}

/// What words of queries are compared by.
static KNOWN: LazyLock<Mutex<(Stems, Compounds)>> =
    LazyLock::new(|| Mutex::new((Stems::new(false), Compounds::new())));

/// The numbers of a word in the expressions of several words; 0 for most words.
pub(super) type PhraseWord = [u32; 2];

/// The number of a word with these stems among the words of longer expressions.
pub(super) fn phrase_word(word: &str, stems: &[String]) -> PhraseWord {
    let numbers = if stems.is_empty() {
        CONCEPTS.numbers(&folded(word), stems)
    } else {
        CONCEPTS.numbers(word, stems)
    };
    numbers.map(|number| {
        if CONCEPTS.in_phrases.contains(&number) {
            number
        } else {
            0
        }
    })
}

/// Finds the expressions of several words in a text, which comes word by word.
#[derive(Debug, Default)]
pub(super) struct PhraseReader {
    /// Where expressions that have begun have come to.
    nodes: Vec<u32>,
    /// The position of the last word.
    position: Option<usize>,
}

impl PhraseReader {
    /// Takes the next token; gives the terms of the expressions that end with it. Of
    /// several tokens at one position the first counts, which is the whole word.
    pub(super) fn read(&mut self, position: usize, word: PhraseWord) -> Vec<&'static str> {
        if self.position.is_some_and(|last| position <= last) {
            return Vec::new();
        }
        let follows = self.position.is_some_and(|last| position == last + 1);
        self.position = Some(position);
        if !follows {
            self.nodes.clear();
        }
        if word == [0; 2] {
            self.nodes.clear();
            return Vec::new();
        }
        self.nodes.push(ROOT);
        self.nodes = CONCEPTS.next(&self.nodes, word);
        let ends = self.nodes.iter();
        ends.filter_map(|node| CONCEPTS.phrases.get(node))
            .map(String::as_str)
            .collect()
    }
}

#[cfg(test)]
mod tests;
