//! Looking for organisations without a token: ten searches a minute, which tell the login
//! alone, and one request more for what an account says of itself.

use serde::Deserialize;
use url::form_urlencoded;

use super::accounts::query;
use crate::address::ForgeHost;
use crate::forge::rate_limiter::Pool;
use crate::forge::rest::{Reply, Rest, segment};
use crate::forge::{AccountAnswer, AccountProfile, AccountQuestion, ForgeError};

/// Hits on the one page that is read; they come best first.
const PER_PAGE: &str = "20";

#[derive(Deserialize)]
struct Page {
    total_count: u64,
    items: Vec<Hit>,
}

#[derive(Deserialize)]
struct Hit {
    login: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Organisation {
    login: String,
    name: Option<String>,
    description: Option<String>,
    blog: Option<String>,
    email: Option<String>,
    location: Option<String>,
    is_verified: Option<bool>,
}

/// Asks, one request a question.
pub(super) async fn search(
    rest: &Rest,
    questions: &[AccountQuestion],
) -> Vec<Result<AccountAnswer, ForgeError>> {
    let mut answers = Vec::with_capacity(questions.len());
    for question in questions {
        answers.push(match question {
            AccountQuestion::Words(words) => by_words(rest, words).await,
            AccountQuestion::Account(login) => by_login(rest, login).await,
            AccountQuestion::Page(_) => Ok(AccountAnswer::default()),
        });
    }
    answers
}

async fn by_words(rest: &Rest, words: &str) -> Result<AccountAnswer, ForgeError> {
    let parameters = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &query(words))
        .append_pair("per_page", PER_PAGE)
        .finish();
    let url = rest.url(&format!("search/users?{parameters}"))?;
    let reply = rest.get_in(Pool::AccountSearch, &url, None).await?;
    if !reply.is_success() {
        return Err(refused(rest, &reply));
    }
    let page: Page = rest.read(&reply)?;
    let hits = page.items.len() as u64;
    let host = rest.limiter().host();
    let organisations = page.items.iter().filter(|hit| hit.kind == "Organization");
    Ok(AccountAnswer {
        profiles: organisations
            .map(|hit| AccountProfile::bare(host, &hit.login))
            .collect(),
        has_more: page.total_count > hits,
    })
}

async fn by_login(rest: &Rest, login: &str) -> Result<AccountAnswer, ForgeError> {
    let url = rest.url(&format!("orgs/{}", segment(login)))?;
    let reply = rest.get(&url, None).await?;
    if !reply.is_success() {
        return match reply.status {
            // A person's account is no organisation either.
            404 | 410 if reply.is_refusal_of_api() => Ok(AccountAnswer::default()),
            _ => Err(refused(rest, &reply)),
        };
    }
    let organisation: Organisation = rest.read(&reply)?;
    Ok(AccountAnswer {
        profiles: vec![organisation.profile(rest.limiter().host())],
        has_more: false,
    })
}

impl Organisation {
    fn profile(self, host: &ForgeHost) -> AccountProfile {
        AccountProfile {
            is_whole: true,
            name: self.name,
            description: self.description,
            website: self.blog,
            email: self.email,
            location: self.location,
            verified: self.is_verified,
            ..AccountProfile::bare(host, &self.login)
        }
        .tidy()
    }
}

fn refused(rest: &Rest, reply: &Reply) -> ForgeError {
    match reply.status {
        401 | 403 => ForgeError::Refused {
            host: rest.limiter().host().clone(),
            message: reply.message(),
        },
        _ => rest.unreadable(reply.message()),
    }
}
