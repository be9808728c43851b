//! First tasks and questions, as the page lists them.

use chrono::{DateTime, Utc};

use crate::enums::HelpKind;
use crate::place::Place;
use crate::schema;
use crate::search::answer::OrganisationName;
use crate::search::facet::FACETS;
use crate::search::parameters::SearchParameters;
use crate::texts::{Texts, text};

/// The value of the facet for questions.
pub(super) const QUESTIONS: &str = "questions";

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "FirstTaskConnection")]
pub(super) struct TaskConnection {
    total: u64,
    nodes: Vec<FirstTask>,
}

#[derive(cynic::QueryFragment)]
struct FirstTask {
    title: String,
    language: Option<String>,
    url: String,
    help: Vec<HelpKind>,
    created_at: DateTime<Utc>,
    repository: TaskRepository,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "WaitingQuestionConnection")]
pub(super) struct QuestionConnection {
    total: u64,
    nodes: Vec<WaitingQuestion>,
}

#[derive(cynic::QueryFragment)]
struct WaitingQuestion {
    title: String,
    language: Option<String>,
    url: String,
    created_at: DateTime<Utc>,
    repository: TaskRepository,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Repository")]
struct TaskRepository {
    url: String,
    title: String,
    primary_language: Option<String>,
    organisation: Option<OrganisationName>,
}

/// Tasks or questions.
pub(super) struct TaskGroup {
    pub(super) anchor: &'static str,
    pub(super) title: String,
    pub(super) what: String,
    pub(super) tasks: Vec<TaskView>,
    /// The search that lists all repositories that have any, and what it is called.
    pub(super) all: (String, String),
}

/// One of them.
pub(super) struct TaskView {
    pub(super) title: String,
    pub(super) language: Option<String>,
    pub(super) href: String,
    /// The page of the repository, and what that is called.
    pub(super) repository: (String, String),
    pub(super) organisation: Option<(String, String)>,
    /// The kinds of help, the language of the code and since when.
    pub(super) facts: Vec<String>,
}

impl TaskGroup {
    /// The tasks; `None` when there are none.
    pub(super) fn of_tasks(
        found: TaskConnection,
        parameters: &SearchParameters,
        texts: Texts,
    ) -> Option<Self> {
        let tasks = found.nodes.into_iter().map(|task| {
            let help = task.help.iter();
            let help = help.map(|kind| texts.get(&format!("help-kind-{}", kind.key())));
            TaskView {
                facts: facts(help.collect(), &task.repository, task.created_at, texts),
                title: task.title,
                language: task.language,
                href: task.url,
                organisation: organisation(task.repository.organisation.as_ref(), texts),
                repository: repository(&task.repository, texts),
            }
        });
        Self::new("tasks", tasks.collect(), found.total, parameters, texts)
    }

    /// The questions; `None` when there are none.
    pub(super) fn of_questions(
        found: QuestionConnection,
        parameters: &SearchParameters,
        texts: Texts,
    ) -> Option<Self> {
        let questions = found.nodes.into_iter().map(|question| TaskView {
            facts: facts(Vec::new(), &question.repository, question.created_at, texts),
            title: question.title,
            language: question.language,
            href: question.url,
            organisation: organisation(question.repository.organisation.as_ref(), texts),
            repository: repository(&question.repository, texts),
        });
        let questions = questions.collect();
        Self::new(QUESTIONS, questions, found.total, parameters, texts)
    }

    fn new(
        anchor: &'static str,
        tasks: Vec<TaskView>,
        total: u64,
        parameters: &SearchParameters,
        texts: Texts,
    ) -> Option<Self> {
        let all = all(anchor, parameters, texts);
        (!tasks.is_empty()).then(|| Self {
            anchor,
            title: texts.count(&format!("help-out-{anchor}"), total),
            what: texts.get(&format!("help-out-{anchor}-what")),
            all: (all, texts.get(&format!("help-out-{anchor}-all"))),
            tasks,
        })
    }
}

/// The search for the repositories that have any.
fn all(anchor: &str, parameters: &SearchParameters, texts: Texts) -> String {
    let mut listed = parameters.clone();
    let is_help = |name: &str| name == "help";
    let chosen = listed
        .chosen
        .iter()
        .any(|(kind, _)| is_help(&kind.parameter));
    if let Some(kind) = FACETS.iter().find(|kind| is_help(&kind.parameter))
        && (!chosen || anchor == QUESTIONS)
    {
        listed.chosen.retain(|(kind, _)| !is_help(&kind.parameter));
        let values: &[&str] = match anchor {
            QUESTIONS => &[QUESTIONS],
            _ => &[
                "any",
                "code",
                "community",
                "design",
                "research",
                "security",
                "testing",
                "text",
                "translation",
            ],
        };
        let values = values.iter().map(|value| (kind, (*value).to_owned()));
        listed.chosen.extend(values);
    }
    listed.address(&Place::Search.path(texts.language()))
}

fn facts(
    mut facts: Vec<String>,
    repository: &TaskRepository,
    created_at: DateTime<Utc>,
    texts: Texts,
) -> Vec<String> {
    facts.extend(repository.primary_language.clone());
    let since = [("date", text(texts.day(created_at)))];
    facts.push(texts.with("help-out-since", since));
    facts
}

fn repository(repository: &TaskRepository, texts: Texts) -> (String, String) {
    let place = Place::of_repository(&repository.url);
    (place.path(texts.language()), repository.title.clone())
}

fn organisation(organisation: Option<&OrganisationName>, texts: Texts) -> Option<(String, String)> {
    let body = organisation?;
    let place = Place::Organisation(body.slug.clone());
    Some((place.path(texts.language()), body.name.clone()))
}
