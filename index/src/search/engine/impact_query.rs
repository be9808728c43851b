//! The query over impacts: every query term must match (or any of them), a term matches
//! by any of its variants, and of the variants in a document the one with the highest score
//! counts. What tantivy would evaluate as a `BooleanQuery` of `DisjunctionMaxQuery`s.
//!
//! Every match is counted, so a segment is evaluated as a whole before the first match is
//! given: see [`postings`](super::postings). The scorer only walks the result.

use std::fmt;

use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::super::parsed_query::MatchMode;
use super::postings::{PostingList, ScoredDocs, TermPostings, intersect, union};

/// What is added to the score of a document for each of the terms that it has, where any will
/// do: more than the scores of all terms usually add up to, so that the order is by the number
/// of terms first.
pub(in crate::search) const TERM_BONUS: Score = 4_096.0;

/// One variant of a query term, as a term of an [impact](super::impacts) field, at one commit.
#[derive(Clone)]
pub(in crate::search) struct Variant {
    term: Term,
    idf: Score,
    /// Its posting list in each segment that has it.
    postings: Vec<(SegmentId, TermInfo)>,
}

impl Variant {
    /// Looks a term up in the term dictionaries; `None` where no document has it.
    pub(in crate::search) fn look_up(
        term: Term,
        searcher: &Searcher,
    ) -> tantivy::Result<Option<Self>> {
        let mut postings = Vec::new();
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(term.field())?;
            if let Some(info) = inverted.get_term_info(&term)? {
                postings.push((segment.segment_id(), info));
            }
        }
        // Deleted documents count in both until their segment is merged, as in tantivy.
        let doc_freq = postings
            .iter()
            .map(|(_, info)| u64::from(info.doc_freq))
            .sum();
        let docs = searcher.segment_readers().iter();
        let docs = docs.map(|segment| u64::from(segment.max_doc())).sum();
        Ok((doc_freq > 0).then(|| Self {
            term,
            idf: idf(doc_freq, docs),
            postings,
        }))
    }
}

/// The inverse document frequency of BM25, for a term in `doc_freq` of `docs` documents.
#[expect(clippy::cast_precision_loss, reason = "a score need not be exact")]
pub(in crate::search) fn idf(doc_freq: u64, docs: u64) -> Score {
    let (doc_freq, docs) = (doc_freq as Score, docs as Score);
    (1.0 + (docs - doc_freq + 0.5) / (doc_freq + 0.5)).ln()
}

/// A query term: the variants of it that any document has.
#[derive(Clone)]
struct QueryTerm(Vec<Variant>);

impl QueryTerm {
    /// Opens its posting lists in a segment.
    fn postings(
        &self,
        segment: &SegmentReader,
        boost: Score,
        bonus: Score,
        scoring: bool,
    ) -> tantivy::Result<TermPostings> {
        let id = segment.segment_id();
        let lists = self.0.iter().filter_map(|variant| {
            let (_, term_info) = variant.postings.iter().find(|(of, _)| *of == id)?;
            Some(PostingList {
                field: variant.term.field(),
                term_info,
                idf: variant.idf * boost,
                bonus,
            })
        });
        TermPostings::open(segment, lists, scoring)
    }
}

/// Matches documents with all of some query terms, or with any of them.
#[derive(Clone)]
pub(in crate::search) struct ImpactQuery {
    terms: Vec<QueryTerm>,
    mode: MatchMode,
    /// What is added to the score for each term that a document has.
    bonus: Score,
}

impl ImpactQuery {
    /// One query term with these variants; those that no document has are left out.
    pub(in crate::search) fn new(
        variants: impl IntoIterator<Item = Term>,
        searcher: &Searcher,
    ) -> tantivy::Result<Self> {
        let mut known: Vec<Variant> = Vec::new();
        for term in variants {
            if known.iter().all(|variant| variant.term != term) {
                known.extend(Variant::look_up(term, searcher)?);
            }
        }
        Ok(Self {
            terms: vec![QueryTerm(known)],
            mode: MatchMode::All,
            bonus: 0.0,
        })
    }

