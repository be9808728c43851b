//! The table of what can be said, as the schema tells it.

use crate::enums::{Field, FieldForm, Role, StatementKind, SubjectKind};
use crate::schema;
use crate::site::{Problem, Site};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    statement_kinds: Vec<StatementKindInfo>,
}

/// A kind of statement.
#[derive(Clone, cynic::QueryFragment)]
pub(crate) struct StatementKindInfo {
    pub(crate) kind: StatementKind,
    pub(crate) subjects: Vec<SubjectKind>,
    pub(crate) fields: Vec<StatementFieldInfo>,
    pub(crate) needs_text: bool,
    pub(crate) longest_text: u64,
    pub(crate) made_by: Vec<Role>,
    pub(crate) on_behalf: bool,
    pub(crate) moderated: bool,
    pub(crate) valid_days: Option<u64>,
}

/// A field of a kind of statement.
#[derive(Clone, cynic::QueryFragment)]
pub(crate) struct StatementFieldInfo {
    pub(crate) name: Field,
    pub(crate) form: FieldForm,
    pub(crate) values: Vec<String>,
    pub(crate) longest: Option<u64>,
    pub(crate) greatest: Option<u64>,
    pub(crate) required: bool,
    pub(crate) of_answer: bool,
}

impl StatementKindInfo {
    /// The kind of this name, as in `release_request` or `release-request`.
    pub(crate) async fn find(site: &Site, name: &str) -> Result<Self, Problem> {
        let name = name.to_lowercase().replace('_', "-");
        let answer: Answer = site.api.query(()).await?;
        let mut kinds = answer.statement_kinds.into_iter();
        kinds
            .find(|info| info.kind.key() == name)
            .ok_or(Problem::NoPage)
    }

    /// Whether it can be about this kind of subject, by its key.
    pub(crate) fn is_about(&self, subject: &str) -> bool {
        self.subjects.iter().any(|one| one.key() == subject)
    }

    /// Whether only who speaks for the owner says it.
    pub(crate) fn is_of_owners(&self) -> bool {
        let mut roles = self.made_by.iter();
        roles.all(|role| role.key() == "owners-representative")
    }

    /// Whether only a supplier says it.
    pub(crate) fn is_of_suppliers(&self) -> bool {
        self.made_by.iter().all(|role| role.key() == "supplier")
    }
}
