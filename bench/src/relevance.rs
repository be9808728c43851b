//! `bronwijzer-bench relevance`: judged queries over a corpus of real
//! repositories, answered by the catalogue and by plain BM25 on one field.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::Context;
use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_index::{Catalogue, Contents, SAMPLE, SearchRequest};
use serde::Deserialize;
use serde_json::{Value, json};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{STORED, STRING, Schema, TEXT, Value as _};
use tantivy::{Index, TantivyDocument, doc};

use crate::Ending;

/// The registry that ships with the program.
const BUILT_IN: &str = include_str!("../../data/organisations.toml");

/// The queries, each with what a person would want.
const JUDGED: &str = include_str!("../relevance/judged.toml");

/// How many results count for recall; the first ten of them for the order.
const SEEN: usize = 20;

/// How many results are listed where not all that was meant came first.
const LISTED: usize = 5;

/// The day that the repositories are judged as of: shortly after the corpus.
const AS_OF: &str = "2026-09-01T12:00:00Z";

#[derive(Deserialize)]
struct Judged {
    queries: Vec<JudgedQuery>,
}

#[derive(Deserialize)]
struct JudgedQuery {
    kind: String,
    query: String,
    /// From 1 to 3, by the repository's path.
    grades: BTreeMap<String, u8>,
}

/// How good answers are, each between 0 and 1.
#[derive(Debug, Clone, Copy, Default)]
struct Quality {
    /// Of the best order of the first ten.
    ndcg: f64,
    /// Of all that was meant.
    recall: f64,
}

pub(super) fn run(corpus: &Path, misses: bool) -> anyhow::Result<Ending> {
    let bench = Bench::new(corpus)?;
    let mut out = std::io::stdout();
    let mut kinds: BTreeMap<&str, Vec<RankedAnswers>> = BTreeMap::new();
    let mut missed = Vec::new();
    for judged in &bench.judged.queries {
        let answers = bench.answers(judged)?;
        if answers.ours.ndcg < 1.0 || answers.ours.recall < 1.0 {
            let first = answers.first.join(", ");
            missed.push(format!(
                "{:.2} {}: {first}",
                answers.ours.ndcg, judged.query
            ));
        }
        kinds.entry(&judged.kind).or_default().push(answers);
    }
    writeln!(
        out,
        "| queries | | NDCG@10 | plain BM25 | recall@{SEEN} | plain BM25 |\n|---|---|---|---|---|---|"
    )?;
    for (kind, answers) in &kinds {
        writeln!(out, "{}", row(&kind.replace('_', " "), answers.iter()))?;
    }
    writeln!(out, "{}", row("all", kinds.values().flatten()))?;
    if misses {
        writeln!(out, "\nNDCG@10, query and what came first:\n")?;
        for line in missed {
            writeln!(out, "- {line}")?;
        }
    }
    Ok(Ending::Complete)
}

/// A row of the table.
fn row<'a>(name: &str, answers: impl Iterator<Item = &'a RankedAnswers> + Clone) -> String {
    let count = answers.clone().count();
    let ours = mean(answers.clone().map(|answers| answers.ours));
    let plain = mean(answers.map(|answers| answers.plain));
    format!(
        "| {name} | {count} | {:.3} | {:.3} | {:.3} | {:.3} |",
        ours.ndcg, plain.ndcg, ours.recall, plain.recall
    )
}

/// How well one query was answered.
struct RankedAnswers {
    ours: Quality,
    plain: Quality,
    /// What the catalogue gave first.
    first: Vec<String>,
}

struct Bench {
    judged: Judged,
    catalogue: Catalogue,
    plain: Plain,
    /// Where the catalogue is.
    _dir: tempfile::TempDir,
}

