//! From what a user typed to a query. There are no syntax errors: what is no
//! word is passed over.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, DisjunctionMaxQuery, EmptyQuery, FuzzyTermQuery, Occur,
    PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::{Analysis, tokens};
use super::facets::FacetName;
use super::fields::{Fields, HIDDEN, TextField};
use super::question::Question;
use super::syntax::Part;

/// From this length on a word also finds names that begin with it.
const SHORTEST_PREFIX: usize = 3;

/// What a name that only begins with the word weighs.
const PREFIX_BOOST: f32 = 2.0;

/// The field whose words prefixes are looked for in.
const PREFIX_FIELD: &str = "name";

impl Part {
    fn is_empty_by(&self, analysis: Analysis) -> bool {
        tokens(&mut analysis.analyzer(), &self.text).is_empty()
    }

    /// Whether there is more to it than punctuation.
    pub(super) fn has_words(&self) -> bool {
        !self.is_empty_by(Analysis::Words)
    }

    /// Whether it is a word that Dutch or English texts are full of.
    fn is_stop_word(&self) -> bool {
        !self.is_phrase
            && (self.is_empty_by(Analysis::Dutch) || self.is_empty_by(Analysis::English))
    }
}

/// The query for a question, leaving out what it asks of `except`.
pub(super) fn build(
    fields: &Fields,
    question: &Question<'_>,
    except: Option<FacetName>,
) -> Box<dyn Query> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    if !question.parts.is_empty() {
        clauses.push((Occur::Must, words(fields, &question.parts)));
    }
    // Beside words a filter takes no part in the score.
    let filter_boost = if clauses.is_empty() { 1.0 } else { 0.0 };
    let mut demand = |query| clauses.push((Occur::Must, boosted(query, filter_boost)));
    for (facet, values) in &question.filter.0 {
        if Some(*facet) != except {
            demand(any_value(fields, *facet, values));
        }
    }
    for (facet, values) in &question.within.0 {
        demand(any_value(fields, *facet, values));
    }
    if let Some(page) = question.refers_to {
        let term = Term::from_field_text(fields.pages, page.as_str());
        demand(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
    }
    if clauses.is_empty() {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    for (facet, values) in &question.without.0 {
        if Some(*facet) != except {
            clauses.push((Occur::MustNot, any_value(fields, *facet, values)));
        }
    }
    clauses.push((Occur::MustNot, Box::new(hidden(fields))));
    Box::new(BooleanQuery::new(clauses))
}

fn any_value(fields: &Fields, facet: FacetName, values: &[String]) -> Box<dyn Query> {
    let field = fields.facet(facet);
    let terms = values
        .iter()
        .map(|value| Term::from_field_text(field, value));
    Box::new(TermSetQuery::new(terms))
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
/// and are no demand, unless there is nothing else. What is not wanted must
/// not be found as it was written.
fn words(fields: &Fields, parts: &[Part]) -> Box<dyn Query> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let parts = parts.iter().filter(|part| part.has_words());
    let (unwanted, wanted): (Vec<&Part>, Vec<&Part>) = parts.partition(|part| part.not);
    let all_stop = wanted.iter().all(|part| part.is_stop_word());
    for part in &wanted {
        let occur = if part.is_stop_word() && !all_stop {
            Occur::Should
        } else {
            Occur::Must
        };
        let ways = if part.is_phrase {
            ways_to_find_phrase(fields, &part.text)
        } else {
            ways_to_find_word(fields, &part.text)
        };
        if !ways.is_empty() {
            clauses.push((occur, Box::new(DisjunctionMaxQuery::new(ways))));
        }
    }
    if clauses.is_empty() {
        if unwanted.is_empty() {
            return Box::new(EmptyQuery);
        }
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    let texts: Vec<&str> = wanted.iter().map(|part| part.text.as_str()).collect();
    let whole = texts.join(" ");
    for (field, declared) in fields.texts() {
        if declared.analysis == Analysis::Whole {
            let tokens = tokens(&mut declared.analysis.analyzer(), &whole);
            let exact = found(field, declared, &tokens);
            clauses.extend(exact.map(|exact| (Occur::Should, exact)));
        }
    }
    for part in unwanted {
        // Each way twice: tantivy 0.27 takes a union of one for that one, and
        // asks an excluded phrase to seek backwards, which it can't.
        let ways = ways_to_find_phrase(fields, &part.text)
            .into_iter()
            .flat_map(|way| [(Occur::Should, way.box_clone()), (Occur::Should, way)])
            .collect();
        clauses.push((Occur::MustNot, Box::new(BooleanQuery::new(ways))));
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
