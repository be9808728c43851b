//! What language models are told, by the convention of [llms.txt](https://llmstxt.org/): what
//! the catalogue is, where a program asks it, and how it is cited.

use askama::Template;
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem::{Request, Response, handler};

use crate::cached;
use crate::exports;
use crate::language::Language;
use crate::linked::dcat;
use crate::operator::Operator;
use crate::place::Place;
use crate::schema;
use crate::seo::sitemap;
use crate::site::{Problem, Site};

/// The path of the file.
pub(crate) const PATH: &str = "/llms.txt";

/// Where one asks.
const ASK: &[(&str, &str)] = &[
    (
        "/mcp",
        "Model Context Protocol (streamable HTTP, read-only, no sign-in): search, compare, check publiccode.yml",
    ),
    ("/api/v1", "REST, by plain addresses"),
    ("/api/v1/openapi.json", "OpenAPI document of REST"),
    (
        "/oss-register/v1/repositories",
        "REST by the contract of the OSS register of developer.overheid.nl",
    ),
    ("/graphql", "GraphQL, by GET and POST"),
    ("/graphql/schema", "the schema of GraphQL"),
];

/// Where one gets all of it.
const COPY: &[(&str, &str)] = &[
    (exports::NDJSON, "all repositories, a line of JSON each"),
    (exports::CSV, "all repositories, as a table"),
    (dcat::PATH, "the catalogue described by DCAT"),
    (sitemap::INDEX, "every page"),
];

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    catalogue: Catalogue,
}

#[derive(cynic::QueryFragment)]
struct Catalogue {
    as_of: Option<DateTime<Utc>>,
    repositories: u64,
    organisations: u64,
    assessed_at: DateTime<Utc>,
    #[cynic(spread)]
    operator: Operator,
}

#[derive(Template)]
#[template(path = "llms.txt")]
struct Llms {
    base_url: String,
    as_of: Option<String>,
    repositories: u64,
    organisations: u64,
    ask: &'static [(&'static str, &'static str)],
    copy: &'static [(&'static str, &'static str)],
    /// Title and path.
    pages: Vec<(String, String)>,
    example_day: String,
    operator: Operator,
    /// The page and the name of who publishes it.
    publisher: Option<(String, String)>,
    about: String,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let Answer { catalogue } = site.api.query(()).await.map_err(Problem::from)?;
    let english = site.in_language(Language::English);
    let texts = english.texts;
    let day = |at: DateTime<Utc>| at.date_naive().to_string();
    let in_menu = |place: &Place| Place::MENU.iter().any(|(other, _)| other == place);
    let in_footer = Place::FOOTER.iter().filter(|(place, _)| !in_menu(place));
    let places = Place::MENU.iter().chain(in_footer);
    let file = Llms {
        base_url: site.base_url.of(request),
        as_of: catalogue.as_of.map(day),
        repositories: catalogue.repositories,
        organisations: catalogue.organisations,
        ask: ASK,
        copy: COPY,
        pages: places
            .map(|(place, title)| (texts.get(title), place.path(Language::English)))
            .collect(),
        example_day: day(catalogue.as_of.unwrap_or(catalogue.assessed_at)),
        publisher: catalogue.operator.published_by(texts),
        operator: catalogue.operator,
        about: Place::About.path(Language::English),
    };
    let text = file.render().map_err(Problem::from)?;
    Ok(cached::answer(request, "text/plain; charset=utf-8", text))
}
