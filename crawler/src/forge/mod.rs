//! Code forges, siblings of one shape. A new forge is a new file here plus one
//! line in [`ForgeKind::connect`].

mod accounts;
mod encoding;
mod findings;
mod gitea;
mod github;
mod gitlab;
mod graphql_response;
mod issues;
mod item;
mod page_size;
pub(crate) mod rate_limiter;
pub(crate) mod rest;
mod texts;
mod tree;

use std::fmt;
use std::str::FromStr;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::address::{AccountUrl, ForgeHost, RepositoryId, RepositoryUrl};
use crate::bots::BotList;
use crate::commits::CommitActivity;
use crate::halt::{Halt, HaltReason};
use crate::observation::{Counts, IssueFacts, Observation};
use crate::run::{Problem, Spending};
use crate::sink::{DepartureKind, ListedFacts};

pub use accounts::{AccountAnswer, AccountProfile, AccountQuestion, PubliccodeHit};
pub use gitea::Gitea;
pub use github::GitHub;
pub use gitlab::GitLab;
pub use rate_limiter::Budget;

#[cfg(any(test, fuzzing))]
pub(crate) use {
    gitea::fuzzing::read as read_gitea, github::fuzzing::read as read_github,
    gitlab::fuzzing::read as read_gitlab,
};

/// The software that a forge runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ForgeKind {
    /// github.com or GitHub Enterprise.
    GitHub,
    /// gitlab.com or a self-managed GitLab.
    GitLab,
    /// Gitea or Forgejo, such as code.overheid.nl and Codeberg.
    Gitea,
}

impl ForgeKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::GitHub, Self::GitLab, Self::Gitea];

    /// The name in configuration, the index and the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Gitea => "gitea",
        }
    }

    /// A client for a forge of this kind.
    ///
    /// # Errors
    /// When the client can't be made from the configuration.
    pub fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Box<dyn Forge>, ForgeError> {
        Ok(match config.kind {
            Self::GitHub if config.credentials.is_empty() => {
                Box::new(github::Anonymous::connect(config, halt)?)
            }
            Self::GitHub => Box::new(GitHub::connect(config, halt)?),
            Self::GitLab => Box::new(GitLab::connect(config, halt)?),
            Self::Gitea => Box::new(Gitea::connect(config, halt)?),
        })
    }
}

impl fmt::Display for ForgeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text names no kind of forge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of forge; use one of: github, gitlab, gitea")]
pub struct ForgeKindError(String);

impl FromStr for ForgeKind {
    type Err = ForgeKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| ForgeKindError(text.to_owned()))
    }
}

/// How to reach one forge.
#[derive(Debug, Clone)]
pub struct ForgeConfig {
    /// The host in the addresses of its repositories, as in `github.com`.
    pub host: ForgeHost,
    /// The software it runs on.
    pub kind: ForgeKind,
    /// Base address of its API, as in `https://api.github.com`.
    pub api: Url,
    /// What to ask with, in turns; without any the forge is asked as anybody.
    /// Never shown.
    pub credentials: Vec<Credential>,
    /// How much of the allowance a crawl takes.
    pub budget: Budget,
    /// Whose commits are a program's.
    pub bots: BotList,
}

/// What proves to a forge who asks. Never shown: the secrets in it have no text.
#[derive(Debug, Clone)]
pub enum Credential {
    /// A personal or project access token.
    Token(SecretString),
    /// An installation of a GitHub App, whose tokens are made as needed.
    App(AppInstallation),
}

/// An installation of a GitHub App.
#[derive(Debug, Clone)]
pub struct AppInstallation {
    /// The app's id.
    pub app: u64,
    /// The installation's id.
    pub installation: u64,
    /// The app's private key, as PEM.
    pub key: SecretString,
}

/// Why an app can't ask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppError {
    /// Its key is of another kind, or cut off.
    #[error("the key of the app is not an RSA key in PEM format")]
    Key,
    /// The forge gave no token, or could not be asked.
    #[error("the forge gives the installation no token: {0}")]
    Refused(String),
}

/// A question for what an account holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// Which account.
    pub account: AccountUrl,
    /// What the last whole listing came with, see [`Listing::validator`].
    pub validator: Option<String>,
}

/// What an account holds, as listed cheaply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The forge's own id of the account, which no rename changes: the number of
    /// the owner on GitHub, Gitea and Forgejo, of the namespace on GitLab. `None`
    /// where the forge did not tell, as for a list without rows.
    pub id: Option<String>,
    /// The account's current name on the forge; differs from what was asked
    /// when it was renamed.
    pub path: String,
    /// Its public repositories.
    pub repositories: Vec<Listed>,
    /// Where the forge can tell later, for little, that nothing changed: what
    /// to show it then. Only the forge that made it knows what it means.
    pub validator: Option<String>,
    /// What of it the forge did not give, if anything.
    pub incomplete: Option<Incomplete>,
}

