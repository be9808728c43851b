//! Commits per month: a chart with its scale, and the same numbers in a table.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::answer::Commits;
use crate::texts::{Texts, number, text};

/// The most months in a chart: two years and the running month.
const MAX_MONTHS: i32 = 25;

/// The activity as the page shows it.
pub(crate) struct ActivityView {
    pub(crate) summary: String,
    pub(crate) bots: Option<String>,
    pub(crate) incomplete: Option<String>,
    pub(crate) chart: Option<Chart>,
    /// Month, commits by people, commits by bots; the newest first.
    pub(crate) table: Vec<(String, String, String)>,
}

/// A bar chart; places and sizes are in per cent of its own.
pub(crate) struct Chart {
    pub(crate) description: String,
    pub(crate) bars: Vec<Bar>,
    /// What the top of the chart stands for, and the middle where that is a whole number.
    pub(crate) top: String,
    pub(crate) middle: Option<String>,
    /// Where each year begins, and its number.
    pub(crate) years: Vec<(String, i32)>,
    /// Whether bots made any of them.
    pub(crate) has_bots: bool,
}

/// One month: commits by bots stand on those by people.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) x: String,
    pub(crate) width: String,
    pub(crate) human: Option<Part>,
    pub(crate) bot: Option<Part>,
}

/// A part of a bar.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) y: String,
    pub(crate) height: String,
}

/// Commits of a month by people and by bots, by the number of the month since year 0.
type Months = BTreeMap<i32, (u64, u64)>;

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
        let mut months = Months::new();
        for week in &commits.weeks {
            let (human, bot) = months.entry(month(week.monday)).or_default();
            *human += week.human;
            *bot += week.bot;
        }
        Self {
            summary: texts.with(
                "activity-summary",
                [
                    since(start),
                    ("human", number(people)),
                    ("authors", number(commits.distinct_authors.min(people))),
                ],
            ),
            bots: (bots > 0).then(|| texts.count("activity-bots", bots)),
            incomplete: (!commits.complete).then(|| {
                texts.with(
                    "activity-incomplete",
                    [
                        since(commits.counted_since),
                        ("total", number(commits.total)),
                    ],
                )
            }),
            chart: Chart::new(&months, commits.since, observed_at, texts),
            table: months
                .iter()
                .rev()
                .map(|(month, (human, bot))| {
                    (
                        in_words(*month, texts),
                        texts.number(*human),
                        texts.number(*bot),
                    )
                })
                .collect(),
        }
    }
}

impl Chart {
    fn new(
        months: &Months,
        since: DateTime<Utc>,
        observed_at: DateTime<Utc>,
        texts: Texts,
    ) -> Option<Self> {
        let last = month(observed_at.date_naive());
        // Weeks count in the month of their Monday.
        let earliest = months.keys().next().copied().unwrap_or(last);
        let first = month(since.date_naive())
            .min(earliest)
            .max(last - MAX_MONTHS + 1);
        let highest = months.values().map(|(human, bot)| human + bot).max()?;
        let top = round(highest)?;
        let count = u64::try_from(last - first + 1).ok()?;
        let place = |month: i32| u64::try_from(month - first).unwrap_or(0);
        let percent = |part: u64, whole: u64| format!("{:.2}%", 100.0 * part as f64 / whole as f64);
        let part = |below: u64, commits: u64| {
            (commits > 0).then(|| Part {
                y: percent(top - below - commits, top),
                height: percent(commits, top),
            })
        };
        let bars = months.range(first..=last).map(|(month, (human, bot))| Bar {
            // A tenth of a month is left free on each side.
            x: percent(10 * place(*month) + 1, 10 * count),
            width: percent(8, 10 * count),
            human: part(0, *human),
            bot: part(*human, *bot),
        });
        let years = (first..=last).filter(|month| month % 12 == 0);
        Some(Self {
            description: texts.with(
                "activity-chart",
                [
                    ("from", text(in_words(first, texts))),
                    ("to", text(in_words(last, texts))),
                ],
            ),
            bars: bars.collect(),
            top: texts.number(top),
            middle: top.is_multiple_of(2).then(|| texts.number(top / 2)),
            years: years
                .map(|month| (percent(place(month), count), month / 12))
                .collect(),
            has_bots: months.values().any(|(_, bot)| *bot > 0),
        })
    }
}

/// The round number at or above a count, to read the scale by; `None` for nothing.
fn round(count: u64) -> Option<u64> {
    if count == 0 {
        return None;
    }
    let magnitude = 10_u64.saturating_pow(count.ilog10());
    let steps = [1, 2, 4, 6, 8, 10].map(|step: u64| step.saturating_mul(magnitude));
    steps.into_iter().find(|step| *step >= count)
}

fn month(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month0() as i32
}

fn in_words(month: i32, texts: Texts) -> String {
    texts.with(
        "month",
        [
            (
                "month",
                number(u64::from(month.rem_euclid(12).unsigned_abs()) + 1),
            ),
            ("year", text(month.div_euclid(12).to_string())),
        ],
    )
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
    fn chart_and_table_agree_month_by_month() {
        let view = view(&[
            ("2024-11-18", 9, 0),
            ("2026-11-16", 5, 10),
            ("2026-11-23", 25, 50),
        ]);
        let chart = view.chart.unwrap();
        let xs: Vec<_> = chart.bars.iter().map(|bar| bar.x.as_str()).collect();
        assert_eq!(xs, ["0.40%", "96.40%"]);
        assert_eq!(
            (chart.top.as_str(), chart.middle.as_deref()),
            ("100", Some("50"))
        );
        let last = &chart.bars[1];
        let part = |y: &str, height: &str| {
            let [y, height] = [y, height].map(str::to_owned);
            Some(Part { y, height })
        };
        assert_eq!(last.human, part("70.00%", "30.00%"));
        assert_eq!(last.bot, part("10.00%", "60.00%"));
        let years: Vec<_> = chart.years.iter().map(|(_, year)| *year).collect();
        assert_eq!(years, [2025, 2026]);
        assert_eq!(
            view.table[0],
            ("november 2026".to_owned(), "30".to_owned(), "60".to_owned())
        );
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

    #[test]
    fn bots_have_no_place_where_there_are_none() {
        let view = view(&[("2026-01-05", 3, 0)]);
        assert!(view.bots.is_none() && !view.chart.unwrap().has_bots);
    }

    #[test]
    fn scales_are_round() {
        let round = |count| super::round(count);
        assert_eq!([1, 3, 7, 12, 99].map(round), [1, 4, 8, 20, 100].map(Some));
        assert_eq!((round(0), round(u64::MAX)), (None, Some(u64::MAX)));
    }
}
