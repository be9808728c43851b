//! Reading the whole catalogue through the schema, a page at a time.

use std::io::Error;
use std::sync::Arc;
use std::time::Duration;

use futures::{Stream, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::fields;
use super::form::Form;
use crate::api::{Api, AskError};

/// Files that may be sent at the same time.
const MOST_FILES: usize = 16;

/// How often a page is asked for when the catalogue is busy, and how long to
/// wait before the second time; each time twice as long.
const TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Who may read the whole catalogue now. Files together read one page at a time,
/// so that whoever searches notices little of them.
#[derive(Clone)]
pub(crate) struct ExportLimiter {
    files: Arc<Semaphore>,
    page: Arc<Semaphore>,
}

impl ExportLimiter {
    pub(crate) fn new() -> Self {
        Self {
            files: Arc::new(Semaphore::new(MOST_FILES)),
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

/// Every repository, in the order of the list of changes: reading on from its
/// place never skips one, whatever a crawl does meanwhile. One that changes
/// after it was read comes once more.
pub(super) struct Pages {
    api: Api,
    query: String,
    page: Arc<Semaphore>,
    after: Option<String>,
    at_end: bool,
    _file: OwnedSemaphorePermit,
}

#[derive(Deserialize)]
struct Answer {
    changes: Changes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changes {
    nodes: Vec<Change>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
struct Change {
    repository: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

impl Pages {
    /// `None` when too many read already.
    pub(super) fn new(api: Api, limiter: &ExportLimiter) -> Option<Self> {
        let file = Arc::clone(&limiter.files).try_acquire_owned().ok()?;
        let fields = fields::selection();
        Some(Self {
            api,
            query: format!(
                "query Export($after: String) {{ changes(first: 100, after: $after) {{ \
                 nodes {{ repository {{ {fields} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
            ),
            page: Arc::clone(&limiter.page),
            after: None,
            at_end: false,
            _file: file,
        })
    }

    /// The next page; `None` after the last.
    async fn next(&mut self) -> Result<Option<Vec<Value>>, AskError> {
        if self.at_end {
            return Ok(None);
        }
        let answer = self.ask().await?;
        let page = answer.changes;
        self.at_end = !page.page_info.has_next_page || page.page_info.end_cursor.is_none();
        self.after = page.page_info.end_cursor;
        let nodes = page.nodes.into_iter();
        // Of what left the list of changes tells that it did, and nothing else does.
        let there = |repository: &Value| repository["gone"].is_null();
        let all = nodes.filter_map(|node| node.repository).filter(there);
        Ok(Some(all.collect()))
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
        let variables = json!({ "after": self.after });
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
