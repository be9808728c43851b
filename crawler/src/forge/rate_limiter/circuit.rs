//! Circuit breaker: tells a forge that is down from one that fails for a single
//! repository.
//!
//! Enough failures in a row open it. While it is open nothing is sent but a probe after each
//! pause, one at a time (half open); a probe that fails doubles the next pause, one that
//! succeeds closes the circuit. Outcomes of requests that were in flight when it opened or
//! closed are ignored: fifty requests that fail together are one piece of news.

use std::time::Duration;

use tokio::time::Instant;

/// Failures in a row that open the circuit.
pub(super) const FAILURES_UNTIL_DOWN: u32 = 10;

/// How often a forge that is down is tried again before the run gives it up.
/// Each pause is twice as long as the one before.
pub(super) const PROBES: u32 = 3;

/// The state of the circuit breaker.
#[derive(Debug, Default)]
pub(super) struct Circuit {
    failures_in_a_row: u32,
    /// Pauses since the forge last answered; 0 while the circuit is closed.
    pauses: u32,
    open_until: Option<Instant>,
    is_probing: bool,
    /// Counts openings and closings. A request carries the epoch in which it was sent, and
    /// an outcome from an earlier epoch says nothing about this one.
    epoch: u64,
}

/// Whether a request may be sent now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It may; its outcome is reported with this epoch.
    Closed(u64),
    /// Only a probe may, and this is the one. See [`State::Closed`].
    Probe(u64),
    /// Not before so long.
    Wait(Duration),
}

/// How often those who wait for another's probe look for its outcome.
const PROBE_POLL: Duration = Duration::from_millis(20);

impl Circuit {
    /// After how many failures the forge was given up for this run, if it was.
    pub(super) fn given_up(&self) -> Option<u32> {
        (self.pauses > PROBES).then_some(self.failures_in_a_row)
    }

    /// Whether a request may be sent at `now`. Handing out the probe is a change: whoever gets
    /// it must report its outcome, or abandon it.
    pub(super) fn state(&mut self, now: Instant) -> State {
        if let Some(until) = self.open_until.filter(|until| *until > now) {
            return State::Wait(until - now);
        }
        if self.is_probing {
            return State::Wait(PROBE_POLL);
        }
        if self.is_open() {
            self.is_probing = true;
            return State::Probe(self.epoch);
        }
        State::Closed(self.epoch)
    }

    fn is_open(&self) -> bool {
        self.pauses > 0 || self.failures_in_a_row >= FAILURES_UNTIL_DOWN
    }

    /// The forge answered something, which proves that it is up. No epoch is asked for: even
    /// a late answer is one.
    pub(super) fn succeed(&mut self) {
        let epoch = if self.is_open() {
            self.epoch + 1
        } else {
            self.epoch
        };
        *self = Self {
            epoch,
            ..Self::default()
        };
    }

    /// A request that was sent in `epoch` failed.
    pub(super) fn fail(&mut self, epoch: u64) {
        if epoch == self.epoch && !self.is_open() {
            self.failures_in_a_row += 1;
        }
    }

    /// The probe that was sent in `epoch` failed: nothing is sent for `pause` the first time,
    /// twice as long the second.
    pub(super) fn fail_probe(&mut self, epoch: u64, now: Instant, pause: Duration) {
        if epoch != self.epoch {
            return;
        }
        self.is_probing = false;
        self.failures_in_a_row += 1;
        self.open_until = Some(now + pause * 2_u32.pow(self.pauses.min(PROBES)));
        self.pauses += 1;
        self.epoch += 1;
    }

    /// The probe that was sent in `epoch` was cancelled: the next request probes.
    pub(super) fn abandon_probe(&mut self, epoch: u64) {
        if epoch == self.epoch {
            self.is_probing = false;
        }
    }

    #[cfg(test)]
    pub(super) fn is_closed(&self) -> bool {
        !self.is_open()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(30);

    fn failed(times: u32) -> Circuit {
        let mut circuit = Circuit::default();
        for _ in 0..times {
            circuit.fail(0);
        }
        circuit
    }

    #[test]
    fn concurrent_failures_count_once() {
        let now = Instant::now();
        let mut circuit = failed(FAILURES_UNTIL_DOWN);
        assert_eq!(circuit.state(now), State::Probe(0));
        // Fifty more were in flight.
        for _ in 0..50 {
            circuit.fail(0);
        }
        assert!(matches!(circuit.state(now), State::Wait(_)));
        circuit.fail_probe(0, now, PAUSE);
        for _ in 0..50 {
            circuit.fail(0);
        }
        assert_eq!(circuit.state(now), State::Wait(PAUSE));
        assert_eq!(circuit.state(now + PAUSE), State::Probe(1));
    }

    #[test]
    fn gives_up_after_three_probes_with_doubling_pauses() {
        let mut now = Instant::now();
        let mut circuit = failed(FAILURES_UNTIL_DOWN);
        let mut pauses = Vec::new();
        while circuit.given_up().is_none() {
            match circuit.state(now) {
                State::Probe(epoch) => circuit.fail_probe(epoch, now, PAUSE),
                State::Wait(time) => {
                    pauses.push(time.as_secs());
                    now += time;
                }
                State::Closed(_) => panic!("it is open"),
            }
        }
        assert_eq!(pauses, [30, 60, 120]);
    }

    #[test]
    fn late_failure_does_not_reopen_a_closed_circuit() {
        let now = Instant::now();
        let mut circuit = failed(FAILURES_UNTIL_DOWN);
        assert_eq!(circuit.state(now), State::Probe(0));
        circuit.succeed();
        circuit.fail_probe(0, now, PAUSE);
        circuit.fail(0);
        assert_eq!(circuit.state(now), State::Closed(1));
    }
}
