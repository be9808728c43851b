//! Times that can be believed.
//!
//! The time of a commit is what its committer's clock said, a tag's is that of
//! its commit, and a release may be given any time by who makes it. A forge's own
//! dates bound them: nothing can be committed later than it was pushed, and
//! nothing was seen later than somebody looked. Facts stay as the forge gave
//! them; judgements go by these bounds. The rules stand in
//! `docs/judgements/maintenance.md` as M11.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bronwijzer_crawler::commits::{CommitActivity, Day, Week, monday_of};
use bronwijzer_crawler::observation::{Observation, Releases};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Clocks of two machines may differ by so much, a wrong time zone included.
const SKEW: TimeDelta = TimeDelta::days(1);

/// Moments before 1971, in seconds since 1970, are those of a clock that was
/// never set: there was no version control to have them from.
const FIRST_SECOND: i64 = 365 * 86_400;

/// The latest moments that things can have happened at.
struct Bounds {
    /// When somebody looked.
    look: DateTime<Utc>,
    /// The forge's own date of the last push, or of the last change where it
    /// gives none.
    forge: Option<DateTime<Utc>>,
    /// The moment of judging.
    now: DateTime<Utc>,
}

/// The facts with every time bounded. Borrowed where all of them can be
/// believed, as nearly everywhere.
pub(super) fn credible(observation: &Observation, now: DateTime<Utc>) -> Cow<'_, Observation> {
    let bounds = Bounds::of(observation, now);
    if bounds.hold_for(observation) {
        return Cow::Borrowed(observation);
    }
    let mut bounded = observation.clone();
    for date in [
        &mut bounded.created_at,
        &mut bounded.pushed_at,
        &mut bounded.updated_at,
        &mut bounded.archived_at,
    ] {
        *date = date.and_then(|at| bounds.of_forge(at));
    }
    bounded.commits = bounded.commits.map(|commits| bounds.commits(commits));
    if let Some(releases) = &mut bounded.releases {
        bound(releases, |at| bounds.release(at));
    }
    if let Some(tags) = &mut bounded.tags {
        bound(tags, |at| bounds.commit(at));
    }
    Cow::Owned(bounded)
}

fn bound(releases: &mut Releases, bounded: impl Fn(DateTime<Utc>) -> Option<DateTime<Utc>>) {
    for release in &mut releases.newest {
        release.at = release.at.and_then(&bounded);
    }
}

