//! Renders READMEs on threads of their own, each once: what was rendered is kept in memory while it
//! is asked for, and on disk until its text changes.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bronwijzer_graphql::where_it_may_block;
use metrics::counter;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, oneshot};

use super::disk_cache::DiskCache;
use super::{Location, Rendered};

/// How long a page waits for its README: the second line, as what is rendered
/// is bounded. What is rendered can't be stopped, so it keeps its turn.
const LIMIT: Duration = Duration::from_secs(5);

/// How many are rendered at the same time, of short texts and of long ones: who writes a long text
/// that takes its time makes nobody wait for a short one.
const TURNS: usize = 2;

/// How often it is looked whether visitors wait, and at most how many times.
const TURN_OF_VISITORS: Duration = Duration::from_millis(20);
const TURNS_OF_VISITORS: usize = 50;

/// The longest text that is a short one, in bytes: nineteen of twenty READMEs are.
const SHORT: usize = 32 * 1024;

/// How many are kept in memory, about, and how many bytes of them.
const RECENT: usize = 1_000;
const RECENT_BYTES: u64 = 8 * 1024 * 1024;

/// A text and where it stands, as a digest: who writes READMEs shall not find
/// two that share one.
pub(super) type Key = [u8; 32];

/// Renders READMEs and keeps what it rendered.
#[derive(Clone)]
pub struct Renderer {
    recent: Arc<Cache<Key, Arc<Rendered>, Bytes>>,
    kept: Option<Arc<DiskCache>>,
    short: Arc<Semaphore>,
    long: Arc<Semaphore>,
    /// How many visitors wait for a page.
    visitors: Arc<AtomicUsize>,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Arc<Rendered>> for Bytes {
    fn weight(&self, _: &Key, rendered: &Arc<Rendered>) -> u64 {
        (size_of::<Key>() + size_of::<Rendered>() + rendered.html.len()) as u64
    }
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

impl Renderer {
    /// Keeps renderings in memory alone.
    #[must_use]
    pub fn new() -> Self {
        Self {
            recent: Arc::new(Cache::with_weighter(RECENT, RECENT_BYTES, Bytes)),
            kept: None,
            short: Arc::new(Semaphore::new(TURNS)),
            long: Arc::new(Semaphore::new(TURNS)),
            visitors: Arc::default(),
        }
    }

    /// Where it is counted how many visitors wait for a page: what is rendered ahead lets them go
    /// first.
    pub(crate) fn visitors(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.visitors)
    }

    /// Waits until no visitor waits for a page, but no longer than a second: where there is always
    /// one it goes on all the same.
    pub(super) async fn let_visitors_go_first(&self) {
        for _ in 0..TURNS_OF_VISITORS {
            if self.visitors.load(Ordering::Relaxed) == 0 {
                return;
            }
            tokio::time::sleep(TURN_OF_VISITORS).await;
        }
    }

    /// Keeps renderings in a folder too, which is made when there is a first one. It belongs to the
    /// renderer: what else is in it is removed.
    #[must_use]
    pub fn keeping_in(folder: &Path) -> Self {
        Self {
            kept: DiskCache::in_folder(folder).map(Arc::new),
            ..Self::new()
        }
    }

    /// The README of the repository with this id as it is shown. Who asks for one that is being
    /// rendered waits for that; what takes too long is shown as plain text.
    pub(crate) async fn render(&self, id: &str, text: &str, location: Location) -> Arc<Rendered> {
        let key = key(text, &location);
        if self.recent.peek(&key).is_some() {
            counter!("bronwijzer_cache_requests_total", "cache" => "readme", "result" => "hit")
                .increment(1);
        } else {
            counter!("bronwijzer_cache_requests_total", "cache" => "readme", "result" => "miss")
                .increment(1);
        }
        let work = self.find_or_render(id, key, text, location, Rendered::new);
        match self.recent.get_or_insert_async(&key, work).await {
            Ok(rendered) => rendered,
            Err(NoTurn) => Arc::new(Rendered::refused(text)),
        }
    }

    /// Renders what is not kept yet, for whoever asks later.
    pub(super) async fn render_ahead(&self, id: &str, text: &str, location: Location) {
        let key = key(text, &location);
        // Who has no turn now is rendered when it is asked for.
        let _ = self
            .find_or_render(id, key, text, location, Rendered::new)
            .await;
    }

    async fn find_or_render(
        &self,
        id: &str,
        key: Key,
        text: &str,
        location: Location,
        render: fn(&str, &Location) -> Rendered,
    ) -> Result<Arc<Rendered>, NoTurn> {
        let repository = id.to_owned();
        let found = self.with_kept(move |kept| kept.read(&repository, &key));
        if let Some(rendered) = found.await.flatten() {
            return Ok(Arc::new(rendered));
        }
        self.in_turn(id, key, text, location, render).await
    }

    /// Renders on a thread where that may take its time, and keeps what comes of it. Who asked has
    /// it before it is written to disk.
    async fn in_turn(
        &self,
        id: &str,
        key: Key,
        text: &str,
        location: Location,
        render: fn(&str, &Location) -> Rendered,
    ) -> Result<Arc<Rendered>, NoTurn> {
        let limiter = match text.len() {
            ..=SHORT => &self.short,
            _ => &self.long,
        };
        let turn = tokio::time::timeout(LIMIT, limiter.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(NoTurn);
        };
        let (owned, repository) = (text.to_owned(), id.to_owned());
        let (path, kept) = (location.path.clone(), self.kept.clone());
        let (done, rendering) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let rendered = Arc::new(render(&owned, &location));
            // Whoever waited may have stopped.
            let _ = done.send(Arc::clone(&rendered));
            if let Some(kept) = kept {
                kept.write(&repository, &key, &rendered);
            }
            drop(turn);
        });
        Ok(match tokio::time::timeout(LIMIT, rendering).await {
            Ok(Ok(rendered)) => rendered,
            // What panicked says so by itself.
            Ok(Err(_)) => {
                tracing::error!("{path} could not be rendered");
                Arc::new(Rendered::refused(text))
            }
            Err(_) => {
                let bytes = text.len();
                tracing::error!("{path} of {bytes} bytes takes too long to render");
                Arc::new(Rendered::refused(text))
            }
        })
    }
}

