//! What open by default makes of one repository, and which ones it leaves out.

use async_graphql::SimpleObject;
use bronwijzer_index::{Exclusion, Figure, OpenByDefault as Judged, Outcome, Tally};

use crate::verdict::{Reason, reasons};

/// How many repositories are left out for one reason.
#[derive(SimpleObject)]
pub(crate) struct LeftOut {
    /// Why.
    reason: Exclusion,
    /// How many.
    count: u64,
    /// The value of the filter `openByDefault` that finds them.
    value: String,
}

/// What open by default makes of one repository.
#[derive(SimpleObject)]
pub(crate) struct RepositoryOpenByDefault {
    /// Why it does not count; null when it does.
    left_out: Option<Exclusion>,
    /// Every figure, also of what does not count.
    figures: Vec<RepositoryFigure>,
}

/// Whether one repository passes one figure, and why we say so.
#[derive(SimpleObject)]
pub(crate) struct RepositoryFigure {
    /// Which figure.
    figure: Figure,
    /// Whether it passes.
    outcome: Outcome,
    /// The rules that held.
    reasons: Vec<Reason>,
}

impl From<&Judged> for RepositoryOpenByDefault {
    fn from(judged: &Judged) -> Self {
        Self {
            left_out: judged.left_out,
            figures: judged
                .figures
                .iter()
                .map(|(figure, verdict)| RepositoryFigure {
                    figure: *figure,
                    outcome: verdict.value,
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
            reason: *reason,
            count: *count,
            value: reason.value(),
        })
        .collect()
}
