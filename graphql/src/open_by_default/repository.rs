//! What open by default makes of one repository, and which ones it leaves out.

use async_graphql::{Enum, SimpleObject};
use bronwijzer_index::{Exclusion, OpenByDefault as Judged, Tally};

use super::figure::{OpenByDefaultFigureName, OpenByDefaultOutcome};
use crate::verdict::{Reason, reasons};

/// Why a repository is left out of the figures: the first that holds, in this
/// order.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Exclusion")]
pub(crate) enum LeftOutReason {
    /// Made from another repository on the same forge.
    Fork,
    /// Copies another repository, and is kept in step with it.
    Mirror,
    /// Its maintenance status is archived.
    Archived,
    /// Meant to start new repositories from.
    Template,
    /// Has no commits.
    Empty,
    /// Holds the page of an account and its defaults, and no software.
    Profile,
}

/// How many repositories are left out for one reason.
#[derive(SimpleObject)]
pub(crate) struct LeftOut {
    /// Why.
    reason: LeftOutReason,
    /// How many.
    count: u64,
    /// The value of the filter `openByDefault` that finds them.
    value: String,
}

/// What open by default makes of one repository.
#[derive(SimpleObject)]
pub(crate) struct RepositoryOpenByDefault {
    /// Why it does not count; null when it does.
    left_out: Option<LeftOutReason>,
    /// Every figure, also of what does not count.
    figures: Vec<RepositoryFigure>,
}

/// Whether one repository passes one figure, and why we say so.
#[derive(SimpleObject)]
pub(crate) struct RepositoryFigure {
    /// Which figure.
    figure: OpenByDefaultFigureName,
    /// Whether it passes.
    outcome: OpenByDefaultOutcome,
    /// The rules that held.
    reasons: Vec<Reason>,
}

impl From<&Judged> for RepositoryOpenByDefault {
    fn from(judged: &Judged) -> Self {
        Self {
            left_out: judged.left_out.map(Into::into),
            figures: judged
                .figures
                .iter()
                .map(|(figure, verdict)| RepositoryFigure {
                    figure: (*figure).into(),
                    outcome: verdict.value.into(),
                    reasons: reasons(&verdict.reasons),
                })
                .collect(),
        }
    }
}

pub(super) fn left_out(tally: &Tally) -> Vec<LeftOut> {
    tally
        .left_out
        .iter()
        .map(|(reason, count)| LeftOut {
            reason: (*reason).into(),
            count: *count,
            value: reason.value(),
        })
        .collect()
}
