//! Which files a project has, and the texts of some: as GraphQL tells them with
//! the facts, and the rest by REST.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::client::{Client, encoded};
use super::facts;
use super::response::{Nodes, Project, RestEntry, RestFile, Tree};
use crate::forge::ForgeError;
use crate::forge::texts::{Content, MOST_ROUNDS, Question, Texts};
use crate::forge::tree::{Listing, Places};
use crate::observation::{REUSE_FOLDER, Unread};

/// Pages of a hundred that are read of one folder.
const MOST_TREE_PAGES: usize = 20;

/// Pages of a hundred that are read of everything, where the usual places have no
/// tests.
const MOST_SEARCH_PAGES: usize = 3;

/// Folders in which well-known files are looked for, the first before the
/// others.
pub(super) const PLACES: Places = Places {
    folders: &["", ".gitlab", ".github", "docs", "src", REUSE_FOLDER],
    readmes: &["", "docs"],
};

/// Takes what GraphQL told of files out of a project, and asks for what is left:
/// the rest of long lists, and texts with other names than the usual ones.
/// Without `wants_texts` none is asked for. What could not be had is added to
/// `failed`.
///
/// # Errors
/// When it concerns the whole run.
pub(super) async fn read(
    client: &Client,
    handle: &str,
    project: &mut Project,
    wants_texts: bool,
    failed: &mut Vec<(Unread, String)>,
) -> Result<Texts, ForgeError> {
    let mut texts = Texts::new(&PLACES);
    let Some(repository) = &mut project.repository else {
        return Ok(texts);
    };
    if repository.root.is_none() || repository.empty == Some(true) {
        return Ok(texts);
    }
    for (path, tree) in [
        ("", repository.root.take()),
        (".gitlab", repository.dot_gitlab.take()),
        (".github", repository.dot_github.take()),
        ("docs", repository.docs.take()),
        ("src", repository.src.take()),
        (REUSE_FOLDER, repository.licenses.take()),
    ] {
        let mut listing = tree.map(Tree::listing).unwrap_or_default();
        if listing.is_cut {
            match folder(client, handle, path).await {
                Ok(Some(whole)) => listing = whole,
                Ok(None) => {}
                Err(error) if error.may_be_of_one() => {
                    let parts = [Unread::Files, Unread::Texts];
                    failed.extend(parts.map(|part| (part, error.to_string())));
                }
                Err(error) => return Err(error),
            }
        }
        texts.list(path, listing);
    }
    let languages = project.languages.as_deref().map(facts::languages);
    if !texts.folders_to_search(languages.as_deref()).is_empty() {
        match search(client, handle, &mut texts).await {
            Err(error) if error.may_be_of_one() => {
                failed.push((Unread::Files, error.to_string()));
            }
            searched => searched?,
        }
    }
    let blobs = repository.texts.take().map(Nodes::into_vec);
    for blob in blobs.unwrap_or_default() {
        let (path, content) = blob.into_content();
        texts.put(path, content);
    }
    let asked = if wants_texts {
        ask(client, handle, &mut texts).await
    } else {
        Ok(())
    };
    match asked {
        Ok(()) => Ok(texts),
        // One text that can't be had keeps no project out.
        Err(error) if error.may_be_of_one() => {
            failed.push((Unread::Texts, error.to_string()));
            Ok(texts)
        }
        Err(error) => Err(error),
    }
}

/// Asks for texts with other names than the usual ones, following links.
async fn ask(client: &Client, handle: &str, texts: &mut Texts) -> Result<(), ForgeError> {
    for _ in 0..MOST_ROUNDS {
        let questions = texts.questions();
        if questions.is_empty() {
            break;
        }
        for question in questions {
            match question {
                Question::Folder(path) => {
                    let listing = folder(client, handle, &path).await?;
                    texts.list(path, listing.unwrap_or_default());
                }
                Question::File(path) | Question::Bytes(path) => {
                    let content = file(client, handle, &path).await?;
                    texts.put(path, content);
                }
            }
        }
    }
    Ok(())
}

/// Looks through everything for tests, as far as a few pages go. Where they hold
/// everything, every folder is known.
async fn search(client: &Client, handle: &str, texts: &mut Texts) -> Result<(), ForgeError> {
    let first = format!("projects/{handle}/repository/tree?recursive=true&per_page=100");
    let mut next = Some(client.rest.url(&first)?);
    let mut folders: HashMap<String, Listing> = HashMap::new();
    for _ in 0..MOST_SEARCH_PAGES {
        let Some(url) = next else { break };
        let reply = client.rest.get(&url, None).await?;
        if !reply.is_success() {
            return Ok(());
        }
        let entries: Vec<RestEntry> = client.rest.read(&reply)?;
        next = reply.next_page().filter(|_| !entries.is_empty());
        for entry in entries {
            let path = entry.path.clone();
            let is_folder = entry.kind == "tree";
            texts.spot(&path, is_folder);
            if is_folder {
                folders.entry(path.clone()).or_default();
            }
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let listing = folders.entry(folder.to_owned()).or_default();
            listing.entries.push(entry.listed());
        }
    }
    if next.is_none() {
        for (path, listing) in folders {
            if !texts.has(&path) {
                texts.list(path, listing);
            }
        }
    }
    Ok(())
}

/// What is in a folder; `None` where there is no such folder.
async fn folder(client: &Client, handle: &str, path: &str) -> Result<Option<Listing>, ForgeError> {
    let path = encoded(path);
    let first = format!("projects/{handle}/repository/tree?path={path}&per_page=100");
    let mut next = Some(client.rest.url(&first)?);
    let mut listing = Listing::default();
    for _ in 0..MOST_TREE_PAGES {
        let Some(url) = next else { break };
        let reply = client.rest.get(&url, None).await?;
        if !reply.is_success() {
            listing.is_cut = true;
            return Ok((!listing.entries.is_empty()).then_some(listing));
        }
        let entries: Vec<RestEntry> = client.rest.read(&reply)?;
        next = reply.next_page().filter(|_| !entries.is_empty());
        listing
            .entries
            .extend(entries.into_iter().map(RestEntry::listed));
    }
    listing.is_cut = next.is_some();
    Ok(Some(listing))
}

/// What is in a file, or where a link leads.
async fn file(client: &Client, handle: &str, path: &str) -> Result<Content, ForgeError> {
    let path = encoded(path);
    let address = format!("projects/{handle}/repository/files/{path}?ref=HEAD");
    let reply = client.get(&address).await?;
    if !reply.is_success() {
        return Ok(Content::Nothing { size: None });
    }
    let file: RestFile = client.rest.read(&reply)?;
    Ok(match STANDARD.decode(file.content) {
        Ok(bytes) => Content::Bytes {
            bytes,
            size: file.size,
            is_cut: false,
        },
        Err(_) => Content::Nothing { size: None },
    })
}
