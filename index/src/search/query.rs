//! From what a user typed to a query. There are no syntax errors: what is no
//! word is passed over.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, DisjunctionMaxQuery, EmptyQuery, FuzzyTermQuery, Occur,
    PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::SearchRequest;
use super::analysis::{Analysis, tokens};
use super::facets::FacetName;
use super::fields::{Fields, HIDDEN, TextField};

/// The most words of a query that count.
const MOST_WORDS: usize = 32;

/// The most letters of a query that count: one word can have many parts.
const MOST_LETTERS: usize = 1_000;

/// From this length on a word also finds names that begin with it.
const SHORTEST_PREFIX: usize = 3;

/// What a name that only begins with the word weighs.
const PREFIX_BOOST: f32 = 2.0;

/// The field whose words prefixes are looked for in.
const PREFIX_FIELD: &str = "name";

/// A part of what a user typed.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Word(&'a str),
    Phrase(&'a str),
}

impl Part<'_> {
    fn is_empty_by(&self, analysis: Analysis) -> bool {
        let (Self::Word(text) | Self::Phrase(text)) = self;
        tokens(&mut analysis.analyzer(), text).is_empty()
    }

    /// Whether there is more to it than punctuation.
    fn has_words(&self) -> bool {
        !self.is_empty_by(Analysis::Words)
    }

    /// Whether it is a word that Dutch or English texts are full of.
    fn is_stop_word(&self) -> bool {
        matches!(self, Self::Word(_))
            && (self.is_empty_by(Analysis::Dutch) || self.is_empty_by(Analysis::English))
    }
}

/// Takes quoted phrases apart from words. A quote that is not closed quotes
/// nothing.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let quotes = text.matches('"').count();
    for (index, piece) in text.split('"').enumerate() {
        let closed = index < quotes - quotes % 2;
        if index % 2 == 1 && closed {
            parts.push(Part::Phrase(piece));
        } else {
            parts.extend(piece.split_whitespace().map(Part::Word));
        }
    }
    parts.truncate(MOST_WORDS);
    parts
}

/// The query for a request, leaving out the filter of `except`.
pub(super) fn build(
    fields: &Fields,
    request: &SearchRequest,
    except: Option<FacetName>,
) -> Box<dyn Query> {
    let text = request.query.as_str();
    let end = text.char_indices().nth(MOST_LETTERS);
    let text = text[..end.map_or(text.len(), |(at, _)| at)].trim();
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    if !text.is_empty() {
        clauses.push((Occur::Must, words(fields, text)));
    }
    // Beside words a filter takes no part in the score.
    let filter_boost = if text.is_empty() { 1.0 } else { 0.0 };
    for (facet, values) in &request.filter.0 {
        if Some(*facet) != except {
            let field = fields.facet(*facet);
            let terms = values
                .iter()
                .map(|value| Term::from_field_text(field, value));
            let chosen = boosted(Box::new(TermSetQuery::new(terms)), filter_boost);
            clauses.push((Occur::Must, chosen));
        }
    }
    if let Some(page) = &request.refers_to {
        let term = Term::from_field_text(fields.pages, page.as_str());
        let refers = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
        clauses.push((Occur::Must, boosted(refers, filter_boost)));
    }
    if clauses.is_empty() {
        return everything(fields);
    }
    clauses.push((Occur::MustNot, Box::new(hidden(fields))));
    Box::new(BooleanQuery::new(clauses))
}

/// Every repository that is shown.
pub(super) fn everything(fields: &Fields) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, Box::new(AllQuery)),
        (Occur::MustNot, Box::new(hidden(fields))),
    ]))
}

/// The repositories in whose place another one is shown.
pub(super) fn hidden(fields: &Fields) -> TermQuery {
    let term = Term::from_field_text(fields.hidden, HIDDEN);
    TermQuery::new(term, IndexRecordOption::Basic)
}

/// Every word and phrase must be found, each in any field. Where one field has
/// it in several ways the best counts. Stop words count where they are found
/// and are no demand, unless there is nothing else.
fn words(fields: &Fields, text: &str) -> Box<dyn Query> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut parts = parts(text);
    parts.retain(Part::has_words);
    let all_stop = parts.iter().all(Part::is_stop_word);
    for part in parts {
        let occur = if part.is_stop_word() && !all_stop {
            Occur::Should
        } else {
            Occur::Must
        };
        let ways = match part {
            Part::Word(word) => ways_to_find_word(fields, word),
            Part::Phrase(phrase) => ways_to_find_phrase(fields, phrase),
        };
        if !ways.is_empty() {
            clauses.push((occur, Box::new(DisjunctionMaxQuery::new(ways))));
        }
    }
    if clauses.is_empty() {
        return Box::new(EmptyQuery);
    }
    let whole = text.to_lowercase();
    for (field, declared) in fields.texts() {
        if declared.analysis == Analysis::Whole {
            let exact = found(field, declared, std::slice::from_ref(&whole));
            clauses.extend(exact.map(|exact| (Occur::Should, exact)));
        }
    }
    Box::new(BooleanQuery::new(clauses))
}

fn ways_to_find_word(fields: &Fields, word: &str) -> Vec<Box<dyn Query>> {
    let mut ways = Vec::new();
    for (field, declared) in fields.texts() {
        let tokens = tokens(&mut declared.analysis.analyzer(), word);
        if declared.name == PREFIX_FIELD
            && let [token] = tokens.as_slice()
            && token.chars().count() >= SHORTEST_PREFIX
        {
            let term = Term::from_field_text(field, token);
            let prefix = FuzzyTermQuery::new_prefix(term, 0, false);
            ways.push(boosted(Box::new(prefix), PREFIX_BOOST));
        }
        ways.extend(found(field, declared, &tokens));
    }
    ways
}

fn ways_to_find_phrase(fields: &Fields, phrase: &str) -> Vec<Box<dyn Query>> {
    let mut ways = Vec::new();
    for (field, declared) in fields.texts() {
        if !declared.analysis.has_phrases() {
            continue;
        }
        let tokens = tokens(&mut declared.analysis.analyzer(), phrase);
        if tokens.len() < 2 {
            ways.extend(found(field, declared, &tokens));
            continue;
        }
        let terms = tokens
            .iter()
            .map(|token| Term::from_field_text(field, token))
            .collect();
        ways.push(boosted(Box::new(PhraseQuery::new(terms)), declared.boost));
    }
    ways
}

/// All tokens in one field; `None` when there are none, as for a stop word.
fn found(field: Field, declared: &TextField, tokens: &[String]) -> Option<Box<dyn Query>> {
    let mut terms: Vec<Box<dyn Query>> = tokens
        .iter()
        .map(|token| -> Box<dyn Query> {
            let term = Term::from_field_text(field, token);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        })
        .collect();
    let query = match terms.len() {
        0 => return None,
        1 => terms.remove(0),
        _ => Box::new(BooleanQuery::intersection(terms)),
    };
    Some(boosted(query, declared.boost))
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Part::{Phrase, Word};

    #[test]
    fn phrases_stand_in_closed_quotes() {
        let cases = [
            ("open zaak", vec![Word("open"), Word("zaak")]),
            ("\"open zaak\" api", vec![Phrase("open zaak"), Word("api")]),
            ("een \"halve", vec![Word("een"), Word("halve")]),
            ("\"a\" \"b", vec![Phrase("a"), Word("b")]),
            ("   ", vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
