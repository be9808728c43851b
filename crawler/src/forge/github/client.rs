//! Sends GraphQL documents to GitHub through octocrab and reads the answers:
//! retries, waiting for the allowance and counting what was spent live here and
//! nowhere else.
//!
//! octocrab's own `graphql()` gives up partial data when an answer holds any
//! error, so the documents are posted to the path and both parts are kept.

use std::sync::Mutex;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Limited};
use octocrab::Octocrab;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::{ForgeConfig, ForgeError};
use super::answer::{Answer, AnswerError, describe_body, message_of};
use super::limits::Limits;
use crate::address::ForgeHost;
use crate::run::Spending;

/// The largest answer that is read, in bytes. Fifty repositories with the
/// largest texts that GitHub sends (512 KB each, three texts) stay below it.
const MAX_ANSWER_BYTES: usize = 96 * 1024 * 1024;

/// Tries of one request, the first included.
const TRIES: usize = 4;

/// Requests in a row that may fail before the forge counts as down for the
/// rest of the run.
const FAILURES_UNTIL_DOWN: u32 = 8;

/// The longest wait for the allowance; GitHub fills it every hour.
const LONGEST_WAIT: Duration = Duration::from_secs(65 * 60);

/// The share of the allowance that a crawl leaves to others, as a divisor: one
/// tenth. Below it the crawl waits for the reset.
const RESERVE: u64 = 10;

/// Waits for a secondary limit without `retry-after`: a minute, as GitHub asks.
const SECONDARY_WAIT: Duration = Duration::from_secs(60);

/// Why one try gave no answer.
#[derive(Debug)]
enum Failure {
    /// May succeed when tried again.
    Passing(ForgeError),
    /// Will succeed after this long.
    Wait(Duration, ForgeError),
    /// Won't succeed in this run.
    Final(ForgeError),
}

impl Failure {
    fn into_error(self) -> ForgeError {
        match self {
            Self::Passing(error) | Self::Wait(_, error) | Self::Final(error) => error,
        }
    }
}

/// How a request that is too large for the forge shows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sized {
    /// The request can be made smaller: a time-out means that it is too large.
    CanShrink,
    /// It can't: a time-out is tried again.
    Fixed,
}

pub(super) struct Client {
    host: ForgeHost,
    graphql: String,
    octocrab: Octocrab,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    requests: u64,
    points: u64,
    bytes: u64,
    limit: Option<u64>,
    remaining: Option<u64>,
    reset_at: Option<DateTime<Utc>>,
    failures_in_a_row: u32,
}

impl State {
    fn learn(&mut self, limits: &Limits) {
        self.limit = limits.limit.or(self.limit);
        self.remaining = limits.remaining.or(self.remaining);
        self.reset_at = limits.reset_at.or(self.reset_at);
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("host", &self.host)
            .field("graphql", &self.graphql)
            .finish_non_exhaustive()
    }
}

impl Client {
    pub(super) fn connect(config: &ForgeConfig) -> Result<Self, ForgeError> {
        let client_error = |message: String| ForgeError::Client {
            host: config.host.clone(),
            message,
        };
        let base = config.api.as_str().trim_end_matches('/');
        let mut builder = Octocrab::builder()
            .base_uri(base)
            .map_err(|error| client_error(error.to_string()))?
            .set_connect_timeout(Some(Duration::from_secs(10)))
            .set_read_timeout(Some(Duration::from_secs(60)));
        if let Some(token) = &config.token {
            builder = builder.personal_token(token.expose_secret().to_owned());
        }
        let octocrab = builder
            .build()
            .map_err(|error| client_error(error.to_string()))?;
        // GitHub Enterprise has its REST API at /api/v3 and GraphQL beside it.
        let graphql = format!("{}/graphql", base.strip_suffix("/v3").unwrap_or(base));
        Ok(Self {
            host: config.host.clone(),
            graphql,
            octocrab,
            state: Mutex::default(),
        })
    }

    pub(super) fn host(&self) -> &ForgeHost {
        &self.host
    }

    /// The address that is asked, without credentials.
    pub(super) fn address(&self) -> &str {
        &self.graphql
    }

