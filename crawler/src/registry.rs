//! The registry of organisations: which there are, and which owns which forge account.
//!
//! It has two files. The long list of bodies ([`list`]) is data, which a command refreshes from
//! the register of government organisations. The small file ([`entry`]) is what people edit: it
//! adds accounts and other facts to bodies of the list, and has organisations of its own.

mod draft;
pub mod edit;
mod entry;
mod file;
mod list;
mod parse;
mod relations;
mod slug;
#[cfg(test)]
mod tests;
pub mod update;

use std::collections::HashMap;

use chrono::{NaiveDate, Utc};

use crate::address::{AccountUrl, ForgeHost};
use crate::organisation::{Organisation, Slug};

pub use file::{RegistryError, RegistryFile};

/// The organisations that could be read, and what is wrong with the rest.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// Organisations: those of the list in its order, then the small file's own.
    pub organisations: Vec<Organisation>,
    /// The forge's own ids that a person confirmed, by the key of the account or
    /// of the repository that is registered by itself; see
    /// [`Listing::id`](crate::forge::Listing::id).
    pub account_ids: HashMap<String, String>,
    /// Accounts that may be an organisation's, which nobody has confirmed. They are never
    /// crawled.
    pub unconfirmed: Vec<Unconfirmed>,
    /// Accounts that somebody looked at and found to be no government organisation's.
    pub not_government: Vec<AccountUrl>,
    /// What is wrong, in the order of the files. What it concerns is left out, and
    /// nothing else.
    pub problems: Vec<RegistryProblem>,
}

/// An account that may be an organisation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfirmed {
    /// Whose it may be.
    pub organisation: Slug,
    /// The account.
    pub account: AccountUrl,
}

/// Something wrong in a file of the registry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}. {advice}")]
pub struct RegistryProblem {
    /// The file, as it was named.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub advice: String,
}

impl Registry {
    /// The registry that ships with the program. `forges` are the configured hosts: an
    /// account elsewhere is a problem.
    #[must_use]
    pub fn built_in(forges: &[ForgeHost]) -> Self {
        let list = RegistryFile::built_in_list();
        Self::of(Some(&list), &RegistryFile::built_in_entries(), forges)
    }

    /// Reads the registry of a long list, if there is one, and a small file. What is wrong
    /// inside them is in [`Registry::problems`], and the rest is kept.
    #[must_use]
    pub fn of(list: Option<&RegistryFile>, entries: &RegistryFile, forges: &[ForgeHost]) -> Self {
        Self::as_of(list, entries, forges, Utc::now().date_naive())
    }

    /// The same on another day: an organisation has what it owns until the day on which it
    /// ends.
    #[must_use]
    pub fn as_of(
        list: Option<&RegistryFile>,
        entries: &RegistryFile,
        forges: &[ForgeHost],
        today: NaiveDate,
    ) -> Self {
        parse::parse(list, entries, forges, today)
    }

    /// Reads a small file alone from `text`; `file` names it in problems.
    #[must_use]
    pub fn parse(file: &str, text: &str, forges: &[ForgeHost]) -> Self {
        Self::of(None, &RegistryFile::new(file, text.to_owned()), forges)
    }
}
