//! Tasks and questions of all repositories that are kept up, from their cards in the search
//! index: no question reads the store.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use bronwijzer_crawler::observation::HelpKind;

use super::Catalogue;
use crate::error::IndexError;
use crate::model::{Card, CursorError, OpenTask, question_values, task_values};
use crate::search::{FacetName, Filter, SearchRequest, Sort};

/// Repositories that are looked at for one question: those with the latest activity. A
/// card with tasks takes a few microseconds.
const MOST_REPOSITORIES: usize = 1_000;

/// What others can take up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkKind {
    /// Tasks for those who are new, newest first.
    Tasks,
    /// Questions without an answer, oldest first.
    Questions,
}

/// Which tasks or questions are asked for; empty for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
        let page = self.search(&SearchRequest {
            within: filter.within(kind),
            sort: Some(Sort::LastActivity),
            first: MOST_REPOSITORIES,
            ..SearchRequest::default()
        })?;
        let cards: Vec<Card> = page.hits.into_iter().map(|hit| hit.card).collect();
        let mut found: Vec<(WorkPlace, &OpenTask, &Card)> = Vec::new();
        for card in &cards {
            let work = match kind {
                WorkKind::Tasks => &card.open_work.tasks,
                WorkKind::Questions => &card.open_work.questions,
            };
            let asked = work.iter().filter(|task| match kind {
                WorkKind::Tasks => task.is_of(&filter.help),
                WorkKind::Questions => true,
            });
            found.extend(asked.map(|task| (WorkPlace::of(task), task, card)));
        }
        found.sort_by(|(a, ..), (b, ..)| a.cmp(b, kind));
        let total = found.len();
        let start = after.map_or(0, |after| {
            found.partition_point(|(place, ..)| place.cmp(after, kind) != Ordering::Greater)
        });
        let page = found.iter().skip(start).take(first);
        Ok(FoundWork {
            work: page
                .map(|(_, task, card)| ((*task).clone(), (*card).clone()))
                .collect(),
            total,
            has_next: start + first < total,
        })
    }
}

impl WorkFilter {
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
