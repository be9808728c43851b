//! The store in PostgreSQL, in the schema `bronwijzer` of a database of its own or another's.
//! What is in which table stands in [`migrations`]; backups are files in the data folder, as
//! of every store.
//!
//! Each write is one transaction that begins by locking one row, so that writes of several
//! processes come one after the other, and the numbers that they give in the order in which
//! they can be read. A write that is interrupted is made again; by the row that it leaves in
//! `made_writes` one is known that was made although its answer got lost.

mod address;
mod connection;
mod connector;
mod documents;
mod keys;
mod migrations;
mod reader;
mod records;
mod replace;
mod replica;
mod runs;
mod sharing;
mod snapshots;
mod transfer;
mod verify;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use aws_lc_rs::rand;
use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{AccountMemory, Known};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub use self::address::Address;
use self::connection::{Database, Transaction, params};
use self::reader::{HasReader, Reader};
pub(super) use self::replace::NewSchema;
use self::replica::Replica;
use self::sharing::Shared;
use super::documents::DocumentWrite;
use super::sharing::Sharing;
use super::transfer::Transfer;
use super::{
    Reads, Records, ReplicaSeen, SHARED, SchemaSeen, Snapshots, Store, StoreError, backup,
};
use crate::model::{Meta, Record, Snapshot};
use crate::verify::{Verification, Watch};

/// The schema that holds the tables.
const SCHEMA: &str = "bronwijzer";

/// How often the lock on a data folder is tried, and how long between two tries.
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

/// A catalogue's store in one database.
pub(super) struct PostgresStore {
    database: Database,
    /// Reads of the database itself.
    own: Reader,
    /// Reads of who only shows something.
    shown: Reader,
    shared: Shared,
    /// Where backups are.
    backups: PathBuf,
    /// The lock on the data folder, where this has it; let go of when it is dropped.
    lock: Option<File>,
}

impl PostgresStore {
    /// Opens the store at an address, or makes it. Its backups are in the data folder `dir`.
    ///
    /// # Errors
    /// [`StoreError::Address`] when the address or the database can't be used,
    /// [`StoreError::Unavailable`] when nobody answers there, [`StoreError::Newer`] when a
    /// newer version has written it, and [`StoreError::Refused`] while it is being moved to.
    pub(super) fn open(address: &Address, dir: &Path) -> Result<Self, StoreError> {
        let store = Self::open_to_move(address, dir)?;
        match store.moving_from()? {
            Some(from) => Err(StoreError::move_unfinished(&from)),
            None => Ok(store),
        }
    }

    /// Like [`PostgresStore::open`], also while it is being moved to.
    ///
    /// # Errors
    /// As there.
    pub(super) fn open_to_move(address: &Address, dir: &Path) -> Result<Self, StoreError> {
        Self::open_in(SCHEMA, address, dir)
    }

    /// Keeps others from the data folder `dir` for as long as this lives: of a store in it that
    /// has a lock too, and the search index and the backups are one process's.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another process has it, and [`StoreError::Io`].
    pub(super) fn alone_in(mut self, dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join("lock");
        let file = File::options().create(true).append(true).open(&path);
        let file = file.map_err(StoreError::io(&path))?;
        for tried in 1..=LOCK_TRIES {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if tried < LOCK_TRIES => thread::sleep(LOCK_PAUSE),
                Err(TryLockError::WouldBlock) => return Err(StoreError::InUse(dir.to_owned())),
                Err(TryLockError::Error(error)) => return Err(StoreError::io(path)(error)),
            }
        }
        self.lock = Some(file);
        Ok(self)
    }

    /// Has a replica answer from now on who only shows something.
    ///
    /// # Errors
    /// [`StoreError::Address`] when its address has certificates that can't be read, and when the
    /// store can't be read. A replica that can't be reached is no error.
    pub(super) fn read_from(&mut self, replica: &Address) -> Result<(), StoreError> {
        let floor = self.database.keep_floor();
        let (reached, _) = self.database.read_once("SELECT 1", Vec::new())?;
        floor.raise(&reached);
        let replica = Replica::new(replica, SCHEMA, reached, floor)?;
        self.shown.replica = Some(Arc::new(replica));
        Ok(())
    }

    /// Opens the store in a schema, or makes it.
    fn open_in(schema: &str, address: &Address, dir: &Path) -> Result<Self, StoreError> {
        let database = Database::new(address, schema)?;
        let opened = migrations::migrate(&database, schema)?;
        let (server, newest) = (&opened.server, migrations::NEWEST);
        match opened.found {
            0 => tracing::info!(
                "made a store in PostgreSQL {server} at {address}, schema version {newest}"
            ),
            found if found < newest => tracing::info!(
                "brought the store in PostgreSQL {server} at {address} from schema version \
                 {found} to {newest}"
            ),
            found => tracing::debug!(
                "the store is in PostgreSQL {server} at {address}, schema version {found}"
            ),
        }
        let own = Reader {
            database: database.clone(),
            replica: None,
        };
        Ok(Self {
            database,
            shown: own.clone(),
            own,
            shared: Shared::default(),
            backups: dir.join("backups"),
            lock: None,
        })
    }
}

