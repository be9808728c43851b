//! What the issues of a repository tell, from rows as any forge gives them.

use chrono::{DateTime, Utc};

use super::IssuesRequest;
use crate::bots::BotList;
use crate::observation::{FirstResponse, IssueFacts, MOST_TASKS, OpenIssue, asks_for_help};

/// With fewer issues and requests there is nothing to tell of answers, so nobody is asked for
/// them.
pub(super) const LEAST_ASKED: usize = 5;

/// An issue or request as a forge lists it.
#[derive(Debug, Clone)]
pub(super) struct IssueRow {
    pub(super) number: u64,
    /// Whether it is a pull or merge request.
    pub(super) request: bool,
    pub(super) is_open: bool,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) labels: Vec<String>,
    pub(super) created_at: DateTime<Utc>,
    /// The login of who opened it; `None` where the account is gone.
    pub(super) author: Option<String>,
    pub(super) is_assigned: bool,
    pub(super) comments: u64,
}

impl IssueRow {
    fn issue(&self) -> OpenIssue {
        OpenIssue {
            title: self.title.clone(),
            url: self.url.clone(),
            labels: self.labels.clone(),
            created_at: self.created_at,
        }
    }
}

/// Whether a program wrote it.
pub(super) fn is_bot(login: Option<&str>, bots: &BotList) -> bool {
    login.is_some_and(|login| bots.is_bot(Some(login), None, None))
}

/// The newest open issues that ask for help and that nobody took.
pub(super) fn tasks(rows: &[IssueRow]) -> Vec<OpenIssue> {
    let asks = |row: &&IssueRow| {
        let labels = row.labels.iter().map(String::as_str);
        row.is_open && !row.request && !row.is_assigned && asks_for_help(labels)
    };
    let mut tasks: Vec<&IssueRow> = rows.iter().filter(asks).collect();
    tasks.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.number)));
    tasks
        .into_iter()
        .take(MOST_TASKS)
        .map(IssueRow::issue)
        .collect()
}

/// The oldest open issues without a comment.
pub(super) fn waiting(rows: &[IssueRow], bots: &BotList) -> Vec<OpenIssue> {
    let waits = |row: &&IssueRow| {
        row.is_open && !row.request && row.comments == 0 && !is_bot(row.author.as_deref(), bots)
    };
    let mut waiting: Vec<&IssueRow> = rows.iter().filter(waits).collect();
    waiting.sort_by_key(|row| (row.created_at, row.number));
    waiting
        .into_iter()
        .take(MOST_TASKS)
        .map(IssueRow::issue)
        .collect()
}

/// Something that was written below an issue or request: by whom and when.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) author: Option<String>,
    pub(super) at: DateTime<Utc>,
}

/// When somebody else than the author, and no program, first answered. Who left the forge is
/// somebody else.
pub(super) fn first_answer(
    author: Option<&str>,
    written: impl IntoIterator<Item = Written>,
    bots: &BotList,
) -> Option<DateTime<Utc>> {
    let by_other = |written: &Written| {
        let by = written.author.as_deref();
        (by.is_none() || by != author) && !is_bot(by, bots)
    };
    let answers = written.into_iter().filter(by_other);
    answers.map(|written| written.at).min()
}

/// What was known of the answer to an issue or request, when there was one.
pub(super) fn known_answer(
    request: &IssuesRequest,
    number: u64,
    is_request: bool,
) -> Option<FirstResponse> {
    let asked = request.known.as_ref()?.asked.as_ref()?;
    let known = asked
        .iter()
        .find(|asked| asked.number == number && asked.request == is_request)?;
    known.answered_at.is_some().then(|| known.clone())
}

/// Facts within their bounds.
pub(super) fn bounded(request: &IssuesRequest, mut facts: IssueFacts) -> IssueFacts {
    facts.bound(&request.url);
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_is_by_somebody_else_and_no_program() {
        let at = |hour: i64| DateTime::from_timestamp(hour * 3600, 0).unwrap();
        let written = |author: Option<&str>, hour: i64| Written {
            author: author.map(str::to_owned),
            at: at(hour),
        };
        let bots = BotList::default();
        let all = [
            written(Some("ada"), 1),
            written(Some("dependabot[bot]"), 2),
            written(Some("grace"), 4),
            written(None, 3),
        ];
        assert_eq!(first_answer(Some("ada"), all.clone(), &bots), Some(at(3)));
        assert_eq!(first_answer(Some("ada"), all[..2].to_vec(), &bots), None);
        assert_eq!(first_answer(None, all[..1].to_vec(), &bots), Some(at(1)));
    }
}
