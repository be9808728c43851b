//! Issues, of many repositories in one request: how many ask for help and which wait without an
//! answer; then, with the requests that are left, the tasks of those that have any, and when the
//! first answers came.
//!
//! A request is filled up to what costs one point. Requests are few, so each crawl reads a part,
//! those that were not read for longest first; an answer that is known is not asked for again.

use std::collections::VecDeque;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::documents::{self, IssueLists, TASKS_COST};
use super::response::{Nodes, Total, User};
use crate::address::RepositoryId;
use crate::bots::BotList;
use crate::forge::issues::{LEAST_ASKED, Written, bounded, first_answer, is_bot, known_answer};
use crate::forge::rate_limiter::Size;
use crate::forge::{ForgeError, IssuesRequest};
use crate::observation::{FirstResponse, HELP_LABELS, IssueFacts, MOST_TASKS, OpenIssue};

/// What a request may cost, in hundredths of a point: GitHub rounds, and what is below half a
/// point more costs nothing.
const MOST_COST: usize = 140;

/// Repositories in one request. Each takes GitHub's time for up to forty issues.
const MOST_REPOSITORIES: usize = 50;

/// What comes back of one repository.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    is_private: bool,
    wanted: Option<Total>,
    tasks: Option<Nodes<TaskNode>>,
    oldest: Option<Nodes<IssueNode>>,
    newest: Option<Nodes<IssueNode>>,
    requests: Option<Nodes<IssueNode>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TaskNode {
    title: String,
    url: String,
    created_at: DateTime<Utc>,
    labels: Option<Nodes<LabelNode>>,
}

#[derive(Deserialize)]
struct LabelNode {
    name: String,
}

/// An issue or pull request; which fields are there is what was asked for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IssueNode {
    #[serde(default)]
    id: String,
    #[serde(default)]
    number: u64,
    #[serde(default)]
    title: String,
    #[serde(default)]
    url: String,
    created_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    merged_at: Option<DateTime<Utc>>,
    merged_by: Option<User>,
    author_association: String,
    author: Option<Actor>,
    comments: Option<Total>,
    reviews: Option<Total>,
    participants: Option<Total>,
}

#[derive(Deserialize)]
struct Actor {
    #[serde(rename = "__typename")]
    kind: String,
    login: String,
}

impl IssueNode {
    fn login(&self) -> Option<&str> {
        self.author.as_ref().map(|author| author.login.as_str())
    }

    /// Whether somebody from outside asks: no program, and none of the owner's people.
    fn is_asked(&self, bots: &BotList) -> bool {
        let is_program = self.author.as_ref().is_some_and(|by| by.kind == "Bot");
        let is_own = matches!(
            self.author_association.as_str(),
            "OWNER" | "MEMBER" | "COLLABORATOR"
        );
        !is_program && !is_own && !is_bot(self.login(), bots)
    }

    /// How much was written below it.
    fn written(&self) -> u64 {
        let count = |total: &Option<Total>| total.as_ref().map_or(0, |total| total.total_count);
        count(&self.comments) + count(&self.reviews)
    }

    /// Whether nobody but the author wrote below it.
    fn waits(&self) -> bool {
        let alone = |total: &Total| total.total_count <= 1;
        self.written() == 0 || self.participants.as_ref().is_some_and(alone)
    }

    fn into_issue(self) -> OpenIssue {
        OpenIssue {
            title: self.title,
            url: self.url,
            labels: Vec::new(),
            created_at: self.created_at,
        }
    }
}

/// A repository's issues in the making.
struct Draft {
    request: IssuesRequest,
    facts: IssueFacts,
    /// How many tasks there are that were not asked for yet.
    tasks_left: bool,
    /// Those below which somebody wrote, and it is not known when.
    open: Vec<IssueNodeOpen>,
}

/// An issue or request whose first answer is asked for.
struct IssueNodeOpen {
    id: String,
    author: Option<String>,
    written: u64,
    asked: FirstResponse,
}

