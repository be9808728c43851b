//! Query builder: turns a parsed query into a tantivy query. There are no syntax errors:
//! what is no word is passed over.

use std::ops::Bound;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur,
    PhraseQuery, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::addresses;
use super::analysis::{folded, plain_words, stems_of_query, words_of_query};
use super::engine::impact_query::{ImpactQuery, TERM_BONUS};
use super::engine::impacts::exact_name;
use super::facets::FacetName;
use super::fields::{FIRST_WRITTEN, Fields, HIDDEN, LAST_ACTIVITY, place_in_sequence, seconds};
use super::meanings::Meanings;
use super::parsed_query::{MatchMode, ParsedQuery};
use super::request::FirstWritten;
use super::syntax::Part;
use super::word_tokenizer::parts;

/// The shortest word that is also looked for as two, and the shortest half, in
/// letters.
const SHORTEST_IN_TWO: usize = 6;
const SHORTEST_HALF: usize = 2;

/// A word that so many repositories have is looked for as it is.
const FEW_HAVE_IT: u64 = 10;

/// In how many ways a word is cut in two, the ones with the commonest words.
const MOST_WAYS_IN_TWO: usize = 3;

type Clauses = Vec<(Occur, Box<dyn Query>)>;

impl Part {
    /// Whether there is more to it than punctuation.
    pub(super) fn has_words(&self) -> bool {
        !plain_words(&self.text).is_empty()
    }

    /// Whether it must be found, unless there is nothing else.
    pub(super) fn is_required(&self) -> bool {
        !self.not && self.has_words() && !self.is_stop_word()
    }

    /// Whether it is a word that Dutch or English texts are full of.
    fn is_stop_word(&self) -> bool {
        !self.is_phrase && stems_of_query(&self.text).is_empty()
    }
}

/// How a word may be written in one with the words beside it: `mijn overheid` as
/// `mijnoverheid`.
fn joined(parts: &[&Part], at: usize) -> Vec<String> {
    let word = |at: usize| {
        let part = parts.get(at).filter(|part| !part.is_phrase)?;
        let mut words = plain_words(&part.text);
        words.pop().filter(|_| words.is_empty())
    };
    let together = |first: Option<usize>, second: usize| {
        let joined = word(first?)? + &word(second)?;
        (joined.chars().count() >= SHORTEST_IN_TWO).then_some(joined)
    };
    let before = together(at.checked_sub(1), at);
    let after = together(Some(at), at + 1);
    before.into_iter().chain(after).collect()
}

