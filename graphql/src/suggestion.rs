//! Autocomplete: suggestions while somebody types.

use async_graphql::{Enum, Result, SimpleObject};
use bronwijzer_index::Suggestion as Found;

use crate::error;
use crate::reader::Reader;

/// Suggestions when the asker doesn't say how many.
pub(crate) const USUAL: i32 = 8;

/// The most suggestions.
const MOST: i32 = 20;

/// What a suggestion is.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SuggestionKind {
    /// A repository.
    Repository,
    /// An organisation.
    Organisation,
    /// A topic that repositories have.
    Topic,
}

/// Something with a word in its name that begins as was typed.
#[derive(SimpleObject)]
pub(crate) struct Suggestion {
    /// What it is.
    kind: SuggestionKind,
    /// Its name; of a repository that goes by several, the one that begins so.
    text: String,
    /// The web address of a repository: open `repository(url:)`.
    url: Option<String>,
    /// The short name of an organisation: open `organisation(slug:)`.
    slug: Option<String>,
    /// What to search for, for a topic: ask `repositories(query:)`.
    query: Option<String>,
}

impl From<Found> for Suggestion {
    fn from(found: Found) -> Self {
        let (kind, text) = match &found {
            Found::Repository { name, known_as, .. } => {
                let text = known_as.as_ref().unwrap_or(name);
                (SuggestionKind::Repository, text.clone())
            }
            Found::Organisation { name, .. } => (SuggestionKind::Organisation, name.clone()),
            Found::Topic(topic) => (SuggestionKind::Topic, topic.clone()),
        };
        let (mut url, mut slug, mut query) = (None, None, None);
        match found {
            Found::Repository { url: value, .. } => url = Some(value),
            Found::Organisation { slug: value, .. } => slug = Some(value),
            // In quotes, so that nothing in it is taken for a field.
            Found::Topic(topic) => query = Some(format!("\"{}\"", topic.replace('"', " "))),
        }
        Self {
            kind,
            text,
            url,
            slug,
            query,
        }
    }
}

/// Suggestions for what was typed.
pub(crate) async fn suggestions(
    reader: &Reader,
    typed: String,
    first: Option<i32>,
) -> Result<Vec<Suggestion>> {
    let first = match first.unwrap_or(USUAL) {
        first @ 1..=MOST => usize::try_from(first).unwrap_or_default(),
        first => {
            return Err(error::page_size(format!(
                "`first` is {first}; ask for 1 to {MOST} suggestions"
            )));
        }
    };
    let found = reader
        .read(move |catalogue| catalogue.suggest(&typed, first))
        .await?;
    Ok(found.into_iter().map(Into::into).collect())
}
