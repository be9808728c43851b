//! What accounts hold, listed from both ends at once, and where a repository
//! is now.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::{documents, response};
use crate::address::{AccountUrl, ForgeHost, RepositoryId, RepositoryUrl};
use crate::forge::graphql_response::{GraphQlError, GraphQlResponse};
use crate::forge::item::Item;
use crate::forge::rate_limiter::Size;
use crate::forge::{
    ForgeError, Incomplete, ListRequest, Listed, Listing, Located, Owner, RepositoryRequest,
};
use crate::observation::Counts;
use crate::sink::{DepartureKind, ListedFacts};

/// Accounts in one listing request at best: thirty-five times two pages of a
/// hundred cost one point, and most accounts have far less than a page.
pub(super) const ACCOUNTS_PER_LIST: usize = 35;

/// Addresses in one request: each costs GitHub a lookup and no points.
const ADDRESSES_PER_FIND: usize = 50;

/// Repositories on a page of a listing.
const PAGE: u64 = 100;

/// Lists accounts, several in one request.
pub(super) async fn list(
    client: &Client,
    accounts: &[ListRequest],
) -> Vec<Result<Option<Listing>, ForgeError>> {
    let mut listings: Vec<OpenListing> = accounts.iter().map(OpenListing::new).collect();
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
        match list_page(client, &mut open).await {
            Ok(()) => {}
            // One account may spoil the answer for all.
            Err(error) if error.may_be_of_one() && open.len() > 1 => width = open.len() / 2,
            Err(error) => {
                for listing in open {
                    listing.done = Some(Err(error.clone()));
                }
            }
        }
    }
    listings
        .into_iter()
        .map(|open| open.done.unwrap_or(Ok(())).map(|()| Some(open.listing)))
        .collect()
}

/// One request for a page, or one from each end, of each of `open`.
async fn list_page(client: &Client, open: &mut [&mut OpenListing]) -> Result<(), ForgeError> {
    let mut variables = Map::new();
    for (i, listing) in open.iter().enumerate() {
        variables.insert(format!("login{i}"), json!(listing.account.path()));
        variables.insert(format!("after{i}"), json!(listing.after));
        variables.insert(format!("before{i}"), json!(listing.before));
        variables.insert(format!("back{i}"), json!(listing.back));
    }
    let document = documents::list_accounts(open.len());
    let size = Size::of(open.len());
    let mut answer = client
        .send(&document, Value::Object(variables), size)
        .await?;
    for (i, listing) in open.iter_mut().enumerate() {
        let alias = format!("account{i}");
        let value = answer.data.remove(&alias).unwrap_or(Value::Null);
        listing.done = listing.take(client.host(), &alias, value, &answer);
    }
    Ok(())
}

/// A listing in the making. It grows from both ends until they meet, so that a
/// request brings two hundred repositories and not one.
struct OpenListing {
    account: AccountUrl,
    after: Option<String>,
    before: Option<String>,
    /// Whether the next request asks from the back too.
    back: bool,
    seen: HashSet<String>,
    /// Places on a page without a repository that can be read.
    lost: u64,
    /// What was said of the first of them.
    reason: Option<String>,
    listing: Listing,
    done: Option<Result<(), ForgeError>>,
}

