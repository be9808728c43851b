//! What could not be read whole, and what then stays of what was known.

use serde::{Deserialize, Serialize};

use super::Observation;

/// Something that could not be read whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The field of the observation, as in `readme`.
    pub field: String,
    /// Why it has less than the forge holds.
    pub reason: String,
    /// The part that was not read at all this time: what was known of it before
    /// still holds. `None` where the forge was read and has no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Unread>,
}

impl Gap {
    /// A part that was not read this time.
    #[must_use]
    pub fn unread(part: Unread, reason: String) -> Self {
        Self {
            field: part.as_str().to_owned(),
            reason,
            unread: Some(part),
        }
    }
}

/// A part of an observation that a forge may fail to give by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unread {
    /// README, publiccode.yml and the text of the licence.
    Texts,
    /// Which well-known files there are.
    Files,
    /// Commits.
    Commits,
    /// Languages.
    Languages,
    /// Releases and tags.
    Releases,
}

impl Unread {
    /// Every part.
    pub const ALL: &'static [Self] = &[
        Self::Texts,
        Self::Files,
        Self::Commits,
        Self::Languages,
        Self::Releases,
    ];

    /// The name in a gap.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Texts => "texts",
            Self::Files => "files",
            Self::Commits => "commits",
            Self::Languages => "languages",
            Self::Releases => "releases",
        }
    }
}

impl Observation {
    /// Takes over from an earlier observation what was not read this time, so
    /// that nothing known is lost.
    pub fn keep_unread(&mut self, before: &Self) {
        for part in self.gaps.iter().filter_map(|gap| gap.unread) {
            match part {
                Unread::Texts => {
                    self.readme.clone_from(&before.readme);
                    self.publiccode.clone_from(&before.publiccode);
                    self.licence_text.clone_from(&before.licence_text);
                    self.further_licence_texts
                        .clone_from(&before.further_licence_texts);
                }
                Unread::Files => self.files.clone_from(&before.files),
                Unread::Commits => self.commits.clone_from(&before.commits),
                Unread::Languages => self.languages.clone_from(&before.languages),
                Unread::Releases => {
                    self.releases.clone_from(&before.releases);
                    self.tags.clone_from(&before.tags);
                }
            }
        }
    }
}
