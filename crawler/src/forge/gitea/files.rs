//! Which files a repository has, and the texts of some.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::client::Client;
use super::response::{Contents, Entry, FileContent, FolderEntry, TreePage};
use crate::forge::ForgeError;
use crate::forge::texts::{Content, MOST_ROUNDS, Question, Texts};
use crate::forge::tree::{Listing, Places};
use crate::observation::{MAX_TEXT_BYTES, REUSE_FOLDER};

/// Entries on a page of a tree: as many as the forge gives as shipped
/// (`default_git_trees_per_page`).
const TREE_PAGE: (&str, &str) = ("per_page", "1000");

/// Pages of one folder that are read.
const MOST_TREE_PAGES: usize = 10;

/// Folders in which well-known files are looked for, the first before the
/// others. The forge shows the README of the root, then of `docs`, then of the
/// others (`routers/web/repo/view_readme.go`).
const PLACES: Places = Places {
    folders: &[
        "",
        ".forgejo",
        ".gitea",
        ".github",
        "docs",
        "src",
        REUSE_FOLDER,
    ],
    readmes: &["", "docs", ".forgejo", ".gitea", ".github"],
};

/// A folder of which only the content tells whether it holds tests.
const SPEC: &str = "spec";

/// Asks for the tree of a commit: everything at once, and where that is too
/// much, the root and those folders that did not fit. `None` where the forge
/// shows no files.
pub(super) async fn list(
    client: &Client,
    path: &str,
    commit: &str,
) -> Result<Option<Texts>, ForgeError> {
    let Some(all) = ask_tree(client, path, commit, &[("recursive", "true")]).await? else {
        return Ok(None);
    };
    let mut texts = Texts::new(&PLACES);
    let entries = all.tree.unwrap_or_default();
    if !all.truncated {
        for (folder, listing) in by_folder(&entries) {
            texts.list(folder, listing);
        }
        return Ok(Some(texts));
    }
    let Some((root, is_cut)) = ask_folder(client, path, commit).await? else {
        return Ok(None);
    };
    for folder in PLACES.folders[1..].iter().chain(&[SPEC]) {
        let is_it = |entry: &&Entry| entry.path == *folder && entry.kind == "tree";
        let Some(entry) = root.iter().find(is_it) else {
            // Also where the root is cut: then it is not known, as said there.
            texts.list(*folder, Listing::default());
            continue;
        };
        if is_whole(&entries, folder) {
            let inside = entries.iter().filter(|entry| parent(entry) == *folder);
            texts.list(*folder, listing(inside, false));
        } else if let Some((inside, is_cut)) = ask_folder(client, path, &entry.sha).await? {
            texts.list(*folder, listing(&inside, is_cut));
        }
    }
    texts.list("", listing(&root, is_cut));
    for entry in &entries {
        texts.spot(&entry.path, entry.kind == "tree");
    }
    Ok(Some(texts))
}

/// Asks for the texts, following links.
pub(super) async fn read(client: &Client, path: &str, texts: &mut Texts) -> Result<(), ForgeError> {
    for _ in 0..MOST_ROUNDS {
        let questions = texts.questions();
        if questions.is_empty() {
            break;
        }
        for question in questions {
            let (Question::Folder(at) | Question::File(at) | Question::Bytes(at)) = question;
            match ask_contents(client, path, &at).await? {
                Some(Contents::Folder(entries)) => {
                    let entries = entries.into_iter().map(FolderEntry::listed).collect();
                    let listing = Listing {
                        entries,
                        is_cut: false,
                    };
                    texts.list(at.clone(), listing);
                    texts.put(at, Content::Nothing { size: None });
                }
                Some(Contents::File(file)) => {
                    let content = content(client, path, &at, file).await?;
                    texts.list(at.clone(), Listing::default());
                    texts.put(at, content);
                }
                None => {
                    texts.list(at.clone(), Listing::default());
                    texts.put(at, Content::Nothing { size: None });
                }
            }
        }
    }
    Ok(())
}

