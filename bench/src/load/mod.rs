//! `bronwijzer-bench load`: mixed traffic at four fifths of what the server can give, while
//! crawls write.

pub(crate) mod clients;
pub(crate) mod traffic;

use std::io::Write;
use std::time::Duration;

use anyhow::Context;

use self::clients::{Asked, at_rate, closed};
use self::traffic::Traffic;
use crate::Ending;
use crate::crawl::Forge;
use crate::forge::How;
use crate::made_up::MadeUp;
use crate::measured::bronwijzer;
use crate::search::server::Server;

/// The seed of catalogue and traffic.
const SEED: u64 = 1;

/// How long the most is looked for, while crawls write all the time.
const PEAK: Duration = Duration::from_secs(60);

/// How long the measurement in quiet takes, and that of the same load without any crawl.
const BEFORE: Duration = Duration::from_secs(30);
const UNCRAWLED: Duration = Duration::from_secs(60);

/// What is asked before anything is measured.
const WARM_UP: Duration = Duration::from_secs(10);

/// Of the most that the server gives, what it is asked in quiet, and under load.
const QUIET: f64 = 0.1;
const LOAD: f64 = 0.8;

/// How much slower the slowest of a hundred may be under load than in quiet.
const SLOWER: f64 = 3.0;

/// The parts of the time that are told of one by one: a crawl takes one or two of them.
const PART: Duration = Duration::from_secs(10);

/// How much more memory of its own the server may have in the last quarter than in the second.
const MORE: f64 = 1.1;

/// What is crawled meanwhile, and by how many accounts it is owned.
const CRAWLED: usize = 2_000;
const ACCOUNTS: usize = 20;

/// When crawls begin: every ten seconds, or when the one before ends, so that one is nearly always
/// under way.
const SCHEDULE: &str = "*/10 * * * * *";

pub(super) fn run(repositories: u64, minutes: u64) -> anyhow::Result<Ending> {
    let dir = tempfile::tempdir()?;
    let now = chrono::Utc::now() - chrono::TimeDelta::minutes(1);
    let _forge = Forge::start(dir.path(), CRAWLED, ACCOUNTS, now, How::Changing, "")?;
    let file = dir.path().join("catalogue.ndjson");
    MadeUp::new(SEED).write(repositories, std::fs::File::create(&file)?)?;
    let config = dir.path().join("bronwijzer.toml");
    for arguments in [
        &["import".as_ref(), file.as_os_str()][..],
        &["crawl".as_ref()],
    ] {
        let done = bronwijzer()?
            .arg("--config")
            .arg(&config)
            .args(arguments)
            .stdout(std::process::Stdio::null())
            .status()?;
        anyhow::ensure!(done.success(), "the catalogue can't be filled");
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{repositories} repositories, {minutes} minutes\n\n| | |\n|---|---|"
    )?;
    runtime.block_on(measure(&config, minutes, &mut out))
}

