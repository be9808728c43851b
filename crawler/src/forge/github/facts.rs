//! From GitHub's answer about one repository to an observation.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::documents::{TEXTS, TextRole};
use crate::address::{ForgeHost, RepositoryId, RepositoryUrl};
use crate::commits::{Commit, CommitActivity, is_bot};
use crate::observation::{
    Counts, FileKind, Flags, ForgeLicence, Gap, KnownFile, LanguageSize, Observation, Release,
    Releases, Source, TextFile,
};
use crate::run::Problem;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    id: String,
    database_id: Option<u64>,
    url: RepositoryUrl,
    description: Option<String>,
    homepage_url: Option<String>,
    created_at: DateTime<Utc>,
    pushed_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
    archived_at: Option<DateTime<Utc>>,
    is_archived: bool,
    is_disabled: bool,
    is_empty: bool,
    is_fork: bool,
    is_mirror: bool,
    is_template: bool,
    mirror_url: Option<String>,
    parent: Option<Parent>,
    stargazer_count: u64,
    fork_count: u64,
    watchers: Option<Total>,
    open_issues: Option<Total>,
    closed_issues: Option<Total>,
    open_pull_requests: Option<Total>,
    closed_pull_requests: Option<Total>,
    license_info: Option<License>,
    languages: Option<Languages>,
    repository_topics: Option<Nodes<TopicNode>>,
    releases: Option<Nodes<ReleaseNode>>,
    tags: Option<Nodes<TagNode>>,
    default_branch_ref: Option<Branch>,
    root: Option<Folder>,
    dot_github: Option<Folder>,
    docs: Option<Folder>,
    src: Option<Folder>,
    /// The texts, by alias, and whatever else the answer holds.
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Parent {
    url: RepositoryUrl,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Total {
    total_count: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct License {
    spdx_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Languages {
    edges: Option<Vec<Option<LanguageEdge>>>,
}

#[derive(Debug, Deserialize)]
struct LanguageEdge {
    size: u64,
    node: Name,
}

#[derive(Debug, Deserialize)]
struct Name {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Nodes<T> {
    #[serde(default)]
    total_count: u64,
    nodes: Option<Vec<Option<T>>>,
}

impl<T> Nodes<T> {
    fn into_parts(self) -> (u64, impl Iterator<Item = T>) {
        (self.total_count, self.nodes.into_iter().flatten().flatten())
    }
}

#[derive(Debug, Deserialize)]
struct TopicNode {
    topic: Name,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReleaseNode {
    tag_name: String,
    published_at: Option<DateTime<Utc>>,
    is_draft: bool,
}

#[derive(Debug, Deserialize)]
struct TagNode {
    name: String,
    target: Option<TagTarget>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TagTarget {
    committed_date: Option<DateTime<Utc>>,
    tagger: Option<Tagger>,
}

#[derive(Debug, Deserialize)]
struct Tagger {
    date: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Branch {
    #[serde(default)]
    name: Option<String>,
    pub(super) target: Option<BranchTarget>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BranchTarget {
    pub(super) committed_date: Option<DateTime<Utc>>,
    pub(super) history: Option<History>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct History {
    pub(super) total_count: u64,
    pub(super) page_info: PageInfo,
    nodes: Option<Vec<Option<CommitNode>>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) has_next_page: bool,
    pub(super) end_cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CommitNode {
    oid: String,
    committed_date: DateTime<Utc>,
    author: Option<Author>,
}

#[derive(Debug, Deserialize)]
struct Author {
    name: Option<String>,
    email: Option<String>,
    user: Option<User>,
}

#[derive(Debug, Deserialize)]
struct User {
    login: String,
}

impl History {
    /// The commits of this page, each with its git id. One author is one login,
    /// else one e-mail address, else one name.
    pub(super) fn commits(self) -> impl Iterator<Item = (String, Commit)> {
        self.nodes.into_iter().flatten().flatten().map(|node| {
            let (login, name, email) = match node.author {
                Some(author) => (
                    author.user.map(|user| user.login),
                    author.name,
                    author.email,
                ),
                None => (None, None, None),
            };
            let bot = is_bot(login.as_deref(), name.as_deref(), email.as_deref());
            let author = login
                .or_else(|| email.map(|email| email.to_lowercase()))
                .or(name)
                .unwrap_or_default();
            let commit = Commit {
                at: node.committed_date,
                author,
                bot,
            };
            (node.oid, commit)
        })
    }
}

#[derive(Debug, Deserialize)]
struct Folder {
    entries: Option<Vec<FolderEntry>>,
}

#[derive(Debug, Deserialize)]
struct FolderEntry {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Blob {
    byte_size: u64,
    is_binary: Option<bool>,
    is_truncated: bool,
    text: Option<String>,
}

/// Makes an observation of what GitHub said about one repository, and names
/// what could not be read whole.
///
/// # Errors
/// When the answer lacks what no repository lacks.
pub(super) fn observe(
    host: &ForgeHost,
    source: &str,
    since: DateTime<Utc>,
    observed_at: DateTime<Utc>,
    answer: Value,
) -> Result<(Observation, Vec<Problem>), serde_json::Error> {
    let repository: Repository = serde_json::from_value(answer)?;
    let url = repository.url;
    let mut found = Findings {
        subject: url.to_string(),
        gaps: Vec::new(),
        problems: Vec::new(),
    };

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
                .and_then(|target| count_commits(since, target));
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
    ];
    if folders[0].1.is_some() {
        observation.files = Some(known_files(folders));
    }
    for role in [TextRole::Readme, TextRole::Publiccode, TextRole::Licence] {
        let text = found.text(role, &repository.rest);
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
            })
            .collect(),
    }
}

/// Counts the newest commits. When there are more than the page holds, the
/// counts are whole from the oldest one on the page.
fn count_commits(since: DateTime<Utc>, target: BranchTarget) -> Option<CommitActivity> {
    let last_at = target.committed_date;
    let history = target.history?;
    let total = history.total_count;
    let whole = !history.page_info.has_next_page;
    let commits: Vec<Commit> = history.commits().map(|(_, commit)| commit).collect();
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

/// The well-known files among the entries of a few folders, one per kind; the
/// root comes first.
fn known_files(folders: [(&str, Option<Folder>); 4]) -> Vec<KnownFile> {
    let mut files: Vec<KnownFile> = Vec::new();
    for (folder, entries) in folders {
        let entries = entries
            .and_then(|folder| folder.entries)
            .unwrap_or_default();
        for entry in entries {
            let Some(kind) = FileKind::of(&entry.name, entry.kind == "tree") else {
                continue;
            };
            // Elsewhere than at the root these names mean something else.
            let counts = match folder {
                "" => true,
                "src" => kind == FileKind::Tests,
                "docs" => !matches!(kind, FileKind::Readme | FileKind::Tests | FileKind::Licence),
                _ => kind != FileKind::Publiccode,
            };
            if counts && !files.iter().any(|file| file.kind == kind) {
                let path = if folder.is_empty() {
                    entry.name
                } else {
                    format!("{folder}/{}", entry.name)
                };
                files.push(KnownFile { kind, path });
            }
        }
    }
    files.sort_by_key(|file| file.kind);
    files
}

/// Collects what could not be read whole, for the observation and the report.
struct Findings {
    subject: String,
    gaps: Vec<Gap>,
    problems: Vec<Problem>,
}

impl Findings {
    fn note(&mut self, field: &str, what: &str, instead: &str, advice: &str) {
        self.gaps.push(Gap {
            field: field.to_owned(),
            reason: what.to_owned(),
        });
        self.problems.push(Problem {
            subject: self.subject.clone(),
            what: what.to_owned(),
            instead: instead.to_owned(),
            advice: advice.to_owned(),
        });
    }

    /// The first text of this role that exists.
    fn text(&mut self, role: TextRole, answer: &Map<String, Value>) -> Option<TextFile> {
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
        let Some(text) = blob.text.filter(|_| blob.is_binary != Some(true)) else {
            self.note(
                field,
                &format!("{path} is not text in UTF-8"),
                "its text is left out",
                &format!("Save {path} as UTF-8"),
            );
            return None;
        };
        let file = TextFile::capped(path, text, blob.byte_size, blob.is_truncated);
        if file.truncated {
            self.note(
                field,
                &format!("{path} has {} bytes", file.bytes),
                &format!("the first {} bytes are kept", file.text.len()),
                "Move what is not needed at a first reading to other files",
            );
        } else if file.text.contains('\u{FFFD}') {
            self.note(
                field,
                &format!("{path} holds bytes that are not UTF-8"),
                "they are shown as a replacement character",
                &format!("Save {path} as UTF-8"),
            );
        }
        Some(file)
    }

    /// A README that is missing, or is there under a name that is not asked for.
    fn check_readme(&mut self, observation: &Observation) {
        if observation.readme.is_some() || self.gaps.iter().any(|gap| gap.field == "readme") {
            return;
        }
        let elsewhere = observation
            .files
            .iter()
            .flatten()
            .find(|file| file.kind == FileKind::Readme);
        match elsewhere {
            Some(file) => {
                let what = format!("the README has the uncommon name {}", file.path);
                self.note(
                    "readme",
                    &what,
                    "its text is left out",
                    "Rename it to README.md",
                );
            }
            None => self.note(
                "readme",
                "the repository has no README",
                "it is in the catalogue without one",
                "Add a README.md that says what the software does and for whom",
            ),
        }
    }

    /// A publiccode.yml that is no YAML is kept as text and reported.
    fn check_publiccode(&mut self, observation: &Observation) {
        let Some(file) = &observation.publiccode else {
            return;
        };
        let parsed: Result<Map<String, Value>, _> = serde_saphyr::from_str(&file.text);
        if let Err(error) = parsed {
            let place = error
                .location()
                .map(|at| format!(" (line {}, column {})", at.line(), at.column()))
                .unwrap_or_default();
            self.note(
                "publiccode",
                &format!("{} is not valid YAML{place}", file.path),
                "it counts as absent in every judgement",
                &format!("Correct {} and check it with a YAML editor", file.path),
            );
        }
    }
}
