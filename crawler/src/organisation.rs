//! Organisations of the Dutch government, and how their type follows from their TOOI URI.

mod contact;
mod province;

use std::fmt;
use std::str::FromStr;

use async_graphql::Enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use crate::address::{AccountUrl, RepositoryUrl, written_as_text};

pub use contact::{Contact, ContactKind};
pub use province::Province;

written_as_text!(Slug, TooiUri);

/// A short name for an organisation that is unique in the registry and stands
/// in web addresses: lower-case letters, digits and hyphens, at most 80.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// A text is no slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a valid slug; use 1 to 80 lower-case letters, digits and hyphens, as in `gemeente-utrecht`"
)]
pub struct SlugError(String);

impl Slug {
    /// The slug as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=80).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError(text.to_owned()))
        }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of organisation it is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum OrganisationType {
    /// Ministry.
    Ministry,
    /// Executive agency.
    Agency,
    /// Autonomous administrative authority (zelfstandig bestuursorgaan).
    Zbo,
    /// Municipality.
    Municipality,
    /// Province.
    Province,
    /// Water board.
    WaterBoard,
    /// Cooperation of government organisations.
    Cooperation,
    /// Public body in the Caribbean Netherlands: Bonaire, Sint Eustatius, Saba.
    PublicBody,
    /// Foundation.
    Foundation,
    /// Another government organisation.
    Other,
}
named!(OrganisationType);

impl OrganisationType {
    /// Every type, in the order in which pages show them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The type that goes with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|t| t.as_str() == name)
    }
}

/// The identifier of an organisation in the TOOI register of Dutch government
/// organisations, as in
/// `https://identifier.overheid.nl/tooi/id/gemeente/gm0344`.
///
/// Source: the TOOI standard, <https://standaarden.overheid.nl/tooi>.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TooiUri(String);

/// A text is no TOOI URI of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a TOOI URI; write it as https://identifier.overheid.nl/tooi/id/KIND/CODE with one of the codes gm, pv, ws, mnre, zb, oorg, so, hv_, col and digits, as in https://identifier.overheid.nl/tooi/id/gemeente/gm0344"
)]
pub struct TooiUriError(String);

/// Where TOOI identifiers live.
const TOOI_PREFIX: &str = "https://identifier.overheid.nl/tooi/id/";

/// Each kind of organisation: how its TOOI identifiers go on, what their code starts with,
/// and the type that follows.
const TOOI_KINDS: &[(&str, &str, OrganisationType)] = &[
    ("gemeente", "gm", OrganisationType::Municipality),
    ("provincie", "pv", OrganisationType::Province),
    ("waterschap", "ws", OrganisationType::WaterBoard),
    ("ministerie", "mnre", OrganisationType::Ministry),
    ("zbo", "zb", OrganisationType::Zbo),
    ("oorg", "oorg", OrganisationType::Other),
    ("so", "so", OrganisationType::Cooperation),
    ("col", "col", OrganisationType::PublicBody),
];

/// What the code of a version of an organisation starts with, whatever its kind.
const TOOI_VERSION: &str = "hv_";

impl TooiUri {
    /// The URI as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code at the end, as in `gm0344`.
    #[must_use]
    pub fn code(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The first URI that stands in a text, as in a line of YAML.
    #[must_use]
    pub fn first_in(text: &str) -> Option<Self> {
        text.match_indices(TOOI_PREFIX).find_map(|(at, _)| {
            let rest = &text[at + TOOI_PREFIX.len()..];
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '/';
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            text[at..at + TOOI_PREFIX.len() + end].parse().ok()
        })
    }

    /// The kind before the code, as in `gemeente`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.0.rsplit('/').nth(1).unwrap_or_default()
    }

    /// The type that follows from the code.
    #[must_use]
    pub fn organisation_type(&self) -> OrganisationType {
        type_of(self.kind(), self.code()).unwrap_or(OrganisationType::Other)
    }
}

