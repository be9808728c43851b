//! Checks a publiccode.yml by the standard, versions 0.2 to 0.7.
//!
//! An error is what the standard's reference parser refuses, as that is what
//! owners and other catalogues go by. It has one set of rules for all versions.
//! Where the standard's own text is stricter there is a warning, and where it
//! would allow what the parser refuses there is one beside the error; both name
//! the two. What the standard recommends or deprecates is a warning too.
//! [`table`] has what the standard says of each key, [`reference`] which texts
//! the parser accepts, and the walk here goes by them.

mod addresses;
mod finding;
mod formats;
pub(in crate::assess) mod lists;
mod oembed;
mod presence;
mod reference;
mod subtags;
mod table;
#[cfg(test)]
mod tests;
mod values;
mod version;
mod yaml;

use chrono::NaiveDate;

pub use finding::{Check, FileState, Finding, Link, MAX_FINDINGS, NamedFile, REFUSER, Severity};
pub(crate) use formats::language_of;
pub(in crate::assess) use lists::Allowed;
pub use table::allowed_values;
pub use version::Version;
pub use yaml::MAX_BYTES;

use crate::assess::Fact;
use finding::Refuser::{self, Both, Parser, Standard};
use formats::{Problem, is_country, nearest, shown};
use table::{FORMER, Key, Presence, keys_in};
use version::Named;
use yaml::{Entry, Node, Place, Value};

/// A small file that is valid, for tests.
#[cfg(test)]
pub(super) const MINIMAL: &str = include_str!("minimal.yml");

/// Checks a file as it would be on `today`. Never fails: what can't be read is
/// a finding.
#[must_use]
pub fn check(bytes: &[u8], today: NaiveDate) -> Check {
    let mut check = Check::default();
    if bytes.len() > MAX_BYTES {
        let mut finding = Place::START.finding("file_too_large");
        let number = |n: usize| Fact::Number(i64::try_from(n).unwrap_or(i64::MAX));
        finding.facts = vec![("bytes", number(bytes.len())), ("max", number(MAX_BYTES))];
        check.findings.push(finding);
        return check;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (readable, _) = bytes.split_at(error.valid_up_to());
            let readable = String::from_utf8_lossy(readable);
            let finding = end_of(&readable).finding("file_not_utf8");
            check.findings.push(finding);
            return check;
        }
    };
    // A mark that some editors put before UTF-8; YAML allows it.
    let (marked, text) = match text.strip_prefix('\u{feff}') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (root, problems) = yaml::read(text);
    let readable = problems.iter().all(|(_, refused)| *refused != Both);
    if marked {
        check.add(Place::START.finding("file_marked"), Parser);
    }
    for (finding, refused) in problems {
        check.add(finding, refused);
    }
    match root.as_deref() {
        Some(root) => {
            let mut walk = Walk::new(root, today, check);
            walk.root(root);
            check = walk.check;
        }
        None if readable => check.add(Place::START.finding("file_empty"), Both),
        None => {}
    }
    check.tidy(text);
    check
}

/// The place behind a text.
fn end_of(text: &str) -> Place {
    let number = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
    let line = text.rsplit('\n').next().unwrap_or(text);
    Place {
        line: number(text.matches('\n').count()),
        column: number(line.chars().count()),
    }
}

/// A walk through the tree by the table of keys.
struct Walk {
    today: NaiveDate,
    /// The version that rules are taken from.
    version: Version,
    /// `maintenance.type`, which other keys depend on.
    maintenance: Option<String>,
    check: Check,
}

impl Walk {
    fn new(root: &Node, today: NaiveDate, check: Check) -> Self {
        let at = |node: &Node, key: &str| match &node.value {
            Value::Mapping(entries) => {
                let entry = entries.iter().find(|entry| entry.key == key);
                entry.map(|entry| std::rc::Rc::clone(&entry.node))
            }
            _ => None,
        };
        let as_written = |node: &Node| match &node.value {
            Value::Text { text, .. } | Value::Number(text) => Some(text.trim().to_owned()),
            _ => None,
        };
        let version = at(root, "publiccodeYmlVersion").and_then(|node| as_written(&node));
        let checked_as = match version.as_deref().map(version::named) {
            Some(Named::Known(version) | Named::NotRead(version) | Named::Unknown(version)) => {
                version
            }
            Some(Named::Nonsense) | None => Version::NEWEST,
        };
        let maintenance = at(root, "maintenance")
            .and_then(|section| at(&section, "type"))
            .and_then(|node| as_written(&node));
        Self {
            today,
            version: checked_as,
            maintenance,
            check: Check {
                version: version.map(|version| version.chars().take(40).collect()),
                checked_as,
                ..check
            },
        }
    }

    fn root(&mut self, root: &Node) {
        if !matches!(root.value, Value::Mapping(_)) {
            let mut finding = root.place.finding("yaml_not_a_mapping");
            finding.facts = vec![("found", Fact::Text(root.value.kind().to_owned()))];
            self.check.add(finding, Both);
            return;
        }
        self.section(root, "", "", Place::START);
    }

    fn add(&mut self, place: Place, key: &str, (rule, refused, facts): Problem) {
        let mut finding = place.finding(rule);
        key.clone_into(&mut finding.key);
        finding.facts = facts;
        self.check.add(finding, refused);
    }

