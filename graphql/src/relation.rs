//! How repositories relate to others and to organisations.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::{Result, SimpleObject};
use bronwijzer_crawler::organisation::Slug;
use bronwijzer_index::{self as index, Catalogue, Entry, IndexError, RelationKind};

use crate::batch::Batched;
use crate::error;
use crate::organisation::Organisation;
use crate::repository::Repository;
use crate::verdict::{Reason, reasons};

/// Relations of a kind when the asker doesn't say.
pub(crate) const DEFAULT_RELATIONS: usize = 10;

/// The most relations of a kind.
pub(crate) const MOST_RELATIONS: usize = 50;

/// Similar repositories when the asker doesn't say.
pub(crate) const DEFAULT_SIMILAR: usize = 5;

/// The most similar repositories.
pub(crate) const MOST_SIMILAR: usize = 20;

/// How many kinds there are.
const KINDS: usize = RelationKind::ALL.len();

/// What a lookup counts for in a query's complexity, beside the fields that are
/// asked of what it finds.
const LOOKUP_COST: usize = 100;

/// How many lists the kinds lead to that are asked for; all of them when none are named.
pub(crate) fn lists(kinds: Option<Vec<RelationKind>>) -> usize {
    kinds.map_or(KINDS, |kinds| kinds.len())
}

/// What a field counts for that looks up `lists` lists of `first` entries: the
/// whole of it, as lists within lists multiply.
pub(crate) fn cost(
    lists: usize,
    first: Option<i32>,
    default: usize,
    child_complexity: usize,
) -> usize {
    let first = first.map_or(default, |first| usize::try_from(first).unwrap_or(0));
    let entries = lists.saturating_mul(first.max(1));
    entries
        .saturating_mul(child_complexity)
        .saturating_add(LOOKUP_COST)
}

/// Checks how many were asked for.
pub(crate) fn bounded(first: Option<i32>, default: usize, max: usize) -> Result<usize> {
    match first {
        None => Ok(default),
        Some(first) => usize::try_from(first)
            .ok()
            .filter(|first| (1..=max).contains(first))
            .ok_or_else(|| {
                error::page_size(format!("`first` is {first}; ask for 1 to {max} entries"))
            }),
    }
}

/// The kinds that were asked for; all when none is named.
pub(crate) fn kinds(asked: Option<Vec<RelationKind>>) -> Vec<RelationKind> {
    asked.unwrap_or_else(|| RelationKind::ALL.to_vec())
}

/// The relations of a repository.
#[derive(Clone)]
pub(crate) struct Relations {
    pub(crate) entry: Arc<Entry>,
    pub(crate) kinds: Vec<RelationKind>,
    /// How many of each kind.
    pub(crate) first: usize,
}

impl PartialEq for Relations {
    fn eq(&self, other: &Self) -> bool {
        let asked = |all: &Self| (all.entry.observation.id.clone(), all.first);
        asked(self) == asked(other) && self.kinds == other.kinds
    }
}

impl Eq for Relations {}

impl Hash for Relations {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.entry.observation.id, &self.kinds, self.first).hash(state);
    }
}

impl Batched for Relations {
    type Found = Vec<RelationGroup>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        let groups = catalogue.relations(&self.entry, &self.kinds, self.first)?;
        Ok(groups.into_iter().map(Into::into).collect())
    }
}

/// Repositories that are like one.
#[derive(Clone)]
pub(crate) struct Similar {
    pub(crate) entry: Arc<Entry>,
    pub(crate) first: usize,
}

impl PartialEq for Similar {
    fn eq(&self, other: &Self) -> bool {
        (&self.entry.observation.id, self.first) == (&other.entry.observation.id, other.first)
    }
}

impl Eq for Similar {}

impl Hash for Similar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.entry.observation.id, self.first).hash(state);
    }
}

impl Batched for Similar {
    type Found = Vec<Repository>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        let cards = catalogue.similar(&self.entry, self.first)?;
        Ok(cards.into_iter().map(Repository::from).collect())
    }
}

/// The repositories that an organisation uses.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct UsedBy {
    pub(crate) organisation: Slug,
    pub(crate) first: usize,
}

impl Batched for UsedBy {
    type Found = (u64, Vec<Repository>);

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        let (total, cards) = catalogue.used_by(&self.organisation, self.first)?;
        Ok((total, cards.into_iter().map(Repository::from).collect()))
    }
}

/// Relations of one kind.
#[derive(SimpleObject, Clone)]
pub(crate) struct RelationGroup {
    /// Which kind.
    kind: RelationKind,
    /// How many there are in all.
    total: u64,
    /// The first of them.
    relations: Vec<Relation>,
}

impl From<index::RelationGroup> for RelationGroup {
    fn from(group: index::RelationGroup) -> Self {
        Self {
            kind: group.kind,
            total: group.total,
            relations: group.relations.into_iter().map(Into::into).collect(),
        }
    }
}

/// What is at the other end of a relation, and why we say so.
#[derive(SimpleObject, Clone)]
pub(crate) struct Relation {
    /// The repository; null when the catalogue does not have it.
    repository: Option<Repository>,
    /// The organisation that uses the software, or that owns the repository; null when
    /// the registry does not have it.
    organisation: Option<Organisation>,
    /// The repository's web address, in the catalogue or not; null for what is
    /// known by its name alone.
    url: Option<String>,
    /// What to call it: owner and name of a repository, else the name that
    /// publiccode.yml gives.
    label: String,
    /// Whether the two ends belong to different organisations of the registry.
    between_bodies: bool,
    /// The rules that held.
    reasons: Vec<Reason>,
}

impl From<index::Relation> for Relation {
    fn from(relation: index::Relation) -> Self {
        Self {
            repository: relation.repository.map(Repository::from),
            organisation: relation.organisation.map(Into::into),
            url: relation.url.map(|url| url.to_string()),
            label: relation.label,
            between_bodies: relation.between_organisations,
            reasons: reasons(&relation.reasons),
        }
    }
}
