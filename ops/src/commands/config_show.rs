//! `bronwijzer config show`: what holds, and where it came from.

use std::io::Write;

use crate::Ending;
use crate::config::Config;

pub(super) fn run(config: &Config) -> anyhow::Result<Ending> {
    write!(std::io::stdout(), "{config}")?;
    Ok(Ending::Complete)
}
