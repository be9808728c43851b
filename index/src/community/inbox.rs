//! What reaches members and moderators: messages, reports, and the log of what moderators did.

use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::action::{Decision, Rule};
use super::member::{MemberId, Scope};
use super::statement::{StatementId, Subject};

/// A message to a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identifier, which sorts by time.
    pub id: String,
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// What happened: `contact` when somebody wrote; else the name of what was done with the
    /// statement, as in `claim` or `removed`.
    pub what: String,
    /// Who did it; `None` for what followed from time or facts, for moderators, and after
    /// they left.
    pub from: Option<MemberId>,
    /// The statement that it is about.
    pub statement: Option<StatementId>,
    /// What they wrote, plain.
    pub text: String,
}

/// A report of a statement to the moderators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its identifier, which sorts by time.
    pub id: String,
    /// The statement.
    pub statement: StatementId,
    /// Who reported it; `None` after they left.
    pub by: Option<MemberId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What is wrong with it, in their words.
    pub text: String,
    /// What was decided on the statement after it; `None` while it waits.
    pub decision: Option<Decision>,
}

/// Something that a moderator did. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its identifier, which sorts by time.
    pub id: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Which moderator.
    pub by: MemberId,
    /// What was done.
    pub rule: Rule,
    /// With which statement.
    #[serde(default)]
    pub statement: Option<StatementId>,
    /// What was decided on it.
    #[serde(default)]
    pub decision: Option<Decision>,
    /// With the discussion about what.
    #[serde(default)]
    pub subject: Option<Subject>,
    /// With which member.
    #[serde(default)]
    pub member: Option<MemberId>,
    /// For which organisation.
    #[serde(default)]
    pub organisation: Option<Slug>,
    /// Whether it was granted or closed, or taken back.
    #[serde(default)]
    pub is_on: Option<bool>,
    /// Why.
    pub reason: String,
}

/// A discussion that a moderator closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDiscussion {
    /// About what.
    pub subject: Subject,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// An access token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Its identifier.
    pub id: String,
    /// Whose it is.
    pub member: MemberId,
    /// What it is for, in their words.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A session, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose it is.
    pub member: MemberId,
    /// When they signed in.
    pub began_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// An invitation that nobody has accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Invitation {
    /// Who is invited.
    pub(crate) name: String,
    /// When it ends.
    pub(crate) expires_at: DateTime<Utc>,
}
