//! Posting lists: bulk intersection and union of the terms of a query in one segment,
//! in windows of doc ids, with a block accumulator for each query term.
//!
//! tantivy's own scorers walk posting lists document at a time: the list that is behind
//! seeks to the document of the list that is ahead. Which of the two is behind is a coin
//! flip, so the processor mispredicts a branch at about every posting. Here every match
//! must be counted anyway, so nothing can be skipped, and a bulk scorer like Lucene's
//! `BooleanScorer` does better. Doc ids are taken in windows of [`WINDOW`]. Within a window
//! the evaluation is term at a time: the postings of a term are decoded block by block into
//! an accumulator of one byte for each document, and the accumulators are then combined in
//! loops without branches. Each list is read once, from its beginning to its end.

use std::cmp::Reverse;

use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentReader, TERMINATED};

use super::impacts::{IMPACT_LEVELS, impact_by_tf};

/// Documents in a window. An accumulator of 4 KiB for each term of a usual query fits in
/// the L1 cache together with the block of postings at hand.
const WINDOW: DocId = 4096;

/// Matching documents of a segment in ascending order, each with its score.
pub(super) type ScoredDocs = Vec<(DocId, Score)>;

/// The posting list of one index term in a segment, not opened yet.
pub(super) struct PostingList<'a> {
    pub(super) field: Field,
    pub(super) term_info: &'a TermInfo,
    /// What its impacts are multiplied by.
    pub(super) idf: Score,
    /// What is added to the score of a document that has it at all.
    pub(super) bonus: Score,
}

/// One query term in a segment: the posting lists of its variants (as written, stems, the
/// name as a whole), the longest first, and the accumulator that they are decoded into.
pub(super) struct TermPostings {
    lists: Vec<PostingCursor>,
    accumulator: Box<Accumulator>,
}

impl TermPostings {
    /// Opens posting lists. Without `scoring` every match scores 0 and the term frequencies,
    /// which hold the impacts, are not decoded.
    pub(super) fn open<'a>(
        segment: &SegmentReader,
        lists: impl Iterator<Item = PostingList<'a>>,
        scoring: bool,
    ) -> tantivy::Result<Self> {
        let mut unopened: Vec<PostingList<'_>> = lists.collect();
        unopened.sort_by_key(|list| Reverse(list.term_info.doc_freq));
        let option = if scoring {
            IndexRecordOption::WithFreqs
        } else {
            IndexRecordOption::Basic
        };
        let impacts = impact_by_tf();
        let scores_of = |list: &PostingList<'_>| {
            impacts.map(|impact| {
                if scoring {
                    list.bonus + list.idf * impact
                } else {
                    0.0
                }
            })
        };
        let scores = unopened.iter().flat_map(scores_of).collect();
        let accumulator = Box::new(Accumulator::new(scores));
        let mut lists = Vec::with_capacity(unopened.len());
        for list in &unopened {
            let inverted = segment.inverted_index(list.field)?;
            lists.push(PostingCursor {
                blocks: inverted.read_block_postings_from_terminfo(list.term_info, option)?,
                at: 0,
                has_freqs: scoring,
                code_by_tf: scores_of(list).map(|score| accumulator.code_of(score)),
            });
        }
        Ok(Self { lists, accumulator })
    }

    /// An upper bound of its document frequency.
    fn cost(&self) -> u64 {
        let lists = self.lists.iter();
        lists.map(|list| u64::from(list.blocks.doc_freq())).sum()
    }

    /// The first document from `target` on that has one of the variants.
    fn seek(&mut self, target: DocId) -> DocId {
        let lists = self.lists.iter_mut();
        let next = lists.map(|list| list.seek(target)).min();
        next.unwrap_or(TERMINATED)
    }

    /// Accumulates the window that starts at `start`.
    fn accumulate(&mut self, start: DocId) {
        self.accumulator.codes.fill(0);
        for list in &mut self.lists {
            list.for_each_block(start, |docs, freqs, code_by_tf| {
                self.accumulator.add(start, docs, freqs, code_by_tf);
            });
        }
    }

    /// Does the same, and collects the matching documents in ascending order: the term
    /// that drives an intersection.
    fn accumulate_into(&mut self, start: DocId, matching: &mut Vec<DocId>) {
        self.accumulator.codes.fill(0);
        matching.clear();
        let mut lists = self.lists.iter_mut();
        if let Some(longest) = lists.next() {
            longest.for_each_block(start, |docs, freqs, code_by_tf| {
                matching.extend_from_slice(docs);
                self.accumulator.add(start, docs, freqs, code_by_tf);
            });
        }
        let in_longest = matching.len();
        for list in lists {
            list.for_each_block(start, |docs, freqs, code_by_tf| {
                // The longest list is that of a stem, and a document with the word has its
                // stem: few documents are only in a shorter list.
                let codes = &self.accumulator.codes;
                let is_new = |doc: &&DocId| codes[offset(**doc, start)] == 0;
                matching.extend(docs.iter().filter(is_new));
                self.accumulator.add(start, docs, freqs, code_by_tf);
            });
        }
        // The stable sort finds the ascending runs, one for each list, and merges them.
        if matching.len() > in_longest {
            matching.sort();
        }
    }
}

