//! Gitea and Forgejo, through their REST API: Codeberg, code.overheid.nl and any
//! other instance.
//!
//! A list has at most fifty repositories on a page, so an unchanged account
//! costs two requests per hundred. A row of a list already holds most facts and
//! is kept until the repository is read; what is left costs six to nine
//! requests each: languages, root folder, newest commits, README, licence, and
//! publiccode.yml, tags, releases and CI folders where there are any. Neither
//! sends an `ETag` with lists, so there is nothing to tell cheaply that a list
//! is unchanged. Closed issues and pull requests are left unknown: a count costs
//! a request each.
//!
//! Written from the forges' own descriptions, `/swagger.v1.json` on every
//! instance.

mod commits;
mod fetch;
mod listing;
mod response;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Days, Timelike, Utc};

use super::rest::{Rest, TokenStyle};
use super::{
    Fetched, Forge, ForgeConfig, ForgeError, Found, HistoryRequest, ListRequest, Listing, Wanted,
};
use crate::address::{ForgeHost, RepositoryId, RepositoryUrl};
use crate::commits::{CommitActivity, WINDOW_DAYS};
use crate::halt::Halt;
use crate::run::{Problem, Spending};
use response::Row;

/// Repositories that are read between two batches for the sink.
const REPOSITORIES_PER_FETCH: usize = 10;

/// A client for one Gitea or Forgejo.
#[derive(Debug)]
pub struct Gitea {
    rest: Rest,
    /// What lists told of repositories that were not read yet, by id.
    rows: Mutex<HashMap<u64, Row>>,
    /// From when on commits are counted; the same for the whole crawl.
    since: DateTime<Utc>,
}

impl Gitea {
    /// Makes the client; nothing is sent yet.
    ///
    /// # Errors
    /// When a credential can't be used.
    pub fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        let since = Utc::now() - Days::new(WINDOW_DAYS);
        Ok(Self {
            rest: Rest::connect(config, TokenStyle::Token, halt)?,
            rows: Mutex::default(),
            since: since.with_nanosecond(0).unwrap_or(since),
        })
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<u64, Row>> {
        // A row is put in or taken out whole, whoever panicked.
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Forge for Gitea {
    fn host(&self) -> &ForgeHost {
        self.rest.pace().host()
    }

    fn accounts_per_list(&self) -> usize {
        1
    }

    async fn list(&self, accounts: &[ListRequest]) -> Vec<Result<Option<Listing>, ForgeError>> {
        let mut listings = Vec::with_capacity(accounts.len());
        for request in accounts {
            listings.push(self.list_account(&request.account).await.map(Some));
        }
        listings
    }

    async fn find(&self, urls: &[RepositoryUrl]) -> Vec<Result<Found, ForgeError>> {
        let mut found = Vec::with_capacity(urls.len());
        for url in urls {
            found.push(self.find_one(url).await);
        }
        found
    }

    fn repositories_per_fetch(&self, _left: usize) -> usize {
        REPOSITORIES_PER_FETCH
    }

    async fn fetch(&self, wanted: &[Wanted]) -> Result<Vec<Fetched>, ForgeError> {
        // As many at once as the pace allows.
        let read = wanted.iter().map(|wanted| self.read(wanted));
        futures::future::join_all(read)
            .await
            .into_iter()
            .zip(wanted)
            .map(|(read, wanted)| match read {
                Err(error @ (ForgeError::Halted(_) | ForgeError::OutOfBudget { .. })) => Err(error),
                Err(error) => Ok(Fetched::Failed(Problem {
                    subject: wanted.url.to_string(),
                    what: error.to_string(),
                    instead: "what was stored of it stays".to_owned(),
                    advice: error.advice(),
                })),
                Ok(fetched) => Ok(fetched),
            })
            .collect()
    }

    async fn histories(
        &self,
        wanted: Vec<HistoryRequest>,
        max_requests: u64,
    ) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
        self.read_histories(wanted, max_requests).await
    }

    fn requests_per_hundred(&self) -> (u64, u64) {
        (1200, 10)
    }

    fn spending(&self) -> Spending {
        self.rest.spending()
    }
}
