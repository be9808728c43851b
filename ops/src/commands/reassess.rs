//! `bronwijzer reassess`: every verdict anew, from stored facts alone.

use std::io::Write;

use chrono::Utc;

use crate::config::Config;
use crate::{Ending, parts};

pub(super) fn run(config: &Config) -> anyhow::Result<Ending> {
    let registry = parts::checked_registry(config)?;
    let catalogue = parts::catalogue(config, &registry)?;
    let now = Utc::now();
    let reassessed = catalogue.reassess(now)?;
    catalogue.take_snapshot(now)?;
    let repositories = catalogue.summary()?.repositories;
    writeln!(
        std::io::stdout(),
        "reassessed {repositories} repositories: {} have new verdicts; {} statuses changed because of new rules and {} because of time",
        reassessed.updated,
        reassessed.by_rules,
        reassessed.by_time
    )?;
    Ok(Ending::Complete)
}
