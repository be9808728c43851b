//! Log lines on standard error, so that standard output stays for results.
//!
//! What others write or ask ends up in some of them: so each place may log only so
//! many lines a minute, and [`line`] keeps each event to one line.

mod line;

use std::collections::HashMap;
use std::io::{IsTerminal, stderr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{FilterExt, Targets, dynamic_filter_fn};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Context, Filter, Layer};
use tracing_subscriber::prelude::*;

use crate::config::LogFormat;
use crate::traces::{self, Traces};
use line::Lines;
pub(crate) use line::visible;

/// How many lines each place in the code of others, and in ours, may log in a
/// [`SPAN`]: what is logged may depend on what anybody writes or asks, and a log
/// must not fill the disk. A crawl warns of each account at most.
const MOST_LINES: u32 = 10;
const MOST_LINES_OF_OURS: u32 = 2_000;
const SPAN: Duration = Duration::from_secs(60);

/// The most places that are told apart; all others count as one.
const MOST_PLACES: usize = 1_000;

/// What this project is called in log lines.
const OURS: &str = "bronwijzer";

/// Starts logging. `level` is for this project; what it is built on speaks only
/// of warnings and errors, and each place in it of few. Spans go to `traces`, if anywhere.
pub(crate) fn start(level: LevelFilter, format: LogFormat, traces: Option<&Traces>) {
    let is_coloured = stderr().is_terminal();
    let lines = fmt::layer()
        .with_ansi(is_coloured)
        .with_writer(move || Lines {
            to: stderr(),
            format,
            is_coloured,
        });
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter(level)))
        .with(traces.map(Traces::layer))
        .init();
}

/// Which lines are logged.
fn filter<S: tracing::Subscriber>(level: LevelFilter) -> impl Filter<S> {
    let others = level.min(LevelFilter::WARN);
    let targets = Targets::new()
        .with_default(others)
        .with_target(OURS, level)
        .with_target(traces::TARGET, LevelFilter::OFF)
        // It warns of each oddity in the HTML that others write.
        .with_target("html5ever", LevelFilter::OFF)
        // It reports every attempt that failed; the crawler tries again, and
        // tells what came of it.
        .with_target("octocrab", LevelFilter::OFF);
    let counts = Mutex::new(Counts::default());
    let few = dynamic_filter_fn(move |metadata: &Metadata<'_>, _: &Context<'_, S>| {
        // A span is no line, and all that is in it would go with it.
        metadata.is_span()
            || counts
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .may_log(metadata, Instant::now())
    });
    FilterExt::<S>::and(targets, few)
}

/// How many lines each place has logged.
#[derive(Default)]
struct Counts {
    since: Option<Instant>,
    lines: HashMap<(String, Option<u32>), u32>,
}

impl Counts {
    fn may_log(&mut self, metadata: &Metadata<'_>, now: Instant) -> bool {
        if self
            .since
            .is_none_or(|since| now.duration_since(since) >= SPAN)
        {
            self.since = Some(now);
            self.lines.clear();
        }
        let mut place = (metadata.target().to_owned(), metadata.line());
        if self.lines.len() >= MOST_PLACES && !self.lines.contains_key(&place) {
            place = (String::new(), None);
        }
        let lines = self.lines.entry(place).or_default();
        *lines = lines.saturating_add(1);
        let limit = match metadata.target().starts_with(OURS) {
            true => MOST_LINES_OF_OURS,
            false => MOST_LINES,
        };
        *lines <= limit
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use super::*;

    /// Keeps what is written.
    #[derive(Clone, Default)]
    pub(super) struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl Buffer {
        pub(super) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nothing_can_flood_the_log() {
        let lines = Buffer::default();
        let writer = lines.clone();
        let layer = fmt::layer().with_writer(move || writer.clone());
        let subscriber =
            tracing_subscriber::registry().with(layer.with_filter(filter(LevelFilter::TRACE)));
        tracing::subscriber::with_default(subscriber, || {
            for _ in 0..9_000 {
                tracing::warn!(target: "html5ever::tree_builder", "foster parenting");
                tracing::warn!(target: "some_crate::part", "odd");
                tracing::info!(target: "some_crate::part", "chatter");
                tracing::info!(target: "bronwijzer_crawler", "ours");
            }
        });
        let written = lines.text();
        let count = |word: &str| written.matches(word).count();
        assert_eq!(count("foster"), 0);
        assert!(
            (1..=MOST_LINES as usize).contains(&count("odd")),
            "{written}"
        );
        assert_eq!(count("chatter"), 0);
        // A minute may end in between, and the count begins anew.
        assert!(
            (2_000..=4_000).contains(&count("ours")),
            "{}",
            count("ours")
        );
    }
}
