//! Whom to ask about an organisation's code, as the organisation itself published it.

use async_graphql::Enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

/// What one can ask there.
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
#[strum(serialize_all = "snake_case")]
pub enum ContactKind {
    /// An open source programme office.
    Ospo,
    /// A person or desk that answers questions about code.
    ContactPoint,
    /// A page with the policy on open source.
    Policy,
}
named!(ContactKind);

impl ContactKind {
    /// Every kind, in the order in which pages show them.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}

/// A contact: a fact with its source and day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What one can ask there.
    pub kind: ContactKind,
    /// Its name, as in `Open source programme office`.
    #[serde(default)]
    pub name: Option<String>,
    /// E-mail address; never of a private person.
    #[serde(default)]
    pub email: Option<String>,
    /// Web page.
    #[serde(default)]
    pub url: Option<String>,
    /// Where it was published: a web address.
    pub source: String,
    /// The day on which it was seen there.
    pub seen_on: NaiveDate,
}
