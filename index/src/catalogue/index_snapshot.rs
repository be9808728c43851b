//! Snapshots of the search index, from which a new server of a store that is shared begins: to
//! copy an index takes a fraction of the time in which it is made from the store.
//!
//! A snapshot is one commit with its note. A server that has no index to go on from takes the
//! newest one that it would have made itself up to then: of the same store, by the same schema,
//! rules and registry, judged at the same moment. From its number on it follows the store, as
//! always. Whatever is wrong with a snapshot, the index is made from the store.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use bronwijzer_crawler::organisation::Organisation;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::follow::{Note, registry_hash};
use super::{Catalogue, Options};
use crate::assess::RULES_VERSION;
use crate::error::IndexError;
use crate::search::{SearchIndex, remove_folder};
use crate::store::{self, Store};

/// How much of a file is read at once, in bytes.
const PIECE: usize = 128 * 1024;

/// A file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexFile {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of it, as hexadecimal digits.
    pub sha256: String,
}

/// What a snapshot of a search index consists of, and what it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexManifest {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The version of the program that made it.
    pub program: String,
    /// The version of the index's schema.
    schema: String,
    /// Up to which write it holds what, and how that was judged.
    note: Note,
    /// Its files.
    pub files: Vec<IndexFile>,
}

impl IndexManifest {
    /// The number of the last write that it holds.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.note.number
    }

    /// How much its files take together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Whether both have the same content, so that one of them is enough.
    #[must_use]
    pub fn is_of_the_content_of(&self, other: &Self) -> bool {
        self.schema == other.schema && self.note == other.note
    }

    /// Whether what both have was judged alike.
    #[must_use]
    pub fn is_judged_as(&self, other: &Self) -> bool {
        self.schema == other.schema && self.note.is_judged_as(&other.note)
    }

    /// Whether its files are those of an index and of nothing else: what comes from elsewhere may
    /// name any.
    fn has_plain_names(&self) -> bool {
        let is_plain = |name: &str| {
            let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
            !name.is_empty() && name != "." && name != ".." && name.bytes().all(is_safe)
        };
        self.files.iter().all(|file| is_plain(&file.name))
    }
}

/// Where servers that share a store keep snapshots of their search indexes. Calls block; errors
/// are told in words.
pub trait IndexSnapshots {
    /// What there is, the newest first.
    ///
    /// # Errors
    /// When it can't be told.
    fn manifests(&self) -> Result<Vec<IndexManifest>, String>;

    /// Copies the files of a snapshot into a folder that is there and empty.
    ///
    /// # Errors
    /// When one can't be copied.
    fn fetch(&self, manifest: &IndexManifest, folder: &Path) -> Result<(), String>;
}

impl Catalogue {
    /// What a snapshot of the search index would be of now, without its files. `None` while the
    /// index is behind the store, or of no use to others.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn index_to_snapshot(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<IndexManifest>, IndexError> {
        let meta = self.meta()?;
        let held = self.held_number(&meta) == Some(meta.number);
        let note = Note::of(&self.0.search).filter(|note| held && note.content.is_some());
        Ok(note.map(|note| manifest(note, now)))
    }

    /// Puts the files of the search index as it is now into a new folder, which has to be on the
    /// same file system as the index. Nobody who writes waits for it.
    ///
    /// # Errors
    /// When the folder can't be made or a file can't be read.
    pub fn snapshot_index(
        &self,
        folder: &Path,
        now: DateTime<Utc>,
    ) -> Result<IndexManifest, IndexError> {
        let (names, note) = self.0.search.link_commit(folder)?;
        let note = serde_json::from_str(&note);
        let note = note.map_err(|error| IndexError::DamagedIndex(error.to_string()))?;
        let files = names.into_iter().map(|name| {
            let path = folder.join(&name);
            let (bytes, sha256) = sum(&path).map_err(IndexError::io(&path))?;
            Ok(IndexFile {
                name,
                bytes,
                sha256,
            })
        });
        Ok(IndexManifest {
            files: files.collect::<Result<_, IndexError>>()?,
            ..manifest(note, now)
        })
    }
}