    pub(super) fn spending(&self) -> Spending {
        let state = self.state();
        Spending {
            host: self.host.clone(),
            requests: state.requests,
            points: state.points,
            bytes: state.bytes,
            remaining: state.remaining,
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // The lock guards plain numbers: they are whole whoever panicked.
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Sends a document until it is answered, waiting where GitHub asks to.
    pub(super) async fn send(
        &self,
        document: &str,
        variables: Value,
        sized: Sized,
    ) -> Result<Answer, ForgeError> {
        if self.state().failures_in_a_row >= FAILURES_UNTIL_DOWN {
            return Err(ForgeError::Unreachable {
                host: self.host.clone(),
                message: format!("{FAILURES_UNTIL_DOWN} requests in a row failed"),
            });
        }
        self.wait_for_reserve().await?;
        let body = json!({ "query": document, "variables": variables });
        let backoff = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(200))
            .with_max_delay(Duration::from_secs(20))
            .with_max_times(TRIES - 1);
        let result = (|| self.try_once(&body, sized))
            .retry(backoff)
            .when(|failure| !matches!(failure, Failure::Final(_)))
            .adjust(|failure, delay| match failure {
                Failure::Wait(wait, _) => delay.map(|_| *wait),
                Failure::Passing(_) | Failure::Final(_) => delay,
            })
            .notify(|failure, delay| {
                let error = match failure {
                    Failure::Passing(error) | Failure::Wait(_, error) | Failure::Final(error) => error,
                };
                tracing::info!(host = %self.host, seconds = delay.as_secs_f64(), "waiting before another try: {error}");
            })
            .await
            .map_err(Failure::into_error);
        let mut state = self.state();
        match &result {
            Err(ForgeError::Unreachable { .. } | ForgeError::Unreadable { .. }) => {
                state.failures_in_a_row += 1;
            }
            _ => state.failures_in_a_row = 0,
        }
        drop(state);
        result
    }

    /// Waits for the reset when what is left belongs to others.
    async fn wait_for_reserve(&self) -> Result<(), ForgeError> {
        let wait = {
            let state = self.state();
            match (state.limit, state.remaining, state.reset_at) {
                (Some(limit), Some(remaining), Some(reset_at)) if remaining < limit / RESERVE => {
                    self.until(reset_at)?
                }
                _ => return Ok(()),
            }
        };
        tracing::info!(host = %self.host, seconds = wait.as_secs(), "waiting for the allowance to be filled");
        tokio::time::sleep(wait).await;
        self.state().remaining = None;
        Ok(())
    }

    /// How long it takes until `reset_at`, plus a second for clocks that differ.
    fn until(&self, reset_at: DateTime<Utc>) -> Result<Duration, ForgeError> {
        let wait = (reset_at - Utc::now()).to_std().unwrap_or_default() + Duration::from_secs(1);
        if wait > LONGEST_WAIT {
            return Err(ForgeError::OutOfBudget {
                host: self.host.clone(),
                until: reset_at,
            });
        }
        Ok(wait)
    }

    async fn try_once(&self, body: &Value, sized: Sized) -> Result<Answer, Failure> {
        self.state().requests += 1;
        let unreachable = |message: String| ForgeError::Unreachable {
            host: self.host.clone(),
            message,
        };
        let response = self
            .octocrab
            ._post(self.graphql.as_str(), Some(body))
            .await
            .map_err(|error| Failure::Passing(unreachable(innermost(&error))))?;
        let (parts, body) = response.into_parts();
        let limits = Limits::read(&parts.headers);
        self.state().learn(&limits);
        let bytes = Limited::new(body, MAX_ANSWER_BYTES)
            .collect()
            .await
            .map_err(|error| {
                Failure::Passing(unreachable(format!("the answer broke off: {error}")))
            })?
            .to_bytes();
        self.state().bytes += bytes.len() as u64;

        let status = parts.status.as_u16();
        if status != 200 {
            return Err(self.refusal(status, &bytes, &limits, sized));
        }
        self.read(&bytes, &limits)
    }

    /// What an answer other than 200 means.
    fn refusal(&self, status: u16, body: &[u8], limits: &Limits, sized: Sized) -> Failure {
        let host = self.host.clone();
        let message = message_of(status, body);
        match status {
            401 => Failure::Final(ForgeError::Refused { host, message }),
            // Nobody without a token has an allowance for GraphQL.
            403 | 429 if limits.limit == Some(0) => {
                Failure::Final(ForgeError::Refused { host, message })
            }
            403 | 429 => {
                if let Some(wait) = limits.retry_after {
                    self.wait(wait, message)
                } else if limits.remaining == Some(0) {
                    self.wait_until(limits.reset_at, message)
                } else if status == 429 || message.to_lowercase().contains("rate limit") {
                    self.wait(SECONDARY_WAIT, message)
                } else {
                    Failure::Final(ForgeError::Refused { host, message })
                }
            }
            // GitHub gives up after ten seconds, so a smaller page may do.
            502 | 504 if sized == Sized::CanShrink => {
                Failure::Final(ForgeError::TooLarge { host, message })
            }
            500..=599 => Failure::Passing(ForgeError::Unreachable { host, message }),
            _ => Failure::Final(ForgeError::Unreadable { host, message }),
        }
    }

    fn wait(&self, wait: Duration, message: String) -> Failure {
        let error = ForgeError::Unreachable {
            host: self.host.clone(),
            message,
        };
        if wait > LONGEST_WAIT {
            Failure::Final(error)
        } else {
            Failure::Wait(wait, error)
        }
    }

    fn wait_until(&self, reset_at: Option<DateTime<Utc>>, message: String) -> Failure {
        match reset_at.map(|reset_at| self.until(reset_at)) {
            Some(Ok(wait)) => self.wait(wait, message),
            Some(Err(error)) => Failure::Final(error),
            None => self.wait(SECONDARY_WAIT, message),
        }
    }

    /// Reads a body that came with 200.
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Answer, Failure> {
        #[derive(Deserialize)]
        struct Body {
            data: Option<Map<String, Value>>,
            errors: Option<Vec<AnswerError>>,
            message: Option<String>,
        }
        let unreadable = |message: String| {
            Failure::Passing(ForgeError::Unreadable {
                host: self.host.clone(),
                message,
            })
        };
        let body: Body = serde_json::from_slice(bytes)
            .map_err(|error| unreadable(describe_body(bytes, &error)))?;
        let errors = body.errors.unwrap_or_default();
        let errors_of = |kinds: &[&str]| {
            errors.iter().find(|error| {
                error
                    .kind
                    .as_deref()
                    .is_some_and(|kind| kinds.contains(&kind))
            })
        };
        if let Some(error) = errors_of(&["RATE_LIMITED", "RATE_LIMIT"]) {
            return Err(self.wait_until(limits.reset_at, error.message.clone()));
        }
        if let Some(error) = errors_of(&[
            "RESOURCE_LIMITS_EXCEEDED",
            "MAX_NODE_LIMIT_EXCEEDED",
            "TIMEDOUT",
        ]) {
            return Err(Failure::Final(ForgeError::TooLarge {
                host: self.host.clone(),
                message: error.message.clone(),
            }));
        }
        let Some(data) = body.data else {
            let message = errors
                .first()
                .map(|error| error.message.clone())
                .or(body.message)
                .unwrap_or_else(|| "no data and no error".to_owned());
            return Err(if errors.is_empty() {
                unreadable(message)
            } else {
                Failure::Final(ForgeError::Unreadable {
                    host: self.host.clone(),
                    message,
                })
            });
        };
        self.count_points(&data);
        Ok(Answer { data, errors })
    }

    fn count_points(&self, data: &Map<String, Value>) {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct RateLimit {
            cost: u64,
            limit: u64,
            remaining: u64,
            reset_at: DateTime<Utc>,
        }
        let told = data
            .get("rateLimit")
            .and_then(|value| RateLimit::deserialize(value).ok());
        if let Some(told) = told {
            let mut state = self.state();
            state.points += told.cost;
            state.limit = Some(told.limit);
            state.remaining = Some(told.remaining);
            state.reset_at = Some(told.reset_at);
        }
    }
}

/// The deepest cause of an error; the outer layers only say that a request
/// failed.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
