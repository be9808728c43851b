//! The long list of bodies: a CSV file with a row for each.
//!
//! Each line is read by itself, so that a quote too many hides no other row.

use std::str::FromStr;

use chrono::NaiveDate;
use csv_core::ReadRecordResult;

use super::draft::{Draft, Drafts, Place, WhichFile, listed};
use crate::organisation::{Organisation, OrganisationType, Province, Slug, TooiUri};

/// The columns, in the order in which they are written. Those of [`NEEDED`] must be there.
pub(super) const COLUMNS: &[&str] = &[
    "tooi",
    "slug",
    "name",
    "type",
    "province",
    "ended",
    "successors",
    "former_slugs",
];

/// The columns without which a row says nothing.
const NEEDED: &[&str] = &["tooi", "slug", "name"];

/// What becomes of a row with a mistake in what identifies it.
const LEFT_OUT: &str = "This body is skipped until that is corrected";

/// Reads the whole list.
pub(super) fn read(text: &str, drafts: &mut Drafts<'_>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut splitter = Splitter::new();
    let mut lines = text.lines().zip(1..);
    let Some((header, line)) = lines.next() else {
        return;
    };
    let header = splitter.cells(header, at(line), drafts);
    let Some(columns) = header.and_then(|header| Columns::read(&header, at(line), drafts)) else {
        return;
    };
    for (row, line) in lines {
        if row.trim().is_empty() {
            continue;
        }
        if drafts.is_full(at(line)) {
            return;
        }
        if let Some(cells) = splitter.cells(row, at(line), drafts) {
            let mut row = Row {
                at: at(line),
                cells,
                columns: &columns,
                drafts,
            };
            row.read();
        }
    }
}

fn at(line: usize) -> Place {
    Place {
        file: WhichFile::List,
        line,
    }
}

/// Splits lines into cells.
struct Splitter {
    core: csv_core::Reader,
    /// The text of all cells, and where each ends in it.
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Splitter {
    fn new() -> Self {
        Self {
            // The default value of this type has no rules yet, and splits nothing.
            core: csv_core::Reader::new(),
            text: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// The cells of one line. `None`, after a problem, where it is no CSV.
    fn cells(&mut self, line: &str, at: Place, drafts: &mut Drafts<'_>) -> Option<Vec<String>> {
        let line = format!("{line}\n");
        self.core.reset();
        // There are no more letters and cells in it than letters.
        self.text.resize(line.len(), 0);
        self.ends.resize(line.len() + 1, 0);
        let (result, _, _, cells) =
            self.core
                .read_record(line.as_bytes(), &mut self.text, &mut self.ends);
        // Inside a quote the end of the line does not end the row.
        if result != ReadRecordResult::Record {
            let what = "this is not a row of CSV: a quote does not end on its line".to_owned();
            drafts.problem(at, what, LEFT_OUT);
            return None;
        }
        let mut start = 0;
        let cells = self.ends[..cells].iter().map(|end| {
            let cell = String::from_utf8_lossy(&self.text[start..*end]);
            start = *end;
            cell.trim().to_owned()
        });
        Some(cells.collect())
    }
}

/// Where each column stands.
struct Columns([Option<usize>; COLUMNS.len()]);

impl Columns {
    /// Reads the first line. `None`, after a problem, when a column is lacking without
    /// which nothing can be read.
    fn read(header: &[String], at: Place, drafts: &mut Drafts<'_>) -> Option<Self> {
        let column = |name: &&str| header.iter().position(|cell| cell == *name);
        let mut columns = [None; COLUMNS.len()];
        for (place, name) in columns.iter_mut().zip(COLUMNS) {
            *place = column(name);
        }
        if let Some(lacking) = NEEDED.iter().find(|name| column(name).is_none()) {
            let what = format!("the list of bodies has no column `{lacking}`");
            let advice = format!("Begin it with the line {}", COLUMNS.join(","));
            drafts.problem(at, what, advice);
            return None;
        }
        for unknown in header
            .iter()
            .filter(|cell| !COLUMNS.contains(&cell.as_str()))
        {
            let advice = format!("Use one of: {}", COLUMNS.join(", "));
            drafts.problem(at, format!("unknown column `{unknown}`"), advice);
        }
        Some(Self(columns))
    }

    fn cell<'c>(&self, name: &str, cells: &'c [String]) -> &'c str {
        let column = COLUMNS.iter().position(|column| *column == name);
        let column = column.and_then(|column| self.0[column]);
        let cell = column.and_then(|at| cells.get(at));
        cell.map_or("", String::as_str)
    }
}

/// One line of the list.
struct Row<'r, 'a> {
    at: Place,
    cells: Vec<String>,
    columns: &'r Columns,
    drafts: &'r mut Drafts<'a>,
}

impl Row<'_, '_> {
    fn read(&mut self) {
        // Each part is read before one of them may end it, so that every mistake
        // is told at once.
        let (tooi, slug, name) = (self.needed("tooi"), self.needed("slug"), self.name());
        let (Some(tooi), Some(slug), Some(name)) = (tooi, slug, name) else {
            return;
        };
        if self.is_taken(&tooi, &slug) {
            return;
        }
        let organisation_type = self.organisation_type(&tooi);
        let organisation = Organisation {
            province: self.province(),
            tooi: Some(tooi),
            ..Organisation::new(slug, name, organisation_type)
        };
        let mut draft = Draft::new(organisation, self.at);
        draft.ended = self.ended();
        draft.successors = self.slugs("successors");
        draft.former_slugs = self.slugs("former_slugs");
        self.drafts.add(draft);
    }

