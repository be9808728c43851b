//! What the schema answers to a search.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::marked::Highlight;
use crate::verdict::{EnumName, LicenceVerdict, Maintenance, Risk};

/// Repositories that were found, a page of them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Results {
    pub(crate) total: u64,
    pub(crate) facets: Vec<Facet>,
    pub(crate) notes: Vec<Note>,
    pub(crate) did_you_mean: Vec<Spelling>,
    pub(crate) ways_out: Vec<WayOut>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) page_info: PageInfo,
}

/// A facet with its counts.
#[derive(Debug, Deserialize)]
pub(crate) struct Facet {
    pub(crate) name: String,
    pub(crate) values: Vec<FacetValue>,
}

/// How many of the repositories found have a value.
#[derive(Debug, Deserialize)]
pub(crate) struct FacetValue {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) count: u64,
}

/// A piece of the query that was taken in another way than it may be meant.
#[derive(Debug, Deserialize)]
pub(crate) struct Note {
    pub(crate) code: EnumName,
    pub(crate) text: String,
}

/// The query in another spelling, and how many it finds.
#[derive(Debug, Deserialize)]
pub(crate) struct Spelling {
    pub(crate) query: String,
    pub(crate) total: u64,
}

/// A search that asks less of facets, and how many it finds.
#[derive(Debug, Deserialize)]
pub(crate) struct WayOut {
    pub(crate) facets: Vec<EnumName>,
    pub(crate) query: String,
    pub(crate) total: u64,
}

/// Where a page ends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) end_cursor: Option<String>,
}

/// A repository that was found, and where the words of the query stand in it.
#[derive(Debug, Deserialize)]
pub(crate) struct Edge {
    pub(crate) highlights: Vec<Highlight>,
    pub(crate) node: Found,
}

/// A repository, as much of it as a card shows.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Found {
    pub(crate) url: String,
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) description: Option<String>,
    pub(crate) organisation: Option<OrganisationName>,
    pub(crate) primary_language: Option<String>,
    pub(crate) licence: LicenceVerdict,
    pub(crate) maintenance: Maintenance,
    pub(crate) risk: Risk,
    pub(crate) last_activity_at: Option<DateTime<Utc>>,
    pub(crate) gone: Option<Gone>,
}

/// An organisation's name, and its page.
#[derive(Debug, Deserialize)]
pub(crate) struct OrganisationName {
    pub(crate) slug: String,
    pub(crate) name: String,
}

/// It is no longer on the forge.
#[derive(Debug, Deserialize)]
pub(crate) struct Gone {}
