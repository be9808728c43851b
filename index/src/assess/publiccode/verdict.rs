//! Whether a repository describes itself as the standard asks.

use bronwijzer_crawler::observation::{FileKind, Observation};
use serde::{Deserialize, Serialize};

use super::Publiccode;
use crate::assess::{Reason, Verdict};

/// Whether there is a publiccode.yml that keeps to the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PubliccodeVerdict {
    /// It keeps to the standard.
    Valid,
    /// It breaks the standard.
    Invalid,
    /// There is none.
    Missing,
    /// Nobody looked, or it could not be read.
    Unknown,
}

impl PubliccodeVerdict {
    /// The name in the index and in filters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
        }
    }
}

/// Judges the repository's publiccode.yml; `file` is what was read of it.
pub(in crate::assess) fn judge(
    observation: &Observation,
    file: Option<&Publiccode>,
) -> Verdict<PubliccodeVerdict> {
    let listed = observation.files.as_deref();
    let (value, rule) = match (&observation.publiccode, file, listed) {
        (Some(_), Some(_), _) => (PubliccodeVerdict::Valid, "publiccode_readable"),
        (Some(_), None, _) => (PubliccodeVerdict::Invalid, "publiccode_no_yaml"),
        (None, _, Some(files)) if files.iter().all(|file| file.kind != FileKind::Publiccode) => {
            (PubliccodeVerdict::Missing, "no_publiccode_found")
        }
        _ => (PubliccodeVerdict::Unknown, "publiccode_not_looked_for"),
    };
    Verdict {
        value,
        reasons: vec![Reason::new(rule, [])],
    }
}
