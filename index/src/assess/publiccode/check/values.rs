//! What stands under a key, by its kind.

use super::Walk;
use super::finding::{Link, NamedFile, Severity};
use super::formats::{self, Problem, shown};
use super::table::{Key, Kind, Presence, keys_in};
use super::version::{Named, Version, named};
use super::yaml::{Node, Place, Value};
use crate::assess::Fact;

/// Where a value stands.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    /// The place of its key.
    pub(super) key: Place,
    /// Its own place.
    pub(super) place: Place,
    /// Its path in the file.
    pub(super) path: &'a str,
    /// Its path in the table.
    pub(super) pattern: &'static str,
}

impl Walk {
    pub(super) fn value(&mut self, kind: Kind, node: &Node, site: Site<'_>) {
        match kind {
            Kind::Section => self.subsection(node, site),
            Kind::Languages => self.languages(node, site),
            Kind::List(item) => match &node.value {
                Value::List(_) => self.list(item, node, site),
                other => self.wrong_type(site.place, site.path, "list", other),
            },
            Kind::ListOrOne(item) => match &node.value {
                Value::List(_) => self.list(item, node, site),
                _ => self.value(*item, node, site),
            },
            Kind::Bool => self.truth(node, site),
            _ => self.scalar(kind, node, site),
        }
    }

    fn subsection(&mut self, node: &Node, site: Site<'_>) {
        // Items of lists have a pattern of their own in the table.
        let pattern = if site.path.ends_with(']') {
            let inner = keys_in_items(site.pattern);
            inner.map_or(site.pattern, |key| key.parts().0)
        } else {
            site.pattern
        };
        self.section(node, pattern, site.path, site.key);
    }

    fn list(&mut self, item: &'static Kind, node: &Node, site: Site<'_>) {
        let Value::List(items) = &node.value else {
            return;
        };
        if items.is_empty() && self.must_have_items(site.pattern) {
            let problem = ("key_empty", Severity::Error, Vec::new());
            self.add(site.key, site.path, problem);
        }
        for (index, node) in items.iter().enumerate() {
            let path = format!("{}[{index}]", site.path);
            let site = Site {
                key: node.place,
                place: node.place,
                path: &path,
                pattern: site.pattern,
            };
            if super::is_empty(&node.value) {
                let problem = ("value_empty", Severity::Warning, Vec::new());
                self.add(node.place, &path, problem);
            } else {
                self.value(*item, node, site);
            }
        }
    }

    /// Whether a list that is mandatory in this file stands there; an empty one
    /// says nothing. The standard lets `features` be empty.
    fn must_have_items(&self, pattern: &str) -> bool {
        let mut keys = super::table::KEYS.iter();
        let Some(key) = keys.find(|key| key.path == pattern) else {
            return false;
        };
        match key.presence {
            Presence::Mandatory => true,
            Presence::MandatoryBefore(until) => self.version < until,
            Presence::ForTypes(types, _) => {
                let found = self.maintenance.as_deref();
                found.is_some_and(|found| types.contains(&found))
            }
            Presence::Optional | Presence::SomeLanguage => false,
        }
    }

    fn languages(&mut self, node: &Node, site: Site<'_>) {
        let Value::Mapping(languages) = &node.value else {
            self.wrong_type(site.place, site.path, "mapping", &node.value);
            return;
        };
        if languages.is_empty() {
            let problem = ("key_empty", Severity::Error, Vec::new());
            self.add(site.key, site.path, problem);
            return;
        }
        for entry in languages {
            let path = super::join(site.path, &entry.key);
            if let Some(problem) = formats::language(&entry.key) {
                self.add(entry.place, &path, problem);
            }
            self.section(&entry.node, "description.*", &path, entry.place);
        }
        for key in keys_in("description.*") {
            let name = key.parts().1;
            let anywhere = languages.iter().any(|language| has(&language.node, name));
            if key.presence == Presence::SomeLanguage && !anywhere {
                let path = super::join(site.path, &format!("*.{name}"));
                let problem = ("key_missing_in_each_language", Severity::Error, Vec::new());
                self.add(site.key, &path, problem);
            }
        }
    }

    fn truth(&mut self, node: &Node, site: Site<'_>) {
        match &node.value {
            Value::Truth(_) => {}
            Value::Text { text, plain: true } if is_old_truth(text) => {
                let severity = formats::deprecation(Version::V0_3, self.version);
                if let Some(severity) = severity {
                    let facts = vec![("value", shown(text))];
                    self.add(site.place, site.path, ("yaml_old_truth", severity, facts));
                }
            }
            other => self.wrong_type(site.place, site.path, "truth", other),
        }
    }

