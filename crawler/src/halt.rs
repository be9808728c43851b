//! Cancellation of a crawl: a token that somebody cancels, and a deadline.

use std::time::Duration;

use async_graphql::Enum;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long a request in flight may still take after a stop.
const GRACE: Duration = Duration::from_secs(4);

/// Why a crawl ended before it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "snake_case")]
pub enum HaltReason {
    /// A person or the machine stopped it.
    Stopped,
    /// The configured time was up.
    Deadline,
}

impl HaltReason {
    /// In a report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "the crawl was stopped",
            Self::Deadline => "the time for the crawl was up",
        }
    }
}

/// Tells a crawl, and whoever waits within it, when to end. Clones are one.
#[derive(Debug, Clone, Default)]
pub struct Halt {
    token: CancellationToken,
    deadline: Option<Instant>,
}

impl Halt {
    /// Ends when `token` is cancelled, or `after` that long.
    #[must_use]
    pub fn new(token: CancellationToken, after: Option<Duration>) -> Self {
        Self {
            token,
            deadline: after.map(|after| Instant::now() + after),
        }
    }

    /// Why to end, when it is time to.
    #[must_use]
    pub fn reached(&self) -> Option<HaltReason> {
        if self.token.is_cancelled() {
            Some(HaltReason::Stopped)
        } else if self.deadline.is_some_and(|at| Instant::now() >= at) {
            Some(HaltReason::Deadline)
        } else {
            None
        }
    }

    /// Sleeps. Gives up at once when the deadline comes before the end of the
    /// sleep, and as soon as it is stopped.
    ///
    /// # Errors
    /// Why it did not sleep to the end.
    pub async fn sleep(&self, time: Duration) -> Result<(), HaltReason> {
        if let Some(reason) = self.reached() {
            return Err(reason);
        }
        if self.deadline.is_some_and(|at| Instant::now() + time > at) {
            return Err(HaltReason::Deadline);
        }
        tokio::select! {
            () = tokio::time::sleep(time) => Ok(()),
            () = self.token.cancelled() => Err(HaltReason::Stopped),
        }
    }

    /// Lets something in flight come to its end, for a moment longer than the
    /// halt.
    ///
    /// # Errors
    /// Why it was cut off.
    pub async fn finish<T>(&self, work: impl Future<Output = T>) -> Result<T, HaltReason> {
        let too_late = async {
            match self.deadline {
                Some(at) => tokio::select! {
                    () = self.token.cancelled() => {}
                    () = tokio::time::sleep_until(at) => {}
                },
                None => self.token.cancelled().await,
            }
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            biased;
            done = work => Ok(done),
            () = too_late => Err(self.reached().unwrap_or(HaltReason::Stopped)),
        }
    }
}
