//! The allowance as the headers of an answer tell it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::HeaderMap;

/// What the headers of an answer say about the allowance.
#[derive(Debug, Default)]
pub(super) struct Limits {
    pub(super) limit: Option<u64>,
    pub(super) remaining: Option<u64>,
    pub(super) reset_at: Option<DateTime<Utc>>,
    pub(super) retry_after: Option<Duration>,
}

impl Limits {
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let number = |name: &str| -> Option<u64> { headers.get(name)?.to_str().ok()?.parse().ok() };
        Self {
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            reset_at: number("x-ratelimit-reset")
                .and_then(|seconds| i64::try_from(seconds).ok())
                .and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
            retry_after: number("retry-after").map(Duration::from_secs),
        }
    }
}