    fn scalar(&mut self, kind: Kind, node: &Node, site: Site<'_>) {
        let text = match &node.value {
            Value::Text { text, .. } => text.as_str(),
            Value::Number(text) | Value::Truth(text) => {
                let facts = vec![
                    ("value", shown(text)),
                    ("found", Fact::Text(node.value.kind().to_owned())),
                ];
                let severity = match kind {
                    Kind::Version => Severity::Warning,
                    // Numbers were allowed before 0.2.1, which can't be told
                    // from 0.2 here.
                    Kind::Phone if self.check.version.as_deref() == Some("0.2") => {
                        Severity::Warning
                    }
                    _ => Severity::Error,
                };
                self.add(site.place, site.path, ("needs_quotes", severity, facts));
                if matches!(kind, Kind::YmlVersion) {
                    self.yml_version(text, site);
                }
                return;
            }
            other => {
                self.wrong_type(site.place, site.path, "text", other);
                return;
            }
        };
        for problem in self.text(kind, text, site) {
            self.add(site.place, site.path, problem);
        }
    }

    fn text(&mut self, kind: Kind, text: &str, site: Site<'_>) -> Vec<Problem> {
        let one = |problem: Option<Problem>| problem.into_iter().collect();
        match kind {
            Kind::Length(limits) => formats::length(text, limits, self.version),
            Kind::OneOf(allowed) => one(formats::one_of(text, allowed, self.version)),
            Kind::Platform => one(formats::platform(text)),
            Kind::Date(tense) => {
                let community = self.maintenance.as_deref() == Some("community");
                one(formats::date(text, tense, self.today, community))
            }
            Kind::Repository => self.address(text, site, false),
            Kind::Page => self.address(text, site, true),
            Kind::Uri => one(formats::uri(text)),
            Kind::Id => one(formats::id(text)),
            Kind::File(extensions) => {
                let problems = formats::file(text, extensions);
                let refused = problems
                    .iter()
                    .any(|(_, severity, _)| *severity == Severity::Error);
                if !refused && !text.contains("://") {
                    self.check.files.push(NamedFile {
                        key: site.path.to_owned(),
                        line: site.place.line,
                        column: site.place.column,
                        path: text.trim().trim_start_matches("./").to_owned(),
                    });
                }
                problems
            }
            Kind::Email => one(formats::email(text)),
            Kind::Phone => one(formats::phone(text)),
            Kind::Language => one(formats::language(text)),
            Kind::Country => one(formats::country(text, self.version)),
            Kind::Licence => one(formats::licence(text)),
            Kind::MediaType => one(formats::media_type(text)),
            Kind::YmlVersion => {
                self.yml_version(text, site);
                Vec::new()
            }
            Kind::Section
            | Kind::Languages
            | Kind::List(_)
            | Kind::ListOrOne(_)
            | Kind::Text
            | Kind::Bool
            | Kind::Version => Vec::new(),
        }
    }

    fn address(&mut self, text: &str, site: Site<'_>, is_page: bool) -> Vec<Problem> {
        let text = text.trim();
        let url = match formats::address(text) {
            Ok(url) => url,
            Err(problem) => return vec![problem],
        };
        let advice = formats::address_advice(&url, is_page);
        if matches!(url.scheme(), "http" | "https") {
            self.check.links.push(Link {
                key: site.path.to_owned(),
                line: site.place.line,
                column: site.place.column,
                url,
            });
        }
        advice.into_iter().collect()
    }

    fn yml_version(&mut self, text: &str, site: Site<'_>) {
        let (rule, severity) = match named(text.trim()) {
            Named::Known(_) => return,
            Named::BeforeFirst => ("version_before_first", Severity::Warning),
            Named::Unknown(_) => ("version_unknown", Severity::Warning),
            Named::Nonsense => ("version_wrong", Severity::Error),
        };
        let facts = vec![
            ("value", shown(text)),
            ("newest", Fact::Text(Version::NEWEST.to_string())),
        ];
        self.add(site.place, site.path, (rule, severity, facts));
    }
}

/// A key of the items of the list at `pattern`.
fn keys_in_items(pattern: &'static str) -> Option<&'static Key> {
    let mut keys = super::table::KEYS.iter();
    keys.find(|key| key.parts().0.strip_suffix("[]") == Some(pattern))
}

fn has(node: &Node, name: &str) -> bool {
    match &node.value {
        Value::Mapping(entries) => entries
            .iter()
            .any(|entry| entry.key == name && !super::is_empty(&entry.node.value)),
        _ => false,
    }
}

/// Yes and no as YAML 1.1 wrote them, which YAML 1.2 takes for text.
fn is_old_truth(text: &str) -> bool {
    let lower = text.to_lowercase();
    matches!(lower.as_str(), "yes" | "no" | "on" | "off" | "y" | "n")
}
