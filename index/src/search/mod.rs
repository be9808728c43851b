//! Search over the entries, in tantivy: derived from the store, and rebuilt
//! from it whenever it does not fit.

mod addresses;
mod analysis;
mod cards;
mod collector;
mod compound_words;
mod compounds;
mod counting;
mod cursor;
mod damage;
mod everything;
mod facets;
mod field_names;
mod fields;
mod highlight;
mod kept;
mod open_by_default;
mod opened;
mod query;
mod question;
mod related;
mod request;
mod spelling;
mod stems;
mod suggest;
mod syntax;
mod ways_out;
mod weighed_words;
mod word_lists;
mod word_query;
mod word_tokenizer;
mod writing;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tantivy::aggregation::agg_result::{AggregationResult, BucketResult};
use tantivy::collector::{Collector, Count};
use tantivy::query::{EnableScoring, Query};
use tantivy::{Executor, Index, IndexReader, IndexWriter, Searcher};

use bronwijzer_crawler::organisation::Organisation;

use crate::assess::open_by_default::Tally;
use crate::catalogue::Entry;
use crate::error::IndexError;
pub(crate) use analysis::{hash_of_words, plain_words as words};
use collector::{Found, Key, KeyOf, Page};
use counting::FacetCounts;
pub use cursor::{Cursor, CursorError};
pub use facets::{Facet, FacetCount, FacetName, FacetRow, FacetValues, Filter};
use fields::Fields;
pub(crate) use fields::stable_hash;
pub use highlight::{Highlighter, Piece};
use kept::Kept;
use opened::Opened;
use question::{Demand, Question};
pub(crate) use related::Pointing;
pub use request::{Hit, PageKey, SearchPage, SearchRequest, Sort};
pub use spelling::Spelling;
use suggest::Names;
pub use suggest::Suggestion;
pub use syntax::{NoteCode, QueryNote};
pub use ways_out::WayOut;
pub(crate) use writing::Document;

/// With fewer hits than this another spelling may be meant.
const FEW_HITS: u64 = 3;

/// An entry as the index takes it up.
pub(crate) struct Indexed {
    pub(crate) entry: Entry,
    /// What it points to, as terms: see `relations`.
    pub(crate) points_to: Vec<String>,
}

/// The index in one folder.
pub(crate) struct SearchIndex {
    /// The folder that it is in.
    path: PathBuf,
    fields: Fields,
    index: Index,
    reader: IndexReader,
    /// `None` after a write that failed: the next one makes a new writer.
    writer: Mutex<Option<IndexWriter>>,
    /// Count over segments side by side.
    threads: Executor,
    kept: Mutex<Kept>,
    /// The state that is searched.
    opened: RwLock<Arc<Opened>>,
    names: Mutex<Option<Arc<Names>>>,
    /// The figures of open by default by body, for the commit they were
    /// counted at.
    figures: Mutex<Option<(u64, Arc<FiguresByBody>)>>,
}

/// Figures by the short name of a body; `none` for what is of no body.
pub(crate) type FiguresByBody = Vec<(String, Tally)>;

impl SearchIndex {
    /// How many repositories can be found.
    pub(crate) fn len(&self) -> Result<u64, IndexError> {
        let searcher = self.now();
        let hidden = searcher.search(&query::hidden(&self.fields), &Count)?;
        Ok(searcher.num_docs().saturating_sub(hidden as u64))
    }

    /// Searches. Organisations are known by their names and accounts too.
    pub(crate) fn search(
        &self,
        request: &SearchRequest,
        organisations: &[Organisation],
    ) -> Result<SearchPage, IndexError> {
        let searcher = self.now();
        let mut question = Question::new(request, &searcher, &self.fields, organisations)?;
        let sort = question.order();
        if let Some(after) = request.after {
            if after.sort != sort {
                return Err(CursorError::OtherOrder.into());
            }
            // A list goes on as it began, whatever has come to be found since.
            question.demand = after.demand;
        }
        let (mut found, mut facets) = self.find(&searcher, &question, request)?;
        let strictly = found.total;
        let is_first_page = request.after.is_none();
        if strictly < FEW_HITS && is_first_page && question.may_demand_less() {
            question.demand = Demand::Any;
            let (more, its_facets) = self.find(&searcher, &question, request)?;
            if more.total > strictly {
                (found, facets) = (more, its_facets);
            } else {
                question.demand = Demand::All;
            }
        }
        if question.demand == Demand::Any {
            question.note_missing_words(&request.query);
        }
        let has_next = found.hits.len() > request.first;
        found.hits.truncate(request.first);
        let hits = found.hits.into_iter().map(|hit| {
            let cursor = Cursor {
                sort,
                demand: question.demand,
                key: hit.key,
                tie: hit.tie,
            };
            let card = searcher.card(hit.address)?;
            Ok(Hit { cursor, card })
        });
        let hits = hits.collect::<Result<_, IndexError>>()?;
        let other_spellings = if request.other_spellings && strictly < FEW_HITS {
            self.other_spellings(&searcher, request, organisations, strictly)?
        } else {
            Vec::new()
        };
        let ways_out = if request.ways_out && found.total == 0 {
            self.ways_out(&searcher, request, &question)?
        } else {
            Vec::new()
        };
        Ok(SearchPage {
            other_spellings,
            ways_out,
            total: found.total,
            hits,
            has_next,
            facets,
            notes: question.notes,
        })
    }

