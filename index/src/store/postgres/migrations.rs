//! The schema of the store and its versions. What a newer version needs is done when the store
//! is opened, by one process while the others wait, as a whole or not at all.

use super::connection::{Database, Transaction, params};
use crate::model::Log;
use crate::store::{SchemaSeen, StoreError};

/// What each version adds to the one before.
const MIGRATIONS: [&str; 3] = [
    include_str!("migrations/1_tables.sql"),
    include_str!("migrations/2_nodes.sql"),
    include_str!("migrations/3_limits.sql"),
];

/// The newest version that this program knows.
pub(super) const NEWEST: i32 = MIGRATIONS.len() as i32;

/// The advisory lock of those who open a store, an arbitrary number: `bronwijz` in ASCII.
const LOCK: i64 = 0x6272_6f6e_7769_6a7a;

/// The oldest PostgreSQL that has all that is used here.
const OLDEST_SERVER: i32 = 130_000;

/// What a store is like that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SchemaState {
    /// The version that its schema had before, 0 of a new one.
    pub(super) found: i32,
    /// The version of PostgreSQL.
    pub(super) server: String,
}

/// Brings a schema to the newest version, and makes it where it is not there.
///
/// # Errors
/// [`StoreError::Newer`] when a newer version of this program has written it,
/// [`StoreError::Address`] when the database can't hold a catalogue, and when the database
/// can't be reached or refuses.
pub(super) fn migrate(database: &Database, schema: &str) -> Result<SchemaState, StoreError> {
    database.transact(|transaction, _| {
        let server = check_server(transaction)?;
        transaction.query("SELECT pg_advisory_xact_lock($1)", params![LOCK])?;
        let exists = transaction.query(
            "SELECT 1 FROM pg_namespace WHERE nspname = $1",
            params![schema.to_owned()],
        )?;
        if exists.is_empty() {
            transaction.run(format!("CREATE SCHEMA \"{schema}\""))?;
        }
        transaction.run(
            "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, \
             migrated_at timestamptz NOT NULL DEFAULT now(), program text NOT NULL)",
        )?;
        let found = transaction.query("SELECT max(version) FROM schema_version", params![])?;
        let found = found.first().and_then(|row| row.get::<_, Option<i32>>(0));
        let found = found.unwrap_or_default();
        if found > NEWEST {
            return Err(StoreError::Newer {
                found,
                newest: NEWEST,
            });
        }
        for (version, migration) in (1..).zip(MIGRATIONS) {
            if version > found {
                transaction.run(migration)?;
                transaction.query(
                    "INSERT INTO schema_version (version, program) VALUES ($1, $2)",
                    params![version, env!("CARGO_PKG_VERSION")],
                )?;
            }
        }
        let log = serde_json::to_string(&Log::new())
            .map_err(|error| StoreError::Corrupt(error.to_string()))?;
        transaction.query(
            "INSERT INTO state (log) VALUES ($1::text::json) ON CONFLICT DO NOTHING",
            params![log],
        )?;
        Ok(SchemaState { found, server })
    })
}

/// What is there of a store; nothing is changed.
///
/// # Errors
/// [`StoreError::Address`] when the database can't hold a catalogue, and when it can't be reached.
pub(super) fn look(database: &Database) -> Result<SchemaSeen, StoreError> {
    database.transact(|transaction, _| {
        let server = check_server(transaction)?;
        let exists = transaction.query(
            "SELECT 1 WHERE to_regclass('schema_version') IS NOT NULL",
            params![],
        )?;
        let found = if exists.is_empty() {
            None
        } else {
            let found = transaction.query("SELECT max(version) FROM schema_version", params![])?;
            found.first().and_then(|row| row.get(0))
        };
        Ok(SchemaSeen {
            server,
            found,
            newest: NEWEST,
        })
    })
}

/// Whether a server can hold a catalogue. Gives back its version.
fn check_server(transaction: &mut Transaction) -> Result<String, StoreError> {
    let settings = transaction.query(
        "SELECT current_setting('server_version_num')::integer, \
         current_setting('server_version'), current_setting('server_encoding')",
        params![],
    )?;
    let Some(row) = settings.first() else {
        return Err(StoreError::Failed("PostgreSQL tells no version".to_owned()));
    };
    let (number, server, encoding): (i32, String, String) = (row.get(0), row.get(1), row.get(2));
    if number < OLDEST_SERVER {
        let why = format!("its server is PostgreSQL {server}, and 13 is the oldest that works");
        return Err(StoreError::Address(why));
    }
    if encoding != "UTF8" {
        let why = format!(
            "its database has the encoding {encoding}; make one with `createdb --encoding=UTF8 \
             --template=template0`"
        );
        return Err(StoreError::Address(why));
    }
    Ok(server)
}
