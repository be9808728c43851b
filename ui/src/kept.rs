//! Answers for programs, which ask again and again: each has a tag, and who has
//! the answer with that tag is told so and gets nothing.

use std::hash::{DefaultHasher, Hash, Hasher};

use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::{IntoResponse, Request, Response};

/// How long an answer may be kept without asking, in seconds: crawls change the
/// catalogue a few times a day.
const KEEP: HeaderValue =
    HeaderValue::from_static("public, max-age=600, stale-while-revalidate=3600");

/// The tag of an answer that follows from `state` alone. It is weak, as the
/// answer may be sent compressed or not.
pub(crate) fn tag(state: &impl Hash) -> HeaderValue {
    // Another hasher in a later Rust only means that clients read again.
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), state).hash(&mut hasher);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("W/\"\""))
}

/// Answers with `body`, unless the client has it.
pub(crate) fn answer(request: &Request, content_type: &str, body: String) -> Response {
    let tag = tag(&body);
    unless_kept(request, &tag)
        .unwrap_or_else(|| keep(body.with_content_type(content_type).into_response(), tag))
}

/// What to tell a client that has the answer with this tag.
pub(crate) fn unless_kept(request: &Request, tag: &HeaderValue) -> Option<Response> {
    is_in(tag, request.headers()).then(|| {
        let mut response = keep(StatusCode::NOT_MODIFIED.into_response(), tag.clone());
        // As the answer itself has it, which may come compressed.
        let vary = HeaderValue::from_static("Accept-Encoding");
        response.headers_mut().insert(header::VARY, vary);
        response
    })
}

/// Tells that the answer may be kept, and that pages of every site may read it:
/// nobody is logged in, so it is the same for all.
pub(crate) fn keep(mut response: Response, tag: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, KEEP);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response
}

fn is_in(tag: &HeaderValue, headers: &HeaderMap) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let Ok(tag) = tag.to_str().map(bare) else {
        return false;
    };
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|its| bare(its) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_the_answer_is_told_so() {
        let asked = |tags: &str| Request::builder().header("if-none-match", tags).finish();
        let first = answer(&asked("\"other\""), "text/plain", "a".to_owned());
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        for tags in [
            tag.clone(),
            format!("\"other\", {tag}"),
            tag.replace("W/", ""),
        ] {
            let again = answer(&asked(&tags), "text/plain", "a".to_owned());
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(again.headers()["etag"], tag.as_str());
            let changed = answer(&asked(&tags), "text/plain", "b".to_owned());
            assert_eq!(changed.status(), StatusCode::OK);
        }
    }
}
