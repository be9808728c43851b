//! Search over the entries, in tantivy: derived from the store, and rebuilt
//! from it whenever it does not fit.

mod analysis;
mod collector;
mod compound_words;
mod compounds;
mod cursor;
mod everything;
mod facets;
mod field_names;
mod fields;
mod open_by_default;
mod query;
mod question;
mod related;
mod stems;
mod syntax;
mod word_tokenizer;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::agg_result::{AggregationResult, AggregationResults, BucketResult};
use tantivy::collector::Count;
use tantivy::query::Query;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocSet, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TERMINATED, TantivyDocument,
    Term,
};

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Organisation;

use crate::assess::normalise;
use crate::assess::open_by_default::Tally;
use crate::catalogue::Entry;
use crate::error::IndexError;
use analysis::Analysis;
pub(crate) use analysis::plain_words as words;
use collector::{Key, KeyOf, Page};
pub use cursor::{Cursor, CursorError};
use everything::Everything;
pub use facets::{Facet, FacetCount, FacetName, Filter};
pub(crate) use fields::stable_hash;
use fields::{FINGERPRINT, Fields, SCHEMA_VERSION, fingerprint};
use question::Question;
pub(crate) use related::Pointing;
pub use syntax::{NoteCode, QueryNote};

/// Memory for documents that are being indexed, in bytes.
const WRITER_BYTES: usize = 48 * 1024 * 1024;

/// The most values of one facet that are counted.
const MOST_FACET_VALUES: u32 = 500;

/// The order of a list of repositories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// What fits the query best, weighed by upkeep and licence.
    Relevance,
    /// The latest activity first.
    LastActivity,
    /// The most stars first.
    Stars,
    /// The newest first.
    Created,
}

impl Sort {
    /// Every order.
    pub const ALL: &'static [Self] = &[
        Self::Relevance,
        Self::LastActivity,
        Self::Stars,
        Self::Created,
    ];

    fn letter(self) -> char {
        match self {
            Self::Relevance => 'r',
            Self::LastActivity => 'l',
            Self::Stars => 's',
            Self::Created => 'c',
        }
    }

    fn from_letter(letter: char) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|sort| sort.letter() == letter)
    }

    fn key(self) -> Key {
        match self {
            Self::Relevance => Key::ScoreTimes("standing"),
            Self::LastActivity => Key::Number("last_activity"),
            Self::Stars => Key::Number("stars"),
            Self::Created => Key::Number("created"),
        }
    }
}

/// A web page as the index knows it: spellings of one address that lead to one
/// page are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageKey(String);

impl PageKey {
    /// The page at an address; `None` for what is no address on the web.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        normalise(address).map(Self)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What to look for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchRequest {
    /// Words, phrases and fields, as docs/search.md has them; empty for
    /// everything.
    pub query: String,
    /// Only these; a field in the query adds to the values of its facet.
    pub filter: Filter,
    /// The list that is searched: what no query can widen, and no facet
    /// counts beyond.
    pub within: Filter,
    /// Only repositories that refer to this page; see [`PageKey`].
    pub refers_to: Option<PageKey>,
    /// The order; `None` for relevance with words and last activity without.
    pub sort: Option<Sort>,
    /// How many entries to give.
    pub first: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Whether to count facets.
    pub facets: bool,
}

/// A page of entries.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchPage {
    /// How many were found in all.
    pub total: u64,
    /// The entries, each with the cursor that a next page can begin after.
    pub hits: Vec<(Cursor, Arc<Entry>)>,
    /// Whether there are more.
    pub has_next: bool,
    /// The facets, when asked for.
    pub facets: Vec<Facet>,
    /// What of the query was taken in another way than it may be meant.
    pub notes: Vec<QueryNote>,
}

/// An entry as the index takes it up.
pub(crate) struct Indexed {
    pub(crate) entry: Entry,
    /// What it points to, as terms: see `relations`.
    pub(crate) points_to: Vec<String>,
}

/// What the index finds: ids, which the store knows more of.
pub(crate) struct FoundIds {
    pub(crate) total: u64,
    pub(crate) hits: Vec<(Cursor, RepositoryId)>,
    pub(crate) has_next: bool,
    pub(crate) facets: Vec<Facet>,
    pub(crate) notes: Vec<QueryNote>,
}

/// The index in one folder.
pub(crate) struct SearchIndex {
    fields: Fields,
    index: Index,
    reader: IndexReader,
    /// `None` after a write that failed: the next one makes a new writer.
    writer: Mutex<Option<IndexWriter>>,
    /// Everything, in order.
    everything: Everything,
    /// The facets of everything, for the commit they were counted at.
    all_facets: Mutex<Option<(u64, Vec<Facet>)>>,
    /// The figures of open by default by body, for the commit they were
    /// counted at.
    figures: Mutex<Option<(u64, Arc<FiguresByBody>)>>,
}

/// Figures by the short name of a body; `none` for what is of no body.
pub(crate) type FiguresByBody = Vec<(String, Tally)>;

