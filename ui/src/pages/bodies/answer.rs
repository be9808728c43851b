//! What the schema answers about how many organisations publish.

use chrono::NaiveDate;

use crate::enums::{BodyFigure, OrganisationType, Province};
use crate::schema;

/// The figures of a day; of now when absent.
#[derive(cynic::QueryVariables)]
pub(crate) struct OfDay {
    pub(crate) day: Option<NaiveDate>,
}

/// Everything that a page tells of them.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "OfDay")]
pub(crate) struct Bodies {
    #[cynic(rename = "bodies", alias)]
    #[arguments(day: $day)]
    pub(crate) all: Option<Counts>,
    #[cynic(rename = "bodiesByType", alias)]
    #[arguments(day: $day)]
    pub(crate) types: Option<Vec<CountsOfType>>,
    #[cynic(rename = "bodiesByProvince", alias)]
    #[arguments(day: $day)]
    pub(crate) provinces: Option<Vec<CountsOfProvince>>,
    #[cynic(rename = "bodyHistory", alias)]
    #[arguments(to: $day)]
    pub(crate) history: Vec<CountsOfDay>,
}

impl Bodies {
    /// Those of all municipalities.
    pub(crate) fn municipalities(&self) -> Option<&Counts> {
        let mut rows = self.types.iter().flatten();
        let row = rows.find(|row| row.kind.key() == "municipality")?;
        Some(&row.counts)
    }
}

/// How many organisations are in which state.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "BodyFigures")]
pub(crate) struct Counts {
    pub(crate) total: u64,
    pub(crate) publishes: u64,
    pub(crate) declared_closed: u64,
    pub(crate) nothing_known: u64,
    pub(crate) not_read: u64,
    pub(crate) no_account: u64,
    pub(crate) figures: Vec<FigureCount>,
}

/// Those of one type.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "BodiesOfKind")]
pub(crate) struct CountsOfType {
    #[cynic(rename = "type")]
    pub(crate) kind: OrganisationType,
    #[cynic(rename = "bodies")]
    pub(crate) counts: Counts,
}

/// The municipalities of a province.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "BodiesOfProvince")]
pub(crate) struct CountsOfProvince {
    pub(crate) province: Option<Province>,
    #[cynic(rename = "municipalities")]
    pub(crate) counts: Counts,
}

/// How many there were on a day.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "BodyFigures")]
pub(crate) struct CountsOfDay {
    pub(crate) day: NaiveDate,
    pub(crate) rules: u64,
    pub(crate) publishes: u64,
    pub(crate) figures: Vec<FigureCount>,
}

impl CountsOfDay {
    /// How many have this, by its key.
    pub(crate) fn with(&self, figure: &str) -> u64 {
        with(&self.figures, figure)
    }
}

/// How many have something on at least one repository.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "BodyFigureCount")]
pub(crate) struct FigureCount {
    pub(crate) figure: BodyFigure,
    pub(crate) organisations: u64,
}

impl Counts {
    /// How many are in a state, by its key.
    pub(crate) fn in_state(&self, state: &str) -> u64 {
        match state {
            "publishes" => self.publishes,
            "declared-closed" => self.declared_closed,
            "nothing-known" => self.nothing_known,
            "not-read" => self.not_read,
            "no-account" => self.no_account,
            _ => 0,
        }
    }

    /// How many have this, by its key.
    pub(crate) fn with(&self, figure: &str) -> u64 {
        with(&self.figures, figure)
    }
}

fn with(figures: &[FigureCount], figure: &str) -> u64 {
    let mut figures = figures.iter();
    let found = figures.find(|count| count.figure.key() == figure);
    found.map_or(0, |count| count.organisations)
}
