//! Reading the catalogue through the schema, a page at a time: the whole, or a search.

use std::io::Error;
use std::sync::Arc;
use std::time::Duration;

use bronwijzer_graphql::client::{Client, Place, Places};
use futures::{Stream, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::european::{List as European, belongs};
use super::form::Form;
use crate::api::{Api, AskError};
use crate::search::parameters::SearchParameters;

/// Repositories on a page.
const PAGE: usize = 100;

/// The most repositories in the file of a search: more is a part of the whole catalogue's
/// file.
const MOST_FOUND: usize = 10_000;

/// Files that may be sent at the same time.
const MOST_FILES: usize = 16;

/// How many of them may go to one client.
const MOST_FILES_EACH: usize = 4;

/// How often a page is asked for when the catalogue is busy, and how long to
/// wait before the second time; each time twice as long.
const TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Who may read files now. Files together read one page at a time,
/// so that whoever searches notices little of them.
#[derive(Clone)]
pub(crate) struct ExportLimiter {
    files: Arc<Places>,
    page: Arc<Semaphore>,
}

impl ExportLimiter {
    pub(crate) fn new() -> Self {
        Self {
            files: Places::new(MOST_FILES, MOST_FILES_EACH),
            page: Arc::new(Semaphore::new(1)),
        }
    }
}

/// What the catalogue is at: another text when the files would differ.
pub(super) async fn state(api: &Api) -> Result<String, AskError> {
    let query = "query State { changes(first: 1) { latestCursor } catalogue { assessedAt } }";
    let answer: Value = api.ask(query, json!({})).await?;
    let latest = &answer["changes"]["latestCursor"];
    Ok(format!("{latest} {}", answer["catalogue"]["assessedAt"]))
}

/// What is read.
pub(super) enum Source {
    /// Every repository, in the order of the list of changes: reading on from its
    /// place never skips one, whatever a crawl does meanwhile. One that changes
    /// after it was read comes once more.
    Changes,
    /// Every repository that lists show, those that were seen first first: each once.
    Shown,
    /// What a search finds, in its order; the first [`MOST_FOUND`].
    Search(Box<SearchParameters>),
    /// What has a valid publiccode.yml, in the order in which the catalogue first saw it, which
    /// no crawl changes.
    European(&'static European),
}

impl Source {
    /// Another text for what else would be read.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Changes | Self::Shown => String::new(),
            Self::Search(parameters) => parameters.address(""),
            Self::European(list) => list.path.to_owned(),
        }
    }

    /// The question for a page.
    fn query(&self, fields: &str) -> String {
        let end = "pageInfo { hasNextPage endCursor }";
        match self {
            Self::Changes => format!(
                "query Export($after: String) {{ list: changes(first: {PAGE}, after: $after) {{ \
                 nodes {{ repository {{ {fields} }} }} {end} }} }}"
            ),
            Self::Shown => format!(
                "query Export($after: String) {{ list: repositories(sort: EARLIEST_SEEN, \
                 first: {PAGE}, after: $after) {{ nodes {{ {fields} }} {end} }} }}"
            ),
            Self::Search(_) => format!(
                "query Export($query: String, $filter: RepositoryFilter, $sort: RepositorySort, \
                 $after: String) {{ list: repositories(query: $query, filter: $filter, sort: $sort, \
                 first: {PAGE}, after: $after) {{ nodes {{ {fields} }} {end} }} }}"
            ),
            Self::European(_) => format!(
                "query Export($after: String) {{ list: repositories(\
                 filter: {{ publiccode: [\"valid\"] }}, sort: FIRST_SEEN, first: {PAGE}, \
                 after: $after) {{ nodes {{ {fields} }} {end} }} }}"
            ),
        }
    }

    /// What is asked of a page.
    fn variables(&self, after: Option<&str>) -> Value {
        let mut variables = json!({ "after": after });
        if let Self::Search(parameters) = self {
            let asked = parameters.variables();
            variables["query"] = json!(asked.query);
            variables["filter"] = json!(asked.filter);
            variables["sort"] = json!(asked.sort);
        }
        variables
    }

    /// How many repositories it may have.
    fn most(&self) -> usize {
        match self {
            Self::Changes | Self::Shown | Self::European(_) => usize::MAX,
            Self::Search(_) => MOST_FOUND,
        }
    }
}

/// The repositories of a file, in the order of its source.
pub(super) struct Pages {
    api: Api,
    source: Source,
    query: String,
    page: Arc<Semaphore>,
    after: Option<String>,
    left: usize,
    _file: Place,
}

#[derive(Deserialize)]
struct Answer {
    list: List,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    nodes: Vec<Value>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

impl Pages {
    /// `None` when too many read already, or the client reads too many.
    pub(super) fn new(
        api: Api,
        source: Source,
        fields: &str,
        limiter: &ExportLimiter,
        client: Option<Client>,
    ) -> Option<Self> {
        let file = limiter.files.take(client)?;
        Some(Self {
            api,
            query: source.query(fields),
            page: Arc::clone(&limiter.page),
            after: None,
            left: source.most(),
            source,
            _file: file,
        })
    }

    /// The next page; `None` after the last.
    async fn next(&mut self) -> Result<Option<Vec<Value>>, AskError> {
        if self.left == 0 {
            return Ok(None);
        }
        let List { nodes, page_info } = self.ask().await?.list;
        let is_last = !page_info.has_next_page || page_info.end_cursor.is_none();
        self.left = if is_last {
            0
        } else {
            self.left.saturating_sub(nodes.len())
        };
        self.after = page_info.end_cursor;
        let repositories = nodes.into_iter().map(|mut node| match self.source {
            Source::Changes => node["repository"].take(),
            Source::Shown | Source::Search(_) | Source::European(_) => node,
        });
        // Of what left the list of changes tells that it did, and nothing else does.
        let is_european = matches!(self.source, Source::European(_));
        let there = |repository: &Value| {
            let is_there = repository.is_object() && repository["gone"].is_null();
            is_there && (!is_european || belongs(repository))
        };
        Ok(Some(repositories.filter(there).collect()))
    }

    async fn ask(&self) -> Result<Answer, AskError> {
        let mut pause = FIRST_PAUSE;
        for _ in 1..TRIES {
            match self.ask_once().await {
                Err(AskError::Failed(error)) => {
                    tracing::debug!("retrying a page of an export: {error}");
                }
                answer => return answer,
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        self.ask_once().await
    }

    async fn ask_once(&self) -> Result<Answer, AskError> {
        let _turn = self.page.acquire().await;
        let variables = self.source.variables(self.after.as_deref());
        self.api.ask(&self.query, variables).await
    }
}

/// A file that is written while it is read.
pub(super) struct Written {
    pages: Pages,
    form: Form,
}

impl Written {
    pub(super) fn new(pages: Pages, form: Form) -> Self {
        Self { pages, form }
    }

    /// The file's bytes. An error breaks the file off, so that nobody takes half
    /// a catalogue for a whole one.
    pub(super) fn stream(self) -> impl Stream<Item = Result<Vec<u8>, Error>> + Send {
        stream::try_unfold(Some(self), |written| async move {
            let Some(mut written) = written else {
                return Ok(None);
            };
            match written.pages.next().await {
                Ok(Some(repositories)) => {
                    let bytes = written.form.write(&repositories)?;
                    Ok(Some((bytes, Some(written))))
                }
                Ok(None) => Ok(Some((written.form.end()?, None))),
                Err(error) => {
                    tracing::error!("an export was cut off: {error}");
                    Err(Error::other(error))
                }
            }
        })
    }
}
