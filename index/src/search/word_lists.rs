//! Finds what has each of some words, in the lists of one segment.
//!
//! The documents are gone through in windows. In a window each word has a byte for
//! each document, which tells the most that the word scores there. So each list is
//! read once from its beginning to its end and compared with no other: which of two
//! lists is behind can't be foretold, and to find out hit by hit takes longer. Where no
//! document has the rarest word no list is read.

use std::cmp::Reverse;

use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentReader, TERMINATED};

use super::query::HAS_ALL;
use super::weighed_words::{LEVELS, weights};

/// Documents in a window: the bytes of a few words fit in the nearest cache.
const WINDOW: DocId = 4096;

/// Documents of a segment in their order, each with its score.
pub(super) type Hits = Vec<(DocId, Score)>;

/// A list of a segment.
pub(super) struct Listed<'a> {
    pub(super) field: Field,
    pub(super) place: &'a TermInfo,
    /// What its levels score as a multiple of their weights.
    pub(super) rarity: Score,
}

/// The lists of the forms of one word in a segment, the longest first.
pub(super) struct WordLists {
    lists: Vec<List>,
    marks: Box<Marks>,
}

impl WordLists {
    /// Opens lists. Without scores all levels score nothing, and are not read.
    pub(super) fn open<'a>(
        segment: &SegmentReader,
        lists: impl Iterator<Item = Listed<'a>>,
        scores: bool,
    ) -> tantivy::Result<Self> {
        let mut listed: Vec<Listed<'_>> = lists.collect();
        listed.sort_by_key(|list| Reverse(list.place.doc_freq));
        let option = if scores {
            IndexRecordOption::WithFreqs
        } else {
            IndexRecordOption::Basic
        };
        let weights = weights();
        let scores_of = |list: &Listed<'_>| {
            weights.map(|weight| if scores { list.rarity * weight } else { 0.0 })
        };
        let marks = Box::new(Marks::new(listed.iter().flat_map(scores_of).collect()));
        let mut lists = Vec::with_capacity(listed.len());
        for list in &listed {
            let inverted = segment.inverted_index(list.field)?;
            lists.push(List {
                blocks: inverted.read_block_postings_from_terminfo(list.place, option)?,
                at: 0,
                has_levels: scores,
                codes: scores_of(list).map(|score| marks.code_of(score)),
            });
        }
        Ok(Self { lists, marks })
    }

    /// How many documents have the word, at most.
    fn len(&self) -> u64 {
        let lists = self.lists.iter();
        lists.map(|list| u64::from(list.blocks.doc_freq())).sum()
    }

    /// The first document from there on that has the word.
    fn next(&mut self, from: DocId) -> DocId {
        let lists = self.lists.iter_mut();
        let next = lists.map(|list| list.next(from)).min();
        next.unwrap_or(TERMINATED)
    }

    /// Marks the documents in the window from there on which have the word.
    fn mark(&mut self, from: DocId) {
        self.marks.window.fill(0);
        for list in &mut self.lists {
            list.each_part(from, |documents, levels, codes| {
                self.marks.mark(from, documents, levels, codes);
            });
        }
    }

    /// The same, and gives them in their order.
    fn mark_and_give(&mut self, from: DocId, having: &mut Vec<DocId>) {
        self.marks.window.fill(0);
        having.clear();
        let mut lists = self.lists.iter_mut();
        if let Some(longest) = lists.next() {
            longest.each_part(from, |documents, levels, codes| {
                having.extend_from_slice(documents);
                self.marks.mark(from, documents, levels, codes);
            });
        }
        let in_longest = having.len();
        for list in lists {
            list.each_part(from, |documents, levels, codes| {
                // Few: what has a word has its stem.
                let marks = &self.marks;
                let not_yet = |document: &&DocId| marks.window[place(**document, from)] == 0;
                having.extend(documents.iter().filter(not_yet));
                self.marks.mark(from, documents, levels, codes);
            });
        }
        if having.len() > in_longest {
            having.sort();
        }
    }
}

/// Which documents of a window have a word.
struct Marks {
    /// For each document which of the scores it has.
    window: [u8; WINDOW as usize],
    /// All that there are, from low to high; the first stands for not having the word.
    scores: [Score; u8::MAX as usize + 1],
    /// How many of them there are, the first left out.
    count: usize,
}

impl Marks {
    fn new(mut all: Vec<Score>) -> Self {
        all.sort_unstable_by(Score::total_cmp);
        all.dedup();
        // A byte tells no more apart. No word has so many forms; scores that are near
        // each other would be the same if one had.
        let share = all.len().div_ceil(u8::MAX.into()).max(1);
        let mut scores = [0.0; u8::MAX as usize + 1];
        let mut count = 0;
        for (score, its) in scores[1..].iter_mut().zip(all.into_iter().step_by(share)) {
            *score = its;
            count += 1;
        }
        Self {
            window: [0; WINDOW as usize],
            scores,
            count,
        }
    }

    fn code_of(&self, score: Score) -> u8 {
        let scores = &self.scores[1..=self.count];
        let code = scores.partition_point(|its| *its <= score);
        u8::try_from(code).unwrap_or(u8::MAX)
    }

    /// Of the scores that a document has with different forms the highest stays.
    fn mark(&mut self, from: DocId, documents: &[DocId], levels: &[u32], codes: &Codes) {
        for (document, level) in documents.iter().zip(levels) {
            let most = &mut self.window[place(*document, from)];
            *most = codes[(*level).min(LEVELS.into()) as usize].max(*most);
        }
    }
}

