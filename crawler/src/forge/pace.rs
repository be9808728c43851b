//! Asks a forge no more and no faster than it allows: the share of the
//! allowance that is ours, several tokens in turn, waits that the forge asks
//! for, retries with jitter, and a circuit that opens when the forge is down.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::ForgeError;
use crate::address::ForgeHost;
use crate::halt::Halt;
use crate::run::Spending;

/// Tries of one request, the first included.
const TRIES: usize = 6;

/// The longest wait between two tries.
const LONGEST_DELAY: Duration = Duration::from_secs(20);

/// How often one request waits because the forge asks for it.
const MOST_WAITS: u32 = 8;

/// The longest single wait; GitHub fills the allowance every hour.
const LONGEST_WAIT: Duration = Duration::from_secs(65 * 60);

/// Failures in a row after which the forge counts as down.
const FAILURES_UNTIL_DOWN: u32 = 10;

/// How often a forge that is down is tried again before the run gives it up.
/// Each pause is twice as long as the one before.
const PROBES: u32 = 3;

/// How much of a forge's allowance a crawl takes, and how fast.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// The share of the allowance that a crawl may use, above 0 and at most 1.
    /// The rest is left to others who use the same token.
    pub share: f64,
    /// Requests at the same time.
    pub concurrency: usize,
    /// The wait before a request is tried a second time; it doubles after that.
    pub first_retry: Duration,
    /// How long a forge that is down is left alone the first time.
    pub pause_when_down: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            share: 0.9,
            concurrency: 1,
            first_retry: Duration::from_millis(200),
            pause_when_down: Duration::from_secs(30),
        }
    }
}

/// Why one try gave no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// May succeed when tried again.
    Passing(ForgeError),
    /// May succeed after this long.
    Wait(Duration, ForgeError),
    /// The token's allowance is used up until then.
    Exhausted(DateTime<Utc>),
    /// The forge refuses the token.
    Refused(ForgeError),
    /// Won't succeed in this run.
    Final(ForgeError),
}

/// How a request that is too large for the forge shows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// The request can be made smaller: a time-out means that it is too large.
    CanShrink,
    /// It can't: a time-out is tried again.
    Fixed,
}

impl Size {
    /// Of a request for so many things.
    pub(super) fn of(things: usize) -> Self {
        if things > 1 {
            Self::CanShrink
        } else {
            Self::Fixed
        }
    }
}

/// What an answer tells about the allowance of the token that it was asked
/// with.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    pub(super) limit: Option<u64>,
    pub(super) remaining: Option<u64>,
    pub(super) reset_at: Option<DateTime<Utc>>,
}

/// The pace at one forge.
pub(super) struct Pace {
    host: ForgeHost,
    budget: Budget,
    halt: Halt,
    permits: Semaphore,
    state: Mutex<State>,
}

struct State {
    spending: Spending,
    waited: Duration,
    /// One for each token; one when there is none.
    allowances: Vec<Allowance>,
    /// The forge asked everybody to wait until then.
    not_before: Option<Instant>,
    circuit: Circuit,
}

#[derive(Default)]
struct Allowance {
    told: Told,
    refused: bool,
}

#[derive(Default)]
struct Circuit {
    failures_in_a_row: u32,
    times_opened: u32,
    open_until: Option<Instant>,
}

