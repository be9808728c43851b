//! GitHub's answer about a repository, as its GraphQL types come in JSON.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::address::RepositoryUrl;
use crate::bots::BotList;
use crate::forge::texts::Content;
use crate::forge::tree::{Entry, EntryKind, Listing};
use crate::people::{self, AuthoredCommit};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Repository {
    pub(super) id: String,
    pub(super) database_id: Option<u64>,
    pub(super) url: RepositoryUrl,
    pub(super) description: Option<String>,
    pub(super) homepage_url: Option<String>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) pushed_at: Option<DateTime<Utc>>,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) archived_at: Option<DateTime<Utc>>,
    pub(super) is_archived: bool,
    pub(super) is_disabled: bool,
    pub(super) is_empty: bool,
    pub(super) is_fork: bool,
    pub(super) is_mirror: bool,
    pub(super) is_template: bool,
    pub(super) has_discussions_enabled: bool,
    pub(super) mirror_url: Option<String>,
    pub(super) parent: Option<Parent>,
    pub(super) stargazer_count: u64,
    pub(super) fork_count: u64,
    pub(super) watchers: Option<Total>,
    pub(super) open_issues: Option<Total>,
    pub(super) closed_issues: Option<Total>,
    pub(super) open_pull_requests: Option<Total>,
    pub(super) closed_pull_requests: Option<Total>,
    pub(super) license_info: Option<License>,
    pub(super) is_security_policy_enabled: Option<bool>,
    pub(super) contributing_guidelines: Option<IgnoredAny>,
    pub(super) code_of_conduct: Option<IgnoredAny>,
    pub(super) languages: Option<Languages>,
    pub(super) repository_topics: Option<Nodes<TopicNode>>,
    pub(super) releases: Option<Nodes<ReleaseNode>>,
    pub(super) tags: Option<Nodes<TagNode>>,
    pub(super) default_branch_ref: Option<Branch>,
    pub(super) root: Option<Folder>,
    pub(super) dot_github: Option<Folder>,
    pub(super) docs: Option<Folder>,
    pub(super) src: Option<Folder>,
    pub(super) spec: Option<Folder>,
    pub(super) licenses: Option<Folder>,
    /// The texts, by alias, and whatever else the answer holds.
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Parent {
    pub(super) url: RepositoryUrl,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Total {
    pub(super) total_count: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct License {
    pub(super) spdx_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Languages {
    pub(super) edges: Option<Vec<Option<LanguageEdge>>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LanguageEdge {
    pub(super) size: u64,
    pub(super) node: Name,
}

#[derive(Debug, Deserialize)]
pub(super) struct Name {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Nodes<T> {
    #[serde(default)]
    pub(super) total_count: u64,
    pub(super) nodes: Option<Vec<Option<T>>>,
}

impl<T> Nodes<T> {
    pub(super) fn into_parts(self) -> (u64, impl Iterator<Item = T>) {
        (self.total_count, self.nodes.into_iter().flatten().flatten())
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct TopicNode {
    pub(super) topic: Name,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReleaseNode {
    pub(super) tag_name: String,
    pub(super) published_at: Option<DateTime<Utc>>,
    pub(super) is_draft: bool,
    pub(super) is_prerelease: Option<bool>,
    pub(super) author: Option<User>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TagNode {
    pub(super) name: String,
    pub(super) target: Option<TagTarget>,
}

/// A commit, or an annotated tag with what it names.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TagTarget {
    pub(super) committed_date: Option<DateTime<Utc>>,
    pub(super) target: Option<Tagged>,
}

/// What an annotated tag names, where that is a commit.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tagged {
    pub(super) committed_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Branch {
    #[serde(default)]
    pub(super) name: Option<String>,
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
    pub(super) nodes: Option<Vec<Option<CommitNode>>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) has_next_page: bool,
    pub(super) end_cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommitNode {
    pub(super) oid: String,
    pub(super) committed_date: DateTime<Utc>,
    pub(super) author: Option<Author>,
    pub(super) parents: Option<Total>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Author {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) user: Option<User>,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) login: String,
}

impl History {
    /// Whether no commit of the page was left out.
    pub(super) fn is_whole(&self) -> bool {
        let nodes = self.nodes.as_ref();
        nodes.is_some_and(|nodes| nodes.iter().all(Option::is_some))
    }

    /// The commits of this page, each with its git id.
    ///
    /// An app of GitHub has no user here, as `user` is for people alone; it
    /// shows by its name and address, which end in `[bot]`.
    pub(super) fn commits(self, bots: &BotList) -> impl Iterator<Item = (String, AuthoredCommit)> {
        self.nodes.into_iter().flatten().flatten().map(move |node| {
            let author = node.author.map(|author| people::Author {
                login: author.user.map(|user| user.login),
                email: author.email,
                name: author.name,
            });
            let merge = node.parents.map(|parents| parents.total_count > 1);
            let author = author.unwrap_or_default();
            let commit = AuthoredCommit::new(node.committed_date, author, merge, bots);
            (node.oid, commit)
        })
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Folder {
    pub(super) entries: Option<Vec<FolderEntry>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct FolderEntry {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) mode: u32,
    /// What is in it, where that was asked for and it is a folder.
    #[serde(default)]
    pub(super) object: Option<Folder>,
}

/// The mode of a symbolic link.
const LINK: u32 = 0o120_000;

impl Folder {
    /// What is in the folder at `path`, and in those of it that were asked for.
    pub(super) fn listings(mut self, path: &str) -> Vec<(String, Listing)> {
        let entries = self.entries.iter_mut().flatten();
        let mut listings: Vec<(String, Listing)> = entries
            .filter(|entry| entry.kind == "tree")
            .filter_map(|entry| {
                let inside = entry.object.take()?;
                Some((format!("{path}/{}", entry.name), inside.listing()))
            })
            .collect();
        listings.push((path.to_owned(), self.listing()));
        listings
    }

    pub(super) fn listing(self) -> Listing {
        let entries = self.entries.into_iter().flatten().map(|entry| Entry {
            kind: match entry.kind.as_str() {
                "tree" => EntryKind::Folder,
                "commit" => EntryKind::Submodule,
                _ if entry.mode == LINK => EntryKind::Link,
                _ => EntryKind::File,
            },
            name: entry.name,
        });
        Listing {
            entries: entries.collect(),
            is_cut: false,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Blob {
    pub(super) byte_size: u64,
    pub(super) is_binary: Option<bool>,
    pub(super) is_truncated: bool,
    pub(super) text: Option<String>,
}

impl Blob {
    pub(super) fn content(self) -> Content {
        match self.text.filter(|_| self.is_binary != Some(true)) {
            Some(text) => Content::Text {
                text,
                size: self.byte_size,
                is_cut: self.is_truncated,
            },
            None => Content::NoText,
        }
    }
}