    /// Lets synonyms stand for its only query term. Each weighs so much of what it would by
    /// itself, and no more than the term's own words would: a rare synonym of a common word
    /// tells no more than that does.
    pub(in crate::search) fn or<'a>(
        mut self,
        synonyms: impl IntoIterator<Item = &'a Variant>,
        weight: Score,
    ) -> Self {
        if let [QueryTerm(known)] = self.terms.as_mut_slice() {
            let own = known.iter().map(|variant| variant.idf);
            let own = own.max_by(Score::total_cmp).unwrap_or(Score::INFINITY);
            for synonym in synonyms {
                if known.iter().all(|variant| variant.term != synonym.term) {
                    known.push(Variant {
                        idf: synonym.idf.min(own) * weight,
                        ..synonym.clone()
                    });
                }
            }
        }
        self
    }

    /// Whether it has no query term.
    pub(in crate::search) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether each of its terms occurs in some document.
    pub(in crate::search) fn may_match(&self) -> bool {
        self.terms
            .iter()
            .all(|QueryTerm(variants)| !variants.is_empty())
    }

    /// All terms of these queries.
    pub(in crate::search) fn all(queries: impl IntoIterator<Item = Self>) -> Self {
        let terms = queries.into_iter().flat_map(|query| query.terms);
        Self {
            terms: terms.collect(),
            mode: MatchMode::All,
            bonus: 0.0,
        }
    }

    /// Any of these queries, with [`TERM_BONUS`] for each that matches; `None` where one has
    /// more than one term.
    pub(in crate::search) fn any<'a>(queries: impl Iterator<Item = &'a Self>) -> Option<Self> {
        let terms = queries.map(|query| match query.terms.as_slice() {
            [term] => Some(term.clone()),
            _ => None,
        });
        Some(Self {
            terms: terms.collect::<Option<_>>()?,
            mode: MatchMode::Any,
            bonus: TERM_BONUS,
        })
    }

    /// Any of these terms, each of which weighs so much: the score is the sum of weight, IDF
    /// and impact, multiplied.
    pub(in crate::search) fn weighed(
        terms: impl IntoIterator<Item = (Term, Score)>,
        searcher: &Searcher,
    ) -> tantivy::Result<Self> {
        let mut weighed = Vec::new();
        for (term, weight) in terms {
            let known = Variant::look_up(term, searcher)?;
            weighed.extend(known.map(|variant| {
                QueryTerm(vec![Variant {
                    idf: variant.idf * weight,
                    ..variant
                }])
            }));
        }
        Ok(Self {
            terms: weighed,
            mode: MatchMode::Any,
            bonus: 0.0,
        })
    }
}

impl fmt::Debug for ImpactQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = self.terms.iter();
        let terms = terms.map(|QueryTerm(variants)| variants.iter().map(|variant| &variant.term));
        f.debug_list().entries(terms.map(Vec::from_iter)).finish()
    }
}

impl Query for ImpactQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ImpactWeight {
            terms: self.terms.clone(),
            mode: self.mode,
            bonus: self.bonus,
            scoring: scoring.is_scoring_enabled(),
        }))
    }
}

struct ImpactWeight {
    terms: Vec<QueryTerm>,
    mode: MatchMode,
    bonus: Score,
    /// Whether impacts are read too.
    scoring: bool,
}

impl ImpactWeight {
    fn evaluate(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<ScoredDocs> {
        let terms = self.terms.iter();
        let terms = terms.map(|term| term.postings(segment, boost, self.bonus, self.scoring));
        let terms = terms.collect::<tantivy::Result<_>>()?;
        Ok(match self.mode {
            MatchMode::All => intersect(terms),
            MatchMode::Any => union(terms),
        })
    }
}

impl Weight for ImpactWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let matches = self.evaluate(segment, boost)?;
        if matches.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        Ok(Box::new(ImpactScorer { matches, at: 0 }))
    }

    // The default goes through the scorer, with a virtual call for each document.
    fn for_each(
        &self,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        for (doc, score) in self.evaluate(segment, 1.0)? {
            callback(doc, score);
        }
        Ok(())
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            let why = format!("document {doc} does not match the query");
            return Err(TantivyError::InvalidArgument(why));
        }
        Ok(Explanation::new(
            "sum over the query terms of the best variant's IDF times impact",
            scorer.score(),
        ))
    }
}

/// Walks the matches of a segment.
struct ImpactScorer {
    matches: ScoredDocs,
    at: usize,
}

