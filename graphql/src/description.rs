//! What the owner says of a repository, in each language.

use async_graphql::SimpleObject;
use bronwijzer_index::Description;

/// What publiccode.yml says of a repository in one language.
#[derive(SimpleObject)]
pub(crate) struct RepositoryDescription {
    /// The language, a tag of BCP 47.
    language: String,
    /// What it is called in this language.
    name: Option<String>,
    /// What kind of software it is.
    generic_name: Option<String>,
    /// What it does, in a sentence.
    short_description: Option<String>,
    /// What it does and for whom, in Markdown; at most 10,000 characters.
    long_description: Option<String>,
    /// What can be done with it; at most 100.
    features: Vec<String>,
}

impl From<&Description> for RepositoryDescription {
    fn from(description: &Description) -> Self {
        let owned = description.clone();
        Self {
            language: owned.language,
            name: owned.name,
            generic_name: owned.generic_name,
            short_description: owned.short,
            long_description: owned.long,
            features: owned.features,
        }
    }
}