    /// How many a question finds, and what it demands to find them.
    fn total(&self, searcher: &Searcher, question: &mut Question<'_>) -> Result<u64, IndexError> {
        let count = |question: &Question<'_>| -> Result<u64, IndexError> {
            let query = query::build(&self.fields, searcher, question)?;
            Ok(searcher.search(&query, &Count)? as u64)
        };
        let all = count(question)?;
        if all >= FEW_HITS || !question.may_demand_less() {
            return Ok(all);
        }
        question.demand = Demand::Any;
        count(question)
    }

    /// The place that a page begins after. How well an entry fits a query
    /// depends on what else there is: when that has changed since the cursor
    /// was given out, the place has moved to where its entry is now. The place
    /// of an entry that left is taken to be where it was.
    fn place_after(
        &self,
        searcher: &Arc<Opened>,
        question: &Question<'_>,
        key: Key,
        after: Option<Cursor>,
    ) -> Result<Option<(f64, u64)>, IndexError> {
        let Some(after) = after else {
            return Ok(None);
        };
        let moved_to = match key {
            Key::ScoreTimes(_) => {
                let tie = after.tie;
                let query = query::build(&self.fields, searcher, question)?;
                let opened = Arc::clone(searcher);
                searcher.search(&query, &KeyOf { opened, key, tie })?
            }
            Key::Number(_) => None,
        };
        Ok(Some((moved_to.unwrap_or(after.key), after.tie)))
    }

    /// Searches segments side by side: for what looks at every hit.
    fn in_parallel<C: Collector>(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        collector: &C,
    ) -> Result<C::Fruit, IndexError> {
        let scoring = if collector.requires_scoring() {
            EnableScoring::enabled_from_searcher(searcher)
        } else {
            EnableScoring::disabled_from_searcher(searcher)
        };
        Ok(searcher.search_with_executor(query, collector, &self.threads, scoring)?)
    }

    fn lock_kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds a page, and counts the facets that are asked for. What asks
    /// nothing of facets is counted while it is found; else the facets are
    /// counted in a pass of their own, as some see more than is found.
    fn find(
        &self,
        searcher: &Arc<Opened>,
        question: &Question<'_>,
        request: &SearchRequest,
    ) -> Result<(Found, Vec<Arc<Facet>>), IndexError> {
        let key = match question.order().key() {
            // Without words all fit as well.
            Key::ScoreTimes(field) if question.parts.is_empty() => Key::Number(field),
            key => key,
        };
        let page = Page {
            opened: Arc::clone(searcher),
            key,
            after: self.place_after(searcher, question, key, request.after)?,
            // One more than asked for tells whether there is a next page.
            limit: request.first.saturating_add(1),
        };
        let asked = request.facets.as_slice();
        if question.is_everything() {
            let found = match page.key {
                Key::Number(field) => self.page_of_everything(searcher, field, &page)?,
                Key::ScoreTimes(_) => searcher.search(&query::everything(&self.fields), &page)?,
            };
            if asked.is_empty() {
                return Ok((found, Vec::new()));
            }
            let facets = self.facets_of_everything(searcher, question, asked)?;
            return Ok((found, facets));
        }
        let query = query::build(&self.fields, searcher, question)?;
        if asked.is_empty() {
            return Ok((searcher.search(&query, &page)?, Vec::new()));
        }
        let counts = FacetCounts::new(asked, question);
        let (found, counts) = if question.narrows_any() {
            let found = searcher.search(&query, &page)?;
            let wide = query::build(&self.fields, searcher, &question.widened())?;
            (found, self.in_parallel(searcher, &wide, &counts)?)
        } else {
            self.in_parallel(searcher, &query, &(page, counts))?
        };
        Ok((found, question.facets(asked, counts)))
    }
}

fn buckets(result: AggregationResult) -> Vec<(String, u64)> {
    match result {
        AggregationResult::BucketResult(BucketResult::Terms { buckets, .. }) => buckets
            .into_iter()
            .map(|bucket| (bucket.key.to_string(), bucket.doc_count))
            .collect(),
        _ => Vec::new(),
    }
}
