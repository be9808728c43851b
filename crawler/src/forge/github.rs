//! GitHub, through its GraphQL API: github.com and GitHub Enterprise.
//!
//! Several accounts are listed in one request, and repositories are read by
//! node id in pages that mix accounts, so the cost follows the number of
//! repositories and not the number of accounts. The allowance, the limits and
//! the cost formula are GitHub's, see
//! <https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api>.

mod answer;
mod client;
mod documents;
mod facts;
mod findings;
mod histories;
mod limits;
mod page;
mod response;

use async_trait::async_trait;
use chrono::{DateTime, Days, Timelike, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Mutex;

use super::{Fetched, Forge, ForgeConfig, ForgeError, HistoryRequest, Listed, Listing};
use crate::address::{AccountUrl, ForgeHost, RepositoryId, RepositoryUrl};
use crate::commits::{CommitActivity, WINDOW_DAYS};
use crate::run::{Problem, Spending};
use crate::sink::DepartureKind;
use answer::Answer;
use client::{Client, Sized};
use page::PageSize;

/// Accounts in one listing request at best: thirty-five pages of a hundred cost
/// one point, and most accounts have far less than a page.
const ACCOUNTS_PER_LIST: usize = 35;

/// A client for one GitHub.
#[derive(Debug)]
pub struct GitHub {
    client: Client,
    page: Mutex<PageSize>,
    /// From when on commits are counted; the same for the whole crawl.
    since: DateTime<Utc>,
}

impl GitHub {
    /// Makes the client; nothing is sent yet.
    ///
    /// # Errors
    /// When `api` is no base address for requests.
    pub fn connect(config: &ForgeConfig) -> Result<Self, ForgeError> {
        let now = Utc::now();
        let since = now - Days::new(WINDOW_DAYS);
        Ok(Self {
            client: Client::connect(config)?,
            page: Mutex::default(),
            since: since.with_nanosecond(0).unwrap_or(since),
        })
    }

    /// The documents that are sent, with a name each, for checking them
    /// against GitHub's schema.
    #[must_use]
    pub fn documents() -> Vec<(&'static str, String)> {
        vec![
            ("list accounts", documents::list_accounts(2)),
            ("repositories", documents::REPOSITORIES.clone()),
            ("histories", documents::histories(2)),
        ]
    }

    fn page(&self) -> std::sync::MutexGuard<'_, PageSize> {
        // The lock guards plain numbers: they are whole whoever panicked.
        self.page
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// One request for a page of each of `open`; its answer is taken up there.
    async fn list_page(&self, open: &mut [&mut OpenListing]) -> Result<(), ForgeError> {
        let mut variables = Map::new();
        for (i, listing) in open.iter().enumerate() {
            variables.insert(format!("login{i}"), json!(listing.account.path()));
            variables.insert(format!("after{i}"), json!(listing.after));
        }
        let document = documents::list_accounts(open.len());
        let sized = sized(open.len());
        let mut answer = self
            .client
            .send(&document, Value::Object(variables), sized)
            .await?;
        for (i, listing) in open.iter_mut().enumerate() {
            let alias = format!("account{i}");
            let value = answer.data.remove(&alias).unwrap_or(Value::Null);
            listing.take(self.client.host(), &alias, value, &answer);
        }
        Ok(())
    }

    /// Reads one repository out of a page.
    fn fetched(&self, index: usize, handle: &str, value: Value, answer: &Answer) -> Fetched {
        let problem = |what: String| Problem {
            subject: format!("{} {handle}", self.client.host()),
            what,
            instead: "what was stored of it stays".to_owned(),
            advice: "The next run tries again".to_owned(),
        };
        let error = answer.error_at(&[json!("nodes"), json!(index)]);
        if value.is_null() {
            return match error {
                Some(error) if !error.is_not_found() => {
                    Fetched::Failed(problem(error.message.clone()))
                }
                _ => Fetched::Gone(DepartureKind::NotFound),
            };
        }
        match facts::observe(
            self.client.host(),
            self.client.address(),
            self.since,
            Utc::now(),
            value,
        ) {
            Ok((observation, mut problems)) => {
                if let Some(error) = error {
                    problems.push(Problem {
                        subject: observation.url.to_string(),
                        what: error.message.clone(),
                        instead: "the rest of the repository was read".to_owned(),
                        advice: "The next run tries again".to_owned(),
                    });
                }
                Fetched::Seen(Box::new(observation), problems)
            }
            Err(error) => Fetched::Failed(problem(format!("the answer can't be read: {error}"))),
        }
    }
}

/// Whether a request for so many things can ask for fewer.
fn sized(things: usize) -> Sized {
    if things > 1 {
        Sized::CanShrink
    } else {
        Sized::Fixed
    }
}

/// A listing in the making.
struct OpenListing {
    account: AccountUrl,
    after: Option<String>,
    listing: Listing,
    done: Option<Result<(), ForgeError>>,
}

impl OpenListing {
    /// Takes up one page.
    fn take(&mut self, host: &ForgeHost, alias: &str, value: Value, answer: &Answer) {
        #[derive(Deserialize)]
        struct Owner {
            login: String,
            repositories: Repositories,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Repositories {
            page_info: response::PageInfo,
            nodes: Option<Vec<Option<Node>>>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Node {
            id: String,
            database_id: Option<u64>,
            url: RepositoryUrl,
            pushed_at: Option<DateTime<Utc>>,
            updated_at: Option<DateTime<Utc>>,
        }
        let error = answer.error_at(&[json!(alias)]);
        if value.is_null() {
            self.done = Some(Err(match error {
                Some(error) if !error.is_not_found() => ForgeError::Unreadable {
                    host: host.clone(),
                    message: error.message.clone(),
                },
                _ => ForgeError::NoSuchAccount {
                    account: self.account.clone(),
                },
            }));
            return;
        }
        let owner: Owner = match serde_json::from_value(value) {
            Ok(owner) => owner,
            Err(error) => {
                self.done = Some(Err(ForgeError::Unreadable {
                    host: host.clone(),
                    message: format!("the list of {} can't be read: {error}", self.account),
                }));
                return;
            }
        };
        self.listing.path = owner.login;
        let nodes = owner.repositories.nodes.into_iter().flatten().flatten();
        self.listing.repositories.extend(nodes.map(|node| {
            Listed {
                id: RepositoryId::new(
                    host.clone(),
                    node.database_id
                        .map_or_else(|| node.id.clone(), |id| id.to_string()),
                ),
                handle: node.id,
                url: node.url,
                pushed_at: node.pushed_at,
                updated_at: node.updated_at,
            }
        }));
        let page = owner.repositories.page_info;
        // A page that says there is more without saying where would go round
        // for ever.
        match page.end_cursor.filter(|_| page.has_next_page) {
            Some(cursor) => self.after = Some(cursor),
            None => self.done = Some(Ok(())),
        }
    }
}

#[async_trait]
impl Forge for GitHub {
    fn host(&self) -> &ForgeHost {
        self.client.host()
    }

    fn accounts_per_list(&self) -> usize {
        ACCOUNTS_PER_LIST
    }

    async fn list(&self, accounts: &[AccountUrl]) -> Vec<Result<Listing, ForgeError>> {
        let mut listings: Vec<OpenListing> = accounts
            .iter()
            .map(|account| OpenListing {
                account: account.clone(),
                after: None,
                listing: Listing {
                    path: account.path().to_owned(),
                    repositories: Vec::new(),
                },
                done: None,
            })
            .collect();
        let mut width = ACCOUNTS_PER_LIST;
        loop {
            let mut open: Vec<&mut OpenListing> = listings
                .iter_mut()
                .filter(|listing| listing.done.is_none())
                .take(width)
                .collect();
            if open.is_empty() {
                break;
            }
            match self.list_page(&mut open).await {
                Ok(()) => {}
                Err(ForgeError::TooLarge { .. }) if open.len() > 1 => width = open.len() / 2,
                Err(error) => {
                    for listing in open {
                        listing.done = Some(Err(error.clone()));
                    }
                }
            }
        }
        listings
            .into_iter()
            .map(|open| open.done.unwrap_or(Ok(())).map(|()| open.listing))
            .collect()
    }

    fn repositories_per_fetch(&self) -> usize {
        self.page().size()
    }

    async fn fetch(&self, handles: &[String]) -> Result<Vec<Fetched>, ForgeError> {
        let variables = json!({ "ids": handles, "since": self.since });
        let sized = sized(handles.len());
        let started = std::time::Instant::now();
        let result = self
            .client
            .send(&documents::REPOSITORIES, variables, sized)
            .await;
        let mut answer = match result {
            Ok(answer) => answer,
            Err(error) => {
                if matches!(error, ForgeError::TooLarge { .. }) {
                    self.page().shrink(handles.len());
                }
                return Err(error);
            }
        };
        self.page().answered(handles.len(), started.elapsed());
        let nodes = match answer.data.remove("nodes") {
            Some(Value::Array(nodes)) if nodes.len() == handles.len() => nodes,
            _ => {
                return Err(ForgeError::Unreadable {
                    host: self.client.host().clone(),
                    message: "the answer has other repositories than were asked for".to_owned(),
                });
            }
        };
        Ok(nodes
            .into_iter()
            .enumerate()
            .map(|(index, value)| self.fetched(index, &handles[index], value, &answer))
            .collect())
    }

    async fn histories(
        &self,
        wanted: Vec<HistoryRequest>,
        max_requests: u64,
    ) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError> {
        histories::read(&self.client, self.since, Utc::now(), wanted, max_requests).await
    }

    fn spending(&self) -> Spending {
        self.client.spending()
    }
}
