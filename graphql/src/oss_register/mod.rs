//! The catalogue by the contract of the OSS register of developer.overheid.nl, read-only,
//! under `/oss-register/v1`: its web site and whoever else reads it work on this catalogue
//! without a change. docs/contracts.md tells what is filled and what can't be.
//!
//! It reads through the schema, as the REST twin does: what an answer is made of is a
//! selection in GraphQL beside this file, and `shapes` has the register's own forms.

mod filters;
mod labels;
mod openapi;
mod organisations;
mod paging;
mod parameters;
mod problem;
mod search;
mod shapes;

use std::sync::Arc;

use async_graphql::{Name, Request as Query, Response as Answer, Value, Variables, from_value};
use poem::http::uri::{PathAndQuery, Uri};
use poem::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Result, Route, handler};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::CatalogueSchema;
use crate::caching::{self, Caching, EntityTag, Reply};
use crate::error::ErrorCode;
use crate::headers;
use crate::methods::get;
use filters::Counted;
use organisations::Organisations;
use paging::Paging;
use parameters::{
    MOST, ORGANISATION, PAGE, PARAMETERS, PER_PAGE, Parameter, Q, QueryParameters, SORT_BY,
    SORT_ORDER,
};
use problem::Problem;
use search::List;
use shapes::{Listed, RepositoryDetail, RepositorySummary, Whole};

/// The version of the contract.
const VERSION: &str = "1.0.0";

/// Where everything is.
const ROOT: &str = "/oss-register/v1";

/// How many hits the schema passes over at a time: one less than it allows, for the hit that
/// tells the place.
const STRIDE: usize = 9_999;

/// The headers that pages of other sites may read.
const EXPOSED: &str =
    "API-Version, Link, Total-Count, Total-Pages, Per-Page, Current-Page, ETag, Retry-After";

/// The headers that pages of other sites may send; a key is let be.
const TAKEN: &str = "Origin, Content-Length, Content-Type, Authorization, API-Version, X-Api-Key, Accept, If-None-Match";

/// The parameters of each list.
const OF_ORGANISATIONS: &[&str] = &[PAGE, PER_PAGE];
const OF_ACCOUNTS: &[&str] = &[PAGE, PER_PAGE, ORGANISATION];
const OF_SEARCH: &[&str] = &[PAGE, PER_PAGE, ORGANISATION, Q];
const OF_PAGES_ALONE: &[&str] = &[PAGE, PER_PAGE, SORT_BY, SORT_ORDER];

fn of_repositories() -> Vec<&'static Parameter> {
    PARAMETERS.iter().collect()
}

fn of_filters() -> Vec<&'static Parameter> {
    let all = PARAMETERS.iter();
    all.filter(|parameter| !OF_PAGES_ALONE.contains(&parameter.name))
        .collect()
}

/// The schema, and what follows from it.
struct Served {
    schema: CatalogueSchema,
    organisations: Organisations,
    openapi: String,
    /// All that answers follow from beside the catalogue's state and the address.
    fixed: caching::Digested,
}

/// Every route under `/oss-register`.
#[must_use]
pub fn routes(schema: CatalogueSchema) -> impl Endpoint<Output = Response> {
    let organisations = Organisations::of(&schema);
    let openapi = openapi::document(schema.operator()).to_string();
    let known = serde_json::to_vec(&organisations.accounts).unwrap_or_default();
    let served = Arc::new(Served {
        fixed: caching::digest(&[crate::sdl().as_bytes(), openapi.as_bytes(), &known]),
        schema,
        organisations,
        openapi,
    });
    Route::new()
        .at(format!("{ROOT}/openapi.json"), get(openapi_document))
        .at(format!("{ROOT}/organisations"), get(organisations_list))
        .at(format!("{ROOT}/git-organisations"), get(accounts_list))
        .at(format!("{ROOT}/repositories"), get(repositories))
        .at(
            format!("{ROOT}/repositories/filters"),
            get(repository_filters),
        )
        .at(
            format!("{ROOT}/repositories/_search"),
            get(repository_search),
        )
        .at(format!("{ROOT}/repositories/:id"), get(repository))
        .data(served)
        .around(by_the_rules)
}

/// What holds for every answer: only reading, for pages of every site, with the version, and
/// every error in the register's form.
async fn by_the_rules<E: Endpoint>(endpoint: E, mut request: Request) -> Result<Response> {
    with_single_slashes(&mut request);
    let path = request.uri().path().to_owned();
    let mut response = match *request.method() {
        Method::GET | Method::HEAD => endpoint.get_response(request).await,
        Method::OPTIONS => {
            let allowed = StatusCode::NO_CONTENT.into_response();
            Reply::Public(allowed, Caching::Revalidated).into_response()
        }
        _ => Problem::of(StatusCode::METHOD_NOT_ALLOWED).into_response(),
    };
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if is_error && !problem::is_one(&response) {
        response = Problem::of(status).into_response();
    }
    caching::for_every_site(&mut response);
    headers::protect(&mut response, &path);
    let headers = response.headers_mut();
    let fixed = [
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED),
        (HeaderName::from_static("api-version"), VERSION),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if matches!(
        status,
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NO_CONTENT
    ) {
        let methods = HeaderValue::from_static("GET, HEAD, OPTIONS");
        headers.insert(header::ALLOW, methods.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(TAKEN),
        );
    }
    Ok(response)
}

