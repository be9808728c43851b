//! Rate limiter of one forge: our share of its quota, rotation over several tokens,
//! `Retry-After`, retries with exponential backoff and jitter, and a circuit breaker for
//! when the forge is down.
//!
//! Every request of a client goes through [`RateLimiter::run`], so an error that comes out
//! of a client is final for this crawl and nobody above retries.

mod circuit;
mod counters;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use chrono::{DateTime, Utc};
use circuit::Circuit;
use counters::Counters;
use futures::future::BoxFuture;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tracing::{Instrument, info_span};

use super::ForgeError;
use crate::address::ForgeHost;
use crate::halt::Halt;
use crate::run::Spending;

/// Attempts at one request, the first included.
const TRIES: usize = 6;

/// The longest backoff between two attempts.
const MAX_BACKOFF: Duration = Duration::from_secs(20);

/// How often one request waits because the forge asks for it. A wait is no failed attempt:
/// the forge is well, and a crawl may run into its limit many times.
const MAX_WAITS: u32 = 8;

/// The longest single wait; GitHub resets the quota every hour.
const MAX_WAIT: Duration = Duration::from_secs(65 * 60);

/// The wait for a limit without `Retry-After`: a minute, as GitHub asks, and twice as long
/// each time that it is met again.
const DEFAULT_WAIT: Duration = Duration::from_secs(60);

/// How often that wait doubles.
const MAX_DOUBLINGS: u32 = 4;

/// How much of a forge's quota a crawl takes, and how fast.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// The share of the quota that a crawl may use, above 0 and at most 1. The rest is
    /// left to others who use the same token.
    pub share: f64,
    /// Requests in flight at the same time.
    pub concurrency: usize,
    /// The backoff before the second attempt; it doubles after that.
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

/// Why one attempt gave no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// Transient: may succeed when tried again.
    Passing(ForgeError),
    /// The forge failed, and the caller asks in another way to learn why: not retried,
    /// and no evidence about the forge as a whole.
    Unsure(ForgeError),
    /// May succeed after this long.
    Wait(Duration, ForgeError),
    /// A secondary rate limit without `Retry-After`.
    Limited(ForgeError),
    /// The token's quota is used up until then.
    Exhausted(DateTime<Utc>),
    /// The forge refuses the token.
    Refused(ForgeError),
    /// Permanent: won't succeed in this crawl.
    Final(ForgeError),
}

/// How a request that is too large for the forge shows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
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

/// The rate limit of a token, as the headers of an answer have it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Quota {
    pub(super) limit: Option<u64>,
    pub(super) remaining: Option<u64>,
    pub(super) reset_at: Option<DateTime<Utc>>,
}

/// Which quota a request takes from: a forge may have several for one token, and what is
/// left of one says nothing about another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pool {
    /// The only one; on GitHub that of GraphQL.
    Main,
    /// GitHub's REST API.
    Rest,
    /// GitHub's search of code.
    Search,
    /// GitHub's search of anything else, for who has no token.
    AccountSearch,
    /// What a snapshot in Software Heritage holds.
    Snapshots,
    /// Requests to Software Heritage to archive something.
    Saves,
}

impl Pool {
    /// What it is called in metrics.
    fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Rest => "rest",
            Self::Search => "search",
            Self::AccountSearch => "account_search",
            Self::Snapshots => "snapshots",
            Self::Saves => "saves",
        }
    }
}

/// How many kinds of pool there are.
const POOLS: usize = 6;

/// Health check: asks, with a token, what any sound forge answers. Tells a forge that is
/// down from one that fails for a repository. An error says what happened.
pub(super) type Probe = Box<dyn Fn(usize) -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// The rate limiter of one forge.
pub(crate) struct RateLimiter {
    host: ForgeHost,
    budget: Budget,
    halt: Halt,
    /// Bounds the requests in flight.
    in_flight: Semaphore,
    state: Mutex<State>,
    /// Without one the next request is the probe.
    probe: Option<Probe>,
    counters: Counters,
}

struct State {
    spending: Spending,
    waited: Duration,
    /// One for each token; one when there is none.
    tokens: Vec<TokenState>,
    /// The forge asked all of us to wait until then, whichever token we use.
    not_before: Option<Instant>,
    /// Limits without `Retry-After` since the last answer.
    limits_in_a_row: u32,
    circuit: Circuit,
}

