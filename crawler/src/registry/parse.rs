//! From the texts of both files to organisations. What can't be read becomes a problem with
//! its line; everything else is kept.

use std::ops::Range;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::draft::{Drafts, Place, WhichFile};
use super::entry::{self, Entry, KEYS};
use super::{Registry, RegistryFile, list, relations};
use crate::address::ForgeHost;

/// What starts an organisation in the small file.
pub(super) const HEADER: &str = "[[organisations]]";

/// The key of accounts that are no government organisation's.
const NOT_GOVERNMENT: &str = "not_government";

/// Reads the list, then the small file, or, where that is not valid TOML, each
/// organisation in it alone, so that one slip does not hide all the others.
pub(super) fn parse(
    list: Option<&RegistryFile>,
    entries: &RegistryFile,
    forges: &[ForgeHost],
    today: NaiveDate,
) -> Registry {
    let list_name = list.map_or("", |list| list.name.as_str());
    let mut drafts = Drafts::new(list_name, &entries.name, forges);
    if let Some(list) = list {
        list::read(&list.text, &mut drafts);
    }
    let mut reader = Reader::new(&entries.text, &mut drafts);
    match DeTable::parse(&entries.text) {
        Ok(document) => reader.read_document(document.get_ref(), 0),
        Err(error) => reader.read_pieces(&error),
    }
    relations::resolve(&mut drafts, today);
    Registry {
        problems: drafts.take_problems(),
        organisations: drafts.all.into_iter().map(|d| d.organisation).collect(),
        account_ids: drafts.account_ids,
        unconfirmed: drafts.unconfirmed,
        not_government: drafts.not_government,
    }
}

/// Reads the small file, one organisation after another.
pub(super) struct Reader<'r, 'a> {
    text: &'r str,
    /// The byte at which each line but the first starts.
    lines: Vec<usize>,
    pub(super) drafts: &'r mut Drafts<'a>,
}

impl<'r, 'a> Reader<'r, 'a> {
    fn new(text: &'r str, drafts: &'r mut Drafts<'a>) -> Self {
        let newlines = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n');
        Self {
            text,
            lines: newlines.map(|(_, next)| next).collect(),
            drafts,
        }
    }

    /// Reads a table that starts at byte `start` of the file.
    fn read_document(&mut self, document: &DeTable<'_>, start: usize) {
        for (key, value) in document {
            match key.get_ref().as_ref() {
                "organisations" => self.read_organisations(value, start),
                NOT_GOVERNMENT => entry::read_not_government(self, value, start),
                unknown => self.problem(
                    start + key.span().start,
                    format!("unknown key `{unknown}`"),
                    format!(
                        "Start each organisation with {HEADER}, and give it: {}",
                        KEYS.join(", ")
                    ),
                ),
            }
        }
    }

    fn read_organisations(&mut self, value: &Spanned<DeValue<'_>>, start: usize) {
        let Some(entries) = value.get_ref().as_array() else {
            return self.problem(
                start + value.span().start,
                "`organisations` is not a list".to_owned(),
                format!("Start each organisation with {HEADER}, with two brackets"),
            );
        };
        for item in entries {
            let at = start + item.span().start;
            if self.drafts.is_full(self.place(at)) {
                return;
            }
            if let Some(table) = item.get_ref().as_table() {
                Entry::new(self, table, at, start).read();
            } else {
                self.problem(
                    at,
                    "this is not an organisation".to_owned(),
                    format!("Start each organisation with {HEADER}"),
                );
            }
        }
    }

    /// Reads each organisation alone. `error` is why the whole can't be read.
    fn read_pieces(&mut self, error: &toml::de::Error) {
        let before = self.drafts.problem_count();
        for piece in pieces(self.text) {
            match DeTable::parse(&self.text[piece.clone()]) {
                Ok(document) => self.read_document(document.get_ref(), piece.start),
                Err(error) => self.unreadable(&error, piece.start, "This organisation is skipped"),
            }
        }
        let pieces_explain_it = self.drafts.problem_count() > before;
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
    pub(super) fn problem(&mut self, at: usize, what: String, advice: impl Into<String>) {
        self.drafts.problem(self.place(at), what, advice);
    }

    /// The line of byte `at`.
    pub(super) fn place(&self, at: usize) -> Place {
        Place {
            file: WhichFile::Entries,
            line: self.lines.partition_point(|start| *start <= at) + 1,
        }
    }
}

/// Cuts the text before each line that starts an organisation.
pub(super) fn pieces(text: &str) -> Vec<Range<usize>> {
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
