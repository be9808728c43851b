//! How to cite it: what it is, whose, which version, and where.

use super::answer::Repository;
use crate::facts::Version;
use crate::forge_pages::ForgePages;
use crate::texts::Texts;

/// A citation to copy.
pub(crate) struct CitationView {
    pub(crate) text: String,
    /// The owner's own citation file, on the forge.
    pub(crate) file: Option<String>,
}

impl CitationView {
    pub(super) fn new(repository: &Repository, title: &str, texts: Texts) -> Self {
        let owner = repository.organisation.as_ref();
        let owner = owner.map_or(&repository.owner, |organisation| &organisation.name);
        let in_words = |version: &Version| match version.at {
            Some(at) => format!("{}, {}. ", version.name, texts.day(at)),
            None => format!("{}. ", version.name),
        };
        let version = repository.latest_release.as_ref();
        let version = version.map(in_words).unwrap_or_default();
        let kind = texts.get("citation-kind");
        let pages = ForgePages::of(&repository.url, repository.default_branch.as_deref());
        let path = repository.file("citation").filter(|path| !path.is_empty());
        Self {
            text: format!("{owner}. {title} [{kind}]. {version}{}", repository.url),
            file: path.and_then(|path| pages?.file(path)).map(String::from),
        }
    }
}
