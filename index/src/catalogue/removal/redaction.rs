//! Taking a person's name and addresses for e-mail out of texts, without keeping either.
//!
//! What is kept of them is a keyed hash. So of every text the hashes of all its addresses, and of
//! all rows of as many words as a name has, are looked up. Case and accents make no
//! difference, nor does with which word a name begins: `Jansen, Anna` is `Anna Jansen`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands for a name that was taken out: plain text in Markdown and in YAML.
pub(crate) const NO_NAME: &str = "(…)";

/// What stands for an address for e-mail that was taken out: of a domain that never exists.
pub(crate) const NO_EMAIL: &str = "removed@removed.invalid";

/// What stands for a telephone number that was taken out.
pub(super) const NO_PHONE: &str = "(…)";

/// The most words of a name.
const MOST_WORDS: usize = 8;

/// The most bytes between two words of a name.
const LONGEST_GAP: usize = 4;

/// Signs in names beside letters.
const NAME_SIGNS: &str = ".,-'’";

/// Signs of an address for e-mail beside letters and digits, before and after the `@`.
const LOCAL_SIGNS: &str = "._%+-'";
const DOMAIN_SIGNS: &str = ".-";

/// What somebody is known by in texts, as it is kept: nobody can read it back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Trace {
    /// How many words it has; 0 of an address for e-mail.
    words: usize,
    /// The hash, by the key of the catalogue.
    hash: String,
}

/// Why a text is nothing that a person can be found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "give an address for e-mail, or a name of 2 to 8 words: one word alone is the name of too much else"
)]
pub(crate) struct NoTrace;

impl Trace {
    /// Of a name or an address for e-mail.
    pub(super) fn of(text: &str, key: &str) -> Result<Self, NoTrace> {
        let key = hash_key(key);
        let text = text.trim();
        if let Some(found) = emails(text).next() {
            if found != (0..text.len()) {
                return Err(NoTrace);
            }
            let hash = hash(&key, &folded(text));
            return Ok(Self { words: 0, hash });
        }
        let is_of_names = |c: char| {
            c.is_alphabetic() || c.is_whitespace() || is_combining_mark(c) || NAME_SIGNS.contains(c)
        };
        if !text.chars().all(is_of_names) {
            return Err(NoTrace);
        }
        let words: Vec<String> = words(text).map(|word| folded(&text[word])).collect();
        if !(2..=MOST_WORDS).contains(&words.len()) {
            return Err(NoTrace);
        }
        let hash = hash(&key, &in_order(&words));
        Ok(Self {
            words: words.len(),
            hash,
        })
    }
}

/// The traces of everybody who was removed, ready to look for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Traces {
    /// By the key that they were made with: more than one only after a restore of a backup of
    /// another catalogue.
    by_key: BTreeMap<String, ByWords>,
}

/// Hashes, by how many words they are of.
type ByWords = BTreeMap<usize, BTreeSet<String>>;

impl Traces {
    pub(super) fn add(&mut self, key: &str, trace: &Trace) {
        let by_words = self.by_key.entry(key.to_owned()).or_default();
        let hashes = by_words.entry(trace.words).or_default();
        hashes.insert(trace.hash.clone());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// A text without them; `None` when none is in it.
    pub(super) fn redact(&self, text: &str) -> Option<String> {
        let mut found: Vec<(Range<usize>, &str)> = Vec::new();
        for (key, by_words) in &self.by_key {
            let key = hash_key(key);
            for (count, hashes) in by_words {
                if *count == 0 {
                    let of_them = emails(text)
                        .filter(|at| hashes.contains(&hash(&key, &folded(&text[at.clone()]))));
                    found.extend(of_them.map(|at| (at, NO_EMAIL)));
                } else {
                    let of_them = names(text, *count, |name| hashes.contains(&hash(&key, name)));
                    found.extend(of_them.into_iter().map(|at| (at, NO_NAME)));
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        found.sort_by_key(|(at, _)| at.start);
        let mut redacted = String::with_capacity(text.len());
        let mut end = 0;
        for (at, stand_in) in found {
            // Two that overlap are taken out as one.
            if at.start >= end {
                redacted.push_str(&text[end..at.start]);
                redacted.push_str(stand_in);
            }
            end = end.max(at.end);
        }
        redacted.push_str(&text[end..]);
        Some(redacted)
    }
}

fn hash_key(key: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes())
}

fn hash(key: &hmac::Key, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(hmac::sign(key, text.as_bytes()))
}

/// Lower case and without accents.
fn folded(text: &str) -> String {
    let text = text.replace("%40", "@");
    let bare = text.nfkd().filter(|c| !is_combining_mark(*c));
    bare.flat_map(char::to_lowercase).collect()
}

/// Words in the order that is the same whichever of them comes first.
fn in_order<T: AsRef<str>>(words: &[T]) -> String {
    let from = |first: usize| {
        let (before, after) = words.split_at(first);
        let words = after.iter().chain(before).map(AsRef::as_ref);
        words.collect::<Vec<&str>>().join(" ")
    };
    (0..words.len()).map(from).min().unwrap_or_default()
}

/// Where the addresses for e-mail in a text are.
fn emails(text: &str) -> impl Iterator<Item = Range<usize>> {
    let plain = text.match_indices('@').map(|(at, sign)| (at, sign.len()));
    let encoded = text.match_indices("%40").map(|(at, sign)| (at, sign.len()));
    plain.chain(encoded).filter_map(move |(at, length)| {
        let is_local = |c: char| c.is_alphanumeric() || LOCAL_SIGNS.contains(c);
        let is_domain = |c: char| c.is_alphanumeric() || DOMAIN_SIGNS.contains(c);
        let before = &text[..at];
        let start = before.trim_end_matches(is_local).len();
        let start = start + before[start..].find(|c: char| c != '\'').unwrap_or(0);
        let after = &text[at + length..];
        let domain = &after[..after.find(|c| !is_domain(c)).unwrap_or(after.len())];
        let domain = domain.trim_end_matches(['.', '-']);
        let is_address = start < at && domain.contains('.');
        is_address.then(|| start..at + length + domain.len())
    })
}

/// Where the words of a text are.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(is_part)?;
        let length = text[start..].find(|c| !is_part(c));
        let end = length.map_or(text.len(), |length| start + length);
        rest = end;
        Some(start..end)
    })
}

