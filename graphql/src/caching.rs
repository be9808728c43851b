//! HTTP caching and conditional requests: who may keep an answer and for how
//! long, its `ETag`, and 304 for who has it. Handlers say what they know by a
//! [`Caching`]; the headers are written here and nowhere else.

use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::web::headers::{HeaderMapExt, IfNoneMatch};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use sha2::{Digest, Sha256};

/// Who may keep an answer, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// It is the same for everybody: shared caches may keep it for `max_age`
    /// seconds, and answer with it for `stale` more while they ask again.
    Public {
        /// Seconds.
        max_age: u32,
        /// Seconds.
        stale: u32,
    },
    /// It never changes at its address, as that names its content.
    Immutable,
    /// It may be kept, and is asked about each time.
    Revalidated,
    /// It is for this asker or this moment alone: nobody keeps it.
    Private,
}

impl Caching {
    /// Answers of the API: crawls change the catalogue a few times a day.
    pub const ANSWER: Self = Self::Public {
        max_age: 60,
        stale: 600,
    };
    /// Files and feeds, which programs ask for again and again.
    pub const FILE: Self = Self::Public {
        max_age: 600,
        stale: 3600,
    };

    fn cache_control(self) -> HeaderValue {
        match self {
            Self::Public { max_age, stale: 0 } => {
                HeaderValue::try_from(format!("public, max-age={max_age}"))
            }
            Self::Public { max_age, stale } => HeaderValue::try_from(format!(
                "public, max-age={max_age}, stale-while-revalidate={stale}"
            )),
            Self::Immutable => Ok(HeaderValue::from_static(
                "public, max-age=31536000, immutable",
            )),
            Self::Revalidated => Ok(HeaderValue::from_static("no-cache")),
            Self::Private => Ok(HeaderValue::from_static("no-store")),
        }
        .unwrap_or(HeaderValue::from_static("no-store"))
    }

    /// Writes it on an answer.
    pub fn put_on(self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, self.cache_control());
    }
}

/// What an answer is known by: the same for the same content on every machine.
/// It is weak, as an answer may be sent compressed or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityTag(HeaderValue);

impl EntityTag {
    /// Of what an answer follows from, or of the answer itself.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let digits: String = digest(parts)[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let tag = HeaderValue::try_from(format!("W/\"{digits}\""));
        Self(tag.unwrap_or(HeaderValue::from_static("W/\"\"")))
    }

    /// Whether the client has the answer with this tag (RFC 9110, 13.1.2).
    #[must_use]
    pub fn is_in(&self, headers: &HeaderMap) -> bool {
        let tag = self.0.to_str().ok().and_then(|tag| tag.parse().ok());
        let asked = headers.typed_get::<IfNoneMatch>();
        tag.zip(asked)
            .is_some_and(|(tag, asked)| !asked.precondition_passes(&tag))
    }
}

/// A digest of something that many answers follow from.
pub(crate) type Digested = [u8; 32];

pub(crate) fn digest(parts: &[&[u8]]) -> Digested {
    let mut digest = Sha256::new();
    for part in parts {
        // With its length, so that no two lists of parts read the same.
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

/// Marks an answer as the one with this tag.
pub fn tagged(mut response: Response, tag: &EntityTag, caching: Caching) -> Response {
    response.headers_mut().insert(header::ETAG, tag.0.clone());
    caching.put_on(&mut response);
    response
}

/// 304, when the client has the answer with this tag.
#[must_use]
pub fn not_modified(request: &Request, tag: &EntityTag, caching: Caching) -> Option<Response> {
    tag.is_in(request.headers()).then(|| {
        let mut response = tagged(StatusCode::NOT_MODIFIED.into_response(), tag, caching);
        // As the answer itself has it, which may come compressed.
        let vary = HeaderValue::from_static("Accept-Encoding");
        response.headers_mut().append(header::VARY, vary);
        response
    })
}

/// Sees to it that every answer says who may keep it: where its handler did not,
/// it is asked about each time, and an error is kept by nobody.
///
/// # Errors
///
/// What the endpoint gives.
pub async fn on_every_answer<E: Endpoint>(endpoint: E, request: Request) -> Result<Response> {
    let mut response = endpoint.get_response(request).await;
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        let status = response.status();
        let caching = if status.is_client_error() || status.is_server_error() {
            Caching::Private
        } else {
            Caching::Revalidated
        };
        caching.put_on(&mut response);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entity_tag_is_found_among_those_of_the_client() {
        let tag = EntityTag::of(&[b"1", b"{a}"]);
        let text = header_of(&tag);
        let cases = [
            (text.clone(), true),
            (format!("\"other\", {text}"), true),
            (text.trim_start_matches("W/").to_owned(), true),
            ("*".to_owned(), true),
            ("\"other\"".to_owned(), false),
            ("nonsense".to_owned(), false),
        ];
        for (sent, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, sent.parse().unwrap());
            assert_eq!(tag.is_in(&headers), expected, "{sent}");
        }
        assert!(!tag.is_in(&HeaderMap::new()));
    }

    #[test]
    fn entity_tag_follows_from_the_content_alone() {
        assert_eq!(EntityTag::of(&[b"ab", b"c"]), EntityTag::of(&[b"ab", b"c"]));
        assert_ne!(EntityTag::of(&[b"ab", b"c"]), EntityTag::of(&[b"a", b"bc"]));
        // The same on every machine and in every build.
        let tag = header_of(&EntityTag::of(&[b"catalogue"]));
        assert_eq!(tag, "W/\"1fd2640cad78ccb2\"");
    }

    fn header_of(tag: &EntityTag) -> String {
        let response = tagged(Response::default(), tag, Caching::ANSWER);
        response.headers()["etag"].to_str().unwrap().to_owned()
    }
}
