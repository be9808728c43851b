//! What others can take up: first tasks, and questions that wait.

use chrono::{DateTime, Utc};

use super::answer::Repository;
use crate::enums::HelpKind;
use crate::schema;
use crate::texts::{Texts, text};

#[derive(cynic::QueryFragment)]
pub(super) struct FirstTask {
    title: String,
    language: Option<String>,
    url: String,
    help: Vec<HelpKind>,
    created_at: DateTime<Utc>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct WaitingQuestion {
    title: String,
    language: Option<String>,
    url: String,
    created_at: DateTime<Utc>,
}

/// Tasks and questions; what the forge did not tell is not shown.
pub(super) struct TasksView {
    pub(super) tasks: Vec<TaskView>,
    pub(super) questions: Vec<TaskView>,
}

pub(super) struct TaskView {
    pub(super) title: String,
    pub(super) language: Option<String>,
    pub(super) href: String,
    /// The kinds of help, and since when.
    pub(super) facts: String,
}

impl TasksView {
    pub(super) fn new(repository: &Repository, texts: Texts) -> Self {
        let tasks = repository.first_tasks.iter().flatten().map(|task| {
            let help = task.help.iter();
            let mut facts: Vec<String> = help
                .map(|kind| texts.get(&format!("help-kind-{}", kind.key())))
                .collect();
            facts.push(since(task.created_at, texts));
            TaskView {
                title: task.title.clone(),
                language: task.language.clone(),
                href: task.url.clone(),
                facts: facts.join(", "),
            }
        });
        let questions = repository.waiting_questions.iter().flatten();
        let questions = questions.map(|question| TaskView {
            title: question.title.clone(),
            language: question.language.clone(),
            href: question.url.clone(),
            facts: since(question.created_at, texts),
        });
        Self {
            tasks: tasks.collect(),
            questions: questions.collect(),
        }
    }
}

fn since(at: DateTime<Utc>, texts: Texts) -> String {
    texts.with("help-out-since", [("date", text(texts.day(at)))])
}