impl Bench {
    /// The facts of the corpus are in the sample; its texts join them here.
    fn new(corpus: &Path) -> anyhow::Result<Self> {
        let judged: Judged = toml::from_str(JUDGED)?;
        let mut sample = String::new();
        zstd::stream::read::Decoder::new(SAMPLE)?.read_to_string(&mut sample)?;
        let mut lines = sample.lines();
        let mut file = format!("{}\n", lines.next().context("the sample is empty")?);
        let mut texts = Vec::new();
        for line in lines {
            let mut line: Value = serde_json::from_str(line)?;
            let observation = line
                .pointer_mut("/record/observation")
                .context("the sample has a record of another form")?;
            let path = observation["url"]
                .as_str()
                .and_then(|url| url.strip_prefix("https://github.com/"))
                .context("the sample has a repository elsewhere")?
                .to_owned();
            let own = corpus
                .join("texts")
                .join(format!("{}.json", path.replace('/', "+")));
            let own = std::fs::read_to_string(&own)
                .with_context(|| format!("{}: give the corpus by --corpus", own.display()))?;
            let own: Value = serde_json::from_str(&own)?;
            for (key, name, file) in [
                ("readme", "readme", "README.md"),
                ("publiccode", "publiccode", "publiccode.yml"),
                ("licence", "licence_text", "LICENSE"),
            ] {
                if let Some(text) = own[key].as_str() {
                    observation[name] = json!({ "path": file, "text": text, "bytes": text.len() });
                }
            }
            let readme = own["readme"].as_str().unwrap_or_default();
            texts.push((path.clone(), format!("{path} {readme}")));
            file.push_str(&line.to_string());
            file.push('\n');
        }
        let dir = tempfile::tempdir()?;
        let hosts = [ForgeHost::new("github.com")];
        let registry = Registry::parse("the built-in registry", BUILT_IN, &hosts);
        let now = AS_OF.parse()?;
        let catalogue = Catalogue::open(dir.path(), registry.organisations, now)?.catalogue;
        let report = catalogue.import(file.as_bytes(), Contents::Imported)?;
        anyhow::ensure!(report.bad_lines.is_empty(), "{:?}", report.bad_lines);
        Ok(Self {
            judged,
            catalogue,
            plain: Plain::new(&texts)?,
            _dir: dir,
        })
    }

    fn answers(&self, judged: &JudgedQuery) -> anyhow::Result<RankedAnswers> {
        let mut first = self.ask(&judged.query)?;
        let ours = quality(&judged.grades, &first);
        let plain = quality(&judged.grades, &self.plain.ask(&judged.query)?);
        first.truncate(LISTED);
        Ok(RankedAnswers { ours, plain, first })
    }

    /// The paths of what the catalogue finds, in its order.
    fn ask(&self, query: &str) -> anyhow::Result<Vec<String>> {
        let page = self.catalogue.search(&SearchRequest {
            query: query.to_owned(),
            first: SEEN,
            ..SearchRequest::default()
        })?;
        Ok(page.hits.iter().map(|hit| hit.card.url.path()).collect())
    }
}

/// BM25 as it comes, on one field with the path and the README; any word will
/// do.
struct Plain {
    index: Index,
}

impl Plain {
    fn new(texts: &[(String, String)]) -> anyhow::Result<Self> {
        let mut schema = Schema::builder();
        let path = schema.add_text_field("path", STRING | STORED);
        let text = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000)?;
        for (its_path, its_text) in texts {
            writer.add_document(doc!(path => its_path.as_str(), text => its_text.as_str()))?;
        }
        writer.commit()?;
        Ok(Self { index })
    }

    fn ask(&self, query: &str) -> anyhow::Result<Vec<String>> {
        let schema = self.index.schema();
        let (path, text) = (schema.get_field("path")?, schema.get_field("text")?);
        let parser = QueryParser::for_index(&self.index, vec![text]);
        let (query, _) = parser.parse_query_lenient(query);
        let searcher = self.index.reader()?.searcher();
        let found = searcher.search(&query, &TopDocs::with_limit(SEEN).order_by_score())?;
        found
            .into_iter()
            .map(|(_, address)| {
                let document: TantivyDocument = searcher.doc(address)?;
                let path = document.get_first(path).and_then(|path| path.as_str());
                Ok(path.unwrap_or_default().to_owned())
            })
            .collect()
    }
}

