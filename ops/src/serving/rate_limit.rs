//! Rate limit: a client that is known may use the time of about one core, and nobody is slower
//! for what another one asks. What a request costs is known after it: the time that its answer
//! took.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use bronwijzer_graphql::client::Client;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use metrics::counter;
use poem::http::{StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};

use super::refusal::refusal;

/// An answer costs one, and one more for each such time.
const TICK: Duration = Duration::from_millis(10);

/// How long a client is asked to wait.
const RETRY_AFTER_SECONDS: u64 = 5;

const WHY: &str = "You asked for more than one client may in a minute. Wait a few seconds";
const WHY_IN_DUTCH: &str = "U vroeg meer dan in een minuut mag. Wacht een paar seconden";

/// After so many requests, clients that were quiet since are forgotten.
const SWEEP: u32 = 4096;

/// How much each client may still ask for.
pub(super) struct RateLimit {
    limiter: DefaultKeyedRateLimiter<Client>,
    requests: AtomicU32,
}

impl RateLimit {
    /// So many units a minute for each client, as fast as it likes.
    pub(super) fn new(units: NonZeroU32) -> Self {
        Self {
            limiter: RateLimiter::keyed(Quota::per_minute(units)),
            requests: AtomicU32::new(0),
        }
    }

    /// Answers by `endpoint`, unless the client has asked for too much lately.
    pub(super) async fn answer<E: Endpoint>(
        self: Arc<Self>,
        endpoint: Arc<E>,
        request: Request,
    ) -> Result<Response> {
        let Some(client) = Client::of(&request) else {
            return Ok(endpoint.call(request).await?.into_response());
        };
        if self
            .requests
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(SWEEP)
        {
            self.limiter.retain_recent();
        }
        if self.limiter.check_key(&client).is_err() {
            counter!("bronwijzer_shed_total", "reason" => "rate_limit").increment(1);
            return Ok(too_many(request.uri().path()));
        }
        let began = Instant::now();
        let answer = endpoint.call(request).await;
        let ticks = began.elapsed().as_millis() / TICK.as_millis();
        self.charge(client, u32::try_from(ticks).unwrap_or(u32::MAX));
        Ok(answer?.into_response())
    }

    /// Takes so many units of a client, or all that it has left: the limiter gives a number or
    /// refuses it as a whole, so parts are asked for.
    fn charge(&self, client: Client, units: u32) {
        let (mut left, mut part) = (units, units);
        while let Some(units) = NonZeroU32::new(part.min(left)) {
            match self.limiter.check_key_n(&client, units) {
                Ok(Ok(())) => left -= units.get(),
                Ok(Err(_)) | Err(_) => part = units.get() / 2,
            }
        }
    }
}

fn too_many(path: &str) -> Response {
    let mut response = refusal(path, StatusCode::TOO_MANY_REQUESTS, WHY, WHY_IN_DUTCH);
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(units: u32) -> Arc<RateLimit> {
        Arc::new(RateLimit::new(NonZeroU32::new(units).unwrap()))
    }

    async fn asked(limit: &Arc<RateLimit>, client: Option<&str>, path: &str) -> StatusCode {
        let endpoint = poem::endpoint::make_sync(|_| "an answer");
        let mut request = Request::builder().uri_str(path).finish();
        if let Some(client) = client {
            let client = Client::at(client.parse().unwrap());
            request.extensions_mut().insert(client);
        }
        let answer = Arc::clone(limit).answer(Arc::new(endpoint), request).await;
        answer.unwrap().status()
    }

    #[tokio::test]
    async fn a_client_that_asks_too_much_leaves_others_alone() {
        let limit = limit(3);
        for _ in 0..3 {
            assert_eq!(asked(&limit, Some("192.0.2.1"), "/").await, StatusCode::OK);
        }
        let refused = StatusCode::TOO_MANY_REQUESTS;
        assert_eq!(asked(&limit, Some("192.0.2.1"), "/").await, refused);
        assert_eq!(asked(&limit, Some("192.0.2.2"), "/").await, StatusCode::OK);
        for _ in 0..5 {
            assert_eq!(asked(&limit, None, "/").await, StatusCode::OK);
        }
    }

    #[tokio::test]
    async fn an_answer_that_takes_long_uses_up_what_is_left() {
        let limit = limit(50);
        let client = Client::at("192.0.2.1".parse().unwrap());
        limit.charge(client, 1_000);
        let refused = StatusCode::TOO_MANY_REQUESTS;
        assert_eq!(asked(&limit, Some("192.0.2.1"), "/api/v1").await, refused);
    }
}
