//! Index writer: opening the index, commits, and rebuilding it.

use std::cmp::Reverse;
use std::num::NonZero;
use std::panic::{UnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use tantivy::directory::MmapDirectory;
use tantivy::directory::error::LockError;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::NoMergePolicy;
use tantivy::store::Compressor;
use tantivy::{
    Executor, Index, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term,
};

use super::engine::card_store::CardPlugin;
use super::engine::segment_readers::open_latest;
use super::fields::{FINGERPRINT, Fields, Judged, schema_version};
use super::{Indexed, SearchIndex, analysis};
use crate::error::IndexError;
use crate::files::Files;
use crate::priority::step_back;

/// The file with the version that made the index.
pub(super) const VERSION: &str = "version";

/// How often the writer's lock is tried again, and how long between two tries.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// Memory for documents that are being indexed, in bytes.
const WRITER_BYTES: usize = 48 * 1024 * 1024;

/// The same for each core while everything is written anew: the more, the less
/// there is to merge.
const FILLING_BYTES: usize = 128 * 1024 * 1024;

/// An entry as it is written to the index.
pub(crate) struct Document {
    id: String,
    /// `None` for what is gone, and so forgotten.
    document: Option<TantivyDocument>,
}

impl SearchIndex {
    /// Opens the index in `path`, or makes an empty one where it is missing,
    /// damaged or of another version; the note of the last commit tells which. The
    /// checksum of each file is looked at that is not as it was after the last commit.
    /// Gives back what was damaged too.
    ///
    /// # Errors
    /// [`StoreError::Io`](crate::StoreError::Io) for trouble with the disk; the index stays as it is then.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<String>), IndexError> {
        let mut damage = None;
        if Self::is_of_this_version(path) {
            match Self::open_whole(path) {
                Ok(index) => return Ok((index, None)),
                Err(error) => match error.into_damage(path) {
                    Ok(why) => damage = Some(why),
                    Err(trouble) => return Err(trouble),
                },
            }
        }
        super::remove_folder(path)?;
        std::fs::create_dir_all(path).map_err(IndexError::io(path))?;
        let index = Self::open_in(path)?;
        let version = path.join(VERSION);
        std::fs::write(&version, schema_version()).map_err(IndexError::io(&version))?;
        Ok((index, damage))
    }

    /// Whether this version of the program made the index in `path`.
    pub(super) fn is_of_this_version(path: &Path) -> bool {
        Self::schema_in(path).is_some_and(|schema| schema == schema_version())
    }

    /// The version of the schema of the index in `path`.
    pub(crate) fn schema_in(path: &Path) -> Option<String> {
        std::fs::read_to_string(path.join(VERSION)).ok()
    }

    fn open_whole(path: &Path) -> Result<Self, IndexError> {
        Self::open_guarded(|| {
            let known = Files::last_known(path).unwrap_or_default();
            let files = Files::of(path).map_err(IndexError::io(path))?;
            let index = Self::open_in(path)?;
            match index.damage(|file| known.has_same(&files, file))? {
                None => {
                    Files::remember(path);
                    Ok(index)
                }
                Some(damage) => Err(IndexError::DamagedIndex(damage)),
            }
        })
    }

    /// Opens an index that may be damaged. tantivy panics on some damage: that is an error
    /// here.
    pub(super) fn open_guarded(
        open: impl FnOnce() -> Result<Self, IndexError> + UnwindSafe,
    ) -> Result<Self, IndexError> {
        let panicked = |_| {
            let why = "the search engine panicked";
            Err(IndexError::DamagedIndex(why.to_owned()))
        };
        catch_unwind(open).unwrap_or_else(panicked)
    }

    fn open_in(path: &Path) -> Result<Self, IndexError> {
        let index = Self::open_without_writer(path)?;
        let writer = new_writer(&index.index)?;
        Ok(Self {
            writer: Mutex::new(Some(writer)),
            ..index
        })
    }

    /// Opens an index, of which nothing can be written by then.
    pub(super) fn open_without_writer(path: &Path) -> Result<Self, IndexError> {
        let fields = Fields::new();
        let index = Index::builder()
            .schema(fields.schema.clone())
            .register_plugin(Arc::new(CardPlugin))
            .settings(IndexSettings {
                docstore_compression: Compressor::None,
                docstore_compress_dedicated_thread: false,
                ..IndexSettings::default()
            })
            .open_or_create(MmapDirectory::open(path).map_err(TantivyError::from)?)?;
        analysis::register(index.tokenizers());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let searcher = open_latest(&reader)?;
        Ok(Self {
            path: path.to_owned(),
            fields,
            index,
            reader,
            writer: Mutex::new(None),
            threads: Executor::multi_thread(cores(), "bronwijzer-search-")?,
            counting: Mutex::default(),
            searcher: RwLock::new(Arc::new(searcher)),
            suggested: OnceLock::new(),
            organisation_names: OnceLock::new(),
        })
    }

    /// What the last commit was told to remember.
    pub(crate) fn note(&self) -> Option<String> {
        self.index.load_metas().ok()?.payload
    }

    /// The same of the index in `path`, which is not opened for it.
    pub(crate) fn note_in(path: &Path) -> Option<String> {
        let metas = std::fs::read(path.join("meta.json")).ok()?;
        let metas: serde_json::Value = serde_json::from_slice(&metas).ok()?;
        Some(metas.get("payload")?.as_str()?.to_owned())
    }

    /// What is written for an entry.
    pub(crate) fn document(&self, indexed: &Indexed) -> Result<Document, IndexError> {
        let entry = &indexed.entry;
        let shown = entry.gone.is_none();
        Ok(Document {
            id: entry.observation.id.to_string(),
            document: shown
                .then(|| self.fields.document(indexed))
                .transpose()?
                .map(|(document, _)| document),
        })
    }

    /// What is written for a repository that is to be forgotten.
    pub(crate) fn removal(id: String) -> Document {
        Document { id, document: None }
    }

    /// Writes documents, each in the place of one of the same repository, and
    /// remembers the `note` that is made once all are there; all at once. Gives back how
    /// many documents it wrote.
    pub(crate) fn update(
        &self,
        documents: impl Iterator<Item = Result<Document, IndexError>>,
        note: impl FnOnce() -> String,
    ) -> Result<u64, IndexError> {
        let mut slot = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A writer that fails is dropped with all that it had not committed.
        let mut writer = match slot.take() {
            Some(writer) => writer,
            None => new_writer(&self.index)?,
        };
        let mut written = 0;
        for document in documents {
            let Document { id, document } = document?;
            writer.delete_term(Term::from_field_text(self.fields.id, &id));
            written += add(&writer, document)?;
        }
        commit(&mut writer, &note())?;
        *slot = Some(writer);
        drop(slot);
        self.reload()?;
        Files::remember(&self.path);
        Ok(written)
    }

    /// Writes these documents in the place of everything, and remembers the `note` that is
    /// made once all are there; all at once. Gives back how many it wrote.
    pub(crate) fn fill(
        &self,
        documents: impl Iterator<Item = Result<Document, IndexError>>,
        note: impl FnOnce() -> String,
    ) -> Result<u64, IndexError> {
        let mut slot = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        drop(slot.take());
        let cores = cores();
        let mut writer = locked(|| {
            self.index
                .writer_with_num_threads(cores, cores * FILLING_BYTES)
        })?;
        // What is written is merged once, when all is there.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        writer.delete_all_documents()?;
        let mut written = 0;
        for document in documents {
            written += add(&writer, document?.document)?;
        }
        commit(&mut writer, &note())?;
        self.reload()?;
        let shares = shared_out(self.index.searchable_segment_metas()?, cores);
        let merges: Vec<_> = shares.iter().map(|share| writer.merge(share)).collect();
        for merge in merges {
            merge.wait()?;
        }
        writer.wait_merging_threads()?;
        // tantivy 0.27 counts operations anew after a writer deleted everything,
        // and then takes what that writer deletes later for done before: a
        // document that is written again would be there twice. The next write
        // makes another.
        drop(slot);
        self.reload()?;
        Files::remember(&self.path);
        Ok(written)
    }

    /// Whether the index holds an entry as it is judged here.
    pub(crate) fn holds(&self, indexed: &Indexed) -> Result<bool, IndexError> {
        let searcher = self.searcher();
        let entry = &indexed.entry;
        let fingerprint = Judged::of(indexed)?.fingerprint();
        let Some(address) = searcher.address_of(self.fields.id, &entry.observation.id)? else {
            return Ok(entry.gone.is_some());
        };
        let segment = searcher.segment_reader(address.segment_ord);
        let held = segment
            .fast_fields()
            .u64(FINGERPRINT)?
            .first(address.doc_id);
        Ok(entry.gone.is_none() && held == Some(fingerprint))
    }
}

