//! Issues and pull requests of a repository in one list, and all comments in another.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::repository::moment;
use super::server::{Question, ROOT, owner};
use crate::world::{Issue, Repository};

/// A comment, and the number of what it is below.
pub(super) type Comment = (u64, bool, String, DateTime<Utc>);

fn since(question: &Question) -> Option<DateTime<Utc>> {
    question.parameter("since")?.parse().ok()
}

/// What is asked for, newest first. Without a type issues and pull requests come together; without
/// a state the open ones.
pub(super) fn asked(question: &Question, repository: &Repository) -> Vec<Issue> {
    let kinds: &[bool] = match question.parameter("type") {
        Some("issues") => &[false],
        Some("pulls") => &[true],
        _ => &[false, true],
    };
    let kinds = kinds
        .iter()
        .filter(|request| !**request || repository.has_pull_requests);
    let mut issues: Vec<Issue> = kinds
        .flat_map(|request| repository.every_issue(*request))
        .collect();
    let state = question.parameter("state").unwrap_or("open");
    issues.retain(|issue| {
        let written = issue.comments.iter().map(|(_, at, _)| *at);
        let closed = issue.closed.iter().map(|(at, _)| *at);
        let updated = written.chain(closed).fold(issue.at, Ord::max);
        let is_in = state == "all" || (state == "closed") == issue.closed.is_some();
        is_in && since(question).is_none_or(|since| updated >= since)
    });
    issues.sort_by_key(|issue| std::cmp::Reverse((issue.at, issue.number)));
    issues
}

/// An issue as a row. Reviews are no comments.
pub(super) fn row(question: &Question, repository: &Repository, issue: &Issue) -> Value {
    let labels = issue.labels.iter().map(|name| json!({ "name": name }));
    let merged_at = issue
        .closed
        .as_ref()
        .and_then(|(at, by)| by.as_ref().map(|_| *at));
    let request = issue.request.then(|| {
        json!({ "merged": merged_at.is_some(), "merged_at": merged_at.map(moment), "draft": false })
    });
    let comments = issue.comments.iter().filter(|(_, _, is_review)| !is_review);
    let assignees = issue
        .assigned
        .then(|| vec![owner(&question.world, "grace")]);
    json!({
        "number": issue.number,
        "title": issue.title,
        "state": if issue.closed.is_some() { "closed" } else { "open" },
        "html_url": address(repository, issue.number, issue.request),
        "user": owner(&question.world, &issue.author),
        "labels": labels.collect::<Vec<_>>(),
        "assignee": assignees.as_ref().and_then(|people| people.first()),
        "assignees": assignees,
        "comments": comments.count(),
        "created_at": moment(issue.at),
        "closed_at": issue.closed.as_ref().map(|(at, _)| moment(*at)),
        "pull_request": request,
    })
}

fn address(repository: &Repository, number: u64, request: bool) -> String {
    let kind = if request { "pulls" } else { "issues" };
    format!("{ROOT}/{}/{kind}/{number}", repository.path())
}

/// Every comment since then, oldest first.
pub(super) fn comments(question: &Question, repository: &Repository) -> Vec<Comment> {
    let every = [false, true].into_iter();
    let mut comments: Vec<Comment> = every
        .flat_map(|request| repository.every_issue(request))
        .flat_map(|issue| {
            let written = issue.comments.into_iter();
            let written = written.filter(|(_, _, is_review)| !is_review);
            written.map(move |(login, at, _)| (issue.number, issue.request, login, at))
        })
        .collect();
    comments.retain(|(_, _, _, at)| since(question).is_none_or(|since| *at >= since));
    comments.sort_by_key(|(_, _, _, at)| *at);
    comments
}

/// A comment as a row.
pub(super) fn comment(repository: &Repository, comment: &Comment) -> Value {
    let (number, request, login, at) = comment;
    let below = address(repository, *number, *request);
    let (issue, pull) = match request {
        true => ("", below.as_str()),
        false => (below.as_str(), ""),
    };
    json!({
        "issue_url": issue,
        "pull_request_url": pull,
        "user": { "login": login },
        "created_at": moment(*at),
    })
}
