//! How long one node shows less than another: statements that are written on one until the other
//! shows them, and how far the index of the node that follows is behind, while the other crawls.

use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::json;

use super::NodesArguments;
use super::site::{Database, Node, Site, Store, import, made_up, until};
use super::table::Table;
use super::takeover::Pair;
use crate::faults::members::{self, Member, Spoken};
use crate::forge::How;
use crate::load::{at, milliseconds};

/// Crawls begin each minute.
const EACH_MINUTE: &str = "* * * * *";

/// How often is looked whether a statement is shown.
const LOOK: Duration = Duration::from_millis(2);

/// How often is looked how far an index has got.
const GLANCE: Duration = Duration::from_millis(20);

/// How many of the newest statements are looked at.
const NEWEST: &str = "{ statements(first: 10) { nodes { text } } }";

/// How far the index of a node was, and the store.
#[derive(Debug, Clone, Copy)]
struct Reached {
    when: Instant,
    store: f64,
    index: f64,
}

/// Whether a crawl is under way.
async fn crawls(node: &Node) -> bool {
    let live = node.ask("{ liveCrawl { accounts } }", json!({})).await;
    live.is_ok_and(|live| !live["liveCrawl"].is_null())
}

pub(super) async fn measure(
    arguments: &NodesArguments,
    database: Database,
) -> anyhow::Result<Table> {
    let needed = members::needed_for(arguments.writes);
    let moderators = members::names(needed);
    let site = Site::new(
        arguments.crawled,
        How::Busy,
        &format!("moderators = {moderators:?}\n"),
    )?;
    let mut members = site.sign_in(&database, needed)?;
    let store = Store::Postgres(database.clone());
    let file = made_up(&site, arguments.seed, arguments.repositories)?;
    import(&site, &store, "import", &file)?;
    let pair = Pair::start(&site, &database, EACH_MINUTE).await?;
    let repositories = crate::search::pages::addresses(pair.leader.server()).await?;
    until("a crawl is under way", async || crawls(&pair.leader).await).await?;
    let mut shown = <[Vec<Duration>; 2]>::default();
    let writing = async {
        for number in 0..arguments.writes {
            until("a crawl is under way", async || crawls(&pair.leader).await).await?;
            let (on, other) = match number % 2 {
                0 => (&pair.leader, &pair.follower),
                _ => (&pair.follower, &pair.leader),
            };
            let repository = &repositories[number % repositories.len().max(1)];
            let member = members::quietest(&mut members)?;
            let took = until_shown(on, other, member, repository).await?;
            shown[number % 2].push(took);
        }
        anyhow::Ok(())
    };
    let mut reached = Vec::new();
    let looking = async {
        loop {
            let names = ["bronwijzer_store_sequence", "bronwijzer_index_sequence"];
            let when = Instant::now();
            let [store, index] = pair.follower.gauges(names).await?;
            reached.push(Reached { when, store, index });
            tokio::time::sleep(GLANCE).await;
        }
        #[expect(unreachable_code, reason = "says what the loop may fail with")]
        anyhow::Ok(())
    };
    tokio::select! {
        written = writing => written?,
        looked = looking => looked?,
    }
    let mut table = Table::new(
        format!(
            "From one node to another, during a crawl of {} repositories beside {} others",
            arguments.crawled, arguments.repositories
        ),
        &["", "samples", "p50", "p99", "longest"],
    );
    let time = |time: Duration| format!("{:.1} ms", milliseconds(time));
    let behind = behind(&reached);
    let [by_leader, by_follower] = shown;
    for (what, mut times) in [
        (
            "written on the one that leads, until the other shows it",
            by_leader,
        ),
        (
            "written on the other, until the one that leads shows it",
            by_follower,
        ),
        ("index of the one that follows, behind the store", behind),
    ] {
        times.sort_unstable();
        table.row([
            what.to_owned(),
            times.len().to_string(),
            time(at(&times, 50)),
            time(at(&times, 99)),
            time(at(&times, 100)),
        ]);
    }
    let mut writes: Vec<f64> = reached
        .iter()
        .map(|one| (one.store - one.index).max(0.0))
        .collect();
    writes.sort_by(f64::total_cmp);
    let of_hundred = |percent: usize| {
        let at = writes.len() * percent / 100;
        let found = writes.get(at).or(writes.last());
        format!("{:.0} writes", found.copied().unwrap_or_default())
    };
    table.row([
        "the same, as `bronwijzer_index_lag` counts it".to_owned(),
        writes.len().to_string(),
        of_hundred(50),
        of_hundred(99),
        of_hundred(100),
    ]);
    Ok(table)
}

/// Writes a statement on one node. Gives back how long it took, from when that was acknowledged,
/// until the other showed it.
async fn until_shown(
    on: &Node,
    other: &Node,
    member: &mut Member,
    repository: &str,
) -> anyhow::Result<Duration> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("https://{repository}");
    let text = match members::speak(&client, on.address(), member, &url).await? {
        Spoken::Acknowledged(text) => text,
        other => anyhow::bail!("a statement is not acknowledged: {other:?}"),
    };
    let acknowledged = Instant::now();
    loop {
        let newest = other.ask(NEWEST, json!({})).await?;
        let nodes = newest["statements"]["nodes"].as_array();
        let nodes = nodes.context("the other node shows no statements")?;
        if nodes.iter().any(|node| node["text"] == text.as_str()) {
            return Ok(acknowledged.elapsed());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// For each look, how long it took until the index held what the store held then. The last ones,
/// of which nobody knows, are left out.
fn behind(reached: &[Reached]) -> Vec<Duration> {
    let mut times = Vec::new();
    let mut next = 0;
    for (place, seen) in reached.iter().enumerate() {
        // What is reached later is so of later looks too.
        next = next.max(place);
        while reached
            .get(next)
            .is_some_and(|later| later.index < seen.store)
        {
            next += 1;
        }
        let Some(later) = reached.get(next) else {
            break;
        };
        times.push(later.when - seen.when);
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_behind_ends_when_the_index_has_what_was_stored() {
        let begun = Instant::now();
        let at = |milliseconds, store, index| Reached {
            when: begun + Duration::from_millis(milliseconds),
            store,
            index,
        };
        let reached = [
            at(0, 10.0, 10.0),
            at(20, 12.0, 10.0),
            at(40, 14.0, 11.0),
            at(60, 14.0, 12.0),
            at(80, 14.0, 14.0),
            at(100, 15.0, 14.0),
        ];
        let times = behind(&reached).into_iter().map(|time| time.as_millis());
        assert_eq!(times.collect::<Vec<_>>(), [0, 40, 40, 20, 0]);
    }
}
