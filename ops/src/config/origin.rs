//! Where a value came from, and which source speaks last.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::settings::Setting;
use super::{ConfigProblem, Environment};

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nowhere: the program's own.
    Default,
    /// In a file, on this line counted from 1 where it has one.
    File { path: PathBuf, line: Option<usize> },
    /// In this environment variable.
    Environment(String),
    /// In this flag of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line: None } => write!(f, "{}", path.display()),
            Self::File {
                path,
                line: Some(line),
            } => write!(f, "{}:{line}", path.display()),
            Self::Environment(variable) => f.write_str(variable),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// A value as somebody wrote it, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// The sources of plain settings, by key.
pub(super) struct Layers<'a> {
    pub(super) flags: &'a BTreeMap<&'static str, String>,
    pub(super) environment: &'a Environment<'a>,
    pub(super) file: &'a BTreeMap<&'static str, Written>,
}

impl Layers<'_> {
    /// What holds for `setting`.
    pub(super) fn find(&self, setting: &Setting, problems: &mut Vec<ConfigProblem>) -> Written {
        if let Some(text) = self.flags.get(setting.key) {
            return Written {
                text: text.clone(),
                origin: Origin::Flag(setting.flag()),
            };
        }
        let variable = setting.variable();
        if let Some(value) = (self.environment)(&variable) {
            match value.into_string() {
                Ok(text) => {
                    return Written {
                        text,
                        origin: Origin::Environment(variable),
                    };
                }
                Err(_) => problems.push(ConfigProblem {
                    at: Origin::Environment(variable),
                    what: "the value is not valid UTF-8".to_owned(),
                    advice: format!("Use {}", setting.allowed),
                }),
            }
        }
        self.file.get(setting.key).cloned().unwrap_or(Written {
            text: setting.default.to_owned(),
            origin: Origin::Default,
        })
    }
}
