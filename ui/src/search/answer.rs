//! What the schema answers to a search.

use chrono::{DateTime, Utc};

use super::marked::Highlight;
use crate::enums::{
    FacetName, GoneKind, LicenceVerdictKind, MaintenanceStatus, PubliccodeVerdictKind,
    QueryNoteCode, RiskVerdict, StatusCause,
};
use crate::language::Language;
use crate::place::without_scheme;
use crate::schema;
use crate::summary::Summary;
use crate::variables::BySlugFields;

/// Repositories that were found, a page of them.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
pub(crate) struct Results {
    pub(crate) total: u64,
    pub(crate) all_words_total: Option<u64>,
    pub(crate) facets: Vec<Facet>,
    pub(crate) notes: Vec<Note>,
    pub(crate) did_you_mean: Vec<Spelling>,
    pub(crate) ways_out: Vec<WayOut>,
    pub(crate) edges: Vec<Edge>,
}

/// A facet with the counts of its most frequent values: one more than a page lists, so that it
/// is known whether there are more. A catalogue of all government has hundreds of some.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct Facet {
    pub(crate) name: FacetName,
    #[arguments(first: 101)]
    pub(crate) values: Vec<FacetValue>,
}

/// A facet with the counts of all its values.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Facet")]
pub(crate) struct WholeFacet {
    pub(crate) name: FacetName,
    pub(crate) values: Vec<FacetValue>,
}

/// How many of the repositories found have a value.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct FacetValue {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) count: u64,
}

/// A piece of the query that was taken in another way than it may be meant.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "QueryNote")]
pub(crate) struct Note {
    pub(crate) code: QueryNoteCode,
    pub(crate) text: String,
}

/// The query in another spelling, and how many it finds.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct Spelling {
    pub(crate) query: String,
    pub(crate) total: u64,
}

/// A search that asks less of facets, and how many it finds.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct WayOut {
    pub(crate) facets: Vec<FacetName>,
    pub(crate) query: String,
    pub(crate) total: u64,
}

/// Where a page ends.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) end_cursor: Option<String>,
}

impl PageInfo {
    /// The cursor after which the next page begins, when there is one.
    pub(crate) fn next(self) -> Option<String> {
        self.end_cursor.filter(|_| self.has_next_page)
    }
}

/// A repository that was found, and where the words of the query stand in it.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryEdge")]
pub(crate) struct Edge {
    #[arguments(texts: [NAME, ALSO_KNOWN_AS, DESCRIPTION, SHORT_DESCRIPTION, FALLBACK_SENTENCE], elseReadme: true)]
    pub(crate) highlights: Vec<Highlight>,
    pub(crate) node: Found,
}

/// A repository, as much of it as a card shows. All of it is in the search index: what is
/// not, as the reasons of a verdict, takes a look into the store for each.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Repository")]
pub(crate) struct Found {
    #[cynic(spread)]
    pub(crate) identity: Identity,
    pub(crate) organisation: Option<OrganisationName>,
    pub(crate) primary_language: Option<String>,
    pub(crate) used_by_others: Option<u64>,
    pub(crate) licence: Licence,
    pub(crate) maintenance: Status,
    pub(crate) risk: RiskOnly,
    pub(crate) publiccode_verdict: PubliccodeOnly,
    pub(crate) last_activity_at: Option<DateTime<Utc>>,
    pub(crate) observed_at: DateTime<Utc>,
}

/// What a repository is called, and what it is in a sentence.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Repository")]
pub(crate) struct Identity {
    pub(crate) url: String,
    title: String,
    #[cynic(rename = "summary", alias)]
    #[arguments(language: "nl")]
    in_dutch: Option<Summary>,
    #[cynic(rename = "summary", alias)]
    #[arguments(language: "en")]
    in_english: Option<Summary>,
}

impl Identity {
    /// What it is called.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    /// What it is, in this language where somebody says it so.
    pub(crate) fn summary(&self, language: Language) -> Option<&Summary> {
        match language {
            Language::Dutch => self.in_dutch.as_ref(),
            Language::English => self.in_english.as_ref(),
        }
    }

    /// Its address without scheme.
    pub(crate) fn address(&self) -> &str {
        without_scheme(&self.url)
    }
}

/// Whether it may be reused, without why.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "LicenceVerdict")]
pub(crate) struct Licence {
    pub(crate) verdict: LicenceVerdictKind,
    pub(crate) spdx_id: Option<String>,
}

/// Whether it is at risk, without why.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Risk")]
pub(crate) struct RiskOnly {
    pub(crate) verdict: RiskVerdict,
}

/// Whether its publiccode.yml keeps to the standard, without why.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "PubliccodeVerdict")]
pub(crate) struct PubliccodeOnly {
    pub(crate) verdict: PubliccodeVerdictKind,
}

/// An organisation's name, and its page.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
pub(crate) struct OrganisationName {
    pub(crate) slug: String,
    pub(crate) name: String,
}

/// The forge that something is on.
#[derive(cynic::QueryFragment)]
pub(crate) struct Forge {
    pub(crate) host: String,
}

/// How it left the forge, and when that was noticed.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Gone")]
pub(crate) struct Departure {
    pub(crate) kind: GoneKind,
    pub(crate) noticed_at: DateTime<Utc>,
}

/// A change of maintenance status.
#[derive(cynic::QueryFragment)]
pub(crate) struct StatusChange {
    pub(crate) from: MaintenanceStatus,
    pub(crate) to: MaintenanceStatus,
    pub(crate) cause: StatusCause,
}

/// Whether somebody keeps it up, without why.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Maintenance")]
pub(crate) struct Status {
    pub(crate) status: MaintenanceStatus,
}

/// It is no longer on the forge.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct Gone {
    /// That it has one is all there is to know.
    #[cynic(rename = "kind")]
    _kind: GoneKind,
}

/// The name of the organisation that is asked for.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "BySlug")]
pub(crate) struct NameAnswer {
    #[arguments(slug: $slug)]
    pub(crate) organisation: Option<Name>,
}

/// The name alone.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
pub(crate) struct Name {
    pub(crate) name: String,
}
