//! A configuration with a made-up forge, and the servers that run with it: on sled, or as nodes
//! on one database.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use bronwijzer_index::{Catalogue, Options, StoreConfig};
use bronwijzer_testing::postgres;
use chrono::{SubsecRound, TimeDelta, Utc};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::crawl::Forge;
use crate::faults::members::{self, Member};
use crate::forge::How;
use crate::measured::{bronwijzer, program};
use crate::search::server::Server;

/// How many accounts the forge has.
const ACCOUNTS: usize = 20;

/// How long something is waited for: far longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(180);

/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// The address of an empty database, over TCP as other machines reach it.
#[derive(Debug, Clone)]
pub(super) struct Database(String);

impl Database {
    pub(super) fn new(server: &postgres::Server) -> Self {
        let url = server.database();
        let name = postgres::database_in(&url);
        Self(format!(
            "postgres://postgres@127.0.0.1:{}/{name}",
            server.port()
        ))
    }
}

/// Where a catalogue is kept.
#[derive(Debug, Clone)]
pub(super) enum Store {
    Sled,
    Postgres(Database),
}

impl Store {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Sled => "sled",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

/// A folder with a configuration and a made-up forge.
pub(super) struct Site {
    folder: TempDir,
    _forge: Forge,
}

impl Site {
    /// `settings` are more lines of the configuration.
    pub(super) fn new(crawled: usize, how: How, settings: &str) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        // A minute ago, so that no commit leaves the two years that are counted meanwhile.
        let now = Utc::now().trunc_subsecs(0) - TimeDelta::minutes(1);
        let settings = format!(
            "listen = \"127.0.0.1:0\"\nadmin_address = \"127.0.0.1:0\"\nrate_limit = \"off\"\n\
             log_format = \"json\"\n{settings}"
        );
        let accounts = ACCOUNTS.min(crawled.max(1));
        let forge = Forge::start(folder.path(), crawled, accounts, now, how, &settings)?;
        Ok(Self {
            folder,
            _forge: forge,
        })
    }

    /// A path in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with its usual log, on a data folder of this name.
    pub(super) fn command(&self, store: &Store, data: &str) -> anyhow::Result<Command> {
        Ok(self.with(program()?, store, data))
    }

    /// The same with errors alone in its log.
    pub(super) fn quiet_command(&self, store: &Store, data: &str) -> anyhow::Result<Command> {
        Ok(self.with(bronwijzer()?, store, data))
    }

    fn with(&self, mut command: Command, store: &Store, data: &str) -> Command {
        command
            .arg("--config")
            .arg(self.path("bronwijzer.toml"))
            .arg("--data-dir")
            .arg(self.path(data))
            .stdin(Stdio::null());
        match store {
            Store::Sled => command.env_remove("BRONWIJZER_STORE"),
            Store::Postgres(Database(address)) => command.env("BRONWIJZER_STORE", address),
        };
        command
    }

    /// The catalogue in a data folder, opened by this process.
    pub(super) fn catalogue(&self, store: &Store, data: &str) -> anyhow::Result<Catalogue> {
        let options = Options {
            store: match store {
                Store::Sled => StoreConfig::Sled,
                Store::Postgres(Database(address)) => StoreConfig::Postgres(address.parse()?),
            },
            ..Options::default()
        };
        let dir = self.path(data);
        Ok(Catalogue::open_with(&dir, Vec::new(), Utc::now(), options)?.catalogue)
    }

    /// Signs members in, in a database that has none.
    pub(super) fn sign_in(
        &self,
        database: &Database,
        members: usize,
    ) -> anyhow::Result<Vec<Member>> {
        let store = Store::Postgres(database.clone());
        members::sign_in(&self.catalogue(&store, "members")?, members)
    }
}

/// What a node has said.
#[derive(Debug, Default)]
struct Heard {
    /// Since when it leads.
    leads: Option<Instant>,
    /// Where its metrics are.
    metrics: Option<String>,
    /// How many repositories its crawl has stored, since it began to lead.
    stored: u64,
}

/// A server of several on one database.
pub(super) struct Node {
    server: Server,
    heard: Arc<Mutex<Heard>>,
    client: reqwest::Client,
}

impl Node {
    /// Starts one on the data folder of this name, and waits until it is ready. Its log is in the
    /// file `NAME.log`.
    pub(super) async fn start(
        site: &Site,
        database: &Database,
        name: &str,
        schedule: &str,
    ) -> anyhow::Result<Self> {
        let mut command = site.command(&Store::Postgres(database.clone()), name)?;
        command.args(["--schedule", schedule, "serve"]);
        let mut server = Server::serve(command.stderr(Stdio::piped()))?;
        let log = server.log().context("the node has no log")?;
        let heard = Arc::new(Mutex::new(Heard::default()));
        let file = std::fs::File::options()
            .create(true)
            .append(true)
            .open(site.path(&format!("{name}.log")))?;
        listen(log, file, Arc::clone(&heard));
        let node = Self {
            server,
            heard,
            client: reqwest::Client::builder().no_proxy().build()?,
        };
        until("the node is ready", async || node.is_ready().await).await?;
        Ok(node)
    }

