//! The description by which browsers offer this search beside their own
//! (OpenSearch 1.1).

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};

use crate::assets;
use crate::cached;
use crate::language::Language;
use crate::pages::Site;
use crate::pages::problem::Problem;
use crate::place::Place;

/// The media type of the description.
pub(crate) const TYPE: &str = "application/opensearchdescription+xml";

/// The path of the description in this language.
pub(crate) fn path(language: Language) -> String {
    format!("{}/opensearch.xml", language.prefix())
}

#[derive(Template)]
#[template(path = "opensearch.xml")]
struct Description {
    language: &'static str,
    name: String,
    what: String,
    icon: String,
    itself: String,
    overview: String,
    feed: String,
}

#[handler]
pub(crate) fn serve(request: &Request, Data(site): Data<&Site>) -> Response {
    let texts = site.texts;
    let language = texts.language();
    let home = site.home.of(request);
    let description = Description {
        language: language.tag(),
        name: texts.get("site-name"),
        what: texts.get("opensearch-what"),
        icon: format!("{home}{}", assets::address("icon.svg")),
        itself: format!("{home}{}", path(language)),
        overview: format!("{home}{}", Place::Overview.path(language)),
        feed: format!("{home}{}/feeds/new.atom", language.prefix()),
    };
    match description.render() {
        Ok(xml) => cached::answer(request, TYPE, xml),
        Err(error) => Problem::Unavailable(error.to_string()).answer(texts),
    }
}
