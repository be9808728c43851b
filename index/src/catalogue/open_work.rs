//! Tasks and questions of all repositories that are kept up, from their cards in the search
//! index: no question reads the store.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use bronwijzer_crawler::observation::HelpKind;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::Catalogue;
use crate::error::IndexError;
use crate::model::{Card, CursorError, OpenTask, question_values, task_values};
use crate::search::{FacetName, Filter, SearchRequest, Sort};

/// Repositories that are looked at for one question: those with the latest activity. A
/// card with tasks takes a few microseconds.
const MOST_REPOSITORIES: usize = 1_000;

/// So many cards are kept of what was asked for lately: some five megabytes.
const KEPT_CARDS: u64 = 3_000;

/// What has longer texts is not kept, in bytes: anybody may ask for anything.
const LONGEST_FILTER: usize = 256;

/// What others can take up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkKind {
    /// Tasks for those who are new, newest first.
    Tasks,
    /// Questions without an answer, oldest first.
    Questions,
}

/// Which tasks or questions are asked for; empty for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct WorkFilter {
    /// Any of these languages of code.
    pub languages: Vec<String>,
    /// For any of these: categories of publiccode.yml, declared or guessed.
    pub themes: Vec<String>,
    /// Of any of these organisations, by their slugs.
    pub organisations: Vec<String>,
    /// Tasks that ask for any of these.
    pub help: Vec<HelpKind>,
}

/// A place in a list of tasks or questions: that of a task, also when it is there no more. Opaque to
/// those who pass it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkPlace {
    /// When the task was opened, in microseconds since 1970.
    at: i64,
    url: String,
}

impl WorkPlace {
    /// The place of a task.
    #[must_use]
    pub fn of(task: &OpenTask) -> Self {
        Self {
            at: task.created_at.timestamp_micros(),
            url: task.url.clone(),
        }
    }

    /// The address makes the order the same each time.
    fn cmp(&self, other: &Self, kind: WorkKind) -> Ordering {
        let by_time = match kind {
            WorkKind::Tasks => other.at.cmp(&self.at),
            WorkKind::Questions => self.at.cmp(&other.at),
        };
        by_time.then_with(|| self.url.cmp(&other.url))
    }
}

impl fmt::Display for WorkPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.at, self.url)
    }
}

impl FromStr for WorkPlace {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, url) = text.split_once(':').ok_or(CursorError::Malformed)?;
        Ok(Self {
            at: at.parse().map_err(|_| CursorError::Malformed)?,
            url: url.to_owned(),
        })
    }
}

/// A page of tasks or questions.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundWork {
    /// Each with the repository that it is of.
    pub work: Vec<(OpenTask, Card)>,
    /// How many there are in all.
    pub total: usize,
    /// Whether there are more.
    pub has_next: bool,
}

/// All tasks or questions that were found, in order.
struct AllWork {
    cards: Vec<Card>,
    /// Each with where it is: which card, and which of its tasks or questions.
    places: Vec<(WorkPlace, usize, usize)>,
}

impl AllWork {
    fn new(kind: WorkKind, filter: &WorkFilter, cards: Vec<Card>) -> Self {
        let mut places = Vec::new();
        for (at, card) in cards.iter().enumerate() {
            let work = kind.of(card).iter().enumerate();
            let asked = work.filter(|(_, task)| match kind {
                WorkKind::Tasks => task.is_of(&filter.help),
                WorkKind::Questions => true,
            });
            places.extend(asked.map(|(number, task)| (WorkPlace::of(task), at, number)));
        }
        places.sort_by(|(a, ..), (b, ..)| a.cmp(b, kind));
        Self { cards, places }
    }
}

/// Which they are, and the state of the catalogue that they are of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    version: u64,
    kind: WorkKind,
    filter: WorkFilter,
}

/// Keeps what was asked for lately: among many repositories a page of twenty tasks follows from
/// a thousand cards.
pub(super) struct WorkCache(Cache<Key, Arc<AllWork>, Cards>);

#[derive(Clone)]
struct Cards;

impl Weighter<Key, Arc<AllWork>> for Cards {
    fn weight(&self, _: &Key, work: &Arc<AllWork>) -> u64 {
        work.cards.len() as u64 + 1
    }
}

impl WorkCache {
    pub(super) fn new() -> Self {
        let lists = usize::try_from(KEPT_CARDS).unwrap_or(usize::MAX) / MOST_REPOSITORIES;
        Self(Cache::with_weighter(lists, KEPT_CARDS, Cards))
    }
}

impl WorkKind {
    /// What a card has of the kind.
    fn of(self, card: &Card) -> &[OpenTask] {
        match self {
            Self::Tasks => &card.open_work.tasks,
            Self::Questions => &card.open_work.questions,
        }
    }
}

impl Catalogue {
    /// Tasks or questions of repositories that are kept up, at most three of each: the
    /// `first` after that place.
    ///
    /// # Errors
    /// When the index fails.
    pub fn open_work(
        &self,
        kind: WorkKind,
        filter: &WorkFilter,
        after: Option<&WorkPlace>,
        first: usize,
    ) -> Result<FoundWork, IndexError> {
        let found = self.all_work(kind, filter)?;
        let total = found.places.len();
        let start = after.map_or(0, |after| {
            let is_before =
                |(place, ..): &(WorkPlace, _, _)| place.cmp(after, kind) != Ordering::Greater;
            found.places.partition_point(is_before)
        });
        let page = found.places.iter().skip(start).take(first);
        let work = page.filter_map(|(_, at, number)| {
            let card = found.cards.get(*at)?;
            let task = kind.of(card).get(*number)?;
            Some((task.clone(), card.clone()))
        });
        Ok(FoundWork {
            work: work.collect(),
            total,
            has_next: start + first < total,
        })
    }

    /// All of them, from what is kept where somebody asked for the same.
    fn all_work(&self, kind: WorkKind, filter: &WorkFilter) -> Result<Arc<AllWork>, IndexError> {
        let key = Key {
            // Asked for first: what is found from here on is of this state or later.
            version: self.version(),
            kind,
            filter: filter.clone(),
        };
        if let Some(found) = self.0.work.0.get(&key) {
            return Ok(found);
        }
        let page = self.search(&SearchRequest {
            within: filter.within(kind),
            sort: Some(Sort::LastActivity),
            first: MOST_REPOSITORIES,
            ..SearchRequest::default()
        })?;
        let cards = page.hits.into_iter().map(|hit| hit.card).collect();
        let found = Arc::new(AllWork::new(kind, filter, cards));
        if filter.bytes() <= LONGEST_FILTER {
            self.0.work.0.insert(key, Arc::clone(&found));
        }
        Ok(found)
    }
}

impl WorkFilter {
    /// How long its texts are.
    fn bytes(&self) -> usize {
        let texts = [&self.languages, &self.themes, &self.organisations];
        texts.into_iter().flatten().map(String::len).sum()
    }

    /// The repositories that have any of what is asked for.
    fn within(&self, kind: WorkKind) -> Filter {
        let help = match kind {
            WorkKind::Tasks => task_values(&self.help),
            WorkKind::Questions => question_values(),
        };
        let facets = [
            (FacetName::Help, &help),
            (FacetName::Language, &self.languages),
            (FacetName::Category, &self.themes),
            (FacetName::Organisation, &self.organisations),
        ];
        let chosen = facets.into_iter().filter(|(_, values)| !values.is_empty());
        Filter(
            chosen
                .map(|(facet, values)| (facet, values.clone()))
                .collect(),
        )
    }
}