/// A commit that failed, as on a full disk, leaves files whose names the next one may need: so
/// what belongs to no commit is removed first.
fn new_writer(index: &Index) -> Result<IndexWriter, TantivyError> {
    let writer = locked(|| in_background(|| index.writer_with_num_threads(1, WRITER_BYTES)))?;
    if let Err(error) = writer.garbage_collect_files().wait() {
        // They may do no harm, and a disk that is in the way is told of by the next write.
        tracing::debug!("files of no commit stay in the search index: {error}");
    }
    Ok(writer)
}

/// Makes it on a thread that has stepped back, and with it those that the writer starts: they merge
/// segments, and nobody waits for that.
fn in_background<T: Send>(make: impl FnOnce() -> T + Send) -> T {
    let made = thread::scope(|scope| {
        let making = scope.spawn(|| {
            step_back();
            make()
        });
        making.join()
    });
    made.unwrap_or_else(|panic| resume_unwind(panic))
}

/// Makes a writer. The lock of the one before may be held for a moment longer: by a process that
/// was just started and still has our files.
fn locked(
    make: impl Fn() -> Result<IndexWriter, TantivyError>,
) -> Result<IndexWriter, TantivyError> {
    let mut tries = LOCK_TRIES;
    loop {
        match make() {
            Err(TantivyError::LockFailure(LockError::LockBusy, _)) if tries > 0 => {
                tries -= 1;
                thread::sleep(LOCK_PAUSE);
            }
            made => return made,
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Adds a document, if there is one. Gives back how many that makes.
fn add(writer: &IndexWriter, document: Option<TantivyDocument>) -> Result<u64, TantivyError> {
    let Some(document) = document else {
        return Ok(0);
    };
    writer.add_document(document)?;
    Ok(1)
}

fn commit(writer: &mut IndexWriter, note: &str) -> Result<(), TantivyError> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(note);
    commit.commit()?;
    Ok(())
}

/// Which segments to merge, so that one is left for each core: a search looks
/// into each of them, and counting has them side by side.
fn shared_out(mut segments: Vec<SegmentMeta>, cores: usize) -> Vec<Vec<SegmentId>> {
    segments.sort_by_key(|segment| Reverse(segment.num_docs()));
    let mut shares: Vec<(u32, Vec<SegmentId>)> = vec![(0, Vec::new()); cores];
    for segment in segments {
        if let Some((documents, share)) = shares.iter_mut().min_by_key(|share| share.0) {
            *documents += segment.num_docs();
            share.push(segment.id());
        }
    }
    let shares = shares.into_iter().map(|(_, share)| share);
    shares.filter(|share| share.len() > 1).collect()
}
