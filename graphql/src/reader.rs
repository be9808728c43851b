//! Runs the catalogue's reads on threads of their own: as many as keep the cores
//! busy, as each keeps the memory that a read has taken for the next one.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use async_graphql::{Context, Result};
use bronwijzer_index::{Catalogue, IndexError};
use crossbeam_channel::Sender;
use tokio::sync::oneshot;

use crate::error;

/// Reads that run at once, per core: one may wait for the disk.
const READS_PER_CORE: usize = 2;

/// The catalogue, as resolvers reach it.
#[derive(Clone)]
pub(crate) struct Reader {
    catalogue: Catalogue,
    threads: Threads,
    /// How many reads there were.
    reads: Arc<AtomicU64>,
}

impl Reader {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            catalogue,
            threads: Threads::start(cores * READS_PER_CORE),
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

    /// Reads at once, what is read sooner than handed to another thread and back.
    pub(crate) fn read_here<T>(
        &self,
        read: impl FnOnce(&Catalogue) -> Result<T, IndexError>,
    ) -> Result<T> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let read = AssertUnwindSafe(|| read(&self.catalogue));
        let read = panic::catch_unwind(read).map_err(|_| error::internal(&"a read panicked"))?;
        read.map_err(error::from_index)
    }

    /// Runs what takes a moment and needs no catalogue on another thread.
    pub(crate) async fn compute<T, F>(&self, compute: F) -> Result<T>
    where
        F: FnOnce() -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.threads.run(move || {
            // Nobody waits for what took too long.
            if !answer.is_closed() {
                let _ = answer.send(compute());
            }
        });
        answered.await.map_err(|error| error::internal(&error))?
    }
}

/// Threads that do one job after another; they end with whoever gives them jobs.
/// They are no threads of a pool that lets who waits do other jobs meanwhile, as
/// rayon's: a read that waits may hold a lock which the other one needs.
#[derive(Clone)]
struct Threads(Sender<Job>);

type Job = Box<dyn FnOnce() + Send>;

impl Threads {
    fn start(count: usize) -> Self {
        let (jobs, waiting) = crossbeam_channel::unbounded::<Job>();
        for number in 0..count {
            let waiting = waiting.clone();
            let work = move || {
                for job in waiting {
                    if panic::catch_unwind(AssertUnwindSafe(job)).is_err() {
                        tracing::error!("a read of the catalogue panicked");
                    }
                }
            };
            let started = thread::Builder::new()
                .name(format!("read-{number}"))
                .spawn(work);
            if let Err(error) = started {
                tracing::error!("a thread to read with can't be started: {error}");
            }
        }
        Self(jobs)
    }

    /// Who waits for a job is told when it panics, or when there is no thread: what
    /// it would have answered through is dropped.
    fn run(&self, job: impl FnOnce() + Send + 'static) {
        let _ = self.0.send(Box::new(job));
    }
}