/// How good an answer is. A result gains 2 to the power of its grade, less one,
/// over the logarithm of its place.
fn quality(grades: &BTreeMap<String, u8>, found: &[String]) -> Quality {
    let gained = |grades: &mut dyn Iterator<Item = u8>| -> f64 {
        let places = (2_u32..12).map(|place| f64::from(place).log2());
        grades
            .zip(places)
            .map(|(grade, place)| (2_f64.powi(i32::from(grade)) - 1.0) / place)
            .fold(0.0, |all, gain| all + gain)
    };
    let mut best: Vec<u8> = grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let grade = |path: &String| grades.get(path).copied().unwrap_or(0);
    let meant = found.iter().take(SEEN).filter(|path| grade(path) > 0);
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let recall = meant.count() as f64 / best.len().max(1) as f64;
    Quality {
        ndcg: gained(&mut found.iter().map(grade)) / gained(&mut best.into_iter()),
        recall,
    }
}

fn mean(answers: impl Iterator<Item = Quality>) -> Quality {
    let (mut sum, mut count) = (Quality::default(), 0.0_f64);
    for answer in answers {
        sum.ndcg += answer.ndcg;
        sum.recall += answer.recall;
        count += 1.0;
    }
    Quality {
        ndcg: sum.ndcg / count.max(1.0),
        recall: sum.recall / count.max(1.0),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What no change to the ranking may fall below; docs/search.md names it.
    const FLOOR: Quality = Quality {
        ndcg: 0.90,
        recall: 0.87,
    };

    #[test]
    fn intended_repository_ranks_first() {
        let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
        if !corpus.exists() {
            println!("skipped: no corpus beside the checkout");
            return;
        }
        let bench = Bench::new(corpus).unwrap();
        let queries = bench.judged.queries.iter();
        let answers: Vec<RankedAnswers> =
            queries.map(|query| bench.answers(query).unwrap()).collect();
        let ours = mean(answers.iter().map(|answers| answers.ours));
        let plain = mean(answers.iter().map(|answers| answers.plain));
        assert!(ours.ndcg >= FLOOR.ndcg, "{ours:?}");
        assert!(ours.recall >= FLOOR.recall, "{ours:?}");
        assert!(ours.ndcg > plain.ndcg, "{ours:?} {plain:?}");
        assert!(ours.recall > plain.recall, "{ours:?} {plain:?}");
    }

    #[test]
    fn judged_queries_are_unique_and_name_existing_repositories() {
        let judged: Judged = toml::from_str(JUDGED).unwrap();
        assert!(judged.queries.len() >= 60);
        let sample = String::from_utf8(zstd::decode_all(SAMPLE).unwrap()).unwrap();
        let mut seen = BTreeSet::new();
        for judged in &judged.queries {
            assert!(seen.insert(&judged.query), "{}", judged.query);
            assert!(judged.grades.values().any(|grade| *grade == 3));
            for (path, grade) in &judged.grades {
                assert!((1..=3).contains(grade), "{path}");
                let url = format!("\"https://github.com/{path}\"");
                assert!(sample.contains(&url), "{path}");
            }
        }
    }

    #[test]
    fn ideal_order_scores_one_and_others_less() {
        let grades = BTreeMap::from([("a".to_owned(), 3), ("b".to_owned(), 1)]);
        let of = |paths: &[&str]| {
            let found: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
            let quality = quality(&grades, &found);
            (format!("{:.3}", quality.ndcg), quality.recall)
        };
        assert_eq!(of(&["a", "b", "x"]), ("1.000".to_owned(), 1.0));
        // 1 + 7 / log2(3) of 7 + 1 / log2(3).
        assert_eq!(of(&["b", "a"]), ("0.710".to_owned(), 1.0));
        // 7 / log2(3) of the same.
        assert_eq!(of(&["x", "a"]), ("0.579".to_owned(), 0.5));
        assert_eq!(of(&[]), ("0.000".to_owned(), 0.0));
    }
}
