//! Runs the catalogue's reads on threads of their own: as many as keep the cores
//! busy, as each keeps the memory that a read has taken for the next one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::{Context, Result};
use bronwijzer_index::{Catalogue, IndexError};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

use crate::error;

/// Reads that run at once, per core: one may wait for the disk.
const READS_PER_CORE: usize = 2;

/// The catalogue, as resolvers reach it.
#[derive(Clone)]
pub(crate) struct Reader {
    catalogue: Catalogue,
    /// `None` where the system gives no threads: then reads are done at once.
    threads: Option<Arc<ThreadPool>>,
    /// How many reads there were.
    reads: Arc<AtomicU64>,
}

impl Reader {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = ThreadPoolBuilder::new()
            .num_threads(cores * READS_PER_CORE)
            .thread_name(|number| format!("read-{number}"))
            // Who waits for it is told, and the others go on.
            .panic_handler(|_| tracing::error!("a read of the catalogue panicked"))
            .build()
            .inspect_err(|error| tracing::error!("there are no threads to read with: {error}"))
            .ok();
        Self {
            catalogue,
            threads: threads.map(Arc::new),
            reads: Arc::default(),
        }
    }

    /// The reader of this schema.
    pub(crate) fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self> {
        ctx.data::<Self>()
    }

    /// What is in memory and needs no thread.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// How many times the catalogue was read.
    pub(crate) fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// Runs `read` on another thread. What is read for each of many is read by a
    /// [`Batches`](crate::batch::Batches), in one go.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T>
    where
        F: FnOnce(&Catalogue) -> Result<T, IndexError> + Send + 'static,
        T: Send + 'static,
    {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let catalogue = self.catalogue.clone();
        self.compute(move || read(&catalogue).map_err(error::from_index))
            .await
    }

    /// Runs what takes a moment and needs no catalogue on another thread.
    pub(crate) async fn compute<T, F>(&self, compute: F) -> Result<T>
    where
        F: FnOnce() -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let Some(threads) = &self.threads else {
            return compute();
        };
        let (answer, answered) = oneshot::channel();
        threads.spawn(move || {
            // Nobody waits for what took too long.
            if !answer.is_closed() {
                let _ = answer.send(compute());
            }
        });
        answered.await.map_err(|error| error::internal(&error))?
    }
}
