//! Which repositories are left out: those that an organisation has no new code
//! of its own in, or does not work on.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use async_graphql::Enum;
use bronwijzer_crawler::observation::Observation;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray, VariantNames};

use crate::assess::{Assessment, MaintenanceStatus};

/// Why a repository is left out of the figures: the first that holds, in this
/// order.
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
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[graphql(name = "LeftOutReason")]
#[strum(serialize_all = "snake_case")]
pub enum Exclusion {
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
bronwijzer_crawler::named!(Exclusion);

/// Names by which forges know the repository of an account's own page and its
/// defaults: GitHub, GitLab and Forgejo, in this order.
const PROFILE_NAMES: &[&str] = &[
    ".github",
    ".github-private",
    "gitlab-profile",
    ".gitlab",
    ".profile",
    ".profile-private",
];

/// What the facet's values of what is left out begin with.
const PREFIX: &str = "left_out_";

impl Exclusion {
    /// Every exclusion, in the order of the rules.
    pub const ALL: &'static [Self] = <Self as VariantArray>::VARIANTS;

    /// The value of the facet for repositories that are left out for this.
    #[must_use]
    pub fn value(self) -> String {
        format!("{PREFIX}{}", self.as_str())
    }

    /// Whether a repository is of this kind. What the forge did not tell does
    /// not leave it out.
    fn holds(self, observation: &Observation, assessment: &Assessment) -> bool {
        let flags = &observation.flags;
        match self {
            Self::Fork => flags.fork == Some(true),
            Self::Mirror => flags.mirror == Some(true) || observation.mirror_url.is_some(),
            Self::Archived => assessment.maintenance.value == MaintenanceStatus::Archived,
            Self::Template => flags.template == Some(true),
            Self::Empty => flags.empty == Some(true),
            Self::Profile => is_profile(observation),
        }
    }
}

/// A user's own page on GitHub is in the repository that has the user's name.
/// An organisation may have software under its own name, so that name alone
/// does not do: there must be no code in it.
fn is_profile(observation: &Observation) -> bool {
    let url = &observation.url;
    let name = url.name().to_lowercase();
    let owner = url.owner().rsplit('/').next().unwrap_or_default();
    let has_no_code = observation.languages.as_ref().is_some_and(Vec::is_empty);
    PROFILE_NAMES.contains(&name.as_str()) || (name == owner.to_lowercase() && has_no_code)
}

/// Why a repository is left out, by what is to be left out.
pub(super) fn of(
    observation: &Observation,
    assessment: &Assessment,
    leave_out: &LeaveOut,
) -> Option<Exclusion> {
    let mut chosen = leave_out.iter();
    chosen.find(|exclusion| exclusion.holds(observation, assessment))
}

/// What is left out; as text with commas between, or `none`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LeaveOut(BTreeSet<Exclusion>);

/// A text is no list of what to leave out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` can't be left out; use some of {all} with commas between, or none",
    all = LeaveOut::default()
)]
pub struct LeaveOutError(String);

/// The text for leaving out nothing.
const NOTHING: &str = "none";

impl LeaveOut {
    /// What is left out, in the order of the rules.
    pub fn iter(&self) -> impl Iterator<Item = Exclusion> + '_ {
        self.0.iter().copied()
    }
}

impl Default for LeaveOut {
    /// Everything that can be.
    fn default() -> Self {
        Self(Exclusion::ALL.iter().copied().collect())
    }
}

impl FromStr for LeaveOut {
    type Err = LeaveOutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim() == NOTHING {
            return Ok(Self(BTreeSet::new()));
        }
        let known = |name: &str| {
            let mut all = Exclusion::ALL.iter().copied();
            all.find(|exclusion| exclusion.as_str() == name.trim())
                .ok_or_else(|| LeaveOutError(name.trim().to_owned()))
        };
        text.split(',')
            .map(known)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl fmt::Display for LeaveOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(NOTHING);
        }
        let names: Vec<_> = self.iter().map(Exclusion::as_str).collect();
        f.write_str(&names.join(","))
    }
}
