//! `bronwijzer crawl`: one crawl, and its report.

use std::io::Write;

use bronwijzer_crawler::crawl::{CrawlOptions, Scope, crawl};
use chrono::Utc;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::report::Report;
use crate::serving::stop_signal;
use crate::{Ending, outside, parts, progress};

pub(super) fn run(config: &Config, scope: Scope, full: bool) -> anyhow::Result<Ending> {
    let registry = parts::checked_registry(config)?;
    let catalogue = parts::catalogue(config, &registry)?;
    let registry = parts::with_corrections(config, &registry, &catalogue);
    let progress = progress::for_terminal_or_log();
    let runtime = tokio::runtime::Runtime::new()?;
    let stop = CancellationToken::new();
    runtime.spawn({
        let stop = stop.clone();
        async move {
            stop_signal().await;
            tracing::info!("stopping after the current batch");
            stop.cancel();
        }
    });
    // Who crawls a part waits for that part.
    let is_whole = scope.is_all();
    let options = CrawlOptions {
        scope,
        full,
        ..config.crawl_options(stop.clone())
    };
    let run = runtime.block_on(crawl(
        &registry,
        &config.forge_configs(),
        &options,
        &catalogue.sink(),
        &*progress,
    ))?;
    drop(progress);
    let sources = if is_whole {
        runtime.block_on(outside::ask(&config.outside, &catalogue, &stop))?
    } else {
        Vec::new()
    };
    let now = Utc::now();
    catalogue.reassess(now)?;
    catalogue.community().run_due(now)?;
    catalogue.take_snapshot(now)?;
    catalogue.backup()?;
    catalogue.cleanse_backups()?;
    let report = Report(&run);
    let mut out = crate::terminal::stdout();
    write!(out, "{report}")?;
    for source in &sources {
        write!(out, "{source}")?;
    }
    Ok(if report.is_complete() {
        Ending::Complete
    } else {
        Ending::Incomplete
    })
}