fn manifest(note: Note, now: DateTime<Utc>) -> IndexManifest {
    IndexManifest {
        made_at: now,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: SearchIndex::schema(),
        note,
        files: Vec::new(),
    }
}

/// The size of a file, and the SHA-256 of it.
fn sum(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = BufReader::with_capacity(PIECE, File::open(path)?);
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hash.update(&piece[..read]);
    }
    let digits = hash
        .finalize()
        .into_iter()
        .map(|byte| format!("{byte:02x}"));
    Ok((bytes, digits.collect()))
}

/// Puts the newest snapshot that fits in the place of the index in `index`, where that is none to
/// go on from. What keeps it from that is logged: the index is made from the store then.
pub(super) fn take_over(
    store: &dyn Store,
    index: &Path,
    organisations: &[Organisation],
    options: &Options,
    snapshots: &dyn IndexSnapshots,
) -> Result<(), IndexError> {
    let identity = store.identity()?;
    let Some(meta) = store.meta()?.filter(|_| store::is_shared(&identity)) else {
        return Ok(());
    };
    // As this server would note it, whatever it was judged at where nobody has judged yet.
    let wanted = |found: &Note| Note {
        number: meta.number,
        store: Some(identity.clone()),
        content: None,
        statements: 0,
        assessed_at: meta.judged_at.unwrap_or(found.assessed_at),
        rules: RULES_VERSION,
        registry: registry_hash(organisations),
        leave_out: Some(options.leave_out.clone()),
    };
    let unfit = |schema: &str, note: &Note| {
        let wanted = wanted(note);
        Some(if !SearchIndex::is_schema(schema) {
            "it was made by a version of the program with another schema"
        } else if !note.is_of_the_store_of(&wanted) {
            "it is of another store"
        } else if !(meta.cleared_at..=meta.number).contains(&note.number) {
            "the store was restored or filled anew since"
        } else if note.rules != wanted.rules {
            "it was judged by other rules"
        } else if note.registry != wanted.registry {
            "it was judged with another list of organisations"
        } else if note.leave_out != wanted.leave_out {
            "its figures leave out other kinds of repositories"
        } else if !note.is_judged_as(&wanted) {
            "everything was judged anew since"
        } else {
            return None;
        })
    };
    let own = SearchIndex::note_in(index).and_then(|note| serde_json::from_str::<Note>(&note).ok());
    let own_schema = SearchIndex::schema_in(index).unwrap_or_default();
    if own.is_some_and(|note| unfit(&own_schema, &note).is_none()) {
        return Ok(());
    }
    let manifests = match snapshots.manifests() {
        Ok(manifests) => manifests,
        Err(why) => {
            tracing::warn!("no snapshot of the search index is taken over: {why}");
            return Ok(());
        }
    };
    let part = index.with_extension("part");
    for manifest in manifests {
        let made_at = manifest.made_at.format("%Y-%m-%d %H:%M:%S UTC");
        let left = |why: &str| {
            tracing::warn!(
                "the snapshot of the search index of {made_at} is not taken over: {why}"
            );
        };
        if let Some(why) = unfit(&manifest.schema, &manifest.note) {
            left(why);
            continue;
        }
        remove_folder(&part)?;
        std::fs::create_dir_all(&part).map_err(IndexError::io(&part))?;
        if let Err(why) = fetched(snapshots, &manifest, &part) {
            left(&why);
            remove_folder(&part)?;
            continue;
        }
        remove_folder(index)?;
        std::fs::rename(&part, index).map_err(IndexError::io(index))?;
        tracing::info!(
            number = manifest.number(),
            "took over the snapshot of the search index of {made_at}: what was written since follows"
        );
        return Ok(());
    }
    Ok(())
}

