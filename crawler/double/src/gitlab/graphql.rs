//! The GraphQL schema, in GitLab's own words for types and fields.
//!
//! A field costs one and what is under it; a list costs more by a hundredth for
//! each item that it may bring; what reads git costs one more. That is near to
//! GitLab's own reckoning and not the same: a group's list, the default order of
//! a list and the last commit cost a little more there.

use std::sync::Arc;

use async_graphql::{
    Context, EmptyMutation, EmptySubscription, Enum, ID, Object, Result, Schema, SimpleObject,
};
use chrono::{DateTime, SecondsFormat, Utc};

use crate::world::World;

/// What a query may cost with a token, and without one.
pub(super) const COMPLEXITY: usize = 250;
pub(super) const COMPLEXITY_OF_ANYBODY: usize = 200;

/// The most bytes of several texts that are asked for at once.
const MOST_BLOB_BYTES: usize = 20 * 1024 * 1024;

/// The most items on a page.
const MOST_ITEMS: usize = 100;

/// The base of web addresses.
pub(super) const WEB: &str = "https://gitlab.com";

pub(super) type GitLabSchema = Schema<Query, EmptyMutation, EmptySubscription>;

/// The schema for a visitor who may spend so much.
pub(super) fn schema(complexity: usize) -> GitLabSchema {
    Schema::build(Query, EmptyMutation, EmptySubscription)
        .limit_complexity(complexity)
        .finish()
}

/// What a list of so many items costs.
fn list(items: Option<i32>, child_complexity: usize) -> usize {
    let items = items
        .and_then(|items| usize::try_from(items).ok())
        .unwrap_or(MOST_ITEMS)
        .min(MOST_ITEMS);
    let one = child_complexity + 1;
    one + one * items / 100
}

/// A moment as GitLab's `Time` is written.
fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(super) struct Query;

#[Object]
impl Query {
    async fn group(&self, ctx: &Context<'_>, full_path: ID) -> Result<Option<Group>> {
        let world = ctx.data::<Arc<World>>()?;
        let account = world
            .account(&full_path)
            .filter(|account| account.is_organisation);
        let subgroup = world
            .repositories
            .iter()
            .any(|repository| repository.owner.eq_ignore_ascii_case(&full_path));
        let path = match account {
            Some(account) => account.login.clone(),
            None if subgroup && full_path.contains('/') => full_path.to_string(),
            None => return Ok(None),
        };
        Ok(Some(Group {
            world: Arc::clone(world),
            path,
        }))
    }

    #[graphql(complexity = "list(first, child_complexity)")]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        ids: Vec<ID>,
        first: Option<i32>,
    ) -> Result<ProjectConnection> {
        let world = ctx.data::<Arc<World>>()?;
        if ids.len() > MOST_ITEMS {
            return Err("Argument \"ids\" is too long (maximum is 100)".into());
        }
        let known = ids.iter().filter_map(|id| {
            let number = id.strip_prefix("gid://gitlab/Project/")?.parse().ok()?;
            world.by_id(number).filter(|at| world.shows(*at))
        });
        Ok(ProjectConnection::page(
            world,
            &known.collect::<Vec<_>>(),
            first,
            None,
        ))
    }
}

pub(super) struct Group {
    world: Arc<World>,
    path: String,
}

#[Object]
impl Group {
    async fn id(&self) -> ID {
        ID(format!(
            "gid://gitlab/Group/{}",
            self.world.account_id(&self.path)
        ))
    }

    async fn full_path(&self) -> &str {
        &self.path
    }

    #[graphql(complexity = "list(first, child_complexity)")]
    async fn projects(
        &self,
        include_subgroups: Option<bool>,
        first: Option<i32>,
        after: Option<String>,
    ) -> ProjectConnection {
        let path = self.path.to_lowercase();
        let below = format!("{path}/");
        let places = (0..self.world.repositories.len()).filter(|at| {
            let owner = self.world.repositories[*at].owner.to_lowercase();
            let within = include_subgroups == Some(true) && owner.starts_with(&below);
            (owner == path || within) && self.world.shows(*at)
        });
        ProjectConnection::page(
            &self.world,
            &places.collect::<Vec<_>>(),
            first,
            after.as_deref(),
        )
    }
}

#[derive(SimpleObject)]
pub(super) struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(SimpleObject)]
pub(super) struct ProjectConnection {
    /// Of all pages.
    count: usize,
    page_info: PageInfo,
    nodes: Option<Vec<Option<Project>>>,
}

impl ProjectConnection {
    fn page(world: &Arc<World>, places: &[usize], first: Option<i32>, after: Option<&str>) -> Self {
        let size = first
            .and_then(|first| usize::try_from(first).ok())
            .unwrap_or(MOST_ITEMS)
            .min(MOST_ITEMS);
        let start = after
            .and_then(|after| after.strip_prefix("eyJ")?.parse::<usize>().ok())
            .map_or(0, |at| at + 1);
        let shown: Vec<usize> = places.iter().copied().skip(start).take(size).collect();
        let end = start + shown.len();
        Self {
            count: places.len(),
            page_info: PageInfo {
                has_next_page: end < places.len(),
                end_cursor: (!shown.is_empty()).then(|| format!("eyJ{}", end - 1)),
            },
            nodes: Some(
                shown
                    .into_iter()
                    .map(|at| {
                        Some(Project {
                            world: Arc::clone(world),
                            at,
                        })
                    })
                    .collect(),
            ),
        }
    }
}

