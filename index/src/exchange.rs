//! Import and export: the catalogue as a file: newline-delimited JSON, as text or compressed with
//! zstd. Backups, exports, imports and the sample all have this form.
//!
//! The first line is a header; each other line holds one record, one report or
//! one snapshot:
//!
//! ```json
//! {"format":"bronwijzer-catalogue","version":1,"contents":"crawled"}
//! {"record":{…}}
//! {"run":{…}}
//! {"snapshot":{…}}
//! ```

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use bronwijzer_crawler::run::CrawlRun;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::catalogue::{Bulk, Catalogue, Contents, State};
use crate::error::IndexError;
use crate::snapshot::Snapshot;
use crate::store::{Encoded, Record, SledStore, Store, is_damage};

const FORMAT: &str = "bronwijzer-catalogue";
const VERSION: u32 = 1;

/// The longest line that is read, in bytes.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// Lines that are read and stored at once, and how many bytes of them.
const BATCH: usize = 2_000;
const BATCH_BYTES: usize = 32 * 1024 * 1024;

/// Batches that wait to be stored: memory is bounded by it.
const WAITING: usize = 1;

/// How a line with a record begins.
const RECORD_LINE: &[u8] = br#"{"record":"#;

const ZSTD_LEVEL: i32 = 9;
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    version: u32,
    contents: Contents,
    /// Of the store that was written to the file.
    #[serde(flatten)]
    state: State,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Record(Box<Record>),
    Run(Box<CrawlRun>),
    Snapshot(Box<Snapshot>),
}

/// What an import makes of repositories that were removed by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// They stay removed, whatever the file says.
    Stay,
    /// They come back when the file has them.
    ComeBack,
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Repositories that were taken up.
    pub repositories: u64,
    /// Repositories of the file that were not taken up, as they left since it was
    /// written or were removed by hand.
    pub stays_gone: u64,
    /// Reports of crawls that were taken up.
    pub runs: u64,
    /// Snapshots that were taken up.
    pub snapshots: u64,
    /// Lines that could not be read, each with its number and why; they were
    /// passed over.
    pub bad_lines: Vec<String>,
}

impl Catalogue {
    /// Takes up a file. Repositories that are in the catalogue already are
    /// replaced by what the file says of them; a sample is replaced whole.
    /// `contents` says what the catalogue holds from then on. Snapshots are
    /// added where there is none of that scope and day yet: those that are
    /// there stay. A sample brings none.
    ///
    /// # Errors
    /// [`IndexError::NotACatalogue`] when the file does not begin with our
    /// header, and when it can't be read or stored. Lines that can't be read
    /// are no error: they are in the report.
    pub fn import(
        &self,
        reader: impl Read + Send,
        contents: Contents,
    ) -> Result<ImportReport, IndexError> {
        self.import_with(reader, contents, Removed::Stay)
    }

    /// Like [`Catalogue::import`], and `removed` says what becomes of repositories that
    /// were removed by hand.
    ///
    /// # Errors
    /// As [`Catalogue::import`].
    pub fn import_with(
        &self,
        reader: impl Read + Send,
        contents: Contents,
        removed: Removed,
    ) -> Result<ImportReport, IndexError> {
        let mut lines = Lines::new(reader)?;
        read_header(&mut lines)?;
        let _writing = self.begin();
        let mut bulk = Bulk::begin(self, contents)?;
        let with_snapshots = contents != Contents::Sample;
        let stays_gone = AtomicU64::new(0);
        let is_replaced = self.meta()?.contents == Contents::Sample;
        let settle = |record: &mut Record| {
            if !is_replaced && let Some(tombstone) = self.tombstone_over(record, removed) {
                *record = tombstone;
                stays_gone.fetch_add(1, Ordering::Relaxed);
            }
            self.settle_alone(record);
        };
        let report = take_up(
            lines,
            self.store(),
            with_snapshots,
            settle,
            |records, encoded| bulk.store(records, encoded),
        )?;
        bulk.finish()?;
        let stays_gone = stays_gone.into_inner();
        Ok(ImportReport {
            repositories: report.repositories - stays_gone.min(report.repositories),
            stays_gone,
            ..report
        })
    }