async fn measure(
    config: &std::path::Path,
    minutes: u64,
    out: &mut impl Write,
) -> anyhow::Result<Ending> {
    // What it gives while crawls write: they take their part of the cores, and what was kept of
    // the state before is of no use any more.
    let peak = {
        let (_server, mut traffic) = start(config, SCHEDULE).await?;
        closed(&mut traffic, WARM_UP).await;
        closed(&mut traffic, PEAK).await
    };
    writeln!(out, "| answers a second, at most | {:.0} |", peak.rate())?;
    let (quiet, uncrawled) = {
        let (server, mut traffic) = start(config, "off").await?;
        closed(&mut traffic, WARM_UP).await;
        let quiet = at_rate(&server, &mut traffic, peak.rate() * QUIET, BEFORE).await;
        let uncrawled = at_rate(&server, &mut traffic, peak.rate() * LOAD, UNCRAWLED).await;
        (quiet, uncrawled)
    };
    row(out, "in quiet", &quiet)?;
    row(out, "under load, without a crawl", &uncrawled)?;
    let (server, mut traffic) = start(config, SCHEDULE).await?;
    closed(&mut traffic, WARM_UP).await;
    let before = crawls(&traffic).await?;
    let time = Duration::from_secs(60 * minutes);
    let load = at_rate(&server, &mut traffic, peak.rate() * LOAD, time).await;
    row(out, "under load", &load)?;
    let in_quiet = quiet.by_kind();
    for (kind, times) in load.by_kind() {
        let before = in_quiet.get(&kind).map(Vec::as_slice).unwrap_or_default();
        writeln!(
            out,
            "| {kind:?}: {} answers, p50 / p99, in quiet | {:.1} / {:.1}, {:.1} / {:.1} ms |",
            times.len(),
            milliseconds(at(&times, 50)),
            milliseconds(at(&times, 99)),
            milliseconds(at(before, 50)),
            milliseconds(at(before, 99)),
        )?;
    }
    let parts = load.p99_by(PART).into_iter().map(milliseconds);
    let parts: Vec<String> = parts.map(|time| format!("{time:.0}")).collect();
    writeln!(
        out,
        "| p99 of each {} seconds | {} ms |",
        PART.as_secs(),
        parts.join(", ")
    )?;
    let crawled = crawls(&traffic).await?.saturating_sub(before);
    let times = |of: &Asked| load.at(99).as_secs_f64() / of.at(99).as_secs_f64().max(f64::EPSILON);
    let slower = times(&quiet);
    let (second, last) = load.memory_of_quarters();
    writeln!(out, "| crawls that ended meanwhile | {crawled} |")?;
    writeln!(
        out,
        "| p99 under load, as times that in quiet | {slower:.1} |"
    )?;
    writeln!(
        out,
        "| as times that of the same load without a crawl | {:.1} |",
        times(&uncrawled)
    )?;
    writeln!(
        out,
        "| own memory, in the second and in the last quarter | {second:.0} / {last:.0} MiB |"
    )?;
    let all = [&peak, &quiet, &uncrawled, &load];
    let failures = || all.iter().flat_map(|asked| &asked.failures);
    let failed = failures().count();
    writeln!(out, "| requests that failed | {failed} |")?;
    for failure in failures().take(5) {
        writeln!(out, "| | {failure} |")?;
    }
    let holds = failed == 0 && crawled > 0 && slower <= SLOWER && last <= second * MORE;
    Ok(if holds {
        Ending::Complete
    } else {
        Ending::Different
    })
}

/// Starts the server, and gets ready to ask it what visitors ask.
async fn start(config: &std::path::Path, schedule: &str) -> anyhow::Result<(Server, Traffic)> {
    let mut command = bronwijzer()?;
    command.arg("--config").arg(config);
    command.args(["--listen", "127.0.0.1:0", "--schedule", schedule, "serve"]);
    let server = Server::serve(&mut command)?;
    let traffic = traffic_of(&server).await?;
    Ok((server, traffic))
}

/// What visitors ask a server, once it is ready.
pub(crate) async fn traffic_of(server: &Server) -> anyhow::Result<Traffic> {
    let address = server.address();
    server.wait_for(&format!("{address}health/ready")).await;
    let repositories = crate::search::pages::addresses(server).await?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    Ok(Traffic::new(address.to_owned(), client, repositories))
}

/// How many crawls have ended.
async fn crawls(traffic: &Traffic) -> anyhow::Result<u64> {
    let answer = traffic
        .query("{ crawlRuns(first: 1) { total } }")
        .await
        .context("the server does not tell of its crawls")?;
    answer["data"]["crawlRuns"]["total"]
        .as_u64()
        .context("the server does not count its crawls")
}

fn row(out: &mut impl Write, what: &str, asked: &Asked) -> std::io::Result<()> {
    writeln!(
        out,
        "| {what}, {:.0} a second: p50 / p99 / slowest | {:.1} / {:.1} / {:.1} ms |",
        asked.rate(),
        milliseconds(asked.at(50)),
        milliseconds(asked.at(99)),
        milliseconds(asked.at(100))
    )
}

/// The time within which so many of a hundred were answered; `times` are in order.
pub(crate) fn at(times: &[Duration], percent: usize) -> Duration {
    let at = times.len() * percent / 100;
    times.get(at).or(times.last()).copied().unwrap_or_default()
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
