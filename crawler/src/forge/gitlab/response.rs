//! The form of GitLab's answers, as far as it is asked for.

use chrono::{DateTime, Timelike, Utc};
use serde::{Deserialize, Deserializer};

use crate::address::RepositoryUrl;
use crate::forge::item::Item;
use crate::forge::texts::Content;
use crate::forge::tree::{self, EntryKind, Listing};

/// Entries of one kind that GraphQL lists of a folder.
const PAGE: usize = 100;

/// The one visibility that a catalogue may show.
pub(super) const PUBLIC: &str = "public";

/// A moment in whole seconds: REST gives milliseconds, GraphQL does not, and
/// the two must be equal.
pub(super) fn seconds<'de, D>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error>
where
    D: Deserializer<'de>,
{
    let at = Option::<DateTime<Utc>>::deserialize(deserializer)?;
    Ok(at.map(|at| at.with_nanosecond(0).unwrap_or(at)))
}

/// A list, whose entries and self GitLab may leave out.
#[derive(Debug, Deserialize)]
pub(super) struct Nodes<T> {
    pub(super) count: Option<u64>,
    nodes: Option<Vec<Option<T>>>,
}

impl<T> Nodes<T> {
    pub(super) fn into_vec(self) -> Vec<T> {
        self.nodes.into_iter().flatten().flatten().collect()
    }
}

/// A project in a listing by GraphQL.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListedProject {
    pub(super) id: String,
    pub(super) web_url: RepositoryUrl,
    pub(super) visibility: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) updated_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) last_activity_at: Option<DateTime<Utc>>,
    pub(super) star_count: Option<u64>,
    pub(super) forks_count: Option<u64>,
    /// `None` when issues are switched off.
    pub(super) open_issues_count: Option<u64>,
}

/// A page of a group by GraphQL.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Group {
    /// A global id; its number follows the last slash.
    pub(super) id: Option<String>,
    pub(super) full_path: String,
    pub(super) projects: GroupProjects,
}

/// The projects on it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupProjects {
    /// Of all pages.
    pub(super) count: Option<u64>,
    pub(super) page_info: PageInfo,
    pub(super) nodes: Option<Vec<Item<ListedProject>>>,
}

/// Where the next page begins.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) has_next_page: bool,
    pub(super) end_cursor: Option<String>,
}

/// A project by REST.
#[derive(Debug, Deserialize)]
pub(super) struct RestProject {
    pub(super) id: u64,
    pub(super) web_url: RepositoryUrl,
    pub(super) visibility: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) updated_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) last_activity_at: Option<DateTime<Utc>>,
    pub(super) namespace: Option<Namespace>,
    pub(super) star_count: Option<u64>,
    pub(super) forks_count: Option<u64>,
    /// Absent when issues are switched off.
    pub(super) open_issues_count: Option<u64>,
    pub(super) forked_from_project: Option<Parent>,
    pub(super) mirror: Option<bool>,
    /// Outer `None` when GitLab does not say, inner when there is no licence.
    #[serde(default, deserialize_with = "said")]
    pub(super) license: Option<Option<License>>,
}

fn said<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// The group or user right above a project. The number of a group is that of
/// its namespace.
#[derive(Debug, Deserialize)]
pub(super) struct Namespace {
    pub(super) id: u64,
    pub(super) full_path: String,
}

/// What a project was forked from.
#[derive(Debug, Deserialize)]
pub(super) struct Parent {
    pub(super) web_url: RepositoryUrl,
}

/// A licence, by GitLab's own key.
#[derive(Debug, Deserialize)]
pub(super) struct License {
    pub(super) key: String,
}

/// A tag by REST.
#[derive(Debug, Deserialize)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) commit: Option<TagCommit>,
    pub(super) created_at: Option<DateTime<Utc>>,
}

/// The commit that a tag names.
#[derive(Debug, Deserialize)]
pub(super) struct TagCommit {
    pub(super) committed_date: Option<DateTime<Utc>>,
}

/// A commit by REST. Names and addresses live only while counting.
#[derive(Debug, Deserialize)]
pub(super) struct RestCommit {
    pub(super) id: String,
    pub(super) committed_date: DateTime<Utc>,
    pub(super) author_name: Option<String>,
    pub(super) author_email: Option<String>,
    pub(super) parent_ids: Option<Vec<serde::de::IgnoredAny>>,
}

/// A project whole, by GraphQL.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Project {
    pub(super) web_url: RepositoryUrl,
    pub(super) visibility: Option<String>,
    pub(super) description: Option<String>,
    pub(super) topics: Option<Vec<String>>,
    pub(super) created_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) updated_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) last_activity_at: Option<DateTime<Utc>>,
    pub(super) archived: Option<bool>,
    pub(super) star_count: Option<u64>,
    pub(super) forks_count: Option<u64>,
    /// `None` when issues are switched off; the same for merge requests.
    pub(super) open_issues_count: Option<u64>,
    pub(super) issue_status_counts: Option<IssueStatusCounts>,
    pub(super) open_merge_requests_count: Option<u64>,
    pub(super) merge_requests: Option<Counted>,
    pub(super) languages: Option<Vec<LanguageShare>>,
    pub(super) releases: Option<Nodes<ReleaseNode>>,
    /// `None` when there is none, or when it is not for everybody.
    pub(super) repository: Option<Repository>,
}

