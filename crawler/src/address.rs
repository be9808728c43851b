//! Names of hosts, accounts and repositories on forges, parsed at the border.

mod spelling;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

pub use spelling::{FORGES, candidates, looks_like_a_forge, of_git, plain, whole};

/// Lets serde read and write types by their text: what `FromStr` takes and
/// `Display` gives.
macro_rules! written_as_text {
    ($($written:ty),+ $(,)?) => {
        $(
            impl TryFrom<String> for $written {
                type Error = <Self as std::str::FromStr>::Err;

                fn try_from(text: String) -> Result<Self, Self::Error> {
                    text.parse()
                }
            }

            impl From<$written> for String {
                fn from(written: $written) -> Self {
                    written.to_string()
                }
            }
        )+
    };
}
pub(crate) use written_as_text;

written_as_text!(AccountUrl, RepositoryUrl, RepositoryId);

/// Why a text is no address on a forge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an absolute `https://` (or `http://`) URL with a host.
    #[error("`{0}` is not a web address; write it as https://HOST/PATH")]
    NotAUrl(String),
    /// The URL has no path, so it names no account.
    #[error("`{0}` does not name an account; write it as https://HOST/ACCOUNT")]
    NoAccount(String),
    /// The URL has one path segment, so it names no repository.
    #[error("`{0}` does not name a repository; write it as https://HOST/OWNER/NAME")]
    NoRepository(String),
}

/// The host name of a forge in lower case, such as `github.com`, with a port
/// where the URL has one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ForgeHost(String);

impl ForgeHost {
    /// Takes a host name as a person writes it; case does not matter.
    #[must_use]
    pub fn new(host: &str) -> Self {
        Self(host.trim().to_ascii_lowercase())
    }

    /// The host name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ForgeHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The longest address or id that is read, in bytes. Forges allow some hundred, and a GitLab
/// group 20 levels of 255.
const LONGEST: usize = 8 * 1024;

/// How much of a text that is no address a message repeats, in characters.
const LONGEST_SHOWN: usize = 200;

/// The start of a text, to show in a message.
fn shown(text: &str) -> String {
    text.chars().take(LONGEST_SHOWN).collect()
}

/// Splits a URL into host and path; the path has no `.git`, no empty segments,
/// and keeps its case.
fn split(text: &str) -> Result<(ForgeHost, Vec<String>), AddressError> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(AddressError::NotAUrl(shown(text)));
    }
    let mut url = Url::parse(text).map_err(|_| AddressError::NotAUrl(shown(text)))?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(AddressError::NotAUrl(shown(text)));
    }
    // No forge takes a name that ends in `.git`. The path is set anew each time,
    // as what is left may be a dot that stands for a folder.
    while let Some(path) = url.path().trim_end_matches('/').strip_suffix(".git")
        && !path.ends_with('/')
    {
        let path = path.to_owned();
        url.set_path(&path);
    }
    let host = url
        .host_str()
        .ok_or_else(|| AddressError::NotAUrl(shown(text)))?;
    let host = match url.port() {
        Some(port) => ForgeHost::new(&format!("{host}:{port}")),
        None => ForgeHost::new(host),
    };
    let segments = url
        .path_segments()
        .into_iter()
        .flatten()
        .filter(|segment| !segment.is_empty())
        .map(str::to_owned)
        .collect();
    Ok((host, segments))
}

/// The web address of an organisation, group or user on a forge, normalised:
/// `https`, lower-case host, no trailing slash. The path keeps the case that
/// the writer gave it.
///
/// Two addresses that differ only in case name the same account;
/// [`AccountUrl::key`] is equal for both.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountUrl {
    host: ForgeHost,
    path: String,
}

impl AccountUrl {
    /// The account `path` on `host`.
    #[must_use]
    pub fn new(host: ForgeHost, path: &str) -> Self {
        Self {
            host,
            path: path.trim_matches('/').to_owned(),
        }
    }

    /// The forge's host.
    #[must_use]
    pub fn host(&self) -> &ForgeHost {
        &self.host
    }

    /// The account's name on the forge; a GitLab subgroup has slashes in it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same for every spelling of this account: lower case, no scheme.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}", self.host, self.path.to_lowercase())
    }
}

impl FromStr for AccountUrl {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, segments) = split(text)?;
        if segments.is_empty() {
            return Err(AddressError::NoAccount(shown(text)));
        }
        Ok(Self {
            host,
            path: segments.join("/"),
        })
    }
}

