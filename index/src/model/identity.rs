//! UUIDs: by these other programs know what is in the catalogue.
//!
//! A repository's is made of the address at which it was first seen and stays when it moves.
//! So a catalogue that is filled anew gives the same ones, and nobody has to keep them.

use std::collections::HashMap;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId, RepositoryUrl};
use uuid::Uuid;

use super::Record;
use crate::store::{Store, StoreError};

/// The UUID of what has this web address or other URI: version 5 of RFC 9562, in its
/// namespace of URLs.
#[must_use]
pub fn uuid_of_uri(uri: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, uri.as_bytes())
}

/// The UUID of an account: that of its address in lower case.
#[must_use]
pub fn uuid_of_account(account: &AccountUrl) -> Uuid {
    uuid_of_uri(&format!("https://{}", account.key()))
}

/// The UUID of whatever is first seen at this address: that of the address in lower case.
fn uuid_of_address(url: &RepositoryUrl) -> Uuid {
    uuid_of_uri(&format!("https://{}", url.key()))
}

/// The UUID of a repository whose first address was that of another one before it.
fn uuid_of_latecomer(url: &RepositoryUrl, id: &RepositoryId) -> Uuid {
    uuid_of_uri(&format!("https://{}#{}", url.key(), id.forge_id()))
}

/// The key of a UUID among the addresses of a store.
pub(crate) fn uuid_key(uuid: Uuid) -> String {
    uuid.urn().to_string()
}

impl Record {
    /// Its UUID.
    pub(crate) fn uuid(&self) -> Uuid {
        self.uuid
            .unwrap_or_else(|| uuid_of_address(self.first_url()))
    }

    /// Keeps a UUID, whatever its addresses tell.
    pub(crate) fn keep_uuid(&mut self, uuid: Uuid) {
        self.uuid = None;
        if self.uuid() != uuid {
            self.uuid = Some(uuid);
        }
    }

    /// The oldest address that is known of it.
    fn first_url(&self) -> &RepositoryUrl {
        self.former_urls.first().unwrap_or(&self.observation.url)
    }
}

/// Gives records that are about to be written another UUID where another repository has
/// theirs: one that moved, and left its address. `anew` says that nothing that is stored stays.
///
/// # Errors
/// When the store fails.
pub(crate) fn tell_apart(
    store: &dyn Store,
    records: &mut [Record],
    anew: bool,
) -> Result<(), StoreError> {
    let mut written: HashMap<Uuid, RepositoryId> = HashMap::new();
    let holders = if anew {
        vec![None; records.len()]
    } else {
        let keys: Vec<_> = records
            .iter()
            .map(|record| uuid_key(record.uuid()))
            .collect();
        store.ids_at(&keys)?
    };
    for (record, stored) in records.iter_mut().zip(holders) {
        let id = record.observation.id.clone();
        let uuid = record.uuid();
        let holder = written.get(&uuid).or(stored.as_ref());
        if holder.is_some_and(|holder| *holder != id) {
            record.uuid = Some(uuid_of_latecomer(record.first_url(), &id));
        }
        written.insert(record.uuid(), id);
    }
    Ok(())
}
