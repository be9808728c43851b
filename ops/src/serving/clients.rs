//! Who asks: the address of the client, which a proxy in front of the server tells in
//! `X-Forwarded-For`, and whether they have TLS, in `X-Forwarded-Proto`. These headers are believed
//! of trusted proxies alone, as anybody can write them.

use std::net::IpAddr;
use std::sync::Arc;

use bronwijzer_graphql::client::Client;
use ipnet::IpNet;
use poem::http::HeaderMap;
use poem::{Endpoint, Request, Result};

/// Networks whose machines are proxies of ours.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// Addresses and networks with commas between, or `none`.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::default());
        }
        let networks = text.split(',').map(str::trim).map(|part| {
            let network = part.parse().ok();
            network.or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from))
        });
        networks.collect::<Option<_>>().map(Self)
    }

    /// Whether anybody at all is believed.
    pub(crate) fn is_everybody(&self) -> bool {
        self.0.iter().any(|network| network.prefix_len() == 0)
    }

    /// Whether an address is one of theirs.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client for whom a request came: the last in `X-Forwarded-For` that is no proxy of
    /// ours, as each proxy adds whom it was asked by. `None` where a proxy does not say.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Option<Client> {
        if !self.contains(peer) {
            return Some(Client::at(peer));
        }
        let named: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let mut addresses = named.into_iter().rev().map(|name| name.trim().parse());
        let client = addresses.find(|address| {
            !address
                .as_ref()
                .is_ok_and(|address| self.contains(*address))
        });
        client?.ok().map(Client::at)
    }
}

/// What only a proxy of ours may say of the address that was asked for.
const FORWARDED: &str = "x-forwarded-proto";

/// Answers by `endpoint`, to which the request says who asks, and nothing that can't be believed.
pub(super) async fn with_client<E: Endpoint>(
    endpoint: Arc<E>,
    mut request: Request,
    trusted: TrustedProxies,
) -> Result<E::Output> {
    let peer = request.remote_addr().as_socket_addr().copied();
    let client = peer.and_then(|peer| trusted.client(peer.ip(), request.headers()));
    if let Some(client) = client {
        request.extensions_mut().insert(client);
    }
    if !peer.is_some_and(|peer| trusted.contains(peer.ip())) {
        request.headers_mut().remove(FORWARDED);
    }
    endpoint.call(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &str, peer: &str, forwarded: &[&str]) -> Option<Client> {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted = TrustedProxies::from_text(trusted).unwrap();
        trusted.client(peer.parse().unwrap(), &headers)
    }

    fn at(address: &str) -> Option<Client> {
        Some(Client::at(address.parse().unwrap()))
    }

    #[test]
    fn strangers_can_not_say_who_they_are() {
        let peer = "198.51.100.7";
        assert_eq!(client("127.0.0.0/8", peer, &["192.0.2.1"]), at(peer));
        assert_eq!(client("none", "127.0.0.1", &["192.0.2.1"]), at("127.0.0.1"));
    }

    #[test]
    fn the_last_address_before_our_proxies_is_the_client() {
        let trusted = "127.0.0.0/8, 10.0.0.0/8";
        let chain = &["203.0.113.9, 192.0.2.1", "10.1.2.3"];
        assert_eq!(client(trusted, "127.0.0.1", chain), at("192.0.2.1"));
        assert_eq!(client(trusted, "127.0.0.1", &["unknown"]), None);
        assert_eq!(client(trusted, "127.0.0.1", &[]), None);
    }

    #[test]
    fn networks_are_written_as_addresses_or_prefixes() {
        assert!(TrustedProxies::from_text("10.0.0.1,2001:db8::/32").is_some());
        assert!(TrustedProxies::from_text("10.0.0.0/33").is_none());
        assert!(TrustedProxies::from_text("proxy.example").is_none());
    }
}
