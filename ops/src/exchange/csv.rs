//! CSV with a row for each organisation and everything that the registry has of it. Where
//! a cell has several addresses or slugs, spaces stand between; between short names,
//! semicolons. Contacts are JSON.

use anyhow::{Context, bail};
use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::organisation::{Ended, Organisation, OrganisationType, Province};
use bronwijzer_crawler::registry::Registry;
use bronwijzer_ui::{csv_line, csv_text};

use super::{List, MAX_ROWS, Row, parse_all};

/// The columns, in their order.
const COLUMNS: &[&str] = &[
    "slug",
    "name",
    "short_names",
    "tooi",
    "uri",
    "type",
    "province",
    "parent",
    "members",
    "ended",
    "successors",
    "former_slugs",
    "websites",
    "contacts",
    "accounts",
    "unconfirmed",
    "repositories",
    "account_ids",
    "email_domains",
    "members_of",
];

/// The most columns that a list is read with: ours, and what a spreadsheet had beside them.
const MOST_COLUMNS: usize = 200;

/// Every organisation.
pub(super) fn write(registry: &Registry) -> anyhow::Result<String> {
    let mut text = csv_line(COLUMNS);
    for organisation in &registry.organisations {
        let mut cells = Vec::with_capacity(COLUMNS.len());
        for column in COLUMNS {
            cells.push(cell(registry, organisation, column)?);
        }
        text.push_str(&csv_line(&cells));
    }
    Ok(text)
}

fn cell(registry: &Registry, organisation: &Organisation, column: &str) -> anyhow::Result<String> {
    fn joined<T: ToString>(all: &[T]) -> String {
        let texts: Vec<String> = all.iter().map(ToString::to_string).collect();
        texts.join(" ")
    }
    let ended = organisation.ended.as_ref();
    Ok(match column {
        "slug" => organisation.slug.to_string(),
        "name" => organisation.name.clone(),
        "short_names" => organisation.short_names.join("; "),
        "tooi" => organisation
            .tooi
            .as_ref()
            .map_or(String::new(), ToString::to_string),
        "uri" => organisation.uri.clone().unwrap_or_default(),
        "type" => organisation.organisation_type.as_str().to_owned(),
        "province" => organisation
            .province
            .map_or("", Province::as_str)
            .to_owned(),
        "parent" => organisation
            .parent
            .as_ref()
            .map_or(String::new(), ToString::to_string),
        "members" => joined(&organisation.members),
        "ended" => ended.map_or(String::new(), |ended| ended.on.to_string()),
        "successors" => ended.map_or(String::new(), |ended| joined(&ended.successors)),
        "former_slugs" => joined(&organisation.former_slugs),
        "websites" => joined(&organisation.websites),
        "contacts" if organisation.contacts.is_empty() => String::new(),
        "contacts" => serde_json::to_string(&organisation.contacts)?,
        "accounts" => joined(&organisation.accounts),
        "unconfirmed" => {
            let guesses = registry.unconfirmed.iter();
            let guesses = guesses.filter(|guess| guess.organisation == organisation.slug);
            let accounts: Vec<&AccountUrl> = guesses.map(|guess| &guess.account).collect();
            joined(&accounts)
        }
        "repositories" => joined(&organisation.repositories),
        "account_ids" => {
            let ids = organisation.sources().filter_map(|source| {
                let id = registry.account_ids.get(&source.key())?;
                Some(format!("{source}={id}"))
            });
            ids.collect::<Vec<_>>().join(" ")
        }
        "email_domains" => joined(&organisation.email_domains),
        "members_of" => joined(&organisation.members_of),
        other => bail!("no column is called {other}"),
    })
}