    /// A mapping whose keys stand in the table under `pattern`. `place` is where
    /// the section is named.
    fn section(&mut self, node: &Node, pattern: &'static str, path: &str, place: Place) {
        let Value::Mapping(entries) = &node.value else {
            self.wrong_type(node.place, path, "mapping", &node.value);
            return;
        };
        for entry in entries {
            let here = join(path, &entry.key);
            match self.key_of(entry, pattern, &here) {
                Some(key) => self.entry(key, entry, &here),
                None => self.stranger(entry, pattern, &here),
            }
        }
        for key in keys_in(pattern) {
            let name = key.parts().1;
            let entry = entries
                .iter()
                .find(|entry| entry.key == name || (key.path == "IT" && entry.key == "it"));
            let empty = entry.is_some_and(|entry| matches!(entry.node.value, Value::Nothing));
            let place = entry.map_or(place, |entry| entry.place);
            if entry.is_none() || empty {
                self.absent(key, &join(path, name), place, empty);
            }
        }
        if pattern.is_empty() {
            self.italy_twice(entries);
        }
    }

    /// The section of Italy in capitals and in small letters.
    fn italy_twice(&mut self, entries: &[Entry]) {
        let of = |name: &str| entries.iter().find(|entry| entry.key == name);
        if let (Some(capital), Some(small)) = (of("IT"), of("it")) {
            let first = Fact::Number(i64::from(capital.place.line));
            let problem = ("yaml_duplicate_key", Both, vec![("first", first)]);
            self.add(small.place, "it", problem);
        }
    }

    /// The row of the table for a key; a country's section by its capitals.
    fn key_of(&mut self, entry: &Entry, pattern: &str, path: &str) -> Option<&'static Key> {
        let mut named = keys_in(pattern);
        if let Some(key) = named.find(|key| key.parts().1 == entry.key) {
            return Some(key);
        }
        if pattern.is_empty() && entry.key == "it" {
            if let Some(problem) = formats::country("it", self.version) {
                self.add(entry.place, path, problem);
            }
            return keys_in("").find(|key| key.path == "IT");
        }
        None
    }

    /// A key that the table does not have.
    fn stranger(&mut self, entry: &Entry, pattern: &'static str, path: &str) {
        let (upper, lower) = (entry.key.to_uppercase(), entry.key.to_lowercase());
        let one_case = entry.key == upper || entry.key == lower;
        if pattern.is_empty() && entry.key.len() == 2 && one_case && is_country(&upper) {
            let facts = vec![("value", shown(&upper))];
            let problem = ("country_section_undefined", Parser, facts);
            self.add(entry.place, path, problem);
            return;
        }
        let in_table = join(pattern, &entry.key);
        let former = FORMER.iter().find(|(former, _)| *former == in_table);
        let problem = match former {
            Some((_, Some(now))) => {
                let now = Fact::Text((*now).to_owned());
                ("key_renamed", Both, vec![("now", now)])
            }
            Some((_, None)) => ("key_removed", Both, Vec::new()),
            None => {
                let names = keys_in(pattern).map(|key| key.parts().1);
                match nearest(&entry.key, names) {
                    Some(near) => {
                        let near = Fact::Text(near.to_owned());
                        ("key_unknown_near", Both, vec![("near", near)])
                    }
                    None => ("key_unknown", Both, Vec::new()),
                }
            }
        };
        self.add(entry.place, path, problem);
    }

    /// A key of the table, as it stands in the file.
    fn entry(&mut self, key: &'static Key, entry: &Entry, path: &str) {
        if self.version < key.since {
            let facts = vec![
                ("since", Fact::Text(key.since.to_string())),
                ("version", Fact::Text(self.version.to_string())),
            ];
            self.add(entry.place, path, ("key_newer", Standard, facts));
        }
        self.deprecated(key, entry.place, path);
        if matches!(entry.node.value, Value::Nothing) {
            // Told with the keys that are absent.
            return;
        }
        if let Presence::ForTypes(types, Some(since)) = key.presence
            && let Some(found) = &self.maintenance
            && !types.contains(&found.as_str())
        {
            let refused = Refuser::unless(false, self.version < since).unwrap_or(Both);
            let facts = vec![("type", shown(found))];
            let problem = ("key_not_for_type", refused, facts);
            self.add(entry.place, path, problem);
        }
        if let Some(problem) = presence::blank(key, &entry.node.value) {
            self.add(entry.place, path, problem);
            return;
        }
        let site = values::Site {
            key: entry.place,
            place: entry.node.place,
            path,
            pattern: key.path,
        };
        self.value(key.kind, &entry.node, site);
    }

    fn wrong_type(&mut self, place: Place, path: &str, expected: &str, found: &Value) {
        let facts = values::type_facts(expected, found);
        self.add(place, path, ("wrong_type", Both, facts));
    }
}

/// How much of a key is repeated in a path, in characters.
const KEY_CHARACTERS: usize = 60;

fn join(path: &str, key: &str) -> String {
    let key: String = key.chars().take(KEY_CHARACTERS).collect();
    if path.is_empty() {
        key
    } else {
        format!("{path}.{key}")
    }
}
