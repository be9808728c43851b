//! Whether the addresses in a file can be reached. Only when asked for, and
//! never inside private networks: a file must not make the machine that checks
//! it knock on doors that its author can't reach.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bronwijzer_index::assess::Fact;
use bronwijzer_index::assess::publiccode::{Check, Finding, Link, Severity};
use ipnet::{Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::{Host, Url};

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many addresses are looked up at once.
const AT_ONCE: usize = 8;

/// The most addresses that are looked up.
const MOST: usize = 100;

/// How often an address may send us on.
const MOST_REDIRECTS: usize = 5;

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(first: u16, second: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0), length)
}

/// What is not the public internet, by IANA's registry of special-purpose
/// addresses: <https://www.iana.org/assignments/iana-ipv4-special-registry>.
const SPECIAL_V4: &[Ipv4Net] = &[
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 3),
];

/// The public internet's addresses of version 6, and what in them is special or
/// holds an address of version 4:
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>.
const PUBLIC_V6: Ipv6Net = v6(0x2000, 0, 3);
const SPECIAL_V6: &[Ipv6Net] = &[
    v6(0x2001, 0, 23),
    v6(0x2001, 0xdb8, 32),
    v6(0x2002, 0, 16),
    v6(0x3fff, 0, 20),
];

/// Whether an address is on the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) => {
            PUBLIC_V6.contains(&address) && !SPECIAL_V6.iter().any(|net| net.contains(&address))
        }
    }
}

/// Whether an address names a machine outside the public internet by number.
fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public(address.into()),
        Some(Host::Ipv6(address)) => !is_public(address.into()),
        Some(Host::Domain(_)) => false,
        None => true,
    }
}

/// An address that is not looked up.
#[derive(Debug, thiserror::Error)]
#[error("the address is in a private network")]
struct Private;

