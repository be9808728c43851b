//! What the schema answers about what people say.

use chrono::{DateTime, Utc};

use crate::enums::{
    Field, StatementEventKind, StatementKind, StatementRule, StatementState, Visibility,
};
use crate::schema;

/// A statement as lists show it.
#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct Statement {
    pub(crate) id: cynic::Id,
    pub(crate) kind: StatementKind,
    pub(crate) subject: StatementSubject,
    pub(crate) author: Option<Member>,
    pub(crate) behalf: Option<Behalf>,
    pub(crate) text: String,
    pub(crate) fields: Vec<StatementField>,
    pub(crate) since: DateTime<Utc>,
    pub(crate) until: Option<DateTime<Utc>>,
    pub(crate) visibility: Visibility,
    pub(crate) state: StatementState,
    pub(crate) claim: Option<StatementClaim>,
    pub(crate) supporters: u64,
    pub(crate) is_example: bool,
}

/// A statement with all that its page shows.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "Statement")]
pub(crate) struct Whole {
    #[cynic(spread)]
    pub(crate) statement: Statement,
    pub(crate) supported: bool,
    pub(crate) history: Vec<StatementEvent>,
    pub(crate) may_do: Vec<StatementRule>,
}

impl Statement {
    /// The values of a field, by its key.
    pub(crate) fn values(&self, field: &str) -> &[String] {
        let mut fields = self.fields.iter();
        let found = fields.find(|one| one.name.key() == field);
        found.map_or(&[], |one| one.values.as_slice())
    }

    /// The first value of a field, by its key.
    pub(crate) fn value(&self, field: &str) -> Option<&str> {
        self.values(field).first().map(String::as_str)
    }
}

impl Whole {
    /// Whether the viewer may do this, by the key of its rule.
    pub(crate) fn may(&self, rule: &str) -> bool {
        self.may_do.iter().any(|one| one.key() == rule)
    }
}

/// A page of a list.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "StatementConnection")]
pub(crate) struct Statements {
    pub(crate) total: u64,
    pub(crate) nodes: Vec<Statement>,
}

#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct StatementField {
    pub(crate) name: Field,
    pub(crate) values: Vec<String>,
}

#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct StatementClaim {
    pub(crate) by: Option<Member>,
    pub(crate) since: DateTime<Utc>,
    pub(crate) news_at: DateTime<Utc>,
}

#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct StatementEvent {
    pub(crate) at: DateTime<Utc>,
    pub(crate) kind: StatementEventKind,
    pub(crate) by: Option<Member>,
    pub(crate) rule: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) is_text_removed: bool,
}

/// A member as others see them.
#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct Member {
    pub(crate) name: String,
}

/// On whose behalf: one of both.
#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct Behalf {
    pub(crate) organisation: Option<Named>,
    pub(crate) supplier: Option<Supplier>,
}

/// An organisation by its name.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
pub(crate) struct Named {
    pub(crate) slug: String,
    pub(crate) name: String,
}

#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct Supplier {
    pub(crate) name: String,
    pub(crate) website: String,
}

/// What a statement is about.
#[derive(Debug, Clone, cynic::InlineFragments)]
pub(crate) enum StatementSubject {
    Repository(Repository),
    Organisation(Named),
    Software(Software),
    #[cynic(fallback)]
    Other,
}

#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct Repository {
    pub(crate) url: String,
    pub(crate) title: String,
}

/// Software that is not open.
#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct Software {
    pub(crate) organisation: Option<Named>,
}
