//! What programs can read: feeds, files, badges and the API, and how.

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};

use super::bodies::files as bodies;
use super::catalogue::Catalogue;
use super::frame::Frame;
use super::show;
use crate::exports;
use crate::freshness::Freshness;
use crate::linked::dcat;
use crate::operator::Operator;
use crate::place::Place;
use crate::schema;
use crate::seo::sitemap;
use crate::site::{Problem, Site};

/// A search, as an example of what can be followed.
const EXAMPLE: &str = "?q=zaak&licence=EUPL-1.2";

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    #[cynic(rename = "catalogue", alias)]
    freshness: Freshness,
}

#[derive(Template)]
#[template(path = "data.html")]
struct DataPage {
    frame: Frame,
    /// The feed of a search, whole.
    example: String,
    count: String,
    files: Vec<File>,
    columns: Vec<String>,
    /// The files of all organisations, one of them of a day, and their columns.
    bodies: Vec<(&'static str, String)>,
    bodies_example: String,
    body_columns: Vec<String>,
    dcat: &'static str,
    software: &'static str,
    sitemap: &'static str,
    opensearch: String,
    /// Who runs the catalogue, and who publishes it by page and name.
    operator: Operator,
    publisher: Option<(String, String)>,
}

struct File {
    href: String,
    title: String,
    what: String,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let base_url = site.base_url.of(request);
    show(page(site, request.uri().query(), &base_url).await)
}

async fn page(site: &Site, query: Option<&str>, base_url: &str) -> Result<DataPage, Problem> {
    let texts = site.texts;
    let Catalogue { contents, operator } = Catalogue::ask(site).await?;
    let answer: Answer = site.api.query(()).await?;
    let title = texts.get("data-title");
    let frame = Frame::new(site, &Place::Data, query, title, Some(&contents));
    let newest = frame.feeds.first().map_or("", |feed| feed.href.as_str());
    let file = |href: &str, key: &str| File {
        href: href.to_owned(),
        title: texts.get(key),
        what: texts.get(&format!("{key}-what")),
    };
    Ok(DataPage {
        example: format!("{base_url}{newest}{EXAMPLE}"),
        count: texts.count("data-count", contents.repositories),
        files: vec![
            file(exports::NDJSON, "data-ndjson"),
            file(&exports::with_format(exports::CSV), "data-excel"),
            file(exports::CSV, "data-csv"),
            file(exports::ADDRESSES, "data-addresses"),
            file(exports::ADDRESSES_JSON, "data-addresses-json"),
            file(exports::publishers::PATH, "data-publishers"),
        ],
        columns: exports::fields::REPOSITORY.headers(),
        bodies: vec![
            (bodies::CSV, texts.get("data-bodies-csv")),
            (bodies::JSON, texts.get("data-bodies-json")),
        ],
        bodies_example: bodies::address(bodies::CSV, Some(answer.freshness.judged())),
        body_columns: bodies::headers(),
        dcat: dcat::PATH,
        software: exports::european::SOFTWARE.path,
        sitemap: sitemap::INDEX,
        opensearch: Place::OpenSearch.path(texts.language()),
        publisher: operator.published_by(texts),
        operator,
        frame,
    })
}
