//! Issues and pull requests, and what is written below them.

use std::sync::Arc;

use async_graphql::{
    Enum, ID, InputObject, Interface, MaybeUndefined, Object, Result, SimpleObject, Union,
};

use super::history::PageInfo;
use super::repository::UserConnection;
use super::scalars::{
    DateTime, IssueOrder, IssueOrderField, IssueState, OrderDirection, PullRequestState, Uri, span,
};
use super::schema::{Node, User};
use crate::world::{self, World};

/// Which issues of a repository are listed; of GitHub's filters those that are used.
#[derive(InputObject)]
pub(crate) struct IssueFilters {
    /// Null for those that nobody is assigned to; `*` for those of anybody.
    assignee: MaybeUndefined<String>,
    /// Updated at or after this.
    since: Option<DateTime>,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommentAuthorAssociation {
    Collaborator,
    Contributor,
    FirstTimer,
    FirstTimeContributor,
    Mannequin,
    Member,
    None,
    Owner,
}

/// Who did something.
#[derive(Interface)]
#[graphql(field(name = "login", ty = "&str"))]
pub(crate) enum Actor {
    Bot(Bot),
    User(User),
}

/// A program with an account of its own.
pub(crate) struct Bot(String);

#[Object]
impl Bot {
    pub(crate) async fn login(&self) -> &str {
        &self.0
    }
}

fn actor(world: &Arc<World>, login: &str) -> Actor {
    match login.strip_suffix("[bot]") {
        Some(name) => Actor::Bot(Bot(name.to_owned())),
        None => Actor::User(User::new(Arc::clone(world), login.to_owned())),
    }
}

pub(crate) struct Issue(Item);

pub(crate) struct PullRequest(Item);

/// What both have.
struct Item {
    world: Arc<World>,
    at: usize,
    facts: world::Issue,
}

impl Item {
    fn url(&self, kind: &str) -> Uri {
        let path = self.world.repositories[self.at].path();
        Uri(format!(
            "https://github.com/{path}/{kind}/{}",
            self.facts.number
        ))
    }

    fn id(&self, prefix: &str) -> ID {
        let repository = self.world.repositories[self.at].id;
        ID(format!("{prefix}{repository}_{}", self.facts.number))
    }

    fn association(&self) -> CommentAuthorAssociation {
        match self.facts.by_owner {
            true => CommentAuthorAssociation::Member,
            false => CommentAuthorAssociation::None,
        }
    }

    fn author(&self) -> Option<Actor> {
        Some(actor(&self.world, &self.facts.author))
    }

    fn labels(&self, first: Option<i32>, after: Option<&str>) -> Result<LabelConnection> {
        let labels = &self.facts.labels;
        let (start, end) = span(labels.len(), (first, after), (None, None))?;
        let nodes = labels[start..end]
            .iter()
            .map(|name| Some(Label { name: name.clone() }));
        Ok(LabelConnection {
            total_count: labels.len(),
            nodes: Some(nodes.collect()),
        })
    }

    /// What is written below it, without reviews.
    fn comments(&self, first: Option<i32>, after: Option<&str>) -> Result<IssueCommentConnection> {
        let written: Vec<&(String, chrono::DateTime<chrono::Utc>, bool)> = self
            .facts
            .comments
            .iter()
            .filter(|(_, _, is_review)| !is_review)
            .collect();
        let (start, end) = span(written.len(), (first, after), (None, None))?;
        let nodes = written[start..end].iter().map(|(login, at, _)| {
            Some(IssueComment(Written {
                world: Arc::clone(&self.world),
                login: login.clone(),
                at: *at,
            }))
        });
        Ok(IssueCommentConnection {
            total_count: written.len(),
            nodes: Some(nodes.collect()),
        })
    }

    fn participants(&self) -> UserConnection {
        let comments = self.facts.comments.iter().map(|(login, _, _)| login);
        let mut people: Vec<&String> = comments.chain([&self.facts.author]).collect();
        people.sort();
        people.dedup();
        UserConnection {
            total_count: people.len() as u64,
        }
    }
}

#[Object]
impl Issue {
    pub(crate) async fn id(&self) -> ID {
        self.0.id(ISSUE)
    }

    async fn number(&self) -> u64 {
        self.0.facts.number
    }

    async fn title(&self) -> &str {
        &self.0.facts.title
    }

    async fn url(&self) -> Uri {
        self.0.url("issues")
    }

    async fn created_at(&self) -> DateTime {
        DateTime(self.0.facts.at)
    }

    async fn closed_at(&self) -> Option<DateTime> {
        self.0.facts.closed.as_ref().map(|(at, _)| DateTime(*at))
    }

    async fn author(&self) -> Option<Actor> {
        self.0.author()
    }

    async fn author_association(&self) -> CommentAuthorAssociation {
        self.0.association()
    }

