//! What the admin address answers: metrics for Prometheus, and the health of the server with
//! all that its administrator should know. It is a listener of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use bronwijzer_graphql::headers;
use bronwijzer_graphql::methods::get;
use poem::http::{StatusCode, header};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::web::Data;
use poem::{EndpointExt, IntoResponse, Response, Route, Server, handler};
use tokio::task::{JoinHandle, spawn_blocking};

use super::job_book::JobBook;
use crate::metrics::{Exporter, Gauges, MEDIA_TYPE};

/// How often what was counted is taken up when nobody asks for it.
const BETWEEN_TIDYINGS: Duration = Duration::from_secs(30);

/// What is answered from.
struct Watched {
    exporter: Exporter,
    gauges: Gauges,
    jobs: JobBook,
}

/// A listener that answers until it is dropped.
pub(crate) struct Admin(Vec<JoinHandle<()>>);

impl Drop for Admin {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

/// Answers at `address`.
///
/// # Errors
/// When nothing can listen there.
pub(crate) async fn serve(
    address: SocketAddr,
    exporter: Exporter,
    gauges: Gauges,
    jobs: JobBook,
) -> anyhow::Result<Admin> {
    let acceptor = TcpListener::bind(address)
        .into_acceptor()
        .await
        .with_context(|| {
            format!("can't listen on {address}; set `admin_address` to a free address and port")
        })?;
    for address in acceptor.local_addr() {
        if let Some(address) = address.as_socket_addr() {
            tracing::info!("metrics are at http://{address}/metrics");
        }
    }
    let tidied = exporter.clone();
    let watched = Arc::new(Watched {
        exporter,
        gauges,
        jobs,
    });
    let routes = Route::new()
        .at("/metrics", get(metrics))
        .at("/health/live", get(super::live))
        .at("/health/ready", get(ready))
        .data(watched)
        .around(headers::on_every_answer);
    let answering = tokio::spawn(async move {
        if let Err(error) = Server::new_with_acceptor(acceptor).run(routes).await {
            tracing::error!("the admin address does not answer any more: {error}");
        }
    });
    let tidying = tokio::spawn(async move {
        loop {
            tokio::time::sleep(BETWEEN_TIDYINGS).await;
            tidied.tidy();
        }
    });
    Ok(Admin(vec![answering, tidying]))
}

#[handler]
async fn metrics(Data(watched): Data<&Arc<Watched>>) -> Response {
    let watched = Arc::clone(watched);
    let rendered = spawn_blocking(move || {
        watched.gauges.read();
        watched.exporter.render()
    });
    match rendered.await {
        Ok(text) => text
            .with_content_type(MEDIA_TYPE)
            .with_header(header::CACHE_CONTROL, "no-store")
            .into_response(),
        Err(error) => {
            tracing::error!("metrics could not be read: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// As of the site, with the jobs that failed.
#[handler]
async fn ready(Data(watched): Data<&Arc<Watched>>) -> (StatusCode, String) {
    let (status, mut body) = super::readiness(&watched.gauges.catalogue).await;
    for failure in watched.jobs.failures() {
        body.push_str(&failure);
        body.push('\n');
    }
    (status, body)
}
