//! Publishers: the organisations that an account on a forge is known of.
//!
//! There are some hundreds, and the registry says of none since when it has it, so all of
//! them are put in order at once, by the first repository that was seen of each.

use std::sync::Arc;

use async_graphql::{Request as Query, Variables};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronwijzer_index::uuid_of_uri;
use chrono::{DateTime, Utc};
use poem::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::list::{Links, Page, Period, in_seconds};
use super::parameters::{Place, QueryParameters};
use super::problem::Problem;
use super::{Served, as_json};

const QUERY: &str = include_str!("publishers.graphql");

/// What stands for a moment that is not known: nothing of the organisation was seen yet.
const UNKNOWN: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// A publisher as the contract has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Publisher {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    alternative_id: Option<String>,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    code_hosting: Vec<CodeHosting>,
    active: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeHosting {
    url: String,
    group: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organisations {
    nodes: Vec<Organisation>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organisation {
    uri: String,
    tooi: Option<String>,
    name: String,
    accounts: Vec<Account>,
    single_repositories: Vec<String>,
    contacts: Vec<Contact>,
    repositories: Repositories,
}

#[derive(Deserialize)]
struct Account {
    url: String,
}

#[derive(Deserialize)]
struct Contact {
    email: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Repositories {
    nodes: Vec<Seen>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    first_seen_at: DateTime<Utc>,
}

impl Repositories {
    /// When the first of them was seen.
    pub(super) fn since(&self) -> DateTime<Utc> {
        let first = self.nodes.first();
        first.map_or(UNKNOWN, |first| in_seconds(first.first_seen_at))
    }
}

impl Publisher {
    /// `None` for an organisation without an account of its own.
    fn of(organisation: Organisation) -> Option<Self> {
        let since = organisation.repositories.since();
        let is_single = |url: &String| organisation.single_repositories.contains(url);
        let hosting = organisation
            .accounts
            .into_iter()
            .map(|account| CodeHosting {
                group: !is_single(&account.url),
                url: account.url,
                created_at: since,
                updated_at: since,
            });
        let code_hosting: Vec<CodeHosting> = hosting.collect();
        let mut emails = organisation.contacts.into_iter();
        (!code_hosting.is_empty()).then(|| Self {
            id: uuid_of_uri(&organisation.uri).to_string(),
            alternative_id: organisation.tooi,
            description: organisation.name,
            email: emails.find_map(|contact| contact.email),
            code_hosting,
            active: true,
            created_at: since,
            updated_at: since,
        })
    }

    /// By which publishers are ordered.
    fn key(&self) -> Key {
        (self.created_at.timestamp(), self.id.clone())
    }
}

type Key = (i64, String);

/// A place in the list. Opaque to those who pass it on.
fn cursor(publisher: &Publisher) -> Option<String> {
    let text = serde_json::to_vec(&publisher.key()).ok()?;
    Some(URL_SAFE_NO_PAD.encode(text))
}

fn place(cursor: &str) -> Result<Key, Problem> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok();
    let key = text.and_then(|text| serde_json::from_slice(&text).ok());
    key.ok_or_else(Problem::cursor)
}

impl Served {
    /// All publishers in order, as they are now.
    async fn publishers(&self) -> Result<Arc<[Publisher]>, Problem> {
        // Before they are read: what is read later is of this state or a newer one.
        let version = self.version();
        // Held while they are read, so that those who come at once wait for one reading.
        let mut kept = self.publishers.lock().await;
        if let Some((known, publishers)) = kept.as_ref()
            && *known == version
        {
            return Ok(Arc::clone(publishers));
        }
        let mut all = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let variables = Variables::from_json(json!({ "after": after }));
            let page: Organisations = self.ask(Query::new(QUERY).variables(variables)).await?;
            all.extend(page.nodes.into_iter().filter_map(Publisher::of));
            after = page.page_info.end_cursor;
            if !page.page_info.has_next_page || after.is_none() {
                break;
            }
        }
        all.sort_by_cached_key(Publisher::key);
        let publishers: Arc<[Publisher]> = all.into();
        *kept = Some((version, Arc::clone(&publishers)));
        Ok(publishers)
    }

    pub(super) async fn publisher_list(
        &self,
        parameters: &QueryParameters,
    ) -> Result<Response, Problem> {
        let (size, period) = (parameters.size()?, Period::of(parameters)?);
        let all = self.publishers().await?;
        let listed: Vec<&Publisher> = all
            .iter()
            .filter(|publisher| period.has(publisher.created_at))
            .collect();
        let (start, end) = match parameters.place() {
            Place::Start => (0, size.min(listed.len())),
            Place::After(cursor) => {
                let key = place(&cursor)?;
                let start = listed.partition_point(|publisher| publisher.key() <= key);
                (start, (start + size).min(listed.len()))
            }
            Place::Before(cursor) => {
                let key = place(&cursor)?;
                let end = listed.partition_point(|publisher| publisher.key() < key);
                (end.saturating_sub(size), end)
            }
        };
        let data = &listed[start..end];
        let edge = |publisher: Option<&&Publisher>, is_there: bool| {
            publisher.filter(|_| is_there).and_then(|one| cursor(one))
        };
        let prev = edge(data.first(), start > 0).map(Place::Before);
        let next = edge(data.last(), end < listed.len()).map(Place::After);
        Ok(as_json(&Page {
            data: data.to_vec(),
            links: Links {
                prev: prev.and_then(|place| parameters.link(&place)),
                next: next.and_then(|place| parameters.link(&place)),
            },
        }))
    }

    /// The publisher with this id, or with this URI.
    pub(super) async fn publisher(&self, id: &str) -> Result<Response, Problem> {
        let all = self.publishers().await?;
        let mut all = all.iter();
        let is_asked = |publisher: &&Publisher| {
            publisher.id.eq_ignore_ascii_case(id) || publisher.alternative_id.as_deref() == Some(id)
        };
        let found = all.find(is_asked);
        let found =
            found.ok_or_else(|| Problem::not_found("there is no publisher with this id"))?;
        Ok(as_json(found))
    }
}