#[derive(Default)]
struct TokenState {
    /// By pool.
    quotas: [Quota; POOLS],
    refused: bool,
}

/// What the next request has to do first.
enum Next {
    Send(Permit),
    Wait(Duration, &'static str),
}

/// The permission to send one request.
#[derive(Debug, Clone, Copy)]
struct Permit {
    token: usize,
    is_probe: bool,
    /// The epoch of the circuit breaker in which it is sent.
    epoch: u64,
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl RateLimiter {
    pub(super) fn new(host: &ForgeHost, budget: &Budget, halt: &Halt, tokens: usize) -> Self {
        let tokens = (0..tokens.max(1)).map(|_| TokenState::default()).collect();
        Self {
            host: host.clone(),
            budget: budget.clone(),
            halt: halt.clone(),
            in_flight: Semaphore::new(budget.concurrency.max(1)),
            state: Mutex::new(State {
                spending: Spending::none(host.clone()),
                waited: Duration::ZERO,
                tokens,
                not_before: None,
                limits_in_a_row: 0,
                circuit: Circuit::default(),
            }),
            probe: None,
            counters: Counters::of(host),
        }
    }

    /// Checks with `probe` whether the forge is down.
    pub(super) fn with_probe(mut self, probe: Probe) -> Self {
        self.probe = Some(probe);
        self
    }

    pub(super) fn host(&self) -> &ForgeHost {
        &self.host
    }

    /// Whether a request may be sent now without a wait for this quota.
    pub(crate) fn has_left(&self, pool: Pool) -> bool {
        matches!(self.token(&mut self.state(), pool), Ok(Ok(_)))
    }

    pub(super) fn spending(&self) -> Spending {
        let state = self.state();
        let remaining = state
            .tokens
            .iter()
            .filter_map(|token| token.quotas[Pool::Main as usize].remaining);
        Spending {
            remaining: remaining.reduce(|sum, more| sum + more),
            waited_seconds: state.waited.as_secs(),
            ..state.spending.clone()
        }
    }

    pub(super) fn count_request(&self) {
        self.counters.requests.increment(1);
        self.state().spending.requests += 1;
    }

    pub(super) fn count_bytes(&self, bytes: usize) {
        self.counters.bytes.increment(bytes as u64);
        self.state().spending.bytes += bytes as u64;
    }

    pub(super) fn count_points(&self, points: u64) {
        self.state().spending.points += points;
    }

    /// Takes up the quota of token `token` as an answer had it. What that left out stays.
    pub(super) fn learn(&self, token: usize, pool: Pool, quota: Quota) {
        let mut state = self.state();
        if let Some(token_state) = state.tokens.get_mut(token) {
            let known = &mut token_state.quotas[pool as usize];
            known.limit = quota.limit.or(known.limit);
            known.remaining = quota.remaining.or(known.remaining);
            known.reset_at = quota.reset_at.or(known.reset_at);
            let quotas = state.tokens.iter().map(|token| token.quotas[pool as usize]);
            counters::show_quota(&self.host, pool, quotas);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held can't have left these plain numbers half written,
        // so a poisoned lock is as good as a sound one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `attempt` until it is answered or a retry has no more sense; its argument is the
    /// token to use.
    pub(super) async fn run<T, F, A>(&self, attempt: F) -> Result<T, ForgeError>
    where
        F: Fn(usize) -> A + Send + Sync,
        A: Future<Output = Result<T, Failure>> + Send,
    {
        self.run_in(Pool::Main, attempt).await
    }

    /// The same, for a request that takes from the quota `pool`.
    pub(super) async fn run_in<T, F, A>(&self, pool: Pool, attempt: F) -> Result<T, ForgeError>
    where
        F: Fn(usize) -> A + Send + Sync,
        A: Future<Output = Result<T, Failure>> + Send,
    {
        let mut delays = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(self.budget.first_retry)
            .with_max_delay(MAX_BACKOFF)
            .with_max_times(TRIES - 1)
            .build();
        let mut waits = 0;
        loop {
            // The semaphore is held while waiting for the quota too. Otherwise everyone who
            // waits would be let go at the same moment, and meet the limit together again.
            // It is released during a backoff, which concerns this request alone.
            let (permit, tried) = {
                let _in_flight = self.in_flight.acquire().await;
                let permit = self.ready(pool).await?;
                if permit.is_probe
                    && let Some(probe) = &self.probe
                {
                    // The circuit is half open, and it is us who test it. Our own request is
                    // no good test: it may be the very one that the forge fails at.
                    self.ask_probe(probe, permit).await?;
                    continue;
                }
                let span = info_span!(
                    target: "bronwijzer_spans",
                    "forge request",
                    otel.kind = "client",
                    forge = self.host().as_str(),
                );
                let tried = attempt(permit.token).instrument(span);
                let tried = self.halt.finish(tried).await;
                // Only one request may probe, so one that is cancelled must hand that back:
                // all others would wait for it for ever.
                if tried.is_err() && permit.is_probe {
                    self.state().circuit.abandon_probe(permit.epoch);
                }
                (permit, tried.map_err(ForgeError::Halted)?)
            };
            if let Err(failure) = &tried {
                self.counters.failed(failure);
            }
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
                    self.fail(permit);
                    let Some(delay) = delays.next() else {
                        return Err(error);
                    };
                    tracing::debug!(host = %self.host, "trying again: {error}");
                    self.sleep(delay).await?;
                    continue;
                }
                Failure::Unsure(error) => {
                    if permit.is_probe {
                        self.state().circuit.abandon_probe(permit.epoch);
                    }
                    return Err(error);
                }
                // Any other answer, even a refusal, proves that the forge is up.
                _ => self.state().circuit.succeed(),
            }
            match failure {
                Failure::Passing(_) | Failure::Unsure(_) => {}
                Failure::Wait(wait, error) => {
                    waits += 1;
                    if wait > MAX_WAIT {
                        let host = self.host.clone();
                        let until = chrono::TimeDelta::from_std(wait)
                            .ok()
                            .and_then(|wait| Utc::now().checked_add_signed(wait))
                            .unwrap_or(DateTime::<Utc>::MAX_UTC);
                        return Err(ForgeError::OutOfBudget { host, until });
                    }
                    if waits > MAX_WAITS {
                        return Err(error);
                    }
                    tracing::info!(host = %self.host, seconds = wait.as_secs(), "waiting: {error}");
                    let mut state = self.state();
                    // Several requests in flight may be told so; the longest wait holds.
                    state.not_before = state.not_before.max(Some(Instant::now() + wait));
                }
                Failure::Limited(error) => {
                    waits += 1;
                    if waits > MAX_WAITS {
                        return Err(error);
                    }
                    tracing::info!(host = %self.host, "waiting: {error}");
                    self.wait_longer();
                }
                Failure::Exhausted(until) => {
                    waits += 1;
                    if waits > MAX_WAITS {
                        let host = self.host.clone();
                        return Err(ForgeError::OutOfBudget { host, until });
                    }
                    let quota = Quota {
                        limit: None,
                        remaining: Some(0),
                        reset_at: Some(until),
                    };
                    self.learn(permit.token, pool, quota);
                }
                Failure::Refused(error) => {
                    let token = permit.token;
                    let mut state = self.state();
                    state.tokens[token].refused = true;
                    if state.tokens.iter().all(|token| token.refused) {
                        // This one stays in use, so that the next request gets the forge's own
                        // words and not a guess of ours.
                        state.tokens[token].refused = false;
                        return Err(error);
                    }
                    tracing::warn!(host = %self.host, "token {} was refused; going on with the others: {error}", token + 1);
                }
                Failure::Final(error) => return Err(error),
            }
        }
    }

    /// Runs the health check, and reports its outcome to the circuit breaker.
    async fn ask_probe(&self, probe: &Probe, permit: Permit) -> Result<(), ForgeError> {
        self.count_request();
        match self.halt.finish(probe(permit.token)).await {
            Ok(Ok(())) => self.state().circuit.succeed(),
            Ok(Err(message)) => {
                tracing::info!(host = %self.host, "the forge seems to be down: {message}");
                self.fail(permit);
            }
            Err(reason) => {
                self.state().circuit.abandon_probe(permit.epoch);
                return Err(ForgeError::Halted(reason));
            }
        }
        Ok(())
    }

    fn fail(&self, permit: Permit) {
        let mut state = self.state();
        if permit.is_probe {
            let pause = self.budget.pause_when_down;
            state
                .circuit
                .fail_probe(permit.epoch, Instant::now(), pause);
        } else {
            state.circuit.fail(permit.epoch);
        }
    }

    /// Makes everybody wait because of a limit without `Retry-After`, twice as long as the
    /// last time.
    fn wait_longer(&self) {
        let mut state = self.state();
        let now = Instant::now();
        // Requests that were in flight together met the same limit: only the first of them
        // doubles the wait.
        if state.not_before.is_none_or(|at| at <= now) {
            let doublings = state.limits_in_a_row.min(MAX_DOUBLINGS);
            state.not_before = Some(now + DEFAULT_WAIT * 2_u32.pow(doublings));
            state.limits_in_a_row += 1;
        }
    }

    /// Waits until a request may be sent. Returns the token to use.
    async fn ready(&self, pool: Pool) -> Result<Permit, ForgeError> {
        loop {
            if let Some(reason) = self.halt.reached() {
                return Err(ForgeError::Halted(reason));
            }
            let next = self.next(pool)?;
            match next {
                Next::Send(permit) => return Ok(permit),
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
                    "it failed {failures} times in a row and was given up for this run"
                ),
            });
        }
        if let Some(at) = state.not_before.filter(|at| *at > now) {
            return Ok(Next::Wait(at - now, "the forge asked us to"));
        }
        let token = match self.token(&mut state, pool)? {
            Ok(token) => token,
            Err(wait) => return Ok(Next::Wait(wait, "the quota is used up")),
        };
        // Last, because asking the circuit breaker may hand out the one probe: after that
        // there must be no way left to return without sending it.
        Ok(match state.circuit.state(now) {
            circuit::State::Wait(wait) => Next::Wait(wait, "the forge seems to be down"),
            circuit::State::Closed(epoch) => Next::Send(Permit {
                token,
                is_probe: false,
                epoch,
            }),
            circuit::State::Probe(epoch) => Next::Send(Permit {
                token,
                is_probe: true,
                epoch,
            }),
        })
    }

