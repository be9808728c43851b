//! What the links in mail lead to: ending mail, by a button of the page or by a mail program with
//! one click (RFC 8058), and confirming an address, by a button alone. Nobody has to sign in for
//! either.

use std::sync::Arc;

use bronwijzer_index::{Catalogue, Community, CommunityError};
use chrono::Utc;
use percent_encoding::percent_decode_str;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};

/// A link: what its address begins with, behind the prefix of a language, what it does with the
/// secret in it, and what tells a program that it was done; `None` where no program may do it.
struct Link {
    path: &'static str,
    act: fn(&Community, &str) -> Result<bool, CommunityError>,
    for_programs: Option<&'static str>,
}

const LINKS: [Link; 2] = [
    Link {
        path: "/unsubscribe/",
        act: |community, secret| {
            // Who is not known any more gets no mail either.
            community.unsubscribe(secret).map(|_| true)
        },
        for_programs: Some("Geen e-mail meer.\nNo more e-mail.\n"),
    },
    Link {
        path: "/confirm-email/",
        act: |community, secret| community.confirm_email(secret, Utc::now()),
        for_programs: None,
    },
];

/// The longest form, in bytes.
const MAX_FORM: usize = 1024;

/// Does what a link is for where a request asks for it, and answers by `pages` else.
pub(in crate::serving) async fn or_page<E: Endpoint>(
    pages: Arc<E>,
    request: Request,
    catalogue: Catalogue,
) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let page = path.strip_prefix("/en").unwrap_or(&path);
    let mut links = LINKS.iter();
    let found = links.find_map(|link| Some((link, page.strip_prefix(link.path)?)));
    let (true, Some((link, secret))) = (request.method() == Method::POST, found) else {
        let mut response = pages.get_response(request).await;
        if found.is_some() && response.status() == StatusCode::METHOD_NOT_ALLOWED {
            let allowed = HeaderValue::from_static("GET, HEAD, POST");
            response.headers_mut().insert(header::ALLOW, allowed);
        }
        return Ok(response);
    };
    let secret = percent_decode_str(secret).decode_utf8_lossy().into_owned();
    let body = request.into_body().into_bytes_limit(MAX_FORM).await;
    let is_of_page = body.is_ok_and(|body| body.starts_with(b"page="));
    if !is_of_page && link.for_programs.is_none() {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    }
    let act = link.act;
    let done = tokio::task::spawn_blocking(move || act(catalogue.community(), &secret));
    let done = match done.await {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => return Ok(failed(&error)),
        Err(error) => return Ok(failed(&error)),
    };
    if !is_of_page {
        return Ok(link.for_programs.unwrap_or_default().into_response());
    }
    let what = if done { "done" } else { "expired" };
    Ok(Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, format!("{path}?{what}"))
        .finish())
}

fn failed(error: &dyn std::error::Error) -> Response {
    tracing::error!("what a link in a mail asks for could not be done: {error}");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