/// How many issues there are in a state.
#[derive(Debug, Deserialize)]
pub(super) struct IssueStatusCounts {
    pub(super) closed: Option<u64>,
}

/// A list of which only the length is known.
#[derive(Debug, Deserialize)]
pub(super) struct Counted {
    pub(super) count: Option<u64>,
}

/// A language and its share, in percents.
#[derive(Debug, Deserialize)]
pub(super) struct LanguageShare {
    pub(super) name: String,
    pub(super) share: Option<f64>,
}

/// A release.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReleaseNode {
    pub(super) tag_name: Option<String>,
    pub(super) released_at: Option<DateTime<Utc>>,
}

/// What git holds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Repository {
    pub(super) root_ref: Option<String>,
    pub(super) empty: Option<bool>,
    pub(super) root: Option<Tree>,
    pub(super) dot_gitlab: Option<Tree>,
    pub(super) dot_github: Option<Tree>,
    pub(super) docs: Option<Tree>,
    pub(super) src: Option<Tree>,
    pub(super) licenses: Option<Tree>,
    pub(super) texts: Option<Nodes<Blob>>,
}

/// A folder.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tree {
    pub(super) last_commit: Option<LastCommit>,
    pub(super) trees: Option<Nodes<Entry>>,
    pub(super) blobs: Option<Nodes<Entry>>,
}

/// The newest commit that touched a folder.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LastCommit {
    pub(super) committed_date: Option<DateTime<Utc>>,
}

/// Something in a folder.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) name: String,
    /// The mode in git, of files and links: `120000` for a link.
    #[serde(default)]
    pub(super) mode: Option<String>,
}

/// Something in a folder, by REST.
#[derive(Debug, Deserialize)]
pub(super) struct RestEntry {
    pub(super) name: String,
    /// From the root of the repository.
    pub(super) path: String,
    /// `tree`, `blob` or `commit` (a submodule).
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) mode: Option<String>,
}

/// A file by REST.
#[derive(Debug, Deserialize)]
pub(super) struct RestFile {
    pub(super) size: u64,
    /// In base64.
    pub(super) content: String,
}

/// The mode of a symbolic link.
const LINK: &str = "120000";

impl RestEntry {
    pub(super) fn listed(self) -> tree::Entry {
        tree::Entry {
            name: self.name,
            kind: match (self.kind.as_str(), self.mode.as_deref()) {
                ("tree", _) => EntryKind::Folder,
                ("commit", _) => EntryKind::Submodule,
                (_, Some(LINK)) => EntryKind::Link,
                _ => EntryKind::File,
            },
        }
    }
}

impl Tree {
    /// What is in it. A full page may have more behind it.
    pub(super) fn listing(self) -> Listing {
        let files = self.blobs.map(Nodes::into_vec).unwrap_or_default();
        let folders = self.trees.map(Nodes::into_vec).unwrap_or_default();
        let is_cut = files.len() >= PAGE || folders.len() >= PAGE;
        let folders = folders.into_iter().map(|entry| tree::Entry {
            name: entry.name,
            kind: EntryKind::Folder,
        });
        let files = files.into_iter().map(|entry| tree::Entry {
            name: entry.name,
            kind: match entry.mode.as_deref() {
                Some(LINK) => EntryKind::Link,
                _ => EntryKind::File,
            },
        });
        Listing {
            entries: folders.chain(files).collect(),
            is_cut,
        }
    }
}

/// A file with its text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Blob {
    pub(super) path: String,
    /// A `BigInt`: text or number.
    #[serde(default, deserialize_with = "big")]
    pub(super) raw_size: Option<u64>,
    /// `None` when the file is no text.
    pub(super) raw_text_blob: Option<String>,
}

impl Blob {
    /// Its path, and what is in it.
    pub(super) fn into_content(self) -> (String, Content) {
        let content = match self.raw_text_blob {
            Some(text) => Content::Text {
                size: self.raw_size.unwrap_or(text.len() as u64),
                text,
                is_cut: false,
            },
            None => Content::NoText,
        };
        (self.path, content)
    }
}

fn big<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Big {
        Number(u64),
        Text(String),
    }
    Ok(match Option::<Big>::deserialize(deserializer)? {
        Some(Big::Number(number)) => Some(number),
        Some(Big::Text(text)) => text.parse().ok(),
        None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer that gitlab.com gave, recorded by others; beside the checkout
    /// on some machines.
    #[test]
    fn a_recorded_project_is_read() {
        let path = std::path::Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../shared/forge-recorded/recorded-forgejo-mit/services/migrations/testdata/",
            "gitlab/full_download/GET_%2Fapi%2Fv4%2Fprojects%2F15578026"
        ));
        if !path.exists() {
            println!("skipped: {} is not on this machine", path.display());
            return;
        }
        let text = std::fs::read_to_string(path).unwrap();
        // The headers come first.
        let body = &text[text.find("\n{").unwrap()..];
        let project: RestProject = serde_json::from_str(body).unwrap();
        assert_eq!(project.id, 15_578_026);
        assert_eq!(project.web_url.path(), "gitea/test_repo");
        assert_eq!(project.visibility.as_deref(), Some(PUBLIC));
        assert!(project.last_activity_at.is_some());
    }
}
