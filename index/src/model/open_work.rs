//! What others can take up in a repository: its first tasks, and questions that wait for an
//! answer.

use bronwijzer_crawler::observation::{HelpKind, OpenIssue, help_of};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Entry;
use crate::assess::{MaintenanceStatus, language_of_text};

/// What was read longer ago, in days, may long be closed and is not offered.
const READ_WITHIN: i64 = 45;

/// An open issue that others can take up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTask {
    /// What it is called: foreign text.
    pub title: String,
    /// The language of that, a tag of BCP 47; `None` where the words don't tell.
    pub language: Option<String>,
    /// Its web address on the forge.
    pub url: String,
    /// Its labels, as the owner spells them.
    pub labels: Vec<String>,
    /// The kinds of help that the labels ask for; none where they don't say.
    pub help: Vec<HelpKind>,
    /// When it was opened.
    #[serde(with = "super::card::moment")]
    pub created_at: DateTime<Utc>,
}

impl From<&OpenIssue> for OpenTask {
    fn from(issue: &OpenIssue) -> Self {
        Self {
            title: issue.title.clone(),
            language: language_of_text(&issue.title).map(str::to_owned),
            url: issue.url.clone(),
            labels: issue.labels.clone(),
            help: help_of(&issue.labels),
            created_at: issue.created_at,
        }
    }
}

/// What others can take up in one repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenWork {
    /// Tasks for those who are new, newest first; at most three.
    pub tasks: Vec<OpenTask>,
    /// Questions without an answer, oldest first; at most three.
    pub questions: Vec<OpenTask>,
}

/// What the facet has for a task of which no label tells the kind of help, and for questions.
const ANY: &str = "any";
const QUESTIONS: &str = "questions";

impl OpenWork {
    /// What a visitor is offered: of repositories that are kept up and were read lately.
    pub(crate) fn of(entry: &Entry) -> Self {
        let status = entry.assessment.maintenance.value;
        let is_kept_up = matches!(
            status,
            MaintenanceStatus::Active | MaintenanceStatus::Maintained
        );
        let today = entry.assessment.vitality.until;
        let issues = entry.observation.issues.as_ref().filter(|issues| {
            let days = (today - issues.read_at.date_naive()).num_days();
            is_kept_up && entry.gone.is_none() && days <= READ_WITHIN
        });
        let of = |issues: Option<&Vec<OpenIssue>>| {
            let issues = issues.into_iter().flatten();
            issues.map(OpenTask::from).collect()
        };
        Self {
            tasks: of(issues.and_then(|issues| issues.first_tasks.as_ref())),
            questions: of(issues.and_then(|issues| issues.waiting.as_ref())),
        }
    }

    /// The values of the facet: kinds of help, each once or more.
    pub(crate) fn values(&self) -> Vec<String> {
        let kinds = self
            .tasks
            .iter()
            .flat_map(|task| match task.help.as_slice() {
                [] => vec![ANY],
                kinds => kinds.iter().map(|kind| kind.as_str()).collect(),
            });
        let questions = (!self.questions.is_empty()).then_some(QUESTIONS);
        kinds.chain(questions).map(str::to_owned).collect()
    }
}

impl OpenTask {
    /// Whether it asks for one of these kinds of help; any will do where none is given.
    pub(crate) fn is_of(&self, kinds: &[HelpKind]) -> bool {
        kinds.is_empty() || kinds.iter().any(|kind| self.help.contains(kind))
    }
}

/// The values of the facet for tasks of these kinds; of any where none is given.
pub(crate) fn task_values(kinds: &[HelpKind]) -> Vec<String> {
    let all = <HelpKind as strum::VariantArray>::VARIANTS;
    let (kinds, any) = match kinds {
        [] => (all, Some(ANY)),
        kinds => (kinds, None),
    };
    let kinds = kinds.iter().map(|kind| kind.as_str());
    kinds.chain(any).map(str::to_owned).collect()
}

/// The values of the facet for questions.
pub(crate) fn question_values() -> Vec<String> {
    vec![QUESTIONS.to_owned()]
}
