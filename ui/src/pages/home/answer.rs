//! What the schema answers to the home page: all of it in one query.

use chrono::{DateTime, Utc};

use crate::enums::OpenByDefaultFigureName;
use crate::pages::frame::Contents;
use crate::schema;
use crate::search::answer::{Facet, OrganisationName};
use crate::verdict::Maintenance;

/// In which language what a repository is should be told.
#[derive(cynic::QueryVariables)]
pub(super) struct Told {
    pub(super) language: &'static str,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Told")]
pub(super) struct Answer {
    pub(super) catalogue: Contents,
    pub(super) open_by_default: Option<Figures>,
    #[cynic(rename = "repositories", alias)]
    #[arguments(first: 5, sort: CREATED)]
    pub(super) newest: Everything,
    #[cynic(rename = "repositories", alias)]
    #[arguments(first: 5, sort: LAST_ACTIVITY)]
    pub(super) changed: List,
    #[cynic(rename = "repositories", alias)]
    #[arguments(filter: { seeking: ["explicit", "likely"] }, first: 5, sort: STARS)]
    pub(super) seeking: List,
}

/// The newest, and the counts over everything.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection", variables = "Told")]
pub(super) struct Everything {
    #[arguments(names: [CATEGORY, LANGUAGE, ORGANISATION, ORGANISATION_TYPE])]
    pub(super) facets: Vec<Facet>,
    pub(super) nodes: Vec<Repository>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection", variables = "Told")]
pub(super) struct List {
    pub(super) total: u64,
    pub(super) nodes: Vec<Repository>,
}

/// A repository, as much of it as a line of a list shows.
#[derive(cynic::QueryFragment)]
#[cynic(variables = "Told")]
pub(super) struct Repository {
    pub(super) url: String,
    pub(super) title: String,
    #[arguments(language: $language)]
    pub(super) summary: Option<Summary>,
    pub(super) organisation: Option<OrganisationName>,
    pub(super) created_at: Option<DateTime<Utc>>,
    pub(super) last_activity_at: Option<DateTime<Utc>>,
    pub(super) maintenance: Maintenance,
}

#[derive(cynic::QueryFragment)]
pub(super) struct Summary {
    pub(super) text: String,
    pub(super) language: Option<String>,
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
