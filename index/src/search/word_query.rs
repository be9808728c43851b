//! Finds what has a word in any of its forms. The forms of a word are few lists
//! of the index, which are read side by side; of those that a repository has the
//! one that weighs most counts.

use std::fmt;

use tantivy::index::SegmentId;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::weighed_words::{LEVELS, weights};

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

/// Finds what has one of some forms of a word at least.
#[derive(Clone)]
pub(super) struct WordQuery {
    forms: Vec<Form>,
}

impl WordQuery {
    /// Looks up the forms; those that no repository has are left out.
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
        Ok(Self { forms })
    }
}

impl fmt::Debug for WordQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = self.forms.iter().map(|form| &form.term);
        f.debug_set().entries(terms).finish()
    }
}

impl Query for WordQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let option = if scoring.is_scoring_enabled() {
            IndexRecordOption::WithFreqs
        } else {
            IndexRecordOption::Basic
        };
        Ok(Box::new(WordWeight {
            forms: self.forms.clone(),
            option,
        }))
    }
}

struct WordWeight {
    forms: Vec<Form>,
    /// Whether levels are read too.
    option: IndexRecordOption,
}

impl Weight for WordWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let id = segment.segment_id();
        let mut lists = Vec::with_capacity(self.forms.len());
        for form in &self.forms {
            if let Some((_, info)) = form.places.iter().find(|(its, _)| *its == id) {
                let inverted = segment.inverted_index(form.term.field())?;
                let postings = inverted.read_postings_from_terminfo(info, self.option)?;
                lists.push(List {
                    postings,
                    scores: weights().map(|weight| form.rarity * boost * weight),
                });
            }
        }
        if lists.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        Ok(Box::new(WordScorer::new(lists)))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > document || scorer.seek(document) != document {
            let why = format!("document {document} does not have the word");
            return Err(TantivyError::InvalidArgument(why));
        }
        Ok(Explanation::new(
            "the form of the word that weighs most",
            scorer.score(),
        ))
    }
}

/// The documents of a segment with one form, each with its level.
struct List {
    postings: SegmentPostings,
    /// By level.
    scores: [Score; LEVELS as usize + 1],
}

impl List {
    fn score(&self) -> Score {
        let level = self.postings.term_freq() as usize;
        self.scores[level.min(LEVELS.into())]
    }
}

/// The documents of a segment with a word in any form.
struct WordScorer {
    lists: Vec<List>,
    document: DocId,
}

impl WordScorer {
    fn new(lists: Vec<List>) -> Self {
        let mut scorer = Self { lists, document: 0 };
        scorer.document = scorer.first();
        scorer
    }

    /// The first document that any list stands at.
    fn first(&self) -> DocId {
        let documents = self.lists.iter().map(|list| list.postings.doc());
        documents.min().unwrap_or(TERMINATED)
    }
}

impl DocSet for WordScorer {
    fn advance(&mut self) -> DocId {
        for list in &mut self.lists {
            if list.postings.doc() == self.document {
                list.postings.advance();
            }
        }
        self.document = self.first();
        self.document
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for list in &mut self.lists {
            if list.postings.doc() < target {
                list.postings.seek(target);
            }
        }
        self.document = self.first();
        self.document
    }

    fn doc(&self) -> DocId {
        self.document
    }

    fn size_hint(&self) -> u32 {
        let sizes = self.lists.iter().map(|list| list.postings.size_hint());
        sizes.fold(0, u32::saturating_add)
    }
}

impl Scorer for WordScorer {
    fn score(&mut self) -> Score {
        let here = self
            .lists
            .iter()
            .filter(|list| list.postings.doc() == self.document);
        here.map(List::score).fold(0.0, Score::max)
    }
}
