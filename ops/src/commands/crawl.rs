//! `bronwijzer crawl`: one crawl, and its report.

use std::io::Write;

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::crawl::{Scope, crawl};
use chrono::Utc;

use crate::config::Config;
use crate::report::Report;
use crate::{Ending, parts, progress};

pub(super) fn run(
    config: &Config,
    organisation: Option<String>,
    account: Option<AccountUrl>,
) -> anyhow::Result<Ending> {
    let registry = parts::checked_registry(config)?;
    let catalogue = parts::catalogue(config, &registry)?;
    let scope = Scope {
        organisation,
        account,
    };
    let progress = progress::for_terminal_or_log();
    let runtime = tokio::runtime::Runtime::new()?;
    let run = runtime.block_on(crawl(
        &registry,
        &config.forge_configs(),
        &scope,
        &catalogue.sink(),
        &*progress,
    ))?;
    drop(progress);
    catalogue.reassess(Utc::now())?;
    catalogue.backup()?;
    let report = Report(&run);
    write!(std::io::stdout(), "{report}")?;
    Ok(if report.is_complete() {
        Ending::Complete
    } else {
        Ending::Incomplete
    })
}
