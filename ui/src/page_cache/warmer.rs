//! Warming: after a write no page is in the cache. Those that are asked for most are rendered anew
//! before anybody asks.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use metrics::counter;
use poem::{Endpoint, Route};
use tokio::time::{sleep, timeout};

use super::{PageCache, State};

/// How often it is looked whether anything changed. While a crawl writes at each look, nothing is
/// rendered: the next write would throw it away.
const PAUSE: Duration = Duration::from_secs(5);

/// So many pages are rendered after a change, and no longer than that.
const PAGES: usize = 16;
const LIMIT: Duration = Duration::from_secs(30);

/// How often a page must have been asked for.
const OFTEN: u64 = 3;

/// How long to wait before looking again whether visitors wait for pages.
const TURN: Duration = Duration::from_millis(20);

/// Renders the pages that are asked for most anew after a write, one at a time, while nobody
/// waits for a page.
pub struct Warmer {
    cache: PageCache,
    pages: Arc<Route>,
}

impl Warmer {
    pub(crate) fn new(cache: PageCache, pages: Arc<Route>) -> Self {
        Self { cache, pages }
    }

    /// Renders for as long as it is let run.
    pub async fn run(self) {
        let mut seen = self.cache.state();
        let mut done = seen;
        loop {
            sleep(PAUSE).await;
            let now = self.cache.state();
            if now == seen && now != done {
                // What does not come in time waits for who asks for it.
                let _ = timeout(LIMIT, self.render(now)).await;
                done = now;
            }
            seen = now;
        }
    }

    async fn render(&self, state: State) {
        for page in self.cache.counts.most_asked(OFTEN, PAGES) {
            while self.cache.rendering.load(Ordering::Relaxed) > 0 {
                sleep(TURN).await;
            }
            if self.cache.state() != state {
                return;
            }
            let Some(request) = page.request() else {
                continue;
            };
            let key = self.cache.key(&request);
            let Some(key) = key.filter(|key| !self.cache.pages.contains_key(key)) else {
                continue;
            };
            // What is no page any more is left to who asks for it.
            let Ok(mut response) = self.pages.call(request).await else {
                continue;
            };
            if let Ok(Some(_)) = self.cache.keep(key, &mut response).await {
                counter!("bronwijzer_pages_warmed_total").increment(1);
            }
        }
    }
}
