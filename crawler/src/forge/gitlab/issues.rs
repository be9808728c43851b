//! Open issues, by REST: a page of a hundred for each project, the oldest first.
//!
//! When the first answer came GitLab tells for one issue at a time, which is left out: how soon
//! answers come is not known of its projects.

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use serde::Deserialize;

use super::client::Client;
use crate::address::RepositoryId;
use crate::bots::BotList;
use crate::forge::issues::{IssueRow, bounded, tasks, waiting};
use crate::forge::item::Item;
use crate::forge::{ForgeError, IssuesRequest};
use crate::observation::IssueFacts;

/// Requests at the same time, as far as the budget lets them.
const AT_ONCE: usize = 8;

#[derive(Deserialize)]
struct Row {
    iid: u64,
    title: String,
    web_url: String,
    #[serde(default)]
    labels: Vec<String>,
    created_at: DateTime<Utc>,
    author: Option<User>,
    #[serde(default)]
    assignees: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    user_notes_count: u64,
    /// Whether only members see it, which a token may show.
    confidential: bool,
}

#[derive(Deserialize)]
struct User {
    username: String,
}

/// Reads open issues, a request for each project that has any.
pub(super) async fn read(
    client: &Client,
    bots: &BotList,
    now: DateTime<Utc>,
    wanted: Vec<IssuesRequest>,
    max_requests: u64,
) -> Result<Vec<(RepositoryId, IssueFacts)>, ForgeError> {
    let repositories_at_most = usize::try_from(max_requests).unwrap_or(usize::MAX);
    // Where issues are switched off there is no count.
    let (open, none): (Vec<_>, Vec<_>) = wanted
        .into_iter()
        .partition(|request| request.counts.open_issues.is_some_and(|open| open > 0));
    // What was open was closed: the count tells without a request.
    let closed = none.into_iter().filter(IssuesRequest::has_open);
    let closed = closed.map(|request| (request.id, facts(now, &[], bots)));
    // Made before they run: a closure within the stream would borrow for too long.
    let questions: Vec<_> = open
        .into_iter()
        .take(repositories_at_most)
        .map(|request| read_one(client, bots, now, request))
        .collect();
    let read: Vec<Option<(RepositoryId, IssueFacts)>> =
        stream::iter(questions).buffered(AT_ONCE).collect().await;
    Ok(read.into_iter().flatten().chain(closed).collect())
}

/// The issues of one project; `None` where GitLab does not tell, and the next crawl asks.
async fn read_one(
    client: &Client,
    bots: &BotList,
    now: DateTime<Utc>,
    request: IssuesRequest,
) -> Option<(RepositoryId, IssueFacts)> {
    let path = format!(
        "projects/{}/issues?state=opened&confidential=false&order_by=created_at&sort=asc&per_page=100",
        request.handle
    );
    let reply = client.get(&path).await.ok()?;
    if !reply.is_success() {
        return None;
    }
    let rows: Vec<Item<Row>> = client.rest.read(&reply).ok()?;
    let rows: Vec<IssueRow> = rows
        .into_iter()
        .filter_map(|row| row.0.ok())
        .filter(|row| !row.confidential)
        .map(Row::issue)
        .collect();
    let facts = bounded(&request, facts(now, &rows, bots));
    Some((request.id, facts))
}

fn facts(now: DateTime<Utc>, rows: &[IssueRow], bots: &BotList) -> IssueFacts {
    IssueFacts {
        read_at: now,
        first_tasks: Some(tasks(rows)),
        waiting: Some(waiting(rows, bots)),
        asked: None,
    }
}

impl Row {
    fn issue(self) -> IssueRow {
        IssueRow {
            number: self.iid,
            request: false,
            is_open: true,
            title: self.title,
            url: self.web_url,
            labels: self.labels,
            created_at: self.created_at,
            author: self.author.map(|author| author.username),
            is_assigned: !self.assignees.is_empty(),
            comments: self.user_notes_count,
        }
    }
}
