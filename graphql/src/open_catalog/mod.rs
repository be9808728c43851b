//! The catalogue by the Open Catalog API, under `/v1`: the contract by which catalogues of
//! public software in Italy, Switzerland and Europe are read, and on which crawlers, issue
//! openers and sites are built. It is read-only here.
//!
//! Source: `open-catalog-api.oas.yaml` of <https://github.com/publiccodeyml/open-catalog-api>
//! and, for what it leaves open, what its reference implementation does. `docs/contracts.md`
//! tells what is filled from what.

mod analysis;
mod catalogs;
mod list;
mod logs;
mod openapi;
mod parameters;
mod problem;
mod publishers;
mod software;

use std::sync::Arc;

use async_graphql::{Request as Query, Variables, from_value};
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::web::{Data, Json, Path};
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Result, Route, handler};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Mutex;

use crate::CatalogueSchema;
use crate::caching::{self, Caching, EntityTag, Reply};
use crate::error::ErrorCode;
use crate::headers;
use crate::methods::get;
use parameters::QueryParameters;
use problem::Problem;
use publishers::Publisher;

/// Where everything is.
const ROOT: &str = "/v1";

/// What can be done here.
const METHODS: &str = "GET, HEAD, OPTIONS";

/// Puts a finding of the check of publiccode.yml into English words, by its rule and its
/// facts, each a name and a value.
pub type FindingWords = fn(rule: &str, facts: &[(&str, &str)]) -> String;

/// The schema, and what follows from it.
struct Served {
    schema: CatalogueSchema,
    words: FindingWords,
    /// What is asked of a repository for its analysis.
    analysis: String,
    openapi: String,
    /// All publishers, and the state of the catalogue that they are of.
    publishers: Mutex<Option<(u64, Arc<[Publisher]>)>>,
}

/// Every route under `/v1`. `words` says in English what a check found.
#[must_use]
pub fn routes(schema: CatalogueSchema, words: FindingWords) -> impl Endpoint<Output = Response> {
    let served = Arc::new(Served {
        schema,
        words,
        analysis: analysis::selection(),
        openapi: openapi::document().to_string(),
        publishers: Mutex::default(),
    });
    Route::new()
        .at(format!("{ROOT}/status"), get(answers))
        .at(format!("{ROOT}/openapi.json"), get(openapi_document))
        .at(format!("{ROOT}/:list"), get(entries))
        .at(format!("{ROOT}/:list/:id"), get(entry))
        .at(format!("{ROOT}/:list/:id/:below"), get(part))
        .data(served)
        .around(by_the_contract)
}

/// What holds for every answer: only reading, for pages of every site, and every error told
/// as a problem.
async fn by_the_contract<E: Endpoint>(endpoint: E, request: Request) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let mut response = match *request.method() {
        Method::GET | Method::HEAD => endpoint.get_response(request).await,
        Method::OPTIONS => options(),
        _ => Problem::read_only().into_response(),
    };
    let status = response.status();
    if status.is_client_error() && !problem::is_one(&response) {
        response = Problem::of_status(status).into_response();
    }
    caching::for_every_site(&mut response);
    headers::protect(&mut response, &path);
    let headers = response.headers_mut();
    let exposed = HeaderValue::from_static("ETag, Retry-After");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static(METHODS));
    }
    Ok(response)
}

fn options() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ALLOW, METHODS),
        (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, If-None-Match",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Reply::Public(response, Caching::Revalidated).into_response()
}

/// The program answers.
#[handler]
fn answers() -> Response {
    Reply::Public(StatusCode::NO_CONTENT.into_response(), Caching::Never).into_response()
}

#[handler]
fn openapi_document(Data(served): Data<&Arc<Served>>) -> Response {
    caching::description(&served.openapi)
}

#[handler]
async fn entries(
    request: &Request,
    Path(list): Path<String>,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    let parameters = QueryParameters::read(request.uri().query());
    let answer = async |served: &Served| match list.as_str() {
        "software" => served.software_list(&parameters).await,
        "publishers" => served.publisher_list(&parameters).await,
        "catalogs" => served.catalog_list(&parameters).await,
        "logs" => served.log_list(&parameters).await,
        _ => Err(Problem::of_status(StatusCode::NOT_FOUND)),
    };
    served.kept(request, answer).await
}

