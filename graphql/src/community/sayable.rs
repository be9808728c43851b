//! What can be said about something, and by whom: which forms to show to a visitor.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject};
use bronwijzer_index::community::kinds::{KINDS, StatementKind};
use bronwijzer_index::community::member::{Role, Viewer};
use bronwijzer_index::community::statement::Subject;
use bronwijzer_index::{Catalogue, IndexError};

use crate::batch::{Batched, Unique};
use crate::viewer;

/// What the list counts for: most kinds are about a repository or an organisation.
pub(crate) const SAYABLE: usize = 8;

/// A kind of statement that can be about something.
#[derive(Clone, SimpleObject)]
pub(crate) struct SayableKind {
    /// Which.
    kind: StatementKind,
    /// Whether the viewer may make it; false when nobody is signed in.
    allowed: bool,
    /// Who may: one of these is enough.
    made_by: &'static [Role],
}

/// What somebody may say about a subject.
struct SayableQuery {
    viewer: Option<Arc<Viewer>>,
    subject: Subject,
}

impl Batched for Unique<SayableQuery> {
    type Found = Vec<SayableKind>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        let SayableQuery { viewer, subject } = &*self.0;
        let community = catalogue.community();
        let about = KINDS
            .iter()
            .filter(|row| row.subjects.contains(&subject.kind()));
        let sayable = about.map(|row| {
            let viewer = viewer.as_deref();
            SayableKind {
                kind: row.kind,
                allowed: viewer.is_some_and(|viewer| community.may_make(viewer, row.kind, subject)),
                made_by: row.made_by,
            }
        });
        Ok(sayable.collect())
    }

    fn is_in_memory(&self) -> bool {
        // What a member may say depends on whose it is.
        self.0.viewer.is_none()
    }
}

/// What can be said about a subject, in the order of the table.
pub(crate) async fn about(ctx: &Context<'_>, subject: Subject) -> Result<Vec<SayableKind>> {
    let viewer = viewer::acting(ctx).cloned();
    Unique::new(SayableQuery { viewer, subject })
        .load(ctx)
        .await
}
