//! Commits of the last two years. Gitea takes `since`; Forgejo does not, so a
//! reader stops at the first page that is older.

use std::collections::VecDeque;

use chrono::{DateTime, SecondsFormat, Utc};
use url::Url;

use super::Gitea;
use super::response::CommitRow;
use crate::address::RepositoryId;
use crate::commits::{Commit, CommitActivity, is_bot};
use crate::forge::rest::segment;
use crate::forge::{Forge, ForgeError, HistoryRequest};

/// Commits on a page; servers cap it at fifty.
const PER_PAGE: usize = 50;

/// A history in the making.
pub(super) struct OpenHistory {
    commits: Vec<Commit>,
    last_at: Option<DateTime<Utc>>,
    /// How many the forge says there are, of all times where it does not take
    /// `since`.
    told: Option<u64>,
    next: Option<Url>,
}

impl Gitea {
    /// Begins the history of the repository called `full_name`: the newest page.
    /// `None` when it has no commits.
    pub(super) async fn begin_history(
        &self,
        path: &str,
    ) -> Result<Option<OpenHistory>, ForgeError> {
        let since = self.since.to_rfc3339_opts(SecondsFormat::Secs, true);
        let url = self.rest.url(&format!(
            "{path}/commits?limit={PER_PAGE}&page=1&stat=false&verification=false&files=false&since={since}"
        ))?;
        let mut history = OpenHistory {
            commits: Vec::new(),
            last_at: None,
            told: None,
            next: Some(url),
        };
        Ok(self
            .continue_history(&mut history)
            .await?
            .then_some(history))
    }

    /// Reads the next page. `false` when the forge has no commits to show.
    async fn continue_history(&self, history: &mut OpenHistory) -> Result<bool, ForgeError> {
        let Some(url) = history.next.take() else {
            return Ok(true);
        };
        let reply = self.rest.get(&url, None).await?;
        if matches!(reply.status, 404 | 409) {
            // 409: the repository is empty.
            return Ok(false);
        }
        if !reply.is_success() {
            return Err(ForgeError::Refused {
                host: self.host().clone(),
                message: reply.message(),
            });
        }
        let rows: Vec<CommitRow> = self.rest.read(&reply)?;
        history.told = history
            .told
            .or(reply.number("x-total-count"))
            .or(reply.number("x-total"));
        let all: Vec<Commit> = rows.into_iter().filter_map(commit).collect();
        history.last_at = history
            .last_at
            .max(all.iter().map(|commit| commit.at).max());
        let before = all.len();
        let within: Vec<Commit> = all
            .into_iter()
            .filter(|commit| commit.at >= self.since)
            .collect();
        if before > 0 && within.len() == before {
            history.next = reply.next_page();
        }
        history.commits.extend(within);
        Ok(true)
    }

    /// The counts of what was read so far.
    pub(super) fn count(&self, history: OpenHistory) -> CommitActivity {
        let read = history.commits.len() as u64;
        let is_whole = history.next.is_none();
        let (counted_since, total) = if is_whole {
            (self.since, read)
        } else {
            let oldest = history.commits.iter().map(|commit| commit.at).min();
            let told = history.told.unwrap_or(read + 1);
            (oldest.unwrap_or(self.since), told.max(read + 1))
        };
        CommitActivity::count(
            self.since,
            counted_since,
            total,
            history.last_at,
            history.commits,
        )
    }

    /// Completes histories, those with the fewest commits first.
    pub(super) async fn read_histories(
        &self,
        mut wanted: Vec<HistoryRequest>,
        max_requests: u64,
    ) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
        wanted.sort_by_key(|request| request.commits);
        let mut queue: VecDeque<HistoryRequest> = wanted.into();
        let mut done = Vec::new();
        let mut left = max_requests;
        while let Some(request) = queue.pop_front() {
            let pages = request.commits.div_ceil(PER_PAGE as u64).max(1);
            if pages > left && !done.is_empty() {
                break;
            }
            let path = format!(
                "repos/{}/{}",
                segment(request.url.owner()),
                segment(request.url.name())
            );
            left = left.saturating_sub(1);
            let Some(mut history) = self.begin_history(&path).await? else {
                continue;
            };
            while history.next.is_some() && left > 0 {
                left -= 1;
                self.continue_history(&mut history).await?;
            }
            if history.next.is_none() {
                done.push((request.id, self.count(history)));
            }
            if left == 0 {
                break;
            }
        }
        Ok(done)
    }
}

/// A commit without names: one author is one login, else one address, else one
/// name.
fn commit(row: CommitRow) -> Option<Commit> {
    let git = row.commit;
    let (author, committer) = git.map_or((None, None), |git| (git.author, git.committer));
    let at = committer
        .and_then(|committer| committer.date)
        .or(row.created)?;
    let login = row.author.map(|account| account.login);
    let (name, email) = author.map_or((None, None), |author| (author.name, author.email));
    let bot = is_bot(login.as_deref(), name.as_deref(), email.as_deref());
    Some(Commit {
        at,
        author: login
            .filter(|login| !login.is_empty())
            .or_else(|| email.map(|email| email.to_lowercase()))
            .or(name)
            .unwrap_or_default(),
        bot,
    })
}
