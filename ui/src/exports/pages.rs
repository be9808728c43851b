//! Reading the catalogue through the schema, a page at a time: the whole, or a search.

use std::collections::{HashSet, VecDeque};
use std::io::Error;
use std::num::NonZero;
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;
use std::time::Duration;

use async_graphql::{Value, from_value};
use bronwijzer_graphql::OwnQuery;
use bronwijzer_graphql::client::{Client, Place, Places};
use chrono::{DateTime, Utc};
use futures::{Stream, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tracing::Span;

use super::european::{List as European, MARK, belongs};
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

/// Who may read files now. Files take turns, a page each, on half of the cores and not on the
/// threads that answer visitors, so that whoever searches notices little of them.
#[derive(Clone)]
pub(crate) struct ExportLimiter {
    files: Arc<Places>,
    /// Who waits longest comes first.
    turns: Arc<Semaphore>,
}

impl ExportLimiter {
    pub(crate) fn new() -> Self {
        let cores = available_parallelism().map_or(1, NonZero::get);
        Self {
            files: Places::new(MOST_FILES, MOST_FILES_EACH),
            turns: Arc::new(Semaphore::new(cores.div_ceil(2))),
        }
    }
}

static STATE: LazyLock<OwnQuery> = LazyLock::new(|| {
    let query = "query State { changes(first: 1) { latestCursor } catalogue { assessedAt } }";
    OwnQuery::new(query.to_owned())
});

/// What the catalogue is at: another text when the files would differ.
pub(super) async fn state(api: &Api) -> Result<String, AskError> {
    let answer: serde_json::Value = api.ask(&STATE, json!({})).await?;
    let latest = &answer["changes"]["latestCursor"];
    Ok(format!("{latest} {}", answer["catalogue"]["assessedAt"]))
}

/// What is read.
pub(super) enum Source {
    /// Every repository, in the order of the list of changes: reading on from its
    /// place never skips one, whatever a crawl does meanwhile. One that changes
    /// after it was read comes once more; see [`Rest`].
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
                 nodes {{ at repository {{ {fields} }} }} {end} }} }}"
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
    fn variables(&self, after: Option<&str>) -> serde_json::Value {
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
    query: OwnQuery,
    turns: Arc<Semaphore>,
    after: Option<String>,
    left: usize,
    /// When the file was begun.
    begun: DateTime<Utc>,
    rest: Rest,
    _file: Place,
}

/// The end of a file of all changes. While a crawl writes, the list goes on to grow, and a crawl
/// that writes faster than the file is read would keep it from ending. So where it comes to
/// changes that were made after it was begun, it follows the list to its end without what
/// changed, which nobody writes as fast, and then reads what these are of: each once.
struct Rest {
    query: OwnQuery,
    /// The repositories that are left, once they are known.
    ids: Option<VecDeque<String>>,
}

static CHANGED: LazyLock<OwnQuery> = LazyLock::new(|| {
    OwnQuery::new(format!(
        "query Changed($after: String) {{ list: changes(first: {PAGE}, after: $after) {{ \
         nodes {{ repositoryId }} pageInfo {{ hasNextPage endCursor }} }} }}"
    ))
});

