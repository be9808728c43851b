//! What `serve` puts together: routes, jobs and the signal to stop.

mod address;
pub(crate) mod admin;
pub(crate) mod background;
mod clients;
mod compression;
pub(crate) mod connections;
pub(crate) mod control;
mod gate;
pub(crate) mod job_book;
pub(crate) mod jobs;
pub(crate) mod mail;
pub(crate) mod nodes;
mod observed;
mod rate_limit;
mod refusal;
mod security_txt;
pub(crate) mod service_manager;
pub(crate) mod sign_in;
mod unread_body;

use std::num::NonZeroU32;
use std::sync::Arc;

use bronwijzer_graphql::client::Client;
use bronwijzer_graphql::mcp::{self, Reachable};
use bronwijzer_graphql::methods::get;
use bronwijzer_graphql::{
    CatalogueSchema, NoTurn, Operator, RETRY_AFTER_SECONDS, caching, open_catalog,
};
use bronwijzer_index::Catalogue;
use bronwijzer_ui::{Renderer, Theme};
use poem::http::{Method, StatusCode, header};
use poem::web::Data;
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Result, Route, handler};
use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::AccessLog;

pub(crate) use clients::TrustedProxies;
use compression::Compression;
use gate::Gate;
use observed::{Observer, observed};
use rate_limit::RateLimit;
use sign_in::Authentication;

/// Who is told apart, and how much each may ask for.
#[derive(Default)]
pub(crate) struct Clients {
    /// Whom the server believes about who asks.
    pub(crate) trusted: TrustedProxies,
    /// What each may ask for in a minute; `None` for whatever they like.
    pub(crate) rate_limit: Option<NonZeroU32>,
    /// What is logged of what each asks.
    pub(crate) access_log: AccessLog,
}

/// What the pages are made with beside the catalogue.
#[derive(Default)]
pub(crate) struct Pages {
    /// What they wear.
    pub(crate) theme: Option<Theme>,
    /// What renders READMEs.
    pub(crate) readmes: Renderer,
}

/// Every route of the server: the pages, the API and two for those who watch
/// over it. `reachable` says where the site stands, if that is set; `authentication` tells who asks.
/// Within a runtime READMEs and the pages that are asked for most are rendered ahead, until the runtime ends.
pub(crate) fn routes(
    catalogue: &Catalogue,
    operator: Operator,
    reachable: &Reachable,
    pages: Pages,
    authentication: Arc<Authentication>,
    clients: Clients,
) -> impl Endpoint<Output = Response> + use<> {
    let Clients {
        trusted,
        rate_limit,
        access_log,
    } = clients;
    let observer = Observer {
        trusted: trusted.clone(),
        access_log,
    };
    let rate_limit = rate_limit.map(|units| Arc::new(RateLimit::new(units)));
    let gate = Gate::new(reachable, trusted.clone());
    let own = security_txt::mount(sign_in::routes(&authentication), &operator);
    let schema = bronwijzer_graphql::schema_run_by(operator, catalogue.clone());
    let health = Route::new()
        .at("/live", get(live))
        .at("/ready", get(ready.data(catalogue.clone())));
    let (members, shared) = (catalogue.clone(), catalogue.clone());
    let Pages { theme, readmes } = pages;
    let site = reachable.site.clone();
    let (pages, warmer) =
        bronwijzer_ui::routes_and_warmer(schema.clone(), site, theme, readmes.clone());
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(readmes.follow(schema.clone()));
        runtime.spawn(warmer.run());
    }
    let visited = schema.clone();
    let pages = pages.around(move |pages, request| mail::or_page(pages, request, members.clone()));
    own.nest("/health", health)
        .nest_no_strip("/graphql", bronwijzer_graphql::routes(schema.clone()))
        .nest_no_strip("/graphiql", bronwijzer_graphql::routes(schema.clone()))
        .nest_no_strip(mcp::PATH, mcp::routes(schema.clone(), reachable))
        .nest_no_strip("/api", bronwijzer_graphql::rest::routes(schema.clone()))
        .nest_no_strip("/v1", open_catalog::routes(schema.clone(), in_english))
        .nest_no_strip(
            "/oss-register",
            bronwijzer_graphql::oss_register::routes(schema.clone()),
        )
        .nest_no_strip("/", pages)
        .around(move |endpoint, request| {
            sign_in::with_viewer(endpoint, request, Arc::clone(&authentication))
        })
        // Each layer is a type around all that is below it, and the compiler follows so many.
        .boxed()
        .around(move |endpoint, request| in_turn(endpoint, request, visited.clone()))
        .around(move |endpoint, request| limited(endpoint, request, rate_limit.clone()))
        .around(address::with_utf8_path)
        .around(move |endpoint, request| clients::with_client(endpoint, request, trusted.clone()))
        .around(caching::on_every_answer)
        .around(move |endpoint, request| nodes::marked_stale(endpoint, request, shared.clone()))
        .around(move |endpoint, request| gate::through(endpoint, request, gate.clone()))
        .with(Compression)
        .boxed()
        .around(unread_body::ends_connection)
        .around(move |endpoint, request| observed(endpoint, request, observer.clone()))
}

