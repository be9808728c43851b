//! The forms of the file: how repositories become bytes.

use std::io::{Error, Write};

use async_graphql::Value;
use zstd::stream::write::Encoder;

use super::cells;
use super::european::{List, MARK};
use super::fields::{ADDRESS, Fields, REPOSITORY, WITH_TEXTS};

/// A good half of the text's size at little cost: the file is made while it is
/// sent.
const ZSTD_LEVEL: i32 = 3;

/// What a JSON file of addresses begins with.
const DATA: &[u8] = b"{\"data\":[";

/// A file in the making: it holds what was not sent yet.
pub(super) enum Form {
    /// A JSON object a line, compressed with zstd.
    Ndjson(Encoder<'static, Vec<u8>>),
    /// One list of JSON objects.
    Json {
        /// Whether the first is still to come.
        at_start: bool,
    },
    /// The entries of a list.
    List {
        list: &'static List,
        /// Where the site stands.
        base_url: String,
        /// Whether the first is still to come.
        at_start: bool,
    },
    /// An address a line.
    Addresses,
    /// One object with a list of objects with an address each.
    AddressesJson {
        /// Whether the first is still to come.
        at_start: bool,
    },
    /// A line of cells each, under one of names.
    Csv {
        /// Whether the names are still to come.
        at_start: bool,
        /// What stands between cells.
        separator: char,
    },
}

impl Form {
    pub(super) fn ndjson() -> Result<Self, Error> {
        Encoder::new(Vec::new(), ZSTD_LEVEL).map(Self::Ndjson)
    }

    pub(super) fn json() -> Self {
        Self::Json { at_start: true }
    }

    pub(super) fn list(list: &'static List, base_url: String) -> Self {
        Self::List {
            list,
            base_url,
            at_start: true,
        }
    }

    pub(super) fn csv(separator: char) -> Self {
        Self::Csv {
            at_start: true,
            separator,
        }
    }

    pub(super) fn addresses_json() -> Self {
        Self::AddressesJson { at_start: true }
    }

    /// What is asked of a repository for it.
    pub(super) fn selection(&self) -> String {
        let fields: &Fields = match self {
            Self::Ndjson(_) => &WITH_TEXTS,
            Self::Json { .. } | Self::Csv { .. } => &REPOSITORY,
            Self::Addresses | Self::AddressesJson { .. } => &ADDRESS,
            Self::List { list, .. } => return format!("{MARK} {}", list.selection),
        };
        fields.selection()
    }

    /// What stands of a repository in the file; `None` for what does not belong there.
    pub(super) fn row(&self, repository: Value) -> Result<Option<Vec<u8>>, Error> {
        let row = match self {
            Self::Ndjson(_) => serde_json::to_vec(&WITH_TEXTS.in_order(&repository))?,
            Self::Json { .. } => serde_json::to_vec(&REPOSITORY.in_order(&repository))?,
            Self::AddressesJson { .. } => serde_json::to_vec(&ADDRESS.in_order(&repository))?,
            Self::Addresses => {
                let mut row = ADDRESS.cells(&repository).concat();
                row.push('\n');
                row.into_bytes()
            }
            Self::Csv { separator, .. } => {
                cells::line_by(*separator, &REPOSITORY.cells(&repository)).into_bytes()
            }
            Self::List { list, base_url, .. } => {
                let repository = repository.into_json().map_err(Error::other)?;
                let Some(entry) = (list.entry)(&repository, base_url) else {
                    return Ok(None);
                };
                serde_json::to_vec(&entry)?
            }
        };
        Ok(Some(row))
    }

    /// What comes next when these rows do.
    pub(super) fn write(&mut self, rows: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
        let (at_start, first): (_, &[u8]) = match self {
            Self::Ndjson(encoder) => {
                for row in rows {
                    encoder.write_all(row)?;
                    encoder.write_all(b"\n")?;
                }
                // Else nothing is sent until the compressor has its fill.
                encoder.flush()?;
                return Ok(std::mem::take(encoder.get_mut()));
            }
            Self::Addresses => return Ok(rows.concat()),
            Self::Csv {
                at_start,
                separator,
            } => {
                let mut text = Vec::new();
                if std::mem::take(at_start) {
                    text.extend(head(*separator).into_bytes());
                }
                text.extend(rows.iter().flatten());
                return Ok(text);
            }
            Self::Json { at_start } => (at_start, b"["),
            Self::AddressesJson { at_start } => (at_start, DATA),
            Self::List { list, at_start, .. } => (at_start, list.around.0.as_bytes()),
        };
        let mut text = Vec::new();
        for row in rows {
            let is_first = std::mem::take(at_start);
            text.extend_from_slice(if is_first { first } else { b"," });
            text.push(b'\n');
            text.extend_from_slice(row);
        }
        Ok(text)
    }

    /// What comes last.
    pub(super) fn end(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Ndjson(encoder) => encoder.finish(),
            Self::Json { at_start: true } => Ok(b"[]\n".to_vec()),
            Self::Json { at_start: false } => Ok(b"\n]\n".to_vec()),
            Self::List { list, at_start, .. } => {
                let (before, behind) = list.around;
                let before = if at_start { before } else { "" };
                Ok(format!("{before}\n{behind}").into_bytes())
            }
            Self::AddressesJson { at_start: true } => Ok([DATA, b"\n]}\n"].concat()),
            Self::AddressesJson { at_start: false } => Ok(b"\n]}\n".to_vec()),
            Self::Csv {
                at_start: true,
                separator,
            } => Ok(head(separator).into_bytes()),
            Self::Csv { .. } | Self::Addresses => Ok(Vec::new()),
        }
    }
}

/// The first line of a file for spreadsheets.
fn head(separator: char) -> String {
    let mark = match separator {
        cells::OF_EXCEL => cells::BYTE_ORDER_MARK,
        _ => "",
    };
    let names = cells::line_by(separator, &REPOSITORY.headers());
    format!("{mark}{names}")
}
