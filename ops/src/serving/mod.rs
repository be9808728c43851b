//! What `serve` puts together: routes, jobs and the signal to stop.

pub(crate) mod jobs;

use bronwijzer_graphql::Operator;
use bronwijzer_index::Catalogue;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{EndpointExt, Route, get, handler};
use tokio::signal::unix::{SignalKind, signal};
use url::Url;

/// Every route of the server: the pages, the API and two for those who watch
/// over it. `public` is where the site stands, if that is set.
pub(crate) fn routes(catalogue: &Catalogue, operator: Operator, public: Option<Url>) -> Route {
    let schema = bronwijzer_graphql::schema_run_by(operator, catalogue.clone());
    let health = Route::new()
        .at("/live", get(live))
        .at("/ready", get(ready.data(catalogue.clone())));
    Route::new()
        .nest("/health", health)
        .nest_no_strip("/graphql", bronwijzer_graphql::routes(schema.clone()))
        .nest_no_strip("/graphiql", bronwijzer_graphql::routes(schema.clone()))
        .nest_no_strip("/api", bronwijzer_graphql::rest::routes(schema.clone()))
        .nest_no_strip("/", bronwijzer_ui::routes_at(schema, public))
}

/// The process runs.
#[handler]
fn live() -> &'static str {
    "live\n"
}

/// The catalogue can be read.
#[handler]
async fn ready(Data(catalogue): Data<&Catalogue>) -> (StatusCode, &'static str) {
    let catalogue = catalogue.clone();
    let summary = tokio::task::spawn_blocking(move || catalogue.summary()).await;
    match summary {
        Ok(Ok(_)) => (StatusCode::OK, "ready\n"),
        Ok(Err(_)) | Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the catalogue can't be read\n",
        ),
    }
}

/// Comes back when somebody wants the process to stop: Ctrl-C or SIGTERM. From the
/// call on, within a runtime, neither ends the process by itself.
pub(crate) fn stop_signal() -> impl Future<Output = ()> + Send {
    let kinds = [
        ("Ctrl-C", SignalKind::interrupt()),
        ("SIGTERM", SignalKind::terminate()),
    ];
    let [interrupted, terminated] = kinds.map(|(name, kind)| {
        let listening = signal(kind);
        async move {
            match listening {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                // The other one still works.
                Err(error) => {
                    tracing::warn!("{name} will not stop in good order: {error}");
                    std::future::pending::<()>().await;
                }
            }
        }
    });
    async {
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
    }
}
