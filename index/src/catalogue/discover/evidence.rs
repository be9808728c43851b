//! What speaks for an account being an organisation's, and how strongly.

use std::fmt;

use bronwijzer_crawler::address::RepositoryUrl;
use serde::Serialize;
use strum::IntoStaticStr;

use super::dutch::DutchSign;

/// How much speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Strength {
    /// A name that is like the organisation's, or somebody's word.
    Weak,
    /// What the account says of itself fits.
    Middling,
    /// Somebody has checked it, or the organisation says so itself.
    Strong,
}
bronwijzer_crawler::named!(Strength);

/// One thing that speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// The forge has verified that the organisation's domain is the account's.
    VerifiedDomain {
        /// The domain.
        domain: String,
    },
    /// A publiccode.yml there names the organisation by its TOOI URI.
    Publiccode {
        /// The repository with that file.
        repository: RepositoryUrl,
    },
    /// The website of the account is the organisation's.
    Website {
        /// The domain.
        domain: String,
    },
    /// The e-mail address of the account is at the organisation's domain.
    Email {
        /// The domain.
        domain: String,
    },
    /// The description of the account has the organisation's domain.
    DescribedDomain {
        /// The domain.
        domain: String,
    },
    /// Login or name is the organisation's official or short name.
    SameName {
        /// The login or name.
        name: String,
        /// What tells that it is Dutch.
        dutch: Option<DutchSign>,
        /// Other organisations with that name.
        others: Vec<String>,
    },
    /// Login or name has the organisation's name in it, with more.
    SimilarName {
        /// The login or name.
        name: String,
    },
    /// The account describes itself by the organisation's name.
    DescribedName,
    /// A list of somebody else says so.
    List {
        /// The file.
        file: String,
        /// Whether the list names the organisation by its identifier; else by its name.
        by_id: bool,
    },
    /// The registry has it as a guess, which nobody has confirmed.
    Unconfirmed,
    /// Speaks against it: the account says to be elsewhere.
    Elsewhere {
        /// The place or domain.
        place: String,
    },
}

impl Evidence {
    /// How strong it is by itself; `None` for what speaks against the account.
    pub(super) fn strength(&self) -> Option<Strength> {
        Some(match self {
            Self::VerifiedDomain { .. } | Self::Publiccode { .. } => Strength::Strong,
            Self::Website { .. }
            | Self::Email { .. }
            | Self::DescribedDomain { .. }
            | Self::List { by_id: true, .. } => Strength::Middling,
            Self::SameName {
                dutch: Some(_),
                others,
                ..
            } if others.is_empty() => Strength::Middling,
            Self::SameName { .. }
            | Self::SimilarName { .. }
            | Self::DescribedName
            | Self::Unconfirmed
            | Self::List { by_id: false, .. } => Strength::Weak,
            Self::Elsewhere { .. } => return None,
        })
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::VerifiedDomain { domain } => {
                write!(
                    f,
                    "the forge has verified that {domain} is the account's domain"
                )
            }
            Self::Publiccode { repository } => {
                write!(
                    f,
                    "the publiccode.yml of {repository} names this organisation"
                )
            }
            Self::Website { domain } => {
                write!(
                    f,
                    "the account's website is at {domain}, which is the organisation's"
                )
            }
            Self::Email { domain } => {
                write!(
                    f,
                    "the account's e-mail address is at {domain}, which is the organisation's"
                )
            }
            Self::DescribedDomain { domain } => {
                write!(
                    f,
                    "the account's description mentions {domain}, which is the organisation's"
                )
            }
            Self::SameName {
                name,
                dutch,
                others,
            } => {
                write!(f, "its name, `{name}`, is the organisation's")?;
                if let Some(sign) = dutch {
                    write!(f, ", and {sign}")?;
                }
                if !others.is_empty() {
                    write!(f, "; it is the name of {} too", others.join(", "))?;
                }
                Ok(())
            }
            Self::SimilarName { name } => {
                write!(f, "its name, `{name}`, has the organisation's in it")
            }
            Self::DescribedName => f.write_str("it describes itself by the organisation's name"),
            Self::List { file, by_id } => {
                let how = if *by_id { "identifier" } else { "name" };
                write!(f, "list {file} has it, under the organisation's {how}")
            }
            Self::Unconfirmed => {
                f.write_str("the registry has it as a guess that nobody has confirmed")
            }
            Self::Elsewhere { place } => write!(f, "but it says to be elsewhere: {place}"),
        }
    }
}
