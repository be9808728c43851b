//! What a crawl tells while it runs: a bar on a terminal, log lines elsewhere.

use std::io::{IsTerminal, stderr};

use bronwijzer_crawler::crawl::{Event, Progress};
use indicatif::{ProgressBar, ProgressStyle};

/// The way of telling that fits where standard error goes.
pub(crate) fn for_terminal_or_log() -> Box<dyn Progress> {
    if stderr().is_terminal() {
        Box::new(Bar::new())
    } else {
        Box::new(LogLines)
    }
}

/// One log line per event.
pub(crate) struct LogLines;

impl Progress for LogLines {
    fn event(&self, event: Event) {
        match event {
            Event::Started { accounts, .. } => tracing::info!(accounts, "crawl started"),
            Event::Listed {
                account,
                repositories,
                to_read,
            } => tracing::info!(%account, repositories, to_read, "listed"),
            Event::Stored { repositories } => tracing::info!(repositories, "stored"),
            Event::Problem(problem) => tracing::warn!("{problem}"),
        }
    }
}

/// A bar that grows as accounts are listed and moves as repositories are
/// stored.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        // The template is fixed; were it wrong, the plain bar would do.
        let style = ProgressStyle::with_template("{elapsed} {wide_bar} {pos}/{len} read  {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self(ProgressBar::new(0).with_style(style))
    }
}

impl Progress for Bar {
    fn event(&self, event: Event) {
        match event {
            Event::Started { accounts, .. } => self.0.set_message(format!("{accounts} accounts")),
            Event::Listed {
                account, to_read, ..
            } => {
                self.0.inc_length(to_read as u64);
                self.0.set_message(account.path().to_owned());
            }
            Event::Stored { repositories } => self.0.inc(repositories as u64),
            Event::Problem(problem) => self.0.println(problem.to_string()),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
