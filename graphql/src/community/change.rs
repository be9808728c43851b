//! Change feed of statements: what everybody may see of them as it is now, by the number of the
//! last write, and what they may see no longer.

use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use bronwijzer_index::community::statement::Statement as IndexStatement;
use bronwijzer_index::{Catalogue, IndexError};
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt};

use super::statement::Statement;
use crate::error::{self, ErrorCode};
use crate::follower::{HANDFUL, Listed, following};
use crate::node::GlobalId;
use crate::reader::Reader;

/// The last write of a statement.
#[derive(Clone)]
pub(crate) struct StatementChange(Arc<IndexStatement>);

/// What the last write made of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum StatementChangeKind {
    /// Everybody may see it, as it is now.
    Stated,
    /// It is gone, or nobody may see it any more: drop it.
    Removed,
}

/// What last happened to a statement, as far as a copy has to follow it.
#[Object]
impl StatementChange {
    /// Global identifier. It leads to nothing any more once the statement has changed again.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::StatementChange(self.0.number).encode()
    }

    /// What happened.
    async fn kind(&self) -> StatementChangeKind {
        if self.0.is_public() {
            StatementChangeKind::Stated
        } else {
            StatementChangeKind::Removed
        }
    }

    /// Global identifier of the statement.
    async fn statement_id(&self) -> ID {
        GlobalId::Statement(self.0.id.clone()).encode()
    }

    /// The statement as it is since then; null for one that was removed.
    async fn statement(&self) -> Option<Statement> {
        self.0.is_public().then(|| Statement(Arc::clone(&self.0)))
    }
}

/// Changes of statements, the oldest first.
pub(crate) type StatementChangeConnection =
    Connection<String, StatementChange, StatementChangeConnectionFields>;

/// A change and its place.
pub(crate) type StatementChangeEdge = Edge<String, StatementChange, EmptyFields>;

/// What a list of changes has beside its page.
#[derive(SimpleObject)]
pub(crate) struct StatementChangeConnectionFields {
    /// The cursor of the last change that there was when the list was read: to follow from
    /// now on, without what was before.
    latest_cursor: String,
}

fn edge(change: StatementChange) -> StatementChangeEdge {
    Edge::new(change.0.number.to_string(), change)
}

/// The place of a cursor.
///
/// # Errors
/// `BAD_CURSOR` for what is none, `CURSOR_EXPIRED` for one that is yet to come: the list was
/// begun anew since.
fn place(catalogue: &Catalogue, after: &str) -> Result<u64> {
    let place: u64 = after.parse().map_err(|_| error::bad_cursor())?;
    if place > catalogue.community().last_number() {
        return Err(ErrorCode::CursorExpired
            .error("the list was begun anew; drop the copy, and read from the beginning"));
    }
    Ok(place)
}

/// One page of changes.
pub(crate) async fn page(
    ctx: &Context<'_>,
    since: Option<DateTime<Utc>>,
    after: Option<String>,
    first: usize,
) -> Result<StatementChangeConnection> {
    let reader = Reader::of(ctx)?;
    let catalogue = reader.catalogue();
    let place = after.as_deref().map(|after| place(catalogue, after));
    let place = place.transpose()?;
    let (latest, mut changes) = reader
        .read(move |catalogue| {
            let community = catalogue.community();
            let latest = community.last_number();
            let changes = community.statement_changes(place.unwrap_or(0), since, first + 1);
            Ok((latest, changes))
        })
        .await?;
    let has_next = changes.len() > first;
    changes.truncate(first);
    let fields = StatementChangeConnectionFields {
        latest_cursor: latest.to_string(),
    };
    let mut connection = Connection::with_additional_fields(place.is_some(), has_next, fields);
    let changes = changes.into_iter().map(StatementChange);
    connection.edges.extend(changes.map(edge));
    Ok(connection)
}

/// The changes after a cursor, or from now on, as they come.
pub(crate) fn follow(
    reader: Reader,
    after: Option<&str>,
) -> Result<impl Stream<Item = Result<StatementChangeEdge>> + use<>> {
    let catalogue = reader.catalogue();
    let place = match after {
        Some(after) => place(catalogue, after)?,
        None => catalogue.community().last_number(),
    };
    Ok(following::<StatementChange>(reader, place).map(|change| change.map(edge)))
}

impl Listed for StatementChange {
    type Cursor = u64;

    fn cursor(&self) -> u64 {
        self.0.number
    }

    fn read(catalogue: &Catalogue, after: &u64) -> Result<Vec<Self>, IndexError> {
        let changes = catalogue
            .community()
            .statement_changes(*after, None, HANDFUL);
        Ok(changes.into_iter().map(Self).collect())
    }
}

/// The change with a number, while it is its statement's last.
pub(crate) fn by_number(catalogue: &Catalogue, number: u64) -> Option<StatementChange> {
    let after = number.checked_sub(1)?;
    let found = catalogue
        .community()
        .statement_changes(after, None, 1)
        .pop()?;
    (found.number == number).then_some(StatementChange(found))
}