/// What one query term scores in each document of a window.
///
/// A byte a document and not a `f32`: four times as many terms fit in the cache, and
/// clearing and combining are four times as fast. A byte suffices because impacts are
/// quantised: a term with a few variants has a few dozen different scores.
struct Accumulator {
    /// For each document an index into `scores`; 0 where the term does not occur.
    codes: [u8; WINDOW as usize],
    /// The different scores, ascending. As the codes ascend with the scores, the larger of
    /// two codes is the code of the larger score. The first stands for no match.
    scores: [Score; u8::MAX as usize + 1],
    /// How many scores there are, without the first.
    len: usize,
}

impl Accumulator {
    fn new(mut all: Vec<Score>) -> Self {
        all.sort_unstable_by(Score::total_cmp);
        all.dedup();
        // With more than 255 scores, which takes more variants than any term has, every
        // n-th stands for its neighbours too.
        let step = all.len().div_ceil(u8::MAX.into()).max(1);
        let mut scores = [0.0; u8::MAX as usize + 1];
        let mut len = 0;
        for (slot, score) in scores[1..].iter_mut().zip(all.into_iter().step_by(step)) {
            *slot = score;
            len += 1;
        }
        Self {
            codes: [0; WINDOW as usize],
            scores,
            len,
        }
    }

    fn code_of(&self, score: Score) -> u8 {
        let scores = &self.scores[1..=self.len];
        let code = scores.partition_point(|other| *other <= score);
        u8::try_from(code).unwrap_or(u8::MAX)
    }

    fn score_at(&self, offset: usize) -> Score {
        self.scores[usize::from(self.codes[offset])]
    }

    /// Adds a block of postings: of several variants in a document the best one counts, as
    /// in a disjunction max query.
    fn add(&mut self, start: DocId, docs: &[DocId], freqs: &[u32], code_by_tf: &CodeByTf) {
        for (doc, tf) in docs.iter().zip(freqs) {
            let code = &mut self.codes[offset(*doc, start)];
            *code = code_by_tf[(*tf).min(IMPACT_LEVELS.into()) as usize].max(*code);
        }
    }
}

/// Where a document is in the window that starts at `start`.
fn offset(doc: DocId, start: DocId) -> usize {
    // It lies within the window, so the remainder changes nothing; but with it the compiler
    // knows that the index is in bounds, and leaves the check out of the loops.
    (doc.wrapping_sub(start) % WINDOW) as usize
}

/// The accumulator's code for each term frequency of one posting list.
type CodeByTf = [u8; IMPACT_LEVELS as usize + 1];

/// A posting list, at a posting in its current block of 128.
struct PostingCursor {
    blocks: BlockSegmentPostings,
    /// Index in the block.
    at: usize,
    has_freqs: bool,
    code_by_tf: CodeByTf,
}

impl PostingCursor {
    fn doc(&self) -> DocId {
        let doc = self.blocks.docs().get(self.at);
        doc.copied().unwrap_or(TERMINATED)
    }

