//! The crawl that is running, as of the moment that the page was made. The
//! script goes on from there by the same patterns, with names of the schema's
//! fields in braces where numbers belong.

use chrono::{DateTime, SecondsFormat, Utc};
use fluent_templates::fluent_bundle::FluentValue;

use crate::schema;
use crate::texts::{Texts, text};

/// How far a running crawl has got.
#[derive(Default, cynic::QueryFragment)]
pub(super) struct LiveCrawl {
    started_at: DateTime<Utc>,
    accounts: u64,
    listed: u64,
    repositories: u64,
    to_read: u64,
    stored: u64,
    problems: u64,
    last_problem: Option<LastProblem>,
}

#[derive(Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "Problem")]
pub(super) struct LastProblem {
    pub(super) subject: String,
    pub(super) what: String,
}

/// The running crawl on the page; without one, what the script fills when one
/// begins.
pub(super) struct LiveView {
    pub(super) running: bool,
    pub(super) started: String,
    /// The same moment as the schema writes it, to tell crawls apart.
    pub(super) started_at: String,
    pub(super) as_of: String,
    pub(super) bars: Vec<BarView>,
    pub(super) counts: Vec<PatternView>,
    pub(super) last_problem: Option<LastProblem>,
    /// What is said aloud now and then.
    pub(super) say: String,
}

/// How much of something is done.
pub(super) struct BarView {
    pub(super) label: String,
    /// The fields that it shows.
    pub(super) done_field: &'static str,
    pub(super) all_field: &'static str,
    pub(super) done: u64,
    pub(super) all: u64,
    pub(super) count: PatternView,
}

/// A text with numbers, and the pattern that it was made by.
pub(super) struct PatternView {
    pub(super) text: String,
    pub(super) pattern: String,
}

impl LiveView {
    pub(super) fn new(live: Option<&LiveCrawl>, now: DateTime<Utc>, texts: Texts) -> Self {
        let none = LiveCrawl::default();
        let running = live.is_some();
        let live = live.unwrap_or(&none);
        let bar = |label, (done_field, done), (all_field, all)| BarView {
            label: texts.get(label),
            count: PatternView::new(
                "crawl-live-part",
                [("done", done_field, done), ("all", all_field, all)],
                texts,
            ),
            done_field,
            all_field,
            done,
            // A bar without a length would never be full.
            all: all.max(1),
        };
        Self {
            running,
            started: texts.with(
                "crawl-live-started",
                [("moment", text(texts.moment(live.started_at)))],
            ),
            started_at: live.started_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            as_of: texts.with("crawl-live-as-of", [("moment", text(texts.moment(now)))]),
            bars: vec![
                bar(
                    "crawl-live-accounts",
                    ("listed", live.listed),
                    ("accounts", live.accounts),
                ),
                bar(
                    "crawl-live-repositories",
                    ("stored", live.stored),
                    ("toRead", live.to_read),
                ),
            ],
            counts: vec![
                PatternView::new(
                    "crawl-live-found",
                    [("count", "repositories", live.repositories)],
                    texts,
                ),
                PatternView::new(
                    "crawl-live-problems",
                    [("count", "problems", live.problems)],
                    texts,
                ),
            ],
            last_problem: live.last_problem.clone(),
            say: texts.with(
                "crawl-live-say",
                ["listed", "accounts", "stored", "toRead", "problems"]
                    .map(|field| (field, in_braces(field))),
            ),
        }
    }
}

impl PatternView {
    /// The text under `key`; each gap is filled with the number of a field.
    fn new<const N: usize>(
        key: &str,
        gaps: [(&'static str, &'static str, u64); N],
        texts: Texts,
    ) -> Self {
        Self {
            text: texts.with(
                key,
                gaps.map(|(gap, _, count)| (gap, text(texts.number(count)))),
            ),
            pattern: texts.with(key, gaps.map(|(gap, field, _)| (gap, in_braces(field)))),
        }
    }
}

/// The field's name where the script puts its number.
fn in_braces(field: &str) -> FluentValue<'static> {
    text(format!("{{{field}}}"))
}
