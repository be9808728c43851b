//! The gate: what holds for every request before any route sees it, and for every answer after.
//! A request names one host, and one of the site's own where the owner said which those are; an
//! answer has its security headers, and the one by which browsers keep to TLS where there is TLS.

use std::sync::Arc;

use bronwijzer_graphql::headers;
use bronwijzer_graphql::mcp::Reachable;
use poem::http::uri::Authority;
use poem::http::{HeaderValue, StatusCode, Version, header};
use poem::{Endpoint, Request, Response, Result};

use super::clients::TrustedProxies;
use super::refusal::refusal;

/// A year, as short as lists of sites that keep to TLS take. Other names below the site's are not
/// ours to speak for.
const KEEP_TO_TLS: &str = "max-age=31536000";

/// Who looks after the server asks here by the address of a machine.
const HEALTH: &str = "/health/";

/// What the gate knows of the site.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    /// The names that a request may have the server by; `None` for any.
    hosts: Option<Arc<[String]>>,
    /// Whether the owner says that the site is reached over TLS.
    is_over_tls: bool,
    trusted: TrustedProxies,
}

/// Why a request does not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    /// It names none, several, or something that is no host.
    NoHost,
    /// It names another site.
    OtherHost,
}

impl Gate {
    pub(super) fn new(reachable: &Reachable, trusted: TrustedProxies) -> Self {
        let site = reachable.site.as_ref();
        let names = site.map(|_| reachable.hosts().iter().map(|host| bare(host)).collect());
        Self {
            hosts: names,
            is_over_tls: site.is_some_and(|site| site.scheme() == "https"),
            trusted,
        }
    }

    fn check(&self, request: &Request) -> Result<(), Refused> {
        let uri = request.uri();
        let mut lines = request.headers().get_all(header::HOST).iter();
        let written = lines.next().map(HeaderValue::to_str);
        if lines.next().is_some() {
            return Err(Refused::NoHost);
        }
        let host = match (written, uri.authority()) {
            (Some(written), named) => {
                let written = authority(written.unwrap_or_default()).ok_or(Refused::NoHost)?;
                let is_other =
                    named.is_some_and(|named| bare(named.host()) != bare(written.host()));
                if is_other {
                    return Err(Refused::NoHost);
                }
                written
            }
            (None, Some(named)) => named.clone(),
            (None, None) => {
                // Within the process, and before HTTP/1.1, nobody has to name one.
                let is_asked = request.remote_addr().as_socket_addr().is_some();
                let may_leave_it_out = request.version() < Version::HTTP_11 && self.hosts.is_none();
                let is_health = uri.path().starts_with(HEALTH);
                return match is_asked && !may_leave_it_out && !is_health {
                    true => Err(Refused::NoHost),
                    false => Ok(()),
                };
            }
        };
        match &self.hosts {
            Some(names) if !uri.path().starts_with(HEALTH) => {
                let is_ours = names.contains(&bare(host.host()));
                is_ours.then_some(()).ok_or(Refused::OtherHost)
            }
            _ => Ok(()),
        }
    }

    /// Whether who asks has TLS as far as something that can be believed, which is this server's
    /// owner or a proxy of theirs.
    fn is_over_tls(&self, request: &Request) -> bool {
        let peer = request.remote_addr().as_socket_addr();
        let is_believed = peer.is_some_and(|peer| self.trusted.contains(peer.ip()));
        match request.header("x-forwarded-proto").filter(|_| is_believed) {
            Some(scheme) => scheme == "https",
            None => self.is_over_tls,
        }
    }
}

/// A host, with or without a port, and nothing else.
fn authority(text: &str) -> Option<Authority> {
    let authority: Authority = text.parse().ok()?;
    (!text.contains('@') && !authority.host().is_empty()).then_some(authority)
}

/// A host as it is compared: in small letters, without the dot that ends a whole name and
/// without the brackets of an address.
fn bare(host: &str) -> String {
    host.trim_end_matches('.')
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase()
}

