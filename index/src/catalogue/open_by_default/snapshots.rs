//! Taking the day's snapshot, and reading those of days that were.

use std::collections::BTreeMap;

use bronwijzer_crawler::organisation::{OrganisationType, Slug};
use chrono::{DateTime, NaiveDate, Utc};

use super::super::Catalogue;
use super::super::states::{States, carry_since};
use super::Standings;
use crate::assess::RULES_VERSION;
use crate::assess::open_by_default::Tally;
use crate::error::IndexError;
use crate::model::{Contents, OrganisationStates, Scope, Snapshot};

impl Catalogue {
    /// Takes the day's snapshot of everything, in the place of an earlier one
    /// of the same day. Gives back how many scopes it has figures of: none when
    /// it is not taken, as of a sample or an empty catalogue. A day before the
    /// last one keeps the snapshot that it has, so that a clock that was set
    /// back rewrites nothing.
    ///
    /// An organisation without repositories has no figures of its own, beyond those of the
    /// day on which it lost the last one: its state is among those of all.
    ///
    /// The figures are as of the newest judgement: call [`Catalogue::reassess`]
    /// first.
    ///
    /// # Errors
    /// When the index or the store fails; an earlier snapshot stays.
    pub fn take_snapshot(&self, now: DateTime<Utc>) -> Result<usize, IndexError> {
        let _writing = self.begin()?;
        if matches!(self.meta()?.contents, Contents::Empty | Contents::Sample) {
            return Ok(0);
        }
        let day = now.date_naive();
        let last = self.store().snapshot_until(&Scope::All, NaiveDate::MAX)?;
        let of_day = self.store().snapshots_of(&Scope::All, day, day)?;
        let is_last = last.is_none_or(|last| last.day <= day);
        if !is_last && !of_day.is_empty() {
            tracing::warn!(%day, "the snapshot of this day is kept: a later day has one too");
            return Ok(0);
        }
        let standings = self.standings()?;
        let states = self.states_on(day)?;
        let snapshot = |scope: Scope, tally: Tally| Snapshot {
            day,
            scope,
            taken_at: now,
            rules: RULES_VERSION,
            leave_out: self.leave_out().clone(),
            tally,
            states: None,
            each: None,
        };
        let mut snapshots = Vec::new();
        for (scope, counts) in states.all_counts() {
            let tally = standings.of(scope).unwrap_or_default();
            snapshots.push(Snapshot {
                states: Some(counts.clone()),
                ..snapshot(scope.clone(), tally)
            });
        }
        if !states.all_counts().contains_key(&Scope::All) {
            snapshots.push(Snapshot {
                states: Some(states.counts(&Scope::All).counts),
                ..snapshot(Scope::All, standings.all.clone())
            });
        }
        snapshots.push(Snapshot {
            each: Some(self.with_since(&states, day)?),
            ..snapshot(Scope::Each, standings.all.clone())
        });
        for (slug, (_, tally)) in &standings.organisations {
            if tally.repositories > 0 || self.had_repositories(slug, day)? {
                let scope = Scope::Organisation(slug.clone());
                snapshots.push(snapshot(scope, tally.clone()));
            }
        }
        self.store().write_snapshots(&snapshots)?;
        if !is_last {
            self.renew_since(day)?;
        }
        self.forget_states();
        Ok(snapshots.len())
    }

    /// The states that a day's snapshot keeps, each with the day since when.
    fn with_since(
        &self,
        states: &States,
        day: NaiveDate,
    ) -> Result<OrganisationStates, IndexError> {
        let mut kept = OrganisationStates(states.counted().cloned().collect());
        let before = match day.pred_opt() {
            Some(before) => self.store().snapshot_until(&Scope::Each, before)?,
            None => None,
        };
        let before = before.and_then(|before| before.each).unwrap_or_default();
        carry_since(&before, kept.0.iter_mut(), Some(day), &self.0.directory);
        Ok(kept)
    }

    /// Whether an organisation had repositories when it was last counted before a day.
    fn had_repositories(&self, slug: &Slug, day: NaiveDate) -> Result<bool, IndexError> {
        let scope = Scope::Organisation(slug.clone());
        let before = match day.pred_opt() {
            Some(before) => self.store().snapshot_until(&scope, before)?,
            None => None,
        };
        Ok(before.is_some_and(|before| before.tally.repositories > 0))
    }

