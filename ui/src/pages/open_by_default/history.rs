//! How the figures went: a line for each, and the same numbers in a table.

use chrono::NaiveDate;

use super::answer::Snapshot;
use crate::chart::{self, LineChart, Point, Scale};
use crate::texts::{Texts, text};

/// The numbers of all charts.
pub(crate) struct HistoryView {
    pub(crate) figures: Vec<String>,
    /// Day, then a cell for each figure; the newest first.
    pub(crate) rows: Vec<HistoryRow>,
    /// Since when there are figures, where there are too few for a chart.
    pub(crate) begins: Option<String>,
    days: Vec<Day>,
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
struct Day {
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
        let mut days: Vec<Day> = Vec::with_capacity(history.len());
        let mut before: Option<&Snapshot> = None;
        for snapshot in history {
            let changed = before.is_some_and(|before| !counted_alike(before, snapshot));
            let figures = snapshot.figures.iter();
            days.push(Day {
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
            begins: chart::begins(history.iter().map(|snapshot| snapshot.day), texts),
            rows,
            days,
        }
    }

    /// Whether there are days enough for a chart.
    pub(crate) fn has_charts(&self) -> bool {
        chart::is_enough(self.days.len())
    }

    /// The line of a figure; `None` with too few days that have a share of it.
    pub(super) fn chart(&self, figure: &str, texts: Texts) -> Option<LineChart> {
        let share = |day: &Day| {
            let (_, share) = day.shares.iter().find(|(key, _)| key == figure)?;
            *share
        };
        let point = |day: &Day| Point {
            day: day.day,
            share: share(day),
            counted_otherwise: day.counted_otherwise,
        };
        let points: Vec<Point> = self.days.iter().map(point).collect();
        let description = |from, to| {
            let values = [
                ("figure", text(texts.get(&format!("figure-{figure}")))),
                ("from", text(from)),
                ("to", text(to)),
            ];
            texts.with("history-chart", values)
        };
        chart::of_days(&points, Scale::Share, description, texts)
    }
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
