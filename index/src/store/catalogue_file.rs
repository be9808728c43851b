//! The catalogue as a file: newline-delimited JSON, as text or compressed with
//! zstd. Backups, exports, imports and the sample all have this form.
//!
//! The first line is a header; each other line holds one record, one report, one
//! snapshot, or what people said. A backup has that as documents, with all that belongs to
//! members; what is made for others has public statements and what is public of members:
//!
//! ```json
//! {"format":"bronwijzer-catalogue","version":1,"contents":"crawled"}
//! {"record":{…}}
//! {"run":{…}}
//! {"snapshot":{…}}
//! {"document":{"table":"members",…}}
//! {"member":{…}}
//! {"statement":{…}}
//! ```

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::sync_channel;
use std::thread;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::run::CrawlRun;
use chrono::NaiveDate;
use rayon::iter::{IntoParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use super::documents::{Before, Document, DocumentWrite, Table};
use super::{Store, StoreError};
use crate::community::member::{Member, PublicMember};
use crate::community::statement::Statement;
use crate::files::is_damage;
use crate::model::{Contents, Record, Scope, Snapshot};

const FORMAT: &str = "bronwijzer-catalogue";
const VERSION: u32 = 1;

/// The longest line that is read, in bytes.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// Lines that are read and stored at once, and how many bytes of them.
const BATCH: usize = 2_000;
const BATCH_BYTES: usize = 32 * 1024 * 1024;

/// How many lines that could not be read are told of, and how long what is said of one may be,
/// in characters: a file of nothing else fills neither memory nor the log.
const MOST_BAD_LINES: usize = 100;
const LONGEST_REASON: usize = 300;

/// Batches that wait to be stored: memory is bounded by it.
const WAITING: usize = 1;

/// How a line with a record begins.
const RECORD_LINE: &[u8] = br#"{"record":"#;

/// A tenth larger than at 9, in a fifth of the time.
const ZSTD_LEVEL: i32 = 3;
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What a store holds, in so far as it tells whether another one holds the same: each
/// write of entries and reports changes it, and the first snapshot of a day. That day's
/// figures are taken again at each start, from entries that are the same.
///
/// Its order is the order in which the states of one store follow each other, whatever
/// the clock said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// The number of the last write.
    #[serde(rename = "generation")]
    pub(crate) number: u64,
    /// The name of its change feed, which no other store has.
    store: Option<String>,
    pub(crate) runs: u64,
    newest_run: Option<String>,
    pub(crate) newest_snapshot: Option<NaiveDate>,
    /// How often documents were written.
    pub(crate) documents: u64,
}

impl State {
    /// The state of a store.
    ///
    /// # Errors
    /// When it can't be read.
    pub(crate) fn of(store: &dyn Store) -> Result<Self, StoreError> {
        let snapshot = store.snapshot_until(&Scope::All, NaiveDate::MAX)?;
        Ok(Self {
            number: store.meta()?.unwrap_or_default().number,
            store: Some(store.log()?.name),
            runs: store.run_count()?,
            newest_run: store.runs(1, None)?.pop().map(|run| run.id),
            newest_snapshot: snapshot.map(|snapshot| snapshot.day),
            documents: store.document_number()?,
        })
    }
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    format: String,
    version: u32,
    pub(crate) contents: Contents,
    /// Of the store that was written to the file.
    #[serde(flatten)]
    pub(crate) state: State,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Record(Box<Record>),
    Run(Box<CrawlRun>),
    Snapshot(Box<Snapshot>),
    Document(Document),
    Member(PublicMember),
    Statement(Box<Statement>),
}

/// What a file carries of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carries {
    /// All that is kept: for the owner's own eyes.
    Everything,
    /// What everybody may see.
    Public,
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
    /// Statements that were taken up.
    pub statements: u64,
    /// Lines about members that were not taken up.
    pub left_out: u64,
    /// The first lines that could not be read, each with its number and why; they were
    /// passed over.
    pub bad_lines: Vec<String>,
    /// How many lines could not be read, with those that are not in `bad_lines`.
    pub skipped: u64,
}

