//! `bronwijzer bench`: measures, in the way that BENCHMARKS.md reports.

mod compare;
mod crawl;
mod forge;
mod made_up;
mod measured;
mod reassess;
mod relevance;
mod search;

use crate::Ending;
use crate::cli::BenchCommand;

pub(super) fn run(command: BenchCommand) -> anyhow::Result<Ending> {
    match command {
        BenchCommand::Crawl {
            repositories,
            accounts,
            faults,
        } => crawl::run(repositories, accounts, faults),
        BenchCommand::Reassess { repositories } => reassess::run(repositories),
        BenchCommand::Relevance { corpus, misses } => relevance::run(&corpus, misses),
        BenchCommand::Search {
            repositories,
            keep,
            peers,
        } => search::run(repositories, keep.as_deref(), peers.as_deref()),
        BenchCommand::Memory => search::memory::run(),
        BenchCommand::Forge {
            repositories,
            accounts,
            now,
            faults,
        } => forge::run(repositories, accounts, now, faults),
    }
}
