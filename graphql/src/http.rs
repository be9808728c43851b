//! The schema over HTTP: the endpoint, its written form and a playground.

use async_graphql::http::parse_query_string;
use async_graphql_poem::{GraphQLResponse, GraphQLSubscription};
use poem::error::ReadBodyError;
use poem::http::{Method, StatusCode, header};
use poem::middleware::{AddData, Cors};
use poem::web::{Data, Json, Path};
use poem::{Body, EndpointExt, IntoResponse, Request, Response, Route, get, handler};
use rust_embed::RustEmbed;
use serde_json::json;

use crate::CatalogueSchema;

/// The largest request body, in bytes.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// The playground loads from this host alone; its editor sets styles inline.
const PLAYGROUND_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets/graphiql"]
struct Playground;

/// `/graphql` (GET and POST), `/graphql/ws` for subscriptions, `/graphql/schema`,
/// and `/graphiql`.
#[must_use]
pub fn routes(schema: CatalogueSchema) -> Route {
    let cors = Cors::new()
        .allow_methods([Method::GET, Method::POST])
        .allow_header(header::CONTENT_TYPE);
    Route::new()
        .at("/graphql/ws", get(GraphQLSubscription::new(schema.clone())))
        .at(
            "/graphql",
            get(endpoint)
                .post(endpoint)
                .with(AddData::new(schema))
                .with(cors),
        )
        .at("/graphql/schema", get(written_schema))
        .at("/graphiql", get(playground))
        .at("/graphiql/:file", get(playground_file))
}

#[handler]
async fn endpoint(request: &Request, body: Body, schema: Data<&CatalogueSchema>) -> Response {
    let query: Result<async_graphql::Request, String> = if request.method() == Method::GET {
        parse_query_string(request.uri().query().unwrap_or_default())
            .map_err(|error| error.to_string())
    } else {
        match body.into_bytes_limit(MAX_BODY_BYTES).await {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| error.to_string()),
            Err(ReadBodyError::PayloadTooLarge) => {
                return refuse(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    &format!("the query is larger than {MAX_BODY_BYTES} bytes"),
                );
            }
            Err(error) => Err(error.to_string()),
        }
    };
    match query {
        Ok(query) if query.query.trim().is_empty() => refuse(
            StatusCode::BAD_REQUEST,
            "this is no GraphQL request: it has no `query`",
        ),
        Ok(query) => GraphQLResponse(schema.execute(query).await).into_response(),
        Err(error) => refuse(
            StatusCode::BAD_REQUEST,
            &format!(
                "this is no GraphQL request: {error}. Send {{\"query\": \"…\"}} as JSON, or ?query=… in the address"
            ),
        ),
    }
}

/// An error in the form in which GraphQL clients read errors.
fn refuse(status: StatusCode, message: &str) -> Response {
    Json(json!({ "errors": [{ "message": message, "extensions": { "code": "BAD_REQUEST" } }] }))
        .with_status(status)
        .into_response()
}

#[handler]
fn written_schema() -> Response {
    crate::sdl()
        .with_content_type("text/plain; charset=utf-8")
        .into_response()
}

#[handler]
fn playground() -> Response {
    asset("index.html")
}

#[handler]
fn playground_file(Path(file): Path<String>) -> Response {
    asset(&file)
}

fn asset(name: &str) -> Response {
    let content_type = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
    match Playground::get(name) {
        Some(file) => file
            .data
            .into_owned()
            .with_content_type(content_type)
            .with_header(header::CONTENT_SECURITY_POLICY, PLAYGROUND_POLICY)
            .with_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
