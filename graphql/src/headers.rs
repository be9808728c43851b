//! Security headers: what browsers may do with an answer. They are told here, for every kind of
//! answer, and nowhere else. `docs/threat-model.md` says what each is for.

use poem::http::{HeaderName, HeaderValue, StatusCode, header};
use poem::{Endpoint, Request, Response, Result};

use crate::caching;
use crate::guard::RETRY_AFTER_SECONDS;

/// What a browser makes of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A page of the site: with scripts, styles, images and fonts of this host alone, and none
    /// of them inline.
    Page,
    /// The playground: its editor sets one style by a script, which knows this nonce.
    Playground {
        /// New for each answer.
        nonce: String,
    },
    /// What pages are put together from: for this site alone.
    Asset,
    /// Public data, feeds, badges and pictures, which other sites may show.
    Open,
    /// What is for who asks, or tells why there is nothing.
    Other,
}

/// Without any source: nothing that is no page runs or loads anything, wherever it is opened.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Features that nothing here uses.
const NO_FEATURES: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), \
    clipboard-read=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), \
    gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), \
    payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), \
    serial=(), usb=(), xr-spatial-tracking=()";

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Below these stands what pages are put together from.
const ASSETS: &[&str] = &["/assets/", "/graphiql/"];

impl Kind {
    /// Of an answer at `path`: as who made it said, else by what it is.
    fn of(response: &Response, path: &str) -> Self {
        if let Some(kind) = response.data::<Self>() {
            return kind.clone();
        }
        let is_page = response
            .content_type()
            .is_some_and(|kind| kind.starts_with("text/html"));
        if is_page {
            Self::Page
        } else if ASSETS.iter().any(|start| path.starts_with(start)) {
            Self::Asset
        } else if caching::is_public(response) {
            Self::Open
        } else {
            Self::Other
        }
    }

    fn content_security_policy(&self) -> HeaderValue {
        match self {
            Self::Page => HeaderValue::from_static(PAGE),
            // Its stylesheet holds fonts and pictures.
            Self::Playground { nonce } => HeaderValue::try_from(format!(
                "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; \
                 img-src 'self' data:; font-src 'self' data:; connect-src 'self'; \
                 form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
            ))
            .unwrap_or(HeaderValue::from_static(NOTHING)),
            Self::Asset | Self::Open | Self::Other => HeaderValue::from_static(NOTHING),
        }
    }

    /// The headers of this kind that are the same each time.
    fn fixed(&self) -> [(HeaderName, &'static str); 6] {
        // `no-referrer` would take the origin from the forms of pages, which is looked at.
        let referrer = match self {
            Self::Page => "same-origin",
            _ => "no-referrer",
        };
        let embedded = match self {
            Self::Open => "cross-origin",
            _ => "same-origin",
        };
        [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::REFERRER_POLICY, referrer),
            (PERMISSIONS, NO_FEATURES),
            (COOP, "same-origin"),
            (CORP, embedded),
        ]
    }
}

/// Gives an answer of the request for `path` its security headers, and one that refuses for now
/// the time after which to come back. Doing it twice changes nothing.
pub fn protect(response: &mut Response, path: &str) {
    let kind = Kind::of(response, path);
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        kind.content_security_policy(),
    );
    for (name, value) in kind.fixed() {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let is_later = [
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    if is_later.contains(&status) && !headers.contains_key(header::RETRY_AFTER) {
        headers.insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
    }
}

/// The security headers of an answer that is written without this server's routes: lines of
/// HTTP/1.1, each with its end.
#[must_use]
pub fn of_bare_answer() -> String {
    let fixed = Kind::Other.fixed();
    let mut lines: String = fixed
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    lines += &format!("{}: {NOTHING}\r\n", header::CONTENT_SECURITY_POLICY);
    lines
}

/// Answers by `endpoint`, errors too, with security headers.
///
/// # Errors
/// None: an error of the endpoint is an answer.
pub async fn on_every_answer<E: Endpoint>(endpoint: E, request: Request) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let mut response = endpoint.get_response(request).await;
    protect(&mut response, &path);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use poem::IntoResponse;

    use super::*;
    use crate::caching::{Caching, Reply};

    fn protected(mut response: Response, path: &str) -> Response {
        protect(&mut response, path);
        response
    }

    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn only_public_data_can_be_embedded_elsewhere() {
        let public = || Reply::Public("data".into_response(), Caching::FILE).into_response();
        let page = || {
            let html = "<p>".with_content_type("text/html; charset=utf-8");
            Reply::Public(html.into_response(), Caching::FILE).into_response()
        };
        let private = || Reply::Private("mine".into_response()).into_response();
        for (response, path, expected) in [
            (public(), "/data/repositories.csv", "cross-origin"),
            (public(), "/assets/bronwijzer.css", "same-origin"),
            (page(), "/", "same-origin"),
            (private(), "/my.json", "same-origin"),
            (StatusCode::NOT_FOUND.into(), "/x", "same-origin"),
        ] {
            let response = protected(response, path);
            assert_eq!(header(&response, CORP.as_str()), expected, "{path}");
        }
    }

    #[test]
    fn no_policy_allows_anything_inline() {
        let nonce = "abc".to_owned();
        for kind in [
            Kind::Page,
            Kind::Playground { nonce },
            Kind::Asset,
            Kind::Open,
            Kind::Other,
        ] {
            let policy = kind.content_security_policy();
            let policy = policy.to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
        }
    }

    #[test]
    fn refusal_for_now_says_when_to_come_back() {
        let bare = protected(StatusCode::SERVICE_UNAVAILABLE.into(), "/");
        assert!(!header(&bare, "retry-after").is_empty());
        let busy = StatusCode::SERVICE_UNAVAILABLE.with_header("retry-after", "77");
        let busy = protected(busy.into_response(), "/");
        assert_eq!(header(&busy, "retry-after"), "77");
        let gone = protected(StatusCode::GONE.into(), "/");
        assert_eq!(header(&gone, "retry-after"), "");
    }
}
