//! Which files a repository has, and the texts of some.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::client::Client;
use super::response::{Content, Entry, TreePage};
use crate::forge::ForgeError;
use crate::forge::findings::{Findings, FolderEntries, known_files};
use crate::observation::{FileKind, KnownFile, REUSE_FOLDER, TextFile};

/// Entries on a page of a tree: as many as the forge gives as shipped
/// (`default_git_trees_per_page`).
const TREE_PAGE: (&str, &str) = ("per_page", "1000");

/// Folders in which well-known files are looked for, the first before the
/// others.
const FOLDERS: &[&str] = &[
    "",
    ".forgejo",
    ".gitea",
    ".github",
    "docs",
    "src",
    REUSE_FOLDER,
];

/// Folders whose README counts for the repository.
const README_FOLDERS: &[&str] = &["", ".forgejo", ".gitea", ".github", "docs"];

/// Extensions of texts, what is read best first.
const EXTENSIONS: &[&str] = &[
    "md", "markdown", "", "txt", "rst", "adoc", "asciidoc", "org",
];

/// What is in the root and in a few folders.
#[derive(Debug, Default)]
pub(super) struct Files(Vec<Entry>);

impl Files {
    /// Asks for the tree of a commit: everything at once, and where that is too
    /// much, the root and those folders that did not fit.
    pub(super) async fn ask(
        client: &Client,
        path: &str,
        commit: &str,
    ) -> Result<Option<Self>, ForgeError> {
        let Some(all) = ask_tree(client, path, commit, true).await? else {
            return Ok(None);
        };
        let entries = all.tree.unwrap_or_default();
        if !all.truncated {
            return Ok(Some(Self(entries)));
        }
        let Some(root) = ask_tree(client, path, commit, false).await? else {
            return Ok(None);
        };
        let mut files = root.tree.unwrap_or_default();
        for folder in FOLDERS {
            let Some(entry) = files
                .iter()
                .find(|entry| entry.path == *folder && entry.kind == "tree")
            else {
                continue;
            };
            if is_whole(&entries, folder) {
                let inside = entries.iter().filter(|entry| parent(entry) == *folder);
                files.extend(inside.cloned());
            } else if let Some(tree) = ask_tree(client, path, &entry.sha.clone(), false).await? {
                let inside = tree.tree.unwrap_or_default().into_iter();
                files.extend(inside.map(|entry| Entry {
                    path: format!("{folder}/{}", entry.path),
                    ..entry
                }));
            }
        }
        Ok(Some(Self(files)))
    }

    /// The well-known files.
    pub(super) fn known(&self) -> Vec<KnownFile> {
        known_files(FOLDERS.iter().map(|folder| {
            FolderEntries {
                path: folder,
                entries: self
                    .0
                    .iter()
                    .filter(|entry| parent(entry) == *folder)
                    .map(|entry| (name(entry).to_owned(), entry.kind == "tree"))
                    .collect(),
            }
        }))
    }

    /// The path of the text of this kind, the best when there are several.
    pub(super) fn text(&self, kind: FileKind) -> Option<&str> {
        let folders = match kind {
            FileKind::Readme => README_FOLDERS,
            _ => &README_FOLDERS[..1],
        };
        folders.iter().find_map(|folder| {
            self.0
                .iter()
                .filter(|entry| {
                    parent(entry) == *folder
                        && entry.kind == "blob"
                        && FileKind::of(name(entry), false) == Some(kind)
                })
                .min_by_key(|entry| rank(kind, name(entry)))
                .map(|entry| entry.path.as_str())
        })
    }
}

/// Which of several names is the best: the usual name, no translation or
/// variant, a form that is read well, the short one.
fn rank(kind: FileKind, name: &str) -> (usize, usize, usize, String) {
    let lower = name.to_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let extension = lower
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension);
    let place = |list: &[&str], text: &str| {
        let at = list.iter().position(|known| *known == text);
        at.unwrap_or(list.len())
    };
    let known = place(kind.names(), &lower).min(place(kind.names(), stem));
    (
        known,
        lower.matches('.').count().saturating_sub(1),
        place(EXTENSIONS, extension),
        lower,
    )
}

