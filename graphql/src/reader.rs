//! Runs queries, and what reads or writes, on tokio's blocking threads: no more at once than keep
//! the cores busy, as each keeps the memory that it has taken.
//!
//! A page, or a query by itself, has one thread for all that it takes. On another thread for each
//! read, a page that reads several times would wait in as many queues wherever the cores are busy.
//! Visitors are answered first come, first served, about as many at once as there are cores: side
//! by side, each would take as long as all of them together.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context as Polling, Poll, Wake, Waker};
use std::time::Duration;

use async_graphql::{Context, Result};
use bronwijzer_index::{Catalogue, Community, CommunityError, IndexError};
use futures::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::timeout;

use crate::error;

/// Answers that are made at once beyond one for each core: what fills the moments in which one
/// thread passes its turn on to another.
const MORE_ANSWERS: usize = 1;

/// The same, per core, of a store that each read has to ask over a network.
const ANSWERS_PER_CORE_OF_SHARED: usize = 8;

/// How long a turn lasts. What takes longer goes on beside those who come after it: it may wait for
/// a disk, and keeps no core busy then.
const SLICE: Duration = Duration::from_millis(50);

/// Reads that run at once, per core: one may wait for the disk.
const READS_PER_CORE: usize = 2;

/// Writes that run or wait for each other at once.
const WRITES: usize = 8;

/// The catalogue, as resolvers reach it.
#[derive(Clone)]
pub(crate) struct Reader {
    catalogue: Catalogue,
    /// One permit for each answer that may be made now.
    turns: Arc<Semaphore>,
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
        let turns = if catalogue.is_shared() {
            cores * ANSWERS_PER_CORE_OF_SHARED
        } else {
            cores + MORE_ANSWERS
        };
        Self {
            catalogue,
            turns: Arc::new(Semaphore::new(turns)),
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

    /// Makes an answer on a blocking thread, where it reads without looking for another one, once
    /// those who asked before have had their turns. Where it has to wait for something else, it goes
    /// on as a task of the runtime. It stops where it waits next when the caller stops.
    pub(crate) async fn answer<T: Send + 'static>(
        &self,
        answer: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        // Within an answer that has a thread already.
        if ReadsHere::holds() {
            return Ok(whole_polls(answer).await);
        }
        let turn = LentTurn::new(permit(&self.turns).await?);
        let (runtime, lent) = (Handle::current(), turn.clone());
        let (mut asks, mut answered) = oneshot::channel();
        spawn_blocking(move || {
            let mut answer = whole_polls(answer).boxed();
            let here = poll_until_it_waits(&mut answer, || asks.is_closed());
            // Now, and not when the answer has come to whoever waits for it.
            lent.end();
            match here {
                Poll::Ready(answer) => drop(asks.send(answer)),
                Poll::Pending if asks.is_closed() => {}
                Poll::Pending => drop(runtime.spawn(async move {
                    tokio::select! {
                        biased;
                        () = asks.closed() => {}
                        // Whoever left needs no answer.
                        answer = answer => drop(asks.send(answer)),
                    }
                })),
            }
        });
        let in_time = timeout(SLICE, &mut answered).await;
        let answered = if let Ok(answered) = in_time {
            answered
        } else {
            turn.end();
            answered.await
        };
        answered.map_err(|error| error::internal(&error))
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

/// A turn that ends when the answer is made, or when its time is over: whichever is first.
#[derive(Clone)]
struct LentTurn(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl LentTurn {
    fn new(permit: OwnedSemaphorePermit) -> Self {
        Self(Arc::new(Mutex::new(Some(permit))))
    }

    fn end(&self) {
        let mut permit = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(permit.take());
    }
}

/// Whether what is polled has been woken up.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

/// Polls what may block on this thread until it is done, has to wait for something, or `stops`.
fn poll_until_it_waits<T>(
    answer: &mut (impl Future<Output = T> + Unpin),
    stops: impl Fn() -> bool,
) -> Poll<T> {
    let _reads = ReadsHere::begin();
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&woken));
    let mut polling = Polling::from_waker(&waker);
    while woken.0.swap(false, Ordering::Acquire) && !stops() {
        if let Poll::Ready(answer) = answer.poll_unpin(&mut polling) {
            return Poll::Ready(answer);
        }
    }
    Poll::Pending
}

/// Runs what may wait for the disk: right here on the thread of an answer, and on a blocking thread
/// elsewhere. `None` when it panics.
pub async fn where_it_may_block<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    if ReadsHere::holds() {
        return Some(work());
    }
    spawn_blocking(work).await.ok()
}

/// The right to read once, now.
#[must_use]
pub(crate) struct Turn<'a> {
    reader: &'a Reader,
    /// None on the thread of an answer, which has one of its own.
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

/// Runs what blocks: right here on the thread of an answer, and on another thread elsewhere.
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

