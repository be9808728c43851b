//! How values are stored: a version byte, then JSON, compressed with zstd where
//! it is not small. JSON because a field that is added or dropped later needs no
//! migration.

use std::cell::RefCell;
use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::bulk::Decompressor;
use zstd::zstd_safe;

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
            let json = decompress(compressed).map_err(|error| corrupt(error.to_string()))?;
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

thread_local! {
    /// Setting one up takes as long as a small value does.
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Takes apart what [`encode`] compressed, which tells its size.
fn decompress(compressed: &[u8]) -> io::Result<Vec<u8>> {
    let size = zstd_safe::get_frame_content_size(compressed)
        .ok()
        .flatten()
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size <= MAX_VALUE_BYTES)
        .ok_or_else(|| io::Error::other("it tells no size, or one that is too large"))?;
    DECOMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = Some(Decompressor::new()?);
        }
        match kept {
            Some(decompressor) => decompressor.decompress(compressed, size),
            None => Err(io::Error::other("there is no decompressor")),
        }
    })
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
