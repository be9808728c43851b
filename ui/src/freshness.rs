//! Of which day what a page shows is, and whether the facts are of long before.

use chrono::{DateTime, NaiveDate, Utc};

use crate::schema;
use crate::texts::{Texts, number, text};

/// Facts older than this many days are told to be old.
const OLD_DAYS: i64 = 14;

/// When the catalogue last learned anything, and when it was judged.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "Catalogue")]
pub(crate) struct Freshness {
    as_of: Option<DateTime<Utc>>,
    assessed_at: DateTime<Utc>,
}

impl Freshness {
    /// The day that the facts are of; of an empty catalogue the day that it was judged.
    pub(crate) fn facts(&self) -> NaiveDate {
        self.as_of.unwrap_or(self.assessed_at).date_naive()
    }

    /// The day that everything was judged.
    pub(crate) fn judged(&self) -> NaiveDate {
        self.assessed_at.date_naive()
    }

    /// Which day the facts are of, as a page tells it.
    pub(crate) fn words(&self, texts: Texts) -> String {
        let day = text(texts.date(self.facts()));
        texts.with("fresh-as-of", [("day", day)])
    }

    /// That the facts are old, when they are, on a page that tells `shown` as its day.
    pub(crate) fn old(&self, shown: NaiveDate, texts: Texts) -> Option<String> {
        let days = (self.judged() - self.facts()).num_days();
        let count = u64::try_from(days).ok().filter(|_| days > OLD_DAYS)?;
        let key = match shown == self.facts() {
            true => "fresh-days-old",
            false => "fresh-old",
        };
        let day = text(texts.date(self.facts()));
        Some(texts.with(key, [("count", number(count)), ("day", day)]))
    }
}
