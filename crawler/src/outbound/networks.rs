//! Networks: which addresses are on the public internet, and which others an owner allows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::{Host, Url};

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

/// Where a network without IPv4 sees all of it: the last four bytes are the address (RFC 6052).
const NAT64: Ipv6Net = v6(0x64, 0xff9b, 96);

/// Whether an address is on the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) if NAT64.contains(&address) => {
            let [.., a, b, c, d] = address.octets();
            is_public(Ipv4Addr::new(a, b, c, d).into())
        }
        IpAddr::V6(address) => {
            PUBLIC_V6.contains(&address) && !SPECIAL_V6.iter().any(|net| net.contains(&address))
        }
    }
}

/// Networks that an owner lets addresses in data lead to, beside the public internet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InternalNetworks(Arc<[IpNet]>);

impl InternalNetworks {
    /// Addresses and networks with commas between, or `none`.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::default());
        }
        let networks = text.split(',').map(str::trim).map(|part| {
            let network = part.parse().ok();
            network.or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from))
        });
        networks.collect::<Option<_>>().map(Self)
    }

    /// Whether an address may be asked.
    pub(super) fn allow(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.0.iter().any(|network| network.contains(&address))
    }

    /// Whether a URL may be asked as far as it tells by itself: it is of the web, and an address
    /// by number, in whatever form, is allowed. Names are looked at when they are resolved.
    pub(super) fn allow_url(&self, url: &Url) -> bool {
        let is_web = matches!(url.scheme(), "http" | "https");
        is_web
            && match url.host() {
                Some(Host::Ipv4(address)) => self.allow(address.into()),
                Some(Host::Ipv6(address)) => self.allow(address.into()),
                Some(Host::Domain(name)) => !name.is_empty(),
                None => false,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_outside_the_public_internet_are_recognised() {
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
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::7f00:1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        let networks = InternalNetworks::default();
        for address in private {
            assert!(!networks.allow(address.parse().unwrap()), "{address}");
        }
        let public = [
            "1.1.1.1",
            "172.32.0.1",
            "145.21.163.1",
            "2a00:1450::1",
            "64:ff9b::101:101",
        ];
        for address in public {
            assert!(networks.allow(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn numbers_are_read_in_every_form_that_resolvers_take() {
        let networks = InternalNetworks::default();
        for url in [
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://0/",
            "http://[::ffff:7f00:1]/",
            "http://169.254.169.254/latest/meta-data/",
            "http://１２７.0.0.1/",
            "file:///etc/passwd",
            "ftp://example.org/",
            "data:text/plain,x",
        ] {
            assert!(!networks.allow_url(&url.parse().unwrap()), "{url}");
        }
        for url in ["https://example.org/", "http://1.1.1.1:8080/"] {
            assert!(networks.allow_url(&url.parse().unwrap()), "{url}");
        }
    }

    #[test]
    fn owner_may_open_networks_of_their_own() {
        let networks = InternalNetworks::from_text("10.2.0.0/16, fd12::1").unwrap();
        for (address, expected) in [
            ("10.2.3.4", true),
            ("::ffff:10.2.3.4", true),
            ("10.3.0.1", false),
            ("fd12::1", true),
            ("fd12::2", false),
            ("1.1.1.1", true),
        ] {
            assert_eq!(
                networks.allow(address.parse().unwrap()),
                expected,
                "{address}"
            );
        }
        assert_eq!(
            InternalNetworks::from_text("none"),
            Some(InternalNetworks::default())
        );
        for wrong in ["", "10.0.0.0/33", "intranet.example"] {
            assert_eq!(InternalNetworks::from_text(wrong), None, "{wrong}");
        }
    }
}