/// A page of a list.
struct List {
    nodes: Vec<Value>,
    /// Where the next one begins; `None` behind the last.
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

impl List {
    /// Takes the answer apart as it is: there are ten thousand values in it.
    fn of(mut answer: Value) -> Result<Self, AskError> {
        let mut list = take(&mut answer, "list");
        let Value::List(nodes) = take(&mut list, "nodes") else {
            return Err(AskError::Failed("the list has no nodes".to_owned()));
        };
        let page_info: PageInfo = read(take(&mut list, "pageInfo"))?;
        let next = page_info.end_cursor;
        Ok(Self {
            nodes,
            next: next.filter(|_| page_info.has_next_page),
        })
    }
}

/// A field of an object; null where there is none.
fn take(object: &mut Value, field: &str) -> Value {
    match object {
        Value::Object(fields) => fields.swap_remove(field).unwrap_or_default(),
        _ => Value::Null,
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, AskError> {
    from_value(value).map_err(|error| AskError::Failed(error.to_string()))
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
        let rest = format!(
            "query Rest($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Repository {{ {fields} }} }} }}"
        );
        Some(Self {
            api,
            query: OwnQuery::new(source.query(fields)),
            turns: Arc::clone(&limiter.turns),
            after: None,
            left: source.most(),
            source,
            begun: Utc::now(),
            rest: Rest {
                query: OwnQuery::new(rest),
                ids: None,
            },
            _file: file,
        })
    }

    /// The next page; `None` after the last. An error leaves everything where it was.
    async fn next(&mut self) -> Result<Option<Vec<Value>>, AskError> {
        if self.left == 0 {
            return Ok(None);
        }
        let repositories = match &self.source {
            Source::Changes if self.rest.ids.is_some() => self.of_rest().await?,
            Source::Changes => self.of_changes().await?,
            Source::Shown | Source::Search(_) | Source::European(_) => self.of_list().await?,
        };
        // Of what left the list of changes tells that it did, and nothing else does.
        let is_european = matches!(self.source, Source::European(_));
        let is_there = |repository: &Value| match repository {
            Value::Object(fields) => {
                let is_gone = !matches!(fields.get("gone"), None | Some(Value::Null));
                !is_gone && (!is_european || belongs(fields.get(MARK)))
            }
            _ => false,
        };
        Ok(Some(repositories.into_iter().filter(is_there).collect()))
    }

    async fn list(&self, query: &OwnQuery, after: Option<&str>) -> Result<List, AskError> {
        let variables = self.source.variables(after);
        List::of(self.api.ask_values(query, variables).await?)
    }

    async fn of_list(&mut self) -> Result<Vec<Value>, AskError> {
        let List { nodes, next } = self.list(&self.query, self.after.as_deref()).await?;
        self.left = match next {
            Some(_) => self.left.saturating_sub(nodes.len()),
            None => 0,
        };
        self.after = next;
        Ok(nodes)
    }

    async fn of_changes(&mut self) -> Result<Vec<Value>, AskError> {
        let List { mut nodes, next } = self.list(&self.query, self.after.as_deref()).await?;
        let last = nodes.last_mut().map(|change| take(change, "at"));
        let last: Option<DateTime<Utc>> = last.map(read).transpose()?;
        let is_overtaken = last.is_some_and(|last| last >= self.begun);
        match next {
            Some(next) if is_overtaken => self.rest.ids = Some(self.changed_after(next).await?),
            Some(next) => self.after = Some(next),
            None => self.left = 0,
        }
        let repositories = nodes.iter_mut().map(|change| take(change, "repository"));
        Ok(repositories.collect())
    }

    /// The repositories of all changes behind a place, each once.
    async fn changed_after(&self, after: String) -> Result<VecDeque<String>, AskError> {
        let mut ids = VecDeque::new();
        let mut met = HashSet::new();
        let mut after = Some(after);
        while after.is_some() {
            let List { nodes, next } = self.list(&CHANGED, after.as_deref()).await?;
            for mut change in nodes {
                let id: String = read(take(&mut change, "repositoryId"))?;
                // What changes again meanwhile is met again.
                if met.insert(id.clone()) {
                    ids.push_back(id);
                }
            }
            after = next;
        }
        Ok(ids)
    }

    async fn of_rest(&mut self) -> Result<Vec<Value>, AskError> {
        let Some(ids) = &mut self.rest.ids else {
            return Ok(Vec::new());
        };
        let page: Vec<&String> = ids.iter().take(PAGE).collect();
        let variables = json!({ "ids": page });
        let mut answer = self.api.ask_values(&self.rest.query, variables).await?;
        ids.drain(..PAGE.min(ids.len()));
        if ids.is_empty() {
            self.left = 0;
        }
        match take(&mut answer, "nodes") {
            Value::List(nodes) => Ok(nodes),
            _ => Err(AskError::Failed("there are no nodes".to_owned())),
        }
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
            let Some(written) = written else {
                return Ok(None);
            };
            let next = written.next().await;
            match next.inspect_err(|error| tracing::error!("an export was cut off: {error}"))? {
                (written, Some(bytes)) => Ok(Some((bytes, Some(written)))),
                (written, None) => Ok(Some((written.form.end()?, None))),
            }
        })
    }

    /// The bytes of the next page; `None` after the last. A busy catalogue is asked again.
    async fn next(mut self) -> Result<(Self, Option<Vec<u8>>), Error> {
        let mut pause = FIRST_PAUSE;
        for tries_left in (0..TRIES).rev() {
            let (written, page) = self.in_turn().await?;
            match page {
                Ok(bytes) => return Ok((written, bytes?)),
                Err(AskError::Failed(error)) if tries_left > 0 => {
                    tracing::debug!("retrying a page of an export: {error}");
                }
                Err(error) => return Err(Error::other(error)),
            }
            self = written;
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(Error::other("it was not tried at all"))
    }

    /// Reads a page and writes it, when it is this file's turn: on a thread where that may take
    /// its time.
    async fn in_turn(mut self) -> Result<(Self, Page), Error> {
        let turn = Arc::clone(&self.pages.turns).acquire_owned().await;
        let turn = turn.map_err(Error::other)?;
        let (runtime, span) = (Handle::current(), Span::current());
        let work = spawn_blocking(move || {
            let _turn = turn;
            let page = span.in_scope(|| runtime.block_on(self.pages.next()));
            let page = page.map(|repositories| {
                let bytes = repositories.map(|repositories| self.form.write(repositories));
                bytes.transpose()
            });
            (self, page)
        });
        work.await.map_err(Error::other)
    }
}

/// The bytes of a page, `None` after the last: why the catalogue did not answer, and why it could
/// not be written.
type Page = Result<Result<Option<Vec<u8>>, Error>, AskError>;
