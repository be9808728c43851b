//! `bronwijzer-bench`: measures the bronwijzer program, in the way that
//! BENCHMARKS.md reports. It is a program of its own, so that what people run
//! carries neither benchmarks nor stand-ins of forges.

mod compare;
mod crawl;
mod faults;
mod forge;
mod load;
mod made_up;
mod measured;
mod nodes;
mod reassess;
mod registry;
mod relevance;
mod search;
mod store;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Measure the bronwijzer program on this machine
///
/// It runs the `bronwijzer` that stands beside it: build both with
/// `cargo build --release --workspace`.
#[derive(Debug, Parser)]
#[command(name = "bronwijzer-bench", version)]
struct Cli {
    /// What to measure.
    #[command(subcommand)]
    command: Command,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
enum Command {
    /// Crawl a made-up GitHub: first, again with nothing changed, and through
    /// faults
    ///
    /// Exit status: 1 when the crawl through faults ends with other entries
    /// than the one without.
    Crawl {
        /// How many repositories it has
        #[arg(long, default_value_t = 10_000)]
        repositories: usize,
        /// How many accounts own them
        #[arg(long, default_value_t = 50)]
        accounts: usize,
        /// Crawl through faults too
        #[arg(long)]
        faults: bool,
    },
    /// Judge a made-up catalogue anew: the sample many times over, with texts
    Reassess {
        /// How many repositories it has
        #[arg(long, default_value_t = 100_000)]
        repositories: u64,
    },
    /// Kill the program in the middle of what it does, fill its disk and damage its files
    ///
    /// After each it is started again: everything that it acknowledged has to be there, and
    /// `verify` has to find all whole, or make it so. Exit status: 1 when anything is lost.
    Faults(faults::FaultsArguments),
    /// Load a made-up registry of organisations
    Registry {
        /// How many bodies it has
        #[arg(long, default_value_t = 10_000)]
        bodies: usize,
    },
    /// Ask judged queries over a corpus of real repositories: how well what is
    /// found first is what a person would want
    Relevance {
        /// The folder with the corpus
        #[arg(long, value_name = "DIR", default_value = "../shared/corpus")]
        corpus: PathBuf,
        /// Also list the queries that don't find all that was meant first
        #[arg(long)]
        misses: bool,
    },
    /// Ask a server with a made-up catalogue over HTTP: how long answers take,
    /// and how many it gives a second
    Search {
        /// How many repositories it has
        #[arg(long, default_value_t = 100_000)]
        repositories: u64,
        /// A folder to keep the catalogue in, and to take it from when it is
        /// there
        #[arg(long, value_name = "DIR")]
        keep: Option<PathBuf>,
        /// The folder with the scripts that start other servers with the same
        /// catalogue, to ask these too: `bench/peers`
        #[arg(long, value_name = "DIR")]
        peers: Option<PathBuf>,
    },
    /// Ask a server what visitors ask, at four fifths of what it can give, while
    /// crawls write
    ///
    /// Exit status: 1 when a request failed, when the slowest of a hundred
    /// answers take more than three times as long as in quiet, or when memory
    /// grows.
    Load {
        /// How many repositories the catalogue has
        #[arg(long, default_value_t = 10_000)]
        repositories: u64,
        /// For how many minutes
        #[arg(long, default_value_t = 10)]
        minutes: u64,
    },
    /// Several servers on one PostgreSQL, beside one that has its store alone
    ///
    /// Needs PostgreSQL's programs on this machine: a server of its own is started. Exit
    /// status: 1 when an aim is missed, or anything acknowledged is lost.
    Nodes(nodes::NodesArguments),
    /// Load a made-up catalogue by the program: what the store costs in time, memory and room
    Store {
        /// How many repositories it has
        #[arg(long, default_value_t = 10_000)]
        repositories: u64,
    },
    /// Be a server that answers the same entries from memory; prints its
    /// address
    #[command(hide = true)]
    Memory,
    /// Be the made-up GitHub; prints its address
    #[command(hide = true)]
    Forge {
        /// How many repositories it has
        #[arg(long)]
        repositories: usize,
        /// How many accounts own them
        #[arg(long)]
        accounts: usize,
        /// The moment that it is made at
        #[arg(long)]
        now: chrono::DateTime<chrono::Utc>,
        /// How it answers
        #[arg(long, value_enum, default_value = "sound")]
        how: forge::How,
    },
}

/// The program's own allocator, so that what runs in this process is measured
/// as it is there.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// How a measurement ended, when nothing stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// It is as it should be.
    Complete,
    /// What should be equal is not; the table says so.
    Different,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(Ending::Complete) => ExitCode::SUCCESS,
        Ok(Ending::Different) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bronwijzer-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<Ending> {
    match command {
        Command::Crawl {
            repositories,
            accounts,
            faults,
        } => crawl::run(repositories, accounts, faults),
        Command::Faults(arguments) => faults::run(&arguments),
        Command::Registry { bodies } => registry::run(bodies),
        Command::Reassess { repositories } => reassess::run(repositories),
        Command::Relevance { corpus, misses } => relevance::run(&corpus, misses),
        Command::Search {
            repositories,
            keep,
            peers,
        } => search::run(repositories, keep.as_deref(), peers.as_deref()),
        Command::Load {
            repositories,
            minutes,
        } => load::run(repositories, minutes),
        Command::Nodes(arguments) => nodes::run(&arguments),
        Command::Store { repositories } => store::run(repositories),
        Command::Memory => search::memory::run(),
        Command::Forge {
            repositories,
            accounts,
            now,
            how,
        } => forge::run(repositories, accounts, now, how),
    }
}
