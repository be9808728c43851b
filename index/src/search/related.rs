//! More like this: finds similar repositories, and those that point to the same things.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use bronwijzer_crawler::address::RepositoryId;

use super::analysis::{Analysis, stems_of_query, tokens};
use super::engine::impact_query::{ImpactQuery, idf};
use super::engine::segment_readers::WarmSearcher;
use super::engine::stem_cache::stems_of;
use super::engine::top_hits::{CollectedHits, SortKey, TopHits};
use super::facets::FacetName;
use super::fields::TEXT_FIELDS;
use super::{SearchIndex, query};
use crate::error::IndexError;
use crate::model::{Card, Entry};
use crate::relations::Pointers;

/// The most words that repositories are compared by.
const MOST_WORDS: usize = 25;

/// So many more are found before the least telling are dropped.
const AT_ONCE: usize = 8;

/// A word in more than one of so many repositories tells nothing.
const RARE_OF: u64 = 8;

/// The same where there are few repositories.
const FEW: u64 = 25;

/// The quality bar: so much of what a repository shares with itself another one must share
/// with it, times that one's static rank. The share of lists that begin with a sensible
/// repository falls below it, as `bronwijzer-bench relevance` tells.
const BAR: f64 = 0.30;

/// No word of an owner, or of a language, has a higher impact by that alone.
const IMPACT_BESIDE: f32 = 3.0;

/// What a category of publiccode.yml in common adds to that.
const CATEGORY_SHARE: f32 = 0.03;

/// What a word weighs that says what form software has, or whose it is, and not what it is
/// about.
const FORM_WEIGHT: f32 = 0.2;

/// Such words, in Dutch and English.
const FORMS: &str = "
admin android angular api apis app application applicatie backend base browser build bundle
checker cli client cloud cms code collection common component componenten components container
core dashboard data database demo deployment design developer development digital digitale
django docker docs documentatie documentation dotnet dutch example examples experiment export
extension form framework frontend gemeente gemeenten gemeentelijke generic github gitlab go
government helm http image import infra infrastructure integration interface ios java javascript
json k8s kubernetes laravel library linux main management model module modules monitor national
nederland nederlandse netherlands nl node open operator organisatie organisaties organisations
overheid package page php pilot pipeline platform plugin poc portal process processing profile
project proof prototype public python react readme register registry release repository rest
rust schema script scripts sdk search server service services setup shared site software
source standaard standaarden standard standards system systeem template terraform test tests
theme tool toolkit tools typescript user validator version viewer voorbeeld vue web website
wordpress xml yaml
";

