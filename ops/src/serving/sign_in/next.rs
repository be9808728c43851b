//! Where somebody goes once they are signed in: a path of this site, and nothing else.

use percent_encoding::percent_decode_str;
use url::{Url, form_urlencoded};

/// The longest such path, in bytes: it goes into a cookie, which may have 4,096.
const LONGEST: usize = 1_500;

/// Where to go when nothing, or something else, was asked for.
const HOME: &str = "/";

/// `asked` when it is a path of the site, else the home page.
///
/// Browsers take `//host` and `/\host` for other sites, drop tabs and line breaks, and read
/// `\` as `/`; something between here and them may decode `%2f`. So what has any of these at
/// its start is refused, and the rest is what a browser would make of it.
pub(super) fn path_of_site(asked: &str) -> String {
    local(asked).unwrap_or_else(|| HOME.to_owned())
}

fn local(asked: &str) -> Option<String> {
    let path = asked.split(['?', '#']).next().unwrap_or_default();
    if asked.len() > LONGEST || asked.contains(char::is_control) || !starts_once(path) {
        return None;
    }
    let here = Url::parse("http://site.invalid/").ok()?;
    let there = here.join(asked).ok()?;
    let is_here = there.origin() == here.origin() && there.username().is_empty();
    // Signing in again, or out, is no place to go to.
    let first = there.path_segments()?.next().unwrap_or_default();
    let is_page = !matches!(first, "sign-in" | "sign-out") && starts_once(there.path());
    (is_here && is_page).then(|| there[url::Position::BeforePath..].to_owned())
}

/// Whether a path starts with one slash, and no other after any decoding: what is encoded
/// twice is decoded twice somewhere.
fn starts_once(path: &str) -> bool {
    let is_plain = |text: &str| {
        let mut characters = text.chars();
        let starts_once = characters.next() == Some('/') && characters.next() != Some('/');
        starts_once && !text.contains(|c: char| c == '\\' || c.is_control())
    };
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().ok()?;
        Some(text.into_owned())
    };
    let once = decoded(path);
    let twice = once.as_deref().and_then(decoded);
    [Some(path), once.as_deref(), twice.as_deref()]
        .into_iter()
        .all(|text| text.is_some_and(is_plain))
}

/// The page on which people choose how to sign in, in the language of where they came from. It
/// tells why they are not signed in, when there is a problem.
pub(super) fn sign_in_page(problem: Option<&str>, next: &str) -> String {
    let is_english = next == "/en" || next.starts_with("/en/") || next.starts_with("/en?");
    let page = if is_english {
        "/en/sign-in"
    } else {
        "/aanmelden"
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(problem) = problem {
        query.append_pair("problem", problem);
    }
    let query = query.append_pair("next", next).finish();
    format!("{page}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_is_a_path_of_this_site() {
        for path in [
            "/",
            "/mijn",
            "/en/my?tab=statements#first",
            "/zoeken?q=a%2Fb&next=//x",
            "/repositories/github.com/a/b%20c",
        ] {
            assert_eq!(path_of_site(path), path);
        }
        let elsewhere = [
            "",
            "mijn",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/%2Fevil.example",
            "/%2fevil.example",
            "/%5Cevil.example",
            "/%252Fevil.example",
            "/%09/evil.example",
            "/./%2Fevil.example",
            "/.//evil.example",
            "/a/..//evil.example",
            "@evil.example",
            "/sign-in/sso",
            "/sign-out",
            "/%FF",
        ];
        for path in elsewhere {
            assert_eq!(path_of_site(path), "/", "{path:?}");
        }
        assert_eq!(path_of_site(&format!("/{}", "a".repeat(LONGEST))), "/");
    }

    #[test]
    fn problem_is_told_in_the_language_of_the_page() {
        let dutch = sign_in_page(Some("expired"), "/mijn?a=b");
        assert_eq!(dutch, "/aanmelden?problem=expired&next=%2Fmijn%3Fa%3Db");
        assert!(sign_in_page(None, "/en/my").starts_with("/en/sign-in?"));
        assert!(sign_in_page(None, "/energie").starts_with("/aanmelden?"));
    }
}
