//! The whole commit history of the last two years, for repositories with more
//! commits than one page shows.
//!
//! A history is cut into stretches of time that hold about a page each, and
//! many stretches, of several repositories, go into one request. So 10,000
//! commits cost about one request, and a few busy repositories don't make the
//! crawl dear.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::documents;
use super::response::Branch;
use crate::address::RepositoryId;
use crate::bots::BotList;
use crate::commits::{CommitActivity, Counting};
use crate::forge::rate_limiter::Size;
use crate::forge::{ForgeError, HistoryRequest};
use crate::people::{AuthoredCommit, tell_apart};

/// Stretches in one request. Each is a page of a hundred commits, so a request
/// costs at most one point and 10,000 nodes.
const MOST_STRETCHES: usize = 100;

/// Commits that a stretch is planned for: commits come in bursts, so a page of
/// a hundred is planned half full.
const PLANNED_COMMITS: u64 = 50;

/// A part of one repository's history that is still to be read.
struct Stretch {
    repository: usize,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    after: Option<String>,
}

/// One repository's history in the making.
struct OpenHistory {
    request: HistoryRequest,
    stretches_left: usize,
    last_at: Option<DateTime<Utc>>,
    /// By git id: a commit on the border of two stretches counts once.
    commits: HashMap<String, AuthoredCommit>,
    failed: bool,
}

/// Reads histories, those with the fewest commits first, within `max_requests`.
pub(super) async fn read(
    client: &Client,
    counting: &Counting,
    now: DateTime<Utc>,
    mut wanted: Vec<HistoryRequest>,
    max_requests: u64,
) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
    wanted.sort_by_key(|request| request.commits);
    let since = counting.since;
    let mut histories: Vec<OpenHistory> = Vec::new();
    let mut queue: VecDeque<Stretch> = VecDeque::new();
    // The last of several requests is kept for what turns out longer than planned.
    let mut room = usize::try_from(max_requests.saturating_sub(1).max(1))
        .unwrap_or(usize::MAX)
        .saturating_mul(MOST_STRETCHES);
    for request in wanted {
        let stretches = plan(histories.len(), since, now, request.commits);
        if stretches.len() > room {
            break;
        }
        room -= stretches.len();
        histories.push(OpenHistory {
            request,
            stretches_left: stretches.len(),
            last_at: None,
            commits: HashMap::new(),
            failed: false,
        });
        queue.extend(stretches);
    }

    let mut done = Vec::new();
    let mut size = MOST_STRETCHES;
    let mut requests = 0;
    while !queue.is_empty() && requests < max_requests {
        requests += 1;
        let stretches: Vec<Stretch> = queue.drain(..size.min(queue.len())).collect();
        match ask(client, &histories, &stretches).await {
            Ok(mut answer) => {
                for (i, stretch) in stretches.iter().enumerate() {
                    let value = answer.remove(&format!("history{i}"));
                    take(
                        &mut histories,
                        &mut queue,
                        stretch,
                        value.unwrap_or(Value::Null),
                        &counting.bots,
                    );
                }
            }
            Err(ForgeError::TooLarge { .. }) if size > 1 => {
                size = (stretches.len() / 2).max(1);
                for stretch in stretches.into_iter().rev() {
                    queue.push_front(stretch);
                }
            }
            Err(error) => return Err(error),
        }
    }
    for history in histories {
        if history.stretches_left == 0 && !history.failed {
            let total = history.commits.len() as u64;
            let activity = CommitActivity::count(
                since,
                since,
                total,
                history.last_at,
                tell_apart(history.commits.into_values()),
            );
            done.push((history.request.id, activity));
        }
    }
    Ok(done)
}

/// Cuts the time from `since` to `now` into equal stretches.
fn plan(repository: usize, since: DateTime<Utc>, now: DateTime<Utc>, commits: u64) -> Vec<Stretch> {
    let count = i32::try_from(commits.div_ceil(PLANNED_COMMITS).max(1)).unwrap_or(i32::MAX);
    // GitHub's timestamps have whole seconds.
    let step = Duration::seconds((now - since).num_seconds() / i64::from(count));
    (0..count)
        .map(|i| {
            let start = since + step * i;
            Stretch {
                repository,
                since: start,
                until: if i + 1 == count {
                    since + Duration::seconds((now - since).num_seconds()) + Duration::days(1)
                } else {
                    start + step
                },
                after: None,
            }
        })
        .collect()
}

async fn ask(
    client: &Client,
    histories: &[OpenHistory],
    stretches: &[Stretch],
) -> Result<Map<String, Value>, ForgeError> {
    let mut variables = Map::new();
    for (i, stretch) in stretches.iter().enumerate() {
        let handle = &histories[stretch.repository].request.handle;
        variables.insert(format!("id{i}"), json!(handle));
        variables.insert(format!("since{i}"), json!(stretch.since));
        variables.insert(format!("until{i}"), json!(stretch.until));
        variables.insert(format!("after{i}"), json!(stretch.after));
    }
    let size = Size::of(stretches.len());
    let document = documents::histories(stretches.len());
    let answer = client
        .send(&document, Value::Object(variables), size)
        .await?;
    Ok(answer.data)
}

/// Takes up the answer for one stretch.
fn take(
    histories: &mut [OpenHistory],
    queue: &mut VecDeque<Stretch>,
    stretch: &Stretch,
    value: Value,
    bots: &BotList,
) {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Node {
        default_branch_ref: Option<Branch>,
    }
    let history = &mut histories[stretch.repository];
    let target = Node::deserialize(value)
        .ok()
        .and_then(|node| node.default_branch_ref)
        .and_then(|branch| branch.target);
    // A commit that the answer leaves out is counted nowhere.
    let Some((last_at, page)) = target
        .and_then(|target| Some((target.committed_date, target.history?)))
        .filter(|(_, page)| page.is_whole())
    else {
        history.failed = true;
        return;
    };
    history.last_at = last_at;
    let next = page
        .page_info
        .end_cursor
        .clone()
        .filter(|_| page.page_info.has_next_page);
    history.commits.extend(page.commits(bots));
    match next {
        // What was begun comes first, so that it is completed in this run.
        Some(cursor) => queue.push_front(Stretch {
            repository: stretch.repository,
            since: stretch.since,
            until: stretch.until,
            after: Some(cursor),
        }),
        None => history.stretches_left -= 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_cover_the_period_without_gaps() {
        let since: DateTime<Utc> = "2024-11-23T00:00:00Z".parse().unwrap();
        let now: DateTime<Utc> = "2026-11-23T10:30:01Z".parse().unwrap();
        for commits in [0, 1, 101, 1555, 20_000] {
            let stretches = plan(0, since, now, commits);
            assert_eq!(stretches[0].since, since);
            assert!(stretches[stretches.len() - 1].until > now);
            for pair in stretches.windows(2) {
                assert!(pair[0].until >= pair[1].since, "{commits}");
            }
        }
    }
}
