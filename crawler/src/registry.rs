//! The registry of organisations: which there are, and which owns which forge account.

mod draft;
mod entry;
mod file;
mod parse;
mod relations;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::address::{AccountUrl, ForgeHost};
use crate::organisation::{Organisation, Slug};

pub use file::{RegistryError, RegistryFile};

/// The organisations that could be read, and what is wrong with the rest.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// Organisations in the order of the file.
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
    /// Reads the registry of a file. What is wrong inside it is in [`Registry::problems`], and
    /// the rest is kept.
    #[must_use]
    pub fn of(entries: &RegistryFile, forges: &[ForgeHost]) -> Self {
        parse::parse(entries, forges)
    }

    /// Reads a registry from `text`; `file` names it in problems. `forges` are the configured
    /// hosts: an account elsewhere is a problem.
    #[must_use]
    pub fn parse(file: &str, text: &str, forges: &[ForgeHost]) -> Self {
        Self::of(&RegistryFile::new(file, text.to_owned()), forges)
    }
}