    fn cell(&self, name: &str) -> &str {
        self.columns.cell(name, &self.cells)
    }

    fn problem(&mut self, what: String, advice: &str) {
        self.drafts.problem(self.at, what, advice);
    }

    /// What identifies the body. `None`, after a problem, when it is not right.
    fn needed<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str) -> Option<T> {
        match self.cell(name).parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(format!("{error}"), LEFT_OUT);
                None
            }
        }
    }

    fn name(&mut self) -> Option<String> {
        let name = self.cell("name").to_owned();
        if name.is_empty() {
            self.problem("`name` is empty".to_owned(), LEFT_OUT);
            return None;
        }
        Some(name)
    }

    fn is_taken(&mut self, tooi: &TooiUri, slug: &Slug) -> bool {
        let same_tooi = self.drafts.by_tooi.get(tooi.as_str());
        let same_slug = self.drafts.by_slug.get(slug.as_str());
        let (what, first) = match (same_tooi, same_slug) {
            (Some(first), _) => (format!("the TOOI URI {tooi}"), *first),
            (None, Some(first)) => (format!("the slug `{slug}`"), *first),
            (None, None) => return false,
        };
        let line = self.drafts.all[first].at.line;
        let what = format!("{what} is already used on line {line}");
        self.problem(what, "Remove one of the two rows; the first is used");
        true
    }

    fn organisation_type(&mut self, tooi: &TooiUri) -> OrganisationType {
        let derived = tooi.organisation_type();
        let written = self.cell("type");
        if written.is_empty() {
            return derived;
        }
        let found = OrganisationType::from_name(written);
        if found.is_none() {
            let what = format!("unknown type `{written}`");
            let advice = format!(
                "The TOOI URI is used, which says `{}`. Use one of: {}",
                derived.as_str(),
                listed(OrganisationType::ALL.iter().map(|kind| kind.as_str()))
            );
            self.problem(what, &advice);
        }
        found.unwrap_or(derived)
    }

    fn province(&mut self) -> Option<Province> {
        let written = self.cell("province");
        if written.is_empty() {
            return None;
        }
        let found = Province::from_name(written);
        if found.is_none() {
            let what = format!("unknown province `{written}`");
            let advice = format!(
                "Leave it empty, or use one of: {}",
                listed(Province::ALL.iter().map(|province| province.name()))
            );
            self.problem(what, &advice);
        }
        found
    }

    fn ended(&mut self) -> Option<NaiveDate> {
        let written = self.cell("ended");
        if written.is_empty() {
            if !self.cell("successors").is_empty() {
                let what = "a body with `successors` that has not `ended`".to_owned();
                let advice = "Write in `ended` the first day on which it no longer existed";
                self.problem(what, advice);
            }
            return None;
        }
        let day = written.parse().ok();
        if day.is_none() {
            let what = format!("`{written}` is not a day");
            let advice = "Write it as 2026-01-01; until then the body counts as existing";
            self.problem(what, advice);
        }
        day
    }

    /// Slugs with spaces between. One that is no slug is left out.
    fn slugs(&mut self, column: &str) -> Vec<(Slug, Place)> {
        let written: Vec<String> = self
            .cell(column)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let mut slugs = Vec::new();
        for text in written {
            match text.parse() {
                Ok(slug) => slugs.push((slug, self.at)),
                Err(error) => {
                    let advice = "Write slugs of the list with a space between";
                    self.problem(format!("`{column}`: {error}"), advice);
                }
            }
        }
        slugs
    }
}