/// Looks at a replica of a store, and changes nothing.
///
/// # Errors
/// As of [`look`], and when either has no store.
pub(super) fn look_at_replica(
    address: &Address,
    replica: &Address,
) -> Result<ReplicaSeen, StoreError> {
    let database = Database::new(&replica.for_reading(), SCHEMA)?;
    let server = migrations::look(&database)?.server;
    let is_standby = database.read_one("SELECT pg_is_in_recovery()", Vec::new)?;
    // Asked first: what is written from here on does not count.
    let (there, _) = Database::new(address, SCHEMA)?.read_once("SELECT 1", Vec::new())?;
    let (reached, _) = database.read_once("SELECT 1", Vec::new())?;
    Ok(ReplicaSeen {
        server,
        is_standby: is_standby.is_some_and(|row| row.get(0)),
        is_of_the_store: reached.is_of_the_store_of(&there),
        writes_behind: reached.writes_behind(&there),
    })
}

/// Looks at the store at an address, and changes nothing.
///
/// # Errors
/// As of [`PostgresStore::open`].
pub(super) fn look(address: &Address) -> Result<SchemaSeen, StoreError> {
    migrations::look(&Database::new(address, SCHEMA)?)
}

fn corrupt(why: &impl ToString) -> StoreError {
    StoreError::Corrupt(why.to_string())
}

fn no_state() -> StoreError {
    corrupt(&"the row of the table `state` is missing")
}

fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| corrupt(&error))
}

fn from_json<T: DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| corrupt(&error))
}

/// A number as PostgreSQL has it: half of them.
fn sql_number(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| corrupt(&format!("the number {number} is too large")))
}

fn number_of(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| corrupt(&format!("the number {number} is negative")))
}

/// How many rows at most.
fn limit(first: usize) -> i64 {
    i64::try_from(first).unwrap_or(i64::MAX)
}

/// A UUID of random bits.
fn new_uuid() -> Result<Uuid, StoreError> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes)
        .map_err(|_| StoreError::Failed("the system gives no random numbers".to_owned()))?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

/// Whether a write was made, and what is known of the whole since, as JSON. The lock that such
/// writes take is held.
fn made_before(
    transaction: &mut Transaction,
    write: Uuid,
) -> Result<Option<Option<String>>, StoreError> {
    let made = transaction.query(
        "SELECT meta::text FROM made_writes WHERE id = $1",
        params![write],
    )?;
    Ok(made.first().map(|row| row.get(0)))
}

/// Notes that a write is made, in its transaction.
fn note_made(
    transaction: &mut Transaction,
    write: Uuid,
    meta: Option<&Meta>,
) -> Result<(), StoreError> {
    transaction.query(
        "WITH old AS (DELETE FROM made_writes WHERE made_at < now() - interval '1 hour') \
         INSERT INTO made_writes (id, meta) VALUES ($1, $2::text::json)",
        params![write, meta.map(to_json).transpose()?],
    )?;
    Ok(())
}

impl HasReader for PostgresStore {
    fn reader(&self) -> &Reader {
        &self.own
    }
}

impl Store for PostgresStore {
    fn identity(&self) -> Result<String, StoreError> {
        let row = self
            .database
            .read_one("SELECT identity FROM state", Vec::new)?
            .ok_or_else(no_state)?;
        Ok(format!("{SHARED}{}", row.get::<_, Uuid>(0)))
    }

    fn shown(&self) -> &dyn Reads {
        &self.shown
    }

    fn known_under(&self, account: &AccountUrl) -> Result<Vec<Known>, StoreError> {
        self.known_of(account)
    }

    fn accounts(&self) -> Result<Vec<AccountMemory>, StoreError> {
        self.all_accounts()
    }

    fn records(&self) -> Records<'_> {
        self.all_records()
    }

    fn written_after(
        &self,
        number: u64,
        first: usize,
    ) -> Result<Vec<(u64, RepositoryId)>, StoreError> {
        self.written_since(number, first)
    }

    fn write(
        &self,
        records: &[Record],
        meta: &Meta,
        clear_first: bool,
    ) -> Result<Meta, StoreError> {
        self.write_records(records, meta, clear_first)
    }

    fn write_run(&self, run: &CrawlRun) -> Result<(), StoreError> {
        self.put_run(run)
    }

    fn write_accounts(&self, accounts: &[AccountMemory]) -> Result<(), StoreError> {
        self.put_accounts(accounts)
    }

    fn write_snapshots(&self, snapshots: &[Snapshot]) -> Result<(), StoreError> {
        self.put_all_snapshots(snapshots)
    }

    fn snapshots(&self) -> Snapshots<'_> {
        self.all_snapshots()
    }

    fn write_documents(&self, writes: &[DocumentWrite]) -> Result<(), StoreError> {
        self.put_all_documents(writes)
    }

    fn document_number(&self) -> Result<u64, StoreError> {
        self.count_document_writes()
    }

    fn schema_version(&self) -> Option<i32> {
        Some(migrations::NEWEST)
    }

    fn sharing(&self) -> Option<&dyn Sharing> {
        Some(self)
    }

    fn verify(&self, report: &mut Verification, watch: Watch<'_>) -> Result<(), StoreError> {
        verify::verify(self, report, watch)
    }

    fn backup(&self) -> Result<PathBuf, StoreError> {
        backup::make(self, &self.backups)
    }

    fn backup_files(&self) -> Result<Vec<PathBuf>, StoreError> {
        backup::all_files(&self.backups)
    }

    fn backup_of_now(&self) -> Result<PathBuf, StoreError> {
        backup::of_now(self, &self.backups)
    }
}

#[cfg(test)]
mod tests;
