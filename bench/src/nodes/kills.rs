//! Kills of the node that leads, of the one that follows and of PostgreSQL, in turn, while people
//! make statements through both nodes, visitors read, and a crawl is under way. What was
//! acknowledged has to be on both nodes after each kill, and at the end their stores and indexes
//! have to be whole.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use bronwijzer_testing::postgres;
use fastrand::Rng;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::NodesArguments;
use super::site::{Database, Node, Site, Store, until};
use super::table::Table;
use crate::faults::ledger::Ledger;
use crate::faults::members::{self, Member, Spoken};
use crate::faults::place::{Verified, copy};
use crate::forge::How;
use crate::load::traffic::Traffic;
use crate::load::traffic_of;

/// Crawls begin each minute.
const EACH_MINUTE: &str = "* * * * *";

/// How many statements are made in a round at most, through both nodes together.
const A_ROUND: usize = 16;

/// How many repositories are crawled at most: so many that a crawl ends between two kills now and
/// then.
const MOST_CRAWLED: usize = 300;

/// How long whoever writes or reads waits between two requests.
const PAUSE: Duration = Duration::from_millis(100);

/// How long a client waits for an answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// How long after a kill everything that was acknowledged has to show at the latest.
const SHOWN_WITHIN: Duration = Duration::from_secs(60);

/// How long both nodes run before the next kill, and how long what was killed stays away, at
/// most.
const RUNS: f64 = 3.0;
const STAYS_AWAY: f64 = 2.0;

/// A page of what people said.
const STATEMENTS: &str = "query($after: String) { statements(first: 100, after: $after) \
    { nodes { text } pageInfo { endCursor hasNextPage } } }";

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Leader,
    Follower,
    Database,
}

impl Victim {
    const ALL: [Self; 3] = [Self::Leader, Self::Follower, Self::Database];

    fn name(self) -> &'static str {
        match self {
            Self::Leader => "the node that leads",
            Self::Follower => "the node that follows",
            Self::Database => "PostgreSQL",
        }
    }
}

/// What came of the kills of one kind.
#[derive(Default)]
struct Row {
    rounds: usize,
    lost: usize,
    /// How long it took until everything went on as before.
    took: Vec<Duration>,
}

/// What those who write and read share with whoever kills.
#[derive(Default)]
struct Load {
    /// Where each node is; `None` while it is not there.
    addresses: Mutex<[Option<String>; 2]>,
    ledger: Mutex<Ledger>,
    /// How many statements were acknowledged through each node.
    acknowledged: [AtomicU64; 2],
    refused: AtomicU64,
    unanswered: AtomicU64,
    read: AtomicU64,
    ended: AtomicBool,
}

impl Load {
    fn address(&self, place: usize) -> Option<String> {
        self.addresses()[place].clone()
    }

    fn addresses(&self) -> MutexGuard<'_, [Option<String>; 2]> {
        self.addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn goes_on(&self) -> bool {
        !self.ended.load(Ordering::Acquire)
    }

    fn acknowledged(&self, place: usize) -> u64 {
        self.acknowledged[place].load(Ordering::Acquire)
    }
}

fn client() -> anyhow::Result<reqwest::Client> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(ANSWERS_WITHIN);
    Ok(client.build()?)
}