fn is_set(at: DateTime<Utc>) -> bool {
    at.timestamp() >= FIRST_SECOND
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

impl Bounds {
    fn of(observation: &Observation, now: DateTime<Utc>) -> Self {
        let look = observation.observed_at;
        // What a mirror takes over is no push to it, and need not move its dates.
        let is_mirror = observation.flags.mirror == Some(true) || observation.mirror_url.is_some();
        let own = observation.pushed_at.or(observation.updated_at);
        let own = own.filter(|at| !is_mirror && is_set(*at) && *at <= look + SKEW);
        Self {
            look,
            forge: own.map(|at| at.min(look)),
            now,
        }
    }

    /// A time that the forge itself noted: its clock may be ahead of ours.
    fn of_forge(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        is_set(at).then(|| at.min(self.look).min(self.now))
    }

    /// A time that a committer's clock gave. `None` when it is wrong and nothing
    /// tells by how much.
    fn commit(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let bounded = match self.forge {
            _ if !is_set(at) => return None,
            Some(forge) => at.min(forge),
            None if at > self.look + SKEW => return None,
            None => at.min(self.look),
        };
        Some(bounded.min(self.now))
    }

    /// A release can come out without a push, so up to the look its time stands.
    fn release(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if is_set(at) && at <= self.look + SKEW {
            Some(at.min(self.look).min(self.now))
        } else {
            self.commit(at)
        }
    }

    /// Whether every time is within the bounds as it is.
    fn hold_for(&self, observation: &Observation) -> bool {
        let own = [
            observation.created_at,
            observation.pushed_at,
            observation.updated_at,
            observation.archived_at,
        ];
        let dated = |releases: &Option<Releases>, bounded: &dyn Fn(_) -> Option<_>| {
            let newest = releases.iter().flat_map(|releases| &releases.newest);
            let mut times = newest.filter_map(|release| release.at);
            times.all(|at| bounded(at) == Some(at))
        };
        own.into_iter()
            .flatten()
            .all(|at| self.of_forge(at) == Some(at))
            && dated(&observation.releases, &|at| self.release(at))
            && dated(&observation.tags, &|at| self.commit(at))
            && observation.commits.as_ref().is_none_or(|commits| {
                let weeks = commits.weeks.iter().map(|week| midnight(week.monday));
                let days = commits.days.iter().flatten().map(|day| midnight(day.date));
                let newest = commits.last_human_at.into_iter().chain(commits.last_at);
                weeks
                    .chain(days)
                    .chain(newest)
                    .all(|at| self.commit(at) == Some(at))
            })
    }

    /// What was committed later than it can have been counts for the latest
    /// moment that it can. Commits that no moment can be told of are taken out
    /// and stay in `total`, so that not all of them are counted.
    fn commits(&self, mut commits: CommitActivity) -> CommitActivity {
        let mut weeks: BTreeMap<NaiveDate, Week> = BTreeMap::new();
        let mut moved_to: Vec<Option<NaiveDate>> = Vec::with_capacity(commits.weeks.len());
        for week in &commits.weeks {
            let monday = self.commit(midnight(week.monday)).map(monday_of);
            moved_to.push(monday);
            if let Some(monday) = monday {
                let sum = weeks.entry(monday).or_insert(Week {
                    monday,
                    human: 0,
                    bot: 0,
                });
                sum.human = sum.human.saturating_add(week.human);
                sum.bot = sum.bot.saturating_add(week.bot);
            }
        }
        let positions: BTreeMap<NaiveDate, u16> = weeks.keys().copied().zip(0..).collect();
        let moved = |(at, count): &(u16, u32)| {
            let monday = moved_to.get(usize::from(*at)).copied().flatten()?;
            Some((*positions.get(&monday)?, *count))
        };
        for author in commits.author_weeks.iter_mut().flatten() {
            let mut sums: BTreeMap<u16, u32> = BTreeMap::new();
            for (at, count) in author.iter().filter_map(moved) {
                let sum = sums.entry(at).or_default();
                *sum = sum.saturating_add(count);
            }
            *author = sums.into_iter().collect();
        }
        commits.weeks = weeks.into_values().collect();
        if let Some(days) = &mut commits.days {
            let mut sums: BTreeMap<NaiveDate, Day> = BTreeMap::new();
            for day in days.iter() {
                let Some(date) = self.commit(midnight(day.date)).map(|at| at.date_naive()) else {
                    continue;
                };
                sums.entry(date)
                    .and_modify(|sum| {
                        sum.commits = sum.commits.saturating_add(day.commits);
                        let merges = sum.merges.zip(day.merges);
                        sum.merges = merges.map(|(a, b)| a.saturating_add(b));
                    })
                    .or_insert(Day { date, ..*day });
            }
            *days = sums.into_values().collect();
        }
        // Where nothing tells when the last one was, the newest week that can be
        // believed has one.
        let of_weeks = |is_counted: fn(&Week) -> bool| {
            let newest = commits.weeks.iter().rev().find(|week| is_counted(week))?;
            let sunday = midnight(newest.monday) + TimeDelta::days(6);
            self.commit(sunday)
        };
        commits.last_human_at = commits
            .last_human_at
            .and_then(|at| self.commit(at).or_else(|| of_weeks(|week| week.human > 0)));
        commits.last_at = commits
            .last_at
            .and_then(|at| self.commit(at).or_else(|| of_weeks(|_| true)));
        commits
    }
}

#[cfg(test)]
mod tests;