/// Builds the tantivy query for a parsed query.
pub(super) fn build(
    fields: &Fields,
    searcher: &Searcher,
    parsed: &ParsedQuery<'_>,
) -> tantivy::Result<Box<dyn Query>> {
    let mut clauses = Clauses::new();
    if !parsed.parts.is_empty() {
        let words = Words {
            fields,
            searcher,
            meanings: &parsed.meanings,
        };
        clauses.extend(words.clauses(&parsed.parts, parsed.mode)?);
    }
    // Filters don't score where there are words; where there are none, the score does not matter.
    let filter_boost = if clauses.is_empty() { 1.0 } else { 0.0 };
    let mut require = |query| clauses.push((Occur::Must, boosted(query, filter_boost)));
    for (facet, values) in &parsed.filter.0 {
        if parsed.needs_all(*facet) {
            let field = fields.facet(*facet);
            values.iter().for_each(|value| require(has(field, value)));
        } else {
            require(any_value(fields, *facet, values));
        }
    }
    for (facet, values) in &parsed.within.0 {
        require(any_value(fields, *facet, values));
    }
    if let Some(page) = parsed.refers_to {
        require(has(fields.pages, page.as_str()));
    }
    if let Some(day) = parsed.active_since {
        require(active_since(fields, day)?);
    }
    if let Some(writes) = parsed.first_written {
        require(first_written(fields, writes)?);
    }
    if clauses.is_empty() {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    for (facet, values) in &parsed.without.0 {
        clauses.push((Occur::MustNot, any_value(fields, *facet, values)));
    }
    if searcher.doc_freq(hidden(fields).term())? > 0 {
        clauses.push((Occur::MustNot, Box::new(hidden(fields))));
    }
    match clauses.as_mut_slice() {
        [(Occur::Must, _)] => Ok(clauses.remove(0).1),
        _ => Ok(Box::new(BooleanQuery::new(clauses))),
    }
}

fn any_value(fields: &Fields, facet: FacetName, values: &[String]) -> Box<dyn Query> {
    let field = fields.facet(facet);
    if let [value] = values {
        return has(field, value);
    }
    let terms = values.iter();
    has_any(
        terms
            .map(|value| Term::from_field_text(field, value))
            .collect(),
    )
}

/// So many terms are looked up one by one. Of a set of terms tantivy makes an automaton, for
/// which it fills a megabyte, and it takes a bit for each document of the catalogue: more are
/// found faster so.
const FEW_TERMS: usize = 64;

/// What has any of these terms.
pub(super) fn has_any(terms: Vec<Term>) -> Box<dyn Query> {
    if terms.len() > FEW_TERMS {
        return Box::new(TermSetQuery::new(terms));
    }
    let any = BooleanQuery::union(
        terms
            .into_iter()
            .map(|term| -> Box<dyn Query> {
                Box::new(TermQuery::new(term, IndexRecordOption::Basic))
            })
            .collect(),
    );
    Box::new(ConstScoreQuery::new(Box::new(any), 1.0))
}

/// What was worked on on a day or later. What is not known when lies before every day.
fn active_since(fields: &Fields, day: NaiveDate) -> tantivy::Result<Box<dyn Query>> {
    let begin = seconds(Some(day.and_time(NaiveTime::MIN).and_utc()));
    let begin = Term::from_field_f64(fields.number(LAST_ACTIVITY)?, begin);
    let range = RangeQuery::new(Bound::Included(begin), Bound::Unbounded);
    Ok(Box::new(range))
}

/// What came into the catalogue by these writes. What has no number lies before every number.
fn first_written(fields: &Fields, writes: FirstWritten) -> tantivy::Result<Box<dyn Query>> {
    let field = fields.number(FIRST_WRITTEN)?;
    let term = |number| Term::from_field_f64(field, place_in_sequence(Some(number)));
    let (begin, end) = match writes {
        FirstWritten::Between(since, until) => {
            (Bound::Excluded(term(since)), Bound::Included(term(until)))
        }
        FirstWritten::Unnumbered => (Bound::Unbounded, Bound::Excluded(term(0))),
    };
    Ok(Box::new(RangeQuery::new(begin, end)))
}

fn has(field: Field, text: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, text);
    let found = TermQuery::new(term, IndexRecordOption::Basic);
    Box::new(ConstScoreQuery::new(Box::new(found), 1.0))
}

/// The match-all query: every repository that is shown.
pub(super) fn match_all(fields: &Fields) -> Box<dyn Query> {
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

/// The forms of a word in the index, and which word it is: the number of its part, and its
/// number within that.
struct Forms {
    own: Vec<Term>,
    word: Option<(usize, usize)>,
}

/// Makes queries of words and phrases.
struct Words<'a> {
    fields: &'a Fields,
    searcher: &'a Searcher,
    /// What else the words may mean.
    meanings: &'a Meanings,
}

