//! Lists of statements, the newest first, as its viewer sees them.

use std::cmp::Reverse;
use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Result, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronwijzer_index::community::kinds::StatementKind;
use bronwijzer_index::community::member::Viewer;
use bronwijzer_index::community::statement::{
    Statement as IndexStatement, StatementState, Subject, Visibility,
};
use bronwijzer_index::{Catalogue, IndexError, StatementFilter};

use super::statement::Statement;
use crate::batch::{Batched, Unique};
use crate::error;
use crate::reader::Reader;
use crate::repository_search::page_size;
use crate::viewer;

/// Statements, the newest first.
pub(crate) type StatementConnection = Connection<String, Statement, StatementConnectionFields>;

/// What a list of statements has beside its page.
#[derive(SimpleObject)]
pub(crate) struct StatementConnectionFields {
    /// How many there are in all.
    total: usize,
}

/// What is looked for, and for whom.
pub(crate) struct StatementQuery {
    pub(crate) filter: StatementFilter,
    pub(crate) viewer: Option<Arc<Viewer>>,
}

/// The statements that were asked for, the newest first.
impl Batched for Unique<StatementQuery> {
    type Found = Vec<Arc<IndexStatement>>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        let StatementQuery { filter, viewer } = &*self.0;
        Ok(catalogue.community().statements(filter, viewer.as_deref()))
    }

    fn is_in_memory(&self) -> bool {
        // Few are about one thing; whose it is would have to be read.
        let filter = &self.0.filter;
        filter.subject.is_some() && filter.organisation.is_none() && filter.query.is_none()
    }
}

/// Where a statement stands in a list; it holds also when that statement goes.
type Place = (i64, String);

fn place(statement: &IndexStatement) -> Place {
    let made = statement.since.timestamp_micros();
    (made, statement.id.to_string())
}

fn cursor((made, id): &Place) -> String {
    URL_SAFE_NO_PAD.encode(format!("{made}:{id}"))
}

fn read_cursor(text: &str) -> Option<Place> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (made, id) = text.split_once(':')?;
    Some((made.parse().ok()?, id.to_owned()))
}

fn place_after(cursor: Option<&str>) -> Result<Option<Place>> {
    let place = cursor.map(|text| read_cursor(text).ok_or_else(error::bad_cursor));
    place.transpose()
}

/// Whether what answers others in a discussion is in the list too. Elsewhere it stands below
/// what it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replies {
    With,
    Without,
}

/// One page of what matches.
pub(crate) async fn page(
    ctx: &Context<'_>,
    filter: StatementFilter,
    replies: Replies,
    first: Option<i32>,
    after: Option<String>,
) -> Result<StatementConnection> {
    let first = page_size(first)?;
    let after = place_after(after.as_deref())?;
    let viewer = viewer::reading(ctx);
    let mut found = Unique::new(StatementQuery { filter, viewer })
        .load(ctx)
        .await?;
    if replies == Replies::Without {
        found.retain(|statement| statement.reply_to.is_none());
    }
    found.sort_by_cached_key(|statement| Reverse(place(statement)));
    let total = found.len();
    let begin = after.map_or(0, |after| {
        found.partition_point(|statement| place(statement) >= after)
    });
    let end = total.min(begin + first);
    let mut connection = Connection::with_additional_fields(
        begin > 0,
        end < total,
        StatementConnectionFields { total },
    );
    let nodes = found.drain(begin..end).map(|statement| {
        let cursor = cursor(&place(&statement));
        Edge::with_additional_fields(cursor, Statement(statement), EmptyFields)
    });
    connection.edges.extend(nodes);
    Ok(connection)
}

/// The arguments of the list of all statements.
pub(crate) struct StatementArguments {
    pub(crate) kind: Option<Vec<StatementKind>>,
    pub(crate) state: Option<Vec<StatementState>>,
    pub(crate) repository: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) help: Option<Vec<String>>,
    pub(crate) query: Option<String>,
    pub(crate) visibility: Option<Vec<Visibility>>,
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
}

impl StatementArguments {
    /// One page.
    pub(crate) async fn page(self, ctx: &Context<'_>) -> Result<StatementConnection> {
        // A mistake is one too where nothing would be found.
        page_size(self.first)?;
        place_after(self.after.as_deref())?;
        let visibility = self.visibility.unwrap_or_default();
        if visibility.iter().any(|asked| *asked != Visibility::Public) {
            viewer::signed_in(ctx)?;
        }
        let (repository, organisation) = (self.repository, self.organisation);
        let find = move |catalogue: &Catalogue| {
            let entry = repository.map(|url| catalogue.entry_at(&url)).transpose()?;
            let slug = organisation.map(|slug| catalogue.organisation(&slug).cloned());
            Ok((entry, slug))
        };
        let (subject, organisation) = match Reader::of(ctx)?.read(find).await? {
            // Nothing is said about what is not there.
            (Some(None), _) | (_, Some(None)) => return Ok(empty()),
            (entry, organisation) => (
                entry.flatten().map(|entry| entry.observation.id.clone()),
                organisation.flatten().map(|organisation| organisation.slug),
            ),
        };
        let filter = StatementFilter {
            kinds: self.kind.unwrap_or_default(),
            states: self.state.unwrap_or_default(),
            subject: subject.map(Subject::Repository),
            organisation,
            help: self.help.unwrap_or_default(),
            query: self.query,
            visibility,
            ..StatementFilter::default()
        };
        page(ctx, filter, Replies::Without, self.first, self.after).await
    }
}

/// A page with nothing.
fn empty() -> StatementConnection {
    let fields = StatementConnectionFields { total: 0 };
    Connection::with_additional_fields(false, false, fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_round_trips(made in any::<i64>(), id in "[0-9a-f-]{1,36}") {
            let place = (made, id);
            prop_assert_eq!(read_cursor(&cursor(&place)), Some(place));
        }

        #[test]
        fn any_text_is_a_cursor_or_refused(text in "\\PC{0,80}") {
            let _ = read_cursor(&text);
        }
    }
}
