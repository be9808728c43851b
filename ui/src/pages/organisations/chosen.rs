//! What a visitor asks of the list of organisations: read from the address, and written
//! back into links. Figures elsewhere lead to the list behind them by it.

use url::form_urlencoded;

use crate::language::Language;
use crate::place::Place;
use crate::publishing::STATES;
use crate::search::parameters::beginning;

/// The types in the order in which pages show them; any other comes last.
pub(crate) const TYPES: &[&str] = &[
    "ministry",
    "agency",
    "zbo",
    "municipality",
    "province",
    "water-board",
    "cooperation",
    "public-body",
    "foundation",
    "other",
];

/// The provinces from north to south, row by row of the map.
pub(crate) const PROVINCES: &[&str] = &[
    "fryslan",
    "groningen",
    "noord-holland",
    "flevoland",
    "drenthe",
    "zuid-holland",
    "utrecht",
    "overijssel",
    "zeeland",
    "noord-brabant",
    "gelderland",
    "limburg",
];

/// What an organisation may have, of which figures count how many do.
pub(crate) const FIGURES: &[&str] = &["open-licence", "upkeep", "valid-publiccode"];

/// What the address asks for. What it does not know is let be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) query: String,
    pub(crate) kind: Option<&'static str>,
    pub(crate) province: Option<&'static str>,
    pub(crate) state: Option<&'static str>,
    pub(crate) has: Vec<&'static str>,
    /// From A to Z, in place of those that publish first.
    pub(crate) alphabetical: bool,
    /// Counts from 0.
    pub(crate) page: u64,
}

impl Chosen {
    /// Those of this type that publish.
    pub(crate) fn publishing(kind: Option<&'static str>) -> Self {
        Self {
            kind,
            state: Some(crate::publishing::PUBLISHES),
            ..Self::default()
        }
    }

    pub(super) fn read(query: &str) -> Self {
        let one_of =
            |all: &'static [&'static str], value: &str| all.iter().find(|one| **one == value);
        let mut chosen = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match name.as_ref() {
                "q" => chosen.query = beginning(value),
                "type" => chosen.kind = one_of(TYPES, value).copied(),
                "province" => chosen.province = one_of(PROVINCES, value).copied(),
                "state" => chosen.state = one_of(STATES, value).copied(),
                "has" => {
                    let known = one_of(FIGURES, value);
                    let new = known.filter(|one| !chosen.has.contains(one));
                    chosen.has.extend(new);
                }
                "by" => chosen.alphabetical = value == "name",
                "page" => {
                    let number = value.parse::<u64>().unwrap_or_default();
                    chosen.page = number.saturating_sub(1);
                }
                _ => {}
            }
        }
        chosen
    }

    /// Whether it leaves anything out.
    pub(super) fn narrows(&self) -> bool {
        let everything = Self {
            alphabetical: self.alphabetical,
            page: self.page,
            ..Self::default()
        };
        *self != everything
    }

    /// The same from its first page on.
    pub(super) fn at_start(&self) -> Self {
        self.at_page(0)
    }

    pub(super) fn at_page(&self, page: u64) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// The address of the list.
    pub(crate) fn address(&self, language: Language) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let page = (self.page + 1).to_string();
        let fixed = [
            ("q", Some(self.query.as_str()).filter(|q| !q.is_empty())),
            ("type", self.kind),
            ("province", self.province),
            ("state", self.state),
        ];
        let has = self.has.iter().map(|has| ("has", Some(*has)));
        let last = [
            ("by", self.alphabetical.then_some("name")),
            ("page", (self.page > 0).then_some(page.as_str())),
        ];
        for (name, value) in fixed.into_iter().chain(has).chain(last) {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let path = Place::Organisations.path(language);
        match query.finish() {
            query if query.is_empty() => path,
            query => format!("{path}?{query}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parameters::MAX_QUERY;

    #[test]
    fn an_address_round_trips() {
        for query in [
            "",
            "?q=delft&type=municipality&province=zuid-holland&state=publishes&has=upkeep&by=name&page=3",
            "?has=open-licence&has=valid-publiccode",
        ] {
            let chosen = Chosen::read(query.trim_start_matches('?'));
            let address = chosen.address(Language::Dutch);
            assert_eq!(address, format!("/organisaties{query}"));
        }
    }

    #[test]
    fn what_the_list_does_not_know_is_let_be() {
        let odd = "type=king&province=holland&state=closed&has=x&by=size&page=-1&x=1";
        assert_eq!(Chosen::read(odd), Chosen::default());
        let twice = Chosen::read("has=upkeep&has=upkeep&page=1");
        assert_eq!((twice.has.len(), twice.page), (1, 0));
        let long = format!("q=+{}", "a".repeat(MAX_QUERY + 9));
        assert_eq!(Chosen::read(&long).query.len(), MAX_QUERY);
    }
}
