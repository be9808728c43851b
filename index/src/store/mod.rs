//! The system of record: what a store is, whichever database keeps it.
//!
//! [`contract`] tells one story of every store.

mod backup;
pub(crate) mod catalogue_file;
#[cfg(test)]
mod contract;
mod digest;
pub(crate) mod documents;
mod error;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
#[cfg(test)]
pub(crate) mod memory;
mod postgres;
mod replace;
pub(crate) mod sharing;
mod sled;
mod transfer;

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{AccountMemory, Known};
use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::model::{Log, Meta, Record, Row, Scope, Snapshot};

pub use self::postgres::Address;
pub(crate) use self::replace::People;
pub(crate) use self::sled::Guard;
use self::sled::SledStore;
use crate::verify::{Verification, Watch};
use catalogue_file::{FileLine, Rewritten};
use documents::{DocumentWrite, Table};
pub use error::StoreError;
use postgres::PostgresStore;
use sharing::Sharing;
use transfer::Transfer;
pub use transfer::{MoveWatch, Moved, MovedPart};

/// How long reports of runs are kept, in days.
const RUN_DAYS: u64 = 365;

/// The text of a day by which snapshots are kept, and which sorts as the days do: from year 0
/// to 9999, and others are taken to be at these ends.
fn day_key(day: NaiveDate) -> String {
    match day.year() {
        0..=9999 => day.format("%Y-%m-%d").to_string(),
        ..0 => "0000-00-00".to_owned(),
        _ => "9999-99-99".to_owned(),
    }
}

/// Every record, in no particular order.
pub(crate) type Records<'a> = Box<dyn Iterator<Item = Result<Record, StoreError>> + 'a>;

/// Every snapshot, in no particular order.
pub(crate) type Snapshots<'a> = Box<dyn Iterator<Item = Result<Snapshot, StoreError>> + 'a>;

/// What whoever only shows something can read of a store. Reads see the last finished write and
/// don't wait for one that is under way. Calls block.
pub(crate) trait Reads: Send + Sync {
    /// The records with these ids, in this order, without those that there are none of.
    fn records_of(&self, ids: &[RepositoryId]) -> Result<Vec<Record>, StoreError>;

    /// The repository that each address leads to, current or former, in this order.
    fn ids_at(&self, address_keys: &[String]) -> Result<Vec<Option<RepositoryId>>, StoreError>;

    /// What runs tell about one account.
    fn account(&self, account: &AccountUrl) -> Result<Option<AccountMemory>, StoreError>;

    /// At most `first` of the last changes of repositories with their numbers:
    /// those with a larger number than `after`, in order.
    fn changes(&self, after: u64, first: usize) -> Result<Vec<(u64, Row)>, StoreError>;

    /// The number of the last change before a moment; 0 when there is none.
    fn last_change_before(&self, moment: DateTime<Utc>) -> Result<u64, StoreError>;

    /// Which list of changes there is, and where it ends.
    fn log(&self) -> Result<Log, StoreError>;

    /// What is known of the whole; `None` before the first write.
    fn meta(&self) -> Result<Option<Meta>, StoreError>;

    /// One report.
    fn run(&self, id: &str) -> Result<Option<CrawlRun>, StoreError>;

    /// Reports, newest first, starting after the one with the id `after`.
    fn runs(&self, first: usize, after: Option<&str>) -> Result<Vec<CrawlRun>, StoreError>;

    /// How many reports there are.
    fn run_count(&self) -> Result<u64, StoreError>;

