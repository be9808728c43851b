//! Where a publiccode.yml is read from.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use bronwijzer_crawler::address::RepositoryUrl;
use bronwijzer_crawler::forge::{
    Fetched, ForgeConfig, ForgeError, ForgeKind, Located, RepositoryRequest,
};
use bronwijzer_crawler::halt::Halt;
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::outbound::{Outbound, OutboundError};
use bronwijzer_index::assess::publiccode::{Check, FileState, MAX_BYTES, NamedFile};
use reqwest::{Method, StatusCode};
use url::Url;

use super::page::{self, Page};
use crate::config::Config;

/// What a folder may call the file.
const NAMES: &[&str] = &["publiccode.yml", "publiccode.yaml"];

/// The most files of a repository that are looked for.
const MOST_FILES: usize = 50;

/// A file that was asked for.
pub(super) struct Source {
    /// Where it is: a path or an address.
    pub(super) name: String,
    /// Its bytes, one more than can be checked at most.
    pub(super) content: Result<Vec<u8>, Unreadable>,
    /// Where the files are that it names.
    pub(super) files: Files,
}

/// Where the files are that a publiccode.yml names.
pub(super) enum Files {
    /// Nobody can tell.
    Unknown,
    /// In a folder.
    Folder(PathBuf),
    /// In a repository on a forge.
    Repository {
        /// The software that the forge runs on.
        kind: ForgeKind,
        /// The repository's address.
        url: RepositoryUrl,
        /// The branch that was read.
        branch: String,
    },
}

