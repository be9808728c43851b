//! Facet counts over fast fields, with multi-select: each facet is counted without its own
//! filter, all in one pass over the documents. Counting goes by term ordinals, block by
//! block; ordinals become values when the segment is done.

use std::collections::{HashMap, HashSet};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::super::facets::{FacetName, Filter};
use super::super::parsed_query::ParsedQuery;

/// How many documents are counted at a time: a column is read in one go for all of them,
/// and they and their ordinals stay in the L1 cache.
const BLOCK: usize = 512;

/// How many documents have each value, by facet.
pub(in crate::search) type Counts = HashMap<FacetName, HashMap<String, u64>>;

/// Counts facets over the documents of a query *without* its facet filters, which are
/// applied here. A document that passes all filters counts in every facet. One that fails the
/// filter of a single facet counts in that facet alone, whose counts ignore its own filter.
/// One that fails two counts nowhere. ("Drill sideways" in Lucene.)
pub(in crate::search) struct FacetCounts<'a> {
    wanted: &'a [FacetName],
    filters: Vec<FacetFilter<'a>>,
}

/// The filter on one facet.
struct FacetFilter<'a> {
    facet: FacetName,
    /// One of these, if there are any.
    include: &'a [String],
    /// Whether it has to be all of `include`.
    needs_all: bool,
    /// None of these.
    exclude: &'a [String],
}

