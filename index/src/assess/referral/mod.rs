//! Referrals: what a repository says of itself that leads on to a register or a
//! standard of Dutch government. Facts only: that a page is mentioned says
//! nothing about keeping to it.
//!
//! Only addresses and topics count. The name of a register in running text does
//! not: it is as easily a word about something else.

mod registers;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use bronwijzer_crawler::observation::Observation;
use url::Url;

pub use self::registers::RegisterKind;
use self::registers::{REGISTERS, Register};
use super::web_address;

/// The most referrals that are kept of one repository, in the order of where
/// they are found.
const MOST: usize = 50;

/// An address longer than this, in bytes, is not one that people refer by.
const LONGEST: usize = 500;

/// A reference to a register or a standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// The register's name in the index and in filters.
    pub register: &'static str,
    /// What kind of thing that is.
    pub kind: RegisterKind,
    /// The address, with `https` or `http`, or the topic.
    pub mention: Mention,
    /// Where it was found.
    pub place: FoundIn,
}

/// What refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// A page.
    Page(Url),
    /// A topic on the forge.
    Topic(String),
}

/// Where a reference was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundIn {
    /// On the project's own page being one of the register's.
    Homepage,
    /// In publiccode.yml, under this key.
    Publiccode(String),
    /// In the README.
    Readme,
    /// Among the topics.
    Topics,
}

impl Referral {
    /// The page as [`normalise`] writes it; `None` for a topic.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        match &self.mention {
            Mention::Page(url) => Some(key_of(url)),
            Mention::Topic(_) => None,
        }
    }
}

/// Whether there is a register of this name.
#[must_use]
pub fn is_register(id: &str) -> bool {
    REGISTERS.iter().any(|register| register.id == id)
}

/// A web address in the form by which two spellings of one page are the same:
/// without scheme, `www.`, fragment and closing slash; `None` for what is no
/// address on the web.
#[must_use]
pub fn normalise(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    is_web(&url).then(|| key_of(&url))
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "https" | "http") && url.host_str().is_some()
}

fn key_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = url.path().trim_end_matches('/');
    match url.query() {
        Some(query) => format!("{host}{path}?{query}"),
        None => format!("{host}{path}"),
    }
}

/// Finds what a repository refers to: homepage, publiccode.yml, README and
/// topics, each page once.
pub(super) fn find(observation: &Observation) -> Vec<Referral> {
    let mut found = Vec::new();
    if let Some(homepage) = observation.homepage.as_deref().and_then(web_address) {
        pages(homepage.as_str(), &mut found, |_| FoundIn::Homepage);
    }
    if let Some(file) = &observation.publiccode {
        let place = |at| FoundIn::Publiccode(key_at(&file.text, at));
        pages(&file.text, &mut found, place);
    }
    if let Some(file) = &observation.readme {
        pages(&file.text, &mut found, |_| FoundIn::Readme);
    }
    for topic in observation.topics.iter().flatten() {
        let register = REGISTERS
            .iter()
            .find(|register| register.topics.contains(&topic.to_lowercase().as_str()));
        if let Some(register) = register {
            keep(&mut found, register, Mention::Topic(topic.clone()), || {
                FoundIn::Topics
            });
        }
    }
    found
}

/// Keeps a mention that is new. Only then its place is looked for, so that a
/// text full of mentions is not gone over for each of them.
fn keep(
    found: &mut Vec<Referral>,
    register: &Register,
    mention: Mention,
    place: impl FnOnce() -> FoundIn,
) {
    let same = |known: &Referral| match (&known.mention, &mention) {
        (Mention::Page(known), Mention::Page(new)) => key_of(known) == key_of(new),
        (known, new) => known == new,
    };
    if found.len() < MOST && !found.iter().any(same) {
        found.push(Referral {
            register: register.id,
            kind: register.kind,
            place: place(),
            mention,
        });
    }
}

/// Every host of the table, for one pass over a text; of two that begin at the
/// same place the longer one.
static HOSTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let places = REGISTERS.iter().flat_map(|register| register.places);
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(places.map(|place| place.host))
        .ok()
});

/// Finds the addresses in a text that are of a register.
fn pages(text: &str, found: &mut Vec<Referral>, place: impl Fn(usize) -> FoundIn) {
    let Some(hosts) = &*HOSTS else { return };
    for hit in hosts.find_iter(text) {
        let Some(url) = address_around(text, hit.start(), hit.end()) else {
            continue;
        };
        let host = url.host_str().unwrap_or_default();
        let path = url.path().to_lowercase();
        let register = REGISTERS.iter().find(|register| {
            register.places.iter().any(|place| {
                let bare = host.strip_prefix("www.").unwrap_or(host);
                let below = host.strip_suffix(place.host);
                let is_host = bare == place.host
                    || (place.with_subdomains && below.is_some_and(|rest| rest.ends_with('.')));
                is_host && path.starts_with(place.path)
            })
        });
        if let Some(register) = register {
            keep(found, register, Mention::Page(url), || place(hit.start()));
        }
    }
}

/// The address that a host stands in. A host without a scheme counts as https;
/// one after an `@` is of an e-mail address. Parentheses belong to it as long as
/// they are balanced, and a sign behind a backslash stands for itself
/// (CommonMark 6.3, GFM 6.9).
fn address_around(text: &str, start: usize, end: usize) -> Option<Url> {
    let in_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let before = &text.as_bytes()[..start];
    let before_host = before.iter().rev().take(LONGEST);
    let labels = before_host.take_while(|byte| in_host(byte)).count();
    let (before, host_start) = (text.get(..start - labels)?, start - labels);
    let scheme = if before.ends_with("http://") {
        "http://"
    } else if before.ends_with("://") || !before.ends_with(['@', '/', '_', '%', '=', ':']) {
        "https://"
    } else {
        return None;
    };
    let mut address = text[host_start..end].to_owned();
    let mut open = 0_usize;
    let mut rest = text[end..].chars().peekable();
    while let Some(mut c) = rest.next() {
        match c {
            '(' => open += 1,
            ')' => match open.checked_sub(1) {
                Some(less) => open = less,
                None => break,
            },
            '\\' => match rest.next_if(char::is_ascii_punctuation) {
                Some(escaped) => c = escaped,
                None => break,
            },
            _ if c.is_whitespace() || "<>\"'`[]{}|^*".contains(c) => break,
            _ => {}
        }
        address.push(c);
        if address.len() > LONGEST {
            return None;
        }
    }
    if address.len() > LONGEST {
        return None;
    }
    let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '(']);
    Url::parse(&format!("{scheme}{address}"))
        .ok()
        .filter(is_web)
}

/// The key under which a place in a YAML file stands: the last one that begins
/// a line at or before it.
fn key_at(text: &str, at: usize) -> String {
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let key = text[..line_end].lines().rev().find_map(|line| {
        let line = line.trim_start_matches([' ', '-', '\t']);
        let (key, _) = line.split_once(':')?;
        let is_key = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric());
        // `https:` begins an address and no key.
        (is_key && !matches!(key, "http" | "https")).then(|| key.to_owned())
    });
    key.unwrap_or_default()
}

#[cfg(test)]
mod tests;