/// The folder that an entry is in.
fn parent(entry: &Entry) -> &str {
    entry.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(entry: &Entry) -> &str {
    entry
        .path
        .rsplit_once('/')
        .map_or(&*entry.path, |(_, name)| name)
}

/// Whether the first part of a tree has all of a folder: something else comes
/// after it.
fn is_whole(entries: &[Entry], folder: &str) -> bool {
    let is_inside = |entry: &Entry| {
        entry.path == folder
            || entry
                .path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
    };
    entries.iter().any(is_inside) && !entries.last().is_some_and(is_inside)
}

async fn ask_tree(
    client: &Client,
    path: &str,
    tree: &str,
    is_recursive: bool,
) -> Result<Option<TreePage>, ForgeError> {
    let query = [TREE_PAGE, ("recursive", "true")];
    let query = if is_recursive {
        &query[..]
    } else {
        &query[..1]
    };
    let url = client.below(path, &["git", "trees", tree], query)?;
    match client.part(&url).await? {
        Some(reply) => client.read(&reply).map(Some),
        None => Ok(None),
    }
}

/// A file as the forge gave it.
#[derive(Debug)]
pub(super) struct Text {
    path: String,
    content: Content,
}

impl Text {
    /// Asks for the file at `file`. A link is followed once.
    pub(super) async fn ask(
        client: &Client,
        path: &str,
        file: &str,
    ) -> Result<Option<Self>, ForgeError> {
        let mut at = file.to_owned();
        for _ in 0..2 {
            let segments: Vec<&str> = ["contents"].into_iter().chain(at.split('/')).collect();
            let url = client.below(path, &segments, &[])?;
            let Some(reply) = client.part(&url).await? else {
                return Ok(None);
            };
            let content: Content = client.read(&reply)?;
            match &content.target {
                Some(target) if content.kind == "symlink" && !target.contains("..") => {
                    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let target = target.trim_start_matches("./");
                    at = format!("{folder}/{target}")
                        .trim_start_matches('/')
                        .to_owned();
                }
                _ => {
                    return Ok(Some(Self {
                        path: file.to_owned(),
                        content,
                    }));
                }
            }
        }
        Ok(None)
    }

    /// The text, with a note where it is none or not whole.
    pub(super) fn read(self, found: &mut Findings, field: &str) -> Option<TextFile> {
        let Self { path, content } = self;
        let encoded: String = content
            .content
            .unwrap_or_default()
            .split_ascii_whitespace()
            .collect();
        if encoded.is_empty() && content.size > 0 {
            found.note(
                field,
                &format!(
                    "{path} has {} bytes, which the forge does not give",
                    content.size
                ),
                "its text is left out",
                "Move what is not needed at a first reading to other files",
            );
            return None;
        }
        let bytes = STANDARD
            .decode(encoded)
            .ok()
            .filter(|bytes| !bytes.contains(&0));
        // A few bad bytes are shown as such, a file of them is no text.
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        found.keep_text(field, &path, text, content.size, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry {
            path: path.to_owned(),
            kind: "blob".to_owned(),
            sha: String::new(),
        }
    }

    #[test]
    fn of_several_texts_the_usual_one_is_taken() {
        let cases: [(FileKind, &[&str], &str); 5] = [
            (
                FileKind::Readme,
                &["README.nl.md", "README.txt", "README.md"],
                "README.md",
            ),
            (
                FileKind::Readme,
                &["LEESMIJ.md", "readme.rst"],
                "readme.rst",
            ),
            (
                FileKind::Readme,
                &["docs/README.md", "src/README.md"],
                "docs/README.md",
            ),
            (
                FileKind::Licence,
                &["LICENSE-MIT", "LICENSE.md", "LICENSE.APACHE.md"],
                "LICENSE.md",
            ),
            (
                FileKind::Publiccode,
                &["publiccode.yaml", "publiccode.yml"],
                "publiccode.yml",
            ),
        ];
        for (kind, paths, expected) in cases {
            let files = Files(paths.iter().map(|path| entry(path)).collect());
            assert_eq!(files.text(kind), Some(expected));
        }
    }

    #[test]
    fn a_folder_is_whole_when_something_follows_it() {
        let entries = [".forgejo", ".forgejo/workflows", "docs", "docs/a.md"].map(entry);
        assert!(is_whole(&entries, ".forgejo"));
        assert!(!is_whole(&entries, "docs"));
        assert!(!is_whole(&entries, "src"));
    }
}