    async fn is_ready(&self) -> bool {
        let address = format!("{}health/ready", self.server.address());
        let answer = self.client.get(address).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    /// Where its pages are, with a slash at the end.
    pub(super) fn address(&self) -> &str {
        self.server.address()
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn leads(&self) -> bool {
        self.heard().leads.is_some()
    }

    /// Since when it leads.
    pub(super) fn leads_since(&self) -> Option<Instant> {
        self.heard().leads
    }

    /// How many repositories its crawl has stored, since it began to lead.
    pub(super) fn stored(&self) -> u64 {
        self.heard().stored
    }

    /// Stops it in good order.
    pub(super) fn stop(self) -> anyhow::Result<()> {
        self.server.stop()
    }

    /// The answer to a query, whole.
    pub(super) async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let asked = self.client.post(format!("{}graphql", self.address()));
        let body = json!({ "query": query, "variables": variables });
        let answer: Value = asked.json(&body).send().await?.json().await?;
        anyhow::ensure!(answer["errors"].is_null(), "{}", answer["errors"]);
        Ok(answer["data"].clone())
    }

    /// The tag by which what it shows is known: the same on all nodes for the same content.
    pub(super) async fn tag(&self) -> anyhow::Result<String> {
        let address = format!("{}api/v1/repositories?first=20", self.address());
        let answer = self.client.get(address).send().await?.error_for_status()?;
        let tag = answer
            .headers()
            .get("etag")
            .context("an answer without a tag")?;
        Ok(tag.to_str()?.to_owned())
    }

    /// Gauges of its metrics, by their names.
    pub(super) async fn gauges<const COUNT: usize>(
        &self,
        names: [&str; COUNT],
    ) -> anyhow::Result<[f64; COUNT]> {
        let address = self.heard().metrics.clone();
        let address = address.context("the node does not tell where its metrics are")?;
        let answer = self.client.get(address).send().await?;
        let text = answer.error_for_status()?.text().await?;
        let mut found = [0.0; COUNT];
        for (name, found) in names.into_iter().zip(&mut found) {
            let gauge = text
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            *found = gauge
                .with_context(|| format!("there is no metric {name}"))?
                .parse()?;
        }
        Ok(found)
    }
}

/// Reads a log to its end on a thread of its own.
fn listen(log: std::process::ChildStderr, mut file: std::fs::File, heard: Arc<Mutex<Heard>>) {
    thread::spawn(move || {
        for line in BufReader::new(log).lines().map_while(Result::ok) {
            // For people alone.
            let _ = std::io::Write::write_all(&mut file, format!("{line}\n").as_bytes());
            let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            if line.contains("this node leads no more") {
                heard.leads = None;
            } else if line.contains("this node leads: ") {
                heard.leads = Some(Instant::now());
                heard.stored = 0;
            } else if let Some((_, rest)) = line.split_once("metrics are at ") {
                let address = rest.split(['"', ' ']).next();
                heard.metrics = address.map(str::to_owned);
            } else if line.contains("\"stored\"") {
                let line: Value = serde_json::from_str(&line).unwrap_or_default();
                let repositories = line["fields"]["repositories"].as_u64();
                heard.stored += repositories.unwrap_or_default();
            }
        }
    });
}

/// Waits until something holds. Gives back how long that took.
pub(super) async fn until(
    what: &str,
    mut holds: impl AsyncFnMut() -> bool,
) -> anyhow::Result<Duration> {
    let began = Instant::now();
    while !holds().await {
        anyhow::ensure!(began.elapsed() < PATIENCE, "waited in vain until {what}");
        tokio::time::sleep(GLANCE).await;
    }
    Ok(began.elapsed())
}

/// Writes a made-up catalogue file of so many repositories into the folder. Gives back its path.
pub(super) fn made_up(site: &Site, seed: u64, repositories: u64) -> anyhow::Result<PathBuf> {
    let path = site.path("made-up.ndjson");
    let file = std::fs::File::create(&path)?;
    crate::made_up::MadeUp::new(seed).write(repositories, file)?;
    Ok(path)
}

/// Imports a file, by the program.
pub(super) fn import(site: &Site, store: &Store, data: &str, file: &Path) -> anyhow::Result<()> {
    let mut command = site.quiet_command(store, data)?;
    command.arg("import").arg(file);
    crate::store::timed(&mut command).map(drop)
}
