//! What stays open of each segment until the next commit: the cards, and the
//! numbers that hits are ordered by. To open those takes longer than to look up a
//! word.

use std::sync::{Arc, PoisonError};

use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal, SegmentReader, TantivyError};

use super::SearchIndex;
use super::cards::SegmentCards;
use super::fields::{NUMBER_FIELDS, TIE};
use crate::catalogue::Card;
use crate::error::IndexError;

/// Of one state of the index.
pub(super) struct Opened {
    generation: u64,
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

impl Opened {
    fn open(searcher: &Searcher) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(OpenedSegment::open);
        Ok(Self {
            generation: searcher.generation().generation_id(),
            segments: segments.collect::<tantivy::Result<_>>()?,
        })
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
    /// What is open of the segments that a searcher searches.
    pub(super) fn opened(&self, searcher: &Searcher) -> tantivy::Result<Arc<Opened>> {
        let generation = searcher.generation().generation_id();
        let mut kept = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(opened) if opened.generation == generation => Ok(Arc::clone(opened)),
            _ => {
                let opened = Arc::new(Opened::open(searcher)?);
                *kept = Some(Arc::clone(&opened));
                Ok(opened)
            }
        }
    }
}
