//! Snapshots of figures.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::connection::{Transaction, params};
use super::reader::Reader;
use super::sharing::count_report;
use super::{PostgresStore, from_json, to_json};
use crate::model::{Scope, Snapshot};
use crate::store::sharing::Part;
use crate::store::{Snapshots, StoreError, day_key};

/// Snapshots that are read at once.
const PAGE: i64 = 500;

/// Writes snapshots; of those of one scope and day the last one counts.
pub(super) fn put_snapshots<'a>(
    transaction: &mut Transaction,
    snapshots: impl Iterator<Item = &'a Snapshot>,
) -> Result<(), StoreError> {
    let mut by_key = BTreeMap::new();
    for snapshot in snapshots {
        let key = (snapshot.scope.to_string(), day_key(snapshot.day));
        by_key.insert(key, to_json(snapshot)?);
    }
    let (mut scopes, mut days, mut json) = (vec![], vec![], vec![]);
    for ((scope, day), snapshot) in by_key {
        scopes.push(scope);
        days.push(day);
        json.push(snapshot);
    }
    transaction.query(
        "INSERT INTO snapshots (scope, day, snapshot) \
         SELECT scope, day, snapshot::json \
         FROM unnest($1::text[], $2::text[], $3::text[]) AS new(scope, day, snapshot) \
         ON CONFLICT (scope, day) DO UPDATE SET snapshot = EXCLUDED.snapshot",
        params![scopes, days, json],
    )?;
    Ok(())
}

impl Reader {
    pub(super) fn snapshots_between(
        &self,
        scope: &Scope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Snapshot>, StoreError> {
        let rows = self.read(
            "SELECT snapshot::text FROM snapshots \
             WHERE scope = $1 AND day BETWEEN $2 AND $3 ORDER BY day",
            || params![scope.to_string(), day_key(from), day_key(to)],
        )?;
        rows.iter().map(|row| from_json(row.get(0))).collect()
    }

    pub(super) fn are_kept(&self, places: &[(Scope, NaiveDate)]) -> Result<Vec<bool>, StoreError> {
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let keys = places.iter();
        let (scopes, days): (Vec<_>, Vec<_>) = keys
            .map(|(scope, day)| (scope.to_string(), day_key(*day)))
            .unzip();
        let rows = self.read(
            "SELECT s.scope IS NOT NULL \
             FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted(scope, day, place) \
             LEFT JOIN snapshots s ON s.scope = wanted.scope AND s.day = wanted.day \
             ORDER BY wanted.place",
            || params![scopes.clone(), days.clone()],
        )?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    pub(super) fn days_of(&self, scope: &Scope) -> Result<Vec<NaiveDate>, StoreError> {
        let rows = self.read(
            "SELECT day FROM snapshots WHERE scope = $1 ORDER BY day",
            || params![scope.to_string()],
        )?;
        // Years beyond four digits share a key that is no day.
        let days = rows.iter().map(|row| row.get::<_, &str>(0).parse());
        Ok(days.filter_map(Result::ok).collect())
    }

    pub(super) fn last_snapshot(
        &self,
        scope: &Scope,
        day: NaiveDate,
    ) -> Result<Option<Snapshot>, StoreError> {
        let row = self.read_one(
            "SELECT snapshot::text FROM snapshots WHERE scope = $1 AND day <= $2 \
             ORDER BY day DESC LIMIT 1",
            || params![scope.to_string(), day_key(day)],
        )?;
        row.map(|row| from_json(row.get(0))).transpose()
    }
}

impl PostgresStore {
    pub(super) fn put_all_snapshots(&self, snapshots: &[Snapshot]) -> Result<(), StoreError> {
        if snapshots.is_empty() {
            return Ok(());
        }
        self.database.transact(|transaction, _| {
            self.shared.fences.check(transaction, Part::Records)?;
            put_snapshots(transaction, snapshots.iter())?;
            count_report(transaction)
        })
    }

    pub(super) fn all_snapshots(&self) -> Snapshots<'_> {
        let mut after = Some((String::new(), String::new()));
        let mut page = Vec::new().into_iter();
        Box::new(std::iter::from_fn(move || {
            loop {
                if let Some(snapshot) = page.next() {
                    return Some(snapshot);
                }
                let (scope, day) = after.take()?;
                let rows = self.database.read(
                    "SELECT scope, day, snapshot::text FROM snapshots \
                     WHERE (scope, day) > ($1, $2) ORDER BY scope, day LIMIT $3",
                    || params![scope.clone(), day.clone(), PAGE],
                );
                match rows {
                    Err(error) => return Some(Err(error)),
                    Ok(rows) => {
                        let is_full = rows.len() as i64 == PAGE;
                        let last = rows.last().filter(|_| is_full);
                        after = last.map(|row| (row.get(0), row.get(1)));
                        let read = rows.iter().map(|row| from_json(row.get(2)));
                        page = read.collect::<Vec<_>>().into_iter();
                    }
                }
            }
        }))
    }
}