/// Polls what asks queries, and after each poll wakes up what waits for the end of it. Woken
/// up before, parts of a list would be polled again before others were polled at all.
async fn whole_polls<T>(asks: impl Future<Output = T>) -> T {
    let mut asks = pin!(asks);
    poll_fn(|cx| {
        let polled = asks.as_mut().poll(cx);
        POLLED_ONCE.take().into_iter().for_each(Waker::wake);
        polled
    })
    .await
}

thread_local! {
    static READS_HERE: Cell<bool> = const { Cell::new(false) };
    /// What waits for the end of a poll on this thread.
    static POLLED_ONCE: RefCell<Vec<Waker>> = const { RefCell::new(Vec::new()) };
}

/// As long as it lives, this thread is that of an answer and may block.
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
    async fn an_answer_is_made_on_one_thread_that_may_block() {
        let (_folder, reader) = reader();
        let place = || Ok(thread::current().id());
        let asks = reader.clone();
        let query = async move {
            let first = asks.read(move |_| Ok(thread::current().id())).await;
            let second = asks.compute(place).await;
            let third = asks.write(move |_| place()).await;
            let nested = asks.answer(async { thread::current().id() }).await;
            [
                first.unwrap(),
                second.unwrap(),
                third.unwrap(),
                nested.unwrap(),
            ]
        };
        let [first, second, third, nested] = reader.answer(query).await.unwrap();
        assert_eq!([first; 3], [second, third, nested]);
        assert_ne!(first, thread::current().id());
        let outside = reader.compute(place).await.unwrap();
        assert_ne!(outside, thread::current().id());
        assert!(!ReadsHere::holds());
    }

    #[tokio::test]
    async fn an_answer_that_waits_leaves_its_turn_to_others() {
        let (_folder, reader) = reader();
        let (release, released) = tokio::sync::watch::channel(false);
        let waiting: Vec<_> = (0..reader.turns.available_permits())
            .map(|_| {
                let mut released = released.clone();
                let reader = reader.clone();
                tokio::spawn(async move {
                    let wait = async move { released.wait_for(|is| *is).await.map(drop) };
                    reader.answer(wait).await.unwrap().unwrap();
                })
            })
            .collect();
        // All have their turns, and wait.
        tokio::task::yield_now().await;
        assert_eq!(reader.answer(async { 1 }).await.unwrap(), 1);
        release.send(true).unwrap();
        for waiting in waiting {
            waiting.await.unwrap();
        }
    }

    #[tokio::test]
    async fn an_answer_that_keeps_its_thread_leaves_its_turn_in_time() {
        let (_folder, reader) = reader();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let released = Arc::new(Mutex::new(released));
        let long: Vec<_> = (0..reader.turns.available_permits())
            .map(|_| {
                let (reader, released) = (reader.clone(), Arc::clone(&released));
                tokio::spawn(async move {
                    let block = async move { released.lock().unwrap().recv().unwrap() };
                    reader.answer(block).await.unwrap();
                })
            })
            .collect();
        tokio::task::yield_now().await;
        assert_eq!(reader.turns.available_permits(), 0);
        assert_eq!(reader.answer(async { 1 }).await.unwrap(), 1);
        for long in long {
            release.send(()).unwrap();
            long.await.unwrap();
        }
    }

    #[tokio::test]
    async fn who_asks_first_is_answered_first() {
        let (_folder, reader) = reader();
        let turns = reader.turns.available_permits();
        let turns = Arc::clone(&reader.turns).acquire_many_owned(turns as u32);
        let turns = turns.await.unwrap();
        let answered = Arc::new(Mutex::new(Vec::new()));
        let mut asked: Vec<_> = (0..9)
            .map(|number| {
                let answered = Arc::clone(&answered);
                Box::pin(reader.answer(async move { answered.lock().unwrap().push(number) }))
            })
            .collect();
        for asked in &mut asked {
            assert!(poll!(asked).is_pending());
        }
        // One turn is enough, and tells the order.
        let (_others, one) = {
            let mut others = turns;
            let one = others.split(1);
            (others, one)
        };
        drop(one);
        future::join_all(asked).await;
        assert_eq!(*answered.lock().unwrap(), (0..9).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn an_answer_that_nobody_waits_for_stops() {
        let (_folder, reader) = reader();
        let (lives, mut stopped) = oneshot::channel::<()>();
        let mut query = Box::pin(reader.answer(async move {
            let _lives = lives;
            future::pending::<()>().await;
        }));
        assert!(poll!(query.as_mut()).is_pending());
        drop(query);
        assert!((&mut stopped).await.is_err());
    }

    #[tokio::test]
    async fn an_answer_that_panics_is_an_error() {
        let (_folder, reader) = reader();
        let query = reader.answer(async { panic!("it fails") });
        assert!(Result::<()>::is_err(&query.await));
        assert_eq!(reader.answer(async { 1 }).await.unwrap(), 1);
    }
}
