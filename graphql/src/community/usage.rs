//! Who uses a repository: what its publiccode.yml says and what organisations say themselves,
//! each organisation once.

use std::sync::Arc;

use async_graphql::{Enum, SimpleObject};
use bronwijzer_index::community::kinds::{Field, StatementKind};
use bronwijzer_index::community::statement::{Behalf, Statement as IndexStatement, Subject};
use bronwijzer_index::{
    Catalogue, Entry, IndexError, RelationGroup, RelationKind, StatementFilter,
};

use super::statement::Statement;
use crate::batch::{Batched, Unique};
use crate::organisation::Organisation;
use crate::relation::MOST_RELATIONS;

/// Who uses a repository.
#[derive(Clone, Default)]
pub(crate) struct Usage {
    users: Vec<User>,
    /// How many more publiccode.yml names than are listed.
    unlisted: u64,
}

#[derive(Clone)]
struct User {
    organisation: Option<Organisation>,
    label: String,
    statement: Option<Arc<IndexStatement>>,
    is_named: bool,
}

/// Who says that an organisation uses a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum UseSource {
    /// The owner, in publiccode.yml.
    Publiccode,
    /// The organisation itself, in a statement.
    Statement,
}

/// Who uses a repository, as its owner and as the organisations say; each once.
#[derive(SimpleObject)]
pub(crate) struct RepositoryUse {
    /// How many use it, in production or as a trial.
    total: u64,
    /// Who; those that say so themselves first.
    users: Vec<RepositoryUser>,
}

/// An organisation that uses a repository.
#[derive(SimpleObject)]
pub(crate) struct RepositoryUser {
    /// The organisation; null for one that is not in the registry.
    organisation: Option<Organisation>,
    /// What to call it.
    label: String,
    /// Who says so.
    sources: Vec<UseSource>,
    /// Its own statement; null where it made none.
    statement: Option<Statement>,
}

impl From<Usage> for RepositoryUse {
    fn from(usage: Usage) -> Self {
        let users: Vec<RepositoryUser> = usage.users.into_iter().map(Into::into).collect();
        Self {
            total: users.len() as u64 + usage.unlisted,
            users,
        }
    }
}

impl From<User> for RepositoryUser {
    fn from(user: User) -> Self {
        let own = user.statement.is_some().then_some(UseSource::Statement);
        let named = user.is_named.then_some(UseSource::Publiccode);
        Self {
            organisation: user.organisation,
            label: user.label,
            sources: own.into_iter().chain(named).collect(),
            statement: user.statement.map(Into::into),
        }
    }
}

/// Who uses the repository of an entry. Its owner is no user of it, and an organisation that says
/// that it stopped is left out, whoever else names it.
pub(crate) struct UsageOf(pub(crate) Arc<Entry>);

impl Batched for Unique<UsageOf> {
    type Found = Usage;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        let entry = &self.0.0;
        let filter = StatementFilter {
            kinds: vec![StatementKind::Use],
            subject: Some(Subject::Repository(entry.observation.id.clone())),
            ..StatementFilter::default()
        };
        let mut statements = catalogue.community().statements(&filter, None);
        statements.retain(|statement| statement.holds());
        let mut users: Vec<User> = Vec::new();
        let owner = entry.organisation.as_ref();
        let mut left_out: Vec<_> = owner.map(|owner| owner.slug.clone()).into_iter().collect();
        for statement in statements {
            let Behalf::Organisation(slug) = &statement.behalf else {
                continue;
            };
            let known = catalogue.organisation(slug.as_str());
            if statement.value(Field::Stage) == Some("stopped") {
                left_out.push(slug.clone());
            }
            if left_out.contains(slug) {
                continue;
            }
            users.push(User {
                label: known.map_or_else(|| slug.to_string(), |known| known.name.clone()),
                organisation: known.cloned().map(Into::into),
                statement: Some(statement),
                is_named: false,
            });
        }
        let named = catalogue.relations(entry, &[RelationKind::UsedBy], MOST_RELATIONS)?;
        let beyond =
            |group: &RelationGroup| group.total.saturating_sub(group.relations.len() as u64);
        let unlisted = named.iter().map(beyond).sum();
        for relation in named.into_iter().flat_map(|group| group.relations) {
            let slug = relation
                .organisation
                .as_ref()
                .map(|known| known.slug.clone());
            if slug.as_ref().is_some_and(|slug| left_out.contains(slug)) {
                continue;
            }
            let is_same = |user: &&mut User| match (&user.organisation, &slug) {
                (Some(user), Some(slug)) => user.slug_is(slug),
                _ => user.label == relation.label,
            };
            match users.iter_mut().find(is_same) {
                Some(user) => user.is_named = true,
                None => users.push(User {
                    organisation: relation.organisation.map(Into::into),
                    label: relation.label,
                    statement: None,
                    is_named: true,
                }),
            }
        }
        Ok(Usage { users, unlisted })
    }
}
