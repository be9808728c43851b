//! The `bronwijzer` binary: configuration, schedule and commands around the
//! catalogue. It holds no rule about repositories.

mod cli;
mod commands;
mod config;
mod exchange;
mod index_snapshots;
mod logging;
mod metrics;
mod off_site;
mod outside;
mod parts;
mod progress;
mod report;
mod schedule;
mod serving;
mod storage;
mod terminal;
mod traces;
mod web;
mod whole_file;

use std::io::ErrorKind;
use std::process::ExitCode;
use std::time::SystemTime;

use bronwijzer_crawler::crawl::CrawlError;
use clap::Parser;
use serde::{Deserialize, Serialize};

use cli::Cli;
use config::{Config, ConfigError};
use traces::Traces;

/// Judging and answering make many small things on several threads at once; the
/// system's allocator makes those wait for each other. This one gives back what
/// one thread made and another freed; how soon is in `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// How a command ended, when nothing stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Ending {
    /// All was done.
    Complete,
    /// A part could not be done; the command has said which.
    Incomplete,
    /// What was asked about can't be read; the command has said which.
    Unreadable,
}

/// The exit status of a command that did a part.
const INCOMPLETE: u8 = 1;

/// The exit status when the question was wrong: usage, configuration, or a file
/// that can't be read.
const MISUSE: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(Ending::Complete) => ExitCode::SUCCESS,
        Ok(Ending::Incomplete) => ExitCode::from(INCOMPLETE),
        Ok(Ending::Unreadable) => ExitCode::from(MISUSE),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::complain(&format!("bronwijzer: {error:#}"));
            ExitCode::from(if is_misuse(&error) {
                MISUSE
            } else {
                INCOMPLETE
            })
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<Ending> {
    // chrono panics at such a moment, and everything is dated.
    anyhow::ensure!(
        SystemTime::now() >= SystemTime::UNIX_EPOCH,
        "the clock of this machine stands before 1970; set it and try again"
    );
    let config = Config::resolve(&cli.flags, &|name| std::env::var_os(name))?;
    // Dropped at the end, which sends what was traced last.
    let traces = config.traces.as_ref().map(Traces::begin).transpose()?;
    let settings = &config.settings;
    logging::start(
        settings.log.value,
        settings.log_format.value,
        traces.as_ref(),
    );
    commands::run(cli.command.unwrap_or_default(), config)
}

/// Whether whoever read the output stopped reading, as `head` does.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<std::io::Error>();
    cause.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

fn is_misuse(error: &anyhow::Error) -> bool {
    let wrong_scope = matches!(
        error.downcast_ref::<CrawlError>(),
        Some(
            CrawlError::NoSuchOrganisation(_)
                | CrawlError::NoSuchAccount(_)
                | CrawlError::NotInRegistry(_)
        )
    );
    wrong_scope || error.is::<ConfigError>()
}
