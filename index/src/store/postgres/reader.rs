//! Reads of the store in PostgreSQL: of the database alone, or of a replica where that will do.

use std::sync::Arc;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::AccountMemory;
use chrono::{DateTime, NaiveDate, Utc};
use tokio_postgres::Row as SqlRow;

use super::connection::{Database, Param};
use super::replica::Replica;
use super::{from_json, no_state};
use crate::model::{Log, Meta, Record, Row, Scope, Snapshot};
use crate::store::documents::Table;
use crate::store::{Reads, StoreError};

/// Reads of one store.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) database: Database,
    /// What is asked first.
    pub(super) replica: Option<Arc<Replica>>,
}

impl Reader {
    /// Reads rows, by a statement of its own.
    ///
    /// # Errors
    /// When the database can't be reached or the statement fails.
    pub(super) fn read(
        &self,
        sql: &'static str,
        params: impl Fn() -> Vec<Param>,
    ) -> Result<Vec<SqlRow>, StoreError> {
        let replica = self.replica.as_ref();
        let answer = replica.and_then(|replica| replica.read(sql, &params));
        answer.map_or_else(|| self.database.read(sql, params), Ok)
    }

    /// The last row that a statement gives.
    ///
    /// # Errors
    /// As of [`Reader::read`].
    pub(super) fn read_one(
        &self,
        sql: &'static str,
        params: impl Fn() -> Vec<Param>,
    ) -> Result<Option<SqlRow>, StoreError> {
        Ok(self.read(sql, params)?.pop())
    }
}

/// Whoever has reads of a store in PostgreSQL.
pub(super) trait HasReader: Send + Sync {
    fn reader(&self) -> &Reader;
}

impl HasReader for Reader {
    fn reader(&self) -> &Reader {
        self
    }
}

impl<T: HasReader> Reads for T {
    fn records_of(&self, ids: &[RepositoryId]) -> Result<Vec<Record>, StoreError> {
        self.reader().records_with(ids)
    }

    fn ids_at(&self, address_keys: &[String]) -> Result<Vec<Option<RepositoryId>>, StoreError> {
        self.reader().ids_of(address_keys)
    }

    fn account(&self, account: &AccountUrl) -> Result<Option<AccountMemory>, StoreError> {
        self.reader().account_at(account)
    }

    fn changes(&self, after: u64, first: usize) -> Result<Vec<(u64, Row)>, StoreError> {
        self.reader().changes_after(after, first)
    }

    fn last_change_before(&self, moment: DateTime<Utc>) -> Result<u64, StoreError> {
        self.reader().change_before(moment)
    }

    fn log(&self) -> Result<Log, StoreError> {
        let row = self
            .reader()
            .read_one("SELECT log::text FROM state", Vec::new)?
            .ok_or_else(no_state)?;
        from_json(row.get(0))
    }

    fn meta(&self) -> Result<Option<Meta>, StoreError> {
        let row = self
            .reader()
            .read_one("SELECT meta::text FROM state", Vec::new)?
            .ok_or_else(no_state)?;
        let meta: Option<&str> = row.get(0);
        meta.map(from_json).transpose()
    }

    fn run(&self, id: &str) -> Result<Option<CrawlRun>, StoreError> {
        self.reader().run_with(id)
    }

    fn runs(&self, first: usize, after: Option<&str>) -> Result<Vec<CrawlRun>, StoreError> {
        self.reader().newest_runs(first, after)
    }

    fn run_count(&self) -> Result<u64, StoreError> {
        self.reader().count_runs()
    }

    fn snapshots_of(
        &self,
        scope: &Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Snapshot>, StoreError> {
        self.reader().snapshots_between(scope, from, to)
    }

    fn has_snapshots(&self, places: &[(Scope, NaiveDate)]) -> Result<Vec<bool>, StoreError> {
        self.reader().are_kept(places)
    }

    fn snapshot_days(&self, scope: &Scope) -> Result<Vec<NaiveDate>, StoreError> {
        self.reader().days_of(scope)
    }

    fn snapshot_until(
        &self,
        scope: &Scope,
        day: NaiveDate,
    ) -> Result<Option<Snapshot>, StoreError> {
        self.reader().last_snapshot(scope, day)
    }

    fn document(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.reader().document_at(table, key)
    }

    fn documents(
        &self,
        table: Table,
        prefix: &str,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.reader().documents_of(table, prefix, after, first)
    }
}
