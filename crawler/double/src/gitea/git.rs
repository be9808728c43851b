//! Commits, trees and files.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::repository::moment;
use super::server::Question;
use crate::world::{Commit, Repository};

/// A number for a text: always the same, and another for another text.
pub(super) fn number_of(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// A git id for a text.
pub(super) fn id_of(text: &str) -> String {
    format!("{:08x}{:032x}", number_of(text), text.len())
}

/// The git id of the commit that so many are newer than.
fn commit_id(repository: &Repository, newer: usize) -> String {
    format!("{:040x}", repository.commits.len() - newer)
}

/// The commits that are asked for: all, or those since a moment.
pub(super) fn since<'a>(question: &Question, repository: &'a Repository) -> &'a [Commit] {
    let since = question
        .parameter("since")
        .filter(|_| question.settings.knows_since)
        .and_then(|since| since.parse::<DateTime<Utc>>().ok());
    let all = repository.commits.as_slice();
    match since {
        Some(since) => {
            let end = all.partition_point(|commit| commit.at >= since.timestamp());
            &all[..end]
        }
        None => all,
    }
}

/// The commit at this place, the newest being at 0.
pub(super) fn commit(repository: &Repository, at: usize, commit: Commit) -> Value {
    let author = usize::try_from(commit.author)
        .ok()
        .and_then(|author| repository.authors.get(author));
    let when = moment(DateTime::from_timestamp(commit.at, 0).unwrap_or_default());
    let signature = json!({
        "name": author.map(|author| author.name.as_str()).unwrap_or_default(),
        "email": author.map(|author| author.email.as_str()).unwrap_or_default(),
        "date": when,
    });
    let is_merge = repository.merges.contains(&commit.at);
    let user = author.and_then(|author| author.login.as_deref()).map(
        |login| json!({ "id": number_of(login), "login": login, "email": signature["email"] }),
    );
    json!({
        "url": "",
        "sha": commit_id(repository, at),
        "created": when,
        "html_url": "",
        "commit": {
            "url": "",
            "author": signature,
            "committer": signature,
            "message": "Change something\n",
            "tree": { "url": "", "sha": id_of("") , "created": when },
            "verification": null,
        },
        "author": user,
        "committer": user,
        "parents": vec![json!({ "sha": "", "url": "" }); if is_merge { 2 } else { 1 }],
        "files": null,
        "stats": null,
    })
}

/// Every file and folder, in git's order; a folder has no content. The key of
/// a folder ends in a slash, which is how git sorts it.
fn entries(repository: &Repository) -> BTreeMap<String, Option<&[u8]>> {
    let mut entries = BTreeMap::new();
    for (path, content) in &repository.files {
        for (at, _) in path.match_indices('/') {
            entries.insert(path[..=at].to_owned(), None);
        }
        entries.insert(path.clone(), Some(&**content));
    }
    entries
}

/// A page of the tree of a commit, a branch or a folder's git id.
pub(super) fn tree(question: &Question, repository: &Repository, name: &str) -> Option<Value> {
    let all = entries(repository);
    let is_root = name == "HEAD"
        || repository.default_branch.as_deref() == Some(name)
        || (0..repository.commits.len()).any(|at| commit_id(repository, at) == name);
    let folder = if is_root {
        ""
    } else {
        all.iter()
            .find(|(path, content)| content.is_none() && id_of(path) == name)
            .map(|(path, _)| path.as_str())?
    };
    let is_recursive = matches!(question.parameter("recursive"), Some("true" | "1"));
    let inside: Vec<(&str, Option<&[u8]>)> = all
        .iter()
        .filter_map(|(path, content)| {
            let path = path.strip_prefix(folder)?;
            let name = path.trim_end_matches('/');
            let shows = !name.is_empty() && (is_recursive || !name.contains('/'));
            shows.then_some((path, *content))
        })
        .collect();
    let max_per_page = question.settings.trees_per_page;
    let per_page = match question.number("per_page") {
        None | Some(0) => max_per_page,
        Some(wanted) => wanted.min(max_per_page),
    };
    let start = (question.page() - 1)
        .saturating_mul(per_page)
        .min(inside.len());
    let end = start.saturating_add(per_page).min(inside.len());
    let rows: Vec<Value> = inside[start..end]
        .iter()
        .map(|(path, content)| {
            json!({
                "path": path.trim_end_matches('/'),
                "mode": match content {
                    None => "040000",
                    Some(_) if repository.links.contains(&format!("{folder}{path}")) => "120000",
                    Some(_) => "100644",
                },
                "type": if content.is_some() { "blob" } else { "tree" },
                "size": content.map_or(0, <[u8]>::len),
                "sha": id_of(&format!("{folder}{path}")),
                "url": "",
            })
        })
        .collect();
    Some(json!({
        "sha": id_of(folder),
        "url": "",
        "tree": rows,
        "truncated": end < inside.len(),
        "page": question.page(),
        "total_count": inside.len(),
    }))
}

/// A file with its content, or a folder's files and folders without; a link with
/// where it leads.
pub(super) fn contents(question: &Question, repository: &Repository, path: &str) -> Option<Value> {
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8_lossy()
        .into_owned();
    let Some(content) = repository.files.get(&path) else {
        return folder(repository, &path);
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut file = json!({
        "name": name,
        "path": path,
        "sha": id_of(&path),
        "type": "file",
        "size": content.len(),
        "encoding": "base64",
        "content": "",
        "target": null,
        "submodule_git_url": null,
    });
    if repository.links.contains(&path) {
        let target = String::from_utf8_lossy(content);
        file["type"] = json!("symlink");
        file["target"] = json!(target);
        file["encoding"] = Value::Null;
        file["content"] = Value::Null;
    } else if content.len() <= question.settings.max_blob_size {
        file["content"] = json!(STANDARD.encode(content));
    }
    Some(file)
}

/// The bytes of a file, as they are.
pub(super) fn raw(repository: &Repository, path: &str) -> Option<Vec<u8>> {
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    Some(repository.files.get(&*path)?.to_vec())
}

/// What is in a folder; the empty path is the root.
fn folder(repository: &Repository, path: &str) -> Option<Value> {
    let prefix = match path {
        "" => String::new(),
        path => format!("{path}/"),
    };
    let rows: Vec<Value> = entries(repository)
        .iter()
        .filter_map(|(path, content)| {
            let name = path.strip_prefix(&prefix)?.trim_end_matches('/');
            let shows = !name.is_empty() && !name.contains('/');
            shows.then(|| {
                json!({
                    "name": name,
                    "path": path.trim_end_matches('/'),
                    "sha": id_of(path),
                    "type": match content {
                        None => "dir",
                        Some(_) if repository.links.contains(path) => "symlink",
                        Some(_) => "file",
                    },
                    "size": content.map_or(0, <[u8]>::len),
                    "content": null,
                    "encoding": null,
                    "target": null,
                })
            })
        })
        .collect();
    (!rows.is_empty()).then_some(Value::Array(rows))
}
