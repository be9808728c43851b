//! More like this: finds similar repositories, and those that point to the same things.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use bronwijzer_crawler::address::RepositoryId;

use super::analysis::{Analysis, stems_of_query, tokens};
use super::engine::impact_query::{ImpactQuery, idf};
use super::engine::kept_stems::stems_of;
use super::engine::segment_readers::WarmSearcher;
use super::engine::top_hits::{CollectedHits, SortKey, TopHits};
use super::facets::FacetName;
use super::fields::TEXT_FIELDS;
use super::{SearchIndex, query};
use crate::error::IndexError;
use crate::model::{Card, Entry};
use crate::relations::Pointers;

/// The most words that repositories are compared by.
const MOST_WORDS: usize = 25;

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
        if wanted.any_of.is_empty() {
            return Ok((0, Vec::new()));
        }
        let mut clauses = self.without(wanted.none_of, wanted.except);
        clauses.push((Occur::Must, self.any_of(wanted.any_of)));
        if !wanted.hidden {
            clauses.push((Occur::MustNot, Box::new(query::hidden(&self.fields))));
        }
        let query = BooleanQuery::new(clauses);
        let by = SortKey::Descending("last_activity");
        let searcher = self.searcher();
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
        let mut clauses = self.without(none_of, except);
        clauses.push((Occur::Must, Box::new(alike)));
        clauses.push((Occur::MustNot, Box::new(query::hidden(&self.fields))));
        let category = self.fields.facet(FacetName::Category);
        let categories = terms_in(category, &FacetName::Category.values(entry));
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
        let beside = stems_beside(entry);
        let mut words = Vec::new();
        for (stem, impact) in stems_of(entry).stem_impacts() {
            // Its owner and the languages that it is written in are not what it is about.
            if beside.contains(&stem) && impact <= IMPACT_BESIDE {
                continue;
            }
            let term = Term::from_field_text(self.fields.stems, &stem);
            let doc_freq = searcher.doc_freq(&term)?;
            if (2..=max_freq).contains(&doc_freq) {
                let form = if FORM_STEMS.contains(&stem) {
                    FORM_WEIGHT
                } else {
                    1.0
                };
                let weight = impact * form;
                words.push((term, weight, weight * impact * idf(doc_freq, all)));
            }
        }
        words.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        words.truncate(MOST_WORDS);
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