    /// What is stored of a repository that left after the file was written, or that was
    /// removed by hand: an older file must not make it public again.
    fn tombstone_over(&self, record: &Record, removed: Removed) -> Option<Record> {
        let stored = self.store().record(&record.observation.id).ok()??;
        let gone = stored.gone?;
        let stays = if stored.is_removed() {
            removed == Removed::Stay
        } else {
            record.last_seen() <= gone.noticed_at
        };
        stays.then_some(stored)
    }

    /// Writes the whole catalogue, compressed. Gives back how many repositories
    /// it wrote. Writes to the catalogue wait for it.
    ///
    /// # Errors
    /// When the store can't be read or `writer` can't be written.
    pub fn export(&self, writer: impl Write) -> Result<u64, IndexError> {
        // Else a batch that is stored meanwhile could come out by halves.
        let _writing = self.begin();
        let failed = IndexError::io("the export");
        let mut encoder = zstd::stream::write::Encoder::new(writer, ZSTD_LEVEL).map_err(failed)?;
        // A file that is damaged later is then known by it.
        let failed = IndexError::io("the export");
        encoder.include_checksum(true).map_err(failed)?;
        write_line(
            &mut encoder,
            &Header {
                format: FORMAT.to_owned(),
                version: VERSION,
                contents: self.meta()?.contents,
                state: self.state()?,
            },
        )?;
        let mut written = 0;
        for record in self.store().records() {
            write_line(&mut encoder, &Line::Record(Box::new(record?)))?;
            written += 1;
        }
        for run in self.store().runs(usize::MAX, None)? {
            write_line(&mut encoder, &Line::Run(Box::new(run)))?;
        }
        for snapshot in self.store().snapshots() {
            write_line(&mut encoder, &Line::Snapshot(Box::new(snapshot?)))?;
        }
        encoder.finish().map_err(IndexError::io("the export"))?;
        Ok(written)
    }
}

/// What a backup says of itself in its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BackupHeader {
    pub(crate) contents: Contents,
    pub(crate) state: State,
}

/// What came of restoring a backup.
pub(crate) struct Restored {
    pub(crate) repositories: u64,
    /// What could not be read, the first of it: `None` when all of it could.
    pub(crate) fault: Option<String>,
}

/// Writes what a backup has into a store, over what the store has of the same
/// repositories. The store then holds what the backup says that it holds, and has seen
/// more writes than the backup and than `generation`.
///
/// # Errors
/// [`IndexError::NotACatalogue`] when nothing of the backup can be read.
pub(crate) fn restore(
    backup: impl Read + Send,
    store: &SledStore,
    generation: u64,
) -> Result<Restored, IndexError> {
    let mut lines = Lines::new(backup)?;
    let header = read_header(&mut lines)?;
    let mut meta = store.meta()?.unwrap_or_default();
    let as_it_is = |_: &mut Record| {};
    let report = take_up(lines, store, true, as_it_is, |records, encoded| {
        let observed = records.iter().map(|record| record.observation.observed_at);
        meta.as_of = meta.as_of.max(observed.max());
        store.write_encoded(records, encoded, &meta, false)
    })?;
    meta.contents = header.contents;
    meta.generation = meta.generation.max(header.state.generation).max(generation) + 1;
    store.write(&[], &meta, false)?;
    Ok(Restored {
        repositories: report.repositories,
        fault: report.bad_lines.into_iter().next(),
    })
}

