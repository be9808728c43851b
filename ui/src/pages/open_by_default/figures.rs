//! The six figures of one scope, each with the way to the entries behind it,
//! what it was and how others do.

use url::form_urlencoded;

use super::answer::{Change, Counts, Figure, Figures, Peers, percent, percent_words};
use super::history::{Chart, HistoryView};
use crate::place::Place;
use crate::texts::{Texts, number, text};

/// The figures as a page shows them.
pub(crate) struct FiguresView {
    /// How many repositories count, of how many.
    pub(crate) summary: String,
    pub(crate) figures: Vec<FigureView>,
    /// What was left out, each with the list of it.
    pub(crate) left_out: Vec<LinkView>,
    /// Which kinds are left out here.
    pub(crate) leaves_out: String,
    pub(crate) history: HistoryView,
    pub(crate) explanation: String,
}

/// One figure.
pub(crate) struct FigureView {
    pub(crate) label: String,
    /// In whole percents, as words; a dash when nothing is known.
    pub(crate) share: String,
    /// The width of the bar: 0 to 100.
    pub(crate) width: u64,
    pub(crate) of: String,
    pub(crate) lists: Vec<LinkView>,
    pub(crate) chart: Option<Chart>,
    /// What it was, and how others do: a sentence each.
    pub(crate) notes: Vec<String>,
    pub(crate) explanation: String,
}

/// A link to a list of repositories.
pub(crate) struct LinkView {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// Where the lists behind the figures are narrowed to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Narrowed<'a> {
    Everything,
    Organisation(&'a str),
}

impl Narrowed<'_> {
    fn href(self, value: &str, texts: Texts) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Self::Organisation(slug) = self {
            query.append_pair("organisation", slug);
        }
        query.append_pair("openByDefault", value);
        let path = Place::Search.path(texts.language());
        format!("{path}?{}", query.finish())
    }
}

impl FiguresView {
    pub(crate) fn new(figures: &Figures, narrowed: Narrowed<'_>, texts: Texts) -> Self {
        let left_out: u64 = figures.left_out.iter().map(|left| left.count).sum();
        let kinds: Vec<_> = figures
            .leaves_out
            .iter()
            .map(|reason| texts.get(&format!("left-out-{}", reason.key())))
            .collect();
        Self {
            summary: texts.with(
                "open-by-default-summary",
                [
                    ("repositories", number(figures.repositories)),
                    ("counted", number(figures.counted)),
                    ("left", number(left_out)),
                ],
            ),
            figures: figures
                .figures
                .iter()
                .map(|figure| FigureView::new(figure, figures, narrowed, texts))
                .collect(),
            left_out: figures
                .left_out
                .iter()
                .map(|left| LinkView {
                    label: texts.with(
                        "left-out-count",
                        [
                            (
                                "what",
                                text(texts.get(&format!("left-out-{}", left.reason.key()))),
                            ),
                            ("count", number(left.count)),
                        ],
                    ),
                    href: narrowed.href(&left.value, texts),
                })
                .collect(),
            leaves_out: if kinds.is_empty() {
                texts.get("leaves-out-nothing")
            } else {
                texts.with("leaves-out", [("what", text(kinds.join(", ")))])
            },
            history: HistoryView::new(&figures.history, texts),
            explanation: explanation("open-by-default-left-out", texts),
        }
    }
}

fn explanation(anchor: &str, texts: Texts) -> String {
    format!("{}#{anchor}", Place::Explanation.path(texts.language()))
}

impl FigureView {
    fn new(figure: &Figure, all: &Figures, narrowed: Narrowed<'_>, texts: Texts) -> Self {
        let counts = &figure.counts;
        let key = counts.figure.key();
        let lists = [
            ("figure-passed", counts.passed, &figure.passed_value),
            ("figure-failed", counts.failed, &figure.failed_value),
            ("figure-unknown", counts.unknown, &figure.unknown_value),
        ];
        let mut notes: Vec<_> = range(counts, texts).into_iter().collect();
        notes.extend([
            change(figure.month.as_ref(), counts, "change-none-month", texts),
            change(figure.year.as_ref(), counts, "change-none-year", texts),
        ]);
        if let (Narrowed::Organisation(_), Some(peers)) = (narrowed, &figure.peers) {
            notes.push(comparison(peers, counts, texts));
        }
        Self {
            label: texts.get(&format!("figure-{key}")),
            share: counts
                .percent()
                .map_or_else(|| texts.get("figure-nothing-known"), percent_words),
            width: counts.percent().unwrap_or(0),
            of: texts.with(
                "figure-of",
                [
                    ("passed", number(counts.passed)),
                    ("known", number(counts.known())),
                ],
            ),
            lists: lists
                .into_iter()
                .filter(|(_, count, _)| *count > 0)
                .map(|(key, count, value)| LinkView {
                    label: texts.count(key, count),
                    href: narrowed.href(value, texts),
                })
                .collect(),
            chart: Chart::new(&key, &all.history, texts),
            notes,
            explanation: explanation(&format!("figure-{key}"), texts),
        }
    }
}

/// Between which shares the figure is, whatever the unknown ones are.
fn range(counts: &Counts, texts: Texts) -> Option<String> {
    let total = counts.known() + counts.unknown;
    if counts.unknown == 0 || total == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let share = |passed: u64| text(percent_words(percent(passed as f64 / total as f64)));
    let values = [
        ("count", number(counts.unknown)),
        ("least", share(counts.passed)),
        ("most", share(counts.passed + counts.unknown)),
    ];
    Some(texts.with("figure-range", values))
}

/// What a figure was on an earlier day. The difference is given only where it
/// says something of the repositories, and not of how they are counted.
fn change(change: Option<&Change>, now: &Counts, none: &str, texts: Texts) -> String {
    let Some(change) = change else {
        return texts.get(none);
    };
    let day = || ("day", text(texts.date(change.day)));
    if change.then.share.is_none() {
        return texts.with("change-unknown", [day()]);
    }
    let was = || ("was", text(change.then.words(texts)));
    let key = match (change.rules_changed, change.left_out_changed) {
        (true, _) => "change-rules",
        (false, true) => "change-left-out",
        (false, false) => "change-plain",
    };
    if key != "change-plain" {
        return texts.with(key, [day(), was()]);
    }
    let (Some(then), Some(now)) = (change.then.percent(), now.percent()) else {
        return texts.with("change-was", [day(), was()]);
    };
    let direction = match now.cmp(&then) {
        std::cmp::Ordering::Greater => "up",
        std::cmp::Ordering::Less => "down",
        std::cmp::Ordering::Equal => "same",
    };
    let points = ("points", number(now.abs_diff(then)));
    texts.with(key, [day(), was(), ("direction", text(direction)), points])
}

fn comparison(peers: &Peers, own: &Counts, texts: Texts) -> String {
    let bodies = ("bodies", number(peers.bodies));
    let quartiles = (peers.lower_quartile, peers.median, peers.upper_quartile);
    let (Some(lower), Some(median), Some(upper)) = quartiles else {
        return texts.get("peers-too-few");
    };
    let share = |share| text(percent_words(percent(share)));
    let words = texts.with(
        "peers",
        [
            bodies,
            ("median", share(median)),
            ("lower", share(lower)),
            ("upper", share(upper)),
        ],
    );
    if own.enough {
        words
    } else {
        format!("{words} {}", texts.get("peers-own-too-few"))
    }
}