pub(super) struct Project {
    world: Arc<World>,
    at: usize,
}

impl Project {
    fn facts(&self) -> &crate::world::Repository {
        &self.world.repositories[self.at]
    }
}

#[Object]
impl Project {
    async fn id(&self) -> ID {
        ID(format!("gid://gitlab/Project/{}", self.facts().id))
    }

    async fn full_path(&self) -> ID {
        ID(self.facts().path())
    }

    async fn web_url(&self) -> String {
        format!("{WEB}/{}", self.facts().path())
    }

    async fn visibility(&self) -> &str {
        if self.facts().public {
            "public"
        } else {
            "private"
        }
    }

    async fn description(&self) -> Option<&str> {
        self.facts().description.as_deref()
    }

    async fn topics(&self) -> &[String] {
        &self.facts().topics
    }

    async fn created_at(&self) -> String {
        time(self.facts().created_at)
    }

    async fn updated_at(&self) -> String {
        time(self.facts().updated_at)
    }

    async fn last_activity_at(&self) -> Option<String> {
        self.facts().pushed_at.map(time)
    }

    async fn archived(&self) -> bool {
        self.facts().archived_at.is_some()
    }

    async fn star_count(&self) -> u64 {
        self.facts().counts.0
    }

    async fn forks_count(&self) -> u64 {
        self.facts().counts.1
    }

    async fn open_issues_count(&self) -> Option<u64> {
        let facts = self.facts();
        facts.has_issues.then_some(facts.issue_counts().0)
    }

    async fn issue_status_counts(&self) -> Option<IssueStatusCounts> {
        let (opened, closed) = self.facts().issue_counts();
        Some(IssueStatusCounts {
            all: opened + closed,
            opened,
            closed,
        })
    }

    async fn open_merge_requests_count(&self) -> Option<u64> {
        let facts = self.facts();
        facts.has_pull_requests.then_some(facts.request_counts().0)
    }

    #[graphql(complexity = "list(first, child_complexity)")]
    async fn merge_requests(&self, first: Option<i32>) -> Option<MergeRequestConnection> {
        let _ = first;
        let (open, closed, merged) = self.facts().request_counts();
        self.facts()
            .has_pull_requests
            .then_some(MergeRequestConnection {
                count: open + closed + merged,
            })
    }

    #[graphql(complexity = "child_complexity + 2")]
    async fn languages(&self) -> Vec<RepositoryLanguage> {
        let languages = &self.facts().languages;
        let all: u64 = languages.iter().map(|(_, bytes)| bytes).sum();
        languages
            .iter()
            .map(|(name, bytes)| RepositoryLanguage {
                name: name.clone(),
                #[expect(clippy::cast_precision_loss, reason = "sizes far below 2^53")]
                share: Some((*bytes as f64 / all as f64 * 10_000.0).round() / 100.0),
            })
            .collect()
    }

    #[graphql(complexity = "list(first, child_complexity)")]
    async fn releases(
        &self,
        first: Option<i32>,
        sort: Option<ReleaseSort>,
    ) -> Option<ReleaseConnection> {
        let _ = sort;
        let size = first.and_then(|first| usize::try_from(first).ok());
        let releases = &self.facts().releases;
        Some(ReleaseConnection {
            count: releases.len(),
            nodes: releases
                .iter()
                .take(size.unwrap_or(MOST_ITEMS))
                .map(|release| Release {
                    tag_name: release.name.clone(),
                    released_at: time(release.at),
                })
                .collect(),
        })
    }

    async fn repository(&self) -> Option<Repository> {
        self.facts().has_repository.then(|| Repository {
            world: Arc::clone(&self.world),
            at: self.at,
        })
    }
}

#[derive(SimpleObject)]
pub(super) struct IssueStatusCounts {
    all: u64,
    opened: u64,
    closed: u64,
}

#[derive(SimpleObject)]
pub(super) struct MergeRequestConnection {
    count: u64,
}

#[derive(SimpleObject)]
pub(super) struct RepositoryLanguage {
    name: String,
    share: Option<f64>,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReleaseSort {
    CreatedDesc,
    CreatedAsc,
    ReleasedAtDesc,
    ReleasedAtAsc,
}

#[derive(SimpleObject)]
pub(super) struct ReleaseConnection {
    count: usize,
    nodes: Vec<Release>,
}

#[derive(SimpleObject)]
pub(super) struct Release {
    tag_name: String,
    released_at: String,
}

pub(super) struct Repository {
    world: Arc<World>,
    at: usize,
}

#[Object]
impl Repository {
    async fn root_ref(&self) -> Option<&str> {
        self.world.repositories[self.at].branch()
    }

