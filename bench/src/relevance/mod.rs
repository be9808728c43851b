//! `bronwijzer-bench relevance`: judged queries over a corpus of real
//! repositories, answered by the catalogue and by plain BM25 on one field; and how sensible
//! the lists of similar repositories are.

mod alike;
mod quality;
mod worlds;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::Deserialize;

use crate::Ending;
use alike::Lists;
use quality::{Quality, SEEN};
use worlds::World;

/// The queries over repositories without descriptions, each with what a person would want, and
/// those over the whole corpus, which are asked of the sample too.
const OF_UNDESCRIBED: &str = include_str!("../../relevance/judged.toml");
const OF_CORPUS: &str = include_str!("../../relevance/corpus.toml");

/// How many results are listed where not all that was meant came first.
const LISTED: usize = 5;

#[derive(Deserialize)]
struct Judged {
    queries: Vec<JudgedQuery>,
}

#[derive(Deserialize)]
struct JudgedQuery {
    kind: String,
    query: String,
    /// Whether nobody tunes on it.
    #[serde(default)]
    held_out: bool,
    /// From 1 to 3, by the repository's path.
    grades: BTreeMap<String, u8>,
}

pub(super) fn run(corpus: &Path, misses: bool) -> anyhow::Result<Ending> {
    let mut out = std::io::stdout();
    let undescribed = Asked::new(&World::undescribed(corpus)?, OF_UNDESCRIBED)?;
    let table = undescribed.table(|_| true);
    writeln!(out, "## Without descriptions\n\n{table}")?;
    let world = World::corpus(corpus)?;
    let asked = Asked::new(&world, OF_CORPUS)?;
    let tuned = asked.table(|answers| !answers.held_out);
    let held_out = asked.table(|answers| answers.held_out);
    writeln!(out, "## The corpus\n\n{tuned}\n### Held out\n\n{held_out}")?;
    let sample = Asked::of_sample()?;
    writeln!(out, "## The sample\n\n{}", sample.table(|_| true))?;
    let lists = Lists::of(&world)?;
    writeln!(out, "## Similar repositories\n\n{lists}")?;
    if misses {
        writeln!(out, "\nNDCG@10, query and what came first:\n")?;
        writeln!(out, "{}{}", undescribed.misses(), asked.misses())?;
        writeln!(out, "Lists that begin with another one:\n")?;
        for (path, first) in &lists.wrong {
            writeln!(out, "- {path}: {first}")?;
        }
    }
    Ok(Ending::Complete)
}

/// How well one query was answered.
struct RankedAnswers {
    kind: String,
    query: String,
    held_out: bool,
    ours: Quality,
    plain: Quality,
    /// What the catalogue gave first.
    first: Vec<String>,
}

impl std::fmt::Display for RankedAnswers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let first = self.first.join(", ");
        write!(f, "{:.2} {}: {first}", self.ours.ndcg, self.query)
    }
}

/// The answers to all queries of a file.
struct Asked {
    answers: Vec<RankedAnswers>,
}

impl Asked {
    fn new(world: &World, judged: &str) -> anyhow::Result<Self> {
        let judged: Judged = toml::from_str(judged)?;
        Self::all(world, judged)
    }

    /// The queries over the corpus, asked of the sample as far as it has what is wanted.
    fn of_sample() -> anyhow::Result<Self> {
        let world = World::sample()?;
        let paths = world.paths()?;
        let mut judged: Judged = toml::from_str(OF_CORPUS)?;
        for query in &mut judged.queries {
            query.grades.retain(|path, _| paths.contains(path));
        }
        let best = |query: &JudgedQuery| query.grades.values().any(|grade| *grade == 3);
        judged.queries.retain(best);
        Self::all(&world, judged)
    }

    fn all(world: &World, judged: Judged) -> anyhow::Result<Self> {
        let answers = judged.queries.into_iter().map(|judged| {
            let mut first = world.ask(&judged.query)?;
            let ours = Quality::of(&judged.grades, &first);
            let plain = Quality::of(&judged.grades, &world.ask_plain(&judged.query)?);
            first.truncate(LISTED);
            Ok(RankedAnswers {
                kind: judged.kind,
                query: judged.query,
                held_out: judged.held_out,
                ours,
                plain,
                first,
            })
        });
        let answers = answers.collect::<anyhow::Result<_>>()?;
        Ok(Self { answers })
    }

    /// The mean over what is `wanted`, of ours and of plain BM25.
    fn mean(&self, wanted: impl Fn(&RankedAnswers) -> bool) -> (Quality, Quality) {
        let answers: Vec<&RankedAnswers> = self
            .answers
            .iter()
            .filter(|answer| wanted(answer))
            .collect();
        (
            Quality::mean(answers.iter().map(|answer| answer.ours)),
            Quality::mean(answers.iter().map(|answer| answer.plain)),
        )
    }

    /// The queries that don't find all that was meant first, without those held out.
    fn misses(&self) -> String {
        let missed = self.answers.iter().filter(|answers| {
            !answers.held_out && (answers.ours.ndcg < 1.0 || answers.ours.recall < 1.0)
        });
        missed.map(|answers| format!("- {answers}\n")).collect()
    }

    /// A table with a row for each kind of query.
    fn table(&self, wanted: impl Fn(&RankedAnswers) -> bool) -> String {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for answer in self.answers.iter().filter(|answer| wanted(answer)) {
            *kinds.entry(&answer.kind).or_default() += 1;
        }
        let mut table = format!(
            "| queries | | MRR | plain BM25 | top 3 | plain BM25 | NDCG@10 | plain BM25 | recall@{SEEN} | plain BM25 |\n\
             |---|---|---|---|---|---|---|---|---|---|\n"
        );
        let mut row = |name: &str, count: usize, (ours, plain): (Quality, Quality)| {
            table.push_str(&format!(
                "| {name} | {count} | {:.3} | {:.3} | {:.0}% | {:.0}% | {:.3} | {:.3} | {:.3} | {:.3} |\n",
                ours.rank,
                plain.rank,
                ours.top_three * 100.0,
                plain.top_three * 100.0,
                ours.ndcg,
                plain.ndcg,
                ours.recall,
                plain.recall
            ));
        };
        for (kind, count) in &kinds {
            let mean = self.mean(|answer| wanted(answer) && answer.kind == *kind);
            row(&kind.replace('_', " "), *count, mean);
        }
        row("all", kinds.values().sum(), self.mean(&wanted));
        table
    }
}

#[cfg(test)]
mod tests;
