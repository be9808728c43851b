//! How many organisations publish, over time: lines, and the same numbers in a table.

use chrono::NaiveDate;

use super::answer::CountsOfDay;
use crate::chart::{self, LineChart, Point, Scale};
use crate::pages::organisations::FIGURES;
use crate::place::Place;
use crate::texts::{Texts, text};

/// Of more days than this the last of each week is shown.
const FEW_DAYS: usize = 56;

/// The numbers of all charts.
pub(crate) struct Trend {
    pub(crate) charts: Vec<(String, LineChart)>,
    pub(crate) columns: Vec<String>,
    /// The newest first.
    pub(crate) rows: Vec<TrendRow>,
    /// That there are too few days for a chart.
    pub(crate) begins: Option<String>,
}

/// A day with its page, and a number for each column.
pub(crate) struct TrendRow {
    pub(crate) day: String,
    pub(crate) href: String,
    pub(crate) cells: Vec<String>,
}

impl Trend {
    pub(super) fn new(history: &[CountsOfDay], texts: Texts) -> Self {
        let days = thinned(history);
        let columns = columns(texts);
        let charts = columns.iter().enumerate().filter_map(|(at, label)| {
            let counts = |day: &&CountsOfDay| numbers(day)[at];
            let top = chart::round_up(days.iter().map(counts).max()?);
            let points: Vec<Point> = points(&days, |day| counts(&day) as f64 / top as f64);
            let values = |from: String, to: String| {
                let values = [
                    ("what", text(label)),
                    ("from", text(from)),
                    ("to", text(to)),
                    ("top", text(texts.number(top))),
                ];
                texts.with("trend-chart", values)
            };
            let chart = chart::of_days(&points, Scale::Count(top), values, texts)?;
            Some((label.clone(), chart))
        });
        let charts = charts.collect();
        let row = |day: &&CountsOfDay| TrendRow {
            day: texts.date(day.day),
            href: Place::OpenByDefaultOn(day.day.to_string()).path(texts.language()),
            cells: numbers(day).map(|count| texts.number(count)).into(),
        };
        Self {
            charts,
            columns,
            rows: days.iter().rev().map(row).collect(),
            begins: chart::begins(days.iter().map(|day| day.day), texts),
        }
    }
}

/// What is counted on a day, in the order of the columns.
fn numbers(day: &CountsOfDay) -> [u64; 4] {
    let [a, b, c] = std::array::from_fn(|at| FIGURES.get(at).map_or(0, |one| day.with(one)));
    [day.publishes, a, b, c]
}

fn columns(texts: Texts) -> Vec<String> {
    let figures = FIGURES
        .iter()
        .map(|one| texts.get(&format!("figure-{one}")));
    std::iter::once(texts.get("state-publishes"))
        .chain(figures)
        .collect()
}

fn points(days: &[&CountsOfDay], share: impl Fn(&CountsOfDay) -> f64) -> Vec<Point> {
    let mut rules = None;
    let point = |day: &&CountsOfDay| {
        let before = rules.replace(day.rules);
        Point {
            day: day.day,
            share: Some(share(day)),
            counted_otherwise: before.is_some_and(|before| before != day.rules),
        }
    };
    days.iter().map(point).collect()
}

/// Every day where there are few; of many the last of each week.
fn thinned(history: &[CountsOfDay]) -> Vec<&CountsOfDay> {
    let all: Vec<&CountsOfDay> = history.iter().collect();
    if all.len() <= FEW_DAYS {
        return all;
    }
    let week = |day: NaiveDate| chrono::Datelike::iso_week(&day);
    let is_last = |at: usize| {
        let next = all.get(at + 1);
        next.is_none_or(|next| week(next.day) != week(all[at].day))
    };
    let kept = (0..all.len()).filter(|at| is_last(*at));
    kept.map(|at| all[at]).collect()
}
