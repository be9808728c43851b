//! A search and its answer, ready to be shown.

use bronwijzer_graphql::Sort;
use chrono::{DateTime, Utc};
use url::form_urlencoded;

use super::answer::{Note, Results};
use super::card::Card;
use super::facet::FacetKind;
use super::few_hits::{self, LinkView};
use super::paging::Paging;
use super::panel::Panel;
use super::parameters::{MAX_COMPARED, PAGE, SearchParameters, View};
use crate::exports;
use crate::place::Place;
use crate::texts::{Texts, number, text};

/// The form with the words to search for.
pub(crate) struct SearchForm {
    /// Where the form goes.
    pub(crate) action: String,
    pub(crate) label: String,
    pub(crate) query: String,
    /// What it keeps beside its fields.
    pub(crate) kept: Vec<(&'static str, String)>,
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
            kept: parameters.kept(),
            suggests,
        }
    }
}

/// The form, the filters and the results.
pub(crate) struct SearchView {
    pub(crate) form: SearchForm,
    /// Whether everything is searched, and not what one organisation has.
    pub(crate) is_whole: bool,
    pub(crate) panel: Panel,
    pub(crate) chosen: Vec<ChosenView>,
    pub(crate) without_filters: String,
    pub(crate) everything: String,
    pub(crate) sorts: Vec<SortView>,
    /// How many were found, in words; with the query where there is one.
    pub(crate) count: String,
    /// The same in two or three words.
    pub(crate) found: String,
    /// What of the query may be meant otherwise than it was taken.
    pub(crate) notes: Vec<String>,
    /// Other spellings that find more.
    pub(crate) other_spellings: Vec<LinkView>,
    /// What finds something where this finds nothing.
    pub(crate) ways_out: Vec<LinkView>,
    /// Themes that are near what was searched for.
    pub(crate) themes: Vec<LinkView>,
    pub(crate) cards: Vec<Card>,
    /// Whether the results are lines of a table, and the address of the other view.
    pub(crate) is_table: bool,
    pub(crate) other_view: String,
    pub(crate) paging: Option<Paging>,
    /// The page that compares, and what was picked on other pages.
    pub(crate) compare: String,
    pub(crate) picked_elsewhere: Vec<String>,
    pub(crate) most_compared: usize,
    /// This very search as a file.
    pub(crate) files: Vec<FileLink>,
}

/// A chosen filter, and the address without it.
pub(crate) struct ChosenView {
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

/// A file to be had.
pub(crate) struct FileLink {
    pub(crate) href: String,
    pub(crate) label: String,
}

impl SearchView {
    /// Shows `results` of `parameters` on the page at `place`. Facets in `fixed` are
    /// the page's own and are not for choosing. `newest` is when the newest facts of the
    /// catalogue were gathered.
    pub(crate) fn new(
        parameters: &SearchParameters,
        results: &Results,
        place: &Place,
        fixed: &[&str],
        newest: Option<DateTime<Utc>>,
        texts: Texts,
    ) -> Self {
        let action = place.path(texts.language());
        let chosen = parameters.chosen.iter();
        let chosen = chosen.map(|(kind, value)| {
            let label = kind.label(texts, value, label_in(results, kind, value));
            ChosenView {
                label: kind.named(texts, &label),
                without: parameters.without(kind, value).address(&action),
            }
        });
        let cards = cards(parameters, results, newest, texts);
        let picked = parameters.compared.iter();
        let elsewhere = picked.filter(|picked| cards.iter().all(|card| card.address != **picked));
        let view = match parameters.view {
            View::Cards => View::Table,
            View::Table => View::Cards,
        };
        Self {
            form: SearchForm::new(parameters, place, texts),
            is_whole: *place == Place::Search,
            panel: Panel::new(parameters, results, fixed, count_at(place), texts),
            chosen: chosen.collect(),
            without_filters: parameters.without_filters().address(&action),
            everything: action.clone(),
            sorts: sorts(parameters, texts),
            count: count(parameters, results.total, texts),
            found: texts.count("results-found", results.total),
            notes: results
                .notes
                .iter()
                .map(|found| note(found, results, texts))
                .collect(),
            other_spellings: few_hits::other_spellings(parameters, results, &action, texts),
            ways_out: few_hits::ways_out(parameters, results, &action, texts),
            themes: Vec::new(),
            is_table: parameters.view == View::Table,
            other_view: parameters.viewed(view).address(&action),
            paging: Paging::new(parameters, results.total, &action, texts),
            compare: Place::Compare.path(texts.language()),
            picked_elsewhere: elsewhere.cloned().collect(),
            most_compared: MAX_COMPARED,
            files: exports::links_of_search(&parameters.within(place), texts),
            cards,
        }
    }
}

/// The title of a page with results, which says how many there are of what.
pub(crate) fn title(parameters: &SearchParameters, total: u64, texts: Texts) -> String {
    if parameters.query.is_empty() {
        // Without results the words of the heading say that these filters have none.
        let is_narrowed = !parameters.chosen.is_empty();
        let words = match total {
            0 if is_narrowed => "results-count",
            _ => "search-title-all",
        };
        texts.count(words, total)
    } else {
        let query = text(&parameters.query);
        texts.with(
            "search-title-for",
            [("count", number(total)), ("query", query)],
        )
    }
}

fn cards(
    parameters: &SearchParameters,
    results: &Results,
    newest: Option<DateTime<Utc>>,
    texts: Texts,
) -> Vec<Card> {
    let order = parameters.sort.unwrap_or(parameters.usual_sort());
    // In the order of relevance what has all words comes first.
    let whole = results
        .all_words_total
        .filter(|whole| order == Sort::Relevance && *whole < results.total);
    let numbered = (parameters.page * PAGE..).zip(&results.edges);
    numbered
        .map(|(at, edge)| Card {
            begins_partial: whole == Some(at),
            ..Card::new(edge, &parameters.compared, newest, texts)
        })
        .collect()
}

/// The address by which the API counts what a search at `place` finds: it takes filters by
/// the names that pages have for them.
fn count_at(place: &Place) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("first", "1");
    if let Place::Organisation(slug) = place {
        query.append_pair("organisation", slug);
    }
    format!("/api/v1/repositories?{}", query.finish())
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

fn note(note: &Note, results: &Results, texts: Texts) -> String {
    let key = format!("query-note-{}", note.code.key());
    let whole = number(results.all_words_total.unwrap_or_default());
    texts.with(&key, [("text", text(&note.text)), ("count", whole)])
}

fn sorts(parameters: &SearchParameters, texts: Texts) -> Vec<SortView> {
    let usual = parameters.usual_sort();
    let order = |sort: Sort| SortView {
        value: if sort == usual { "" } else { sort.as_str() },
        label: texts.get(&sort_key(sort)),
        selected: parameters.sort.unwrap_or(usual) == sort,
    };
    Sort::on_pages()
        .filter(|sort| *sort != Sort::Relevance || usual == Sort::Relevance)
        .map(order)
        .collect()
}

/// The key of the text that names an order.
pub(crate) fn sort_key(sort: Sort) -> String {
    format!("sort-{}", sort.as_str().replace('_', "-"))
}
