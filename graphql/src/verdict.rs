//! Verdicts on a repository, each with the rules that held.

use async_graphql::{Enum, SimpleObject};
use bronwijzer_index::{
    Fact, LicenceAssessment, LicenceVerdict as LicenceValue, MaintenanceStatus as StatusValue,
    Verdict,
};

/// Whether the licence allows reuse, and why we say so.
#[derive(SimpleObject)]
pub(crate) struct LicenceVerdict {
    /// The verdict.
    verdict: LicenceVerdictKind,
    /// The licence's SPDX identifier, where it is recognised.
    spdx_id: Option<String>,
    /// The rules that held.
    reasons: Vec<Reason>,
}

impl From<&LicenceAssessment> for LicenceVerdict {
    fn from(licence: &LicenceAssessment) -> Self {
        Self {
            verdict: licence.verdict.value.into(),
            spdx_id: licence.spdx_id.clone(),
            reasons: reasons(&licence.verdict.reasons),
        }
    }
}

/// What a licence allows.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "LicenceValue")]
pub(crate) enum LicenceVerdictKind {
    /// An open source licence: approved by the OSI, or a version of the EUPL.
    Open,
    /// An open licence for texts or data.
    OpenContent,
    /// A licence that is not open.
    NotOpen,
    /// No licence: nobody may reuse it.
    Missing,
    /// Two sources name different licences.
    Contradictory,
    /// There is a licence, and nobody recognised it; or nobody looked.
    Unknown,
}

/// Whether a repository is kept up, and why we say so.
#[derive(SimpleObject)]
pub(crate) struct Maintenance {
    /// The status.
    status: MaintenanceStatus,
    /// The rules that held.
    reasons: Vec<Reason>,
}

impl From<&Verdict<StatusValue>> for Maintenance {
    fn from(maintenance: &Verdict<StatusValue>) -> Self {
        Self {
            status: maintenance.value.into(),
            reasons: reasons(&maintenance.reasons),
        }
    }
}

/// Maintenance status: the first that holds, in this order.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "StatusValue")]
pub(crate) enum MaintenanceStatus {
    /// Read-only, switched off, or declared obsolete by its owner.
    Archived,
    /// Its owner looks for somebody to maintain it.
    SeekingMaintainer,
    /// People worked on it in at least 3 of the last 12 weeks, or there was a
    /// release in the last 90 days.
    Active,
    /// A commit by a person or a release in the last 365 days.
    Maintained,
    /// The last one is one to two years ago.
    Dormant,
    /// The last one is longer ago.
    Unmaintained,
    /// No fact to judge by.
    Unknown,
}

/// A rule that held, with the facts it used; the wording is the reader's.
#[derive(SimpleObject, Clone)]
pub(crate) struct Reason {
    /// The rule's identifier.
    rule: String,
    /// The facts.
    facts: Vec<ReasonFact>,
}

/// A fact that a rule used.
#[derive(SimpleObject, Clone)]
pub(crate) struct ReasonFact {
    /// Its name within the rule.
    name: String,
    /// Its value: a date as YYYY-MM-DD, a number in digits, or text.
    value: String,
}

pub(crate) fn reasons(reasons: &[bronwijzer_index::Reason]) -> Vec<Reason> {
    reasons
        .iter()
        .map(|reason| Reason {
            rule: reason.rule.to_string(),
            facts: reason_facts(&reason.facts),
        })
        .collect()
}

pub(crate) fn reason_facts(facts: &[(&'static str, Fact)]) -> Vec<ReasonFact> {
    facts
        .iter()
        .map(|(name, fact)| ReasonFact {
            name: (*name).to_string(),
            value: fact.to_string(),
        })
        .collect()
}
