//! What the list of reports and the report itself tell of one crawl.

use chrono::{DateTime, Utc};

use crate::enums::HaltReason;
use crate::place::Place;
use crate::schema;
use crate::texts::Texts;

/// When a crawl was, how it ended and what it found.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CrawlRun")]
pub(super) struct Summary {
    id: cynic::Id,
    pub(super) started_at: DateTime<Utc>,
    ended_at: DateTime<Utc>,
    full: bool,
    halted: Option<HaltReason>,
    total: Tally,
}

/// How many repositories were found in which state.
#[derive(cynic::QueryFragment)]
pub(super) struct Tally {
    new: u64,
    changed: u64,
    unchanged: u64,
    gone: u64,
    failed: u64,
}

/// A summary in words.
pub(super) struct SummaryView {
    pub(super) href: String,
    pub(super) started: String,
    pub(super) duration: String,
    pub(super) scope: String,
    pub(super) ended: String,
    /// Whether it ended before it was done.
    pub(super) halted: bool,
    pub(super) tally: TallyView,
}

/// A tally, as the cells of a row.
pub(super) struct TallyView {
    pub(super) new: String,
    pub(super) changed: String,
    pub(super) unchanged: String,
    pub(super) gone: String,
    pub(super) failed: String,
}

impl Summary {
    pub(super) fn place(&self) -> Place {
        Place::Crawl(self.id.inner().to_owned())
    }

    pub(super) fn view(&self, texts: Texts) -> SummaryView {
        SummaryView {
            href: self.place().path(texts.language()),
            started: texts.moment(self.started_at),
            duration: texts.duration(self.ended_at - self.started_at),
            scope: texts.get(if self.full {
                "crawl-full"
            } else {
                "crawl-changes"
            }),
            ended: match &self.halted {
                Some(why) => texts.get(&format!("halted-{}", why.key())),
                None => texts.get("crawl-done"),
            },
            halted: self.halted.is_some(),
            tally: self.total.view(texts),
        }
    }
}

impl Tally {
    pub(super) fn view(&self, texts: Texts) -> TallyView {
        TallyView {
            new: texts.number(self.new),
            changed: texts.number(self.changed),
            unchanged: texts.number(self.unchanged),
            gone: texts.number(self.gone),
            failed: texts.number(self.failed),
        }
    }
}
