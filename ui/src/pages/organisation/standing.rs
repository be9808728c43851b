//! How open an organisation is, in a line; who it is compared with, and what it can do
//! first.

use crate::pages::open_by_default::answer::{Counts, Figure, Figures, percent_words};
use crate::pages::open_by_default::figures::Narrowed;
use crate::publishing::Known;
use crate::texts::{Texts, number, text};

/// How many things to do are told.
const STEPS: usize = 3;

/// Something that an owner can do about several repositories.
pub(crate) struct FirstStep {
    /// How many fail at what.
    pub(crate) what: String,
    pub(crate) href: Option<String>,
    pub(crate) advice: String,
    /// The value of the filter `openByDefault` that finds them.
    pub(crate) failed_value: String,
}

/// The figures that most repositories fail, the most first, with what to do.
pub(crate) fn first_steps(
    figures: &Figures,
    narrowed: Narrowed<'_>,
    texts: Texts,
) -> Vec<FirstStep> {
    let mut failed: Vec<_> = figures
        .figures
        .iter()
        .filter(|figure| figure.counts.failed > 0)
        .collect();
    // Where as many fail, in the order in which figures are shown.
    failed.sort_by_key(|figure| std::cmp::Reverse(figure.counts.failed));
    let step = |figure: &Figure| {
        let key = figure.counts.figure.key();
        FirstStep {
            what: texts.count(&format!("step-{key}"), figure.counts.failed),
            href: narrowed.href(&figure.failed_value, texts),
            advice: texts.get(&format!("step-{key}-advice")),
            failed_value: figure.failed_value.clone(),
        }
    };
    failed.into_iter().take(STEPS).map(step).collect()
}

/// What is known of it, as parts of a line.
pub(crate) fn summary(known: &Known, figures: Option<&Figures>, texts: Texts) -> Vec<String> {
    let maintained = figures.and_then(|figures| figure(figures, "upkeep"));
    let maintained = maintained.filter(|counts| counts.share.is_some());
    let maintained = maintained.map(|counts| texts.count("organisation-maintained", counts.passed));
    [
        Some(known.words(texts)),
        maintained,
        known.read_on(texts).filter(|_| known.publishes()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The same as a sentence for search engines.
pub(super) fn description(
    name: &str,
    known: &Known,
    figures: Option<&Figures>,
    texts: Texts,
) -> String {
    let found = known.found();
    if !known.publishes() {
        let state = known.words(texts);
        let values = [("name", text(name)), ("state", text(state))];
        return texts.with("organisation-describes-none", values);
    }
    let licensed = figures.and_then(|figures| figure(figures, "open-licence"));
    let licensed = licensed.and_then(Counts::percent);
    let values = [
        ("count", number(found)),
        ("name", text(name)),
        (
            "share",
            text(licensed.map_or_else(String::new, percent_words)),
        ),
    ];
    let key = match licensed {
        Some(_) => "organisation-describes",
        None => "organisation-describes-count",
    };
    texts.with(key, values)
}

/// The head of the column of peers, where there are any.
pub(super) fn peers(figures: Option<&Figures>, heading: &str, texts: Texts) -> Option<String> {
    let peers = figures?.figures.first()?.peers.as_ref()?;
    let values = [("type", text(heading)), ("count", number(peers.others))];
    (peers.others > 0).then(|| texts.with("peers-column", values))
}

fn figure<'a>(figures: &'a Figures, key: &str) -> Option<&'a Counts> {
    let mut all = figures.figures.iter().map(|figure| &figure.counts);
    all.find(|counts| counts.figure.key() == key)
}
