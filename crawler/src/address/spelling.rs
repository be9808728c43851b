//! Which repository an address leads to, as people and forges write addresses:
//! the one place where all spellings are read.

use super::{ForgeHost, RepositoryUrl};

/// Where the path of a page within a repository begins.
const PAGES: &[&str] = &[
    "-",
    "actions",
    "activity",
    "blame",
    "blob",
    "branches",
    "commit",
    "commits",
    "issues",
    "media",
    "merge_requests",
    "milestones",
    "projects",
    "pull",
    "pulls",
    "raw",
    "releases",
    "security",
    "src",
    "tags",
    "tree",
    "wiki",
];

/// Hosts that are forges, whoever is in a registry.
pub const FORGES: &[&str] = &[
    "bitbucket.org",
    "code.europa.eu",
    "codeberg.org",
    "github.com",
    "gitlab.com",
    "opencode.de",
    "gitlab.opencode.de",
];

/// How the names of hosts begin that are forges by all appearances.
const FORGE_LABELS: &[&str] = &["git.", "gitea.", "gitlab.", "forgejo.", "code."];

/// Whether a host is a forge as far as its name tells.
#[must_use]
pub fn looks_like_a_forge(host: &ForgeHost) -> bool {
    let host = host.as_str();
    let host = host.strip_prefix("www.").unwrap_or(host);
    FORGES.contains(&host) || FORGE_LABELS.iter().any(|label| host.starts_with(label))
}

/// The repositories that an address may lead to, the likeliest first; none when
/// it is no address of any. It may be written in any way: with `www.`, as the
/// address of a page, a branch or a file, or for git.
#[must_use]
pub fn candidates(text: &str) -> Vec<RepositoryUrl> {
    let Some(url) = of_git(text) else {
        return Vec::new();
    };
    let whole = whole(&url).filter(|whole| whole.key() != url.key());
    // A group may be called like a page.
    std::iter::once(url).chain(whole).collect()
}

/// Hosts where a repository has an owner and a name, and nothing deeper.
const FLAT_HOSTS: &[&str] = &["github.com", "codeberg.org", "bitbucket.org"];

/// The longest address that is looked at, in bytes.
const LONGEST: usize = 300;

/// The repository that a git address leads to. Beside web addresses these are
/// `git@HOST:OWNER/NAME.git` and addresses that begin with `ssh://` or `git://`.
#[must_use]
pub fn of_git(text: &str) -> Option<RepositoryUrl> {
    let text = text.trim();
    let web = match text.split_once("://") {
        Some(("http" | "https", _)) => text.to_owned(),
        Some(("ssh" | "git" | "git+ssh", rest)) => {
            // A port of ssh is none of the web's.
            let (host, path) = rest.split_once('/')?;
            let host = host.split(':').next()?;
            format!("https://{host}/{path}")
        }
        Some(_) => return None,
        None => {
            let (host, path) = text.split_once(':')?;
            format!("https://{host}/{path}")
        }
    };
    plain(&web.parse().ok()?)
}

/// The address as we write it; `None` when it is too long to be one.
#[must_use]
pub fn plain(url: &RepositoryUrl) -> Option<RepositoryUrl> {
    let host = url.host().as_str();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let url: RepositoryUrl = format!("https://{host}/{}", url.path()).parse().ok()?;
    (url.key().len() <= LONGEST).then_some(url)
}

/// The repository that a web address leads to: the address of a file or branch
/// leads to the repository that has it.
#[must_use]
pub fn whole(url: &RepositoryUrl) -> Option<RepositoryUrl> {
    let url = plain(url)?;
    let path = url.path();
    let segments: Vec<&str> = path.split('/').collect();
    let mut end = segments
        .iter()
        .skip(2)
        .position(|segment| PAGES.contains(segment))
        .map_or(segments.len(), |at| at + 2);
    if FLAT_HOSTS.contains(&url.host().as_str()) {
        end = end.min(2);
    }
    format!("https://{}/{}", url.host(), segments[..end].join("/"))
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_address_form_leads_to_the_repository() {
        let cases = [
            ("https://github.com/minvws/app.git", "github.com/minvws/app"),
            (
                "https://user:word@github.com/minvws/app",
                "github.com/minvws/app",
            ),
            ("http://www.github.com/MinVWS/app/", "github.com/minvws/app"),
            ("git@github.com:minvws/app.git", "github.com/minvws/app"),
            ("ssh://git@gitlab.com:2222/a/b/c.git", "gitlab.com/a/b/c"),
            ("git://code.example.org/a/b", "code.example.org/a/b"),
        ];
        for (text, expected) in cases {
            let key = of_git(text).map(|url| url.key());
            assert_eq!(key.as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "/srv/git/app.git",
            "file:///srv/a/b",
            "github.com",
            "a:b",
        ] {
            assert_eq!(of_git(text), None, "{text}");
        }
        assert_eq!(of_git(&format!("https://a.nl/b/{}", "c".repeat(400))), None);
    }

    #[test]
    fn ambiguous_address_gives_two_candidates() {
        let keys = |text: &str| -> Vec<String> {
            candidates(text).iter().map(RepositoryUrl::key).collect()
        };
        assert_eq!(keys("https://www.github.com/a/b"), ["github.com/a/b"]);
        assert_eq!(
            keys("https://gitlab.com/a/b/wiki"),
            ["gitlab.com/a/b/wiki", "gitlab.com/a/b"]
        );
        assert_eq!(
            keys("git@code.overheid.nl:a/b.git"),
            ["code.overheid.nl/a/b"]
        );
        assert!(keys("https://example.org").is_empty());
    }

    #[test]
    fn page_address_leads_to_the_repository() {
        let cases = [
            (
                "https://github.com/minvws/app/tree/main/docs",
                "github.com/minvws/app",
            ),
            ("https://gitlab.com/a/b/c/-/tree/main", "gitlab.com/a/b/c"),
            (
                "https://gitea.example.org/a/b/src/branch/main",
                "gitea.example.org/a/b",
            ),
        ];
        for (text, expected) in cases {
            let key = whole(&text.parse().unwrap()).map(|url| url.key());
            assert_eq!(key.as_deref(), Some(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_parses_or_is_rejected(text in "\\PC{0,60}") {
            if let Some(url) = of_git(&text).as_ref().and_then(whole) {
                prop_assert_eq!(whole(&url).map(|url| url.key()), Some(url.key()));
            }
        }
    }
}
