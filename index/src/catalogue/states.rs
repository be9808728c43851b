//! The state of each organisation: as it is, and as snapshots keep it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError};

use bronwijzer_crawler::organisation::{Organisation, OrganisationType, Province, Slug};
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
use crate::model::{OrganisationState, OrganisationStates, Scope, Snapshot, StateCounts};
use crate::search::words;

/// The most periods of one organisation that are told.
const MOST_PERIODS: usize = 50;

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

impl Basis {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.standings, &other.standings)
            && Arc::ptr_eq(&self.looks, &other.looks)
            && self.said.content == other.said.content
            && self.at == other.at
    }
}

/// Which organisations are asked for; empty for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct OrganisationFilter {
    /// Words, each of which is in a name, as a word or a part of one.
    pub query: String,
    /// Any of these types.
    pub types: Vec<OrganisationType>,
    /// Any of these provinces.
    pub provinces: Vec<Province>,
    /// Any of these states.
    pub publishing: Vec<Publishing>,
    /// All of these.
    pub has: Vec<BodyFigure>,
    /// Also those that ended.
    pub with_ended: bool,
}

/// In which order organisations are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum OrganisationOrder {
    /// By name.
    #[default]
    Name,
    /// By state, and by name among those of one.
    Publishing,
}

/// Organisations that were asked for.
#[derive(Debug)]
pub struct FoundOrganisations<'a> {
    /// How many there are in all.
    pub total: usize,
    /// How many come before those that are given.
    pub before: usize,
    /// The letters that they are filed under, all of them in order, each with how many
    /// there are; empty when they are not by name.
    pub initials: Vec<(char, usize)>,
    /// Each with its organisation in the registry; `None` when it left that.
    pub organisations: Vec<(&'a OrganisationState, Option<&'a Organisation>)>,
}

/// A time in which an organisation was in one state, as the snapshots show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatePeriod {
    /// The state.
    pub publishing: Publishing,
    /// The first day of a snapshot that shows it.
    pub from: NaiveDate,
    /// The last day of one.
    pub until: NaiveDate,
}

