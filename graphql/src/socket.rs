//! Subscriptions over a websocket, a bounded number of them in all and for each client. The
//! server pings, so that it notices who left without a word.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_graphql::Data;
use async_graphql::http::ALL_WEBSOCKET_PROTOCOLS;
use async_graphql_poem::{GraphQLProtocol, GraphQLWebSocket};
use futures::channel::mpsc;
use futures::{SinkExt, StreamExt};
use poem::http::{StatusCode, header};
use poem::web::websocket::{Message, WebSocket, WebSocketConfig, WebSocketStream};
use poem::{FromRequest, IntoResponse, Request, Response, Result};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::Instrument;

use crate::CatalogueSchema;
use crate::client::{Client, Places};
use crate::guard::RETRY_AFTER_SECONDS;
use crate::http::MAX_BODY_BYTES;
use crate::metering::{Open, shed};
use crate::viewer;

/// How many websockets may be open at the same time.
const MOST_SOCKETS: usize = 1_000;

/// How many of them one client may hold.
const MOST_SOCKETS_EACH: usize = 50;

/// How many subscriptions one websocket may carry.
const MOST_SUBSCRIPTIONS: usize = 20;

/// How soon a client has to say what it wants.
const FIRST_MESSAGE: Duration = Duration::from_secs(10);

/// How often the server pings: more often than any connection may be quiet.
const BETWEEN_PINGS: Duration = Duration::from_secs(20);

/// How long nothing may come back.
const SILENCE: Duration = Duration::from_secs(60);

/// How long a client may take for one message.
const SENDING: Duration = Duration::from_secs(10);

/// What `graphql-transport-ws` closes with when nobody said what they want in time.
/// <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>
const INITIALISATION_TIMEOUT: u16 = 4408;

/// The places of one websocket's subscriptions, among its session's data.
pub(crate) struct OfSocket(pub(crate) Arc<Places>);

/// Where `graphql-transport-ws` is spoken.
pub(crate) fn endpoint(schema: CatalogueSchema) -> impl poem::Endpoint<Output = Response> {
    let places = Places::new(MOST_SOCKETS, MOST_SOCKETS_EACH);
    poem::endpoint::make(move |request| {
        let (schema, places) = (schema.clone(), Arc::clone(&places));
        async move { connect(request, schema, places).await }
    })
}

async fn connect(
    request: Request,
    schema: CatalogueSchema,
    places: Arc<Places>,
) -> Result<Response> {
    let (request, mut body) = request.split();
    let client = Client::of(&request);
    let mut session = viewer::session_data(request.headers());
    session.insert(client);
    session.insert(OfSocket(Places::new(
        MOST_SUBSCRIPTIONS,
        MOST_SUBSCRIPTIONS,
    )));
    let socket = WebSocket::from_request(&request, &mut body).await?;
    let protocol = GraphQLProtocol::from_request(&request, &mut body).await?;
    let Some(place) = places.take(client) else {
        shed("websockets");
        return Ok(StatusCode::SERVICE_UNAVAILABLE
            .with_header(header::RETRY_AFTER, RETRY_AFTER_SECONDS)
            .into_response());
    };
    let span = tracing::Span::current();
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_BODY_BYTES))
        .max_frame_size(Some(MAX_BODY_BYTES));
    Ok(socket
        .config(config)
        .protocols(ALL_WEBSOCKET_PROTOCOLS)
        .on_upgrade(move |stream| {
            let served = async move {
                let _held = (place, Open::counted_in("bronwijzer_websockets"));
                serve(stream, schema, protocol, session).await;
            };
            served.instrument(span)
        })
        .into_response())
}

/// Whether anything comes from a client.
#[derive(Default)]
struct Heard {
    something: Notify,
    /// Whether it was more than an answer to a ping.
    asks: AtomicBool,
}

impl Heard {
    fn note(&self, message: Option<&Message>) {
        if message.is_some_and(|message| message.is_text() || message.is_binary()) {
            self.asks.store(true, Ordering::Relaxed);
        }
        self.something.notify_one();
    }
}

/// Answers over a websocket until the client is done or silent.
async fn serve(
    stream: WebSocketStream,
    schema: CatalogueSchema,
    protocol: GraphQLProtocol,
    session: Data,
) {
    let (mut to_client, from_client) = stream.split();
    let (outgoing, mut queue) = mpsc::channel(1);
    let heard = Arc::new(Heard::default());
    let hears = Arc::clone(&heard);
    let from_client = from_client.inspect(move |message| hears.note(message.as_ref().ok()));
    let reader = schema.reader().clone();
    let served = GraphQLWebSocket::new_with_pair(outgoing, from_client, schema, protocol)
        .with_data(session)
        .on_connection_init(move |payload| async move { viewer::init_data(&reader, payload).await })
        .serve();
    let kept = async {
        let began = Instant::now();
        let mut ping_at = began + BETWEEN_PINGS;
        let mut deadline = began + FIRST_MESSAGE;
        loop {
            let message = tokio::select! {
                message = queue.next() => message,
                () = heard.something.notified() => {
                    // Whoever only answers pings wants nothing.
                    if heard.asks.load(Ordering::Relaxed) {
                        deadline = Instant::now() + SILENCE;
                    }
                    continue;
                }
                () = sleep_until(ping_at) => {
                    ping_at = Instant::now() + BETWEEN_PINGS;
                    Some(Message::ping(Vec::new()))
                }
                () = sleep_until(deadline) => {
                    let why = Message::close_with(INITIALISATION_TIMEOUT, "nothing was asked");
                    let _ = timeout(SENDING, to_client.send(why)).await;
                    None
                }
            };
            let Some(message) = message else { break };
            if !matches!(timeout(SENDING, to_client.send(message)).await, Ok(Ok(()))) {
                break;
            }
        }
    };
    // What was answered last is sent before the end.
    let answers = async {
        served.await;
        pending::<()>().await;
    };
    tokio::select! {
        () = kept => {}
        () = answers => {}
    }
}
