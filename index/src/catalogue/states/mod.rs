//! The state of each organisation: as it is, and as snapshots keep it.

mod find;
mod history;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError};

use bronwijzer_crawler::organisation::{Organisation, Slug};
use chrono::{DateTime, NaiveDate, Utc};

use super::Catalogue;
use super::community::Said;
use super::directory::Directory;
use super::looks::AllLooks;
use super::open_by_default::Standings;
use crate::assess::RULES_VERSION;
use crate::assess::open_by_default::Outcome;
use crate::assess::publishing::{BodyFigure, Publishing};
use crate::error::IndexError;
use crate::model::{OrganisationState, OrganisationStates, Scope, StateCounts};

pub use find::{FoundOrganisations, OrganisationFilter, OrganisationOrder};
pub use history::{CountsOnDay, StatePeriod};

/// The state of every organisation at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct States {
    /// The day that they hold for.
    pub day: NaiveDate,
    /// The moment of that day.
    pub taken_at: DateTime<Utc>,
    /// The version of the rules that held.
    pub rules: u32,
    /// By name.
    rows: Vec<Row>,
    /// Positions in `rows`, by the slug of that day and the one of now.
    by_slug: HashMap<Slug, usize>,
    /// Positions in `rows`: all of them, as they are by name.
    by_name: Vec<usize>,
    /// The same by state, and by name among those of one.
    by_state: Vec<usize>,
    counts: BTreeMap<Scope, StateCounts>,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    state: OrganisationState,
    /// Where it is in the registry; `None` when it left that.
    place: Option<usize>,
    /// Whether it existed and was counted.
    counts: bool,
}

impl Row {
    /// The letter or digit that it is filed under.
    fn initial(&self, directory: &Directory) -> char {
        let name = match self.place {
            Some(place) => directory.at(place).sort_name(),
            None => self.state.slug.as_str(),
        };
        let first = name.chars().next();
        let upper = first.and_then(|first| first.to_uppercase().next());
        upper.unwrap_or('#')
    }
}

/// What the states of now follow from.
pub(super) struct Basis {
    standings: Arc<Standings>,
    looks: AllLooks,
    said: Arc<Said>,
    at: DateTime<Utc>,
}

/// States that were worked out.
pub(super) struct CachedStates {
    /// The version of the catalogue that asked for them.
    version: u64,
    basis: Basis,
    states: Arc<States>,
}

impl Basis {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.standings, &other.standings)
            && Arc::ptr_eq(&self.looks, &other.looks)
            && self.said.content == other.said.content
            && self.at == other.at
    }
}

impl States {
    fn new(
        (day, taken_at, rules): (NaiveDate, DateTime<Utc>, u32),
        rows: Vec<Row>,
        directory: &Directory,
    ) -> Self {
        let mut by_slug = HashMap::new();
        let mut counts: BTreeMap<Scope, StateCounts> = BTreeMap::new();
        for (
            at,
            Row {
                state,
                counts: counted,
                ..
            },
        ) in rows.iter().enumerate()
        {
            by_slug.insert(state.slug.clone(), at);
            if *counted {
                for scope in scopes_of(state) {
                    counts.entry(scope).or_default().count(state);
                }
            }
        }
        for (at, row) in rows.iter().enumerate() {
            if let Some(place) = row.place {
                by_slug
                    .entry(directory.at(place).slug.clone())
                    .or_insert(at);
            }
        }
        let by_name: Vec<usize> = (0..rows.len()).collect();
        let mut by_state = by_name.clone();
        by_state.sort_by_key(|at| rows[*at].state.publishing);
        Self {
            day,
            taken_at,
            rules,
            rows,
            by_slug,
            by_name,
            by_state,
            counts,
        }
    }

    /// The state of an organisation, by its slug of that day or of now.
    #[must_use]
    pub fn of(&self, slug: &Slug) -> Option<&OrganisationState> {
        self.by_slug.get(slug).map(|at| &self.rows[*at].state)
    }

    /// How many organisations of a scope are in which state.
    #[must_use]
    pub fn counts(&self, scope: &Scope) -> CountsOnDay {
        CountsOnDay {
            day: self.day,
            taken_at: self.taken_at,
            rules: self.rules,
            counts: self.counts.get(scope).cloned().unwrap_or_default(),
        }
    }

    /// The scopes that have organisations, with how many are in which state.
    pub(super) fn all_counts(&self) -> &BTreeMap<Scope, StateCounts> {
        &self.counts
    }

    /// Those that existed.
    pub(super) fn counted(&self) -> impl Iterator<Item = &OrganisationState> {
        let counted = self.rows.iter().filter(|row| row.counts);
        counted.map(|row| &row.state)
    }
}

/// What an organisation is counted under.
fn scopes_of(state: &OrganisationState) -> impl Iterator<Item = Scope> {
    let kind = state.organisation_type;
    let in_province = state.province.map(|province| {
        [
            Scope::Province(province),
            Scope::TypeInProvince(kind, province),
        ]
    });
    [Scope::All, Scope::Type(kind)]
        .into_iter()
        .chain(in_province.into_iter().flatten())
}

