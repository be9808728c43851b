//! Refusals that no route makes: in the form that who asks can read.

use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};
use serde_json::json;

/// Where programs ask, which read problems.
const APIS: &[&str] = &["/api", "/graphql", "/oss-register", "/v1", "/mcp"];

/// A refusal of a request for `path`, with the reason in English and in Dutch.
pub(super) fn refusal(path: &str, status: StatusCode, why: &str, why_in_dutch: &str) -> Response {
    let is_api = APIS.iter().any(|start| path.starts_with(start));
    let text = if is_api {
        let problem = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or_default(),
            "status": status.as_u16(),
            "detail": why,
        });
        problem
            .to_string()
            .with_content_type("application/problem+json")
    } else {
        format!("{why}\n{why_in_dutch}\n").with_content_type("text/plain; charset=utf-8")
    };
    text.with_status(status)
        .with_header(header::CACHE_CONTROL, "no-store")
        .into_response()
}