/// Repositories that a list should have, and that the forge failed to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    /// How many.
    pub repositories: u64,
    /// What the forge said, or how it shows.
    pub reason: String,
}

/// What an address led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// A repository; its address is another one after a rename.
    Here(Box<Listed>),
    /// Nothing public.
    Gone(DepartureKind),
}

/// One repository in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Identity.
    pub id: RepositoryId,
    /// What [`Forge::fetch`] asks by.
    pub handle: String,
    /// Current address.
    pub url: RepositoryUrl,
    /// When somebody last pushed.
    pub pushed_at: Option<DateTime<Utc>>,
    /// When anything last changed.
    pub updated_at: Option<DateTime<Utc>>,
    /// Who owns it. `None` where the forge did not tell, as in the list of an
    /// account, whose every row has the same owner.
    pub owner: Option<Owner>,
    /// What else the row of a list carries.
    pub facts: ListedFacts,
}

/// The owner of a repository: a user, an organisation, or on GitLab the
/// namespace right above the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The forge's own id of it, see [`Listing::id`].
    pub id: String,
    /// Its current name; on GitLab with the groups above it.
    pub path: String,
}

/// A repository that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryRequest {
    /// Identity.
    pub id: RepositoryId,
    /// The forge's handle, see [`Listed::handle`].
    pub handle: String,
    /// Current address as far as known.
    pub url: RepositoryUrl,
}

/// What became of one repository that was asked for.
#[derive(Debug, Clone)]
pub enum Fetched {
    /// The forge answered; with what could not be read whole.
    Seen(Box<Observation>, Vec<Problem>),
    /// The forge says it is not there.
    Gone(DepartureKind),
    /// The forge could not answer for this repository.
    Failed(Problem),
    /// There is more to ask, which is cheaper for several repositories at once:
    /// [`Forge::complete`] gives it.
    Deferred,
}

/// A repository whose commits of the last two years were not all read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRequest {
    /// Identity.
    pub id: RepositoryId,
    /// What [`Forge::histories`] asks by.
    pub handle: String,
    /// Current address.
    pub url: RepositoryUrl,
    /// About how many commits the window has.
    pub commits: u64,
}

/// A repository whose issues are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuesRequest {
    /// Identity.
    pub id: RepositoryId,
    /// What [`Forge::issues`] asks by.
    pub handle: String,
    /// Current address.
    pub url: RepositoryUrl,
    /// How many issues and requests it has, as far as known.
    pub counts: Counts,
    /// What is known of them, which needs not be asked again.
    pub known: Option<IssueFacts>,
}

impl IssuesRequest {
    /// Whether anything that is known of it may have been closed since.
    pub(crate) fn has_open(&self) -> bool {
        let waiting = self.known.as_ref().and_then(|known| known.waiting.as_ref());
        self.has_tasks() || waiting.is_some_and(|waiting| !waiting.is_empty())
    }

    /// Whether it had tasks when it was last asked, or may have had: there was no time to
    /// tell.
    pub(crate) fn has_tasks(&self) -> bool {
        self.known.as_ref().is_some_and(|known| {
            let tasks = known.first_tasks.as_ref();
            tasks.is_none_or(|tasks| !tasks.is_empty())
        })
    }
}

/// Why a forge gave no answer to a whole request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForgeError {
    /// No token where the forge wants one, or a token that it refuses.
    #[error("{host} refused the request: {message}")]
    Refused {
        /// The forge.
        host: ForgeHost,
        /// What the forge said.
        message: String,
    },
    /// The name of the account is another account's than it was.
    #[error("{account} now belongs to another account: its id on the forge is {found}{}", known_as(.known.as_deref()))]
    OtherAccount {
        /// Which account.
        account: AccountUrl,
        /// The id that the account is known by; `None` when none was ever seen,
        /// and the repositories tell that it is another one.
        known: Option<String>,
        /// The id that answers to the name now.
        found: String,
    },
    /// The account does not exist, or is not public.
    #[error("{account} does not exist or is not public")]
    NoSuchAccount {
        /// Which account.
        account: AccountUrl,
    },
    /// The repository does not exist, or is not public.
    #[error("{url} does not exist or is not public")]
    NoSuchRepository {
        /// Which repository.
        url: RepositoryUrl,
    },
    /// The forge could not be reached, or kept failing after retries.
    #[error("{host} could not be reached: {message}")]
    Unreachable {
        /// The forge.
        host: ForgeHost,
        /// What happened last.
        message: String,
    },
    /// The forge answered with something that is no answer of its API.
    #[error("{host} sent a response that can't be read: {message}")]
    Unreadable {
        /// The forge.
        host: ForgeHost,
        /// What is wrong with it.
        message: String,
    },
    /// The forge is older than what it is asked for.
    #[error("{host} does not support this request: {message}")]
    TooOld {
        /// The forge.
        host: ForgeHost,
        /// What the forge said.
        message: String,
    },
    /// The forge found the request too large or too slow.
    #[error("{host} rejected the request as too large: {message}")]
    TooLarge {
        /// The forge.
        host: ForgeHost,
        /// What the forge said.
        message: String,
    },
    /// The allowance is used up for longer than a crawl waits.
    #[error("the rate limit of {host} is used up until {until}")]
    OutOfBudget {
        /// The forge.
        host: ForgeHost,
        /// When it is filled again.
        until: DateTime<Utc>,
    },
    /// The crawl had to end before the answer.
    #[error("{}", .0.as_str())]
    Halted(HaltReason),
    /// The client could not be made.
    #[error("can't create a client for {host}: {message}")]
    Client {
        /// The forge.
        host: ForgeHost,
        /// What is wrong.
        message: String,
    },
}

