//! How far a process that shares a store is behind the others, in time: for a balancer that leaves
//! out one whose answers are too old.
//!
//! How far is too far is a setting. While everything is judged as of another day, which changes
//! little at once and takes its time, it is thirty times as far. One that was left out comes back
//! once it has kept up for as long as it may be behind, so that it is not let in and left out in
//! turns. The one that leads writes itself what others take up, and is never left
//! out; nor is anybody while the store can't be reached, as that is the same for all.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// By how much more one may be behind while everything is judged anew.
const WHILE_JUDGING: u32 = 30;

/// How near one has to stay to be asked again: a part of how far it may be.
const NEAR: u32 = 3;

/// How far behind a process is.
#[derive(Debug)]
pub(super) struct Lag(Mutex<State>);

#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// How far behind is too far; `None` for never.
    limit: Option<Duration>,
    /// Since when there is something to take up.
    behind_since: Option<Instant>,
    /// Whether everything is being judged as of another moment.
    is_judging: bool,
    /// When it was last known not to be near.
    last_far: Option<Instant>,
    is_left_out: bool,
}

impl State {
    fn behind(&self, now: Instant) -> Duration {
        let since = self.behind_since;
        since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since))
    }

    /// Takes note of how far it is behind now. Gives that back where it is to be left out.
    fn look(&mut self, now: Instant) -> Option<Duration> {
        let limit = self.limit?;
        let behind = self.behind(now);
        let (far, near) = if self.is_judging {
            let far = limit.saturating_mul(WHILE_JUDGING);
            (far, far)
        } else {
            (limit, limit / NEAR)
        };
        if behind > near {
            self.last_far = Some(now);
        }
        let was_far = |last: Instant| now.saturating_duration_since(last) < limit;
        self.is_left_out = behind > far || self.is_left_out && self.last_far.is_some_and(was_far);
        self.is_left_out.then_some(behind)
    }

    fn caught_up(&mut self, now: Instant) {
        // It may have been far behind while nobody looked.
        let _ = self.look(now);
        self.behind_since = None;
    }
}

impl Lag {
    /// Of a process that may be behind by as much as `limit`, or by whatever.
    pub(super) fn up_to(limit: Option<Duration>) -> Self {
        Self(Mutex::new(State {
            limit,
            ..State::default()
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each field is put in whole, whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Others wrote something that is not taken up.
    pub(super) fn behind(&self) {
        self.state().behind_since.get_or_insert_with(Instant::now);
    }

    /// All that is known of was taken up.
    pub(super) fn caught_up(&self) {
        self.state().caught_up(Instant::now());
    }

    /// Nobody can tell how far the others are.
    pub(super) fn unknown(&self) {
        self.state().behind_since = None;
    }

    /// Whether everything is being judged as of another moment.
    pub(super) fn judging(&self, is_judging: bool) {
        self.state().is_judging = is_judging;
    }

    /// How far it is behind where that is too far, or was a moment ago.
    pub(super) fn too_far(&self) -> Option<Duration> {
        self.state().look(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn up_to_30_seconds() -> State {
        State {
            limit: Some(Duration::from_secs(30)),
            ..State::default()
        }
    }

    /// What is said at each of these seconds by one that is behind from the first to the second
    /// number of a pair.
    fn left_out(behind: &[(u64, u64)], looks: &[u64]) -> Vec<bool> {
        let began = Instant::now();
        let at = |second: u64| began + Duration::from_secs(second);
        let mut state = up_to_30_seconds();
        let mut said = Vec::new();
        let last = looks.iter().max().copied().unwrap_or_default();
        for second in 0..=last {
            if behind.iter().any(|(_, end)| *end == second) {
                state.caught_up(at(second));
            }
            if behind.iter().any(|(start, _)| *start == second) {
                state.behind_since.get_or_insert(at(second));
            }
            if looks.contains(&second) {
                said.push(state.look(at(second)).is_some());
            }
        }
        said
    }

    #[test]
    fn one_far_behind_is_left_out_until_it_kept_up() {
        let looks = [30, 31, 60, 61, 89, 90, 200];
        let said = left_out(&[(0, 60)], &looks);
        assert_eq!(said, [false, true, true, true, true, false, false]);
    }

    #[test]
    fn one_that_keeps_falling_behind_does_not_come_and_go() {
        // Each round takes longer than is allowed.
        let rounds: Vec<(u64, u64)> = (0..10).map(|n| (n * 40, n * 40 + 40)).collect();
        let looks: Vec<u64> = (35..390).step_by(5).collect();
        let said = left_out(&rounds, &looks);
        assert!(said.iter().all(|left_out| *left_out), "{said:?}");
        // Short ones never do.
        let rounds: Vec<(u64, u64)> = (0..10).map(|n| (n * 20, n * 20 + 20)).collect();
        let said = left_out(&rounds, &looks);
        assert!(said.iter().all(|left_out| !left_out), "{said:?}");
    }

    #[test]
    fn judgement_of_another_day_may_take_its_time() {
        let began = Instant::now();
        let mut state = State {
            behind_since: Some(began),
            is_judging: true,
            ..up_to_30_seconds()
        };
        assert_eq!(state.look(began + Duration::from_secs(800)), None);
        assert!(state.look(began + Duration::from_secs(1000)).is_some());
    }
}
