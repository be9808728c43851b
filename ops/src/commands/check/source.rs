//! Where a publiccode.yml is read from.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use bronwijzer_crawler::address::RepositoryUrl;
use bronwijzer_crawler::forge::{Fetched, ForgeConfig, ForgeError, ForgeKind, Found, Wanted};
use bronwijzer_crawler::halt::Halt;
use bronwijzer_index::assess::publiccode::MAX_BYTES;
use reqwest::Response;
use url::Url;

use crate::config::Config;

/// What a folder may call the file.
const NAMES: &[&str] = &["publiccode.yml", "publiccode.yaml"];

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file that was asked for.
pub(super) struct Source {
    /// Where it is: a path or an address.
    pub(super) name: String,
    /// Its bytes, one more than can be checked at most.
    pub(super) content: Result<Vec<u8>, Unreadable>,
}

/// Why a file can't be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    /// The system refused.
    #[error("can't be read: {0}")]
    Io(#[from] std::io::Error),
    /// A folder without the file.
    #[error("has no publiccode.yml; add one, or name another folder")]
    NotInFolder,
    /// The forge gave no answer.
    #[error("{error}. {advice}")]
    Forge {
        /// What it said.
        error: ForgeError,
        /// What to do.
        advice: String,
    },
    /// The forge says that the repository is not there.
    #[error("there is no such public repository; check the address")]
    NoRepository,
    /// The forge could not tell.
    #[error("{0}")]
    NotTold(String),
    /// A repository without the file.
    #[error("has no publiccode.yml in its root; add one")]
    NotInRepository,
    /// No answer from an address.
    #[error("can't be fetched: {0}; check the address")]
    Fetch(#[from] reqwest::Error),
    /// Another answer than the file.
    #[error("answers {0}; give the address of the file itself")]
    Refused(reqwest::StatusCode),
}

impl From<ForgeError> for Unreadable {
    fn from(error: ForgeError) -> Self {
        Self::Forge {
            advice: error.advice(),
            error,
        }
    }
}

/// Reads what `target` names: `-`, a web address, a folder or a file.
pub(super) async fn read(config: &Config, target: &str) -> Source {
    let named = |content| Source {
        name: target.to_owned(),
        content,
    };
    if target == "-" {
        return Source {
            name: "<stdin>".to_owned(),
            content: bounded(std::io::stdin().lock()),
        };
    }
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
    if let Some(url) = target.parse::<Url>().ok().filter(is_web) {
        return match repository(config, &url) {
            Some((forge, repository)) => named(of_repository(forge, &repository).await),
            None => named(of_address(url).await),
        };
    }
    let path = Path::new(target);
    if !path.is_dir() {
        return named(of_file(path));
    }
    match NAMES
        .iter()
        .map(|name| path.join(name))
        .find(|path| path.is_file())
    {
        Some(file) => Source {
            name: file.display().to_string(),
            content: of_file(&file),
        },
        None => named(Err(Unreadable::NotInFolder)),
    }
}

/// The repository at an address, when that is on a forge we know and does not
/// name a file.
fn repository(config: &Config, url: &Url) -> Option<(ForgeConfig, RepositoryUrl)> {
    if NAMES.iter().any(|name| url.path().ends_with(name)) {
        return None;
    }
    let repository: RepositoryUrl = url.as_str().parse().ok()?;
    let forges = config.forge_configs();
    let forge = forges
        .into_iter()
        .find(|forge| &forge.host == repository.host())?;
    Some((forge, repository))
}

async fn of_repository(forge: ForgeConfig, url: &RepositoryUrl) -> Result<Vec<u8>, Unreadable> {
    let forge = ForgeKind::connect(&forge, &Halt::default())?;
    let listed = match forge.find(std::slice::from_ref(url)).await.pop() {
        Some(Ok(Found::Here(listed))) => listed,
        Some(Err(error)) => return Err(error.into()),
        Some(Ok(Found::Gone(_))) | None => return Err(Unreadable::NoRepository),
    };
    let wanted = Wanted {
        id: listed.id,
        handle: listed.handle,
        url: listed.url,
    };
    match forge.fetch_whole(&[wanted]).await?.pop() {
        Some(Fetched::Seen(observation, _)) => match observation.publiccode {
            Some(file) => Ok(file.text.into_bytes()),
            None => Err(Unreadable::NotInRepository),
        },
        Some(Fetched::Failed(problem)) => Err(Unreadable::NotTold(format!(
            "{}. {}",
            problem.what, problem.advice
        ))),
        Some(Fetched::Gone(_) | Fetched::Later) | None => Err(Unreadable::NoRepository),
    }
}

async fn of_address(url: Url) -> Result<Vec<u8>, Unreadable> {
    let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
    let mut response: Response = client.get(url).send().await?;
    if !response.status().is_success() {
        return Err(Unreadable::Refused(response.status()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_BYTES {
            break;
        }
    }
    Ok(bytes)
}

fn of_file(path: &Path) -> Result<Vec<u8>, Unreadable> {
    bounded(std::fs::File::open(path)?)
}

/// Enough to tell that a file is too long.
fn bounded(reader: impl Read) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
