//! The commands, one file each.

mod backup;
mod check;
mod config_show;
mod crawl;
mod discover;
mod export;
mod forget;
mod import;
mod mcp;
pub(crate) mod members;
mod organisations;
mod reassess;
mod reindex;
mod schema;
mod serve;
pub(crate) mod session;
mod snapshot;
mod verify;

use bronwijzer_crawler::crawl::Scope;

use crate::Ending;
use crate::cli::{Command, ConfigCommand};
use crate::config::Config;

/// Runs a command to its end.
pub(crate) fn run(command: Command, config: Config) -> anyhow::Result<Ending> {
    match command {
        Command::Serve => serve::run(config),
        Command::Crawl {
            organisation,
            account,
            url,
            full,
        } => {
            let scope = Scope {
                organisation,
                account,
                repository: url,
            };
            crawl::run(&config, scope, full)
        }
        Command::Discover(arguments) => discover::run(&config, &arguments),
        Command::Reassess => reassess::run(&config),
        Command::Check(arguments) => check::run(&config, &arguments),
        Command::Reindex => reindex::run(&config),
        Command::Verify(arguments) => verify::run(&config, arguments),
        Command::Import { file, forgotten } => import::run(&config, &file, forgotten),
        Command::Forget { url } => forget::run(&config, &url),
        Command::Export { file } => export::run(&config, &file),
        Command::Backup => backup::run(&config),
        Command::Snapshot => snapshot::run(&config),
        Command::Organisations { command } => organisations::run(&config, command),
        Command::Members { command } => members::run(&config, command),
        Command::Config {
            command: ConfigCommand::Show,
        } => config_show::run(&config),
        Command::Mcp { url } => mcp::run(&config, url),
        Command::Schema => schema::run(),
    }
}
