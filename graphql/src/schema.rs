//! The schema as the catalogue serves it. Every request is held to the limits and
//! validated before it is executed, over HTTP, over a websocket and in process alike.

use std::any::TypeId;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use async_graphql::extensions::apollo_persisted_queries::{
    ApolloPersistedQueries, LruCacheStorage,
};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{
    Data, Executor, Name, Request, Response, SDLExportOptions, Schema, SchemaBuilder, ServerError,
    ValidationMode, Variables,
};
use bronwijzer_index::Catalogue;
use futures::future::ready;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, Stream, StreamExt};
use metrics::counter;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tracing::Instrument;

use crate::batch::Batches;
use crate::client::{Client, Place};
use crate::community::mutation::Mutation;
use crate::error::ErrorCode;
use crate::guard::Guard;
use crate::limits::Limits;
use crate::live::Live;
use crate::metering::{FromClient, Open, Operation, OperationNames, shed};
use crate::operator::Operator;
use crate::query::Query;
use crate::reader::Reader;
use crate::socket::OfSocket;
use crate::viewer::{self, Viewer};

/// The name that automatic persisted queries have among a request's extensions.
pub(crate) const PERSISTED_QUERY: &str = "persistedQuery";

/// What clients look for to know that they have to send the text.
const NOT_FOUND: &str = "PersistedQueryNotFound";

/// How many queries are kept to be asked for by their hash: those asked for last.
const MOST_PERSISTED: usize = 250;

/// The longest query that is kept, in bytes: what it is parsed to takes some
/// twenty times as much.
const LONGEST_KEPT: usize = 8 * 1024;

/// The texts of parsed queries that are kept, in bytes.
const PARSED_BYTES: u64 = 128 * 1024;

/// The schema with the catalogue in it; cheap to clone.
#[derive(Clone)]
pub struct CatalogueSchema(Arc<Served>);

/// How much of a query is text.
#[derive(Clone)]
struct TextBytes;

impl Weighter<String, Arc<ExecutableDocument>> for TextBytes {
    fn weight(&self, query: &String, _: &Arc<ExecutableDocument>) -> u64 {
        query.len() as u64
    }
}

/// A query that this program itself asks again and again, such as that of a page. It is parsed and
/// validated once, when it is first answered: for the query of a page that takes longer than its
/// answer.
#[derive(Debug)]
pub struct OwnQuery {
    text: String,
    validated: OnceLock<(ExecutableDocument, Operation)>,
}

impl OwnQuery {
    /// The query of this text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self {
            text,
            validated: OnceLock::new(),
        }
    }
}

/// Why no answer was made in its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTurn {
    /// Too many wait for an answer; whoever asks is to come back after
    /// [`RETRY_AFTER_SECONDS`](crate::RETRY_AFTER_SECONDS).
    #[error("too many wait for an answer")]
    Busy,
    /// What makes the answer panicked.
    #[error("making the answer panicked")]
    Failed,
}

struct Served {
    /// Parsed queries by their text.
    parsed: Cache<String, Arc<ExecutableDocument>, TextBytes>,
    /// It has one extension and no more: async-graphql calls each for every field.
    engine: Schema<Query, Mutation, Live>,
    /// The same without any, for [`OwnQuery`]s that `engine` has validated: it holds them to the
    /// limits of shape, and calls nothing for a field but its resolver.
    own_engine: Schema<Query, Mutation, Live>,
    guard: Guard,
    reader: Reader,
    operator: Arc<Operator>,
    names: OperationNames,
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
    let limited = || {
        builder()
            .limit_complexity(limits.complexity)
            .limit_depth(limits.depth)
            .data(Batches::new(reader.clone()))
            .data(reader.clone())
            .data(Arc::clone(&operator))
    };
    let engine = limited()
        .extension(ApolloPersistedQueries::new(LruCacheStorage::new(
            MOST_PERSISTED,
        )))
        .finish();
    let own_engine = limited().validation_mode(ValidationMode::Fast).finish();
    CatalogueSchema(Arc::new(Served {
        parsed: Cache::with_weighter(MOST_PERSISTED, PARSED_BYTES, TextBytes),
        engine,
        own_engine,
        guard: Guard::new(limits),
        reader,
        operator,
        names: OperationNames::default(),
    }))
}

