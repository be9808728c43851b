//! Where a forge lets people add a file in the browser, with the file filled in where it can.

use url::Url;

/// The name of the file, which stands in the root of the repository.
pub(super) const FILE: &str = "publiccode.yml";

/// The longest address that forges and the servers before them take, in characters.
const MAX_ADDRESS: usize = 8_000;

/// What the editor of a forge is called by: hosts that begin so, the address behind the
/// repository's own, and the names of its parameters for the file's name and text. Without the
/// second, it takes no text.
type Editor = (
    &'static [&'static str],
    &'static str,
    &'static str,
    Option<&'static str>,
);

/// GitHub, GitLab (which ignores the text: <https://gitlab.com/gitlab-org/gitlab/-/work_items/594214>),
/// and Gitea with Forgejo (<https://github.com/go-gitea/gitea/pull/16556>).
const EDITORS: &[Editor] = &[
    (&["github.com"], "new", "filename", Some("value")),
    (&["gitlab."], "-/new", "file_name", None),
    (
        &["codeberg.org", "code.overheid.nl", "gitea.", "forgejo."],
        "_new",
        "filename",
        Some("value"),
    ),
];

/// A page of a forge on which people add the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NewFile {
    pub(super) href: String,
    /// Whether the text is in it; else people paste it.
    pub(super) has_text: bool,
}

impl NewFile {
    /// The editor for a new file of a repository on a branch; `None` for a forge whose editor is
    /// not known.
    pub(super) fn of(repository: &str, branch: &str, text: &str) -> Option<Self> {
        let mut url: Url = repository.parse().ok()?;
        let host = url.host_str()?;
        let (_, page, name, value) = EDITORS
            .iter()
            .find(|(hosts, ..)| hosts.iter().any(|start| host.starts_with(start)))?;
        let segments = page.split('/').chain(branch.split('/'));
        url.path_segments_mut()
            .ok()?
            .pop_if_empty()
            .extend(segments);
        url.query_pairs_mut().append_pair(name, FILE);
        let whole = value.map(|value| {
            let mut whole = url.clone();
            whole.query_pairs_mut().append_pair(value, text);
            whole
        });
        let whole = whole.filter(|whole| whole.as_str().len() <= MAX_ADDRESS);
        Some(Self {
            has_text: whole.is_some(),
            href: whole.unwrap_or(url).into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forge_has_an_editor_of_its_own() {
        let of = |repository, text| NewFile::of(repository, "feature/a b", text);
        let cases = [
            (
                "https://github.com/o/r",
                "https://github.com/o/r/new/feature/a%20b?filename=publiccode.yml&value=a%3A+b%26",
                true,
            ),
            (
                "https://gitlab.com/a/b/c",
                "https://gitlab.com/a/b/c/-/new/feature/a%20b?file_name=publiccode.yml",
                false,
            ),
            (
                "https://codeberg.org/o/r",
                "https://codeberg.org/o/r/_new/feature/a%20b?filename=publiccode.yml&value=a%3A+b%26",
                true,
            ),
        ];
        for (repository, href, has_text) in cases {
            let href = href.to_owned();
            assert_eq!(of(repository, "a: b&"), Some(NewFile { href, has_text }));
        }
        assert_eq!(of("https://git.example.org/o/r", ""), None);
        let long = of("https://github.com/o/r", &"x".repeat(MAX_ADDRESS)).unwrap();
        assert!(!long.has_text && long.href.ends_with("?filename=publiccode.yml"));
    }
}
