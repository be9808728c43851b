//! What the browser keeps: the session, and, for the minutes that signing in takes, what was
//! begun.

use chrono::{DateTime, Utc};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use poem::Request;
use poem::Response;
use poem::http::{HeaderValue, header};
use url::Url;

/// What a browser sends only to the host that set it, over TLS, for all paths. Over plain http
/// on this machine no cookie can be called so.
const HOST_PREFIX: &str = "__Host-";

/// The cookies of the site at one address.
#[derive(Debug, Clone)]
pub(super) struct Cookies {
    session: String,
    begun: String,
    is_secure: bool,
}

impl Cookies {
    pub(super) fn new(site: &Url) -> Self {
        let is_secure = site.scheme() == "https";
        let prefix = if is_secure { HOST_PREFIX } else { "" };
        Self {
            session: format!("{prefix}bronwijzer"),
            begun: format!("{prefix}bronwijzer-sign-in"),
            is_secure,
        }
    }

    /// The secret of the session that a request comes with.
    pub(super) fn session(&self, request: &Request) -> Option<String> {
        sent(request, &self.session)
    }

    /// What was begun in the browser that a request comes from.
    pub(super) fn begun(&self, request: &Request) -> Option<String> {
        sent(request, &self.begun)
    }

    /// Keeps a session until it ends.
    pub(super) fn keep_session(
        &self,
        response: &mut Response,
        secret: &str,
        expires_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) {
        let left = (expires_at - now).num_seconds().max(0);
        self.set(response, &self.session, secret, left);
    }

    pub(super) fn drop_session(&self, response: &mut Response) {
        self.set(response, &self.session, "", 0);
    }

    /// Keeps what was begun, for so many seconds.
    pub(super) fn keep_begun(&self, response: &mut Response, sealed: &str, seconds: i64) {
        self.set(response, &self.begun, sealed, seconds);
    }

    pub(super) fn drop_begun(&self, response: &mut Response) {
        self.set(response, &self.begun, "", 0);
    }

    fn set(&self, response: &mut Response, name: &str, value: &str, seconds: i64) {
        let cookie = Cookie::build((name, value))
            .path("/")
            .http_only(true)
            .secure(self.is_secure)
            // The provider sends people back from its own site, so `Strict` would lose it.
            .same_site(SameSite::Lax)
            .max_age(Duration::seconds(seconds))
            .build();
        if let Ok(value) = HeaderValue::try_from(cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

fn sent(request: &Request, name: &str) -> Option<String> {
    let headers = request.headers().get_all(header::COOKIE);
    let mut cookies = headers
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok);
    let found = cookies.find(|cookie| cookie.name() == name)?;
    Some(found.value().to_owned()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set_cookies(site: &str) -> Vec<String> {
        let cookies = Cookies::new(&site.parse().unwrap());
        let now = Utc::now();
        let mut response = Response::default();
        cookies.keep_session(
            &mut response,
            "secret",
            now + chrono::TimeDelta::days(30),
            now,
        );
        cookies.keep_begun(&mut response, "sealed", 600);
        cookies.drop_session(&mut response);
        let headers = response.headers().get_all("set-cookie").iter();
        headers
            .map(|one| one.to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn cookies_are_for_this_host_alone() {
        assert_eq!(
            set_cookies("https://broncode.example/"),
            [
                "__Host-bronwijzer=secret; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000",
                "__Host-bronwijzer-sign-in=sealed; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600",
                "__Host-bronwijzer=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0",
            ]
        );
        assert_eq!(
            set_cookies("http://127.0.0.1:8080/")[0],
            "bronwijzer=secret; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000"
        );
    }

    #[test]
    fn session_is_found_among_other_cookies() {
        let cookies = Cookies::new(&"https://broncode.example/".parse().unwrap());
        let request = |header: &str| Request::builder().header("cookie", header).finish();
        let cases = [
            ("a=b; __Host-bronwijzer=secret", Some("secret")),
            ("__Host-bronwijzer=secret; c", Some("secret")),
            ("bronwijzer=other", None),
            ("__Host-bronwijzer=", None),
            ("", None),
        ];
        for (header, expected) in cases {
            let found = cookies.session(&request(header));
            assert_eq!(found.as_deref(), expected, "{header}");
        }
    }
}
