//! Members: who signed in, what they may, and how they come back.

use std::collections::BTreeSet;
use std::fmt;

use async_graphql::Enum;
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::secrets::Secret;

/// Identifies a member: a random UUID, which tells nothing of who they are elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemberId(pub String);

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who somebody is with a provider. Never shown and never exported to others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identity {
    /// The provider's id in the configuration; `invite` for who came by an invitation.
    pub provider: String,
    /// The provider's own name for them, which it never gives to another.
    pub subject: String,
}

/// What a provider says of somebody who signs in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Who they are.
    pub identity: Identity,
    /// A name to begin with.
    pub suggested_name: Option<String>,
    /// Their address for e-mail, if the provider verified it.
    pub verified_email: Option<String>,
    /// Organisations that the provider shows them to be of, by the registry's rules.
    pub represents: BTreeSet<Slug>,
    /// What the configuration names them by as a moderator; `None` for who is none.
    pub moderator_as: Option<String>,
}

/// How often somebody gets mail about what they follow.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DigestFrequency {
    /// No mail.
    #[default]
    Never,
    /// One each day on which there is news.
    Daily,
    /// One each week in which there is news.
    Weekly,
}

/// The language of mail.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MailLanguage {
    /// Dutch.
    #[default]
    Dutch,
    /// English.
    English,
}

/// A company or foundation that is no government and offers its services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplier {
    /// Its name.
    pub name: String,
    /// Its website.
    pub website: String,
}

/// Why somebody speaks for an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RepresentsBy {
    /// A moderator says so.
    Moderator,
    /// Their provider does, by a verified address or a membership that the registry lists. It
    /// is checked again at each sign-in.
    Provider,
}

/// An organisation that a member speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representation {
    /// Which.
    pub organisation: Slug,
    /// Why.
    pub by: RepresentsBy,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Somebody who signed in at least once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their identifier.
    pub id: MemberId,
    /// The name that they chose, which others see.
    pub name: String,
    /// Who they are with their provider.
    pub identity: Identity,
    /// For alerts alone: one that a provider verified, or that they confirmed.
    pub email: Option<String>,
    /// An address that they gave and did not confirm yet. It gets one mail, which asks.
    #[serde(default)]
    pub unconfirmed: Option<UnconfirmedEmail>,
    /// How often they get mail.
    #[serde(default)]
    pub digest: DigestFrequency,
    /// In which language.
    #[serde(default)]
    pub language: MailLanguage,
    /// The organisations that they speak for.
    #[serde(default)]
    pub represents: Vec<Representation>,
    /// The supplier that they are.
    #[serde(default)]
    pub supplier: Option<Supplier>,
    /// Whether the configuration names them as a moderator.
    #[serde(default)]
    pub is_moderator: bool,
    /// What it names them by.
    #[serde(default)]
    pub moderator_as: Option<String>,
    /// When they signed in first.
    pub joined_at: DateTime<Utc>,
    /// How many of their statements a moderator let through: the first ones wait.
    #[serde(default)]
    pub accepted: u32,
    /// Sessions that began before are void: set by "sign out everywhere".
    #[serde(default)]
    pub sessions_since: Option<DateTime<Utc>>,
    /// When they had another address made for their feed.
    #[serde(default)]
    pub feed_since: Option<DateTime<Utc>>,
}

/// An address for mail that nobody confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnconfirmedEmail {
    /// The address.
    pub address: String,
    /// When it was given.
    pub since: DateTime<Utc>,
    /// Whether the mail that asks was handed over.
    #[serde(default)]
    pub is_asked: bool,
}

/// What everybody may see of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicMember {
    /// Their identifier.
    pub id: MemberId,
    /// The name that they chose.
    pub name: String,
    /// The organisations that they speak for.
    #[serde(default)]
    pub represents: Vec<Slug>,
    /// The supplier that they are.
    #[serde(default)]
    pub supplier: Option<Supplier>,
}

impl Member {
    /// What everybody may see of them.
    #[must_use]
    pub fn public(&self) -> PublicMember {
        let represents = self.represents.iter();
        PublicMember {
            id: self.id.clone(),
            name: self.name.clone(),
            represents: represents.map(|one| one.organisation.clone()).collect(),
            supplier: self.supplier.clone(),
        }
    }
}

/// What a member can be to what they act on. One of [`Viewer::roles`] has to be in the row of
/// the table of permissions.
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
pub enum Role {
    /// Signed in.
    Member,
    /// Made the statement.
    Author,
    /// Took the statement up.
    Claimant,
    /// Speaks for the organisation that the subject belongs to.
    OwnersRepresentative,
    /// Speaks for the organisation on whose behalf it is done.
    Representative,
    /// Is a supplier.
    Supplier,
    /// Looks after what people say here.
    Moderator,
}

/// What a program may do with an access token.
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
pub enum Scope {
    /// Read what is the member's own.
    Read,
    /// Make statements and change them.
    Write,
    /// Decide as a moderator.
    Moderate,
    /// Hand in what programs found in repositories, for an organisation that the member speaks
    /// for. It is for a program that does nothing else.
    Scans,
}

/// Who asks, for the length of one request.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The member as of now.
    pub member: Member,
    /// What they may do: everything in a session of their own, less by an access token.
    pub scopes: BTreeSet<Scope>,
    /// The secret that forms of this session carry; `None` by an access token.
    pub csrf_token: Option<Secret>,
}

impl Viewer {
    /// Whether they speak for an organisation.
    #[must_use]
    pub fn represents(&self, organisation: &Slug) -> bool {
        let mut represents = self.member.represents.iter();
        represents.any(|one| one.organisation == *organisation)
    }

    /// Whether what they say waits for a moderator, as they are new.
    #[must_use]
    pub fn is_new(&self) -> bool {
        super::limits::is_new(&self.member)
    }
}
