//! Holds every request to the [`Limits`], over HTTP, over a websocket and in
//! process alike, and sees to it that every error has a code.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextPrepareRequest, NextRequest,
    NextSubscribe, NextValidation,
};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Request, Response, ServerError, ServerResult, ValidationResult};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::error::ErrorCode;
use crate::limits::Limits;

/// Seconds after which a busy server may be asked again.
pub(crate) const RETRY_AFTER_SECONDS: u64 = 2;

/// Makes a guard for each request; what is counted is shared.
pub(crate) struct Guard {
    limits: Arc<Limits>,
    requests: Arc<Semaphore>,
    subscriptions: Arc<Semaphore>,
}

impl Guard {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            requests: Arc::new(Semaphore::new(limits.requests)),
            subscriptions: Arc::new(Semaphore::new(limits.subscriptions)),
            limits: Arc::new(limits),
        }
    }
}

impl ExtensionFactory for Guard {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Guarded {
            limits: Arc::clone(&self.limits),
            requests: Arc::clone(&self.requests),
            subscriptions: Arc::clone(&self.subscriptions),
            streams: AtomicBool::new(false),
        })
    }
}

/// One request.
struct Guarded {
    limits: Arc<Limits>,
    requests: Arc<Semaphore>,
    subscriptions: Arc<Semaphore>,
    /// Whether the answer may be a stream.
    streams: AtomicBool,
}

#[async_trait]
impl Extension for Guarded {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        with_codes(next.run(ctx).await)
    }

    fn subscribe<'s>(
        &self,
        ctx: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        self.streams.store(true, Ordering::Relaxed);
        let Ok(place) = Arc::clone(&self.subscriptions).try_acquire_owned() else {
            return stream::once(async { Response::from_errors(vec![too_busy()]) }).boxed();
        };
        let stream = next.run(ctx, stream);
        stream
            .map(move |response| {
                let _place = &place;
                with_codes(response)
            })
            .boxed()
    }

    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let mut request = next.run(ctx, request).await?;
        self.limits.check_text(&request.query)?;
        let name = request.operation_name.clone();
        // The request keeps what is parsed here.
        let document = request.parsed_query().map_err(|mut error| {
            ErrorCode::Syntax.put_in(&mut error);
            error
        })?;
        self.limits.check_document(document)?;
        let kind = operation_type(document, name.as_deref())?;
        if kind == OperationType::Subscription && !self.streams.load(Ordering::Relaxed) {
            return Err(ErrorCode::Subscription.refusal(
                "a subscription is answered over a websocket alone: connect to /graphql/ws with \
                 the protocol graphql-transport-ws",
                None,
            ));
        }
        Ok(request)
    }

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
        self.limits
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
        let answer = async {
            // What a follower is told waits for its turn: it can't ask again.
            let place = if self.streams.load(Ordering::Relaxed) {
                self.requests.acquire().await.ok()
            } else {
                self.requests.try_acquire().ok()
            };
            match place {
                Some(_place) => next.run(ctx, operation_name).await,
                None => Response::from_errors(vec![too_busy()]),
            }
        };
        match timeout(self.limits.time, answer).await {
            Ok(response) => response,
            Err(_) => Response::from_errors(vec![ErrorCode::Timeout.refusal(
                "the answer took too long; ask for less, or try again later",
                None,
            )]),
        }
    }
}

fn too_busy() -> ServerError {
    ErrorCode::TooBusy.refusal(
        format!(
            "too many others ask at this moment; try again after {RETRY_AFTER_SECONDS} seconds"
        ),
        None,
    )
}

/// What has no code by now is a value that a field could not take.
fn with_codes(mut response: Response) -> Response {
    for error in &mut response.errors {
        ErrorCode::BadRequest.put_in(error);
    }
    response
}

/// What the operation that was asked for is.
fn operation_type(
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