/// Makes statements through one node, as many as there are permits for.
async fn write(
    load: Arc<Load>,
    place: usize,
    mut members: Vec<Member>,
    repositories: Arc<[String]>,
    permits: Arc<Semaphore>,
) -> anyhow::Result<()> {
    let client = client()?;
    let mut rng = Rng::with_seed(place as u64);
    while load.goes_on() {
        tokio::time::sleep(PAUSE).await;
        let Some(address) = load.address(place) else {
            continue;
        };
        let Ok(permit) = permits.try_acquire() else {
            continue;
        };
        permit.forget();
        let member = members::quietest(&mut members)?;
        let repository = format!("https://{}", repositories[rng.usize(..repositories.len())]);
        match members::speak(&client, &address, member, &repository).await? {
            Spoken::Acknowledged(text) => {
                load.ledger().statements.insert(text);
                load.acknowledged[place].fetch_add(1, Ordering::AcqRel);
            }
            Spoken::Refused(_) => {
                load.refused.fetch_add(1, Ordering::Relaxed);
            }
            Spoken::Unanswered => {
                load.unanswered.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    Ok(())
}

/// Reads what visitors read, of one node. What becomes of it is measured elsewhere.
async fn read(load: Arc<Load>, place: usize, mut traffic: Traffic) {
    while load.goes_on() {
        tokio::time::sleep(PAUSE).await;
        let Some(address) = load.address(place) else {
            continue;
        };
        traffic = traffic.at(address);
        let (_, request) = traffic.next();
        let answer = request.timeout(ANSWERS_WITHIN).send().await;
        if answer.is_ok_and(|answer| answer.status().is_success()) {
            load.read.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Two nodes under load.
struct Rounds<'a> {
    site: &'a Site,
    server: &'a postgres::Server,
    database: Database,
    /// By their places. One that is away is being killed.
    nodes: [Option<Node>; 2],
    load: Arc<Load>,
    permits: Arc<Semaphore>,
    rng: Rng,
    keep: Option<PathBuf>,
}

impl Rounds<'_> {
    async fn start(&mut self, place: usize, schedule: &str) -> anyhow::Result<()> {
        let node = Node::start(self.site, &self.database, ["a", "b"][place], schedule).await?;
        self.load.addresses()[place] = Some(node.address().to_owned());
        self.nodes[place] = Some(node);
        Ok(())
    }

    fn node(&self, place: usize) -> anyhow::Result<&Node> {
        self.nodes[place].as_ref().context("the node is not there")
    }

    /// The place of the node that leads, once one does.
    async fn leader(&self) -> anyhow::Result<usize> {
        let found = || {
            self.nodes
                .iter()
                .position(|node| node.as_ref().is_some_and(Node::leads))
        };
        until("a node leads", async || found().is_some()).await?;
        found().context("no node leads")
    }

    /// Some time, from the seed.
    fn some_of(&mut self, seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds * self.rng.f64())
    }

    /// Kills, and waits until everything goes on.
    async fn kill(&mut self, victim: Victim) -> anyhow::Result<Duration> {
        let pause = self.some_of(RUNS);
        self.permits.add_permits(A_ROUND);
        tokio::time::sleep(pause).await;
        let leader = self.leader().await?;
        let away = self.some_of(STAYS_AWAY);
        let killed_at = Instant::now();
        match victim {
            Victim::Leader | Victim::Follower => {
                let place = match victim {
                    Victim::Leader => leader,
                    _ => 1 - leader,
                };
                self.note_stored();
                self.load.addresses()[place] = None;
                // On Unix this is SIGKILL.
                drop(self.nodes[place].take());
                tokio::time::sleep(away).await;
                self.start(place, EACH_MINUTE).await?;
            }
            Victim::Database => {
                self.server.kill();
                tokio::time::sleep(away).await;
                self.server.start_again();
            }
        }
        self.leader().await?;
        // Both can write again.
        let before = [0, 1].map(|place| self.load.acknowledged(place));
        for (place, before) in before.into_iter().enumerate() {
            let (load, permits) = (&self.load, &self.permits);
            until("both nodes write again", async || {
                if permits.available_permits() == 0 {
                    permits.add_permits(1);
                }
                load.acknowledged(place) > before
            })
            .await?;
        }
        Ok(killed_at.elapsed())
    }

    /// What the crawl of whoever leads has stored is there from now on.
    fn note_stored(&self) {
        let stored = self.nodes.iter().flatten().map(Node::stored).max();
        let stored = usize::try_from(stored.unwrap_or_default()).unwrap_or(usize::MAX);
        let mut ledger = self.load.ledger();
        ledger.crawled = ledger.crawled.max(stored);
    }

    /// The statements that were acknowledged and that a node does not show in time.
    async fn lacking(&self, place: usize) -> anyhow::Result<BTreeSet<String>> {
        let acknowledged = self.load.ledger().statements.clone();
        let began = Instant::now();
        loop {
            let shown = statements(self.node(place)?).await;
            let lacking = match shown {
                Ok(shown) => acknowledged.difference(&shown).cloned().collect(),
                Err(_) => acknowledged.clone(),
            };
            if lacking.is_empty() || began.elapsed() > SHOWN_WITHIN {
                return Ok(lacking);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// How many statements that were acknowledged are lacking on any node.
    async fn lost(&self) -> anyhow::Result<BTreeSet<String>> {
        let mut lost = self.lacking(0).await?;
        lost.extend(self.lacking(1).await?);
        Ok(lost)
    }

    /// Waits until both nodes show the same.
    async fn until_equal(&self) -> anyhow::Result<()> {
        let (one, other) = (self.node(0)?, self.node(1)?);
        until("both nodes show the same", async || {
            let tags = tokio::join!(one.tag(), other.tag());
            matches!(tags, (Ok(one), Ok(other)) if one == other)
        })
        .await
        .map(drop)
    }
}

/// The texts of all statements that a node shows.
async fn statements(node: &Node) -> anyhow::Result<BTreeSet<String>> {
    let mut texts = BTreeSet::new();
    let mut after = Value::Null;
    loop {
        let page = node.ask(STATEMENTS, json!({ "after": after })).await?;
        let page = &page["statements"];
        for node in page["nodes"].as_array().into_iter().flatten() {
            texts.insert(node["text"].as_str().unwrap_or_default().to_owned());
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return Ok(texts);
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

pub(super) async fn measure(
    arguments: &NodesArguments,
    server: &postgres::Server,
) -> anyhow::Result<Table> {
    let began = Instant::now();
    let database = Database::new(server);
    // Twice what is planned, as some more are made until both nodes write again.
    let needed = 2 * members::needed_for(2 * A_ROUND * (arguments.kills + 1));
    let moderators = members::names(needed);
    let settings = format!("moderators = {moderators:?}\n");
    let crawled = arguments.crawled.min(MOST_CRAWLED);
    let site = Site::new(crawled, How::Busy, &settings)?;
    let mut speakers = site.sign_in(&database, needed)?;
    let mut rounds = Rounds {
        site: &site,
        server,
        database: database.clone(),
        nodes: [None, None],
        load: Arc::default(),
        permits: Arc::new(Semaphore::new(0)),
        rng: Rng::with_seed(arguments.seed),
        keep: arguments.keep.clone(),
    };
    rounds.start(0, EACH_MINUTE).await?;
    let first = rounds.node(0)?;
    // The first crawl begins at once, and what it found is what people speak about.
    until("something is crawled", async || first.stored() > 0).await?;
    rounds.start(1, EACH_MINUTE).await?;
    let traffic = traffic_of(rounds.node(1)?.server()).await?;
    let repositories: Arc<[String]> = crate::search::pages::addresses(rounds.node(1)?.server())
        .await?
        .into();
    anyhow::ensure!(!repositories.is_empty(), "nothing was crawled");
    let others = speakers.split_off(speakers.len() / 2);
    let mut writers = tokio::task::JoinSet::new();
    for (place, members) in [speakers, others].into_iter().enumerate() {
        let (load, permits) = (Arc::clone(&rounds.load), Arc::clone(&rounds.permits));
        writers.spawn(write(
            load,
            place,
            members,
            Arc::clone(&repositories),
            permits,
        ));
    }
    let reader = traffic_of(rounds.node(0)?.server()).await?;
    let readers = [reader, traffic]
        .into_iter()
        .enumerate()
        .map(|(place, traffic)| tokio::spawn(read(Arc::clone(&rounds.load), place, traffic)));
    let readers: Vec<_> = readers.collect();

    let mut rows = <[Row; 3]>::default();
    for number in 0..arguments.kills {
        let place = number % Victim::ALL.len();
        let took = rounds.kill(Victim::ALL[place]).await?;
        let lost = rounds.lost().await?;
        let row = &mut rows[place];
        row.rounds += 1;
        row.took.push(took);
        row.lost += lost.len();
        for text in &lost {
            eprintln!("LOST after {}: {text}", Victim::ALL[place].name());
            // Told once.
            rounds.load.ledger().statements.remove(text);
        }
        if (number + 1).is_multiple_of(10) {
            eprintln!("{} of {} kills", number + 1, arguments.kills);
        }
        // A writer ends early only where something is wrong.
        while let Some(ended) = writers.try_join_next() {
            ended??;
        }
    }
    rounds.load.ended.store(true, Ordering::Release);
    while let Some(ended) = writers.join_next().await {
        ended??;
    }
    for reader in readers {
        reader.await?;
    }
    finish(&mut rounds, rows, began).await
}

/// Starts both nodes once more without crawls, and looks at all of it.
async fn finish(rounds: &mut Rounds<'_>, rows: [Row; 3], began: Instant) -> anyhow::Result<Table> {
    rounds.note_stored();
    let runs = rounds
        .node(0)?
        .ask("{ crawlRuns(first: 1) { total } }", json!({}))
        .await?;
    let runs = runs["crawlRuns"]["total"].as_u64().unwrap_or_default();
    rounds.load.ledger().runs = usize::try_from(runs)?;
    for place in [0, 1] {
        if let Some(node) = rounds.nodes[place].take() {
            node.stop()?;
        }
    }
    for place in [0, 1] {
        rounds.start(place, "off").await?;
    }
    let mut lost: Vec<String> = rounds.lost().await?.into_iter().collect();
    rounds.until_equal().await?;
    for place in [0, 1] {
        if let Some(node) = rounds.nodes[place].take() {
            node.stop()?;
        }
    }
    let mut findings = 0;
    let mut found = Vec::new();
    for name in ["a", "b"] {
        let store = Store::Postgres(rounds.database.clone());
        let command = |arguments: &[&str]| -> anyhow::Result<_> {
            Ok(rounds
                .site
                .command(&store, name)?
                .args(arguments)
                .output()?)
        };
        let verified = Verified::of(&command(&["verify", "--json"])?, false)?;
        findings += verified.faults;
        if !verified.is_clean {
            found.push(format!("`verify` of node {name}: {}", verified.text));
        }
        lost.extend(
            rounds
                .load
                .ledger()
                .check(&command(&["export", "-"])?)?
                .lost,
        );
    }
    if let Some(keep) = rounds
        .keep
        .as_ref()
        .filter(|_| !lost.is_empty() || findings > 0)
    {
        for name in ["a", "b"] {
            copy(&rounds.site.path(name), &keep.join(name))?;
            let log = format!("{name}.log");
            std::fs::copy(rounds.site.path(&log), keep.join(&log))?;
        }
    }
    Ok(table(rounds, rows, &lost, (findings, found), began, runs))
}

fn table(
    rounds: &Rounds<'_>,
    mut rows: [Row; 3],
    lost: &[String],
    (findings, found): (usize, Vec<String>),
    began: Instant,
    runs: u64,
) -> Table {
    let load = &rounds.load;
    let acknowledged = load.acknowledged(0) + load.acknowledged(1);
    let count = |counter: &AtomicU64| counter.load(Ordering::Acquire);
    let mut table = Table::new(
        format!(
            "Kills under load, in {:.0} s",
            began.elapsed().as_secs_f64()
        ),
        &[
            "killed",
            "rounds",
            "until both nodes write again, middle / longest",
            "lost",
            "verify findings",
        ],
    );
    for (victim, row) in Victim::ALL.into_iter().zip(&mut rows) {
        row.took.sort_unstable();
        let seconds = |time: Option<&Duration>| time.map_or(0.0, Duration::as_secs_f64);
        table.row([
            victim.name().to_owned(),
            row.rounds.to_string(),
            format!(
                "{:.1} / {:.1} s",
                seconds(row.took.get(row.took.len() / 2)),
                seconds(row.took.last())
            ),
            row.lost.to_string(),
            String::new(),
        ]);
        if row.lost > 0 {
            table.fault(format!(
                "{} statements are lost after {}",
                row.lost,
                victim.name()
            ));
        }
    }
    table.row([
        "at the end, both started once more".to_owned(),
        rows.iter().map(|row| row.rounds).sum::<usize>().to_string(),
        String::new(),
        lost.len().to_string(),
        findings.to_string(),
    ]);
    table.note(format!(
        "{acknowledged} statements were acknowledged, {} refused and {} unanswered; {} pages and \
         answers were read, {runs} crawls ended. Both nodes have equal tags at the end.",
        count(&load.refused),
        count(&load.unanswered),
        count(&load.read),
    ));
    for loss in lost {
        table.fault(format!("lost at the end: {loss}"));
    }
    for finding in found {
        table.fault(finding);
    }
    table
}
