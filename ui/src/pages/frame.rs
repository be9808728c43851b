//! Page layout: what is around every page.

use chrono::{DateTime, Utc};

use crate::assets;
use crate::direction;
use crate::enums::CatalogueContents;
use crate::feeds::{self, FeedLink};
use crate::language::Language;
use crate::operator::Contact;
use crate::place::Place;
use crate::preview::{self, Picture, Shown};
use crate::schema;
use crate::search::facet::typed_names;
use crate::search::parameters::SearchParameters;
use crate::session::SessionView;
use crate::site::Site;
use crate::texts::{Texts, text};

/// Where the source of this program lives, if its package says so.
const SOURCE: &str = env!("CARGO_PKG_REPOSITORY");

/// What the catalogue holds, as the schema says.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Catalogue")]
pub(crate) struct Contents {
    contents: CatalogueContents,
    pub(crate) as_of: Option<DateTime<Utc>>,
    pub(crate) repositories: u64,
    contact_email: Option<String>,
    contact_url: Option<String>,
}

/// Head, menu, language switch, notices and footer.
pub(crate) struct Frame {
    texts: Texts,
    pub(crate) title: String,
    /// What the page is about, for search engines and networks.
    pub(crate) description: String,
    /// The page's whole address in its language, without what follows a `?`; nothing for
    /// a page that has none.
    pub(crate) canonical: Option<String>,
    /// The same of the page in every language, and of the one for any other.
    pub(crate) alternates: Vec<Alternate>,
    /// Whether search engines are to leave it out.
    pub(crate) unindexed: bool,
    /// A picture of it for networks, of 1200 by 630.
    pub(crate) picture: Option<PictureLink>,
    origin: String,
    /// The page in the other language, as it was asked for.
    pub(crate) elsewhere: String,
    pub(crate) menu: Vec<MenuItem>,
    pub(crate) footer: Vec<MenuItem>,
    /// Who is signed in.
    pub(crate) session: Option<SessionView>,
    /// Where one signs in; nothing for who is, and where nobody can.
    pub(crate) sign_in: Option<String>,
    pub(crate) sample: Option<String>,
    /// Of which day the newest facts are.
    pub(crate) as_of: Option<String>,
    pub(crate) contact: Option<Contact>,
    pub(crate) help: String,
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
    /// The operator's theme, which comes after it.
    pub(crate) theme: Option<String>,
    pub(crate) typeface: String,
    pub(crate) script: String,
    /// The script that suggests while a visitor types, and what it asks.
    pub(crate) suggestions_script: String,
    pub(crate) suggestions: String,
    pub(crate) icon: String,
    pub(crate) touch_icon: String,
}

/// A picture for networks.
pub(crate) struct PictureLink {
    /// Its whole address.
    pub(crate) href: String,
    /// What it says.
    pub(crate) says: String,
}

impl PictureLink {
    fn new(origin: &str, picture: &Shown) -> Self {
        Self {
            href: format!("{origin}{}", picture.address),
            says: picture.says.clone(),
        }
    }
}

/// A page in a language.
pub(crate) struct Alternate {
    pub(crate) hreflang: &'static str,
    pub(crate) href: String,
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
        site: &Site,
        place: &Place,
        query: Option<&str>,
        title: String,
        contents: Option<&Contents>,
    ) -> Self {
        let texts = site.texts;
        let language = texts.language();
        let whole = |language| format!("{}{}", site.origin, place.path(language));
        let alternate = |language: Language| Alternate {
            hreflang: language.tag(),
            href: whole(language),
        };
        let any_other = Alternate {
            hreflang: "x-default",
            href: whole(Language::Dutch),
        };
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
            title: direction::kept_of(title),
            description: texts.get("site-what"),
            canonical: Some(whole(language)),
            alternates: Language::ALL
                .map(alternate)
                .into_iter()
                .chain([any_other])
                .collect(),
            unindexed: false,
            picture: preview::of_any_page(language)
                .map(|picture| PictureLink::new(&site.origin, picture)),
            origin: site.origin.clone(),
            elsewhere: address(language.other()),
            menu: links(Place::MENU),
            footer: links(Place::FOOTER),
            session: SessionView::new(site),
            sign_in: site.sign_in_here(),
            sample: contents.and_then(|contents| contents.sample(texts)),
            as_of: contents
                .and_then(|contents| contents.as_of)
                .map(|at| texts.day(at)),
            contact: contents.and_then(Contents::contact),
            help: Place::Help.path(language),
            check: Place::Check.path(language),
            crawls: Place::Crawls.path(language),
            data: Place::Data.path(language),
            feeds: feeds::links(&SearchParameters::default(), texts),
            opensearch: Place::OpenSearch.path(language),
            linked: None,
            home: Place::Home.path(language),
            search: Place::Search.path(language),
            source: SOURCE,
            theme: site.theme.clone(),
            stylesheet: assets::address("bronwijzer.css"),
            typeface: assets::address("source-sans-3-latin.woff2"),
            script: assets::address("filters.js"),
            suggestions_script: assets::address("suggestions.js"),
            suggestions: Place::Suggestions.path(language),
            icon: assets::address("icon.svg"),
            touch_icon: assets::address("icon.png"),
        }
    }

    /// The frame of a page that stands at no place of its own.
    pub(crate) fn of_no_place(mut self) -> Self {
        self.canonical = None;
        self.alternates.clear();
        for item in &mut self.menu {
            item.current = false;
        }
        self
    }

    /// The frame of a page with something to say about it.
    pub(crate) fn described(mut self, description: String) -> Self {
        self.description = direction::kept_of(description);
        self
    }

    /// The frame of a page that has a picture of its own, at `path`.
    pub(crate) fn pictured(mut self, path: &str, picture: &Picture) -> Self {
        let picture = Shown::new(path, picture);
        self.picture = picture.map(|picture| PictureLink::new(&self.origin, &picture));
        self
    }

    /// The frame of a page that search engines are to leave out, as there are too many
    /// of its kind.
    pub(crate) fn unindexed(mut self) -> Self {
        self.unindexed = true;
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

    /// The text under `key` for this many things.
    pub(crate) fn count(&self, key: &str, count: u64) -> String {
        self.texts.count(key, count)
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

    fn contact(&self) -> Option<Contact> {
        Contact::new(self.contact_email.as_deref(), self.contact_url.as_deref())
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
