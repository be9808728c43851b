//! Asks a forge no more and no faster than it allows: the share of the
//! allowance that is ours, several tokens in turn, waits that the forge asks
//! for, retries with jitter, and a circuit that opens when the forge is down.

mod circuit;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use chrono::{DateTime, Utc};
use circuit::Circuit;
use futures::future::BoxFuture;
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

/// The wait for a limit that does not say how long it lasts: a minute, as GitHub
/// asks, and twice as long each time that it is met again.
const UNTOLD_WAIT: Duration = Duration::from_secs(60);

/// How often that wait doubles.
const MOST_DOUBLINGS: u32 = 4;

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
    /// The forge failed, which another question is to explain: it is not tried
    /// again, and tells nothing of the forge as a whole.
    Unsure(ForgeError),
    /// May succeed after this long.
    Wait(Duration, ForgeError),
    /// A limit on pace that does not say how long it lasts.
    Limited(ForgeError),
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

/// Which allowance a request takes from: a forge may have several for one
/// token, and what is left of one tells nothing of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pool {
    /// The only one; on GitHub that of GraphQL.
    Main,
    /// GitHub's REST API.
    Rest,
    /// GitHub's search of code.
    Search,
}

/// How many kinds of pool there are.
const POOLS: usize = 3;

/// Asks, with a token, what any sound forge answers: tells a forge that is down
/// from one that fails for a repository. An error says what happened.
pub(super) type Probe = Box<dyn Fn(usize) -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// The pace at one forge.
pub(super) struct Pace {
    host: ForgeHost,
    budget: Budget,
    halt: Halt,
    permits: Semaphore,
    state: Mutex<State>,
    /// Without one the next request is the probe.
    probe: Option<Probe>,
}

struct State {
    spending: Spending,
    waited: Duration,
    /// One for each token; one when there is none.
    allowances: Vec<Allowance>,
    /// The forge asked everybody to wait until then.
    not_before: Option<Instant>,
    /// Limits of untold length that were met since the last answer.
    limits_in_a_row: u32,
    circuit: Circuit,
}

#[derive(Default)]
struct Allowance {
    /// By pool.
    told: [Told; POOLS],
    refused: bool,
}

