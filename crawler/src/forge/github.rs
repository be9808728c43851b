//! GitHub, through its GraphQL API: github.com and GitHub Enterprise.
//!
//! Several accounts are listed in one request, and repositories are read by
//! node id in pages that mix accounts, so the cost follows the number of
//! repositories and not the number of accounts. The allowance, the limits and
//! the cost formula are GitHub's, see
//! <https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api>.

mod accounts;
mod anonymous;
mod anonymous_accounts;
mod client;
mod deferred;
mod documents;
mod facts;
mod fetch;
mod field_errors;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod histories;
mod issues;
mod listing;
mod response;
mod search;

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use chrono::Utc;

use super::page_size::{PageLimits, PageSize};
use super::{
    AccountAnswer, AccountQuestion, Fetched, Forge, ForgeConfig, ForgeError, HistoryRequest,
    IssuesRequest, ListRequest, Listing, Located, PubliccodeHit, RepositoryRequest,
};
use crate::address::{ForgeHost, RepositoryId, RepositoryUrl};
use crate::commits::{CommitActivity, Counting};
use crate::halt::Halt;
use crate::observation::IssueFacts;
use crate::run::Spending;
pub(super) use anonymous::Anonymous;
use client::Client;
use deferred::Deferred;

/// How many repositories one request asks for. Time limits it, not points:
/// GitHub ends a request after ten seconds and then takes extra points, and
/// others measured that 25 are answered well within that. A repository has five
/// lists with items, each a hundredth of a point, and GitHub rounds to whole
/// points: 29 repositories cost one, 30 cost two. One large last page costs
/// less than two, a request and, as long as it comes to two points, nothing
/// more.
const PAGE: PageLimits = PageLimits {
    start: 25,
    max: 29,
    max_last: 49,
    fast: Duration::from_secs(4),
};

/// A client for one GitHub.
#[derive(Debug)]
pub struct GitHub {
    client: Client,
    page: Mutex<PageSize>,
    counting: Counting,
    deferred: Deferred,
}

impl GitHub {
    /// Makes the client; nothing is sent yet.
    ///
    /// # Errors
    /// When `api` is not a base address for requests, or a credential can't be
    /// used.
    pub fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        Ok(Self {
            client: Client::connect(config, halt)?,
            page: Mutex::new(PageSize::new(PAGE)),
            counting: Counting::until(Utc::now(), config.bots.clone()),
            deferred: Deferred::default(),
        })
    }

    /// The documents that are sent, with a name each, for checking them
    /// against GitHub's schema.
    #[must_use]
    pub fn documents() -> Vec<(&'static str, String)> {
        vec![
            ("list accounts", documents::list_accounts(2)),
            ("find repositories", documents::find_repositories(2)),
            ("locate repositories", documents::LOCATE.clone()),
            ("repositories", documents::REPOSITORIES.clone()),
            ("histories", documents::histories(2)),
            ("texts", documents::texts(&[1, 2])),
            (
                "issues",
                documents::issues(&[
                    documents::IssueLists {
                        tasks: true,
                        oldest: true,
                        newest: true,
                        requests: true,
                    },
                    documents::IssueLists::default(),
                ]),
            ),
            ("issue details", documents::issue_details(2, &[true, false])),
            ("search accounts", documents::search_accounts(2, 1)),
        ]
    }
}

#[async_trait]
impl Forge for GitHub {
    fn host(&self) -> &ForgeHost {
        self.client.host()
    }

    fn accounts_per_list(&self) -> usize {
        listing::ACCOUNTS_PER_LIST
    }

    async fn list(&self, accounts: &[ListRequest]) -> Vec<Result<Option<Listing>, ForgeError>> {
        listing::list(&self.client, accounts).await
    }

    async fn find(&self, urls: &[RepositoryUrl]) -> Vec<Result<Located, ForgeError>> {
        listing::find(&self.client, urls).await
    }

    async fn locate(&self, wanted: &[RepositoryRequest]) -> Vec<Result<Located, ForgeError>> {
        listing::locate(&self.client, wanted).await
    }

    fn repositories_per_fetch(&self, left: usize) -> usize {
        self.page
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .size(left)
    }

    async fn fetch(&self, wanted: &[RepositoryRequest]) -> Result<Vec<Fetched>, ForgeError> {
        fetch::fetch(self, wanted).await
    }

    async fn complete(&self) -> Result<Vec<(RepositoryId, Fetched)>, ForgeError> {
        self.deferred.complete(&self.client).await
    }

    async fn histories(
        &self,
        wanted: Vec<HistoryRequest>,
        max_requests: u64,
    ) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
        histories::read(
            &self.client,
            &self.counting,
            Utc::now(),
            wanted,
            max_requests,
        )
        .await
    }

    async fn issues(
        &self,
        wanted: Vec<IssuesRequest>,
        max_requests: u64,
    ) -> Result<Vec<(RepositoryId, IssueFacts)>, ForgeError> {
        let bots = &self.counting.bots;
        issues::read(&self.client, bots, Utc::now(), wanted, max_requests).await
    }

    /// Each request costs a point, so this is 0.6 points for a hundred repositories; and
    /// however few they are, one request to see what there is, and one for what hangs on it.
    fn issue_requests(&self, listed: u64) -> u64 {
        (listed * 6 / 1000).max(2)
    }

    fn answers(&self, question: &AccountQuestion) -> bool {
        !matches!(question, AccountQuestion::Page(_))
    }

    fn questions_at_once(&self) -> usize {
        accounts::QUESTIONS_AT_ONCE
    }

    async fn search_accounts(
        &self,
        questions: &[AccountQuestion],
    ) -> Vec<Result<AccountAnswer, ForgeError>> {
        accounts::search(&self.client, questions).await
    }

    async fn search_publiccode(
        &self,
        words: &str,
        max_requests: u64,
    ) -> Result<Option<Vec<PubliccodeHit>>, ForgeError> {
        search::publiccode(&self.client, words, max_requests)
            .await
            .map(Some)
    }

    fn spending(&self) -> Spending {
        self.client.spending()
    }
}
