//! A search and its answer, ready to be shown.

use bronwijzer_graphql::Sort;

use super::answer::{Edge, Facet, FacetValue, Note, PageInfo, Results};
use super::facet::{FACETS, FacetKind};
use super::few_hits::{self, LinkView};
use super::marked::{Piece, marked, marked_description, unmarked};
use super::parameters::SearchParameters;
use crate::described::descriptions;
use crate::place::Place;
use crate::texts::{Texts, number, text};
use crate::verdict::VerdictView;

/// How many values of a facet are shown before the visitor asks for more.
const SHOWN_VALUES: usize = 10;

/// How many facets stand open; of the others only those that are chosen from.
const OPEN_FACETS: usize = 8;

/// The form with the words to search for.
pub(crate) struct SearchForm {
    /// Where the form goes.
    pub(crate) action: String,
    pub(crate) label: String,
    pub(crate) query: String,
    /// Whether it suggests while a visitor types: where all is searched.
    pub(crate) suggests: bool,
}

impl SearchForm {
    /// The form of a search at `place`, with the words of `parameters`.
    pub(crate) fn new(parameters: &SearchParameters, place: &Place, texts: Texts) -> Self {
        let suggests = *place == Place::Search;
        let label = if suggests {
            "search-label"
        } else {
            "search-organisation-label"
        };
        Self {
            action: place.path(texts.language()),
            label: texts.get(label),
            query: parameters.query.clone(),
            suggests,
        }
    }
}

/// The form, the filters and the results.
pub(crate) struct SearchView {
    pub(crate) form: SearchForm,
    pub(crate) facets: Vec<FacetView>,
    pub(crate) filters_title: String,
    pub(crate) chosen: Vec<ChosenView>,
    pub(crate) without_filters: String,
    pub(crate) everything: String,
    pub(crate) sorts: Vec<SortView>,
    pub(crate) count: String,
    /// What of the query may be meant otherwise than it was taken.
    pub(crate) notes: Vec<String>,
    /// Other spellings that find more.
    pub(crate) other_spellings: Vec<LinkView>,
    /// What finds something where this finds nothing.
    pub(crate) ways_out: Vec<LinkView>,
    pub(crate) cards: Vec<Card>,
    pub(crate) paging: Paging,
}

/// Where the list goes on, and where it begins.
pub(crate) struct Paging {
    pub(crate) next: Option<String>,
    pub(crate) start: Option<String>,
}

/// A facet and the values to choose from.
pub(crate) struct FacetView {
    pub(crate) parameter: String,
    pub(crate) title: String,
    /// Whether its values show only when a visitor asks for them.
    pub(crate) folded: bool,
    pub(crate) shown: Vec<ValueView>,
    pub(crate) more: Vec<ValueView>,
    pub(crate) more_title: String,
}

/// A value that can be chosen.
pub(crate) struct ValueView {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) count: String,
    /// The count as people hear it.
    pub(crate) count_in_words: String,
    pub(crate) selected: bool,
}

/// A chosen filter, and the address without it.
pub(crate) struct ChosenView {
    pub(crate) facet: String,
    pub(crate) label: String,
    pub(crate) without: String,
}

/// An order to choose.
pub(crate) struct SortView {
    /// Empty for the usual order, which needs no word in the address.
    pub(crate) value: &'static str,
    pub(crate) label: String,
    pub(crate) selected: bool,
}

/// A repository among the results.
pub(crate) struct Card {
    pub(crate) href: String,
    pub(crate) name: Vec<Piece>,
    pub(crate) path: String,
    pub(crate) description: Option<Vec<Piece>>,
    /// The language of the description, where somebody says which.
    pub(crate) lang: Option<String>,
    /// A part of the README with words of the query, where the description has
    /// none of them.
    pub(crate) excerpt: Option<Vec<Piece>>,
    pub(crate) organisation: Option<(String, String)>,
    pub(crate) maintenance: VerdictView,
    pub(crate) maintenance_why: String,
    /// Only what is at risk is marked.
    pub(crate) at_risk: Option<VerdictView>,
    pub(crate) licence: VerdictView,
    pub(crate) spdx_id: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) last_activity: Option<String>,
    pub(crate) gone: bool,
}

