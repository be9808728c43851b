//! Pages of a repository on its forge, as the address bar of a browser has them.

use bronwijzer_crawler::address::{self, RepositoryUrl};
use bronwijzer_crawler::forge::{ForgeConfig, ForgeKind};
use url::Url;

/// What an address on a forge names.
pub(super) struct Page {
    /// The forge.
    pub(super) forge: ForgeConfig,
    /// The repositories that it may lead to, the likeliest first.
    pub(super) repositories: Vec<RepositoryUrl>,
    /// The file or folder of a branch that it names.
    pub(super) place: Option<Place>,
}

/// A file or folder at a branch, tag or commit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// What is behind the repository's address to read it as it is.
    raw: String,
    /// The branch, and then the path.
    behind: Vec<String>,
    is_folder: bool,
}

impl Page {
    /// Reads an address; `None` when it is on none of these forges.
    pub(super) fn of(forges: Vec<ForgeConfig>, text: &str) -> Option<Self> {
        let mut repositories = address::candidates(text);
        // A page is likelier than a group that is called like one.
        repositories.reverse();
        let repository = repositories.first()?;
        let host = repository.host().clone();
        let forge = forges.into_iter().find(|forge| forge.host == host)?;
        let place = Place::of(forge.kind, repository, text);
        Some(Self {
            forge,
            repositories,
            place,
        })
    }
}

impl Place {
    fn of(kind: ForgeKind, repository: &RepositoryUrl, text: &str) -> Option<Self> {
        let url: Url = text.trim().parse().ok()?;
        let segments = url.path_segments()?.filter(|segment| !segment.is_empty());
        let depth = repository.path().split('/').count();
        let behind: Vec<&str> = segments.skip(depth).collect();
        let (raw, rest, shows_file) = match (kind, behind.as_slice()) {
            (ForgeKind::GitLab, ["-", verb @ ("tree" | "blob" | "raw" | "blame"), rest @ ..]) => {
                ("-/raw".to_owned(), rest, *verb != "tree")
            }
            (
                ForgeKind::GitHub | ForgeKind::GitLab,
                [
                    verb @ ("tree" | "blob" | "raw" | "blame" | "edit"),
                    rest @ ..,
                ],
            ) => ("raw".to_owned(), rest, *verb != "tree"),
            (
                ForgeKind::Gitea,
                [
                    "src" | "raw" | "media" | "blame",
                    at @ ("branch" | "tag" | "commit"),
                    rest @ ..,
                ],
            ) => (format!("raw/{at}"), rest, false),
            _ => return None,
        };
        let last = rest.last()?;
        let is_file =
            rest.len() > 1 && (shows_file || last.ends_with(".yml") || last.ends_with(".yaml"));
        Some(Self {
            raw,
            behind: rest.iter().map(|&segment| segment.to_owned()).collect(),
            is_folder: !is_file,
        })
    }

    /// Whether it is `file` in the root of this branch, or the root itself.
    pub(super) fn is_root_file(&self, branch: &str, file: &str) -> bool {
        let behind = self.behind.join("/");
        let is_root = self.is_folder && behind == branch;
        is_root || behind == format!("{branch}/{file}")
    }

    /// The addresses of the file itself: in a folder, under each of these names.
    pub(super) fn raw(&self, repository: &RepositoryUrl, names: &[&str]) -> Vec<String> {
        let behind = self.behind.join("/");
        let raw = format!("{repository}/{}/{behind}", self.raw);
        if self.is_folder {
            names.iter().map(|name| format!("{raw}/{name}")).collect()
        } else {
            vec![raw]
        }
    }
}

/// The address at which a forge gives a file of a branch as it is.
pub(super) fn raw_file(
    kind: ForgeKind,
    repository: &RepositoryUrl,
    branch: &str,
    path: &str,
) -> String {
    let raw = match kind {
        ForgeKind::GitHub => "raw",
        ForgeKind::GitLab => "-/raw",
        ForgeKind::Gitea => "raw/branch",
    };
    format!("{repository}/{raw}/{branch}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(kind: ForgeKind, text: &str) -> Option<Place> {
        let repositories = address::candidates(text);
        Place::of(kind, repositories.last().unwrap(), text)
    }

    #[test]
    fn browser_address_names_branch_and_path() {
        use ForgeKind::{GitHub, GitLab, Gitea};
        let cases: &[(ForgeKind, &str, &[&str])] = &[
            (
                GitHub,
                "https://github.com/o/r/blob/main/publiccode.yml",
                &["https://github.com/o/r/raw/main/publiccode.yml"],
            ),
            (
                GitHub,
                "https://www.github.com/o/r/tree/dev/docs?plain=1#L3",
                &["https://github.com/o/r/raw/dev/docs/publiccode.yml"],
            ),
            (
                GitLab,
                "https://gitlab.com/a/b/c/-/tree/main",
                &["https://gitlab.com/a/b/c/-/raw/main/publiccode.yml"],
            ),
            (
                GitLab,
                "https://gitlab.com/a/b/c/-/blob/main/x/publiccode.yml",
                &["https://gitlab.com/a/b/c/-/raw/main/x/publiccode.yml"],
            ),
            (
                Gitea,
                "https://codeberg.org/o/r/src/branch/main",
                &["https://codeberg.org/o/r/raw/branch/main/publiccode.yml"],
            ),
            (
                Gitea,
                "https://codeberg.org/o/r/src/tag/v1/publiccode.yaml",
                &["https://codeberg.org/o/r/raw/tag/v1/publiccode.yaml"],
            ),
            (GitHub, "https://github.com/o/r", &[]),
            (GitHub, "https://github.com/o/r/issues/3", &[]),
            (GitHub, "https://github.com/o/r/tree", &[]),
            (GitHub, "git@github.com:o/r.git", &[]),
        ];
        for (kind, text, expected) in cases {
            let repositories = address::candidates(text);
            let repository = repositories.last().unwrap();
            let found = place(*kind, text);
            let found = found.map_or_else(Vec::new, |one| one.raw(repository, &["publiccode.yml"]));
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn each_forge_gives_a_file_at_an_address_of_its_own() {
        let cases = [
            (ForgeKind::GitHub, "https://github.com/o/r", "raw/main"),
            (ForgeKind::GitLab, "https://gitlab.com/a/b/c", "-/raw/main"),
            (
                ForgeKind::Gitea,
                "https://codeberg.org/o/r",
                "raw/branch/main",
            ),
        ];
        for (kind, url, raw) in cases {
            let address = raw_file(kind, &url.parse().unwrap(), "main", "img/logo.svg");
            assert_eq!(address, format!("{url}/{raw}/img/logo.svg"));
        }
    }

    #[test]
    fn default_branch_root_is_read_from_the_forge() {
        let is_root = |text: &str| {
            let place = place(ForgeKind::GitHub, text).unwrap();
            place.is_root_file("main", "publiccode.yml")
        };
        assert!(is_root("https://github.com/o/r/tree/main"));
        assert!(is_root("https://github.com/o/r/blob/main/publiccode.yml"));
        assert!(!is_root("https://github.com/o/r/tree/dev"));
        assert!(!is_root(
            "https://github.com/o/r/blob/main/x/publiccode.yml"
        ));
    }
}