    /// The snapshots of a scope from one day up to and with another, the
    /// oldest first.
    fn snapshots_of(
        &self,
        scope: &Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Snapshot>, StoreError>;

    /// Whether there is a snapshot of each of these scopes and days, in this order.
    fn has_snapshots(&self, places: &[(Scope, NaiveDate)]) -> Result<Vec<bool>, StoreError> {
        let mut kept = Vec::with_capacity(places.len());
        for (scope, day) in places {
            kept.push(!self.snapshots_of(scope, *day, *day)?.is_empty());
        }
        Ok(kept)
    }

    /// The days that there is a snapshot of a scope of, the oldest first, up to the
    /// year 9999.
    fn snapshot_days(&self, scope: &Scope) -> Result<Vec<NaiveDate>, StoreError>;

    /// The last snapshot of a scope on or before a day.
    fn snapshot_until(&self, scope: &Scope, day: NaiveDate)
    -> Result<Option<Snapshot>, StoreError>;

    /// One document.
    fn document(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// At most `first` documents of a table whose keys begin with `prefix`, in the order of
    /// their keys, behind the key `after`.
    fn documents(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// One record.
    fn record(&self, id: &RepositoryId) -> Result<Option<Record>, StoreError> {
        Ok(self.records_of(std::slice::from_ref(id))?.pop())
    }

    /// The repository that one address leads to.
    fn id_at(&self, address_key: &str) -> Result<Option<RepositoryId>, StoreError> {
        Ok(self.ids_at(&[address_key.to_owned()])?.pop().flatten())
    }
}

/// Keeps records, the addresses that lead to them, run reports, snapshots and documents.
///
/// Contract: a write is durable when the call returns, and is made whole or not
/// at all. Each record that is written gets the next number of one sequence, and so
/// does a write without records: numbers grow in the order in which writes can be read.
/// Keys of addresses are as [`RepositoryUrl::key`] makes them; the UUID of a record is one too,
/// as a URN, and leads to the first that had it. Calls block.
///
/// [`RepositoryUrl::key`]: bronwijzer_crawler::address::RepositoryUrl::key
pub(crate) trait Store: Reads {
    /// The same reads for whoever only shows what comes of them. A replica may answer them, and
    /// then they may be older than the last write of another process, but never than what this
    /// process wrote or read before. What is read for a write is not to come from here.
    fn shown(&self) -> &dyn Reads;

    /// Which store this is: a search index of another one is of no use to it.
    fn identity(&self) -> Result<String, StoreError>;

    /// What is known of the repositories last seen under an account.
    fn known_under(&self, account: &AccountUrl) -> Result<Vec<Known>, StoreError>;

    /// What runs tell about accounts; those never tried are left out.
    fn accounts(&self) -> Result<Vec<AccountMemory>, StoreError>;

    /// Every record, in no particular order.
    fn records(&self) -> Records<'_>;

    /// At most `first` of the records that were written last after `number`, each with
    /// its number, in order: what an index that holds everything up to `number` lacks.
    fn written_after(
        &self,
        number: u64,
        first: usize,
    ) -> Result<Vec<(u64, RepositoryId)>, StoreError>;

    /// Writes records together with `meta`, and the changes that this brings.
    /// `clear_first` drops every record and address that is there and begins the list of
    /// changes anew, in the same write. The number and content of `meta` are the store's to
    /// fill in, where a larger number is gone on from: gives back what it wrote.
    fn write(&self, records: &[Record], meta: &Meta, clear_first: bool)
    -> Result<Meta, StoreError>;

    /// Writes the report of a run and what it tells about accounts, and drops
    /// reports that are too old to keep.
    fn write_run(&self, run: &CrawlRun) -> Result<(), StoreError>;

    /// Writes what runs tell about accounts, each in the place of what is there.
    fn write_accounts(&self, accounts: &[AccountMemory]) -> Result<(), StoreError>;

    /// Writes snapshots, each in the place of one of the same scope and day.
    /// They are never dropped: not for their age, nor when records are cleared.
    fn write_snapshots(&self, snapshots: &[Snapshot]) -> Result<(), StoreError>;

    /// Every snapshot, in no particular order.
    fn snapshots(&self) -> Snapshots<'_>;

    /// Writes documents, in this order, and counts one write more: all or, where what is
    /// there is not what a write expects, none and [`StoreError::Conflict`].
    fn write_documents(&self, writes: &[DocumentWrite]) -> Result<(), StoreError>;

    /// How often documents were written.
    fn document_number(&self) -> Result<u64, StoreError>;

    /// The version of its schema; `None` of a store whose schema has none.
    fn schema_version(&self) -> Option<i32> {
        None
    }

    /// What processes that share it can ask. `None` of a store that one process has alone: the
    /// next one that opens it is refused with [`StoreError::InUse`].
    fn sharing(&self) -> Option<&dyn Sharing> {
        None
    }

    /// Reads everything, and adds what does not hold to `report`.
    fn verify(&self, report: &mut Verification, watch: Watch<'_>) -> Result<(), StoreError>;

    /// Writes a new backup beside the store, and drops older ones.
    fn backup(&self) -> Result<PathBuf, StoreError>;

    /// The backup that has all that the store holds, a new one where there is none.
    fn backup_of_now(&self) -> Result<PathBuf, StoreError>;

    /// The files of backups beside the store, damaged ones too, in no particular order.
    fn backup_files(&self) -> Result<Vec<PathBuf>, StoreError>;
}

/// A store that was opened, and what a person should know of how it came about: nothing
/// in the usual case.
pub(crate) struct OpenedStore {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) notices: Vec<String>,
}

/// What the identity of a store begins with that several processes can have open.
const SHARED: &str = "postgres:";

/// Whether several processes can have the store with this identity open.
pub(crate) fn is_shared(identity: &str) -> bool {
    identity.starts_with(SHARED)
}

/// Where the store of a catalogue is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum StoreConfig {
    /// In the data folder.
    #[default]
    Sled,
    /// In PostgreSQL. Backups and the search index are in the data folder all the same.
    Postgres(Address),
}

/// Opens the store of the data folder `dir`, or makes an empty one. What is only shown may be read
/// from `replica`, where it is in PostgreSQL. `index_number` is the
/// number of the last write that the search index holds, by which a store in the folder is known
/// that lost some. `damage` tells what is wrong with that where it is known already: it is
/// replaced then by what can be read of it and of the backups.
///
/// # Errors
/// [`StoreError::InUse`] and [`StoreError::Io`], and [`StoreError::Unrestorable`] when
/// there was a catalogue and nothing of it can be read; of a store in PostgreSQL
/// [`StoreError::Address`], [`StoreError::Unavailable`] and [`StoreError::Newer`]. Nothing was
/// changed then.
pub(crate) fn open(
    config: &StoreConfig,
    replica: Option<&Address>,
    dir: &Path,
    index_number: u64,
    now: DateTime<Utc>,
    damage: Option<String>,
) -> Result<OpenedStore, StoreError> {
    match config {
        StoreConfig::Sled => {
            if let Some(from) = self::sled::moving_into(dir)? {
                return Err(StoreError::move_unfinished(&from));
            }
            let (store, notices) = self::sled::sound_store(dir, index_number, now, damage)?;
            Ok(OpenedStore {
                store: Arc::new(store),
                notices,
            })
        }
        StoreConfig::Postgres(address) => {
            let mut store = PostgresStore::open(address, dir)?.alone_in(dir)?;
            if let Some(replica) = replica {
                store.read_from(replica)?;
            }
            Ok(OpenedStore {
                store: Arc::new(store),
                notices: Vec::new(),
            })
        }
    }
}

/// A store that is looked at and not changed.
pub(crate) struct Inspected {
    pub(crate) store: Arc<dyn Store>,
    /// Of a copy. To be dropped after the store.
    pub(crate) guard: Option<Guard>,
}

/// Looks at the store and the backups of the data folder `dir`, and adds what does not hold
/// to `report`; nothing is changed. `index_number` is the number of the last write that the
/// search index holds. `None` when there is nothing that can be opened.
///
/// # Errors
/// [`StoreError::InUse`] while another process has it open, and [`StoreError::Io`]; as of
/// [`open`] of a store in PostgreSQL.
pub(crate) fn inspect(
    config: &StoreConfig,
    dir: &Path,
    index_number: u64,
    report: &mut Verification,
    watch: Watch<'_>,
) -> Result<Option<Inspected>, StoreError> {
    match config {
        StoreConfig::Sled => {
            let Some(copied) = self::sled::inspect(dir, index_number, report, watch)? else {
                return Ok(None);
            };
            copied.store.verify(report, watch)?;
            Ok(Some(Inspected {
                store: Arc::new(copied.store),
                guard: Some(copied.guard),
            }))
        }
        StoreConfig::Postgres(address) => {
            verify_backups(dir, report, watch)?;
            let store = PostgresStore::open(address, dir)?.alone_in(dir)?;
            store.verify(report, watch)?;
            Ok(Some(Inspected {
                store: Arc::new(store),
                guard: None,
            }))
        }
    }
}

/// What a store in PostgreSQL is like, as somebody sees it who changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaSeen {
    /// The version of PostgreSQL.
    pub server: String,
    /// The version of the schema; `None` where there is no store yet.
    pub found: Option<i32>,
    /// The newest version that this program knows.
    pub newest: i32,
}

/// Looks at the store at an address, and changes nothing.
///
/// # Errors
/// [`StoreError::Address`] and [`StoreError::Unavailable`], and when the database refuses.
pub fn look_at_store(address: &Address) -> Result<SchemaSeen, StoreError> {
    self::postgres::look(address)
}

/// What a replica of a store in PostgreSQL is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicaSeen {
    /// The version of PostgreSQL.
    pub server: String,
    /// Whether it follows another server.
    pub is_standby: bool,
    /// Whether it has the store of which it is to be a replica.
    pub is_of_the_store: bool,
    /// How many writes it is behind.
    pub writes_behind: u64,
}

