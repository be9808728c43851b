//! Finds what has all of some words, each in any of its forms. The forms of a
//! word are few lists of the index; of those that a repository has the one that
//! weighs most counts.
//!
//! As every hit is counted, every hit is looked at. So the lists are read whole,
//! block by block, and what they have in common is found by going through them
//! side by side: in a third of the time that it takes to ask them for one hit
//! after another. Only where a list is far longer than what is left to be found
//! it is looked up for each.

use std::fmt;

use tantivy::index::SegmentId;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::weighed_words::{LEVELS, weights};

/// A word is looked up in each hit when its lists are so many times as long as
/// the list of hits.
const LOOK_UP_FROM: usize = 16;

/// One form of a word, in a field of [`weighed_words`](super::weighed_words).
#[derive(Clone)]
struct Form {
    term: Term,
    /// How much it says that a repository has it.
    rarity: Score,
    /// Where it stands in each segment that has it.
    places: Vec<(SegmentId, TermInfo)>,
}

impl Form {
    /// `None` for what no repository has.
    fn find(term: Term, searcher: &Searcher) -> tantivy::Result<Option<Self>> {
        let mut places = Vec::new();
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(term.field())?;
            if let Some(info) = inverted.get_term_info(&term)? {
                places.push((segment.segment_id(), info));
            }
        }
        let having = places
            .iter()
            .map(|(_, info)| u64::from(info.doc_freq))
            .sum();
        let all = searcher.segment_readers().iter();
        let all = all.map(|segment| u64::from(segment.max_doc())).sum();
        Ok((having > 0).then(|| Self {
            term,
            rarity: rarity(having, all),
            places,
        }))
    }
}

/// How much it says that a repository has a word which so many of all have: the
/// inverse document frequency of BM25.
#[expect(clippy::cast_precision_loss, reason = "a weight need not be exact")]
fn rarity(having: u64, all: u64) -> Score {
    let (having, all) = (having as Score, all as Score);
    (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
}

/// A word: the forms of it that any repository has.
#[derive(Clone)]
struct Word(Vec<Form>);

impl Word {
    /// Its lists in a segment.
    fn lists(&self, segment: &SegmentReader) -> Lists<'_> {
        let id = segment.segment_id();
        let lists = self.0.iter().filter_map(|form| {
            let (_, info) = form.places.iter().find(|(its, _)| *its == id)?;
            Some((form, info))
        });
        Lists(lists.collect())
    }
}

/// Finds what has each of some words.
#[derive(Clone)]
pub(super) struct WordQuery {
    words: Vec<Word>,
}

impl WordQuery {
    /// A word in any of these forms; those that no repository has are left out.
    pub(super) fn new(
        terms: impl IntoIterator<Item = Term>,
        searcher: &Searcher,
    ) -> tantivy::Result<Self> {
        let mut forms: Vec<Form> = Vec::new();
        for term in terms {
            if forms.iter().all(|form| form.term != term) {
                forms.extend(Form::find(term, searcher)?);
            }
        }
        Ok(Self {
            words: vec![Word(forms)],
        })
    }

    /// Whether it looks for nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All words of these queries.
    pub(super) fn all(queries: impl IntoIterator<Item = Self>) -> Self {
        let words = queries.into_iter().flat_map(|query| query.words);
        Self {
            words: words.collect(),
        }
    }
}

impl fmt::Debug for WordQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.words.iter();
        let words = words.map(|Word(forms)| forms.iter().map(|form| &form.term));
        f.debug_list().entries(words.map(Vec::from_iter)).finish()
    }
}

impl Query for WordQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(WordWeight {
            words: self.words.clone(),
            scores: scoring.is_scoring_enabled(),
        }))
    }
}

struct WordWeight {
    words: Vec<Word>,
    /// Whether levels are read too.
    scores: bool,
}

impl Weight for WordWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let reading = Reading {
            segment,
            boost,
            scores: self.scores,
        };
        let mut words: Vec<Lists<'_>> = self.words.iter().map(|word| word.lists(segment)).collect();
        words.sort_by_key(Lists::len);
        let mut words = words.into_iter();
        let mut found = match words.next() {
            Some(rarest) => rarest.read(&reading)?,
            None => Hits::new(),
        };
        for word in words {
            if found.is_empty() {
                break;
            }
            found = if word.len() / LOOK_UP_FROM > found.len() {
                word.look_up(&found, &reading)?
            } else {
                and(&found, &word.read(&reading)?)
            };
        }
        if found.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        Ok(Box::new(WordScorer { found, at: 0 }))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > document || scorer.seek(document) != document {
            let why = format!("document {document} does not have the words");
            return Err(TantivyError::InvalidArgument(why));
        }
        Ok(Explanation::new(
            "of each word the form that weighs most",
            scorer.score(),
        ))
    }
}

/// How lists are read.
struct Reading<'a> {
    segment: &'a SegmentReader,
    boost: Score,
    scores: bool,
}

impl Reading<'_> {
    fn option(&self) -> IndexRecordOption {
        if self.scores {
            IndexRecordOption::WithFreqs
        } else {
            IndexRecordOption::Basic
        }
    }

    /// What a form scores, by its level.
    fn scores_of(&self, form: &Form) -> Scores {
        Scores(weights().map(|weight| form.rarity * self.boost * weight))
    }
}

