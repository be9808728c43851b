//! Data loaders: what is read for each of many, such as the accounts of a page of
//! repositories: all of it in one read of the catalogue, each thing once.
//!
//! async-graphql's own waits for at least a millisecond before each read, on a timer with a
//! thread of its own, which is longer than most reads take. This one waits until the query has
//! been polled once: by then all of its fields that can ask have asked. Where it has to wait for
//! a turn to read, what others ask for meanwhile is read with it.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::{Context, Result};
use bronwijzer_index::priority::is_in_background;
use bronwijzer_index::{Catalogue, IndexError};
use futures::channel::oneshot;

use crate::error;
use crate::reader::{Reader, Turn, polled_once};

/// Names something in the catalogue that a field of one of many reads.
pub(crate) trait Batched: Hash + Eq + Clone + Send + Sync + 'static {
    /// What is read. Cheap to clone.
    type Found: Clone + Send + Sync + 'static;

    /// Reads it, on a blocking thread.
    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError>;

    /// Reads what each of these names. One that fails doesn't spoil the others.
    fn read_all(keys: Vec<Self>, catalogue: &Catalogue) -> Found<Self> {
        each(keys, catalogue)
    }

    /// Whether reading it takes no longer than finding a thread to read it on: nothing is asked
    /// of the store or of the index for it.
    fn is_in_memory(&self) -> bool {
        false
    }

    /// What it names, together with what else is asked for at this moment.
    async fn load(self, ctx: &Context<'_>) -> Result<Self::Found> {
        let batches = ctx.data::<Batches>()?;
        if self.is_in_memory() {
            let catalogue = batches.reader.catalogue();
            return self.read(catalogue).map_err(error::from_index);
        }
        batches.load(self).await
    }
}

/// What each of several keys names.
pub(crate) type Found<K> = HashMap<K, Result<<K as Batched>::Found, IndexError>>;

/// Reads what each of these names, one after the other.
pub(crate) fn each<K: Batched>(keys: Vec<K>, catalogue: &Catalogue) -> Found<K> {
    let read = keys.into_iter().map(|key| {
        let found = key.read(catalogue);
        (key, found)
    });
    read.collect()
}

/// Reads batches.
pub(crate) struct Batches {
    reader: Reader,
    /// Who waits for the next read.
    waiting: Mutex<HashMap<Queue, Box<dyn Any + Send>>>,
}

/// Those who wait together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Queue {
    /// The type of their keys.
    keys: TypeId,
    /// What is done in the background may have to wait until nobody else has anything to do, and
    /// a visitor who waits for it would wait as long.
    in_background: bool,
}

impl Queue {
    /// The one for such keys on this thread.
    fn here<K: Batched>() -> Self {
        Self {
            keys: TypeId::of::<K>(),
            in_background: is_in_background(),
        }
    }
}

/// Who waits for what.
type Waiting<K> = HashMap<K, Vec<oneshot::Sender<Result<<K as Batched>::Found>>>>;

impl Batches {
    /// The loader of a schema.
    pub(crate) fn new(reader: Reader) -> Self {
        Self {
            reader,
            waiting: Mutex::default(),
        }
    }

    async fn load<K: Batched>(&self, key: K) -> Result<K::Found> {
        loop {
            let (asks, answer) = oneshot::channel();
            let queue = Queue::here::<K>();
            if self.wait_for(queue, key.clone(), asks) {
                let gathering = Gathering::<K> {
                    batches: self,
                    queue,
                    keys: PhantomData,
                };
                polled_once().await;
                // Who asks while this waits for its turn is read with it, and doesn't wait in a row.
                let turn = self.reader.turn().await?;
                self.read(turn, gathering.end()).await;
            }
            // Whoever gathered may have stopped, as their query took too long: then the next
            // one gathers.
            if let Ok(found) = answer.await {
                return found;
            }
        }
    }

