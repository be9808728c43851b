//! Concurrency limit for reads and writes: runs them, which block, on tokio's blocking threads:
//! no more reads at once than keep the cores busy, as each keeps the memory that it has taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_graphql::{Context, Result};
use bronwijzer_index::{Catalogue, Community, CommunityError, IndexError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use crate::error;

/// Reads that run at once, per core: one may wait for the disk.
const READS_PER_CORE: usize = 2;

/// Writes that run or wait for each other at once.
const WRITES: usize = 8;

/// The catalogue, as resolvers reach it.
#[derive(Clone)]
pub(crate) struct Reader {
    catalogue: Catalogue,
    /// One permit for each read that may run now.
    permits: Arc<Semaphore>,
    /// One for each write. They are others, as writes wait for a crawl that writes, and
    /// reads never do.
    write_permits: Arc<Semaphore>,
    /// How many reads there were.
    reads: Arc<AtomicU64>,
}

impl Reader {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            catalogue,
            permits: Arc::new(Semaphore::new(cores * READS_PER_CORE)),
            write_permits: Arc::new(Semaphore::new(WRITES)),
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
        self.turn().await?.read(read).await
    }

    /// Waits for a turn to read.
    pub(crate) async fn turn(&self) -> Result<Turn<'_>> {
        let permit = permit(&self.permits).await?;
        Ok(Turn {
            reader: self,
            permit,
        })
    }

    /// Asks the community something, on another thread.
    pub(crate) async fn consult<T, F>(&self, ask: F) -> Result<T>
    where
        F: FnOnce(&Community) -> Result<T, CommunityError> + Send + 'static,
        T: Send + 'static,
    {
        let catalogue = self.catalogue.clone();
        self.compute(move || ask(catalogue.community()).map_err(error::from_community))
            .await
    }

    /// Runs `write` on another thread.
    pub(crate) async fn write<T, F>(&self, write: F) -> Result<T>
    where
        F: FnOnce(&Catalogue) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let catalogue = self.catalogue.clone();
        let permit = permit(&self.write_permits).await?;
        with_permit(permit, move || write(&catalogue)).await
    }

    /// Runs what takes a moment and needs no catalogue on another thread.
    pub(crate) async fn compute<T, F>(&self, compute: F) -> Result<T>
    where
        F: FnOnce() -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        with_permit(permit(&self.permits).await?, compute).await
    }
}

/// The right to read once, now.
#[must_use]
pub(crate) struct Turn<'a> {
    reader: &'a Reader,
    permit: OwnedSemaphorePermit,
}

impl Turn<'_> {
    /// As of [`Reader::read`].
    pub(crate) async fn read<T, F>(self, read: F) -> Result<T>
    where
        F: FnOnce(&Catalogue) -> Result<T, IndexError> + Send + 'static,
        T: Send + 'static,
    {
        self.reader.reads.fetch_add(1, Ordering::Relaxed);
        let catalogue = self.reader.catalogue.clone();
        let read = move || read(&catalogue).map_err(error::from_index);
        with_permit(self.permit, read).await
    }
}

/// A caller that stops waiting gives up its place.
async fn permit(permits: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit> {
    let permit = Arc::clone(permits).acquire_owned().await;
    permit.map_err(|error| error::internal(&error))
}

/// Runs what blocks on another thread.
async fn with_permit<T, F>(permit: OwnedSemaphorePermit, work: F) -> Result<T>
where
    F: FnOnce() -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    // What the thread logs belongs to the request that asked.
    let span = tracing::Span::current();
    let done = spawn_blocking(move || {
        // Held until it is done, also when nobody waits any more.
        let _permit = permit;
        span.in_scope(work)
    });
    done.await.map_err(|error| error::internal(&error))?
}
