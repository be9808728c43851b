//! A new store out of a file, in the place of the one that is there: a restore that was asked
//! for. It is made in a schema of its own, which takes the place of the other one in one
//! transaction once it is whole.

use std::io::Read;
use std::path::Path;

use super::{Address, PostgresStore, SCHEMA};
use crate::model::Record;
use crate::store::{People, Store, StoreError, replace};

/// The schema in which a new store is made.
const RESTORING: &str = "bronwijzer_restoring";

/// A store that was made of a file and is not in its place yet.
#[must_use]
pub(in crate::store) struct NewSchema {
    store: PostgresStore,
}

impl NewSchema {
    /// Makes a store beside `current`, of what [`replace::fill`] takes from the file and from it.
    ///
    /// # Errors
    /// When a line of the file can't be read, or the database fails. Nothing was changed then.
    pub(in crate::store) fn make(
        address: &Address,
        dir: &Path,
        current: &dyn Store,
        file: impl Read + Send,
        people: People,
        decide: impl Fn(&mut Record, Option<&Record>) + Sync,
    ) -> Result<Self, StoreError> {
        drop_restoring(&PostgresStore::open_in(SCHEMA, address, dir)?)?;
        let store = PostgresStore::open_in(RESTORING, address, dir)?;
        let go_on = |number| store.go_on_from_documents(number);
        if let Err(error) = replace::fill(&store, current, file, people, decide, go_on) {
            // Best effort: the next restore drops it too.
            let _ = drop_restoring(&store);
            return Err(error);
        }
        Ok(Self { store })
    }

    /// Puts it in the place of the store that is there, and drops that.
    ///
    /// # Errors
    /// When the database refuses. Then nothing was changed.
    pub(in crate::store) fn put_in_place(self) -> Result<(), StoreError> {
        self.store.database.transact(|transaction, tried| {
            let there = transaction.query(
                "SELECT 1 FROM pg_namespace WHERE nspname = $1",
                super::connection::params![RESTORING],
            )?;
            if tried > 0 && there.is_empty() {
                // An earlier try was made, and its answer got lost.
                return Ok(());
            }
            // Who writes under a number of before has lost the right to.
            transaction.run(format!(
                "UPDATE \"{RESTORING}\".fences n SET epoch = greatest(n.epoch, o.epoch) + 1 \
                 FROM \"{SCHEMA}\".fences o WHERE o.part = n.part"
            ))?;
            transaction.run(format!(
                "DROP SCHEMA \"{SCHEMA}\" CASCADE; ALTER SCHEMA \"{RESTORING}\" RENAME TO \"{SCHEMA}\""
            ))
        })
    }
}

fn drop_restoring(store: &PostgresStore) -> Result<(), StoreError> {
    store.database.transact(|transaction, _| {
        transaction.run(format!("DROP SCHEMA IF EXISTS \"{RESTORING}\" CASCADE"))
    })
}
