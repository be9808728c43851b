//! `bronwijzer-bench nodes`: several servers on one PostgreSQL, beside one that has its store in
//! its data folder. Everything of a run stands beside what it is compared with, as ratios of the
//! same run hold on any machine.
//!
//! | file | what |
//! |---|---|
//! | `site.rs` | a configuration, a made-up forge, and the servers that run with it |
//! | `reads.rs` | answers a second: one node beside sled, and two behind a balancer |
//! | `balancer.rs` | the balancer |
//! | `writes.rs` | crawls and imports beside sled |
//! | `lag.rs` | how long one node shows less than another |
//! | `takeover.rs` | how long nobody leads |
//! | `kills.rs` | kills under load, and what was acknowledged before them |
//! | `table.rs` | the tables |

mod balancer;
mod kills;
mod lag;
mod reads;
mod site;
mod table;
mod takeover;
mod writes;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use bronwijzer_testing::postgres;
use clap::{Args, ValueEnum};

use crate::Ending;
use site::Database;
use table::Table;

/// What a server of PostgreSQL has in use: what it acknowledged is on the disk.
const DURABLE: [(&str, &str); 3] = [
    ("fsync", "on"),
    ("full_page_writes", "on"),
    ("shared_buffers", "128MB"),
];

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Answers a second of one node on PostgreSQL beside one on sled
    Reads,
    /// Answers a second of two nodes behind a balancer beside one node
    Balanced,
    /// Repositories a second of a crawl into PostgreSQL beside one into sled
    Crawl,
    /// An import into PostgreSQL beside one into sled
    Import,
    /// How long one node shows less than another, during a crawl
    Lag,
    /// How long nobody leads once the leader is killed or hangs
    Takeover,
    /// Kills of the leader, the follower and PostgreSQL under load: nothing acknowledged may be
    /// lost
    Kills,
}

/// What is measured, and how much of it.
#[derive(Debug, Args)]
pub(crate) struct NodesArguments {
    /// Measure these alone, with commas between
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PARTS")]
    only: Vec<Part>,
    /// How many repositories the catalogue has that is read
    #[arg(long, default_value_t = 10_000)]
    repositories: u64,
    /// How many repositories the made-up forge has that is crawled
    #[arg(long, default_value_t = 2_000)]
    crawled: usize,
    /// For how many seconds each server is asked in a turn
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// How many statements are followed from one node to the other
    #[arg(long, default_value_t = 200)]
    writes: usize,
    /// How often the leader is killed, and how often it is paused, to see who takes over
    #[arg(long, default_value_t = 5)]
    takeovers: usize,
    /// How often a node or the database is killed under load
    #[arg(long, default_value_t = 50)]
    kills: usize,
    /// How many repositories are imported
    #[arg(long, default_value_t = 10_000)]
    import: u64,
    /// Import into an empty catalogue alone: not once more, and no backup
    #[arg(long)]
    once: bool,
    /// The seed of what is killed when
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Keep the data folders and logs of nodes in this folder where kills cost them anything
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

pub(crate) fn run(arguments: &NodesArguments) -> anyhow::Result<Ending> {
    let server = postgres::Server::start(&DURABLE)
        .context("PostgreSQL is not installed here: `apt-get install postgresql`")?;
    let parts = match arguments.only.as_slice() {
        [] => Part::value_variants(),
        some => some,
    };
    let runtime = tokio::runtime::Runtime::new()?;
    let mut out = std::io::stdout();
    let mut holds = true;
    for part in parts {
        let table = runtime.block_on(part.measure(arguments, &server))?;
        holds &= table.holds();
        writeln!(out, "{table}")?;
        out.flush()?;
    }
    Ok(if holds {
        Ending::Complete
    } else {
        Ending::Different
    })
}

impl Part {
    async fn measure(
        self,
        arguments: &NodesArguments,
        server: &postgres::Server,
    ) -> anyhow::Result<Table> {
        let database = || Database::new(server);
        match self {
            // Each is a large future, and a debug build keeps all of them on one stack.
            Self::Reads => Box::pin(reads::beside_sled(arguments, database())).await,
            Self::Balanced => Box::pin(reads::balanced(arguments, database())).await,
            Self::Crawl => writes::crawls(arguments, database),
            Self::Import => writes::imports(arguments, database),
            Self::Lag => Box::pin(lag::measure(arguments, database())).await,
            Self::Takeover => Box::pin(takeover::measure(arguments, database())).await,
            Self::Kills => Box::pin(kills::measure(arguments, server)).await,
        }
    }
}
