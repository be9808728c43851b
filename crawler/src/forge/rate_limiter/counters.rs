//! Metrics of a rate limiter, by forge: requests, bytes, waits, failures, and what is left of
//! the quota (`docs/metrics.md`).

use metrics::{Counter, counter, gauge};

use super::{Failure, Pool, Quota};
use crate::address::ForgeHost;

/// What is counted of one forge.
pub(super) struct Counters {
    host: String,
    pub(super) requests: Counter,
    pub(super) bytes: Counter,
    /// In whole seconds.
    pub(super) waited: Counter,
}

impl Counters {
    pub(super) fn of(host: &ForgeHost) -> Self {
        let host = host.as_str().to_owned();
        Self {
            requests: counter!("bronwijzer_forge_requests_total", "forge" => host.clone()),
            bytes: counter!("bronwijzer_forge_received_bytes_total", "forge" => host.clone()),
            waited: counter!("bronwijzer_forge_waited_seconds_total", "forge" => host.clone()),
            host,
        }
    }

    /// An attempt that gave no answer.
    pub(super) fn failed(&self, failure: &Failure) {
        let kind = match failure {
            Failure::Passing(_) => "passing",
            Failure::Unsure(_) => "unsure",
            Failure::Wait(..) | Failure::Limited(_) => "limited",
            Failure::Exhausted(_) => "exhausted",
            Failure::Refused(_) => "refused",
            Failure::Final(_) => "final",
        };
        let forge = self.host.clone();
        counter!("bronwijzer_forge_failures_total", "forge" => forge, "kind" => kind).increment(1);
    }
}

/// Shows what is left of a quota, of all tokens together, and when the first of them begins
/// anew; of what the forge does not tell, nothing.
pub(super) fn show_quota(host: &ForgeHost, pool: Pool, quotas: impl Iterator<Item = Quota>) {
    let labels = [
        ("forge", host.as_str().to_owned()),
        ("pool", pool.name().to_owned()),
    ];
    let (mut limit, mut remaining, mut reset_at) = (None, None, None);
    for quota in quotas {
        limit = sum(limit, quota.limit);
        remaining = sum(remaining, quota.remaining);
        reset_at = [reset_at, quota.reset_at].into_iter().flatten().min();
    }
    #[allow(clippy::cast_precision_loss, reason = "no quota is that large")]
    let number = |value: u64| value as f64;
    if let Some(limit) = limit {
        gauge!("bronwijzer_forge_budget_limit", &labels).set(number(limit));
    }
    if let Some(remaining) = remaining {
        gauge!("bronwijzer_forge_budget_remaining", &labels).set(number(remaining));
    }
    if let Some(reset_at) = reset_at {
        let seconds = u64::try_from(reset_at.timestamp()).unwrap_or_default();
        gauge!("bronwijzer_forge_budget_reset_timestamp_seconds", &labels).set(number(seconds));
    }
}

fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    [one, other]
        .into_iter()
        .flatten()
        .reduce(u64::saturating_add)
}
