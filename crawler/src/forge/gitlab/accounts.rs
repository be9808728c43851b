//! Looking for groups. GitLab searches names and paths; websites and e-mail addresses it
//! has none of, so what a group says of itself stands in its description.

use serde::Deserialize;
use url::form_urlencoded;

use super::client::{Client, encoded};
use super::response::PUBLIC;
use crate::address::ForgeHost;
use crate::forge::rest::Reply;
use crate::forge::{AccountAnswer, AccountProfile, AccountQuestion, ForgeError};

/// Groups on the one page that is read.
const PER_PAGE: &str = "100";

#[derive(Deserialize)]
struct Group {
    full_path: String,
    name: Option<String>,
    description: Option<String>,
    visibility: Option<String>,
    /// The day on which it will be deleted.
    #[serde(default)]
    marked_for_deletion_on: Option<String>,
}

impl Group {
    fn profile(self, host: &ForgeHost) -> Option<AccountProfile> {
        // With a token there may be groups that others don't see.
        let shows = self.visibility.as_deref() == Some(PUBLIC);
        if !shows || self.marked_for_deletion_on.is_some() {
            return None;
        }
        let profile = AccountProfile {
            is_whole: true,
            name: self.name,
            description: self.description,
            ..AccountProfile::bare(host, &self.full_path)
        };
        Some(profile.tidy())
    }
}

/// Asks, one request a question.
pub(super) async fn search(
    client: &Client,
    questions: &[AccountQuestion],
) -> Vec<Result<AccountAnswer, ForgeError>> {
    let mut answers = Vec::with_capacity(questions.len());
    for question in questions {
        answers.push(match question {
            AccountQuestion::Words(words) => by_words(client, words).await,
            AccountQuestion::Account(path) => by_path(client, path).await,
            AccountQuestion::Page(_) => Ok(AccountAnswer::default()),
        });
    }
    answers
}

async fn by_words(client: &Client, words: &str) -> Result<AccountAnswer, ForgeError> {
    // Without `all_available` who has a token is shown nothing but their own groups.
    let parameters = form_urlencoded::Serializer::new(String::new())
        .append_pair("search", words)
        .append_pair("all_available", "true")
        .append_pair("top_level_only", "true")
        .append_pair("per_page", PER_PAGE)
        .finish();
    let reply = client.get(&format!("groups?{parameters}")).await?;
    if !reply.is_success() {
        return Err(refused(client, &reply));
    }
    let groups: Vec<Group> = client.rest.read(&reply)?;
    let groups = groups.into_iter();
    Ok(AccountAnswer {
        profiles: groups
            .filter_map(|group| group.profile(client.host()))
            .collect(),
        has_more: reply.next_page().is_some(),
    })
}

async fn by_path(client: &Client, path: &str) -> Result<AccountAnswer, ForgeError> {
    let address = format!("groups/{}?with_projects=false", encoded(path));
    let reply = client.get(&address).await?;
    if !reply.is_success() {
        return match reply.status {
            // The account of a person is no group.
            404 | 410 if reply.is_refusal_of_api() => Ok(AccountAnswer::default()),
            _ => Err(refused(client, &reply)),
        };
    }
    let group: Group = client.rest.read(&reply)?;
    Ok(AccountAnswer {
        profiles: group.profile(client.host()).into_iter().collect(),
        has_more: false,
    })
}

fn refused(client: &Client, reply: &Reply) -> ForgeError {
    match reply.status {
        401 | 403 => ForgeError::Refused {
            host: client.host().clone(),
            message: reply.message(),
        },
        _ => client.rest.unreadable(reply.message()),
    }
}
