//! The system of record, behind a narrow trait so that another database can
//! take sled's place.

mod change_log;
mod codec;
mod damage;
mod record;
mod salvage;
mod sled_store;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::{AccountMemory, Known};
use chrono::{DateTime, NaiveDate, Utc};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::catalogue::Contents;
use crate::changes::{Log, Row};
use crate::error::IndexError;
use crate::snapshot::{Scope, Snapshot};

pub(crate) use damage::{guarded, is_damage, remove_damaged_snapshots};
pub(crate) use record::Record;
pub(crate) use sled_store::SledStore;

/// What is known of the stored catalogue as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meta {
    /// Where the records come from.
    pub(crate) contents: Contents,
    /// When the newest facts were gathered.
    pub(crate) as_of: Option<DateTime<Utc>>,
    /// Counts writes, so that a search index that missed one is noticed.
    pub(crate) generation: u64,
    /// The moment that everything was last judged at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) judged_at: Option<DateTime<Utc>>,
    /// Whether every record of what left is a tombstone. An earlier version kept more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) buried: bool,
    /// The version of the rules that it was judged by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) judged_by: Option<u32>,
}

/// A record as it is written. To make it takes most of the work of a write, and can be
/// done on any thread, also while another write is under way.
pub(crate) struct Encoded(Vec<u8>);

/// Keeps records, the addresses that lead to them, run reports and snapshots.
///
/// Contract: a write is durable when the call returns, and is made whole or not
/// at all. Reads see the last finished write and don't wait for one that is
/// under way. Keys of addresses are as [`RepositoryUrl::key`] makes them.
///
/// [`RepositoryUrl::key`]: bronwijzer_crawler::address::RepositoryUrl::key
pub(crate) trait Store: Send + Sync {
    /// One record.
    fn record(&self, id: &RepositoryId) -> Result<Option<Record>, IndexError>;

    /// The repository that an address leads to, current or former.
    fn id_at(&self, address_key: &str) -> Result<Option<RepositoryId>, IndexError>;

    /// What is known of the repositories last seen under an account.
    fn known_under(&self, account: &AccountUrl) -> Result<Vec<Known>, IndexError>;

    /// What runs tell about accounts; those never tried are left out.
    fn accounts(&self) -> Result<Vec<AccountMemory>, IndexError>;

    /// What runs tell about one account.
    fn account(&self, account: &AccountUrl) -> Result<Option<AccountMemory>, IndexError>;

    /// Every record, in no particular order.
    fn records(&self) -> Box<dyn Iterator<Item = Result<Record, IndexError>> + '_>;

    /// A record as it will be written.
    fn encode(&self, record: &Record) -> Result<Encoded, IndexError>;

    /// Writes records, of which `encoded` has the same ones in the same order, together
    /// with `meta`, and the changes that this brings. `clear_first` drops every record
    /// and address that is there and begins the list of changes anew, in the same write.
    fn write_encoded(
        &self,
        records: &[Record],
        encoded: &[Encoded],
        meta: &Meta,
        clear_first: bool,
    ) -> Result<(), IndexError>;

    /// Encodes records, on all cores, and writes them.
    fn write(&self, records: &[Record], meta: &Meta, clear_first: bool) -> Result<(), IndexError> {
        let encoded = records.par_iter().map(|record| self.encode(record));
        let encoded: Vec<Encoded> = encoded.collect::<Result<_, _>>()?;
        self.write_encoded(records, &encoded, meta, clear_first)
    }

    /// At most `first` of the last changes of repositories with their numbers:
    /// those with a larger number than `after`, in order.
    fn changes(&self, after: u64, first: usize) -> Result<Vec<(u64, Row)>, IndexError>;

    /// Which list of changes there is, and where it ends.
    fn log(&self) -> Result<Log, IndexError>;

    /// What is known of the whole; `None` before the first write.
    fn meta(&self) -> Result<Option<Meta>, IndexError>;

    /// Writes the report of a run and what it tells about accounts, and drops
    /// reports that are too old to keep.
    fn write_run(&self, run: &CrawlRun) -> Result<(), IndexError>;

    /// One report.
    fn run(&self, id: &str) -> Result<Option<CrawlRun>, IndexError>;

    /// Reports, newest first, starting after the one with the id `after`.
    fn runs(&self, first: usize, after: Option<&str>) -> Result<Vec<CrawlRun>, IndexError>;

    /// How many reports there are.
    fn run_count(&self) -> u64;

    /// Writes what runs tell about accounts, each in the place of what is there.
    fn write_accounts(&self, accounts: &[AccountMemory]) -> Result<(), IndexError>;

    /// Writes snapshots, each in the place of one of the same scope and day.
    /// They are never dropped: not for their age, nor when records are cleared.
    fn write_snapshots(&self, snapshots: &[Snapshot]) -> Result<(), IndexError>;

    /// Every snapshot, in no particular order.
    fn snapshots(&self) -> Box<dyn Iterator<Item = Result<Snapshot, IndexError>> + '_>;

    /// The snapshots of a scope from one day up to and with another, the
    /// oldest first.
    fn snapshots_of(
        &self,
        scope: &Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Snapshot>, IndexError>;

    /// The last snapshot of a scope on or before a day.
    fn snapshot_until(&self, scope: &Scope, day: NaiveDate)
    -> Result<Option<Snapshot>, IndexError>;
}
