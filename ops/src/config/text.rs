//! Files that the configuration is read from: texts of a size that such a file has. A name that
//! leads elsewhere, as to a device, fills no memory.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// The text of a file.
///
/// # Errors
/// When it can't be read, is no UTF-8, or is larger than [`MAX_BYTES`].
pub(super) fn read(path: impl AsRef<Path>) -> io::Result<String> {
    let mut text = String::new();
    let mut bounded = File::open(path)?.take(MAX_BYTES + 1);
    bounded.read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        let message = format!("it is larger than {MAX_BYTES} bytes");
        return Err(io::Error::new(ErrorKind::InvalidData, message));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, read};

    #[test]
    fn endless_file_is_refused() {
        let refused = read("/dev/zero").unwrap_err().to_string();
        assert!(refused.contains("larger than"), "{refused}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, "x".repeat(MAX_BYTES as usize)).unwrap();
        assert_eq!(read(&path).unwrap().len() as u64, MAX_BYTES);
    }
}
