//! Open by default ("open, tenzij"): six figures on each repository, and which
//! repositories are left out of them. The rules stand in
//! `docs/judgements/open-by-default.md` under the letter B.
//!
//! A figure has three outcomes. What the source did not tell is `unknown`: it
//! counts neither as passed nor as failed, and is shown beside them.

mod exclusion;
mod figures;
mod readme;
mod tally;

use async_graphql::Enum;
use bronwijzer_crawler::observation::Observation;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray, VariantNames};

use super::publiccode::Publiccode;
use super::{Assessment, Verdict};

pub use exclusion::{Exclusion, LeaveOut, LeaveOutError};
pub use tally::{Counts, Tally};

/// Whether a repository passes a figure.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[graphql(name = "OpenByDefaultOutcome")]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// It does.
    Passed,
    /// It does not.
    Failed,
    /// The source did not tell.
    Unknown,
}
bronwijzer_crawler::named!(Outcome);

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}

/// What a figure is judged by.
struct Facts<'a> {
    observation: &'a Observation,
    publiccode: Option<&'a Publiccode>,
    assessment: &'a Assessment,
    /// Whether the account that it is under is in the registry.
    registered: bool,
}

/// Declares [`Figure`] with the rule that judges each in one place.
macro_rules! figures {
    ($($(#[$doc:meta])* $figure:ident => $judge:path;)+) => {
        /// What is asked of each repository.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Enum, IntoStaticStr, VariantNames)]
        #[serde(rename_all = "snake_case")]
        #[graphql(name = "OpenByDefaultFigureName")]
        #[strum(serialize_all = "snake_case")]
        pub enum Figure {
            $($(#[$doc])* $figure,)+
        }
        bronwijzer_crawler::named!(Figure);

        impl Figure {
            /// Every figure, in the order in which pages show them.
            pub const ALL: &'static [Self] = &[$(Self::$figure),+];

            fn judge(self, facts: &Facts<'_>) -> Verdict<Outcome> {
                match self {
                    $(Self::$figure => $judge(facts),)+
                }
            }
        }
    };
}

figures! {
    /// It has an open licence.
    OpenLicence => figures::open_licence;
    /// Its publiccode.yml keeps to the standard.
    ValidPubliccode => figures::valid_publiccode;
    /// Its README explains what it is: enough prose, and a heading that says
    /// what is explained.
    ExplainingReadme => readme::explains;
    /// It tells how to report a vulnerability.
    SecurityContact => figures::security_contact;
    /// It names who is responsible for it.
    NamedOwner => figures::named_owner;
    /// Somebody keeps it up.
    Upkeep => figures::upkeep;
}

/// What open by default makes of one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenByDefault {
    /// Why it does not count; `None` when it does.
    pub left_out: Option<Exclusion>,
    /// Every figure, in the order of [`Figure::ALL`]; also of what does not
    /// count.
    pub figures: Vec<(Figure, Verdict<Outcome>)>,
}

impl OpenByDefault {
    /// What it counts under: as the facet of this name has it.
    #[must_use]
    pub fn values(&self) -> Vec<String> {
        match self.left_out {
            Some(exclusion) => vec![exclusion.value()],
            None => self
                .figures
                .iter()
                .map(|(figure, verdict)| figure.value(verdict.value))
                .collect(),
        }
    }
}

impl Figure {
    /// The value of the facet for repositories with this outcome.
    #[must_use]
    pub fn value(self, outcome: Outcome) -> String {
        format!("{}_{}", self.as_str(), outcome.as_str())
    }
}

/// Judges a repository. `registered` says whether its account is in the
/// registry, `leave_out` what does not count.
#[must_use]
pub fn judge(
    observation: &Observation,
    assessment: &Assessment,
    registered: bool,
    leave_out: &LeaveOut,
) -> OpenByDefault {
    let facts = Facts {
        observation,
        publiccode: assessment.declared.as_deref(),
        assessment,
        registered,
    };
    OpenByDefault {
        left_out: exclusion::of(observation, assessment, leave_out),
        figures: Figure::ALL
            .iter()
            .map(|figure| (*figure, figure.judge(&facts)))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
