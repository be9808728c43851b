//! Spelling suggestions ("did you mean") for a query with few hits: the nearest words of the
//! catalogue by edit distance, with a Levenshtein automaton over the term dictionaries.

use std::collections::HashMap;
use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::collector::Count;
use tantivy::{Searcher, Term};
use tantivy_fst::Automaton;

use super::engine::segment_readers::WarmSearcher;
use super::organisation_names::OrganisationNames;
use super::syntax::Typed;
use super::{SearchIndex, SearchRequest, query};
use crate::error::IndexError;

/// The fields whose words are proposed. READMEs have too many slips of the pen.
const VOCABULARY: &[&str] = &["name", "also_known_as", "topics", "owner", "description"];

/// The most spellings that are given.
const MOST_SPELLINGS: usize = 3;

/// The most words of a query that others are looked for.
const MOST_WORDS: usize = 8;

/// A shorter word is near to too many others.
const SHORTEST: usize = 3;

/// From this length on two letters may differ, where no word differs by one.
const LONG: usize = 6;

/// A longer word is no slip of the pen.
const LONGEST: usize = 40;

/// A word that the catalogue knows is another one only where that one is so many
/// times as frequent.
const FAR_MORE: u64 = 10;

/// How much more a word weighs that begins with the same letter: few people
/// mistake that one.
const SAME_BEGINNING: u64 = 4;

/// A query in another spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The query, with one or more of its words replaced.
    pub query: String,
    /// How many repositories have all of it.
    pub total: u64,
}

/// Automata of words that differ in one letter, and in two. Two letters that
/// changed places are one difference.
static BUILDERS: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [1, 2].map(|distance| LevenshteinAutomatonBuilder::new(distance, true)));

/// Accepts what is near enough to a word.
struct Nearby(DFA);

impl Automaton for Nearby {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

impl SearchIndex {
    /// Other spellings of a query that find more than `total`, the likeliest
    /// first. Phrases, and what must not be found, stay as they are.
    pub(super) fn other_spellings(
        &self,
        searcher: &WarmSearcher,
        request: &SearchRequest,
        names: &OrganisationNames,
        total: u64,
    ) -> Result<Vec<Spelling>, IndexError> {
        let pieces = pieces(&request.query);
        let words = pieces.iter().filter(|piece| piece.is_word);
        let mut others: HashMap<&str, Vec<String>> = HashMap::new();
        for word in words.take(MOST_WORDS) {
            others.insert(word.text, self.nearest(searcher, word.text)?);
        }
        let mut spellings: Vec<Spelling> = Vec::new();
        for choice in 0..MOST_SPELLINGS {
            let with = |piece: &Piece<'_>| {
                let others = others.get(piece.text).filter(|_| piece.is_word);
                let other =
                    others.and_then(|spellings| spellings.get(choice).or(spellings.first()));
                other.map_or_else(|| piece.text.to_owned(), Clone::clone)
            };
            let query: String = pieces.iter().map(with).collect();
            if query == request.query || spellings.iter().any(|known| known.query == query) {
                break;
            }
            let request = SearchRequest {
                query: query.clone(),
                ..request.clone()
            };
            let parsed = self.parse(&request, searcher, names)?;
            let found = query::build(&self.fields, searcher, &parsed)?;
            let found = searcher.search(&found, &Count)? as u64;
            if found > total {
                let total = found;
                spellings.push(Spelling { query, total });
            }
        }
        Ok(spellings)
    }

    /// The words of the catalogue that are nearest to one, the likeliest first.
    fn nearest(&self, searcher: &Searcher, word: &str) -> Result<Vec<String>, IndexError> {
        let folded = super::words(word).concat();
        let letters = folded.chars().count();
        if !(SHORTEST..=LONGEST).contains(&letters) {
            return Ok(Vec::new());
        }
        let mut known = 0;
        for (field, _) in self.fields.texts() {
            known = known.max(searcher.doc_freq(&Term::from_field_text(field, &folded))?);
        }
        let builders = if letters < LONG {
            &BUILDERS[..1]
        } else {
            &BUILDERS[..]
        };
        for builder in builders {
            let frequencies = self.near(searcher, &Nearby(builder.build_dfa(&folded)))?;
            let likely = |(other, frequency): (String, u64)| {
                let same = other.chars().next() == folded.chars().next();
                let weight = frequency * if same { SAME_BEGINNING } else { 1 };
                (other != folded && frequency > known * FAR_MORE).then_some((weight, other))
            };
            let mut others: Vec<_> = frequencies.into_iter().filter_map(likely).collect();
            if !others.is_empty() {
                others.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
                others.truncate(MOST_SPELLINGS);
                return Ok(others.into_iter().map(|(_, other)| other).collect());
            }
        }
        Ok(Vec::new())
    }

    /// The words that an automaton accepts, with how often they occur.
    fn near(
        &self,
        searcher: &Searcher,
        nearby: &Nearby,
    ) -> Result<HashMap<String, u64>, IndexError> {
        let mut frequencies = HashMap::new();
        let fields = VOCABULARY.iter().filter_map(|name| self.fields.text(name));
        for field in fields {
            for segment in searcher.segment_readers() {
                let inverted = segment.inverted_index(field)?;
                let words = inverted.terms().search(nearby).into_stream();
                let mut words = words.map_err(tantivy::TantivyError::from)?;
                while words.advance() {
                    if let Ok(word) = std::str::from_utf8(words.key()) {
                        let frequency = u64::from(words.value().doc_freq);
                        *frequencies.entry(word.to_owned()).or_default() += frequency;
                    }
                }
            }
        }
        Ok(frequencies)
    }
}

/// A word that another may be put in place of, or what stands between two.
struct Piece<'a> {
    text: &'a str,
    is_word: bool,
}

/// A query in pieces, which together are all of it.
fn pieces(query: &str) -> Vec<Piece<'_>> {
    let typed = Typed::read(query);
    let wanted = typed
        .parts
        .iter()
        .filter(|part| !part.not && !part.is_phrase);
    let wanted: Vec<&str> = wanted.map(|part| part.text.as_str()).collect();
    let mut pieces = Vec::new();
    for text in query.split_inclusive(char::is_whitespace) {
        let is_part = wanted.contains(&text.trim_end());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let in_word = first.is_alphanumeric();
            let end = rest.find(|c: char| c.is_alphanumeric() != in_word);
            let (text, after) = rest.split_at(end.unwrap_or(rest.len()));
            let is_word = is_part && in_word && text.chars().any(char::is_alphabetic);
            pieces.push(Piece { text, is_word });
            rest = after;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_words_that_must_be_found_are_replaced() {
        let words = |query| -> String {
            let pieces = pieces(query).into_iter().filter(|piece| piece.is_word);
            pieces.map(|piece| piece.text).collect::<Vec<_>>().join(" ")
        };
        let cases = [
            ("opne zaak", "opne zaak"),
            ("opne-zaak 2024", "opne zaak"),
            ("opne -zaak \"zaak systeem\" taal:go", "opne"),
            ("std::vec", "std vec"),
            ("", ""),
        ];
        for (query, expected) in cases {
            assert_eq!(words(query), expected, "{query}");
        }
    }

    proptest! {
        #[test]
        fn the_pieces_are_all_of_a_query(query in "\\PC{0,60}") {
            let all: String = pieces(&query).iter().map(|piece| piece.text).collect();
            prop_assert_eq!(all, query);
        }
    }
}
