//! Where the entries come from, and what is known of the whole catalogue.

use async_graphql::Enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Record;

/// The sample that ships with the program: real repositories, facts only, in
/// the form that [`Catalogue::import`](crate::Catalogue::import) takes.
pub const SAMPLE: &[u8] = include_bytes!("../../../data/sample.ndjson.zst");

/// Where the catalogue's entries come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "snake_case")]
#[graphql(name = "CatalogueContents")]
pub enum Contents {
    /// Nothing yet.
    #[default]
    Empty,
    /// The sample that ships with the program: real repositories, with the
    /// facts of the sample's date.
    Sample,
    /// A file that was imported.
    Imported,
    /// Crawls of the forges.
    Crawled,
}

/// What is known of the stored catalogue as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meta {
    /// Where the records come from.
    pub(crate) contents: Contents,
    /// When the newest facts were gathered.
    pub(crate) as_of: Option<DateTime<Utc>>,
    /// The number of the last write, by which a search index that missed one is noticed.
    #[serde(rename = "generation")]
    pub(crate) number: u64,
    /// The sum of the digests of all records, in hexadecimal; `None` in a store from
    /// before writes were numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<String>,
    /// The number at which records were last dropped without a trace. An index that holds
    /// an earlier one holds what is not there.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) cleared_at: u64,
    /// The moment that everything was last judged at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) judged_at: Option<DateTime<Utc>>,
    /// Whether every record of what left is a tombstone. An earlier version kept more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) buried: bool,
    /// Whether each record can be found by its UUID. An earlier version knew none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) identified: bool,
    /// The version of the rules that it was judged by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) judged_by: Option<u32>,
    /// By which the registry is known that it was judged with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) judged_with: Option<u64>,
}

impl Meta {
    /// What is known of the whole once these records are stored.
    pub(crate) fn with(self, records: &[Record], contents: Contents, replace_all: bool) -> Self {
        let observed = records.iter().map(|record| record.observation.observed_at);
        let before = self.as_of.filter(|_| !replace_all);
        Self {
            contents,
            as_of: before.max(observed.max()),
            ..self
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}
