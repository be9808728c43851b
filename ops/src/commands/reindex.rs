//! `bronwijzer reindex`: the search index anew, from the store alone.

use std::io::Write;

use crate::config::Config;
use crate::{Ending, parts};

pub(super) fn run(config: &Config) -> anyhow::Result<Ending> {
    let registry = parts::checked_registry(config)?;
    let repositories = parts::catalogue(config, &registry)?.reindex()?;
    writeln!(std::io::stdout(), "indexed {repositories} repositories")?;
    Ok(Ending::Complete)
}
