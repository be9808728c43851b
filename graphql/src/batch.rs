//! Data loaders: what is read for each of many, such as the accounts of a page of
//! repositories: all of it in one read of the catalogue, each thing once.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Error, Result};
use bronwijzer_index::{Catalogue, IndexError};

use crate::error;
use crate::reader::Reader;

/// Names something in the catalogue that a field of one of many reads.
pub(crate) trait Batched: Hash + Eq + Clone + Send + Sync + 'static {
    /// What is read. Cheap to clone.
    type Found: Clone + Send + Sync + 'static;

    /// Reads it, on a blocking thread.
    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError>;

    /// What it names, together with what else is asked for at this moment.
    async fn load(self, ctx: &Context<'_>) -> Result<Self::Found> {
        let found = ctx.data::<DataLoader<Batches>>()?.load_one(self).await?;
        found.unwrap_or_else(|| Err(error::internal(&"a batch left something out")))
    }
}

/// Reads batches.
pub(crate) struct Batches(Reader);

/// The loader of a schema.
pub(crate) fn loader(reader: Reader) -> DataLoader<Batches> {
    DataLoader::new(Batches(reader), tokio::spawn)
}

impl<K: Batched> Loader<K> for Batches {
    /// One that fails doesn't spoil the others.
    type Value = Result<K::Found>;
    type Error = Error;

    async fn load(&self, keys: &[K]) -> Result<HashMap<K, Self::Value>> {
        let keys = keys.to_vec();
        self.0
            .read(move |catalogue| {
                let read = |key: K| {
                    let found = key.read(catalogue).map_err(error::from_index);
                    (key, found)
                };
                Ok(keys.into_iter().map(read).collect())
            })
            .await
    }
}

/// A key that is like no other.
pub(crate) struct Unique<T>(pub(crate) Arc<T>);

impl<T> Unique<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Clone for Unique<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Unique<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Unique<T> {}

impl<T> Hash for Unique<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}
