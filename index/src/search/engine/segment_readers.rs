//! Segment readers: one commit of the index with everything open that a search reads, which
//! are tantivy's searcher, the card stores, and the fast-field columns that hits are sorted by.
//!
//! They are opened when a commit is published, not when a search first needs them: opening
//! takes longer than looking up a word. It also keeps a snapshot readable: a merge deletes
//! the files of the segments that it merged, which does no harm to who has them open.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ahash::RandomState;
use tantivy::collector::Count;
use tantivy::columnar::Column;
use tantivy::directory::error::OpenReadError;
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    DocAddress, DocId, DocSet, IndexReader, Searcher, SegmentOrdinal, SegmentReader, TERMINATED,
    TantivyError, Term,
};

use bronwijzer_crawler::address::RepositoryId;

use super::super::fields::NUMBER_FIELDS;
use super::super::{SearchIndex, SearchRequest};
use super::card_store::SegmentCards;
use super::commit_cache::CommitCache;
use super::impact_query::Variant;
use super::top_hits::{SortKey, UNKNOWN};
use crate::error::IndexError;
use crate::model::Card;
use crate::relations::Pointers;

/// How often opening is tried again when a merge deleted a file meanwhile.
const OPEN_TRIES: u32 = 20;

/// A searcher over one commit, with its columns and cards open.
pub(in crate::search) struct WarmSearcher {
    searcher: Searcher,
    segments: Vec<WarmSegment>,
    /// What was worked out of it.
    pub(in crate::search) cache: CommitCache,
    /// The terms of the thesaurus that searches have looked up.
    synonyms: Mutex<HashMap<&'static str, Option<Arc<Variant>>, RandomState>>,
    /// How many documents are hidden, counted once: every page tells how many are not.
    hidden: OnceLock<u64>,
}

struct WarmSegment {
    cards: SegmentCards,
    /// As [`NUMBER_FIELDS`] has them, each with what orders equal numbers.
    numbers: Vec<SortColumns>,
}

impl WarmSegment {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let numbers = NUMBER_FIELDS.iter().map(|field| {
            Ok(SortColumns {
                numbers: fast.f64(field.name)?,
                ties: fast.u64(field.tie)?,
            })
        });
        Ok(Self {
            cards: SegmentCards::open(segment)?,
            numbers: numbers.collect::<tantivy::Result<_>>()?,
        })
    }
}

impl Deref for WarmSearcher {
    type Target = Searcher;

    fn deref(&self) -> &Searcher {
        &self.searcher
    }
}

impl WarmSearcher {
    /// A term of the thesaurus; `None` where no repository has it. There are a few thousand,
    /// and a query asks for dozens of them, so what was looked up is remembered.
    pub(in crate::search) fn synonym(
        &self,
        field: Field,
        term: &'static str,
    ) -> tantivy::Result<Option<Arc<Variant>>> {
        let known = || self.synonyms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(term) {
            return Ok(found.clone());
        }
        let found = Variant::look_up(Term::from_field_text(field, term), &self.searcher)?;
        let found = found.map(Arc::new);
        known().insert(term, found.clone());
        Ok(found)
    }

    /// How many documents the query for hidden ones finds.
    pub(in crate::search) fn hidden(&self, query: &TermQuery) -> tantivy::Result<u64> {
        if let Some(hidden) = self.hidden.get() {
            return Ok(*hidden);
        }
        let hidden = self.searcher.search(query, &Count)? as u64;
        Ok(*self.hidden.get_or_init(|| hidden))
    }

