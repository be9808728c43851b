//! What one write changes in a tree, worked out before sled is asked for a transaction: as long
//! as that runs, nobody reads anything of any tree.

use std::collections::HashMap;

use sled::{Batch, IVec, Tree};

use crate::store::StoreError;

/// A tree as it will be after a write, of which nothing is written yet. Nobody else may write to
/// the tree meanwhile.
pub(super) struct Staged<'a> {
    pub(super) tree: &'a Tree,
    writes: HashMap<IVec, Option<IVec>>,
}

impl<'a> Staged<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        Self {
            tree,
            writes: HashMap::new(),
        }
    }

    /// The same without anything that is in the tree.
    pub(super) fn cleared(tree: &'a Tree) -> Result<Self, StoreError> {
        let keys = tree.iter().keys();
        let writes = keys.map(|key| Ok((key?, None)));
        Ok(Self {
            tree,
            writes: writes.collect::<Result<_, sled::Error>>()?,
        })
    }

    pub(super) fn get(&self, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        match self.writes.get(key) {
            Some(staged) => Ok(staged.clone()),
            None => Ok(self.tree.get(key)?),
        }
    }

    /// Gives back what was there before.
    pub(super) fn insert(
        &mut self,
        key: &[u8],
        value: impl Into<IVec>,
    ) -> Result<Option<IVec>, StoreError> {
        let before = self.get(key)?;
        self.writes.insert(key.into(), Some(value.into()));
        Ok(before)
    }

    pub(super) fn remove(&mut self, key: &[u8]) {
        self.writes.insert(key.into(), None);
    }

    /// What is to be written.
    pub(super) fn batch(self) -> Batch {
        let mut batch = Batch::default();
        for (key, value) in self.writes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        batch
    }
}