/// Reads issues within `max_requests`.
pub(super) async fn read(
    client: &Client,
    bots: &BotList,
    now: DateTime<Utc>,
    wanted: Vec<IssuesRequest>,
    max_requests: u64,
) -> Result<Vec<(RepositoryId, IssueFacts)>, ForgeError> {
    let mut queue: VecDeque<IssuesRequest> = wanted.into();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut page_size = MOST_REPOSITORIES;
    let mut requests = 0;
    // The last request is kept for the details.
    while !queue.is_empty() && requests + 1 < max_requests {
        requests += 1;
        let page = next_page(&mut queue, page_size);
        match ask_lists(client, now, &page).await {
            Ok(mut answer) => {
                for (i, request) in page.into_iter().enumerate() {
                    let value = answer.remove(&format!("repository{i}"));
                    let repository = read_as(value);
                    drafts.extend(repository.and_then(|lists| draft(request, lists, bots, now)));
                }
            }
            Err(ForgeError::TooLarge { .. }) if page.len() > 1 => {
                page_size = page.len() / 2;
                page.into_iter()
                    .rev()
                    .for_each(|request| queue.push_front(request));
            }
            // What was read is worth keeping.
            Err(error) if drafts.is_empty() => return Err(error),
            Err(_) => return Ok(finish(drafts)),
        }
    }
    read_details(client, bots, &mut drafts, max_requests - requests).await;
    Ok(finish(drafts))
}

fn finish(drafts: Vec<Draft>) -> Vec<(RepositoryId, IssueFacts)> {
    let drafts = drafts.into_iter();
    drafts
        .map(|draft| {
            let facts = bounded(&draft.request, draft.facts);
            (draft.request.id, facts)
        })
        .collect()
}

/// The lists that are worth asking for.
fn lists_of(request: &IssuesRequest) -> IssueLists {
    let counts = &request.counts;
    let any = |numbers: [Option<u64>; 2]| numbers.iter().any(|number| *number != Some(0));
    IssueLists {
        tasks: request.has_tasks(),
        oldest: counts.open_issues != Some(0),
        newest: any([counts.open_issues, counts.closed_issues]),
        requests: any([counts.open_pull_requests, counts.closed_pull_requests]),
    }
}

/// As many of the first as one point pays for.
fn next_page(queue: &mut VecDeque<IssuesRequest>, page_size: usize) -> Vec<IssuesRequest> {
    let mut cost = 0;
    let fits = queue.iter().take(page_size).take_while(|request| {
        cost += lists_of(request).cost();
        cost <= MOST_COST
    });
    let count = fits.count().max(1);
    queue.drain(..count).collect()
}

async fn ask_lists(
    client: &Client,
    now: DateTime<Utc>,
    page: &[IssuesRequest],
) -> Result<Map<String, Value>, ForgeError> {
    let lists: Vec<IssueLists> = page.iter().map(lists_of).collect();
    let mut variables = Map::new();
    variables.insert("labels".to_owned(), json!(HELP_LABELS));
    if lists.iter().any(|lists| lists.newest) {
        variables.insert(
            "since".to_owned(),
            json!(IssueFacts::since(now).to_rfc3339_opts(SecondsFormat::Secs, true)),
        );
    }
    for (i, request) in page.iter().enumerate() {
        variables.insert(format!("id{i}"), json!(request.handle));
    }
    let document = documents::issues(&lists);
    let size = Size::of(page.len());
    let answer = client
        .send(&document, Value::Object(variables), size)
        .await?;
    Ok(answer.data)
}

fn read_as<T: DeserializeOwned>(value: Option<Value>) -> Option<T> {
    serde_json::from_value(value?).ok()
}