    async fn labels(
        &self,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Option<LabelConnection>> {
        self.0.labels(first, after.as_deref()).map(Some)
    }

    async fn comments(
        &self,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<IssueCommentConnection> {
        self.0.comments(first, after.as_deref())
    }

    async fn participants(&self, first: Option<i32>) -> UserConnection {
        let _ = first;
        self.0.participants()
    }
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PullRequestTimelineItemsItemType {
    IssueComment,
    PullRequestReview,
}

#[Object]
impl PullRequest {
    pub(crate) async fn id(&self) -> ID {
        self.0.id(REQUEST)
    }

    async fn number(&self) -> u64 {
        self.0.facts.number
    }

    async fn title(&self) -> &str {
        &self.0.facts.title
    }

    async fn url(&self) -> Uri {
        self.0.url("pull")
    }

    async fn created_at(&self) -> DateTime {
        DateTime(self.0.facts.at)
    }

    async fn closed_at(&self) -> Option<DateTime> {
        self.0.facts.closed.as_ref().map(|(at, _)| DateTime(*at))
    }

    async fn merged_at(&self) -> Option<DateTime> {
        let (at, by) = self.0.facts.closed.as_ref()?;
        by.as_ref().map(|_| DateTime(*at))
    }

    async fn merged_by(&self) -> Option<Actor> {
        let (_, by) = self.0.facts.closed.as_ref()?;
        Some(actor(&self.0.world, by.as_ref()?))
    }

    async fn author(&self) -> Option<Actor> {
        self.0.author()
    }

    async fn author_association(&self) -> CommentAuthorAssociation {
        self.0.association()
    }

    async fn comments(
        &self,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<IssueCommentConnection> {
        self.0.comments(first, after.as_deref())
    }

    async fn reviews(&self, first: Option<i32>) -> Option<PullRequestReviewConnection> {
        let _ = first;
        let reviews = self
            .0
            .facts
            .comments
            .iter()
            .filter(|(_, _, is_review)| *is_review);
        Some(PullRequestReviewConnection {
            total_count: reviews.count(),
        })
    }

    async fn timeline_items(
        &self,
        first: Option<i32>,
        after: Option<String>,
        item_types: Option<Vec<PullRequestTimelineItemsItemType>>,
    ) -> Result<PullRequestTimelineItemsConnection> {
        let is_asked = |is_review: bool| {
            let kind = match is_review {
                true => PullRequestTimelineItemsItemType::PullRequestReview,
                false => PullRequestTimelineItemsItemType::IssueComment,
            };
            item_types
                .as_ref()
                .is_none_or(|types| types.contains(&kind))
        };
        let mut items = self.0.facts.comments.clone();
        items.retain(|(_, _, is_review)| is_asked(*is_review));
        let (start, end) = span(items.len(), (first, after.as_deref()), (None, None))?;
        let nodes = items[start..end].iter().map(|(login, at, is_review)| {
            let written = Written {
                world: Arc::clone(&self.0.world),
                login: login.clone(),
                at: *at,
            };
            Some(match is_review {
                true => PullRequestTimelineItems::PullRequestReview(PullRequestReview(written)),
                false => PullRequestTimelineItems::IssueComment(IssueComment(written)),
            })
        });
        Ok(PullRequestTimelineItemsConnection {
            total_count: items.len(),
            nodes: Some(nodes.collect()),
        })
    }
}

/// A comment or review.
struct Written {
    world: Arc<World>,
    login: String,
    at: chrono::DateTime<chrono::Utc>,
}

pub(crate) struct IssueComment(Written);

pub(crate) struct PullRequestReview(Written);

#[Object]
impl IssueComment {
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    async fn author(&self) -> Option<Actor> {
        Some(actor(&self.0.world, &self.0.login))
    }
}

#[Object]
impl PullRequestReview {
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    async fn author(&self) -> Option<Actor> {
        Some(actor(&self.0.world, &self.0.login))
    }
}

#[derive(Union)]
pub(crate) enum PullRequestTimelineItems {
    IssueComment(IssueComment),
    PullRequestReview(PullRequestReview),
}

#[derive(SimpleObject)]
pub(crate) struct PullRequestTimelineItemsConnection {
    total_count: usize,
    nodes: Option<Vec<Option<PullRequestTimelineItems>>>,
}

#[derive(SimpleObject)]
pub(crate) struct PullRequestReviewConnection {
    total_count: usize,
}

#[derive(SimpleObject)]
pub(crate) struct IssueCommentConnection {
    total_count: usize,
    nodes: Option<Vec<Option<IssueComment>>>,
}

#[derive(SimpleObject)]
pub(crate) struct Label {
    name: String,
}

#[derive(SimpleObject)]
pub(crate) struct LabelConnection {
    total_count: usize,
    nodes: Option<Vec<Option<Label>>>,
}

#[derive(SimpleObject)]
pub(crate) struct IssueConnection {
    total_count: usize,
    page_info: PageInfo,
    nodes: Option<Vec<Option<Issue>>>,
}

#[derive(SimpleObject)]
pub(crate) struct PullRequestConnection {
    total_count: usize,
    page_info: PageInfo,
    nodes: Option<Vec<Option<PullRequest>>>,
}

/// In the order that is asked for; GitHub's own is the order of creation.
fn sort(items: &mut [world::Issue], order: Option<&IssueOrder>) {
    items.sort_by_key(|item| (item.at, item.number));
    match order.map(|order| order.field) {
        Some(IssueOrderField::Comments) => items.sort_by_key(|item| item.comments.len()),
        Some(IssueOrderField::UpdatedAt) => items.sort_by_key(updated_at),
        Some(IssueOrderField::CreatedAt) | None => {}
    }
    if order.is_some_and(|order| order.direction == OrderDirection::Desc) {
        items.reverse();
    }
}

fn updated_at(item: &world::Issue) -> chrono::DateTime<chrono::Utc> {
    let closed = item.closed.iter().map(|(at, _)| *at);
    let written = item.comments.iter().map(|(_, at, _)| *at);
    closed.chain(written).fold(item.at, Ord::max)
}

/// Lists issues. Any of the labels is enough, whatever its case.
pub(super) fn list(
    world: &Arc<World>,
    at: usize,
    page: (Option<i32>, Option<&str>),
    states: Option<&[IssueState]>,
    labels: Option<&[String]>,
    filter: Option<&IssueFilters>,
    order: Option<&IssueOrder>,
) -> Result<IssueConnection> {
    let mut found = world.repositories[at].every_issue(false);
    found.retain(|issue| {
        let state = match issue.closed {
            Some(_) => IssueState::Closed,
            None => IssueState::Open,
        };
        let has = |label: &String| {
            issue
                .labels
                .iter()
                .any(|own| own.eq_ignore_ascii_case(label))
        };
        let is_in = states.is_none_or(|states| states.contains(&state));
        let is_labelled = labels.is_none_or(|labels| labels.iter().any(has));
        let is_wanted = filter.is_none_or(|filter| {
            let assigned = match &filter.assignee {
                MaybeUndefined::Undefined => true,
                MaybeUndefined::Null => !issue.assigned,
                MaybeUndefined::Value(login) => login == "*" && issue.assigned,
            };
            let since = filter.since.as_ref();
            assigned && since.is_none_or(|since| updated_at(issue) >= since.0)
        });
        is_in && is_labelled && is_wanted
    });
    sort(&mut found, order);
    let total = found.len();
    let (start, end) = span(total, page, (None, None))?;
    let nodes = found.drain(start..end).map(|facts| {
        Some(Issue(Item {
            world: Arc::clone(world),
            at,
            facts,
        }))
    });
    Ok(IssueConnection {
        total_count: total,
        page_info: PageInfo::new(start, end, total),
        nodes: Some(nodes.collect()),
    })
}

/// Lists pull requests.
pub(super) fn requests(
    world: &Arc<World>,
    at: usize,
    page: (Option<i32>, Option<&str>),
    states: Option<&[PullRequestState]>,
    order: Option<&IssueOrder>,
) -> Result<PullRequestConnection> {
    let repository = &world.repositories[at];
    let mut found = repository.every_issue(true);
    // Of those that are only counted the first that ended were refused, and the others merged.
    let (open, refused, _) = repository.pull_requests;
    let first = repository.issues.0 + repository.issues.1;
    found.retain(|request| {
        let state = match &request.closed {
            None => PullRequestState::Open,
            Some((_, Some(_))) => PullRequestState::Merged,
            Some((_, None)) => {
                let place = request.number - first;
                let is_counted = !repository
                    .reported
                    .iter()
                    .any(|one| one.number == request.number);
                match is_counted && place > open + refused {
                    true => PullRequestState::Merged,
                    false => PullRequestState::Closed,
                }
            }
        };
        states.is_none_or(|states| states.contains(&state))
    });
    sort(&mut found, order);
    let total = found.len();
    let (start, end) = span(total, page, (None, None))?;
    let nodes = found.drain(start..end).map(|facts| {
        Some(PullRequest(Item {
            world: Arc::clone(world),
            at,
            facts,
        }))
    });
    Ok(PullRequestConnection {
        total_count: total,
        page_info: PageInfo::new(start, end, total),
        nodes: Some(nodes.collect()),
    })
}

const ISSUE: &str = "I_double";
const REQUEST: &str = "PR_double";

/// An issue or pull request by its identifier.
pub(super) fn by_node_id(world: &Arc<World>, id: &str) -> Option<Node> {
    let (rest, request) = match id.strip_prefix(ISSUE) {
        Some(rest) => (rest, false),
        None => (id.strip_prefix(REQUEST)?, true),
    };
    let (repository, number) = rest.split_once('_')?;
    let at = world.by_id(repository.parse().ok()?)?;
    let number: u64 = number.parse().ok()?;
    let all = world.repositories[at].every_issue(request);
    let facts = all.into_iter().find(|issue| issue.number == number);
    let item = Item {
        world: Arc::clone(world),
        at,
        facts: facts.filter(|_| world.shows(at))?,
    };
    Some(match request {
        true => Node::PullRequest(PullRequest(item)),
        false => Node::Issue(Issue(item)),
    })
}
