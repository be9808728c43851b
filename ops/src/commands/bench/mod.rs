//! `bronwijzer bench`: measures, in the way that BENCHMARKS.md reports.

mod compare;
mod crawl;
mod forge;
mod measured;
mod reassess;

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
        BenchCommand::Forge {
            repositories,
            accounts,
            now,
            faults,
        } => forge::run(repositories, accounts, now, faults),
    }
}
