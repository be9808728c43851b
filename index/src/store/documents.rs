//! Documents: JSON values that belong to no repository, each in a table and under a key. What
//! members are and say is kept as documents.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::community::inbox::{
    AccessToken, AuditEntry, ClosedDiscussion, Invitation, Message, Report, Session,
};
use crate::community::member::Member;
use crate::community::scan::Scan;
use crate::community::statement::Statement;

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

/// Reads a document as what its table holds. Gives back the identifier that it has itself and
/// that it is kept by, in tables where it has one.
pub(super) fn own_key_in(table: Table, json: &[u8]) -> Result<Option<String>, serde_json::Error> {
    fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, serde_json::Error> {
        serde_json::from_slice(json)
    }
    Ok(match table {
        Table::Statements => Some(read::<Statement>(json)?.id.0),
        Table::Members => Some(read::<Member>(json)?.id.0),
        Table::Reports => Some(read::<Report>(json)?.id),
        Table::Audit => Some(read::<AuditEntry>(json)?.id),
        Table::Sessions => read::<Session>(json).map(|_| None)?,
        Table::Invitations => read::<Invitation>(json).map(|_| None)?,
        Table::Tokens => read::<AccessToken>(json).map(|_| None)?,
        Table::Messages => read::<Message>(json).map(|_| None)?,
        Table::Discussions => read::<ClosedDiscussion>(json).map(|_| None)?,
        Table::Scans => read::<Scan>(json).map(|_| None)?,
        Table::Sequences => read::<u64>(json).map(|_| None)?,
        Table::Follows | Table::Digests | Table::Keys | Table::Removals => {
            read::<serde_json::Value>(json).map(|_| None)?
        }
    })
}
