//! Gitea and Forgejo, through their REST API: code.overheid.nl, Codeberg and
//! others. `api` ends in `/api/v1`; a token needs to read repositories, users and
//! organisations (`read:repository`, `read:user`, `read:organization`), and none
//! is needed for what is public.
//!
//! # What it costs
//! An account is listed at fifty repositories a request, and the rows of a list
//! hold most facts, so they are kept until the repository is read. What is left
//! to ask for one repository: commits, the tree, tags, and, where the row and
//! the tree say that there is any: languages, releases, README, licence,
//! publiccode.yml. Measured against the stand-in (`tests/crawl/gitea/cost.rs`):
//! a hundred repositories with a README and a licence, two of them empty, take
//! 590 requests on a first crawl, and 2 when nothing changed. That is six for
//! each, none for an empty one, one more where there are releases, and one more
//! for a publiccode.yml, for each further licence file, for a link, and for each of
//! the newest two annotated tags.
//!
//! In every crawl a repository to which anybody pushed within a year takes one request for its
//! open issues, and as far as two for each repository go up to five for how soon answers come.
//!
//! There is no cheaper way: the API has no batches, and sends no validator for
//! lists. Where a proxy adds an `ETag` to a list of one page, it is used.
//!
//! # What it does not tell
//! - When somebody last pushed: `pushed_at` stays `None`. A push moves
//!   `updated_at`, which is how a change shows; the newest commit is in
//!   `commits`. A release, star, issue or fork does not move it: their numbers
//!   come with every list, and another number of releases is a change.
//! - Closed issues and pull requests: two requests for each repository, a third
//!   more, for two numbers; left out.
//! - How many commits two years have: a list of commits goes back to the first
//!   one (only newer Gitea knows `since`, and Forgejo does not), so where more
//!   follow than were read, the total is that of the whole history.
//!
//! Sources: <https://codeberg.org/api/swagger>,
//! <https://docs.gitea.com/api/>, and `routers/api/v1` in go-gitea/gitea.

mod accounts;
mod client;
mod commits;
mod facts;
mod fetch;
mod files;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod issues;
mod listing;
mod response;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::Utc;

use super::{
    AccountAnswer, AccountQuestion, Fetched, Forge, ForgeConfig, ForgeError, HistoryRequest,
    IssuesRequest, ListRequest, Listing, Located, RepositoryRequest,
};
use crate::address::{ForgeHost, RepositoryId, RepositoryUrl};
use crate::commits::{CommitActivity, Counting};
use crate::halt::Halt;
use crate::observation::IssueFacts;
use crate::run::Spending;
use client::Client;
use response::Row;

/// Repositories that are read at once, for each request that may be under way.
const REPOSITORIES_PER_REQUEST: usize = 4;

/// Rows that are kept from listing until reading. A row takes about a kilobyte;
/// what does not fit costs a request more.
const MOST_ROWS: usize = 20_000;

/// How long a row is believed when there is a token: it may show what was made
/// private since. Without a token that is answered by 404.
const ROW_LASTS: Duration = Duration::from_secs(15 * 60);

/// A client for one Gitea or Forgejo.
#[derive(Debug)]
pub struct Gitea {
    client: Client,
    rows: Rows,
    /// Whether it is asked with a token.
    has_token: bool,
    /// Requests at the same time.
    concurrency: usize,
    counting: Counting,
}

impl Gitea {
    /// Makes the client; nothing is sent yet.
    ///
    /// # Errors
    /// When a credential can't be used, or TLS can't be set up.
    pub fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        Ok(Self {
            client: Client::connect(config, halt)?,
            has_token: !config.credentials.is_empty(),
            rows: Rows::new((!config.credentials.is_empty()).then_some(ROW_LASTS)),
            concurrency: config.budget.concurrency.max(1),
            counting: Counting::until(Utc::now(), config.bots.clone()),
        })
    }
}

/// What lists told, by id, until the repository is read.
#[derive(Debug)]
struct Rows {
    rows: Mutex<HashMap<u64, (Row, Instant)>>,
    /// How long a row is believed; for ever where there is none.
    lasts: Option<Duration>,
}

