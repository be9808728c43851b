//! The files of the registry, and those that ship with the program.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The long list that ships with the program.
const LIST: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/bodies.csv"));

/// The small file that ships with the program.
const ENTRIES: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../data/organisations.toml"
));

/// The largest file that is read, in bytes: a hundred times the list that ships with the program.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

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
    /// The file is no registry, or somebody else's idea of one.
    #[error(
        "the registry of organisations {file} is larger than {MAX_BYTES} bytes. Set `{setting}` to the path of a registry file"
    )]
    TooLarge {
        /// The file, as it was named.
        file: String,
        /// The setting that names it.
        setting: &'static str,
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
    /// When it can't be opened, is no text, or is larger than 16 MB: no more of it is read.
    pub fn load(path: &Path, setting: &'static str) -> Result<Self, RegistryError> {
        let file = path.display().to_string();
        let mut text = String::new();
        let read =
            File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_string(&mut text));
        match read {
            Ok(_) if text.len() as u64 > MAX_BYTES => {
                Err(RegistryError::TooLarge { file, setting })
            }
            Ok(_) => Ok(Self::new(&file, text)),
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
