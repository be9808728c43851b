//! Reports of crawls, and what they tell of accounts.

use std::collections::BTreeMap;

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::AccountMemory;
use chrono::Days;

use super::connection::{Transaction, params};
use super::reader::Reader;
use super::sharing::count_report;
use super::{PostgresStore, from_json, keys, limit, number_of, to_json};
use crate::store::sharing::Part;
use crate::store::{RUN_DAYS, StoreError};

const NEWEST_RUN: &str = "SELECT run::text FROM runs ORDER BY id DESC LIMIT 1";

const PUT_RUN: &str = "INSERT INTO runs (id, run) VALUES ($1, $2::text::json) \
     ON CONFLICT (id) DO UPDATE SET run = EXCLUDED.run";

/// Writes what is remembered of accounts.
pub(super) fn put_memories<'a>(
    transaction: &mut Transaction,
    memories: impl Iterator<Item = &'a AccountMemory>,
) -> Result<(), StoreError> {
    // Of one account the last one counts.
    let mut by_account = BTreeMap::new();
    for memory in memories {
        by_account.insert(keys::stored(&memory.account.key()), to_json(memory)?);
    }
    let (accounts, json): (Vec<String>, Vec<String>) = by_account.into_iter().unzip();
    transaction.query(
        "INSERT INTO accounts (account, memory) \
         SELECT account, memory::json FROM unnest($1::text[], $2::text[]) AS new(account, memory) \
         ON CONFLICT (account) DO UPDATE SET memory = EXCLUDED.memory",
        params![accounts, json],
    )?;
    Ok(())
}

impl Reader {
    pub(super) fn account_at(
        &self,
        account: &AccountUrl,
    ) -> Result<Option<AccountMemory>, StoreError> {
        let row = self.read_one(
            "SELECT memory::text FROM accounts WHERE account = $1",
            || params![keys::stored(&account.key())],
        )?;
        row.map(|row| from_json(row.get(0))).transpose()
    }

    pub(super) fn run_with(&self, id: &str) -> Result<Option<CrawlRun>, StoreError> {
        let row = self.read_one("SELECT run::text FROM runs WHERE id = $1", || {
            params![keys::stored(id)]
        })?;
        row.map(|row| from_json(row.get(0))).transpose()
    }

    pub(super) fn newest_runs(
        &self,
        first: usize,
        after: Option<&str>,
    ) -> Result<Vec<CrawlRun>, StoreError> {
        let after = after.map(keys::stored);
        let rows = self.read(
            "SELECT run::text FROM runs WHERE $1::text IS NULL OR id < $1 \
             ORDER BY id DESC LIMIT $2",
            || params![after.clone(), limit(first)],
        )?;
        rows.iter().map(|row| from_json(row.get(0))).collect()
    }

    pub(super) fn count_runs(&self) -> Result<u64, StoreError> {
        let row = self.read_one("SELECT count(*) FROM runs", Vec::new)?;
        row.map_or(Ok(0), |row| number_of(row.get(0)))
    }
}

impl PostgresStore {
    pub(super) fn all_accounts(&self) -> Result<Vec<AccountMemory>, StoreError> {
        let rows = self.database.read(
            "SELECT memory::text FROM accounts ORDER BY account",
            Vec::new,
        )?;
        rows.iter().map(|row| from_json(row.get(0))).collect()
    }

    pub(super) fn put_accounts(&self, accounts: &[AccountMemory]) -> Result<(), StoreError> {
        if accounts.is_empty() {
            return Ok(());
        }
        self.database.transact(|transaction, _| {
            self.shared.fences.check(transaction, Part::Records)?;
            put_memories(transaction, accounts.iter())?;
            count_report(transaction)
        })
    }

    /// Written again after an interruption it is the same: what is learnt of a run is learnt of
    /// it once, whether it was known or not.
    pub(super) fn put_run(&self, run: &CrawlRun) -> Result<(), StoreError> {
        let report = to_json(run)?;
        let write = super::new_uuid()?;
        self.database.transact(|transaction, tried| {
            // Two processes that crawl learn one after the other.
            transaction.query("SELECT 1 FROM state FOR UPDATE", params![])?;
            if tried > 0 && super::made_before(transaction, write)?.is_some() {
                return Ok(());
            }
            self.shared.fences.check(transaction, Part::Records)?;
            let accounts = run.accounts.iter();
            let accounts = accounts.map(|outcome| keys::stored(&outcome.account.key()));
            let rows = transaction.query(
                "SELECT account, memory::text FROM accounts WHERE account = ANY($1::text[])",
                params![accounts.collect::<Vec<_>>()],
            )?;
            let mut memories: BTreeMap<String, AccountMemory> = BTreeMap::new();
            for row in &rows {
                memories.insert(keys::read(row.get(0)), from_json(row.get(1))?);
            }
            for outcome in &run.accounts {
                let memory = memories.entry(outcome.account.key());
                let memory = memory.or_insert_with(|| AccountMemory::new(outcome.account.clone()));
                memory.learn(outcome, run.started_at);
            }
            put_memories(transaction, memories.values())?;
            // A clock that is ahead once makes all the others look old: a report counts as
            // being of no later moment than the newest before it.
            let newest = transaction.query(NEWEST_RUN, params![])?;
            let newest = newest.first().map(|row| from_json::<CrawlRun>(row.get(0)));
            let newest = newest.transpose()?.map(|newest| newest.started_at);
            let now = newest.map_or(run.started_at, |newest| newest.min(run.started_at));
            if let Some(oldest) = now.checked_sub_days(Days::new(RUN_DAYS)) {
                let oldest = oldest.format("%Y%m%dT%H%M%S").to_string();
                transaction.query("DELETE FROM runs WHERE id < $1", params![oldest])?;
            }
            transaction.query(PUT_RUN, params![keys::stored(&run.id), report.clone()])?;
            super::note_made(transaction, write, None)?;
            count_report(transaction)
        })
    }
}
