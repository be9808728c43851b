//! A crawl in a box: a registry, a double and a sink in memory.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use bronwijzer_crawler::address::{AccountUrl, ForgeHost, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::bots::BotList;
use bronwijzer_crawler::crawl::{CrawlError, CrawlOptions, Event, Progress, Scope, crawl};
use bronwijzer_crawler::forge::{
    Budget, Credential, Fetched, Forge, ForgeConfig, ForgeKind, ListRequest, Listed,
    RepositoryRequest,
};
use bronwijzer_crawler::halt::Halt;
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_crawler::run::{AccountOutcome, CrawlRun};
use bronwijzer_crawler::sink::{AccountMemory, Batch, Departure, Known, Sink, SinkError};
use bronwijzer_double::gitea::{Gitea, Settings};
use bronwijzer_double::github::GitHub;
use bronwijzer_double::gitlab::GitLab;
use bronwijzer_double::stage::{RecordedRequest, Stage};
use bronwijzer_double::world::World;
use chrono::{DateTime, Utc};

pub(crate) const TOKEN: &str = "test-token";

/// The moment that worlds are made at: whole seconds, as GitHub has them.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(Utc::now().timestamp(), 0).unwrap()
}

/// The kinds of forge that crawls are tested against. A line here and in
/// [`Kind::start`] gives a new kind the whole of `story.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    GitHub,
    GitLab,
    Gitea,
}

impl Kind {
    pub(crate) const ALL: &[Self] = &[Self::GitHub, Self::GitLab, Self::Gitea];

    /// The host in the addresses of its repositories.
    pub(crate) fn host(self) -> &'static str {
        match self {
            Self::GitHub => "github.com",
            Self::GitLab => "gitlab.com",
            Self::Gitea => "codeberg.org",
        }
    }

    fn forge_kind(self) -> ForgeKind {
        match self {
            Self::GitHub => ForgeKind::GitHub,
            Self::GitLab => ForgeKind::GitLab,
            Self::Gitea => ForgeKind::Gitea,
        }
    }

    /// The base address of the API of a stand-in at `address`.
    fn api(self, address: &str) -> String {
        match self {
            Self::GitHub => address.to_owned(),
            Self::GitLab => format!("{address}/api/v4"),
            Self::Gitea => format!("{address}/api/v1"),
        }
    }

    async fn start(self, world: World, token: Option<&str>) -> Box<dyn Deref<Target = Stage>> {
        match self {
            Self::GitHub => Box::new(GitHub::start(world, token).await),
            Self::GitLab => Box::new(GitLab::start(world, token).await),
            Self::Gitea => Box::new(Gitea::start(world, token).await),
        }
    }
}

/// A registry with one organisation for each login on the forge.
pub(crate) fn registry(kind: Kind, logins: &[&str]) -> Registry {
    let host = kind.host();
    let text: String = logins
        .iter()
        .map(|login| {
            let slug = login.to_lowercase();
            format!(
                "[[organisations]]\nslug = \"{slug}\"\nname = \"{login}\"\ntype = \"other\"\naccounts = [\"https://{host}/{login}\"]\n"
            )
        })
        .collect();
    let registry = Registry::parse("test.toml", &text, &[ForgeHost::new(host)]);
    assert!(registry.problems.is_empty(), "{:?}", registry.problems);
    registry
}

/// What a sink holds of a repository.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) account: AccountUrl,
    pub(crate) observation: Observation,
    pub(crate) departure: Option<Departure>,
}

/// Keeps everything in memory.
#[derive(Default)]
pub(crate) struct MemorySink {
    held: Mutex<BTreeMap<RepositoryId, Held>>,
    runs: Mutex<Vec<CrawlRun>>,
    accounts: Mutex<BTreeMap<String, AccountMemory>>,
    /// Every address that was ever seen, by key.
    addresses: Mutex<BTreeMap<String, RepositoryId>>,
}

impl Held {
    fn known(&self) -> Known {
        Known::of(&self.observation, &self.account, self.departure.is_some())
    }
}

impl MemorySink {
    pub(crate) fn held(&self) -> MutexGuard<'_, BTreeMap<RepositoryId, Held>> {
        self.held.lock().unwrap()
    }

    /// What is held of the repository now at this path.
    pub(crate) fn at(&self, path: &str) -> Held {
        self.held()
            .values()
            .find(|held| held.observation.url.path() == path)
            .unwrap_or_else(|| panic!("nothing is held of {path}"))
            .clone()
    }

    /// As a catalogue is that was written before ids of accounts were kept.
    pub(crate) fn forget_ids(&self) {
        for memory in self.accounts.lock().unwrap().values_mut() {
            memory.forge_id = None;
        }
    }

    pub(crate) fn runs(&self) -> usize {
        self.runs.lock().unwrap().len()
    }
}

