//! Whether the addresses in a file can be reached. Only when asked for, and
//! never inside internal networks: see [`bronwijzer_crawler::outbound`].

use std::collections::HashMap;
use std::sync::Arc;

use bronwijzer_crawler::outbound::{Outbound, OutboundError};
use bronwijzer_index::assess::Fact;
use bronwijzer_index::assess::publiccode::{Check, Finding, Link, Severity};
use reqwest::StatusCode;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

/// How many addresses are looked up at once.
const AT_ONCE: usize = 8;

/// The most addresses that are looked up.
const MOST: usize = 100;

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
pub(super) async fn look_up(check: &mut Check, outbound: &Outbound) {
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
        let (outbound, gate) = (outbound.clone(), Arc::clone(&gate));
        asked.spawn(async move {
            let _turn = gate.acquire().await;
            let trouble = trouble_with(&outbound, &url).await;
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
}

async fn trouble_with(outbound: &Outbound, url: &Url) -> Option<Trouble> {
    match outbound.status(url).await {
        Ok(status) if status.is_success() => None,
        Ok(status) => Some(Trouble::Refused(status)),
        Err(OutboundError::Internal) => Some(Trouble::Private),
        Err(OutboundError::NoAnswer(_)) => Some(Trouble::NoAnswer),
    }
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
    use std::future::Future;
    use std::net::IpAddr;
    use std::pin::Pin;
    use std::time::Duration;

    use bronwijzer_crawler::outbound::{InternalNetworks, Lookup};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(60);

    /// Every name is this machine, but for those that nobody has.
    struct ThisMachine;

    impl Lookup for ThisMachine {
        fn addresses<'a>(
            &'a self,
            name: &'a str,
        ) -> Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'a>> {
            Box::pin(async move {
                match name.ends_with(".invalid") {
                    true => Ok(Vec::new()),
                    false => Ok(vec![[127, 0, 0, 1].into()]),
                }
            })
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
        let this_machine = InternalNetworks::from_text("127.0.0.1").unwrap();
        let outbound = Outbound::resolving_by(ThisMachine, this_machine, PATIENCE).unwrap();
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
            let trouble = trouble_with(&outbound, &url).await;
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
        let trouble = trouble_with(&outbound, &gone).await;
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
        let outbound = Outbound::new(InternalNetworks::default(), PATIENCE).unwrap();
        look_up(&mut check, &outbound).await;
        let rules: Vec<&str> = check.findings.iter().map(|found| found.rule).collect();
        assert_eq!(rules, ["link_private"; 4]);
        let knocked = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(knocked.is_err(), "somebody knocked");
    }
}
