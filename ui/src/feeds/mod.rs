//! Feeds: what is new in a search, as Atom. Every feed takes the parameters of
//! a search's address, and so follows everything, a search or one
//! organisation.

mod atom;
mod news;
pub(crate) mod own;

use bronwijzer_graphql::Sort;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use crate::cached;
use crate::language::Language;
use crate::place::Place;
use crate::search::answer::NameAnswer;
use crate::search::facet::FACETS;
use crate::search::parameters::SearchParameters;
use crate::site::{Problem, Site};
use crate::texts::{Texts, text};
use crate::variables::BySlug;
use news::{Answer, Wanted};

/// The media type of feeds.
pub(crate) const ATOM: &str = "application/atom+xml; charset=utf-8";

/// How many entries a feed has.
const ENTRIES: usize = 50;

/// A feed: one line each in [`FEEDS`].
#[derive(Debug)]
pub(crate) struct Feed {
    /// Its name in addresses, and in the keys of its texts.
    name: &'static str,
    /// What it tells.
    news: News,
    /// What it is narrowed to when the address does not choose: parameter and
    /// value.
    narrowed: Option<(&'static str, &'static str)>,
    /// The order in which the page of results shows about the same.
    order: Sort,
}

/// What a feed tells of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    /// That it came into the catalogue.
    FirstSeen,
    /// Each change of its maintenance status.
    StatusChanged,
    /// That it seeks a maintainer.
    Seeking,
}

/// Every feed.
const FEEDS: &[Feed] = &[
    Feed {
        name: "new",
        news: News::FirstSeen,
        narrowed: None,
        order: Sort::FirstSeen,
    },
    Feed {
        name: "status",
        news: News::StatusChanged,
        narrowed: None,
        order: Sort::StatusChanged,
    },
    Feed {
        name: "seeking",
        news: News::Seeking,
        narrowed: Some(("seeking", "explicit")),
        order: Sort::StatusChanged,
    },
];

impl Feed {
    /// The path without parameters.
    fn path(&self, language: Language) -> String {
        Place::Feed(format!("{}.atom", self.name)).path(language)
    }

    fn title(&self, texts: Texts) -> String {
        texts.get(&format!("feed-{}", self.name))
    }

    /// What of `parameters` this feed follows: neither order nor page nor view.
    fn follows(&self, parameters: &SearchParameters) -> SearchParameters {
        SearchParameters {
            query: parameters.query.clone(),
            chosen: parameters.chosen.clone(),
            ..SearchParameters::default()
        }
    }

    /// The same with what the feed is narrowed to.
    fn narrow(&self, mut parameters: SearchParameters) -> SearchParameters {
        let Some((parameter, value)) = self.narrowed else {
            return parameters;
        };
        let kind = FACETS.iter().find(|kind| kind.parameter == parameter);
        if let Some(kind) = kind
            && !parameters.chosen.iter().any(|(chosen, _)| *chosen == kind)
        {
            parameters.chosen.push((kind, value.to_owned()));
        }
        parameters
    }
}

/// A feed, as a page leads to it.
pub(crate) struct FeedLink {
    pub(crate) href: String,
    pub(crate) title: String,
    /// What it tells, in a sentence.
    pub(crate) what: String,
}

/// The feeds of a search among all repositories; see [`SearchParameters::within`].
pub(crate) fn links(parameters: &SearchParameters, texts: Texts) -> Vec<FeedLink> {
    let link = |feed: &Feed| FeedLink {
        href: feed
            .follows(parameters)
            .address(&feed.path(texts.language())),
        title: feed.title(texts),
        what: texts.get(&format!("feed-{}-what", feed.name)),
    };
    FEEDS.iter().map(link).collect()
}

#[handler]
pub(crate) async fn serve(
    request: &Request,
    Path(file): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let name = file.strip_suffix(".atom");
    let Some(feed) = FEEDS.iter().find(|feed| Some(feed.name) == name) else {
        return Err(Problem::NoPage.into());
    };
    let xml = write(site, feed, request).await?;
    Ok(cached::answer(request, ATOM, xml))
}

async fn write(site: &Site, feed: &Feed, request: &Request) -> Result<String, Problem> {
    let texts = site.texts;
    let (parameters, mistakes) =
        SearchParameters::read(request.uri().query().unwrap_or_default(), texts);
    if !mistakes.is_empty() {
        return Err(Problem::mistaken(Place::Search, &parameters, mistakes));
    }
    let parameters = feed.follows(&parameters);
    let narrowed = feed.narrow(parameters.clone());
    let searched = narrowed.variables();
    let variables = Wanted {
        query: searched.query,
        filter: searched.filter,
        first: ENTRIES as i32,
        seen: feed.news != News::StatusChanged,
        changed: feed.news != News::FirstSeen,
    };
    let answer: Answer = site
        .api
        .query(variables)
        .await
        .map_err(|error| Problem::of_search(error, &Place::Search, &parameters))?;
    let base_url = site.base_url.of(request);
    let results = SearchParameters {
        sort: Some(feed.order),
        ..narrowed
    };
    let language = texts.language();
    let about = atom::About {
        title: title(site, feed, &parameters).await?,
        subtitle: texts.get(&format!("feed-{}-what", feed.name)),
        itself: format!("{base_url}{}", parameters.address(&feed.path(language))),
        translated: format!(
            "{base_url}{}",
            parameters.address(&feed.path(language.other()))
        ),
        page: format!(
            "{base_url}{}",
            results.address(&Place::Search.path(language))
        ),
        // The same wherever the site stands.
        name: parameters.address(&feed.path(language)),
        judged_at: answer.catalogue.assessed_at,
    };
    let items = news::items(feed.news, answer, &base_url, texts);
    atom::write(&about, items, texts).map_err(|error| Problem::Unavailable(error.to_string()))
}

/// The feed's title, and what it is narrowed to.
async fn title(site: &Site, feed: &Feed, parameters: &SearchParameters) -> Result<String, Problem> {
    let texts = site.texts;
    let mut about = Vec::new();
    if !parameters.query.is_empty() {
        about.push(texts.with("feed-query", [("query", text(&parameters.query))]));
    }
    for (kind, value) in &parameters.chosen {
        let label = if kind.parameter == "organisation" {
            organisation(site, value, parameters).await?
        } else {
            kind.label(texts, value, value)
        };
        about.push(label);
    }
    let title = format!("{} – {}", texts.get("site-name"), feed.title(texts));
    Ok(if about.is_empty() {
        title
    } else {
        format!("{title} ({})", about.join(", "))
    })
}

/// The organisation's name, or its short name where it has none.
async fn organisation(
    site: &Site,
    slug: &str,
    parameters: &SearchParameters,
) -> Result<String, Problem> {
    let answer: NameAnswer = site
        .api
        .query(BySlug::of(slug))
        .await
        .map_err(|error| Problem::of_search(error, &Place::Search, parameters))?;
    Ok(answer
        .organisation
        .map_or_else(|| slug.to_owned(), |named| named.name))
}
