//! What the API answers, as far as it is read. Fields that not every version
//! has are optional; a number that is below zero, which old counters can be,
//! counts as not given.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};

use crate::address::{ForgeHost, RepositoryId, RepositoryUrl};
use crate::bots::BotList;
use crate::forge::tree::{self, EntryKind};
use crate::forge::{self, Listed};
use crate::observation::Counts;
use crate::people::{self, AuthoredCommit};
use crate::sink::ListedFacts;

/// A repository, in a list or by itself.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Row {
    pub(super) id: u64,
    /// `owner/name`.
    pub(super) full_name: String,
    pub(super) owner: Option<Owner>,
    pub(super) private: bool,
    pub(super) internal: Option<bool>,
    pub(super) description: Option<String>,
    pub(super) website: Option<String>,
    pub(super) topics: Option<Vec<String>>,
    /// The largest language; empty when none was found.
    pub(super) language: Option<String>,
    /// SPDX identifiers; Gitea since 1.23, no Forgejo.
    pub(super) licenses: Option<Vec<String>>,
    pub(super) created_at: Option<DateTime<Utc>>,
    pub(super) updated_at: Option<DateTime<Utc>>,
    pub(super) archived: Option<bool>,
    /// 1970 when it never was.
    pub(super) archived_at: Option<DateTime<Utc>>,
    pub(super) empty: Option<bool>,
    pub(super) fork: Option<bool>,
    pub(super) parent: Option<Parent>,
    pub(super) mirror: Option<bool>,
    /// Where it was imported from, a mirror or not.
    pub(super) original_url: Option<String>,
    pub(super) template: Option<bool>,
    #[serde(default, deserialize_with = "count")]
    pub(super) stars_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    pub(super) forks_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    pub(super) watchers_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    pub(super) open_issues_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    pub(super) open_pr_counter: Option<u64>,
    /// Published releases.
    #[serde(default, deserialize_with = "count")]
    pub(super) release_counter: Option<u64>,
    pub(super) has_code: Option<bool>,
    pub(super) has_issues: Option<bool>,
    pub(super) has_pull_requests: Option<bool>,
    pub(super) has_releases: Option<bool>,
    /// Issues are kept elsewhere.
    pub(super) external_tracker: Option<serde::de::IgnoredAny>,
    pub(super) default_branch: Option<String>,
}

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let number = Option::<i64>::deserialize(deserializer)?;
    Ok(number.and_then(|number| u64::try_from(number).ok()))
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Owner {
    pub(super) id: Option<u64>,
    pub(super) login: String,
    /// `public`, `limited` (to who is signed in) or `private`.
    pub(super) visibility: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Parent {
    pub(super) full_name: String,
    pub(super) private: bool,
    pub(super) internal: Option<bool>,
    pub(super) owner: Option<Owner>,
}

impl Owner {
    pub(super) fn owner(&self) -> Option<forge::Owner> {
        Some(forge::Owner {
            id: self.id?.to_string(),
            path: self.login.clone(),
        })
    }

    fn is_hidden(&self) -> bool {
        self.visibility
            .as_deref()
            .is_some_and(|visibility| !visibility.is_empty() && visibility != "public")
    }
}

impl Row {
    /// Whether it shows to those with rights only, be it to everybody who is
    /// signed in.
    pub(super) fn is_hidden(&self) -> bool {
        self.private
            || self.internal == Some(true)
            || self.owner.as_ref().is_some_and(Owner::is_hidden)
    }

    pub(super) fn repository_id(&self, host: &ForgeHost) -> RepositoryId {
        RepositoryId::new(host.clone(), self.id.to_string())
    }

    /// Its address on this host. The forge's own word for it (`html_url`) is
    /// wrong where its root address is not set well.
    pub(super) fn url(&self, host: &ForgeHost) -> Option<RepositoryUrl> {
        web_address(host, &self.full_name)
    }

    /// As a list has it; asked for by id, which no rename changes.
    pub(super) fn listed(&self, host: &ForgeHost) -> Option<Listed> {
        Some(Listed {
            id: self.repository_id(host),
            handle: self.id.to_string(),
            url: self.url(host)?,
            pushed_at: None,
            updated_at: self.updated_at,
            owner: self.owner.as_ref().and_then(Owner::owner),
            facts: ListedFacts {
                counts: self.counts(),
                releases: self
                    .release_counter
                    .filter(|_| self.has_releases != Some(false)),
            },
        })
    }

    /// The numbers of what is switched on. None of them moves `updated_at`.
    pub(super) fn counts(&self) -> Counts {
        let has_issues = self.has_issues != Some(false) && self.external_tracker.is_none();
        let has_pull_requests = self.has_pull_requests != Some(false);
        Counts {
            stars: self.stars_count,
            forks: self.forks_count,
            watchers: self.watchers_count,
            open_issues: self.open_issues_count.filter(|_| has_issues),
            closed_issues: None,
            open_pull_requests: self.open_pr_counter.filter(|_| has_pull_requests),
            closed_pull_requests: None,
        }
    }
}

impl Parent {
    /// Its address, where everybody may know it.
    pub(super) fn url(&self, host: &ForgeHost) -> Option<RepositoryUrl> {
        let is_hidden = self.private
            || self.internal == Some(true)
            || self.owner.as_ref().is_some_and(Owner::is_hidden);
        web_address(host, &self.full_name).filter(|_| !is_hidden)
    }
}

fn web_address(host: &ForgeHost, path: &str) -> Option<RepositoryUrl> {
    format!("https://{host}/{path}").parse().ok()
}

#[derive(Debug, Deserialize)]
pub(super) struct ReleaseRow {
    pub(super) tag_name: String,
    #[serde(default)]
    pub(super) draft: bool,
    #[serde(default)]
    pub(super) prerelease: Option<bool>,
    pub(super) author: Option<User>,
    pub(super) published_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TagRow {
    pub(super) name: String,
    /// The git id of the tag: of an annotated one its own, else the commit's.
    pub(super) id: Option<String>,
    pub(super) commit: Option<CommitMeta>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CommitMeta {
    pub(super) sha: Option<String>,
    /// When it was committed; of an annotated tag, when that was written.
    pub(super) created: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CommitRow {
    pub(super) sha: String,
    pub(super) commit: GitCommit,
    pub(super) author: Option<User>,
    pub(super) parents: Option<Vec<serde::de::IgnoredAny>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct GitCommit {
    pub(super) author: Option<Signature>,
    pub(super) committer: Signature,
}

#[derive(Debug, Deserialize)]
pub(super) struct Signature {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) date: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) login: Option<String>,
}

impl CommitRow {
    /// The commit with its author.
    pub(super) fn commit(self, bots: &BotList) -> AuthoredCommit {
        let (name, email) = match self.commit.author {
            Some(author) => (author.name, author.email),
            None => (None, None),
        };
        let author = people::Author {
            login: self.author.and_then(|user| user.login),
            email,
            name,
        };
        let merge = self.parents.map(|parents| parents.len() > 1);
        AuthoredCommit::new(self.commit.committer.date, author, merge, bots)
    }
}

/// A page of a tree.
#[derive(Debug, Deserialize)]
pub(super) struct TreePage {
    /// Null for an empty tree.
    pub(super) tree: Option<Vec<Entry>>,
    #[serde(default)]
    pub(super) truncated: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Entry {
    /// From the tree that was asked for.
    pub(super) path: String,
    /// `blob`, `tree` or `commit` (a submodule).
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// The mode in git, in octal: `120000` for a link.
    #[serde(default)]
    pub(super) mode: String,
    pub(super) sha: String,
}

impl Entry {
    /// What stands in a folder, under the last part of its path.
    pub(super) fn listed(&self) -> tree::Entry {
        tree::Entry {
            name: self.path.rsplit('/').next().unwrap_or_default().to_owned(),
            kind: match (self.kind.as_str(), self.mode.as_str()) {
                ("tree", _) => EntryKind::Folder,
                ("commit", _) => EntryKind::Submodule,
                (_, "120000") => EntryKind::Link,
                _ => EntryKind::File,
            },
        }
    }
}

/// What is at a path: a file with its content, or what is in a folder.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Contents {
    File(FileContent),
    Folder(Vec<FolderEntry>),
}

/// A file, with its content.
#[derive(Debug, Deserialize)]
pub(super) struct FileContent {
    /// `file`, `symlink`, `submodule`.
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) size: u64,
    /// In base64; empty or null when the file is larger than the forge gives.
    pub(super) content: Option<String>,
    /// Where a symlink leads.
    pub(super) target: Option<String>,
}

/// What stands in a folder.
#[derive(Debug, Deserialize)]
pub(super) struct FolderEntry {
    pub(super) name: String,
    /// `file`, `dir`, `symlink`, `submodule`.
    #[serde(rename = "type")]
    pub(super) kind: String,
}

impl FolderEntry {
    pub(super) fn listed(self) -> tree::Entry {
        tree::Entry {
            name: self.name,
            kind: match self.kind.as_str() {
                "dir" => EntryKind::Folder,
                "symlink" => EntryKind::Link,
                "submodule" => EntryKind::Submodule,
                _ => EntryKind::File,
            },
        }
    }
}
