//! Commits per week: a chart, and the same numbers in a table.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use super::answer::Commits;
use crate::texts::{Texts, number, text};

/// Width of a week in the chart, in its own units; the bar leaves a gap of 1.
const WEEK_WIDTH: u64 = 6;
/// Height of the busiest week's bar.
const HEIGHT: u64 = 90;
/// The most weeks in a chart: two years and the running week.
const MAX_WEEKS: u64 = 106;

/// The activity as the page shows it.
pub(crate) struct ActivityView {
    pub(crate) summary: String,
    pub(crate) bots: String,
    pub(crate) incomplete: Option<String>,
    pub(crate) chart: Option<Chart>,
    /// Week, commits by people, commits by bots; the newest first.
    pub(crate) table: Vec<(String, String, String)>,
}

/// A bar chart; sizes are in the units of its own view box.
pub(crate) struct Chart {
    pub(crate) width: u64,
    pub(crate) height: u64,
    pub(crate) description: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) peak: String,
    pub(crate) bars: Vec<Bar>,
}

/// One week: commits by bots stand on those by people.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) x: u64,
    pub(crate) width: u64,
    pub(crate) human_y: u64,
    pub(crate) human_height: u64,
    pub(crate) bot_y: u64,
    pub(crate) bot_height: u64,
}

impl ActivityView {
    pub(super) fn new(commits: &Commits, observed_at: DateTime<Utc>, texts: Texts) -> Self {
        let people: u64 = commits.weeks.iter().map(|week| week.human).sum();
        let bots: u64 = commits.weeks.iter().map(|week| week.bot).sum();
        let since = |at: DateTime<Utc>| ("since", text(texts.day(at)));
        let start = if commits.complete {
            commits.since
        } else {
            commits.counted_since
        };
        Self {
            summary: texts.with(
                "activity-summary",
                [
                    since(start),
                    ("human", number(people)),
                    ("authors", number(commits.distinct_authors.min(people))),
                ],
            ),
            bots: texts.count("activity-bots", bots),
            incomplete: (!commits.complete).then(|| {
                texts.with(
                    "activity-incomplete",
                    [
                        since(commits.counted_since),
                        ("total", number(commits.total)),
                    ],
                )
            }),
            chart: Chart::new(commits, observed_at, texts),
            table: commits
                .weeks
                .iter()
                .rev()
                .map(|week| {
                    (
                        texts.date(week.monday),
                        texts.number(week.human),
                        texts.number(week.bot),
                    )
                })
                .collect(),
        }
    }
}

impl Chart {
    fn new(commits: &Commits, observed_at: DateTime<Utc>, texts: Texts) -> Option<Self> {
        let last = monday(observed_at.date_naive());
        let earliest = last - Days::new(7 * (MAX_WEEKS - 1));
        let first = monday(commits.since.date_naive()).max(earliest);
        let highest = commits
            .weeks
            .iter()
            .map(|week| week.human + week.bot)
            .max()?;
        if highest == 0 || last < first {
            return None;
        }
        let bars = commits
            .weeks
            .iter()
            .filter(|week| (first..=last).contains(&week.monday))
            .map(|week| {
                let at = u64::try_from((week.monday - first).num_weeks()).unwrap_or(0);
                bar(at, week.human, week.bot, highest)
            })
            .collect();
        let weeks = u64::try_from((last - first).num_weeks()).unwrap_or(0) + 1;
        let (from, to) = (texts.date(first), texts.day(observed_at));
        Some(Self {
            width: weeks * WEEK_WIDTH,
            height: HEIGHT,
            description: texts.with("activity-chart", [("from", text(&from)), ("to", text(&to))]),
            peak: texts.count("activity-peak", highest),
            from,
            to,
            bars,
        })
    }
}

/// Any commit at all shows: its part of the bar is at least 1 high.
fn bar(week: u64, human: u64, bot: u64, highest: u64) -> Bar {
    let height = |count: u64| match count {
        0 => 0,
        _ => (count * HEIGHT / highest).max(1),
    };
    let (human, bot) = (height(human), height(bot));
    Bar {
        x: week * WEEK_WIDTH,
        width: WEEK_WIDTH - 1,
        human_y: HEIGHT.saturating_sub(human),
        human_height: human,
        bot_y: HEIGHT.saturating_sub(human + bot),
        bot_height: bot,
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

#[cfg(test)]
mod tests {
    use super::super::answer::Week;
    use super::*;
    use crate::language::Language;

    fn commits(weeks: &[(&str, u64, u64)]) -> Commits {
        Commits {
            since: "2024-11-23T12:00:00Z".parse().unwrap(),
            counted_since: "2025-05-01T00:00:00Z".parse().unwrap(),
            total: 900,
            weeks: weeks
                .iter()
                .map(|(monday, human, bot)| Week {
                    monday: monday.parse().unwrap(),
                    human: *human,
                    bot: *bot,
                })
                .collect(),
            distinct_authors: 2,
            complete: false,
        }
    }

    fn view(weeks: &[(&str, u64, u64)]) -> ActivityView {
        let observed = "2026-11-23T12:00:00Z".parse().unwrap();
        ActivityView::new(&commits(weeks), observed, Texts::new(Language::Dutch))
    }

    #[test]
    fn chart_and_table_agree_week_by_week() {
        let view = view(&[("2024-11-18", 9, 0), ("2026-11-23", 30, 60)]);
        let chart = view.chart.unwrap();
        assert_eq!(chart.width, 106 * WEEK_WIDTH);
        let xs: Vec<_> = chart.bars.iter().map(|bar| bar.x).collect();
        assert_eq!(xs, [0, 105 * WEEK_WIDTH]);
        let last = &chart.bars[1];
        assert_eq!(
            (last.human_height, last.bot_height, last.bot_y),
            (30, 60, 0)
        );
        assert_eq!(view.table[0].0, "23 november 2026");
        assert_eq!(
            view.summary,
            "Sinds 1 mei 2025 maakten 2 personen 39 wijzigingen (commits)."
        );
        assert!(view.incomplete.unwrap().contains("900"));
    }

    #[test]
    fn without_commits_there_is_no_chart() {
        assert!(view(&[]).chart.is_none());
        assert!(view(&[("2026-01-05", 0, 0)]).chart.is_none());
    }
}
