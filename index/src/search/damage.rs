//! Integrity check of the index: whether each file is there and has its checksum.

use std::io;
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::index::{SegmentComponent, SegmentMeta};

use super::SearchIndex;
use super::engine::card_store::component;
use crate::error::IndexError;
use crate::files::is_damage;

/// The files that each segment has.
const COMPONENTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Terms,
    SegmentComponent::Store,
];

impl SearchIndex {
    /// What is wrong with the files of the last commit; `None` when each is there and has
    /// the checksum that it ends with. tantivy opens a segment without some of its files
    /// and fails later. Files that are known to be whole are not read.
    ///
    /// # Errors
    /// When the disk can't be read.
    pub(crate) fn damage(
        &self,
        is_known: impl Fn(&Path) -> bool,
    ) -> Result<Option<String>, IndexError> {
        Ok(self.damaged_files(is_known, 1)?.pop())
    }

    /// The kinds of files that a segment has.
    pub(super) fn components_of(segment: &SegmentMeta) -> impl Iterator<Item = SegmentComponent> {
        let deleted = segment.has_deletes().then_some(SegmentComponent::Delete);
        COMPONENTS.into_iter().chain([component()]).chain(deleted)
    }

    /// What is wrong with the files of the last commit, at most `first` of them.
    ///
    /// # Errors
    /// When the disk can't be read.
    pub(crate) fn damaged_files(
        &self,
        is_known: impl Fn(&Path) -> bool,
        first: usize,
    ) -> Result<Vec<String>, IndexError> {
        let directory = self.index.directory();
        let mut damaged = Vec::new();
        for segment in self.index.load_metas()?.segments {
            for component in Self::components_of(&segment) {
                let file = segment.relative_path(component);
                if is_known(&file) {
                    continue;
                }
                let why = match directory.validate_checksum(&file) {
                    Ok(true) => continue,
                    Ok(false) => "its checksum differs".to_owned(),
                    Err(error) => IndexError::Search(error.into()).into_damage(&file)?,
                };
                if self.is_in_use(&segment)? {
                    damaged.push(format!("{} is damaged: {why}", file.display()));
                }
                if damaged.len() >= first {
                    return Ok(damaged);
                }
            }
        }
        Ok(damaged)
    }

    /// Whether the last commit still has a segment: a merge may have removed its files while
    /// they were looked at.
    fn is_in_use(&self, segment: &SegmentMeta) -> Result<bool, IndexError> {
        let segments = self.index.load_metas()?.segments;
        Ok(segments.iter().any(|other| other.id() == segment.id()))
    }
}

impl IndexError {
    /// What is wrong with the files of an index by which this came about.
    ///
    /// # Errors
    /// [`StoreError::Io`](crate::StoreError::Io) with `path` when the disk is in the way, and not the files.
    pub(crate) fn into_damage(self, path: &Path) -> Result<String, Self> {
        let trouble = match &self {
            Self::Search(error) => io_error(error).filter(|error| !is_damage(error)),
            Self::Store(_) => return Err(self),
            _ => None,
        };
        match trouble {
            Some(error) => {
                let source = match error.raw_os_error() {
                    Some(code) => io::Error::from_raw_os_error(code),
                    None => io::Error::new(error.kind(), error.to_string()),
                };
                Err(Self::io(path)(source))
            }
            None => Ok(self.to_string()),
        }
    }
}

fn io_error(error: &TantivyError) -> Option<&io::Error> {
    match error {
        TantivyError::IoError(io_error)
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. })
        | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. })
        | TantivyError::LockFailure(LockError::IoError(io_error), _) => Some(io_error),
        _ => None,
    }
}
