//! Middleware that tells who asks: in pages by the cookie of a session, for programs by an
//! access token and never by a cookie, so that no page of another site can act through them.
//! Who brings neither costs nothing.

use std::sync::Arc;

use chrono::Utc;
use poem::http::{StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use serde_json::json;

use super::Authentication;

/// What is told of a token that is none.
const NO_TOKEN: &str = "the access token is not known, or was revoked: make another on your own \
    page, or ask without one";

/// Answers by `endpoint`, which finds who asks in the request.
pub(in crate::serving) async fn with_viewer<E: Endpoint>(
    endpoint: Arc<E>,
    mut request: Request,
    authentication: Arc<Authentication>,
) -> Result<Response> {
    let path = request.uri().path();
    let is_below = |root: &str| {
        let rest = path.strip_prefix(root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let is_rest = is_below("/api");
    let found = if is_rest || is_below("/graphql") {
        let Some(token) = bearer(&request) else {
            return Ok(endpoint.get_response(request).await);
        };
        let found = authentication
            .community(move |community| community.viewer_of_token(&token, Utc::now()))
            .await;
        if let Ok(None) = found {
            return Ok(no_token(is_rest));
        }
        found
    } else {
        let desk = authentication.desk.as_ref();
        let Some(session) = desk.and_then(|desk| desk.cookies.session(&request)) else {
            return Ok(endpoint.get_response(request).await);
        };
        authentication
            .community(move |community| community.viewer_of_session(&session, Utc::now()))
            .await
    };
    match found {
        Ok(Some(viewer)) => {
            bronwijzer_graphql::viewer::put(&mut request, viewer);
        }
        Ok(None) => {}
        Err(error) => {
            // As nobody they would read pages that say that they are not signed in.
            tracing::error!("who asks could not be read: {error}");
            return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
        }
    }
    Ok(endpoint.get_response(request).await)
}

/// The token of `Authorization: Bearer`. Something between client and server may use other
/// schemes.
fn bearer(request: &Request) -> Option<String> {
    let value = request.header(header::AUTHORIZATION)?;
    let (scheme, token) = value.split_once(' ')?;
    let is_bearer = scheme.eq_ignore_ascii_case("bearer");
    is_bearer.then(|| token.trim().to_owned())
}

/// 401, in the form in which clients of either API read errors.
fn no_token(is_rest: bool) -> Response {
    let response = Response::builder()
        .status(StatusCode::UNAUTHORIZED)
        .header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    if is_rest {
        let problem = json!({
            "type": "urn:bronwijzer:sign_in_required",
            "title": "Unauthorized",
            "status": 401,
            "detail": NO_TOKEN,
        });
        response
            .content_type("application/problem+json")
            .body(problem.to_string())
    } else {
        let answer = json!({
            "data": null,
            "errors": [{ "message": NO_TOKEN, "extensions": { "code": "SIGN_IN_REQUIRED" } }],
        });
        response
            .content_type("application/json; charset=utf-8")
            .body(answer.to_string())
    }
}
