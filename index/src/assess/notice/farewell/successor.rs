//! What comes after a repository, as its owner names it.

use bronwijzer_crawler::address::{self, ForgeHost, RepositoryUrl};
use url::Url;

use super::super::reader::Reader;
use super::super::sentences::{texts, words};
use super::grammar::Found;
use super::is_marker;
use super::lexicon::{After, ELSEWHERE, FORGES, NEW, NEW_PLACES};
use crate::assess::readme::{MARKERS, Shown};

/// The most words of a name.
const LONGEST_NAME: usize = 5;

/// Words that end a name.
#[rustfmt::skip]
const ENDS_NAME: &[&str] = &[
    ",", "and", "as", "because", "die", "dat", "en", "for", "from", "in", "is", "of", "omdat",
    "on", "op", "per", "since", "sinds", "that", "van", "vanaf", "voor", "which", "with", "met",
];

/// What has the name of a forge before it, and is none.
const OF_FORGES: &[&str] = &[
    "actions",
    "ci",
    "container",
    "issues",
    "package",
    "packages",
    "pages",
    "runner",
    "runners",
    "workflows",
];

/// Words before a name that are no part of it.
const BEFORE_NAME: &[&str] = &["the", "our", "de", "het", "ons", "onze", "new", "nieuwe"];

/// Words that a name does not begin with: it is of no other software.
#[rustfmt::skip]
const NO_NAMES: &[&str] = &[
    "a", "an", "een", "another", "andere", "version", "versie", "something", "this", "dit", "deze",
    "it", "that", "those", "these", "them",
];

/// What comes after a repository; one of its parts at least.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Successor {
    /// What it is called, as it stands there.
    pub name: Option<String>,
    /// Its web address.
    pub url: Option<String>,
}

impl Successor {
    /// Whether its address is one of the owner of a repository.
    pub(super) fn is_under(&self, here: &RepositoryUrl) -> bool {
        let candidates = address::candidates(self.url.as_deref().unwrap_or_default());
        let account = here.owner_account();
        candidates.iter().any(|url| url.is_under(&account))
    }

    /// Whether its address is one on a forge: of a repository or of who has them.
    pub(super) fn is_on_a_forge(&self) -> bool {
        self.url
            .as_deref()
            .and_then(host_of)
            .is_some_and(|host| address::looks_like_a_forge(&host))
    }
}

fn host_of(url: &str) -> Option<ForgeHost> {
    Url::parse(url).ok()?.host_str().map(ForgeHost::new)
}

/// The links and the code of a passage, as targets of what it says.
pub(super) struct Targets<'a> {
    /// The repository itself, which is no successor of its own.
    pub(super) here: &'a RepositoryUrl,
    pub(super) shown: &'a [Shown],
}

impl Targets<'_> {
    /// What a sentence names behind its predicate.
    pub(super) fn of_sentence(&self, sentence: &str, found: &Found) -> Option<Successor> {
        let words = words(sentence);
        let from = words.get(found.target)?.start;
        let rest = &sentence[from..];
        let name = matches!(found.after, After::By | After::Sibling)
            .then(|| self.name(rest))
            .flatten();
        let url = self.links(rest).next();
        (name.is_some() || url.is_some()).then_some(Successor { name, url })
    }

    /// The first link of a sentence to somewhere else.
    pub(super) fn first_link(&self, sentence: &str) -> Option<Successor> {
        let url = self.links(sentence).next();
        url.map(|url| Successor {
            name: None,
            url: Some(url),
        })
    }

    fn links<'b>(&'b self, text: &'b str) -> impl Iterator<Item = String> + 'b {
        text.chars()
            .filter_map(|c| {
                self.shown
                    .get((u32::from(c)).checked_sub(u32::from(*MARKERS.start()))? as usize)
            })
            .filter_map(|shown| match shown {
                Shown::Link(url) => self.elsewhere(url),
                // 'owner/name' in code is a repository of the same forge.
                Shown::Code(code) => {
                    let is_path = code.split('/').count() == 2
                        && code
                            .chars()
                            .all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
                    let url = format!("https://{}/{code}", self.here.host());
                    is_path.then(|| self.elsewhere(&url)).flatten()
                }
            })
    }

    /// A web address of something else than this repository and its owner.
    fn elsewhere(&self, url: &str) -> Option<String> {
        let parsed = Url::parse(url.trim()).ok()?;
        let is_web = matches!(parsed.scheme(), "http" | "https") && parsed.host_str().is_some();
        let keys: Vec<String> = address::candidates(url)
            .iter()
            .map(RepositoryUrl::key)
            .collect();
        let is_here = keys.contains(&self.here.key());
        let owner = parsed.path().trim_matches('/').to_lowercase();
        let host = parsed.host_str().map(ForgeHost::new);
        let is_owner = host.as_ref() == Some(self.here.host())
            && (owner.is_empty() || owner == self.here.owner().to_lowercase());
        let is_part =
            address::looks_like_a_forge(host.as_ref()?) && parsed.path().contains("/issues");
        (is_web && !is_here && !is_owner && !is_part).then(|| parsed.to_string())
    }

    /// The name that a text begins with.
    fn name(&self, text: &str) -> Option<String> {
        let words = words(text);
        let before = |word: &&str| BEFORE_NAME.contains(word) || is_marker(word);
        let texts = texts(&words);
        let start = texts.iter().take_while(|word| before(word)).count();
        let length = texts[start..]
            .iter()
            .take_while(|word| !ENDS_NAME.contains(word) && !is_marker(word))
            .count()
            .min(LONGEST_NAME);
        let (first, last) = (
            words.get(start)?,
            words.get((start + length).checked_sub(1)?)?,
        );
        let is_version =
            first.text.starts_with('v') && first.text[1..].bytes().all(|b| b.is_ascii_digit());
        if length == 0 || NO_NAMES.contains(&first.text.as_ref()) || is_version {
            return None;
        }
        let name = text.get(first.start..last.end)?;
        let is_said = !name.contains(crate::assess::readme::NOT_SAID);
        is_said.then(|| name.trim().to_owned())
    }
}

impl Reader<'_> {
    /// Whether a place is named without its address: 'a new location', another forge.
    pub(super) fn is_elsewhere(&self, at: usize, here: &ForgeHost) -> bool {
        let near: Vec<&str> = self.rest(at).iter().take(6).copied().collect();
        if near.first().is_some_and(|word| ELSEWHERE.contains(word)) {
            return true;
        }
        let new = near.iter().position(|word| NEW.contains(word));
        if new.is_some_and(|new| near[new..].iter().any(|word| NEW_PLACES.contains(word))) {
            return true;
        }
        FORGES.iter().any(|(words, host)| {
            let named = near
                .windows(words.len())
                .position(|window| window == *words);
            let next = named.and_then(|at| near.get(at + words.len()));
            let is_forge = next.is_none_or(|next| !OF_FORGES.contains(next));
            named.is_some() && is_forge && !here.as_str().starts_with(host)
        })
    }
}
