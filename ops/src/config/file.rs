//! The configuration file: TOML in, settings and forges with their lines out.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ConfigProblem;
use super::backups::BackupKey;
use super::entry::{Entry, Form, Key};
use super::forges::ForgeKey;
use super::index_snapshots::IndexSnapshotKey;
use super::mail::MailKey;
use super::origin::{Origin, Written};
use super::outside::{ArchiveKey, ScorecardKey};
use super::settings::SETTINGS;
use super::sign_in::ProviderKey;
use super::traces::TraceKey;

/// The key of the list of forges.
const FORGES: &str = "forges";

/// The key of the list of providers.
const SIGN_IN: &str = "sign_in";

/// The key of the table of the mail server.
const MAIL: &str = "mail";

/// The key of the table of backups off this machine.
const BACKUPS: &str = "backups";

/// The key of the table of snapshots of the search index.
const INDEX_SNAPSHOTS: &str = "index_snapshots";

/// The key of the table of Software Heritage.
const SOFTWARE_HERITAGE: &str = "software_heritage";

/// The key of the table of OpenSSF Scorecard.
const SCORECARD: &str = "scorecard";

/// The key of the table of traces.
const TRACES: &str = "traces";

/// What a configuration file says; values are not judged yet.
#[derive(Debug, Default)]
pub(super) struct ConfigFile {
    /// Plain settings by key.
    pub(super) settings: BTreeMap<&'static str, Written>,
    /// Forges in the order of the file.
    pub(super) forges: Vec<Entry<ForgeKey>>,
    /// Providers in the order of the file.
    pub(super) sign_in: Vec<Entry<ProviderKey>>,
    /// The mail server.
    pub(super) mail: Option<Entry<MailKey>>,
    /// Backups off this machine.
    pub(super) backups: Option<Entry<BackupKey>>,
    /// Snapshots of the search index.
    pub(super) index_snapshots: Option<Entry<IndexSnapshotKey>>,
    /// Software Heritage.
    pub(super) software_heritage: Option<Entry<ArchiveKey>>,
    /// OpenSSF Scorecard.
    pub(super) scorecard: Option<Entry<ScorecardKey>>,
    /// Traces.
    pub(super) traces: Option<Entry<TraceKey>>,
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
                file.forges = reader.entries(FORGES, value);
            } else if key.get_ref() == SIGN_IN {
                file.sign_in = reader.entries(SIGN_IN, value);
            } else if key.get_ref() == MAIL {
                file.mail = reader.table(MAIL, value);
            } else if key.get_ref() == BACKUPS {
                file.backups = reader.table(BACKUPS, value);
            } else if key.get_ref() == INDEX_SNAPSHOTS {
                file.index_snapshots = reader.table(INDEX_SNAPSHOTS, value);
            } else if key.get_ref() == SOFTWARE_HERITAGE {
                file.software_heritage = reader.table(SOFTWARE_HERITAGE, value);
            } else if key.get_ref() == SCORECARD {
                file.scorecard = reader.table(SCORECARD, value);
            } else if key.get_ref() == TRACES {
                file.traces = reader.table(TRACES, value);
            } else if let Some(setting) = SETTINGS.iter().find(|s| s.key == key.get_ref()) {
                let written = match value.get_ref().as_array() {
                    Some(list) if setting.is_list => reader.list(setting.key, value, list),
                    _ => reader.text(setting.key, value),
                };
                if let Some(written) = written {
                    file.settings.insert(setting.key, written);
                }
            } else {
                let tables = [
                    FORGES,
                    SIGN_IN,
                    MAIL,
                    BACKUPS,
                    INDEX_SNAPSHOTS,
                    SOFTWARE_HERITAGE,
                    SCORECARD,
                    TRACES,
                ];
                let keys: Vec<&str> = SETTINGS.iter().map(|s| s.key).chain(tables).collect();
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

    /// The tables that begin with `[[name]]`.
    fn entries<K: Key>(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Vec<Entry<K>> {
        let heading = format!("[[{name}]]");
        let Some(items) = value.get_ref().as_array() else {
            let advice = format!("Start each with {heading}");
            self.problem(
                value.span().start,
                format!("`{name}` is not a list"),
                &advice,
            );
            return Vec::new();
        };
        let items = items.iter();
        items
            .filter_map(|item| self.entry(&heading, item))
            .collect()
    }

    /// The table that begins with `[name]`.
    fn table<K: Key>(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<Entry<K>> {
        self.entry(&format!("[{name}]"), value)
    }

    /// One table, which `heading` begins.
    fn entry<K: Key>(&mut self, heading: &str, item: &Spanned<DeValue<'_>>) -> Option<Entry<K>> {
        let at = item.span().start;
        let Some(table) = item.get_ref().as_table() else {
            let advice = format!("Start {} with {heading}", K::OF);
            self.problem(at, format!("this is not {}", K::OF), &advice);
            return None;
        };
        let mut entry = Entry {
            origin: self.origin(at),
            values: BTreeMap::new(),
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let mut known = K::VARIANTS.iter().copied();
            let Some(known) = known.find(|known| (*known).into() == name) else {
                let keys: Vec<&str> = K::VARIANTS.iter().map(|key| (*key).into()).collect();
                self.unknown_key(key, &keys);
                continue;
            };
            let written = match (known.form(), value.get_ref().as_array()) {
                (Form::Number, _) => self.number(name, value),
                (Form::List, Some(list)) => self.list(name, value, list),
                (Form::Text | Form::List, _) => self.text(name, value),
            };
            entry.values.extend(written.map(|written| (known, written)));
        }
        Some(entry)
    }
}
