//! Full-text search over the entries: a tantivy index that is derived from the store, and
//! rebuilt from it whenever it does not fit.

mod addresses;
mod alphabetical;
mod analysis;
mod compound_words;
mod compounds;
mod concepts;
mod cursor;
mod damage;
mod engine;
mod facets;
mod field_names;
mod fields;
mod highlight;
mod index_snapshot;
mod meanings;
mod open_by_default;
mod organisation_names;
mod parsed_query;
mod query;
mod related;
mod request;
mod spelling;
mod stems;
mod suggest;
mod syntax;
mod verify;
mod ways_out;
mod word_tokenizer;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, RwLock, TryLockError};

use tantivy::aggregation::agg_result::{AggregationResult, BucketResult};
use tantivy::collector::{Collector, Count};
use tantivy::query::{EnableScoring, Query};
use tantivy::{Executor, Index, IndexReader, IndexWriter, Searcher};

use bronwijzer_crawler::organisation::Organisation;

use crate::assess::open_by_default::Tally;
use crate::error::IndexError;
use crate::model::{CursorError, Entry};
use crate::priority::is_in_background;
use crate::relations::Pointers;
pub(crate) use analysis::{folded, hash_of_words, plain_words as words};
pub use cursor::Cursor;
use engine::facet_counts::FacetCounts;
use engine::segment_readers::WarmSearcher;
use engine::top_hits::{CollectedHits, SortKey, SortKeyLookup, TopHits};
pub use facets::{Facet, FacetCount, FacetName, FacetRow, FacetValues, Filter};
use fields::Fields;
pub(crate) use fields::stable_hash;
pub use highlight::{Highlighter, Piece};
pub(crate) use index_snapshot::remove as remove_folder;
use organisation_names::OrganisationNames;
use parsed_query::{MatchMode, ParsedQuery};
pub(crate) use related::Pointing;
pub use request::{FirstWritten, Hit, PageKey, SearchPage, SearchRequest, Sort};
pub use spelling::Spelling;
use suggest::SuggestedOrganisation;
pub use suggest::Suggestion;
pub use syntax::{NoteCode, QueryNote};
pub(crate) use verify::{AllHeld, ToRead};
pub use ways_out::WayOut;
pub(crate) use writing::Document;

/// With fewer hits than this another spelling may be meant.
const FEW_HITS: u64 = 3;

/// So many hits are a page of them.
const FILLS_A_PAGE: u64 = 20;

/// From how many documents on a segment is worth a thread of its own: to wake one up and to wait
/// for it takes as long as to look at some thousand hits, and longer where the cores are busy.
const WORTH_A_THREAD: u32 = 10_000;

/// An entry as the index takes it up.
pub(crate) struct Indexed {
    pub(crate) entry: Entry,
    pub(crate) pointers: Pointers,
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
    /// Held by the search that uses those threads.
    counting: Mutex<()>,
    /// The commit that is searched.
    searcher: RwLock<Arc<WarmSearcher>>,
    /// The organisations that can be suggested, which are the same as long as it is open.
    suggested: OnceLock<Vec<SuggestedOrganisation>>,
    /// The registry's names of organisations, which are the same as long as it is open.
    organisation_names: OnceLock<OrganisationNames>,
}

/// Figures by the short name of an organisation; `none` for what is of no organisation.
pub(crate) type FiguresByOrganisation = Vec<(String, Tally)>;

impl SearchIndex {
    /// The version of the schema of each index that this program makes.
    pub(crate) const VERSION: u32 = fields::SCHEMA_VERSION;

