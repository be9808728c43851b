//! HTTP caching and conditional requests: whether an answer is public, who may cache
//! it and for how long, its `ETag`, and 304 for a client that has it. Handlers give a
//! [`Reply`]; the headers are written here and nowhere else. An answer that nobody
//! said is public leaves the server as private.

use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use sha2::{Digest, Sha256};

/// An answer, with whom it may be given to.
#[must_use]
pub enum Reply {
    /// It is the same for whoever asks: it is made of public data and of nothing that
    /// is known about the asker. Caches keep it as they may.
    Public(Response, Caching),
    /// It is made for this asker: no cache keeps it, and no page of another site
    /// reads it.
    Private(Response),
}

/// Marks a response as public.
#[derive(Debug, Clone, Copy)]
struct IsPublic;

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        match self {
            Self::Public(mut response, caching) => {
                let headers = response.headers_mut();
                headers.insert(header::CACHE_CONTROL, caching.cache_control());
                response.extensions_mut().insert(IsPublic);
                response
            }
            Self::Private(mut response) => {
                response.extensions_mut().remove::<IsPublic>();
                let headers = response.headers_mut();
                headers.remove(header::ETAG);
                headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
                let private = HeaderValue::from_static("private, no-store");
                headers.insert(header::CACHE_CONTROL, private);
                response
            }
        }
    }
}

/// Whether an answer was given out as public.
pub(crate) fn is_public(response: &Response) -> bool {
    response.data::<IsPublic>().is_some()
}

/// Lets the pages of every site read an answer, if it is public.
pub fn for_every_site(response: &mut Response) {
    if is_public(response) {
        let anyone = HeaderValue::from_static("*");
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
    }
}

/// Who may cache a public answer, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// Shared caches may keep it for `max_age` seconds, and answer with it for
    /// `stale` more while they ask again.
    Shared {
        /// Seconds.
        max_age: u32,
        /// Seconds.
        stale: u32,
    },
    /// It never changes at its address, as that names its content.
    Immutable,
    /// It may be kept, and is asked about each time.
    Revalidated,
    /// It is of this moment alone, as an error is: nobody keeps it.
    Never,
}

impl Caching {
    /// Answers of the API: crawls change the catalogue a few times a day.
    pub const ANSWER: Self = Self::Shared {
        max_age: 60,
        stale: 600,
    };
    /// Files and feeds, which programs ask for again and again.
    pub const FILE: Self = Self::Shared {
        max_age: 600,
        stale: 3600,
    };

    fn cache_control(self) -> HeaderValue {
        match self {
            Self::Shared { max_age, stale: 0 } => {
                HeaderValue::try_from(format!("public, max-age={max_age}"))
            }
            Self::Shared { max_age, stale } => HeaderValue::try_from(format!(
                "public, max-age={max_age}, stale-while-revalidate={stale}"
            )),
            Self::Immutable => Ok(HeaderValue::from_static(
                "public, max-age=31536000, immutable",
            )),
            Self::Revalidated => Ok(HeaderValue::from_static("no-cache")),
            Self::Never => Ok(HeaderValue::from_static("no-store")),
        }
        .unwrap_or(HeaderValue::from_static("no-store"))
    }

    /// As fits a status: an error is kept by nobody, and all else is asked about each
    /// time.
    #[must_use]
    pub fn of(status: StatusCode) -> Self {
        if status.is_client_error() || status.is_server_error() {
            Self::Never
        } else {
            Self::Revalidated
        }
    }
}

/// What an answer is known by: the same for the same content on every machine.
/// It is weak, as an answer may be sent compressed or not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
        // Weakly compared. A tag of others may have any byte, a comma too; ours has none of
        // those, so that no part of theirs is ours.
        let opaque = |tag: &[u8]| tag.strip_prefix(b"W/").unwrap_or(tag).to_vec();
        let own = opaque(self.0.as_bytes());
        headers.get_all(header::IF_NONE_MATCH).iter().any(|given| {
            let tags = given.as_bytes().split(|byte| *byte == b',');
            let mut tags = tags.map(<[u8]>::trim_ascii);
            tags.any(|tag| tag == b"*" || opaque(tag) == own)
        })
    }
}

/// The description of an API by OpenAPI, which is the same as long as the program runs.
pub(crate) fn description(openapi: &str) -> Response {
    let response = openapi
        .to_owned()
        .with_content_type("application/json; charset=utf-8")
        .into_response();
    let caching = Caching::Shared {
        max_age: 3600,
        stale: 0,
    };
    Reply::Public(response, caching).into_response()
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

/// Gives an answer out as public, and as the one with this tag.
pub fn tagged(mut response: Response, tag: &EntityTag, caching: Caching) -> Response {
    response.headers_mut().insert(header::ETAG, tag.0.clone());
    Reply::Public(response, caching).into_response()
}

/// Says that an answer depends on these headers of the request, beside those that it says already:
/// in one `Vary`, as some caches read the first alone.
pub fn varies_by(headers: &mut HeaderMap, names: &[&str]) {
    let said: Vec<String> = headers
        .get_all(header::VARY)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .chain(names.iter().copied())
        .map(|name| name.trim().to_owned())
        .collect();
    let mut all: Vec<String> = Vec::with_capacity(said.len());
    for name in said {
        if !all.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            all.push(name);
        }
    }
    if let Ok(value) = HeaderValue::try_from(all.join(", ")) {
        headers.insert(header::VARY, value);
    }
}

