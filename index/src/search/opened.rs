//! One state of the index with all its files open: tantivy's searcher, the cards, and the
//! numbers that hits are ordered by.
//!
//! All of it is opened when the state is gone on to and not when it is first used. To
//! open it takes longer than to look up a word; and a merge removes the files of the
//! segments that it merged, which is no harm to those who have them open.

use std::ops::Deref;
use std::sync::{Arc, PoisonError};

use tantivy::columnar::Column;
use tantivy::directory::error::OpenReadError;
use tantivy::{
    DocAddress, DocId, IndexReader, Searcher, SegmentOrdinal, SegmentReader, TantivyError,
};

use super::SearchIndex;
use super::cards::SegmentCards;
use super::fields::{NUMBER_FIELDS, TIE};
use crate::catalogue::Card;
use crate::error::IndexError;

/// How often a state is opened anew when a merge was quicker.
const OPEN_TRIES: u32 = 20;

/// One state of the index. It is a searcher that has more open.
pub(super) struct Opened {
    searcher: Searcher,
    segments: Vec<OpenedSegment>,
}

struct OpenedSegment {
    cards: SegmentCards,
    /// As [`NUMBER_FIELDS`] has them.
    numbers: Vec<Column<f64>>,
    ties: Column<u64>,
}

impl OpenedSegment {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let numbers = NUMBER_FIELDS.iter().map(|field| fast.f64(field.name));
        Ok(Self {
            cards: SegmentCards::open(segment)?,
            numbers: numbers.collect::<tantivy::Result<_>>()?,
            ties: fast.u64(TIE)?,
        })
    }
}

impl Deref for Opened {
    type Target = Searcher;

    fn deref(&self) -> &Searcher {
        &self.searcher
    }
}

impl Opened {
    fn open(searcher: Searcher) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(OpenedSegment::open);
        let segments = segments.collect::<tantivy::Result<_>>()?;
        Ok(Self { searcher, segments })
    }

    fn segment(&self, segment: SegmentOrdinal) -> tantivy::Result<&OpenedSegment> {
        let why = || TantivyError::InternalError(format!("segment {segment} is not open"));
        self.segments.get(segment as usize).ok_or_else(why)
    }

    /// What lists show of a document.
    pub(super) fn card(&self, address: DocAddress) -> Result<Card, IndexError> {
        let segment = self.segment(address.segment_ord)?;
        Card::from_bytes(segment.cards.bytes_of(address.doc_id)?)
    }

    /// The numbers in a field of [`NUMBER_FIELDS`], with the tie-breaking ones.
    pub(super) fn order(&self, segment: SegmentOrdinal, field: &str) -> tantivy::Result<Order> {
        let segment = self.segment(segment)?;
        let at = NUMBER_FIELDS.iter().position(|its| its.name == field);
        let numbers = at.and_then(|at| segment.numbers.get(at));
        let why = || TantivyError::FieldNotFound(field.to_owned());
        Ok(Order {
            numbers: numbers.ok_or_else(why)?.clone(),
            ties: segment.ties.clone(),
        })
    }

    /// The same of all segments.
    pub(super) fn orders(&self, field: &str) -> tantivy::Result<Vec<Order>> {
        let segments = (0..).zip(&self.segments);
        segments.map(|(at, _)| self.order(at, field)).collect()
    }
}

/// What the documents of a segment are ordered by.
pub(super) struct Order {
    numbers: Column<f64>,
    ties: Column<u64>,
}

impl Order {
    /// What is not known sorts last.
    pub(super) fn number(&self, document: DocId) -> f64 {
        self.numbers.first(document).unwrap_or(f64::MIN)
    }

    pub(super) fn tie(&self, document: DocId) -> u64 {
        self.ties.first(document).unwrap_or_default()
    }
}

impl SearchIndex {
    /// The index as it is now. Who holds it reads that state for as long as they like.
    pub(super) fn now(&self) -> Arc<Opened> {
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&opened)
    }

    /// Goes on to the last commit. What is broken shows now and not to who searches.
    pub(super) fn reload(&self) -> Result<(), IndexError> {
        let opened = Arc::new(open_last(&self.reader)?);
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = opened;
        Ok(())
    }
}

/// Opens the last commit.
pub(super) fn open_last(reader: &IndexReader) -> tantivy::Result<Opened> {
    let mut tries = OPEN_TRIES;
    loop {
        reader.reload()?;
        match Opened::open(reader.searcher()) {
            // A merge that has just ended removed the files of what it merged. There is
            // a newer state with what it made of them.
            Err(TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_))) if tries > 0 => {
                tries -= 1;
            }
            opened => return opened,
        }
    }
}
