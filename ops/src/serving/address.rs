//! Addresses that are not UTF-8 once they are decoded: poem refuses them with bare text
//! before any page or API sees them.

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use poem::http::Uri;
use poem::{Endpoint, Request, Result};

/// Answers by `endpoint`, which gets U+FFFD in the place of what is not UTF-8: so whoever
/// is at the address says in its own form that there is no such thing.
pub(super) async fn with_utf8_path<E: Endpoint>(
    endpoint: Arc<E>,
    mut request: Request,
) -> Result<E::Output> {
    let path = request.uri().path();
    let segments = path.split('/').map(|segment| {
        let decoded = percent_decode_str(segment);
        if decoded.clone().decode_utf8().is_ok() {
            return Cow::Borrowed(segment);
        }
        let text = decoded.decode_utf8_lossy().into_owned();
        percent_encode(text.as_bytes(), NON_ALPHANUMERIC)
            .to_string()
            .into()
    });
    let readable = segments.collect::<Vec<_>>().join("/");
    if readable != path {
        let query = request.uri().query();
        let query = query.map_or_else(String::new, |query| format!("?{query}"));
        if let Ok(uri) = format!("{readable}{query}").parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    endpoint.call(request).await
}
