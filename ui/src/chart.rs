//! Line charts as inline SVG: numbers over days, without scripts.

use chrono::{Months, NaiveDate};

use crate::texts::{Texts, text};

/// With fewer days than this a line says less than its numbers.
const ENOUGH_POINTS: usize = 8;

/// Days further apart than this have a gap between them.
const GAP_DAYS: i64 = 13;

/// A line in the units of its own view box: a day wide, a percent high.
pub(crate) struct LineChart {
    pub(crate) description: String,
    /// What stands at the top, in the middle and at the bottom.
    pub(crate) scale: [String; 3],
    /// The days that it shows.
    pub(crate) width: i64,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Where a line begins and ends, as `d` of a path: one for each stretch without a gap.
    pub(crate) lines: Vec<String>,
    /// Days on which something changed that makes before and after incomparable.
    pub(crate) marks: Vec<i64>,
    /// Whether the next point goes on from the last one.
    draws: bool,
}

/// The height of a chart: one unit for each percent.
const HEIGHT: f64 = 100.0;

/// What the top of a chart stands for; the bottom is nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scale {
    /// All, as 100%.
    Share,
    /// So many.
    Count(u64),
}

/// One day in a chart.
pub(crate) struct Point {
    pub(crate) day: NaiveDate,
    /// How far up, from 0 to 1; `None` where it is not known.
    pub(crate) share: Option<f64>,
    /// Whether it was counted otherwise than the day before it.
    pub(crate) counted_otherwise: bool,
}

/// Whether so many days are enough for a chart.
pub(crate) fn is_enough(days: usize) -> bool {
    days >= ENOUGH_POINTS
}

/// The line of these days, the oldest first, described for who does not see it by its
/// first and last day; `None` with too few days of which it is known.
pub(crate) fn of_days(
    points: &[Point],
    scale: Scale,
    description: impl FnOnce(String, String) -> String,
    texts: Texts,
) -> Option<LineChart> {
    let (first, last) = (points.first()?.day, points.last()?.day);
    if !is_enough(points.iter().filter_map(|point| point.share).count()) {
        return None;
    }
    let (from, to) = (texts.date(first), texts.date(last));
    let mut chart = LineChart {
        description: description(from.clone(), to.clone()),
        scale: scale.words(texts),
        width: (last - first).num_days().max(1),
        from,
        to,
        lines: Vec::new(),
        marks: Vec::new(),
        draws: false,
    };
    let mut before: Option<NaiveDate> = None;
    for point in points {
        let x = (point.day - first).num_days();
        let far = before.is_some_and(|before| (point.day - before).num_days() > GAP_DAYS);
        if point.counted_otherwise {
            chart.marks.push(x);
        }
        if far || point.counted_otherwise {
            chart.draws = false;
        }
        match point.share {
            Some(share) => chart.draw_to(x, share),
            None => chart.draws = false,
        }
        before = Some(point.day);
    }
    Some(chart)
}

/// That figures are kept since a day, while there are too few of these, the oldest first,
/// to show how they went.
pub(crate) fn begins(
    days: impl ExactSizeIterator<Item = NaiveDate>,
    texts: Texts,
) -> Option<String> {
    let mut days = days;
    if is_enough(days.len()) {
        return None;
    }
    let Some(first) = days.next() else {
        return Some(texts.get("history-none"));
    };
    let from = first.checked_add_months(Months::new(1));
    let values = [
        ("day", text(texts.date(first))),
        ("from", text(texts.date(from.unwrap_or(first)))),
    ];
    Some(texts.with("history-begins", values))
}

/// The next number that a scale may end with: 2, 4 or 10 times a power of ten.
pub(crate) fn round_up(greatest: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        let steps = [2, 4, 10].map(|step| power.saturating_mul(step));
        if let Some(top) = steps.into_iter().find(|top| *top >= greatest) {
            return top;
        }
        power = power.saturating_mul(10);
    }
}

impl Scale {
    fn words(self, texts: Texts) -> [String; 3] {
        match self {
            Self::Share => ["100%", "50%", "0%"].map(str::to_owned),
            Self::Count(top) => [top, top / 2, 0].map(|count| texts.number(count)),
        }
    }
}

impl LineChart {
    /// Goes on to a share, from 0 to 1, on a day.
    fn draw_to(&mut self, day: i64, share: f64) {
        let y = HEIGHT - share.clamp(0.0, 1.0) * HEIGHT;
        match self.lines.last_mut().filter(|_| self.draws) {
            Some(line) => line.push_str(&format!(" L{day} {y:.1}")),
            // A line to itself, so that a single day is a dot.
            None => self.lines.push(format!("M{day} {y:.1} h0.01")),
        }
        self.draws = true;
    }
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn scales_end_with_round_numbers() {
        let cases = [
            (0, 2),
            (2, 2),
            (3, 4),
            (9, 10),
            (11, 20),
            (87, 100),
            (342, 400),
        ];
        for (most, top) in cases {
            assert_eq!(round_up(most), top, "{most}");
        }
    }
}
