//! The catalogue by plain addresses: a REST twin of the schema, for who wants a URL,
//! under `/api/v1`. It only reads, but for the scans that programs hand in.
//!
//! It follows the [Dutch API Design Rules](https://gitdocumentatie.logius.nl/publicatie/api/adr/).
//! Nothing is declared twice: what an answer holds is a selection in GraphQL
//! beside this file, and parameters, types and descriptions are those of the
//! schema. So a new facet is a new parameter here, and its OpenAPI document
//! tells of it.

pub(crate) mod openapi;
mod parameters;
mod problem;
mod publiccode;
mod resource;
mod scans;
mod scans_openapi;
pub(crate) mod types;

use std::sync::Arc;

use async_graphql::{Request as Query, Response as Answer, Value, Variables};
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::web::{Data, Json, Path};
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Result, Route, handler};
use serde::Serialize;
use serde_json::json;

use crate::CatalogueSchema;
use crate::caching::{self, Caching, EntityTag, Reply};
use crate::error::ErrorCode;
use crate::guard::RETRY_AFTER_SECONDS;
use crate::headers;
use crate::methods::{get, post};
pub(crate) use openapi::contact;
use problem::Problem;
use resource::{FIGURES, Figures, RESOURCES, Resource};
use scans::Takes;
use types::Types;

/// The version of this API, by semantic versioning; its major number is in the
/// addresses.
const VERSION: &str = "1.0.0";

/// Where everything is.
const ROOT: &str = "/api/v1";

/// The schema, and what follows from it.
struct Served {
    schema: CatalogueSchema,
    resources: Vec<Resource>,
    figures: Vec<Figures>,
    openapi: String,
    /// Of [`Served::openapi`], which all answers follow from.
    fixed: caching::Digested,
}

/// Every route under `/api`.
#[must_use]
pub fn routes(schema: CatalogueSchema) -> impl Endpoint<Output = Response> {
    let types = Types::of(&crate::sdl());
    let resources: Vec<Resource> = RESOURCES
        .iter()
        .filter_map(|declared| Resource::new(declared, &types))
        .collect();
    let figures: Vec<Figures> = FIGURES
        .iter()
        .filter_map(|declared| Figures::new(declared, &types))
        .collect();
    let openapi = openapi::document(&resources, &figures, &types, schema.operator()).to_string();
    let served = Arc::new(Served {
        schema,
        resources,
        figures,
        fixed: caching::digest(&[openapi.as_bytes()]),
        openapi,
    });
    Route::new()
        .at(ROOT, get(root))
        .at(format!("{ROOT}/openapi.json"), get(openapi_document))
        .at(format!("{ROOT}/scans"), post(scans::submit_any))
        .at(
            format!("{ROOT}/repositories/:id/scans"),
            get(scans::list).post(scans::submit),
        )
        .at(format!("{ROOT}/:resource"), get(list))
        .at(format!("{ROOT}/:resource/:id"), get(one))
        .at(format!("{ROOT}{}", publiccode::PATH), get(publiccode::text))
        .data(served)
        .around(by_the_rules)
}

/// What holds for every answer: only reading, but for scans, for pages of every site, with
/// the version, and every error told as a problem.
async fn by_the_rules<E: Endpoint>(endpoint: E, request: Request) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let takes_scans = scans::takes(&path);
    let mut response = match *request.method() {
        Method::GET | Method::HEAD => endpoint.get_response(request).await,
        Method::POST if takes_scans.is_some() => endpoint.get_response(request).await,
        Method::OPTIONS => public(StatusCode::NO_CONTENT.into_response()),
        _ => Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "the catalogue can be read, and not be written to; use GET",
        )
        .into_response(),
    };
    let status = response.status();
    if status.is_client_error() && !problem::is_one(&response) {
        response = Problem::new(
            status,
            format!("there is nothing at this address; {ROOT} tells what there is"),
        )
        .into_response();
    }
    caching::for_every_site(&mut response);
    headers::protect(&mut response, &path);
    let headers = response.headers_mut();
    let fixed = [
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "API-Version, ETag, Link, Retry-After",
        ),
        (header::HeaderName::from_static("api-version"), VERSION),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if matches!(
        status,
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NO_CONTENT
    ) {
        let methods = HeaderValue::from_static(match takes_scans {
            Some(Takes::Alone) => "OPTIONS, POST",
            Some(Takes::AndGives) => "GET, HEAD, OPTIONS, POST",
            None => "GET, HEAD, OPTIONS",
        });
        headers.insert(header::ALLOW, methods.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("Accept, If-None-Match"),
        );
    }
    Ok(response)
}

/// Where to go from here.
#[handler]
fn root(Data(served): Data<&Arc<Served>>) -> Response {
    let mut links = serde_json::Map::new();
    links.insert("self".to_owned(), ROOT.into());
    links.insert("openapi".to_owned(), format!("{ROOT}/openapi.json").into());
    for resource in &served.resources {
        links.insert(resource.name().to_owned(), resource.address().into());
    }
    for figures in &served.figures {
        links.insert(figures.name().to_owned(), figures.address().into());
    }
    public(as_json(&json!({ "version": VERSION, "links": links })))
}

#[handler]
fn openapi_document(Data(served): Data<&Arc<Served>>) -> Response {
    caching::description(&served.openapi)
}

