//! The registry of organisations: a TOML file that says which organisation owns which
//! forge account.

mod entry;
mod parse;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;

use crate::address::ForgeHost;
use crate::organisation::Organisation;

/// The organisations that could be read, and what is wrong with the rest.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// Organisations in the order of the file.
    pub organisations: Vec<Organisation>,
    /// The forge's own ids that a person confirmed, by the key of the account or
    /// of the repository that is registered by itself; see
    /// [`Listing::id`](crate::forge::Listing::id).
    pub account_ids: HashMap<String, String>,
    /// What is wrong, in the order of the file. The entries concerned are left
    /// out of `organisations`, wholly or by the account.
    pub problems: Vec<RegistryProblem>,
}

/// Something wrong in the registry file.
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

/// The registry could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The file can't be opened.
    #[error(
        "the registry of organisations {file} can't be read: {source}. Set `organisations` to the path of a registry file"
    )]
    Unreadable {
        /// The file, as it was named.
        file: String,
        /// Why.
        source: std::io::Error,
    },
}

impl Registry {
    /// Reads the registry at `path`. `forges` are the configured hosts: an
    /// account elsewhere is a problem.
    ///
    /// # Errors
    /// When the file can't be opened. What is wrong inside it is in
    /// [`Registry::problems`], and the rest is kept.
    pub fn load(path: &Path, forges: &[ForgeHost]) -> Result<Self, RegistryError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| RegistryError::Unreadable {
            file: file.clone(),
            source,
        })?;
        Ok(Self::parse(&file, &text, forges))
    }

    /// Reads a registry from `text`; `file` names it in problems.
    #[must_use]
    pub fn parse(file: &str, text: &str, forges: &[ForgeHost]) -> Self {
        parse::parse(file, text, forges)
    }
}
