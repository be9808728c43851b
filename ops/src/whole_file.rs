//! Files that are written whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file: a new one takes the place of the old one, with the same rights, when all
/// of it is on the disk. A link stays one; what it leads to is replaced.
///
/// # Errors
/// When it can't be written; what was there before is there still.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let written = File::create(&new)
        .and_then(|mut file| {
            if let Ok(about) = std::fs::metadata(&path) {
                file.set_permissions(about.permissions())?;
            }
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&new, &path));
    if written.is_err() {
        // What was begun helps nobody; the error is the one to tell.
        let _ = std::fs::remove_file(&new);
    }
    written
}