fn known_as(known: Option<&str>) -> String {
    match known {
        Some(known) => format!(", but {known} was expected"),
        None => ", and the repositories that were known are not in it".to_owned(),
    }
}

impl ForgeError {
    /// Whether it may be about one of several things that were asked for at
    /// once, so that the others may be had by asking for fewer.
    #[must_use]
    pub fn may_be_of_one(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Unreadable { .. } | Self::TooLarge { .. }
        )
    }

    /// What a person can do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Refused { host, .. } => format!(
                "Check the token for {host}: set `token_env` or `token_file` under its [[forges]] entry to a valid token"
            ),
            Self::OtherAccount { account, found, .. } => format!(
                "If it is the organisation's, confirm that in the registry of organisations: account_ids = {{ \"{account}\" = \"{found}\" }}; if not, correct or remove the account there"
            ),
            Self::NoSuchAccount { .. } => {
                "Correct or remove the account in the registry of organisations".to_owned()
            }
            Self::NoSuchRepository { .. } => {
                "Correct the address, or remove the repository from the registry of organisations"
                    .to_owned()
            }
            Self::Unreachable { host, .. } => {
                format!(
                    "Check that {host} is up and that `api` points to it; the next crawl tries again"
                )
            }
            Self::Unreadable { host, .. } => format!(
                "Check that `api` of {host} is the address of its API and not of its pages or a proxy; the next crawl tries again"
            ),
            Self::TooOld { host, .. } => format!(
                "Upgrade {host}: GitLab 16.0 is the oldest that can be read; if yours is newer, report this as a bug"
            ),
            Self::TooLarge { .. } => "The next crawl tries again in smaller pages".to_owned(),
            Self::OutOfBudget { host, until } => {
                format!(
                    "The first crawl after {until} continues; give {host} another token if this happens often"
                )
            }
            Self::Halted(_) => "The next crawl continues where this one stopped".to_owned(),
            Self::Client { .. } => "Correct the [[forges]] entry".to_owned(),
        }
    }
}

/// A code forge, as far as a crawl needs it.
///
/// Contract: a forge waits for its own allowance and retries what may succeed
/// later, so an error is final for this run. It answers in the order of the
/// question. One bad account or repository spoils no other one.
#[async_trait]
pub trait Forge: Send + Sync {
    /// The host in the addresses of its repositories.
    fn host(&self) -> &ForgeHost;

    /// What this forge can't give as it is configured, for the report of every
    /// run.
    fn limitation(&self) -> Option<Problem> {
        None
    }

    /// Whether a part that could not be read may be had by asking again: not
    /// where it can't be given as the forge is configured.
    fn reads_whole(&self) -> bool {
        true
    }

    /// How many accounts [`list`](Forge::list) takes at once at best.
    fn accounts_per_list(&self) -> usize;

    /// Lists the public repositories of accounts, cheaply. One result per
    /// account, in order; an error is of that account alone. An account that
    /// can't be listed to the end is an error; single repositories that the
    /// forge failed to give are told by [`Listing::incomplete`]. `None` when the
    /// forge says that nothing changed since the validator was given.
    async fn list(&self, accounts: &[ListRequest]) -> Vec<Result<Option<Listing>, ForgeError>>;

    /// Looks repositories up by address, whatever its case; a former address
    /// leads to where the repository is now. One result per address, in order.
    async fn find(&self, urls: &[RepositoryUrl]) -> Vec<Result<Located, ForgeError>>;

    /// Where repositories that are known are now: asked by identity, and as
    /// cheaply as a list, so that a new name or owner is found and another
    /// repository under the old name is not taken for it. A forge that answers
    /// by identity only to who has a token is asked by address without one; a
    /// repository with another identity there is [`Located::Gone`]. One result for
    /// each, in order; [`Listed::owner`] is told.
    async fn locate(&self, wanted: &[RepositoryRequest]) -> Vec<Result<Located, ForgeError>>;

