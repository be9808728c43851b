//! From what a user typed to a query. There are no syntax errors: what is no
//! word is passed over.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, DisjunctionMaxQuery, EmptyQuery, FuzzyTermQuery, Occur,
    PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::{Analysis, tokens, tokens_by_position};
use super::facets::FacetName;
use super::fields::{Fields, HIDDEN, TextField};
use super::question::Question;
use super::syntax::Part;
use super::word_tokenizer::parts;

/// From this length on a word also finds names that begin with it.
const SHORTEST_PREFIX: usize = 3;

/// What a name that only begins with the word weighs.
const PREFIX_BOOST: f32 = 2.0;

/// The field whose words prefixes are looked for in.
const PREFIX_FIELD: &str = "name";

/// The field in which the parts of an identifier may stand apart.
const PARTS_FIELD: &str = "name_and_topics_stems";

/// Words at positions; those at one position are ways to find one thing.
type Positions = Vec<(usize, Vec<String>)>;

/// A word or a phrase as the fields have it.
struct Wanted {
    is_phrase: bool,
    /// As it was written.
    words: Positions,
    stems: Positions,
    /// The stems of the parts of `NotificationApp`, where it has parts.
    parts: Positions,
    /// As a whole.
    whole: String,
}

impl Wanted {
    fn new(part: &Part) -> Self {
        let text = &part.text;
        let words = tokens_by_position(&mut Analysis::Words.for_queries(), text);
        let stems = if part.is_phrase {
            Vec::new()
        } else {
            tokens_by_position(&mut Analysis::Stems.for_queries(), text)
        };
        let cut = parts(text);
        let parts = if part.is_phrase || cut.len() < 2 {
            Vec::new()
        } else {
            tokens_by_position(&mut Analysis::Stems.for_queries(), &cut.join(" "))
        };
        Self {
            is_phrase: part.is_phrase,
            words,
            stems,
            parts,
            whole: Analysis::Whole.prepare(text.clone()),
        }
    }

    /// Whether it is a word that Dutch or English texts are full of.
    fn is_stop_word(&self) -> bool {
        !self.is_phrase && self.stems.is_empty()
    }

    /// The ways to find it, of which the best counts.
    fn ways(&self, fields: &Fields) -> Vec<Box<dyn Query>> {
        if self.is_phrase {
            self.as_written(fields)
        } else {
            self.in_any_form(fields)
        }
    }

    fn in_any_form(&self, fields: &Fields) -> Vec<Box<dyn Query>> {
        let mut ways = Vec::new();
        for (field, declared) in fields.texts() {
            let found = match declared.analysis {
                Analysis::Whole => exact(field, declared, &self.whole),
                Analysis::Identifier | Analysis::Words => all(field, declared, &self.words),
                Analysis::Stems => all(field, declared, &self.stems),
            };
            ways.extend(found);
            if declared.name == PARTS_FIELD {
                ways.extend(all(field, declared, &self.parts));
            }
            if declared.name == PREFIX_FIELD
                && let [(_, words)] = self.words.as_slice()
                && let [word] = words.as_slice()
                && word.chars().count() >= SHORTEST_PREFIX
            {
                let term = Term::from_field_text(field, word);
                let prefix = FuzzyTermQuery::new_prefix(term, 0, false);
                ways.push(boosted(Box::new(prefix), PREFIX_BOOST));
            }
        }
        ways
    }

    /// The ways to find it word for word.
    fn as_written(&self, fields: &Fields) -> Vec<Box<dyn Query>> {
        let texts = fields.texts();
        let texts = texts.filter(|(_, declared)| declared.analysis.has_phrases());
        texts
            .filter_map(|(field, declared)| {
                if self.words.len() < 2 {
                    return all(field, declared, &self.words);
                }
                let words = self
                    .words
                    .iter()
                    .flat_map(|(position, words)| words.iter().map(move |word| (*position, word)));
                let terms = words
                    .map(|(position, word)| (position, Term::from_field_text(field, word)))
                    .collect();
                let phrase = PhraseQuery::new_with_offset(terms);
                Some(boosted(Box::new(phrase), declared.boost))
            })
            .collect()
    }
}

impl Part {
    /// Whether there is more to it than punctuation.
    pub(super) fn has_words(&self) -> bool {
        !tokens(&mut Analysis::Words.for_queries(), &self.text).is_empty()
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
    let wanted: Vec<Wanted> = wanted.into_iter().map(Wanted::new).collect();
    let all_stop = wanted.iter().all(Wanted::is_stop_word);
    for part in &wanted {
        let occur = if part.is_stop_word() && !all_stop {
            Occur::Should
        } else {
            Occur::Must
        };
        let ways = part.ways(fields);
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
    let whole: String = wanted.iter().map(|part| part.whole.as_str()).collect();
    for (field, declared) in fields.texts() {
        if declared.analysis == Analysis::Whole {
            let exact = exact(field, declared, &whole);
            clauses.extend(exact.map(|exact| (Occur::Should, exact)));
        }
    }
    for part in unwanted {
        // Each way twice: tantivy 0.27 takes a union of one for that one, and
        // asks an excluded phrase to seek backwards, which it can't.
        let ways = Wanted::new(part)
            .as_written(fields)
            .into_iter()
            .flat_map(|way| [(Occur::Should, way.box_clone()), (Occur::Should, way)])
            .collect();
        clauses.push((Occur::MustNot, Box::new(BooleanQuery::new(ways))));
    }
    Box::new(BooleanQuery::new(clauses))
}

/// What has this as a whole; `None` for nothing but punctuation.
fn exact(field: Field, declared: &TextField, whole: &str) -> Option<Box<dyn Query>> {
    (!whole.is_empty()).then(|| boosted(term(field, whole), declared.boost))
}

/// What has every position, each in the best of its ways; `None` when there are
/// none, as for a stop word.
fn all(field: Field, declared: &TextField, positions: &Positions) -> Option<Box<dyn Query>> {
    let mut all: Vec<Box<dyn Query>> = positions
        .iter()
        .map(|(_, words)| -> Box<dyn Query> {
            let mut ways: Vec<_> = words.iter().map(|word| term(field, word)).collect();
            if ways.len() == 1 {
                ways.remove(0)
            } else {
                Box::new(DisjunctionMaxQuery::new(ways))
            }
        })
        .collect();
    let query = match all.len() {
        0 => return None,
        1 => all.remove(0),
        _ => Box::new(BooleanQuery::intersection(all)),
    };
    Some(boosted(query, declared.boost))
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}
