//! From GitHub's answer about one repository to an observation.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::documents::{TEXTS, TextRole};
use super::response::{
    Blob, BranchTarget, Folder, Languages, License, Nodes, ReleaseNode, Repository, TagNode, Total,
};
use crate::address::{ForgeHost, RepositoryId};
use crate::commits::{Commit, CommitActivity, Counting};
use crate::forge::findings::{Findings, FolderEntries, known_files};
use crate::observation::{
    Counts, Flags, ForgeLicence, LanguageSize, Observation, REUSE_FOLDER, Release, Releases,
    Source, TextFile,
};
use crate::run::Problem;

/// Makes an observation of what GitHub said about one repository, and names
/// what could not be read whole.
///
/// # Errors
/// When the answer lacks what no repository lacks.
pub(super) fn observe(
    host: &ForgeHost,
    source: &str,
    counting: &Counting,
    observed_at: DateTime<Utc>,
    answer: Value,
) -> Result<(Observation, Vec<Problem>), serde_json::Error> {
    let repository: Repository = serde_json::from_value(answer)?;
    let url = repository.url;
    let mut found = Findings::about(url.to_string());

    let forge_id = repository
        .database_id
        .map_or_else(|| repository.id.clone(), |id| id.to_string());
    let mut observation = Observation::bare(
        RepositoryId::new(host.clone(), forge_id),
        url,
        observed_at,
        Source::Forge {
            api: source.to_owned(),
        },
    );
    observation.handle = Some(repository.id);
    observation.description = repository.description.filter(|text| !text.is_empty());
    observation.homepage = repository.homepage_url.filter(|text| !text.is_empty());
    observation.created_at = Some(repository.created_at);
    observation.pushed_at = repository.pushed_at;
    observation.updated_at = Some(repository.updated_at);
    observation.archived_at = repository.archived_at;
    observation.parent = repository.parent.map(|parent| parent.url);
    observation.mirror_url = repository.mirror_url;
    observation.flags = Flags {
        archived: Some(repository.is_archived),
        disabled: Some(repository.is_disabled),
        empty: Some(repository.is_empty),
        fork: Some(repository.is_fork),
        mirror: Some(repository.is_mirror),
        template: Some(repository.is_template),
    };
    let total = |total: Option<Total>| total.map(|total| total.total_count);
    observation.counts = Counts {
        stars: Some(repository.stargazer_count),
        forks: Some(repository.fork_count),
        watchers: total(repository.watchers),
        open_issues: total(repository.open_issues),
        closed_issues: total(repository.closed_issues),
        open_pull_requests: total(repository.open_pull_requests),
        closed_pull_requests: total(repository.closed_pull_requests),
    };
    observation.licence = Some(match repository.license_info {
        None => ForgeLicence::Missing,
        // GitHub's own word for a licence that it does not recognise.
        Some(License { spdx_id }) => match spdx_id.filter(|id| id != "NOASSERTION") {
            Some(id) => ForgeLicence::Spdx { id },
            None => ForgeLicence::Unrecognised,
        },
    });
    observation.languages = repository.languages.map(languages);
    observation.topics = repository
        .repository_topics
        .map(|topics| topics.into_parts().1.map(|node| node.topic.name).collect());
    observation.releases = repository.releases.map(releases);
    observation.tags = repository.tags.map(tags);
    match repository.default_branch_ref {
        Some(branch) => {
            observation.default_branch = branch.name;
            observation.commits = branch
                .target
                .and_then(|target| count_commits(counting, target));
        }
        None => found.note(
            "default_branch",
            "the repository has no default branch",
            "it is in the catalogue without commits and files",
            "Push a first commit, or set a default branch in the settings of the repository",
        ),
    }

    let folders = [
        ("", repository.root),
        (".github", repository.dot_github),
        ("docs", repository.docs),
        ("src", repository.src),
        (REUSE_FOLDER, repository.licenses),
    ];
    if folders[0].1.is_some() {
        observation.files = Some(known_files(folders.map(entries)));
    }
    for role in [TextRole::Readme, TextRole::Publiccode, TextRole::Licence] {
        let text = text(&mut found, role, &repository.rest);
        match role {
            TextRole::Readme => observation.readme = text,
            TextRole::Publiccode => observation.publiccode = text,
            TextRole::Licence => observation.licence_text = text,
        }
    }
    if observation.default_branch.is_some() {
        found.check_readme(&observation);
    }
    found.check_publiccode(&observation);
    observation.gaps = found.gaps;
    Ok((observation, found.problems))
}

fn languages(languages: Languages) -> Vec<LanguageSize> {
    languages
        .edges
        .into_iter()
        .flatten()
        .flatten()
        .map(|edge| LanguageSize {
            name: edge.node.name,
            bytes: edge.size,
        })
        .collect()
}

fn releases(releases: Nodes<ReleaseNode>) -> Releases {
    let (total, nodes) = releases.into_parts();
    Releases {
        total,
        newest: nodes
            .filter(|release| !release.is_draft)
            .map(|release| Release {
                name: release.tag_name,
                at: release.published_at,
                ..Release::default()
            })
            .collect(),
    }
}

fn tags(tags: Nodes<TagNode>) -> Releases {
    let (total, nodes) = tags.into_parts();
    Releases {
        total,
        newest: nodes
            .map(|tag| Release {
                name: tag.name,
                at: tag.target.and_then(|target| {
                    target
                        .committed_date
                        .or_else(|| target.tagger.and_then(|tagger| tagger.date))
                }),
                ..Release::default()
            })
            .collect(),
    }
}

/// Counts the newest commits. When there are more than the page holds, the
/// counts are whole from the oldest one on the page.
fn count_commits(counting: &Counting, target: BranchTarget) -> Option<CommitActivity> {
    let since = counting.since;
    let last_at = target.committed_date;
    let history = target.history?;
    let total = history.total_count;
    let whole = !history.page_info.has_next_page;
    let commits: Vec<Commit> = history
        .commits(&counting.bots)
        .map(|(_, commit)| commit)
        .collect();
    let counted_since = if whole {
        since
    } else {
        commits
            .iter()
            .map(|commit| commit.at)
            .min()
            .unwrap_or(since)
    };
    Some(CommitActivity::count(
        since,
        counted_since,
        total,
        last_at,
        commits,
    ))
}

/// The first text of this role that exists.
fn text(found: &mut Findings, role: TextRole, answer: &Map<String, Value>) -> Option<TextFile> {
    let (path, blob) = TEXTS
        .iter()
        .filter(|text| text.role == role)
        .find_map(|text| {
            let blob = Blob::deserialize(answer.get(text.alias)?).ok()?;
            Some((text.path, blob))
        })?;
    let field = match role {
        TextRole::Readme => "readme",
        TextRole::Publiccode => "publiccode",
        TextRole::Licence => "licence_text",
    };
    let text = blob.text.filter(|_| blob.is_binary != Some(true));
    found.keep_text(field, path, text, blob.byte_size, blob.is_truncated)
}

fn entries((path, folder): (&'static str, Option<Folder>)) -> FolderEntries {
    let entries = folder.and_then(|folder| folder.entries).unwrap_or_default();
    FolderEntries {
        path,
        entries: entries
            .into_iter()
            .map(|entry| (entry.name, entry.kind == "tree"))
            .collect(),
    }
}