    fn open(searcher: Searcher) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(WarmSegment::open);
        let segments = segments.collect::<tantivy::Result<_>>()?;
        Ok(Self {
            searcher,
            segments,
            cache: CommitCache::default(),
            synonyms: Mutex::default(),
            hidden: OnceLock::new(),
        })
    }

    fn segment(&self, segment: SegmentOrdinal) -> tantivy::Result<&WarmSegment> {
        let why = || TantivyError::InternalError(format!("segment {segment} is not open"));
        self.segments.get(segment as usize).ok_or_else(why)
    }

    /// The card of a document.
    pub(in crate::search) fn card(&self, address: DocAddress) -> Result<Card, IndexError> {
        Ok(postcard::from_bytes(self.card_bytes(address)?)?)
    }

    /// The card of a document, and what the repository points to.
    pub(in crate::search) fn card_and_pointers(
        &self,
        address: DocAddress,
    ) -> Result<(Card, Pointers), IndexError> {
        Ok(postcard::from_bytes(self.card_bytes(address)?)?)
    }

    /// The document of a repository.
    pub(in crate::search) fn address_of(
        &self,
        field: Field,
        id: &RepositoryId,
    ) -> tantivy::Result<Option<DocAddress>> {
        let term = Term::from_field_text(field, &id.to_string());
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            let inverted = segment.inverted_index(field)?;
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            let alive = segment.alive_bitset();
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    return Ok(Some(DocAddress::new(ordinal, doc)));
                }
                doc = postings.advance();
            }
        }
        Ok(None)
    }

    fn card_bytes(&self, address: DocAddress) -> tantivy::Result<&[u8]> {
        let segment = self.segment(address.segment_ord)?;
        segment.cards.bytes_of(address.doc_id)
    }

    /// The column of a field of [`NUMBER_FIELDS`] in a segment, with the tie-breakers.
    pub(super) fn sort_columns(
        &self,
        segment: SegmentOrdinal,
        field: &str,
    ) -> tantivy::Result<SortColumns> {
        let segment = self.segment(segment)?;
        let at = NUMBER_FIELDS.iter().position(|number| number.name == field);
        let numbers = at.and_then(|at| segment.numbers.get(at));
        let why = || TantivyError::FieldNotFound(field.to_owned());
        Ok(numbers.ok_or_else(why)?.clone())
    }

    /// The same for all segments.
    pub(super) fn all_sort_columns(&self, field: &str) -> tantivy::Result<Vec<SortColumns>> {
        let segments = (0..).zip(&self.segments);
        segments
            .map(|(at, _)| self.sort_columns(at, field))
            .collect()
    }
}

/// What the documents of a segment are sorted by.
#[derive(Clone)]
pub(super) struct SortColumns {
    numbers: Column<f64>,
    ties: Column<u64>,
}

impl SortColumns {
    /// Unknown values sort last.
    pub(super) fn number(&self, document: DocId) -> f64 {
        self.numbers.first(document).unwrap_or(UNKNOWN)
    }

    pub(super) fn tie(&self, document: DocId) -> u64 {
        self.ties.first(document).unwrap_or_default()
    }
}

impl SearchIndex {
    /// The latest published commit. It stays readable for as long as it is held.
    pub(in crate::search) fn searcher(&self) -> Arc<WarmSearcher> {
        let searcher = self.searcher.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&searcher)
    }

    /// Works out of the `next` commit what was asked of the `last`, before anybody can ask for it.
    fn work_out_ahead(
        &self,
        next: &Arc<WarmSearcher>,
        last: &WarmSearcher,
    ) -> Result<(), IndexError> {
        if last.cache.figures.is_made() {
            self.figures_of(next)?;
        }
        if last.cache.names.is_made() {
            self.names(next, &[])?;
        }
        if last.cache.facets.is_made()
            && let Some(names) = self.organisation_names.get()
        {
            let all = SearchRequest::default();
            let parsed = self.parse(&all, next, names)?;
            self.facets_of_all(next, &parsed, &[])?;
        }
        let sorted = last.cache.sorted.lock();
        let keys: Vec<SortKey> = {
            let sorted = sorted.unwrap_or_else(PoisonError::into_inner);
            sorted.keys().copied().collect()
        };
        for key in keys {
            self.all_sorted(next, key)?;
        }
        Ok(())
    }

    /// Publishes the last commit. Damaged files show here and not in a search.
    pub(in crate::search) fn reload(&self) -> Result<(), IndexError> {
        let searcher = Arc::new(open_latest(&self.reader)?);
        self.work_out_ahead(&searcher, &self.searcher())?;
        *self
            .searcher
            .write()
            .unwrap_or_else(PoisonError::into_inner) = searcher;
        Ok(())
    }
}

/// Opens the last commit.
pub(in crate::search) fn open_latest(reader: &IndexReader) -> tantivy::Result<WarmSearcher> {
    let mut tries = OPEN_TRIES;
    loop {
        reader.reload()?;
        match WarmSearcher::open(reader.searcher()) {
            // A merge that has just ended deleted the segments that it merged, between
            // reading the list of segments and opening their files. The next list has the
            // merged segment.
            Err(TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_))) if tries > 0 => {
                tries -= 1;
            }
            opened => return opened,
        }
    }
}
