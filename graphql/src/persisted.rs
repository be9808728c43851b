//! Automatic persisted queries, as Apollo's clients ask for them: a client
//! sends the SHA-256 of a query, and its text only when the server does not
//! know it.
//!
//! async-graphql's own extension keeps whatever it is sent. This one keeps a
//! bounded number of texts of bounded size, and only those that fit the schema.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest, NextValidation,
};
use async_graphql::{Request, ServerError, ServerResult, ValidationResult, from_value};
use lru::LruCache;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::ErrorCode;

/// How many queries are kept: those asked for last.
const MOST_QUERIES: NonZeroUsize = NonZeroUsize::MIN.saturating_add(999);

/// The longest query that is kept, in bytes.
const LONGEST_QUERY: usize = 8 * 1024;

/// The extension's name in a request.
pub(crate) const EXTENSION: &str = "persistedQuery";

#[derive(Deserialize)]
struct Asked {
    version: i32,
    #[serde(rename = "sha256Hash")]
    hash: String,
}

type Kept = Arc<Mutex<LruCache<String, Arc<str>>>>;

/// The queries that are known.
pub(crate) struct PersistedQueries(Kept);

impl PersistedQueries {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(MOST_QUERIES))))
    }
}

impl ExtensionFactory for PersistedQueries {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Persisting {
            kept: Arc::clone(&self.0),
            new: Mutex::new(None),
        })
    }
}

/// One request.
struct Persisting {
    kept: Kept,
    /// What is kept when it turns out to be valid.
    new: Mutex<Option<(String, Arc<str>)>>,
}

#[async_trait]
impl Extension for Persisting {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        if let Some(asked) = request.extensions.remove(EXTENSION) {
            let asked: Asked = from_value(asked)
                .map_err(|_| refuse("`persistedQuery` wants `version` and `sha256Hash`"))?;
            if asked.version != 1 {
                return Err(refuse("`persistedQuery` is known in version 1 alone"));
            }
            let hash = asked.hash.to_ascii_lowercase();
            if request.query.is_empty() {
                let known = lock(&self.kept).get(&hash).cloned();
                request.query = known.map(|query| query.to_string()).ok_or_else(|| {
                    // Clients compare this message and this code.
                    ErrorCode::PersistedQueryNotFound.refusal("PersistedQueryNotFound", None)
                })?;
            } else if hash_of(&request.query) != hash {
                return Err(refuse("`sha256Hash` is not the SHA-256 of `query`"));
            } else if request.query.len() <= LONGEST_QUERY {
                *lock(&self.new) = Some((hash, request.query.as_str().into()));
            }
        }
        next.run(ctx, request).await
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await?;
        if let Some((hash, query)) = lock(&self.new).take() {
            lock(&self.kept).put(hash, query);
        }
        Ok(result)
    }
}

/// What is locked is whole whoever panicked.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refuse(message: &str) -> ServerError {
    ErrorCode::BadRequest.refusal(message, None)
}

fn hash_of(query: &str) -> String {
    let digest = Sha256::digest(query.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
