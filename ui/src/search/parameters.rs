//! Search parameters: what a visitor asks for, read from the address and written back into links.

use std::collections::BTreeMap;

use bronwijzer_graphql::Sort;
use url::form_urlencoded;

use super::facet::{FACETS, FacetKind};
use crate::enums::RepositorySort;
use crate::texts::Texts;
use crate::variables::{RepositoryFilter, Search};

/// The longest query, in characters.
pub(crate) const MAX_QUERY: usize = 200;

/// The most filters at once.
pub(crate) const MAX_VALUES: usize = 50;

/// Whether the query part of an address asks for a search.
pub(crate) fn is_search(query: &str) -> bool {
    let asks = |name: &str| {
        matches!(name, "q" | "sort" | "after") || FACETS.iter().any(|kind| kind.parameter == name)
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
    /// The schema refused the cursor.
    Cursor,
    /// The schema refused the question for another reason.
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
    /// The cursor after which to go on.
    pub(crate) after: Option<String>,
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
                "q" => {
                    let length = value.chars().count();
                    if length > MAX_QUERY {
                        mistakes.push(Mistake::QueryTooLong(length));
                    } else {
                        value.clone_into(&mut parameters.query);
                    }
                }
                "after" => parameters.after = Some(value.to_owned()),
                "sort" => match Sort::ALL.iter().find(|sort| sort.as_str() == value) {
                    Some(sort) => parameters.sort = Some(*sort),
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
            after: self.after.clone(),
        }
    }

    pub(crate) fn has_chosen(&self, kind: &FacetKind, value: &str) -> bool {
        self.chosen
            .iter()
            .any(|(chosen, chosen_value)| *chosen == kind && chosen_value == value)
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
        self.after(None)
    }

    /// The same with other words.
    pub(crate) fn with_query(self, query: &str) -> Self {
        Self {
            query: query.to_owned(),
            ..self
        }
    }

    /// The same, from the result after this cursor on.
    pub(crate) fn after(&self, cursor: Option<String>) -> Self {
        Self {
            after: cursor,
            ..self.clone()
        }
    }

    /// The address of this search on the page at `path`.
    pub(crate) fn address(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.query.is_empty() {
            query.append_pair("q", &self.query);
        }
        for (kind, value) in &self.chosen {
            query.append_pair(&kind.parameter, value);
        }
        if let Some(sort) = self.sort {
            query.append_pair("sort", sort.as_str());
        }
        if let Some(after) = &self.after {
            query.append_pair("after", after);
        }
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
        let address = "/?q=zaak+%26+co&organisation=rijk&organisation=gemeente-utrecht&maintenance=seeking_maintainer&sort=stars&after=abc";
        let (parameters, mistakes) = read(address.trim_start_matches("/?"));
        assert_eq!(mistakes, []);
        assert_eq!(parameters.address("/"), address);
        assert_eq!(
            parameters.without_filters().address("/"),
            "/?q=zaak+%26+co&sort=stars"
        );
    }

    #[test]
    fn empty_elements_leave_no_trace() {
        let (parameters, mistakes) = read("q=+&sort=&licence=&utm_source=x&sort=last_activity");
        assert_eq!(
            (parameters, mistakes),
            (SearchParameters::default(), vec![])
        );
    }

    #[test]
    fn invalid_parameters_are_reported_and_others_kept() {
        let (parameters, mistakes) = read(&format!(
            "q={}&maintenance=alive&language=Rust&sort=size",
            "a".repeat(MAX_QUERY + 1)
        ));
        assert_eq!(mistakes.len(), 3);
        assert_eq!(mistakes[0], Mistake::QueryTooLong(MAX_QUERY + 1));
        assert_eq!(parameters.address("/"), "/?language=Rust");
        let many: String = (0..=MAX_VALUES)
            .map(|n| format!("language=L{n}&"))
            .collect();
        assert_eq!(read(&many).1, [Mistake::TooManyValues(MAX_VALUES + 1)]);
    }
}
