//! How values are stored: a version byte, then JSON, compressed with zstd where
//! it is not small. JSON because a field that is added or dropped later needs no
//! migration.

use std::cell::RefCell;
use std::io::{self, Read};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::zstd_safe::{self, CCtx, CDict, CParameter, DCtx, DDict, DictAttachPref, SafeResult};

use crate::model::{Record, SAMPLE};
use crate::store::StoreError;
use crate::store::digest::{Digest, content_digest, json};

/// The version of a compressed value.
const VERSION: u8 = 1;

/// The version of values that are too small to be compressed.
const SMALL_VERSION: u8 = 2;

/// The version of records that are compressed by the store's dictionary.
const RECORD_VERSION: u8 = 3;

/// Fast, and already a third of the size.
const ZSTD_LEVEL: i32 = 3;

/// The largest value that is read, in bytes: well above three texts of the
/// largest size that is kept.
const MAX_VALUE_BYTES: usize = 16 * 1024 * 1024;

/// The licences that most repositories have, as they stand in licence files, the
/// most frequent last. What the AGPL shares with the GPL is there once.
const COMMON_LICENCES: [&str; 2] = [
    include_str!("common_licences.txt"),
    include_str!("../../../../LICENSE"),
];

/// How much of the sample is in a dictionary, in bytes: enough to have the names
/// of all facts.
const SAMPLE_FACTS: u64 = 16 * 1024;

/// Where a store keeps its dictionary, in the tree of what is known of the whole.
pub(super) const DICTIONARY_KEY: &[u8] = b"dictionary";

/// The dictionary that a store keeps; `None` before it has one.
pub(super) fn stored_dictionary(meta: &sled::Tree) -> Result<Option<String>, StoreError> {
    let dictionary = meta.get(DICTIONARY_KEY)?;
    dictionary.map(|dictionary| decode(&dictionary)).transpose()
}

/// Makes the dictionary for a new store: what records share. Half of most of them
/// is the text of a licence that many others have. zstd finds what stands at the
/// end at the least cost.
pub(super) fn new_dictionary() -> Result<String, StoreError> {
    // As in the records, where texts are written as JSON.
    let mut dictionary = serde_json::to_vec(&COMMON_LICENCES).map_err(|error| corrupt(&error))?;
    let facts = zstd::stream::read::Decoder::new(SAMPLE).map_err(|error| corrupt(&error))?;
    facts
        .take(SAMPLE_FACTS)
        .read_to_end(&mut dictionary)
        .map_err(|error| corrupt(&error))?;
    Ok(String::from_utf8_lossy(&dictionary).into_owned())
}

/// A record as it is stored.
pub(super) struct Encoded {
    pub(super) bytes: Vec<u8>,
    /// Of its JSON, so that it is the same by any dictionary.
    pub(super) digest: Digest,
}

/// Writes and reads records, by a dictionary that must be the same for both.
pub(super) struct RecordCodec {
    compressing: CDict<'static>,
    decompressing: DDict<'static>,
}

impl RecordCodec {
    pub(super) fn new(dictionary: &str) -> Self {
        let dictionary = dictionary.as_bytes();
        Self {
            compressing: CDict::create(dictionary, ZSTD_LEVEL),
            decompressing: DDict::create(dictionary),
        }
    }

    pub(super) fn encode(&self, record: &Record) -> Result<Encoded, StoreError> {
        let json = json(record)?;
        let mut bytes = Vec::with_capacity(1 + zstd_safe::compress_bound(json.len()));
        bytes.push(RECORD_VERSION);
        let mut compressed = io::Cursor::new(bytes);
        compressed.set_position(1);
        CONTEXTS
            .with_borrow_mut(|(compressing, _)| self.compress(compressing, &mut compressed, &json))
            .map_err(|code| StoreError::Corrupt(zstd_safe::get_error_name(code).to_owned()))?;
        let mut bytes = compressed.into_inner();
        bytes.shrink_to_fit();
        let digest = content_digest(record, &json)?;
        Ok(Encoded { bytes, digest })
    }

    /// Compresses by the dictionary where it lies. By itself zstd makes a copy of what it
    /// knows of the dictionary for each value of more than 16 KiB, as most records are:
    /// that takes half as long again.
    fn compress(
        &self,
        compressing: &mut CCtx<'_>,
        compressed: &mut io::Cursor<Vec<u8>>,
        json: &[u8],
    ) -> SafeResult {
        let attach = DictAttachPref::ForceAttach;
        compressing.set_parameter(CParameter::ForceAttachDict(attach))?;
        compressing.ref_cdict(&self.compressing)?;
        let done = compressing.compress2(compressed, json);
        // The context outlives this store.
        compressing.disable_dictionary()?;
        done
    }

    /// The JSON of a record as it was stored; `None` in a store from before there were
    /// dictionaries.
    pub(super) fn stored_json(&self, bytes: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match bytes.split_first() {
            Some((&RECORD_VERSION, compressed)) => {
                decompress(compressed, Some(&self.decompressing)).map(Some)
            }
            _ => Ok(None),
        }
    }

    pub(super) fn decode(&self, bytes: &[u8]) -> Result<Record, StoreError> {
        let mut record: Record = match self.stored_json(bytes)? {
            Some(json) => serde_json::from_slice(&json).map_err(|error| corrupt(&error))?,
            // Of a store from before there were dictionaries.
            None => decode(bytes)?,
        };
        // An earlier version kept everything of what left.
        record.bury();
        Ok(record)
    }
}

fn corrupt(why: &impl ToString) -> StoreError {
    StoreError::Corrupt(why.to_string())
}

