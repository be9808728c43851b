//! What a repository publishes, and whether it is at risk.

use async_graphql::{Context, Enum, Object, Result};
use bronwijzer_index::{RepositoryKind as KindValue, RiskVerdict as RiskValue};

use crate::repository::Repository;
use crate::verdict::{Reason, reasons};

pub(crate) struct Kind(pub(crate) Repository);

/// What a repository publishes, and why we say so.
#[Object(serial, name = "KindVerdict")]
impl Kind {
    /// What it publishes.
    async fn kind(&self) -> RepositoryKind {
        self.0.card().kind.into()
    }

    /// The rules that held.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<Reason>> {
        let entry = self.0.entry(ctx).await?;
        Ok(reasons(&entry.assessment.kind.reasons))
    }
}

/// What a repository publishes.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "KindValue")]
pub(crate) enum RepositoryKind {
    /// Programs, and what belongs to them.
    Software,
    /// A standard, specification or information model.
    Standard,
    /// Data sets or code lists.
    Data,
    /// Texts, designs and other files for people.
    Documentation,
    /// The source does not tell which languages there are.
    Unknown,
}

pub(crate) struct Risk(pub(crate) Repository);

/// Whether a repository is at risk, and why we say so.
#[Object(serial)]
impl Risk {
    /// The verdict.
    async fn verdict(&self) -> RiskVerdict {
        self.0.card().risk.into()
    }

    /// The rules that held; several may flag it.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<Reason>> {
        let entry = self.0.entry(ctx).await?;
        Ok(reasons(&entry.assessment.risk.reasons))
    }
}

/// Whether a repository is at risk.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "RiskValue")]
pub(crate) enum RiskVerdict {
    /// One person made 80% or more of the last year's human commits, or commits
    /// fell by 75% or more against the year before while others use it.
    AtRisk,
    /// Neither, as far as there is enough to judge by.
    NotAtRisk,
    /// Archived, or something that the rules need is not known.
    Unknown,
}
