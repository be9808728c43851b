//! The sitemap: an index, the pages that are always there, and parts with the
//! pages of repositories, written while they are sent.

mod parts;
#[cfg(test)]
mod tests;

use std::io::Error;

use askama::Template;
use bronwijzer_graphql::caching::{Caching, Reply};
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt, stream};
use poem::web::{Data, Path};
use poem::{Body, IntoResponse, Request, Response, handler};

use crate::api::Api;
use crate::cached;
use crate::enums::ChangeKind;
use crate::language::Language;
use crate::place::Place;
use crate::schema;
use crate::search::answer::PageInfo;
use crate::site::{Problem, Site};
use crate::variables::{After, AfterFields};
use crate::xml::plain;
pub(crate) use parts::Parts;

/// The path of the index.
pub(crate) const INDEX: &str = "/sitemap.xml";

const XML: &str = "application/xml; charset=utf-8";

/// Repositories in a part. Each has a page per language and each page names
/// both, so a part stays below 50,000 addresses and 50 MB, as
/// <https://www.sitemaps.org/protocol.html> asks.
const REPOSITORIES: usize = 20_000;

/// Repositories that are read at once, the most that the schema gives.
const AT_ONCE: usize = 100;

/// Parts are large, and search engines come when they like.
const PART_CACHING: Caching = Caching::Shared {
    max_age: 3600,
    stale: 0,
};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "After")]
struct Changed {
    #[arguments(first: 100, after: $after)]
    changes: Changes,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ChangeConnection")]
struct Changes {
    nodes: Vec<Change>,
    page_info: PageInfo,
}

#[derive(cynic::QueryFragment)]
struct Change {
    kind: ChangeKind,
    at: DateTime<Utc>,
    url: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "After")]
struct Listed {
    #[arguments(first: 100, after: $after)]
    organisations: Organisations,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationConnection")]
struct Organisations {
    nodes: Vec<Organisation>,
    page_info: PageInfo,
}

#[derive(cynic::QueryFragment)]
struct Organisation {
    slug: String,
}

#[derive(Template)]
#[template(path = "sitemap_index.xml")]
struct Index {
    parts: Vec<String>,
}

/// A page in its languages.
struct Page {
    /// Language tag and whole address.
    addresses: Vec<(&'static str, String)>,
    changed: Option<String>,
}

impl Page {
    fn new(place: &Place, base_url: &str, changed: Option<DateTime<Utc>>) -> Self {
        let address = |language: Language| {
            (
                language.tag(),
                plain(&format!("{base_url}{}", place.path(language))),
            )
        };
        Self {
            addresses: Language::ALL.map(address).into(),
            changed: changed.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        }
    }
}

#[derive(Template)]
#[template(path = "sitemap_pages.xml")]
struct Pages {
    pages: Vec<Page>,
}

const START: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
const END: &str = "</urlset>\n";

#[handler]
pub(crate) async fn serve_index(
    request: &Request,
    Data(site): Data<&Site>,
    Data(parts): Data<&Parts>,
) -> poem::Result<Response> {
    let begins = parts.begins(&site.api).await.map_err(Problem::from)?;
    let base_url = site.base_url.of(request);
    let names = (1..=begins.len()).map(|number| number.to_string());
    let parts = std::iter::once("pages".to_owned()).chain(names);
    let index = Index {
        parts: parts
            .map(|name| format!("{base_url}/sitemaps/{name}.xml"))
            .collect(),
    };
    let xml = index.render().map_err(Problem::from)?;
    Ok(cached::answer(request, XML, xml))
}

#[handler]
pub(crate) async fn serve_part(
    request: &Request,
    Path(file): Path<String>,
    Data(site): Data<&Site>,
    Data(parts): Data<&Parts>,
) -> poem::Result<Response> {
    let base_url = site.base_url.of(request);
    let name = file.strip_suffix(".xml").unwrap_or_default();
    if name == "pages" {
        let xml = fixed(&site.api, &base_url).await?;
        return Ok(cached::answer(request, XML, xml));
    }
    let begins = parts.begins(&site.api).await.map_err(Problem::from)?;
    let number = name.parse::<usize>().ok().and_then(|it| it.checked_sub(1));
    let Some(after) = number.and_then(|number| begins.get(number)) else {
        return Err(Problem::NoPage.into());
    };
    let part = Part {
        api: site.api.clone(),
        base_url,
        next: Some(after.clone()),
        left: parts.size,
    };
    let start = stream::once(async { Ok(START.to_owned()) });
    let end = stream::once(async { Ok(END.to_owned()) });
    let stream = start.chain(part.stream()).chain(end);
    let response = Body::from_bytes_stream(stream).with_content_type(XML);
    Ok(Reply::Public(response.into_response(), PART_CACHING).into_response())
}

/// The pages that are always there, and those of organisations.
async fn fixed(api: &Api, base_url: &str) -> Result<String, Problem> {
    let footer = Place::FOOTER.iter();
    let footer = footer.filter(|link| Place::MENU.iter().all(|(place, _)| *place != link.0));
    let linked = Place::MENU.iter().chain(footer).map(|(place, _)| place);
    let mut pages: Vec<Page> = std::iter::once(&Place::Home)
        .chain(linked)
        .map(|place| Page::new(place, base_url, None))
        .collect();
    let mut after = None;
    loop {
        let answer: Listed = api.query(After { after }).await?;
        let organisations = answer.organisations.nodes.into_iter();
        pages.extend(organisations.map(|organisation| {
            Page::new(&Place::Organisation(organisation.slug), base_url, None)
        }));
        after = answer.organisations.page_info.next();
        if after.is_none() {
            break;
        }
    }
    let pages = Pages { pages };
    let pages = pages.render()?;
    Ok(format!("{START}{pages}{END}"))
}

/// A part in the making.
struct Part {
    api: Api,
    base_url: String,
    /// The cursor to go on after; none when all was read.
    next: Option<Option<String>>,
    left: usize,
}

impl Part {
    fn stream(self) -> impl Stream<Item = Result<String, Error>> + Send {
        stream::try_unfold(self, |mut part| async move {
            let Some(after) = part.next.take().filter(|_| part.left > 0) else {
                return Ok(None);
            };
            let answer: Changed = part
                .api
                .query(After { after })
                .await
                .map_err(Error::other)?;
            let page = answer.changes;
            part.left = part.left.saturating_sub(AT_ONCE);
            part.next = page.page_info.next().map(Some);
            // The pages of those that are gone stay, and are not worth finding.
            let there = page.nodes.iter().filter(|change| change.kind.0 != "GONE");
            let place = |change: &Change| Place::of_repository(&change.url);
            let pages = Pages {
                pages: there
                    .map(|change| Page::new(&place(change), &part.base_url, Some(change.at)))
                    .collect(),
            };
            let xml = pages.render().map_err(Error::other)?;
            Ok(Some((xml, part)))
        })
    }
}
