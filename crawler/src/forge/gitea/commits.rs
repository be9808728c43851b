//! Commits of the last two years: the newest page when a repository is read,
//! and whole histories later.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use url::Url;

use super::client::{Absence, Client, Lookup};
use super::response::CommitRow;
use crate::address::RepositoryId;
use crate::commits::{CommitActivity, Counting};
use crate::forge::rest::Reply;
use crate::forge::{ForgeError, HistoryRequest};
use crate::people::{AuthoredCommit, tell_apart};

/// Without what takes the forge long: sizes, signatures and changed files.
const QUESTION: &[(&str, &str)] = &[
    ("stat", "false"),
    ("verification", "false"),
    ("files", "false"),
    ("limit", "50"),
    ("page", "1"),
];

/// The newest commits of a repository.
#[derive(Debug)]
pub(super) struct Newest {
    /// The git id of the newest one.
    pub(super) head: Option<String>,
    /// What they tell.
    pub(super) activity: CommitActivity,
}

/// Why there are no commits to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoCommits {
    /// The forge shows none.
    Absent(Absence),
    /// The default branch is not there.
    NoBranch,
}

/// Asks for the newest commits of the repository at `path`, whose default branch
/// is said to be `branch`.
///
/// A mirror keeps its default branch when that is renamed upstream, and a branch
/// may be deleted: then Gitea answers 500 as if it were in trouble
/// (go-gitea/gitea#15764 and #35323). Whether the branch is there tells the two
/// apart.
pub(super) async fn newest(
    client: &Client,
    path: &str,
    branch: Option<&str>,
    counting: &Counting,
) -> Result<Result<Newest, NoCommits>, ForgeError> {
    let url = client.below(path, &["commits"], QUESTION)?;
    let answer = match client.ask_unsure(&url).await {
        Err(ForgeError::Unreachable { .. }) => {
            if is_missing(client, path, branch).await? {
                return Ok(Err(NoCommits::NoBranch));
            }
            client.ask(&url, None).await?
        }
        answer => answer?,
    };
    let reply = match answer {
        Lookup::Here(reply) => reply,
        Lookup::Absent(Absence::Missing) if is_missing(client, path, branch).await? => {
            return Ok(Err(NoCommits::NoBranch));
        }
        Lookup::Absent(absence) => return Ok(Err(NoCommits::Absent(absence))),
        Lookup::NotModified => return Ok(Err(NoCommits::Absent(Absence::Missing))),
    };
    let mut history = History::new(counting);
    let next = history.take(client, &reply)?;
    Ok(Ok(Newest {
        head: history.head.take(),
        activity: history.count(next.is_none(), reply.number("x-total-count")),
    }))
}

/// Whether the repository is there and this branch of it is not.
async fn is_missing(client: &Client, path: &str, branch: Option<&str>) -> Result<bool, ForgeError> {
    let Some(branch) = branch.filter(|branch| !branch.is_empty()) else {
        return Ok(false);
    };
    let segments: Vec<&str> = ["branches"].into_iter().chain(branch.split('/')).collect();
    let url = client.below(path, &segments, &[])?;
    if !matches!(
        client.ask(&url, None).await?,
        Lookup::Absent(Absence::Missing)
    ) {
        return Ok(false);
    }
    // All is missing of a repository that left since it was listed.
    let url = client.below(path, &[], &[])?;
    Ok(matches!(client.ask(&url, None).await?, Lookup::Here(_)))
}

/// Reads whole histories, those with the fewest commits first, within
/// `max_requests`. What can't be read is left for a later run; an error is given
/// when nothing else came of it.
pub(super) async fn histories(
    client: &Client,
    counting: &Counting,
    mut wanted: Vec<HistoryRequest>,
    max_requests: u64,
) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
    wanted.sort_by_key(|request| request.commits);
    let mut left = max_requests;
    let mut done = Vec::new();
    let mut failure = None;
    for request in wanted {
        match whole(client, &request.url.path(), counting, &mut left).await {
            Ok(Some(activity)) => done.push((request.id, activity)),
            Ok(None) => {}
            Err(error) => {
                let is_end = matches!(
                    error,
                    ForgeError::Halted(_) | ForgeError::OutOfBudget { .. }
                );
                failure.get_or_insert(error);
                if is_end {
                    break;
                }
            }
        }
        if left == 0 {
            break;
        }
    }
    match failure {
        Some(error) if done.is_empty() => Err(error),
        _ => Ok(done),
    }
}

/// One whole history; `None` when it takes more requests than are left, or is
/// not there.
async fn whole(
    client: &Client,
    path: &str,
    counting: &Counting,
    left: &mut u64,
) -> Result<Option<CommitActivity>, ForgeError> {
    let mut history = History::new(counting);
    let mut url = client.below(path, &["commits"], QUESTION)?;
    while *left > 0 {
        *left -= 1;
        let Some(reply) = client.part(&url).await? else {
            return Ok(None);
        };
        match history.take(client, &reply)? {
            Some(next) => url = next,
            None => return Ok(Some(history.count(true, None))),
        }
    }
    Ok(None)
}

/// A history in the making, from the newest commit back.
struct History<'a> {
    counting: &'a Counting,
    head: Option<String>,
    last_at: Option<DateTime<Utc>>,
    /// By git id: a push while pages are read moves commits to the next page.
    commits: HashMap<String, AuthoredCommit>,
}

impl<'a> History<'a> {
    fn new(counting: &'a Counting) -> Self {
        Self {
            counting,
            head: None,
            last_at: None,
            commits: HashMap::new(),
        }
    }

    /// Takes up a page. Gives back where the next one is, unless the window ends
    /// on this one.
    fn take(&mut self, client: &Client, reply: &Reply) -> Result<Option<Url>, ForgeError> {
        let rows: Vec<CommitRow> = client.read(reply)?;
        let mut reaches_back = rows.is_empty();
        for row in rows {
            let sha = row.sha.clone();
            let commit = row.commit(&self.counting.bots);
            self.head.get_or_insert_with(|| sha.clone());
            self.last_at.get_or_insert(commit.at);
            reaches_back = commit.at < self.counting.since;
            if !reaches_back {
                self.commits.insert(sha, commit);
            }
        }
        if reaches_back {
            return Ok(None);
        }
        client.next(reply)
    }

    /// Counts. When it is not whole, `total` is what the forge says that the
    /// repository has of all times.
    fn count(self, is_whole: bool, total: Option<u64>) -> CommitActivity {
        let counted = self.commits.len() as u64;
        let (counted_since, total) = if is_whole {
            (self.counting.since, counted)
        } else {
            let oldest = self.commits.values().map(|commit| commit.at).min();
            let more = counted + 1;
            (
                oldest.unwrap_or(self.counting.since),
                total.unwrap_or(more).max(more),
            )
        };
        CommitActivity::count(
            self.counting.since,
            counted_since,
            total,
            self.last_at,
            tell_apart(self.commits.into_values()),
        )
    }
}
