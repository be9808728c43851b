//! Looking for organisations by GraphQL: many questions in one request.
//!
//! GitHub searches logins, names and e-mail addresses, and no websites; for privacy it
//! refuses to search by the domain of an address. So a domain is compared with what the
//! hits say, and never searched for. See
//! <https://docs.github.com/en/search-github/searching-on-github/searching-users>.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::documents;
use crate::address::ForgeHost;
use crate::forge::graphql_response::GraphQlResponse;
use crate::forge::rate_limiter::Size;
use crate::forge::{AccountAnswer, AccountProfile, AccountQuestion, ForgeError};

/// Questions in one request. Each search takes GitHub some tenths of a second, and a
/// request may take ten seconds; in points twenty of them cost nothing more than one.
pub(super) const QUESTIONS_AT_ONCE: usize = 20;

/// The longest search, in letters; GitHub refuses one over 256.
const LONGEST_QUERY: usize = 200;

/// What is searched for: words in login or name, of organisations alone.
pub(super) fn query(words: &str) -> String {
    // Quotes, colons and such would be read as a part of the search itself.
    let plain: String = words
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                ' '
            }
        })
        .take(LONGEST_QUERY)
        .collect();
    let words: Vec<&str> = plain
        .split_whitespace()
        .map(|word| word.trim_start_matches('-'))
        .filter(|word| !matches!(*word, "" | "AND" | "OR" | "NOT"))
        .collect();
    format!("{} in:login in:name type:org", words.join(" "))
}

/// Asks, and halves what is asked where GitHub finds it too large.
pub(super) async fn search(
    client: &Client,
    questions: &[AccountQuestion],
) -> Vec<Result<AccountAnswer, ForgeError>> {
    let mut answers = Vec::with_capacity(questions.len());
    let mut width = QUESTIONS_AT_ONCE;
    while answers.len() < questions.len() {
        let open = &questions[answers.len()..];
        let open = &open[..open.len().min(width)];
        match ask(client, open).await {
            Ok(some) => answers.extend(some),
            Err(error) if error.may_be_of_one() && open.len() > 1 => width = open.len() / 2,
            Err(error) if error.may_be_of_one() => answers.push(Err(error)),
            // What comes after would meet the same.
            Err(error) => answers.resize_with(questions.len(), || Err(error.clone())),
        }
    }
    answers
}

async fn ask(
    client: &Client,
    questions: &[AccountQuestion],
) -> Result<Vec<Result<AccountAnswer, ForgeError>>, ForgeError> {
    let mut variables = Map::new();
    let (mut searches, mut logins) = (0, 0);
    let mut aliases = Vec::with_capacity(questions.len());
    for question in questions {
        let (count, kind, variable, text) = match question {
            AccountQuestion::Account(login) => (&mut logins, "account", "login", login.clone()),
            AccountQuestion::Words(words) => (&mut searches, "search", "query", query(words)),
            // A page of a list that GitHub has not.
            AccountQuestion::Page(_) => {
                aliases.push(String::new());
                continue;
            }
        };
        variables.insert(format!("{variable}{count}"), json!(text));
        aliases.push(format!("{kind}{count}"));
        *count += 1;
    }
    let document = documents::search_accounts(searches, logins);
    let size = Size::of(questions.len());
    let mut response = client
        .send(&document, Value::Object(variables), size)
        .await?;
    Ok(aliases
        .iter()
        .map(|alias| take(client.host(), alias, &mut response))
        .collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    user_count: u64,
    nodes: Option<Vec<Option<Node>>>,
}

/// A hit; one that is no organisation has nothing but its type.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    login: Option<String>,
    name: Option<String>,
    description: Option<String>,
    website_url: Option<String>,
    email: Option<String>,
    location: Option<String>,
    is_verified: Option<bool>,
}

impl Node {
    fn profile(self, host: &ForgeHost) -> Option<AccountProfile> {
        let profile = AccountProfile {
            is_whole: true,
            name: self.name,
            description: self.description,
            website: self.website_url,
            email: self.email,
            location: self.location,
            verified: self.is_verified,
            ..AccountProfile::bare(host, &self.login?)
        };
        Some(profile.tidy())
    }
}

fn take(
    host: &ForgeHost,
    alias: &str,
    response: &mut GraphQlResponse,
) -> Result<AccountAnswer, ForgeError> {
    let value = response.data.remove(alias).unwrap_or(Value::Null);
    let unreadable = |message: String| ForgeError::Unreadable {
        host: host.clone(),
        message,
    };
    if value.is_null() {
        let error = response.error_at(&[json!(alias)]);
        return match error.or(response.error_anywhere()) {
            Some(error) if !error.is_not_found() => Err(unreadable(error.message.clone())),
            _ => Ok(AccountAnswer::default()),
        };
    }
    let malformed = |error: serde_json::Error| unreadable(format!("a hit can't be read: {error}"));
    let (nodes, count) = if alias.starts_with("search") {
        let found: Found = serde_json::from_value(value).map_err(malformed)?;
        (found.nodes.unwrap_or_default(), found.user_count)
    } else {
        (vec![Some(Node::deserialize(value).map_err(malformed)?)], 1)
    };
    let hits = nodes.len() as u64;
    let nodes = nodes.into_iter().flatten();
    Ok(AccountAnswer {
        profiles: nodes.filter_map(|node| node.profile(host)).collect(),
        has_more: count > hits,
    })
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn words_can_not_change_the_search() {
        let end = " in:login in:name type:org";
        for (words, expected) in [
            ("gemeente Zeist", "gemeente Zeist"),
            ("'s-Hertogenbosch", "s-Hertogenbosch"),
            ("\"x\" type:user OR user:y", "x type user user y"),
            ("a -b NOT c", "a b c"),
        ] {
            assert_eq!(query(words), format!("{expected}{end}"));
        }
        assert!(query(&"woord ".repeat(100)).len() < 256);
    }
}
