//! Reading the catalogue through the schema, a page at a time: the whole, or a search.

use std::collections::{HashSet, VecDeque};
use std::io::Error;
use std::num::NonZero;
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;
use std::time::Duration;

use async_graphql::{Value, from_value};
use bronwijzer_graphql::OwnQuery;
use bronwijzer_graphql::caching::EntityTag;
use bronwijzer_graphql::client::{Client, Place, Places};
use chrono::{DateTime, Utc};
use futures::{Stream, stream};
use poem::Body;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tracing::Span;

use super::european::{List as European, MARK, belongs};
use super::file_cache::{Draft, FileCache};
use super::form::Form;
use super::row_cache::{Changed, RowCache};
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
    row_cache: RowCache,
    file_cache: FileCache,
}

impl ExportLimiter {
    pub(crate) fn new() -> Self {
        let cores = available_parallelism().map_or(1, NonZero::get);
        Self {
            files: Places::new(MOST_FILES, MOST_FILES_EACH),
            turns: Arc::new(Semaphore::new(cores.div_ceil(2))),
            row_cache: RowCache::default(),
            file_cache: FileCache::default(),
        }
    }

    /// The file with this tag, which stands for its source, its form and the state: as it was sent
    /// before, or written while it is read. `None` when too many read already, or the client reads
    /// too many.
    pub(super) fn file(
        &self,
        api: Api,
        source: Source,
        (form, name): (Form, &'static str),
        (state, tag): (&State, &EntityTag),
        client: Option<Client>,
    ) -> Option<Body> {
        let place = self.files.take(client)?;
        let name_of_state = state.name();
        if let Some(cached) = self.file_cache.find(&name_of_state, tag) {
            return Some(Body::from_bytes_stream(cached.stream(place)));
        }
        let draft = match &source {
            // Seldom the same twice.
            Source::Search(_) => None,
            Source::Changes | Source::Shown | Source::European(_) => {
                self.file_cache.begin(&name_of_state, tag)
            }
        };
        let pages = Pages::new(api, source, (&form, name), state, self, place);
        let written = Written { pages, form, draft };
        Some(Body::from_bytes_stream(written.stream()))
    }
}

static STATE: LazyLock<OwnQuery> = LazyLock::new(|| {
    let query = "query State { changes(first: 1) { latestCursor } \
        statementChanges(first: 1) { latestCursor } catalogue { assessedAt asOf } }";
    OwnQuery::new(query.to_owned())
});

/// What the catalogue is at.
pub(super) struct State {
    latest_change: String,
    /// By what judgements follow from facts: when they were made, and what was said until then.
    judged_by: String,
    /// Of when its facts are.
    pub(super) as_of: Option<DateTime<Utc>>,
}

impl State {
    pub(super) async fn of(api: &Api) -> Result<Self, AskError> {
        let answer: serde_json::Value = api.ask(&STATE, json!({})).await?;
        Ok(Self {
            latest_change: answer["changes"]["latestCursor"].to_string(),
            judged_by: format!(
                "{} {}",
                answer["catalogue"]["assessedAt"], answer["statementChanges"]["latestCursor"]
            ),
            as_of: serde_json::from_value(answer["catalogue"]["asOf"].clone())
                .map_err(|error| AskError::Failed(error.to_string()))?,
        })
    }

    /// Another text when the files would differ.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.latest_change, self.judged_by)
    }
}

