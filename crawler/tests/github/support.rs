//! A crawl in a box: a registry, a double and a sink in memory.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use bronwijzer_crawler::address::{AccountUrl, ForgeHost, RepositoryId};
use bronwijzer_crawler::commits::CommitActivity;
use bronwijzer_crawler::crawl::{CrawlError, Event, Progress, Scope, crawl};
use bronwijzer_crawler::forge::{ForgeConfig, ForgeKind};
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_crawler::run::{AccountOutcome, CrawlRun};
use bronwijzer_crawler::sink::{Batch, Departure, Known, Sink, SinkError};
use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::World;
use chrono::{DateTime, Utc};

pub(crate) const TOKEN: &str = "test-token";

/// The moment that worlds are made at: whole seconds, as GitHub has them.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(Utc::now().timestamp(), 0).unwrap()
}

/// A registry with one organisation for each login on github.com.
pub(crate) fn registry(logins: &[&str]) -> Registry {
    let text: String = logins
        .iter()
        .map(|login| {
            let slug = login.to_lowercase();
            format!(
                "[[organisations]]\nslug = \"{slug}\"\nname = \"{login}\"\ntype = \"other\"\naccounts = [\"https://github.com/{login}\"]\n"
            )
        })
        .collect();
    let registry = Registry::parse("test.toml", &text, &[ForgeHost::new("github.com")]);
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
            .map(|held| Known {
                id: held.observation.id.clone(),
                handle: held.observation.handle.clone(),
                url: held.observation.url.clone(),
                pushed_at: held.observation.pushed_at,
                updated_at: held.observation.updated_at,
                gone: held.departure.is_some(),
                uncounted_of: held
                    .observation
                    .commits
                    .as_ref()
                    .and_then(CommitActivity::uncounted_of),
            })
            .collect())
    }

    async fn accept(&self, batch: Batch) -> Result<(), SinkError> {
        let mut all = self.held();
        for (account, observation) in batch.observations {
            let held = Held {
                account,
                observation,
                departure: None,
            };
            all.insert(held.observation.id.clone(), held);
        }
        for (id, commits) in batch.histories {
            if let Some(held) = all.get_mut(&id) {
                held.observation.commits = Some(commits);
            }
        }
        for departure in batch.departures {
            if let Some(held) = all.get_mut(&departure.id) {
                held.departure = Some(departure);
            }
        }
        Ok(())
    }

    async fn finish(&self, run: &CrawlRun) -> Result<(), SinkError> {
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
    pub(crate) github: GitHub,
    pub(crate) sink: MemorySink,
    pub(crate) registry: Registry,
}

impl Setup {
    pub(crate) async fn new(world: World, logins: &[&str]) -> Self {
        Self {
            github: GitHub::start(world, Some(TOKEN)).await,
            sink: MemorySink::default(),
            registry: registry(logins),
        }
    }

    pub(crate) async fn crawl(&self) -> CrawlRun {
        self.crawl_as(Some(TOKEN), &Scope::default()).await.unwrap()
    }

    pub(crate) async fn crawl_as(
        &self,
        token: Option<&str>,
        scope: &Scope,
    ) -> Result<CrawlRun, CrawlError> {
        let forge = ForgeConfig {
            host: ForgeHost::new("github.com"),
            kind: ForgeKind::GitHub,
            api: self.github.address().parse().unwrap(),
            token: token.map(Into::into),
        };
        crawl(&self.registry, &[forge], scope, &self.sink, &Silent).await
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
