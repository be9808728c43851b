//! Page layout: what is around every page.

use chrono::{DateTime, Utc};

use crate::assets;
use crate::enums::CatalogueContents;
use crate::feeds::{self, FeedLink};
use crate::language::Language;
use crate::place::Place;
use crate::schema;
use crate::search::facet::typed_names;
use crate::search::parameters::SearchParameters;
use crate::texts::{Texts, number, text};

/// Where the source of this program lives, if its package says so.
const SOURCE: &str = env!("CARGO_PKG_REPOSITORY");

/// What the catalogue holds, as the schema says.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Catalogue")]
pub(crate) struct Contents {
    contents: CatalogueContents,
    as_of: Option<DateTime<Utc>>,
    pub(crate) repositories: u64,
    organisations: u64,
}

/// Head, menu, language switch, notices and footer.
pub(crate) struct Frame {
    texts: Texts,
    pub(crate) title: String,
    pub(crate) here: String,
    pub(crate) elsewhere: String,
    pub(crate) menu: Vec<MenuItem>,
    pub(crate) footer: Vec<MenuItem>,
    pub(crate) sample: Option<String>,
    pub(crate) explanation: String,
    pub(crate) check: String,
    pub(crate) crawls: String,
    pub(crate) data: String,
    /// What follows what the page shows; of a page that is no search, all that
    /// is new.
    pub(crate) feeds: Vec<FeedLink>,
    /// The description of the search for browsers.
    pub(crate) opensearch: String,
    /// The same in a form for programs.
    pub(crate) linked: Option<String>,
    pub(crate) home: String,
    pub(crate) search: String,
    pub(crate) source: &'static str,
    pub(crate) stylesheet: String,
    pub(crate) typeface: String,
    pub(crate) script: String,
    /// The script that suggests while a visitor types, and what it asks.
    pub(crate) suggestions_script: String,
    pub(crate) suggestions: String,
    pub(crate) icon: String,
}

/// A link in the menu or the footer.
pub(crate) struct MenuItem {
    pub(crate) href: String,
    pub(crate) label: String,
    /// Whether it leads to this very page.
    pub(crate) current: bool,
}

impl Frame {
    /// The frame of the page at `place`. `query` is what follows the `?` in
    /// its address; the language switch keeps it. Without `contents` there is
    /// no word about a sample.
    pub(crate) fn new(
        texts: Texts,
        place: &Place,
        query: Option<&str>,
        title: String,
        contents: Option<&Contents>,
    ) -> Self {
        let language = texts.language();
        let address = |language| match query {
            Some(query) if !query.is_empty() => format!("{}?{query}", place.path(language)),
            _ => place.path(language),
        };
        let links = |pages: &[(Place, &str)]| {
            let link = |(page, key): &(Place, &str)| MenuItem {
                current: page == place,
                href: page.path(language),
                label: texts.get(key),
            };
            pages.iter().map(link).collect()
        };
        Self {
            texts,
            title,
            here: address(language),
            elsewhere: address(language.other()),
            menu: links(Place::MENU),
            footer: links(Place::FOOTER),
            sample: contents.and_then(|contents| contents.sample(texts)),
            explanation: Place::Explanation.path(language),
            check: Place::Check.path(language),
            crawls: Place::Crawls.path(language),
            data: Place::Data.path(language),
            feeds: feeds::links(&SearchParameters::default(), texts),
            opensearch: Place::OpenSearch.path(language),
            linked: None,
            home: Place::Home.path(language),
            search: Place::Search.path(language),
            source: SOURCE,
            stylesheet: assets::address("bronwijzer.css"),
            typeface: assets::address("source-sans-3-latin.woff2"),
            script: assets::address("filters.js"),
            suggestions_script: assets::address("suggestions.js"),
            suggestions: Place::Suggestions.path(language),
            icon: assets::address("icon.svg"),
        }
    }

    /// The frame of a page that the menu does not lead to.
    pub(crate) fn outside_menu(mut self) -> Self {
        for item in &mut self.menu {
            item.current = false;
        }
        self
    }

    /// The frame of a page that these feeds follow.
    pub(crate) fn followed_by(mut self, feeds: Vec<FeedLink>) -> Self {
        self.feeds = feeds;
        self
    }

    /// The frame of a page that stands at `path` in a form for programs too.
    pub(crate) fn linked(mut self, path: String) -> Self {
        self.linked = Some(path);
        self
    }

    /// The text under `key`.
    pub(crate) fn text(&self, key: &str) -> String {
        self.texts.get(key)
    }

    /// The sentence with the fields that can be typed in a query.
    pub(crate) fn search_fields(&self) -> String {
        let fields = typed_names(self.language());
        self.texts
            .with("search-help-fields", [("fields", text(fields))])
    }

    pub(crate) fn language(&self) -> Language {
        self.texts.language()
    }
}

impl Contents {
    pub(crate) fn is_empty(&self) -> bool {
        self.repositories == 0
    }

    /// How much the catalogue holds, in a sentence.
    pub(crate) fn counts(&self, texts: Texts) -> String {
        texts.with(
            "home-counts",
            [
                ("repositories", number(self.repositories)),
                ("organisations", number(self.organisations)),
            ],
        )
    }

    /// The notice that this is a sample, if it is one.
    fn sample(&self, texts: Texts) -> Option<String> {
        (self.contents.key() == "sample").then(|| {
            let (known, day) = match self.as_of {
                Some(at) => ("known", texts.day(at)),
                None => ("unknown", String::new()),
            };
            texts.with("sample-text", [("date", text(known)), ("day", text(day))])
        })
    }
}
