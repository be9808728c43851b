//! Conditional requests for what programs fetch again and again: answers are cached,
//! revalidated by their `ETag`, and readable by the pages of every site (CORS).

use bronwijzer_graphql::caching::{self, Caching, EntityTag};
use poem::{IntoResponse, Request, Response};

/// The tag of an answer that follows from `state` and the program alone.
pub(crate) fn tag(state: &[&[u8]]) -> EntityTag {
    let mut parts = vec![env!("CARGO_PKG_VERSION").as_bytes()];
    parts.extend_from_slice(state);
    EntityTag::of(&parts)
}

/// Answers with `body`, unless the client has it.
pub(crate) fn answer(request: &Request, content_type: &str, body: String) -> Response {
    let tag = tag(&[body.as_bytes()]);
    not_modified(request, &tag)
        .unwrap_or_else(|| tagged(body.with_content_type(content_type).into_response(), &tag))
}

/// What a client gets that has the answer with this tag.
pub(crate) fn not_modified(request: &Request, tag: &EntityTag) -> Option<Response> {
    caching::not_modified(request.headers(), tag, Caching::FILE).map(readable)
}

/// An answer that may be cached.
pub(crate) fn tagged(response: Response, tag: &EntityTag) -> Response {
    readable(caching::tagged(response, tag, Caching::FILE))
}

fn readable(mut response: Response) -> Response {
    caching::for_every_site(&mut response);
    response
}

#[cfg(test)]
mod tests {
    use poem::http::StatusCode;

    use super::*;

    #[test]
    fn client_with_the_answer_gets_not_modified() {
        let asked = |tags: &str| Request::builder().header("if-none-match", tags).finish();
        let first = answer(&asked("\"other\""), "text/plain", "a".to_owned());
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        let again = answer(&asked(&tag), "text/plain", "a".to_owned());
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()["etag"], tag.as_str());
        assert_eq!(again.headers()["access-control-allow-origin"], "*");
        let changed = answer(&asked(&tag), "text/plain", "b".to_owned());
        assert_eq!(changed.status(), StatusCode::OK);
    }
}