impl SearchView {
    /// Shows `results` of `parameters` on the page at `place`. Facets in `fixed` are
    /// the page's own and are not for choosing.
    pub(crate) fn new(
        parameters: &SearchParameters,
        results: Results,
        place: &Place,
        fixed: &[&str],
        texts: Texts,
    ) -> Self {
        let action = place.path(texts.language());
        let facets: Vec<_> = FACETS
            .iter()
            .filter(|kind| !fixed.contains(&kind.parameter.as_str()))
            .filter_map(|kind| {
                let facet = results
                    .facets
                    .iter()
                    .find(|facet| facet.name.0 == kind.name)?;
                facet_view(kind, facet, parameters, texts)
            })
            .enumerate()
            .map(|(at, facet)| FacetView {
                folded: at >= OPEN_FACETS && !facet.shown.iter().any(|value| value.selected),
                ..facet
            })
            .collect();
        let chosen = parameters
            .chosen
            .iter()
            .filter(|(kind, _)| !fixed.contains(&kind.parameter.as_str()))
            .map(|(kind, value)| ChosenView {
                facet: texts.get(&kind.title),
                label: kind.label(texts, value, label_in(&results, kind, value)),
                without: parameters.without(kind, value).address(&action),
            })
            .collect::<Vec<_>>();
        Self {
            form: SearchForm::new(parameters, place, texts),
            filters_title: if chosen.is_empty() {
                texts.get("filters")
            } else {
                texts.count("filters-chosen", chosen.len() as u64)
            },
            without_filters: parameters.without_filters().address(&action),
            everything: action.clone(),
            sorts: sorts(parameters, texts),
            count: count(parameters, results.total, texts),
            notes: results
                .notes
                .iter()
                .map(|found| note(found, texts))
                .collect(),
            other_spellings: few_hits::other_spellings(parameters, &results, &action, texts),
            ways_out: few_hits::ways_out(parameters, &results, &action, texts),
            cards: results
                .edges
                .iter()
                .map(|edge| Card::new(edge, texts))
                .collect(),
            paging: Paging::new(parameters, results.page_info, &action),
            facets,
            chosen,
        }
    }
}

impl Paging {
    /// The page of `parameters` at `path` that ends as `page` says.
    pub(crate) fn new(parameters: &SearchParameters, page: PageInfo, path: &str) -> Self {
        Self {
            next: page
                .end_cursor
                .filter(|_| page.has_next_page)
                .map(|cursor| parameters.after(Some(cursor)).address(path)),
            start: parameters
                .after
                .is_some()
                .then(|| parameters.at_start().address(path)),
        }
    }
}

fn label_in<'a>(results: &'a Results, kind: &FacetKind, value: &'a str) -> &'a str {
    results
        .facets
        .iter()
        .filter(|facet| facet.name.0 == kind.name)
        .flat_map(|facet| &facet.values)
        .find(|candidate| candidate.value == value)
        .map_or(value, |found| found.label.as_str())
}

fn count(parameters: &SearchParameters, total: u64, texts: Texts) -> String {
    if parameters.query.is_empty() {
        texts.count("results-count", total)
    } else {
        texts.with(
            "results-count-for",
            [("count", number(total)), ("query", text(&parameters.query))],
        )
    }
}

fn note(note: &Note, texts: Texts) -> String {
    let key = format!("query-note-{}", note.code.key());
    texts.with(&key, [("text", text(&note.text))])
}