#[derive(Deserialize)]
struct Account {
    #[serde(flatten)]
    owner: NodeOwner,
    repositories: Front,
    back: Option<Back>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Front {
    total_count: u64,
    page_info: response::PageInfo,
    nodes: Option<Vec<Item<Node>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Back {
    page_info: BackInfo,
    nodes: Option<Vec<Item<Node>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BackInfo {
    has_previous_page: bool,
    start_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    id: String,
    database_id: Option<u64>,
    url: RepositoryUrl,
    pushed_at: Option<DateTime<Utc>>,
    updated_at: Option<DateTime<Utc>>,
    stargazer_count: Option<u64>,
    fork_count: Option<u64>,
    #[serde(default)]
    is_private: bool,
    owner: Option<NodeOwner>,
}

/// An organisation or user.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NodeOwner {
    id: String,
    database_id: Option<u64>,
    login: String,
}

impl NodeOwner {
    fn owner(self) -> Owner {
        Owner {
            id: self
                .database_id
                .map_or(self.id, |number| number.to_string()),
            path: self.login,
        }
    }
}

impl Node {
    fn listed(self, host: &ForgeHost) -> Listed {
        let forge_id = self
            .database_id
            .map_or_else(|| self.id.clone(), |id| id.to_string());
        Listed {
            id: RepositoryId::new(host.clone(), forge_id),
            handle: self.id,
            url: self.url,
            pushed_at: self.pushed_at,
            updated_at: self.updated_at,
            owner: self.owner.map(NodeOwner::owner),
            facts: ListedFacts {
                counts: Counts {
                    stars: self.stargazer_count,
                    forks: self.fork_count,
                    ..Counts::default()
                },
                releases: None,
            },
        }
    }
}

impl OpenListing {
    fn new(request: &ListRequest) -> Self {
        Self {
            account: request.account.clone(),
            after: None,
            before: None,
            back: false,
            seen: HashSet::new(),
            lost: 0,
            reason: None,
            listing: Listing {
                id: None,
                path: request.account.path().to_owned(),
                repositories: Vec::new(),
                validator: None,
                incomplete: None,
            },
            done: None,
        }
    }

    /// Takes up what one request brought. Gives back how it ended, when it did.
    fn take(
        &mut self,
        host: &ForgeHost,
        alias: &str,
        value: Value,
        answer: &GraphQlResponse,
    ) -> Option<Result<(), ForgeError>> {
        if value.is_null() {
            let error = answer.error_at(&[json!(alias)]);
            return Some(Err(match error {
                Some(error) if !error.is_not_found() => ForgeError::Unreadable {
                    host: host.clone(),
                    message: error.message.clone(),
                },
                _ => ForgeError::NoSuchAccount {
                    account: self.account.clone(),
                },
            }));
        }
        let account: Account = match serde_json::from_value(value) {
            Ok(account) => account,
            Err(error) => {
                return Some(Err(ForgeError::Unreadable {
                    host: host.clone(),
                    message: format!("the list of {} can't be read: {error}", self.account),
                }));
            }
        };
        let owner = account.owner.owner();
        self.listing.id = Some(owner.id);
        self.listing.path = owner.path;
        let error = answer
            .error_at(&[json!(alias)])
            .or_else(|| answer.error_anywhere());
        if let Some(error) = error {
            self.reason.get_or_insert(error.message.clone());
        }
        let mut met = self.add(host, account.repositories.nodes);
        if let Some(back) = account.back {
            met |= self.add(host, back.nodes);
            met |= !back.page_info.has_previous_page;
            // A page that says there is more without saying where would go
            // round for ever.
            self.before = back.page_info.start_cursor;
            met |= self.before.is_none();
        }
        let page = account.repositories.page_info;
        self.after = page.end_cursor.filter(|_| page.has_next_page);
        let total = account.repositories.total_count;
        let left = total.saturating_sub(self.seen.len() as u64);
        let known = self.seen.len() as u64 + self.lost;
        if met || total <= known || self.after.is_none() {
            self.check_whole(total);
            return Some(Ok(()));
        }
        self.back = left > PAGE;
        None
    }

    /// Adds a page. Gives back whether something on it was there already: the
    /// ends have met.
    fn add(&mut self, host: &ForgeHost, nodes: Option<Vec<Item<Node>>>) -> bool {
        let mut met = false;
        for node in nodes.into_iter().flatten() {
            match node.0 {
                Ok(node) if self.seen.insert(node.id.clone()) => {
                    self.listing.repositories.push(node.listed(host));
                }
                Ok(_) => met = true,
                Err(why) => {
                    self.lost += 1;
                    self.reason.get_or_insert(why);
                }
            }
        }
        met
    }

    /// Holds what came against how many GitHub says that there are.
    fn check_whole(&mut self, total: u64) {
        let seen = self.seen.len() as u64;
        let missing = total.saturating_sub(seen);
        // Both ends may have met the same empty place.
        let lost = if missing > 0 { missing } else { self.lost };
        if lost > 0 {
            let reason = self
                .reason
                .take()
                .unwrap_or_else(|| format!("GitHub counts {total} and gave {seen}"));
            self.listing.incomplete = Some(Incomplete {
                repositories: lost,
                reason,
            });
        }
    }
}

/// Looks repositories up by address.
pub(super) async fn find(
    client: &Client,
    urls: &[RepositoryUrl],
) -> Vec<Result<Located, ForgeError>> {
    let mut found = Vec::with_capacity(urls.len());
    let mut size = ADDRESSES_PER_FIND;
    while found.len() < urls.len() {
        let end = urls.len().min(found.len() + size);
        let page = &urls[found.len()..end];
        match find_page(client, page).await {
            Ok(answers) => found.extend(answers),
            Err(error) if error.may_be_of_one() && page.len() > 1 => size = page.len() / 2,
            Err(error) => found.extend(page.iter().map(|_| Err(error.clone()))),
        }
    }
    found
}

async fn find_page(
    client: &Client,
    urls: &[RepositoryUrl],
) -> Result<Vec<Result<Located, ForgeError>>, ForgeError> {
    let mut variables = Map::new();
    for (i, url) in urls.iter().enumerate() {
        variables.insert(format!("owner{i}"), json!(url.owner()));
        variables.insert(format!("name{i}"), json!(url.name()));
    }
    let document = documents::find_repositories(urls.len());
    let size = Size::of(urls.len());
    let mut answer = client
        .send(&document, Value::Object(variables), size)
        .await?;
    let mut found = Vec::with_capacity(urls.len());
    for (i, url) in urls.iter().enumerate() {
        let alias = format!("repository{i}");
        let value = answer.data.remove(&alias).unwrap_or(Value::Null);
        let error = answer.error_at(&[json!(alias)]);
        let path = format!("/repos/{}/{}", url.owner(), url.name());
        found.push(take_found(client, url, value, error, &path).await?);
    }
    Ok(found)
}

/// Takes up what was found of one repository; `path` is where REST has it.
async fn take_found(
    client: &Client,
    url: &RepositoryUrl,
    value: Value,
    error: Option<&GraphQlError>,
    path: &str,
) -> Result<Result<Located, ForgeError>, ForgeError> {
    let unreadable = |message: String| ForgeError::Unreadable {
        host: client.host().clone(),
        message,
    };
    if value.is_null() {
        return Ok(match error {
            Some(error) if !error.is_not_found() => Err(unreadable(error.message.clone())),
            _ => how_it_left(client, path).await.map(Located::Gone),
        });
    }
    Ok(match Node::deserialize(value) {
        Ok(node) if node.is_private => Ok(Located::Gone(DepartureKind::MadePrivate)),
        Ok(node) => Ok(Located::Here(Box::new(node.listed(client.host())))),
        Err(error) => Err(unreadable(format!("{url} can't be read: {error}"))),
    })
}

/// Looks repositories up by node id.
pub(super) async fn locate(
    client: &Client,
    wanted: &[RepositoryRequest],
) -> Vec<Result<Located, ForgeError>> {
    let mut found = Vec::with_capacity(wanted.len());
    let mut size = ADDRESSES_PER_FIND;
    while found.len() < wanted.len() {
        let end = wanted.len().min(found.len() + size);
        let page = &wanted[found.len()..end];
        match locate_page(client, page).await {
            Ok(answers) => found.extend(answers),
            Err(error) if error.may_be_of_one() && page.len() > 1 => size = page.len() / 2,
            Err(error) => found.extend(page.iter().map(|_| Err(error.clone()))),
        }
    }
    found
}

async fn locate_page(
    client: &Client,
    wanted: &[RepositoryRequest],
) -> Result<Vec<Result<Located, ForgeError>>, ForgeError> {
    let ids: Vec<&str> = wanted.iter().map(|wanted| wanted.handle.as_str()).collect();
    let size = Size::of(wanted.len());
    let mut answer = client
        .send(&documents::LOCATE, json!({ "ids": ids }), size)
        .await?;
    let nodes = match answer.data.remove("nodes") {
        Some(Value::Array(nodes)) if nodes.len() == wanted.len() => nodes,
        _ => {
            return Err(ForgeError::Unreadable {
                host: client.host().clone(),
                message: "the response has other repositories than were requested".to_owned(),
            });
        }
    };
    let mut found = Vec::with_capacity(wanted.len());
    for (i, (wanted, value)) in wanted.iter().zip(nodes).enumerate() {
        let error = answer.error_at(&[json!("nodes"), json!(i)]);
        let path = format!("/repositories/{}", wanted.id.forge_id());
        found.push(take_found(client, &wanted.url, value, error, &path).await?);
    }
    Ok(found)
}

/// GraphQL says only that something is not there; REST tells a repository that
/// is blocked from one that is deleted or private. `path` is in the REST API.
///
/// # Errors
/// When REST does not say that it is gone: then it is not.
pub(super) async fn how_it_left(client: &Client, path: &str) -> Result<DepartureKind, ForgeError> {
    match client.status_of(path).await? {
        451 => Ok(DepartureKind::Blocked),
        404 | 410 => Ok(DepartureKind::NotFound),
        status => Err(ForgeError::Unreadable {
            host: client.host().clone(),
            message: format!("GraphQL does not show it, and REST answers HTTP {status}"),
        }),
    }
}
