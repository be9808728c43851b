//! The store in PostgreSQL: whether it can be reached, and which versions are there.

use bronwijzer_index::{StoreConfig, look_at_store};

use super::finding::Findings;
use crate::config::Config;

pub(super) fn check(config: &Config, findings: &mut Findings) {
    let StoreConfig::Postgres(address) = &config.settings.store.value else {
        return;
    };
    let name = address.to_string();
    let seen = match look_at_store(address) {
        Ok(seen) => seen,
        Err(error) => {
            return findings.error(
                "store",
                &name,
                error.to_string(),
                "See docs/postgresql.md for what the server needs",
            );
        }
    };
    let (server, newest) = (seen.server, seen.newest);
    match seen.found {
        None => findings.ok(
            "store",
            &name,
            format!("PostgreSQL {server} answers; the first start makes the tables"),
        ),
        Some(found) if found > newest => findings.error(
            "store",
            &name,
            format!("its schema has version {found}, and this program knows up to {newest}"),
            "Use the newer version of bronwijzer again",
        ),
        Some(found) if found < newest => findings.ok(
            "store",
            &name,
            format!(
                "PostgreSQL {server} answers; the next start brings schema version {found} to {newest}"
            ),
        ),
        Some(found) => findings.ok(
            "store",
            &name,
            format!("PostgreSQL {server} answers, with schema version {found}"),
        ),
    }
}
