//! The configuration file: TOML in, settings and forges with their lines out.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ConfigProblem;
use super::forges::{ForgeEntry, ForgeKey};
use super::origin::{Origin, Written};
use super::settings::SETTINGS;

/// The key of the list of forges.
const FORGES: &str = "forges";

/// What a configuration file says; values are not judged yet.
#[derive(Debug, Default)]
pub(super) struct ConfigFile {
    /// Plain settings by key.
    pub(super) settings: BTreeMap<&'static str, Written>,
    /// Forges in the order of the file.
    pub(super) forges: Vec<ForgeEntry>,
}

impl ConfigFile {
    /// Reads `text`; what is wrong goes to `problems`.
    pub(super) fn parse(path: &Path, text: &str, problems: &mut Vec<ConfigProblem>) -> Self {
        let mut reader = Reader {
            path,
            text,
            problems,
        };
        let mut file = Self::default();
        let document = match DeTable::parse(text) {
            Ok(document) => document,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let what = format!("this is not valid TOML: {}", error.message().trim());
                reader.problem(at, what, "See https://toml.io for how to write it");
                return file;
            }
        };
        for (key, value) in document.get_ref() {
            if key.get_ref() == FORGES {
                file.forges = reader.forges(value);
            } else if let Some(setting) = SETTINGS.iter().find(|s| s.key == key.get_ref()) {
                let written = match value.get_ref().as_array() {
                    Some(list) if setting.is_list => reader.list(setting.key, value, list),
                    _ => reader.text(setting.key, value),
                };
                if let Some(written) = written {
                    file.settings.insert(setting.key, written);
                }
            } else {
                let keys: Vec<&str> = SETTINGS.iter().map(|s| s.key).chain([FORGES]).collect();
                reader.unknown_key(key, &keys);
            }
        }
        file
    }
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    problems: &'a mut Vec<ConfigProblem>,
}

impl Reader<'_> {
    fn origin(&self, at: usize) -> Origin {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        Origin::File {
            path: self.path.to_owned(),
            line: Some(before.iter().filter(|&&byte| byte == b'\n').count() + 1),
        }
    }

    fn problem(&mut self, at: usize, what: String, advice: &str) {
        let at = self.origin(at);
        self.problems.push(ConfigProblem {
            at,
            what,
            advice: advice.to_owned(),
        });
    }

    fn unknown_key(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, allowed: &[&str]) {
        self.problem(
            key.span().start,
            format!("unknown key `{}`", key.get_ref()),
            &format!("Use one of: {}", allowed.join(", ")),
        );
    }

    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Written> {
        let at = value.span().start;
        let Some(text) = value.get_ref().as_str() else {
            let found = value.get_ref().type_str();
            let what = format!("`{key}` must be a text in quotes, but is of type {found}");
            self.problem(at, what, &format!("Write {key} = \"…\""));
            return None;
        };
        Some(Written {
            text: text.to_owned(),
            origin: self.origin(at),
        })
    }

    /// A list of texts, as one text with commas between.
    fn list(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        list: &[Spanned<DeValue<'_>>],
    ) -> Option<Written> {
        let texts: Option<Vec<&str>> = list.iter().map(|item| item.get_ref().as_str()).collect();
        let Some(texts) = texts.filter(|texts| !texts.is_empty()) else {
            let what = format!("`{key}` must be a list of texts in quotes");
            let advice = format!("Write {key} = [\"…\", \"…\"], or leave it out");
            self.problem(value.span().start, what, &advice);
            return None;
        };
        Some(Written {
            text: texts.join(", "),
            origin: self.origin(value.span().start),
        })
    }

    fn number(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Written> {
        let at = value.span().start;
        let text = match value.get_ref() {
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            other => {
                let found = other.type_str();
                let what = format!("`{key}` must be a number, and is of type {found}");
                self.problem(at, what, &format!("Write {key} = 1"));
                return None;
            }
        };
        Some(Written {
            text,
            origin: self.origin(at),
        })
    }

    fn forges(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<ForgeEntry> {
        let Some(items) = value.get_ref().as_array() else {
            let what = "`forges` is not a list".to_owned();
            self.problem(value.span().start, what, "Start each forge with [[forges]]");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.forge(item)).collect()
    }

    fn forge(&mut self, item: &Spanned<DeValue<'_>>) -> Option<ForgeEntry> {
        let at = item.span().start;
        let Some(table) = item.get_ref().as_table() else {
            self.problem(
                at,
                "this is not a forge".to_owned(),
                "Start each forge with [[forges]]",
            );
            return None;
        };
        let mut entry = ForgeEntry {
            origin: self.origin(at),
            values: BTreeMap::new(),
        };
        for (key, value) in table {
            if let Some(known) = ForgeKey::from_name(key.get_ref()) {
                let written = if known.is_number() {
                    self.number(key.get_ref(), value)
                } else {
                    self.text(key.get_ref(), value)
                };
                entry.values.extend(written.map(|written| (known, written)));
            } else {
                let keys: Vec<&str> = ForgeKey::ALL.iter().map(|key| key.as_str()).collect();
                self.unknown_key(key, &keys);
            }
        }
        Some(entry)
    }
}
