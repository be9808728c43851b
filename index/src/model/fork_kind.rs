//! How a repository and the one that it came from belong together, as forge and
//! publiccode.yml tell it side by side.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};
use url::Url;

use super::Entry;

/// How a repository and the one that it came from belong together: by the fork on the forge,
/// and by `url` and `isBasedOn` of publiccode.yml.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum)]
pub enum ForkKind {
    /// A fork on the forge whose publiccode.yml names another repository as that of the software.
    TechnicalFork,
    /// A variant: its publiccode.yml is based on other software.
    VariantFork,
    /// A fork on the forge that names no other repository.
    GitFork,
    /// No fork, and yet its publiccode.yml names another repository, or is based on itself.
    UrlMistake,
}

impl ForkKind {
    /// That of an entry; `None` for what came from nowhere else as far as is known.
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        let declared = entry.assessment.declared.as_deref();
        let url = declared.and_then(|file| file.url_as_written.as_deref());
        let based_on = declared.map(|file| file.is_based_on_as_written.as_slice());
        Self::told(
            entry.observation.url.key().as_str(),
            entry.observation.flags.fork == Some(true),
            url,
            based_on.unwrap_or_default(),
        )
    }

    /// The same for the repository with the key `own`.
    fn told(own: &str, is_fork: bool, url: Option<&str>, based_on: &[String]) -> Option<Self> {
        let based_on: Vec<String> = based_on
            .iter()
            .filter_map(|text| repository(text))
            .collect();
        let is_elsewhere = url.and_then(repository).is_some_and(|url| url != own);
        match (based_on.as_slice(), is_fork) {
            (all, _) if all.iter().any(|one| one != own) => Some(Self::VariantFork),
            ([_, ..], _) => Some(Self::UrlMistake),
            ([], true) if is_elsewhere => Some(Self::TechnicalFork),
            ([], true) => Some(Self::GitFork),
            ([], false) => is_elsewhere.then_some(Self::UrlMistake),
        }
    }
}

/// What stands in the path of a repository's address before the parts of it.
const BEFORE_PARTS: &[&str] = &["tree", "blob", "raw", "src", "archive"];

/// The repository that a web address lies in, as [`RepositoryUrl::key`] writes it; `None` for
/// what is no address. Whether there is such a repository nobody asks.
///
/// [`RepositoryUrl::key`]: bronwijzer_crawler::address::RepositoryUrl::key
fn repository(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let port = url
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let path = url.path().to_lowercase();
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let is_part = |at: usize| BEFORE_PARTS.contains(&segments.get(at).copied().unwrap_or_default());
    let end =
        (2..segments.len()).find(|at| is_part(*at) || segments[*at] == "-" && is_part(at + 1));
    let path = segments[..end.unwrap_or(segments.len())].join("/");
    let path = path.strip_suffix(".git").unwrap_or(&path);
    Some(format!("{}{port}/{path}", url.host_str()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fork_kind_follows_from_forge_and_file() {
        let own = "github.com/o/r";
        let (here, there) = ("https://GitHub.com/O/R.git", "https://github.com/x/y");
        type Case<'a> = (bool, Option<&'a str>, &'a [&'a str], Option<ForkKind>);
        let cases: &[Case<'_>] = &[
            (false, None, &[], None),
            (false, Some(here), &[], None),
            (false, Some("https://github.com/o/r/tree/main/a"), &[], None),
            (false, Some("no address"), &[], None),
            (false, Some(there), &[], Some(ForkKind::UrlMistake)),
            (true, None, &[], Some(ForkKind::GitFork)),
            (true, Some(here), &[], Some(ForkKind::GitFork)),
            (true, Some(there), &[], Some(ForkKind::TechnicalFork)),
            (true, Some(here), &[there], Some(ForkKind::VariantFork)),
            (false, None, &[here, there], Some(ForkKind::VariantFork)),
            (true, Some(there), &[here], Some(ForkKind::UrlMistake)),
            (true, None, &["not an address"], Some(ForkKind::GitFork)),
        ];
        for (is_fork, url, based_on, expected) in cases {
            let based_on: Vec<String> = based_on.iter().map(ToString::to_string).collect();
            let found = ForkKind::told(own, *is_fork, *url, &based_on);
            assert_eq!(found, *expected, "{is_fork} {url:?} {based_on:?}");
        }
    }

    #[test]
    fn parts_of_a_repository_lie_in_it() {
        for (text, expected) in [
            ("https://gitlab.com/a/b/c/-/tree/main", "gitlab.com/a/b/c"),
            ("https://example.nl:8443/a/b/", "example.nl:8443/a/b"),
            ("https://github.com/src/tree", "github.com/src/tree"),
            ("https://github.com/a/b/raw/main/x.yml", "github.com/a/b"),
        ] {
            assert_eq!(repository(text).as_deref(), Some(expected));
        }
    }
}
