//! Names of hosts, as a setting has them.

use url::Host;

/// Hosts without a port.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HostNames(Vec<String>);

impl HostNames {
    /// Names and addresses with commas between, or `none`.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::default());
        }
        let hosts = text.split(',').map(|name| host(name.trim()));
        hosts.collect::<Option<_>>().map(Self)
    }

    /// Each, in small letters; an IPv6 address has its brackets.
    pub(crate) fn names(&self) -> &[String] {
        &self.0
    }
}

fn host(name: &str) -> Option<String> {
    let bracketed = name.parse::<std::net::Ipv6Addr>().ok();
    let name = bracketed.map_or_else(|| name.to_owned(), |address| format!("[{address}]"));
    Host::parse(&name).ok().map(|host| host.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_no_port_and_no_scheme() {
        let names = HostNames::from_text("Intern.Example, 10.0.0.1,::1").unwrap();
        assert_eq!(names.names(), ["intern.example", "10.0.0.1", "[::1]"]);
        assert_eq!(HostNames::from_text("none"), Some(HostNames::default()));
        for wrong in ["", "a:80", "https://a.example", "a,,b", "a b", "a/b"] {
            assert_eq!(HostNames::from_text(wrong), None, "{wrong}");
        }
    }
}
