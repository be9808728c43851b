//! The registry as lists that other programs read and write: `publishers.yml` of the Italian
//! crawler, and CSV with all that the registry has.

mod csv;
mod publishers;
mod toml;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::organisation::{Organisation, OrganisationType, Slug, TooiUri};
use bronwijzer_crawler::registry::Registry;
use clap::ValueEnum;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub(crate) use self::toml::registry_file;

/// The largest list that is read, in bytes, and the most organisations in it.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
const MAX_ROWS: usize = 50_000;

/// The form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// `publishers.yml` of the Italian crawler: identifier, name, accounts and repositories
    PublishersYml,
    /// A row for each organisation, with everything
    Csv,
}

impl Form {
    /// The form that the name of a file tells.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        match extension.as_str() {
            "yml" | "yaml" => Some(Self::PublishersYml),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The registry in this form.
    pub(crate) fn write(self, registry: &Registry) -> anyhow::Result<String> {
        match self {
            Self::PublishersYml => Ok(publishers::write(registry)),
            Self::Csv => csv::write(registry),
        }
    }
}

/// What a list says of one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its line in the list, counted from 1.
    pub(crate) line: u64,
    /// What the list knows it by, as it is written there.
    pub(crate) id: Option<String>,
    /// Everything else. Where the list does not say the slug, it is made from the name.
    pub(crate) organisation: Organisation,
    /// Accounts that nobody confirmed.
    pub(crate) unconfirmed: Vec<AccountUrl>,
    /// Ids of the forge, by address.
    pub(crate) account_ids: Vec<(String, String)>,
}

/// A list that was read.
#[derive(Debug, Default)]
pub(crate) struct List {
    /// The rows that could be used.
    pub(crate) rows: Vec<Row>,
    /// What is wrong with the others, with the file and the line.
    pub(crate) problems: Vec<String>,
}

impl List {
    /// Reads a list. Without `form` the name of the file tells it.
    ///
    /// # Errors
    /// When the file can't be read, is too large, is no text, or has another form. A row
    /// that is wrong is in the problems, and the others are kept.
    pub(crate) fn read(path: &Path, form: Option<Form>) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let Some(form) = form.or_else(|| Form::of(path)) else {
            bail!("{name} is neither .yml nor .csv; say what it is with --format");
        };
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
            .with_context(|| format!("{name} can't be read"))?;
        if bytes.len() as u64 > MAX_BYTES {
            bail!("{name} is larger than {MAX_BYTES} bytes, so it is no list of organisations");
        }
        let text = String::from_utf8(bytes)
            .ok()
            .filter(|text| !text.contains('\0'));
        let Some(text) = text else {
            bail!("{name} is not a text in UTF-8, so it is no list of organisations");
        };
        let text = text.trim_start_matches('\u{feff}');
        let mut list = match form {
            Form::PublishersYml => publishers::read(text),
            Form::Csv => csv::read(text),
        }
        .with_context(|| name.clone())?;
        if list.rows.len() > MAX_ROWS {
            list.rows.truncate(MAX_ROWS);
            list.problems.push(format!(
                "0: only the first {MAX_ROWS} organisations are read"
            ));
        }
        list.tell_slugs_apart();
        for problem in &mut list.problems {
            *problem = format!("{name}:{problem}");
        }
        Ok(list)
    }
}

impl List {
    /// Numbers the slugs that were made from names and are taken.
    fn tell_slugs_apart(&mut self) {
        let is_made = |row: &Row| row.id.as_deref() != Some(row.organisation.slug.as_str());
        let rows = self.rows.iter();
        let mut taken: HashSet<Slug> = rows
            .filter(|row| !is_made(row))
            .map(|row| row.organisation.slug.clone())
            .collect();
        let mut next: HashMap<String, u32> = HashMap::new();
        for row in self.rows.iter_mut().filter(|row| is_made(row)) {
            let slug = &mut row.organisation.slug;
            let name: String = slug.as_str().chars().take(70).collect();
            if taken.insert(slug.clone()) {
                continue;
            }
            // A list may have one name a thousand times: each goes on where the last one ended.
            let number = next.entry(name.clone()).or_insert(2_u32);
            while !taken.insert(slug.clone()) {
                let other = format!("{name}-{number}").parse();
                *number += 1;
                if let Ok(other) = other {
                    *slug = other;
                }
            }
        }
    }
}

impl Row {
    /// A row with what every list has.
    ///
    /// # Errors
    /// When there is neither a name nor an identifier to make one from.
    fn new(line: u64, id: Option<String>, name: &str) -> Result<Self, String> {
        let tooi: Option<TooiUri> = id.as_ref().and_then(|id| id.parse().ok());
        let slug: Option<Slug> = id.as_ref().and_then(|id| id.parse().ok());
        let name = name.trim();
        if name.is_empty() {
            return Err(format!("{line}: an organisation without a name is skipped"));
        }
        let Some(slug) = slug.or_else(|| slug_of(name)) else {
            return Err(format!(
                "{line}: `{name}` has no letters to make a slug from; it is skipped"
            ));
        };
        let kind = tooi
            .as_ref()
            .map_or(OrganisationType::Other, TooiUri::organisation_type);
        Ok(Self {
            line,
            id,
            organisation: Organisation {
                tooi,
                ..Organisation::new(slug, name, kind)
            },
            unconfirmed: Vec::new(),
            account_ids: Vec::new(),
        })
    }

    /// The organisation of the registry that it is, and whether the list says so by an
    /// identifier; else by its name.
    pub(crate) fn in_registry<'r>(
        &self,
        registry: &'r Registry,
    ) -> Option<(&'r Organisation, bool)> {
        let own = &self.organisation;
        let by_id = registry.organisations.iter().find(|organisation| {
            let same_tooi = own.tooi.is_some() && organisation.tooi == own.tooi;
            let id = self.id.as_deref();
            same_tooi || id == Some(organisation.slug.as_str())
        });
        let name = own.name.to_lowercase();
        by_id.map(|found| (found, true)).or_else(|| {
            let mut named = registry
                .organisations
                .iter()
                .filter(|organisation| organisation.name.to_lowercase() == name);
            // A name that two have says nothing.
            let found = named.next().filter(|_| named.next().is_none())?;
            Some((found, false))
        })
    }
}

/// A slug that a name leads to: its letters without accents, with hyphens between.
fn slug_of(name: &str) -> Option<Slug> {
    let mut slug = String::new();
    for c in name.nfkd().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !is_combining_mark(c) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let cut: String = slug.chars().take(80).collect();
    cut.trim_end_matches('-').parse().ok()
}

/// Reads texts of some kind. Those that are none become problems of the line.
fn parse_all<T>(
    line: u64,
    texts: impl IntoIterator<Item = String>,
    problems: &mut Vec<String>,
) -> Vec<T>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let mut read = Vec::new();
    for text in texts {
        match text.parse() {
            Ok(one) => read.push(one),
            // Each takes more room than what is wrong.
            Err(_) if problems.len() >= MAX_ROWS => break,
            Err(error) => problems.push(format!("{line}: {error}. It is skipped")),
        }
    }
    read
}

#[cfg(test)]
mod tests;
