//! GitLab: gitlab.com or a self-managed one.
//!
//! Most comes by GraphQL, whose price is complexity and not requests: several
//! groups are listed in one request, with the projects of their subgroups, and
//! the facts, file names and texts of some dozens of projects come in another.
//! Three things GraphQL does not tell in every version, and REST v4 is asked
//! for each changed project: the project itself (licence, what it was forked
//! from, mirror), its tags, and its commits of the last two years. The projects
//! of a user are listed by REST too, because GraphQL shows them to the user
//! alone.
//!
//! Cost, measured against the stand-in in `crawler/double`: a first crawl of
//! 450 projects in one group takes 5 requests to list, 12 for facts and texts,
//! and 1,350 of REST. A crawl in which nothing changed takes 1 request for each
//! five groups or 100 projects. gitlab.com allows 2,000 requests a minute with a
//! token and 500 without one. A text with another name than the usual ones or behind
//! a link takes a request, and so does each further hundred files of a folder. A
//! history of more than 100 commits takes a request
//! for each further hundred. Each project in which anything happened within a year and that has
//! open issues takes one more, in every crawl.
//!
//! What GitLab does not tell stays empty: homepage, watchers, when a project
//! was archived, whether it is a template, what address it mirrors (to
//! maintainers alone). The nearest to "when somebody last pushed" is the last
//! activity, which a push moves and a comment too. Languages come as shares. A
//! project that is marked for deletion is there until it is deleted.
//!
//! Limits: <https://docs.gitlab.com/api/graphql/#limits> and
//! <https://docs.gitlab.com/user/gitlab_com/rate_limits/>.

mod accounts;
mod client;
mod commits;
mod documents;
mod facts;
mod fetch;
mod field_errors;
mod files;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod issues;
mod licence;
mod listing;
mod response;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::Utc;

use super::page_size::{PageLimits, PageSize};
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

/// How many projects one GraphQL request asks for. GitLab ends a request after
/// thirty seconds, and each project makes it read from git about ten times. At
/// forty the complexity is about 184 of the 200 that anybody may ask for, by the
/// formula in GitLab's source.
const PAGE: PageLimits = PageLimits {
    start: 25,
    max: 40,
    max_last: 40,
    fast: Duration::from_secs(10),
};

/// A client for one GitLab.
#[derive(Debug)]
pub struct GitLab {
    client: Client,
    page: Mutex<PageSize>,
    counting: Counting,
}

impl GitLab {
    /// Makes the client; nothing is sent yet. `api` is the base address of REST
    /// v4, as in `https://gitlab.com/api/v4`; GraphQL is beside it.
    ///
    /// # Errors
    /// When `api` is not a base address for requests, or a credential can't be
    /// used.
    pub fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        Ok(Self {
            client: Client::connect(config, halt)?,
            page: Mutex::new(PageSize::new(PAGE)),
            counting: Counting::until(Utc::now(), config.bots.clone()),
        })
    }
}

#[async_trait]
impl Forge for GitLab {
    fn host(&self) -> &ForgeHost {
        self.client.host()
    }

    fn accounts_per_list(&self) -> usize {
        self.client.groups_per_list()
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
        let page = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        page.size(left)
    }

    async fn fetch(&self, wanted: &[RepositoryRequest]) -> Result<Vec<Fetched>, ForgeError> {
        fetch::fetch(&self.client, &self.page, &self.counting, wanted).await
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
        let bots = &self.counting.bots;
        issues::read(&self.client, bots, Utc::now(), wanted, max_requests).await
    }

    /// One for each project.
    fn issue_requests(&self, listed: u64) -> u64 {
        listed
    }

    /// Three for each project that is read, and as much again for histories.
    fn requests_per_hundred(&self) -> (u64, u64) {
        (600, 100)
    }

    fn answers(&self, question: &AccountQuestion) -> bool {
        !matches!(question, AccountQuestion::Page(_))
    }

    async fn search_accounts(
        &self,
        questions: &[AccountQuestion],
    ) -> Vec<Result<AccountAnswer, ForgeError>> {
        accounts::search(&self.client, questions).await
    }

    fn spending(&self) -> Spending {
        self.client.rest.spending()
    }
}
