//! What a repository publishes, and whether it is at risk.

use async_graphql::{Context, Object, Result};
use bronwijzer_index::{RepositoryKind, RiskVerdict};

use crate::repository::Repository;
use crate::verdict::{Reason, reasons};

pub(crate) struct Kind(pub(crate) Repository);

/// What a repository publishes, and why we say so.
#[Object(serial, name = "KindVerdict")]
impl Kind {
    /// What it publishes.
    async fn kind(&self) -> RepositoryKind {
        self.0.card().kind
    }

    /// The rules that held.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<Reason>> {
        let entry = self.0.entry(ctx).await?;
        Ok(reasons(&entry.assessment.kind.reasons))
    }
}

pub(crate) struct Risk(pub(crate) Repository);

/// Whether a repository is at risk, and why we say so.
#[Object(serial)]
impl Risk {
    /// The verdict.
    async fn verdict(&self) -> RiskVerdict {
        self.0.card().risk
    }

    /// The rules that held; several may flag it.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<Reason>> {
        let entry = self.0.entry(ctx).await?;
        Ok(reasons(&entry.assessment.risk.reasons))
    }
}
