//! Headers of every answer of the pages: what keeps it safe, and what it depends on.

use std::sync::Arc;

use bronwijzer_graphql::{caching, headers};
use poem::{Endpoint, Request, Response, Result};

use crate::base_url::BaseUrl;

/// Answers by `endpoint`, errors too, with the security headers of its kind. `base_url` tells
/// whether whole addresses in it begin with what the request says of the site.
pub(crate) async fn with_headers<E: Endpoint>(
    endpoint: Arc<E>,
    request: Request,
    base_url: BaseUrl,
) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let mut response = endpoint.get_response(request).await;
    headers::protect(&mut response, &path);
    let is_page = response.data::<headers::Kind>() == Some(&headers::Kind::Page)
        || response
            .content_type()
            .is_some_and(|kind| kind.starts_with("text/html"));
    let headers = response.headers_mut();
    if !base_url.is_set() && !path.starts_with("/assets/") {
        caching::varies_by(headers, &["Host", "X-Forwarded-Proto"]);
    }
    if is_page {
        // Who is signed in gets another one, which nobody keeps.
        caching::varies_by(headers, &["Cookie"]);
    }
    Ok(response)
}