/// How many organisations were in which state on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountsOnDay {
    /// The day.
    pub day: NaiveDate,
    /// The moment of that day.
    pub taken_at: DateTime<Utc>,
    /// The version of the rules that held.
    pub rules: u32,
    /// How many.
    pub counts: StateCounts,
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
        let basis = Basis {
            standings: self.standings()?,
            looks: self.0.looks.all(),
            said: self.said(),
            at: self.assessed_at(),
        };
        // Held meanwhile, so that visitors who come at once wait for one.
        let kept = self.0.states.lock();
        let mut kept = kept.unwrap_or_else(PoisonError::into_inner);
        if let Some((of, states)) = &*kept
            && of.is(&basis)
        {
            return Ok(Arc::clone(states));
        }
        let states = Arc::new(self.states_at(&basis)?);
        *kept = Some((basis, Arc::clone(&states)));
        Ok(states)
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

    /// The state of every organisation as it was kept on a day; `None` when none were, or
    /// when the day is yet to come.
    ///
    /// # Errors
    /// When the store fails.
    pub fn states_of(&self, day: NaiveDate) -> Result<Option<Arc<States>>, IndexError> {
        if day > self.assessed_at().date_naive() {
            return Ok(None);
        }
        let last = self.0.states_of_day.lock();
        let mut last = last.unwrap_or_else(PoisonError::into_inner);
        if let Some(states) = last.as_ref().filter(|states| states.day == day) {
            return Ok(Some(Arc::clone(states)));
        }
        let states = self.states_in_store(day)?.map(Arc::new);
        if states.is_some() {
            last.clone_from(&states);
        }
        Ok(states)
    }

    fn states_in_store(&self, day: NaiveDate) -> Result<Option<States>, IndexError> {
        let kept = self.store().snapshots_of(&Scope::Each, day, day)?.pop();
        let Some(Snapshot {
            each: Some(each),
            taken_at,
            rules,
            ..
        }) = kept
        else {
            return Ok(None);
        };
        let directory = &self.0.directory;
        let mut rows: Vec<Row> = each
            .0
            .into_iter()
            .map(|state| Row {
                place: directory.place(&state.slug),
                counts: true,
                state,
            })
            .collect();
        rows.sort_by_cached_key(|row| match row.place {
            Some(place) => (
                directory.at(place).sort_name().to_lowercase(),
                row.state.slug.clone(),
            ),
            None => (row.state.slug.to_string(), row.state.slug.clone()),
        });
        Ok(Some(States::new((day, taken_at, rules), rows, directory)))
    }

    /// How many organisations of each of these scopes were in which state on a day, in
    /// this order; `None` when that was not kept, or the day is yet to come.
    ///
    /// # Errors
    /// When the store fails.
    pub fn state_counts(
        &self,
        scopes: &[Scope],
        day: NaiveDate,
    ) -> Result<Option<Vec<CountsOnDay>>, IndexError> {
        if day > self.assessed_at().date_naive() {
            return Ok(None);
        }
        let Some(all) = self.state_history(&Scope::All, day, day)?.pop() else {
            return Ok(None);
        };
        let counted = scopes.iter().map(|scope| {
            if *scope == Scope::All {
                return Ok(all.clone());
            }
            // Where all were counted, a scope without a snapshot had none.
            let kept = self.store().snapshots_of(scope, day, day)?.pop();
            let counts = kept.and_then(|kept| kept.states).unwrap_or_default();
            Ok(CountsOnDay {
                counts,
                ..all.clone()
            })
        });
        counted.collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// How many organisations of a scope were in which state, from one day up to and with
    /// another, the oldest first. A day of which that was not kept is a gap.
    ///
    /// # Errors
    /// When the store fails.
    pub fn state_history(
        &self,
        scope: &Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<CountsOnDay>, IndexError> {
        let of_scope = if *scope == Scope::All {
            Vec::new()
        } else {
            self.store().snapshots_of(scope, from, to)?
        };
        let of_scope = of_scope.into_iter().map(|kept| (kept.day, kept.states));
        let mut of_scope: HashMap<NaiveDate, Option<StateCounts>> = of_scope.collect();
        let all = self.store().snapshots_of(&Scope::All, from, to)?;
        let counted = all.into_iter().filter_map(|kept| {
            let everything = kept.states?;
            Some(CountsOnDay {
                day: kept.day,
                taken_at: kept.taken_at,
                rules: kept.rules,
                counts: match scope {
                    Scope::All => everything,
                    // Where all were counted, a scope without a snapshot had none.
                    _ => of_scope.remove(&kept.day).flatten().unwrap_or_default(),
                },
            })
        });
        Ok(counted.collect())
    }

    /// The states that an organisation was in, the last first, as far back as the snapshots
    /// show it without a gap; at most 50. Each costs one day's snapshot, however
    /// long it lasted.
    ///
    /// # Errors
    /// When the store fails.
    pub fn state_periods(
        &self,
        organisation: &Organisation,
    ) -> Result<Vec<StatePeriod>, IndexError> {
        let today = self.assessed_at().date_naive();
        let ended = organisation.ended.as_ref();
        let last = ended.and_then(|ended| ended.on.pred_opt());
        let mut day = Some(last.map_or(today, |last| last.min(today)));
        let slugs = std::iter::once(&organisation.slug).chain(&organisation.former_slugs);
        let slugs: Vec<&Slug> = slugs.collect();
        let mut periods = Vec::new();
        while let Some(until) = day.filter(|_| periods.len() < MOST_PERIODS) {
            let Some(kept) = self.store().snapshot_until(&Scope::Each, until)? else {
                break;
            };
            let each = kept.each.unwrap_or_default();
            let state = each.0.iter().find(|state| slugs.contains(&&state.slug));
            let Some((state, from)) = state.and_then(|state| Some((state, state.since?))) else {
                break;
            };
            periods.push(StatePeriod {
                publishing: state.publishing,
                // What a file says of a later day would go round in a circle.
                from: from.min(kept.day),
                until: kept.day,
            });
            day = from.min(kept.day).pred_opt();
        }
        Ok(periods)
    }

    /// The days of which the states of organisations are kept, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn state_days(&self) -> Result<Vec<NaiveDate>, IndexError> {
        Ok(self.store().snapshot_days(&Scope::Each)?)
    }

    /// Has the days since when organisations are in a state follow each other again, from
    /// a day on that came between others.
    pub(super) fn renew_since(&self, from: NaiveDate) -> Result<(), IndexError> {
        let kept = |day: Option<NaiveDate>| -> Result<Option<Snapshot>, IndexError> {
            let Some(day) = day else { return Ok(None) };
            Ok(self.store().snapshots_of(&Scope::Each, day, day)?.pop())
        };
        let days = self.state_days()?;
        let first = days.partition_point(|day| *day < from);
        let before = kept(first.checked_sub(1).map(|before| days[before]))?;
        let mut before = before.and_then(|before| before.each).unwrap_or_default();
        for day in &days[first..] {
            let Some(mut snapshot) = kept(Some(*day))? else {
                continue;
            };
            let mut each = snapshot.each.unwrap_or_default();
            let as_kept = each.clone();
            carry_since(&before, each.0.iter_mut(), Some(*day), &self.0.directory);
            before = each.clone();
            if each != as_kept {
                snapshot.each = Some(each);
                self.store().write_snapshots(&[snapshot])?;
            }
        }
        Ok(())
    }

    /// The organisations that are asked for, at most `first` of them: after the one with
    /// the slug `after`, or after so many. `None` when no organisation has that slug.
    #[must_use]
    pub fn find_organisations<'a>(
        &'a self,
        states: &'a States,
        filter: &OrganisationFilter,
        order: OrganisationOrder,
        first: usize,
        (after, offset): (Option<&Slug>, usize),
    ) -> Option<FoundOrganisations<'a>> {
        let directory = &self.0.directory;
        let wanted = words(&filter.query);
        let fits = |at: &usize| {
            let row = &states.rows[*at];
            let state = &row.state;
            let any = |province| filter.provinces.contains(&province);
            (row.counts || filter.with_ended)
                && is_among(&filter.types, &state.organisation_type)
                && (filter.provinces.is_empty() || state.province.is_some_and(any))
                && is_among(&filter.publishing, &state.publishing)
                && filter
                    .has
                    .iter()
                    .all(|figure| state.figure(*figure) == Outcome::Passed)
                && (wanted.is_empty()
                    || row
                        .place
                        .is_some_and(|place| directory.is_named(place, &wanted)))
        };
        let in_order = match order {
            OrganisationOrder::Publishing => &states.by_state,
            OrganisationOrder::Name => &states.by_name,
        };
        let before = match after {
            None => None,
            Some(slug) => {
                let at = states.by_slug.get(slug)?;
                Some(in_order.iter().position(|place| place == at)?)
            }
        };
        let mut total = 0;
        let mut passed = 0;
        let mut initials = Vec::new();
        let mut organisations = Vec::new();
        for (position, at) in in_order.iter().enumerate().filter(|(_, at)| fits(at)) {
            total += 1;
            if order == OrganisationOrder::Name {
                count_initial(&mut initials, states.rows[*at].initial(directory));
            }
            if before.is_some_and(|before| position <= before) || total <= offset {
                passed += 1;
            } else if organisations.len() < first {
                let row = &states.rows[*at];
                let organisation = row.place.map(|place| directory.at(place));
                organisations.push((&row.state, organisation));
            }
        }
        Some(FoundOrganisations {
            total,
            before: passed,
            initials,
            organisations,
        })
    }
}

/// Counts one more that begins with a letter, of names in order.
fn count_initial(initials: &mut Vec<(char, usize)>, initial: char) {
    match initials.last_mut().filter(|(last, _)| *last == initial) {
        Some((_, count)) => *count += 1,
        None => initials.push((initial, 1)),
    }
}

fn is_among<T: PartialEq>(wanted: &[T], one: &T) -> bool {
    wanted.is_empty() || wanted.contains(one)
}

/// Whether an organisation is there on a day.
pub(super) fn exists_on(organisation: &Organisation, day: NaiveDate) -> bool {
    let ended = organisation.ended.as_ref();
    ended.is_none_or(|ended| day < ended.on)
}
