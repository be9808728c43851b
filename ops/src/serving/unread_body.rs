//! Bodies that are refused before they were read: the connection ends with the answer then, and the
//! answer says so, as a client or a proxy would send its next request into the closed connection
//! (RFC 9112, 9.6).

use std::sync::Arc;

use poem::http::{HeaderMap, HeaderValue, Version, header};
use poem::{Endpoint, Request, Response, Result};

/// What is read in one go with the head of a request, in bytes: a body that is no longer is never
/// left unread.
const READ_WITH_HEAD: u64 = 4 * 1024;

/// Says in the answer that the connection ends, where much of a request may be unread.
pub(super) async fn ends_connection<E: Endpoint>(
    endpoint: Arc<E>,
    request: Request,
) -> Result<Response> {
    // Later versions have no connection for each request.
    let may_be_left = request.version() <= Version::HTTP_11 && is_long(request.headers());
    let mut response = endpoint.get_response(request).await;
    let status = response.status();
    if may_be_left && (status.is_client_error() || status.is_server_error()) {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    Ok(response)
}

/// Whether a request has a body that may not have come with its head.
fn is_long(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    headers.contains_key(header::TRANSFER_ENCODING)
        || length.is_some_and(|length| length > READ_WITH_HEAD)
}
