//! What the owner says of it in publiccode.yml, at length.

use std::sync::Arc;

use super::answer::{Description, Repository};
use crate::described::best;
use crate::language::Language;
use crate::readme::{Location, Rendered};
use crate::site::Site;

/// What a path ends with whose text is Markdown.
const AS_MARKDOWN: &str = "publiccode.md";

/// What it does, in one language or two: an owner may have told more in another.
pub(crate) struct AboutView {
    /// The long description and its language.
    pub(crate) long: Option<(String, Arc<Rendered>)>,
    /// The features and their language.
    pub(crate) features: Option<(String, Vec<String>)>,
}

/// The part of the owner's texts that a visitor reads, and its language.
pub(super) fn part<'a, T>(
    descriptions: &'a [Description],
    language: Language,
    of: impl Fn(&'a Description) -> Option<T>,
) -> Option<(String, T)> {
    let told = descriptions
        .iter()
        .filter_map(|described| Some((described.language.clone(), of(described)?)));
    best(told, |(tag, _)| tag, language)
}

pub(super) async fn about(repository: &Repository, site: &Site) -> Option<AboutView> {
    let language = site.texts.language();
    let descriptions = &repository.descriptions;
    let long = part(descriptions, language, |told| {
        told.long_description.as_ref()
    });
    let long = match long {
        Some((tag, text)) => {
            let location = Location {
                repository: repository.url.clone(),
                branch: repository.default_branch.clone(),
                path: AS_MARKDOWN.to_owned(),
            };
            Some((tag, site.readmes.render(text, location).await))
        }
        None => None,
    };
    let features = part(descriptions, language, |told| {
        (!told.features.is_empty()).then(|| told.features.clone())
    });
    (long.is_some() || features.is_some()).then_some(AboutView { long, features })
}
