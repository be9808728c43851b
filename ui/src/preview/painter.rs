//! Painter: SVG to PNG, on threads beside those that answer requests, each picture once.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use metrics::counter;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use resvg::usvg::{Options, Tree, fontdb};
use resvg::{tiny_skia, usvg};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::drawing::{HEIGHT, WIDTH};
use crate::assets;

/// How long a request waits for its turn.
const LIMIT: Duration = Duration::from_secs(5);

/// How many are painted at the same time.
const TURNS: usize = 1;

/// How many are kept, about, and how many bytes of them.
const KEPT: usize = 500;
const KEPT_BYTES: u64 = 16 * 1024 * 1024;

/// The typeface of the pages, a web font.
const TYPEFACE: &str = "source-sans-3-latin.woff2";

/// Paints pictures and keeps what it painted.
#[derive(Clone)]
pub(crate) struct Painter {
    kept: Arc<Cache<[u8; 32], Bytes, Weight>>,
    limiter: Arc<Semaphore>,
    fonts: Arc<OnceLock<Arc<fontdb::Database>>>,
}

#[derive(Clone)]
struct Weight;

impl Weighter<[u8; 32], Bytes> for Weight {
    fn weight(&self, key: &[u8; 32], png: &Bytes) -> u64 {
        (key.len() + png.len()) as u64
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PaintError {
    /// Others are being painted, and none was done in time.
    #[error("too many pictures are being painted")]
    Busy,
    /// The typeface can't be read.
    #[error("the typeface can't be read: {0}")]
    Typeface(String),
    /// What is drawn can't be painted.
    #[error("the picture can't be painted: {0}")]
    Drawing(String),
}

impl Painter {
    pub(crate) fn new() -> Self {
        Self {
            kept: Arc::new(Cache::with_weighter(KEPT, KEPT_BYTES, Weight)),
            limiter: Arc::new(Semaphore::new(TURNS)),
            fonts: Arc::default(),
        }
    }

    /// The drawing as PNG. Who asks for one that is being painted waits for that.
    pub(crate) async fn png(&self, svg: String) -> Result<Bytes, PaintError> {
        let key: [u8; 32] = Sha256::digest(&svg).into();
        if self.kept.peek(&key).is_some() {
            counter!("bronwijzer_cache_requests_total", "cache" => "preview", "result" => "hit")
                .increment(1);
        } else {
            counter!("bronwijzer_cache_requests_total", "cache" => "preview", "result" => "miss")
                .increment(1);
        }
        self.kept.get_or_insert_async(&key, self.in_turn(svg)).await
    }

    async fn in_turn(&self, svg: String) -> Result<Bytes, PaintError> {
        let turn = tokio::time::timeout(LIMIT, self.limiter.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(PaintError::Busy);
        };
        let painter = self.clone();
        let painting = tokio::task::spawn_blocking(move || {
            let png = painter.paint(&svg);
            drop(turn);
            png
        });
        painting
            .await
            .unwrap_or_else(|error| Err(PaintError::Drawing(error.to_string())))
    }

    fn paint(&self, svg: &str) -> Result<Bytes, PaintError> {
        let failed = |error: &dyn std::fmt::Display| PaintError::Drawing(error.to_string());
        let fonts = self.fonts()?;
        // There is one face, so that nothing else can be meant.
        let face = fonts.faces().next().and_then(|face| face.families.first());
        let options = Options {
            font_family: face.map(|(name, _)| name.clone()).unwrap_or_default(),
            fontdb: Arc::clone(&fonts),
            ..Options::default()
        };
        let tree = Tree::from_str(svg, &options).map_err(|error| failed(&error))?;
        let mut picture =
            tiny_skia::Pixmap::new(WIDTH, HEIGHT).ok_or_else(|| failed(&"no room"))?;
        resvg::render(&tree, usvg::Transform::identity(), &mut picture.as_mut());
        let png = picture.encode_png().map_err(|error| failed(&error))?;
        Ok(png.into())
    }

    /// The typeface, read once.
    fn fonts(&self) -> Result<Arc<fontdb::Database>, PaintError> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(Arc::clone(fonts));
        }
        let failed = |error: &dyn std::fmt::Display| PaintError::Typeface(error.to_string());
        let typeface = assets::content(TYPEFACE).ok_or_else(|| failed(&"it is not there"))?;
        let typeface = wuff::decompress_woff2(&typeface).map_err(|error| failed(&error))?;
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(typeface);
        Ok(Arc::clone(self.fonts.get_or_init(|| Arc::new(fonts))))
    }
}
