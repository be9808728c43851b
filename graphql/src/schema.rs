//! The schema as the catalogue serves it. Every request is held to the limits and
//! validated before it is executed, over HTTP, over a websocket and in process alike.

use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{
    Data, EmptyMutation, Executor, Request, Response, SDLExportOptions, Schema, SchemaBuilder,
    ServerError,
};
use bronwijzer_index::Catalogue;
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use crate::batch;
use crate::error::ErrorCode;
use crate::guard::Guard;
use crate::limits::Limits;
use crate::live::Live;
use crate::operator::Operator;
use crate::persisted::{NewQuery, PersistedQueries};
use crate::query::Query;
use crate::reader::Reader;

/// The schema with the catalogue in it; cheap to clone.
#[derive(Clone)]
pub struct CatalogueSchema(Arc<Served>);

struct Served {
    /// Without extensions: async-graphql calls each of them for every field.
    engine: Schema<Query, EmptyMutation, Live>,
    guard: Guard,
    persisted: PersistedQueries,
    reader: Reader,
    operator: Arc<Operator>,
}

/// The schema over `catalogue`, with the usual limits.
#[must_use]
pub fn schema(catalogue: Catalogue) -> CatalogueSchema {
    make(catalogue, Limits::default(), Operator::default())
}

/// The schema over `catalogue`, which answers requests within `limits`.
#[must_use]
pub fn schema_with(catalogue: Catalogue, limits: Limits) -> CatalogueSchema {
    make(catalogue, limits, Operator::default())
}

/// The schema over `catalogue`, which tells who runs it.
#[must_use]
pub fn schema_run_by(operator: Operator, catalogue: Catalogue) -> CatalogueSchema {
    make(catalogue, Limits::default(), operator)
}

fn make(catalogue: Catalogue, limits: Limits, operator: Operator) -> CatalogueSchema {
    let operator = Arc::new(operator);
    let reader = Reader::new(catalogue);
    let engine = builder()
        .limit_complexity(limits.complexity)
        .limit_depth(limits.depth)
        .data(batch::loader(reader.clone()))
        .data(reader.clone())
        .data(Arc::clone(&operator))
        .finish();
    CatalogueSchema(Arc::new(Served {
        engine,
        guard: Guard::new(limits),
        persisted: PersistedQueries::new(),
        reader,
        operator,
    }))
}

/// How often a schema has read the catalogue since it was made.
#[must_use]
pub fn reads(schema: &CatalogueSchema) -> u64 {
    schema.reader().reads()
}

/// The schema in the schema definition language.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by();
    builder().finish().sdl_with_options(options)
}

fn builder() -> SchemaBuilder<Query, EmptyMutation, Live> {
    Schema::build(Query, EmptyMutation, Live)
}

impl CatalogueSchema {
    pub(crate) fn reader(&self) -> &Reader {
        &self.0.reader
    }

    pub(crate) fn operator(&self) -> &Operator {
        &self.0.operator
    }

    /// Answers a query. Every error has a code.
    pub async fn execute(&self, request: impl Into<Request>) -> Response {
        match self.check(request.into()) {
            Ok(checked) if checked.is_subscription => {
                Response::from_errors(vec![ErrorCode::Subscription.refusal(
                    "a subscription is answered over a websocket alone: connect to /graphql/ws with \
                     the protocol graphql-transport-ws",
                    None,
                )])
            }
            Ok(checked) => self.answer(checked, false).await,
            Err(error) => Response::from_errors(vec![error]),
        }
    }

    /// Follows a subscription, or answers a query once. Every error has a code.
    pub fn execute_stream(&self, request: impl Into<Request>) -> BoxStream<'static, Response> {
        self.follow(request.into(), Arc::default())
    }

    fn follow(&self, request: Request, session: Arc<Data>) -> BoxStream<'static, Response> {
        let checked = match self.check(request) {
            Ok(checked) => checked,
            Err(error) => return once(async { Response::from_errors(vec![error]) }),
        };
        let schema = self.clone();
        if !checked.is_subscription {
            return once(async move { schema.answer(checked, true).await });
        }
        let Some(place) = self.0.guard.place_to_follow() else {
            return once(async { Response::from_errors(vec![ErrorCode::too_busy()]) });
        };
        let stream = self
            .0
            .engine
            .execute_stream_with_session_data(checked.request, session);
        let with_place = stream.map(move |response| {
            let _place = &place;
            schema.with_codes(response)
        });
        with_place.boxed()
    }

    /// Holds a request to the limits that need no schema, and parses it.
    fn check(&self, mut request: Request) -> Result<Checked, ServerError> {
        let new = self.0.persisted.find(&mut request)?;
        let document = self.parse(&request.query)?;
        let is_subscription = is_subscription(&document, request.operation_name.as_deref());
        request.set_parsed_query(document);
        Ok(Checked {
            request,
            is_subscription,
            new,
        })
    }

    /// Parses a query, and checks what can be told from its text and its shape.
    fn parse(&self, query: &str) -> Result<ExecutableDocument, ServerError> {
        let limits = self.0.guard.limits();
        limits.check_text(query)?;
        let document = parse_query(query).map_err(|error| {
            let mut error = ServerError::from(error);
            ErrorCode::Syntax.put_in(&mut error);
            error
        })?;
        limits.check_document(&document)?;
        Ok(document)
    }

    /// Answers what was checked; `waits` for its turn, or is refused when too many
    /// ask.
    async fn answer(&self, checked: Checked, waits: bool) -> Response {
        let answer = self.0.engine.execute(checked.request);
        let answer = self.with_codes(self.0.guard.in_turn(waits, answer).await);
        let fits = |error| ErrorCode::of(error) != Some(ErrorCode::Validation);
        if answer.errors.iter().all(fits) {
            self.0.persisted.keep(checked.new);
        }
        answer
    }

    /// Gives a code to what async-graphql refuses by itself: a request that goes
    /// beyond its limits, a place in a query that does not fit the schema, or a
    /// value that a field could not take.
    fn with_codes(&self, mut response: Response) -> Response {
        for error in &mut response.errors {
            self.0.guard.limits().explain(error);
            let is_of_query = error.path.is_empty() && !error.locations.is_empty();
            if is_of_query {
                ErrorCode::Validation.put_in(error);
            }
            ErrorCode::BadRequest.put_in(error);
        }
        response
    }
}

impl Executor for CatalogueSchema {
    async fn execute(&self, request: Request) -> Response {
        Self::execute(self, request).await
    }

    fn execute_stream(
        &self,
        request: Request,
        session: Option<Arc<Data>>,
    ) -> BoxStream<'static, Response> {
        self.follow(request, session.unwrap_or_default())
    }
}

/// A request that may be executed.
struct Checked {
    request: Request,
    is_subscription: bool,
    /// A query to be kept when it fits the schema.
    new: Option<NewQuery>,
}

/// Whether the operation that was asked for is a subscription.
fn is_subscription(document: &ExecutableDocument, name: Option<&str>) -> bool {
    document.operations.iter().any(|(own_name, operation)| {
        let is_asked = name.is_none() || own_name.map(|own| own.as_str()) == name;
        is_asked && operation.node.ty == OperationType::Subscription
    })
}

fn once(answer: impl Future<Output = Response> + Send + 'static) -> BoxStream<'static, Response> {
    stream::once(answer).boxed()
}