/// What the lists tell of one repository; `None` for one that is not public.
fn draft(
    request: IssuesRequest,
    repository: Repository,
    bots: &BotList,
    now: DateTime<Utc>,
) -> Option<Draft> {
    if repository.is_private {
        return None;
    }
    let lists = lists_of(&request);
    let wanted = repository.wanted.map(|wanted| wanted.total_count);
    let first_tasks = match wanted {
        Some(0) => Some(Vec::new()),
        _ => repository.tasks.and_then(tasks),
    };
    let waiting = match repository.oldest {
        Some(oldest) => whole(oldest).map(|oldest| {
            let asked = oldest.into_iter().filter(|issue| issue.is_asked(bots));
            let waiting = asked.filter(IssueNode::waits).take(MOST_TASKS);
            waiting.map(IssueNode::into_issue).collect()
        }),
        None => (!lists.oldest).then(Vec::new),
    };
    let mut draft = Draft {
        tasks_left: first_tasks.is_none() && wanted.is_some_and(|wanted| wanted > 0),
        facts: IssueFacts {
            read_at: now,
            first_tasks,
            waiting,
            asked: None,
        },
        open: Vec::new(),
        request,
    };
    draft.take_asked(repository.newest, repository.requests, lists, bots, now);
    Some(draft)
}

/// The items of a list, unless GitHub failed to give one.
fn whole<T>(list: Nodes<T>) -> Option<Vec<T>> {
    list.nodes?.into_iter().collect()
}

fn tasks(list: Nodes<TaskNode>) -> Option<Vec<OpenIssue>> {
    let tasks = whole(list)?.into_iter().map(|task| {
        let labels = task.labels.and_then(|labels| labels.nodes);
        let labels = labels.into_iter().flatten().flatten();
        OpenIssue {
            title: task.title,
            url: task.url,
            labels: labels.map(|label| label.name).collect(),
            created_at: task.created_at,
        }
    });
    Some(tasks.collect())
}

impl Draft {
    /// Sorts issues and requests of the last half year into those that are known to be
    /// answered or not, and those to ask for.
    fn take_asked(
        &mut self,
        newest: Option<Nodes<IssueNode>>,
        requests: Option<Nodes<IssueNode>>,
        lists: IssueLists,
        bots: &BotList,
        now: DateTime<Utc>,
    ) {
        let mut asked = Vec::new();
        for (list, is_request, was_asked) in [
            (newest, false, lists.newest),
            (requests, true, lists.requests),
        ] {
            let items = match list.map(whole) {
                Some(Some(items)) => items,
                None if !was_asked => Vec::new(),
                // It failed: what is known stays.
                _ => {
                    let known = self.request.known.as_ref();
                    self.facts.asked = known.and_then(|known| known.asked.clone());
                    self.open.clear();
                    return;
                }
            };
            for item in items {
                if item.created_at >= IssueFacts::since(now) && item.is_asked(bots) {
                    self.sort(item, is_request, &mut asked);
                }
            }
        }
        self.facts.asked = Some(asked);
    }

    fn sort(&mut self, item: IssueNode, request: bool, asked: &mut Vec<FirstResponse>) {
        if let Some(known) = known_answer(&self.request, item.number, request) {
            asked.push(known);
            return;
        }
        let merged_by = item.merged_by.as_ref().map(|by| by.login.as_str());
        let by_other = merged_by.is_some() && merged_by != item.login();
        let one = FirstResponse {
            number: item.number,
            request,
            at: item.created_at,
            answered_at: item.merged_at.filter(|_| by_other),
        };
        if item.written() > 0 {
            self.open.push(IssueNodeOpen {
                author: item.login().map(str::to_owned),
                written: item.written(),
                id: item.id,
                asked: one,
            });
        } else if one.answered_at.is_some() || item.closed_at.is_none() {
            asked.push(one);
        }
        // Who closed it without a word, the list does not tell.
    }

    /// Whether there is enough to tell how soon answers come.
    fn tells_answers(&self) -> bool {
        let known = self.facts.asked.as_ref().map_or(0, Vec::len);
        !self.open.is_empty() && known + self.open.len() >= LEAST_ASKED
    }
}

