//! Software that people ask organisations to release, with the answers.

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};
use url::form_urlencoded;

use super::frame::{Contents, Frame};
use super::show;
use crate::api::AskError;
use crate::community::answer::Statements;
use crate::community::view::StatementView;
use crate::place::Place;
use crate::schema;
use crate::search::parameters::beginning;
use crate::site::{Problem, Site};

#[derive(cynic::QueryVariables)]
struct Wanted {
    query: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Wanted")]
struct Answer {
    catalogue: Contents,
    #[arguments(kind: [RELEASE_REQUEST], query: $query, first: 50)]
    statements: Statements,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Wanted")]
struct Few {
    #[arguments(kind: [RELEASE_REQUEST], query: $query, first: 3)]
    statements: Statements,
}

#[derive(Template)]
#[template(path = "release_requests.html")]
struct RequestsPage {
    frame: Frame,
    action: String,
    query: String,
    count: String,
    requests: Vec<StatementView>,
    nothing: Option<String>,
    /// The form for a new one; nothing where nobody can sign in.
    make: Option<String>,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, asked: Option<&str>) -> Result<RequestsPage, Problem> {
    let texts = site.texts;
    let place = Place::ReleaseRequests;
    let mut parameters = form_urlencoded::parse(asked.unwrap_or_default().as_bytes());
    let query = parameters.find(|(name, _)| name == "q");
    let query = query.map_or_else(String::new, |(_, query)| beginning(&query));
    let variables = Wanted {
        query: Some(query.clone()).filter(|query| !query.is_empty()),
    };
    let answer: Answer = site.api.query(variables).await?;
    let requests = answer.statements;
    let nothing = match query.is_empty() {
        true => "release-requests-none",
        false => "release-requests-none-found",
    };
    let title = texts.get("release-requests-title");
    Ok(RequestsPage {
        frame: Frame::new(site, &place, asked, title, Some(&answer.catalogue))
            .described(texts.get("release-requests-lead")),
        action: place.path(texts.language()),
        count: texts.count("release-requests-count", requests.total),
        nothing: requests.nodes.is_empty().then(|| texts.get(nothing)),
        requests: requests
            .nodes
            .iter()
            .map(|statement| StatementView::new(statement, texts))
            .collect(),
        make: site.has_members().then(|| new_request(site, &query)),
        query,
    })
}

/// The form for a new request, for software of this name.
fn new_request(site: &Site, name: &str) -> String {
    let path = Place::NewStatement.path(site.texts.language());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("kind", "release_request");
    if !name.is_empty() {
        query.append_pair("name", name);
    }
    format!("{path}?{}", query.finish())
}

/// Requests with the words of a search; none where nothing is searched for.
pub(super) async fn matching(site: &Site, query: &str) -> Result<Vec<StatementView>, Problem> {
    if query.trim().is_empty() {
        return Ok(Vec::new());
    }
    let variables = Wanted {
        query: Some(query.to_owned()),
    };
    let found = match site.api.query::<Few, _>(variables).await {
        Ok(answer) => answer.statements.nodes,
        // What the search itself takes may be more than words.
        Err(AskError::Refused(_)) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let views = found.iter();
    Ok(views
        .map(|statement| StatementView::new(statement, site.texts))
        .collect())
}