fn type_of(kind: &str, code: &str) -> Option<OrganisationType> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_version = code.strip_prefix(TOOI_VERSION).is_some_and(is_number);
    let mut kinds = TOOI_KINDS.iter();
    let found = kinds.find(|(path, prefix, _)| {
        let has_code = code.strip_prefix(prefix).is_some_and(is_number);
        has_code || (is_version && *path == kind)
    });
    found.map(|(_, _, organisation_type)| *organisation_type)
}

impl FromStr for TooiUri {
    type Err = TooiUriError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text
            .strip_prefix(TOOI_PREFIX)
            .and_then(|rest| rest.split_once('/'))
            .is_some_and(|(kind, code)| {
                !kind.is_empty()
                    && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
                    && type_of(kind, code).is_some()
            });
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(TooiUriError(text.to_owned()))
        }
    }
}

impl fmt::Display for TooiUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What names begin with that only says of which kind it is.
const FILED_WITHOUT: &[&str] = &[
    "gemeente ",
    "provincie ",
    "waterschap ",
    "openbaar lichaam ",
    "ministerie van ",
];

/// A government organisation and the forge accounts that are its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Unique short name; the organisation's identity in this catalogue, as not every
    /// one has a TOOI URI.
    pub slug: Slug,
    /// Official name, in Dutch.
    pub name: String,
    /// What everybody calls it for short, as in `VWS`; no two organisations
    /// share one, whatever its case.
    #[serde(default)]
    pub short_names: Vec<String>,
    /// What kind of organisation it is.
    pub organisation_type: OrganisationType,
    /// Its identifier in the TOOI register, where it has one.
    pub tooi: Option<TooiUri>,
    /// What stands for it in lists of others, where it has no TOOI URI: a web address with
    /// https, without query and fragment.
    #[serde(default)]
    pub uri: Option<String>,
    /// Its accounts on forges.
    pub accounts: Vec<AccountUrl>,
    /// Repositories that are its own under accounts that are not.
    #[serde(default)]
    pub repositories: Vec<RepositoryUrl>,
    /// The province that it lies in: of municipalities, and of provinces themselves.
    #[serde(default)]
    pub province: Option<Province>,
    /// What it is part of, as an agency of its ministry.
    #[serde(default)]
    pub parent: Option<Slug>,
    /// Who work together in it, as the municipalities of a cooperation, where known.
    #[serde(default)]
    pub members: Vec<Slug>,
    /// `None` while it exists.
    #[serde(default)]
    pub ended: Option<Ended>,
    /// Slugs that it had before; their addresses lead here.
    #[serde(default)]
    pub former_slugs: Vec<Slug>,
    /// Its own websites, as `https://www.delft.nl`.
    #[serde(default)]
    pub websites: Vec<String>,
    /// Whom to ask about its code, where it published that.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// Domains of e-mail addresses that nobody has but who works there: whose address a
    /// provider verified may speak for it.
    #[serde(default)]
    pub email_domains: Vec<String>,
    /// Accounts on forges whose members may speak for it.
    #[serde(default)]
    pub members_of: Vec<AccountUrl>,
}

/// That an organisation exists no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The first day on which it no longer existed.
    pub on: NaiveDate,
    /// Who came after it; the first one has its repositories. Empty when nobody did.
    #[serde(default)]
    pub successors: Vec<Slug>,
}

impl Organisation {
    /// An organisation of which nothing else is known.
    #[must_use]
    pub fn new(slug: Slug, name: impl Into<String>, organisation_type: OrganisationType) -> Self {
        Self {
            slug,
            name: name.into(),
            short_names: Vec::new(),
            organisation_type,
            tooi: None,
            uri: None,
            accounts: Vec::new(),
            repositories: Vec::new(),
            province: None,
            parent: None,
            members: Vec::new(),
            ended: None,
            former_slugs: Vec::new(),
            websites: Vec::new(),
            contacts: Vec::new(),
            email_domains: Vec::new(),
            members_of: Vec::new(),
        }
    }

