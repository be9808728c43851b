//! How the figures went: a line for each, and the same numbers in a table.

use chrono::{Months, NaiveDate};

use super::answer::Snapshot;
use crate::chart::LineChart;
use crate::texts::{Texts, text};

/// With fewer days than this a line says less than its numbers.
const ENOUGH_POINTS: usize = 8;

/// Days further apart than this have a gap between them.
const GAP_DAYS: i64 = 13;

/// The numbers of all charts.
pub(crate) struct HistoryView {
    pub(crate) figures: Vec<String>,
    /// Day, then a cell for each figure; the newest first.
    pub(crate) rows: Vec<HistoryRow>,
    /// Since when there are figures, where there are too few for a chart.
    pub(crate) begins: Option<String>,
    points: Vec<Point>,
}

/// One day in the table.
pub(crate) struct HistoryRow {
    pub(crate) day: String,
    pub(crate) counted: String,
    pub(crate) cells: Vec<String>,
    /// That rules or what is left out are others than a row before.
    pub(crate) note: Option<String>,
}

/// One day in the charts.
struct Point {
    day: NaiveDate,
    /// Each figure's name and share.
    shares: Vec<(String, Option<f64>)>,
    /// Whether it was counted otherwise than the day before it.
    counted_otherwise: bool,
}

impl HistoryView {
    pub(super) fn new(history: &[Snapshot], texts: Texts) -> Self {
        let labels = history.last().map(|snapshot| {
            let figures = snapshot.figures.iter();
            figures
                .map(|counts| texts.get(&format!("figure-{}", counts.figure.key())))
                .collect()
        });
        let mut rows: Vec<HistoryRow> = Vec::with_capacity(history.len());
        let mut points: Vec<Point> = Vec::with_capacity(history.len());
        let mut before: Option<&Snapshot> = None;
        for snapshot in history {
            let changed = before.is_some_and(|before| !counted_alike(before, snapshot));
            let figures = snapshot.figures.iter();
            points.push(Point {
                day: snapshot.day,
                shares: figures
                    .map(|counts| (counts.figure.key(), counts.share))
                    .collect(),
                counted_otherwise: changed,
            });
            rows.push(HistoryRow {
                day: texts.date(snapshot.day),
                counted: texts.number(snapshot.counted),
                cells: snapshot
                    .figures
                    .iter()
                    .map(|counts| counts.words(texts))
                    .collect(),
                note: changed.then(|| texts.get("history-changed")),
            });
            before = Some(snapshot);
        }
        rows.reverse();
        Self {
            figures: labels.unwrap_or_default(),
            begins: begins(history, texts),
            rows,
            points,
        }
    }

    /// Whether there are days enough for a chart.
    pub(crate) fn has_charts(&self) -> bool {
        self.points.len() >= ENOUGH_POINTS
    }

    /// The line of a figure; `None` with too few days that have a share of it.
    pub(super) fn chart(&self, figure: &str, texts: Texts) -> Option<LineChart> {
        let (first, last) = (self.points.first()?.day, self.points.last()?.day);
        let share = |point: &Point| {
            let (_, share) = point.shares.iter().find(|(key, _)| key == figure)?;
            *share
        };
        if self.points.iter().filter_map(share).count() < ENOUGH_POINTS {
            return None;
        }
        let (from, to) = (texts.date(first), texts.date(last));
        let values = [
            ("figure", text(texts.get(&format!("figure-{figure}")))),
            ("from", text(&from)),
            ("to", text(&to)),
        ];
        let description = texts.with("history-chart", values);
        let mut chart = LineChart::new(description, (last - first).num_days(), from, to);
        let mut before: Option<NaiveDate> = None;
        for point in &self.points {
            let x = (point.day - first).num_days();
            let far = before.is_some_and(|before| (point.day - before).num_days() > GAP_DAYS);
            if point.counted_otherwise {
                chart.mark(x);
            }
            if far || point.counted_otherwise {
                chart.lift();
            }
            match share(point) {
                Some(share) => chart.draw_to(x, share),
                None => chart.lift(),
            }
            before = Some(point.day);
        }
        Some(chart)
    }
}

