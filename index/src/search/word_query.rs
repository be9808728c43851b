//! Finds what has all of some words, each in any of its forms. The forms of a
//! word are few lists of the index; of those that a repository has the one that
//! weighs most counts.
//!
//! As every hit is counted, all are found before the first is given: see
//! `word_lists`.

use std::fmt;

use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::question::Demand;
use super::word_lists::{Hits, Listed, WordLists, find_all, find_any};

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
    fn lists(
        &self,
        segment: &SegmentReader,
        boost: Score,
        scores: bool,
    ) -> tantivy::Result<WordLists> {
        let id = segment.segment_id();
        let lists = self.0.iter().filter_map(|form| {
            let (_, place) = form.places.iter().find(|(its, _)| *its == id)?;
            Some(Listed {
                field: form.term.field(),
                place,
                rarity: form.rarity * boost,
            })
        });
        WordLists::open(segment, lists, scores)
    }
}

/// Finds what has each of some words, or any of them.
#[derive(Clone)]
pub(super) struct WordQuery {
    words: Vec<Word>,
    demand: Demand,
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
            demand: Demand::All,
        })
    }

    /// Whether it looks for nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether any repository may have the words.
    pub(super) fn finds_any(&self) -> bool {
        self.words.iter().all(|Word(forms)| !forms.is_empty())
    }

    /// All words of these queries.
    pub(super) fn all(queries: impl IntoIterator<Item = Self>) -> Self {
        let words = queries.into_iter().flat_map(|query| query.words);
        Self {
            words: words.collect(),
            demand: Demand::All,
        }
    }

    /// Any of these queries, with [`HAS_ALL`](super::query::HAS_ALL) for what has all of
    /// them; `None` where one is for more than a word.
    pub(super) fn any<'a>(queries: impl Iterator<Item = &'a Self>) -> Option<Self> {
        let words = queries.map(|query| match query.words.as_slice() {
            [word] => Some(word.clone()),
            _ => None,
        });
        Some(Self {
            words: words.collect::<Option<_>>()?,
            demand: Demand::Any,
        })
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
            demand: self.demand,
            scores: scoring.is_scoring_enabled(),
        }))
    }
}

struct WordWeight {
    words: Vec<Word>,
    demand: Demand,
    /// Whether levels are read too.
    scores: bool,
}