/// Looks at a replica of the store at an address, and changes nothing.
///
/// # Errors
/// As of [`look_at_store`], and when either has no store.
pub fn look_at_replica(address: &Address, replica: &Address) -> Result<ReplicaSeen, StoreError> {
    self::postgres::look_at_replica(address, replica)
}

/// Where a store is moved from, or to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorePlace {
    /// In this data folder.
    Folder(PathBuf),
    /// In PostgreSQL.
    Postgres(Address),
}

impl fmt::Display for StorePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(dir) => write!(f, "{}", dir.display()),
            Self::Postgres(address) => write!(f, "{address}"),
        }
    }
}

impl StorePlace {
    fn open(&self) -> Result<Box<dyn Transfer>, StoreError> {
        Ok(match self {
            Self::Folder(dir) => Box::new(SledStore::open(dir)?),
            // Nothing of it is in a folder while it is moved.
            Self::Postgres(address) => {
                Box::new(PostgresStore::open_to_move(address, Path::new(""))?)
            }
        })
    }
}

/// Moves all that a store holds into another one, which has to be empty, and compares each row.
/// The first stays as it is. A move that was stopped goes on where it was. Nobody may use either
/// of them meanwhile.
///
/// # Errors
/// [`StoreError::Refused`] when there is nothing to move, something is in its way, or the first
/// store is written to meanwhile; when a store can't be opened or fails.
pub fn move_store(
    from: &StorePlace,
    to: &StorePlace,
    watch: MoveWatch<'_>,
) -> Result<Moved, StoreError> {
    if let StorePlace::Folder(dir) = from
        && !dir.join("store").exists()
    {
        return Err(StoreError::Refused(format!(
            "there is no store in {from}, so nothing was moved"
        )));
    }
    let (source, target) = (from.open()?, to.open()?);
    transfer::move_all(&*source, &*target, &from.to_string(), watch)
}

