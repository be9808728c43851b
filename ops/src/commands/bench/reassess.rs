//! Judging a whole catalogue anew: how long it takes for each entry.

use std::io::{BufRead, BufReader, BufWriter, Read, Seek, Write};
use std::time::{Duration, Instant};

use anyhow::Context;
use bronwijzer_index::{Catalogue, Contents, SAMPLE};
use chrono::{Days, Utc};
use serde_json::{Value, json};

use crate::Ending;

/// The texts that entries have: our own README, licence and publiccode.yml.
const README: &str = include_str!("../../../../README.md");
const LICENCE: &str = include_str!("../../../../LICENSE");
const PUBLICCODE: &str = include_str!("../../../../publiccode.yml");

pub(super) fn run(repositories: u64) -> anyhow::Result<Ending> {
    let dir = tempfile::tempdir()?;
    let mut file = tempfile::tempfile()?;
    write_catalogue(&mut file, repositories)?;
    file.rewind()?;
    let catalogue = Catalogue::open(dir.path(), Vec::new(), Utc::now())?.catalogue;
    let started = Instant::now();
    let report = catalogue.import(file, Contents::Imported)?;
    let loading = started.elapsed();
    anyhow::ensure!(report.bad_lines.is_empty(), "{:?}", report.bad_lines);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{repositories} repositories, loaded in {}\n",
        seconds(loading)
    )?;
    writeln!(
        out,
        "| | judged | time for each | other verdicts |\n|---|---|---|---|"
    )?;
    for (what, days) in [
        ("the same day", 0),
        ("a day later", 1),
        ("a year later", 365),
    ] {
        let now = Utc::now() + Days::new(days);
        let started = Instant::now();
        let reassessed = catalogue.reassess(now)?;
        let took = started.elapsed();
        let each = took.as_micros() / u128::from(repositories.max(1));
        let updated = reassessed.updated;
        writeln!(
            out,
            "| {what} | {} | {each} µs | {updated} |",
            seconds(took)
        )?;
    }
    Ok(Ending::Complete)
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// The sample many times over, each time under other names, with texts.
fn write_catalogue(file: &mut std::fs::File, repositories: u64) -> anyhow::Result<()> {
    let mut sample = String::new();
    zstd::stream::read::Decoder::new(SAMPLE)?.read_to_string(&mut sample)?;
    let mut lines = BufReader::new(sample.as_bytes()).lines();
    let header = lines.next().context("the sample is empty")??;
    let records: Vec<Value> = lines
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<anyhow::Result<_>>()?;
    let mut out = BufWriter::new(file);
    writeln!(out, "{header}")?;
    for (number, line) in (0..repositories).zip(records.iter().cycle()) {
        let mut line = line.clone();
        let Some(observation) = line.pointer_mut("/record/observation") else {
            continue;
        };
        let name = format!("repository-{number}");
        observation["id"] = json!(format!("github.com:{number}"));
        observation["url"] = json!(format!(
            "https://github.com/owner-{}/{name}",
            number % 1_000
        ));
        observation["readme"] = text("README.md", &readme(number));
        if !number.is_multiple_of(4) {
            observation["licence_text"] = text("LICENSE", LICENCE);
        }
        if number.is_multiple_of(10) {
            observation["publiccode"] = text("publiccode.yml", PUBLICCODE);
        }
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

/// A README of its own: the lines of ours in another order.
fn readme(number: u64) -> String {
    let lines: Vec<&str> = README.lines().collect();
    let start = usize::try_from(number).unwrap_or(0) % lines.len().max(1);
    let turned = lines.iter().cycle().skip(start).take(lines.len());
    turned.copied().collect::<Vec<_>>().join("\n")
}

fn text(path: &str, text: &str) -> Value {
    json!({ "path": path, "text": text, "bytes": text.len() })
}
