//! The version of an asset in its address. The build script names the typeface in the
//! stylesheet by it too.

use std::fmt::Write;

/// How many bytes of the hash tell versions apart.
const BYTES: usize = 6;

/// The beginning of the hash of a file, in hexadecimal digits.
pub(crate) fn of(hash: &[u8]) -> String {
    hash.iter()
        .take(BYTES)
        .fold(String::new(), |mut digits, byte| {
            // Writing to a string does not fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        })
}
