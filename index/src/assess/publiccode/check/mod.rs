//! Checks a publiccode.yml by the standard, versions 0.2 to 0.7 and what 1
//! takes away.
//!
//! What the standard states as mandatory, a type, a format or a list is an
//! error; what it recommends or deprecates is a warning. In version 1 the
//! deprecated is gone, so there it is an error. [`table`] has what the standard
//! says of each key, and the walk here goes by it.

mod finding;
mod formats;
pub(in crate::assess) mod lists;
mod oembed;
mod reference;
mod subtags;
mod table;
#[cfg(test)]
mod tests;
mod values;
mod version;
mod yaml;

use chrono::NaiveDate;

pub use finding::{Check, Finding, Link, MAX_FINDINGS, NamedFile, Severity};
pub(in crate::assess) use lists::Allowed;
pub use version::Version;
pub use yaml::MAX_BYTES;

use crate::assess::Fact;
use formats::{Problem, deprecation, is_country, nearest, shown};
use table::{FORMER, Key, Kind, Presence, keys_in};
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
        let mut finding = Place::START.finding("file_too_large", Severity::Error);
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
            let finding = end_of(&readable).finding("file_not_utf8", Severity::Error);
            check.findings.push(finding);
            return check;
        }
    };
    // A mark that some editors put before UTF-8; YAML allows it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (root, findings) = yaml::read(text);
    let readable = findings
        .iter()
        .all(|finding| finding.rule == "yaml_old_version");
    check.findings = findings;
    match root.as_deref() {
        Some(root) => {
            let mut walk = Walk::new(root, today, check);
            walk.root(root);
            check = walk.check;
        }
        None if readable => {
            let finding = Place::START.finding("file_empty", Severity::Error);
            check.findings.push(finding);
        }
        None => {}
    }
    // YAML 1.1 is deprecated too.
    if check.checked_as >= Version::V1 {
        for finding in &mut check.findings {
            if matches!(finding.rule, "yaml_old_version" | "yaml_old_merge") {
                finding.severity = Severity::Error;
            }
        }
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
            Some(Named::Known(version) | Named::Unknown(version)) => version,
            Some(Named::BeforeFirst) => Version::V0_2,
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
            let mut finding = root.place.finding("yaml_not_a_mapping", Severity::Error);
            finding.facts = vec![("found", Fact::Text(root.value.kind().to_owned()))];
            self.check.findings.push(finding);
            return;
        }
        self.section(root, "", "", Place::START);
    }

    fn add(&mut self, place: Place, key: &str, (rule, severity, facts): Problem) {
        let mut finding = place.finding(rule, severity);
        key.clone_into(&mut finding.key);
        finding.facts = facts;
        self.check.findings.push(finding);
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
            let empty = entry.is_some_and(|entry| is_empty(&entry.node.value));
            let place = entry.map_or(place, |entry| entry.place);
            if entry.is_none() || empty {
                self.absent(key, &join(path, name), place, empty);
            }
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
        let upper = entry.key.to_uppercase();
        if pattern.is_empty() && entry.key.len() == 2 && is_country(&upper) {
            // The standard defines the section of Italy alone; what another one
            // may hold is up to its country.
            if let Some(problem) = formats::country(&entry.key, self.version) {
                self.add(entry.place, path, problem);
            }
            let key = keys_in("").find(|key| key.path == "IT");
            if let Some(key) = key {
                self.deprecated(key, entry.place, path);
            }
            return;
        }
        let in_table = join(pattern, &entry.key);
        let former = FORMER.iter().find(|(former, _)| *former == in_table);
        let problem = match former {
            Some((_, Some(now))) => (
                "key_renamed",
                Severity::Warning,
                vec![("now", Fact::Text((*now).to_owned()))],
            ),
            Some((_, None)) => ("key_removed", Severity::Warning, Vec::new()),
            None => {
                let names = keys_in(pattern).map(|key| key.parts().1);
                match nearest(&entry.key, names) {
                    Some(near) => (
                        "key_unknown_near",
                        Severity::Warning,
                        vec![("near", Fact::Text(near.to_owned()))],
                    ),
                    None => ("key_unknown", Severity::Warning, Vec::new()),
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
            self.add(entry.place, path, ("key_newer", Severity::Warning, facts));
        }
        self.deprecated(key, entry.place, path);
        if let Presence::ForTypes(types, Some(since)) = key.presence
            && self.version >= since
            && let Some(found) = &self.maintenance
            && !types.contains(&found.as_str())
        {
            let facts = vec![("type", shown(found))];
            let problem = ("key_not_for_type", Severity::Error, facts);
            self.add(entry.place, path, problem);
        }
        if is_empty(&entry.node.value) {
            // Told with the keys that are absent.
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

    fn deprecated(&mut self, key: &Key, place: Place, path: &str) {
        let Some(since) = key.deprecated else {
            return;
        };
        let Some(severity) = deprecation(since, self.version) else {
            return;
        };
        let rule = match (severity, key.instead) {
            (Severity::Warning, None) => "key_deprecated",
            (Severity::Warning, Some(_)) => "key_deprecated_instead",
            (Severity::Error, None) => "key_gone",
            (Severity::Error, Some(_)) => "key_gone_instead",
        };
        let instead = key
            .instead
            .map(|key| ("instead", Fact::Text(key.to_owned())));
        let mut facts = vec![("since", Fact::Text(since.to_string()))];
        facts.extend(instead);
        self.add(place, path, (rule, severity, facts));
    }

    /// A key of the table that is not in the file, or has nothing in it.
    fn absent(&mut self, key: &'static Key, path: &str, place: Place, empty: bool) {
        let problem = match key.presence {
            Presence::Mandatory => {
                // Of a section is told what has to be in it.
                if matches!(key.kind, Kind::Section) {
                    for inner in keys_in(key.path) {
                        if inner.presence == Presence::Mandatory {
                            let path = join(path, inner.parts().1);
                            self.absent(inner, &path, place, false);
                        }
                    }
                    return;
                }
                let rule = if empty { "key_empty" } else { "key_missing" };
                Some((rule, Severity::Error, Vec::new()))
            }
            Presence::MandatoryBefore(until) if self.version < until => {
                let facts = vec![
                    ("until", Fact::Text(until.to_string())),
                    ("version", Fact::Text(self.version.to_string())),
                ];
                Some(("key_missing_in_version", Severity::Error, facts))
            }
            Presence::ForTypes(types, _) => match &self.maintenance {
                Some(found) if types.contains(&found.as_str()) => {
                    let facts = vec![("type", shown(found))];
                    Some(("key_missing_for_type", Severity::Error, facts))
                }
                _ => None,
            },
            _ => None,
        };
        let lenient = empty.then(|| ("value_empty", Severity::Warning, Vec::new()));
        if let Some(problem) = problem.or(lenient) {
            self.add(place, path, problem);
        }
    }

    fn wrong_type(&mut self, place: Place, path: &str, expected: &str, found: &Value) {
        let facts = vec![
            ("expected", Fact::Text(expected.to_owned())),
            ("found", Fact::Text(found.kind().to_owned())),
        ];
        self.add(place, path, ("wrong_type", Severity::Error, facts));
    }
}

/// Whether nothing stands there. An empty list says something where a list may
/// be empty, so it is looked at with the list.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Nothing => true,
        Value::Text { text, .. } => text.trim().is_empty(),
        _ => false,
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
