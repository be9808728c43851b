//! Whether a discussion is closed.

use bronwijzer_index::community::statement::Subject;
use bronwijzer_index::{Catalogue, IndexError};

use crate::batch::Batched;

/// Whether the discussion about a subject is closed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct IsClosed(pub(crate) Subject);

impl Batched for IsClosed {
    type Found = bool;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        Ok(catalogue.community().discussion_is_closed(&self.0))
    }

    fn is_in_memory(&self) -> bool {
        true
    }
}
