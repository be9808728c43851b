//! Issues: the newest fifty open ones in one request; then, where there are enough of the last
//! half year to tell how soon answers come, the newest fifty of that time and the comments of the
//! whole repository, in two or more.
//!
//! Reviews are not among those comments, and who closed or merged something is not told.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, Utc};
use futures::{StreamExt, stream};
use serde::Deserialize;

use super::Gitea;
use super::client::{Absence, Lookup};
use crate::address::RepositoryId;
use crate::bots::BotList;
use crate::forge::issues::{
    IssueRow, LEAST_ASKED, Written, bounded, first_answer, is_bot, tasks, waiting,
};
use crate::forge::item::Item;
use crate::forge::{ForgeError, IssuesRequest};
use crate::observation::{FirstResponse, IssueFacts};

/// Rows on a page.
const PAGE: (&str, &str) = ("limit", "50");

/// Pages of comments that are read of one repository.
const MOST_PAGES: usize = 4;

/// Requests for one repository at most.
pub(super) const MOST_REQUESTS: u64 = 2 + MOST_PAGES as u64;

#[derive(Deserialize)]
struct Row {
    number: u64,
    title: String,
    html_url: String,
    state: String,
    #[serde(default)]
    labels: Option<Vec<Label>>,
    created_at: DateTime<Utc>,
    user: Option<User>,
    #[serde(default)]
    assignees: Option<Vec<serde::de::IgnoredAny>>,
    #[serde(default)]
    comments: u64,
    pull_request: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Label {
    name: String,
}

#[derive(Deserialize)]
struct User {
    login: String,
}

#[derive(Deserialize)]
struct Comment {
    /// The address of what it is below; one of the two is empty.
    #[serde(default)]
    issue_url: String,
    #[serde(default)]
    pull_request_url: String,
    created_at: DateTime<Utc>,
    user: Option<User>,
}

impl Row {
    fn issue(self) -> IssueRow {
        let labels = self.labels.into_iter().flatten();
        IssueRow {
            number: self.number,
            request: self.pull_request.is_some(),
            is_open: self.state == "open",
            title: self.title,
            url: self.html_url,
            labels: labels.map(|label| label.name).collect(),
            created_at: self.created_at,
            author: self.user.map(|user| user.login),
            is_assigned: self.assignees.is_some_and(|people| !people.is_empty()),
            comments: self.comments,
        }
    }
}

/// Reads issues within `max_requests`.
pub(super) async fn read(
    gitea: &Gitea,
    now: DateTime<Utc>,
    wanted: Vec<IssuesRequest>,
    max_requests: u64,
) -> Result<Vec<(RepositoryId, IssueFacts)>, ForgeError> {
    let repositories_at_most = usize::try_from(max_requests).unwrap_or(usize::MAX);
    // Each takes one at least; what is left goes to those that come first.
    let mut left = max_requests.saturating_sub(wanted.len() as u64);
    let questions: Vec<_> = wanted
        .into_iter()
        .take(repositories_at_most)
        .map(|request| {
            let has_room = left >= MOST_REQUESTS - 1;
            if has_room {
                left -= MOST_REQUESTS - 1;
            }
            async move {
                // What the forge does not tell now, the next crawl asks for.
                let read = read_one(gitea, now, &request, has_room).await;
                let facts = bounded(&request, read.ok()??);
                Some((request.id, facts))
            }
        })
        .collect();
    let read: Vec<Option<(RepositoryId, IssueFacts)>> = stream::iter(questions)
        .buffered(gitea.concurrency)
        .collect()
        .await;
    Ok(read.into_iter().flatten().collect())
}

async fn read_one(
    gitea: &Gitea,
    now: DateTime<Utc>,
    request: &IssuesRequest,
    with_answers: bool,
) -> Result<Option<IssueFacts>, ForgeError> {
    let bots = &gitea.counting.bots;
    let query = [("state", "open"), ("type", "issues"), PAGE, ("page", "1")];
    let open = match request.counts.open_issues {
        Some(0) => Some(Vec::new()),
        _ => rows(gitea, request, &query).await?,
    };
    let Some(open) = open else {
        return Ok(None);
    };
    let asked = if with_answers {
        answers(gitea, now, request, bots).await?
    } else {
        request.known.as_ref().and_then(|known| known.asked.clone())
    };
    Ok(Some(IssueFacts {
        read_at: now,
        first_tasks: Some(tasks(&open)),
        waiting: Some(waiting(&open, bots)),
        asked,
    }))
}

/// A page of issues; none where they are switched off. `None` where the forge does not tell.
async fn rows(
    gitea: &Gitea,
    request: &IssuesRequest,
    query: &[(&str, &str)],
) -> Result<Option<Vec<IssueRow>>, ForgeError> {
    let url = gitea
        .client
        .below(&request.url.path(), &["issues"], query)?;
    let rows: Vec<Item<Row>> = match gitea.client.ask(&url, None).await? {
        Lookup::Here(reply) => gitea.client.read(&reply)?,
        Lookup::Absent(Absence::Missing) => Vec::new(),
        Lookup::NotModified | Lookup::Absent(_) => return Ok(None),
    };
    let rows = rows.into_iter().filter_map(|row| row.0.ok());
    Ok(Some(rows.map(Row::issue).collect()))
}

/// What was asked in the last half year, and when it was answered.
async fn answers(
    gitea: &Gitea,
    now: DateTime<Utc>,
    request: &IssuesRequest,
    bots: &BotList,
) -> Result<Option<Vec<FirstResponse>>, ForgeError> {
    let since = IssueFacts::since(now);
    let written_since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
    let since_then = ("since", written_since.as_str());
    let query = [("state", "all"), since_then, PAGE, ("page", "1")];
    let Some(rows) = rows(gitea, request, &query).await? else {
        return Ok(None);
    };
    let asked = rows
        .into_iter()
        .filter(|row| row.created_at >= since && !is_bot(row.author.as_deref(), bots));
    let asked: Vec<IssueRow> = asked.collect();
    if asked.len() < LEAST_ASKED {
        let alone = asked.iter().filter(|row| row.comments == 0);
        return Ok(Some(alone.filter_map(unanswered).collect()));
    }
    let Some((written, is_whole)) = comments(gitea, request, since_then).await? else {
        return Ok(None);
    };
    let of = |row: &IssueRow| {
        let below = written.get(&row.number).cloned().unwrap_or_default();
        let at = first_answer(row.author.as_deref(), below, bots);
        match at {
            Some(_) => Some(FirstResponse {
                answered_at: at,
                ..asked_of(row)
            }),
            None if row.comments == 0 || is_whole => unanswered(row),
            None => None,
        }
    };
    Ok(Some(asked.iter().filter_map(of).collect()))
}

fn asked_of(row: &IssueRow) -> FirstResponse {
    FirstResponse {
        number: row.number,
        request: row.request,
        at: row.created_at,
        answered_at: None,
    }
}

/// What waits. Who closed something without a word is not told.
fn unanswered(row: &IssueRow) -> Option<FirstResponse> {
    row.is_open.then(|| asked_of(row))
}

/// Comments by the number of what they are below, oldest first, and whether these are all.
async fn comments(
    gitea: &Gitea,
    request: &IssuesRequest,
    since: (&str, &str),
) -> Result<Option<(HashMap<u64, Vec<Written>>, bool)>, ForgeError> {
    let client = &gitea.client;
    let path = request.url.path();
    let mut url = client.below(
        &path,
        &["issues", "comments"],
        &[since, PAGE, ("page", "1")],
    )?;
    let mut written: HashMap<u64, Vec<Written>> = HashMap::new();
    for _ in 0..MOST_PAGES {
        let Some(reply) = client.part(&url).await? else {
            return Ok(None);
        };
        let rows: Vec<Item<Comment>> = client.read(&reply)?;
        for comment in rows.into_iter().filter_map(|row| row.0.ok()) {
            let below = match comment.issue_url.as_str() {
                "" => comment.pull_request_url.as_str(),
                issue => issue,
            };
            let number = below.rsplit('/').next().and_then(|last| last.parse().ok());
            let Some(number) = number else { continue };
            written.entry(number).or_default().push(Written {
                author: comment.user.map(|user| user.login),
                at: comment.created_at,
            });
        }
        match client.next(&reply)? {
            Some(next) => url = next,
            None => return Ok(Some((written, true))),
        }
    }
    Ok(Some((written, false)))
}
