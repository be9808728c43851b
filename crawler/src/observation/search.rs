//! How far a forge's folders were looked through.

use serde::{Deserialize, Serialize};

use super::FileKind;

/// How far files were looked for elsewhere than in the usual places: in folders below
/// folders. Observations of builds that looked no further say nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileSearch {
    /// Whether every folder was listed in which tests may stand.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tests: bool,
    /// Whether `docs` has folders that were not listed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub docs_in_part: bool,
}

impl FileSearch {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a file of this kind that was not found is not there, as far as it may
    /// stand elsewhere than in the usual places.
    pub(super) fn is_whole(self, kind: FileKind) -> bool {
        match kind {
            FileKind::Tests => self.tests,
            kind if kind.may_be_deep_in_docs() => !self.docs_in_part,
            _ => true,
        }
    }
}