impl WordWeight {
    fn find(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Hits> {
        let words = self.words.iter();
        let words = words.map(|word| word.lists(segment, boost, self.scores));
        let words = words.collect::<tantivy::Result<_>>()?;
        Ok(match self.demand {
            Demand::All => find_all(words),
            Demand::Any => find_any(words),
        })
    }
}

impl Weight for WordWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let found = self.find(segment, boost)?;
        if found.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        Ok(Box::new(WordScorer { found, at: 0 }))
    }

    fn for_each(
        &self,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        for (document, score) in self.find(segment, 1.0)? {
            callback(document, score);
        }
        Ok(())
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
    use tantivy::collector::DocSetCollector;
    use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
    use tantivy::{Index, TantivyDocument, doc};

    use super::super::query::HAS_ALL;
    use super::super::weighed_words::{LevelTokenizer, weights};
    use super::*;

    const TERMS: usize = 4;

    /// How many documents: more than are looked at together.
    const DOCUMENTS: DocId = 9_000;

    /// Where a term stands: in one of so many documents, from one on.
    #[derive(Debug, Clone)]
    struct Spread {
        one_of: u32,
        from: DocId,
    }

    impl Spread {
        /// Its level in a document, if it stands there.
        fn level(&self, document: DocId) -> Option<u8> {
            let mixed = (document ^ self.from).wrapping_mul(0x9E37_79B1) >> 8;
            let stands = document >= self.from && mixed.is_multiple_of(self.one_of);
            stands.then(|| u8::try_from(mixed % 11).unwrap() + 1)
        }
    }

    fn spread() -> impl Strategy<Value = Spread> {
        let one_of = prop_oneof![1u32..4, 10u32..60, 500u32..5_000];
        (one_of, 0..DOCUMENTS).prop_map(|(one_of, from)| Spread { one_of, from })
    }

    fn index(spreads: &[Spread]) -> (Index, Field) {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(LevelTokenizer::NAME)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqs);
        let mut schema = Schema::builder();
        let options = TextOptions::default().set_indexing_options(indexing);
        let words = schema.add_text_field("words", options);
        let index = Index::create_in_ram(schema.build());
        let levels = LevelTokenizer::analyzer();
        index.tokenizers().register(LevelTokenizer::NAME, levels);
        let mut writer = index
            .writer_with_num_threads::<TantivyDocument>(1, 20_000_000)
            .unwrap();
        for document in 0..DOCUMENTS {
            let mut text = String::new();
            for (term, spread) in spreads.iter().enumerate() {
                if let Some(level) = spread.level(document) {
                    text.push_str(&format!("t{term}{}", char::from(level)));
                }
            }
            writer.add_document(doc!(words => text)).unwrap();
        }
        writer.commit().unwrap();
        (index, words)
    }

    /// What each word scores in each document.
    fn scores(spreads: &[Spread], words: &[Vec<usize>]) -> Vec<Vec<Option<Score>>> {
        let having = |term: usize| {
            let all = (0..DOCUMENTS).filter(|document| spreads[term].level(*document).is_some());
            all.count() as u64
        };
        let rarities: Vec<Score> = (0..TERMS)
            .map(|term| rarity(having(term), DOCUMENTS.into()))
            .collect();
        let score = |document, term: usize| {
            let level = spreads[term].level(document)?;
            Some(rarities[term] * weights()[usize::from(level)])
        };
        let in_document = |document| {
            let words = words.iter().map(|forms| {
                let scores = forms.iter().filter_map(|term| score(document, *term));
                scores.max_by(Score::total_cmp)
            });
            words.collect()
        };
        (0..DOCUMENTS).map(in_document).collect()
    }

    /// What a query finds, when it scores and when it does not.
    fn found(query: &WordQuery, searcher: &Searcher) -> (BTreeMap<DocId, Score>, Vec<DocId>) {
        let scoring = EnableScoring::enabled_from_searcher(searcher);
        let mut scored = BTreeMap::new();
        let segment = searcher.segment_reader(0);
        let weight = query.weight(scoring).unwrap();
        weight
            .for_each(segment, &mut |document, score| {
                scored.insert(document, score);
            })
            .unwrap();
        let counted = searcher.search(query, &DocSetCollector).unwrap();
        let counted = counted.into_iter().map(|address| address.doc_id);
        let mut counted: Vec<DocId> = counted.collect();
        counted.sort_unstable();
        (scored, counted)
    }

    fn is_near(a: &BTreeMap<DocId, Score>, b: &BTreeMap<DocId, Score>) -> bool {
        a.keys().eq(b.keys())
            && a.values()
                .zip(b.values())
                .all(|(a, b)| (a - b).abs() <= b * 1e-5)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn what_has_the_words_is_found(
            spreads in proptest::collection::vec(spread(), TERMS),
            words in proptest::collection::vec(
                proptest::collection::vec(0..TERMS, 1..4),
                1..4,
            ),
        ) {
            let (index, field) = index(&spreads);
            let searcher = index.reader().unwrap().searcher();
            let queries = words.iter().map(|forms| {
                let terms = forms.iter();
                let terms = terms.map(|term| Term::from_field_text(field, &format!("t{term}")));
                WordQuery::new(terms, &searcher).unwrap()
            });
            let queries: Vec<WordQuery> = queries.collect();
            let (mut all, mut any) = (BTreeMap::new(), BTreeMap::new());
            for (document, scores) in (0..).zip(scores(&spreads, &words)) {
                let sum = scores.iter().flatten().sum::<Score>();
                let has_all = scores.iter().all(Option::is_some);
                if has_all {
                    all.insert(document, sum);
                }
                if scores.iter().any(Option::is_some) {
                    any.insert(document, if has_all { sum + HAS_ALL } else { sum });
                }
            }

            let (scored, counted) = found(&WordQuery::any(queries.iter()).unwrap(), &searcher);
            prop_assert!(is_near(&scored, &any));
            prop_assert!(counted.iter().eq(any.keys()));
            let (scored, counted) = found(&WordQuery::all(queries), &searcher);
            prop_assert!(is_near(&scored, &all));
            prop_assert!(counted.iter().eq(all.keys()));
        }
    }
}
