//! The six figures of one scope, each with the way to the entries behind it, what it
//! was, how others do, and a sentence to cite.

use chrono::NaiveDate;
use url::form_urlencoded;

use super::answer::{Change, Counts, Figure, Figures, Peers, percent, percent_words};
use super::history::HistoryView;
use crate::chart::LineChart;
use crate::place::Place;
use crate::search::parameters::MAX_VALUES;
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
    /// In whole percents, or that not enough is known.
    pub(crate) share: String,
    /// The width of the bar, 0 to 100; `None` without a share.
    pub(crate) width: Option<u64>,
    pub(crate) of: Option<String>,
    pub(crate) few: bool,
    pub(crate) lists: Vec<LinkView>,
    pub(crate) range: Option<String>,
    pub(crate) chart: Option<LineChart>,
    /// What it was: a sentence each.
    pub(crate) changes: Vec<String>,
    pub(crate) peers: Option<PeersView>,
    pub(crate) explanation: String,
}

/// How other organisations of the same type do.
pub(crate) struct PeersView {
    pub(crate) share: String,
    pub(crate) of: Option<String>,
    pub(crate) few: bool,
    /// How they spread, where enough of them can be compared.
    pub(crate) spread: Option<String>,
}

/// A link to a list of repositories; without an address where the list is gone.
pub(crate) struct LinkView {
    pub(crate) label: String,
    pub(crate) href: Option<String>,
}

/// Where the lists behind the figures are narrowed to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Narrowed<'a> {
    Everything,
    Type(&'a str),
    /// One organisation, or several together, by slug.
    Organisations(&'a [String]),
    /// The figures are of a day that has no lists any more.
    Past,
}

impl Narrowed<'_> {
    /// The list of what has this value of the facet.
    pub(crate) fn href(self, value: &str, texts: Texts) -> Option<String> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        match self {
            Self::Everything => {}
            Self::Type(kind) => {
                query.append_pair("organisationType", kind);
            }
            // More can't be asked for at once.
            Self::Organisations(slugs) if slugs.len() >= MAX_VALUES => return None,
            Self::Organisations(slugs) => {
                query.extend_pairs(slugs.iter().map(|slug| ("organisation", slug)));
            }
            Self::Past => return None,
        }
        query.append_pair("openByDefault", value);
        let path = Place::Search.path(texts.language());
        Some(format!("{path}?{}", query.finish()))
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
        let history = HistoryView::new(&figures.history, texts);
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
                .map(|figure| FigureView::new(figure, &history, narrowed, texts))
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
            history,
            explanation: explanation("open-by-default-left-out", texts),
        }
    }
}

fn explanation(anchor: &str, texts: Texts) -> String {
    format!("{}#{anchor}", Place::Help.path(texts.language()))
}

impl FigureView {
    fn new(figure: &Figure, history: &HistoryView, narrowed: Narrowed<'_>, texts: Texts) -> Self {
        let counts = &figure.counts;
        let key = counts.figure.key();
        let lists = [
            ("figure-passed", counts.passed, &figure.passed_value),
            ("figure-failed", counts.failed, &figure.failed_value),
            ("figure-unknown", counts.unknown, &figure.unknown_value),
        ];
        Self {
            label: texts.get(&format!("figure-{key}")),
            share: counts.share_words(texts),
            width: counts.percent(),
            of: counts.of_words(texts),
            few: counts.share.is_some() && !counts.enough,
            lists: lists
                .into_iter()
                .filter(|(_, count, _)| *count > 0)
                .map(|(key, count, value)| LinkView {
                    label: texts.count(key, count),
                    href: narrowed.href(value, texts),
                })
                .collect(),
            range: range(counts, texts),
            chart: history.chart(&key, texts),
            changes: [figure.month.as_ref(), figure.year.as_ref()]
                .into_iter()
                .flatten()
                .filter_map(|then| change(then, counts, texts))
                .collect(),
            peers: figure
                .peers
                .as_ref()
                .map(|peers| PeersView::new(peers, texts)),
            explanation: explanation(&format!("figure-{key}"), texts),
        }
    }
}

/// What somebody can cite: the sentence of a figure on a day, with the address that
/// shows it. `None` for a figure without a share.
pub(super) fn citation(
    figure: &Figure,
    day: NaiveDate,
    address: &str,
    texts: Texts,
) -> Option<String> {
    let counts = &figure.counts;
    let sentence = texts.with(
        &format!("cite-{}", counts.figure.key()),
        [
            ("day", text(texts.date(day))),
            ("share", text(percent_words(counts.percent()?))),
            ("passed", number(counts.passed)),
            ("known", number(counts.known())),
        ],
    );
    let unknown = counts.range().map(|range| {
        let values = [("count", number(counts.unknown)), ("range", text(range))];
        texts.with("cite-unknown", values)
    });
    let parts = [Some(sentence), unknown, Some(address.to_owned())];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Between which shares the figure is, whatever the unknown ones are.
fn range(counts: &Counts, texts: Texts) -> Option<String> {
    let range = counts.range()?;
    let values = [("count", number(counts.unknown)), ("range", text(range))];
    Some(texts.with("figure-range", values))
}

/// What a figure was on an earlier day, if enough was known then. The difference is given
/// only where it says something of the repositories, and not of how they are counted.
fn change(change: &Change, now: &Counts, texts: Texts) -> Option<String> {
    let then = change.then.percent()?;
    let day = || ("day", text(texts.date(change.day)));
    let was = || ("was", text(change.then.words(texts)));
    let key = match (change.rules_changed, change.left_out_changed) {
        (true, _) => "change-rules",
        (false, true) => "change-left-out",
        (false, false) => "change-plain",
    };
    if key != "change-plain" {
        return Some(texts.with(key, [day(), was()]));
    }
    let Some(now) = now.percent() else {
        return Some(texts.with("change-was", [day(), was()]));
    };
    let direction = match now.cmp(&then) {
        std::cmp::Ordering::Greater => "up",
        std::cmp::Ordering::Less => "down",
        std::cmp::Ordering::Equal => "same",
    };
    let points = ("points", number(now.abs_diff(then)));
    let direction = ("direction", text(direction));
    Some(texts.with(key, [day(), was(), direction, points]))
}

impl PeersView {
    fn new(peers: &Peers, texts: Texts) -> Self {
        let together = &peers.together;
        let share = |share| text(percent_words(percent(share)));
        let quartiles = (peers.lower_quartile, peers.median, peers.upper_quartile);
        let spread = match quartiles {
            (Some(lower), Some(median), Some(upper)) => Some(texts.with(
                "peers",
                [
                    ("bodies", number(peers.bodies)),
                    ("median", share(median)),
                    ("lower", share(lower)),
                    ("upper", share(upper)),
                ],
            )),
            _ => None,
        };
        Self {
            share: together.share_words(texts),
            of: together.of_words(texts),
            few: together.share.is_some() && !together.enough,
            spread,
        }
    }
}