impl DocSet for ImpactScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.matches.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|(doc, _)| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        let current = self.matches.get(self.at);
        current.map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.matches.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for ImpactScorer {
    fn score(&mut self) -> Score {
        let current = self.matches.get(self.at);
        current.map_or(0.0, |(_, score)| *score)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use tantivy::collector::DocSetCollector;
    use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
    use tantivy::{Index, TantivyDocument, doc};

    use super::super::impacts::{ImpactTokenizer, impact_by_tf};
    use super::*;

    const TERMS: usize = 4;

    /// How many documents: more than are looked at together.
    const DOCUMENTS: DocId = 9_000;

    /// The postings of a term: one of so many documents, from one on.
    #[derive(Debug, Clone)]
    struct Postings {
        one_of: u32,
        from: DocId,
    }

    impl Postings {
        /// Its tf in a document, if it occurs there.
        fn tf(&self, document: DocId) -> Option<u8> {
            let mixed = (document ^ self.from).wrapping_mul(0x9E37_79B1) >> 8;
            let occurs = document >= self.from && mixed.is_multiple_of(self.one_of);
            occurs.then(|| u8::try_from(mixed % 11).unwrap() + 1)
        }
    }

    fn posting() -> impl Strategy<Value = Postings> {
        let one_of = prop_oneof![1u32..4, 10u32..60, 500u32..5_000];
        (one_of, 0..DOCUMENTS).prop_map(|(one_of, from)| Postings { one_of, from })
    }

    fn index(postings: &[Postings]) -> (Index, Field) {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(ImpactTokenizer::NAME)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqs);
        let mut schema = Schema::builder();
        let options = TextOptions::default().set_indexing_options(indexing);
        let words = schema.add_text_field("words", options);
        let index = Index::create_in_ram(schema.build());
        let impacts = ImpactTokenizer::analyzer();
        index.tokenizers().register(ImpactTokenizer::NAME, impacts);
        let mut writer = index
            .writer_with_num_threads::<TantivyDocument>(1, 20_000_000)
            .unwrap();
        for document in 0..DOCUMENTS {
            let mut text = String::new();
            for (term, posting) in postings.iter().enumerate() {
                if let Some(tf) = posting.tf(document) {
                    text.push_str(&format!("t{term}{}", char::from(tf)));
                }
            }
            writer.add_document(doc!(words => text)).unwrap();
        }
        writer.commit().unwrap();
        (index, words)
    }

    /// What each word scores in each document.
    fn scores(postings: &[Postings], words: &[Vec<usize>]) -> Vec<Vec<Option<Score>>> {
        let doc_freq = |term: usize| {
            let all = (0..DOCUMENTS).filter(|document| postings[term].tf(*document).is_some());
            all.count() as u64
        };
        let idfs: Vec<Score> = (0..TERMS)
            .map(|term| idf(doc_freq(term), DOCUMENTS.into()))
            .collect();
        let score = |document, term: usize| {
            let tf = postings[term].tf(document)?;
            Some(idfs[term] * impact_by_tf()[usize::from(tf)])
        };
        let in_document = |document| {
            let words = words.iter().map(|variants| {
                let scores = variants.iter().filter_map(|term| score(document, *term));
                scores.max_by(Score::total_cmp)
            });
            words.collect()
        };
        (0..DOCUMENTS).map(in_document).collect()
    }

    /// What a query finds, when it scores and when it does not.
    fn found(query: &ImpactQuery, searcher: &Searcher) -> (BTreeMap<DocId, Score>, Vec<DocId>) {
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
        fn agrees_with_a_naive_evaluation(
            postings in proptest::collection::vec(posting(), TERMS),
            words in proptest::collection::vec(
                proptest::collection::vec(0..TERMS, 1..4),
                1..4,
            ),
        ) {
            let (index, field) = index(&postings);
            let searcher = index.reader().unwrap().searcher();
            let queries = words.iter().map(|variants| {
                let terms = variants.iter();
                let terms = terms.map(|term| Term::from_field_text(field, &format!("t{term}")));
                ImpactQuery::new(terms, &searcher).unwrap()
            });
            let queries: Vec<ImpactQuery> = queries.collect();
            let (mut all, mut any) = (BTreeMap::new(), BTreeMap::new());
            for (document, scores) in (0..).zip(scores(&postings, &words)) {
                let sum = scores.iter().flatten().sum::<Score>();
                let has_all = scores.iter().all(Option::is_some);
                if has_all {
                    all.insert(document, sum);
                }
                if scores.iter().any(Option::is_some) {
                    let matched = scores.iter().flatten().count();
                    any.insert(document, sum + TERM_BONUS * matched as Score);
                }
            }

            let (scored, counted) = found(&ImpactQuery::any(queries.iter()).unwrap(), &searcher);
            prop_assert!(is_near(&scored, &any));
            prop_assert!(counted.iter().eq(any.keys()));
            let (scored, counted) = found(&ImpactQuery::all(queries), &searcher);
            prop_assert!(is_near(&scored, &all));
            prop_assert!(counted.iter().eq(all.keys()));
        }
    }
}
