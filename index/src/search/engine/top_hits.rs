//! Top-k collector: the first hits after a cursor, by a sort key and then by the tie-breaking
//! number, and how many hits there are in all. A cursor is a key and not a position, so that
//! any page costs what the first one does.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::impact_query::TERM_BONUS;
use super::segment_readers::{SortColumns, WarmSearcher};

/// What hits are sorted by: the largest key first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::search) enum SortKey {
    /// The relevance score times the static rank in this field, which is 1 at most.
    ScoreTimes(&'static str),
    /// The number in this field.
    Descending(&'static str),
    /// The smallest number in this field first.
    Ascending(&'static str),
    /// The exact reverse of `Ascending`, equal numbers too; what is not known comes last here
    /// as well.
    Reversed(&'static str),
}

/// What stands for a number that is not known, and comes last in either direction.
pub(in crate::search) const UNKNOWN: f64 = f64::MIN;

impl SortKey {
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::ScoreTimes(field)
            | Self::Descending(field)
            | Self::Ascending(field)
            | Self::Reversed(field) => field,
        }
    }

    /// An upper bound of the key of a hit with this score, without a look at its column.
    fn upper_bound(self, score: Score) -> Option<f64> {
        match self {
            // No static rank is above 1.
            Self::ScoreTimes(_) => Some(score.into()),
            Self::Descending(_) | Self::Ascending(_) | Self::Reversed(_) => None,
        }
    }

    /// What orders hits with equal keys, the smallest first: the document's own number.
    pub(super) fn tie(self, tie: u64) -> u64 {
        match self {
            Self::Reversed(_) => !tie,
            Self::ScoreTimes(_) | Self::Descending(_) | Self::Ascending(_) => tie,
        }
    }

    /// The key of a hit with this score and this number in the field.
    pub(in crate::search) fn of(self, score: Score, number: f64) -> f64 {
        match self {
            // The static rank multiplies relevance and not the bonus: multiplied, a good
            // repository with some of the words would pass a bad one with more of them.
            Self::ScoreTimes(_) => {
                let bonus = (score / TERM_BONUS).floor() * TERM_BONUS;
                f64::from(bonus) + f64::from(score - bonus) * number
            }
            Self::Ascending(_) if number > UNKNOWN => -number,
            Self::Descending(_) | Self::Ascending(_) | Self::Reversed(_) => number,
        }
    }
}

/// A hit: larger keys come first, of equal keys smaller ties. The tie-breaker is a hash of
/// the repository's id, so the order is total and the same in every segment layout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::search) struct Hit {
    pub(in crate::search) key: f64,
    pub(in crate::search) tie: u64,
    pub(in crate::search) address: DocAddress,
}

impl Hit {
    /// Where it comes relative to a key and a tie-breaker; `Less` is earlier in the list.
    fn order(&self, key: f64, tie: u64) -> Ordering {
        key.total_cmp(&self.key).then(self.tie.cmp(&tie))
    }

    /// Whether it comes after the cursor with this key and this tie-breaker.
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

/// Collects the first `limit` hits after the cursor `after`.
pub(in crate::search) struct TopHits {
    pub(in crate::search) searcher: Arc<WarmSearcher>,
    pub(in crate::search) key: SortKey,
    pub(in crate::search) after: Option<(f64, u64)>,
    pub(in crate::search) limit: usize,
}

/// The hits in order, and how many there are without cursor and limit.
pub(in crate::search) struct CollectedHits {
    pub(in crate::search) hits: Vec<Hit>,
    pub(in crate::search) total: u64,
}

pub(in crate::search) struct SegmentTopHits {
    segment: SegmentOrdinal,
    key: SortKey,
    columns: SortColumns,
    after: Option<(f64, u64)>,
    limit: usize,
    /// The best `limit` hits so far. The heap's maximum is the one that comes last in the
    /// list: the one to beat, and the one to drop.
    best: BinaryHeap<Hit>,
    total: u64,
}

impl Collector for TopHits {
    type Fruit = CollectedHits;
    type Child = SegmentTopHits;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<SegmentTopHits> {
        Ok(SegmentTopHits {
            segment,
            key: self.key,
            columns: self.searcher.sort_columns(segment, self.key.field())?,
            after: self.after,
            limit: self.limit,
            best: BinaryHeap::new(),
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        matches!(self.key, SortKey::ScoreTimes(_))
    }

    fn merge_fruits(&self, segments: Vec<CollectedHits>) -> tantivy::Result<CollectedHits> {
        let total = segments.iter().map(|collected| collected.total).sum();
        let hits = segments.into_iter().flat_map(|collected| collected.hits);
        let mut hits: Vec<Hit> = hits.collect();
        hits.sort_unstable();
        hits.truncate(self.limit);
        Ok(CollectedHits { hits, total })
    }
}

impl SegmentCollector for SegmentTopHits {
    type Fruit = CollectedHits;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        // This runs for every hit, and nearly all of them lose against a full heap, so the
        // cheap tests come first. An upper bound from the score alone spares reading the
        // static rank, and the key alone spares reading the tie-breaker: each is a random
        // access into a column, and likely a cache miss.
        let last = self.best.peek().filter(|_| self.best.len() == self.limit);
        let loses = |key: f64| last.is_some_and(|last| key < last.key);
        if self.key.upper_bound(score).is_some_and(loses) {
            return;
        }
        let key = self.key.of(score, self.columns.number(doc));
        // Only less: an equal key may still win by its tie-breaker.
        if loses(key) {
            return;
        }
        let hit = Hit {
            key,
            tie: self.key.tie(self.columns.tie(doc)),
            address: DocAddress::new(self.segment, doc),
        };
        // Hits before the cursor count in the total, but not on the page.
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
            // Replacing through `PeekMut` sifts once, where a pop and a push sift twice.
            *last = hit;
        }
    }

    fn harvest(self) -> CollectedHits {
        // Not sorted: `merge_fruits` sorts the hits of all segments together.
        CollectedHits {
            hits: self.best.into_vec(),
            total: self.total,
        }
    }
}

/// Collects the sort key of one document, which is known by its tie-breaking number.
pub(in crate::search) struct SortKeyLookup {
    pub(in crate::search) searcher: Arc<WarmSearcher>,
    pub(in crate::search) key: SortKey,
    pub(in crate::search) tie: u64,
}

pub(in crate::search) struct SegmentSortKeyLookup {
    key: SortKey,
    tie: u64,
    columns: SortColumns,
    found: Option<f64>,
}

impl Collector for SortKeyLookup {
    type Fruit = Option<f64>;
    type Child = SegmentSortKeyLookup;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<SegmentSortKeyLookup> {
        Ok(SegmentSortKeyLookup {
            key: self.key,
            tie: self.tie,
            columns: self.searcher.sort_columns(segment, self.key.field())?,
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

impl SegmentCollector for SegmentSortKeyLookup {
    type Fruit = Option<f64>;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.key.tie(self.columns.tie(doc)) == self.tie {
            self.found = Some(self.key.of(score, self.columns.number(doc)));
        }
    }

    fn harvest(self) -> Option<f64> {
        self.found
    }
}
