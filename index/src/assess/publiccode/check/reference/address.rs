//! Web addresses and URIs as the reference parser reads them: more forgiving
//! than a browser about some characters, and less about others.

use std::net::Ipv6Addr;

/// The parts of an address that decide whether it is accepted.
struct Address<'a> {
    scheme: String,
    /// With the port; empty without `//`.
    host: &'a str,
    /// What follows the scheme where no slash does.
    opaque: &'a str,
    path: &'a str,
    fragment: &'a str,
}

/// Reads an address. One that is `whole` begins with a scheme or a slash, and
/// has no fragment: a `#` is a character like any other.
fn parse(text: &str, whole: bool) -> Option<Address<'_>> {
    if text.bytes().any(|b| b < b' ' || b == 0x7f) {
        return None;
    }
    let (text, fragment) = match text.split_once('#') {
        Some(parts) if !whole => parts,
        _ => (text, ""),
    };
    let (scheme, rest) = scheme(text)?;
    let rest = rest.split('?').next().unwrap_or_default();
    let mut address = Address {
        scheme: scheme.to_lowercase(),
        host: "",
        opaque: "",
        path: rest,
        fragment,
    };
    if !rest.starts_with('/') {
        let colon_first = || rest.split('/').next().is_some_and(|s| s.contains(':'));
        if !scheme.is_empty() {
            address.opaque = rest;
            return Some(address);
        }
        if whole || colon_first() {
            return None;
        }
    }
    let has_host = !scheme.is_empty() || (!whole && !rest.starts_with("///"));
    if let Some(behind) = rest.strip_prefix("//").filter(|_| has_host) {
        let end = behind.find('/').unwrap_or(behind.len());
        let (authority, path) = behind.split_at(end);
        address.host = host(authority)?;
        address.path = path;
    }
    let escaped = has_whole_escapes(address.path) && has_whole_escapes(fragment);
    escaped.then_some(address)
}

/// What stands before the first colon where that is a scheme, and the rest;
/// `None` where a colon stands first.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    match (is_scheme, text.starts_with(':')) {
        (true, _) => Some((scheme, rest)),
        (false, true) => None,
        (false, false) => Some(("", text)),
    }
}

/// The host and port of what stands between `//` and the path.
fn host(authority: &str) -> Option<&str> {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let in_user = |b: u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&b);
    if !user.bytes().all(in_user) || !has_whole_escapes(user) {
        return None;
    }
    let port = if let Some(behind) = host.strip_prefix('[') {
        let (number, port) = behind.rsplit_once(']')?;
        let number = number.split("%25").next()?;
        number.parse::<Ipv6Addr>().ok()?;
        port
    } else {
        let in_host = |b: u8| {
            !b.is_ascii() || b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:[]<>\"".contains(&b)
        };
        if !host.bytes().all(in_host) {
            return None;
        }
        host.rfind(':').map_or("", |at| &host[at..])
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    let is_port = port.is_empty() || digits.len() < port.len();
    (is_port && digits.bytes().all(|b| b.is_ascii_digit())).then_some(host)
}

/// Whether two hexadecimal digits follow each percent sign.
fn has_whole_escapes(text: &str) -> bool {
    let mut behind = text.split('%').skip(1);
    behind.all(|rest| {
        let digits = rest.bytes().take(2).filter(u8::is_ascii_hexdigit);
        digits.count() == 2
    })
}

/// The address of a repository: any scheme, with something behind it.
pub(in super::super) fn repository(text: &str) -> bool {
    parse(text, false).is_some_and(|address| is_url(&address))
}

fn is_url(address: &Address<'_>) -> bool {
    if address.scheme == "file" {
        return address.opaque.is_empty() && !matches!(address.path, "" | "/");
    }
    let has_more = [address.host, address.opaque, address.fragment];
    !address.scheme.is_empty() && has_more.iter().any(|part| !part.is_empty())
}

/// The address of a page: http or https, with a host.
pub(in super::super) fn page(text: &str) -> bool {
    parse(text, false).is_some_and(|address| {
        is_url(&address)
            && matches!(address.scheme.as_str(), "http" | "https")
            && !address.host.is_empty()
    })
}

/// Whether a text is an address of its own, where a path would do too.
pub(in super::super) fn is_address(text: &str) -> bool {
    parse(text, true).is_some()
}

/// A URN, or a URI with a host.
pub(in super::super) fn uri(text: &str) -> bool {
    match parse(text, true) {
        Some(address) if address.scheme == "urn" => is_urn(address.opaque) && !text.contains('?'),
        Some(address) => !address.scheme.is_empty() && !address.host.is_empty(),
        None => false,
    }
}

/// What follows `urn:`, by RFC 2141.
fn is_urn(text: &str) -> bool {
    let Some((space, name)) = text.split_once(':') else {
        return false;
    };
    let in_name = |b: u8| b.is_ascii_alphanumeric() || b"()+,-.:=@;$_!*'%".contains(&b);
    (1..=32).contains(&space.len())
        && !space.eq_ignore_ascii_case("urn")
        && !space.starts_with('-')
        && space
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !name.is_empty()
        && name.bytes().all(in_name)
        && has_whole_escapes(name)
}