#[async_trait]
impl Sink for MemorySink {
    async fn known(&self, account: &AccountUrl) -> Result<Vec<Known>, SinkError> {
        Ok(self
            .held()
            .values()
            .filter(|held| held.account == *account)
            .map(Held::known)
            .collect())
    }

    async fn known_by_id(&self, ids: &[RepositoryId]) -> Result<Vec<Known>, SinkError> {
        let all = self.held();
        let held = ids.iter().filter_map(|id| all.get(id));
        Ok(held.map(Held::known).collect())
    }

    async fn known_at(
        &self,
        url: &RepositoryUrl,
    ) -> Result<Option<(AccountUrl, Known)>, SinkError> {
        let id = self.addresses.lock().unwrap().get(&url.key()).cloned();
        let all = self.held();
        let held = id.and_then(|id| all.get(&id));
        Ok(held.map(|held| (held.account.clone(), held.known())))
    }

    async fn accounts(&self) -> Result<Vec<AccountMemory>, SinkError> {
        Ok(self.accounts.lock().unwrap().values().cloned().collect())
    }

    async fn accept(&self, batch: Batch) -> Result<(), SinkError> {
        let mut all = self.held();
        for (account, mut observation) in batch.observations {
            if let Some(before) = all.get(&observation.id) {
                observation.keep_unread(&before.observation);
            }
            let held = Held {
                account,
                observation,
                departure: None,
            };
            let id = held.observation.id.clone();
            let address = held.observation.url.key();
            self.addresses.lock().unwrap().insert(address, id.clone());
            all.insert(id, held);
        }
        for (id, commits) in batch.histories {
            if let Some(held) = all.get_mut(&id) {
                held.observation.commits = Some(commits);
            }
        }
        for (id, issues) in batch.issues {
            if let Some(held) = all.get_mut(&id) {
                held.observation.issues = Some(issues);
            }
        }
        for update in batch.updates {
            if let Some(held) = all.get_mut(&update.id) {
                let address = update.url.key();
                self.addresses.lock().unwrap().insert(address, update.id);
                held.account = update.account;
                held.observation.url = update.url;
                held.observation.counts.take(&update.facts.counts);
            }
        }
        for departure in batch.departures {
            if let Some(held) = all.get_mut(&departure.id) {
                if let Some(to) = &departure.to {
                    held.account = to.owner_account();
                    held.observation.url = to.clone();
                }
                held.departure = Some(departure);
            }
        }
        Ok(())
    }

    async fn finish(&self, run: &CrawlRun) -> Result<(), SinkError> {
        let mut accounts = self.accounts.lock().unwrap();
        for outcome in &run.accounts {
            accounts
                .entry(outcome.account.key())
                .or_insert_with(|| AccountMemory::new(outcome.account.clone()))
                .learn(outcome, run.started_at);
        }
        self.runs.lock().unwrap().push(run.clone());
        Ok(())
    }
}

struct Silent;

impl Progress for Silent {
    fn event(&self, _event: Event) {}
}

/// Everything that a crawl needs.
pub(crate) struct Setup {
    pub(crate) kind: Kind,
    pub(crate) forge: Box<dyn Deref<Target = Stage>>,
    pub(crate) sink: MemorySink,
    pub(crate) registry: Registry,
}

impl Setup {
    /// On GitHub.
    pub(crate) async fn new(world: World, logins: &[&str]) -> Self {
        Self::on(Kind::GitHub, world, logins).await
    }

    pub(crate) async fn on(kind: Kind, world: World, logins: &[&str]) -> Self {
        println!("on {kind:?}:");
        Self {
            kind,
            forge: kind.start(world, Some(TOKEN)).await,
            sink: MemorySink::default(),
            registry: registry(kind, logins),
        }
    }

    /// On a Gitea that is set up otherwise than as shipped.
    pub(crate) async fn on_gitea(settings: Settings, world: World, logins: &[&str]) -> Self {
        let kind = Kind::Gitea;
        Self {
            kind,
            forge: Box::new(Gitea::start_as(settings, world, Some(TOKEN)).await),
            sink: MemorySink::default(),
            registry: registry(kind, logins),
        }
    }

    /// A client, for what a crawl does in one go.
    pub(crate) fn connect(&self) -> Box<dyn Forge> {
        let forge = ForgeKind::connect(&self.config(Some(TOKEN)), &Halt::default());
        forge.unwrap()
    }

    /// The requests so far but for those about issues, which every crawl makes.
    pub(crate) fn seen(&self) -> Vec<RecordedRequest> {
        let mut seen = self.forge.take_seen();
        seen.retain(|seen| !is_of_issues(&seen.operation));
        seen
    }

