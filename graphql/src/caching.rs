//! How long an answer may be kept, and by what it is known again.

use std::hash::{DefaultHasher, Hash, Hasher};

use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};

/// A minute without asking, and ten more in which a shared cache may answer
/// while it asks: crawls change the catalogue a few times a day.
const KEEP: HeaderValue =
    HeaderValue::from_static("public, max-age=60, stale-while-revalidate=600");

/// What an answer is known by: the state of the catalogue, the question, and what is
/// fixed while the program runs, as its schema. It is weak, as the order of an answer's fields is not always the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag(String);

impl Tag {
    /// Of the answer to what `address` asks, in the one form or the other.
    pub(crate) fn of(version: u64, fixed: &str, address: &str, strict: bool) -> Self {
        // Another hasher in a later Rust only means that clients read again.
        let mut hasher = DefaultHasher::new();
        (version, fixed, address, strict).hash(&mut hasher);
        Self(format!("W/\"{:016x}\"", hasher.finish()))
    }

    /// Whether the client has the answer with this tag.
    pub(crate) fn is_in(&self, headers: &HeaderMap) -> bool {
        let value = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        headers
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|tags| tags.to_str().ok())
            .flat_map(|tags| tags.split(','))
            .any(|tag| value(tag) == value(&self.0))
    }

    fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static("W/\"\""))
    }
}

/// Tells that the answer may be kept.
pub(crate) fn keep(response: &mut Response, tag: &Tag) {
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag.header());
    headers.insert(header::CACHE_CONTROL, KEEP);
    headers.append(header::VARY, HeaderValue::from_static("Accept"));
}

/// Tells that the answer is for this moment alone.
pub(crate) fn keep_nothing(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// What the client has is what it would get.
pub(crate) fn not_modified(tag: &Tag) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    keep(&mut response, tag);
    let encoding = HeaderValue::from_static("Accept-Encoding");
    response.headers_mut().append(header::VARY, encoding);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_among_those_that_a_client_has() {
        let tag = Tag::of(1, "type Query", "query={a}", false);
        let cases = [
            (tag.0.clone(), true),
            (format!("\"other\", {}", tag.0), true),
            (tag.0.trim_start_matches("W/").to_owned(), true),
            ("\"other\"".to_owned(), false),
            (Tag::of(2, "type Query", "query={a}", false).0, false),
            (Tag::of(1, "type Query", "query={a}", true).0, false),
        ];
        for (sent, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, sent.parse().unwrap());
            assert_eq!(tag.is_in(&headers), expected, "{sent}");
        }
    }
}
