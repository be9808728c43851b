//! Counts facets: how many of the documents found have each value. All facets
//! are counted in one pass, block by block, by the numbers that a segment has
//! for its values; they become words when the segment is done.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::facets::FacetName;
use super::question::Question;

/// How many documents are counted at a time: they and their values stay in the
/// nearest cache.
const BLOCK: usize = 512;

/// How often each value occurs, by facet.
pub(super) type Counts = HashMap<FacetName, HashMap<String, u64>>;

/// Counts facets over the documents of a query that asks nothing of facets:
/// what is asked of them is looked up here. A document that lacks nothing counts
/// everywhere; one that lacks what is asked of a single facet counts for that
/// facet alone, whose counts ignore its own choice.
pub(super) struct FacetCounts<'a> {
    asked: &'a [FacetName],
    narrowed: Vec<Narrowed<'a>>,
}

/// What is asked of a facet.
struct Narrowed<'a> {
    facet: FacetName,
    /// One of these, if there are any.
    only: &'a [String],
    /// None of these.
    without: &'a [String],
}

impl<'a> FacetCounts<'a> {
    /// Counts `asked` for a question.
    pub(super) fn new(asked: &'a [FacetName], question: &'a Question<'_>) -> Self {
        let values = |filter: &'a super::Filter, facet| -> &'a [String] {
            filter.0.get(facet).map(Vec::as_slice).unwrap_or_default()
        };
        let facets = FacetName::ALL.iter();
        let narrowed = facets.filter(|facet| question.narrows(**facet));
        Self {
            asked,
            narrowed: narrowed
                .map(|facet| Narrowed {
                    facet: *facet,
                    only: values(&question.filter, facet),
                    without: values(&question.without, facet),
                })
                .collect(),
        }
    }
}

impl Collector for FacetCounts<'_> {
    type Fruit = Counts;
    type Child = SegmentCounts;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentCounts> {
        let mut demands = Vec::new();
        for narrowed in &self.narrowed {
            demands.extend(Demand::new(narrowed, reader)?);
        }
        let mut facets = Vec::new();
        for facet in self.asked {
            let Some(values) = reader.fast_fields().str(facet.as_str())? else {
                continue;
            };
            facets.push(Counted {
                facet: *facet,
                counts: vec![0; values.num_terms()],
                values,
                own: demands.iter().position(|demand| demand.facet == *facet),
            });
        }
        Ok(SegmentCounts {
            lacking_one: vec![Vec::new(); demands.len()],
            facets,
            demands,
            waiting: Vec::with_capacity(BLOCK),
            lacking_none: Vec::new(),
            lacks: Vec::new(),
            values: Values::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut all = Counts::new();
        for segment in segments {
            for (facet, counts) in segment? {
                let sums = all.entry(facet).or_default();
                for (value, count) in counts {
                    *sums.entry(value).or_default() += count;
                }
            }
        }
        Ok(all)
    }
}

/// A facet and its counts by the number of the value in the segment.
struct Counted {
    facet: FacetName,
    values: StrColumn,
    counts: Vec<u32>,
    /// What is asked of this facet itself.
    own: Option<usize>,
}

impl Counted {
    fn count(&mut self, documents: &[DocId], values: &mut Values) {
        for value in values.of(self.values.ords(), documents) {
            if let Some(count) = self.counts.get_mut(*value as usize) {
                *count += 1;
            }
        }
    }

    /// The counts by the values' words.
    fn by_word(&self) -> std::io::Result<HashMap<String, u64>> {
        let mut counts = HashMap::new();
        let mut words = self.values.dictionary().stream()?;
        for count in &self.counts {
            if !words.advance() {
                break;
            }
            if *count > 0 {
                let word = String::from_utf8_lossy(words.key()).into_owned();
                counts.insert(word, u64::from(*count));
            }
        }
        Ok(counts)
    }
}

/// What is asked of a facet, by the numbers of the values in a segment.
struct Demand {
    facet: FacetName,
    values: Column<u64>,
    /// Whether one value at least must be welcome.
    demands: bool,
    welcome: Vec<bool>,
    unwanted: Vec<bool>,
}

impl Demand {
    /// `None` where a segment has no document.
    fn new(narrowed: &Narrowed<'_>, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let Some(values) = reader.fast_fields().str(narrowed.facet.as_str())? else {
            return Ok(None);
        };
        let marks = |words: &[String]| -> tantivy::Result<Vec<bool>> {
            let mut marks = vec![false; values.num_terms()];
            for word in words {
                let number = values.dictionary().term_ord(word)?;
                if let Some(mark) = number.and_then(|number| marks.get_mut(number as usize)) {
                    *mark = true;
                }
            }
            Ok(marks)
        };
        Ok(Some(Self {
            facet: narrowed.facet,
            demands: !narrowed.only.is_empty(),
            welcome: marks(narrowed.only)?,
            unwanted: marks(narrowed.without)?,
            values: values.ords().clone(),
        }))
    }

    fn is_met(&self, document: DocId) -> bool {
        let marked = |marks: &[bool], value: u64| marks.get(value as usize) == Some(&true);
        let mut met = !self.demands;
        for value in self.values.values_for_doc(document) {
            if marked(&self.unwanted, value) {
                return false;
            }
            met |= marked(&self.welcome, value);
        }
        met
    }
}