/// Lets a request through to `endpoint`, and its answer out.
pub(super) async fn through<E: Endpoint>(
    endpoint: Arc<E>,
    request: Request,
    gate: Gate,
) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let is_over_tls = gate.is_over_tls(&request);
    let mut response = match gate.check(&request) {
        Ok(()) => endpoint.get_response(request).await,
        Err(Refused::NoHost) => refusal(
            &path,
            StatusCode::BAD_REQUEST,
            "The request has to name one host, in one header Host. Send it again with that",
            "Het verzoek moet één host noemen, in één header Host. Stuur het opnieuw",
        ),
        Err(Refused::OtherHost) => refusal(
            &path,
            StatusCode::MISDIRECTED_REQUEST,
            "This server is not the site that the request names. Use the address of the site; who \
             runs it sets public_url, and allowed_hosts for other names",
            "Deze server is niet de site die het verzoek noemt. Gebruik het adres van de site",
        ),
    };
    headers::protect(&mut response, &path);
    if is_over_tls {
        let keep = HeaderValue::from_static(KEEP_TO_TLS);
        let headers = response.headers_mut();
        headers.insert(header::STRICT_TRANSPORT_SECURITY, keep);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use poem::http::uri::Scheme;
    use poem::web::{LocalAddr, RemoteAddr};
    use poem::{Addr, Body, RequestParts};

    use super::*;

    fn gate(site: Option<&str>) -> Gate {
        let reachable = Reachable {
            site: site.map(|site| site.parse().unwrap()),
            listens: None,
            also: vec!["Intern.Example".to_owned()],
        };
        Gate::new(&reachable, TrustedProxies::from_text("10.0.0.1").unwrap())
    }

    /// A request from `peer`, with these headers.
    fn request(peer: &str, address: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = poem::http::Request::builder().uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let address = |host: &str| Addr::SocketAddr(format!("{host}:9").parse().unwrap());
        let (local, peer) = (LocalAddr(address("127.0.0.1")), RemoteAddr(address(peer)));
        let parts = RequestParts::from((parts, local, peer, Scheme::HTTP));
        Request::from_parts(parts, Body::empty())
    }

    fn verdict(site: Option<&str>, address: &str, hosts: &[&str]) -> Result<(), Refused> {
        let headers: Vec<(&str, &str)> = hosts.iter().map(|host| ("host", *host)).collect();
        gate(site).check(&request("192.0.2.1", address, &headers))
    }

    const SITE: Option<&str> = Some("https://broncode.example");

    #[test]
    fn request_names_exactly_one_host() {
        for site in [SITE, None] {
            for hosts in [
                &["broncode.example", "broncode.example"][..],
                &["broncode.example", "evil.example"],
                &[],
                &[""],
                &["a b"],
                &["me@broncode.example"],
                &["broncode.example/x"],
            ] {
                assert_eq!(verdict(site, "/", hosts), Err(Refused::NoHost), "{hosts:?}");
            }
            let absolute = "http://evil.example/";
            assert_eq!(
                verdict(site, absolute, &["broncode.example"]),
                Err(Refused::NoHost)
            );
        }
    }

    #[test]
    fn only_the_sites_own_hosts_come_in_once_it_is_known() {
        let own = [
            "broncode.example",
            "BRONCODE.example.",
            "broncode.example:443",
            "intern.example",
            "localhost:8080",
            "127.0.0.1",
            "[::1]:8080",
        ];
        for host in own {
            assert_eq!(verdict(SITE, "/", &[host]), Ok(()), "{host}");
        }
        let others = [
            "evil.example",
            "broncode.example.evil.example",
            "evilbroncode.example",
            "198.51.100.7",
        ];
        for host in others {
            assert_eq!(
                verdict(SITE, "/", &[host]),
                Err(Refused::OtherHost),
                "{host}"
            );
            assert_eq!(verdict(SITE, "/health/live", &[host]), Ok(()), "{host}");
            assert_eq!(verdict(None, "/", &[host]), Ok(()), "{host}");
        }
        let http2 = verdict(SITE, "https://evil.example/", &[]);
        assert_eq!(http2, Err(Refused::OtherHost));
    }

    #[test]
    fn only_a_proxy_of_ours_says_that_there_is_tls() {
        let forwarded = |scheme| [("x-forwarded-proto", scheme)];
        let is_over_tls = |site, peer, headers: &[(&str, &str)]| {
            gate(site).is_over_tls(&request(peer, "/", headers))
        };
        assert!(is_over_tls(SITE, "192.0.2.1", &[]));
        assert!(is_over_tls(None, "10.0.0.1", &forwarded("https")));
        assert!(!is_over_tls(None, "192.0.2.1", &forwarded("https")));
        assert!(!is_over_tls(SITE, "10.0.0.1", &forwarded("http")));
        assert!(!is_over_tls(None, "10.0.0.1", &[]));
    }
}
