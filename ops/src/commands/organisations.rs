//! `bronwijzer organisations`: the registry, what is wrong with it, and the long list of
//! bodies.

mod export;
mod import;
mod update;

use std::io::Write;

use crate::cli::OrganisationsCommand;
use crate::config::Config;
use crate::{Ending, parts};

pub(super) fn run(
    config: &Config,
    command: Option<OrganisationsCommand>,
) -> anyhow::Result<Ending> {
    match command {
        None => list(config),
        Some(OrganisationsCommand::Update(arguments)) => update::run(config, &arguments),
        Some(OrganisationsCommand::Export(arguments)) => export::run(config, &arguments),
        Some(OrganisationsCommand::Import(arguments)) => import::run(&arguments),
    }
}

fn list(config: &Config) -> anyhow::Result<Ending> {
    let registry = parts::registry(config)?;
    let mut out = crate::terminal::stdout();
    for organisation in &registry.organisations {
        let ended = organisation.ended.as_ref();
        writeln!(
            out,
            "{:<44} {:<13} {:>2} accounts  {}{}",
            organisation.slug.as_str(),
            organisation.organisation_type.as_str(),
            organisation.accounts.len(),
            organisation.name,
            ended.map_or(String::new(), |ended| format!(" (ended {})", ended.on)),
        )?;
    }
    let count = registry.organisations.len();
    let problems = registry.problems.len();
    writeln!(out, "{count} organisations, {problems} problems")?;
    for doubtful in &registry.unconfirmed {
        let (account, organisation) = (&doubtful.account, &doubtful.organisation);
        writeln!(out, "unconfirmed: {account} of {organisation}")?;
    }
    for problem in &registry.problems {
        writeln!(out, "{problem}")?;
    }
    Ok(if registry.problems.is_empty() {
        Ending::Complete
    } else {
        Ending::Incomplete
    })
}
