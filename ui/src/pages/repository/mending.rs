//! "Something wrong here?": where the owner can correct what the repository says of itself.

use super::answer::Repository;
use crate::forge_pages::ForgePages;
use crate::texts::{Texts, text};

/// Where each kind of mistake is corrected.
pub(crate) struct MendingView {
    /// What the repository says of itself: the words of the link, and its address.
    pub(crate) repository: Option<(String, String)>,
}

impl MendingView {
    pub(super) fn new(repository: &Repository, texts: Texts) -> Self {
        let pages = ForgePages::of(&repository.url, repository.default_branch.as_deref());
        let place = pages.and_then(|pages| match repository.publiccode_path() {
            Some(path) => Some(("mending-publiccode", pages.file(path)?)),
            None => Some(("asking-issues", pages.issues()?)),
        });
        let host = [("host", text(&repository.forge.host))];
        Self {
            repository: place.map(|(key, url)| (texts.with(key, host), url.into())),
        }
    }
}
