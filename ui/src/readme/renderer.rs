//! Render cache: renders READMEs on threads of their own, each once.

use std::sync::Arc;
use std::time::Duration;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::{Location, Rendered};

/// How long a page waits for its README: the second line, as what is rendered
/// is bounded. What is rendered can't be stopped, so it keeps its turn.
const LIMIT: Duration = Duration::from_secs(5);

/// How many are rendered at the same time.
const TURNS: usize = 2;

/// How many are kept, about, and how many bytes of them.
const KEPT: usize = 1_000;
const KEPT_BYTES: u64 = 8 * 1024 * 1024;

/// A text and where it stands, as a digest: who writes READMEs shall not find
/// two that share one.
type Key = [u8; 32];

/// Renders READMEs and keeps what it rendered.
#[derive(Clone)]
pub(crate) struct Renderer {
    kept: Arc<Cache<Key, Arc<Rendered>, Bytes>>,
    limiter: Arc<Semaphore>,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Arc<Rendered>> for Bytes {
    fn weight(&self, _: &Key, rendered: &Arc<Rendered>) -> u64 {
        (size_of::<Key>() + size_of::<Rendered>() + rendered.html.len()) as u64
    }
}

impl Renderer {
    pub(crate) fn new() -> Self {
        Self {
            kept: Arc::new(Cache::with_weighter(KEPT, KEPT_BYTES, Bytes)),
            limiter: Arc::new(Semaphore::new(TURNS)),
        }
    }

    /// The README as it is shown. Who asks for one that is being rendered waits for
    /// that; what takes too long is shown as plain text.
    pub(crate) async fn render(&self, text: &str, location: Location) -> Arc<Rendered> {
        let key = key(text, &location);
        let rendered = self
            .kept
            .get_or_insert_async(&key, self.in_turn(text, location, Rendered::new));
        match rendered.await {
            Ok(rendered) => rendered,
            Err(NoTurn) => Arc::new(Rendered::refused(text)),
        }
    }

    /// Renders on a thread where that may take its time.
    async fn in_turn(
        &self,
        text: &str,
        location: Location,
        render: fn(&str, &Location) -> Rendered,
    ) -> Result<Arc<Rendered>, NoTurn> {
        let turn = tokio::time::timeout(LIMIT, self.limiter.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(NoTurn);
        };
        let owned = text.to_owned();
        let path = location.path.clone();
        let rendering = tokio::task::spawn_blocking(move || {
            let rendered = render(&owned, &location);
            drop(turn);
            rendered
        });
        Ok(Arc::new(
            match tokio::time::timeout(LIMIT, rendering).await {
                Ok(Ok(rendered)) => rendered,
                Ok(Err(error)) => {
                    tracing::error!("{path} could not be rendered: {error}");
                    Rendered::refused(text)
                }
                Err(_) => {
                    let bytes = text.len();
                    tracing::error!("{path} of {bytes} bytes takes too long to render");
                    Rendered::refused(text)
                }
            },
        ))
    }
}

/// Others are being rendered, and none was done in time.
struct NoTurn;

fn key(text: &str, location: &Location) -> Key {
    let mut digest = Sha256::new();
    let parts = [
        location.repository.as_str(),
        location.branch.as_deref().unwrap_or_default(),
        &location.path,
        text,
    ];
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Condvar, Mutex};

    use super::*;

    fn here() -> Location {
        Location {
            repository: "https://github.com/minvws/example".to_owned(),
            branch: None,
            path: "README.md".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_text_is_rendered_once_for_where_it_stands() {
        let renderer = Renderer::new();
        let (first, second) = tokio::join!(
            renderer.render("[a](b)", here()),
            renderer.render("[a](b)", here()),
        );
        assert!(Arc::ptr_eq(&first, &second));
        let elsewhere = Location {
            branch: Some("next".to_owned()),
            ..here()
        };
        let other = renderer.render("[a](b)", elsewhere).await;
        assert!(other.html.contains("/next/b") && first.html.contains("/HEAD/b"));
    }

    /// Renderings that don't end until they may, and how many began.
    static HELD: (Mutex<bool>, Condvar) = (Mutex::new(true), Condvar::new());
    static BEGUN: AtomicUsize = AtomicUsize::new(0);

    fn hold(text: &str, _: &Location) -> Rendered {
        BEGUN.fetch_add(1, Ordering::SeqCst);
        let mut held = HELD.0.lock().unwrap();
        while *held {
            held = HELD.1.wait(held).unwrap();
        }
        Rendered::refused(text)
    }

    /// The clock stands still while a thread renders, so it is turned by hand.
    async fn until_the_limit<T>(waiting: impl Future<Output = T>) -> T {
        let turn = async {
            tokio::task::yield_now().await;
            tokio::time::advance(LIMIT + Duration::from_secs(1)).await;
        };
        tokio::join!(waiting, turn).0
    }

    #[tokio::test(start_paused = true)]
    async fn slow_rendering_keeps_its_permit_and_falls_back() {
        let renderer = Renderer::new();
        let rendering = (0..=TURNS).map(|number| {
            let renderer = renderer.clone();
            async move {
                let text = format!("# {number}");
                let rendered = renderer.in_turn(&text, here(), hold).await;
                rendered.map(|rendered| rendered.html.clone()).ok()
            }
        });
        let mut shown = until_the_limit(futures::future::join_all(rendering)).await;
        let another = until_the_limit(renderer.render("# 3", here())).await;
        let begun = BEGUN.load(Ordering::SeqCst);
        *HELD.0.lock().unwrap() = false;
        HELD.1.notify_all();
        shown.sort();
        let plain = |number| Some(format!("<pre># {number}</pre>"));
        assert_eq!(shown, [None, plain(0), plain(1)]);
        assert!(another.is_refused);
        assert!(begun <= TURNS);
    }
}
