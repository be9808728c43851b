//! Change feed: what changed in the catalogue, as a list to read on from, and a subscription.

use std::collections::VecDeque;
use std::time::Duration;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use bronwijzer_index::{Change as IndexChange, ChangeCursor, ChangeKind, ChangePage, IndexError};
use chrono::{DateTime, Utc};
use futures::{Stream, stream};
use tokio::sync::watch;

use crate::batch::Batched;
use crate::error;
use crate::node::GlobalId;
use crate::reader::Reader;
use crate::repository::Repository;

/// Changes that a follower's stream reads at once.
const HANDFUL: usize = 100;

/// The least time between two reads for one follower, so that a crawl is
/// followed in handfuls.
const PAUSE: Duration = Duration::from_millis(250);

pub(crate) struct Change(IndexChange);

impl From<IndexChange> for Change {
    fn from(change: IndexChange) -> Self {
        Self(change)
    }
}

/// What last happened to a repository, as far as a copy of the catalogue has to
/// follow it.
#[Object]
impl Change {
    /// Global identifier. It leads to nothing any more once the repository has
    /// changed again.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::Change(self.0.cursor.to_string()).encode()
    }

    /// What happened.
    async fn kind(&self) -> ChangeKind {
        self.0.kind
    }

    /// When the catalogue took it up. Times never go back along the list.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Global identifier of the repository.
    async fn repository_id(&self) -> ID {
        GlobalId::Repository(self.0.id.clone()).encode()
    }

    /// The repository's web address since then.
    async fn url(&self) -> String {
        self.0.url.to_string()
    }

    /// The repository as it is now.
    async fn repository(&self, ctx: &Context<'_>) -> Result<Option<Repository>> {
        self.0.id.clone().load(ctx).await
    }
}

/// Changes, the oldest first.
pub(crate) type ChangeConnection = Connection<String, Change, ChangeConnectionFields>;

/// A change and its place.
pub(crate) type ChangeEdge = Edge<String, Change, EmptyFields>;

/// What a list of changes has beside its page.
#[derive(SimpleObject)]
pub(crate) struct ChangeConnectionFields {
    /// The cursor of the last change that there was when the list was read: to
    /// follow from now on, without what was before.
    latest_cursor: String,
}

/// One page of changes.
pub(crate) async fn page(
    reader: &Reader,
    since: Option<DateTime<Utc>>,
    after: Option<String>,
    first: usize,
) -> Result<ChangeConnection> {
    let after = cursor(after)?;
    let has_previous = after.is_some();
    let (latest, page) = reader
        .read(move |catalogue| {
            let latest = catalogue.last_change()?;
            Ok((latest, catalogue.changes(after.as_ref(), since, first)?))
        })
        .await?;
    let fields = ChangeConnectionFields {
        latest_cursor: latest.to_string(),
    };
    let mut connection = Connection::with_additional_fields(has_previous, page.has_next, fields);
    connection.edges.extend(page.changes.into_iter().map(edge));
    Ok(connection)
}

fn cursor(text: Option<String>) -> Result<Option<ChangeCursor>> {
    text.map(|text| text.parse().map_err(|_| error::bad_cursor()))
        .transpose()
}

fn edge(change: IndexChange) -> ChangeEdge {
    Edge::new(change.cursor.to_string(), change.into())
}

/// A follower. It reads the list at its own pace, so a slow one holds nobody
/// up and is told of each repository's last change, and of none that came
/// before it.
struct Follower {
    reader: Reader,
    /// `None` once it was told of an error.
    version: Option<watch::Receiver<u64>>,
    cursor: ChangeCursor,
    /// Read, and not told yet.
    read: VecDeque<IndexChange>,
}

/// The changes after a cursor, or from now on, as they come.
pub(crate) async fn follow(
    reader: Reader,
    after: Option<String>,
) -> Result<impl Stream<Item = Result<ChangeEdge>> + use<>> {
    let after = cursor(after)?;
    let version = reader.catalogue().watch_version();
    let cursor = match after {
        Some(cursor) => cursor,
        None => {
            reader
                .read(bronwijzer_index::Catalogue::last_change)
                .await?
        }
    };
    let follower = Follower {
        reader,
        version: Some(version),
        cursor,
        read: VecDeque::new(),
    };
    Ok(stream::unfold(follower, Follower::next))
}

impl Follower {
    async fn next(mut self) -> Option<(Result<ChangeEdge>, Self)> {
        loop {
            if let Some(change) = self.read.pop_front() {
                self.cursor = change.cursor.clone();
                return Some((Ok(edge(change)), self));
            }
            let version = self.version.as_mut()?;
            // What comes after this is told by the next change of version.
            version.mark_unchanged();
            let after = self.cursor.clone();
            let read = self
                .reader
                .read(move |catalogue| catalogue.changes(Some(&after), None, HANDFUL));
            match read.await {
                Ok(ChangePage { changes, .. }) if changes.is_empty() => {
                    version.changed().await.ok()?;
                    tokio::time::sleep(PAUSE).await;
                }
                Ok(page) => self.read.extend(page.changes),
                Err(error) => {
                    self.version = None;
                    return Some((Err(error), self));
                }
            }
        }
    }
}

/// The change with a cursor, while it is its repository's last.
pub(crate) async fn by_cursor(reader: &Reader, cursor: &str) -> Result<Option<Change>> {
    let Ok(cursor) = cursor.parse::<ChangeCursor>() else {
        return Ok(None);
    };
    let find = move |catalogue: &bronwijzer_index::Catalogue| -> Result<_, IndexError> {
        catalogue.change(&cursor)
    };
    Ok(reader.read(find).await?.map(Change))
}