/// What a file holds, from the raw address where the forge finds it too large
/// to give with its facts (`DEFAULT_MAX_BLOB_SIZE`).
async fn content(
    client: &Client,
    path: &str,
    at: &str,
    file: FileContent,
) -> Result<Content, ForgeError> {
    if let Some(target) = file.target.filter(|_| file.kind == "symlink") {
        return Ok(Content::Text {
            size: target.len() as u64,
            text: target,
            is_cut: false,
        });
    }
    let encoded = file.content.unwrap_or_default();
    let encoded: String = encoded.split_ascii_whitespace().collect();
    let size = file.size;
    if encoded.is_empty() && size > 0 && file.kind == "file" {
        let segments: Vec<&str> = ["raw"].into_iter().chain(at.split('/')).collect();
        let url = client.below(path, &segments, &[])?;
        return Ok(match client.raw(&url, MAX_TEXT_BYTES).await? {
            Some(bytes) => Content::Bytes {
                is_cut: (bytes.len() as u64) < size,
                bytes,
                size,
            },
            None => Content::Nothing { size: Some(size) },
        });
    }
    Ok(match STANDARD.decode(encoded) {
        Ok(bytes) => Content::Bytes {
            bytes,
            size,
            is_cut: false,
        },
        Err(_) => Content::Nothing { size: None },
    })
}

/// Every folder of a whole tree with what is in it, and those places that it
/// does not have.
fn by_folder(entries: &[Entry]) -> HashMap<String, Listing> {
    let mut folders: HashMap<String, Listing> = HashMap::new();
    for folder in PLACES.folders {
        folders.insert((*folder).to_owned(), Listing::default());
    }
    for entry in entries {
        if entry.kind == "tree" {
            folders.entry(entry.path.clone()).or_default();
        }
        let folder = folders.entry(parent(entry).to_owned()).or_default();
        folder.entries.push(entry.listed());
    }
    folders
}

fn listing<'a>(entries: impl IntoIterator<Item = &'a Entry>, is_cut: bool) -> Listing {
    Listing {
        entries: entries.into_iter().map(Entry::listed).collect(),
        is_cut,
    }
}

/// The folder that an entry is in.
fn parent(entry: &Entry) -> &str {
    entry.path.rsplit_once('/').map_or("", |(folder, _)| folder)
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

/// What is directly in a folder, page after page, and whether there is more.
async fn ask_folder(
    client: &Client,
    path: &str,
    tree: &str,
) -> Result<Option<(Vec<Entry>, bool)>, ForgeError> {
    let mut entries = Vec::new();
    for page in 1..=MOST_TREE_PAGES {
        let page = page.to_string();
        let query: &[(&str, &str)] = if page == "1" {
            &[]
        } else {
            &[("page", page.as_str())]
        };
        let Some(answer) = ask_tree(client, path, tree, query).await? else {
            return Ok((!entries.is_empty()).then_some((entries, true)));
        };
        let rows = answer.tree.unwrap_or_default();
        let is_last = !answer.truncated || rows.is_empty();
        entries.extend(rows);
        if is_last {
            return Ok(Some((entries, false)));
        }
    }
    Ok(Some((entries, true)))
}

async fn ask_tree(
    client: &Client,
    path: &str,
    tree: &str,
    query: &[(&str, &str)],
) -> Result<Option<TreePage>, ForgeError> {
    let query: Vec<(&str, &str)> = [TREE_PAGE].iter().chain(query).copied().collect();
    let url = client.below(path, &["git", "trees", tree], &query)?;
    match client.part(&url).await? {
        Some(reply) => client.read(&reply).map(Some),
        None => Ok(None),
    }
}

async fn ask_contents(
    client: &Client,
    path: &str,
    at: &str,
) -> Result<Option<Contents>, ForgeError> {
    let segments: Vec<&str> = ["contents"].into_iter().chain(at.split('/')).collect();
    let url = client.below(path, &segments, &[])?;
    match client.part(&url).await? {
        Some(reply) => client.read(&reply).map(Some),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry {
            path: path.to_owned(),
            kind: "blob".to_owned(),
            mode: "100644".to_owned(),
            sha: String::new(),
        }
    }

    #[test]
    fn folder_is_complete_when_another_entry_follows() {
        let entries = [".forgejo", ".forgejo/workflows", "docs", "docs/a.md"].map(entry);
        assert!(is_whole(&entries, ".forgejo"));
        assert!(!is_whole(&entries, "docs"));
        assert!(!is_whole(&entries, "src"));
    }
}