/// How often a schema has read the catalogue since it was made.
#[must_use]
pub fn reads(schema: &CatalogueSchema) -> u64 {
    schema.reader().reads()
}

/// The state of the catalogue that a schema answers from: what is read after this was asked for is
/// of it, or of a later one. See [`Catalogue::version`].
#[must_use]
pub fn version(schema: &CatalogueSchema) -> u64 {
    schema.reader().catalogue().version()
}

/// The schema in the schema definition language.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by();
    builder().finish().sdl_with_options(options)
}

fn builder() -> SchemaBuilder<Query, Mutation, Live> {
    Schema::build(Query, Mutation, Live)
}

impl CatalogueSchema {
    pub(crate) fn reader(&self) -> &Reader {
        &self.0.reader
    }

    pub(crate) fn operator(&self) -> &Operator {
        &self.0.operator
    }

    /// Makes an answer that asks this schema on one thread, first come, first served. What takes
    /// long takes no more than its turn from those who come after it.
    ///
    /// # Errors
    /// When too many wait already, or making the answer panics.
    pub async fn in_turn<T: Send + 'static>(
        &self,
        answer: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, NoTurn> {
        let _place = self.0.guard.place_to_wait().ok_or(NoTurn::Busy)?;
        let answer = self.reader().answer(answer.in_current_span());
        answer.await.map_err(|_| NoTurn::Failed)
    }

    /// Answers a query or a mutation. Every error has a code.
    pub async fn execute(&self, request: impl Into<Request>) -> Response {
        self.execute_of(
            &[OperationType::Query, OperationType::Mutation],
            request.into(),
        )
        .await
    }

    /// Answers a query of this program itself as its viewer sees it. Every error has a code.
    pub async fn execute_own(
        &self,
        query: &OwnQuery,
        variables: Variables,
        viewer: Option<Arc<Viewer>>,
    ) -> Response {
        let request = |text: &str| {
            let request = Request::new(text).variables(variables);
            viewer::ask_as(request, viewer)
        };
        if let Some((document, operation)) = query.validated.get() {
            let mut request = request("");
            request.set_parsed_query(document.clone());
            let engine = &self.0.own_engine;
            return self.answer_by(engine, request, operation, false).await;
        }
        let response = self.execute(request(&query.text)).await;
        // What was answered was valid.
        if response.errors.is_empty()
            && let Ok(document) = self.parse(&query.text)
        {
            let operation = Operation::of(&document, None);
            query.validated.get_or_init(|| (document, operation));
        }
        response
    }

    /// Answers a query. Every error has a code.
    pub(crate) async fn execute_query(&self, request: Request) -> Response {
        self.execute_of(&[OperationType::Query], request).await
    }

    async fn execute_of(&self, kinds: &[OperationType], request: Request) -> Response {
        match self.check(request) {
            Ok((request, kind, operation)) if kinds.contains(&kind) => {
                self.answer(request, &operation, false).await
            }
            Ok((_, OperationType::Subscription, _)) => {
                Response::from_errors(vec![ErrorCode::Subscription.refusal(
                    "a subscription is answered over a websocket alone: connect to /graphql/ws with \
                     the protocol graphql-transport-ws",
                    None,
                )])
            }
            Ok(_) => Response::from_errors(vec![mutation_needs_post()]),
            Err(error) => Response::from_errors(vec![error]),
        }
    }