/// What is read.
pub(super) enum Source {
    /// Every repository, in the order of the list of changes: reading on from its
    /// place never skips one, whatever a crawl does meanwhile. One that changes
    /// after it was read comes once more. While a crawl writes, the list goes on to grow, and a
    /// crawl that writes faster than the file is read would keep it from ending. So where it
    /// comes to changes that were made after it was begun, it follows the list to its end
    /// without what changed, which nobody writes as fast, and then reads what these are of:
    /// each once.
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
            // What these are of is read beside them.
            Self::Changes => format!(
                "query Changes($after: String) {{ list: changes(first: {PAGE}, after: $after) {{ \
                 nodes {{ id at repositoryId }} {end} }} }}"
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
struct Pages {
    api: Api,
    source: Source,
    query: OwnQuery,
    turns: Arc<Semaphore>,
    after: Option<String>,
    left: usize,
    /// When the file was begun.
    begun: DateTime<Utc>,
    rows: Rows,
    /// The changes that are left, once they are known; see [`Source::Changes`].
    rest: Option<VecDeque<Changed>>,
    _file: Place,
}

/// The rows of a file of all changes, as they are kept or read.
struct Rows {
    row_cache: RowCache,
    /// The form of the file, which no other has.
    form: &'static str,
    judged_by: String,
    /// Reads what is not kept.
    query: OwnQuery,
}

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

/// What the list of changes tells of one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    id: String,
    at: DateTime<Utc>,
    repository_id: String,
}

impl Change {
    fn changed(self) -> Changed {
        Changed {
            id: self.repository_id,
            change: self.id,
        }
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
    fn new(
        api: Api,
        source: Source,
        (form, name): (&Form, &'static str),
        state: &State,
        limiter: &ExportLimiter,
        file: Place,
    ) -> Self {
        let fields = form.selection();
        let query = OwnQuery::new(source.query(&fields));
        let rows = format!(
            "query Rows($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Repository {{ {fields} }} }} }}"
        );
        Self {
            api,
            query,
            turns: Arc::clone(&limiter.turns),
            after: None,
            left: source.most(),
            source,
            begun: Utc::now(),
            rows: Rows {
                row_cache: limiter.row_cache.clone(),
                form: name,
                judged_by: state.judged_by.clone(),
                query: OwnQuery::new(rows),
            },
            rest: None,
            _file: file,
        }
    }

    /// The rows of the next page; `None` after the last. An error leaves everything where it was.
    async fn next(&mut self, form: &Form) -> Result<Option<Vec<Vec<u8>>>, AskError> {
        if self.left == 0 {
            return Ok(None);
        }
        let rows = match &self.source {
            Source::Changes if self.rest.is_some() => self.of_rest(form).await?,
            Source::Changes => self.of_changes(form).await?,
            Source::Shown | Source::Search(_) | Source::European(_) => self.of_list(form).await?,
        };
        Ok(Some(rows))
    }

    /// What stands of a repository in the file; nothing for what does not belong there.
    fn row(&self, repository: Value, form: &Form) -> Result<Option<Vec<u8>>, AskError> {
        // Of what left the list of changes tells that it did, and nothing else does.
        let is_european = matches!(self.source, Source::European(_));
        let is_there = match &repository {
            Value::Object(fields) => {
                let is_gone = !matches!(fields.get("gone"), None | Some(Value::Null));
                !is_gone && (!is_european || belongs(fields.get(MARK)))
            }
            _ => false,
        };
        if !is_there {
            return Ok(None);
        }
        let row = form.row(repository);
        row.map_err(|error| AskError::Failed(error.to_string()))
    }

    async fn list(&self, query: &OwnQuery, after: Option<&str>) -> Result<List, AskError> {
        let variables = self.source.variables(after);
        List::of(self.api.ask_values(query, variables).await?)
    }

    async fn of_list(&mut self, form: &Form) -> Result<Vec<Vec<u8>>, AskError> {
        let List { nodes, next } = self.list(&self.query, self.after.as_deref()).await?;
        let found = nodes.len();
        let rows = nodes
            .into_iter()
            .filter_map(|node| self.row(node, form).transpose());
        let rows = rows.collect::<Result<_, _>>()?;
        self.left = match next {
            Some(_) => self.left.saturating_sub(found),
            None => 0,
        };
        self.after = next;
        Ok(rows)
    }

    async fn changes(
        &self,
        after: Option<&str>,
    ) -> Result<(Vec<Change>, Option<String>), AskError> {
        let List { nodes, next } = self.list(&self.query, after).await?;
        let changes: Result<_, _> = nodes.into_iter().map(read).collect();
        Ok((changes?, next))
    }

    async fn of_changes(&mut self, form: &Form) -> Result<Vec<Vec<u8>>, AskError> {
        let (changes, next) = self.changes(self.after.as_deref()).await?;
        let last = changes.last();
        let is_overtaken = last.is_some_and(|last| last.at >= self.begun);
        let changed: Vec<_> = changes.into_iter().map(Change::changed).collect();
        let rows = self.read(&changed, form).await?;
        match next {
            Some(next) if is_overtaken => self.rest = Some(self.changed_after(next).await?),
            Some(next) => self.after = Some(next),
            None => self.left = 0,
        }
        Ok(rows)
    }

    /// The last changes behind a place, of each repository one.
    async fn changed_after(&self, after: String) -> Result<VecDeque<Changed>, AskError> {
        let mut all = VecDeque::new();
        let mut met = HashSet::new();
        let mut after = Some(after);
        while after.is_some() {
            let (changes, next) = self.changes(after.as_deref()).await?;
            for changed in changes.into_iter().map(Change::changed) {
                // What changes again meanwhile is met again.
                if met.insert(changed.id.clone()) {
                    all.push_back(changed);
                }
            }
            after = next;
        }
        Ok(all)
    }

    async fn of_rest(&mut self, form: &Form) -> Result<Vec<Vec<u8>>, AskError> {
        let page: Vec<Changed> = self.rest.iter().flatten().take(PAGE).cloned().collect();
        let rows = self.read(&page, form).await?;
        if let Some(rest) = &mut self.rest {
            rest.drain(..page.len());
            if rest.is_empty() {
                self.left = 0;
            }
        }
        Ok(rows)
    }

    /// The rows of what changed, in this order, as far as it belongs in the file.
    async fn read(&self, changed: &[Changed], form: &Form) -> Result<Vec<Vec<u8>>, AskError> {
        let Rows {
            row_cache,
            form: name,
            judged_by,
            query,
        } = &self.rows;
        let mut rows = row_cache.find(name, judged_by, changed);
        let missing = changed.iter().zip(&mut rows);
        let missing: Vec<_> = missing.filter(|(_, row)| row.is_none()).collect();
        if !missing.is_empty() {
            let ids: Vec<&String> = missing.iter().map(|(changed, _)| &changed.id).collect();
            let mut answer = self.api.ask_values(query, json!({ "ids": ids })).await?;
            let Value::List(nodes) = take(&mut answer, "nodes") else {
                return Err(AskError::Failed("there are no nodes".to_owned()));
            };
            for ((changed, row), node) in missing.into_iter().zip(nodes) {
                // An empty one tells that it does not belong.
                let read = self.row(node, form)?.unwrap_or_default();
                row_cache.keep(name, judged_by, changed, &read);
                *row = Some(read);
            }
        }
        let rows = rows.into_iter().flatten();
        Ok(rows.filter(|row| !row.is_empty()).collect())
    }
}

/// A file that is written while it is read.
struct Written {
    pages: Pages,
    form: Form,
    /// What is kept of it, for whoever asks for the same next.
    draft: Option<Draft>,
}

impl Written {
    /// The file's bytes. An error breaks the file off, so that nobody takes half
    /// a catalogue for a whole one.
    fn stream(self) -> impl Stream<Item = Result<Vec<u8>, Error>> + Send {
        stream::try_unfold(Some(self), |written| async move {
            let Some(written) = written else {
                return Ok(None);
            };
            let next = written.next().await;
            match next.inspect_err(|error| tracing::error!("an export was cut off: {error}"))? {
                (written, Some(bytes)) => Ok(Some((bytes, Some(written)))),
                (written, None) => {
                    let end = written.form.end()?;
                    if let Some(mut draft) = written.draft {
                        draft.write(&end);
                        draft.finish();
                    }
                    Ok(Some((end, None)))
                }
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
            let page = span.in_scope(|| runtime.block_on(self.pages.next(&self.form)));
            let page = page.map(|rows| rows.map(|rows| self.form.write(&rows)).transpose());
            if let (Some(draft), Ok(Ok(Some(bytes)))) = (&mut self.draft, &page) {
                draft.write(bytes);
            }
            (self, page)
        });
        work.await.map_err(Error::other)
    }
}

/// The bytes of a page, `None` after the last: why the catalogue did not answer, and why it could
/// not be written.
type Page = Result<Result<Option<Vec<u8>>, Error>, AskError>;