/// Gives each state the day since when the snapshots show it so, one after another:
/// what `before` says of it, or `day` when it says otherwise. Of an organisation with
/// another slug than before, its former slugs are asked for.
pub(super) fn carry_since<'a>(
    before: &OrganisationStates,
    states: impl Iterator<Item = &'a mut OrganisationState>,
    day: Option<NaiveDate>,
    directory: &Directory,
) {
    let before = before.0.iter().map(|state| (&state.slug, state));
    let before: HashMap<&Slug, &OrganisationState> = before.collect();
    for state in states {
        let former = directory
            .place(&state.slug)
            .map(|place| directory.at(place))
            .filter(|organisation| organisation.slug == state.slug)
            .map(|organisation| organisation.former_slugs.as_slice());
        let slugs = std::iter::once(&state.slug).chain(former.unwrap_or_default());
        let known = slugs.filter_map(|slug| before.get(slug)).next();
        let same = known.filter(|known| known.publishing == state.publishing);
        state.since = same.and_then(|known| known.since).or(day);
    }
}

impl Catalogue {
    /// The state of every organisation as it is. Worked out once for each state of the
    /// search index and of the accounts, never by reading the store for each.
    ///
    /// # Errors
    /// When the index or the store fails.
    pub fn states(&self) -> Result<Arc<States>, IndexError> {
        // Asked for first: what is worked out from here on is of this state or later.
        let version = self.version();
        // Held meanwhile, so that visitors who come at once wait for one.
        let kept = self.0.states.lock();
        let mut kept = kept.unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*kept
            && known.version == version
        {
            return Ok(Arc::clone(&known.states));
        }
        let basis = self.basis()?;
        let states = match &*kept {
            Some(known) if known.basis.is(&basis) => Arc::clone(&known.states),
            _ => Arc::new(self.states_at(&basis)?),
        };
        *kept = Some(CachedStates {
            version,
            basis,
            states: Arc::clone(&states),
        });
        Ok(states)
    }

    /// Works out the states that the next version of the catalogue has, where somebody asked for
    /// those of this one. Nobody waits meanwhile.
    pub(super) fn work_out_states(&self, next: u64) -> Result<(), IndexError> {
        let kept = || self.0.states.lock().unwrap_or_else(PoisonError::into_inner);
        if kept().is_none() {
            return Ok(());
        }
        let basis = self.basis()?;
        let is_known = kept().as_ref().is_some_and(|known| known.basis.is(&basis));
        if is_known {
            return Ok(());
        }
        let states = Arc::new(self.states_at(&basis)?);
        *kept() = Some(CachedStates {
            version: next,
            basis,
            states,
        });
        Ok(())
    }

    fn basis(&self) -> Result<Basis, IndexError> {
        Ok(Basis {
            standings: self.standings()?,
            looks: self.0.looks.all(),
            said: self.said(),
            at: self.assessed_at(),
        })
    }

    /// Has the states worked out anew when they are next asked for, as the snapshots are
    /// other ones.
    pub(super) fn forget_states(&self) {
        let kept = self.0.states.lock();
        *kept.unwrap_or_else(PoisonError::into_inner) = None;
        let of_day = self.0.states_of_day.lock();
        *of_day.unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The states of now as of a day, which decides who has ended. They tell no day since
    /// when.
    pub(super) fn states_on(&self, day: NaiveDate) -> Result<States, IndexError> {
        let at = self.assessed_at();
        let rows = self.rows_on(&*self.standings()?, day);
        Ok(States::new(
            (day, at, RULES_VERSION),
            rows,
            &self.0.directory,
        ))
    }

    fn states_at(&self, basis: &Basis) -> Result<States, IndexError> {
        let day = basis.at.date_naive();
        let directory = &self.0.directory;
        let mut rows = self.rows_on(&basis.standings, day);
        if let Some(before) = self.snapshot_until(&Scope::Each, day)?
            && let Some(each) = &before.each
        {
            let states = rows.iter_mut().map(|row| &mut row.state);
            carry_since(each, states, None, directory);
        }
        Ok(States::new((day, basis.at, RULES_VERSION), rows, directory))
    }

    fn rows_on(&self, standings: &Standings, day: NaiveDate) -> Vec<Row> {
        let directory = &self.0.directory;
        let said = self.said();
        let row = |place: &usize| {
            let organisation = directory.at(*place);
            let slug = &organisation.slug;
            let tally = standings.organisations.get(slug);
            let tally = tally.map(|(_, tally)| tally.clone()).unwrap_or_default();
            let accounts = self.sources_of(organisation).len();
            let reading = self.reading(organisation);
            let figures = BodyFigure::ALL.iter().map(|one| (*one, one.of(&tally)));
            Row {
                state: OrganisationState {
                    slug: slug.clone(),
                    organisation_type: organisation.organisation_type,
                    province: organisation.province,
                    publishing: Publishing::of(
                        accounts,
                        reading.state,
                        tally.repositories,
                        said.declares_closed(slug),
                    ),
                    since: None,
                    accounts,
                    repositories: reading.known(tally.repositories),
                    figures: figures
                        .filter(|(_, outcome)| *outcome != Outcome::Failed)
                        .collect(),
                },
                place: Some(*place),
                counts: exists_on(organisation, day),
            }
        };
        directory.by_name().iter().map(row).collect()
    }
}

/// Whether an organisation is there on a day.
pub(super) fn exists_on(organisation: &Organisation, day: NaiveDate) -> bool {
    let ended = organisation.ended.as_ref();
    ended.is_none_or(|ended| day < ended.on)
}
