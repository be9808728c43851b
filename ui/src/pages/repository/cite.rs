//! How to cite it: what it is, whose, which version, and where.

use super::answer::Repository;
use crate::facts::Version;
use crate::forge_pages::ForgePages;
use crate::texts::{Texts, text};

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
        let archive = &repository.archive;
        let archived = archive.identifier().zip(archive.kept_on()).map(|(id, at)| {
            let values = [("date", text(texts.day(at))), ("swhid", text(id))];
            format!(". {}", texts.with("citation-archived", values))
        });
        let archived = archived.unwrap_or_default();
        let url = &repository.url;
        Self {
            text: format!("{owner}. {title} [{kind}]. {version}{url}{archived}"),
            file: path.and_then(|path| pages?.file(path)).map(String::from),
        }
    }
}
