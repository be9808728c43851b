//! How the figures went: a line for each, and the same numbers in a table.

use chrono::{Days, NaiveDate};

use super::answer::Snapshot;
use crate::texts::{Texts, text};

/// How many days a chart shows; one unit of its width each.
const DAYS: i64 = 365;

/// The height of a chart: one unit for each percent.
const HEIGHT: f64 = 100.0;

/// Snapshots come by the week: days further apart than this have a gap between
/// them.
const GAP_DAYS: i64 = 13;

/// The numbers of all charts.
pub(crate) struct HistoryView {
    pub(crate) figures: Vec<String>,
    /// Day, then a cell for each figure; the newest first.
    pub(crate) rows: Vec<HistoryRow>,
}

/// One day.
pub(crate) struct HistoryRow {
    pub(crate) day: String,
    pub(crate) counted: String,
    pub(crate) cells: Vec<String>,
    /// That rules or what is left out are others than a week before.
    pub(crate) note: Option<String>,
}

/// A figure's line, in the units of its own view box.
pub(crate) struct Chart {
    pub(crate) description: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Where a line begins and ends, as `d` of a path: one for each stretch
    /// without a gap.
    pub(crate) lines: Vec<String>,
    /// Days on which rules or what is left out changed.
    pub(crate) marks: Vec<i64>,
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
        let mut before: Option<&Snapshot> = None;
        for snapshot in history {
            let changed = before.is_some_and(|before| !counted_alike(before, snapshot));
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
            rows,
        }
    }
}

/// Whether the same rules held and the same was left out.
fn counted_alike(a: &Snapshot, b: &Snapshot) -> bool {
    a.rules_version == b.rules_version && a.leaves_out == b.leaves_out
}

impl Chart {
    /// The line of a figure; `None` when no snapshot has a share of it.
    pub(super) fn new(figure: &str, history: &[Snapshot], texts: Texts) -> Option<Self> {
        let last = history.last()?.day;
        let first = last
            .checked_sub_days(Days::new(DAYS.unsigned_abs()))
            .unwrap_or(last);
        let x = |day: NaiveDate| (day - first).num_days().clamp(0, DAYS);
        let (mut lines, mut marks): (Vec<String>, _) = (Vec::new(), Vec::new());
        let mut before: Option<&Snapshot> = None;
        let mut open = false;
        for snapshot in history {
            if let Some(before) = before {
                if !counted_alike(before, snapshot) {
                    marks.push(x(snapshot.day));
                    open = false;
                }
                open &= (snapshot.day - before.day).num_days() <= GAP_DAYS;
            }
            before = Some(snapshot);
            let counts = snapshot
                .figures
                .iter()
                .find(|counts| counts.figure.key() == figure);
            let Some(share) = counts.and_then(|counts| counts.share) else {
                open = false;
                continue;
            };
            let (x, y) = (x(snapshot.day), HEIGHT - share.clamp(0.0, 1.0) * HEIGHT);
            match lines.last_mut().filter(|_| open) {
                Some(line) => line.push_str(&format!(" L{x} {y:.1}")),
                // A line to itself, so that a single day is a dot.
                None => lines.push(format!("M{x} {y:.1} h0.01")),
            }
            open = true;
        }
        if lines.is_empty() {
            return None;
        }
        let (from, to) = (texts.date(first), texts.date(last));
        Some(Self {
            description: texts.with(
                "history-chart",
                [
                    ("figure", text(texts.get(&format!("figure-{figure}")))),
                    ("from", text(&from)),
                    ("to", text(&to)),
                ],
            ),
            from,
            to,
            lines,
            marks,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::CountsThen;
    use super::*;
    use crate::enums::OpenByDefaultFigureName;
    use crate::language::Language;

    fn snapshot(day: &str, passed: u64, failed: u64, rules_version: u64) -> Snapshot {
        let known = passed + failed;
        Snapshot {
            day: day.parse().unwrap(),
            rules_version,
            leaves_out: Vec::new(),
            counted: known,
            figures: vec![CountsThen {
                figure: OpenByDefaultFigureName("UPKEEP".to_owned()),
                passed,
                failed,
                share: (known > 0).then(|| passed as f64 / known as f64),
            }],
        }
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
        ];
        let texts = Texts::new(Language::Dutch);
        let chart = Chart::new("upkeep", &history, texts).unwrap();
        assert_eq!(
            chart.lines,
            [
                "M309 75.0 h0.01 L316 50.0",
                "M344 25.0 h0.01",
                "M351 0.0 h0.01",
                "M365 100.0 h0.01"
            ]
        );
        assert_eq!(chart.marks, [351]);
        let view = HistoryView::new(&history, texts);
        assert_eq!(view.rows.len(), 6);
        assert_eq!(view.rows[0].day, "1 maart 2026");
        assert!(view.rows[2].note.is_some());
        assert_eq!(view.rows[1].cells, ["–"]);
        assert!(Chart::new("upkeep", &[], texts).is_none());
        assert!(Chart::new("upkeep", &history[4..5], texts).is_none());
    }
}