    /// Its name as a list from A to Z files it, without the word for its kind in front:
    /// `Almere` of `gemeente Almere`. Nothing but letters and digits stands at its start.
    #[must_use]
    pub fn sort_name(&self) -> &str {
        let is_sign = |c: char| !c.is_alphanumeric();
        let rest = FILED_WITHOUT.iter().find_map(|words| {
            let start = self.name.get(..words.len())?;
            let rest = self.name.get(words.len()..)?;
            start.eq_ignore_ascii_case(words).then_some(rest)
        });
        let rest = rest.map(|rest| rest.trim_start_matches(is_sign));
        rest.filter(|rest| !rest.is_empty())
            .unwrap_or_else(|| self.name.trim_start_matches(is_sign))
    }

    /// What a crawl asks for: the accounts, and the addresses of the single
    /// repositories in the place of an account.
    pub fn sources(&self) -> impl Iterator<Item = AccountUrl> + '_ {
        let single = self.repositories.iter().map(RepositoryUrl::as_account);
        self.accounts.iter().cloned().chain(single)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_follows_from_the_tooi_code() {
        let cases = [
            ("gemeente/gm0344", OrganisationType::Municipality),
            ("provincie/pv20", OrganisationType::Province),
            ("ministerie/mnre1034", OrganisationType::Ministry),
            ("zbo/zb000193", OrganisationType::Zbo),
            ("oorg/oorg10117", OrganisationType::Other),
            ("waterschap/ws0155", OrganisationType::WaterBoard),
            ("col/col01", OrganisationType::PublicBody),
            ("so/so0652", OrganisationType::Cooperation),
            ("so/hv_28204956", OrganisationType::Cooperation),
        ];
        for (path, expected) in cases {
            let uri: TooiUri = format!("{TOOI_PREFIX}{path}").parse().unwrap();
            assert_eq!(uri.organisation_type(), expected, "{path}");
        }
    }

    #[test]
    fn tooi_uri_is_found_in_a_text() {
        let uri = "https://identifier.overheid.nl/tooi/id/gemeente/gm0344";
        for text in [
            format!("organisation:\n  uri: {uri}\n  name: x"),
            format!("uri: \"{uri}\""),
            format!("https://identifier.overheid.nl/tooi/id/x {uri}."),
        ] {
            let found = TooiUri::first_in(&text);
            assert_eq!(found.map(|found| found.to_string()), Some(uri.to_owned()));
        }
        assert_eq!(TooiUri::first_in("identifier.overheid.nl"), None);
    }

    #[test]
    fn names_are_filed_without_the_word_for_their_kind() {
        let cases = [
            ("gemeente Almere", "Almere"),
            ("Gemeente 's-Hertogenbosch", "s-Hertogenbosch"),
            ("Ministerie van Defensie", "Defensie"),
            ("Gemeentelijke Kredietbank", "Gemeentelijke Kredietbank"),
            ("gemeente ", "gemeente "),
            ("SamenTwente", "SamenTwente"),
        ];
        for (name, expected) in cases {
            let slug = "a".parse().unwrap();
            let organisation = Organisation::new(slug, name, OrganisationType::Other);
            assert_eq!(organisation.sort_name(), expected);
        }
    }

    #[test]
    fn malformed_tooi_uri_is_rejected_with_an_example() {
        for text in [
            "gm0344",
            "http://identifier.overheid.nl/tooi/id/gemeente/gm0344",
            "https://identifier.overheid.nl/tooi/id/gemeente/",
            "https://identifier.overheid.nl/tooi/id/gemeente/xx12",
            "https://identifier.overheid.nl/tooi/id/gemeente/gm0344/",
        ] {
            let error = text.parse::<TooiUri>().unwrap_err().to_string();
            assert!(error.contains("gemeente/gm0344"), "{error}");
        }
    }
}