impl<'a> FacetCounts<'a> {
    /// Counts the facets `wanted` for a query.
    pub(in crate::search) fn new(wanted: &'a [FacetName], parsed: &'a ParsedQuery<'_>) -> Self {
        let values = |filter: &'a Filter, facet| -> &'a [String] {
            filter.0.get(facet).map(Vec::as_slice).unwrap_or_default()
        };
        let facets = FacetName::ALL.iter();
        let filtered = facets.filter(|facet| parsed.filters(**facet));
        Self {
            wanted,
            filters: filtered
                .map(|facet| FacetFilter {
                    facet: *facet,
                    include: values(&parsed.filter, facet),
                    needs_all: parsed.needs_all(*facet),
                    exclude: values(&parsed.without, facet),
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
        let mut filters = Vec::new();
        for filter in &self.filters {
            filters.extend(OrdinalFilter::new(filter, reader)?);
        }
        let mut facets = Vec::new();
        for facet in self.wanted {
            let Some(values) = reader.fast_fields().str(facet.as_str())? else {
                continue;
            };
            facets.push(FacetColumn {
                facet: *facet,
                counts: vec![0; values.num_terms()],
                values,
                own_filter: filters.iter().position(|filter| filter.facet == *facet),
            });
        }
        Ok(SegmentCounts {
            failing_one: vec![Vec::new(); filters.len()],
            facets,
            filters,
            block: Vec::with_capacity(BLOCK),
            passing: Vec::new(),
            failed: Vec::new(),
            ordinals: OrdinalBuffer::default(),
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

/// The column of a facet in a segment, and its counts by term ordinal.
struct FacetColumn {
    facet: FacetName,
    values: StrColumn,
    counts: Vec<u32>,
    /// Index of the filter on this facet itself.
    own_filter: Option<usize>,
}

impl FacetColumn {
    fn count(&mut self, docs: &[DocId], ordinals: &mut OrdinalBuffer) {
        for ordinal in ordinals.read(self.values.ords(), docs) {
            if let Some(count) = self.counts.get_mut(*ordinal as usize) {
                *count += 1;
            }
        }
    }

    /// The counts by value. The dictionary is streamed once, in the order of ordinals: to
    /// look each ordinal up would search it for each.
    fn by_value(&self) -> std::io::Result<HashMap<String, u64>> {
        let mut counts = HashMap::new();
        let mut terms = self.values.dictionary().stream()?;
        for count in &self.counts {
            if !terms.advance() {
                break;
            }
            if *count > 0 {
                let value = String::from_utf8_lossy(terms.key()).into_owned();
                counts.insert(value, u64::from(*count));
            }
        }
        Ok(counts)
    }
}

/// A filter on a facet by the term ordinals of a segment.
struct OrdinalFilter {
    facet: FacetName,
    values: Column<u64>,
    /// How many of `include` a document must have.
    required: usize,
    /// By ordinal.
    include: Vec<bool>,
    exclude: Vec<bool>,
}

impl OrdinalFilter {
    /// `None` where a segment has no document.
    fn new(filter: &FacetFilter<'_>, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let Some(values) = reader.fast_fields().str(filter.facet.as_str())? else {
            return Ok(None);
        };
        // A value that the segment does not have sets no bit: nothing there can match it.
        let bitmap = |terms: &[String]| -> tantivy::Result<Vec<bool>> {
            let mut bitmap = vec![false; values.num_terms()];
            for term in terms {
                let ordinal = values.dictionary().term_ord(term)?;
                if let Some(bit) = ordinal.and_then(|ordinal| bitmap.get_mut(ordinal as usize)) {
                    *bit = true;
                }
            }
            Ok(bitmap)
        };
        Ok(Some(Self {
            facet: filter.facet,
            required: match filter.include {
                [] => 0,
                all if filter.needs_all => all.iter().collect::<HashSet<_>>().len(),
                _ => 1,
            },
            include: bitmap(filter.include)?,
            exclude: bitmap(filter.exclude)?,
            values: values.ords().clone(),
        }))
    }

    fn passes(&self, doc: DocId) -> bool {
        let has = |bitmap: &[bool], ordinal: u64| bitmap.get(ordinal as usize) == Some(&true);
        // A document has each value once.
        let mut found = 0;
        for ordinal in self.values.values_for_doc(doc) {
            if has(&self.exclude, ordinal) {
                return false;
            }
            found += usize::from(has(&self.include, ordinal));
        }
        found >= self.required
    }
}

/// The term ordinals of a block of documents, in buffers that are used again.
#[derive(Default)]
struct OrdinalBuffer {
    docs: Vec<DocId>,
    rows: Vec<u32>,
    ordinals: Vec<u64>,
}

impl OrdinalBuffer {
    /// The ordinals of all documents, one after another: which document has which does not
    /// matter for a count.
    fn read(&mut self, column: &Column<u64>, docs: &[DocId]) -> &[u64] {
        self.docs.clear();
        self.rows.clear();
        column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.ordinals.clear();
        self.ordinals.resize(self.rows.len(), 0);
        column.values.get_vals(&self.rows, &mut self.ordinals);
        &self.ordinals
    }
}

pub(in crate::search) struct SegmentCounts {
    facets: Vec<FacetColumn>,
    filters: Vec<OrdinalFilter>,
    /// Documents that wait until the block is full.
    block: Vec<DocId>,
    /// Documents of the block that pass all filters.
    passing: Vec<DocId>,
    /// Documents of the block that fail a single filter, by that filter.
    failing_one: Vec<Vec<DocId>>,
    /// The filters that a document fails, the first two.
    failed: Vec<usize>,
    ordinals: OrdinalBuffer,
}

impl SegmentCounts {
    fn count(&mut self, docs: &[DocId]) {
        if self.filters.is_empty() {
            for facet in &mut self.facets {
                facet.count(docs, &mut self.ordinals);
            }
            return;
        }
        self.partition(docs);
        for facet in &mut self.facets {
            facet.count(&self.passing, &mut self.ordinals);
            if let Some(own) = facet.own_filter.and_then(|own| self.failing_one.get(own)) {
                facet.count(own, &mut self.ordinals);
            }
        }
    }

    /// Sorts documents by the filters that they fail.
    fn partition(&mut self, docs: &[DocId]) {
        self.passing.clear();
        self.failing_one.iter_mut().for_each(Vec::clear);
        for doc in docs {
            self.failed.clear();
            let filters = self.filters.iter().enumerate();
            let failed = filters.filter(|(_, filter)| !filter.passes(*doc));
            // Two are as bad as all: the document counts nowhere.
            self.failed.extend(failed.map(|(at, _)| at).take(2));
            match self.failed.as_slice() {
                [] => self.passing.push(*doc),
                [one] => self.failing_one[*one].push(*doc),
                _ => {}
            }
        }
    }

    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.count(&block);
        self.block = block;
        self.block.clear();
    }
}

impl SegmentCollector for SegmentCounts {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.block.push(doc);
        if self.block.len() == BLOCK {
            self.flush();
        }
    }

    fn harvest(mut self) -> tantivy::Result<Counts> {
        self.flush();
        let facets = self.facets.iter();
        let counts = facets.map(|facet| Ok((facet.facet, facet.by_value()?)));
        counts.collect()
    }
}
