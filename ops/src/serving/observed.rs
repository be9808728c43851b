//! What is kept of each request: an id, by which its log lines, its answer and a page that says
//! that it failed belong together; a line of the access log, where that is on; and metrics.

use std::sync::Arc;
use std::time::Instant;

use bronwijzer_graphql::RequestId;
use metrics::{counter, histogram};
use poem::http::{HeaderName, HeaderValue, Method};
use poem::{Endpoint, PathPattern, Request, Response, Result};
use tracing::Instrument;

use super::clients::TrustedProxies;
use crate::config::AccessLog;
use crate::traces;

/// The header of the id, in requests of proxies and in every answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The route of a request that none matched.
const NO_ROUTE: &str = "none";

/// How requests are observed. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Observer {
    /// Whose request ids are taken over.
    pub(super) trusted: TrustedProxies,
    pub(super) access_log: AccessLog,
}

impl Observer {
    /// Whether a request comes from a proxy of ours.
    fn trusts(&self, request: &Request) -> bool {
        let peer = request.remote_addr().as_socket_addr();
        peer.is_some_and(|peer| self.trusted.contains(peer.ip()))
    }

    /// The id that a trusted proxy gave a request, or a new one.
    fn id_of(&self, request: &Request) -> RequestId {
        let trusted = self.trusts(request);
        let given = request.headers().get(&REQUEST_ID).filter(|_| trusted);
        let given = given.and_then(|value| value.to_str().ok());
        given
            .and_then(RequestId::from_text)
            .unwrap_or_else(|| RequestId::from_bits(fastrand::u128(..)))
    }
}

/// Answers by `endpoint`, to whatever is asked.
pub(super) async fn observed<E: Endpoint>(
    endpoint: Arc<E>,
    mut request: Request,
    observer: Observer,
) -> Result<Response> {
    let began = Instant::now();
    let id = observer.id_of(&request);
    request.extensions_mut().insert(id.clone());
    let method = method_name(request.method());
    let path = match observer.access_log {
        AccessLog::Paths => Some(request.uri().path().to_owned()),
        AccessLog::Off | AccessLog::On => None,
    };
    // Of the highest level, so that the id is in every line, however few are logged.
    let span = tracing::error_span!("request", id = id.as_str());
    let traced = tracing::info_span!(
        target: traces::TARGET,
        parent: &span,
        "request",
        otel.kind = "server",
        http.request.method = method,
        request.id = id.as_str(),
    );
    if observer.trusts(&request) {
        traces::continue_from(&traced, request.headers());
    }
    let mut response = endpoint
        .get_response(request)
        .instrument(traced.clone())
        .instrument(span.clone())
        .await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    let route = response
        .data::<PathPattern>()
        .map(|pattern| pattern.0.clone());
    let route = route.as_deref().unwrap_or(NO_ROUTE);
    traces::answered(&traced, method, route, status);
    let labels = [("route", route.to_owned()), ("method", method.to_owned())];
    histogram!("bronwijzer_http_request_duration_seconds", &labels).record(took);
    counter!(
        "bronwijzer_http_requests_total",
        "route" => route.to_owned(), "method" => method, "status" => status.to_string()
    )
    .increment(1);
    if observer.access_log != AccessLog::Off {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let _entered = span.enter();
        tracing::info!(target: "bronwijzer::access", method, route, path, status, ms, "answered");
    }
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(response)
}

/// A method of HTTP, as it is counted: a client may write anything there.
fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