    /// Whether [`locate`](Forge::locate) asks by identity. Where it asks by
    /// address, what is gone from there may be elsewhere once somebody else has
    /// the name of the account.
    fn locates_by_identity(&self) -> bool {
        true
    }

    /// How many repositories [`fetch`](Forge::fetch) takes at once at best,
    /// now, when so many are `left` to read. Changes with what the forge bears.
    fn repositories_per_fetch(&self, left: usize) -> usize;

    /// Everything that the forge says about repositories. One result for each,
    /// in order. A repository that can't be read whole is read in parts. Any part
    /// that the forge failed to give is marked by [`Gap::unread`], and nothing is
    /// concluded from its absence.
    ///
    /// [`Gap::unread`]: crate::observation::Gap::unread
    ///
    /// # Errors
    /// When the forge gave no answer for any of them.
    async fn fetch(&self, wanted: &[RepositoryRequest]) -> Result<Vec<Fetched>, ForgeError>;

    /// Asks for what [`fetch`](Forge::fetch) left for later, of all repositories
    /// together. Gives each of them by its id; what can't be read even so is
    /// marked as a gap.
    ///
    /// # Errors
    /// When the crawl has to end.
    async fn complete(&self) -> Result<Vec<(RepositoryId, Fetched)>, ForgeError> {
        Ok(Vec::new())
    }

    /// Everything that the forge says about a few repositories, with what
    /// [`fetch`](Forge::fetch) leaves for later. One result for each, in order.
    ///
    /// # Errors
    /// When the forge gave no answer for any of them.
    async fn fetch_whole(&self, wanted: &[RepositoryRequest]) -> Result<Vec<Fetched>, ForgeError> {
        let mut fetched = self.fetch(wanted).await?;
        if fetched.iter().any(|one| matches!(one, Fetched::Deferred)) {
            for (id, completed) in self.complete().await? {
                let at = wanted.iter().position(|wanted| wanted.id == id);
                if let Some(one) = at.and_then(|at| fetched.get_mut(at)) {
                    *one = completed;
                }
            }
        }
        Ok(fetched)
    }

    /// The whole commit history of the last two years for repositories with
    /// more commits than a fetch reads, within `max_requests`. Gives back those
    /// that came out whole; the others stay for a later run.
    async fn histories(
        &self,
        wanted: Vec<HistoryRequest>,
        max_requests: u64,
    ) -> Result<Vec<(RepositoryId, CommitActivity)>, ForgeError>;

    /// What the forge tells of the issues of repositories, asked for in this order as far as
    /// `max_requests` go. Those that were not reached, and those that the forge failed to
    /// tell of, are left out: what is stored of them stays.
    ///
    /// # Errors
    /// When the forge gave no answer at all, or the crawl has to end.
    async fn issues(
        &self,
        wanted: Vec<IssuesRequest>,
        max_requests: u64,
    ) -> Result<Vec<(RepositoryId, IssueFacts)>, ForgeError> {
        let _ = (wanted, max_requests);
        Ok(Vec::new())
    }

    /// How many requests a crawl may spend on issues when so many repositories were listed;
    /// none where the forge does not tell of issues as it is configured.
    fn issue_requests(&self, listed: u64) -> u64 {
        let _ = listed;
        0
    }

    /// Whether the forge answers this kind of question for accounts, as it is
    /// configured. One that has no search by words has a list of all.
    fn answers(&self, question: &AccountQuestion) -> bool;

    /// How many questions [`search_accounts`](Forge::search_accounts) takes at once at
    /// best.
    fn questions_at_once(&self) -> usize {
        1
    }

    /// Looks for accounts of organisations, with one request where it can. One result per
    /// question, in order; an error is of that question alone. An account that is not
    /// there, or is a person's, is in no answer.
    async fn search_accounts(
        &self,
        questions: &[AccountQuestion],
    ) -> Vec<Result<AccountAnswer, ForgeError>>;

    /// Repositories with a publiccode.yml in which all of these words stand, as
    /// the forge's own search finds them: its newest index, its first thousand, and no
    /// more than comes with `max_requests`. `None` where the forge has no such search for
    /// everybody's code.
    async fn search_publiccode(
        &self,
        words: &str,
        max_requests: u64,
    ) -> Result<Option<Vec<PubliccodeHit>>, ForgeError> {
        let _ = (words, max_requests);
        Ok(None)
    }

    /// About how many requests a crawl may spend on a hundred listed
    /// repositories, long histories included: when it reads anything, and when
    /// nothing changed.
    fn requests_per_hundred(&self) -> (u64, u64) {
        (4, 1)
    }

    /// What was spent so far.
    fn spending(&self) -> Spending;
}

/// The deepest cause of an error; the outer layers only say that a request
/// failed.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