/// Clients put `/v1` and `/repositories` together with a slash too many.
fn with_single_slashes(request: &mut Request) {
    let uri = request.uri();
    if !uri.path().contains("//") {
        return;
    }
    let path: Vec<&str> = uri
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let single = format!("/{}{query}", path.join("/"));
    if let Ok(single) = PathAndQuery::try_from(single) {
        let mut parts = std::mem::take(request.uri_mut()).into_parts();
        parts.path_and_query = Some(single);
        *request.uri_mut() = Uri::from_parts(parts).unwrap_or_default();
    }
}

#[handler]
fn openapi_document(Data(served): Data<&Arc<Served>>) -> Response {
    caching::description(&served.openapi)
}

/// Every organisation; the size of the page is the register's own.
#[handler]
async fn organisations_list(request: &Request, Data(served): Data<&Arc<Served>>) -> Response {
    let answer = async |served: &Served, query: &str| {
        let parameters = QueryParameters::read(&parameters::of(OF_ORGANISATIONS), query)?;
        let paging = Paging {
            per_page: MOST,
            ..Paging::of(&parameters)
        };
        Ok(slice(&served.organisations.all, paging, request))
    };
    served.kept(request, answer).await
}

#[handler]
async fn accounts_list(request: &Request, Data(served): Data<&Arc<Served>>) -> Response {
    let answer = async |served: &Served, query: &str| {
        let parameters = QueryParameters::read(&parameters::of(OF_ACCOUNTS), query)?;
        let all = &served.organisations.accounts;
        let paging = Paging::of(&parameters);
        Ok(match parameters.text(ORGANISATION) {
            None => slice(all, paging, request),
            Some(uri) => {
                let own = all.iter().filter(|account| account.organisation.uri == uri);
                slice(&own.collect::<Vec<_>>(), paging, request)
            }
        })
    };
    served.kept(request, answer).await
}

#[handler]
async fn repositories(request: &Request, Data(served): Data<&Arc<Served>>) -> Response {
    let answer = async |served: &Served, query: &str| {
        let parameters = QueryParameters::read(&of_repositories(), query)?;
        served.list(request, &parameters, List::Filtered).await
    };
    served.kept(request, answer).await
}

#[handler]
async fn repository_search(request: &Request, Data(served): Data<&Arc<Served>>) -> Response {
    let answer = async |served: &Served, query: &str| {
        let parameters = QueryParameters::read(&parameters::of(OF_SEARCH), query)?;
        if parameters.text(Q).is_none() {
            return Err(Problem::missing(Q));
        }
        served.list(request, &parameters, List::Searched).await
    };
    served.kept(request, answer).await
}

#[handler]
async fn repository_filters(request: &Request, Data(served): Data<&Arc<Served>>) -> Response {
    let answer = async |served: &Served, query: &str| {
        let parameters = QueryParameters::read(&of_filters(), query)?;
        let mut variables = search::variables(&parameters, List::Filtered, &served.organisations);
        variables.insert(Name::new("first"), 1.into());
        let facets = filters::facets(&parameters).into_iter();
        let facets = facets.map(|facet| Value::Enum(Name::new(facet)));
        variables.insert(Name::new("facets"), Value::List(facets.collect()));
        let counted: Counted = read(served.ask(search::COUNTS, variables).await?)?;
        let groups = filters::groups(&parameters, &counted, &served.organisations);
        Ok(as_json(&groups))
    };
    served.kept(request, answer).await
}

#[handler]
async fn repository(
    request: &Request,
    Path(id): Path<String>,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    // What was no UTF-8 comes with the replacement character in its place.
    if id.contains(['\0', '\u{fffd}']) {
        return Problem::unreadable_id().into_response();
    }
    let answer = async |served: &Served, _: &str| {
        let no_such = || Problem::of(StatusCode::NOT_FOUND);
        let id = id
            .parse::<bronwijzer_index::Uuid>()
            .map_err(|_| no_such())?;
        let mut variables = Variables::default();
        variables.insert(Name::new("uuid"), id.to_string().into());
        let found = served.ask(search::ONE, variables).await?;
        if matches!(found, Value::Null) || *field(&found, "gone") != Value::Null {
            return Err(no_such());
        }
        let listed: Listed = read(found.clone())?;
        let whole: Whole = read(found)?;
        Ok(as_json(&RepositoryDetail::of(
            listed,
            whole,
            &served.organisations,
        )))
    };
    served.kept(request, answer).await
}

