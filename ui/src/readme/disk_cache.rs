//! Renderings on disk, so that a text is rendered once and not once for each start. They follow
//! from the catalogue: whatever is wrong with one, it is rendered again.
//!
//! A folder for each repository holds a file for each of its texts, named by the digest of the
//! text and of where it stands. All are in a folder for this very program: another build may
//! render otherwise, and above all make safe what an older one did not.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::bounds::MOST_HTML_BYTES;
use super::renderer::Key;
use super::{LANGUAGE_TAGS, Rendered};

/// The largest file that is read, in bytes when it is no longer compressed.
const MOST_BYTES: u64 = 16 * MOST_HTML_BYTES as u64;

const ZSTD_LEVEL: i32 = 3;

/// The name of the file with the place in the change feed up to which everything is rendered.
const CURSOR: &str = "cursor";

/// A rendering as it is written.
#[derive(Serialize, Deserialize)]
struct Stored {
    html: String,
    fold: usize,
    language: Option<String>,
    is_refused: bool,
    is_cut: bool,
}

/// The folder of this build.
pub(super) struct DiskCache {
    folder: PathBuf,
    /// Whether it was said that nothing can be written.
    has_complained: AtomicBool,
}

impl DiskCache {
    /// Keeps renderings in a folder of their own, in which what other builds left is removed.
    /// `None` where this build can't be told from others.
    pub(super) fn in_folder(folder: &Path) -> Option<Self> {
        let build = build().ok()?;
        for other in fs::read_dir(folder).into_iter().flatten().flatten() {
            if other.file_name() != *build {
                // What stays takes room and does nothing.
                let _ = fs::remove_dir_all(other.path());
            }
        }
        Some(Self {
            folder: folder.join(build),
            has_complained: AtomicBool::new(false),
        })
    }

    /// The folder of a repository, by its id.
    fn of(&self, repository: &str) -> PathBuf {
        self.folder.join(hex(&Sha256::digest(repository)))
    }

    /// The rendering of a text, if it was kept and is whole.
    pub(super) fn read(&self, repository: &str, key: &Key) -> Option<Rendered> {
        let file = fs::File::open(self.of(repository).join(hex(key))).ok()?;
        let decoder = zstd::Decoder::new(file).ok()?;
        let mut json = Vec::new();
        decoder.take(MOST_BYTES).read_to_end(&mut json).ok()?;
        let stored: Stored = serde_json::from_slice(&json).ok()?;
        if !stored.html.is_char_boundary(stored.fold) {
            return None;
        }
        let language = stored.language.as_deref();
        Some(Rendered {
            language: LANGUAGE_TAGS
                .iter()
                .copied()
                .find(|tag| Some(*tag) == language),
            html: stored.html,
            fold: stored.fold,
            is_refused: stored.is_refused,
            is_cut: stored.is_cut,
        })
    }

    /// Keeps the rendering of a text.
    pub(super) fn write(&self, repository: &str, key: &Key, rendered: &Rendered) {
        let stored = Stored {
            html: rendered.html.clone(),
            fold: rendered.fold,
            language: rendered.language.map(str::to_owned),
            is_refused: rendered.is_refused,
            is_cut: rendered.is_cut,
        };
        let written = encoded(&stored).and_then(|bytes| {
            let folder = self.of(repository);
            fs::create_dir_all(&folder)?;
            replace(&folder.join(hex(key)), &bytes)
        });
        self.complain(written);
    }

    /// Removes what was kept of a repository beside these texts.
    pub(super) fn keep_only(&self, repository: &str, keys: &[Key]) {
        let folder = self.of(repository);
        if keys.is_empty() {
            let _ = fs::remove_dir_all(folder);
            return;
        }
        let names: Vec<String> = keys.iter().map(|key| hex(key)).collect();
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            if !names.iter().any(|name| file.file_name() == **name) {
                let _ = fs::remove_file(file.path());
            }
        }
    }

    /// The place in the change feed up to which everything is rendered.
    pub(super) fn cursor(&self) -> Option<String> {
        let cursor = fs::read_to_string(self.folder.join(CURSOR)).ok()?;
        Some(cursor).filter(|cursor| !cursor.is_empty() && cursor.len() < 1024)
    }

    pub(super) fn set_cursor(&self, cursor: &str) {
        let written = fs::create_dir_all(&self.folder)
            .and_then(|()| replace(&self.folder.join(CURSOR), cursor.as_bytes()));
        self.complain(written);
    }

    /// Forgets everything.
    pub(super) fn clear(&self) {
        let _ = fs::remove_dir_all(&self.folder);
    }

    /// A disk may be full for long, and is said to be once.
    fn complain(&self, written: io::Result<()>) {
        if let Err(error) = written
            && !self.has_complained.swap(true, Ordering::Relaxed)
        {
            let folder = self.folder.display();
            tracing::warn!(
                "READMEs can't be kept in {folder}, and are rendered when they are asked for: {error}"
            );
        }
    }
}

fn encoded(stored: &Stored) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(Vec::new(), ZSTD_LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.write_all(&serde_json::to_vec(stored)?)?;
    encoder.finish()
}

/// Writes a file whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = path.with_extension("part");
    fs::write(&part, bytes)?;
    fs::rename(part, path)
}

/// What this program is told from other builds by.
fn build() -> io::Result<String> {
    let about = fs::metadata(std::env::current_exe()?)?;
    let changed = about.modified()?.duration_since(UNIX_EPOCH);
    let changed = changed.unwrap_or_default().as_nanos();
    Ok(format!("{:x}-{changed:x}", about.len()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(html: &str) -> Rendered {
        Rendered {
            html: html.to_owned(),
            fold: html.len(),
            language: Some("nl"),
            is_refused: false,
            is_cut: true,
        }
    }

    #[test]
    fn kept_rendering_comes_back_and_a_damaged_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let kept = DiskCache::in_folder(folder.path()).unwrap();
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!(kept.read("1", &one), None);
        kept.write("1", &one, &rendered("<p>één</p>"));
        kept.write("1", &other, &rendered("<p>twee</p>"));
        // The next start of the same program finds it.
        let kept = DiskCache::in_folder(folder.path()).unwrap();
        assert_eq!(kept.read("1", &one), Some(rendered("<p>één</p>")));
        assert_eq!(kept.read("2", &one), None);
        let path = kept.of("1").join(hex(&one));
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            fs::write(&path, &damaged).unwrap();
            let read = kept.read("1", &one);
            assert!(
                read.is_none() || read == Some(rendered("<p>één</p>")),
                "{at}"
            );
        }
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(kept.read("1", &one), None);
    }

    #[test]
    fn what_left_is_removed_from_disk() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("older-build/x")).unwrap();
        let kept = DiskCache::in_folder(folder.path()).unwrap();
        assert!(!folder.path().join("older-build").exists());
        let (one, other) = ([1; 32], [2; 32]);
        kept.write("1", &one, &rendered("a"));
        kept.write("1", &other, &rendered("b"));
        kept.keep_only("1", &[other]);
        assert_eq!(kept.read("1", &one), None);
        assert!(kept.read("1", &other).is_some());
        kept.keep_only("1", &[]);
        assert!(!kept.of("1").exists());
        kept.set_cursor("x");
        assert_eq!(kept.cursor().as_deref(), Some("x"));
        kept.clear();
        assert_eq!(kept.cursor(), None);
    }
}
