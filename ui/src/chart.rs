//! Line charts as inline SVG: shares over days, without scripts.

/// A line in the units of its own view box: a day wide, a percent high.
pub(crate) struct LineChart {
    pub(crate) description: String,
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

impl LineChart {
    /// An empty chart of so many days.
    pub(crate) fn new(description: String, days: i64, from: String, to: String) -> Self {
        Self {
            description,
            width: days.max(1),
            from,
            to,
            lines: Vec::new(),
            marks: Vec::new(),
            draws: false,
        }
    }

    /// Draws a dashed line at a day.
    pub(crate) fn mark(&mut self, day: i64) {
        self.marks.push(day);
    }

    /// Ends the line; the next point begins another.
    pub(crate) fn lift(&mut self) {
        self.draws = false;
    }

    /// Goes on to a share, from 0 to 1, on a day.
    pub(crate) fn draw_to(&mut self, day: i64, share: f64) {
        let y = HEIGHT - share.clamp(0.0, 1.0) * HEIGHT;
        match self.lines.last_mut().filter(|_| self.draws) {
            Some(line) => line.push_str(&format!(" L{day} {y:.1}")),
            // A line to itself, so that a single day is a dot.
            None => self.lines.push(format!("M{day} {y:.1} h0.01")),
        }
        self.draws = true;
    }
}
