//! The states of organisations as they were: on a day, from day to day, and in periods.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use bronwijzer_crawler::organisation::{Organisation, Slug};
use chrono::{DateTime, NaiveDate, Utc};

use super::{Catalogue, Row, States, carry_since};
use crate::assess::publishing::Publishing;
use crate::error::IndexError;
use crate::model::{Scope, Snapshot, StateCounts};

/// The most periods of one organisation that are told.
const MOST_PERIODS: usize = 50;

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

impl Catalogue {
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
        let kept = self.shown().snapshots_of(&Scope::Each, day, day)?.pop();
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
            let kept = self.shown().snapshots_of(scope, day, day)?.pop();
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
            self.shown().snapshots_of(scope, from, to)?
        };
        let of_scope = of_scope.into_iter().map(|kept| (kept.day, kept.states));
        let mut of_scope: HashMap<NaiveDate, Option<StateCounts>> = of_scope.collect();
        let all = self.shown().snapshots_of(&Scope::All, from, to)?;
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
            let Some(kept) = self.shown().snapshot_until(&Scope::Each, until)? else {
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
        Ok(self.shown().snapshot_days(&Scope::Each)?)
    }

    /// Has the days since when organisations are in a state follow each other again, from
    /// a day on that came between others.
    pub(in crate::catalogue) fn renew_since(&self, from: NaiveDate) -> Result<(), IndexError> {
        let kept = |day: Option<NaiveDate>| -> Result<Option<Snapshot>, IndexError> {
            let Some(day) = day else { return Ok(None) };
            Ok(self.store().snapshots_of(&Scope::Each, day, day)?.pop())
        };
        let days = self.store().snapshot_days(&Scope::Each)?;
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
}
