//! GitHub's search of accounts: by words that login, name or e-mail address begin with, and
//! by qualifiers. It searches no websites, and for privacy no domains of addresses.

use crate::world::{Account, World};

/// Hits that can be had of one search.
pub(super) const MOST_HITS: usize = 1000;

/// The longest query, in letters, and the most operators in it.
const LONGEST: usize = 256;
const MOST_OPERATORS: usize = 5;

/// The logins that a query finds, or why it is refused.
pub(super) fn accounts(world: &World, query: &str) -> Result<Vec<String>, &'static str> {
    if query.chars().count() > LONGEST {
        return Err("The search is longer than 256 characters.");
    }
    let mut places = Vec::new();
    let mut words = Vec::new();
    let mut wants_organisations = None;
    let mut operators = 0;
    for part in query.split_whitespace() {
        match part.split_once(':') {
            Some(("in", place @ ("login" | "name" | "email"))) => places.push(place),
            Some(("type", kind @ ("org" | "user"))) => wants_organisations = Some(kind == "org"),
            Some(_) => return Err("The search has a qualifier that users have not."),
            None if matches!(part, "AND" | "OR" | "NOT") => operators += 1,
            None => words.push(part.trim_matches('"').to_lowercase()),
        }
    }
    if operators > MOST_OPERATORS {
        return Err("The search has more than five AND / OR / NOT operators.");
    }
    if places.is_empty() {
        places = vec!["login", "email"];
    }
    let fits = |account: &&Account| {
        let is_kind = wants_organisations.is_none_or(|wants| wants == account.is_organisation);
        is_kind && !words.is_empty() && words.iter().all(|word| has(account, &places, word))
    };
    let found = world.accounts.iter().filter(fits);
    Ok(found.map(|account| account.login.clone()).collect())
}

/// Whether a part of one of these places begins with the word.
fn has(account: &Account, places: &[&str], word: &str) -> bool {
    places.iter().any(|place| {
        let profile = &account.profile;
        let text = match *place {
            "login" => Some(account.login.as_str()),
            "name" => profile.name.as_deref(),
            // What stands before the at sign.
            _ => profile
                .email
                .as_deref()
                .and_then(|email| email.split('@').next()),
        };
        let text = text.unwrap_or_default().to_lowercase();
        let mut parts = text.split(|c: char| !c.is_alphanumeric());
        text.starts_with(word) || parts.any(|part| !part.is_empty() && part.starts_with(word))
    })
}
