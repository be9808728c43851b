//! An account on a forge: how fresh is what we have from it.

use chrono::{DateTime, Utc};

use crate::schema;
use crate::search::answer::Forge;
use crate::texts::{Texts, text};

/// An account, or a repository that is registered by itself.
#[derive(cynic::QueryFragment)]
pub(crate) struct Account {
    pub(crate) url: String,
    path: String,
    registered: bool,
    forge: Forge,
    crawled: Option<Crawled>,
}

/// How the last crawls of it went.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "AccountState")]
struct Crawled {
    completed_at: Option<DateTime<Utc>>,
    failed_since: Option<DateTime<Utc>>,
    failure: Option<String>,
}

/// An account as the page of its organisation shows it.
pub(crate) struct AccountView {
    pub(crate) url: String,
    pub(crate) name: String,
    /// When it was last read.
    pub(crate) state: String,
    pub(crate) failed: Option<StaleView>,
}

/// That the data are no longer kept fresh.
pub(crate) struct StaleView {
    pub(crate) title: String,
    pub(crate) text: String,
    /// Why, as the crawler wrote it: in English.
    pub(crate) why: Option<String>,
}

impl Account {
    /// Host and name.
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.forge.host, self.path)
    }

    pub(crate) fn completed_at(&self) -> Option<DateTime<Utc>> {
        self.crawled.as_ref()?.completed_at
    }

    /// Whether a crawl was ever done with it.
    pub(crate) fn was_read(&self) -> bool {
        self.completed_at().is_some()
    }

    /// The account with when it was last read, or since when it can't be.
    pub(crate) fn view(self, texts: Texts) -> AccountView {
        AccountView {
            name: self.name(),
            state: match self.completed_at() {
                Some(at) => texts.with("account-read", [("date", text(texts.day(at)))]),
                None => texts.get("account-never-read"),
            },
            failed: self.failed("account-failed", texts),
            url: self.url,
        }
    }

    /// Why a repository seen under it at `observed_at` may have changed since
    /// without our knowing; `None` when nothing keeps us from looking.
    pub(crate) fn stale(&self, observed_at: DateTime<Utc>, texts: Texts) -> Option<StaleView> {
        if self.registered {
            return self.failed("repository-unread", texts);
        }
        let since = self.completed_at().unwrap_or(observed_at);
        Some(StaleView {
            title: texts.get("repository-unregistered-title"),
            text: texts.with(
                "repository-unregistered",
                [
                    ("account", text(self.name())),
                    ("date", text(texts.day(since))),
                ],
            ),
            why: None,
        })
    }

    fn failed(&self, key: &str, texts: Texts) -> Option<StaleView> {
        let crawled = self.crawled.as_ref()?;
        let since = crawled.failed_since?;
        Some(StaleView {
            title: texts.get(&format!("{key}-title")),
            text: texts.with(
                key,
                [
                    ("account", text(self.name())),
                    ("date", text(texts.day(since))),
                ],
            ),
            why: crawled.failure.clone(),
        })
    }
}
