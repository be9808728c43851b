//! The store in PostgreSQL: whether it and its replica can be reached, and which versions are there.

use bronwijzer_index::{Address, StoreConfig, look_at_replica, look_at_store};

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
    if let Some(replica) = &config.settings.store_replica.value {
        check_replica(address, replica, findings);
    }
}

/// Servers work without their replica, so nothing about it is an error.
fn check_replica(address: &Address, replica: &Address, findings: &mut Findings) {
    let name = replica.to_string();
    let mut warning = |what: String, advice: &str| {
        findings.warning("store_replica", &name, what, advice);
    };
    let advice = "Until then the store itself is asked (docs/nodes.md)";
    match look_at_replica(address, replica) {
        Err(error) => warning(error.to_string(), advice),
        Ok(seen) if !seen.is_of_the_store => warning(
            "it has another store".to_owned(),
            "Set `store_replica` to a standby of the database that `store` names",
        ),
        Ok(seen) if !seen.is_standby => warning(
            format!("PostgreSQL {} answers, and is no standby", seen.server),
            "Set `store_replica` to a standby, or leave it out",
        ),
        Ok(seen) => findings.ok(
            "store_replica",
            &name,
            format!(
                "PostgreSQL {} answers; the replica follows, {} writes behind",
                seen.server, seen.writes_behind
            ),
        ),
    }
}