impl Rows {
    fn new(lasts: Option<Duration>) -> Self {
        Self {
            rows: Mutex::default(),
            lasts,
        }
    }

    fn keep(&self, row: Row, now: Instant) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.len() < MOST_ROWS || rows.contains_key(&row.id) {
            rows.insert(row.id, (row, now));
        }
    }

    /// Each row is used once: who asks a second time wants to know it anew.
    fn take(&self, id: &RepositoryId, now: Instant) -> Option<Row> {
        let id = id.forge_id().parse().ok()?;
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let (row, at) = rows.remove(&id)?;
        let is_fresh = self.lasts.is_none_or(|lasts| now - at <= lasts);
        is_fresh.then_some(row)
    }
}

#[async_trait]
impl Forge for Gitea {
    fn host(&self) -> &ForgeHost {
        self.client.host()
    }

    fn accounts_per_list(&self) -> usize {
        self.concurrency
    }

    async fn list(&self, accounts: &[ListRequest]) -> Vec<Result<Option<Listing>, ForgeError>> {
        listing::list(self, accounts).await
    }

    async fn find(&self, urls: &[RepositoryUrl]) -> Vec<Result<Located, ForgeError>> {
        listing::find(self, urls).await
    }

    async fn locate(&self, wanted: &[RepositoryRequest]) -> Vec<Result<Located, ForgeError>> {
        listing::locate(self, wanted).await
    }

    fn locates_by_identity(&self) -> bool {
        self.has_token
    }

    fn repositories_per_fetch(&self, _left: usize) -> usize {
        self.concurrency.saturating_mul(REPOSITORIES_PER_REQUEST)
    }

    async fn fetch(&self, wanted: &[RepositoryRequest]) -> Result<Vec<Fetched>, ForgeError> {
        fetch::fetch(self, wanted).await
    }

    async fn histories(
        &self,
        wanted: Vec<HistoryRequest>,
        max_requests: u64,
    ) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
        commits::histories(&self.client, &self.counting, wanted, max_requests).await
    }

    async fn issues(
        &self,
        wanted: Vec<IssuesRequest>,
        max_requests: u64,
    ) -> Result<Vec<(RepositoryId, IssueFacts)>, ForgeError> {
        issues::read(self, Utc::now(), wanted, max_requests).await
    }

    /// One for the open issues of each, and as much again for how soon answers come; of one
    /// repository at least.
    fn issue_requests(&self, listed: u64) -> u64 {
        2 * listed + issues::MOST_REQUESTS
    }

    /// Reading a hundred repositories takes 600 to 900 requests; fifty commits
    /// of a long history take one.
    fn requests_per_hundred(&self) -> (u64, u64) {
        (1000, 200)
    }

    fn answers(&self, question: &AccountQuestion) -> bool {
        !matches!(question, AccountQuestion::Words(_))
    }

    async fn search_accounts(
        &self,
        questions: &[AccountQuestion],
    ) -> Vec<Result<AccountAnswer, ForgeError>> {
        accounts::search(self, questions).await
    }

    fn spending(&self) -> Spending {
        self.client.spending()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_row_is_used_only_once() {
        let row = |id: u64| -> Row {
            let text = format!(r#"{{"id":{id},"full_name":"a/b","private":false}}"#);
            serde_json::from_str(&text).unwrap()
        };
        let id = |id: &str| RepositoryId::new(ForgeHost::new("codeberg.org"), id);
        let now = Instant::now();
        let rows = Rows::new(Some(ROW_LASTS));
        rows.keep(row(1), now);
        rows.keep(row(2), now);
        assert!(rows.take(&id("1"), now + ROW_LASTS).is_some());
        assert!(rows.take(&id("1"), now).is_none());
        assert!(rows.take(&id("2"), now + ROW_LASTS * 2).is_none());
        assert!(rows.take(&id("minvws/rocky"), now).is_none());
        let anybody = Rows::new(None);
        anybody.keep(row(3), now);
        assert!(anybody.take(&id("3"), now + ROW_LASTS * 2).is_some());
    }
}
