//! Ending mail: by a button of the page, or by a mail program with one click (RFC 8058). Nobody
//! has to sign in for it.

use std::sync::Arc;

use bronwijzer_index::Catalogue;
use percent_encoding::percent_decode_str;
use poem::http::{Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};

/// What the address begins with, behind the prefix of a language.
const PATH: &str = "/unsubscribe/";

/// The longest form, in bytes.
const MAX_FORM: usize = 1024;

/// What a mail program gets, of which nobody reads it.
const DONE: &str = "Geen e-mail meer.\nNo more e-mail.\n";

/// Ends mail where a request asks for it, and answers by `pages` else.
pub(in crate::serving) async fn or_page<E: Endpoint>(
    pages: Arc<E>,
    request: Request,
    catalogue: Catalogue,
) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let secret = path.strip_prefix("/en").unwrap_or(&path).strip_prefix(PATH);
    let (true, Some(secret)) = (request.method() == Method::POST, secret) else {
        return Ok(pages.get_response(request).await);
    };
    let secret = percent_decode_str(secret).decode_utf8_lossy().into_owned();
    let body = request.into_body().into_bytes_limit(MAX_FORM).await;
    let is_of_page = body.is_ok_and(|body| body.starts_with(b"page="));
    let ended = tokio::task::spawn_blocking(move || catalogue.community().unsubscribe(&secret));
    match ended.await {
        // Who is not known any more gets no mail either.
        Ok(Ok(_)) if is_of_page => Ok(Response::builder()
            .status(StatusCode::SEE_OTHER)
            .header(header::LOCATION, format!("{path}?done"))
            .finish()),
        Ok(Ok(_)) => Ok(DONE.into_response()),
        Ok(Err(error)) => {
            tracing::error!("mail to a member could not be ended: {error}");
            Ok(StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
        Err(error) => {
            tracing::error!("mail to a member could not be ended: {error}");
            Ok(StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
    }
}