impl fmt::Display for AccountUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}/{}", self.host, self.path)
    }
}

/// The web address of a repository, normalised as [`AccountUrl`] is, without
/// `.git`. At least an owner and a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RepositoryUrl {
    host: ForgeHost,
    owner: String,
    name: String,
}

impl RepositoryUrl {
    /// The address with these parts, as [`RepositoryUrl::host`] and its siblings
    /// gave them.
    #[must_use]
    pub fn from_parts(host: ForgeHost, owner: String, name: String) -> Self {
        Self { host, owner, name }
    }

    /// The forge's host.
    #[must_use]
    pub fn host(&self) -> &ForgeHost {
        &self.host
    }

    /// Everything before the name: the owner's path on the forge.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The repository's own name: the last segment.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The account that holds it.
    #[must_use]
    pub fn owner_account(&self) -> AccountUrl {
        AccountUrl::new(self.host.clone(), &self.owner)
    }

    /// The address in the place of an account's, for a repository that is
    /// registered by itself.
    #[must_use]
    pub fn as_account(&self) -> AccountUrl {
        AccountUrl::new(self.host.clone(), &self.path())
    }

    /// Whether it is under this account: directly, or in a group within it.
    #[must_use]
    pub fn is_under(&self, account: &AccountUrl) -> bool {
        let (account, owner) = (account.key(), format!("{}/{}", self.host, self.owner));
        let owner = owner.to_lowercase();
        owner == account || owner.starts_with(&format!("{account}/"))
    }

    /// `owner/name`, in the case that the forge gave.
    #[must_use]
    pub fn path(&self) -> String {
        [&self.owner, "/", &self.name].concat()
    }

    /// The same for every spelling of this address: lower case, no scheme.
    #[must_use]
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}",
            self.host,
            self.owner.to_lowercase(),
            self.name.to_lowercase()
        )
    }
}

impl FromStr for RepositoryUrl {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, mut segments) = split(text)?;
        let name = segments
            .pop()
            .ok_or_else(|| AddressError::NoRepository(shown(text)))?;
        if segments.is_empty() {
            return Err(AddressError::NoRepository(shown(text)));
        }
        Ok(Self {
            host,
            owner: segments.join("/"),
            name,
        })
    }
}

impl fmt::Display for RepositoryUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.host.as_str();
        let parts = ["https://", host, "/", &self.owner, "/", &self.name];
        parts.iter().try_for_each(|part| f.write_str(part))
    }
}

/// A repository's identity: the forge's host and the forge's own immutable id.
/// It survives rename and transfer. Written `HOST:ID`, as in
/// `github.com:190301250`.
///
/// An import that does not know the forge's id takes the lower-cased
/// `owner/name` instead; the slash keeps it apart from any forge's id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RepositoryId {
    host: ForgeHost,
    forge_id: String,
}

impl RepositoryId {
    /// The repository that `host` calls `forge_id`.
    #[must_use]
    pub fn new(host: ForgeHost, forge_id: impl Into<String>) -> Self {
        Self {
            host,
            forge_id: forge_id.into(),
        }
    }

    /// The forge's host.
    #[must_use]
    pub fn host(&self) -> &ForgeHost {
        &self.host
    }

    /// The forge's own id.
    #[must_use]
    pub fn forge_id(&self) -> &str {
        &self.forge_id
    }
}

/// A text is no repository id: it lacks the host, the id or the colon between
/// them, or has whitespace in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a repository id; write it as HOST:ID")]
pub struct RepositoryIdError(String);

impl FromStr for RepositoryId {
    type Err = RepositoryIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.trim();
        // A host may have a port and an id may be a path, so the colon between
        // them is the last one before any slash.
        let before_slash = id.split('/').next().unwrap_or(id);
        before_slash
            .rfind(':')
            .map(|colon| (&id[..colon], &id[colon + 1..]))
            .filter(|(host, forge_id)| !host.is_empty() && !forge_id.is_empty())
            .filter(|_| id.len() <= LONGEST && !id.contains(char::is_whitespace))
            .map(|(host, forge_id)| Self::new(ForgeHost::new(host), forge_id))
            .ok_or_else(|| RepositoryIdError(shown(text)))
    }
}