/// What to do before the next request.
enum Next {
    Ask(Leave),
    Wait(Duration, &'static str),
}

/// Leave to send one request.
#[derive(Debug, Clone, Copy)]
struct Leave {
    token: usize,
    is_probe: bool,
    /// What the circuit breaker is told the outcome with.
    epoch: u64,
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
                limits_in_a_row: 0,
                circuit: Circuit::default(),
            }),
            probe: None,
        }
    }

    /// Tells by `probe` whether the forge is down.
    pub(super) fn with_probe(mut self, probe: Probe) -> Self {
        self.probe = Some(probe);
        self
    }

    pub(super) fn host(&self) -> &ForgeHost {
        &self.host
    }

    pub(super) fn spending(&self) -> Spending {
        let state = self.state();
        let remaining = state
            .allowances
            .iter()
            .filter_map(|allowance| allowance.told[Pool::Main as usize].remaining);
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
    pub(super) fn learn(&self, token: usize, pool: Pool, told: Told) {
        let mut state = self.state();
        if let Some(allowance) = state.allowances.get_mut(token) {
            let known = &mut allowance.told[pool as usize];
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
        self.run_in(Pool::Main, attempt).await
    }

    /// The same, for a request that takes from the allowance `pool`.
    pub(super) async fn run_in<T, F, A>(&self, pool: Pool, attempt: F) -> Result<T, ForgeError>
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
            let (leave, tried) = {
                let _permit = self.permits.acquire().await;
                let leave = self.ready(pool).await?;
                if leave.is_probe
                    && let Some(probe) = &self.probe
                {
                    self.ask_probe(probe, leave).await?;
                    continue;
                }
                let tried = self.halt.finish(attempt(leave.token)).await;
                if tried.is_err() && leave.is_probe {
                    self.state().circuit.abandon_probe(leave.epoch);
                }
                (leave, tried.map_err(ForgeError::Halted)?)
            };
            let failure = match tried {
                Ok(answer) => {
                    let mut state = self.state();
                    state.circuit.succeed();
                    state.limits_in_a_row = 0;
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            match failure {
                Failure::Passing(error) => {
                    self.fail(leave);
                    let Some(delay) = delays.next() else {
                        return Err(error);
                    };
                    tracing::debug!(host = %self.host, "trying again: {error}");
                    self.sleep(delay).await?;
                    continue;
                }
                Failure::Unsure(error) => {
                    if leave.is_probe {
                        self.state().circuit.abandon_probe(leave.epoch);
                    }
                    return Err(error);
                }
                _ => self.state().circuit.succeed(),
            }
            match failure {
                Failure::Passing(_) | Failure::Unsure(_) => {}
                Failure::Wait(wait, error) => {
                    waits += 1;
                    if waits > MOST_WAITS || wait > LONGEST_WAIT {
                        return Err(error);
                    }
                    tracing::info!(host = %self.host, seconds = wait.as_secs(), "waiting: {error}");
                    let mut state = self.state();
                    state.not_before = state.not_before.max(Some(Instant::now() + wait));
                }
                Failure::Limited(error) => {
                    waits += 1;
                    if waits > MOST_WAITS {
                        return Err(error);
                    }
                    tracing::info!(host = %self.host, "waiting: {error}");
                    self.wait_longer();
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
                    self.learn(leave.token, pool, told);
                }
                Failure::Refused(error) => {
                    let token = leave.token;
                    let mut state = self.state();
                    state.allowances[token].refused = true;
                    if state.allowances.iter().all(|allowance| allowance.refused) {
                        // The next request is told the same by the forge.
                        state.allowances[token].refused = false;
                        return Err(error);
                    }
                    tracing::warn!(host = %self.host, "token {} is refused; the others go on: {error}", token + 1);
                }
                Failure::Final(error) => return Err(error),
            }
        }
    }

    /// Asks whether the forge is down, and tells the circuit breaker.
    async fn ask_probe(&self, probe: &Probe, leave: Leave) -> Result<(), ForgeError> {
        self.count_request();
        match self.halt.finish(probe(leave.token)).await {
            Ok(Ok(())) => self.state().circuit.succeed(),
            Ok(Err(message)) => {
                tracing::info!(host = %self.host, "the forge seems to be down: {message}");
                self.fail(leave);
            }
            Err(reason) => {
                self.state().circuit.abandon_probe(leave.epoch);
                return Err(ForgeError::Halted(reason));
            }
        }
        Ok(())
    }

    fn fail(&self, leave: Leave) {
        let mut state = self.state();
        if leave.is_probe {
            let pause = self.budget.pause_when_down;
            state.circuit.fail_probe(leave.epoch, Instant::now(), pause);
        } else {
            state.circuit.fail(leave.epoch);
        }
    }

    /// Makes everybody wait because of a limit of untold length. Requests that
    /// were under way together met the same one.
    fn wait_longer(&self) {
        let mut state = self.state();
        let now = Instant::now();
        if state.not_before.is_none_or(|at| at <= now) {
            let doublings = state.limits_in_a_row.min(MOST_DOUBLINGS);
            state.not_before = Some(now + UNTOLD_WAIT * 2_u32.pow(doublings));
            state.limits_in_a_row += 1;
        }
    }

    /// Waits for whatever has to be waited for. Gives back the token to use.
    async fn ready(&self, pool: Pool) -> Result<Leave, ForgeError> {
        loop {
            if let Some(reason) = self.halt.reached() {
                return Err(ForgeError::Halted(reason));
            }
            let next = self.next(pool)?;
            match next {
                Next::Ask(leave) => return Ok(leave),
                Next::Wait(wait, why) => {
                    if wait.as_secs() > 0 {
                        tracing::info!(host = %self.host, seconds = wait.as_secs(), "waiting: {why}");
                    }
                    self.sleep(wait).await?;
                }
            }
        }
    }

    fn next(&self, pool: Pool) -> Result<Next, ForgeError> {
        let mut state = self.state();
        let now = Instant::now();
        if let Some(failures) = state.circuit.given_up() {
            return Err(ForgeError::Unreachable {
                host: self.host.clone(),
                message: format!(
                    "it failed {failures} times in a row, and was given up for this run"
                ),
            });
        }
        if let Some(at) = state.not_before.filter(|at| *at > now) {
            return Ok(Next::Wait(at - now, "the forge asked for it"));
        }
        let token = match self.token(&mut state, pool)? {
            Ok(token) => token,
            Err(wait) => return Ok(Next::Wait(wait, "the allowance is used up")),
        };
        // Last, as who is given leave to probe has to do so.
        Ok(match state.circuit.state(now) {
            circuit::State::Wait(wait) => Next::Wait(wait, "the forge seems to be down"),
            circuit::State::Closed(epoch) => Next::Ask(Leave {
                token,
                is_probe: false,
                epoch,
            }),
            circuit::State::Probe(epoch) => Next::Ask(Leave {
                token,
                is_probe: true,
                epoch,
            }),
        })
    }

    /// The token with the most left in this pool, or how long to wait for one.
    fn token(&self, state: &mut State, pool: Pool) -> Result<Result<usize, Duration>, ForgeError> {
        let now = Utc::now();
        let mut best: Option<(u64, usize)> = None;
        let mut soonest: Option<DateTime<Utc>> = None;
        for (token, allowance) in state.allowances.iter_mut().enumerate() {
            if allowance.refused {
                continue;
            }
            let told = &mut allowance.told[pool as usize];
            if told.reset_at.is_some_and(|at| at <= now) {
                told.remaining = None;
                told.reset_at = None;
            }
            match (told.remaining, told.reset_at) {
                (Some(remaining), Some(reset_at)) if self.is_reserve(told, remaining) => {
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
            return Ok(Ok(token));
        }
        let until = soonest.unwrap_or(now);
        // A second more, for clocks that differ.
        let wait = (until - now).to_std().unwrap_or_default() + Duration::from_secs(1);
        if wait > LONGEST_WAIT {
            let host = self.host.clone();
            return Err(ForgeError::OutOfBudget { host, until });
        }
        Ok(Err(wait))
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