/// How many repositories are in a backup, read to its end.
///
/// # Errors
/// [`IndexError::NotACatalogue`] when it breaks off or is damaged.
pub(crate) fn count_in(backup: impl Read + Send) -> Result<u64, IndexError> {
    let mut lines = Lines::new(backup)?;
    read_header(&mut lines)?;
    let mut records = 0;
    while let Some(line) = lines.next_line()? {
        records += u64::from(line.starts_with(RECORD_LINE));
    }
    Ok(records)
}

/// Reads what follows the header: records go to `keep` in batches once `ready` has had
/// each of them, reports and, unless they are not wanted, snapshots into the store. While
/// one batch is kept, which a single core does, the next one is made ready on all cores.
fn take_up(
    mut lines: Lines<'_>,
    store: &SledStore,
    with_snapshots: bool,
    ready: impl Fn(&mut Record) + Sync,
    mut keep: impl FnMut(&[Record], &[Encoded]) -> Result<(), IndexError>,
) -> Result<ImportReport, IndexError> {
    let mut report = ImportReport::default();
    let read = |line| read_line(line, store, &ready);
    thread::scope(|scope| {
        let (send, batches) = sync_channel::<Result<Vec<ReadLine>, IndexError>>(WAITING);
        scope.spawn(move || {
            loop {
                let batch = lines.next_batch();
                let batch: Result<Vec<_>, _> =
                    batch.and_then(|batch| batch.into_par_iter().map(read).collect());
                let is_last = !matches!(&batch, Ok(batch) if !batch.is_empty());
                // Nobody waits for more once something can't be kept.
                if send.send(batch).is_err() || is_last {
                    break;
                }
            }
        });
        for batch in batches {
            let batch = match batch {
                Err(error @ IndexError::NotACatalogue(_)) if report.repositories > 0 => {
                    report.bad_lines.push(error.to_string());
                    break;
                }
                batch => batch?,
            };
            let (mut records, mut encoded) = (Vec::new(), Vec::new());
            let mut snapshots = Vec::new();
            for line in batch {
                match line {
                    ReadLine::Record(record, bytes) => {
                        records.push(*record);
                        encoded.push(bytes);
                    }
                    ReadLine::Run(run) => {
                        report.runs += 1;
                        store.write_run(&run)?;
                    }
                    ReadLine::Snapshot(snapshot) => snapshots.push(*snapshot),
                    ReadLine::Bad(why) => report.bad_lines.push(why),
                }
            }
            if !records.is_empty() {
                report.repositories += records.len() as u64;
                keep(&records, &encoded)?;
            }
            if with_snapshots {
                report.snapshots += add_snapshots(snapshots, store)?;
            }
        }
        Ok(report)
    })
}

/// A line that is ready to be kept, or what is wrong with it.
enum ReadLine {
    Record(Box<Record>, Encoded),
    Run(Box<CrawlRun>),
    Snapshot(Box<Snapshot>),
    Bad(String),
}

fn read_line(
    (number, line): (u64, Vec<u8>),
    store: &SledStore,
    ready: impl Fn(&mut Record),
) -> Result<ReadLine, IndexError> {
    Ok(match serde_json::from_slice(&line) {
        Ok(Line::Record(mut record)) => {
            record.observation.bound();
            record.bury();
            ready(&mut record);
            let encoded = store.encode(&record)?;
            ReadLine::Record(record, encoded)
        }
        Ok(Line::Run(run)) => ReadLine::Run(run),
        Ok(Line::Snapshot(snapshot)) => ReadLine::Snapshot(snapshot),
        Err(error) => ReadLine::Bad(format!("line {number}: {error}")),
    })
}

/// Stores the snapshots of scopes and days that have none. Of two of one scope
/// and day the first counts.
fn add_snapshots(snapshots: Vec<Snapshot>, store: &SledStore) -> Result<u64, IndexError> {
    let mut new = Vec::new();
    let mut seen = HashSet::new();
    for snapshot in snapshots {
        let (scope, day) = (&snapshot.scope, snapshot.day);
        if store.snapshots_of(scope, day, day)?.is_empty() && seen.insert((scope.clone(), day)) {
            new.push(snapshot);
        }
    }
    if !new.is_empty() {
        store.write_snapshots(&new)?;
    }
    Ok(new.len() as u64)
}