impl SearchIndex {
    /// Opens the index in `path`, or makes an empty one where it is missing,
    /// damaged or of another version; the note of the last commit tells which.
    pub(crate) fn open(path: &Path) -> Result<Self, IndexError> {
        let version = path.join("version");
        let current = SCHEMA_VERSION.to_string();
        let fits = std::fs::read_to_string(&version).is_ok_and(|text| text == current);
        if fits {
            match Self::open_in(path) {
                Ok(index) => return Ok(index),
                Err(error) => {
                    tracing::warn!("the search index can't be opened, making it anew: {error}");
                }
            }
        }
        match std::fs::remove_dir_all(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(IndexError::io(path)(error));
            }
            _ => {}
        }
        std::fs::create_dir_all(path).map_err(IndexError::io(path))?;
        let index = Self::open_in(path)?;
        std::fs::write(&version, current).map_err(IndexError::io(&version))?;
        Ok(index)
    }

    fn open_in(path: &Path) -> Result<Self, IndexError> {
        let fields = Fields::new();
        let directory =
            tantivy::directory::MmapDirectory::open(path).map_err(tantivy::TantivyError::from)?;
        let index = Index::open_or_create(directory, fields.schema.clone())?;
        Analysis::register(index.tokenizers());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let writer = new_writer(&index)?;
        Ok(Self {
            fields,
            index,
            reader,
            writer: Mutex::new(Some(writer)),
            all_facets: Mutex::new(None),
            everything: Everything::default(),
            figures: Mutex::new(None),
        })
    }

    /// What the last commit was told to remember.
    pub(crate) fn note(&self) -> Option<String> {
        self.index.load_metas().ok()?.payload
    }

    /// A number that grows with each commit.
    pub(crate) fn commit_number(&self) -> u64 {
        self.index.load_metas().map_or(0, |metas| metas.opstamp)
    }

    /// Makes the index hold these entries, and forget these ids, and remember
    /// `note`; all at once. An entry that is gone is forgotten.
    pub(crate) fn update(
        &self,
        entries: impl Iterator<Item = Result<Indexed, IndexError>>,
        start_empty: bool,
        note: &str,
    ) -> Result<u64, IndexError> {
        let mut kept = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A writer that fails is dropped with all that it had not committed.
        let mut writer = match kept.take() {
            Some(writer) => writer,
            None => new_writer(&self.index)?,
        };
        let written = self.write_all(&writer, entries, start_empty)?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(note);
        commit.commit()?;
        *kept = Some(writer);
        drop(kept);
        self.reader.reload()?;
        Ok(written)
    }

    fn write_all(
        &self,
        writer: &IndexWriter,
        entries: impl Iterator<Item = Result<Indexed, IndexError>>,
        start_empty: bool,
    ) -> Result<u64, IndexError> {
        if start_empty {
            writer.delete_all_documents()?;
        }
        let mut written = 0;
        for entry in entries {
            let indexed = entry?;
            if !start_empty {
                let id = indexed.entry.observation.id.to_string();
                writer.delete_term(Term::from_field_text(self.fields.id, &id));
            }
            if indexed.entry.gone.is_none() {
                writer.add_document(self.fields.document(&indexed))?;
                written += 1;
            }
        }
        Ok(written)
    }

    /// Whether the index holds an entry as it is judged here.
    pub(crate) fn holds(&self, indexed: &Indexed) -> Result<bool, IndexError> {
        let searcher = self.reader.searcher();
        let entry = &indexed.entry;
        let term = Term::from_field_text(self.fields.id, &entry.observation.id.to_string());
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.id)?;
            let postings = inverted
                .read_postings(&term, IndexRecordOption::Basic)
                .map_err(tantivy::TantivyError::from)?;
            let Some(mut postings) = postings else {
                continue;
            };
            let fingerprints = segment.fast_fields().u64(FINGERPRINT)?;
            let alive = segment.alive_bitset();
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    let held = fingerprints.first(doc) == Some(fingerprint(entry));
                    return Ok(entry.gone.is_none() && held);
                }
                doc = postings.advance();
            }
        }
        Ok(entry.gone.is_some())
    }

    /// How many repositories can be found.
    pub(crate) fn len(&self) -> Result<u64, IndexError> {
        let searcher = self.reader.searcher();
        let hidden = searcher.search(&query::hidden(&self.fields), &Count)?;
        Ok(searcher.num_docs().saturating_sub(hidden as u64))
    }

    /// Searches. Organisations are known by their names and accounts too.
    pub(crate) fn search(
        &self,
        request: &SearchRequest,
        organisations: &[Organisation],
    ) -> Result<FoundIds, IndexError> {
        let searcher = self.reader.searcher();
        let question = Question::new(request, &searcher, &self.fields, organisations)?;
        let sort = question.order();
        if request.after.is_some_and(|after| after.sort != sort) {
            return Err(CursorError::OtherOrder.into());
        }
        let query = query::build(&self.fields, &question, None);
        let after = self.place_after(&searcher, &query, request.after)?;
        // One more than asked for tells whether there is a next page.
        let limit = request.first.saturating_add(1);
        let mut found = match sort.key() {
            Key::Number(field) if question.is_everything() => self
                .everything
                .page(&searcher, &query, field, after, limit)?,
            key => searcher.search(&query, &Page { key, after, limit })?,
        };
        let has_next = found.hits.len() > request.first;
        found.hits.truncate(request.first);
        let hits = found
            .hits
            .into_iter()
            .map(|hit| {
                let cursor = Cursor {
                    sort,
                    key: hit.key,
                    tie: hit.tie,
                };
                Ok((cursor, self.id_of(&searcher, hit.address)?))
            })
            .collect::<Result<_, IndexError>>()?;
        let facets = if request.facets {
            self.facets(&searcher, &question)?
        } else {
            Vec::new()
        };
        Ok(FoundIds {
            total: found.total,
            hits,
            has_next,
            facets,
            notes: question.notes,
        })
    }

    /// The place that a page begins after. How well an entry fits a query
    /// depends on what else there is: when that has changed since the cursor
    /// was given out, the place has moved to where its entry is now. The place
    /// of an entry that left is taken to be where it was.
    fn place_after(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        after: Option<Cursor>,
    ) -> Result<Option<(f64, u64)>, IndexError> {
        let Some(after) = after else {
            return Ok(None);
        };
        let key = match after.sort.key() {
            key @ Key::ScoreTimes(_) => {
                let tie = after.tie;
                searcher.search(query, &KeyOf { key, tie })?
            }
            Key::Number(_) => None,
        };
        Ok(Some((key.unwrap_or(after.key), after.tie)))
    }

    fn id_of(
        &self,
        searcher: &Searcher,
        address: tantivy::DocAddress,
    ) -> Result<RepositoryId, IndexError> {
        let document: TantivyDocument = searcher.doc(address)?;
        document
            .get_first(self.fields.id)
            .and_then(|value| value.as_str())
            .and_then(|id| id.parse().ok())
            .ok_or_else(|| {
                IndexError::Corrupt("a document in the search index has no id".to_owned())
            })
    }

    /// Counts all facets. A facet that is filtered by is counted without that
    /// filter, so that a user sees what else there is to choose.
    fn facets(
        &self,
        searcher: &Searcher,
        request: &Question<'_>,
    ) -> Result<Vec<Facet>, IndexError> {
        let unfiltered = request.is_everything();
        let generation = searcher.generation().generation_id();
        if unfiltered {
            let cached = self
                .all_facets
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some((counted_at, facets)) = &*cached
                && *counted_at == generation
            {
                return Ok(facets.clone());
            }
        }
        let (filtered, free): (Vec<FacetName>, Vec<FacetName>) = FacetName::ALL
            .iter()
            .partition(|facet| request.narrows(**facet));
        let mut counts = self.count(searcher, request, &free, None)?;
        for facet in filtered {
            counts.extend(self.count(searcher, request, &[facet], Some(facet))?);
        }
        let facets: Vec<Facet> = FacetName::ALL
            .iter()
            .map(|name| {
                facet(
                    *name,
                    counts.remove(name).unwrap_or_default(),
                    &request.filter,
                )
            })
            .collect();
        if unfiltered {
            let mut cached = self
                .all_facets
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *cached = Some((generation, facets.clone()));
        }
        Ok(facets)
    }

    fn count(
        &self,
        searcher: &Searcher,
        request: &Question<'_>,
        facets: &[FacetName],
        except: Option<FacetName>,
    ) -> Result<HashMap<FacetName, Vec<(String, u64)>>, IndexError> {
        let requested: serde_json::Map<String, serde_json::Value> = facets
            .iter()
            .map(|facet| {
                let terms = serde_json::json!({ "terms": { "field": facet.as_str(), "size": MOST_FACET_VALUES } });
                (facet.as_str().to_owned(), terms)
            })
            .collect();
        let aggregations: Aggregations = serde_json::from_value(requested.into())
            .map_err(|error| IndexError::Corrupt(error.to_string()))?;
        let collector = AggregationCollector::from_aggs(aggregations, Default::default());
        let query = query::build(&self.fields, request, except);
        let mut results: AggregationResults = searcher.search(&query, &collector)?;
        Ok(facets
            .iter()
            .filter_map(|facet| {
                let result = results.0.remove(facet.as_str())?;
                Some((*facet, buckets(result)))
            })
            .collect())
    }
}

fn new_writer(index: &Index) -> Result<IndexWriter, tantivy::TantivyError> {
    index.writer_with_num_threads(1, WRITER_BYTES)
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

/// Puts counts in order, and adds values that are selected and do not occur.
fn facet(name: FacetName, mut counts: Vec<(String, u64)>, filter: &Filter) -> Facet {
    let selected = filter.0.get(&name).map(Vec::as_slice).unwrap_or_default();
    for value in selected {
        if !counts.iter().any(|(known, _)| known == value) {
            counts.push((value.clone(), 0));
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Facet {
        name,
        values: counts
            .into_iter()
            .map(|(value, count)| FacetCount {
                selected: selected.contains(&value),
                label: value.clone(),
                value,
                count,
            })
            .collect(),
    }
}
