//! A repository, its releases and tags, as rows.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::git;
use super::server::{Question, ROOT, owner};
use crate::world::{Release, Repository};

/// A moment as Gitea writes it.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The repository at this place; a fork with what it was forked from.
pub(super) fn row(question: &Question, at: usize) -> Value {
    let repository = &question.world.repositories[at];
    let parent = repository.parent.and_then(|id| question.world.by_id(id));
    let mut row = plain_row(question, repository);
    if let Some(parent) = parent {
        row["parent"] = plain_row(question, &question.world.repositories[parent]);
    }
    row
}

fn plain_row(question: &Question, repository: &Repository) -> Value {
    let path = repository.path();
    let never = DateTime::<Utc>::UNIX_EPOCH;
    let (stars, forks, watchers) = repository.counts;
    let language = repository
        .languages
        .first()
        .map_or("", |(name, _)| name.as_str());
    let mut row = json!({
        "id": repository.id,
        "owner": owner(&question.world, &repository.owner),
        "name": repository.name,
        "full_name": path,
        "description": repository.description.clone().unwrap_or_default(),
        "empty": repository.commits.is_empty(),
        "private": !repository.public,
        "fork": repository.parent.is_some(),
        "template": repository.template,
        "parent": null,
        "mirror": repository.mirror_url.is_some(),
        "size": 100,
        "language": language,
        "languages_url": format!("{ROOT}/api/v1/repos/{path}/languages"),
        "html_url": format!("{ROOT}/{path}"),
        "url": format!("{ROOT}/api/v1/repos/{path}"),
        "link": "",
        "ssh_url": format!("ssh://git@codeberg.org/{path}.git"),
        "clone_url": format!("{ROOT}/{path}.git"),
        "original_url": repository.mirror_url.clone().unwrap_or_default(),
        "website": repository.homepage.clone().unwrap_or_default(),
        "stars_count": stars,
        "forks_count": forks,
        "watchers_count": watchers,
        "open_issues_count": repository.issue_counts().0,
        "open_pr_counter": repository.request_counts().0,
        "release_counter": repository.releases.len(),
        // Set before there is any branch.
        "default_branch": repository.default_branch.as_deref().unwrap_or("main"),
        "archived": repository.archived_at.is_some(),
        "created_at": moment(repository.created_at),
        "updated_at": moment(repository.updated_at),
        "archived_at": moment(repository.archived_at.unwrap_or(never)),
        "topics": repository.topics,
    });
    if let (Value::Object(row), Value::Object(features)) = (&mut row, features(repository)) {
        row.extend(features);
    }
    if question.settings.tells_licences {
        let licence = repository.licence.as_deref();
        let known: Vec<&str> = licence
            .into_iter()
            .filter(|id| *id != "NOASSERTION")
            .collect();
        row["licenses"] = json!(known);
    }
    row
}

/// What is switched on.
fn features(repository: &Repository) -> Value {
    json!({
        "permissions": { "admin": false, "push": false, "pull": true },
        "has_issues": repository.has_issues,
        "internal_tracker": {
            "enable_time_tracker": true,
            "allow_only_contributors_to_track_time": true,
            "enable_issue_dependencies": true,
        },
        "has_wiki": true,
        "has_pull_requests": repository.has_pull_requests,
        "has_projects": true,
        "has_releases": true,
        "has_packages": true,
        "has_actions": false,
        "avatar_url": "",
        "internal": false,
        "mirror_interval": "",
        "object_format_name": "sha1",
        "mirror_updated": "0001-01-01T00:00:00Z",
    })
}

/// A release, the newest being number 0.
pub(super) fn release(repository: &Repository, number: usize, release: &Release) -> Value {
    let path = repository.path();
    json!({
        "id": number + 1,
        "tag_name": release.name,
        "target_commitish": "main",
        "name": release.name,
        "body": "",
        "url": format!("{ROOT}/api/v1/repos/{path}/releases/{}", number + 1),
        "html_url": format!("{ROOT}/{path}/releases/tag/{}", release.name),
        "draft": false,
        "prerelease": release.prerelease,
        "author": release.author.as_ref().map(|login| json!({
            "id": git::number_of(login),
            "login": login,
        })),
        "created_at": moment(release.at),
        "published_at": moment(release.at),
        "assets": [],
    })
}

/// A tag. An annotated one has a git id of its own, and the date is when it was
/// written, not when its commit was (`services/convert/git_commit.go`).
pub(super) fn tag(tag: &Release) -> Value {
    let sha = git::id_of(&tag.name);
    let id = match tag.tagged_at {
        Some(_) => git::id_of(&format!("tag {}", tag.name)),
        None => sha.clone(),
    };
    let created = moment(tag.tagged_at.unwrap_or(tag.at));
    json!({
        "name": tag.name,
        "message": "",
        "id": id,
        "commit": { "url": "", "sha": sha, "created": created },
        "zipball_url": "",
        "tarball_url": "",
    })
}

/// The commit that a tag names.
pub(super) fn tagged_commit(tag: &Release) -> Value {
    let signature = json!({ "name": "", "email": "", "date": moment(tag.at) });
    json!({
        "url": "",
        "sha": git::id_of(&tag.name),
        "created": moment(tag.at),
        "commit": { "author": signature, "committer": signature, "message": "" },
        "author": null,
        "committer": null,
        "parents": [],
    })
}