/// 304, when the client that sent these headers has the answer with this tag.
#[must_use]
pub fn not_modified(headers: &HeaderMap, tag: &EntityTag, caching: Caching) -> Option<Response> {
    tag.is_in(headers).then(|| {
        let mut response = tagged(StatusCode::NOT_MODIFIED.into_response(), tag, caching);
        // As the answer itself has it, which may come compressed.
        varies_by(response.headers_mut(), &["Accept-Encoding"]);
        response
    })
}

/// Makes private what was not given out as public, and answers 304 where a client wants nothing
/// that is there: `If-None-Match: *` (RFC 9110, 13.1.2).
///
/// # Errors
///
/// None: an error of the endpoint is an answer too.
pub async fn on_every_answer<E: Endpoint>(endpoint: E, request: Request) -> Result<Response> {
    let is_read = [Method::GET, Method::HEAD].contains(request.method());
    let wants_nothing =
        is_read && request.header(header::IF_NONE_MATCH).map(str::trim) == Some("*");
    let mut response = endpoint.get_response(request).await;
    if wants_nothing && response.status() == StatusCode::OK {
        response.set_status(StatusCode::NOT_MODIFIED);
        response.set_body(());
        for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
            response.headers_mut().remove(name);
        }
    }
    Ok(match is_public(&response) {
        true => response,
        false => Reply::Private(response).into_response(),
    })
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

    #[test]
    fn what_an_answer_depends_on_stands_in_one_header() {
        let mut headers = HeaderMap::new();
        headers.append("vary", HeaderValue::from_static("Host, accept-encoding"));
        headers.append("vary", HeaderValue::from_static("Cookie"));
        varies_by(&mut headers, &["Accept-Encoding", "Accept"]);
        let said: Vec<_> = headers.get_all("vary").iter().collect();
        assert_eq!(said, ["Host, accept-encoding, Cookie, Accept"]);
    }

    fn with_headers() -> Response {
        Response::builder()
            .header("etag", "\"1\"")
            .header("cache-control", "public, max-age=60")
            .header("access-control-allow-origin", "*")
            .finish()
    }

    #[tokio::test]
    async fn answer_is_private_unless_given_out_as_public() {
        let oversight = poem::endpoint::make_sync(|_| with_headers());
        let answer = on_every_answer(oversight, Request::default()).await;
        let answer = answer.unwrap();
        assert_eq!(answer.headers()["cache-control"], "private, no-store");
        for name in ["etag", "access-control-allow-origin"] {
            assert!(!answer.headers().contains_key(name), "{name}");
        }

        let tag = EntityTag::of(&[b"1"]);
        let public = poem::endpoint::make_sync(move |_| {
            let mut response = tagged(Response::default(), &tag, Caching::Revalidated);
            for_every_site(&mut response);
            response
        });
        let answer = on_every_answer(public, Request::default()).await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-cache");
        assert!(answer.headers().contains_key("etag"));
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    }

    #[tokio::test]
    async fn nothing_comes_where_nothing_that_is_there_is_wanted() {
        let answer = async |method: Method, value: &str| {
            let there = poem::endpoint::make_sync(|_| {
                let mut response = with_headers();
                response.set_body("there");
                response
            });
            let request = Request::builder()
                .method(method)
                .header("if-none-match", value);
            on_every_answer(there, request.finish()).await.unwrap()
        };
        for method in [Method::GET, Method::HEAD] {
            let response = answer(method, " * ").await;
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
            assert!(response.into_body().into_string().await.unwrap().is_empty());
        }
        assert_eq!(answer(Method::POST, "*").await.status(), StatusCode::OK);
        assert_eq!(answer(Method::GET, "\"2\"").await.status(), StatusCode::OK);
    }

    #[test]
    fn private_answer_can_not_become_readable_elsewhere() {
        let public = tagged(with_headers(), &EntityTag::of(&[b"1"]), Caching::FILE);
        let mut private = Reply::Private(public).into_response();
        for_every_site(&mut private);
        assert_eq!(private.headers()["cache-control"], "private, no-store");
        for name in ["etag", "access-control-allow-origin"] {
            assert!(!private.headers().contains_key(name), "{name}");
        }
    }
}