impl fmt::Display for RepositoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.forge_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_spellings_of_a_repository_share_a_key() {
        let spellings = [
            "https://github.com/MinVWS/nl-kat-rocky",
            "https://GitHub.com/minvws/nl-kat-rocky/",
            "https://github.com/minvws/NL-kat-rocky.git",
            "http://github.com//minvws/nl-kat-rocky",
        ];
        for spelling in spellings {
            let url: RepositoryUrl = spelling.parse().unwrap();
            assert_eq!(url.key(), "github.com/minvws/nl-kat-rocky", "{spelling}");
        }
    }

    #[test]
    fn a_gitlab_subgroup_belongs_to_the_owner() {
        let url: RepositoryUrl = "https://gitlab.com/commonground/nlx/nlx".parse().unwrap();
        assert_eq!((url.owner(), url.name()), ("commonground/nlx", "nlx"));
    }

    #[test]
    fn invalid_address_error_shows_the_expected_form() {
        let cases = [
            ("minvws", "is not a web address"),
            ("ftp://github.com/minvws", "is not a web address"),
            ("https://github.com/", "does not name an account"),
        ];
        for (text, expected) in cases {
            let error = text.parse::<AccountUrl>().unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
        let error = "https://github.com/minvws"
            .parse::<RepositoryUrl>()
            .unwrap_err();
        assert!(error.to_string().contains("does not name a repository"));
    }

    #[test]
    fn endless_addresses_are_refused_in_a_short_message() {
        let endless = [
            format!("https://github.com/a/b{}", ".git".repeat(LONGEST)),
            format!("https://github.com/{}", "a/".repeat(LONGEST)),
            "é".repeat(LONGEST),
        ];
        for text in endless {
            let refused = [
                text.parse::<AccountUrl>().unwrap_err().to_string(),
                text.parse::<RepositoryUrl>().unwrap_err().to_string(),
                format!("a:{text}")
                    .parse::<RepositoryId>()
                    .unwrap_err()
                    .to_string(),
            ];
            for message in refused {
                assert!(message.chars().count() < 2 * LONGEST_SHOWN, "{message}");
            }
        }
        let long = format!("https://github.com/a/b{}", ".git".repeat(LONGEST / 8));
        assert_eq!(long.parse::<RepositoryUrl>().unwrap().path(), "a/b");
    }

    #[test]
    fn repository_id_splits_into_host_and_number() {
        let cases = [
            ("github.com:190301250", "github.com", "190301250"),
            (" GitHub.com:1 ", "github.com", "1"),
            ("git.example.org:3000:7", "git.example.org:3000", "7"),
            ("[::1]:3000:7", "[::1]:3000", "7"),
            ("github.com:minvws/a:b", "github.com", "minvws/a:b"),
        ];
        for (text, host, forge_id) in cases {
            let id: RepositoryId = text.parse().unwrap();
            assert_eq!((id.host().as_str(), id.forge_id()), (host, forge_id));
        }
        for text in ["", ":", " : ", "a: ", " :1", "a b:1", "a:1 2", "a/b:1", "1"] {
            let error = text.parse::<RepositoryId>().unwrap_err();
            assert!(error.to_string().contains("write it as HOST:ID"), "{text}");
        }
    }

    /// Any text, and texts that are nearly addresses or ids.
    const NEARLY: &str = r"\PC{0,60}|https?://[a-z.:0-9\[\]]{1,9}/(\PC|[a:/]|\.git){0,20}|[a-z.:0-9 \[\]]{0,9}:(\PC|[a:/ ]){0,9}";

    proptest! {
        #[test]
        fn parsing_never_panics_and_round_trips(text in NEARLY) {
            if let Ok(url) = text.parse::<AccountUrl>() {
                prop_assert_eq!(url.to_string().parse(), Ok(url));
            }
            if let Ok(url) = text.parse::<RepositoryUrl>() {
                prop_assert_eq!(url.to_string().parse::<RepositoryUrl>().map(|u| u.key()), Ok(url.key()));
            }
            if let Ok(id) = text.parse::<RepositoryId>() {
                prop_assert_eq!(id.to_string().parse(), Ok(id));
            }
        }

        #[test]
        fn a_url_round_trips(owner in "[A-Za-z0-9][A-Za-z0-9-]{0,20}", name in "[A-Za-z0-9_][A-Za-z0-9._-]{0,30}[a-z0-9]") {
            let url: RepositoryUrl = format!("https://github.com/{owner}/{name}").parse().unwrap();
            prop_assert_eq!(url.to_string().parse::<RepositoryUrl>(), Ok(url));
        }
    }
}
