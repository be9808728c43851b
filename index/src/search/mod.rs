//! Search over the entries, in tantivy: derived from the store, and rebuilt
//! from it whenever it does not fit.

mod analysis;
mod collector;
mod compound_words;
mod compounds;
mod counting;
mod cursor;
mod everything;
mod facets;
mod field_names;
mod fields;
mod kept;
mod open_by_default;
mod query;
mod question;
mod related;
mod spelling;
mod stems;
mod suggest;
mod syntax;
mod ways_out;
mod word_tokenizer;

use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::aggregation::agg_result::{AggregationResult, BucketResult};
use tantivy::collector::{Collector, Count};
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocSet, Executor, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TERMINATED,
    TantivyDocument, Term,
};

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Organisation;

use crate::assess::normalise;
use crate::assess::open_by_default::Tally;
use crate::catalogue::Entry;
use crate::error::IndexError;
use analysis::Analysis;
pub(crate) use analysis::plain_words as words;
use collector::{Found, Key, KeyOf, Page};
use counting::FacetCounts;
pub use cursor::{Cursor, CursorError};
pub use facets::{Facet, FacetCount, FacetName, Filter};
pub(crate) use fields::stable_hash;
use fields::{FINGERPRINT, Fields, SCHEMA_VERSION, fingerprint};
use kept::Kept;
use question::Question;
pub(crate) use related::Pointing;
pub use spelling::Spelling;
use suggest::Names;
pub use suggest::Suggestion;
pub use syntax::{NoteCode, QueryNote};
pub use ways_out::WayOut;

/// Memory for documents that are being indexed, in bytes.
const WRITER_BYTES: usize = 48 * 1024 * 1024;

/// With fewer hits than this another spelling may be meant.
const FEW_HITS: u64 = 3;

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
    /// What the catalogue saw for the first time most recently.
    FirstSeen,
    /// The latest change of maintenance status first. A change that came of
    /// other rules alone is none; what never changed comes last.
    StatusChanged,
}

impl Sort {
    /// Every order.
    pub const ALL: &'static [Self] = &[
        Self::Relevance,
        Self::LastActivity,
        Self::Stars,
        Self::Created,
        Self::FirstSeen,
        Self::StatusChanged,
    ];

    fn letter(self) -> char {
        match self {
            Self::Relevance => 'r',
            Self::LastActivity => 'l',
            Self::Stars => 's',
            Self::Created => 'c',
            Self::FirstSeen => 'f',
            Self::StatusChanged => 't',
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
            Self::FirstSeen => Key::Number("first_seen"),
            Self::StatusChanged => Key::Number("status_changed"),
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
    /// The facets to count; each costs time.
    pub facets: Vec<FacetName>,
    /// Whether to look for other spellings when there are few hits.
    pub other_spellings: bool,
    /// Whether to look for ways out when there is no hit.
    pub ways_out: bool,
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
    /// The facets that were asked for, in the order of the table.
    pub facets: Vec<Arc<Facet>>,
    /// What of the query was taken in another way than it may be meant.
    pub notes: Vec<QueryNote>,
    /// Other spellings of the query that find more.
    pub other_spellings: Vec<Spelling>,
    /// What finds something where this finds nothing.
    pub ways_out: Vec<WayOut>,
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
    pub(crate) facets: Vec<Arc<Facet>>,
    pub(crate) notes: Vec<QueryNote>,
    pub(crate) other_spellings: Vec<Spelling>,
    pub(crate) ways_out: Vec<WayOut>,
}

/// The index in one folder.
pub(crate) struct SearchIndex {
    fields: Fields,
    index: Index,
    reader: IndexReader,
    /// `None` after a write that failed: the next one makes a new writer.
    writer: Mutex<Option<IndexWriter>>,
    /// Count over segments side by side.
    threads: Executor,
    kept: Mutex<Kept>,
    names: Mutex<Option<Arc<Names>>>,
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
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Ok(Self {
            fields,
            index,
            reader,
            writer: Mutex::new(Some(writer)),
            threads: Executor::multi_thread(cores, "bronwijzer-search-")?,
            kept: Mutex::default(),
            names: Mutex::default(),
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
        // tantivy 0.27 counts operations anew after a writer deleted everything,
        // and then takes what that writer deletes later for done before: a
        // document that is written again would be there twice.
        *kept = (!start_empty).then_some(writer);
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
        let key = match sort.key() {
            // Without words all fit as well.
            Key::ScoreTimes(field) if question.parts.is_empty() => Key::Number(field),
            key => key,
        };
        let page = Page {
            key,
            after: self.place_after(&searcher, &question, key, request.after)?,
            // One more than asked for tells whether there is a next page.
            limit: request.first.saturating_add(1),
        };
        let (mut found, facets) = self.find(&searcher, &question, page, &request.facets)?;
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
        let other_spellings = if request.other_spellings && found.total < FEW_HITS {
            self.other_spellings(&searcher, request, organisations, found.total)?
        } else {
            Vec::new()
        };
        let ways_out = if request.ways_out && found.total == 0 {
            self.ways_out(&searcher, request, &question)?
        } else {
            Vec::new()
        };
        Ok(FoundIds {
            other_spellings,
            ways_out,
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
                let query = query::build(&self.fields, question, None);
                searcher.search(&query, &KeyOf { key, tie })?
            }
            Key::Number(_) => None,
        };
        Ok(Some((moved_to.unwrap_or(after.key), after.tie)))
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
        searcher: &Searcher,
        question: &Question<'_>,
        page: Page,
        asked: &[FacetName],
    ) -> Result<(Found, Vec<Arc<Facet>>), IndexError> {
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
        let query = query::build(&self.fields, question, None);
        if asked.is_empty() {
            return Ok((searcher.search(&query, &page)?, Vec::new()));
        }
        let counts = FacetCounts::new(asked, question);
        let (found, counts) = if question.narrows_any() {
            let found = searcher.search(&query, &page)?;
            let wide = query::build(&self.fields, &question.widened(), None);
            (found, self.in_parallel(searcher, &wide, &counts)?)
        } else {
            self.in_parallel(searcher, &query, &(page, counts))?
        };
        Ok((found, question.facets(asked, counts)))
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
