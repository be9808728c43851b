//! Sees to it that not too many requests are answered at once, and none for too
//! long.

use std::future::Future;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextValidation,
};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Response, ServerError, ValidationResult};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::ErrorCode;
use crate::limits::Limits;

/// Seconds after which a busy server may be asked again.
pub(crate) const RETRY_AFTER_SECONDS: u64 = 2;

/// The limits, and who is being answered.
pub(crate) struct Guard {
    limits: Limits,
    requests: Semaphore,
    subscriptions: Arc<Semaphore>,
}

impl Guard {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            requests: Semaphore::new(limits.requests),
            subscriptions: Arc::new(Semaphore::new(limits.subscriptions)),
            limits,
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A place among those who follow, as long as it is held.
    pub(crate) fn place_to_follow(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.subscriptions).try_acquire_owned().ok()
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
            match place {
                Some(_place) => answer.await,
                None => Response::from_errors(vec![ErrorCode::too_busy()]),
            }
        };
        match timeout(self.limits.time, in_turn).await {
            Ok(response) => response,
            Err(_) => Response::from_errors(vec![ErrorCode::Timeout.refusal(
                "the answer took too long; ask for less, or try again later",
                None,
            )]),
        }
    }
}

/// Marks a request that is to be checked and not executed.
pub(crate) struct OnlyCheck;

/// Guards an engine that checks requests and serves streams.
pub(crate) struct Guarding(pub(crate) Arc<Guard>);

impl ExtensionFactory for Guarding {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Guarded(Arc::clone(&self.0)))
    }
}

/// One request.
struct Guarded(Arc<Guard>);

#[async_trait]
impl Extension for Guarded {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await.map_err(|mut errors| {
            for error in &mut errors {
                ErrorCode::Validation.put_in(error);
            }
            errors
        })?;
        self.0
            .limits
            .check_complexity(result.complexity)
            .map_err(|error| vec![error])?;
        Ok(result)
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        if ctx.data_opt::<OnlyCheck>().is_some() {
            return Response::default();
        }
        // What a follower is told waits for its turn: it can't ask again.
        self.0.in_turn(true, next.run(ctx, operation_name)).await
    }
}

/// What the operation that was asked for is.
pub(crate) fn operation_type(
    document: &ExecutableDocument,
    name: Option<&str>,
) -> Result<OperationType, ServerError> {
    let refuse = |message: String| Err(ErrorCode::BadRequest.refusal(message, None));
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation.node.ty),
        (DocumentOperations::Single(_), Some(name)) => refuse(format!(
            "`operationName` is `{name}`, and the operation has no name"
        )),
        (DocumentOperations::Multiple(operations), Some(name)) => match operations.get(name) {
            Some(operation) => Ok(operation.node.ty),
            None => refuse(format!("no operation of the query is named `{name}`")),
        },
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(only.node.ty),
                _ => refuse(
                    "the query has several operations; name one in `operationName`".to_owned(),
                ),
            }
        }
    }
}