    /// Follows a subscription, or answers a query once. Every error has a code.
    pub fn execute_stream(&self, request: impl Into<Request>) -> BoxStream<'static, Response> {
        self.follow(request.into(), Arc::default())
    }

    fn follow(&self, request: Request, session: Arc<Data>) -> BoxStream<'static, Response> {
        // By its hash alone one can't tell whether it is a subscription: a client
        // that is told that the query is unknown sends its text.
        if is_known_by_hash(&request) {
            let unknown = ErrorCode::PersistedQueryNotFound.refusal(NOT_FOUND, None);
            return once(async { Response::from_errors(vec![unknown]) });
        }
        let (request, kind, operation) = match self.check(request) {
            Ok(checked) => checked,
            Err(error) => return once(async { Response::from_errors(vec![error]) }),
        };
        let schema = self.clone();
        match kind {
            OperationType::Subscription => {}
            OperationType::Mutation => {
                return once(async { Response::from_errors(vec![mutation_needs_post()]) });
            }
            OperationType::Query => {
                return once(async move {
                    match viewer::of_session(schema.reader(), &session).await {
                        Ok(asker) => {
                            let request = viewer::ask_as(request, asker).data(FromClient);
                            schema.answer(request, &operation, true).await
                        }
                        Err(error) => refused(error),
                    }
                });
            }
        }
        self.0.names.count(&operation);
        let Some(places) = self.places_to_follow(&session) else {
            shed("subscriptions");
            return once(async { Response::from_errors(vec![ErrorCode::too_busy()]) });
        };
        let stream = self.subscribe(request, session);
        let open = Open::counted_in("bronwijzer_subscriptions");
        let with_place = stream.map(move |response| {
            let _held = (&places, &open);
            response
        });
        with_place.boxed()
    }

    /// Follows a subscription as whoever's token the session has. It ends with an error once that
    /// token holds no longer.
    fn subscribe(
        &self,
        request: Request,
        session: Arc<Data>,
    ) -> impl Stream<Item = Response> + Send + use<> {
        let schema = self.clone();
        let begun = async move {
            let asker = match viewer::of_session(schema.reader(), &session).await {
                Ok(asker) => asker,
                Err(error) => return once(async move { refused(error) }),
            };
            let request = viewer::ask_as(request, asker);
            let engine = &schema.0.engine;
            let events = engine.execute_stream_with_session_data(request, Arc::clone(&session));
            let checked = events.then(move |response| {
                let (schema, session) = (schema.clone(), Arc::clone(&session));
                async move {
                    match viewer::of_session(schema.reader(), &session).await {
                        Ok(_) => vec![Some(schema.with_codes(response))],
                        Err(error) => vec![Some(refused(error)), None],
                    }
                }
            });
            let until_refused = checked
                .flat_map(stream::iter)
                .take_while(|response| ready(response.is_some()));
            until_refused.filter_map(ready).boxed()
        };
        begun.flatten_stream()
    }

    /// A place among all who follow, and one of those of the websocket.
    fn places_to_follow(&self, session: &Data) -> Option<(Place, Option<Place>)> {
        let client: Option<&Option<Client>> = of_session(session);
        let place = self.0.guard.place_to_follow(client.copied().flatten())?;
        match of_session::<OfSocket>(session) {
            Some(OfSocket(places)) => Some((place, Some(places.take(None)?))),
            None => Some((place, None)),
        }
    }

    /// Holds a request to the limits that need no schema, parses it, and tells what
    /// it is. A query that comes as its hash alone was checked when it was kept.
    fn check(
        &self,
        mut request: Request,
    ) -> Result<(Request, OperationType, Operation), ServerError> {
        if is_known_by_hash(&request) {
            return Ok((request, OperationType::Query, Operation::by_hash()));
        }
        if request.query.len() > LONGEST_KEPT {
            request.extensions.remove(PERSISTED_QUERY);
        }
        let document = self.parse(&request.query)?;
        // By a hash queries alone are asked: who asks by it may use GET.
        let mut operations = document.operations.iter();
        if operations.any(|(_, operation)| operation.node.ty != OperationType::Query) {
            request.extensions.remove(PERSISTED_QUERY);
        }
        let name = request.operation_name.as_deref();
        let kind = kind_of(&document, name);
        let operation = Operation::of(&document, name);
        request.set_parsed_query(document);
        Ok((request, kind, operation))
    }

    /// Parses a query, and checks what can be told from its text and its shape. Those asked
    /// lately are kept: pages and programs ask few queries often.
    fn parse(&self, query: &str) -> Result<ExecutableDocument, ServerError> {
        if let Some(document) = self.0.parsed.get(query) {
            counter!("bronwijzer_cache_requests_total", "cache" => "query", "result" => "hit")
                .increment(1);
            return Ok(ExecutableDocument::clone(&document));
        }
        counter!("bronwijzer_cache_requests_total", "cache" => "query", "result" => "miss")
            .increment(1);
        let document = self.parse_anew(query)?;
        if query.len() <= LONGEST_KEPT {
            let kept = Arc::new(document.clone());
            self.0.parsed.insert(query.to_owned(), kept);
        }
        Ok(document)
    }

    fn parse_anew(&self, query: &str) -> Result<ExecutableDocument, ServerError> {
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
    async fn answer(&self, request: Request, operation: &Operation, waits: bool) -> Response {
        let engine = &self.0.engine;
        self.answer_by(engine, request, operation, waits).await
    }

    async fn answer_by(
        &self,
        engine: &Schema<Query, Mutation, Live>,
        request: Request,
        operation: &Operation,
        waits: bool,
    ) -> Response {
        let began = Instant::now();
        if request.data.contains_key(&TypeId::of::<FromClient>()) {
            self.0.names.count(operation);
        }
        let span = operation.span();
        let engine = engine.clone();
        // On the heap: the futures around it would each take room for it on the stack.
        let query = async move { engine.execute(request).await }
            .instrument(span.clone())
            .boxed();
        let answer = async {
            // Whoever writes may wait for a crawl that writes, which nobody who reads does.
            if !operation.is_query() {
                return query.await;
            }
            self.reader().answer(query).await.unwrap_or_else(refused)
        };
        let answer = self.0.guard.in_turn(waits, answer);
        let answer = self.with_codes(answer.instrument(span.clone()).await);
        operation.answered(began, &answer, &span);
        answer
    }

    /// Gives a code to what async-graphql refuses by itself: a request that goes
    /// beyond its limits, a place in a query that does not fit the schema, or a
    /// value that a field could not take.
    fn with_codes(&self, mut response: Response) -> Response {
        for error in &mut response.errors {
            self.0.guard.limits().explain(error);
            if error.message == NOT_FOUND {
                ErrorCode::PersistedQueryNotFound.put_in(error);
            }
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

fn of_session<T: 'static>(session: &Data) -> Option<&T> {
    session.get(&TypeId::of::<T>())?.downcast_ref()
}

/// Whether a query comes as its hash, without its text.
fn is_known_by_hash(request: &Request) -> bool {
    request.query.is_empty() && request.extensions.contains_key(PERSISTED_QUERY)
}

/// What the operation that is asked for is.
fn kind_of(document: &ExecutableDocument, name: Option<&str>) -> OperationType {
    let is_asked = |own: Option<&Name>| name.is_none() || own.map(Name::as_str) == name;
    let mut operations = document.operations.iter();
    let asked = operations.find(|(own, _)| is_asked(*own));
    asked.map_or(OperationType::Query, |(_, operation)| operation.node.ty)
}

fn mutation_needs_post() -> ServerError {
    ErrorCode::MutationNeedsPost.refusal("send a mutation by POST to /graphql", None)
}

/// An answer that is this error alone.
fn refused(error: async_graphql::Error) -> Response {
    Response::from_errors(vec![error.into_server_error(async_graphql::Pos::default())])
}

fn once(answer: impl Future<Output = Response> + Send + 'static) -> BoxStream<'static, Response> {
    stream::once(answer).boxed()
}
