//! What a repository is, in a sentence, and who says so.

use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};

use super::{Card, Entry, LocalisedText};
use crate::assess::language_of_text;

/// Who says what a repository is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum)]
pub enum SummarySource {
    /// The owner, in publiccode.yml.
    Publiccode,
    /// The owner, on the forge.
    Forge,
    /// The catalogue, where no forge was asked: in the sample.
    Catalogue,
    /// The first sentence of the README that says what it is.
    Readme,
}

/// What a repository is, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject)]
#[graphql(name = "Summary")]
pub struct RepositorySummary {
    /// The sentence.
    pub text: String,
    /// The language, a tag of BCP 47; null where nobody says and the words don't tell.
    pub language: Option<String>,
    /// Who says it.
    pub source: SummarySource,
}

/// The language of a description on the forge, which says none.
pub(super) fn language_of_description(entry: &Entry) -> Option<String> {
    let description = entry.observation.description.as_deref()?;
    language_of_text(description).map(str::to_owned)
}

/// Sentences for what the owner describes neither in publiccode.yml nor on the forge: the
/// catalogue's own, else the README's.
pub(super) fn fallbacks(entry: &Entry, short: &[LocalisedText]) -> Vec<RepositorySummary> {
    let catalogued = entry.observation.catalogued.iter();
    let catalogued = catalogued.flat_map(|words| &words.sentences);
    let mut fallbacks: Vec<RepositorySummary> = catalogued
        .map(|sentence| RepositorySummary {
            text: sentence.text.clone(),
            language: Some(sentence.language.clone()),
            source: SummarySource::Catalogue,
        })
        .collect();
    if fallbacks.is_empty()
        && short.is_empty()
        && on_forge(&entry.observation.description).is_none()
    {
        let readme = entry.assessment.readme.as_ref();
        let opening = readme.and_then(|readme| readme.opening.as_ref());
        fallbacks.extend(opening.map(|opening| RepositorySummary {
            text: opening.text.clone(),
            language: opening.language.map(str::to_owned),
            source: SummarySource::Readme,
        }));
    }
    fallbacks
}

fn on_forge(description: &Option<String>) -> Option<&String> {
    description.as_ref().filter(|text| !text.trim().is_empty())
}

impl Card {
    /// What it is, in a sentence in `language` where there is one; without `language` the
    /// best in any. The owner's sentence in that language goes first, then what the owner wrote
    /// on the forge. The catalogue's own comes before a sentence of the owner in another
    /// language, as it is there to be read, and only until a forge is asked. A README, which
    /// was not written to be quoted, is last.
    #[must_use]
    pub fn summary(&self, language: Option<&str>) -> Option<RepositorySummary> {
        let asked = language.map(primary);
        let rank = |source: SummarySource, tag: Option<&str>| {
            let is_in = asked.is_none_or(|asked| {
                tag.is_some_and(|tag| primary(tag).eq_ignore_ascii_case(asked))
            });
            match (source, is_in) {
                (SummarySource::Publiccode, true) => 0,
                (SummarySource::Forge, _) => 1,
                (SummarySource::Catalogue, true) => 2,
                (SummarySource::Publiccode, false) => 3,
                (SummarySource::Catalogue, false) => 4,
                (SummarySource::Readme, _) => 5,
            }
        };
        let short = self.short_descriptions.iter().map(|short| {
            let language = Some(short.language.as_str());
            (&short.text, language, SummarySource::Publiccode)
        });
        let on_forge = on_forge(&self.description).map(|text| {
            let language = self.description_language.as_deref();
            (text, language, SummarySource::Forge)
        });
        let fallbacks = self.fallbacks.iter();
        let fallbacks = fallbacks.map(|fallback| {
            (
                &fallback.text,
                fallback.language.as_deref(),
                fallback.source,
            )
        });
        let all = short.chain(on_forge).chain(fallbacks);
        // The first of those that are as good.
        let (text, language, source) =
            all.min_by_key(|(_, language, source)| rank(*source, *language))?;
        Some(RepositorySummary {
            text: text.clone(),
            language: language.map(str::to_owned),
            source,
        })
    }
}

/// The language of a tag, without how and where it is spoken.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}
