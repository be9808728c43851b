//! Commits of the last two years, by REST: a page of a hundred with the facts,
//! the others apart. GitLab does not say how many there are.

use std::collections::VecDeque;

use chrono::{DateTime, SecondsFormat, Utc};
use url::Url;

use super::client::Client;
use super::response::RestCommit;
use crate::address::RepositoryId;
use crate::bots::BotList;
use crate::commits::{CommitActivity, Counting};
use crate::forge::rest::Reply;
use crate::forge::{ForgeError, HistoryRequest};
use crate::people::{Author, AuthoredCommit, tell_apart};

/// The address of the first page of a project's commits.
pub(super) fn first_page(handle: &str, since: DateTime<Utc>) -> String {
    let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
    format!("projects/{handle}/repository/commits?since={since}&per_page=100")
}

/// A page of commits, and where the next one is.
pub(super) struct Page {
    commits: Vec<(String, AuthoredCommit)>,
    next: Option<Url>,
}

impl Page {
    /// Reads an answer; `None` when the project shows no commits: it has none,
    /// or not for everybody.
    ///
    /// # Errors
    /// When the answer is not a list of commits.
    pub(super) fn read(
        client: &Client,
        reply: &Reply,
        bots: &BotList,
    ) -> Result<Option<Self>, ForgeError> {
        if !reply.is_success() {
            return Ok(None);
        }
        let commits: Vec<RestCommit> = client.rest.read(reply)?;
        let next = reply.next_page().filter(|_| !commits.is_empty());
        Ok(Some(Self {
            commits: commits
                .into_iter()
                .map(|commit| counted(commit, bots))
                .collect(),
            next,
        }))
    }

    /// Counts this page. When more follow, the counts are whole from its oldest
    /// commit on, and there is one more at least.
    pub(super) fn count(
        self,
        since: DateTime<Utc>,
        last_at: Option<DateTime<Utc>>,
    ) -> CommitActivity {
        let read = self.commits.len() as u64;
        let oldest = self.commits.iter().map(|(_, commit)| commit.at).min();
        let newest = self.commits.iter().map(|(_, commit)| commit.at).max();
        let (total, counted_since) = match (&self.next, oldest) {
            (Some(_), Some(oldest)) => (read + 1, oldest),
            _ => (read, since),
        };
        let commits = self.commits.into_iter().map(|(_, commit)| commit);
        let commits = tell_apart(commits);
        CommitActivity::count(since, counted_since, total, last_at.max(newest), commits)
    }
}

/// A commit with its author, and its name in git. GitLab tells no account.
fn counted(commit: RestCommit, bots: &BotList) -> (String, AuthoredCommit) {
    let author = Author {
        login: None,
        email: commit.author_email,
        name: commit.author_name,
    };
    let merge = commit.parent_ids.map(|parents| parents.len() > 1);
    let counted = AuthoredCommit::new(commit.committed_date, author, merge, bots);
    (commit.id, counted)
}

/// A history in the making.
struct OpenHistory {
    request: HistoryRequest,
    next: Url,
    commits: Vec<(String, AuthoredCommit)>,
}

/// Reads whole histories within `max_requests`, a page of each in turn, so that
/// the short ones are whole first.
pub(super) async fn histories(
    client: &Client,
    counting: &Counting,
    wanted: Vec<HistoryRequest>,
    max_requests: u64,
) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
    let since = counting.since;
    let mut queue = VecDeque::with_capacity(wanted.len());
    for request in wanted {
        queue.push_back(OpenHistory {
            next: client.rest.url(&first_page(&request.handle, since))?,
            request,
            commits: Vec::new(),
        });
    }
    // More histories than there is room to complete are not begun: each has
    // two pages at least.
    let room = usize::try_from(max_requests / 2).unwrap_or(usize::MAX);
    queue.truncate(room.max(1));
    let mut done = Vec::new();
    let mut requests = 0;
    while let Some(mut open) = queue.pop_front() {
        if requests >= max_requests {
            break;
        }
        requests += 1;
        let reply = client.rest.get(&open.next, None).await?;
        let Some(page) = Page::read(client, &reply, &counting.bots)? else {
            // It is not there any more; the next listing tells.
            continue;
        };
        open.commits.extend(page.commits);
        match page.next {
            Some(next) => {
                open.next = next;
                queue.push_back(open);
            }
            None => done.push((open.request.id, count_whole(since, open.commits))),
        }
    }
    Ok(done)
}

/// Counts a whole history. A commit that moved to the next page while it was
/// read counts once.
fn count_whole(since: DateTime<Utc>, mut commits: Vec<(String, AuthoredCommit)>) -> CommitActivity {
    commits.sort_by(|(a, _), (b, _)| a.cmp(b));
    commits.dedup_by(|(a, _), (b, _)| a == b);
    let total = commits.len() as u64;
    let newest = commits.iter().map(|(_, commit)| commit.at).max();
    let commits = commits.into_iter().map(|(_, commit)| commit);
    CommitActivity::count(since, since, total, newest, tell_apart(commits))
}