/// The system's resolver, with the answers that are not public left out.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|at| is_public(at.ip())).collect();
            if public.is_empty() {
                return Err(Private.into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// Why an address is of no use to a reader.
#[derive(Debug, Clone)]
enum Trouble {
    /// It is not on the public internet.
    Private,
    /// Its server says no.
    Refused(StatusCode),
    /// Nobody answers.
    NoAnswer,
}

/// Looks up every address in the file; each that can't be reached becomes a
/// warning.
pub(super) async fn look_up(check: &mut Check) -> Result<(), reqwest::Error> {
    let client = client()?;
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    let mut asked = JoinSet::new();
    let mut by_url: HashMap<Url, Vec<Link>> = HashMap::new();
    let mut left_out = Vec::new();
    for link in &check.links {
        if by_url.len() == MOST && !by_url.contains_key(&link.url) {
            left_out.push(link);
            continue;
        }
        by_url
            .entry(link.url.clone())
            .or_default()
            .push(link.clone());
    }
    for url in by_url.keys().cloned() {
        let (client, gate) = (client.clone(), Arc::clone(&gate));
        asked.spawn(async move {
            let _turn = gate.acquire().await;
            let trouble = trouble_with(&client, &url).await;
            (url, trouble)
        });
    }
    if let Some(first) = left_out.first() {
        let more = i64::try_from(left_out.len()).unwrap_or(i64::MAX);
        let facts = vec![("more", Fact::Number(more))];
        check.findings.push(warning(first, "links_left_out", facts));
    }
    while let Some(answer) = asked.join_next().await {
        let Ok((url, Some(trouble))) = answer else {
            continue;
        };
        let links = by_url.get(&url).into_iter().flatten();
        check
            .findings
            .extend(links.map(|link| finding(link, &trouble)));
    }
    check
        .findings
        .sort_by_key(|finding| (finding.line, finding.column, finding.severity));
    Ok(())
}

fn client() -> Result<Client, reqwest::Error> {
    Client::builder()
        .user_agent(concat!("bronwijzer/", env!("CARGO_PKG_VERSION")))
        .timeout(PATIENCE)
        // A proxy would resolve names for itself, past the guard.
        .no_proxy()
        .dns_resolver(Arc::new(PublicOnly))
        .redirect(Policy::custom(|attempt| {
            if is_private(attempt.url()) {
                attempt.error(Private)
            } else if attempt.previous().len() > MOST_REDIRECTS {
                attempt.error("too many redirects")
            } else {
                attempt.follow()
            }
        }))
        .build()
}

async fn trouble_with(client: &Client, url: &Url) -> Option<Trouble> {
    if is_private(url) {
        return Some(Trouble::Private);
    }
    // Some servers know no HEAD.
    for method in [Method::HEAD, Method::GET] {
        let last = method == Method::GET;
        match client.request(method, url.clone()).send().await {
            Ok(response) if response.status().is_success() => return None,
            Ok(response) if last => return Some(Trouble::Refused(response.status())),
            Err(error) if is_about_privacy(&error) => return Some(Trouble::Private),
            Err(_) if last => return Some(Trouble::NoAnswer),
            Ok(_) | Err(_) => {}
        }
    }
    None
}

fn is_about_privacy(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<Private>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn finding(link: &Link, trouble: &Trouble) -> Finding {
    let url = ("url", Fact::Text(link.url.to_string()));
    let (rule, facts) = match trouble {
        Trouble::Private => ("link_private", vec![url]),
        Trouble::NoAnswer => ("link_not_reached", vec![url]),
        Trouble::Refused(status) => {
            let rule = match *status {
                StatusCode::NOT_FOUND | StatusCode::GONE => "link_not_found",
                _ => "link_refused",
            };
            let status = ("status", Fact::Text(status.as_u16().to_string()));
            (rule, vec![url, status])
        }
    };
    warning(link, rule, facts)
}

fn warning(link: &Link, rule: &'static str, facts: Vec<(&'static str, Fact)>) -> Finding {
    Finding {
        rule,
        severity: Severity::Warning,
        key: link.key.clone(),
        line: link.line,
        column: link.column,
        facts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_address_ranges_are_recognised() {
        let private = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.255.255",
            "192.168.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fe80::1",
            "ff02::1",
        ];
        for address in private {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "172.32.0.1", "145.21.163.1", "2a00:1450::1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[tokio::test]
    async fn reachable_links_are_distinguished_from_dead_ones() {
        use poem::{Route, Server, get, handler, listener::TcpAcceptor};
        #[handler]
        fn fine() -> &'static str {
            "hier is het"
        }
        #[handler]
        fn closed() -> poem::http::StatusCode {
            poem::http::StatusCode::FORBIDDEN
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let route = Route::new().at("/", get(fine)).at("/dicht", get(closed));
        let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
        tokio::spawn(Server::new_with_acceptor(acceptor).run(route));
        let client = Client::builder()
            .resolve("dienst.example", address)
            .build()
            .unwrap();
        let port = address.port();
        let cases = [
            ("/", None),
            ("/weg", Some("link_not_found")),
            ("/dicht", Some("link_refused")),
        ];
        for (path, expected) in cases {
            let url: Url = format!("http://dienst.example:{port}{path}")
                .parse()
                .unwrap();
            let trouble = trouble_with(&client, &url).await;
            let link = Link {
                key: "url".to_owned(),
                line: 1,
                column: 1,
                url,
            };
            let rule = trouble.map(|trouble| finding(&link, &trouble).rule);
            assert_eq!(rule, expected, "{path}");
        }
        let gone: Url = "http://niemand.invalid/".parse().unwrap();
        let trouble = trouble_with(&client, &gone).await;
        assert!(matches!(trouble, Some(Trouble::NoAnswer)), "{trouble:?}");
    }

    #[tokio::test]
    async fn private_addresses_are_never_requested() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let link = |url: String| Link {
            key: "url".to_owned(),
            line: 2,
            column: 6,
            url: url.parse().unwrap(),
        };
        let mut check = Check {
            links: vec![
                link(format!("http://127.0.0.1:{port}/")),
                link(format!("http://[::ffff:127.0.0.1]:{port}/")),
                link(format!("http://2130706433:{port}/")),
                link(format!("http://localhost:{port}/")),
            ],
            ..Check::default()
        };
        look_up(&mut check).await.unwrap();
        let rules: Vec<&str> = check.findings.iter().map(|found| found.rule).collect();
        assert_eq!(rules, ["link_private"; 4]);
        let knocked = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(knocked.is_err(), "somebody knocked");
    }
}