impl Served {
    /// A page of repositories with its headers.
    async fn list(
        &self,
        request: &Request,
        parameters: &QueryParameters,
        list: List,
    ) -> Result<Response, Problem> {
        let paging = Paging::of(parameters);
        let mut variables = search::variables(parameters, list, &self.organisations);
        let mut skip = paging.skip();
        // Far behind the first page the place is looked up a stretch at a time, as the schema
        // passes over so many at once.
        while skip + paging.per_page > STRIDE {
            variables.insert(Name::new("first"), 1.into());
            let step = skip.min(STRIDE);
            variables.insert(Name::new("offset"), step.saturating_sub(1).into());
            let found = self.ask(search::PLACE, variables.clone()).await?;
            let total = total(&found);
            let end = field(field(&found, "pageInfo"), "endCursor").clone();
            if end == Value::Null || paging.skip() >= total {
                let none: &[RepositorySummary] = &[];
                return Ok(with_paging(as_json(&none), paging, total, request));
            }
            variables.insert(Name::new("after"), end);
            skip -= step;
        }
        variables.insert(Name::new("first"), paging.per_page.into());
        variables.insert(Name::new("offset"), skip.into());
        let found = self.ask(search::PAGE, variables).await?;
        let total = total(&found);
        let listed: Vec<Listed> = read(field(&found, "nodes").clone())?;
        let known = &self.organisations;
        let listed = listed.into_iter();
        let listed: Vec<_> = listed
            .map(|listed| RepositorySummary::of(listed, known))
            .collect();
        Ok(with_paging(as_json(&listed), paging, total, request))
    }

    /// Asks the schema. Queries here give what they are about the name `found`.
    async fn ask(&self, query: &str, variables: Variables) -> Result<Value, Problem> {
        let query = Query::new(query).variables(variables);
        let Answer { data, errors, .. } = self.schema.execute(query).await;
        if let Some(error) = errors.first() {
            let code = ErrorCode::of(error).unwrap_or(ErrorCode::Internal);
            return Err(Problem::of_schema(code, &error.message));
        }
        match data {
            Value::Object(mut fields) => Ok(fields.swap_remove("found").unwrap_or_default()),
            _ => Err(Problem::of(StatusCode::INTERNAL_SERVER_ERROR)),
        }
    }

    /// The answer, unless the asker has it already.
    async fn kept<F>(&self, request: &Request, answer: F) -> Response
    where
        F: AsyncFnOnce(&Self, &str) -> Result<Response, Problem>,
    {
        // Before the answer: what is read later is of this state or a newer one.
        let address = request.uri().to_string();
        let version = self.schema.reader().catalogue().version();
        let tag = EntityTag::of(&[&version.to_le_bytes(), &self.fixed, address.as_bytes()]);
        if let Some(response) = caching::not_modified(request.headers(), &tag, Caching::ANSWER) {
            return response;
        }
        match answer(self, request.uri().query().unwrap_or_default()).await {
            Ok(response) => caching::tagged(response, &tag, Caching::ANSWER),
            Err(problem) => problem.into_response(),
        }
    }
}

/// A page of what is in memory.
fn slice<T: Serialize + Sync>(all: &[T], paging: Paging, request: &Request) -> Response {
    let page = all.get(paging.skip()..).unwrap_or_default();
    let page = &page[..page.len().min(paging.per_page)];
    with_paging(as_json(&page), paging, all.len(), request)
}

fn with_paging(
    mut response: Response,
    paging: Paging,
    total: usize,
    request: &Request,
) -> Response {
    let (path, query) = (request.uri().path(), request.uri().query());
    paging.add_to(&mut response, total, path, query.unwrap_or_default());
    response
}

fn total(found: &Value) -> usize {
    match field(found, "total") {
        Value::Number(number) => number.as_u64().and_then(|total| total.try_into().ok()),
        _ => None,
    }
    .unwrap_or_default()
}

/// What the schema gave, as what is made of it.
fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    from_value(value).map_err(|error| {
        tracing::error!("the schema answers in another form than it is asked for: {error}");
        Problem::of(StatusCode::INTERNAL_SERVER_ERROR)
    })
}

/// A field of an object; null when it has none of that name.
fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    match value {
        Value::Object(fields) => fields.get(name).unwrap_or(&Value::Null),
        _ => &Value::Null,
    }
}

fn as_json(body: &(impl Serialize + Sync)) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => Response::builder()
            .content_type("application/json; charset=utf-8")
            .body(body),
        Err(_) => Problem::of(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
    }
}