    /// Whether nobody else waits for such a thing, so that the caller has to read.
    fn wait_for<K: Batched>(
        &self,
        queue: Queue,
        key: K,
        asks: oneshot::Sender<Result<K::Found>>,
    ) -> bool {
        let mut waiting = self.waiting();
        let waiting = waiting
            .entry(queue)
            .or_insert_with(|| Box::new(Waiting::<K>::new()))
            .downcast_mut::<Waiting<K>>();
        // The entry of a type is of that type.
        let Some(waiting) = waiting else { return false };
        let is_first = waiting.is_empty();
        waiting.entry(key).or_default().push(asks);
        is_first
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Queue, Box<dyn Any + Send>>> {
        // Whole whoever panicked: nothing is done with it but putting in and taking out.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn taken<K: Batched>(&self, queue: Queue) -> Waiting<K> {
        let waiting = self.waiting().remove(&queue);
        let waiting = waiting.and_then(|waiting| waiting.downcast().ok());
        waiting.map(|waiting| *waiting).unwrap_or_default()
    }

    /// Reads all of it at once. One that fails doesn't spoil the others.
    async fn read<K: Batched>(&self, turn: Turn<'_>, waiting: Waiting<K>) {
        let keys: Vec<K> = waiting.keys().cloned().collect();
        let found = turn.read(move |catalogue| {
            let found = K::read_all(keys, catalogue).into_iter();
            let found = found.map(|(key, found)| (key, found.map_err(error::from_index)));
            Ok(found.collect::<HashMap<_, _>>())
        });
        let found = found.await;
        for (key, asks) in waiting {
            let answer = match &found {
                Ok(found) => found.get(&key).cloned(),
                Err(error) => Some(Err(error.clone())),
            };
            let answer =
                answer.unwrap_or_else(|| Err(error::internal(&"a batch left something out")));
            for ask in asks {
                // Whoever left needs no answer.
                let _ = ask.send(answer.clone());
            }
        }
    }
}

/// Somebody who is about to read what all who wait want; when they stop before, those ask again.
struct Gathering<'a, K: Batched> {
    batches: &'a Batches,
    queue: Queue,
    keys: PhantomData<fn() -> K>,
}

impl<K: Batched> Gathering<'_, K> {
    fn end(self) -> Waiting<K> {
        let waiting = self.batches.taken(self.queue);
        // Who comes from now on waits for another one.
        std::mem::forget(self);
        waiting
    }
}

impl<K: Batched> Drop for Gathering<'_, K> {
    fn drop(&mut self) {
        drop(self.batches.taken::<K>(self.queue));
    }
}

/// A key that is like no other.
pub(crate) struct Unique<T>(pub(crate) Arc<T>);

impl<T> Unique<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Clone for Unique<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Unique<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Unique<T> {}

impl<T> Hash for Unique<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::time::Duration;

    use bronwijzer_testing::now;
    use futures::{FutureExt, future, poll};
    use tokio::time::timeout;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    struct Double(u64);

    impl Batched for Double {
        type Found = u64;

        fn read(&self, _: &Catalogue) -> Result<u64, IndexError> {
            Ok(self.0 * 2)
        }
    }

    fn batches() -> (tempfile::TempDir, Batches) {
        let folder = tempfile::tempdir().unwrap();
        let opened = Catalogue::open(folder.path(), Vec::new(), now()).unwrap();
        (folder, Batches::new(Reader::new(opened.catalogue)))
    }

    #[tokio::test]
    async fn what_is_asked_together_is_read_together() {
        let (_folder, batches) = batches();
        let asked = [1, 2, 3, 2].map(|number| batches.load(Double(number)));
        let found: Vec<u64> = future::try_join_all(asked).await.unwrap();
        assert_eq!(found, [2, 4, 6, 4]);
        assert_eq!(batches.reader.reads(), 1);
        assert_eq!(batches.load(Double(5)).await.unwrap(), 10);
        assert_eq!(batches.reader.reads(), 2);
    }

    #[tokio::test]
    async fn what_queries_ask_while_others_read_is_read_together() {
        let (_folder, batches) = batches();
        let mut turns = Vec::new();
        while let Some(Ok(turn)) = batches.reader.turn().now_or_never() {
            turns.push(turn);
        }
        let mut first = Box::pin(batches.load(Double(1)));
        let mut second = Box::pin(batches.load(Double(2)));
        for _ in 0..3 {
            assert!(poll!(first.as_mut()).is_pending());
        }
        assert!(poll!(second.as_mut()).is_pending());
        turns.clear();
        let found = future::try_join(first, second).await.unwrap();
        assert_eq!(found, (2, 4));
        assert_eq!(batches.reader.reads(), 1);
    }

    #[tokio::test]
    async fn visitors_do_not_wait_for_the_background() {
        let (_folder, batches) = batches();
        // Whoever gathers in the background has no core to go on with.
        let (asks, _answer) = oneshot::channel();
        let background = Queue {
            in_background: true,
            ..Queue::here::<Double>()
        };
        assert!(batches.wait_for(background, Double(1), asks));
        let visitor = timeout(Duration::from_secs(60), batches.load(Double(1)));
        assert_eq!(visitor.await.unwrap().unwrap(), 2);
    }

    #[tokio::test]
    async fn others_read_when_who_gathered_stops() {
        let (_folder, batches) = batches();
        let mut gathers = Box::pin(batches.load(Double(1)));
        assert!(poll!(gathers.as_mut()).is_pending());
        let mut waits = pin!(batches.load(Double(2)));
        assert!(poll!(waits.as_mut()).is_pending());
        drop(gathers);
        assert_eq!(waits.await.unwrap(), 4);
    }
}
