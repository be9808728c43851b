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
mod keys;
mod migrations;
mod records;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use aws_lc_rs::rand;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub use self::address::Address;
use self::connection::{Database, Transaction, params};
use super::{SchemaSeen, StoreError};
use crate::model::Meta;

/// The schema that holds the tables.
const SCHEMA: &str = "bronwijzer";

/// How often the lock on a data folder is tried, and how long between two tries.
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

/// A catalogue's store in one database.
pub(super) struct PostgresStore {
    database: Database,
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
    /// [`StoreError::Unavailable`] when nobody answers there, and [`StoreError::Newer`] when a
    /// newer version has written it.
    pub(super) fn open(address: &Address, dir: &Path) -> Result<Self, StoreError> {
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
            found => tracing::info!(
                "the store is in PostgreSQL {server} at {address}, schema version {found}"
            ),
        }
        Ok(Self {
            database,
            backups: dir.join("backups"),
            lock: None,
        })
    }
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