    /// Moves to the first posting from `target` on, and returns its document.
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        // The skip list is asked only when the target is behind this block: a seek
        // through it decodes the block that it lands in.
        let last = self.blocks.docs().last();
        if last.is_some_and(|last| *last < target) {
            self.at = self.blocks.seek(target);
        }
        let rest = self.blocks.docs().get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|doc| *doc < target);
        self.doc()
    }

    /// Calls `visit` with the documents of the window that starts at `start` and their
    /// term frequencies, a decoded block or part of one at a time, and moves past them.
    fn for_each_block(&mut self, start: DocId, mut visit: impl FnMut(&[DocId], &[u32], &CodeByTf)) {
        let end = start.saturating_add(WINDOW);
        let mut next = self.seek(start);
        while next < end {
            let docs = &self.blocks.docs()[self.at..];
            // A block may reach beyond the window: the rest of it waits for the next one.
            let within = docs.partition_point(|doc| *doc < end);
            let docs = &docs[..within];
            let freqs = if self.has_freqs {
                &self.blocks.freqs()[self.at..][..within]
            } else {
                // Without scoring all frequencies have the same code, so any numbers do.
                docs
            };
            visit(docs, freqs, &self.code_by_tf);
            self.at += within;
            if self.at == self.blocks.block_len() {
                self.blocks.advance();
                self.at = 0;
            }
            next = self.doc();
        }
    }
}

/// Documents with all of these terms, each with the sum of their scores.
pub(super) fn intersect(mut terms: Vec<TermPostings>) -> ScoredDocs {
    let mut matches = ScoredDocs::new();
    // The rarest term drives: where a window has no posting of it, no other list is read.
    terms.sort_by_key(TermPostings::cost);
    let Some((rarest, others)) = terms.split_first_mut() else {
        return matches;
    };
    let mut candidates = Vec::new();
    let mut start = rarest.seek(0);
    while start < TERMINATED {
        rarest.accumulate_into(start, &mut candidates);
        let first = matches.len();
        matches.extend(candidates.iter().map(|doc| {
            let score = rarest.accumulator.score_at(offset(*doc, start));
            (*doc, score)
        }));
        for other in &mut *others {
            other.accumulate(start);
            retain_matching(&mut matches, first, start, &other.accumulator);
        }
        // Windows begin at a posting of the rarest term and not at multiples of their
        // size, so that empty stretches are skipped.
        start = rarest.seek(start.saturating_add(WINDOW));
    }
    matches
}

/// Documents with any of these terms, each with the sum of their scores.
pub(super) fn union(mut terms: Vec<TermPostings>) -> ScoredDocs {
    let mut matches = ScoredDocs::new();
    let seek = |terms: &mut [TermPostings], target| {
        let next = terms.iter_mut().map(|term| term.seek(target)).min();
        next.unwrap_or(TERMINATED)
    };
    let mut start = seek(&mut terms, 0);
    while start < TERMINATED {
        for term in &mut terms {
            term.accumulate(start);
        }
        collect_union(&terms, start, &mut matches);
        start = seek(&mut terms, start.saturating_add(WINDOW));
    }
    matches
}

/// Combines the accumulators of the window that starts at `start`.
fn collect_union(terms: &[TermPostings], start: DocId, matches: &mut ScoredDocs) {
    // Not 0 for documents with any of the terms. The compiler makes vector instructions of
    // this loop.
    let mut any = [0; WINDOW as usize];
    for term in terms {
        for (any, code) in any.iter_mut().zip(&term.accumulator.codes) {
            *any |= code;
        }
    }
    let first = matches.len();
    let (chunks, _) = any.as_chunks::<8>();
    for (number, chunk) in (0..).zip(chunks) {
        // Eight documents at a time: most chunks have no match.
        if u64::from_ne_bytes(*chunk) == 0 {
            continue;
        }
        // Every document is written, and overwritten by the next one unless it matches:
        // a store costs less than a branch that can't be predicted.
        let mut len = matches.len();
        let doc = start + number * 8;
        matches.resize(len + chunk.len(), (0, 0.0));
        for (doc, code) in (doc..).zip(chunk) {
            matches[len] = (doc, 0.0);
            len += usize::from(*code > 0);
        }
        matches.truncate(len);
    }
    for term in terms {
        for (doc, score) in &mut matches[first..] {
            *score += term.accumulator.score_at(offset(*doc, start));
        }
    }
}

/// Keeps of the matches from `first` on, which lie in the window that starts at `start`,
/// those with another term too, and adds its score.
fn retain_matching(
    matches: &mut ScoredDocs,
    first: usize,
    start: DocId,
    accumulator: &Accumulator,
) {
    // `Vec::retain` would branch on each document, and whether it has the term can't be
    // predicted. Here every match is written to the next free place, and the place is
    // taken only when the code is not 0.
    let mut len = first;
    for at in first..matches.len() {
        let (doc, score) = matches[at];
        let code = accumulator.codes[offset(doc, start)];
        matches[len] = (doc, score + accumulator.scores[usize::from(code)]);
        len += usize::from(code > 0);
    }
    matches.truncate(len);
}
