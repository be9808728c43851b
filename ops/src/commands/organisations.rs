//! `bronwijzer organisations`: the registry, and what is wrong with it.

use std::io::Write;

use crate::config::Config;
use crate::{Ending, parts};

pub(super) fn run(config: &Config) -> anyhow::Result<Ending> {
    let registry = parts::registry(config)?;
    let mut out = std::io::stdout().lock();
    for organisation in &registry.organisations {
        writeln!(
            out,
            "{:<44} {:<13} {:>2} accounts  {}",
            organisation.slug.as_str(),
            organisation.organisation_type.as_str(),
            organisation.accounts.len(),
            organisation.name
        )?;
    }
    writeln!(
        out,
        "{} organisations, {} problems",
        registry.organisations.len(),
        registry.problems.len()
    )?;
    for problem in &registry.problems {
        writeln!(out, "{problem}")?;
    }
    Ok(if registry.problems.is_empty() {
        Ending::Complete
    } else {
        Ending::Incomplete
    })
}
