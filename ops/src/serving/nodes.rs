//! Servers that share a store: each follows what the others write, and one of them leads.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bronwijzer_index::{Catalogue, Leading};
use metrics::gauge;
use poem::http::HeaderValue;
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::parts::blocking;

/// How long a node waits at most for what others write before it shows how far it has got itself.
const FOLLOW: Duration = Duration::from_secs(1);

/// How long a node waits before it tries again what failed.
const AGAIN: Duration = Duration::from_secs(1);

/// How often a node that follows tries to take the lead.
const TRY_TO_LEAD: Duration = Duration::from_secs(2);

/// How often one that leads asks whether it still does.
const STILL_LEADS: Duration = Duration::from_secs(1);

/// Since when the answers of this server stand still, as a moment of RFC 3339: the store that it
/// shares with others can't be reached.
const STALE_SINCE: &str = "x-stale-since";

/// Takes up what other servers write, until `stop` is cancelled. Comes back at once where nobody
/// shares the store.
pub(crate) async fn follow(catalogue: Catalogue, stop: CancellationToken) {
    if !catalogue.is_shared() {
        return;
    }
    let mut failing = false;
    let mut disagreement = None;
    while !stop.is_cancelled() {
        let followed = blocking(&catalogue, |catalogue| {
            catalogue.follow_others(FOLLOW)?;
            catalogue.disagreement()
        })
        .await;
        match followed {
            Ok(found) => {
                if failing {
                    tracing::info!("this node follows the others again");
                    catalogue.tell("store", None);
                }
                failing = false;
                gauge!("bronwijzer_store_out_of_reach").set(0.0);
                gauge!("bronwijzer_node_disagrees").set(u8::from(found.is_some()));
                if let Some(why) = found.as_ref().filter(|_| found != disagreement) {
                    tracing::error!("THE NODES DISAGREE: {why}");
                }
                if found != disagreement {
                    catalogue.tell("nodes", found.clone());
                    disagreement = found;
                }
            }
            Err(error) => {
                if !failing {
                    tracing::error!("this node can't follow the others: {error:#}");
                }
                failing = true;
                let since = catalogue.out_of_reach_since();
                if since.is_none() {
                    gauge!("bronwijzer_store_out_of_reach").set(0.0);
                    catalogue.tell("store", None);
                }
                if let Some(since) = since {
                    gauge!("bronwijzer_store_out_of_reach").set(1.0);
                    let what = format!(
                        "the store can't be reached since {}: answers are as of then, and nothing \
                         can be written",
                        since.format("%Y-%m-%d %H:%M:%S UTC")
                    );
                    catalogue.tell("store", Some(what));
                }
                sleep(AGAIN).await;
            }
        }
    }
    // Shows the others what became of a crawl; they find out by themselves where that fails.
    let shown = blocking(&catalogue, |catalogue| {
        catalogue.follow_others(Duration::ZERO)
    });
    if let Err(error) = shown.await {
        tracing::debug!("the others were not shown the end: {error:#}");
    }
}

/// Works while this server leads: `work` is begun whenever it takes the lead, and has to end when
/// what it is given is cancelled. Comes back when `stop` is cancelled and no work is under way.
pub(crate) async fn while_leading<F>(
    catalogue: Catalogue,
    stop: CancellationToken,
    work: impl Fn(CancellationToken) -> F,
) where
    F: Future<Output = ()>,
{
    let mut failing = false;
    while !stop.is_cancelled() {
        match blocking(&catalogue, Catalogue::lead).await {
            Ok(Some(leading)) => {
                failing = false;
                let epoch = leading.epoch();
                if catalogue.is_shared() {
                    tracing::info!(
                        epoch,
                        "this node leads: it crawls, judges and mails for all"
                    );
                }
                gauge!("bronwijzer_leads").set(1.0);
                let held = stop.child_token();
                let leading = Arc::new(leading);
                tokio::select! {
                    // What is under way has to end in good order.
                    biased;
                    () = work(held.clone()) => {}
                    () = until_lost(&catalogue, &leading, &held) => {}
                }
                gauge!("bronwijzer_leads").set(0.0);
                if !stop.is_cancelled() {
                    tracing::warn!(epoch, "this node leads no more");
                }
                let let_go = leading;
                // It asks the store, which blocks.
                let _ = tokio::task::spawn_blocking(move || drop(let_go)).await;
            }
            Ok(None) => failing = false,
            Err(error) => {
                if !failing {
                    tracing::error!("this node can't tell who leads: {error:#}");
                }
                failing = true;
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = sleep(TRY_TO_LEAD) => {}
        }
    }
}

/// Cancels `held` once the lead is lost. Never comes back.
async fn until_lost(catalogue: &Catalogue, leading: &Arc<Leading>, held: &CancellationToken) {
    while catalogue.is_shared() {
        sleep(STILL_LEADS).await;
        let asked = Arc::clone(leading);
        let holds = tokio::task::spawn_blocking(move || asked.holds()).await;
        if !matches!(holds, Ok(true)) {
            held.cancel();
            break;
        }
    }
    std::future::pending::<()>().await;
}

/// Says in each answer since when it is stale, while the store that is shared can't be reached.
pub(crate) async fn marked_stale<E: Endpoint>(
    endpoint: Arc<E>,
    request: Request,
    catalogue: Catalogue,
) -> Result<Response> {
    let response = endpoint
        .call(request)
        .await
        .map(IntoResponse::into_response);
    let Some(since) = catalogue.out_of_reach_since() else {
        return response;
    };
    let mut response = response.unwrap_or_else(poem::Error::into_response);
    if let Ok(since) = HeaderValue::from_str(&since.to_rfc3339()) {
        response.headers_mut().insert(STALE_SINCE, since);
    }
    Ok(response)
}
