//! Runs queries, and what reads or writes, on tokio's blocking threads: no more at once than keep
//! the cores busy, as each keeps the memory that it has taken.
//!
//! A query has one thread for all that it reads. On another thread for each read, a page that
//! reads several times would wait in as many queues wherever the cores are busy.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Poll, Waker};

use async_graphql::{Context, Result};
use bronwijzer_index::{Catalogue, Community, CommunityError, IndexError};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::task::{spawn_blocking, yield_now};

use crate::error;

/// Queries that run at once, per core: one may wait for the disk, or for what is being written.
const QUERIES_PER_CORE: usize = 8;

/// Reads that run at once, per core: one may wait for the disk.
const READS_PER_CORE: usize = 2;

/// Writes that run or wait for each other at once.
const WRITES: usize = 8;

/// The catalogue, as resolvers reach it.
#[derive(Clone)]
pub(crate) struct Reader {
    catalogue: Catalogue,
    /// One permit for each query that may run now.
    query_permits: Arc<Semaphore>,
    /// One for each read outside a query.
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
            query_permits: Arc::new(Semaphore::new(cores * QUERIES_PER_CORE)),
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

    /// Answers a query on a blocking thread, where it reads without looking for another one. It
    /// stops where it waits next when the caller stops.
    pub(crate) async fn query<T: Send + 'static>(
        &self,
        query: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        let permit = permit(&self.query_permits).await?;
        let runtime = Handle::current();
        let (mut asks, answer) = oneshot::channel();
        spawn_blocking(move || {
            // Held until it is done, also when nobody waits any more.
            let _permit = permit;
            let _reads = ReadsHere::begin();
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    () = asks.closed() => {}
                    answered = whole_polls(query) => {
                        // Whoever left needs no answer.
                        let _ = asks.send(answered);
                    }
                }
            });
        });
        answer.await.map_err(|error| error::internal(&error))
    }

    /// Runs `read` where it may block. What is read for each of many is read by a
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
        let permit = if ReadsHere::holds() {
            None
        } else {
            Some(permit(&self.permits).await?)
        };
        Ok(Turn {
            reader: self,
            permit,
        })
    }

    /// Asks the community something, where that may block.
    pub(crate) async fn consult<T, F>(&self, ask: F) -> Result<T>
    where
        F: FnOnce(&Community) -> Result<T, CommunityError> + Send + 'static,
        T: Send + 'static,
    {
        let catalogue = self.catalogue.clone();
        self.compute(move || ask(catalogue.community()).map_err(error::from_community))
            .await
    }

    /// Runs `write` where it may block.
    pub(crate) async fn write<T, F>(&self, write: F) -> Result<T>
    where
        F: FnOnce(&Catalogue) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let catalogue = self.catalogue.clone();
        let permit = permit(&self.write_permits).await?;
        with_permit(Some(permit), move || write(&catalogue)).await
    }

    /// Runs what takes a moment and needs no catalogue where it may block.
    pub(crate) async fn compute<T, F>(&self, compute: F) -> Result<T>
    where
        F: FnOnce() -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        with_permit(self.turn().await?.permit, compute).await
    }
}

/// The right to read once, now.
#[must_use]
pub(crate) struct Turn<'a> {
    reader: &'a Reader,
    /// None on the thread of a query, which has one of its own.
    permit: Option<OwnedSemaphorePermit>,
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

/// Runs what blocks: right here on the thread of a query, and on another thread elsewhere.
async fn with_permit<T, F>(permit: Option<OwnedSemaphorePermit>, work: F) -> Result<T>
where
    F: FnOnce() -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    if ReadsHere::holds() {
        return work();
    }
    // What the thread logs belongs to the request that asked.
    let span = tracing::Span::current();
    let done = spawn_blocking(move || {
        // Held until it is done, also when nobody waits any more.
        let _permit = permit;
        span.in_scope(work)
    });
    done.await.map_err(|error| error::internal(&error))?
}

/// Waits until the query has been polled as a whole: by then all of its fields that can ask for
/// something have asked.
pub(crate) async fn polled_once() {
    // A scheduler wakes up whoever yields once it has polled what it is polling.
    if !ReadsHere::holds() {
        return yield_now().await;
    }
    let mut has_waited = false;
    poll_fn(|cx| {
        if has_waited {
            return Poll::Ready(());
        }
        has_waited = true;
        POLLED_ONCE.with_borrow_mut(|waiting| waiting.push(cx.waker().clone()));
        Poll::Pending
    })
    .await;
}

/// Polls a query on its thread, and after each poll wakes up what waits for the end of it. Woken
/// up before, parts of a list would be polled again before others were polled at all.
async fn whole_polls<T>(query: impl Future<Output = T>) -> T {
    let mut query = pin!(query);
    poll_fn(|cx| {
        let polled = query.as_mut().poll(cx);
        POLLED_ONCE.take().into_iter().for_each(Waker::wake);
        polled
    })
    .await
}

thread_local! {
    static READS_HERE: Cell<bool> = const { Cell::new(false) };
    /// What waits for the end of a poll of the query of this thread.
    static POLLED_ONCE: RefCell<Vec<Waker>> = const { RefCell::new(Vec::new()) };
}

/// As long as it lives, this thread is that of a query and may block.
struct ReadsHere;

impl ReadsHere {
    fn begin() -> Self {
        READS_HERE.set(true);
        Self
    }

    fn holds() -> bool {
        READS_HERE.get()
    }
}

impl Drop for ReadsHere {
    fn drop(&mut self) {
        READS_HERE.set(false);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use bronwijzer_testing::now;
    use futures::{future, poll};

    use super::*;

    fn reader() -> (tempfile::TempDir, Reader) {
        let folder = tempfile::tempdir().unwrap();
        let opened = Catalogue::open(folder.path(), Vec::new(), now()).unwrap();
        (folder, Reader::new(opened.catalogue))
    }

    #[tokio::test]
    async fn a_query_reads_on_one_thread_that_may_block() {
        let (_folder, reader) = reader();
        let place = || Ok(thread::current().id());
        let asks = reader.clone();
        let query = async move {
            let first = asks.read(move |_| Ok(thread::current().id())).await;
            let second = asks.compute(place).await;
            let third = asks.write(move |_| place()).await;
            [first.unwrap(), second.unwrap(), third.unwrap()]
        };
        let [first, second, third] = reader.query(query).await.unwrap();
        assert_eq!((first, first), (second, third));
        assert_ne!(first, thread::current().id());
        let outside = reader.compute(place).await.unwrap();
        assert_ne!(outside, thread::current().id());
        assert!(!ReadsHere::holds());
    }

    #[tokio::test]
    async fn a_query_that_nobody_waits_for_stops() {
        let (_folder, reader) = reader();
        let (lives, mut stopped) = oneshot::channel::<()>();
        let mut query = Box::pin(reader.query(async move {
            let _lives = lives;
            future::pending::<()>().await;
        }));
        assert!(poll!(query.as_mut()).is_pending());
        drop(query);
        assert!((&mut stopped).await.is_err());
    }

    #[tokio::test]
    async fn a_query_that_panics_is_an_error() {
        let (_folder, reader) = reader();
        let query = reader.query(async { panic!("it fails") });
        assert!(Result::<()>::is_err(&query.await));
        assert_eq!(reader.query(async { 1 }).await.unwrap(), 1);
    }
}
