//! A statement: what somebody says about a repository, an organisation or software that is
//! not open, with its state and what happened to it.

use std::collections::BTreeMap;
use std::fmt;

use async_graphql::Enum;
use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::kinds::{Field, StatementKind, SubjectKind};
use super::member::MemberId;

/// The longest text of a statement, in characters.
pub const LONGEST_TEXT: usize = 2_000;

/// Identifies a statement: UUID version 7, so that they sort by when they were made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatementId(pub String);

impl fmt::Display for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A repository of the catalogue, by the forge's own id: a rename changes nothing.
    Repository(RepositoryId),
    /// An organisation of the registry.
    Organisation(Slug),
    /// Software that is not open: the statement itself says which.
    Software,
    /// Nothing in particular, as an offer in general.
    General,
}

impl Subject {
    /// What kind of subject it is.
    #[must_use]
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::Repository(_) => SubjectKind::Repository,
            Self::Organisation(_) => SubjectKind::Organisation,
            Self::Software => SubjectKind::Software,
            Self::General => SubjectKind::General,
        }
    }
}

/// On whose behalf a statement is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behalf {
    /// The author speaks for nobody else.
    Own,
    /// A government organisation that the author represents.
    Organisation(Slug),
    /// The supplier that the author is.
    Supplier {
        /// Its name.
        name: String,
        /// Its website.
        website: String,
    },
}

/// Whether others see a statement.
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
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Visibility {
    /// It waits for a moderator: only its author and moderators see it.
    Held,
    /// Everybody sees it.
    Public,
    /// A moderator removed it, or refused it: its author sees that, with the reason.
    Removed,
}

/// How far a statement is.
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
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum StatementState {
    /// It holds, and nobody took it up yet.
    Open,
    /// Somebody took it up.
    Claimed,
    /// Whom it asks gave an answer.
    Answered,
    /// It is over; its history tells why.
    Closed,
}

/// Who took up what is asked, and when they last told how it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub by: MemberId,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When they last gave news.
    pub news_at: DateTime<Utc>,
}

/// What happened to a statement.
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
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum StatementEventKind {
    /// It was made.
    Made,
    /// Its text or fields were changed.
    Changed,
    /// Its author said that it still holds.
    Renewed,
    /// Somebody took it up.
    Claimed,
    /// Who took it up gave news.
    News,
    /// Nobody works on it any more.
    Reopened,
    /// Whom it asks gave an answer.
    Answered,
    /// A moderator accepted it.
    Accepted,
    /// A moderator refused or removed it.
    Removed,
    /// A moderator took a decision back.
    Restored,
    /// It is over.
    Closed,
}

/// Something that happened to a statement. Events are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: StatementEventKind,
    /// Who did it; `None` for what followed from time or facts, and after they left.
    pub by: Option<MemberId>,
    /// The rule by which it happened by itself, as in `expired` or `archived`; words are the
    /// reader's.
    pub rule: Option<String>,
    /// What they said of it.
    pub text: Option<String>,
    /// Of a moderator's decision: who saw it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Visibility>,
    /// Whether a moderator took out what they said of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_text_removed: bool,
}

/// What somebody says. See the [table of kinds](super::kinds::KINDS) for what each kind has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its identifier.
    pub id: StatementId,
    /// What kind it is.
    pub kind: StatementKind,
    /// What it is about.
    pub subject: Subject,
    /// The statement that it answers, of a reply in a discussion.
    #[serde(default)]
    pub reply_to: Option<StatementId>,
    /// Who made it; `None` once they deleted their account.
    pub author: Option<MemberId>,
    /// On whose behalf.
    pub behalf: Behalf,
    /// Plain text, at most [`LONGEST_TEXT`] characters.
    pub text: String,
    /// The fields of its kind that are filled in, each with its values.
    #[serde(default)]
    pub fields: BTreeMap<Field, Vec<String>>,
    /// When it was made.
    pub since: DateTime<Utc>,
    /// When it ends by itself unless it is renewed.
    pub until: Option<DateTime<Utc>>,
    /// Whether others see it.
    pub visibility: Visibility,
    /// How far it is.
    pub state: StatementState,
    /// Who took it up.
    #[serde(default)]
    pub claim: Option<Claim>,
    /// Who supports it, once each.
    #[serde(default)]
    pub supporters: Vec<MemberId>,
    /// Whether it ships with the program to show what one looks like.
    #[serde(default)]
    pub is_example: bool,
    /// What happened to it, the oldest first.
    pub history: Vec<StatementEvent>,
    /// The number of its last write in the sequence of all writes of statements.
    #[serde(default)]
    pub number: u64,
    /// When that was; `None` for what an older build wrote, and what came with a file.
    #[serde(default)]
    pub written_at: Option<DateTime<Utc>>,
    /// The number of the write since which everybody sees it. `None` for what an older build
    /// wrote, and what came with a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_number: Option<u64>,
}

impl Statement {
    /// The values of a field.
    #[must_use]
    pub fn values(&self, field: Field) -> &[String] {
        self.fields.get(&field).map_or(&[], Vec::as_slice)
    }

    /// The first value of a field.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&str> {
        self.values(field).first().map(String::as_str)
    }

    /// Whether everybody sees it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Public
    }

    /// The members who made it or had a part in it, some of them more than once.
    pub fn people(&self) -> impl Iterator<Item = &MemberId> {
        let in_history = self.history.iter().filter_map(|event| event.by.as_ref());
        let claimant = self.claim.iter().map(|claim| &claim.by);
        let others = self.author.iter().chain(&self.supporters);
        others.chain(claimant).chain(in_history)
    }

    /// What is left of it for those who followed it once nobody may see it: that it is gone.
    #[must_use]
    pub fn tombstone(&self) -> Self {
        Self {
            id: self.id.clone(),
            kind: self.kind,
            subject: self.subject.clone(),
            reply_to: None,
            author: None,
            behalf: Behalf::Own,
            text: String::new(),
            fields: BTreeMap::new(),
            since: self.since,
            until: None,
            visibility: Visibility::Removed,
            state: StatementState::Closed,
            claim: None,
            supporters: Vec::new(),
            is_example: self.is_example,
            history: Vec::new(),
            number: self.number,
            written_at: self.written_at,
            shown_number: None,
        }
    }

    /// Whether it is a tombstone.
    #[must_use]
    pub fn is_tombstone(&self) -> bool {
        self.visibility == Visibility::Removed && self.history.is_empty()
    }

    /// Whether everybody sees it and it is not over.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.visibility == Visibility::Public && self.state != StatementState::Closed
    }
}