    /// The figures of every organisation as they were kept on a day, with what was said
    /// of that day as a whole; `None` when none were kept. An organisation that came into the
    /// registry later has nothing there.
    ///
    /// # Errors
    /// When the store fails.
    pub fn standings_of(
        &self,
        day: NaiveDate,
    ) -> Result<Option<(Snapshot, Standings)>, IndexError> {
        let kept = |scope: &Scope| -> Result<Option<Snapshot>, IndexError> {
            Ok(self.snapshots(scope, day, day)?.pop())
        };
        let Some(all) = kept(&Scope::All)? else {
            return Ok(None);
        };
        let mut standings = self.nothing_counted();
        standings.all.clone_from(&all.tally);
        for kind in OrganisationType::ALL {
            if let Some(snapshot) = kept(&Scope::Type(*kind))? {
                standings.types.insert(*kind, snapshot.tally);
            }
        }
        // Where the states are kept, they tell who had repositories at all.
        let states = self.states_of(day)?;
        for (slug, (_, tally)) in &mut standings.organisations {
            let state = states.as_ref().map(|states| states.of(slug));
            let had_none = state.is_some_and(|state| {
                state.is_none_or(|state| state.repositories.unwrap_or_default() == 0)
            });
            if had_none {
                continue;
            }
            if let Some(snapshot) = kept(&Scope::Organisation(slug.clone()))? {
                *tally = snapshot.tally;
            }
        }
        Ok(Some((all, standings)))
    }

    /// The days of which figures of everything are kept, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn kept_days(&self) -> Result<Vec<NaiveDate>, IndexError> {
        Ok(self.shown().snapshot_days(&Scope::All)?)
    }

    /// The snapshots of a scope from one day up to and with another, the
    /// oldest first. A day without one is a gap. Those of an organisation that had another
    /// slug go on from that one's.
    ///
    /// # Errors
    /// When the store fails.
    pub fn snapshots(
        &self,
        scope: &Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Snapshot>, IndexError> {
        let mut by_day = BTreeMap::new();
        for former in self.former_scopes(scope) {
            for snapshot in self.shown().snapshots_of(&former, from, to)? {
                by_day.insert(snapshot.day, snapshot);
            }
        }
        if by_day.is_empty() {
            return Ok(self.shown().snapshots_of(scope, from, to)?);
        }
        for snapshot in self.shown().snapshots_of(scope, from, to)? {
            by_day.insert(snapshot.day, snapshot);
        }
        Ok(by_day.into_values().collect())
    }

    /// The last snapshot of a scope on or before a day.
    ///
    /// # Errors
    /// When the store fails.
    pub fn snapshot_until(
        &self,
        scope: &Scope,
        day: NaiveDate,
    ) -> Result<Option<Snapshot>, IndexError> {
        let mut last = self.shown().snapshot_until(scope, day)?;
        for former in self.former_scopes(scope) {
            let other = self.shown().snapshot_until(&former, day)?;
            let is_later = |other: &Snapshot| last.as_ref().is_none_or(|last| other.day > last.day);
            if let Some(other) = other.filter(is_later) {
                last = Some(other);
            }
        }
        Ok(last)
    }

    /// The scopes under which an organisation was kept before it had its slug. A slug that
    /// another organisation has now is that one's.
    fn former_scopes(&self, scope: &Scope) -> Vec<Scope> {
        let Scope::Organisation(slug) = scope else {
            return Vec::new();
        };
        let directory = &self.0.directory;
        let Some(place) = directory.place(slug) else {
            return Vec::new();
        };
        let former = directory.at(place).former_slugs.iter();
        former
            .filter(|former| *former != slug && directory.place(former) == Some(place))
            .map(|former| Scope::Organisation(former.clone()))
            .collect()
    }

    /// The figures of several organisations together, from one day up to and with another,
    /// the oldest first: of each day on which one of them has figures.
    ///
    /// # Errors
    /// When the store fails.
    pub fn snapshots_together(
        &self,
        slugs: &[Slug],
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Snapshot>, IndexError> {
        let mut by_day: BTreeMap<NaiveDate, Snapshot> = BTreeMap::new();
        for slug in slugs {
            let scope = Scope::Organisation(slug.clone());
            for snapshot in self.snapshots(&scope, from, to)? {
                by_day
                    .entry(snapshot.day)
                    .and_modify(|together| together.tally.add(&snapshot.tally))
                    .or_insert(snapshot);
            }
        }
        Ok(by_day.into_values().collect())
    }

    /// The figures of several organisations together on the last day, up to and with one,
    /// on which one of them has figures.
    ///
    /// # Errors
    /// When the store fails.
    pub fn snapshot_together_until(
        &self,
        slugs: &[Slug],
        day: NaiveDate,
    ) -> Result<Option<Snapshot>, IndexError> {
        let mut last = None;
        for slug in slugs {
            let scope = Scope::Organisation(slug.clone());
            let kept = self.snapshot_until(&scope, day)?.map(|kept| kept.day);
            last = last.max(kept);
        }
        match last {
            Some(last) => Ok(self.snapshots_together(slugs, last, last)?.pop()),
            None => Ok(None),
        }
    }
}
