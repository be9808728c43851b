//! How values are stored: a version byte, then JSON, compressed with zstd where
//! it is not small. JSON because a field that is added or dropped later needs no
//! migration.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::IndexError;

/// The version that is written.
const VERSION: u8 = 1;

/// The version of values that are too small to be compressed.
const SMALL_VERSION: u8 = 2;

/// Fast, and already a third of the size.
const ZSTD_LEVEL: i32 = 3;

/// The largest value that is read, in bytes: well above three texts of the
/// largest size that is kept.
const MAX_VALUE_BYTES: usize = 16 * 1024 * 1024;

/// Writes a value.
pub(super) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, IndexError> {
    let json = serde_json::to_vec(value).map_err(|error| IndexError::Corrupt(error.to_string()))?;
    let mut bytes = vec![VERSION];
    let compressed = zstd::bulk::compress(&json, ZSTD_LEVEL)
        .map_err(|error| IndexError::Corrupt(error.to_string()))?;
    bytes.extend(compressed);
    Ok(bytes)
}

/// Writes a value of a few hundred bytes at most.
pub(super) fn encode_small<T: Serialize>(value: &T) -> Result<Vec<u8>, IndexError> {
    let mut bytes = vec![SMALL_VERSION];
    serde_json::to_writer(&mut bytes, value)
        .map_err(|error| IndexError::Corrupt(error.to_string()))?;
    Ok(bytes)
}

/// Reads a value.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, IndexError> {
    let corrupt = |why: String| IndexError::Corrupt(why);
    match bytes.split_first() {
        Some((&VERSION, compressed)) => {
            let mut reader = std::io::Read::take(
                zstd::stream::read::Decoder::new(compressed)
                    .map_err(|error| corrupt(error.to_string()))?,
                MAX_VALUE_BYTES as u64,
            );
            let mut json = Vec::new();
            std::io::Read::read_to_end(&mut reader, &mut json)
                .map_err(|error| corrupt(error.to_string()))?;
            serde_json::from_slice(&json).map_err(|error| corrupt(error.to_string()))
        }
        Some((&SMALL_VERSION, json)) => {
            serde_json::from_slice(json).map_err(|error| corrupt(error.to_string()))
        }
        Some((version, _)) => Err(corrupt(format!(
            "it has format {version}, and this version knows formats up to {SMALL_VERSION}"
        ))),
        None => Err(corrupt("it is empty".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

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
        fn a_damaged_value_is_refused_or_read(at in 0usize..50, flip in 1u8..) {
            let mut bytes = encode(&"a text that is long enough to be damaged somewhere").unwrap();
            let at = at % bytes.len();
            bytes[at] ^= flip;
            let _ = decode::<String>(&bytes);
        }
    }
}
