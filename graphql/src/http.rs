//! The schema over HTTP: the endpoint, its written form and a playground.

use std::sync::Arc;

use async_graphql::{Request as Query, Response as Answer, ServerError, Variables};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::error::ReadBodyError;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, Endpoint, EndpointExt, IntoResponse, Request, Response, Result, Route, handler};
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::CatalogueSchema;
use crate::caching::{self, Caching, EntityTag, Reply};
use crate::error::{self, ErrorCode};
use crate::guard::RETRY_AFTER_SECONDS;
use crate::headers::{self, Kind};
use crate::metering::FromClient;
use crate::methods::get;
use crate::schema::PERSISTED_QUERY;
use crate::socket;
use crate::viewer;

/// The largest request body, in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 512 * 1024;

/// Room for an answer with a page of repositories, so that it need not grow.
const USUAL_ANSWER_BYTES: usize = 16 * 1024;

/// The media type that tells GraphQL's answers from those of something between
/// client and server, and so may have other statuses than 200.
const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// The page among the playground's files.
const PAGE: &str = "index.html";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets/graphiql"]
struct Playground;

/// The schema, and its written form.
struct Served {
    schema: CatalogueSchema,
    sdl: String,
    /// All that answers follow from beside the catalogue's state and the question.
    fixed: caching::Digested,
}

/// `/graphql` (GET and POST), `/graphql/ws` for subscriptions, `/graphql/schema`,
/// and `/graphiql`.
#[must_use]
pub fn routes(schema: CatalogueSchema) -> Route {
    let sdl = crate::sdl();
    let served = Arc::new(Served {
        schema: schema.clone(),
        fixed: caching::digest(&[
            sdl.as_bytes(),
            format!("{:?}", schema.operator()).as_bytes(),
        ]),
        sdl,
    });
    Route::new()
        .at("/graphql/ws", get(socket::endpoint(schema)))
        .at(
            "/graphql",
            get(by_get)
                .post(by_post)
                .options(preflight)
                .data(served.clone())
                .around(for_anyone),
        )
        .at(
            "/graphql/schema",
            get(written_schema.data(served)).around(for_anyone),
        )
        .at(
            "/graphiql",
            get(playground).around(headers::on_every_answer),
        )
        .at(
            "/graphiql/:file",
            get(playground_file).around(headers::on_every_answer),
        )
}

/// A query in an address.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InAddress {
    #[serde(default)]
    query: String,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

impl InAddress {
    fn into_query(self) -> Result<Query, String> {
        let json = |name: &str, text: Option<String>| match text.filter(|text| !text.is_empty()) {
            Some(text) => serde_json::from_str(&text).map_err(|error| format!("`{name}`: {error}")),
            None => Ok(serde_json::Value::Null),
        };
        let mut query = Query::new(self.query);
        query.operation_name = self.operation_name.filter(|name| !name.is_empty());
        query.variables = Variables::from_json(json("variables", self.variables)?);
        let extensions = json("extensions", self.extensions)?;
        if !extensions.is_null() {
            query.extensions = serde_json::from_value(extensions)
                .map_err(|error| format!("`extensions`: {error}"))?;
        }
        Ok(query.data(FromClient))
    }
}

/// Answers of one state of the catalogue are the same: they may be kept, and
/// asked for again by their tag.
#[handler]
async fn by_get(request: &Request, Data(served): Data<&Arc<Served>>) -> Response {
    let strict = is_strict(request);
    let asked = request
        .params::<InAddress>()
        .map_err(|error| error.to_string())
        .and_then(InAddress::into_query);
    let query = match asked {
        Ok(query) => query,
        Err(error) => return malformed(&error),
    };
    if is_empty(&query) {
        return malformed("it has no `query`");
    }
    if let Some(viewer) = viewer::of(request) {
        let query = viewer::ask_as(query, Some(viewer));
        let answer = served.schema.execute_query(query).await;
        return Reply::Private(respond(&answer, strict)).into_response();
    }
    // Before the answer: what is read later is of this state or a newer one.
    let address = request.uri().query().unwrap_or_default();
    let version = served.schema.reader().catalogue().version();
    let tag = EntityTag::of(&[
        &version.to_le_bytes(),
        &served.fixed,
        address.as_bytes(),
        &[u8::from(strict)],
    ]);
    let not_modified = caching::not_modified(request.headers(), &tag, Caching::ANSWER);
    let mut response = if let Some(response) = not_modified {
        response
    } else {
        let answer = served.schema.execute_query(query).await;
        let may_be_kept = answer.is_ok() && answer.cache_control.max_age >= 0;
        let response = respond(&answer, strict);
        if !may_be_kept {
            return Reply::Public(response, Caching::Never).into_response();
        }
        caching::tagged(response, &tag, Caching::ANSWER)
    };
    // Somebody's own answer is never this one, so that a cache that has it asks for theirs.
    caching::varies_by(response.headers_mut(), &["Accept", "Authorization"]);
    response
}

