//! Opening the index, and writing to it.

use std::num::NonZero;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tantivy::directory::MmapDirectory;
use tantivy::schema::IndexRecordOption;
use tantivy::store::Compressor;
use tantivy::{
    DocSet, Executor, Index, IndexSettings, IndexWriter, ReloadPolicy, TERMINATED, TantivyDocument,
    TantivyError, Term,
};

use super::fields::{FINGERPRINT, Fields, SCHEMA_VERSION, fingerprint};
use super::{Indexed, SearchIndex, analysis};
use crate::error::IndexError;

/// Memory for documents that are being indexed, in bytes.
const WRITER_BYTES: usize = 48 * 1024 * 1024;

/// Cards are read one by one and in no order: small blocks that need not be
/// unpacked take more of the disk and less time.
const CARD_BLOCK_BYTES: usize = 4 * 1024;

/// An entry as it is written to the index.
pub(crate) struct Document {
    id: String,
    /// `None` for what is gone, and so forgotten.
    document: Option<TantivyDocument>,
}

impl SearchIndex {
    /// Opens the index in `path`, or makes an empty one where it is missing,
    /// damaged or of another version; the note of the last commit tells which.
    pub(crate) fn open(path: &Path) -> Result<Self, IndexError> {
        let version = path.join("version");
        let current = SCHEMA_VERSION.to_string();
        let fits = std::fs::read_to_string(&version).is_ok_and(|text| text == current);
        if fits {
            match Self::open_in(path) {
                Ok(index) => return Ok(index),
                Err(error) => {
                    tracing::warn!("the search index can't be opened, making it anew: {error}");
                }
            }
        }
        match std::fs::remove_dir_all(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(IndexError::io(path)(error));
            }
            _ => {}
        }
        std::fs::create_dir_all(path).map_err(IndexError::io(path))?;
        let index = Self::open_in(path)?;
        std::fs::write(&version, current).map_err(IndexError::io(&version))?;
        Ok(index)
    }

    fn open_in(path: &Path) -> Result<Self, IndexError> {
        let fields = Fields::new();
        let index = Index::builder()
            .schema(fields.schema.clone())
            .settings(IndexSettings {
                docstore_compression: Compressor::None,
                docstore_blocksize: CARD_BLOCK_BYTES,
                ..IndexSettings::default()
            })
            .open_or_create(MmapDirectory::open(path).map_err(TantivyError::from)?)?;
        analysis::register(index.tokenizers());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let writer = new_writer(&index)?;
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Ok(Self {
            fields,
            index,
            reader,
            writer: Mutex::new(Some(writer)),
            threads: Executor::multi_thread(cores, "bronwijzer-search-")?,
            kept: Mutex::default(),
            names: Mutex::default(),
            figures: Mutex::new(None),
        })
    }

    /// What the last commit was told to remember.
    pub(crate) fn note(&self) -> Option<String> {
        self.index.load_metas().ok()?.payload
    }

    /// A number that grows with each commit.
    pub(crate) fn commit_number(&self) -> u64 {
        self.index.load_metas().map_or(0, |metas| metas.opstamp)
    }

    /// What is written for an entry.
    pub(crate) fn document(&self, indexed: &Indexed) -> Result<Document, IndexError> {
        let entry = &indexed.entry;
        let shown = entry.gone.is_none();
        Ok(Document {
            id: entry.observation.id.to_string(),
            document: shown.then(|| self.fields.document(indexed)).transpose()?,
        })
    }

    /// Writes documents, each in the place of one of the same repository, and
    /// remembers `note`; all at once. Gives back how many documents it wrote.
    pub(crate) fn update(
        &self,
        documents: impl Iterator<Item = Result<Document, IndexError>>,
        start_empty: bool,
        note: &str,
    ) -> Result<u64, IndexError> {
        let mut kept = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A writer that fails is dropped with all that it had not committed.
        let mut writer = match kept.take() {
            Some(writer) => writer,
            None => new_writer(&self.index)?,
        };
        let written = self.write_all(&writer, documents, start_empty)?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(note);
        commit.commit()?;
        // tantivy 0.27 counts operations anew after a writer deleted everything,
        // and then takes what that writer deletes later for done before: a
        // document that is written again would be there twice.
        *kept = (!start_empty).then_some(writer);
        drop(kept);
        self.reader.reload()?;
        Ok(written)
    }

    fn write_all(
        &self,
        writer: &IndexWriter,
        documents: impl Iterator<Item = Result<Document, IndexError>>,
        start_empty: bool,
    ) -> Result<u64, IndexError> {
        if start_empty {
            writer.delete_all_documents()?;
        }
        let mut written = 0;
        for document in documents {
            let Document { id, document } = document?;
            if !start_empty {
                writer.delete_term(Term::from_field_text(self.fields.id, &id));
            }
            if let Some(document) = document {
                writer.add_document(document)?;
                written += 1;
            }
        }
        Ok(written)
    }

    /// Whether the index holds an entry as it is judged here.
    pub(crate) fn holds(&self, indexed: &Indexed) -> Result<bool, IndexError> {
        let searcher = self.reader.searcher();
        let entry = &indexed.entry;
        let fingerprint = fingerprint(entry)?;
        let term = Term::from_field_text(self.fields.id, &entry.observation.id.to_string());
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.id)?;
            let postings = inverted
                .read_postings(&term, IndexRecordOption::Basic)
                .map_err(TantivyError::from)?;
            let Some(mut postings) = postings else {
                continue;
            };
            let fingerprints = segment.fast_fields().u64(FINGERPRINT)?;
            let alive = segment.alive_bitset();
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    let held = fingerprints.first(doc) == Some(fingerprint);
                    return Ok(entry.gone.is_none() && held);
                }
                doc = postings.advance();
            }
        }
        Ok(entry.gone.is_some())
    }
}

fn new_writer(index: &Index) -> Result<IndexWriter, TantivyError> {
    index.writer_with_num_threads(1, WRITER_BYTES)
}
