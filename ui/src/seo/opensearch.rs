//! The description by which browsers offer this search beside their own
//! (OpenSearch 1.1).

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};

use crate::assets;
use crate::cached;
use crate::place::Place;
use crate::site::{Problem, Site};

/// The media type of the description.
pub(crate) const TYPE: &str = "application/opensearchdescription+xml";

#[derive(Template)]
#[template(path = "opensearch.xml")]
struct Description {
    language: &'static str,
    name: String,
    what: String,
    icon: String,
    itself: String,
    search: String,
    feed: String,
}

#[handler]
pub(crate) fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let texts = site.texts;
    let language = texts.language();
    let base_url = site.base_url.of(request);
    let description = Description {
        language: language.tag(),
        name: texts.get("site-name"),
        what: texts.get("opensearch-what"),
        icon: format!("{base_url}{}", assets::address("icon.svg")),
        itself: format!("{base_url}{}", Place::OpenSearch.path(language)),
        search: format!("{base_url}{}", Place::Search.path(language)),
        feed: format!(
            "{base_url}{}",
            Place::Feed("new.atom".to_owned()).path(language)
        ),
    };
    let xml = description.render().map_err(Problem::from)?;
    Ok(cached::answer(request, TYPE, xml))
}