#[handler]
async fn by_post(request: &Request, body: Body, Data(served): Data<&Arc<Served>>) -> Response {
    let bytes = match body.into_bytes_limit(MAX_BODY_BYTES).await {
        Ok(bytes) => bytes,
        Err(ReadBodyError::PayloadTooLarge) => {
            return refuse(ErrorCode::QueryTooLarge.refusal(
                format!("the request is larger than {MAX_BODY_BYTES} bytes"),
                None,
            ));
        }
        Err(error) => return malformed(&error.to_string()),
    };
    if bytes.trim_ascii_start().starts_with(b"[") {
        return refuse(ErrorCode::Batch.refusal(
            "batches are not supported; send each query by itself, or ask for \
             several root fields in one query",
            None,
        ));
    }
    match serde_json::from_slice::<Query>(&bytes) {
        Ok(query) if is_empty(&query) => malformed("it has no `query`"),
        Ok(query) => {
            let query = query.data(FromClient);
            let viewer = viewer::of(request);
            let is_own = viewer.is_some();
            let query = viewer::ask_as(query, viewer);
            let answer = served.schema.execute(query).await;
            let response = respond(&answer, is_strict(request));
            if is_own {
                return Reply::Private(response).into_response();
            }
            Reply::Public(response, Caching::Revalidated).into_response()
        }
        Err(error) => malformed(&error.to_string()),
    }
}

/// A persisted query comes without its text.
fn is_empty(query: &Query) -> bool {
    query.query.trim().is_empty() && !query.extensions.contains_key(PERSISTED_QUERY)
}

/// What a browser asks before it lets a page of another site send JSON.
#[handler]
fn preflight() -> Response {
    let response = Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST")
        .header(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, Content-Type, If-None-Match",
        )
        .header(header::ACCESS_CONTROL_MAX_AGE, "86400")
        .finish();
    Reply::Public(response, Caching::Revalidated).into_response()
}

/// Lets the pages of every site read the answers that are public: one copy of it
/// serves all of them; poem's own middleware names each site instead.
async fn for_anyone<E: Endpoint>(endpoint: E, request: Request) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let mut response = endpoint.get_response(request).await;
    caching::for_every_site(&mut response);
    headers::protect(&mut response, &path);
    response.headers_mut().insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, Retry-After"),
    );
    Ok(response)
}

/// Whether the client reads answers whose status tells of errors.
fn is_strict(request: &Request) -> bool {
    let accepted = request.headers().get_all(header::ACCEPT);
    accepted
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains(GRAPHQL_RESPONSE))
}

/// The answer as JSON. Who asks for plain JSON gets 200 for whatever GraphQL
/// answers, as usual, but for what is to be tried again later.
fn respond(answer: &Answer, strict: bool) -> Response {
    let codes: Vec<ErrorCode> = answer.errors.iter().filter_map(ErrorCode::of).collect();
    let is_later = |code: &&ErrorCode| {
        let later = [
            StatusCode::SERVICE_UNAVAILABLE,
            StatusCode::TOO_MANY_REQUESTS,
        ];
        later.contains(&code.status())
    };
    let later = codes.iter().find(is_later);
    let status = match (later, codes.first()) {
        (Some(code), _) => code.status(),
        (None, Some(code)) if strict && answer.data == async_graphql::Value::Null => code.status(),
        _ => StatusCode::OK,
    };
    let content_type = if strict {
        "application/graphql-response+json; charset=utf-8"
    } else {
        "application/json; charset=utf-8"
    };
    let mut body = Vec::with_capacity(USUAL_ANSWER_BYTES);
    if serde_json::to_writer(&mut body, answer).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut response = Response::builder()
        .status(status)
        .content_type(content_type)
        .body(body);
    if later.is_some() {
        let headers = response.headers_mut();
        let wait = answer.errors.iter().find_map(error::retry_after);
        headers.insert(
            header::RETRY_AFTER,
            wait.unwrap_or(RETRY_AFTER_SECONDS).into(),
        );
    }
    response
}

/// What is no GraphQL request.
fn malformed(why: &str) -> Response {
    refuse(ErrorCode::BadRequest.refusal(
        format!(
            "this is not a GraphQL request: {why}. Send {{\"query\": \"…\"}} as JSON, or ?query=… in the address"
        ),
        None,
    ))
}

/// An error in the form in which GraphQL clients read errors.
fn refuse(error: ServerError) -> Response {
    let status = ErrorCode::of(&error).map_or(StatusCode::BAD_REQUEST, ErrorCode::status);
    let mut response = respond(&Answer::from_errors(vec![error]), false);
    response.set_status(status);
    Reply::Public(response, Caching::Never).into_response()
}

#[handler]
fn written_schema(Data(served): Data<&Arc<Served>>) -> Response {
    let sdl = served.sdl.clone();
    let response = sdl.with_content_type("text/plain; charset=utf-8");
    Reply::Public(response.into_response(), Caching::Revalidated).into_response()
}

/// A text that nobody can guess.
fn new_nonce() -> Result<String, aws_lc_rs::error::Unspecified> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The page of the playground, with a nonce of its own for the style that its editor sets.
#[handler]
fn playground() -> Response {
    let page = Playground::get(PAGE).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    let (Some(page), Ok(nonce)) = (page, new_nonce()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = page
        .replace("{nonce}", &nonce)
        .with_content_type("text/html; charset=utf-8")
        .into_response();
    response.extensions_mut().insert(Kind::Playground { nonce });
    Reply::Public(response, Caching::Never).into_response()
}

#[handler]
fn playground_file(Path(name): Path<String>) -> Response {
    let content_type = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
    match Playground::get(&name).filter(|_| name != PAGE) {
        Some(file) => {
            let response = file.data.into_owned().with_content_type(content_type);
            Reply::Public(response.into_response(), Caching::Revalidated).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
