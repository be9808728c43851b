//! The filters: a facet for each question that a visitor has, the most useful ones open.

use super::answer::{Facet, FacetValue, Results};
use super::facet::{FACETS, FacetKind};
use super::parameters::SearchParameters;
use crate::texts::Texts;

/// How many facets stand open; the others are behind a fold.
const OPEN_FACETS: usize = 6;

/// How many values of a facet are shown before the visitor asks for more.
const SHOWN_VALUES: usize = 6;

/// How many values of a facet are listed at most: those that most results have.
const LISTED_VALUES: usize = 100;

/// A longer list is searched in.
const SEARCHED_VALUES: usize = 20;

/// A facet says nothing where so many percent of the results have no value.
const UNKNOWN_PERCENT: u64 = 80;

/// The values that stand for not knowing.
const UNKNOWN: &[&str] = &["none", "unknown"];

/// The filters.
pub(crate) struct Panel {
    /// How many filters are chosen.
    pub(crate) chosen: usize,
    pub(crate) open: Vec<FacetView>,
    pub(crate) folded: Vec<FacetView>,
    /// The parts of the API's address that count what is ticked, for the script.
    pub(crate) count_at: String,
    /// What is counted, one of it and more: put into words once, as there are hundreds of
    /// counts.
    pub(crate) one: String,
    pub(crate) several: String,
}

/// A facet and the values to choose from.
pub(crate) struct FacetView {
    pub(crate) parameter: String,
    pub(crate) title: String,
    /// What it asks, in a line.
    pub(crate) what: Option<String>,
    pub(crate) shown: Vec<ValueView>,
    pub(crate) more: Vec<ValueView>,
    pub(crate) more_title: String,
    /// That the rarest values are not listed.
    pub(crate) cut: Option<String>,
    /// Whether there are so many values that one searches in them.
    pub(crate) is_searched: bool,
    /// Whether any of its values is chosen.
    pub(crate) is_chosen: bool,
}

/// A value that can be chosen.
pub(crate) struct ValueView {
    pub(crate) value: String,
    pub(crate) label: String,
    /// What it means, in a line.
    pub(crate) what: Option<String>,
    /// By which its line is found.
    pub(crate) id: String,
    pub(crate) count: String,
    /// Whether it is the count of a single project.
    pub(crate) is_one: bool,
    pub(crate) selected: bool,
}

impl Panel {
    /// The filters of `results`, without those in `fixed`.
    pub(crate) fn new(
        parameters: &SearchParameters,
        results: &Results,
        fixed: &[&str],
        count_at: String,
        texts: Texts,
    ) -> Self {
        let kinds = FACETS.iter();
        let shown = kinds.filter(|kind| !fixed.contains(&kind.parameter.as_str()));
        let mut open: Vec<FacetView> = shown
            .filter_map(|kind| {
                let mut facets = results.facets.iter();
                let facet = facets.find(|facet| facet.name.0 == kind.name)?;
                facet_view(kind, facet, results.total, parameters, texts)
            })
            .collect();
        let folded = open.split_off(open.len().min(OPEN_FACETS));
        Self {
            chosen: parameters.chosen.len(),
            open,
            folded,
            count_at,
            one: texts.count("facet-counted", 1),
            several: texts.count("facet-counted", 2),
        }
    }

    /// Whether any of the folded facets is chosen from.
    pub(crate) fn unfolds(&self) -> bool {
        self.folded.iter().any(|facet| facet.is_chosen)
    }
}

/// Whether a facet tells results apart: it has values that differ, and is known of enough
/// of them. Values are counted beyond the facet's own choice, so `total` is theirs only
/// where nothing of it is chosen; then it is shown whatever it says.
fn is_telling(facet: &Facet, total: u64) -> bool {
    let is_unknown = |value: &&FacetValue| UNKNOWN.contains(&value.value.as_str());
    let unknown: u64 = facet
        .values
        .iter()
        .filter(is_unknown)
        .map(|value| value.count)
        .sum();
    let differ = facet.values.iter().any(|value| value.count < total);
    differ && facet.values.len() > 1 && unknown * 100 <= total * UNKNOWN_PERCENT
}

/// Chosen values stand among the first ones, however few repositories have them.
fn facet_view(
    kind: &FacetKind,
    facet: &Facet,
    total: u64,
    parameters: &SearchParameters,
    texts: Texts,
) -> Option<FacetView> {
    let view = |at: usize, value: &str, label: &str, count: u64| ValueView {
        label: kind.label(texts, value, label),
        what: kind.what(texts, value),
        id: format!("{}-{at}", kind.parameter),
        count: texts.number(count),
        is_one: count == 1,
        selected: parameters.has_chosen(kind, value),
        value: value.to_owned(),
    };
    let listed = facet.values.iter().enumerate();
    let listed = listed
        .filter(|(at, value)| *at < LISTED_VALUES || parameters.has_chosen(kind, &value.value));
    let listed = listed.map(|(at, value)| view(at, &value.value, &value.label, value.count));
    let is_listed = |selected: &str| facet.values.iter().any(|value| value.value == selected);
    let chosen = parameters
        .chosen
        .iter()
        .filter(|(chosen, _)| *chosen == kind);
    let absent = chosen.filter(|(_, selected)| !is_listed(selected));
    let absent = absent
        .enumerate()
        .map(|(at, (_, value))| view(facet.values.len() + at, value, value, 0));
    let values: Vec<_> = listed.chain(absent).collect();
    let is_chosen = values.iter().any(|value| value.selected);
    if !is_chosen && !is_telling(facet, total) {
        return None;
    }
    let is_searched = values.len() > SEARCHED_VALUES;
    let (mut shown, mut more) = (Vec::new(), Vec::new());
    for (at, value) in values.into_iter().enumerate() {
        if at < SHOWN_VALUES || value.selected {
            shown.push(value);
        } else {
            more.push(value);
        }
    }
    // A fold for a single value is longer than the value.
    if more.len() == 1 {
        shown.append(&mut more);
    }
    Some(FacetView {
        parameter: kind.parameter.clone(),
        title: texts.get(&kind.title),
        what: texts.find(&format!("{}-what", kind.title)),
        cut: (facet.values.len() > LISTED_VALUES)
            .then(|| texts.count("facet-cut", LISTED_VALUES as u64)),
        more_title: texts.count("facet-more", more.len() as u64),
        shown,
        more,
        is_searched,
        is_chosen,
    })
}
