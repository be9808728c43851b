//! What stands under a key, by its kind.

use super::Walk;
use super::addresses;
use super::finding::Refuser::{self, Both, Nobody, Parser, Standard};
use super::finding::{Link, NamedFile, Severity};
use super::formats::{self, Problem, shown};
use super::table::{Key, Kind, Presence, keys_in};
use super::version::{Named, Version, named};
use super::yaml::{Entry, Node, Place, Value};
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
            Kind::ListByParser(item) => match &node.value {
                Value::List(_) => self.list(item, node, site),
                Value::Text { .. } => {
                    let facts = type_facts("list", &node.value);
                    self.add(site.place, site.path, ("wrong_type", Parser, facts));
                    self.value(*item, node, site);
                }
                other => self.wrong_type(site.place, site.path, "list", other),
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
        if items.is_empty()
            && let Some(refused) = self.emptiness(site.pattern)
        {
            self.add(site.key, site.path, ("key_empty", refused, Vec::new()));
        }
        for (index, node) in items.iter().enumerate() {
            let path = format!("{}[{index}]", site.path);
            let site = Site {
                key: node.place,
                place: node.place,
                path: &path,
                pattern: site.pattern,
            };
            let blank = match &node.value {
                Value::Nothing => true,
                Value::Text { text, .. } => text.trim().is_empty(),
                _ => false,
            };
            if blank {
                let refused = match item {
                    Kind::Text | Kind::Platform | Kind::Length(_) => Nobody,
                    _ => Both,
                };
                self.add(node.place, &path, ("value_empty", refused, Vec::new()));
            } else {
                self.value(*item, node, site);
            }
        }
    }

    /// Who refuses an empty list under a key; `None` where it says enough.
    fn emptiness(&self, pattern: &str) -> Option<Refuser> {
        let mut keys = super::table::KEYS.iter();
        let key = keys.find(|key| key.path == pattern)?;
        match key.presence {
            Presence::Mandatory => Some(Both),
            // The standard asks for no number of features.
            Presence::EachLanguage => Some(Parser),
            Presence::MandatoryBefore(until) => (self.version < until).then_some(Standard),
            Presence::ForTypes(types, _) => {
                let found = self.maintenance.as_deref();
                let asked = found.is_some_and(|found| types.contains(&found));
                asked.then_some(Standard)
            }
            Presence::Optional | Presence::MandatoryByParser | Presence::MandatoryByStandard => {
                None
            }
        }
    }

    fn languages(&mut self, node: &Node, site: Site<'_>) {
        let Value::Mapping(languages) = &node.value else {
            self.wrong_type(site.place, site.path, "mapping", &node.value);
            return;
        };
        if languages.is_empty() {
            let problem = ("key_empty", Both, Vec::new());
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
        let asked = keys_in("description.*").filter(|key| key.presence == Presence::EachLanguage);
        for key in asked {
            let name = key.parts().1;
            let (having, lacking): (Vec<&Entry>, Vec<&Entry>) = languages
                .iter()
                .partition(|language| has(&language.node, name));
            if having.is_empty() {
                let path = super::join(site.path, &format!("*.{name}"));
                let problem = ("key_missing_in_each_language", Both, Vec::new());
                self.add(site.key, &path, problem);
                continue;
            }
            for language in lacking {
                let path = super::join(site.path, &language.key);
                let problem = ("key_missing_in_language", Parser, Vec::new());
                self.add(language.place, &super::join(&path, name), problem);
            }
        }
    }

    fn truth(&mut self, node: &Node, site: Site<'_>) {
        match &node.value {
            Value::Truth(_) => {}
            Value::Text { text, plain: true } if is_old_truth(text) => {
                let facts = vec![("value", shown(text))];
                self.add(site.place, site.path, ("yaml_old_truth", Parser, facts));
            }
            other => self.wrong_type(site.place, site.path, "truth", other),
        }
    }

    fn scalar(&mut self, kind: Kind, node: &Node, site: Site<'_>) {
        let problems = match &node.value {
            Value::Text { text, .. } => self.text(kind, text, site),
            Value::Number(text) | Value::Truth(text) => self.unquoted(kind, node, text, site),
            other => {
                self.wrong_type(site.place, site.path, "text", other);
                return;
            }
        };
        for problem in problems {
            self.add(site.place, site.path, problem);
        }
    }

    /// What YAML reads as a number or truth, where text belongs. The reference
    /// parser takes it for the text that YAML's value has.
    fn unquoted(&mut self, kind: Kind, node: &Node, text: &str, site: Site<'_>) -> Vec<Problem> {
        let facts = vec![
            ("value", shown(text)),
            ("found", Fact::Text(node.value.kind().to_owned())),
        ];
        let needs_quotes = |refused| ("needs_quotes", refused, facts);
        let refused_anyway = |problems: &[Problem]| {
            let mut by = problems.iter().map(|(_, refused, _)| *refused);
            by.any(|refused| refused.severity() == Severity::Error)
        };
        match kind {
            Kind::YmlVersion => {
                let mut problems = vec![needs_quotes(Both)];
                problems.extend(self.text(kind, text, site));
                problems
            }
            // The standard's examples have quotes, its text is silent; and
            // telephone numbers had none before 0.2.1, which can't be told from
            // 0.2 here.
            Kind::Version => vec![needs_quotes(Nobody)],
            Kind::Phone if self.check.version.as_deref() == Some("0.2") => {
                vec![needs_quotes(Nobody)]
            }
            _ => {
                let number = text.parse::<f64>().ok();
                let value = match (kind, number) {
                    // 1.0 is the number 1.
                    (Kind::OneOf(_), Some(number)) => number.to_string(),
                    _ => text.to_owned(),
                };
                let problems = self.text(kind, &value, site);
                let quoted_would_do = self.text(kind, text, site).is_empty();
                match (refused_anyway(&problems), quoted_would_do) {
                    (false, _) => vec![needs_quotes(Standard)],
                    (true, true) => vec![needs_quotes(Both)],
                    (true, false) => problems,
                }
            }
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
            Kind::Repository => one(self.address(text, site, false)),
            Kind::Page => one(self.address(text, site, true)),
            Kind::Video => match self.address(text, site, true) {
                None => one(addresses::video(text)),
                wrong => one(wrong),
            },
            Kind::Uri => one(addresses::uri(text)),
            Kind::Id => one(addresses::id(text)),
            Kind::File(extensions) => {
                let file = addresses::file(text, extensions);
                let (path, problem) = (file.path, file.problem);
                let refused = problem.as_ref().map(|(_, refused, _)| refused.severity());
                if let Some(path) = path.filter(|_| refused != Some(Severity::Error)) {
                    self.check.files.push(NamedFile {
                        key: site.path.to_owned(),
                        line: site.place.line,
                        column: site.place.column,
                        path,
                        is_logo: extensions.contains(&"svg"),
                    });
                }
                one(problem)
            }
            Kind::Email => one(formats::email(text)),
            Kind::Phone => one(formats::phone(text)),
            Kind::Language => one(formats::language(text)),
            Kind::Country => one(formats::country(text, self.version)),
            Kind::ItalianCode => one(addresses::italian_code(text)),
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
            | Kind::ListByParser(_)
            | Kind::Text
            | Kind::Bool
            | Kind::Version => Vec::new(),
        }
    }

    fn address(&mut self, text: &str, site: Site<'_>, is_page: bool) -> Option<Problem> {
        let (url, problem) = addresses::address_problems(text, is_page);
        if let Some(url) = url {
            self.check.links.push(Link {
                key: site.path.to_owned(),
                line: site.place.line,
                column: site.place.column,
                url,
            });
        }
        problem
    }

    fn yml_version(&mut self, text: &str, site: Site<'_>) {
        let (rule, refused) = match named(text) {
            Named::Known(_) => return,
            Named::NotRead(_) => ("version_not_read", Parser),
            Named::Unknown(_) => ("version_unknown", Both),
            Named::Nonsense => ("version_wrong", Both),
        };
        let facts = vec![
            ("value", shown(text)),
            ("newest", Fact::Text(Version::NEWEST.to_string())),
        ];
        self.add(site.place, site.path, (rule, refused, facts));
    }
}

/// What was expected, and what is there.
pub(super) fn type_facts(expected: &str, found: &Value) -> Vec<(&'static str, Fact)> {
    vec![
        ("expected", Fact::Text(expected.to_owned())),
        ("found", Fact::Text(found.kind().to_owned())),
    ]
}

/// A key of the items of the list at `pattern`.
fn keys_in_items(pattern: &'static str) -> Option<&'static Key> {
    let mut keys = super::table::KEYS.iter();
    keys.find(|key| key.parts().0.strip_suffix("[]") == Some(pattern))
}

/// Whether a section has a key with something behind it.
fn has(node: &Node, name: &str) -> bool {
    match &node.value {
        Value::Mapping(entries) => entries.iter().any(|entry| {
            let blank = match &entry.node.value {
                Value::Nothing => true,
                Value::Text { text, .. } => text.is_empty(),
                _ => false,
            };
            entry.key == name && !blank
        }),
        _ => false,
    }
}

/// Yes and no as YAML 1.1 wrote them, which YAML 1.2 takes for text.
fn is_old_truth(text: &str) -> bool {
    let lower = text.to_lowercase();
    matches!(lower.as_str(), "yes" | "no" | "on" | "off" | "y" | "n")
}