    #[graphql(complexity = "2")]
    async fn empty(&self) -> bool {
        self.world.repositories[self.at].default_branch.is_none()
    }

    #[graphql(complexity = "child_complexity + 2")]
    async fn tree(&self, path: Option<String>) -> Option<Tree> {
        let facts = &self.world.repositories[self.at];
        facts.branch()?;
        Some(Tree {
            world: Arc::clone(&self.world),
            at: self.at,
            path: path.unwrap_or_default(),
        })
    }

    #[graphql(complexity = "list(first, child_complexity) + paths.len() + 1")]
    async fn blobs(
        &self,
        paths: Vec<String>,
        first: Option<i32>,
    ) -> Result<Option<BlobConnection>> {
        let facts = &self.world.repositories[self.at];
        let together: usize = paths
            .iter()
            .filter_map(|path| Some(facts.files.get(path)?.len()))
            .sum();
        if paths.len() > 1 && together > MOST_BLOB_BYTES {
            let mebibytes = together / 1024 / 1024;
            let text = format!("Max blobs size limit exceeded ({mebibytes} MiB / 20 MiB).");
            return Err(text.into());
        }
        let size = first.and_then(|first| usize::try_from(first).ok());
        let found = paths
            .iter()
            .filter_map(|path| Some((path, facts.files.get(path)?)));
        Ok(Some(BlobConnection {
            nodes: found
                .take(size.unwrap_or(MOST_ITEMS))
                .map(|(path, content)| RepositoryBlob {
                    name: path.rsplit('/').next().unwrap_or_default().to_owned(),
                    path: path.clone(),
                    raw_size: Some(content.len().to_string()),
                    raw_text_blob: String::from_utf8(content.to_vec()).ok(),
                })
                .collect(),
        }))
    }
}

#[derive(SimpleObject)]
pub(super) struct BlobConnection {
    nodes: Vec<RepositoryBlob>,
}

#[derive(SimpleObject)]
pub(super) struct RepositoryBlob {
    name: String,
    path: String,
    /// A `BigInt`, which is written as text.
    raw_size: Option<String>,
    raw_text_blob: Option<String>,
}

pub(super) struct Tree {
    world: Arc<World>,
    at: usize,
    path: String,
}

impl Tree {
    /// Names in this folder; folders when `folders`, else files.
    fn names(&self, folders: bool) -> Vec<Blob> {
        let prefix = match self.path.as_str() {
            "" => String::new(),
            path => format!("{path}/"),
        };
        let mut names: Vec<String> = Vec::new();
        for path in self.world.repositories[self.at].files.keys() {
            let Some(rest) = path.strip_prefix(&prefix) else {
                continue;
            };
            let (name, is_folder) = match rest.split_once('/') {
                Some((folder, _)) => (folder, true),
                None => (rest, false),
            };
            if is_folder == folders && names.last().is_none_or(|last| last != name) {
                names.push(name.to_owned());
            }
        }
        let links = &self.world.repositories[self.at].links;
        let mode = |name: &str| {
            let is_link = links.contains(&format!("{prefix}{name}"));
            if is_link { "120000" } else { "100644" }.to_owned()
        };
        names
            .into_iter()
            .map(|name| Blob {
                mode: Some(mode(&name)),
                name,
            })
            .collect()
    }
}

#[Object]
impl Tree {
    #[graphql(complexity = "child_complexity + 2")]
    async fn last_commit(&self) -> Option<Commit> {
        let commit = self.world.repositories[self.at].commits.first()?;
        let at = DateTime::from_timestamp(commit.at, 0)?;
        Some(Commit {
            committed_date: time(at),
        })
    }

    #[graphql(complexity = "list(first, child_complexity)")]
    async fn trees(&self, first: Option<i32>) -> TreeEntryConnection {
        let names = self.names(true).into_iter().take(page_size(first));
        TreeEntryConnection {
            nodes: names.map(|blob| TreeEntry { name: blob.name }).collect(),
        }
    }

    #[graphql(complexity = "list(first, child_complexity)")]
    async fn blobs(&self, first: Option<i32>) -> TreeBlobConnection {
        TreeBlobConnection {
            nodes: self
                .names(false)
                .into_iter()
                .take(page_size(first))
                .collect(),
        }
    }
}

/// As many as are asked for, and never more than a page holds.
fn page_size(first: Option<i32>) -> usize {
    let size = first.and_then(|first| usize::try_from(first).ok());
    size.unwrap_or(MOST_ITEMS).min(MOST_ITEMS)
}

#[derive(SimpleObject)]
pub(super) struct Commit {
    committed_date: String,
}

#[derive(SimpleObject)]
pub(super) struct TreeEntryConnection {
    nodes: Vec<TreeEntry>,
}

#[derive(SimpleObject)]
pub(super) struct TreeEntry {
    name: String,
}

#[derive(SimpleObject)]
pub(super) struct TreeBlobConnection {
    nodes: Vec<Blob>,
}

/// A file or link in a folder.
#[derive(SimpleObject)]
pub(super) struct Blob {
    name: String,
    mode: Option<String>,
}
