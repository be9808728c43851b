//! Licence verdict: may somebody else reuse this?
//!
//! Up to six sources name a licence: what the forge recognised, the text of the
//! licence file, the names of licence files, publiccode.yml, and by REUSE the
//! annotation of all files and the folder LICENSES. Where two of them have no licence in common, that is a
//! verdict of its own.

mod candidates;
mod detect;
mod difference;
mod eupl;
pub(in crate::assess) mod expression;
mod reuse;
mod sources;
mod surroundings;
mod terms;
mod words;

use async_graphql::Enum;
use bronwijzer_crawler::observation::{ForgeLicence, Observation};
use serde::{Deserialize, Serialize};
use spdx::Expression;
use strum::{IntoStaticStr, VariantNames};

use self::sources::Sources;
use super::publiccode::Publiccode;
use super::{Fact, Reason, Verdict};

/// What a licence allows.
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
    VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[graphql(name = "LicenceVerdictKind")]
#[strum(serialize_all = "snake_case")]
pub enum LicenceVerdict {
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
bronwijzer_crawler::named!(LicenceVerdict);

/// The licence and what it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenceAssessment {
    /// SPDX identifier or expression, where one is known.
    pub spdx_id: Option<String>,
    /// What it allows, and why we say so.
    pub verdict: Verdict<LicenceVerdict>,
}

/// Judges the licence from all that names one.
pub(super) fn judge(
    observation: &Observation,
    publiccode: Option<&Publiccode>,
) -> LicenceAssessment {
    let sources = Sources::of(observation, publiccode);
    if sources.are_limited() {
        let mut reasons = vec![Reason::new("licence_with_other_terms", [])];
        reasons.extend(sources.reasons());
        return LicenceAssessment {
            spdx_id: None,
            verdict: Verdict {
                value: LicenceVerdict::Unknown,
                reasons,
            },
        };
    }
    if sources.contradict() {
        let mut reasons = vec![Reason::new("licences_differ", [])];
        reasons.extend(sources.reasons());
        return LicenceAssessment {
            spdx_id: sources.first(),
            verdict: Verdict {
                value: LicenceVerdict::Contradictory,
                reasons,
            },
        };
    }
    if let Some(licence) = sources.one() {
        return allowed(&licence, &sources);
    }
    let several = sources.all();
    if several.is_empty() {
        return without_identifier(observation, &sources);
    }
    let value = expression::verdict_of_all(&several);
    let names: Vec<String> = several.into_iter().collect();
    let rule = match value {
        LicenceVerdict::Unknown => "several_licences_unclear",
        _ => "several_licences",
    };
    let mut reasons = vec![Reason::new(
        rule,
        [("licences", Fact::Text(names.join(", ")))],
    )];
    reasons.extend(sources.reasons());
    LicenceAssessment {
        spdx_id: None,
        verdict: Verdict { value, reasons },
    }
}

fn allowed(licence: &Expression, sources: &Sources) -> LicenceAssessment {
    let value = expression::verdict_of(licence);
    let rule = match value {
        LicenceVerdict::Open => "open_licence",
        LicenceVerdict::OpenContent => "open_content_licence",
        LicenceVerdict::Unknown => "licence_not_in_spdx",
        _ => "not_an_open_licence",
    };
    let mut reasons = vec![Reason::new(
        rule,
        [("licence", Fact::Text(licence.to_string()))],
    )];
    reasons.extend(sources.reasons());
    LicenceAssessment {
        spdx_id: Some(licence.to_string()),
        verdict: Verdict { value, reasons },
    }
}

fn without_identifier(observation: &Observation, sources: &Sources) -> LicenceAssessment {
    // Who listed all files has looked for a licence; who did not see all of
    // them can't say that there is none.
    let is_seen_whole = observation.lists_all_files();
    let is_seen_in_part = observation.files.is_some() && !is_seen_whole;
    let (value, reason) = match &observation.licence {
        None if is_seen_whole && !sources.has_file() => {
            (LicenceVerdict::Missing, Reason::new("no_licence_found", []))
        }
        Some(ForgeLicence::Missing) if !sources.has_file() && !is_seen_in_part => {
            (LicenceVerdict::Missing, Reason::new("no_licence_found", []))
        }
        Some(ForgeLicence::Missing) if !sources.has_file() => (
            LicenceVerdict::Unknown,
            Reason::new("licence_not_looked_for", []),
        ),
        Some(ForgeLicence::Spdx { id }) => (
            LicenceVerdict::Unknown,
            Reason::new("licence_not_in_spdx", [("licence", Fact::Text(id.clone()))]),
        ),
        Some(ForgeLicence::Unrecognised | ForgeLicence::Missing) => (
            LicenceVerdict::Unknown,
            Reason::new("licence_not_recognised", []),
        ),
        None if sources.has_file() => (
            LicenceVerdict::Unknown,
            Reason::new("licence_not_recognised", []),
        ),
        None => (
            LicenceVerdict::Unknown,
            Reason::new("licence_not_looked_for", []),
        ),
    };
    let mut reasons = vec![reason];
    reasons.extend(sources.reasons());
    LicenceAssessment {
        spdx_id: None,
        verdict: Verdict { value, reasons },
    }
}

#[cfg(test)]
mod tests;
