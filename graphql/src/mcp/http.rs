//! The server over HTTP: one address, one answer to each request, and nothing that is kept of a
//! client. What comes by another name than the site's own is refused, so that no page of another
//! site can lead a browser here (DNS rebinding).

use std::io;
use std::sync::Arc;

use http_body_util::BodyExt;
use poem::endpoint::make;
use poem::http::{StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Route};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::json;
use url::Url;

use super::PATH;
use super::server::Server;
use crate::CatalogueSchema;
use crate::caching::Reply;
use crate::headers;
use crate::http::MAX_BODY_BYTES;

type Service = StreamableHttpService<Server, NeverSessionManager>;

/// By which names the server can be reached.
#[derive(Debug, Clone, Default)]
pub struct Reachable {
    /// Where the site stands on the web, if its owner says so.
    pub site: Option<Url>,
    /// The address of this machine that it listens on, unless that is every one.
    pub listens: Option<std::net::IpAddr>,
    /// Other hosts by which the owner lets it be reached.
    pub also: Vec<String>,
}

/// This machine, by each of its names.
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

impl Reachable {
    /// Hosts that requests may name, without ports.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        let site = self.site.as_ref().and_then(Url::host_str);
        let listens = self.listens.map(|address| address.to_string());
        let local = LOCAL.map(str::to_owned);
        local
            .into_iter()
            .chain(site.map(str::to_owned))
            .chain(listens)
            .chain(self.also.iter().cloned())
            .collect()
    }

    /// Sites whose pages may ask: this one, and tools on the machine of who looks.
    fn origins(&self) -> Vec<String> {
        let site = self.site.as_ref().and_then(|site| {
            let (host, port) = (site.host_str()?, site.port_or_known_default()?);
            Some(format!("{}://{host}:{port}", site.scheme()))
        });
        let local = LOCAL.iter().map(|name| format!("http://{name}:*"));
        local.chain(site).collect()
    }
}

/// The route [`PATH`].
#[must_use]
pub fn routes(
    schema: CatalogueSchema,
    reachable: &Reachable,
) -> impl Endpoint<Output = Response> + use<> {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(MAX_BODY_BYTES)
        .with_allowed_hosts(reachable.hosts())
        .with_allowed_origins(reachable.origins())
        .enforce_origin_validation();
    let server = Server::new(schema, reachable.site.clone());
    let service = StreamableHttpService::new(
        move || Ok(server.clone()),
        Arc::new(NeverSessionManager::default()),
        config,
    );
    Route::new().at(PATH, make(move |request| answer(request, service.clone())))
}

/// Answers one request.
async fn answer(request: Request, service: Service) -> poem::Result<Response> {
    let request: poem::http::Request<_> = request.into();
    let answer = service.handle(request).await;
    let answer = answer.map(|body| body.map_err(|never| -> io::Error { match never {} }));
    let mut response = Response::from(answer);
    let is_json = response
        .content_type()
        .is_some_and(|kind| kind.starts_with("application/json"));
    if response.status().is_client_error() && !is_json {
        response = refusal(&response);
    }
    let mut response = Reply::Private(response).into_response();
    headers::protect(&mut response, PATH);
    Ok(response)
}

/// Why the SDK refused a request before it was read, in the form of the protocol's errors.
fn refusal(refused: &Response) -> Response {
    let (code, why) = match refused.status() {
        StatusCode::FORBIDDEN => (
            -32600,
            "The request names a host, or comes from a page of a site, that is not the server's \
             own. Who runs the server sets `public_url` to its address on the web.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            -32600,
            "Send messages of the Model Context Protocol by POST; there are no sessions and no \
             streams. /llms.txt tells what else there is.",
        ),
        StatusCode::NOT_ACCEPTABLE => (
            -32600,
            "Send the header Accept: application/json, text/event-stream.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (-32600, "The message is larger than 512 KiB."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            -32700,
            "The body is no message of the protocol: send one JSON-RPC message, with the header \
             Content-Type: application/json.",
        ),
        _ => (
            -32600,
            "The request does not follow the Model Context Protocol.",
        ),
    };
    let error = json!({ "jsonrpc": "2.0", "id": null, "error": { "code": code, "message": why } });
    let mut response = Response::builder()
        .status(refused.status())
        .content_type("application/json")
        .body(error.to_string());
    if let Some(allow) = refused.headers().get(header::ALLOW) {
        let headers = response.headers_mut();
        headers.insert(header::ALLOW, allow.clone());
    }
    response
}