impl ImportReport {
    /// Notes a line that could not be read.
    fn skip(&mut self, why: &str) {
        self.skipped += 1;
        if self.bad_lines.len() < MOST_BAD_LINES {
            self.bad_lines
                .push(why.chars().take(LONGEST_REASON).collect());
        }
    }
}

/// Writes all that a store holds, compressed. Gives back how many repositories it wrote.
///
/// # Errors
/// When the store can't be read or `writer` can't be written.
pub(crate) fn write_all(
    store: &dyn Store,
    writer: impl Write,
    carries: Carries,
) -> Result<u64, StoreError> {
    let mut encoder = encoder(writer)?;
    write_line(
        &mut encoder,
        &Header {
            format: FORMAT.to_owned(),
            version: VERSION,
            contents: store.meta()?.unwrap_or_default().contents,
            state: State::of(store)?,
        },
    )?;
    let mut written = 0;
    for record in store.records() {
        let mut record = record?;
        if matches!(carries, Carries::Public) {
            // The numbers of a catalogue are its own.
            record.renumber_events(None);
        }
        write_line(&mut encoder, &Line::Record(Box::new(record)))?;
        written += 1;
    }
    for run in store.runs(usize::MAX, None)? {
        write_line(&mut encoder, &Line::Run(Box::new(run)))?;
    }
    for snapshot in store.snapshots() {
        write_line(&mut encoder, &Line::Snapshot(Box::new(snapshot?)))?;
    }
    match carries {
        Carries::Everything => write_documents(store, &mut encoder)?,
        Carries::Public => write_public(store, &mut encoder)?,
    }
    encoder.finish().map_err(StoreError::io("the export"))?;
    Ok(written)
}

fn write_documents(store: &dyn Store, writer: &mut impl Write) -> Result<(), StoreError> {
    for table in Table::ALL {
        each_document(store, table, |key, value| {
            let value = read_json(&value)?;
            write_line(writer, &Line::Document(Document { table, key, value }))
        })?;
    }
    Ok(())
}

/// Public statements, and before them what is public of those who made or touched any.
fn write_public(store: &dyn Store, writer: &mut impl Write) -> Result<(), StoreError> {
    let mut statements: Vec<Statement> = Vec::new();
    each_document(store, Table::Statements, |_, value| {
        let statement: Statement = read_json(&value)?;
        if statement.is_public() {
            statements.push(statement);
        }
        Ok(())
    })?;
    let people: HashSet<&_> = statements.iter().flat_map(Statement::people).collect();
    each_document(store, Table::Members, |_, value| {
        let member: Member = read_json(&value)?;
        if people.contains(&member.id) {
            write_line(writer, &Line::Member(member.public()))?;
        }
        Ok(())
    })?;
    for statement in &statements {
        write_line(writer, &Line::Statement(Box::new(statement.clone())))?;
    }
    Ok(())
}

