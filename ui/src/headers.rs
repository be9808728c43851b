//! Security headers: what browsers may do with the pages: nothing from elsewhere, no frames.

use poem::http::{HeaderValue, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};

/// Scripts, styles and images come from this host alone.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'; object-src 'none'";

/// Answers by `endpoint`, with the headers that keep a page safe; errors too.
pub(crate) async fn with_security_headers<E: Endpoint>(
    endpoint: std::sync::Arc<E>,
    request: Request,
) -> Result<Response> {
    let mut response = match endpoint.call(request).await {
        Ok(response) => response.into_response(),
        Err(error) => error.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
