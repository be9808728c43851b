//! What mutations give back.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use bronwijzer_index::community::member::{Scope, Viewer};

use super::member::Member;
use super::own::ViewerObject;
use super::statement::Statement;

/// A statement as it is after something was done with it.
#[derive(SimpleObject)]
pub(crate) struct StatementPayload {
    /// The statement; null when the viewer may not see it any more.
    pub(crate) statement: Option<Statement>,
}

/// The viewer as they are after they changed something of theirs.
#[derive(SimpleObject)]
pub(crate) struct ViewerPayload {
    /// The viewer; null for an access token that may not read.
    pub(crate) viewer: Option<ViewerObject>,
}

impl ViewerPayload {
    pub(crate) fn of(viewer: Arc<Viewer>) -> Self {
        let may_read = viewer.scopes.contains(&Scope::Read);
        Self {
            viewer: may_read.then(|| ViewerObject::from(viewer)),
        }
    }
}

/// A new access token.
#[derive(SimpleObject)]
pub(crate) struct TokenPayload {
    /// Identifier of the token, to revoke it with.
    pub(crate) id: ID,
    /// The token itself. It is shown this once: the catalogue keeps a digest alone.
    pub(crate) secret: String,
}

/// A member as they are after a moderator changed something.
#[derive(SimpleObject)]
pub(crate) struct MemberPayload {
    /// The member.
    pub(crate) member: Option<Member>,
}

/// Whether a discussion is closed now.
#[derive(SimpleObject)]
pub(crate) struct DiscussionPayload {
    /// Whether it is.
    pub(crate) closed: bool,
}

/// That it was done.
#[derive(SimpleObject)]
pub(crate) struct DonePayload {
    /// Always true: what could not be done is an error.
    pub(crate) done: bool,
}