fn each_document(
    store: &dyn Store,
    table: Table,
    mut take: impl FnMut(String, Vec<u8>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut after: Option<String> = None;
    loop {
        let rows = store.documents(table, "", after.as_deref(), BATCH)?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after = Some(last.clone());
        for (key, value) in rows {
            take(key, value)?;
        }
    }
}

fn read_json<T: serde::de::DeserializeOwned>(value: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// How many repositories are in a backup, read to its end.
///
/// # Errors
/// [`StoreError::NotACatalogue`] when it breaks off or is damaged.
pub(crate) fn count_in(backup: impl Read + Send) -> Result<u64, StoreError> {
    let mut lines = Lines::new(backup)?;
    read_header(&mut lines)?;
    let mut records = 0;
    while let Some(line) = lines.next_line()? {
        records += u64::from(line.starts_with(RECORD_LINE));
    }
    Ok(records)
}

/// Reads what follows the header: records go to `keep` in batches once `ready` has had
/// each of them with what `stored` has of it, reports and those snapshots that `wants` takes
/// into the store, and what people said to `people`, which gives back how many statements it
/// took up. While one batch is kept, which a single core does, the next one is made ready on
/// all cores.
pub(crate) fn take_up(
    mut lines: Lines<'_>,
    store: &dyn Store,
    wants: impl Fn(&Snapshot) -> bool,
    stored: Option<&dyn Store>,
    ready: impl Fn(&mut Record, Option<&Record>) + Sync,
    mut keep: impl FnMut(&mut [Record]) -> Result<(), StoreError>,
    mut people: impl FnMut(Vec<Said>) -> Result<u64, StoreError>,
) -> Result<ImportReport, StoreError> {
    let mut report = ImportReport::default();
    let make_ready = |batch| -> Result<Vec<ReadLine>, StoreError> {
        let mut batch = read_lines(batch);
        let stored = match stored {
            Some(stored) => stored_of(stored, batch.iter().filter_map(ReadLine::record))?,
            None => HashMap::new(),
        };
        batch.par_iter_mut().for_each(|line| {
            if let ReadLine::Record(record) = line {
                let stored = stored.get(&record.observation.id);
                ready(record, stored);
            }
        });
        Ok(batch)
    };
    thread::scope(|scope| {
        let (send, batches) = sync_channel::<Result<Vec<ReadLine>, StoreError>>(WAITING);
        scope.spawn(move || {
            loop {
                let batch = lines.next_batch().and_then(make_ready);
                let is_last = !matches!(&batch, Ok(batch) if !batch.is_empty());
                // Nobody waits for more once something can't be kept.
                if send.send(batch).is_err() || is_last {
                    break;
                }
            }
        });
        for batch in batches {
            let batch = match batch {
                Err(error @ StoreError::NotACatalogue(_)) if report.repositories > 0 => {
                    report.skip(&error.to_string());
                    break;
                }
                batch => batch?,
            };
            let mut records = Vec::new();
            let mut snapshots = Vec::new();
            let mut said = Vec::new();
            for line in batch {
                match line {
                    ReadLine::Record(record) => records.push(*record),
                    ReadLine::Run(run) => {
                        report.runs += 1;
                        store.write_run(&run)?;
                    }
                    ReadLine::Snapshot(snapshot) if wants(&snapshot) => snapshots.push(*snapshot),
                    ReadLine::Snapshot(_) => {}
                    ReadLine::Said(one) => said.push(*one),
                    ReadLine::Bad(why) => report.skip(&why),
                }
            }
            if !records.is_empty() {
                report.repositories += records.len() as u64;
                keep(&mut records)?;
            }
            report.snapshots += add_snapshots(snapshots, store)?;
            if !said.is_empty() {
                report.statements += people(said)?;
            }
        }
        Ok(report)
    })
}

/// Reads a whole file, and gives all lines after the header to `take`, a batch at a time.
///
/// # Errors
/// [`StoreError::NotACatalogue`] at the first line that can't be read and where the file breaks
/// off; what reading it and `take` tell.
pub(crate) fn read_strictly(
    file: impl Read + Send,
    mut take: impl FnMut(Vec<ReadLine>) -> Result<(), StoreError>,
) -> Result<Header, StoreError> {
    let mut lines = Lines::new(file)?;
    let header = read_header(&mut lines)?;
    loop {
        let batch = lines.next_batch()?;
        if batch.is_empty() {
            return Ok(header);
        }
        let mut lines = read_lines(batch);
        let bad = lines
            .iter()
            .position(|line| matches!(line, ReadLine::Bad(_)));
        if let Some(at) = bad
            && let ReadLine::Bad(why) = lines.swap_remove(at)
        {
            return Err(StoreError::NotACatalogue(why));
        }
        take(lines)?;
    }
}

/// What a store has of records of a file, looked up at once.
///
/// # Errors
/// When the store fails.
pub(crate) fn stored_of<'a>(
    store: &dyn Store,
    records: impl Iterator<Item = &'a Record>,
) -> Result<HashMap<RepositoryId, Record>, StoreError> {
    let ids: Vec<_> = records
        .map(|record| record.observation.id.clone())
        .collect();
    let stored = store.records_of(&ids)?.into_iter();
    Ok(stored
        .map(|record| (record.observation.id.clone(), record))
        .collect())
}

/// What a line holds that can be written again as something else.
pub(crate) enum FileLine<'a> {
    /// A repository.
    Record(&'a mut Record),
    /// Of a backup, about people.
    Document(&'a mut Document),
    /// What is public of a member.
    Member(&'a PublicMember),
    /// A public statement.
    Statement(&'a mut Statement),
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rewritten {
    /// It stays, byte for byte.
    Same,
    /// It becomes what was made of it.
    Changed,
    /// It goes.
    Dropped,
}

/// Writes a whole file again, each line as `change` makes it; without a `writer` it only tells. The
/// header stays: it is a file of the same state. Gives back whether any line became another.
///
/// # Errors
/// [`StoreError::NotACatalogue`] when any line can't be read; what reading, writing and `change`
/// tell.
pub(crate) fn rewrite(
    file: impl Read + Send,
    writer: Option<impl Write>,
    change: &mut dyn FnMut(FileLine<'_>) -> Result<Rewritten, StoreError>,
) -> Result<bool, StoreError> {
    let mut lines = Lines::new(file)?;
    let header = read_header(&mut lines)?;
    let mut encoder = writer.map(encoder).transpose()?;
    if let Some(encoder) = &mut encoder {
        write_line(encoder, &header)?;
    }
    let mut is_changed = false;
    while let Some(bytes) = lines.next_line()? {
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let mut line: Line = serde_json::from_slice(&bytes)
            .map_err(|error| lines.fault(&format!("it can't be read: {error}")))?;
        let rewritten = match &mut line {
            Line::Record(record) => change(FileLine::Record(record))?,
            Line::Document(document) => change(FileLine::Document(document))?,
            Line::Member(member) => change(FileLine::Member(member))?,
            Line::Statement(statement) => change(FileLine::Statement(statement))?,
            Line::Run(_) | Line::Snapshot(_) => Rewritten::Same,
        };
        is_changed |= rewritten != Rewritten::Same;
        let Some(encoder) = &mut encoder else {
            continue;
        };
        match rewritten {
            Rewritten::Same => encoder
                .write_all(&bytes)
                .map_err(StoreError::io("the export"))?,
            Rewritten::Changed => write_line(encoder, &line)?,
            Rewritten::Dropped => {}
        }
    }
    if let Some(encoder) = encoder {
        encoder.finish().map_err(StoreError::io("the export"))?;
    }
    Ok(is_changed)
}

/// What compresses a file. One that is damaged later is known by its checksum.
fn encoder<W: Write>(writer: W) -> Result<zstd::stream::write::Encoder<'static, W>, StoreError> {
    let failed = StoreError::io("the export");
    let mut encoder = zstd::stream::write::Encoder::new(writer, ZSTD_LEVEL).map_err(failed)?;
    let failed = StoreError::io("the export");
    encoder.include_checksum(true).map_err(failed)?;
    Ok(encoder)
}

/// A line that is ready to be kept, or what is wrong with it.
pub(crate) enum ReadLine {
    Record(Box<Record>),
    Run(Box<CrawlRun>),
    Snapshot(Box<Snapshot>),
    Said(Box<Said>),
    Bad(String),
}

impl ReadLine {
    /// The record that it holds.
    pub(crate) fn record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) => Some(record),
            _ => None,
        }
    }
}

/// A line of a file about people.
pub(crate) enum Said {
    /// Of a backup.
    Document(Document),
    /// What is public of a member.
    Member(PublicMember),
    /// A public statement.
    Statement(Box<Statement>),
}

/// The write of what a backup has; `None` of what is in no backup.
pub(super) fn write_of(said: Said) -> Option<DocumentWrite> {
    let Said::Document(Document { table, key, value }) = said else {
        return None;
    };
    Some(DocumentWrite {
        table,
        key,
        before: Before::Any,
        value: Some(serde_json::to_vec(&value).ok()?),
    })
}

/// Reads lines on all cores.
fn read_lines(batch: Vec<(u64, Vec<u8>)>) -> Vec<ReadLine> {
    batch.into_par_iter().map(read_line).collect()
}

fn read_line((number, line): (u64, Vec<u8>)) -> ReadLine {
    match serde_json::from_slice(&line) {
        Ok(Line::Record(mut record)) => {
            record.bound();
            record.bury();
            ReadLine::Record(record)
        }
        Ok(Line::Run(run)) => ReadLine::Run(run),
        Ok(Line::Snapshot(snapshot)) => ReadLine::Snapshot(snapshot),
        Ok(Line::Document(document)) => ReadLine::Said(Box::new(Said::Document(document))),
        Ok(Line::Member(member)) => ReadLine::Said(Box::new(Said::Member(member))),
        Ok(Line::Statement(statement)) => ReadLine::Said(Box::new(Said::Statement(statement))),
        Err(error) => ReadLine::Bad(format!("line {number}: {error}")),
    }
}

/// For the fuzzer: the records of a file, whatever its first line says.
#[cfg(any(test, fuzzing))]
pub(super) fn read_any(mut lines: Lines<'_>) -> Vec<Record> {
    let _ = read_header(&mut lines);
    let mut records = Vec::new();
    while let Ok(batch) = lines.next_batch()
        && !batch.is_empty()
    {
        for line in batch {
            if let ReadLine::Record(record) = read_line(line) {
                records.push(*record);
            }
        }
    }
    records
}

/// Stores the snapshots of scopes and days that have none. Of two of one scope
/// and day the first counts.
fn add_snapshots(snapshots: Vec<Snapshot>, store: &dyn Store) -> Result<u64, StoreError> {
    let places: Vec<_> = snapshots
        .iter()
        .map(|snapshot| (snapshot.scope.clone(), snapshot.day))
        .collect();
    let kept = store.has_snapshots(&places)?;
    let mut seen = HashSet::new();
    let mut new = Vec::new();
    for ((snapshot, place), is_kept) in snapshots.into_iter().zip(places).zip(kept) {
        if !is_kept && seen.insert(place) {
            new.push(snapshot);
        }
    }
    if !new.is_empty() {
        store.write_snapshots(&new)?;
    }
    Ok(new.len() as u64)
}

fn write_line<T: Serialize>(writer: &mut impl Write, line: &T) -> Result<(), StoreError> {
    let mut text =
        serde_json::to_vec(line).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    text.push(b'\n');
    writer
        .write_all(&text)
        .map_err(StoreError::io("the export"))
}

/// What a file says of itself in its first line.
///
/// # Errors
/// As of an import.
pub(crate) fn header_in(file: impl Read + Send) -> Result<Header, StoreError> {
    read_header(&mut Lines::new(file)?)
}

pub(crate) fn read_header(lines: &mut Lines<'_>) -> Result<Header, StoreError> {
    let line = lines.next_line()?.unwrap_or_default();
    match serde_json::from_slice::<Header>(&line) {
        Ok(header) if header.format == FORMAT && header.version <= VERSION => Ok(header),
        Ok(Header {
            format, version, ..
        }) if format == FORMAT => Err(StoreError::NotACatalogue(format!(
            "the file has version {version} of the format and this program knows up to {VERSION}; use a newer version of bronwijzer"
        ))),
        _ => Err(StoreError::NotACatalogue(format!(
            "the file does not start with a line {{\"format\":\"{FORMAT}\",…}}; use a file written by `bronwijzer export`"
        ))),
    }
}

/// Lines of bounded length, out of plain or compressed text.
pub(crate) struct Lines<'a> {
    reader: Box<dyn BufRead + Send + 'a>,
    number: u64,
    /// What is wrong with the line after those that were given.
    fault: Option<StoreError>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(reader: impl Read + Send + 'a) -> Result<Self, StoreError> {
        let mut reader = BufReader::new(reader);
        let start = reader.fill_buf().map_err(StoreError::io("the import"))?;
        let reader: Box<dyn BufRead + Send + 'a> = if start.starts_with(&ZSTD_MAGIC) {
            let decoder = zstd::stream::read::Decoder::with_buffer(reader)
                .map_err(StoreError::io("the import"))?;
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
    fn next_batch(&mut self) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
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
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        self.number += 1;
        let mut line = Vec::new();
        let read = (&mut self.reader)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .map_err(|error| {
                if is_damage(&error) {
                    self.fault(&format!("the file breaks off: {error}"))
                } else {
                    StoreError::io("the file")(error)
                }
            })?;
        if read as u64 == LONGEST_LINE {
            return Err(self.fault(&format!("a line is longer than {LONGEST_LINE} bytes")));
        }
        Ok((read > 0).then_some(line))
    }

    fn fault(&self, why: &str) -> StoreError {
        StoreError::NotACatalogue(format!("line {}: {why}", self.number))
    }
}
