//! A crawl by the program in a process of its own: its time, its most
//! memory, and the report that it stored.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_index::Catalogue;
use chrono::Utc;

/// How often memory is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// What a crawl took.
pub(super) struct Measured {
    /// From the start of the process to its end, its backup included.
    pub(super) whole: Duration,
    /// The most memory that it had at once, in bytes.
    pub(super) memory: u64,
    /// Its report.
    pub(super) run: CrawlRun,
}

impl Measured {
    /// How long the crawl itself took, without start, judgement and backup.
    pub(super) fn crawling(&self) -> Duration {
        (self.run.ended_at - self.run.started_at)
            .to_std()
            .unwrap_or_default()
    }
}

/// The program that is measured: `bronwijzer` beside this one, as a build of the
/// whole workspace leaves it. Its log holds errors alone.
pub(crate) fn bronwijzer() -> anyhow::Result<Command> {
    let mut command = program()?;
    command.args(["--log", "error"]);
    Ok(command)
}

/// The same with its usual log.
pub(crate) fn program() -> anyhow::Result<Command> {
    let name = format!("bronwijzer{}", std::env::consts::EXE_SUFFIX);
    let program = std::env::current_exe()?.with_file_name(name);
    anyhow::ensure!(
        program.exists(),
        "{} is missing: build it with `cargo build --release --workspace`",
        program.display()
    );
    Ok(Command::new(program))
}

/// Crawls with the configuration in `dir`, into `dir/data`.
pub(super) fn crawl(dir: &Path) -> anyhow::Result<Measured> {
    let mut command = bronwijzer()?;
    command
        .arg("--config")
        .arg(dir.join("bronwijzer.toml"))
        .arg("crawl");
    crawl_by(&mut command, || catalogue(dir))
}

/// Crawls by a command, into a catalogue that can be opened after it.
pub(super) fn crawl_by(
    command: &mut Command,
    catalogue: impl FnOnce() -> anyhow::Result<Catalogue>,
) -> anyhow::Result<Measured> {
    let started = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .context("the crawl can't be started")?;
    let memory = watch(&mut child)?;
    let whole = started.elapsed();
    let status = child.wait()?;
    anyhow::ensure!(status.success(), "the crawl failed: {status}");
    let run = catalogue()?
        .crawl_runs(1, None)?
        .pop()
        .context("the crawl stored no report")?;
    Ok(Measured { whole, memory, run })
}

/// The catalogue that a crawl filled.
pub(super) fn catalogue(dir: &Path) -> anyhow::Result<Catalogue> {
    Ok(Catalogue::open(&dir.join("data"), Vec::new(), Utc::now())?.catalogue)
}

/// Waits for the end. Gives back the most memory that Linux counted, in bytes.
pub(super) fn watch(child: &mut Child) -> anyhow::Result<u64> {
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        peak = peak.max(memory(child, "VmHWM:").unwrap_or(0));
        std::thread::sleep(GLANCE);
    }
    Ok(peak)
}

/// Memory of a running process, in bytes: `VmRSS:` what it has, `VmHWM:` the
/// most it had.
pub(super) fn memory(child: &Child, what: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}
