//! Collects the first few hits after a cursor, ordered by a number and then by
//! the tie-breaking number, and counts all hits.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::opened::{Opened, Order};
use super::query::HAS_ALL;

/// What hits are ordered by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    /// The score times the number in this field, which is 1 at most.
    ScoreTimes(&'static str),
    /// The number in this field.
    Number(&'static str),
}

impl Key {
    fn field(self) -> &'static str {
        match self {
            Self::ScoreTimes(field) | Self::Number(field) => field,
        }
    }

    /// The most that the key of a hit with this score can be, whatever its number.
    fn at_most(self, score: Score) -> Option<f64> {
        match self {
            // Nothing stands higher than 1.
            Self::ScoreTimes(_) => Some(score.into()),
            Self::Number(_) => None,
        }
    }

    /// The key of a hit with this score and this number in the field.
    fn of(self, score: Score, number: f64) -> f64 {
        match self {
            // What has all words comes first, whatever its number.
            Self::ScoreTimes(_) if score >= HAS_ALL => {
                f64::from(HAS_ALL) + f64::from(score - HAS_ALL) * number
            }
            Self::ScoreTimes(_) => f64::from(score) * number,
            Self::Number(_) => number,
        }
    }
}

/// A hit: larger keys come first, of equal keys smaller ties.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hit {
    pub(super) key: f64,
    pub(super) tie: u64,
    pub(super) address: DocAddress,
}

impl Hit {
    /// Where it comes in the list; `Less` is earlier.
    fn order(&self, key: f64, tie: u64) -> Ordering {
        key.total_cmp(&self.key).then(self.tie.cmp(&tie))
    }

    /// Whether it comes later than that place.
    pub(super) fn comes_after(&self, key: f64, tie: u64) -> bool {
        self.order(key, tie) == Ordering::Greater
    }
}

impl Eq for Hit {}

impl Ord for Hit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order(other.key, other.tie)
            .then(self.address.cmp(&other.address))
    }
}

impl PartialOrd for Hit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Finds the first `limit` hits that come after `after`.
pub(super) struct Page {
    pub(super) opened: Arc<Opened>,
    pub(super) key: Key,
    pub(super) after: Option<(f64, u64)>,
    pub(super) limit: usize,
}

/// The hits in order, and how many there are without cursor and limit.
pub(super) struct Found {
    pub(super) hits: Vec<Hit>,
    pub(super) total: u64,
}

pub(super) struct SegmentPage {
    segment: SegmentOrdinal,
    key: Key,
    order: Order,
    after: Option<(f64, u64)>,
    limit: usize,
    /// The best so far; the last of them on top.
    best: BinaryHeap<Hit>,
    total: u64,
}

impl Collector for Page {
    type Fruit = Found;
    type Child = SegmentPage;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<SegmentPage> {
        Ok(SegmentPage {
            segment,
            key: self.key,
            order: self.opened.order(segment, self.key.field())?,
            after: self.after,
            limit: self.limit,
            best: BinaryHeap::new(),
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        matches!(self.key, Key::ScoreTimes(_))
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> tantivy::Result<Found> {
        let total = segments.iter().map(|found| found.total).sum();
        let mut hits: Vec<Hit> = segments.into_iter().flat_map(|found| found.hits).collect();
        hits.sort_unstable();
        hits.truncate(self.limit);
        Ok(Found { hits, total })
    }
}

impl SegmentCollector for SegmentPage {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        // Of many hits most are behind the best by their key alone, and many by
        // the most that it can be.
        let last = self.best.peek().filter(|_| self.best.len() == self.limit);
        let is_behind = |key: f64| last.is_some_and(|last| key < last.key);
        if self.key.at_most(score).is_some_and(is_behind) {
            return;
        }
        let key = self.key.of(score, self.order.number(doc));
        if is_behind(key) {
            return;
        }
        let hit = Hit {
            key,
            tie: self.order.tie(doc),
            address: DocAddress::new(self.segment, doc),
        };
        if let Some((key, tie)) = self.after
            && !hit.comes_after(key, tie)
        {
            return;
        }
        if self.best.len() < self.limit {
            self.best.push(hit);
        } else if let Some(mut last) = self.best.peek_mut()
            && hit < *last
        {
            *last = hit;
        }
    }

    fn harvest(self) -> Found {
        Found {
            hits: self.best.into_vec(),
            total: self.total,
        }
    }
}

/// Finds the key of one hit, by its tie-breaking number.
pub(super) struct KeyOf {
    pub(super) opened: Arc<Opened>,
    pub(super) key: Key,
    pub(super) tie: u64,
}

pub(super) struct SegmentKeyOf {
    key: Key,
    tie: u64,
    order: Order,
    found: Option<f64>,
}

impl Collector for KeyOf {
    type Fruit = Option<f64>;
    type Child = SegmentKeyOf;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<SegmentKeyOf> {
        Ok(SegmentKeyOf {
            key: self.key,
            tie: self.tie,
            order: self.opened.order(segment, self.key.field())?,
            found: None,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Option<f64>>) -> tantivy::Result<Option<f64>> {
        Ok(segments.into_iter().flatten().next())
    }
}

impl SegmentCollector for SegmentKeyOf {
    type Fruit = Option<f64>;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.order.tie(doc) == self.tie {
            self.found = Some(self.key.of(score, self.order.number(doc)));
        }
    }

    fn harvest(self) -> Option<f64> {
        self.found
    }
}