#[handler]
async fn list(
    request: &Request,
    Path(name): Path<String>,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    let asked = request.uri().query().unwrap_or_default();
    if let Some(figures) = served.figures.iter().find(|known| known.name() == name) {
        return served.figures(request, figures, asked).await;
    }
    let Some(resource) = served.resource(&name) else {
        return not_found();
    };
    let variables = match parameters::variables(&resource.parameters, asked) {
        Ok(variables) => variables,
        Err(problem) => return problem.into_response(),
    };
    let answer = async |served: &Served| {
        let query = Query::new(resource.list_query.clone()).variables(variables);
        let page = served.ask(query).await?;
        let end = field(&page, "pageInfo");
        let has_next = *field(end, "hasNextPage") == Value::Boolean(true);
        let next = text(field(end, "endCursor"))
            .filter(|_| has_next)
            .map(|cursor| parameters::with_cursor(&resource.address(), asked, cursor));
        let own = match asked {
            "" => resource.address(),
            asked => format!("{}?{asked}", resource.address()),
        };
        let mut response = as_json(&List {
            total: field(&page, "total"),
            items: field(&page, "nodes"),
            links: Links {
                own: &own,
                next: next.as_deref(),
            },
        });
        if let Some(next) = next
            && let Ok(link) = HeaderValue::from_str(&format!("<{next}>; rel=\"next\""))
        {
            response.headers_mut().insert(header::LINK, link);
        }
        Ok(response)
    };
    served.kept(request, answer).await
}

#[handler]
async fn one(
    request: &Request,
    Path((name, id)): Path<(String, String)>,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    let Some(resource) = served.resource(&name) else {
        return not_found();
    };
    if let Err(problem) = parameters::variables(&[], request.uri().query().unwrap_or_default()) {
        return problem.into_response();
    }
    let answer = async |served: &Served| {
        let variables = Variables::from_json(json!({ "id": id }));
        let query = Query::new(resource.item_query.clone()).variables(variables);
        match served.ask(query).await? {
            Value::Null => Err(Problem::new(
                StatusCode::NOT_FOUND,
                format!("there is nothing with this identifier among the {name}"),
            )),
            item if *field(&item, "gone") != Value::Null => {
                Err(no_longer_public(field(&item, "gone")))
            }
            item => Ok(as_json(&item)),
        }
    };
    served.kept(request, answer).await
}

/// The answer of a list, written as the schema gave it.
#[derive(Serialize)]
struct List<'a> {
    total: &'a Value,
    items: &'a Value,
    links: Links<'a>,
}

#[derive(Serialize)]
struct Links<'a> {
    #[serde(rename = "self")]
    own: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a str>,
}

/// A field of an object; null when it has none of that name.
fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    match value {
        Value::Object(fields) => fields.get(name).unwrap_or(&Value::Null),
        _ => &Value::Null,
    }
}

/// The text of a string or of an enum's value.
fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Enum(name) => Some(name),
        _ => None,
    }
}

/// What is answered for a repository that left.
fn no_longer_public(gone: &Value) -> Problem {
    let (kind, since) = (text(field(gone, "kind")), text(field(gone, "noticedAt")));
    Problem::new(
        StatusCode::GONE,
        format!(
            "this repository left the catalogue ({}); noticed at {}",
            kind.unwrap_or_default(),
            since.unwrap_or_default()
        ),
    )
}

impl Served {
    fn resource(&self, name: &str) -> Option<&Resource> {
        self.resources.iter().find(|known| known.name() == name)
    }

    /// Answers with figures.
    async fn figures(&self, request: &Request, figures: &Figures, asked: &str) -> Response {
        let variables = match parameters::variables(&figures.parameters, asked) {
            Ok(variables) => variables,
            Err(problem) => return problem.into_response(),
        };
        let answer = async |served: &Self| {
            let query = Query::new(figures.query.clone()).variables(variables);
            match served.ask(query).await? {
                Value::Null => Err(Problem::new(
                    StatusCode::NOT_FOUND,
                    format!("no figures are kept of this day; {ROOT}/body-history has the days"),
                )),
                items @ Value::List(_) => Ok(as_json(&json!({ "items": items }))),
                figures => Ok(as_json(&figures)),
            }
        };
        self.kept(request, answer).await
    }

    /// Asks the schema. Queries here give what they are about the name `found`.
    async fn ask(&self, query: Query) -> Result<Value, Problem> {
        let Answer { data, errors, .. } = self.schema.execute(query).await;
        if let Some(error) = errors.first() {
            let code = ErrorCode::of(error).unwrap_or(ErrorCode::Internal);
            return Err(Problem::of(code, &error.message));
        }
        let Value::Object(mut fields) = data else {
            return Err(Problem::of(ErrorCode::Internal, "the response is empty"));
        };
        Ok(fields.swap_remove("found").unwrap_or_default())
    }

    /// The answer, unless the asker has it already.
    async fn kept<F>(&self, request: &Request, answer: F) -> Response
    where
        F: AsyncFnOnce(&Self) -> Result<Response, Problem>,
    {
        // Before the answer: what is read later is of this state or a newer one.
        let address = request.uri().to_string();
        let version = self.schema.reader().catalogue().version();
        let tag = EntityTag::of(&[&version.to_le_bytes(), &self.fixed, address.as_bytes()]);
        if let Some(response) = caching::not_modified(request.headers(), &tag, Caching::ANSWER) {
            return response;
        }
        match answer(self).await {
            Ok(response) => caching::tagged(response, &tag, Caching::ANSWER),
            Err(problem) => {
                let mut response = problem.into_response();
                if response.status() == StatusCode::SERVICE_UNAVAILABLE {
                    let headers = response.headers_mut();
                    headers.insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
                }
                response
            }
        }
    }
}

/// A public answer that is asked about each time.
fn public(response: Response) -> Response {
    Reply::Public(response, Caching::Revalidated).into_response()
}

fn not_found() -> Response {
    Problem::new(
        StatusCode::NOT_FOUND,
        format!("there is nothing at this address; {ROOT} tells what there is"),
    )
    .into_response()
}

fn as_json(body: &(impl Serialize + Sync)) -> Response {
    Json(body).into_response()
}