/// Reads every backup in the data folder `dir` to its end, and adds what does not hold to
/// `report`.
///
/// # Errors
/// [`StoreError::Io`] for trouble with the disk.
pub(crate) fn verify_backups(
    dir: &Path,
    report: &mut Verification,
    watch: Watch<'_>,
) -> Result<(), StoreError> {
    self::sled::verify_backups(dir, report, watch).map(drop)
}

/// Sets aside the backups that a report found damaged, under another name. Gives back which.
///
/// # Errors
/// When one can't be renamed.
pub(crate) fn set_aside_damaged_backups(
    dir: &Path,
    report: &Verification,
) -> Result<Vec<String>, StoreError> {
    self::sled::set_aside_damaged(dir, report)
}

/// Has the next start read all of the store and the index in the data folder `dir`.
///
/// # Errors
/// When the lists of files can't be removed.
pub(crate) fn distrust_files(dir: &Path) -> Result<(), StoreError> {
    self::sled::distrust_files(dir)
}

/// Opens the store in the data folder `dir` once, and closes it. What was written since
/// it was last opened is gone through when it is opened, which takes seconds after much
/// was written: this spends them before a server has to. Nothing in it changes.
///
/// # Errors
/// [`StoreError::InUse`] while a catalogue has it open; others as [`open`].
pub(crate) fn tidy(config: &StoreConfig, dir: &Path) -> Result<(), StoreError> {
    match config {
        StoreConfig::Sled => self::sled::SledStore::open(dir).map(drop),
        // The server does that.
        StoreConfig::Postgres(_) => Ok(()),
    }
}

