//! What the program is killed in, and what it acknowledges by each.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::Utc;
use clap::ValueEnum;
use serde_json::Value;
use tempfile::TempDir;

use super::damage::Damage;
use super::ledger::Ledger;
use super::members::{self, Spoken};
use super::place::Place;
use crate::search::server::{Server, signal};

/// How often it is looked whether a process has ended.
const GLANCE: Duration = Duration::from_millis(5);

/// What the program does when it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub(super) enum Operation {
    Import,
    Crawl,
    Statements,
    Reassess,
    Reindex,
    Backup,
    Snapshot,
    Serve,
    Restore,
    /// `verify --repair` of files that were damaged.
    Repair,
}

/// How long each takes when nothing is in its way.
#[derive(Debug, Default)]
pub(super) struct Typical(HashMap<Operation, Duration>);

impl Typical {
    pub(super) fn set(&mut self, operation: Operation, took: Duration) {
        self.0.insert(operation, took);
    }

    pub(super) fn of(&self, operation: Operation) -> Duration {
        self.0.get(&operation).copied().unwrap_or_default()
    }
}

/// After how long it is killed.
type Kill = Option<Duration>;

/// How an operation ended.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) killed: bool,
    /// How long it took, without what had to be done before it.
    pub(super) took: Duration,
    /// The data folder that it was done to, where that is a copy.
    pub(super) copy: Option<TempDir>,
}

impl Operation {
    pub(super) const ALL: [Self; 10] = [
        Self::Import,
        Self::Crawl,
        Self::Statements,
        Self::Reassess,
        Self::Reindex,
        Self::Backup,
        Self::Snapshot,
        Self::Serve,
        Self::Restore,
        Self::Repair,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Crawl => "crawl",
            Self::Statements => "statements",
            Self::Reassess => "reassess",
            Self::Reindex => "reindex",
            Self::Backup => "backup",
            Self::Snapshot => "snapshot",
            Self::Serve => "serve",
            Self::Restore => "restore",
            Self::Repair => "repair",
        }
    }

    /// Does it, and kills it where that is asked for; what was acknowledged goes into the
    /// ledger.
    pub(super) fn run(
        self,
        place: &mut Place,
        ledger: &mut Ledger,
        kill: Kill,
    ) -> anyhow::Result<Done> {
        match self {
            Self::Import => import(place, ledger, kill),
            Self::Crawl => crawl(place, ledger, kill),
            Self::Statements => statements(place, ledger, kill),
            Self::Serve => serve(place, kill),
            Self::Restore => restore(place, ledger, kill),
            Self::Repair => repair(place, kill),
            Self::Reassess => command(place, &["reassess"], kill).map(|ended| ended.done()),
            Self::Reindex => command(place, &["reindex"], kill).map(|ended| ended.done()),
            Self::Snapshot => {
                let ended = command(place, &["snapshot"], kill)?;
                if ended.succeeded {
                    ledger.snapshots = ledger.snapshots.max(1);
                }
                Ok(ended.done())
            }
            Self::Backup => {
                let ended = command(place, &["backup"], kill)?;
                if ended.succeeded {
                    let path = Path::new(ended.stdout.trim());
                    anyhow::ensure!(path.exists(), "there is no backup {}", path.display());
                }
                Ok(ended.done())
            }
        }
    }
}

/// A process that ended or was killed.
struct Ended {
    killed: bool,
    took: Duration,
    succeeded: bool,
    stdout: String,
}

impl Ended {
    fn done(&self) -> Done {
        Done {
            killed: self.killed,
            took: self.took,
            copy: None,
        }
    }
}

/// Runs a command, which has to succeed unless it is killed.
fn command(place: &Place, arguments: &[&str], kill: Kill) -> anyhow::Result<Ended> {
    let mut command = place.command(&place.data(), arguments)?;
    run(&mut command, kill, |_| {})
}

/// Runs a command to its end, at which it has to succeed, or until it is killed. Each line of
/// its log goes to `heard`.
fn run(
    command: &mut Command,
    kill: Kill,
    heard: impl Fn(&str) + Send + 'static,
) -> anyhow::Result<Ended> {
    let (ended, last) = run_however(command, kill, heard)?;
    anyhow::ensure!(
        ended.killed || ended.succeeded,
        "{command:?} does not succeed: {last}"
    );
    Ok(ended)
}

/// The same, however it ends. Gives back the last line of its log too.
fn run_however(
    command: &mut Command,
    kill: Kill,
    heard: impl Fn(&str) + Send + 'static,
) -> anyhow::Result<(Ended, String)> {
    let started = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take().context("no standard output")?;
    let stderr = child.stderr.take().context("no standard error")?;
    let reading = thread::spawn(move || {
        let mut text = String::new();
        // What a process writes that is killed may break off.
        let _ = BufReader::new(stdout).read_to_string(&mut text);
        text
    });
    let log = thread::spawn(move || {
        let mut last = String::new();
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            heard(&line);
            last = line;
        }
        last
    });
    let killed = match kill {
        Some(after) => kill_after(&mut child, after)?,
        None => false,
    };
    let status = child.wait()?;
    let stdout = reading.join().unwrap_or_default();
    let last = log.join().unwrap_or_default();
    let ended = Ended {
        killed,
        took: started.elapsed(),
        succeeded: status.success(),
        stdout,
    };
    Ok((ended, last))
}

/// Kills a process after a time, by SIGKILL. Gives back whether it still ran.
fn kill_after(child: &mut Child, after: Duration) -> anyhow::Result<bool> {
    let started = Instant::now();
    while started.elapsed() < after {
        if child.try_wait()?.is_some() {
            return Ok(false);
        }
        thread::sleep(GLANCE.min(after));
    }
    let ran = child.try_wait()?.is_none();
    // On Unix this is SIGKILL.
    child.kill()?;
    Ok(ran)
}

