//! Answers a second to mixed traffic: of one node on PostgreSQL beside a server on sled, and of
//! two nodes behind a balancer beside one.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use super::NodesArguments;
use super::balancer::Balancer;
use super::site::{Database, Node, Site, Store, import, made_up};
use super::table::{Aim, Table, percent};
use crate::forge::How;
use crate::load::clients::{Asked, closed};
use crate::load::traffic::Traffic;
use crate::load::{milliseconds, traffic_of};
use crate::search::server::Server;

/// How often servers take turns; each begins as often as the other.
const TURNS: usize = 4;

/// Of what a node on sled answers, what one on PostgreSQL should at least.
const OF_SLED: f64 = 0.95;

/// What is asked before anything is measured, as a share of a turn.
const WARM_UP: f64 = 0.5;

/// What came of all turns of one server.
#[derive(Default)]
struct Turns(Vec<Asked>);

impl Turns {
    /// Answers a second.
    fn rate(&self) -> f64 {
        let turns = u32::try_from(self.0.len().max(1)).unwrap_or(u32::MAX);
        self.0.iter().map(Asked::rate).sum::<f64>() / f64::from(turns)
    }

    /// The time within which so many of a hundred were answered, on average over the turns.
    fn at(&self, percent: usize) -> Duration {
        let turns = u32::try_from(self.0.len().max(1)).unwrap_or(u32::MAX);
        self.0
            .iter()
            .map(|asked| asked.at(percent))
            .sum::<Duration>()
            / turns
    }

    fn failures(&self) -> impl Iterator<Item = &String> {
        self.0.iter().flat_map(|asked| &asked.failures)
    }
}

/// Asks two servers in turns: A B, B A, and so on.
async fn in_turns(arguments: &NodesArguments, mut servers: [&mut Traffic; 2]) -> [Turns; 2] {
    let time = Duration::from_secs(arguments.seconds);
    for traffic in &mut servers {
        closed(traffic, time.mul_f64(WARM_UP)).await;
    }
    let mut turns = <[Turns; 2]>::default();
    for turn in 0..TURNS {
        for place in [turn % 2, 1 - turn % 2] {
            turns[place].0.push(closed(servers[place], time).await);
        }
    }
    turns
}

/// Adds a row for each of two servers, the second beside the first.
fn rows(table: &mut Table, names: [&str; 2], turns: &[Turns; 2], aim: Option<Aim>) {
    let [first, second] = turns;
    let ratio = second.rate() / first.rate().max(f64::EPSILON);
    let aim = aim.map_or_else(String::new, |aim| table.aim(ratio, aim, None));
    let mut ratio_and_aim = [(String::new(), String::new()), (percent(ratio), aim)].into_iter();
    for (name, turns) in names.into_iter().zip(turns) {
        let (ratio, aim) = ratio_and_aim.next().unwrap_or_default();
        table.row([
            name.to_owned(),
            format!("{:.0}", turns.rate()),
            format!("{:.1} ms", milliseconds(turns.at(50))),
            format!("{:.1} ms", milliseconds(turns.at(99))),
            ratio,
            aim,
        ]);
        let failed: Vec<_> = turns.failures().collect();
        if let Some(why) = failed.first() {
            table.fault(format!("{name}: {} requests failed: {why}", failed.len()));
        }
    }
}

const COLUMNS: [&str; 6] = ["", "answers a second", "p50", "p99", "ratio", "aim"];

/// A server with a catalogue in one store; it crawls nothing.
async fn serve(site: &Site, store: &Store, data: &str) -> anyhow::Result<(Server, Traffic)> {
    let mut command = site.quiet_command(store, data)?;
    command.args(["--schedule", "off", "serve"]);
    let server = Server::serve(command.stderr(Stdio::inherit()))?;
    let traffic = traffic_of(&server).await?;
    Ok((server, traffic))
}

pub(super) async fn beside_sled(
    arguments: &NodesArguments,
    database: Database,
) -> anyhow::Result<Table> {
    let site = Site::new(1, How::Sound, "")?;
    let file = made_up(&site, arguments.seed, arguments.repositories)?;
    let (sled, postgres) = (Store::Sled, Store::Postgres(database));
    for store in [&sled, &postgres] {
        import(&site, store, store.name(), &file)?;
    }
    let (_one, mut on_sled) = serve(&site, &sled, sled.name()).await?;
    let (_other, mut on_postgres) = serve(&site, &postgres, postgres.name()).await?;
    let turns = in_turns(arguments, [&mut on_sled, &mut on_postgres]).await;
    let mut table = Table::new(
        format!(
            "Mixed reads of one server among {} repositories, {TURNS} turns of {} s each",
            arguments.repositories, arguments.seconds
        ),
        &COLUMNS,
    );
    rows(
        &mut table,
        ["on sled", "on PostgreSQL"],
        &turns,
        Some(Aim::AtLeast(OF_SLED)),
    );
    Ok(table)
}

pub(super) async fn balanced(
    arguments: &NodesArguments,
    database: Database,
) -> anyhow::Result<Table> {
    let site = Site::new(1, How::Sound, "")?;
    let file = made_up(&site, arguments.seed, arguments.repositories)?;
    let store = Store::Postgres(database.clone());
    import(&site, &store, "import", &file)?;
    let mut nodes = Vec::new();
    for name in ["a", "b"] {
        nodes.push(Node::start(&site, &database, name, "off").await?);
    }
    let places: Vec<SocketAddr> = nodes
        .iter()
        .map(|node| {
            let address = node.address().trim_start_matches("http://");
            Ok(address.trim_end_matches('/').parse()?)
        })
        .collect::<anyhow::Result<_>>()?;
    // Both go through the balancer, as it takes its share of the machine.
    let one = Balancer::before(places[..1].to_vec()).await?;
    let two = Balancer::before(places).await?;
    let mut by_one = traffic_of(nodes[0].server()).await?.at(one.address());
    let mut by_two = traffic_of(nodes[0].server()).await?.at(two.address());
    let turns = in_turns(arguments, [&mut by_one, &mut by_two]).await;
    let mut table = Table::new(
        format!(
            "Mixed reads behind a balancer among {} repositories, {TURNS} turns of {} s each",
            arguments.repositories, arguments.seconds
        ),
        &COLUMNS,
    );
    rows(&mut table, ["one node", "two nodes"], &turns, None);
    let cores = std::thread::available_parallelism()?;
    table.note(format!(
        "This machine has {cores} cores, which the nodes, PostgreSQL, the balancer and whoever asks \
         share. One node uses all of them by itself, so a second one on the same machine can add \
         nothing: the ratio tells what it costs that two indexes are kept."
    ));
    Ok(table)
}
