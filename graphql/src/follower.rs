//! Following a list that grows: who follows is told what comes, at their own pace.

use std::collections::VecDeque;
use std::time::Duration;

use async_graphql::Result;
use bronwijzer_index::{Catalogue, IndexError};
use futures::{Stream, stream};
use tokio::sync::watch;

use crate::reader::Reader;

/// Entries that a follower's stream reads at once.
pub(crate) const HANDFUL: usize = 100;

/// The least time between two reads for one follower, so that a crawl is
/// followed in handfuls.
const PAUSE: Duration = Duration::from_millis(250);

/// An entry of a list that is only added to.
pub(crate) trait Listed: Sized + Send + 'static {
    /// Its place.
    type Cursor: Clone + Send + 'static;

    /// Where it stands.
    fn cursor(&self) -> Self::Cursor;

    /// At most [`HANDFUL`] entries after a place, on a blocking thread.
    fn read(catalogue: &Catalogue, after: &Self::Cursor) -> Result<Vec<Self>, IndexError>;
}

/// A follower. It reads the list at its own pace, so a slow one holds nobody
/// up and is told of the last change of each thing, and of none that came
/// before it.
struct Follower<L: Listed> {
    reader: Reader,
    /// `None` once it was told of an error.
    version: Option<watch::Receiver<u64>>,
    cursor: L::Cursor,
    /// Read, and not told yet.
    read: VecDeque<L>,
}

/// What comes after a place, as it comes.
pub(crate) fn following<L: Listed>(
    reader: Reader,
    cursor: L::Cursor,
) -> impl Stream<Item = Result<L>> + use<L> {
    let follower = Follower::<L> {
        version: Some(reader.catalogue().watch_version()),
        reader,
        cursor,
        read: VecDeque::new(),
    };
    stream::unfold(follower, Follower::next)
}

impl<L: Listed> Follower<L> {
    async fn next(mut self) -> Option<(Result<L>, Self)> {
        loop {
            if let Some(entry) = self.read.pop_front() {
                self.cursor = entry.cursor();
                return Some((Ok(entry), self));
            }
            let version = self.version.as_mut()?;
            // What comes after this is told by the next change of version.
            version.mark_unchanged();
            let after = self.cursor.clone();
            let read = self
                .reader
                .read(move |catalogue| L::read(catalogue, &after));
            match read.await {
                Ok(entries) if entries.is_empty() => {
                    version.changed().await.ok()?;
                    tokio::time::sleep(PAUSE).await;
                }
                Ok(entries) => self.read.extend(entries),
                Err(error) => {
                    self.version = None;
                    return Some((Err(error), self));
                }
            }
        }
    }
}