fn sorts(parameters: &SearchParameters, texts: Texts) -> Vec<SortView> {
    let usual = parameters.usual_sort();
    let order = |sort: Sort| SortView {
        value: if sort == usual { "" } else { sort.as_str() },
        label: texts.get(&format!("sort-{}", sort.as_str().replace('_', "-"))),
        selected: parameters.sort.unwrap_or(usual) == sort,
    };
    Sort::ALL
        .iter()
        .copied()
        .filter(|sort| *sort != Sort::Relevance || usual == Sort::Relevance)
        .map(order)
        .collect()
}

/// A facet with nothing to choose is left out. Chosen values stand among the
/// first ones, however few repositories have them.
fn facet_view(
    kind: &FacetKind,
    facet: &Facet,
    parameters: &SearchParameters,
    texts: Texts,
) -> Option<FacetView> {
    let view = |value: &str, label: &str, count: u64| ValueView {
        label: kind.label(texts, value, label),
        count: texts.number(count),
        count_in_words: texts.count("facet-count", count),
        selected: parameters.has_chosen(kind, value),
        value: value.to_owned(),
    };
    let listed = |FacetValue {
                      value,
                      label,
                      count,
                  }: &FacetValue| view(value, label, *count);
    let absent = parameters
        .chosen
        .iter()
        .filter(|(chosen, selected)| {
            *chosen == kind && !facet.values.iter().any(|value| value.value == *selected)
        })
        .map(|(_, value)| view(value, value, 0));
    let values: Vec<_> = facet.values.iter().map(listed).chain(absent).collect();
    if values.is_empty() {
        return None;
    }
    let (mut shown, mut more) = (Vec::new(), Vec::new());
    for (at, value) in values.into_iter().enumerate() {
        if at < SHOWN_VALUES || value.selected {
            shown.push(value);
        } else {
            more.push(value);
        }
    }
    Some(FacetView {
        parameter: kind.parameter.clone(),
        folded: false,
        title: texts.get(&kind.title),
        more_title: texts.count("facet-more", more.len() as u64),
        shown,
        more,
    })
}

impl Card {
    fn new(Edge { highlights, node }: &Edge, texts: Texts) -> Self {
        let found = node;
        let language = texts.language();
        let own = &found.short_descriptions;
        let descriptions = descriptions(own, found.description.as_deref(), language);
        // One with words of the search, else the best.
        let hit = descriptions
            .iter()
            .find_map(|described| Some((described, marked_description(highlights, described)?)));
        let described = hit.is_some();
        let shown = hit.or_else(|| {
            let best = descriptions.first()?;
            Some((best, unmarked(&best.text)))
        });
        let maintenance = VerdictView::of_maintenance(&found.maintenance, texts);
        let maintenance_why = match maintenance.reasons.first() {
            Some(reason) => texts.with(
                "verdict-why",
                [
                    ("verdict", text(&maintenance.label)),
                    ("reason", text(reason)),
                ],
            ),
            None => maintenance.label.clone(),
        };
        Self {
            href: Place::of_repository(&found.url).path(language),
            name: marked(highlights, "NAME").unwrap_or_else(|| unmarked(&found.name)),
            path: found.path.clone(),
            excerpt: marked(highlights, "README").filter(|_| !described),
            lang: shown
                .as_ref()
                .and_then(|(described, _)| described.lang.clone()),
            description: shown.map(|(_, pieces)| pieces),
            organisation: found.organisation.as_ref().map(|organisation| {
                let place = Place::Organisation(organisation.slug.clone());
                (organisation.name.clone(), place.path(language))
            }),
            maintenance,
            maintenance_why,
            at_risk: Some(&found.risk)
                .filter(|risk| risk.verdict.0 == "AT_RISK")
                .map(|risk| VerdictView::of_risk(risk, texts)),
            licence: VerdictView::of_licence(&found.licence, texts),
            spdx_id: found.licence.spdx_id.clone(),
            language: found.primary_language.clone(),
            last_activity: found.last_activity_at.map(|at| texts.day(at)),
            gone: found.gone.is_some(),
        }
    }
}
