//! The schema as the catalogue serves it. Every request is held to the limits and
//! checked by every rule of GraphQL before it is executed, over HTTP, over a
//! websocket and in process alike. A query that was checked is remembered with
//! what it was parsed to, so that pages and clients which ask the same again need
//! not wait for that.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{
    Data, EmptyMutation, Executor, Request, Response, SDLExportOptions, Schema, SchemaBuilder,
    ServerError, ValidationMode,
};
use bronwijzer_index::Catalogue;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use lru::LruCache;

use crate::batch;
use crate::error::ErrorCode;
use crate::guard::{Guard, Guarding, OnlyCheck, operation_type};
use crate::limits::Limits;
use crate::live::Live;
use crate::operator::Operator;
use crate::persisted::PersistedQueries;
use crate::query::Query;
use crate::reader::Reader;

/// How many queries are remembered: those asked for last.
const MOST_QUERIES: NonZeroUsize = NonZeroUsize::MIN.saturating_add(499);

/// The longest query that is remembered, in bytes: what it is parsed to takes some
/// twenty times as much.
const LONGEST_QUERY: usize = 4 * 1024;

type Engine = Schema<Query, EmptyMutation, Live>;

/// The schema with the catalogue in it; cheap to clone.
#[derive(Clone)]
pub struct CatalogueSchema(Arc<Served>);

struct Served {
    /// Checks by every rule, and serves streams.
    strict: Engine,
    /// Executes what was checked, and nothing else: an engine without extensions
    /// has far less to do for each field.
    quick: Engine,
    guard: Arc<Guard>,
    persisted: PersistedQueries,
    checked: Mutex<LruCache<String, Arc<ExecutableDocument>>>,
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
    let complexity = limits.complexity;
    let guard = Arc::new(Guard::new(limits));
    let engine = || {
        builder()
            .data(batch::loader(reader.clone()))
            .data(reader.clone())
            .data(Arc::clone(&operator))
    };
    CatalogueSchema(Arc::new(Served {
        strict: engine().extension(Guarding(Arc::clone(&guard))).finish(),
        quick: engine()
            .validation_mode(ValidationMode::Fast)
            .limit_complexity(complexity)
            .finish(),
        guard,
        persisted: PersistedQueries::new(),
        checked: Mutex::new(LruCache::new(MOST_QUERIES)),
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
        let checked = match self.check(request.into()).await {
            Ok(checked) => checked,
            Err(errors) => return Response::from_errors(errors),
        };
        if checked.kind == OperationType::Subscription {
            return Response::from_errors(vec![ErrorCode::Subscription.refusal(
                "a subscription is answered over a websocket alone: connect to /graphql/ws with \
                 the protocol graphql-transport-ws",
                None,
            )]);
        }
        self.answer(checked, false).await
    }

    /// Follows a subscription, or answers a query once. Every error has a code.
    pub fn execute_stream(&self, request: impl Into<Request>) -> BoxStream<'static, Response> {
        self.follow(request.into(), Arc::default())
    }

    fn follow(&self, request: Request, session: Arc<Data>) -> BoxStream<'static, Response> {
        let schema = self.clone();
        let answers = async move {
            let checked = match schema.check(request).await {
                Ok(checked) => checked,
                Err(errors) => return once(Response::from_errors(errors)),
            };
            if checked.kind != OperationType::Subscription {
                return once(schema.answer(checked, true).await);
            }
            let Some(place) = schema.0.guard.place_to_follow() else {
                return once(Response::from_errors(vec![ErrorCode::too_busy()]));
            };
            let strict = &schema.0.strict;
            let stream = strict.execute_stream_with_session_data(checked.request, session);
            let with_place = stream.map(move |response| {
                let _place = &place;
                with_codes(response)
            });
            with_place.boxed()
        };
        stream::once(answers).flatten().boxed()
    }

    /// Holds a request to the limits and the rules.
    async fn check(&self, mut request: Request) -> Result<Checked, Vec<ServerError>> {
        let refuse = |error: ServerError| vec![error];
        let new = self.0.persisted.find(&mut request).map_err(refuse)?;
        let known = self.lock_checked().get(&request.query).cloned();
        let was_known = known.is_some();
        let document = match known {
            Some(document) => document,
            None => self.parse(&request.query).map_err(refuse)?,
        };
        let kind = operation_type(&document, request.operation_name.as_deref()).map_err(refuse)?;
        if !was_known {
            self.check_by_rules(&request, &document).await?;
            self.remember(&request.query, &document);
        }
        self.0.persisted.keep(new);
        request.set_parsed_query(document.as_ref().clone());
        Ok(Checked {
            request,
            document,
            kind,
            was_known,
        })
    }

    fn remember(&self, query: &str, document: &Arc<ExecutableDocument>) {
        if query.len() <= LONGEST_QUERY {
            let document = Arc::clone(document);
            self.lock_checked().put(query.to_owned(), document);
        }
    }

    /// Parses a query, and checks what can be told from its text and its shape.
    fn parse(&self, query: &str) -> Result<Arc<ExecutableDocument>, ServerError> {
        let limits = self.0.guard.limits();
        limits.check_text(query)?;
        let document = parse_query(query).map_err(|error| {
            let mut error = ServerError::from(error);
            ErrorCode::Syntax.put_in(&mut error);
            error
        })?;
        limits.check_document(&document)?;
        Ok(Arc::new(document))
    }

    /// Checks a request by every rule, its variables too.
    async fn check_by_rules(
        &self,
        request: &Request,
        document: &ExecutableDocument,
    ) -> Result<(), Vec<ServerError>> {
        let mut check = Request::new(&request.query)
            .variables(request.variables.clone())
            .data(OnlyCheck);
        check.operation_name.clone_from(&request.operation_name);
        check.set_parsed_query(document.clone());
        let Response { errors, .. } = self.0.strict.execute(check).await;
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }

    /// Answers what was checked; `waits` for its turn, or is refused when too many
    /// ask.
    async fn answer(&self, checked: Checked, waits: bool) -> Response {
        let again = checked.was_known.then(|| {
            let mut again =
                Request::new(&checked.request.query).variables(checked.request.variables.clone());
            again
                .operation_name
                .clone_from(&checked.request.operation_name);
            again
        });
        let answer = self.0.quick.execute(checked.request);
        let answer = self.0.guard.in_turn(waits, answer).await;
        let has_code = |error| ErrorCode::of(error).is_some();
        if !answer.errors.iter().all(has_code)
            && let Some(again) = again
            && let Err(errors) = self.check_by_rules(&again, &checked.document).await
        {
            // With other variables it kept to the rules.
            return Response::from_errors(errors);
        }
        with_codes(answer)
    }

    fn lock_checked(&self) -> MutexGuard<'_, LruCache<String, Arc<ExecutableDocument>>> {
        self.0
            .checked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
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
    document: Arc<ExecutableDocument>,
    kind: OperationType,
    /// Whether the rules were not gone through this time.
    was_known: bool,
}

fn once(response: Response) -> BoxStream<'static, Response> {
    stream::once(async { response }).boxed()
}

/// What has no code by now is a value that a field could not take.
fn with_codes(mut response: Response) -> Response {
    for error in &mut response.errors {
        ErrorCode::BadRequest.put_in(error);
    }
    response
}
