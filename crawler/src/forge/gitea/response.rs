//! Gitea's and Forgejo's answers, as they come in JSON. What one of them or an
//! older version leaves out is absent here.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::address::{ForgeHost, RepositoryId, RepositoryUrl};
use crate::forge::Listed;

/// A repository, in a list or by itself.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Row {
    pub(super) id: u64,
    pub(super) full_name: String,
    pub(super) html_url: RepositoryUrl,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) website: String,
    #[serde(default)]
    pub(super) private: bool,
    #[serde(default)]
    pub(super) internal: bool,
    pub(super) empty: Option<bool>,
    pub(super) fork: Option<bool>,
    pub(super) template: Option<bool>,
    pub(super) mirror: Option<bool>,
    pub(super) archived: Option<bool>,
    /// The year 1 or 1970 where it was never archived.
    pub(super) archived_at: Option<DateTime<Utc>>,
    pub(super) original_url: Option<String>,
    pub(super) parent: Option<Box<Parent>>,
    pub(super) stars_count: Option<u64>,
    pub(super) forks_count: Option<u64>,
    pub(super) watchers_count: Option<u64>,
    pub(super) open_issues_count: Option<u64>,
    pub(super) open_pr_counter: Option<u64>,
    pub(super) release_counter: Option<u64>,
    pub(super) default_branch: Option<String>,
    pub(super) created_at: Option<DateTime<Utc>>,
    pub(super) updated_at: Option<DateTime<Utc>>,
    pub(super) has_issues: Option<bool>,
    pub(super) has_pull_requests: Option<bool>,
    pub(super) topics: Option<Vec<String>>,
    /// SPDX identifiers; Forgejo has none of this.
    pub(super) licenses: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Parent {
    pub(super) html_url: RepositoryUrl,
}

impl Row {
    /// Whether everybody sees it.
    pub(super) fn is_public(&self) -> bool {
        !self.private && !self.internal
    }

    /// The row as a crawl lists it. There is no moment of the last push: what
    /// moves `updated_at` is a push or an edit.
    pub(super) fn listed(&self, host: &ForgeHost) -> Listed {
        Listed {
            id: RepositoryId::new(host.clone(), self.id.to_string()),
            handle: self.id.to_string(),
            url: self.html_url.clone(),
            pushed_at: None,
            updated_at: self.updated_at,
        }
    }
}

/// An entry of a folder, or a file with its content.
#[derive(Debug, Deserialize)]
pub(super) struct Content {
    pub(super) name: String,
    /// `file`, `dir`, `symlink` or `submodule`.
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) size: u64,
    pub(super) content: Option<String>,
}

/// A release.
#[derive(Debug, Deserialize)]
pub(super) struct ReleaseRow {
    pub(super) tag_name: String,
    pub(super) published_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub(super) draft: bool,
}

/// A tag.
#[derive(Debug, Deserialize)]
pub(super) struct TagRow {
    pub(super) name: String,
    pub(super) commit: Option<TagCommit>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TagCommit {
    pub(super) created: Option<DateTime<Utc>>,
}

/// A commit.
#[derive(Debug, Deserialize)]
pub(super) struct CommitRow {
    pub(super) created: Option<DateTime<Utc>>,
    /// The account that the author's address belongs to.
    pub(super) author: Option<Account>,
    pub(super) commit: Option<GitCommit>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Account {
    pub(super) login: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct GitCommit {
    pub(super) author: Option<Signature>,
    pub(super) committer: Option<Signature>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Signature {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) date: Option<DateTime<Utc>>,
}
