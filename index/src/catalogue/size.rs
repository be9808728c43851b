//! How much the catalogue holds, and how far the search index is behind the store.

use super::Catalogue;
use super::follow::Note;
use crate::error::IndexError;

/// What those who watch over a catalogue count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Repositories in the search index, those that are not shown too.
    pub records: u64,
    /// Repositories that can be found; mirrors of one count as one.
    pub repositories: u64,
    /// The number of the last write to the store.
    pub store_sequence: u64,
    /// The number of the last write that the search index holds. The difference is its lag.
    pub index_sequence: u64,
}

impl Catalogue {
    /// How much it holds.
    ///
    /// # Errors
    /// When the store or the index fails.
    pub fn size(&self) -> Result<Size, IndexError> {
        Ok(Size {
            records: self.0.search.documents(),
            repositories: self.0.search.len()?,
            // Read before the index, which may be ahead of a number that was read earlier.
            store_sequence: self.meta()?.number,
            index_sequence: Note::of(&self.0.search).map_or(0, |note| note.number()),
        })
    }
}
