//! Subscriptions over a websocket, a bounded number of them.

use std::sync::Arc;

use async_graphql::http::ALL_WEBSOCKET_PROTOCOLS;
use async_graphql_poem::{GraphQLProtocol, GraphQLWebSocket};
use poem::http::{StatusCode, header};
use poem::web::websocket::{WebSocket, WebSocketConfig};
use poem::{FromRequest, IntoResponse, Request, Response, Result};
use tokio::sync::Semaphore;

use crate::CatalogueSchema;
use crate::guard::RETRY_AFTER_SECONDS;
use crate::http::MAX_BODY_BYTES;
use crate::viewer;

/// How many websockets may be open at the same time.
const MOST_SOCKETS: usize = 1_000;

/// Where `graphql-transport-ws` is spoken.
pub(crate) fn endpoint(schema: CatalogueSchema) -> impl poem::Endpoint<Output = Response> {
    let places = Arc::new(Semaphore::new(MOST_SOCKETS));
    poem::endpoint::make(move |request| {
        let (schema, places) = (schema.clone(), Arc::clone(&places));
        async move { connect(request, schema, places).await }
    })
}

async fn connect(
    request: Request,
    schema: CatalogueSchema,
    places: Arc<Semaphore>,
) -> Result<Response> {
    let (request, mut body) = request.split();
    let session = viewer::session_data(request.headers());
    let socket = WebSocket::from_request(&request, &mut body).await?;
    let protocol = GraphQLProtocol::from_request(&request, &mut body).await?;
    let Ok(place) = places.try_acquire_owned() else {
        return Ok(StatusCode::SERVICE_UNAVAILABLE
            .with_header(header::RETRY_AFTER, RETRY_AFTER_SECONDS)
            .into_response());
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_BODY_BYTES))
        .max_frame_size(Some(MAX_BODY_BYTES));
    Ok(socket
        .config(config)
        .protocols(ALL_WEBSOCKET_PROTOCOLS)
        .on_upgrade(move |stream| async move {
            let _place = place;
            GraphQLWebSocket::new(stream, schema, protocol)
                .with_data(session)
                .serve()
                .await;
        })
        .into_response())
}
