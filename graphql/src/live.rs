//! The crawl that is running, to be asked for or followed.

use std::time::Duration;

use async_graphql::{Context, Result, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use futures::Stream;
use futures::stream;

use crate::change::{self, ChangeEdge};
use crate::community;
use crate::community::change::StatementChangeEdge;
use crate::crawl_run::Problem;
use crate::reader::Reader;

/// The least time between two messages to one follower.
const PAUSE: Duration = Duration::from_millis(250);

/// How far a running crawl has got.
#[derive(SimpleObject)]
pub(crate) struct LiveCrawl {
    /// When it started.
    started_at: DateTime<Utc>,
    /// Accounts to crawl.
    accounts: u64,
    /// Accounts that were listed.
    listed: u64,
    /// Repositories in them.
    repositories: u64,
    /// Repositories that have to be read, as far as known.
    to_read: u64,
    /// Repositories that were read and stored.
    stored: u64,
    /// How many things went wrong.
    problems: u64,
    /// The last of them.
    last_problem: Option<Problem>,
}

impl From<bronwijzer_index::LiveRun> for LiveCrawl {
    fn from(run: bronwijzer_index::LiveRun) -> Self {
        Self {
            started_at: run.started_at,
            accounts: run.accounts,
            listed: run.listed,
            repositories: run.repositories,
            to_read: run.to_read,
            stored: run.stored,
            problems: run.problems,
            last_problem: run.last_problem.map(Into::into),
        }
    }
}

/// The root of all subscriptions.
pub(crate) struct Live;

/// What can be followed while it happens.
#[Subscription(name = "Subscription")]
impl Live {
    /// The crawl that is running, each time that it gets on; null when none
    /// is. Begins with how it is now.
    async fn live_crawl(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Option<LiveCrawl>> + use<>> {
        let watcher = Reader::of(ctx)?.catalogue().watch_runs();
        Ok(stream::unfold(
            (watcher, true),
            |(mut watcher, is_first)| async move {
                if !is_first {
                    tokio::time::sleep(PAUSE).await;
                    watcher.changed().await.ok()?;
                }
                let live = watcher.borrow_and_update().clone();
                Some((live.map(Into::into), (watcher, false)))
            },
        ))
    }

    /// What changes in the catalogue, as it comes: see the query of the same
    /// name. Who is slow is told less often, and of each repository its last
    /// change. Ends with the error `CURSOR_EXPIRED` when the list is begun
    /// anew.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The last cursor that was read, to be told first what was missed; without it \
                    it begins with what changes next."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = Result<ChangeEdge>> + use<>> {
        change::follow(Reader::of(ctx)?.clone(), after).await
    }

    /// What happens to statements that everybody sees or saw, as it comes: see the query of
    /// the same name.
    async fn statement_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The last cursor that was read, to be told first what was missed; without it \
                    it begins with what changes next."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = Result<StatementChangeEdge>> + use<>> {
        community::change::follow(Reader::of(ctx)?.clone(), after.as_deref())
    }
}
