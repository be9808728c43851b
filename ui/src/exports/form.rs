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
const DATA: &[u8] = b"{\"data\":[\n";

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

    /// What comes next when these do.
    pub(super) fn write(&mut self, repositories: Vec<Value>) -> Result<Vec<u8>, Error> {
        match self {
            Self::Ndjson(encoder) => {
                for repository in repositories {
                    serde_json::to_writer(&mut *encoder, &WITH_TEXTS.in_order(&repository))?;
                    encoder.write_all(b"\n")?;
                }
                // Else nothing is sent until the compressor has its fill.
                encoder.flush()?;
                Ok(std::mem::take(encoder.get_mut()))
            }
            Self::Json { at_start } => {
                let mut text = Vec::new();
                for repository in repositories {
                    let is_first = std::mem::take(at_start);
                    text.extend(if is_first { b"[\n" } else { b",\n" });
                    serde_json::to_writer(&mut text, &REPOSITORY.in_order(&repository))?;
                }
                Ok(text)
            }
            Self::List {
                list,
                base_url,
                at_start,
            } => {
                let mut text = Vec::new();
                for repository in repositories {
                    let repository = repository.into_json().map_err(Error::other)?;
                    let Some(entry) = (list.entry)(&repository, base_url) else {
                        continue;
                    };
                    let is_first = std::mem::take(at_start);
                    let before = if is_first { list.around.0 } else { "," };
                    text.extend_from_slice(before.as_bytes());
                    text.push(b'\n');
                    serde_json::to_writer(&mut text, &entry)?;
                }
                Ok(text)
            }
            Self::Addresses => {
                let mut text = String::new();
                for address in repositories.iter().flat_map(|one| ADDRESS.cells(one)) {
                    text.push_str(&address);
                    text.push('\n');
                }
                Ok(text.into_bytes())
            }
            Self::AddressesJson { at_start } => {
                let mut text = Vec::new();
                for repository in repositories {
                    let is_first = std::mem::take(at_start);
                    text.extend(if is_first { DATA } else { b",\n" });
                    serde_json::to_writer(&mut text, &ADDRESS.in_order(&repository))?;
                }
                Ok(text)
            }
            Self::Csv {
                at_start,
                separator,
            } => {
                let mut text = String::new();
                if std::mem::take(at_start) {
                    text.push_str(&head(*separator));
                }
                for repository in repositories {
                    let line = cells::line_by(*separator, &REPOSITORY.cells(&repository));
                    text.push_str(&line);
                }
                Ok(text.into_bytes())
            }
        }
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
            Self::AddressesJson { at_start: true } => Ok([DATA, b"]}\n"].concat()),
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