    /// The folder that it is in.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many repositories there are, those that can't be found too.
    pub(crate) fn documents(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// How many repositories can be found.
    pub(crate) fn len(&self) -> Result<u64, IndexError> {
        let searcher = self.searcher();
        let hidden = searcher.hidden(&query::hidden(&self.fields))?;
        Ok(searcher.num_docs().saturating_sub(hidden))
    }

    /// Searches. Organisations are known by their names and accounts too.
    pub(crate) fn search(
        &self,
        request: &SearchRequest,
        organisations: &[Organisation],
    ) -> Result<SearchPage, IndexError> {
        let searcher = self.searcher();
        let names = self
            .organisation_names
            .get_or_init(|| OrganisationNames::new(organisations));
        let mut parsed = self.parse(request, &searcher, names)?;
        let sort = parsed.order();
        if let Some(after) = request.after {
            if after.sort != sort {
                return Err(CursorError::OtherOrder.into());
            }
            // A list goes on as it began, whatever has come to be found since.
            parsed.mode = after.mode;
        }
        let (mut found, mut facets) = self.find(&searcher, &parsed, request)?;
        let strictly = found.total;
        let is_first_page = request.after.is_none();
        if is_first_page && parsed.may_relax() && self.are_few(&searcher, &parsed, strictly)? {
            parsed.mode = MatchMode::Any;
            let (more, more_facets) = self.find(&searcher, &parsed, request)?;
            if more.total > strictly {
                (found, facets) = (more, more_facets);
            } else {
                parsed.mode = MatchMode::All;
            }
        }
        if parsed.mode == MatchMode::Any {
            parsed.note_missing_words(&request.query);
        }
        parsed.note_synonyms();
        found.hits.drain(..request.offset.min(found.hits.len()));
        let has_next = found.hits.len() > request.first;
        found.hits.truncate(request.first);
        let hits = found.hits.into_iter().map(|hit| {
            let cursor = Cursor {
                sort,
                mode: parsed.mode,
                key: hit.key,
                tie: hit.tie,
            };
            let card = searcher.card(hit.address)?;
            Ok(Hit { cursor, card })
        });
        let hits = hits.collect::<Result<_, IndexError>>()?;
        let other_spellings = if request.other_spellings && strictly < FEW_HITS {
            self.other_spellings(&searcher, request, names, strictly)?
        } else {
            Vec::new()
        };
        let ways_out = if request.ways_out && found.total == 0 {
            self.ways_out(&searcher, request, &parsed)?
        } else {
            Vec::new()
        };
        Ok(SearchPage {
            other_spellings,
            ways_out,
            total: found.total,
            all_words_total: is_first_page.then_some(strictly),
            hits,
            has_next,
            facets,
            notes: parsed.notes,
        })
    }

    /// Reads a request.
    fn parse<'a>(
        &self,
        request: &'a SearchRequest,
        searcher: &WarmSearcher,
        names: &'a OrganisationNames,
    ) -> Result<ParsedQuery<'a>, IndexError> {
        ParsedQuery::new(request, searcher, &self.fields, names)
    }

    /// Whether few repositories have all words, of the `total` that have them or synonyms of
    /// them. More than a page of those is not few: any words would only follow behind it.
    fn are_few(
        &self,
        searcher: &Searcher,
        parsed: &ParsedQuery<'_>,
        total: u64,
    ) -> Result<bool, IndexError> {
        let is_doubtful = (FEW_HITS..=FILLS_A_PAGE).contains(&total);
        if !is_doubtful || !parsed.meanings.has_synonyms() {
            return Ok(total < FEW_HITS);
        }
        let query = query::build(&self.fields, searcher, &parsed.without_synonyms())?;
        Ok((searcher.search(&query, &Count)? as u64) < FEW_HITS)
    }

    /// How many a query finds; where that is few, in the mode in which any word will do.
    fn total(&self, searcher: &Searcher, parsed: &mut ParsedQuery<'_>) -> Result<u64, IndexError> {
        let count = |parsed: &ParsedQuery<'_>| -> Result<u64, IndexError> {
            let query = query::build(&self.fields, searcher, parsed)?;
            Ok(searcher.search(&query, &Count)? as u64)
        };
        let all = count(parsed)?;
        if !parsed.may_relax() || !self.are_few(searcher, parsed, all)? {
            return Ok(all);
        }
        parsed.mode = MatchMode::Any;
        count(parsed)
    }

    /// The sort key and tie-breaker that a page begins after. How well an entry fits a query
    /// depends on what else there is: when that has changed since the cursor
    /// was given out, the place has moved to where its entry is now. The place
    /// of an entry that left is taken to be where it was.
    fn place_after(
        &self,
        searcher: &Arc<WarmSearcher>,
        parsed: &ParsedQuery<'_>,
        key: SortKey,
        after: Option<Cursor>,
    ) -> Result<Option<(f64, u64)>, IndexError> {
        let Some(after) = after else {
            return Ok(None);
        };
        let moved_to = match key {
            SortKey::ScoreTimes(_) => {
                let query = query::build(&self.fields, searcher, parsed)?;
                let lookup = SortKeyLookup {
                    searcher: Arc::clone(searcher),
                    key,
                    tie: after.tie,
                };
                searcher.search(&query, &lookup)?
            }
            SortKey::Descending(_) | SortKey::Ascending(_) | SortKey::Reversed(_) => None,
        };
        Ok(Some((moved_to.unwrap_or(after.key), after.tie)))
    }

    /// Searches large segments side by side, on a thread each: for collectors that look at every
    /// hit. Who is not alone uses its own thread, as the others use the cores already.
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
        let segments = searcher.segment_readers().iter();
        let large = segments.filter(|segment| segment.max_doc() >= WORTH_A_THREAD);
        let are_few = large.count() < 2;
        let alone = self.counting.try_lock();
        let are_others = matches!(alone, Err(TryLockError::WouldBlock));
        let threads = if are_few || are_others || is_in_background() {
            &Executor::SingleThread
        } else {
            &self.threads
        };
        Ok(searcher.search_with_executor(query, collector, threads, scoring)?)
    }

    /// Collects a page of hits, and counts the facets that are asked for. Without facet
    /// filters one pass does both; with them the facets take a pass of their own over the
    /// query without filters, as a facet ignores its own.
    fn find(
        &self,
        searcher: &Arc<WarmSearcher>,
        parsed: &ParsedQuery<'_>,
        request: &SearchRequest,
    ) -> Result<(CollectedHits, Vec<Arc<Facet>>), IndexError> {
        let key = match parsed.order().key() {
            // Without words there is nothing to score by.
            SortKey::ScoreTimes(field) if parsed.parts.is_empty() => SortKey::Descending(field),
            key => key,
        };
        let page = TopHits {
            searcher: Arc::clone(searcher),
            key,
            after: self.place_after(searcher, parsed, key, request.after)?,
            // One more than asked for tells whether there is a next page.
            limit: request
                .offset
                .saturating_add(request.first)
                .saturating_add(1),
        };
        let asked = request.facets.as_slice();
        if parsed.is_match_all() {
            let found = match page.key {
                SortKey::ScoreTimes(_) => {
                    searcher.search(&query::match_all(&self.fields), &page)?
                }
                SortKey::Descending(_) | SortKey::Ascending(_) | SortKey::Reversed(_) => {
                    self.page_of_all(searcher, &page)?
                }
            };
            if asked.is_empty() {
                return Ok((found, Vec::new()));
            }
            let facets = self.facets_of_all(searcher, parsed, asked)?;
            return Ok((found, facets));
        }
        let query = query::build(&self.fields, searcher, parsed)?;
        if asked.is_empty() {
            return Ok((searcher.search(&query, &page)?, Vec::new()));
        }
        let counts = FacetCounts::new(asked, parsed);
        let (found, counts) = if parsed.has_filters() {
            let found = searcher.search(&query, &page)?;
            let wide = query::build(&self.fields, searcher, &parsed.without_filters())?;
            (found, self.in_parallel(searcher, &wide, &counts)?)
        } else {
            self.in_parallel(searcher, &query, &(page, counts))?
        };
        Ok((found, parsed.facets(asked, counts)))
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