/// Writes a backup again, each line as `change` makes it; it is replaced as a whole, or stays
/// where no line becomes another. Gives back whether one did.
///
/// # Errors
/// [`StoreError::NotACatalogue`] when any of it can't be read, and [`StoreError::Io`] when it
/// can't be written. It stays as it was then.
pub(crate) fn rewrite_backup(
    path: &Path,
    change: &mut dyn FnMut(FileLine<'_>) -> Result<Rewritten, StoreError>,
) -> Result<bool, StoreError> {
    backup::rewrite(path, change)
}

/// A store that was made of a file, beside the one that is in use.
#[must_use]
pub(crate) struct Replacement(NewStore);

enum NewStore {
    /// In the data folder.
    Sled(self::sled::NewStore),
    /// In a schema of its own.
    Postgres(self::postgres::NewSchema),
}

impl Replacement {
    /// Makes it beside the store of the data folder `dir`, which is open as `current`. Each
    /// record of the file becomes what `decide` makes of it and of what `current` has; tombstones that the file does
    /// not know, reports and snapshots of `current` are taken over.
    ///
    /// # Errors
    /// When a line of the file can't be read, the store fails or the disk is full. Nothing
    /// was changed then.
    pub(crate) fn make(
        config: &StoreConfig,
        dir: &Path,
        current: &dyn Store,
        file: impl Read + Send,
        people: People,
        decide: impl Fn(&mut Record, Option<&Record>) + Sync,
    ) -> Result<Self, StoreError> {
        Ok(Self(match config {
            StoreConfig::Sled => NewStore::Sled(self::sled::NewStore::make(
                dir, current, file, people, decide,
            )?),
            StoreConfig::Postgres(address) => NewStore::Postgres(self::postgres::NewSchema::make(
                address, dir, current, file, people, decide,
            )?),
        }))
    }

    /// Puts it in the place of the store, which nobody may have open.
    ///
    /// # Errors
    /// When a folder or schema can't be renamed. The next start goes on where this stopped.
    pub(crate) fn put_in_place(self, now: DateTime<Utc>) -> Result<(), StoreError> {
        match self.0 {
            NewStore::Sled(store) => store.put_in_place(now),
            NewStore::Postgres(schema) => schema.put_in_place(),
        }
    }
}

/// How much the records in the data folder `dir` take as they are stored.
#[cfg(test)]
pub(crate) fn bytes_of_records(dir: &Path) -> usize {
    self::sled::SledStore::open(dir)
        .unwrap()
        .bytes_of_records()
        .unwrap()
}
