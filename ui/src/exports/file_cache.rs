//! Cache of files of the whole catalogue: as long as nothing changes, what was sent once is sent
//! again, and neither read nor written anew.

use std::collections::{HashSet, VecDeque};
use std::fs::File;
use std::io::{Error, Write};
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bronwijzer_graphql::caching::EntityTag;
use futures::{Stream, stream};
use tokio::task::spawn_blocking;

/// How much room all files take together, in bytes: the oldest go first, and a longer one is
/// not kept.
const MOST_BYTES: u64 = 128 * 1024 * 1024;

/// What is read at once, in bytes.
const CHUNK: usize = 256 * 1024;

/// Files that were sent to their end, in files without a name that nobody else can open and that
/// go with the process. Cheap to clone: clones share everything.
#[derive(Clone, Default)]
pub(super) struct FileCache(Arc<Mutex<Files>>);

#[derive(Default)]
struct Files {
    /// The oldest first.
    whole: VecDeque<CachedFile>,
    /// Those that somebody is being sent for the first time.
    begun: HashSet<EntityTag>,
}

/// A whole file.
#[derive(Debug, Clone)]
pub(super) struct CachedFile {
    /// The state of the catalogue that it is of.
    state: String,
    tag: EntityTag,
    file: Arc<File>,
    bytes: u64,
}

/// A file that is written beside what is sent; it is forgotten unless it is finished.
pub(super) struct Draft {
    cache: FileCache,
    state: String,
    tag: EntityTag,
    /// `None` once it can't be kept.
    file: Option<File>,
    bytes: u64,
}

impl FileCache {
    fn files(&self) -> MutexGuard<'_, Files> {
        // Whole whoever panicked: each change of it is one step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file with this tag. Those of another state go: nobody asks for them any more, and they
    /// may hold what was removed since.
    pub(super) fn find(&self, state: &str, tag: &EntityTag) -> Option<CachedFile> {
        let mut files = self.files();
        files.whole.retain(|file| file.state == state);
        files.whole.iter().find(|file| file.tag == *tag).cloned()
    }

    /// Begins the file with this tag; `None` while somebody else writes it.
    pub(super) fn begin(&self, state: &str, tag: &EntityTag) -> Option<Draft> {
        self.files().begun.insert(tag.clone()).then(|| Draft {
            cache: self.clone(),
            state: state.to_owned(),
            tag: tag.clone(),
            file: tempfile::tempfile().ok(),
            bytes: 0,
        })
    }
}

impl Draft {
    /// Adds what is sent.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        if let Some(file) = &mut self.file {
            let written = file.write_all(bytes);
            if written.is_err() || self.bytes > MOST_BYTES {
                self.file = None;
            }
        }
    }

    /// Keeps it, now that it is whole.
    pub(super) fn finish(mut self) {
        let Some(file) = self.file.take() else {
            return;
        };
        let mut files = self.cache.files();
        let mut all: u64 = files.whole.iter().map(|file| file.bytes).sum();
        while all + self.bytes > MOST_BYTES
            && let Some(oldest) = files.whole.pop_front()
        {
            all -= oldest.bytes;
        }
        files.whole.push_back(CachedFile {
            state: std::mem::take(&mut self.state),
            tag: self.tag.clone(),
            file: Arc::new(file),
            bytes: self.bytes,
        });
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.cache.files().begun.remove(&self.tag);
    }
}

impl CachedFile {
    /// Its bytes. `held` is let go at its end.
    pub(super) fn stream<T: Send>(
        self,
        held: T,
    ) -> impl Stream<Item = Result<Vec<u8>, Error>> + Send {
        stream::try_unfold((self, 0, held), |(cached, at, held)| async move {
            let file = Arc::clone(&cached.file);
            let length = usize::try_from(cached.bytes - at).unwrap_or(CHUNK);
            let mut chunk = vec![0; length.min(CHUNK)];
            if chunk.is_empty() {
                return Ok(None);
            }
            let read = spawn_blocking(move || file.read_exact_at(&mut chunk, at).map(|()| chunk));
            let chunk = read.await.map_err(Error::other)??;
            let next = at + chunk.len() as u64;
            Ok(Some((chunk, (cached, next, held))))
        })
    }
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;

    use super::*;

    fn tag(name: &str) -> EntityTag {
        EntityTag::of(&[name.as_bytes()])
    }

    fn keep(cache: &FileCache, name: &str, bytes: u64) {
        let mut draft = cache.begin("today", &tag(name)).unwrap();
        draft.write(name.as_bytes());
        // As if so much had been written.
        draft.bytes = bytes;
        draft.finish();
    }

    #[tokio::test]
    async fn file_is_read_as_it_was_written() {
        let cache = FileCache::default();
        let mut draft = cache.begin("today", &tag("a")).unwrap();
        assert!(cache.begin("today", &tag("a")).is_none());
        let parts = [vec![b'1'; CHUNK - 1], vec![b'2'; CHUNK], b"3".to_vec()];
        for part in &parts {
            draft.write(part);
        }
        assert!(cache.find("today", &tag("a")).is_none());
        draft.finish();
        assert!(cache.find("today", &tag("b")).is_none());
        let read = cache.find("today", &tag("a")).unwrap().stream(());
        let read: Vec<Vec<u8>> = read.try_collect().await.unwrap();
        assert_eq!(read.concat(), parts.concat());
    }

    #[test]
    fn oldest_files_make_room() {
        let cache = FileCache::default();
        keep(&cache, "a", MOST_BYTES / 2);
        keep(&cache, "b", MOST_BYTES / 2);
        keep(&cache, "c", 1);
        let kept = |name| cache.find("today", &tag(name)).is_some();
        assert_eq!(["a", "b", "c"].map(kept), [false, true, true]);
    }

    #[test]
    fn file_goes_with_its_state() {
        let cache = FileCache::default();
        keep(&cache, "a", 1);
        assert!(cache.find("today", &tag("a")).is_some());
        assert!(cache.find("tomorrow", &tag("b")).is_none());
        assert!(cache.find("today", &tag("a")).is_none());
    }

    #[test]
    fn unfinished_or_long_file_is_not_kept() {
        let cache = FileCache::default();
        drop(cache.begin("today", &tag("a")));
        let mut draft = cache.begin("today", &tag("a")).unwrap();
        draft.bytes = MOST_BYTES;
        draft.write(b"1");
        draft.finish();
        assert!(cache.find("today", &tag("a")).is_none());
        assert!(cache.begin("today", &tag("a")).is_some());
    }
}
