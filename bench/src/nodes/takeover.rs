//! How long nobody leads: after the leader was killed, and after it hangs.

use std::time::{Duration, Instant};

use super::NodesArguments;
use super::site::{Database, Node, Site, until};
use super::table::{Aim, Table};
use crate::forge::How;

/// Within how many seconds another node should lead.
const AIM: f64 = 15.0;

/// Two nodes, the one that leads first.
pub(super) struct Pair {
    pub(super) leader: Node,
    pub(super) follower: Node,
}

impl Pair {
    /// Starts two nodes on empty data folders.
    pub(super) async fn start(
        site: &Site,
        database: &Database,
        schedule: &str,
    ) -> anyhow::Result<Self> {
        let leader = Node::start(site, database, "a", schedule).await?;
        until("a node leads", async || leader.leads()).await?;
        let follower = Node::start(site, database, "b", schedule).await?;
        Ok(Self { leader, follower })
    }

    /// Waits until the one that followed leads, after the other was hindered at a moment. Gives
    /// back how long nobody led.
    pub(super) async fn taken_over(&self, since: Instant) -> anyhow::Result<Duration> {
        let follower = &self.follower;
        until("the other node leads", async || follower.leads()).await?;
        let leads_since = follower.leads_since().unwrap_or_else(Instant::now);
        Ok(leads_since.saturating_duration_since(since))
    }
}

pub(super) async fn measure(
    arguments: &NodesArguments,
    database: Database,
) -> anyhow::Result<Table> {
    let site = Site::new(1, How::Sound, "")?;
    let mut pair = Pair::start(&site, &database, "off").await?;
    let (mut killed, mut paused) = (Vec::new(), Vec::new());
    // The folders of the two nodes: whoever was killed starts again on its own.
    let mut names = ["a", "b"];
    for _ in 0..arguments.takeovers {
        let since = Instant::now();
        pair.leader.server().signal("KILL")?;
        killed.push(pair.taken_over(since).await?);
        let Pair { leader, follower } = pair;
        drop(leader);
        let second = Node::start(&site, &database, names[0], "off").await?;
        pair = Pair {
            leader: follower,
            follower: second,
        };
        names.reverse();
    }
    for _ in 0..arguments.takeovers {
        let since = Instant::now();
        pair.leader.server().signal("STOP")?;
        let taken_over = pair.taken_over(since).await;
        // Also where nobody took over: it has to be able to end.
        pair.leader.server().signal("CONT")?;
        paused.push(taken_over?);
        let woken = &pair.leader;
        until("the one that was paused notices", async || !woken.leads()).await?;
        pair = Pair {
            leader: pair.follower,
            follower: pair.leader,
        };
    }
    let mut table = Table::new(
        "Until another node leads",
        &[
            "the leader is",
            "times",
            "shortest",
            "middle",
            "longest",
            "aim",
        ],
    );
    for (what, took) in [
        ("killed (`kill -9`)", &mut killed),
        ("paused (`SIGSTOP`)", &mut paused),
    ] {
        took.sort_unstable();
        let seconds = |time: Option<&Duration>| time.map_or(0.0, Duration::as_secs_f64);
        let longest = seconds(took.last());
        let aim = table.aim(longest, Aim::AtMost(AIM), Some("s"));
        table.row([
            what.to_owned(),
            took.len().to_string(),
            format!("{:.1} s", seconds(took.first())),
            format!("{:.1} s", seconds(took.get(took.len() / 2))),
            format!("{longest:.1} s"),
            aim,
        ]);
    }
    Ok(table)
}