/// Where a document is in the window from there on.
fn place(document: DocId, from: DocId) -> usize {
    // It lies in the window, which the compiler does not know.
    (document.wrapping_sub(from) % WINDOW) as usize
}

/// Which of the scores each level has.
type Codes = [u8; LEVELS as usize + 1];

/// A list of the index, at a place in one of its blocks.
struct List {
    blocks: BlockSegmentPostings,
    at: usize,
    has_levels: bool,
    codes: Codes,
}

impl List {
    /// The document that it is at.
    fn document(&self) -> DocId {
        let document = self.blocks.docs().get(self.at);
        document.copied().unwrap_or(TERMINATED)
    }

    /// Goes on to the first document from there on, and gives it.
    fn next(&mut self, from: DocId) -> DocId {
        if self.document() >= from {
            return self.document();
        }
        let last = self.blocks.docs().last();
        if last.is_some_and(|last| *last < from) {
            self.at = self.blocks.seek(from);
        }
        let rest = self.blocks.docs().get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|document| *document < from);
        self.document()
    }

    /// Gives the documents in the window from there on, with their levels and the codes
    /// of those, in parts.
    fn each_part(&mut self, from: DocId, mut give: impl FnMut(&[DocId], &[u32], &Codes)) {
        let end = from.saturating_add(WINDOW);
        let mut next = self.next(from);
        while next < end {
            let documents = &self.blocks.docs()[self.at..];
            let here = documents.partition_point(|document| *document < end);
            let documents = &documents[..here];
            let levels = if self.has_levels {
                &self.blocks.freqs()[self.at..][..here]
            } else {
                // Any do: they score the same.
                documents
            };
            give(documents, levels, &self.codes);
            self.at += here;
            if self.at == self.blocks.block_len() {
                self.blocks.advance();
                self.at = 0;
            }
            next = self.document();
        }
    }
}

/// Finds what has each of these words, with the sum of what they score.
pub(super) fn find_all(mut words: Vec<WordLists>) -> Hits {
    let mut found = Hits::new();
    words.sort_by_key(WordLists::len);
    let Some((rarest, others)) = words.split_first_mut() else {
        return found;
    };
    let mut having_rarest = Vec::new();
    let mut from = rarest.next(0);
    while from < TERMINATED {
        rarest.mark_and_give(from, &mut having_rarest);
        let first = found.len();
        found.extend(having_rarest.iter().map(|document| {
            let code = rarest.marks.window[place(*document, from)];
            (*document, rarest.marks.scores[usize::from(code)])
        }));
        for other in &mut *others {
            other.mark(from);
            keep(&mut found, first, from, &other.marks);
        }
        from = rarest.next(from.saturating_add(WINDOW));
    }
    found
}

/// Finds what has any of these words, with the sum of what they score; what has all
/// of them scores [`HAS_ALL`] more.
pub(super) fn find_any(mut words: Vec<WordLists>) -> Hits {
    let mut found = Hits::new();
    let first = |words: &mut [WordLists], from| {
        let next = words.iter_mut().map(|word| word.next(from)).min();
        next.unwrap_or(TERMINATED)
    };
    let mut from = first(&mut words, 0);
    while from < TERMINATED {
        for word in &mut words {
            word.mark(from);
        }
        take_any(&words, from, &mut found);
        from = first(&mut words, from.saturating_add(WINDOW));
    }
    found
}

/// Takes what has any of the words in the window from there on.
fn take_any(words: &[WordLists], from: DocId, found: &mut Hits) {
    let mut any = [0; WINDOW as usize];
    let mut all = [u8::MAX; WINDOW as usize];
    for word in words {
        let codes = word.marks.window.iter();
        for ((any, all), code) in any.iter_mut().zip(&mut all).zip(codes) {
            *any |= code;
            *all = if *code == 0 { 0 } else { *all };
        }
    }
    let first = found.len();
    let (chunks, _) = any.as_chunks::<8>();
    for (number, chunk) in (0..).zip(chunks) {
        // In many there is none.
        if u64::from_ne_bytes(*chunk) == 0 {
            continue;
        }
        let mut kept = found.len();
        let document = from + number * 8;
        found.resize(kept + chunk.len(), (0, 0.0));
        for (document, code) in (document..).zip(chunk) {
            found[kept] = (document, 0.0);
            kept += usize::from(*code > 0);
        }
        found.truncate(kept);
    }
    for word in words {
        for (document, score) in &mut found[first..] {
            let code = word.marks.window[place(*document, from)];
            *score += word.marks.scores[usize::from(code)];
        }
    }
    for (document, score) in &mut found[first..] {
        let more = if all[place(*document, from)] == 0 {
            0.0
        } else {
            HAS_ALL
        };
        *score += more;
    }
}

/// Keeps those that have a word too, of what was found in the window from there on.
fn keep(found: &mut Hits, first: usize, from: DocId, marks: &Marks) {
    // Whether one has it can't be foretold, so there is no branch.
    let mut kept = first;
    for at in first..found.len() {
        let (document, score) = found[at];
        let code = marks.window[place(document, from)];
        found[kept] = (document, score + marks.scores[usize::from(code)]);
        kept += usize::from(code > 0);
    }
    found.truncate(kept);
}
