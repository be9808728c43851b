//! What a source knows of a repository that no forge says: the catalogue's own words for it,
//! and the values of a publiccode.yml of which it has no text.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{MAX_LINE_BYTES, MAX_LISTED, MAX_TEXT_BYTES, cut};

/// The catalogue's own words for a repository, written by people who read its README. They
/// stand in until a forge is asked: an observation of a forge has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Catalogued {
    /// Names that people look for it by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_known_as: Vec<String>,
    /// What it is, a sentence in each language.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<Sentence>,
    /// What it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
}

/// A sentence, and the language that it is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The language, a tag of BCP 47.
    pub language: String,
    /// The sentence.
    pub text: String,
}

impl Catalogued {
    pub(super) fn bound(&mut self) {
        for names in [&mut self.also_known_as, &mut self.topics] {
            names.truncate(MAX_LISTED);
            for name in names {
                *name = cut(std::mem::take(name), MAX_LINE_BYTES);
            }
        }
        self.sentences.truncate(MAX_LISTED);
        for Sentence { language, text } in &mut self.sentences {
            *language = cut(std::mem::take(language), MAX_LINE_BYTES);
            *text = cut(std::mem::take(text), MAX_LINE_BYTES);
        }
    }
}

/// What a publiccode.yml says, of a source that gives values and not the text. A key that is
/// not among them may be in the file: it is unknown, not missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PubliccodeValues {
    /// Values of the file, by the keys and in the structure of the standard.
    pub values: Value,
    /// How many errors a check of the whole file found when the source read it; `None` when it
    /// was not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<u64>,
}

impl PubliccodeValues {
    /// Whether it is no larger than a text that is kept.
    pub(super) fn is_bounded(&self) -> bool {
        serde_json::to_vec(&self.values).is_ok_and(|json| json.len() <= MAX_TEXT_BYTES)
    }
}