    /// The address of an account or repository on this forge.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://{}/{path}", self.kind.host())
    }

    pub(crate) fn config(&self, token: Option<&str>) -> ForgeConfig {
        ForgeConfig {
            host: ForgeHost::new(self.kind.host()),
            kind: self.kind.forge_kind(),
            api: self.kind.api(self.forge.address()).parse().unwrap(),
            credentials: token
                .map(|token| Credential::Token(token.into()))
                .into_iter()
                .collect(),
            budget: Budget {
                first_retry: Duration::from_millis(5),
                pause_when_down: Duration::from_millis(20),
                ..Budget::default()
            },
            bots: BotList::default(),
        }
    }

    pub(crate) async fn crawl(&self) -> CrawlRun {
        self.crawl_by(&CrawlOptions::default()).await
    }

    pub(crate) async fn crawl_by(&self, options: &CrawlOptions) -> CrawlRun {
        self.crawl_watched(options, &Silent).await
    }

    pub(crate) async fn crawl_watched(
        &self,
        options: &CrawlOptions,
        progress: &dyn Progress,
    ) -> CrawlRun {
        let forge = self.config(Some(TOKEN));
        crawl(&self.registry, &[forge], options, &self.sink, progress)
            .await
            .unwrap()
    }

    /// Crawls one repository.
    pub(crate) async fn crawl_one(&self, url: &str) -> Result<CrawlRun, CrawlError> {
        let scope = Scope {
            repository: Some(url.parse().unwrap()),
            ..Scope::default()
        };
        self.crawl_as(Some(TOKEN), &scope).await
    }

    /// Registers repositories by themselves, for an organisation of that name.
    pub(crate) fn register(&mut self, slug: &str, paths: &[&str]) {
        let urls: Vec<String> = paths.iter().map(|path| self.url(path)).collect();
        let text = format!(
            "[[organisations]]\nslug = \"{slug}\"\nname = \"{slug}\"\ntype = \"other\"\naccounts = []\nrepositories = {urls:?}\n"
        );
        let host = ForgeHost::new(self.kind.host());
        let registry = Registry::parse("test.toml", &text, &[host]);
        assert!(registry.problems.is_empty(), "{:?}", registry.problems);
        self.registry.organisations.extend(registry.organisations);
    }

    pub(crate) async fn crawl_as(
        &self,
        token: Option<&str>,
        scope: &Scope,
    ) -> Result<CrawlRun, CrawlError> {
        self.crawl_with(self.config(token), scope).await
    }

    pub(crate) async fn crawl_with(
        &self,
        forge: ForgeConfig,
        scope: &Scope,
    ) -> Result<CrawlRun, CrawlError> {
        let options = CrawlOptions {
            scope: scope.clone(),
            ..CrawlOptions::default()
        };
        crawl(&self.registry, &[forge], &options, &self.sink, &Silent).await
    }
}

/// Whether a request is about issues, on any forge.
pub(crate) fn is_of_issues(operation: &str) -> bool {
    operation.starts_with("Issue") || operation.contains("/issues")
}

/// What an account holds.
pub(crate) async fn list(forge: &dyn Forge, account: &str) -> Vec<Listed> {
    let request = ListRequest {
        account: account.parse().unwrap(),
        validator: None,
    };
    let listing = forge.list(&[request]).await.pop().unwrap();
    listing.unwrap().unwrap().repositories
}

/// What became of one repository that was listed.
pub(crate) async fn fetch(forge: &dyn Forge, listed: &Listed) -> Fetched {
    let wanted = RepositoryRequest {
        id: listed.id.clone(),
        handle: listed.handle.clone(),
        url: listed.url.clone(),
    };
    forge.fetch_whole(&[wanted]).await.unwrap().pop().unwrap()
}

/// The facts of one repository that was listed, if it is there.
pub(crate) async fn fetch_one(forge: &dyn Forge, listed: &Listed) -> Option<Observation> {
    match fetch(forge, listed).await {
        Fetched::Seen(observation, _) => Some(*observation),
        Fetched::Gone(_) | Fetched::Failed(_) | Fetched::Deferred => None,
    }
}

/// The outcome of the account with this login.
pub(crate) fn account<'a>(run: &'a CrawlRun, login: &str) -> &'a AccountOutcome {
    run.accounts
        .iter()
        .find(|outcome| outcome.account.path() == login)
        .unwrap_or_else(|| panic!("the run has no account {login}"))
}

/// The one problem line that holds all of these.
pub(crate) fn expect_problem(run: &CrawlRun, parts: &[&str]) {
    let lines: Vec<String> = run.problems.iter().map(ToString::to_string).collect();
    let found = lines
        .iter()
        .filter(|line| parts.iter().all(|part| line.contains(part)))
        .count();
    assert_eq!(found, 1, "{parts:?} in {lines:#?}");
}

/// A file or folder of the folder beside the checkout, where there is one.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")).join(path);
    if path.exists() {
        Some(path)
    } else {
        println!("skipped: {} is not on this machine", path.display());
        None
    }
}
