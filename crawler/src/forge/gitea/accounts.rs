//! Looking for organisations. Gitea and Forgejo have no search for them in the API
//! (`/users/search` finds people alone, see go-gitea/gitea#36773), and a list of all,
//! which has everything that an organisation says of itself.

use serde::Deserialize;

use super::client::{Absence, Lookup};
use super::{Client, Gitea};
use crate::address::ForgeHost;
use crate::forge::{AccountAnswer, AccountProfile, AccountQuestion, ForgeError};

/// Organisations on a page, as many as a forge gives that was set up as shipped.
const PER_PAGE: &str = "50";

#[derive(Deserialize)]
struct Organisation {
    /// Older versions have `username` alone.
    #[serde(default)]
    name: String,
    #[serde(default)]
    username: String,
    full_name: Option<String>,
    description: Option<String>,
    website: Option<String>,
    email: Option<String>,
    location: Option<String>,
    #[serde(default)]
    visibility: String,
}

impl Organisation {
    fn profile(self, host: &ForgeHost) -> Option<AccountProfile> {
        let login = if self.name.is_empty() {
            self.username
        } else {
            self.name
        };
        // Who has a token is shown those too that only visitors with an account may see.
        if login.is_empty() || !matches!(self.visibility.as_str(), "" | "public") {
            return None;
        }
        let profile = AccountProfile {
            is_whole: true,
            name: self.full_name,
            description: self.description,
            website: self.website,
            email: self.email,
            location: self.location,
            ..AccountProfile::bare(host, &login)
        };
        Some(profile.tidy())
    }
}

/// Asks, one request a question.
pub(super) async fn search(
    gitea: &Gitea,
    questions: &[AccountQuestion],
) -> Vec<Result<AccountAnswer, ForgeError>> {
    let mut answers = Vec::with_capacity(questions.len());
    for question in questions {
        answers.push(match question {
            AccountQuestion::Page(page) => by_page(&gitea.client, *page).await,
            AccountQuestion::Account(login) => by_login(&gitea.client, login).await,
            AccountQuestion::Words(_) => Ok(AccountAnswer::default()),
        });
    }
    answers
}

async fn by_page(client: &Client, page: u64) -> Result<AccountAnswer, ForgeError> {
    let page = page.to_string();
    let url = client.url(["orgs"], &[("page", &page), ("limit", PER_PAGE)])?;
    match client.ask(&url, None).await? {
        Lookup::Here(reply) => {
            let organisations: Vec<Organisation> = client.read(&reply)?;
            let organisations = organisations.into_iter();
            Ok(AccountAnswer {
                profiles: organisations
                    .filter_map(|organisation| organisation.profile(client.host()))
                    .collect(),
                has_more: client.next(&reply)?.is_some(),
            })
        }
        Lookup::NotModified => Ok(AccountAnswer::default()),
        Lookup::Absent(absence) => Err(refused(client, absence)),
    }
}

async fn by_login(client: &Client, login: &str) -> Result<AccountAnswer, ForgeError> {
    let url = client.url(["orgs", login], &[])?;
    match client.ask(&url, None).await? {
        Lookup::Here(reply) => {
            let organisation: Organisation = client.read(&reply)?;
            Ok(AccountAnswer {
                profiles: organisation.profile(client.host()).into_iter().collect(),
                has_more: false,
            })
        }
        // The account of a person is no organisation.
        Lookup::Absent(Absence::Missing) | Lookup::NotModified => Ok(AccountAnswer::default()),
        Lookup::Absent(absence) => Err(refused(client, absence)),
    }
}

fn refused(client: &Client, absence: Absence) -> ForgeError {
    client.refused(match absence {
        Absence::Forbidden(message) | Absence::Unclear(message) => message,
        Absence::Missing | Absence::Blocked | Absence::Private | Absence::Empty => {
            "it does not list its organisations".to_owned()
        }
    })
}