/// That figures are kept since a day, while there are too few to show how they went.
fn begins(history: &[Snapshot], texts: Texts) -> Option<String> {
    if history.len() >= ENOUGH_POINTS {
        return None;
    }
    let Some(first) = history.first() else {
        return Some(texts.get("history-none"));
    };
    let from = first.day.checked_add_months(Months::new(1));
    let values = [
        ("day", text(texts.date(first.day))),
        ("from", text(texts.date(from.unwrap_or(first.day)))),
    ];
    Some(texts.with("history-begins", values))
}

/// Whether the same rules held and the same was left out.
fn counted_alike(a: &Snapshot, b: &Snapshot) -> bool {
    a.rules_version == b.rules_version && a.leaves_out == b.leaves_out
}

#[cfg(test)]
mod tests {
    use super::super::answer::CountsThen;
    use super::*;
    use crate::enums::OpenByDefaultFigureName;
    use crate::language::Language;

    fn snapshot(day: &str, passed: u64, failed: u64, rules_version: u64) -> Snapshot {
        let known = passed + failed;
        let share = (known > 0).then(|| passed as f64 / known as f64);
        Snapshot {
            day: day.parse().unwrap(),
            rules_version,
            leaves_out: Vec::new(),
            counted: known,
            figures: vec![CountsThen {
                figure: OpenByDefaultFigureName("UPKEEP".to_owned()),
                passed,
                failed,
                unknown: 0,
                share,
                least_share: share,
                most_share: share,
                enough: known >= 5,
            }],
        }
    }

    fn texts() -> Texts {
        Texts::new(Language::Dutch)
    }

    #[test]
    fn a_line_breaks_at_gaps_and_where_rules_change() {
        let history = [
            snapshot("2026-01-04", 1, 3, 1),
            snapshot("2026-01-11", 2, 2, 1),
            // Three weeks without a snapshot.
            snapshot("2026-02-08", 3, 1, 1),
            // Other rules.
            snapshot("2026-02-15", 4, 0, 2),
            // Nothing is known.
            snapshot("2026-02-22", 0, 0, 2),
            snapshot("2026-03-01", 0, 4, 2),
            snapshot("2026-03-08", 1, 3, 2),
            snapshot("2026-03-15", 2, 2, 2),
            snapshot("2026-03-22", 3, 1, 2),
        ];
        let view = HistoryView::new(&history, texts());
        let chart = view.chart("upkeep", texts()).unwrap();
        assert_eq!(
            chart.lines,
            [
                "M0 75.0 h0.01 L7 50.0",
                "M35 25.0 h0.01",
                "M42 0.0 h0.01",
                "M56 100.0 h0.01 L63 75.0 L70 50.0 L77 25.0"
            ]
        );
        assert_eq!((chart.marks.as_slice(), chart.width), (&[42][..], 77));
        assert_eq!(view.rows.len(), 9);
        assert_eq!(view.rows[0].day, "22 maart 2026");
        assert!(view.rows[5].note.is_some());
        assert_eq!(view.rows[4].cells, ["–"]);
        assert!(view.begins.is_none());
    }

    #[test]
    fn few_days_are_told_in_words_and_not_drawn() {
        let history: Vec<Snapshot> = (1..8)
            .map(|day| snapshot(&format!("2026-01-0{day}"), 1, 3, 1))
            .collect();
        let view = HistoryView::new(&history, texts());
        assert!(view.chart("upkeep", texts()).is_none());
        let begins = view.begins.unwrap();
        assert!(begins.contains("sinds 1 januari 2026"), "{begins}");
        assert!(begins.contains("Vanaf 1 februari 2026"), "{begins}");
        let none = HistoryView::new(&[], texts());
        assert!(none.begins.is_some() && none.chart("upkeep", texts()).is_none());
    }
}
