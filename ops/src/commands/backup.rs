//! `bronwijzer backup`: a backup beside the catalogue.

use std::io::Write;

use crate::config::Config;
use crate::{Ending, parts};

pub(super) fn run(config: &Config) -> anyhow::Result<Ending> {
    let registry = parts::checked_registry(config)?;
    let path = parts::catalogue(config, &registry)?.backup()?;
    writeln!(std::io::stdout(), "{}", path.display())?;
    Ok(Ending::Complete)
}
