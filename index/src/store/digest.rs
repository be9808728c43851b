//! What records are, told by a hash: the same in every store.

use sha2::{Digest as _, Sha256};

use super::StoreError;
use crate::model::Record;

/// A hash of a record as it is stored. The sum of those of all records tells whether two
/// stores hold the same, whatever the order in which they came to it.
pub(super) type Digest = u128;

/// The digest of a record's JSON.
fn digest(json: &[u8]) -> Digest {
    let hash = Sha256::digest(json);
    let (first, _) = hash.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    Digest::from_be_bytes(*first)
}

/// A record as JSON.
pub(super) fn json(record: &Record) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(record).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// The digest of what a record says, which is stored as `json`. In which order a catalogue came to
/// it is no content: another one that says the same may have it by other writes.
pub(super) fn content_digest(record: &Record, json: &[u8]) -> Result<Digest, StoreError> {
    if record.history.iter().all(|event| event.number.is_none()) {
        return Ok(digest(json));
    }
    let mut record = record.clone();
    record.renumber_events(None);
    Ok(digest(&self::json(&record)?))
}

/// A sum of digests as it stands in what is known of the whole.
pub(super) fn content_of(sum: Digest) -> String {
    format!("{sum:032x}")
}

/// The sum that a text stands for; nothing where there is none.
pub(super) fn sum_in(content: Option<&str>) -> Digest {
    let sum = content.and_then(|content| Digest::from_str_radix(content, 16).ok());
    sum.unwrap_or_default()
}