/// Where rows of so many words stand in a text that are a name. Each is looked at with its words
/// in the one order.
fn names(text: &str, count: usize, is_name: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let words: Vec<(Range<usize>, String)> = words(text)
        .map(|at| (at.clone(), folded(&text[at])))
        .collect();
    let mut found = Vec::new();
    for row in words.windows(count) {
        let is_near = row
            .windows(2)
            .all(|two| two[1].0.start - two[0].0.end <= LONGEST_GAP);
        if !is_near {
            continue;
        }
        let folded: Vec<&str> = row.iter().map(|(_, word)| word.as_str()).collect();
        if is_name(&in_order(&folded))
            && let (Some((first, _)), Some((last, _))) = (row.first(), row.last())
        {
            found.push(first.start..last.end);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(people: &[&str], text: &str) -> Option<String> {
        let mut traces = Traces::default();
        for person in people {
            traces.add("key", &Trace::of(person, "key").unwrap());
        }
        traces.redact(text)
    }

    #[test]
    fn addresses_are_taken_out_however_they_are_written() {
        for (text, redacted) in [
            ("Mail a.b@example.nl.", "Mail removed@removed.invalid."),
            (
                "<a href=\"mailto:A.B%40Example.nl\">",
                "<a href=\"mailto:removed@removed.invalid\">",
            ),
            ("'a.b@example.nl'", "'removed@removed.invalid'"),
            (
                "a.b@example.nl,a.b@example.nl",
                "removed@removed.invalid,removed@removed.invalid",
            ),
        ] {
            assert_eq!(
                without(&["a.b@example.nl"], text).as_deref(),
                Some(redacted)
            );
        }
        for other in [
            "xa.b@example.nl",
            "a.b@example.nl.com",
            "a.b@ example.nl",
            "@",
        ] {
            assert_eq!(without(&["a.b@example.nl"], other), None, "{other}");
        }
    }

    #[test]
    fn names_are_taken_out_in_any_order_and_case() {
        let names = ["Anna van Zuidèrveld", "Piet Jansen"];
        for (text, redacted) in [
            ("door ANNA VAN ZUIDERVELD, 2024", "door (…), 2024"),
            ("- name: van Zuidèrveld, Anna\n", "- name: (…)\n"),
            ("Anna\n  van Zuiderveld en Jansen, Piet", "(…) en (…)"),
            ("© Piet **Jansen**", "© (…)**"),
        ] {
            assert_eq!(without(&names, text).as_deref(), Some(redacted), "{text}");
        }
        for other in [
            "Anna Zuiderveld",
            "Piet Jansenius",
            "Piet. Verder werkt hier Jansen",
            "",
        ] {
            assert_eq!(without(&names, other), None, "{other}");
        }
    }

    #[test]
    fn what_names_too_much_is_refused() {
        for text in [
            "",
            "Anna",
            "a@b",
            "Mail: a.b@example.nl",
            "a b c d e f g h i",
        ] {
            assert_eq!(Trace::of(text, "key"), Err(NoTrace), "{text}");
        }
    }

    #[test]
    fn what_is_kept_names_nobody() {
        let trace = Trace::of("Anna Jansen", "key").unwrap();
        assert!(
            !serde_json::to_string(&trace)
                .unwrap()
                .to_lowercase()
                .contains("anna")
        );
        assert_ne!(trace, Trace::of("Anna Jansen", "other key").unwrap());
    }
}