/// Reads such a file. Columns may be missing or in another order; `name`, and `slug` or
/// `tooi`, make an organisation.
pub(super) fn read(text: &str) -> anyhow::Result<List> {
    let mut reader = ::csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers().context("this is no CSV")?;
    if headers.len() > MOST_COLUMNS {
        bail!(
            "the first line names {} columns, and a list has at most {MOST_COLUMNS}",
            headers.len()
        );
    }
    let headers: Vec<String> = headers
        .iter()
        .map(|header| header.trim().to_lowercase())
        .collect();
    if !headers.iter().any(|header| header == "name") {
        bail!(
            "the first line names no column `name`; the columns are {}",
            COLUMNS.join(", ")
        );
    }
    let mut list = List::default();
    for unknown in headers
        .iter()
        .filter(|header| !COLUMNS.contains(&header.as_str()))
    {
        list.problems
            .push(format!("1: the column `{unknown}` is not read"));
    }
    for record in reader.records().take(MAX_ROWS + 1) {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, ::csv::Position::line);
                let cell = |column: &str| {
                    let at = headers.iter().position(|header| header == column);
                    let cell = at.and_then(|at| record.get(at)).unwrap_or_default();
                    csv_text(cell).trim().to_owned()
                };
                match row(line, &cell, &mut list.problems) {
                    Ok(row) => list.rows.push(row),
                    Err(problem) => list.problems.push(problem),
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, ::csv::Position::line);
                list.problems.push(format!("{line}: {error}"));
            }
        }
    }
    Ok(list)
}

fn row(
    line: u64,
    cell: &dyn Fn(&str) -> String,
    problems: &mut Vec<String>,
) -> Result<Row, String> {
    let filled = |column: &str| Some(cell(column)).filter(|text| !text.is_empty());
    let id = filled("slug").or_else(|| filled("tooi"));
    let mut row = Row::new(line, id, &cell("name"))?;
    let words = |column: &str| {
        let cell = cell(column);
        let words: Vec<String> = cell.split_whitespace().map(str::to_owned).collect();
        words
    };
    let organisation = &mut row.organisation;
    organisation.tooi = parse_all(line, filled("tooi"), problems).pop();
    organisation.uri = filled("uri");
    if let Some(tooi) = &organisation.tooi {
        organisation.organisation_type = tooi.organisation_type();
    } else if let Some(name) = filled("type") {
        match OrganisationType::from_name(&name) {
            Some(kind) => organisation.organisation_type = kind,
            None => problems.push(format!(
                "{line}: unknown type `{name}`; it is read as `other`"
            )),
        }
    }
    let short_names = cell("short_names");
    let short_names = short_names
        .split(';')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    organisation.short_names = short_names.map(str::to_owned).collect();
    if let Some(name) = filled("province") {
        organisation.province = Province::from_name(&name);
        if organisation.province.is_none() {
            problems.push(format!("{line}: unknown province `{name}`; it is skipped"));
        }
    }
    organisation.parent = parse_all(line, filled("parent"), problems).pop();
    organisation.members = parse_all(line, words("members"), problems);
    organisation.former_slugs = parse_all(line, words("former_slugs"), problems);
    organisation.websites = words("websites");
    let ended = parse_all(line, filled("ended"), problems).pop();
    let successors = parse_all(line, words("successors"), problems);
    organisation.ended = ended.map(|on| Ended { on, successors });
    if let Some(text) = filled("contacts") {
        match serde_json::from_str(&text) {
            Ok(contacts) => organisation.contacts = contacts,
            Err(error) => problems.push(format!("{line}: the contacts are skipped: {error}")),
        }
    }
    organisation.accounts = parse_all(line, words("accounts"), problems);
    organisation.repositories = parse_all(line, words("repositories"), problems);
    organisation.email_domains = words("email_domains");
    organisation.members_of = parse_all(line, words("members_of"), problems);
    row.unconfirmed = parse_all(line, words("unconfirmed"), problems);
    let ids = words("account_ids").into_iter();
    row.account_ids = ids
        .filter_map(|text| {
            let (address, id) = text.rsplit_once('=')?;
            Some((address.to_owned(), id.to_owned()))
        })
        .collect();
    Ok(row)
}