/// The stems of [`FORMS`].
static FORM_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let stems = stems_of_query(FORMS).into_iter();
    stems.flat_map(|(_, stems)| stems).collect()
});

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
    /// How many repositories point so, and the first of them with what they point to, by last
    /// activity.
    pub(crate) fn pointing(
        &self,
        wanted: &Pointing<'_>,
    ) -> Result<(u64, Vec<(Card, Pointers)>), IndexError> {
        let searcher = self.searcher();
        // Most repositories are pointed to by none, which the dictionary of terms tells.
        let any_of = known(
            &searcher,
            terms_in(self.fields.points_to, wanted.any_of.iter()),
        )?;
        if any_of.is_empty() {
            return Ok((0, Vec::new()));
        }
        let mut clauses = self.without(&searcher, wanted.none_of, wanted.except)?;
        clauses.push((Occur::Must, query::has_any(any_of)));
        if !wanted.hidden {
            clauses.push((Occur::MustNot, Box::new(query::hidden(&self.fields))));
        }
        let query = BooleanQuery::new(clauses);
        let by = SortKey::Descending("last_activity");
        let found = self.found(&searcher, &query, by, wanted.first)?;
        let hits = found.hits.iter();
        let hits = hits.map(|hit| searcher.card_and_pointers(hit.address));
        Ok((found.total, hits.collect::<Result<_, _>>()?))
    }

    /// What the index holds of a repository; `None` where it holds none.
    pub(crate) fn card_and_pointers(
        &self,
        id: &RepositoryId,
    ) -> Result<Option<(Card, Pointers)>, IndexError> {
        let searcher = self.searcher();
        let address = searcher.address_of(self.fields.id, id)?;
        address
            .map(|address| searcher.card_and_pointers(address))
            .transpose()
    }

    /// The repositories that share most of what distinguishes this one, the most alike
    /// first, weighed by their upkeep and licence; none that shares too little. Without those
    /// that point to one of `none_of` and those in `except`.
    ///
    /// A word counts by its impact in both: shared names, topics and descriptions weigh by far
    /// more than words of READMEs. Words that tie come in the order of the alphabet, so that
    /// the same question gives the same answer.
    pub(crate) fn similar(
        &self,
        entry: &Entry,
        none_of: &[String],
        except: &[RepositoryId],
        first: usize,
    ) -> Result<Vec<Card>, IndexError> {
        let searcher = self.searcher();
        let alike = ImpactQuery::weighed(self.telling_words(&searcher, entry)?, &searcher)?;
        if alike.is_empty() {
            return Ok(Vec::new());
        }
        let mut clauses = self.without(&searcher, none_of, except)?;
        clauses.push((Occur::Must, Box::new(alike)));
        clauses.push((Occur::MustNot, Box::new(query::hidden(&self.fields))));
        let category = self.fields.facet(FacetName::Category);
        let categories = terms_in(category, FacetName::Category.values(entry).iter());
        clauses.extend(categories.into_iter().map(|term| {
            let shared = TermQuery::new(term, IndexRecordOption::Basic);
            let shared: Box<dyn Query> =
                Box::new(ConstScoreQuery::new(Box::new(shared), CATEGORY_SHARE));
            (Occur::Should, shared)
        }));
        let query = BooleanQuery::new(clauses);
        let by = SortKey::ScoreTimes("static_rank");
        let found = self.found(&searcher, &query, by, first)?;
        let alike = found.hits.iter().take_while(|hit| hit.key >= BAR);
        alike.map(|hit| searcher.card(hit.address)).collect()
    }

    /// The words that distinguish an entry, as stems, each with its weight: what it shares with
    /// itself adds up to 1.
    fn telling_words(
        &self,
        searcher: &Searcher,
        entry: &Entry,
    ) -> Result<Vec<(Term, f32)>, IndexError> {
        let all = searcher.num_docs();
        let max_freq = (all / RARE_OF).max(FEW);
        let of_owner_and_languages = stems_beside(entry);
        let candidates = stems_of(entry);
        let candidates = candidates.stem_impacts().filter(|(stem, impact)| {
            // Its owner and the languages that it is written in are not what it is about.
            *impact > IMPACT_BESIDE || !of_owner_and_languages.contains(stem)
        });
        let mut candidates: Vec<Candidate> = candidates.map(Candidate::from).collect();
        // Those that can tell most come first: a long README has thousands of words, and how many
        // repositories have one is looked up in each segment. No word is rarer than one that two
        // repositories have.
        let rarest = idf(2, all);
        candidates.sort_by(|a, b| b.own(rarest).total_cmp(&a.own(rarest)));
        let mut words = Vec::new();
        let mut last = f32::NEG_INFINITY;
        for candidate in candidates {
            if words.len() >= MOST_WORDS && candidate.own(rarest) < last {
                break;
            }
            let term = Term::from_field_text(self.fields.stems, &candidate.stem);
            let doc_freq = searcher.doc_freq(&term)?;
            if (2..=max_freq).contains(&doc_freq) {
                let own = candidate.own(idf(doc_freq, all));
                words.push((term, candidate.weight, own));
            }
            if words.len() >= MOST_WORDS + AT_ONCE {
                last = keep_most_telling(&mut words);
            }
        }
        keep_most_telling(&mut words);
        let own: f32 = words.iter().map(|(_, _, own)| own).sum();
        let words = words.into_iter();
        Ok(words
            .map(|(term, weight, _)| (term, weight / own))
            .collect())
    }

    /// How many there are, and the first of them.
    fn found(
        &self,
        searcher: &Arc<WarmSearcher>,
        query: &dyn Query,
        key: SortKey,
        first: usize,
    ) -> Result<CollectedHits, IndexError> {
        let page = TopHits {
            searcher: Arc::clone(searcher),
            key,
            after: None,
            limit: first,
        };
        Ok(searcher.search(query, &page)?)
    }

    /// What leaves out those that point to one of `none_of`, and those in `except`.
    fn without(
        &self,
        searcher: &Searcher,
        none_of: &[String],
        except: &[RepositoryId],
    ) -> Result<Clauses, IndexError> {
        let ids: Vec<String> = except.iter().map(ToString::to_string).collect();
        let mut clauses = Vec::new();
        for (field, terms) in [
            (self.fields.points_to, none_of),
            (self.fields.id, ids.as_slice()),
        ] {
            let terms = known(searcher, terms_in(field, terms.iter()))?;
            if !terms.is_empty() {
                clauses.push((Occur::MustNot, query::has_any(terms)));
            }
        }
        Ok(clauses)
    }
}

/// Parts of a query.
type Clauses = Vec<(Occur, Box<dyn Query>)>;

fn terms_in<'a>(field: Field, terms: impl Iterator<Item = &'a String>) -> Vec<Term> {
    terms
        .map(|term| Term::from_field_text(field, term))
        .collect()
}

/// Those of the terms that any repository has.
fn known(searcher: &Searcher, terms: Vec<Term>) -> Result<Vec<Term>, IndexError> {
    let mut known = Vec::new();
    for term in terms {
        if searcher.doc_freq(&term)? > 0 {
            known.push(term);
        }
    }
    Ok(known)
}

/// A stem of an entry, which may tell it from others.
struct Candidate {
    stem: String,
    impact: f32,
    weight: f32,
}

impl From<(String, f32)> for Candidate {
    fn from((stem, impact): (String, f32)) -> Self {
        let form = if FORM_STEMS.contains(&stem) {
            FORM_WEIGHT
        } else {
            1.0
        };
        Self {
            stem,
            impact,
            weight: impact * form,
        }
    }
}

impl Candidate {
    /// What it adds to what the entry shares with itself, with this IDF.
    fn own(&self, idf: f32) -> f32 {
        self.weight * self.impact * idf
    }
}

/// Keeps the words that tell most, in order; of equal ones those that come first in the alphabet.
/// Gives back what the last of them adds, if there are as many as are looked for.
fn keep_most_telling(words: &mut Vec<(Term, f32, f32)>) -> f32 {
    words.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    words.truncate(MOST_WORDS);
    let last = words.last().filter(|_| words.len() == MOST_WORDS);
    last.map_or(f32::NEG_INFINITY, |(.., own)| *own)
}

/// The stems of an entry's owner and of its programming languages.
fn stems_beside(entry: &Entry) -> HashSet<String> {
    let fields = TEXT_FIELDS
        .iter()
        .filter(|field| ["owner", "languages"].contains(&field.name));
    let words = fields.flat_map(|field| {
        let text = field.text_of(entry);
        tokens(&mut Analysis::Identifier.for_texts(), &text)
    });
    let words: Vec<String> = words.collect();
    let stems = stems_of_query(&words.join(" ")).into_iter();
    stems.flat_map(|(_, stems)| stems).collect()
}
