//! The files of the registry, and those that ship with the program.

use std::borrow::Cow;
use std::path::Path;

/// The long list that ships with the program.
const LIST: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/bodies.csv"));

/// The small file that ships with the program.
const ENTRIES: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../data/organisations.toml"
));

/// A file of the registry.
#[derive(Debug, Clone)]
pub struct RegistryFile {
    /// What problems call it.
    pub name: String,
    /// What it holds.
    pub text: Cow<'static, str>,
}

/// A file of the registry could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The file can't be opened.
    #[error(
        "the registry of organisations {file} can't be read: {source}. Set `{setting}` to the path of a registry file"
    )]
    Unreadable {
        /// The file, as it was named.
        file: String,
        /// The setting that names it.
        setting: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

impl RegistryFile {
    /// A file with this text.
    #[must_use]
    pub fn new(name: &str, text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.to_owned(),
            text: text.into(),
        }
    }

    /// Reads the file that `setting` of the configuration names.
    ///
    /// # Errors
    /// When it can't be opened or is no text.
    pub fn load(path: &Path, setting: &'static str) -> Result<Self, RegistryError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Self::new(&file, text)),
            Err(source) => Err(RegistryError::Unreadable {
                file,
                setting,
                source,
            }),
        }
    }

    /// The long list of bodies that ships with the program.
    #[must_use]
    pub fn built_in_list() -> Self {
        Self::new("the built-in list of bodies", LIST)
    }

    /// The small file that ships with the program.
    #[must_use]
    pub fn built_in_entries() -> Self {
        Self::new("the built-in registry", ENTRIES)
    }
}
