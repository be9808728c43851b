//! What the index holds, document by document, to be held against the store.

use std::collections::HashMap;
use std::path::Path;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, TantivyError};

use super::fields::{CONTENT, FINGERPRINT};
use super::{Indexed, SearchIndex};
use crate::error::IndexError;

/// An index that is opened to be looked at, or why it can't be.
pub(crate) enum ToRead {
    /// It can be read; nothing of it can be written.
    Index(Box<SearchIndex>),
    /// There is none.
    Missing,
    /// Another version of the program made it.
    Outdated,
    /// It can't be read.
    Damaged(String),
}

/// What an index holds of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    /// A checksum of the whole document.
    pub(crate) content: u64,
    /// Another one for what is judged in another way.
    pub(crate) fingerprint: u64,
}

/// All that an index holds, by the ids of repositories.
#[derive(Debug, Default)]
pub(crate) struct AllHeld {
    pub(crate) documents: HashMap<String, Held>,
    /// Repositories that it holds more than once.
    pub(crate) twice: Vec<String>,
}

impl SearchIndex {
    /// Opens the index in `path` to look at it. It is left as it is.
    ///
    /// # Errors
    /// [`StoreError::Io`](crate::StoreError::Io) for trouble with the disk.
    pub(crate) fn open_to_read(path: &Path) -> Result<ToRead, IndexError> {
        if !path.exists() {
            return Ok(ToRead::Missing);
        }
        if !Self::is_of_this_version(path) {
            return Ok(ToRead::Outdated);
        }
        // Where this one is missing tantivy would make an empty index.
        if !path.join("meta.json").exists() {
            return Ok(ToRead::Damaged("meta.json is missing".to_owned()));
        }
        match Self::open_guarded(|| Self::open_without_writer(path)) {
            Ok(index) => Ok(ToRead::Index(Box::new(index))),
            Err(error) => error.into_damage(path).map(ToRead::Damaged),
        }
    }

    /// What would be held of an entry; `None` of what is gone.
    pub(crate) fn would_hold(&self, indexed: &Indexed) -> Result<Option<Held>, IndexError> {
        if indexed.entry.gone.is_some() {
            return Ok(None);
        }
        self.fields.document(indexed).map(|(_, held)| Some(held))
    }

    /// Everything that the last commit holds.
    pub(crate) fn all_held(&self) -> Result<AllHeld, IndexError> {
        let mut all = AllHeld::default();
        for segment in self.searcher().segment_readers() {
            let content = segment.fast_fields().u64(CONTENT)?;
            let fingerprint = segment.fast_fields().u64(FINGERPRINT)?;
            let alive = segment.alive_bitset();
            let inverted = segment.inverted_index(self.fields.id)?;
            let mut terms = inverted.terms().stream().map_err(TantivyError::from)?;
            while terms.advance() {
                let id = String::from_utf8_lossy(terms.key()).into_owned();
                let term = terms.value();
                let documents =
                    inverted.read_postings_from_terminfo(term, IndexRecordOption::Basic);
                let mut documents = documents.map_err(TantivyError::from)?;
                let mut document = documents.doc();
                while document != TERMINATED {
                    if alive.is_none_or(|alive| alive.is_alive(document)) {
                        let held = Held {
                            content: content.first(document).unwrap_or_default(),
                            fingerprint: fingerprint.first(document).unwrap_or_default(),
                        };
                        if all.documents.insert(id.clone(), held).is_some() {
                            all.twice.push(id.clone());
                        }
                    }
                    document = documents.advance();
                }
            }
        }
        Ok(all)
    }
}