/// What is kept on disk. Each call may wait for the disk, so none is made on a thread that answers
/// requests.
impl Renderer {
    /// Up to where everything was rendered; `None` where nothing is kept.
    pub(super) async fn kept_cursor(&self) -> Option<Option<String>> {
        self.with_kept(DiskCache::cursor).await
    }

    pub(super) async fn keep_cursor(&self, cursor: &str) {
        let cursor = cursor.to_owned();
        self.with_kept(move |kept| kept.set_cursor(&cursor)).await;
    }

    pub(super) async fn forget_kept(&self) {
        self.with_kept(DiskCache::clear).await;
    }

    /// Removes what is kept of a repository beside these texts.
    pub(super) async fn keep_only(&self, id: &str, texts: &[(Location, String)]) {
        let keys: Vec<Key> = texts
            .iter()
            .map(|(location, text)| key(text, location))
            .collect();
        let id = id.to_owned();
        self.with_kept(move |kept| kept.keep_only(&id, &keys)).await;
    }

    async fn with_kept<T: Send + 'static>(
        &self,
        work: impl FnOnce(&DiskCache) -> T + Send + 'static,
    ) -> Option<T> {
        let kept = Arc::clone(self.kept.as_ref()?);
        where_it_may_block(move || work(&kept)).await
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
            renderer.render("1", "[a](b)", here()),
            renderer.render("1", "[a](b)", here()),
        );
        assert!(Arc::ptr_eq(&first, &second));
        let elsewhere = Location {
            branch: Some("next".to_owned()),
            ..here()
        };
        let other = renderer.render("1", "[a](b)", elsewhere).await;
        assert!(other.html.contains("/next/b") && first.html.contains("/HEAD/b"));
    }

    #[tokio::test]
    async fn rendering_outlives_the_renderer() {
        let folder = tempfile::tempdir().unwrap();
        let text = "# Een\n\nTekst.\n";
        let first = Renderer::keeping_in(folder.path());
        let rendered = first.render("1", text, here()).await;
        // Its turn ends when it is written.
        let _written = first.short.acquire_many(TURNS as u32).await.unwrap();
        let never: fn(&str, &Location) -> Rendered = |_, _| panic!("it is kept");
        let next = Renderer::keeping_in(folder.path());
        let key = key(text, &here());
        let found = next.find_or_render("1", key, text, here(), never).await;
        assert_eq!(found.ok(), Some(rendered));
        // What its repository no longer has is gone.
        next.keep_only("1", &[]).await;
        assert_eq!(
            next.with_kept(move |kept| kept.read("1", &key)).await,
            Some(None)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn rendering_ahead_lets_visitors_go_first() {
        let renderer = Renderer::new();
        let visitors = renderer.visitors();
        visitors.store(1, Ordering::Relaxed);
        let mut ahead = std::pin::pin!(renderer.let_visitors_go_first());
        assert!(futures::poll!(ahead.as_mut()).is_pending());
        visitors.store(0, Ordering::Relaxed);
        ahead.await;
        // Where they never stop coming it goes on all the same.
        visitors.store(1, Ordering::Relaxed);
        renderer.let_visitors_go_first().await;
    }

    #[tokio::test(start_paused = true)]
    async fn short_readme_waits_for_no_long_one() {
        let renderer = Renderer::new();
        let turns = renderer.long.clone().acquire_many_owned(TURNS as u32).await;
        let short = renderer.render("1", "# Kort", here()).await;
        assert!(!short.is_refused);
        let long = renderer.render("1", &"word ".repeat(SHORT), here()).await;
        assert!(long.is_refused);
        drop(turns);
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
                let rendered = renderer
                    .in_turn("1", [number as u8; 32], &text, here(), hold)
                    .await;
                rendered.map(|rendered| rendered.html.clone()).ok()
            }
        });
        let mut shown = until_the_limit(futures::future::join_all(rendering)).await;
        let another = until_the_limit(renderer.render("1", "# 3", here())).await;
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