/// Why a file can't be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    /// The system refused.
    #[error("can't be read: {0}")]
    Io(#[from] std::io::Error),
    /// A pipe or a device, of which nobody knows whether anything comes.
    #[error("is no ordinary file; give `-` to read from standard input")]
    NotAFile,
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
    #[error("no public repository at this address")]
    NoRepository,
    /// The forge could not tell.
    #[error("{0}")]
    NotTold(String),
    /// A repository without the file.
    #[error("has no publiccode.yml in its root; add one")]
    NotInRepository,
    /// No answer from an address.
    #[error("can't be fetched: {0}; check the address")]
    Fetch(#[from] OutboundError),
    /// Another answer than the file.
    #[error("responds with {0}; give the address of the file itself")]
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
pub(super) async fn read(config: &Config, outbound: &Outbound, target: &str) -> Source {
    let named = |content| Source {
        name: target.to_owned(),
        content,
        files: Files::Unknown,
    };
    if target == "-" {
        return Source {
            name: "<stdin>".to_owned(),
            ..named(bounded(std::io::stdin().lock()))
        };
    }
    let path = Path::new(target);
    let url = target.parse::<Url>().ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    let for_git = url.is_none() && !path.exists();
    if url.is_some() || for_git {
        let page = Page::of(config.forge_configs(), target);
        match (page, url) {
            (Some(page), url) => {
                let (content, files) = of_page(page, outbound, url).await;
                return Source {
                    files,
                    ..named(content)
                };
            }
            (None, Some(url)) => return named(of_address(outbound, &url).await),
            (None, None) => {}
        }
    }
    if !path.is_dir() {
        return Source {
            // It stands in the root of its repository.
            files: Files::Folder(path.parent().unwrap_or(Path::new("")).to_owned()),
            ..named(of_file(path))
        };
    }
    match NAMES
        .iter()
        .map(|name| path.join(name))
        .find(|path| path.is_file())
    {
        Some(file) => Source {
            name: file.display().to_string(),
            content: of_file(&file),
            files: Files::Folder(path.to_owned()),
        },
        None => named(Err(Unreadable::NotInFolder)),
    }
}

/// What a page on a forge leads to, and where the files beside it are.
async fn of_page(
    page: Page,
    outbound: &Outbound,
    url: Option<Url>,
) -> (Result<Vec<u8>, Unreadable>, Files) {
    let kind = page.forge.kind;
    let mut seen = Err(Unreadable::NoRepository);
    for repository in &page.repositories {
        seen = of_repository(&page.forge, repository).await;
        if !matches!(seen, Err(Unreadable::NoRepository)) {
            break;
        }
    }
    let observation = match (seen, url) {
        (Ok(observation), _) => observation,
        // It may be the address of a file that no repository has.
        (Err(Unreadable::NoRepository), Some(url)) if names_file(&url) => {
            return (of_address(outbound, &url).await, Files::Unknown);
        }
        (Err(error), _) => return (Err(error), Files::Unknown),
    };
    let branch = observation.default_branch.clone().unwrap_or_default();
    let file = observation.publiccode.as_ref();
    let name = file.map_or(NAMES[0], |file| file.path.as_str());
    if let Some(place) = page
        .place
        .filter(|place| !place.is_root_file(&branch, name))
    {
        let mut content = Err(Unreadable::NotInRepository);
        for raw in place.raw(&observation.url, NAMES) {
            let Ok(raw) = raw.parse::<Url>() else {
                continue;
            };
            content = of_address(outbound, &raw).await;
            if content.is_ok() {
                break;
            }
        }
        return (content, Files::Unknown);
    }
    let files = Files::Repository {
        kind,
        url: observation.url.clone(),
        branch,
    };
    match observation.publiccode {
        Some(file) => (Ok(file.text.into_bytes()), files),
        None => (Err(Unreadable::NotInRepository), files),
    }
}

fn names_file(url: &Url) -> bool {
    NAMES.iter().any(|name| url.path().ends_with(name))
}

async fn of_repository(
    forge: &ForgeConfig,
    url: &RepositoryUrl,
) -> Result<Box<Observation>, Unreadable> {
    let forge = ForgeKind::connect(forge, &Halt::default())?;
    let listed = match forge.find(std::slice::from_ref(url)).await.pop() {
        Some(Ok(Located::Here(listed))) => listed,
        Some(Err(error)) => return Err(error.into()),
        Some(Ok(Located::Gone(_))) | None => return Err(Unreadable::NoRepository),
    };
    let wanted = RepositoryRequest {
        id: listed.id,
        handle: listed.handle,
        url: listed.url,
    };
    match forge.fetch_whole(&[wanted]).await?.pop() {
        Some(Fetched::Seen(observation, _)) => Ok(observation),
        Some(Fetched::Failed(problem)) => Err(Unreadable::NotTold(format!(
            "{}. {}",
            problem.what, problem.advice
        ))),
        Some(Fetched::Gone(_) | Fetched::Deferred) | None => Err(Unreadable::NoRepository),
    }
}

/// Looks for the files that a publiccode.yml names, where it was read from a
/// folder or a repository.
pub(super) async fn look_for_files(check: &mut Check, outbound: &Outbound, files: &Files) {
    match files {
        Files::Unknown => {}
        Files::Folder(folder) => {
            check.look_for_files(|file| state_in(folder, file));
        }
        Files::Repository { kind, url, branch } => {
            let mut missing = Vec::new();
            for file in check.files.iter().take(MOST_FILES) {
                let address = page::raw_file(*kind, url, branch, &file.path);
                if is_missing(outbound, &address).await {
                    missing.push(file.path.clone());
                }
            }
            check.look_for_files(|file| match missing.contains(&file.path) {
                true => FileState::Missing,
                false => FileState::Unknown,
            });
        }
    }
}

/// What a folder tells of a file.
fn state_in(folder: &Path, file: &NamedFile) -> FileState {
    /// What a PNG file begins with: <https://www.w3.org/TR/png-3/#3PNGsignature>.
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    let path = folder.join(&file.path);
    match path.try_exists() {
        Ok(true) => {}
        Ok(false) => return FileState::Missing,
        Err(_) => return FileState::Unknown,
    }
    let is_png = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    if !(file.is_logo && is_png) {
        return FileState::There;
    }
    let mut start = Vec::new();
    let read = opened(&path).map(|png| png.take(SIGNATURE.len() as u64).read_to_end(&mut start));
    match read {
        Ok(Ok(_)) if start == SIGNATURE => FileState::There,
        Ok(Ok(_)) => FileState::NotPng,
        Ok(Err(_)) | Err(_) => FileState::Unknown,
    }
}

/// Whether a server says that there is no such file. One that can't be asked
/// says nothing.
async fn is_missing(outbound: &Outbound, address: &str) -> bool {
    let Ok(url) = address.parse() else {
        return false;
    };
    let status = outbound.ask(Method::HEAD, &url, 0).await;
    let status = status.map(|answer| answer.status);
    matches!(status, Ok(StatusCode::NOT_FOUND | StatusCode::GONE))
}

async fn of_address(outbound: &Outbound, url: &Url) -> Result<Vec<u8>, Unreadable> {
    let answer = outbound.ask(Method::GET, url, MAX_BYTES).await?;
    if !answer.status.is_success() {
        return Err(Unreadable::Refused(answer.status));
    }
    Ok(answer.start)
}

fn of_file(path: &Path) -> Result<Vec<u8>, Unreadable> {
    bounded(opened(path)?)
}

/// Opens an ordinary file. A pipe or a device may have nothing to read for ever, and is not
/// waited for.
fn opened(path: &Path) -> Result<File, Unreadable> {
    let file = OpenOptions::new()
        .read(true)
        // Opening a pipe waits for who writes into it, but for this.
        .custom_flags(libc::O_NONBLOCK)
        .open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(Unreadable::NotAFile),
    }
}

/// Enough to tell that a file is too long.
fn bounded(reader: impl Read) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bronwijzer_crawler::outbound::InternalNetworks;
    use poem::http::StatusCode as Status;
    use poem::listener::{Acceptor, Listener, TcpListener};
    use poem::{Route, Server, handler};

    use super::*;

    #[handler]
    fn broken() -> Status {
        Status::BAD_GATEWAY
    }

    #[tokio::test]
    async fn file_is_missing_only_when_a_server_says_so() {
        let acceptor = TcpListener::bind("127.0.0.1:0")
            .into_acceptor()
            .await
            .unwrap();
        let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
        let routes = Route::new()
            .at("/there", poem::head(poem::endpoint::make_sync(|_| "")))
            .at("/broken", poem::head(broken));
        let server = tokio::spawn(Server::new_with_acceptor(acceptor).run(routes));
        let this_machine = InternalNetworks::from_text("127.0.0.1").unwrap();
        let outbound = Outbound::new(this_machine, Duration::from_secs(60)).unwrap();
        let missing =
            async |path: &str| is_missing(&outbound, &format!("http://{address}/{path}")).await;
        assert!(missing("nowhere").await);
        assert!(!missing("there").await);
        // Nothing is known of it.
        assert!(!missing("broken").await);
        server.abort();
        // Nobody listens there any more.
        let nobody = TcpListener::bind("127.0.0.1:0")
            .into_acceptor()
            .await
            .unwrap();
        let address = nobody.local_addr()[0].as_socket_addr().copied().unwrap();
        drop(nobody);
        assert!(!is_missing(&outbound, &format!("http://{address}/nowhere")).await);
    }
}