fn write_line<T: Serialize>(writer: &mut impl Write, line: &T) -> Result<(), IndexError> {
    let mut text =
        serde_json::to_vec(line).map_err(|error| IndexError::Corrupt(error.to_string()))?;
    text.push(b'\n');
    writer
        .write_all(&text)
        .map_err(IndexError::io("the export"))
}

/// What a file says of the store that was written to it.
///
/// # Errors
/// As of an import.
pub(crate) fn header_in(file: impl Read + Send) -> Result<BackupHeader, IndexError> {
    let Header {
        contents, state, ..
    } = read_header(&mut Lines::new(file)?)?;
    Ok(BackupHeader { contents, state })
}

fn read_header(lines: &mut Lines<'_>) -> Result<Header, IndexError> {
    let line = lines.next_line()?.unwrap_or_default();
    match serde_json::from_slice::<Header>(&line) {
        Ok(header) if header.format == FORMAT && header.version <= VERSION => Ok(header),
        Ok(Header {
            format, version, ..
        }) if format == FORMAT => Err(IndexError::NotACatalogue(format!(
            "the file has version {version} of the format and this program knows up to {VERSION}; use a newer version of bronwijzer"
        ))),
        _ => Err(IndexError::NotACatalogue(format!(
            "the file does not start with a line {{\"format\":\"{FORMAT}\",…}}; use a file written by `bronwijzer export`"
        ))),
    }
}

/// Lines of bounded length, out of plain or compressed text.
struct Lines<'a> {
    reader: Box<dyn BufRead + Send + 'a>,
    number: u64,
    /// What is wrong with the line after those that were given.
    fault: Option<IndexError>,
}

impl<'a> Lines<'a> {
    fn new(reader: impl Read + Send + 'a) -> Result<Self, IndexError> {
        let mut reader = BufReader::new(reader);
        let start = reader.fill_buf().map_err(IndexError::io("the import"))?;
        let reader: Box<dyn BufRead + Send + 'a> = if start.starts_with(&ZSTD_MAGIC) {
            let decoder = zstd::stream::read::Decoder::with_buffer(reader)
                .map_err(IndexError::io("the import"))?;
            Box::new(BufReader::new(decoder))
        } else {
            Box::new(reader)
        };
        Ok(Self {
            reader,
            number: 0,
            fault: None,
        })
    }

    /// The next lines that are not empty, with their numbers; none at the end. What
    /// comes before a fault is given first.
    fn next_batch(&mut self) -> Result<Vec<(u64, Vec<u8>)>, IndexError> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH && bytes < BATCH_BYTES {
            match self.next_line() {
                Ok(Some(line)) if line.trim_ascii().is_empty() => {}
                Ok(Some(line)) => {
                    bytes += line.len();
                    batch.push((self.number, line));
                }
                Ok(None) => break,
                Err(error) if batch.is_empty() => return Err(error),
                Err(error) => {
                    self.fault = Some(error);
                    break;
                }
            }
        }
        Ok(batch)
    }

    /// The next line; `None` at the end.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, IndexError> {
        self.number += 1;
        let mut line = Vec::new();
        let read = (&mut self.reader)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .map_err(|error| {
                if is_damage(&error) {
                    self.fault(&format!("the file breaks off: {error}"))
                } else {
                    IndexError::io("the file")(error)
                }
            })?;
        if read as u64 == LONGEST_LINE {
            return Err(self.fault(&format!("a line is longer than {LONGEST_LINE} bytes")));
        }
        Ok((read > 0).then_some(line))
    }

    fn fault(&self, why: &str) -> IndexError {
        IndexError::NotACatalogue(format!("line {}: {why}", self.number))
    }
}
