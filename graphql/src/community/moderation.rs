//! What moderators see beside everybody.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use bronwijzer_index::community::action::Decision;
use bronwijzer_index::community::inbox;
use bronwijzer_index::community::member::{Scope, Viewer};
use bronwijzer_index::community::statement::{Subject, Visibility};
use bronwijzer_index::{Community, CommunityError, StatementFilter};
use chrono::{DateTime, Utc};

use super::list::StatementQuery;
use super::member::{self, Member};
use super::statement::{self, Statement};
use super::subject;
use crate::batch::{Batched as _, Unique};
use crate::organisation::Organisation;
use crate::reader::Reader;
use crate::relation;
use crate::repository::Repository;
use crate::viewer;

/// Entries of a list when the asker doesn't say, and the most.
const DEFAULT: usize = 20;
const MOST: usize = 100;

/// What a moderator sees.
pub(crate) struct Moderation(Arc<Viewer>);

/// `None` for who is no moderator.
///
/// # Errors
/// `NOT_ALLOWED` for an access token of a moderator that may not moderate.
pub(crate) fn of(ctx: &Context<'_>) -> Result<Option<Moderation>> {
    let Some(viewer) = viewer::acting(ctx).filter(|viewer| viewer.member.is_moderator) else {
        return Ok(None);
    };
    viewer::needs(viewer, Scope::Moderate)?;
    Ok(Some(Moderation(Arc::clone(viewer))))
}

impl Moderation {
    async fn read<T, F>(&self, ctx: &Context<'_>, read: F) -> Result<T>
    where
        F: FnOnce(&Community, &Viewer) -> Result<T, CommunityError> + Send + 'static,
        T: Send + 'static,
    {
        let viewer = Arc::clone(&self.0);
        Reader::of(ctx)?
            .consult(move |community| read(community, &viewer))
            .await
    }
}

/// What moderators have to look after, and what was done.
#[Object]
impl Moderation {
    /// What waits for a decision, the oldest first.
    #[graphql(complexity = "relation::cost(1, first, DEFAULT, child_complexity)")]
    async fn queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when absent.")] first: Option<i32>,
    ) -> Result<Vec<Statement>> {
        let first = relation::bounded(first, DEFAULT, MOST)?;
        let asked = StatementQuery {
            filter: StatementFilter {
                visibility: vec![Visibility::Held],
                ..StatementFilter::default()
            },
            viewer: Some(Arc::clone(&self.0)),
        };
        let found = Unique::new(asked).load(ctx).await?;
        Ok(found.into_iter().rev().take(first).map(Statement).collect())
    }

    /// What was reported.
    #[graphql(complexity = "relation::cost(1, None, DEFAULT, child_complexity)")]
    async fn reports(&self, ctx: &Context<'_>) -> Result<Vec<Report>> {
        let reports = self.read(ctx, Community::reports);
        Ok(reports.await?.into_iter().map(Report).collect())
    }

    /// Members with these words in their name, by name.
    #[graphql(complexity = "relation::cost(1, first, DEFAULT, child_complexity)")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words of their name; all members when absent.")] query: Option<String>,
        #[graphql(desc = "How many: 1 to 100, 20 when absent.")] first: Option<i32>,
    ) -> Result<Vec<Member>> {
        let first = relation::bounded(first, DEFAULT, MOST)?;
        let query = query.unwrap_or_default();
        let members = self.read(ctx, move |community, viewer| {
            community.members(viewer, &query, first)
        });
        Ok(members.await?.into_iter().map(Into::into).collect())
    }

    /// What accepted corrections change in the registry, as TOML: to be taken over in its
    /// file.
    async fn registry_overlay(&self, ctx: &Context<'_>) -> Result<String> {
        self.read(ctx, Community::registry_overlay).await
    }

    /// What moderators did, the last first. It can only be added to.
    #[graphql(complexity = "relation::cost(1, first, DEFAULT, child_complexity)")]
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when absent.")] first: Option<i32>,
        #[graphql(desc = "The `id` of the last entry that was read.")] after: Option<ID>,
    ) -> Result<Vec<AuditEntry>> {
        let first = relation::bounded(first, DEFAULT, MOST)?;
        let entries = self.read(ctx, move |community, viewer| {
            let after = after.as_ref().map(|id| id.as_str());
            community.audit_log(viewer, after, first)
        });
        Ok(entries.await?.into_iter().map(AuditEntry).collect())
    }
}

pub(crate) struct Report(inbox::Report);

/// That somebody finds something wrong with a statement.
#[Object]
impl Report {
    /// Identifier.
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Who; null for a former member.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        member::of(ctx, self.0.by.as_ref()).await
    }

    /// Which statement; null when that is gone.
    async fn statement(&self, ctx: &Context<'_>) -> Result<Option<Statement>> {
        statement::linked(ctx, Some(&self.0.statement)).await
    }

    /// What is wrong with it, in their words.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// What was decided on the statement after it; null while it waits.
    async fn decision(&self) -> Option<Decision> {
        self.0.decision
    }
}

pub(crate) struct AuditEntry(inbox::AuditEntry);

/// Something that a moderator did.
#[Object]
impl AuditEntry {
    /// Identifier, to read on from.
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Which moderator; null for a former member.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        member::of(ctx, Some(&self.0.by)).await
    }

    /// What was done: the name of the rule, as in `decide`; the wording is the reader's.
    async fn rule(&self) -> &'static str {
        self.0.rule.into()
    }

    /// With which statement.
    async fn statement(&self, ctx: &Context<'_>) -> Result<Option<Statement>> {
        statement::linked(ctx, self.0.statement.as_ref()).await
    }

    /// What was decided on it.
    async fn decision(&self) -> Option<Decision> {
        self.0.decision
    }

    /// With the discussion about which repository.
    async fn repository(&self, ctx: &Context<'_>) -> Result<Option<Repository>> {
        match &self.0.subject {
            Some(Subject::Repository(id)) => id.clone().load(ctx).await,
            _ => Ok(None),
        }
    }

    /// For which organisation, or with the discussion about it.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match (&self.0.organisation, &self.0.subject) {
            (Some(slug), _) | (None, Some(Subject::Organisation(slug))) => {
                subject::organisation(ctx, slug.as_str())
            }
            _ => Ok(None),
        }
    }

    /// With which member; null for a former member too.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        member::of(ctx, self.0.member.as_ref()).await
    }

    /// Whether it was granted or closed, or taken back; null for what is neither.
    async fn is_on(&self) -> Option<bool> {
        self.0.is_on
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }
}
