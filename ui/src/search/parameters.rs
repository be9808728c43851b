//! Search parameters: what a visitor asks for, read from the address and written back into links.

use std::collections::BTreeMap;

use bronwijzer_graphql::Sort;
use url::form_urlencoded;

use super::facet::{FACETS, FacetKind};
use crate::enums::RepositorySort;
use crate::place::Place;
use crate::texts::Texts;
use crate::variables::{RepositoryFilter, Search};

/// The longest query, in characters.
pub(crate) const MAX_QUERY: usize = 200;

/// The part of a query that is asked: [`MAX_QUERY`] characters without the spaces around them,
/// also where it was cut.
pub(crate) fn beginning(query: &str) -> String {
    let query: String = query.trim().chars().take(MAX_QUERY).collect();
    query.trim_end().to_owned()
}

/// The most filters at once.
pub(crate) const MAX_VALUES: usize = 50;

/// The most repositories that are compared.
pub(crate) const MAX_COMPARED: usize = 4;

/// How many results a page has.
pub(crate) const PAGE: u64 = 20;

/// The last page: the schema gives the first 10,000 by number.
pub(crate) const LAST_PAGE: u64 = 10_000 / PAGE;

/// The names of parameters that are no facets.
const QUERY: &str = "q";
const SORT: &str = "sort";
const PAGE_NUMBER: &str = "pagina";
const VIEW: &str = "weergave";
/// A repository to compare, by its address without scheme; the page that compares takes
/// the same.
pub(crate) const COMPARED: &str = "met";

/// How results are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum View {
    /// Cards with a sentence each.
    #[default]
    Cards,
    /// A line each.
    Table,
}

impl View {
    /// The value in addresses; the usual view has none.
    pub(crate) fn value(self) -> Option<&'static str> {
        match self {
            Self::Cards => None,
            Self::Table => Some("tabel"),
        }
    }
}

/// Whether the query part of an address asks for a search.
pub(crate) fn is_search(query: &str) -> bool {
    let asks = |name: &str| {
        // Pages had no number once, but what they come after.
        [QUERY, SORT, PAGE_NUMBER, VIEW, "after"].contains(&name)
            || FACETS.iter().any(|kind| kind.parameter == name)
    };
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| asks(&name))
}

/// Why a question can't be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// The query has this many characters.
    QueryTooLong(usize),
    /// This many filters.
    TooManyValues(usize),
    /// The facet does not have this value.
    UnknownValue(&'static FacetKind, String),
    UnknownSort(String),
    /// There is no page with this number.
    NoSuchPage,
    /// The schema refused the question.
    Refused,
}

/// A search, as the address holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SearchParameters {
    /// Words to search for; may be empty.
    pub(crate) query: String,
    /// Chosen values by facet, in the order of the address.
    pub(crate) chosen: Vec<(&'static FacetKind, String)>,
    /// The chosen order, if it is not the usual one for this query.
    pub(crate) sort: Option<Sort>,
    /// The number of the page, from 0 on.
    pub(crate) page: u64,
    pub(crate) view: View,
    /// What was picked to be compared, by its address without scheme; at most
    /// [`MAX_COMPARED`].
    pub(crate) compared: Vec<String>,
}

