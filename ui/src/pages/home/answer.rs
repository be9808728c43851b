//! What the schema answers to the home page: all of it in one query.

use chrono::{DateTime, Utc};

use crate::enums::OpenByDefaultFigureName;
use crate::facts::Version;
use crate::pages::frame::Contents;
use crate::schema;
use crate::search::answer::{Facet, Identity, OrganisationName, Status};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
pub(super) struct Answer {
    pub(super) catalogue: Contents,
    pub(super) open_by_default: Option<Figures>,
    #[cynic(rename = "bodies", alias)]
    pub(super) everybody: Option<Publishing>,
    #[cynic(rename = "bodies", alias)]
    #[arguments(type: MUNICIPALITY)]
    pub(super) municipalities: Option<Publishing>,
    #[cynic(rename = "repositories", alias)]
    #[arguments(first: 5, sort: CREATED)]
    pub(super) newest: Everything,
    #[cynic(rename = "repositories", alias)]
    #[arguments(first: 5, sort: LATEST_RELEASE)]
    pub(super) released: List,
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: { seeking: ["explicit", "likely"] }, first: 5, sort: STARS)]
    pub(super) seeking: List,
}

/// The newest, and the counts over everything.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
pub(super) struct Everything {
    #[arguments(names: [CATEGORY, LANGUAGE, ORGANISATION_TYPE])]
    pub(super) facets: Vec<Facet>,
    pub(super) nodes: Vec<Repository>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
pub(super) struct List {
    pub(super) total: u64,
    pub(super) nodes: Vec<Repository>,
}

/// A repository, as much of it as a line of a list shows; the search index has all of it.
#[derive(cynic::QueryFragment)]
pub(super) struct Repository {
    #[cynic(spread)]
    pub(super) identity: Identity,
    pub(super) organisation: Option<OrganisationName>,
    pub(super) created_at: Option<DateTime<Utc>>,
    pub(super) latest_release: Option<Version>,
    pub(super) maintenance: Status,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefault")]
pub(super) struct Figures {
    pub(super) figures: Vec<Figure>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefaultFigure")]
pub(super) struct Figure {
    pub(super) figure: OpenByDefaultFigureName,
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// `None` when not enough is known.
    pub(super) share: Option<f64>,
    pub(super) passed_value: String,
}

/// How many organisations publish.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "BodyFigures")]
pub(super) struct Publishing {
    pub(super) publishes: u64,
    pub(super) total: u64,
}
