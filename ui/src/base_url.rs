//! Base URL: where the site is on the web. Feeds, badges and files for other programs are read
//! elsewhere, and so need absolute addresses.

use poem::Request;
use poem::http::header;
use poem::http::uri::Authority;
use url::Url;

/// What addresses begin with when a request does not tell.
const UNKNOWN: &str = "http://localhost";

/// The site's own address, if its owner set it.
#[derive(Debug, Clone, Default)]
pub(crate) struct BaseUrl(Option<Url>);

impl BaseUrl {
    pub(crate) fn new(address: Option<Url>) -> Self {
        Self(address)
    }

    /// Whether the owner set it: then nothing that a request says leads anywhere.
    pub(crate) fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// Scheme, host and port, as in `https://example.org`. When the owner set
    /// none, those by which this request came; a proxy tells the scheme by
    /// `X-Forwarded-Proto`.
    pub(crate) fn of(&self, request: &Request) -> String {
        origin(self.0.as_ref().or(asked(request).as_ref()))
    }

    /// The same while there is no request.
    pub(crate) fn unasked(&self) -> String {
        origin(self.0.as_ref())
    }
}

fn origin(address: Option<&Url>) -> String {
    match address.map(Url::origin) {
        Some(origin) if origin.is_tuple() => origin.ascii_serialization(),
        _ => UNKNOWN.to_owned(),
    }
}

fn asked(request: &Request) -> Option<Url> {
    let host = request.header(header::HOST);
    let host = host.or_else(|| request.uri().authority().map(Authority::as_str))?;
    let scheme = match request.header("x-forwarded-proto") {
        Some("https") => "https",
        _ if request.scheme().as_str() == "https" => "https",
        _ => "http",
    };
    let address = Url::parse(&format!("{scheme}://{host}")).ok()?;
    let is_host_alone = address.path() == "/"
        && address.query().is_none()
        && address.fragment().is_none()
        && address.username().is_empty()
        && address.password().is_none();
    is_host_alone.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base_url(configured: Option<&str>, headers: &[(&str, &str)]) -> String {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let configured = configured.map(|address| address.parse().unwrap());
        BaseUrl::new(configured).of(&request.finish())
    }

    #[test]
    fn base_url_is_configured_or_taken_from_the_request() {
        let host = ("host", "broncode.example:8443");
        let https = ("x-forwarded-proto", "https");
        let set = Some("https://broncode.example/");
        assert_eq!(base_url(set, &[host]), "https://broncode.example");
        assert_eq!(base_url(None, &[host]), "http://broncode.example:8443");
        assert_eq!(
            base_url(None, &[host, https]),
            "https://broncode.example:8443"
        );
        assert_eq!(base_url(None, &[]), UNKNOWN);
    }

    #[test]
    fn invalid_host_headers_are_ignored() {
        for host in ["a b", "a/b", "a?b", "a#b", "user@a", "\"><script>", ""] {
            assert_eq!(base_url(None, &[("host", host)]), UNKNOWN, "{host}");
        }
    }
}
