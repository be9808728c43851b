//! From text to organisations. What can't be read becomes a problem with its
//! line; everything else is kept.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::entry::{KEYS, read_entry};
use super::{Registry, RegistryProblem};
use crate::address::ForgeHost;

/// What starts an organisation in the file.
const HEADER: &str = "[[organisations]]";

/// Reads the whole file, or, where it is not valid TOML, each organisation in
/// it alone, so that one slip does not hide all the others.
pub(super) fn parse(file: &str, text: &str, forges: &[ForgeHost]) -> Registry {
    let mut reader = Reader::new(file, text, forges);
    match DeTable::parse(text) {
        Ok(document) => reader.read_document(document.get_ref(), 0),
        Err(error) => reader.read_pieces(&error),
    }
    reader.registry.problems.sort_by_key(|problem| problem.line);
    reader.registry
}

/// Reads organisations one after another, and remembers which names and
/// accounts are taken.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    pub(super) forges: &'a [ForgeHost],
    pub(super) registry: Registry,
    /// Slug to the line where it was first used.
    pub(super) slugs: HashMap<String, usize>,
    /// Short name in lower case to the slug of its organisation and its line.
    pub(super) short_names: HashMap<String, (String, usize)>,
    /// Account key to the slug of its organisation and its line.
    pub(super) accounts: HashMap<String, (String, usize)>,
}

impl<'a> Reader<'a> {
    fn new(file: &'a str, text: &'a str, forges: &'a [ForgeHost]) -> Self {
        Self {
            file,
            text,
            forges,
            registry: Registry::default(),
            slugs: HashMap::new(),
            short_names: HashMap::new(),
            accounts: HashMap::new(),
        }
    }

    /// Reads a table that starts at byte `start` of the file.
    fn read_document(&mut self, document: &DeTable<'_>, start: usize) {
        for (key, value) in document {
            if key.get_ref() != "organisations" {
                self.problem(
                    start + key.span().start,
                    format!("unknown key `{}`", key.get_ref()),
                    format!(
                        "Start each organisation with {HEADER}, and give it: {}",
                        KEYS.join(", ")
                    ),
                );
                continue;
            }
            let entries = value.get_ref().as_array().map(|entries| entries.iter());
            for entry in entries.into_iter().flatten() {
                self.read_item(entry, start);
            }
            if !value.get_ref().is_array() {
                self.problem(
                    start + key.span().start,
                    "`organisations` is not a list".to_owned(),
                    format!("Start each organisation with {HEADER}, with two brackets"),
                );
            }
        }
    }

    fn read_item(&mut self, item: &Spanned<DeValue<'_>>, start: usize) {
        if let Some(table) = item.get_ref().as_table() {
            let at = start + item.span().start;
            if let Some(organisation) = read_entry(self, table, at, start) {
                self.registry.organisations.push(organisation);
            }
        } else {
            self.problem(
                start + item.span().start,
                "this is not an organisation".to_owned(),
                format!("Start each organisation with {HEADER}"),
            );
        }
    }

    /// Reads each organisation alone. `error` is why the whole can't be read.
    fn read_pieces(&mut self, error: &toml::de::Error) {
        let before = self.registry.problems.len();
        for piece in pieces(self.text) {
            match DeTable::parse(&self.text[piece.clone()]) {
                Ok(document) => self.read_document(document.get_ref(), piece.start),
                Err(error) => self.unreadable(&error, piece.start, "This organisation is skipped"),
            }
        }
        let pieces_explain_it = self.registry.problems.len() > before;
        if !pieces_explain_it {
            self.unreadable(error, 0, "Correct it; what could be read is used");
        }
    }

    fn unreadable(&mut self, error: &toml::de::Error, start: usize, consequence: &str) {
        let at = start + error.span().map_or(0, |span| span.start);
        self.problem(
            at,
            format!("this is not valid TOML: {}", error.message().trim()),
            format!("{consequence}; see https://toml.io for how to write it"),
        );
    }

    /// Notes a problem at byte `at` of the file.
    pub(super) fn problem(&mut self, at: usize, what: String, advice: String) {
        self.registry.problems.push(RegistryProblem {
            file: self.file.to_owned(),
            line: self.line(at),
            what,
            advice,
        });
    }

    /// The line, counted from 1, of byte `at`.
    pub(super) fn line(&self, at: usize) -> usize {
        let end = at.min(self.text.len());
        let newlines = self.text.as_bytes()[..end]
            .iter()
            .filter(|&&byte| byte == b'\n');
        newlines.count() + 1
    }
}

/// Cuts the text before each line that starts an organisation.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && line.trim_start().starts_with(HEADER) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect()
}