fn import(place: &mut Place, ledger: &mut Ledger, kill: Kill) -> anyhow::Result<Done> {
    place.imports += 1;
    let (file, described) = place.import_file(place.imports)?;
    let file = file.display().to_string();
    let ended = command(place, &["import", &file], kill)?;
    // It may have ended well just before it was killed: what it printed counts.
    let acknowledged = ended.stdout.contains("imported");
    ledger.import(described, acknowledged);
    Ok(ended.done())
}

fn crawl(place: &mut Place, ledger: &mut Ledger, kill: Kill) -> anyhow::Result<Done> {
    let stored = Arc::new(Mutex::new(0_u64));
    let began = Utc::now();
    let mut command = place.command(&place.data(), &["crawl", "--full"])?;
    let count = Arc::clone(&stored);
    let ended = run(&mut command, kill, move |line| {
        let line: Value = serde_json::from_str(line).unwrap_or_default();
        if line["fields"]["message"] == "stored" {
            let repositories = line["fields"]["repositories"].as_u64();
            *count.lock().unwrap_or_else(PoisonError::into_inner) +=
                repositories.unwrap_or_default();
        }
    })?;
    let stored = *stored.lock().unwrap_or_else(PoisonError::into_inner);
    let stored = usize::try_from(stored).unwrap_or_default();
    let stored = stored.min(place.crawled);
    if ended.succeeded {
        ledger.runs += 1;
        ledger.snapshots = ledger.snapshots.max(1);
    }
    ledger.crawled = ledger.crawled.max(stored);
    ledger.seen_since = Some((began, stored));
    Ok(ended.done())
}

/// A server that runs.
fn serving(place: &Place) -> anyhow::Result<Server> {
    let mut command = place.command(&place.data(), &["serve"])?;
    Server::serve(command.stderr(Stdio::null()))
}

/// Goes back to a backup over what was imported since: all of one or all of the other is there
/// after it, whenever it is killed.
fn restore(place: &mut Place, ledger: &mut Ledger, kill: Kill) -> anyhow::Result<Done> {
    let ended = command(place, &["backup"], None)?;
    // A restore makes a backup too, and the oldest of them goes.
    let file = place.set_aside(Path::new(ended.stdout.trim()))?;
    let before = ledger.imported();
    import(place, ledger, None)?;
    let file = file.display().to_string();
    let ended = command(place, &["restore", &file], kill)?;
    let mut lines = ended.stdout.lines();
    let acknowledged = lines.any(|line| line.starts_with("restored "));
    ledger.restore(before, acknowledged);
    Ok(ended.done())
}

/// Repairs damaged files of a copy of the data folder.
fn repair(place: &mut Place, kill: Kill) -> anyhow::Result<Done> {
    // All of it in two backups, so that one of them may be damaged too.
    for _ in 0..2 {
        place.succeed(&["backup"])?;
    }
    let copy = place.copy_of_data()?;
    place.repairs += 1;
    let damage = Damage::ALL[place.repairs % Damage::ALL.len()];
    damage.do_to(copy.path(), &mut place.rng)?;
    let mut command = place.command(copy.path(), &["verify", "--repair"])?;
    let (ended, _) = run_however(&mut command, kill, |_| {})?;
    Ok(Done {
        copy: Some(copy),
        ..ended.done()
    })
}

fn statements(place: &mut Place, ledger: &mut Ledger, kill: Kill) -> anyhow::Result<Done> {
    let started = Instant::now();
    let mut server = serving(place)?;
    let repository = place.a_repository().to_owned();
    let runtime = tokio::runtime::Runtime::new()?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let killing = kill.map(|after| {
        // In the middle of one, or between two: the server runs already.
        let after = after / 4;
        let process = server.id();
        thread::spawn(move || {
            thread::sleep(after);
            signal(process, "KILL")
        })
    });
    for _ in 0..members::A_ROUND {
        let member = members::quietest(&mut place.members)?;
        let said = members::speak(&client, server.address(), member, &repository);
        match runtime.block_on(said)? {
            Spoken::Acknowledged(text) => ledger.statements.insert(text),
            Spoken::Refused(answer) => anyhow::bail!("a statement was refused: {answer}"),
            Spoken::Unanswered => break,
        };
    }
    let Some(killing) = killing else {
        server.stop()?;
        return Ok(Done {
            killed: false,
            took: started.elapsed(),
            copy: None,
        });
    };
    let sent = killing.join();
    anyhow::ensure!(
        sent.is_ok_and(|sent| sent.is_ok()),
        "the server can't be killed"
    );
    server.wait()?;
    Ok(Done {
        killed: true,
        took: started.elapsed(),
        copy: None,
    })
}

/// A server that starts, answers and stops.
fn serve(place: &mut Place, kill: Kill) -> anyhow::Result<Done> {
    let started = Instant::now();
    let Some(after) = kill else {
        let server = serving(place)?;
        let runtime = tokio::runtime::Runtime::new()?;
        let client = reqwest::Client::builder().no_proxy().build()?;
        let asked = client.get(format!("{}health/ready", server.address()));
        let answer = runtime.block_on(asked.send())?;
        anyhow::ensure!(answer.status().is_success(), "the server is not ready");
        server.stop()?;
        return Ok(Done {
            killed: false,
            took: started.elapsed(),
            copy: None,
        });
    };
    let mut command = place.command(&place.data(), &["serve"])?;
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let killed = kill_after(&mut child, after)?;
    child.wait()?;
    Ok(Done {
        killed,
        took: started.elapsed(),
        copy: None,
    })
}
