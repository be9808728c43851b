//! Log lines on standard error, so that standard output stays for results.

use std::io::{IsTerminal, stderr};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::config::LogFormat;

/// Starts logging. `level` is for this project; what it is built on speaks only
/// of warnings and errors.
pub(crate) fn start(level: LevelFilter, format: LogFormat) {
    let others = level.min(LevelFilter::WARN);
    let filter = Targets::new()
        .with_default(others)
        .with_target("bronwijzer", level)
        // It reports every attempt that failed; the crawler tries again, and
        // tells what came of it.
        .with_target("octocrab", LevelFilter::OFF);
    let lines = fmt::layer()
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal());
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .init();
}
