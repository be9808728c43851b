//! Repositories and what belongs to them, in the form of the API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::world::{Repository, World};

/// The base of web addresses.
const WEB: &str = "https://codeberg.org";

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// A repository in a list or by itself.
pub(super) fn repository(world: &World, repository: &Repository) -> Value {
    let parent = repository
        .parent
        .and_then(|id| world.by_id(id))
        .map(|at| &world.repositories[at]);
    json!({
        "id": repository.id,
        "owner": { "login": repository.owner },
        "name": repository.name,
        "full_name": repository.path(),
        "description": repository.description.clone().unwrap_or_default(),
        "website": repository.homepage.clone().unwrap_or_default(),
        "html_url": format!("{WEB}/{}", repository.path()),
        "private": !repository.public,
        "internal": false,
        "empty": repository.default_branch.is_none(),
        "fork": repository.parent.is_some(),
        "parent": parent.map(|parent| json!({
            "id": parent.id,
            "full_name": parent.path(),
            "html_url": format!("{WEB}/{}", parent.path()),
        })),
        "template": repository.template,
        "mirror": repository.mirror_url.is_some(),
        "original_url": repository.mirror_url.clone().unwrap_or_default(),
        "archived": repository.archived_at.is_some(),
        "archived_at": repository
            .archived_at
            .map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), moment),
        "size": 100,
        "language": repository.languages.first().map_or("", |(name, _)| name),
        "stars_count": repository.counts.0,
        "forks_count": repository.counts.1,
        "watchers_count": repository.counts.2,
        "open_issues_count": repository.issues.0,
        "open_pr_counter": repository.pull_requests.0,
        "release_counter": repository.releases.len(),
        "default_branch": repository.default_branch.clone().unwrap_or_else(|| "main".to_owned()),
        "created_at": moment(repository.created_at),
        "updated_at": moment(repository.updated_at),
        "has_issues": repository.has_issues,
        "has_pull_requests": repository.has_pull_requests,
        "topics": repository.topics,
        "licenses": repository
            .licence
            .iter()
            .filter(|licence| *licence != "NOASSERTION")
            .collect::<Vec<_>>(),
    })
}

pub(super) fn languages(repository: &Repository) -> Value {
    let sizes = repository.languages.iter();
    sizes
        .map(|(name, bytes)| (name.clone(), json!(bytes)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

pub(super) fn releases(repository: &Repository) -> Vec<Value> {
    let releases = repository.releases.iter();
    releases
        .map(|release| {
            json!({
                "tag_name": release.name,
                "draft": false,
                "created_at": moment(release.at),
                "published_at": moment(release.at),
            })
        })
        .collect()
}

pub(super) fn tags(repository: &Repository) -> Vec<Value> {
    let tags = repository.tags.iter();
    tags.map(|tag| json!({ "name": tag.name, "commit": { "created": moment(tag.at) } }))
        .collect()
}

/// Commits since a moment, newest first.
pub(super) fn commits(repository: &Repository, since: Option<DateTime<Utc>>) -> Vec<Value> {
    repository
        .commits
        .iter()
        .enumerate()
        .filter(|(_, commit)| since.is_none_or(|since| commit.at >= since.timestamp()))
        .map(|(number, commit)| {
            let author = &repository.authors[commit.author as usize];
            let at = moment(DateTime::from_timestamp(commit.at, 0).unwrap_or_default());
            json!({
                "sha": format!("{number:040x}"),
                "created": at,
                "author": author.login.as_ref().map(|login| json!({ "login": login })),
                "commit": {
                    "author": { "name": author.name, "email": author.email, "date": at },
                    "committer": { "name": author.name, "email": author.email, "date": at },
                },
            })
        })
        .collect()
}

/// A folder's entries, or a file with its content. `None` when there is neither.
pub(super) fn contents(repository: &Repository, path: &str) -> Option<Value> {
    if let Some(content) = repository.files.get(path) {
        return Some(json!({
            "name": path.rsplit('/').next(),
            "path": path,
            "type": "file",
            "size": content.len(),
            "encoding": "base64",
            "content": STANDARD.encode(content),
        }));
    }
    let prefix = match path {
        "" => String::new(),
        path => format!("{path}/"),
    };
    let mut entries: Vec<Value> = Vec::new();
    for (file, content) in &repository.files {
        let Some(rest) = file.strip_prefix(&prefix) else {
            continue;
        };
        let (name, kind, size) = match rest.split_once('/') {
            Some((folder, _)) => (folder, "dir", 0),
            None => (rest, "file", content.len()),
        };
        if entries.last().is_none_or(|last| last["name"] != name) {
            entries.push(json!({
                "name": name,
                "path": format!("{prefix}{name}"),
                "type": kind,
                "size": size,
            }));
        }
    }
    (!entries.is_empty() || path.is_empty()).then(|| entries.into())
}
