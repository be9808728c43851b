//! The commands, one file each.

mod backup;
mod check;
mod config_show;
mod crawl;
mod discover;
mod doctor;
mod export;
mod generate;
mod health;
mod import;
mod mcp;
mod members;
mod move_store;
mod organisations;
mod reassess;
mod reindex;
mod remove;
pub(crate) mod request;
mod restore;
mod schema;
mod serve;
pub(crate) mod session;
mod snapshot;
mod verify;

use bronwijzer_crawler::crawl::Scope;

use crate::Ending;
use crate::cli::{Command, ConfigCommand};
use crate::config::Config;

use request::Request;
use session::Local;

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
        Command::Doctor(arguments) => doctor::run(&config, &arguments),
        Command::Generate { folder } => generate::run(&folder),
        Command::Health => health::run(&config),
        Command::Reassess => request::run(&config, Request::Reassess, Local::new()),
        Command::Check(arguments) => check::run(&config, &arguments),
        Command::Verify(arguments) => verify::run(&config, arguments),
        Command::Reindex => request::run(&config, Request::Reindex, Local::new()),
        Command::Import {
            file,
            forgotten,
            with_members,
        } => {
            let name = request::name_of(&file);
            let import = Request::Import {
                name,
                forgotten,
                with_members,
            };
            request::run(&config, import, Local::reading(&file))
        }
        Command::Remove {
            what,
            reason,
            backups,
            ..
        } => {
            let request = match what {
                Some(what) => Request::Remove { what, reason },
                None if backups => Request::Cleanse,
                None => Request::Removals,
            };
            request::run(&config, request, Local::new())
        }
        Command::Export { file } => request::run(&config, Request::Export, Local::writing(&file)),
        Command::Backup => request::run(&config, Request::Backup, Local::new()),
        Command::Restore(arguments) => restore::run(&config, arguments),
        Command::Snapshot => request::run(&config, Request::Snapshot, Local::new()),
        Command::MoveStore { from, to } => move_store::run(&from, &to),
        Command::Organisations { command } => organisations::run(&config, command),
        Command::Members { command } => {
            request::run(&config, Request::Members(command), Local::new())
        }
        Command::Config {
            command: ConfigCommand::Show,
        } => config_show::run(&config),
        Command::Mcp { url } => mcp::run(&config, url),
        Command::Schema => schema::run(),
    }
}