#[handler]
async fn entry(
    request: &Request,
    Path((list, id)): Path<(String, String)>,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    let answer = async |served: &Served| match list.as_str() {
        "software" => served.software(&id).await,
        "publishers" => served.publisher(&id).await,
        "catalogs" => {
            served.check_catalog(&id)?;
            served.one_catalog().await
        }
        "logs" => served.log(&id).await,
        _ => Err(Problem::of_status(StatusCode::NOT_FOUND)),
    };
    served.kept(request, answer).await
}

#[handler]
async fn part(
    request: &Request,
    Path((list, id, below)): Path<(String, String, String)>,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    let parameters = QueryParameters::read(request.uri().query());
    let answer = async |served: &Served| {
        if list == "catalogs" {
            served.check_catalog(&id)?;
        }
        match (list.as_str(), below.as_str()) {
            ("software", "logs") => served.software_logs(&id, &parameters).await,
            ("software", "analysis") => served.software_analysis(&id).await,
            ("catalogs", "software") => served.software_list(&parameters).await,
            ("catalogs", "publishers") => served.publisher_list(&parameters).await,
            ("catalogs", "logs") => served.log_list(&parameters).await,
            ("catalogs", "analysis") => served.catalog_analysis().await,
            _ => Err(Problem::of_status(StatusCode::NOT_FOUND)),
        }
    };
    served.kept(request, answer).await
}

/// What queries for one thing answer.
#[derive(Deserialize)]
struct Found<T> {
    found: T,
}

impl Served {
    /// The state of the catalogue that is read.
    fn version(&self) -> u64 {
        self.schema.reader().catalogue().version()
    }

    /// Asks the schema for one thing, which the query calls `found`.
    async fn ask<T: DeserializeOwned>(&self, query: Query) -> Result<T, Problem> {
        let Found { found } = self.ask_all(query).await?;
        Ok(found)
    }

    /// Asks the schema.
    async fn ask_all<T: DeserializeOwned>(&self, query: Query) -> Result<T, Problem> {
        let answer = self.schema.execute(query).await;
        if let Some(error) = answer.errors.first() {
            let code = ErrorCode::of(error).unwrap_or(ErrorCode::Internal);
            return Err(Problem::of(code, &error.message));
        }
        from_value(answer.data).map_err(|error| {
            tracing::error!("the schema answered in another form than asked for: {error}");
            Problem::of(ErrorCode::Internal, "the catalogue failed")
        })
    }

    /// The repository with a UUID; `None` for what is no UUID.
    async fn repository<T: DeserializeOwned>(
        &self,
        id: &str,
        selection: &str,
    ) -> Result<Option<T>, Problem> {
        if id.parse::<bronwijzer_index::Uuid>().is_err() {
            return Ok(None);
        }
        self.one(
            &format!("$id: UUID!) {{ found: repository(uuid: $id) {selection} }}"),
            id,
        )
        .await
    }

    /// The repository at an address now or before; `None` for what is no address.
    async fn repository_at<T: DeserializeOwned>(
        &self,
        url: &str,
        selection: &str,
    ) -> Result<Option<T>, Problem> {
        let query = format!("$id: String!) {{ found: repository(url: $id) {selection} }}");
        match self.one(&query, url).await {
            Err(problem) if problem.is_bad_request() => Ok(None),
            found => found,
        }
    }

    async fn one<T: DeserializeOwned>(&self, query: &str, id: &str) -> Result<Option<T>, Problem> {
        let variables = Variables::from_json(json!({ "id": id }));
        self.ask(Query::new(format!("query({query}")).variables(variables))
            .await
    }

    /// The answer, unless the asker has it already.
    async fn kept<F>(&self, request: &Request, answer: F) -> Response
    where
        F: AsyncFnOnce(&Self) -> Result<Response, Problem>,
    {
        // Before the answer: what is read later is of this state or a newer one.
        let address = request.uri().to_string();
        let version = self.version().to_le_bytes();
        let tag = EntityTag::of(&[&version, self.openapi.as_bytes(), address.as_bytes()]);
        if let Some(response) = caching::not_modified(request.headers(), &tag, Caching::ANSWER) {
            return response;
        }
        match answer(self).await {
            Ok(response) => caching::tagged(response, &tag, Caching::ANSWER),
            Err(problem) => problem.into_response(),
        }
    }
}

fn as_json(body: &(impl Serialize + Sync)) -> Response {
    Json(body).into_response()
}
