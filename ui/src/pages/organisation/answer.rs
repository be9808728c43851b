//! What the schema answers about one organisation.

use chrono::NaiveDate;

use super::news::Recent;
use crate::community::answer::Statements;
use crate::community::discussion::Posts;
use crate::community::sayable::Sayable;
use crate::enums::{ContactKind, OrganisationType, Province, RepositorySort};
use crate::freshness::Freshness;
use crate::operator::Operator;
use crate::pages::account::Account;
use crate::pages::frame::Contents;
use crate::pages::open_by_default::answer::Figures;
use crate::pages::repository::Related;
use crate::publishing::Known;
use crate::schema;
use crate::search::answer::Results;
use crate::variables::RepositoryFilter;

/// A search among what an organisation has.
#[derive(cynic::QueryVariables)]
pub(super) struct SearchOfOne {
    pub(super) slug: String,
    /// Whether the figures are of all that is part of it too.
    pub(super) with_children: bool,
    pub(super) query: String,
    pub(super) filter: RepositoryFilter,
    pub(super) sort: RepositorySort,
    pub(super) offset: i32,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "SearchOfOne")]
pub(super) struct Answer {
    pub(super) catalogue: Contents,
    #[cynic(rename = "catalogue", alias)]
    pub(super) freshness: Freshness,
    #[cynic(rename = "catalogue", alias)]
    pub(super) operator: Operator,
    #[arguments(slug: $slug)]
    pub(super) organisation: Option<Organisation>,
}

#[derive(cynic::QueryFragment)]
#[cynic(variables = "SearchOfOne")]
pub(super) struct Organisation {
    #[cynic(spread)]
    pub(super) facts: Facts,
    #[cynic(spread)]
    pub(super) known: Known,
    pub(super) accounts: Vec<Account>,
    #[arguments(withChildren: $with_children)]
    pub(super) open_by_default: Option<Figures>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(withChildren: $with_children)]
    pub(super) figures_of: Option<FiguresOf>,
    #[arguments(first: 10)]
    pub(super) uses: Uses,
    #[cynic(rename = "repositories", alias)]
    #[arguments(sort: LAST_ACTIVITY, first: 10)]
    pub(super) recent: Recent,
    #[arguments(kind: [DECLARED_CLOSED, RELEASE_REQUEST, USE], first: 50)]
    pub(super) statements: Statements,
    #[cynic(rename = "statements", alias)]
    #[arguments(kind: [POST], first: 20)]
    pub(super) posts: Posts,
    pub(super) discussion_closed: bool,
    pub(super) sayable: Vec<Sayable>,
    #[arguments(query: $query, filter: $filter, sort: $sort, first: 20, offset: $offset)]
    pub(super) repositories: Results,
}

/// What is registered of an organisation.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
pub(crate) struct Facts {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) short_names: Vec<String>,
    #[cynic(rename = "type")]
    pub(crate) kind: OrganisationType,
    pub(crate) tooi: Option<String>,
    pub(crate) province: Option<Province>,
    pub(crate) parent: Option<Kin>,
    pub(crate) children: Vec<Kin>,
    pub(crate) members: Vec<Kin>,
    pub(crate) member_of: Vec<Kin>,
    pub(crate) predecessors: Vec<Predecessor>,
    pub(crate) ended: Option<Ended>,
    pub(crate) websites: Vec<String>,
    pub(crate) contacts: Vec<Contact>,
}

/// An organisation that has to do with another.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
pub(crate) struct Kin {
    pub(crate) slug: String,
    pub(crate) name: String,
    #[cynic(spread)]
    pub(crate) known: Known,
}

/// One that ended, and that another came after.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
pub(crate) struct Predecessor {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) ended: Option<EndedOn>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationEnd")]
pub(crate) struct EndedOn {
    pub(crate) on: NaiveDate,
}

/// That it exists no longer.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationEnd")]
pub(crate) struct Ended {
    pub(crate) on: NaiveDate,
    pub(crate) successors: Vec<Kin>,
}

/// Whom to ask about its code.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationContact")]
pub(crate) struct Contact {
    pub(crate) kind: ContactKind,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) source: String,
    pub(crate) seen_on: NaiveDate,
}

/// Of which organisations figures are.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OpenByDefault")]
pub(super) struct FiguresOf {
    pub(super) organisations: Vec<Slug>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
pub(super) struct Slug {
    pub(super) slug: String,
}

/// Software of others that it uses.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "UsedRepositories")]
pub(super) struct Uses {
    pub(super) total: u64,
    pub(super) nodes: Vec<Related>,
}
