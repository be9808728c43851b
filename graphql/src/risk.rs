//! What a repository publishes, and whether it is at risk.

use async_graphql::{Enum, SimpleObject};
use bronwijzer_index::{RepositoryKind as KindValue, RiskVerdict as RiskValue, Verdict};

use crate::verdict::{Reason, reasons};

/// What a repository publishes, and why we say so.
#[derive(SimpleObject)]
#[graphql(name = "KindVerdict")]
pub(crate) struct Kind {
    /// What it publishes.
    kind: RepositoryKind,
    /// The rules that held.
    reasons: Vec<Reason>,
}

impl From<&Verdict<KindValue>> for Kind {
    fn from(kind: &Verdict<KindValue>) -> Self {
        Self {
            kind: kind.value.into(),
            reasons: reasons(&kind.reasons),
        }
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

/// Whether a repository is at risk, and why we say so.
#[derive(SimpleObject)]
pub(crate) struct Risk {
    /// The verdict.
    verdict: RiskVerdict,
    /// The rules that held; several may flag it.
    reasons: Vec<Reason>,
}

impl From<&Verdict<RiskValue>> for Risk {
    fn from(risk: &Verdict<RiskValue>) -> Self {
        Self {
            verdict: risk.value.into(),
            reasons: reasons(&risk.reasons),
        }
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
