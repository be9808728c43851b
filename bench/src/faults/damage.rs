//! What happens to files: by a disk that lies, by a stop, by somebody's hand.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use fastrand::Rng;

/// A block of a disk, in bytes.
const BLOCK: u64 = 4096;

/// What is done to the files of a data folder. Two backups of everything are there before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    StoreByte,
    StoreBlock,
    StoreTail,
    StoreGone,
    SnapByte,
    SnapUnfinished,
    IndexByte,
    IndexBlock,
    IndexTail,
    IndexFileGone,
    IndexGone,
    BackupByte,
    BackupTail,
    BackupTailAndStoreGone,
    BackupFromTheFuture,
    BackupPart,
    StoreAndIndexGone,
    StoreAndIndexByte,
}

impl Damage {
    pub(super) const ALL: [Self; 18] = [
        Self::StoreByte,
        Self::IndexByte,
        Self::StoreBlock,
        Self::BackupTailAndStoreGone,
        Self::StoreTail,
        Self::IndexFileGone,
        Self::SnapUnfinished,
        Self::BackupByte,
        Self::StoreAndIndexGone,
        Self::StoreGone,
        Self::SnapByte,
        Self::IndexBlock,
        Self::IndexTail,
        Self::IndexGone,
        Self::BackupTail,
        Self::BackupFromTheFuture,
        Self::BackupPart,
        Self::StoreAndIndexByte,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::StoreByte => "store: a byte flipped",
            Self::StoreBlock => "store: a block of zeros",
            Self::StoreTail => "store: torn off",
            Self::StoreGone => "store: removed",
            Self::SnapByte => "store/snap: a byte flipped",
            Self::SnapUnfinished => "store/snap: never finished",
            Self::IndexByte => "index: a byte flipped",
            Self::IndexBlock => "index: a block of zeros",
            Self::IndexTail => "index: a file torn off",
            Self::IndexFileGone => "index: a file removed",
            Self::IndexGone => "index: removed",
            Self::BackupByte => "newest backup: a byte flipped",
            Self::BackupTail => "newest backup: torn off",
            Self::BackupTailAndStoreGone => "newest backup torn off, store removed",
            Self::BackupFromTheFuture => "an old backup with a date to come, store removed",
            Self::BackupPart => "a backup never finished",
            Self::StoreAndIndexGone => "store and index removed",
            Self::StoreAndIndexByte => "store and index: a byte flipped in each",
        }
    }

    /// Does it. Gives back where, in words.
    pub(super) fn do_to(self, data: &Path, rng: &mut Rng) -> anyhow::Result<String> {
        let database = data.join("store/db");
        match self {
            Self::StoreByte => flip(&database, rng),
            Self::StoreBlock => zero(&database, rng),
            Self::StoreTail => tear(&database, rng),
            Self::StoreGone => remove(&data.join("store")),
            Self::SnapByte => flip(&a_file(&data.join("store"), "snap.", rng)?, rng),
            Self::SnapUnfinished => {
                let name = data.join("store/snap.00000000FFFFFFFF.generating");
                File::create(&name)?;
                Ok(name.display().to_string())
            }
            Self::IndexByte => flip(&a_file(&data.join("index"), "", rng)?, rng),
            Self::IndexBlock => zero(&a_file(&data.join("index"), "", rng)?, rng),
            Self::IndexTail => tear(&a_file(&data.join("index"), "", rng)?, rng),
            Self::IndexFileGone => remove(&a_file(&data.join("index"), "", rng)?),
            Self::IndexGone => remove(&data.join("index")),
            Self::BackupByte => flip(&newest_backup(data)?, rng),
            Self::BackupTail => tear(&newest_backup(data)?, rng),
            Self::BackupTailAndStoreGone => {
                remove(&data.join("store"))?;
                tear(&newest_backup(data)?, rng)
            }
            Self::BackupFromTheFuture => {
                remove(&data.join("store"))?;
                let mut backups = backups(data)?;
                backups.sort();
                let oldest = backups.first().context("there is no backup")?;
                let to_come = data.join("backups/catalogue-20990101T000000.000Z.ndjson.zst");
                std::fs::rename(oldest, &to_come)?;
                Ok(to_come.display().to_string())
            }
            Self::BackupPart => {
                let newest = newest_backup(data)?;
                let part = newest.with_extension("zst.part");
                std::fs::copy(&newest, &part)?;
                tear(&part, rng)
            }
            Self::StoreAndIndexGone => {
                remove(&data.join("index"))?;
                remove(&data.join("store"))
            }
            Self::StoreAndIndexByte => {
                let index = flip(&a_file(&data.join("index"), "", rng)?, rng)?;
                Ok(format!("{index}, {}", flip(&database, rng)?))
            }
        }
    }
}

/// A file of a folder that is not empty and whose name begins so; not the list of files, which
/// only spares a start some reading.
fn a_file(folder: &Path, prefix: &str, rng: &mut Rng) -> anyhow::Result<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(prefix) && name != "files.json" && entry.metadata()?.len() > 0 {
            files.push(entry.path());
        }
    }
    files.sort();
    let found = rng.choice(files);
    found.with_context(|| format!("{} has no file {prefix}…", folder.display()))
}

fn backups(data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(data.join("backups"))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

fn newest_backup(data: &Path) -> anyhow::Result<PathBuf> {
    let newest = backups(data)?.into_iter().max();
    newest.context("there is no backup")
}

/// The end of what was written to a file: sled makes its files larger than that.
fn written(file: &mut File) -> anyhow::Result<u64> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let last = bytes.iter().rposition(|byte| *byte != 0);
    Ok(last.map_or(0, |last| last as u64 + 1))
}

fn open(path: &Path) -> anyhow::Result<File> {
    let opened = File::options().read(true).write(true).open(path);
    opened.with_context(|| format!("{} can't be opened", path.display()))
}

fn flip(path: &Path, rng: &mut Rng) -> anyhow::Result<String> {
    let mut file = open(path)?;
    let at = rng.u64(..written(&mut file)?.max(1));
    let mut byte = [0];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut byte)?;
    byte[0] ^= 1 << rng.u8(..8);
    file.seek(SeekFrom::Start(at))?;
    file.write_all(&byte)?;
    Ok(format!("{} at {at}", path.display()))
}

fn zero(path: &Path, rng: &mut Rng) -> anyhow::Result<String> {
    let mut file = open(path)?;
    let end = written(&mut file)?;
    let at = rng.u64(..end.max(1)) / BLOCK * BLOCK;
    let length = usize::try_from(BLOCK.min(end - at))?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(&vec![0; length])?;
    Ok(format!("{}: {length} bytes at {at}", path.display()))
}

fn tear(path: &Path, rng: &mut Rng) -> anyhow::Result<String> {
    let mut file = open(path)?;
    let end = rng.u64(..written(&mut file)?.max(1));
    file.set_len(end)?;
    Ok(format!("{} to {end} bytes", path.display()))
}

fn remove(path: &Path) -> anyhow::Result<String> {
    if path.is_dir() {
        std::fs::remove_dir_all(path)?;
    } else {
        std::fs::remove_file(path)?;
    }
    Ok(format!("{} removed", path.display()))
}
