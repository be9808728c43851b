//! Load shedding and timeouts: not too many requests are answered at once, and none for too
//! long.

use std::future::Future;
use std::sync::Arc;

use async_graphql::Response;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::client::{Client, Place, Places};
use crate::error::ErrorCode;
use crate::limits::Limits;
use crate::metering::shed;

/// Seconds after which a busy server may be asked again.
pub const RETRY_AFTER_SECONDS: u64 = 2;

/// One client may follow with one of so many places.
const SHARE_OF_SUBSCRIPTIONS: usize = 4;

/// The limits, and who is being answered.
pub(crate) struct Guard {
    limits: Limits,
    requests: Semaphore,
    /// The same for whole pages, each of which may make several.
    visitors: Semaphore,
    subscriptions: Arc<Places>,
}

impl Guard {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            requests: Semaphore::new(limits.requests),
            visitors: Semaphore::new(limits.requests),
            subscriptions: Places::new(
                limits.subscriptions,
                limits.subscriptions.div_ceil(SHARE_OF_SUBSCRIPTIONS),
            ),
            limits,
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A place among those who follow, as long as it is held.
    pub(crate) fn place_to_follow(&self, client: Option<Client>) -> Option<Place> {
        self.subscriptions.take(client)
    }

    /// A place among the visitors who wait for an answer; `None` when there are too many.
    pub(crate) fn place_to_wait(&self) -> Option<SemaphorePermit<'_>> {
        let place = self.visitors.try_acquire().ok();
        if place.is_none() {
            shed("visitors");
        }
        place
    }

    /// Makes an answer, within the time for it. When too many others ask, it waits
    /// or is refused.
    pub(crate) async fn in_turn(
        &self,
        waits: bool,
        answer: impl Future<Output = Response>,
    ) -> Response {
        let in_turn = async {
            let place = if waits {
                self.requests.acquire().await.ok()
            } else {
                self.requests.try_acquire().ok()
            };
            let Some(_place) = place else {
                shed("graphql");
                return Response::from_errors(vec![ErrorCode::too_busy()]);
            };
            answer.await
        };
        let Ok(response) = timeout(self.limits.time, in_turn).await else {
            shed("graphql_timeout");
            return Response::from_errors(vec![ErrorCode::Timeout.refusal(
                "the query took too long; ask for less, or try again later",
                None,
            )]);
        };
        response
    }
}
