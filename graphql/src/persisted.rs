//! Automatic persisted queries, as Apollo's clients ask for them: a client
//! sends the SHA-256 of a query, and its text only when the server does not
//! know it.
//!
//! async-graphql's own extension keeps whatever it is sent. These are a bounded
//! number of texts of bounded size, and only those that keep to the rules.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::{Request, ServerError, from_value};
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

/// The queries that are known, by their hash.
pub(crate) struct PersistedQueries(Mutex<LruCache<String, Arc<str>>>);

/// A query that was sent with its hash, to be kept once it was checked.
pub(crate) struct NewQuery {
    hash: String,
    query: Arc<str>,
}

impl PersistedQueries {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(LruCache::new(MOST_QUERIES)))
    }

    /// Puts the text of the query that a request names by its hash in its place.
    /// Gives back what is new.
    pub(crate) fn find(&self, request: &mut Request) -> Result<Option<NewQuery>, ServerError> {
        let Some(asked) = request.extensions.remove(EXTENSION) else {
            return Ok(None);
        };
        let asked: Asked = from_value(asked)
            .map_err(|_| refuse("`persistedQuery` wants `version` and `sha256Hash`"))?;
        if asked.version != 1 {
            return Err(refuse("`persistedQuery` is known in version 1 alone"));
        }
        let hash = asked.hash.to_ascii_lowercase();
        if request.query.is_empty() {
            let known = self.lock().get(&hash).cloned();
            request.query = known.map(|query| query.to_string()).ok_or_else(|| {
                // Clients compare this message and this code.
                ErrorCode::PersistedQueryNotFound.refusal("PersistedQueryNotFound", None)
            })?;
            return Ok(None);
        }
        if hash_of(&request.query) != hash {
            return Err(refuse("`sha256Hash` is not the SHA-256 of `query`"));
        }
        let query = request.query.as_str();
        Ok((query.len() <= LONGEST_QUERY).then(|| NewQuery {
            hash,
            query: query.into(),
        }))
    }

    /// Keeps a query that was checked.
    pub(crate) fn keep(&self, new: Option<NewQuery>) {
        if let Some(NewQuery { hash, query }) = new {
            self.lock().put(hash, query);
        }
    }

    /// What is locked is whole whoever panicked.
    fn lock(&self) -> MutexGuard<'_, LruCache<String, Arc<str>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refuse(message: &str) -> ServerError {
    ErrorCode::BadRequest.refusal(message, None)
}

fn hash_of(query: &str) -> String {
    let digest = Sha256::digest(query.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