/// The values of a block of documents, in memory that is used again.
#[derive(Default)]
struct Values {
    documents: Vec<DocId>,
    rows: Vec<u32>,
    values: Vec<u64>,
}

impl Values {
    /// The values of all documents, one after another.
    fn of(&mut self, column: &Column<u64>, documents: &[DocId]) -> &[u64] {
        self.documents.clear();
        self.rows.clear();
        column.row_ids_for_docs(documents, &mut self.documents, &mut self.rows);
        self.values.clear();
        self.values.resize(self.rows.len(), 0);
        column.values.get_vals(&self.rows, &mut self.values);
        &self.values
    }
}

pub(super) struct SegmentCounts {
    facets: Vec<Counted>,
    demands: Vec<Demand>,
    /// Documents that are to be counted.
    waiting: Vec<DocId>,
    lacking_none: Vec<DocId>,
    /// Documents that lack what one facet is asked for, by demand.
    lacking_one: Vec<Vec<DocId>>,
    /// The demands that a document does not meet.
    lacks: Vec<usize>,
    values: Values,
}

impl SegmentCounts {
    fn count(&mut self, documents: &[DocId]) {
        if self.demands.is_empty() {
            for facet in &mut self.facets {
                facet.count(documents, &mut self.values);
            }
            return;
        }
        self.sort_out(documents);
        for facet in &mut self.facets {
            facet.count(&self.lacking_none, &mut self.values);
            if let Some(own) = facet.own.and_then(|own| self.lacking_one.get(own)) {
                facet.count(own, &mut self.values);
            }
        }
    }

    /// Puts documents apart by what they lack.
    fn sort_out(&mut self, documents: &[DocId]) {
        self.lacking_none.clear();
        self.lacking_one.iter_mut().for_each(Vec::clear);
        for document in documents {
            self.lacks.clear();
            let demands = self.demands.iter().enumerate();
            let unmet = demands.filter(|(_, demand)| !demand.is_met(*document));
            self.lacks.extend(unmet.map(|(at, _)| at).take(2));
            match self.lacks.as_slice() {
                [] => self.lacking_none.push(*document),
                [one] => self.lacking_one[*one].push(*document),
                _ => {}
            }
        }
    }

    fn count_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        self.count(&waiting);
        self.waiting = waiting;
        self.waiting.clear();
    }
}

impl SegmentCollector for SegmentCounts {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, document: DocId, _: Score) {
        self.waiting.push(document);
        if self.waiting.len() == BLOCK {
            self.count_waiting();
        }
    }

    fn harvest(mut self) -> tantivy::Result<Counts> {
        self.count_waiting();
        let facets = self.facets.iter();
        let counts = facets.map(|facet| Ok((facet.facet, facet.by_word()?)));
        counts.collect()
    }
}