/// Answers who reads in their turn. What is sent along may come slowly, so that it is waited for
/// in no turn.
async fn in_turn<E: Endpoint<Output = Response> + 'static>(
    endpoint: Arc<E>,
    request: Request,
    schema: CatalogueSchema,
) -> Result<Response> {
    let path = request.uri().path();
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    if !reads || path.starts_with("/health/") {
        return endpoint.call(request).await;
    }
    let path = path.to_owned();
    let answer = schema.in_turn(async move { endpoint.call(request).await });
    match answer.await {
        Ok(answer) => answer,
        Err(NoTurn::Busy) => Ok(refusal::refusal(
            &path,
            StatusCode::SERVICE_UNAVAILABLE,
            "The server is busy. Try again in a few seconds",
            "Het is nu te druk. Probeer het over een paar seconden opnieuw",
        )
        .with_header(header::RETRY_AFTER, RETRY_AFTER_SECONDS)
        .into_response()),
        Err(NoTurn::Failed) => Ok(refusal::refusal(
            &path,
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong here. Try again later",
            "Er ging hier iets mis. Probeer het later opnieuw",
        )),
    }
}

async fn limited<E: Endpoint>(
    endpoint: Arc<E>,
    request: Request,
    limit: Option<Arc<RateLimit>>,
) -> Result<Response> {
    match limit {
        // Whoever watches over the server is always answered.
        Some(limit) if !request.uri().path().starts_with("/health/") => {
            limit.answer(endpoint, request).await
        }
        _ => Ok(endpoint.call(request).await?.into_response()),
    }
}

/// A finding of the check of publiccode.yml in words.
fn in_english(rule: &str, facts: &[(&str, &str)]) -> String {
    bronwijzer_ui::finding_in_words("en", rule, facts.iter().copied()).message
}

/// The header in which `/health/live` says whether the server knows who asks: the doctor learns
/// from it whether the proxy passes that on.
pub(crate) const CLIENT_IS_KNOWN: &str = "x-client-is-known";

/// The process runs.
#[handler]
fn live(request: &Request) -> Response {
    let known = Client::of(request).map_or("no", |_| "yes");
    "live\n".with_header(CLIENT_IS_KNOWN, known).into_response()
}

/// The catalogue can be read and searched, and is not far behind that of other servers. The
/// versions of what it is stored in follow in the body, and what had to be done to open it, a line
/// for each: a person should look at that.
#[handler]
async fn ready(Data(catalogue): Data<&Catalogue>) -> (StatusCode, String) {
    readiness(catalogue).await
}

async fn readiness(catalogue: &Catalogue) -> (StatusCode, String) {
    let catalogue = catalogue.clone();
    let (behind, versions) = (catalogue.too_far_behind(), catalogue.schema_versions());
    let health = tokio::task::spawn_blocking(move || {
        let health = catalogue.health();
        catalogue.summary().map(|_| health)
    })
    .await;
    let (status, first, notices) = match health {
        Ok(Ok(health)) if health.index_is_damaged => {
            let why = "the search index is damaged and is being rebuilt".to_owned();
            (StatusCode::SERVICE_UNAVAILABLE, why, Vec::new())
        }
        Ok(Ok(health)) => match behind {
            Some(behind) => {
                let why = format!(
                    "this node is left out: it is {} s behind what other nodes wrote, or was a \
                     moment ago",
                    behind.as_secs()
                );
                (StatusCode::SERVICE_UNAVAILABLE, why, health.notices)
            }
            None => (StatusCode::OK, "ready".to_owned(), health.notices),
        },
        Ok(Err(_)) | Err(_) => {
            let why = "the catalogue can't be read".to_owned();
            (StatusCode::SERVICE_UNAVAILABLE, why, Vec::new())
        }
    };
    let (store, index) = versions;
    let store = store.map(|version| format!("schema of the store: version {version}"));
    let index = format!("schema of the search index: version {index}");
    let lines = [Some(first), store, Some(index)].into_iter().flatten();
    let body = lines.chain(notices).map(|line| line + "\n").collect();
    (status, body)
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
                    tracing::warn!(
                        "can't listen for {name}, which will now stop the server abruptly: {error}"
                    );
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
