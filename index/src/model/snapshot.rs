//! Snapshots: the figures of open by default on one day, and the states of organisations.
//! The facts of that day are gone the day after, so a snapshot can't be made again and is
//! kept for ever.

use std::fmt;
use std::str::FromStr;

use bronwijzer_crawler::organisation::{OrganisationType, Province, Slug};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::organisation_state::{OrganisationStates, StateCounts};
use crate::assess::open_by_default::{LeaveOut, Tally};

/// Whose figures: written `all`, `each`, `type:ministry`, `province:utrecht`,
/// `province:utrecht:municipality` or `organisation:gemeente-utrecht`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Scope {
    /// Of everything in the catalogue.
    All,
    /// Of everything, with the state of each organisation.
    Each,
    /// Of all organisations of one type together.
    Type(OrganisationType),
    /// Of all organisations that lie in one province.
    Province(Province),
    /// Of those of one type in one province.
    TypeInProvince(OrganisationType, Province),
    /// Of one organisation.
    Organisation(Slug),
}

/// A text is no scope of figures.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a scope; write it as all, each, type:TYPE, province:PROVINCE, province:PROVINCE:TYPE or organisation:SLUG"
)]
pub struct ScopeError(String);

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Each => f.write_str("each"),
            Self::Type(kind) => write!(f, "type:{}", kind.as_str()),
            Self::Province(province) => write!(f, "province:{}", province.as_str()),
            Self::TypeInProvince(kind, province) => {
                write!(f, "province:{}:{}", province.as_str(), kind.as_str())
            }
            Self::Organisation(slug) => write!(f, "organisation:{slug}"),
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let province = |name: &str| {
            let mut all = Province::ALL.iter().copied();
            all.find(|province| province.as_str() == name)
        };
        let scope = match text.split_once(':') {
            None if text == "all" => Some(Self::All),
            None if text == "each" => Some(Self::Each),
            Some(("type", name)) => OrganisationType::from_name(name).map(Self::Type),
            Some(("province", name)) => match name.split_once(':') {
                None => province(name).map(Self::Province),
                Some((name, kind)) => OrganisationType::from_name(kind)
                    .zip(province(name))
                    .map(|(kind, province)| Self::TypeInProvince(kind, province)),
            },
            Some(("organisation", slug)) => slug.parse().ok().map(Self::Organisation),
            _ => None,
        };
        scope.ok_or_else(|| ScopeError(text.to_owned()))
    }
}

impl TryFrom<String> for Scope {
    type Error = ScopeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

/// The figures on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The day, in UTC.
    pub day: NaiveDate,
    /// Whose figures.
    pub scope: Scope,
    /// The moment of the day that it was taken at, the last one when it was
    /// taken several times.
    pub taken_at: DateTime<Utc>,
    /// The version of the rules that held.
    pub rules: u32,
    /// What was left out.
    pub leave_out: LeaveOut,
    /// The figures.
    pub tally: Tally,
    /// How many organisations of the scope were in which state; `None` for one
    /// organisation, and on a day before states were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub states: Option<StateCounts>,
    /// The state of each organisation, for [`Scope::Each`] alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<OrganisationStates>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_round_trips_and_anything_else_is_refused() {
        for text in [
            "all",
            "each",
            "type:water_board",
            "province:noord_holland",
            "province:utrecht:municipality",
            "organisation:gemeente-utrecht",
        ] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "al",
            "type:king",
            "province:holland",
            "province:utrecht:king",
            "organisation:",
            "organisation:A b",
        ] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }
}
