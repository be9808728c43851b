//! What a forge tells of the issues of a repository that wait for somebody: tasks for those
//! who are new, questions without an answer, and how soon answers come.
//!
//! Issues are opened, answered and closed without moving any date of a repository, so they are
//! read apart from it, at the end of each crawl, and have a moment of their own. Nobody's name is kept.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{MAX_LINE_BYTES, cut};
use crate::address::RepositoryUrl;

/// Tasks and questions that are kept of one repository.
pub const MOST_TASKS: usize = 3;

/// How many of the newest issues and merge requests are looked at for how soon an answer
/// came.
pub const MOST_ASKED: usize = 30;

/// How far back answers are looked at, in days: half a year.
pub const ANSWER_DAYS: i64 = 182;

/// Labels that are kept of one task.
const MOST_LABELS: usize = 10;

/// How much of a title or label is kept, in bytes. GitHub allows 256 characters for a title and
/// GitLab and Gitea 255.
const MAX_TITLE_BYTES: usize = 1024;

/// What a forge told of the issues of one repository at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueFacts {
    /// When the forge was asked.
    pub read_at: DateTime<Utc>,
    /// Open issues that nobody is assigned to, with a label that asks for help, newest first;
    /// at most [`MOST_TASKS`]. `None` where the forge did not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_tasks: Option<Vec<OpenIssue>>,
    /// Open issues that nobody but their author commented on, oldest first; at most
    /// [`MOST_TASKS`]. Where the forge tells, not those of the owner's own people, which are
    /// no question. `None` where the forge did not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Vec<OpenIssue>>,
    /// Issues and merge requests of the last half year, newest first, as far as it is known
    /// whether and when somebody else answered; at most [`MOST_ASKED`]. Those of
    /// programs, and where the forge tells those of the owner's own people, are left out.
    /// `None` where the forge did not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Vec<FirstResponse>>,
}

/// An open issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenIssue {
    /// What it is called: foreign text.
    pub title: String,
    /// Its web address, on the host of the repository.
    pub url: String,
    /// Its labels, as the owner spells them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
}

/// An issue or merge request, and when somebody else first answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstResponse {
    /// Its number in the repository.
    pub number: u64,
    /// Whether it is a pull or merge request.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub request: bool,
    /// When it was opened.
    pub at: DateTime<Utc>,
    /// When somebody else first answered: a person commented, reviewed or merged. `None` while
    /// nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<DateTime<Utc>>,
}

impl IssueFacts {
    /// The moment from which on answers are looked at.
    #[must_use]
    pub fn since(now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::days(ANSWER_DAYS)
    }

    /// Cuts what is kept to its bounds, and leaves out what leads away from the forge.
    pub(crate) fn bound(&mut self, repository: &RepositoryUrl) {
        for issues in [&mut self.first_tasks, &mut self.waiting]
            .into_iter()
            .flatten()
        {
            issues.retain(|issue| issue.is_on(repository));
            issues.truncate(MOST_TASKS);
            issues.iter_mut().for_each(OpenIssue::bound);
        }
        if let Some(asked) = &mut self.asked {
            asked.sort_by(|a, b| b.at.cmp(&a.at).then(b.number.cmp(&a.number)));
            asked.truncate(MOST_ASKED);
        }
    }
}

impl OpenIssue {
    fn is_on(&self, repository: &RepositoryUrl) -> bool {
        let start = format!("https://{}/", repository.host());
        self.url.starts_with(&start) && self.url.len() <= MAX_LINE_BYTES
    }

    fn bound(&mut self) {
        self.title = cut(std::mem::take(&mut self.title), MAX_TITLE_BYTES);
        self.labels.truncate(MOST_LABELS);
        for label in &mut self.labels {
            *label = cut(std::mem::take(label), MAX_TITLE_BYTES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_are_bounded_and_stay_on_the_forge() {
        let at = DateTime::UNIX_EPOCH;
        let issue = |url: &str| OpenIssue {
            title: "é".repeat(4_000),
            url: url.to_owned(),
            labels: vec!["x".repeat(4_000); 40],
            created_at: at,
        };
        let mut facts = IssueFacts {
            read_at: at,
            first_tasks: Some(vec![
                issue("https://elsewhere.example/a/b/issues/1"),
                issue("javascript:alert(1)"),
                issue("https://github.com/a/b/issues/1"),
                issue("https://github.com/a/b/issues/2"),
                issue("https://github.com/a/b/issues/3"),
                issue("https://github.com/a/b/issues/4"),
            ]),
            waiting: None,
            asked: Some(
                (0..100)
                    .map(|number| FirstResponse {
                        number,
                        request: false,
                        at,
                        answered_at: None,
                    })
                    .collect(),
            ),
        };
        facts.bound(&"https://github.com/a/b".parse().unwrap());
        let tasks = facts.first_tasks.unwrap();
        assert_eq!(tasks.len(), MOST_TASKS);
        assert!(
            tasks
                .iter()
                .all(|task| task.url.starts_with("https://github.com/"))
        );
        assert!(tasks.iter().all(|task| task.title.len() <= MAX_TITLE_BYTES));
        assert!(tasks.iter().all(|task| task.labels.len() == MOST_LABELS));
        assert_eq!(facts.asked.unwrap().len(), MOST_ASKED);
    }
}