/// Writes a value.
pub(super) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(value).map_err(|error| corrupt(&error))?;
    let mut bytes = vec![VERSION];
    let compressed = zstd::bulk::compress(&json, ZSTD_LEVEL).map_err(|error| corrupt(&error))?;
    bytes.extend(compressed);
    Ok(bytes)
}

/// Writes a value of a few hundred bytes at most.
pub(super) fn encode_small<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    let mut bytes = vec![SMALL_VERSION];
    serde_json::to_writer(&mut bytes, value).map_err(|error| corrupt(&error))?;
    Ok(bytes)
}

/// Writes what is JSON already.
pub(super) fn encode_json(json: &[u8]) -> Vec<u8> {
    [&[SMALL_VERSION], json].concat()
}

/// Reads a value as JSON.
pub(super) fn decode_json(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    match bytes.split_first() {
        Some((&SMALL_VERSION, json)) => Ok(json.to_vec()),
        _ => Err(StoreError::Corrupt("a document is no JSON".to_owned())),
    }
}

/// Reads a value.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    match bytes.split_first() {
        Some((&VERSION, compressed)) => {
            let json = decompress(compressed, None)?;
            serde_json::from_slice(&json).map_err(|error| corrupt(&error))
        }
        Some((&SMALL_VERSION, json)) => {
            serde_json::from_slice(json).map_err(|error| corrupt(&error))
        }
        Some((version, _)) => Err(StoreError::Corrupt(format!(
            "it has format {version}, and this version knows formats up to {RECORD_VERSION}"
        ))),
        None => Err(StoreError::Corrupt("it is empty".to_owned())),
    }
}

thread_local! {
    /// Setting one up takes as long as a small value does.
    static CONTEXTS: RefCell<(CCtx<'static>, DCtx<'static>)> =
        RefCell::new((CCtx::create(), DCtx::create()));
}

/// Takes apart what was compressed, which tells its size.
fn decompress(compressed: &[u8], by: Option<&DDict<'_>>) -> Result<Vec<u8>, StoreError> {
    let size = zstd_safe::get_frame_content_size(compressed)
        .ok()
        .flatten()
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size <= MAX_VALUE_BYTES)
        .ok_or_else(|| {
            StoreError::Corrupt("it tells no size, or one that is too large".to_owned())
        })?;
    let mut bytes = Vec::with_capacity(size);
    CONTEXTS
        .with_borrow_mut(|(_, decompressing)| match by {
            Some(dictionary) => {
                decompressing.decompress_using_ddict(&mut bytes, compressed, dictionary)
            }
            None => decompressing.decompress(&mut bytes, compressed),
        })
        .map_err(|code| StoreError::Corrupt(zstd_safe::get_error_name(code).to_owned()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
    use bronwijzer_crawler::observation::{Observation, Source, TextFile};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn record(licence: &str) -> Record {
        let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
        let id = RepositoryId::new(url.host().clone(), "1");
        let seen_at = "2026-09-01T12:00:00Z".parse().unwrap();
        let mut observation = Observation::bare(id, url, seen_at, Source::Sample);
        let bytes = licence.len() as u64;
        let text = TextFile::capped("LICENSE", licence.to_owned(), bytes, false);
        observation.licence_text = Some(text);
        Record::new(observation.url.as_account(), observation)
    }

    #[test]
    fn a_record_with_a_common_licence_is_small() {
        let codec = RecordCodec::new(&new_dictionary().unwrap());
        for licence in COMMON_LICENCES[0]
            .split("\n\u{c}\n")
            .chain([COMMON_LICENCES[1]])
        {
            let record = record(licence);
            let bytes = codec.encode(&record).unwrap().bytes;
            assert!(bytes.len() < 500, "{} bytes: {licence:.60}", bytes.len());
            assert_eq!(codec.decode(&bytes).unwrap(), record);
        }
    }

    #[test]
    fn records_from_before_there_were_dictionaries_are_read() {
        let codec = RecordCodec::new(&new_dictionary().unwrap());
        let record = record("Mag alles.");
        assert_eq!(codec.decode(&encode(&record).unwrap()).unwrap(), record);
        // A store's own dictionary is the only one that reads its records.
        let other = RecordCodec::new("another one");
        let bytes = codec.encode(&record).unwrap().bytes;
        assert!(
            other
                .decode(&bytes)
                .is_err_and(|error| matches!(error, StoreError::Corrupt(_)))
        );
    }

    proptest! {
        #[test]
        fn a_value_round_trips(value in proptest::collection::btree_map("\\PC{0,10}", any::<i64>(), 0..20)) {
            let bytes = encode(&value).unwrap();
            prop_assert_eq!(&decode::<BTreeMap<String, i64>>(&bytes).unwrap(), &value);
            let bytes = encode_small(&value).unwrap();
            prop_assert_eq!(decode::<BTreeMap<String, i64>>(&bytes).unwrap(), value);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode::<BTreeMap<String, i64>>(&bytes);
        }

        #[test]
        fn a_damaged_record_is_refused_or_read(at in 0usize..500, flip in 1u8..) {
            let codec = RecordCodec::new(&new_dictionary().unwrap());
            let mut bytes = codec.encode(&record("Mag alles.")).unwrap().bytes;
            let at = at % bytes.len();
            bytes[at] ^= flip;
            let _ = codec.decode(&bytes);
        }

        #[test]
        fn a_damaged_value_is_refused_or_read(at in 0usize..50, flip in 1u8..) {
            let mut bytes = encode(&"a text that is long enough to be damaged somewhere").unwrap();
            let at = at % bytes.len();
            bytes[at] ^= flip;
            let _ = decode::<String>(&bytes);
        }
    }
}
