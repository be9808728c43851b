//! More like this: finds similar repositories, and those that point to the same things.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use bronwijzer_crawler::address::RepositoryId;

use super::analysis::tokens;
use super::engine::top_hits::{SortKey, TopHits};
use super::fields::TextField;
use super::{SearchIndex, query};
use crate::error::IndexError;
use crate::model::Entry;

/// The fields whose words say what a repository is about.
const TELLING_FIELDS: &[&str] = &["name", "topics", "description", "readme"];

/// How much of a text is looked at, in letters: what a reader sees first.
const SEEN_LETTERS: usize = 4_000;

/// The shortest word that counts, in letters.
const SHORTEST_WORD: usize = 3;

/// The most words that repositories are compared by.
const MOST_WORDS: usize = 25;

/// Of the words that they are compared by, one in so many must be shared, and
/// at least two.
const SHARED_OF: usize = 4;

/// A word in more than one of so many repositories tells nothing.
const RARE_OF: u64 = 50;

/// The same where there are few repositories: a word in one of so many, up to
/// [`FEW`] of them, still tells something.
const RARE_OF_FEW: u64 = 5;
const FEW: u64 = 25;

/// A word in fewer than one of so many repositories is a name or a slip of the
/// pen; from [`NAMED_AT_MOST`] of them on it tells something all the same.
const NAMED_OF: u64 = 1_000;
const NAMED_AT_MOST: u64 = 10;

/// Which repositories to find by what they point to.
#[derive(Debug, Default)]
pub(crate) struct Pointing<'a> {
    /// They point to one of these.
    pub(crate) any_of: &'a [String],
    /// They point to none of these.
    pub(crate) none_of: &'a [String],
    /// They are none of these.
    pub(crate) except: &'a [RepositoryId],
    /// Whether those in whose place another is shown are found too.
    pub(crate) hidden: bool,
    /// How many to give.
    pub(crate) first: usize,
}

impl SearchIndex {
    /// How many repositories point so, and the first of them, by last activity.
    pub(crate) fn pointing(
        &self,
        wanted: &Pointing<'_>,
    ) -> Result<(u64, Vec<RepositoryId>), IndexError> {
        if wanted.any_of.is_empty() {
            return Ok((0, Vec::new()));
        }
        let mut clauses = self.without(wanted.none_of, wanted.except);
        clauses.push((Occur::Must, self.any_of(wanted.any_of)));
        if !wanted.hidden {
            clauses.push((Occur::MustNot, Box::new(query::hidden(&self.fields))));
        }
        let query = BooleanQuery::new(clauses);
        self.ids(&query, SortKey::Number("last_activity"), wanted.first)
    }

    /// The repositories that share the most telling words with this one, the
    /// most alike first, weighed by their upkeep and licence; without those
    /// that point to one of `none_of` and those in `except`.
    ///
    /// The words are chosen as tantivy's `MoreLikeThisQuery` does, by how often
    /// they occur here and how rare they are elsewhere, but words that tie come
    /// in the order of the alphabet: the same question gives the same answer.
    pub(crate) fn similar(
        &self,
        entry: &Entry,
        none_of: &[String],
        except: &[RepositoryId],
        first: usize,
    ) -> Result<Vec<RepositoryId>, IndexError> {
        let searcher = self.searcher();
        let words = self.telling_words(&searcher, entry)?;
        let shared = words.len().div_ceil(SHARED_OF).max(2);
        if words.len() < shared {
            return Ok(Vec::new());
        }
        let words = words
            .into_iter()
            .map(|(term, weight)| {
                let found = TermQuery::new(term, IndexRecordOption::Basic);
                let weighed: Box<dyn Query> = Box::new(BoostQuery::new(Box::new(found), weight));
                (Occur::Should, weighed)
            })
            .collect();
        let alike = BooleanQuery::with_minimum_required_clauses(words, shared);
        let mut clauses = self.without(none_of, except);
        clauses.push((Occur::Must, Box::new(alike)));
        clauses.push((Occur::MustNot, Box::new(query::hidden(&self.fields))));
        let query = BooleanQuery::new(clauses);
        let (_, ids) = self.ids(&query, SortKey::ScoreTimes("static_rank"), first)?;
        Ok(ids)
    }

    /// The words that tell the most of an entry, each with its weight.
    fn telling_words(
        &self,
        searcher: &Searcher,
        entry: &Entry,
    ) -> Result<Vec<(Term, f32)>, IndexError> {
        let all = searcher.num_docs();
        let max_freq = (all / RARE_OF).max((all / RARE_OF_FEW).clamp(5, FEW));
        let min_freq = (all / NAMED_OF).clamp(2, NAMED_AT_MOST);
        let mut words = Vec::new();
        let texts = self.fields.texts();
        for (field, declared) in texts.filter(|(_, text)| TELLING_FIELDS.contains(&text.name)) {
            for (word, times) in count_words(declared, entry) {
                let term = Term::from_field_text(field, &word);
                let doc_freq = searcher.doc_freq(&term)?;
                if (min_freq..=max_freq).contains(&doc_freq) {
                    words.push((term, declared.boost * weight(times, doc_freq, all)));
                }
            }
        }
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words.truncate(MOST_WORDS);
        Ok(words)
    }

    fn ids(
        &self,
        query: &dyn Query,
        key: SortKey,
        first: usize,
    ) -> Result<(u64, Vec<RepositoryId>), IndexError> {
        let searcher = self.searcher();
        let page = TopHits {
            searcher: Arc::clone(&searcher),
            key,
            after: None,
            limit: first,
        };
        let found = searcher.search(query, &page)?;
        let hits = found.hits.into_iter();
        let ids = hits.map(|hit| Ok(searcher.card(hit.address)?.id));
        Ok((found.total, ids.collect::<Result<_, IndexError>>()?))
    }

    fn any_of(&self, terms: &[String]) -> Box<dyn Query> {
        let field = self.fields.points_to;
        Box::new(TermSetQuery::new(terms_in(field, terms)))
    }

    fn without(&self, none_of: &[String], except: &[RepositoryId]) -> Vec<(Occur, Box<dyn Query>)> {
        let ids: Vec<String> = except.iter().map(ToString::to_string).collect();
        let ids = TermSetQuery::new(terms_in(self.fields.id, &ids));
        vec![
            (Occur::MustNot, self.any_of(none_of)),
            (Occur::MustNot, Box::new(ids)),
        ]
    }
}

fn terms_in(field: Field, terms: &[String]) -> Vec<Term> {
    let terms = terms.iter();
    terms
        .map(|term| Term::from_field_text(field, term))
        .collect()
}

/// How often each word occurs in what a reader sees first of a text. Numbers
/// are no words.
fn count_words(declared: &TextField, entry: &Entry) -> HashMap<String, u32> {
    let text: String = declared.text_of(entry).chars().take(SEEN_LETTERS).collect();
    let mut words = HashMap::new();
    for word in tokens(&mut declared.analysis.for_texts(), &text) {
        let counts = word.chars().count() >= SHORTEST_WORD
            && word.chars().any(|letter| letter.is_ascii_alphabetic());
        if counts {
            *words.entry(word).or_insert(0) += 1;
        }
    }
    words
}

/// Rare words weigh more; a word that is repeated weighs more, but not as often
/// as it is repeated.
#[expect(clippy::cast_precision_loss, reason = "a weight need not be exact")]
fn weight(times: u32, doc_freq: u64, all: u64) -> f32 {
    let repeated = 1.0 + (times as f32).ln();
    let rare = (1.0 + all as f32 / doc_freq as f32).ln();
    repeated * rare
}