/// What the levels of a form score.
struct Scores([Score; LEVELS as usize + 1]);

impl Scores {
    #[inline]
    fn at(&self, level: u32) -> Score {
        self.0[level.min(LEVELS.into()) as usize]
    }
}

/// The lists of a word's forms in a segment.
struct Lists<'a>(Vec<(&'a Form, &'a TermInfo)>);

impl Lists<'_> {
    fn len(&self) -> usize {
        let lists = self.0.iter();
        lists.map(|(_, info)| info.doc_freq as usize).sum()
    }

    /// Reads all.
    fn read(&self, reading: &Reading<'_>) -> tantivy::Result<Hits> {
        let mut all = Hits::new();
        for (form, info) in &self.0 {
            let inverted = reading.segment.inverted_index(form.term.field())?;
            let mut blocks = inverted.read_block_postings_from_terminfo(info, reading.option())?;
            let scores = reading.scores_of(form);
            let mut hits = Hits::with_capacity(info.doc_freq as usize);
            while blocks.block_len() > 0 {
                let documents = blocks.docs().iter().copied();
                if reading.scores {
                    let levels = blocks.freqs().iter();
                    hits.extend(documents.zip(levels.map(|level| scores.at(*level))));
                } else {
                    hits.extend(documents.map(|document| (document, 0.0)));
                }
                blocks.advance();
            }
            all = if all.is_empty() {
                hits
            } else {
                or(&all, &hits)
            };
        }
        Ok(all)
    }

    /// Those that have the word too.
    fn look_up(&self, found: &[(DocId, Score)], reading: &Reading<'_>) -> tantivy::Result<Hits> {
        let mut lists: Vec<(SegmentPostings, Scores)> = Vec::with_capacity(self.0.len());
        for (form, info) in &self.0 {
            let inverted = reading.segment.inverted_index(form.term.field())?;
            let list = inverted.read_postings_from_terminfo(info, reading.option())?;
            lists.push((list, reading.scores_of(form)));
        }
        let mut both = Hits::new();
        for (document, score) in found {
            let mut most = None;
            for (list, scores) in &mut lists {
                if list.doc() < *document {
                    list.seek(*document);
                }
                if list.doc() == *document {
                    let score = scores.at(list.term_freq());
                    most = Some(most.map_or(score, |most| score.max(most)));
                }
            }
            both.extend(most.map(|most| (*document, score + most)));
        }
        Ok(both)
    }
}

/// Documents of a segment in their order, each with its score.
type Hits = Vec<(DocId, Score)>;

/// What both have, with the scores of both. Which list is behind can't be
/// foretold, so the steps are taken without a branch.
fn and(these: &[(DocId, Score)], those: &[(DocId, Score)]) -> Hits {
    let mut both = Hits::new();
    let (mut at, mut there) = (0, 0);
    while at < these.len() && there < those.len() {
        let ((this, mine), (that, its)) = (these[at], those[there]);
        if this == that {
            both.push((this, mine + its));
        }
        at += usize::from(this <= that);
        there += usize::from(that <= this);
    }
    both
}

/// What one of them has, with the higher score. Without a branch too.
fn or(these: &[(DocId, Score)], those: &[(DocId, Score)]) -> Hits {
    let mut either = Hits::with_capacity(these.len() + those.len());
    let (mut at, mut there) = (0, 0);
    while at < these.len() && there < those.len() {
        let ((this, mine), (that, its)) = (these[at], those[there]);
        let mine = if this <= that { mine } else { 0.0 };
        let its = if that <= this { its } else { 0.0 };
        either.push((this.min(that), mine.max(its)));
        at += usize::from(this <= that);
        there += usize::from(that <= this);
    }
    either.extend_from_slice(&these[at..]);
    either.extend_from_slice(&those[there..]);
    either
}

/// Goes through what was found.
struct WordScorer {
    found: Hits,
    at: usize,
}

impl DocSet for WordScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.found.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|(document, _)| *document < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        let hit = self.found.get(self.at);
        hit.map_or(TERMINATED, |(document, _)| *document)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.found.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for WordScorer {
    fn score(&mut self) -> Score {
        let hit = self.found.get(self.at);
        hit.map_or(0.0, |(_, score)| *score)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn hits() -> impl Strategy<Value = BTreeMap<DocId, u8>> {
        proptest::collection::btree_map(0u32..60, 1u8..9, 0..40)
    }

    fn list(hits: &BTreeMap<DocId, u8>) -> Hits {
        let hits = hits.iter();
        hits.map(|(document, score)| (*document, f32::from(*score)))
            .collect()
    }

    proptest! {
        #[test]
        fn lists_are_joined_as_sets_are(one in hits(), other in hits()) {
            let (these, those) = (list(&one), list(&other));
            let both: BTreeMap<_, _> = one
                .iter()
                .filter_map(|(document, score)| Some((*document, score + other.get(document)?)))
                .collect();
            prop_assert_eq!(and(&these, &those), list(&both));
            let mut either = one.clone();
            for (document, score) in &other {
                let mine = either.entry(*document).or_default();
                *mine = *score.max(mine);
            }
            prop_assert_eq!(or(&these, &those), list(&either));
        }
    }
}
