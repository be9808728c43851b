//! What can be asked of a search, and what it gives.

use std::sync::Arc;

use super::cursor::Cursor;
use super::engine::top_hits::SortKey;
use super::facets::{Facet, FacetName, Filter};
use super::fields::{FIRST_SEEN, LAST_ACTIVITY, NAME, OBSERVED};
use super::spelling::Spelling;
use super::syntax::QueryNote;
use super::ways_out::WayOut;
use crate::assess::normalise;
use crate::model::Card;
use async_graphql::Enum;
use chrono::NaiveDate;
use strum::{IntoStaticStr, VariantArray};

/// The order of a list of repositories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Enum, IntoStaticStr, VariantArray)]
#[graphql(name = "RepositorySort")]
#[strum(serialize_all = "snake_case")]
pub enum Sort {
    /// What fits the query best; of two that fit as well, the one that is kept
    /// up and may be reused.
    Relevance,
    /// The latest activity first.
    LastActivity,
    /// What nobody has worked on for longest first; what is not known comes last.
    LongestQuiet,
    /// By title, from A to Z: letters and digits count, and of a long title the first 18.
    Name,
    /// By title, from Z to A.
    NameDescending,
    /// The most stars first.
    Stars,
    /// The newest repository first.
    Created,
    /// The oldest repository first; of what is not known when it was made, last.
    Oldest,
    /// The latest release first; what has none comes last.
    LatestRelease,
    /// What the catalogue saw for the first time most recently.
    FirstSeen,
    /// What the catalogue saw first of all: the reverse of `FIRST_SEEN`.
    EarliestSeen,
    /// What was read most recently.
    Observed,
    /// What was read longest ago: the reverse of `OBSERVED`.
    EarliestObserved,
    /// The latest change of maintenance status first. A change that came of
    /// other rules alone is none; what never changed comes last.
    StatusChanged,
}
bronwijzer_crawler::named!(Sort);

impl Sort {
    /// Every order.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The orders that pages offer; the others are for programs.
    pub fn on_pages() -> impl Iterator<Item = Self> {
        let offers = |sort: &Self| {
            !matches!(
                sort,
                Self::EarliestSeen | Self::Observed | Self::EarliestObserved
            )
        };
        Self::ALL.iter().copied().filter(offers)
    }

    pub(super) fn letter(self) -> char {
        match self {
            Self::Relevance => 'r',
            Self::LastActivity => 'l',
            Self::LongestQuiet => 'q',
            Self::Name => 'n',
            Self::NameDescending => 'z',
            Self::Stars => 's',
            Self::Created => 'c',
            Self::Oldest => 'o',
            Self::LatestRelease => 'v',
            Self::FirstSeen => 'f',
            Self::EarliestSeen => 'e',
            Self::Observed => 'b',
            Self::EarliestObserved => 'a',
            Self::StatusChanged => 't',
        }
    }

    /// The order that has everything the other way round, what is equal too; `None` where
    /// there is none.
    pub(super) fn reverse(self) -> Option<Self> {
        Some(match self {
            Self::FirstSeen => Self::EarliestSeen,
            Self::EarliestSeen => Self::FirstSeen,
            Self::Observed => Self::EarliestObserved,
            Self::EarliestObserved => Self::Observed,
            _ => return None,
        })
    }

    pub(super) fn from_letter(letter: char) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|sort| sort.letter() == letter)
    }

    pub(super) fn key(self) -> SortKey {
        match self {
            Self::Relevance => SortKey::ScoreTimes("static_rank"),
            Self::LastActivity => SortKey::Descending(LAST_ACTIVITY),
            Self::LongestQuiet => SortKey::Ascending(LAST_ACTIVITY),
            Self::Name => SortKey::Ascending(NAME),
            Self::NameDescending => SortKey::Reversed(NAME),
            Self::Stars => SortKey::Descending("stars"),
            Self::Created => SortKey::Descending("created"),
            Self::Oldest => SortKey::Ascending("created"),
            Self::LatestRelease => SortKey::Descending("latest_release"),
            Self::FirstSeen => SortKey::Reversed(FIRST_SEEN),
            Self::EarliestSeen => SortKey::Ascending(FIRST_SEEN),
            Self::Observed => SortKey::Reversed(OBSERVED),
            Self::EarliestObserved => SortKey::Ascending(OBSERVED),
            Self::StatusChanged => SortKey::Descending("status_changed"),
        }
    }
}

/// A web page as the index knows it: spellings of one address that lead to one
/// page are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageKey(String);

impl PageKey {
    /// The page at an address; `None` for what is no address on the web.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        normalise(address).map(Self)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What to look for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchRequest {
    /// Words, phrases and fields, as docs/search.md has them; empty for
    /// everything.
    pub query: String,
    /// Whether only what has every word of the query is found, however few that
    /// are; else, where they are fewer than three, what has any of them follows.
    pub all_words: bool,
    /// Only these; a field in the query adds to the values of its facet.
    pub filter: Filter,
    /// The facets of which all values that `filter` names must hold, and not any of them.
    pub all_of: Vec<FacetName>,
    /// The list that is searched: what no query can widen, and no facet
    /// counts beyond.
    pub within: Filter,
    /// Only repositories that refer to this page; see [`PageKey`].
    pub refers_to: Option<PageKey>,
    /// Only repositories with their last activity on this day (UTC) or later.
    pub active_since: Option<NaiveDate>,
    /// Only repositories that came into the catalogue by these writes.
    pub first_written: Option<FirstWritten>,
    /// The order; `None` for relevance with words and last activity without.
    pub sort: Option<Sort>,
    /// How many entries to give.
    pub first: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many hits to pass over, behind `after` where that is given. Each costs memory
    /// and time, so whoever asks is held to a bound.
    pub offset: usize,
    /// The facets to count; each costs time.
    pub facets: Vec<FacetName>,
    /// Whether to look for other spellings when there are few hits.
    pub other_spellings: bool,
    /// Whether to look for ways out when there is no hit.
    pub ways_out: bool,
}

/// By which write a repository came into the catalogue; see [`Event::number`](crate::Event).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstWritten {
    /// By one after the first number, and up to the second.
    Between(u64, u64),
    /// By one of which no number is known.
    Unnumbered,
}

/// A page of entries.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchPage {
    /// How many were found in all.
    pub total: u64,
    /// How many of them have all words; `None` behind a cursor, where that is not
    /// counted.
    pub all_words_total: Option<u64>,
    /// The entries, in order.
    pub hits: Vec<Hit>,
    /// Whether there are more.
    pub has_next: bool,
    /// The facets that were asked for, in the order of the table.
    pub facets: Vec<Arc<Facet>>,
    /// What of the query was taken in another way than it may be meant.
    pub notes: Vec<QueryNote>,
    /// Other spellings of the query that find more.
    pub other_spellings: Vec<Spelling>,
    /// What finds something where this finds nothing.
    pub ways_out: Vec<WayOut>,
}

/// An entry that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The place that a next page can begin after.
    pub cursor: Cursor,
    /// What lists show of it.
    pub card: Card,
}
