//! `bronwijzer snapshot`: the figures of open by default as they are today.

use std::io::Write;

use chrono::Utc;

use crate::config::Config;
use crate::{Ending, parts};

pub(super) fn run(config: &Config) -> anyhow::Result<Ending> {
    let registry = parts::checked_registry(config)?;
    let catalogue = parts::catalogue(config, &registry)?;
    let now = Utc::now();
    catalogue.reassess(now)?;
    let mut out = std::io::stdout();
    match catalogue.take_snapshot(now)? {
        0 => {
            writeln!(
                out,
                "no snapshot taken: the catalogue holds only the sample, or a later day already has one"
            )?;
            Ok(Ending::Incomplete)
        }
        scopes => {
            writeln!(
                out,
                "took the snapshot for {}: {scopes} scopes",
                now.date_naive()
            )?;
            Ok(Ending::Complete)
        }
    }
}