impl SearchParameters {
    /// Reads the query part of an address. Parameters that it does not know
    /// are let be; what it can't use comes back as mistakes, beside what is
    /// left without them.
    pub(crate) fn read(query: &str, texts: Texts) -> (Self, Vec<Mistake>) {
        let mut parameters = Self::default();
        let mut mistakes = Vec::new();
        let mut values = 0;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match name.as_ref() {
                QUERY => {
                    let length = value.chars().count();
                    if length > MAX_QUERY {
                        mistakes.push(Mistake::QueryTooLong(length));
                    }
                    // Its beginning is what the visitor goes on from.
                    parameters.query = beginning(value);
                }
                PAGE_NUMBER => match value.parse() {
                    Ok(number @ 1..=LAST_PAGE) => parameters.page = number - 1,
                    _ => mistakes.push(Mistake::NoSuchPage),
                },
                VIEW if Some(value) == View::Table.value() => parameters.view = View::Table,
                COMPARED => parameters.compare(value),
                SORT => match Sort::on_pages().find(|sort| sort.as_str() == value) {
                    Some(sort) => parameters.sort = Some(sort),
                    None => mistakes.push(Mistake::UnknownSort(value.to_owned())),
                },
                name => {
                    let Some(kind) = FACETS.iter().find(|kind| kind.parameter == name) else {
                        continue;
                    };
                    values += 1;
                    let chosen = (kind, value.to_owned());
                    if !kind.allows(texts, value) {
                        mistakes.push(Mistake::UnknownValue(kind, value.to_owned()));
                    } else if values <= MAX_VALUES && !parameters.chosen.contains(&chosen) {
                        parameters.chosen.push(chosen);
                    }
                }
            }
        }
        if values > MAX_VALUES {
            mistakes.push(Mistake::TooManyValues(values));
        }
        if parameters.sort == Some(parameters.usual_sort()) || parameters.cannot_rank() {
            parameters.sort = None;
        }
        (parameters, mistakes)
    }

    /// The order when the visitor does not choose one.
    pub(crate) fn usual_sort(&self) -> Sort {
        if self.query.is_empty() {
            Sort::LastActivity
        } else {
            Sort::Relevance
        }
    }

    /// Without words there is nothing to rank by.
    fn cannot_rank(&self) -> bool {
        self.query.is_empty() && self.sort == Some(Sort::Relevance)
    }

    /// The variables of the schema's searches.
    pub(crate) fn variables(&self) -> Search {
        let mut filter: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (kind, value) in &self.chosen {
            filter
                .entry(kind.parameter.as_str())
                .or_default()
                .push(value.clone());
        }
        let sort = self.sort.unwrap_or(self.usual_sort());
        Search {
            query: self.query.clone(),
            filter: RepositoryFilter(filter),
            sort: RepositorySort(sort.as_str().to_uppercase()),
            // The last page that can be asked for ends at 10,000.
            offset: i32::try_from(self.page * PAGE).unwrap_or(0),
        }
    }

    pub(crate) fn has_chosen(&self, kind: &FacetKind, value: &str) -> bool {
        self.chosen
            .iter()
            .any(|(chosen, chosen_value)| *chosen == kind && chosen_value == value)
    }

    /// Whether there is no such page of `total` results.
    pub(crate) fn is_beyond(&self, total: u64) -> bool {
        self.page > 0 && self.page * PAGE >= total
    }

    /// The same among all repositories, as it is asked at `place`: an organisation's page
    /// searches what that has.
    pub(crate) fn within(&self, place: &Place) -> Self {
        let mut parameters = self.clone();
        if let Place::Organisation(slug) = place {
            let kind = FACETS.iter().find(|kind| kind.parameter == "organisation");
            let chosen = kind.map(|kind| (kind, slug.clone()));
            parameters.chosen.extend(chosen);
        }
        parameters
    }

    /// The same from the first result on, without this filter.
    pub(crate) fn without(&self, kind: &FacetKind, value: &str) -> Self {
        let mut parameters = self.at_start();
        parameters
            .chosen
            .retain(|(chosen, chosen_value)| *chosen != kind || chosen_value != value);
        parameters
    }

    /// The same from the first result on, without any filter.
    pub(crate) fn without_filters(&self) -> Self {
        Self {
            chosen: Vec::new(),
            ..self.at_start()
        }
    }

    /// The same, from the first result on.
    pub(crate) fn at_start(&self) -> Self {
        self.at_page(0)
    }

    /// The whole list, in its order, whatever page and view a visitor looks at.
    pub(crate) fn as_list(&self) -> Self {
        Self {
            page: 0,
            view: View::Cards,
            compared: Vec::new(),
            ..self.clone()
        }
    }

    /// The same in another view.
    pub(crate) fn viewed(&self, view: View) -> Self {
        Self {
            view,
            ..self.clone()
        }
    }

    /// Picks a repository to be compared, once, as far as there is room.
    fn compare(&mut self, address: &str) {
        if self.compared.len() < MAX_COMPARED && !self.compared.iter().any(|one| one == address) {
            self.compared.push(address.to_owned());
        }
    }

    /// The same with other words.
    pub(crate) fn with_query(self, query: &str) -> Self {
        Self {
            query: query.to_owned(),
            ..self
        }
    }

    /// The same on the page with this number, from 0 on.
    pub(crate) fn at_page(&self, page: u64) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// What a form has to hold beside its fields, so that it keeps view and picks.
    pub(crate) fn kept(&self) -> Vec<(&'static str, String)> {
        let view = self.view.value().map(|view| (VIEW, view.to_owned()));
        let compared = self.compared.iter();
        let compared = compared.map(|address| (COMPARED, address.clone()));
        view.into_iter().chain(compared).collect()
    }

    /// The address of this search on the page at `path`.
    pub(crate) fn address(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.query.is_empty() {
            query.append_pair(QUERY, &self.query);
        }
        for (kind, value) in &self.chosen {
            query.append_pair(&kind.parameter, value);
        }
        if let Some(sort) = self.sort {
            query.append_pair(SORT, sort.as_str());
        }
        if self.page > 0 {
            query.append_pair(PAGE_NUMBER, &(self.page + 1).to_string());
        }
        query.extend_pairs(self.kept());
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn read(query: &str) -> (SearchParameters, Vec<Mistake>) {
        SearchParameters::read(query, Texts::new(Language::Dutch))
    }

    #[test]
    fn an_address_round_trips() {
        let address = "/?q=zaak+%26+co&organisation=rijk&organisation=gemeente-utrecht&maintenance=seeking_maintainer&sort=stars&pagina=3&weergave=tabel&met=github.com%2Fa%2Fb";
        let (parameters, mistakes) = read(address.trim_start_matches("/?"));
        assert_eq!(mistakes, []);
        assert_eq!(parameters.address("/"), address);
        assert_eq!(
            parameters.without_filters().address("/"),
            "/?q=zaak+%26+co&sort=stars&weergave=tabel&met=github.com%2Fa%2Fb"
        );
    }

    #[test]
    fn empty_elements_leave_no_trace() {
        let (parameters, mistakes) = read(
            "q=+&sort=&licence=&utm_source=x&sort=last_activity&pagina=1&weergave=lijst&after=x",
        );
        assert_eq!(
            (parameters, mistakes),
            (SearchParameters::default(), vec![])
        );
    }

    #[test]
    fn invalid_parameters_are_reported_and_others_kept() {
        let (parameters, mistakes) = read(&format!(
            "q={}&maintenance=alive&language=Rust&sort=size&pagina=0&pagina=501",
            "a".repeat(MAX_QUERY + 1)
        ));
        assert_eq!(mistakes.len(), 5);
        assert_eq!(mistakes[0], Mistake::QueryTooLong(MAX_QUERY + 1));
        let start = "a".repeat(MAX_QUERY);
        assert_eq!(
            parameters.address("/"),
            format!("/?q={start}&language=Rust")
        );
        let many: String = (0..=MAX_VALUES)
            .map(|n| format!("language=L{n}&"))
            .collect();
        assert_eq!(read(&many).1, [Mistake::TooManyValues(MAX_VALUES + 1)]);
        let picks = read("met=a&met=b&met=a&met=c&met=d&met=e").0.compared;
        assert_eq!(picks, ["a", "b", "c", "d"]);
    }
}
