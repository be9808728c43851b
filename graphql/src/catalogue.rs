//! What the catalogue as a whole holds.

use async_graphql::{Enum, SimpleObject};
use bronwijzer_index::{Contents, Summary};
use chrono::{DateTime, Utc};

/// What the catalogue as a whole holds.
#[derive(SimpleObject)]
pub(crate) struct Catalogue {
    /// Where the entries come from.
    contents: CatalogueContents,
    /// When the newest facts were gathered. For a sample: its date.
    as_of: Option<DateTime<Utc>>,
    /// Repositories in the catalogue.
    repositories: u64,
    /// Organisations in the registry.
    organisations: u64,
    /// The moment against which statuses were judged.
    assessed_at: DateTime<Utc>,
}

/// Where the catalogue's entries come from.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Contents")]
pub(crate) enum CatalogueContents {
    /// Nothing yet.
    Empty,
    /// The sample that ships with the program: real repositories, with the
    /// facts of the sample's date.
    Sample,
    /// A file that was imported.
    Imported,
    /// Crawls of the forges.
    Crawled,
}

impl From<Summary> for Catalogue {
    fn from(summary: Summary) -> Self {
        Self {
            contents: summary.contents.into(),
            as_of: summary.as_of,
            repositories: summary.repositories,
            organisations: summary.organisations,
            assessed_at: summary.assessed_at,
        }
    }
}