    /// The token with the most quota left in this pool, or how long to wait for one.
    fn token(&self, state: &mut State, pool: Pool) -> Result<Result<usize, Duration>, ForgeError> {
        let now = Utc::now();
        let mut best: Option<(u64, usize)> = None;
        let mut soonest: Option<DateTime<Utc>> = None;
        for (token, token_state) in state.tokens.iter_mut().enumerate() {
            if token_state.refused {
                continue;
            }
            let quota = &mut token_state.quotas[pool as usize];
            // A new window has begun. How much there is in it the next answer says.
            if quota.reset_at.is_some_and(|at| at <= now) {
                quota.remaining = None;
                quota.reset_at = None;
            }
            match (quota.remaining, quota.reset_at) {
                (Some(remaining), Some(reset_at)) if self.is_reserve(quota, remaining) => {
                    soonest = Some(soonest.map_or(reset_at, |other| other.min(reset_at)));
                }
                // Unknown counts as plenty: a fresh token is tried before a used one.
                (remaining, _) => {
                    let remaining = remaining.unwrap_or(u64::MAX);
                    if best.is_none_or(|(best, _)| remaining > best) {
                        best = Some((remaining, token));
                    }
                }
            }
        }
        if let Some((_, token)) = best {
            return Ok(Ok(token));
        }
        let until = soonest.unwrap_or(now);
        // A second more, as the forge's clock may differ from ours.
        let wait = (until - now).to_std().unwrap_or_default() + Duration::from_secs(1);
        if wait > MAX_WAIT {
            let host = self.host.clone();
            return Err(ForgeError::OutOfBudget { host, until });
        }
        Ok(Err(wait))
    }

    /// Whether what is left of a quota is the share that we leave to others.
    fn is_reserve(&self, quota: &Quota, remaining: u64) -> bool {
        #[allow(clippy::cast_precision_loss)]
        let reserve = quota.limit.unwrap_or(0) as f64 * (1.0 - self.budget.share);
        #[allow(clippy::cast_precision_loss)]
        let left = remaining as f64;
        remaining == 0 || left < reserve
    }

    async fn sleep(&self, time: Duration) -> Result<(), ForgeError> {
        self.halt.sleep(time).await.map_err(ForgeError::Halted)?;
        self.counters.waited.increment(time.as_secs());
        self.state().waited += time;
        Ok(())
    }
}
