//! Documents: JSON values that belong to no repository, each in a table and under a key. What
//! members are and say is kept as documents.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// The tables of documents. Their names are stored.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Table {
    /// What members say, by id.
    Statements,
    /// Who signed in at least once, by id.
    Members,
    /// Who is signed in, by the hash of the session's secret.
    Sessions,
    /// Invitations that nobody accepted yet, by the hash of their secret.
    Invitations,
    /// Access tokens of programs, by the hash of the token.
    Tokens,
    /// What a member follows, by the member's id.
    Follows,
    /// Messages, by the id of who gets them, a slash and their own id.
    Messages,
    /// Reports to the moderators, by id.
    Reports,
    /// What moderators did, by id. Only ever added to.
    Audit,
    /// Discussions that are closed, by the text of their subject.
    Discussions,
    /// Until when news was mailed, by the member's id.
    Digests,
    /// What programs found in repositories, by the repository, the organisation and the member.
    Scans,
    /// Secrets of this catalogue itself, by what they are for.
    Keys,
    /// The numbers of sequences, by their name.
    Sequences,
    /// What was removed on request, by what it is.
    Removals,
}

/// What has to be there for a write to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Before {
    /// Anything or nothing.
    Any,
    /// Nothing.
    Absent,
    /// This value.
    Same(Vec<u8>),
}

impl Before {
    /// Whether it holds of what is there.
    pub(super) fn holds(&self, there: Option<&[u8]>) -> bool {
        match self {
            Self::Any => true,
            Self::Absent => there.is_none(),
            Self::Same(value) => there == Some(value.as_slice()),
        }
    }
}

/// One write of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocumentWrite {
    pub(crate) table: Table,
    pub(crate) key: String,
    pub(crate) before: Before,
    /// The new value, which is JSON; `None` removes it.
    pub(crate) value: Option<Vec<u8>>,
}

/// A document as a file carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) table: Table,
    pub(crate) key: String,
    pub(crate) value: serde_json::Value,
}

impl Table {
    /// Every table, in the order in which a file has them.
    pub(crate) const ALL: [Self; 15] = [
        Self::Removals,
        Self::Keys,
        Self::Sequences,
        Self::Members,
        Self::Statements,
        Self::Sessions,
        Self::Invitations,
        Self::Tokens,
        Self::Follows,
        Self::Messages,
        Self::Reports,
        Self::Audit,
        Self::Discussions,
        Self::Digests,
        Self::Scans,
    ];

    pub(crate) fn name(self) -> &'static str {
        self.into()
    }
}
