//! Change feed: what changed in the catalogue, as a list to read on from, and a subscription.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use bronwijzer_index::{Change as IndexChange, ChangeCursor, ChangeKind, IndexError};
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt};

use crate::batch::Batched;
use crate::error;
use crate::follower::{HANDFUL, Listed, following};
use crate::node::GlobalId;
use crate::reader::Reader;
use crate::repository::Repository;

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

/// The changes after a cursor, or from now on, as they come.
pub(crate) async fn follow(
    reader: Reader,
    after: Option<String>,
) -> Result<impl Stream<Item = Result<ChangeEdge>> + use<>> {
    let cursor = match cursor(after)? {
        Some(cursor) => cursor,
        None => {
            reader
                .read(bronwijzer_index::Catalogue::last_change)
                .await?
        }
    };
    Ok(following::<IndexChange>(reader, cursor).map(|change| change.map(edge)))
}

impl Listed for IndexChange {
    type Cursor = ChangeCursor;

    fn cursor(&self) -> ChangeCursor {
        self.cursor.clone()
    }

    fn read(
        catalogue: &bronwijzer_index::Catalogue,
        after: &ChangeCursor,
    ) -> Result<Vec<Self>, IndexError> {
        Ok(catalogue.changes(Some(after), None, HANDFUL)?.changes)
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
