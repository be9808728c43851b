//! What others can take up: first tasks, and questions that wait for an answer.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Result, SimpleObject};
use bronwijzer_crawler::observation::{HelpKind, OpenIssue};
use bronwijzer_index::{OpenTask, WorkFilter, WorkKind, WorkPlace};
use chrono::{DateTime, Utc};

use crate::error;
use crate::reader::Reader;
use crate::repository::Repository;

/// A task for those who are new: an open issue with a label that asks for help and that
/// nobody is assigned to.
#[derive(SimpleObject)]
pub(crate) struct FirstTask {
    /// What it is called, as its author wrote it.
    title: String,
    /// The language of the title, a tag of BCP 47; null where the words don't tell.
    language: Option<String>,
    /// Its web address on the forge.
    url: String,
    /// Its labels, as the owner spells them.
    labels: Vec<String>,
    /// The kinds of help that the labels ask for; none where they don't say.
    help: Vec<HelpKind>,
    /// When it was opened.
    created_at: DateTime<Utc>,
    /// The repository that it is of.
    repository: Repository,
}

/// An open issue that nobody but its author wrote below.
#[derive(SimpleObject)]
pub(crate) struct WaitingQuestion {
    /// What it is called, as its author wrote it.
    title: String,
    /// The language of the title, a tag of BCP 47; null where the words don't tell.
    language: Option<String>,
    /// Its web address on the forge.
    url: String,
    /// When it was opened.
    created_at: DateTime<Utc>,
    /// The repository that it is of.
    repository: Repository,
}

/// What a list of tasks or questions has beside its page.
#[derive(SimpleObject)]
pub(crate) struct WorkConnectionFields {
    /// How many there are in all; of the thousand repositories with the latest activity.
    total: usize,
}

/// First tasks, newest first.
pub(crate) type FirstTaskConnection = Connection<String, FirstTask, WorkConnectionFields>;

/// Questions, those that wait longest first.
pub(crate) type WaitingQuestionConnection =
    Connection<String, WaitingQuestion, WorkConnectionFields>;

impl From<(OpenTask, Repository)> for FirstTask {
    fn from((task, repository): (OpenTask, Repository)) -> Self {
        Self {
            title: task.title,
            language: task.language,
            url: task.url,
            labels: task.labels,
            help: task.help,
            created_at: task.created_at,
            repository,
        }
    }
}

impl From<(OpenTask, Repository)> for WaitingQuestion {
    fn from((task, repository): (OpenTask, Repository)) -> Self {
        Self {
            title: task.title,
            language: task.language,
            url: task.url,
            created_at: task.created_at,
            repository,
        }
    }
}

/// What the forge told of one repository; `None` where it did not tell.
pub(crate) fn of_repository<T: From<(OpenTask, Repository)>>(
    issues: Option<&Vec<OpenIssue>>,
    repository: &Repository,
) -> Option<Vec<T>> {
    let one = |issue| T::from((OpenTask::from(issue), repository.clone()));
    Some(issues?.iter().map(one).collect())
}

/// One page of what is asked for.
pub(crate) async fn page<T>(
    ctx: &Context<'_>,
    kind: WorkKind,
    filter: WorkFilter,
    first: usize,
    after: Option<String>,
) -> Result<Connection<String, T, WorkConnectionFields>>
where
    T: From<(OpenTask, Repository)> + async_graphql::OutputType,
{
    let after = after
        .map(|cursor| cursor.parse::<WorkPlace>().map_err(|_| error::bad_cursor()))
        .transpose()?;
    let has_previous = after.is_some();
    let found = Reader::of(ctx)?
        .read(move |catalogue| catalogue.open_work(kind, &filter, after.as_ref(), first))
        .await?;
    let mut connection = Connection::with_additional_fields(
        has_previous,
        found.has_next,
        WorkConnectionFields { total: found.total },
    );
    let edges = found.work.into_iter().map(|(task, card)| {
        let cursor = WorkPlace::of(&task).to_string();
        let node = T::from((task, Repository::from(card)));
        Edge::with_additional_fields(cursor, node, EmptyFields)
    });
    connection.edges.extend(edges);
    Ok(connection)
}