/// What to do before the next request.
enum Next {
    Ask(usize),
    Wait(Duration, &'static str),
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl Pace {
    pub(super) fn new(host: &ForgeHost, budget: &Budget, halt: &Halt, tokens: usize) -> Self {
        let allowances = (0..tokens.max(1)).map(|_| Allowance::default()).collect();
        Self {
            host: host.clone(),
            budget: budget.clone(),
            halt: halt.clone(),
            permits: Semaphore::new(budget.concurrency.max(1)),
            state: Mutex::new(State {
                spending: Spending::none(host.clone()),
                waited: Duration::ZERO,
                allowances,
                not_before: None,
                circuit: Circuit::default(),
            }),
        }
    }

    pub(super) fn host(&self) -> &ForgeHost {
        &self.host
    }

    pub(super) fn spending(&self) -> Spending {
        let state = self.state();
        let remaining = state
            .allowances
            .iter()
            .filter_map(|allowance| allowance.told.remaining);
        Spending {
            remaining: remaining.reduce(|sum, more| sum + more),
            waited_seconds: state.waited.as_secs(),
            ..state.spending.clone()
        }
    }

    pub(super) fn count_request(&self) {
        self.state().spending.requests += 1;
    }

    pub(super) fn count_bytes(&self, bytes: usize) {
        self.state().spending.bytes += bytes as u64;
    }

    pub(super) fn count_points(&self, points: u64) {
        self.state().spending.points += points;
    }

    /// Takes up what an answer told about the allowance of token `token`.
    pub(super) fn learn(&self, token: usize, told: Told) {
        let mut state = self.state();
        if let Some(allowance) = state.allowances.get_mut(token) {
            let known = &mut allowance.told;
            known.limit = told.limit.or(known.limit);
            known.remaining = told.remaining.or(known.remaining);
            known.reset_at = told.reset_at.or(known.reset_at);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The lock guards plain numbers: they are whole whoever panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tries until it is answered, or there is no more sense in it. `attempt`
    /// is told which token to use.
    pub(super) async fn run<T, F, A>(&self, attempt: F) -> Result<T, ForgeError>
    where
        F: Fn(usize) -> A + Send + Sync,
        A: Future<Output = Result<T, Failure>> + Send,
    {
        let mut delays = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(self.budget.first_retry)
            .with_max_delay(LONGEST_DELAY)
            .with_max_times(TRIES - 1)
            .build();
        let mut waits = 0;
        loop {
            let token = self.ready().await?;
            let tried = {
                let _permit = self.permits.acquire().await;
                self.halt
                    .finish(attempt(token))
                    .await
                    .map_err(ForgeError::Halted)?
            };
            let failure = match tried {
                Ok(answer) => {
                    self.state().circuit = Circuit::default();
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            match failure {
                Failure::Passing(error) => {
                    self.fail();
                    let Some(delay) = delays.next() else {
                        return Err(error);
                    };
                    tracing::debug!(host = %self.host, "trying again: {error}");
                    self.sleep(delay).await?;
                }
                Failure::Wait(wait, error) => {
                    waits += 1;
                    if waits > MOST_WAITS || wait > LONGEST_WAIT {
                        return Err(error);
                    }
                    tracing::info!(host = %self.host, seconds = wait.as_secs(), "waiting: {error}");
                    self.state().not_before = Some(Instant::now() + wait);
                }
                Failure::Exhausted(until) => {
                    waits += 1;
                    if waits > MOST_WAITS {
                        let host = self.host.clone();
                        return Err(ForgeError::OutOfBudget { host, until });
                    }
                    let told = Told {
                        limit: None,
                        remaining: Some(0),
                        reset_at: Some(until),
                    };
                    self.learn(token, told);
                }
                Failure::Refused(error) => {
                    let mut state = self.state();
                    state.allowances[token].refused = true;
                    if state.allowances.iter().all(|allowance| allowance.refused) {
                        // The next request is told the same by the forge.
                        state.allowances[token].refused = false;
                        return Err(error);
                    }
                    tracing::warn!(host = %self.host, "token {} is refused; the others go on: {error}", token + 1);
                }
                Failure::Final(error) => {
                    self.state().circuit = Circuit::default();
                    return Err(error);
                }
            }
        }
    }

    /// Counts a failure; enough of them in a row open the circuit.
    fn fail(&self) {
        let mut state = self.state();
        let circuit = &mut state.circuit;
        circuit.failures_in_a_row += 1;
        let probing = circuit.times_opened > 0;
        if probing || circuit.failures_in_a_row >= FAILURES_UNTIL_DOWN {
            let pause = self.budget.pause_when_down * 2_u32.pow(circuit.times_opened.min(PROBES));
            circuit.times_opened += 1;
            circuit.open_until = Some(Instant::now() + pause);
        }
    }

    /// Waits for whatever has to be waited for. Gives back the token to use.
    async fn ready(&self) -> Result<usize, ForgeError> {
        loop {
            if let Some(reason) = self.halt.reached() {
                return Err(ForgeError::Halted(reason));
            }
            let next = self.next()?;
            match next {
                Next::Ask(token) => return Ok(token),
                Next::Wait(wait, why) => {
                    tracing::info!(host = %self.host, seconds = wait.as_secs(), "waiting: {why}");
                    self.sleep(wait).await?;
                }
            }
        }
    }

    fn next(&self) -> Result<Next, ForgeError> {
        let mut state = self.state();
        let now = Instant::now();
        if state.circuit.times_opened > PROBES {
            return Err(ForgeError::Unreachable {
                host: self.host.clone(),
                message: format!(
                    "it failed {} times in a row, and was given up for this run",
                    state.circuit.failures_in_a_row
                ),
            });
        }
        let later = |at: Option<Instant>| at.filter(|at| *at > now).map(|at| at - now);
        if let Some(wait) = later(state.circuit.open_until) {
            return Ok(Next::Wait(wait, "the forge seems to be down"));
        }
        if let Some(wait) = later(state.not_before) {
            return Ok(Next::Wait(wait, "the forge asked for it"));
        }
        let now = Utc::now();
        let mut best: Option<(u64, usize)> = None;
        let mut soonest: Option<DateTime<Utc>> = None;
        for (token, allowance) in state.allowances.iter_mut().enumerate() {
            if allowance.refused {
                continue;
            }
            if allowance.told.reset_at.is_some_and(|at| at <= now) {
                allowance.told.remaining = None;
                allowance.told.reset_at = None;
            }
            match (allowance.told.remaining, allowance.told.reset_at) {
                (Some(remaining), Some(reset_at))
                    if self.is_reserve(&allowance.told, remaining) =>
                {
                    soonest = Some(soonest.map_or(reset_at, |other| other.min(reset_at)));
                }
                (remaining, _) => {
                    let remaining = remaining.unwrap_or(u64::MAX);
                    if best.is_none_or(|(most, _)| remaining > most) {
                        best = Some((remaining, token));
                    }
                }
            }
        }
        if let Some((_, token)) = best {
            return Ok(Next::Ask(token));
        }
        let until = soonest.unwrap_or(now);
        // A second more, for clocks that differ.
        let wait = (until - now).to_std().unwrap_or_default() + Duration::from_secs(1);
        if wait > LONGEST_WAIT {
            let host = self.host.clone();
            return Err(ForgeError::OutOfBudget { host, until });
        }
        Ok(Next::Wait(wait, "the allowance is used up"))
    }

    /// Whether what is left of an allowance belongs to others.
    fn is_reserve(&self, told: &Told, remaining: u64) -> bool {
        #[allow(clippy::cast_precision_loss)]
        let reserve = told.limit.unwrap_or(0) as f64 * (1.0 - self.budget.share);
        #[allow(clippy::cast_precision_loss)]
        let left = remaining as f64;
        remaining == 0 || left < reserve
    }

    async fn sleep(&self, time: Duration) -> Result<(), ForgeError> {
        self.halt.sleep(time).await.map_err(ForgeError::Halted)?;
        self.state().waited += time;
        Ok(())
    }
}