impl Words<'_> {
    /// What must be found, what should be, and what must not be. Stop words
    /// count where they are found and are not required, unless there is nothing
    /// else. What is not wanted must not be found as it was written.
    fn clauses(&self, parts: &[Part], mode: MatchMode) -> tantivy::Result<Clauses> {
        let parts = parts.iter().filter(|part| part.has_words());
        let (unwanted, wanted): (Vec<&Part>, Vec<&Part>) = parts.partition(|part| part.not);
        let typed: String = wanted.iter().map(|part| part.text.as_str()).collect();
        let (mut required, mut stop_words) = (Vec::new(), Vec::new());
        let telling = wanted.iter().filter(|part| !part.is_stop_word()).count();
        for (at, part) in wanted.iter().enumerate() {
            let found = self.part(at, part, &joined(&wanted, at), telling < 2)?;
            if part.is_stop_word() {
                stop_words.extend(found);
            } else {
                required.extend(found);
            }
        }
        if required.is_empty() {
            std::mem::swap(&mut required, &mut stop_words);
        }
        let mut clauses = Clauses::new();
        if required.is_empty() {
            let nothing_wanted: Box<dyn Query> = if unwanted.is_empty() {
                Box::new(EmptyQuery)
            } else {
                Box::new(AllQuery)
            };
            clauses.push((Occur::Must, nothing_wanted));
        }
        match mode {
            MatchMode::All => clauses.extend(each(Occur::Must, words_together(required))),
            MatchMode::Any => clauses.extend(any(required)),
        }
        clauses.extend(each(Occur::Should, stop_words));
        // All words together may be a name.
        if let Some(name) = exact_name(&typed) {
            let name = self.forms([self.written(&name)])?;
            if name.may_match() {
                clauses.push((Occur::Should, Box::new(name)));
            }
        }
        for part in unwanted {
            // Each way twice: tantivy 0.27 takes a union of one for that one,
            // and asks an excluded phrase to seek backwards, which it can't.
            let ways = self.as_written(part).into_iter();
            let ways = ways.flat_map(|way| [way.box_clone(), way]).collect();
            let unwanted = BooleanQuery::new(each(Occur::Should, ways).collect());
            clauses.push((Occur::MustNot, Box::new(unwanted)));
        }
        Ok(clauses)
    }

    /// What has a word or a phrase; the best of the ways to find it counts.
    /// `at` is its number among the parts that are wanted, and `joined` how it may be written
    /// in one with its neighbours. The whole name of a repository is no more than a word of it
    /// unless the part `is_alone`: `utrecht` is not all that `bereikbaarheid utrecht` means.
    fn part(
        &self,
        at: usize,
        part: &Part,
        joined: &[String],
        is_alone: bool,
    ) -> tantivy::Result<Option<Box<dyn Query>>> {
        let mut ways = if part.is_phrase {
            let mut ways = self.as_written(part);
            let named = self
                .meanings
                .organisations(at, 0)
                .map(|term| self.written(term));
            let named = self.forms(named)?;
            if named.may_match() {
                ways.push(Box::new(named));
            }
            ways
        } else if let Some(address) = self.address(&part.text)? {
            return Ok(Some(Box::new(address)));
        } else {
            self.in_any_form(at, &part.text, joined, is_alone)?
        };
        Ok(match ways.len() {
            0 | 1 => ways.pop(),
            _ => Some(Box::new(DisjunctionMaxQuery::new(ways))),
        })
    }

    /// What stands at the address that is typed, if anything does.
    fn address(&self, text: &str) -> tantivy::Result<Option<ImpactQuery>> {
        for address in addresses::typed(text) {
            let found = self.forms([self.written(&address)])?;
            if found.may_match() {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The ways to find a word: as it was written or by its stems, by what else it may mean, in
    /// one with its neighbours, as a whole name, by the parts of `covid19`, and where few have
    /// it also as two words one after the other. Capitals make no difference.
    fn in_any_form(
        &self,
        part: usize,
        text: &str,
        joined: &[String],
        is_alone: bool,
    ) -> tantivy::Result<Vec<Box<dyn Query>>> {
        let stems = stems_of_query(text);
        let mut positions: Vec<Forms> = Vec::new();
        for (number, (at, word)) in words_of_query(text).into_iter().enumerate() {
            let stems_here = stems.iter().find(|(position, _)| *position == at);
            // The stop words of `over-de-zaak` are not required either.
            if stems_here.is_some() || stems.is_empty() {
                let stems = stems_here.into_iter().flat_map(|(_, stems)| stems);
                let stems = stems.map(|stem| self.stem(stem));
                positions.push(Forms {
                    own: std::iter::once(self.written(&word)).chain(stems).collect(),
                    word: Some((part, number)),
                });
            }
        }
        let mut name: Vec<Term> = exact_name(text)
            .map(|name| self.written(&name))
            .into_iter()
            .collect();
        if let [forms] = positions.as_mut_slice() {
            // One word: its forms and the name are read side by side.
            name.truncate(usize::from(is_alone));
            forms.own.append(&mut name);
            forms
                .own
                .extend(joined.iter().map(|word| self.written(word)));
        } else if positions.len() > 1 {
            // `node.js` is written `nodejs` too.
            name.push(self.written(&plain_words(text).concat()));
        }
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        if !positions.is_empty() {
            ways.push(Box::new(self.each_position(positions)?));
        }
        if !name.is_empty() {
            ways.push(Box::new(self.forms(name)?));
        }
        if let [(_, word)] = words_of_query(text).as_slice() {
            ways.extend(self.as_two_words(word)?);
        }
        let text = &folded(text);
        let cut = parts(text);
        if cut.len() > 1 {
            let cut = stems_of_query(&cut.join(" "));
            let positions = cut.iter().map(|(_, stems)| Forms {
                own: stems.iter().map(|stem| self.stem(stem)).collect(),
                word: None,
            });
            ways.push(Box::new(self.each_position(positions.collect())?));
        }
        Ok(ways)
    }

    /// What has a word as two words one after the other, where few have it as one:
    /// `mijnoverheid` is written `mijn overheid` too.
    fn as_two_words(&self, word: &str) -> tantivy::Result<Option<Box<dyn Query>>> {
        let letters = word.chars().count();
        let is_plain = word.chars().all(char::is_alphanumeric);
        if letters < SHORTEST_IN_TWO || !is_plain || self.frequency(word)? >= FEW_HAVE_IT {
            return Ok(None);
        }
        let mut ways = Vec::new();
        for (at, _) in word.char_indices().skip(SHORTEST_HALF) {
            let (first, second) = word.split_at(at);
            if second.chars().count() < SHORTEST_HALF {
                break;
            }
            let both = self.frequency(first)?.min(self.frequency(second)?);
            if both > 0 {
                ways.push((both, format!("{first} {second}")));
            }
        }
        ways.sort_unstable_by(|a, b| b.cmp(a));
        ways.truncate(MOST_WAYS_IN_TWO);
        let ways = ways.into_iter().flat_map(|(_, text)| {
            self.as_written(&Part {
                text,
                is_phrase: true,
                not: false,
            })
        });
        let ways: Vec<_> = ways.collect();
        Ok((!ways.is_empty()).then(|| Box::new(DisjunctionMaxQuery::new(ways)) as Box<dyn Query>))
    }

    /// How many repositories have a word as it is written.
    fn frequency(&self, word: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&self.written(word))
    }

    /// What has one of the forms at each position, or what else the word there may mean.
    fn each_position(&self, positions: Vec<Forms>) -> tantivy::Result<ImpactQuery> {
        let positions = positions.into_iter().map(|Forms { mut own, word }| {
            let Some((part, word)) = word else {
                return self.forms(own);
            };
            let named = self.meanings.organisations(part, word);
            own.extend(named.map(|term| self.written(term)));
            let mut forms = self.forms(own)?;
            for (synonyms, weight) in self.meanings.synonyms(part, word) {
                forms = forms.or(synonyms.iter().map(Arc::as_ref), weight);
            }
            Ok(forms)
        });
        let positions: Vec<_> = positions.collect::<tantivy::Result<_>>()?;
        Ok(ImpactQuery::all(positions))
    }

    fn forms(&self, forms: impl IntoIterator<Item = Term>) -> tantivy::Result<ImpactQuery> {
        ImpactQuery::new(forms, self.searcher)
    }

    fn written(&self, word: &str) -> Term {
        Term::from_field_text(self.fields.words, word)
    }

    fn stem(&self, stem: &str) -> Term {
        Term::from_field_text(self.fields.stems, stem)
    }

    /// The ways to find a word or a phrase as it was written, in each text.
    fn as_written(&self, part: &Part) -> Vec<Box<dyn Query>> {
        let words = words_of_query(&part.text);
        let mut ways = Vec::new();
        for (field, declared) in self.fields.texts() {
            let terms = words.iter();
            let mut terms: Vec<(usize, Term)> = terms
                .map(|(at, word)| (*at, Term::from_field_text(field, word)))
                .collect();
            let way: Box<dyn Query> = match terms.len() {
                0 => continue,
                1 => Box::new(TermQuery::new(
                    terms.remove(0).1,
                    IndexRecordOption::WithFreqs,
                )),
                _ => Box::new(PhraseQuery::new_with_offset(terms)),
            };
            ways.push(boosted(way, declared.boost));
        }
        ways
    }
}

/// Looks for words together that are looked for each by itself.
fn words_together(required: Vec<Box<dyn Query>>) -> Vec<Box<dyn Query>> {
    let (words, mut others): (Vec<_>, Vec<_>) = required
        .into_iter()
        .partition(|part| part.is::<ImpactQuery>());
    let words = words
        .iter()
        .filter_map(|part| part.downcast_ref::<ImpactQuery>());
    let words = ImpactQuery::all(words.cloned());
    if !words.is_empty() {
        others.push(Box::new(words));
    }
    others
}

/// What has one of these at least. What has more of them comes first.
fn any(required: Vec<Box<dyn Query>>) -> Clauses {
    let words = required
        .iter()
        .map(|part| part.downcast_ref::<ImpactQuery>());
    let words: Option<Vec<&ImpactQuery>> = words.collect();
    if let Some(any) = words.and_then(|words| ImpactQuery::any(words.into_iter())) {
        return vec![(Occur::Must, Box::new(any))];
    }
    let with_bonus = required.into_iter().map(|part| {
        let bonus: Box<dyn Query> = Box::new(ConstScoreQuery::new(part.box_clone(), TERM_BONUS));
        Box::new(BooleanQuery::intersection(vec![part, bonus])) as Box<dyn Query>
    });
    let any = BooleanQuery::union(with_bonus.collect());
    vec![(Occur::Must, Box::new(any))]
}

fn each(
    occur: Occur,
    queries: Vec<Box<dyn Query>>,
) -> impl Iterator<Item = (Occur, Box<dyn Query>)> {
    queries.into_iter().map(move |query| (occur, query))
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}
