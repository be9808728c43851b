//! Web addresses as people write them in a field for a homepage.

use url::{Host, Url};

/// The longest text that is read, in bytes.
const LONGEST: usize = 2_000;

/// The page that a text for a homepage names: its first web address. Space
/// around it does not count, several may stand there, and where the scheme lacks
/// it is http, as forges take it. `None` where it names no page: nothing but
/// http and https leads to one.
#[must_use]
pub fn web_address(text: &str) -> Option<Url> {
    if text.len() > LONGEST {
        return None;
    }
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '|' | '"'))
        .find_map(one)
}

fn one(token: &str) -> Option<Url> {
    // The next address may follow without a space.
    let next = [",http", ";http"]
        .iter()
        .filter_map(|next| token.find(next));
    let token = next.min().map_or(token, |at| &token[..at]);
    let token = token.trim_end_matches([',', ';', '.']);
    let scheme = token
        .split_once(':')
        .map(|(scheme, _)| scheme.to_lowercase());
    let url = match scheme.as_deref() {
        Some("http" | "https") if token.contains("://") => Url::parse(token).ok(),
        Some("http" | "https") => None,
        _ => without_scheme(token.strip_prefix("//").unwrap_or(token)),
    };
    let mut url = url.filter(|url| url.host_str().is_some_and(|host| !host.is_empty()))?;
    // A name and a password are nobody else's business.
    let _ = (url.set_username(""), url.set_password(None));
    Some(url)
}

/// A host with a name in a domain, and what is behind it.
fn without_scheme(token: &str) -> Option<Url> {
    let end = token.find(['/', '?', '#']).unwrap_or(token.len());
    let (host, port) = match token[..end].split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (&token[..end], None),
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let top = host.rsplit_once('.')?.1;
    let is_domain = top.chars().count() >= 2
        && top.chars().all(char::is_alphabetic)
        && host.split('.').all(|label| !label.is_empty());
    if !is_domain || !port.is_none_or(is_port) || host.contains('@') {
        return None;
    }
    let url = Url::parse(&format!("http://{token}")).ok()?;
    matches!(url.host(), Some(Host::Domain(_))).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_however_it_is_written() {
        for (text, expected) in [
            ("https://example.org/a", Some("https://example.org/a")),
            ("  https://example.org \n", Some("https://example.org/")),
            ("HTTPS://Example.org", Some("https://example.org/")),
            ("example.org", Some("http://example.org/")),
            (
                "www.example.org/a?b=c",
                Some("http://www.example.org/a?b=c"),
            ),
            (
                "data.overheid.nl/dataset/bomen",
                Some("http://data.overheid.nl/dataset/bomen"),
            ),
            ("//example.org", Some("http://example.org/")),
            ("example.org:8080/a", Some("http://example.org:8080/a")),
            (
                "https://a.example, https://b.example",
                Some("https://a.example/"),
            ),
            (
                "https://a.example;https://b.example",
                Some("https://a.example/"),
            ),
            ("demo: https://a.example", Some("https://a.example/")),
            ("<https://a.example>", Some("https://a.example/")),
            ("https://user:word@a.example/b", Some("https://a.example/b")),
            ("javascript:alert(1)", None),
            ("javascript://example.org/%0aalert(1)", None),
            ("data:text/html,x", None),
            ("ftp://example.org", None),
            ("mailto:a@example.org", None),
            ("a@example.org", None),
            ("localhost:3000", None),
            ("geen", None),
            ("v1.2", None),
            ("https://", None),
            ("", None),
        ] {
            let found = web_address(text).map(String::from);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
