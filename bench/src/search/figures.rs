//! What is measured of each server that is compared.

use std::io::Write;
use std::time::Duration;

use super::server::{CLIENTS, Memory, Times};

pub(super) struct Figures {
    /// How long the catalogue took to load; `None` when it was there.
    pub(super) load: Option<Duration>,
    pub(super) search: Times,
    pub(super) with_facets: Times,
    /// Answers a second.
    pub(super) rate: f64,
    pub(super) memory: Memory,
    /// Hits of the first [`Figures::COUNTED_HITS`] queries, all together.
    pub(super) found: u64,
}

impl Figures {
    /// How many queries are counted to see whether servers find as much.
    pub(super) const COUNTED_HITS: usize = 20;
}

/// Writes a table: the first column is what the others are compared with.
pub(super) fn compare(out: &mut impl Write, columns: &[(String, Figures)]) -> std::io::Result<()> {
    let names = columns.iter().map(|(name, _)| name.as_str());
    writeln!(out, "\n| | {} |", names.collect::<Vec<_>>().join(" | "))?;
    writeln!(out, "|---|{}", "---|".repeat(columns.len()))?;
    let mut row = |name: &str, unit: &str, figure: &dyn Fn(&Figures) -> Option<f64>| {
        let figures = columns.iter().map(|(_, figures)| figure(figures));
        let figures: Vec<_> = figures.collect();
        let ours = figures.first().copied().flatten();
        let cells = figures.iter().enumerate().map(|(at, figure)| {
            let Some(figure) = figure else {
                return "–".to_owned();
            };
            match ours.filter(|_| at > 0) {
                Some(ours) => format!("{figure:.1}{unit} ({:.2} ×)", figure / ours),
                None => format!("{figure:.1}{unit}"),
            }
        });
        writeln!(
            out,
            "| {name} | {} |",
            cells.collect::<Vec<_>>().join(" | ")
        )
    };
    let milliseconds = |time: Duration| Some(time.as_secs_f64() * 1_000.0);
    row("load", " s", &|figures| {
        figures.load.map(|load| load.as_secs_f64())
    })?;
    row("two words, p50", " ms", &|figures| {
        milliseconds(figures.search.middle)
    })?;
    row("two words, p99", " ms", &|figures| {
        milliseconds(figures.search.worst)
    })?;
    row("with six facets, p50", " ms", &|figures| {
        milliseconds(figures.with_facets.middle)
    })?;
    row("with six facets, p99", " ms", &|figures| {
        milliseconds(figures.with_facets.worst)
    })?;
    let rate = format!("searches a second, {CLIENTS} clients");
    row(&rate, "", &|figures| Some(figures.rate))?;
    row("memory under that load", " MiB", &|figures| {
        Some(mebibytes(figures.memory.whole))
    })?;
    let hits = format!("hits of {} queries", Figures::COUNTED_HITS);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    row(&hits, "", &|figures| Some(figures.found as f64))
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
