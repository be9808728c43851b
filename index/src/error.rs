//! What can go wrong in the catalogue, and what to do about it.

use std::path::PathBuf;

use crate::community::CommunityError;
use crate::model::CursorError;
use crate::store::StoreError;

/// Why the catalogue could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The search index failed.
    #[error(
        "the search index failed: {0}; a damaged index is rebuilt automatically, and `bronwijzer reindex` rebuilds it in any case"
    )]
    Search(#[from] tantivy::TantivyError),
    /// A value in the search index can't be read, or the search engine panicked.
    #[error(
        "the search index failed: {0}; a damaged index is rebuilt automatically, and `bronwijzer reindex` rebuilds it in any case"
    )]
    DamagedIndex(String),
    /// A card in the search index can't be read or written.
    #[error(
        "the search index failed: {0}; a damaged index is rebuilt automatically, and `bronwijzer reindex` rebuilds it in any case"
    )]
    Card(#[from] postcard::Error),
    /// A cursor that does not belong to the list it is used with.
    #[error(transparent)]
    Cursor(#[from] CursorError),
}

impl From<CommunityError> for IndexError {
    fn from(error: CommunityError) -> Self {
        match error {
            CommunityError::Store(error) => error.into(),
            CommunityError::Index(error) => *error,
            error => StoreError::Failed(error.to_string()).into(),
        }
    }
}

impl IndexError {
    /// Whether the caller asked for something impossible, rather than the
    /// catalogue failing.
    #[must_use]
    pub fn is_callers_mistake(&self) -> bool {
        matches!(
            self,
            Self::Cursor(_) | Self::Store(StoreError::NotACatalogue(_))
        )
    }

    /// Whether the store of several servers can't be reached, or is written by another just now:
    /// nothing was changed, and the same may succeed in a moment.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_out_of_reach())
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let io = StoreError::io(path);
        move |source| io(source).into()
    }
}