/// Asks for the tasks of those that have any, then for first answers, within `max_requests`.
async fn read_details(client: &Client, bots: &BotList, drafts: &mut [Draft], max_requests: u64) {
    let mut tasks: VecDeque<usize> = (0..drafts.len())
        .filter(|at| drafts[*at].tasks_left)
        .collect();
    let mut answers: VecDeque<(usize, IssueNodeOpen)> = VecDeque::new();
    for (at, draft) in drafts.iter_mut().enumerate() {
        if draft.tells_answers() {
            answers.extend(draft.open.drain(..).map(|open| (at, open)));
        }
    }
    for _ in 0..max_requests {
        if tasks.is_empty() && answers.is_empty() {
            return;
        }
        let now: Vec<usize> = tasks
            .drain(..tasks.len().min(MOST_COST / TASKS_COST))
            .collect();
        let room = MOST_COST - now.len() * TASKS_COST;
        let of_now: Vec<(usize, IssueNodeOpen)> =
            answers.drain(..answers.len().min(room)).collect();
        // What GitHub does not tell now, it is asked for by the next crawl.
        let Ok(mut answer) = ask_details(client, drafts, &now, &of_now).await else {
            return;
        };
        for (i, at) in now.into_iter().enumerate() {
            let value = answer.remove(&format!("repository{i}"));
            let repository: Option<TasksAlone> = read_as(value);
            let public = repository.filter(|repository| !repository.is_private);
            drafts[at].facts.first_tasks =
                public.and_then(|repository| self::tasks(repository.tasks?));
        }
        for (i, (at, open)) in of_now.into_iter().enumerate() {
            let value = answer.remove(&format!("answer{i}"));
            if let Some(asked) = answered(open, read_as(value), bots)
                && let Some(all) = &mut drafts[at].facts.asked
            {
                all.push(asked);
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TasksAlone {
    is_private: bool,
    tasks: Option<Nodes<TaskNode>>,
}

#[derive(Deserialize)]
struct Answers {
    answers: Nodes<AnswerNode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AnswerNode {
    created_at: DateTime<Utc>,
    author: Option<Actor>,
}

/// When an issue or request was answered; `None` where it is not known whether.
fn answered(
    open: IssueNodeOpen,
    answers: Option<Answers>,
    bots: &BotList,
) -> Option<FirstResponse> {
    let IssueNodeOpen {
        author,
        written,
        mut asked,
        ..
    } = open;
    let list = whole(answers?.answers)?;
    let read = list.len() as u64;
    let people = list
        .into_iter()
        .filter(|answer| answer.author.as_ref().is_none_or(|by| by.kind != "Bot"));
    let answers = people.map(|answer| Written {
        author: answer.author.map(|by| by.login),
        at: answer.created_at,
    });
    let first = first_answer(author.as_deref(), answers, bots);
    asked.answered_at = first.into_iter().chain(asked.answered_at).min();
    // The first ten were the author's or a program's; of what follows nothing is known.
    (asked.answered_at.is_some() || written <= read).then_some(asked)
}

async fn ask_details(
    client: &Client,
    drafts: &[Draft],
    tasks: &[usize],
    answers: &[(usize, IssueNodeOpen)],
) -> Result<Map<String, Value>, ForgeError> {
    let mut variables = Map::new();
    if !tasks.is_empty() {
        variables.insert("labels".to_owned(), json!(HELP_LABELS));
    }
    for (i, at) in tasks.iter().enumerate() {
        variables.insert(format!("id{i}"), json!(drafts[*at].request.handle));
    }
    for (i, (_, open)) in answers.iter().enumerate() {
        variables.insert(format!("answer{i}"), json!(open.id));
    }
    let requests: Vec<bool> = answers.iter().map(|(_, open)| open.asked.request).collect();
    let document = documents::issue_details(tasks.len(), &requests);
    let answer = client
        .send(&document, Value::Object(variables), Size::Fixed)
        .await?;
    Ok(answer.data)
}