/// Copies the files of a snapshot, and compares each with what the manifest says of it.
fn fetched(
    snapshots: &dyn IndexSnapshots,
    manifest: &IndexManifest,
    folder: &Path,
) -> Result<(), String> {
    if !manifest.has_plain_names() {
        return Err("it has a file with a name that none of an index has".to_owned());
    }
    snapshots.fetch(manifest, folder)?;
    for file in &manifest.files {
        let found = sum(&folder.join(&file.name));
        let (bytes, sha256) = found.map_err(|error| format!("{}: {error}", file.name))?;
        if (bytes, &sha256) != (file.bytes, &file.sha256) {
            return Err(format!("{} is damaged", file.name));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tempfile::TempDir;

    use super::*;
    use crate::model::{Contents, SAMPLE};
    use crate::search::SearchRequest;
    use crate::store::OpenedStore;
    use crate::store::memory::MemoryStore;

    fn at(moment: &str) -> DateTime<Utc> {
        moment.parse().unwrap()
    }

    /// Snapshots in a folder, each in one of its own.
    #[derive(Default)]
    struct Kept {
        snapshots: Vec<(IndexManifest, PathBuf)>,
        fetched: AtomicUsize,
    }

    impl IndexSnapshots for Kept {
        fn manifests(&self) -> Result<Vec<IndexManifest>, String> {
            let newest_first = self.snapshots.iter().rev();
            Ok(newest_first.map(|(manifest, _)| manifest.clone()).collect())
        }

        fn fetch(&self, manifest: &IndexManifest, folder: &Path) -> Result<(), String> {
            self.fetched.fetch_add(1, Ordering::Relaxed);
            let found = self.snapshots.iter().find(|(one, _)| one == manifest);
            let (_, from) = found.ok_or("there is none")?;
            for file in &manifest.files {
                let copied = std::fs::copy(from.join(&file.name), folder.join(&file.name));
                copied.map_err(|error| error.to_string())?;
            }
            Ok(())
        }
    }

    /// A store that nodes share, and a folder for theirs.
    struct Nodes {
        store: Arc<dyn Store>,
        dir: TempDir,
    }

    impl Nodes {
        fn new() -> Self {
            Self {
                store: Arc::new(MemoryStore::shared()),
                dir: tempfile::tempdir().unwrap(),
            }
        }

        fn dir(&self, name: &str) -> PathBuf {
            let dir = self.dir.path().join(name);
            std::fs::create_dir_all(&dir).unwrap();
            dir
        }

        /// Opens a node, which may begin with one of these snapshots.
        fn open(&self, name: &str, snapshots: &Kept) -> Catalogue {
            let (dir, options) = (self.dir(name), Options::default());
            take_over(&*self.store, &dir.join("index"), &[], &options, snapshots).unwrap();
            let opened = OpenedStore {
                store: Arc::clone(&self.store),
                notices: Vec::new(),
            };
            let now = at("2026-11-30T12:00:00Z");
            let opened = Catalogue::open_on(opened, &dir, Vec::new(), now, options);
            opened.unwrap().catalogue
        }

        fn snapshot(&self, catalogue: &Catalogue, name: &str) -> (IndexManifest, PathBuf) {
            let folder = self.dir.path().join(name);
            let now = at("2026-11-30T13:00:00Z");
            (catalogue.snapshot_index(&folder, now).unwrap(), folder)
        }
    }

    fn is_sound(catalogue: &Catalogue, like: &Catalogue) {
        let total =
            |catalogue: &Catalogue| catalogue.search(&SearchRequest::default()).unwrap().total;
        assert_eq!(total(catalogue), total(like));
        assert_eq!(catalogue.version(), like.version());
        let report = catalogue.verify(&|_, _, _| {}).unwrap();
        assert!(report.is_clean(), "{report:?}");
    }

    /// How many snapshots were copied.
    fn fetched(snapshots: &Kept) -> usize {
        snapshots.fetched.load(Ordering::Relaxed)
    }

    #[test]
    fn new_node_begins_with_a_snapshot_and_follows() {
        let nodes = Nodes::new();
        let mut snapshots = Kept::default();
        let first = nodes.open("first", &snapshots);
        first.import(SAMPLE, Contents::Imported).unwrap();
        first.reassess(at("2026-11-30T12:30:00Z")).unwrap();
        let now = Utc::now();
        let current = first.index_to_snapshot(now).unwrap().unwrap();
        snapshots.snapshots.push(nodes.snapshot(&first, "one"));
        let (manifest, _) = &snapshots.snapshots[0];
        assert!(manifest.is_of_the_content_of(&current) && manifest.is_judged_as(&current));
        assert_eq!(manifest.number(), first.meta().unwrap().number);
        // What is written later is followed, and does not reach the snapshot.
        let mut record = nodes.store.records().next().unwrap().unwrap();
        record.observation.description = Some("herschreven".to_owned());
        {
            let _writing = first.begin().unwrap();
            first.put(vec![record], Contents::Imported, false).unwrap();
        }
        let changed = first.index_to_snapshot(now).unwrap().unwrap();
        assert!(manifest.is_judged_as(&changed) && !manifest.is_of_the_content_of(&changed));
        let second = nodes.open("second", &snapshots);
        assert_eq!(fetched(&snapshots), 1);
        is_sound(&second, &first);
        // It goes on with its own the next time.
        drop(second);
        is_sound(&nodes.open("second", &snapshots), &first);
        assert_eq!(fetched(&snapshots), 1);
    }

    #[test]
    fn writes_beside_a_snapshot_leave_it_as_it_was() {
        let nodes = Nodes::new();
        let first = nodes.open("first", &Kept::default());
        first.import(SAMPLE, Contents::Imported).unwrap();
        let (manifest, folder) = nodes.snapshot(&first, "one");
        // All files of the commit go.
        first.reindex().unwrap();
        first.reindex().unwrap();
        for file in &manifest.files {
            let (bytes, sha256) = sum(&folder.join(&file.name)).unwrap();
            assert_eq!(
                (bytes, &sha256),
                (file.bytes, &file.sha256),
                "{}",
                file.name
            );
        }
    }

    #[test]
    fn snapshot_that_does_not_fit_is_left() {
        let nodes = Nodes::new();
        let first = nodes.open("first", &Kept::default());
        first.import(SAMPLE, Contents::Imported).unwrap();
        first.reassess(at("2026-11-30T12:30:00Z")).unwrap();
        let (good, folder) = nodes.snapshot(&first, "one");
        let changed = |change: &dyn Fn(&mut IndexManifest)| {
            let mut manifest = good.clone();
            change(&mut manifest);
            manifest
        };
        let unfit = [
            changed(&|one| one.schema = "another".to_owned()),
            changed(&|one| one.note.store = Some("postgres:another".to_owned())),
            changed(&|one| one.note.number += 1),
            changed(&|one| one.note.rules += 1),
            changed(&|one| one.note.registry += 1),
            changed(&|one| one.note.leave_out = None),
            changed(&|one| one.note.assessed_at = at("2026-11-29T12:30:00Z")),
        ];
        let mut snapshots = Kept::default();
        for manifest in unfit {
            snapshots.snapshots.push((manifest, folder.clone()));
        }
        is_sound(&nodes.open("second", &snapshots), &first);
        assert_eq!(fetched(&snapshots), 0);
        // Of several the newest that fits and is whole is taken.
        let damaged = [
            changed(&|one| one.files[0].sha256 = "0".repeat(64)),
            changed(&|one| one.files[0].bytes += 1),
            changed(&|one| one.files[0].name = "../one".to_owned()),
            changed(&|one| {
                one.files.push(IndexFile {
                    name: "none".to_owned(),
                    ..one.files[0].clone()
                });
            }),
        ];
        snapshots.snapshots.push((good.clone(), folder.clone()));
        for manifest in damaged {
            snapshots.snapshots.push((manifest, folder.clone()));
        }
        is_sound(&nodes.open("third", &snapshots), &first);
        // One of the damaged was not asked for: its name is none of a file of an index.
        assert_eq!(fetched(&snapshots), 4);
        assert!(!nodes.dir("third").join("index.part").exists());
    }
}
