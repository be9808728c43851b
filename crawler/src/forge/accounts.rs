//! Looking for the accounts of organisations on a forge: what is asked, and what the forge
//! says about each that it finds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::address::{AccountUrl, ForgeHost, RepositoryUrl, written_as_text};
use crate::organisation::TooiUri;

written_as_text!(AccountQuestion);

/// The longest text of a profile that is kept, in letters.
const LONGEST_TEXT: usize = 300;

/// One question for accounts of organisations.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum AccountQuestion {
    /// Which ones have all of these words in their login or name?
    Words(String),
    /// What does this one, by its login, say of itself?
    Account(String),
    /// Which ones are on this page, counted from 1, of the list of all?
    Page(u64),
}

impl fmt::Display for AccountQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => write!(f, "words {words}"),
            Self::Account(login) => write!(f, "account {login}"),
            Self::Page(page) => write!(f, "page {page}"),
        }
    }
}

/// A text is no question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a question for accounts")]
pub struct AccountQuestionError(String);

impl FromStr for AccountQuestion {
    type Err = AccountQuestionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, rest) = text.split_once(' ').unwrap_or_default();
        let question = match kind {
            "words" => Some(Self::Words(rest.to_owned())),
            "account" => Some(Self::Account(rest.to_owned())),
            "page" => rest.parse().ok().map(Self::Page),
            _ => None,
        };
        question.ok_or_else(|| AccountQuestionError(text.to_owned()))
    }
}

/// What a forge answered to one question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountAnswer {
    /// The organisations; never the account of a person.
    pub profiles: Vec<AccountProfile>,
    /// Whether there are more than these: further hits, or another page.
    pub has_more: bool,
}

/// What an organisation's account says about itself. What the forge did not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountProfile {
    /// The account.
    pub account: AccountUrl,
    /// Whether the forge was asked for all of this: some searches tell the login alone.
    pub is_whole: bool,
    /// Its name, as people read it.
    #[serde(default)]
    pub name: Option<String>,
    /// Its own words.
    #[serde(default)]
    pub description: Option<String>,
    /// Its website, as it was typed there.
    #[serde(default)]
    pub website: Option<String>,
    /// Its e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Where it says to be.
    #[serde(default)]
    pub location: Option<String>,
    /// Whether the forge has verified that the website and the e-mail address are the
    /// account's own; only GitHub does.
    #[serde(default)]
    pub verified: Option<bool>,
}

impl AccountProfile {
    /// An account of which only the login is known.
    #[must_use]
    pub fn bare(host: &ForgeHost, login: &str) -> Self {
        Self {
            account: AccountUrl::new(host.clone(), login),
            is_whole: false,
            name: None,
            description: None,
            website: None,
            email: None,
            location: None,
            verified: None,
        }
    }

    /// The same with texts that can be kept and shown: on one line, not empty, and no
    /// longer than a few hundred letters.
    pub(super) fn tidy(mut self) -> Self {
        for text in [
            &mut self.name,
            &mut self.description,
            &mut self.website,
            &mut self.email,
            &mut self.location,
        ] {
            *text = text.take().map(|text| one_line(&text));
            if text.as_ref().is_some_and(String::is_empty) {
                *text = None;
            }
        }
        self
    }
}

/// The words of a text with a space between them, and nothing that moves a cursor.
fn one_line(text: &str) -> String {
    let letters = text.chars().take(LONGEST_TEXT);
    let plain: String = letters
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A repository whose publiccode.yml has the words that were searched for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PubliccodeHit {
    /// The repository.
    pub repository: RepositoryUrl,
    /// Whether its owner is an organisation; `None` where the forge did not say.
    pub by_organisation: Option<bool>,
    /// The organisation that the file names, where the search shows it.
    pub tooi: Option<TooiUri>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_is_read_as_it_is_written() {
        for question in [
            AccountQuestion::Words("gemeente zeist".to_owned()),
            AccountQuestion::Account("groep/deel".to_owned()),
            AccountQuestion::Page(12),
        ] {
            assert_eq!(question.to_string().parse(), Ok(question));
        }
        for text in ["", "page x", "gemeente zeist"] {
            assert!(text.parse::<AccountQuestion>().is_err(), "{text}");
        }
    }

    #[test]
    fn texts_are_kept_on_one_short_line() {
        let host = ForgeHost::new("github.com");
        let profile = AccountProfile {
            name: Some("Gemeente\u{1b}[31m\n Zeist".to_owned()),
            description: Some("x".repeat(5000)),
            website: Some(" \t".to_owned()),
            ..AccountProfile::bare(&host, "zeist")
        };
        let tidy = profile.tidy();
        assert_eq!(tidy.name.as_deref(), Some("Gemeente [31m Zeist"));
        assert_eq!(tidy.description.map(|text| text.len()), Some(LONGEST_TEXT));
        assert_eq!(tidy.website, None);
    }
}
