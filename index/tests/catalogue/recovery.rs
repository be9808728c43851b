//! Recovery never ends in less than there is: what is lost is restored and said, or
//! opening is refused and nothing is touched.

use std::fs;
use std::path::{Path, PathBuf};

use bronwijzer_crawler::sink::Sink;
use bronwijzer_index::{Catalogue, Contents, IndexError, SAMPLE, StoreError};
use tempfile::TempDir;

use crate::damage::{copy, reopen};
use crate::support::{
    at, described, empty, fill, now, open, organisations, repository, run, search,
};

fn backups(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir.join("backups")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn set_aside(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name());
    names
        .filter(|name| name.to_string_lossy().starts_with("store.unreadable-"))
        .count()
}

fn lose(dir: &Path, what: &[&str]) {
    for folder in what {
        fs::remove_dir_all(dir.join(folder)).unwrap();
    }
}

fn cut(path: &Path, to: usize) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..to.min(bytes.len())]).unwrap();
}

/// A closed catalogue with so many repositories.
async fn closed(repositories: usize) -> TempDir {
    let (dir, catalogue) = empty();
    grow(&catalogue, 0, repositories).await;
    dir
}

async fn grow(catalogue: &Catalogue, from: usize, to: usize) {
    let new = (from..to).map(|n| repository(&n.to_string(), &format!("minvws/app-{n}"), 3));
    fill(catalogue, new).await;
}

#[tokio::test]
async fn lost_store_is_restored_from_the_backup() {
    for lost in [&["store", "index"][..], &["store"], &["index"]] {
        let dir = closed(3).await;
        let catalogue = open(&dir);
        catalogue.backup().unwrap();
        drop(catalogue);
        lose(dir.path(), lost);
        let opened = reopen(dir.path());
        let notices = opened.notices.join(" ");
        if lost.contains(&"store") {
            assert!(
                notices.contains("was restored: 3 repositories"),
                "{notices}"
            );
        } else {
            assert!(notices.contains("THE SEARCH INDEX"), "{notices}");
        }
        assert_eq!(opened.catalogue.health().notices, opened.notices);
        assert_eq!(search(&opened.catalogue, "").total, 3, "{lost:?}");
        let contents = opened.catalogue.summary().unwrap().contents;
        assert_eq!(contents, Contents::Crawled);
        assert_eq!(set_aside(dir.path()), 0, "{lost:?}");
        drop(opened);
        assert_eq!(search(&open(&dir), "").total, 3);
    }
}

#[tokio::test]
async fn sample_is_replaced_when_the_store_was_lost() {
    let dir = closed(2).await;
    open(&dir).backup().unwrap();
    lose(dir.path(), &["store", "index"]);
    let away = dir.path().join("away");
    fs::rename(dir.path().join("backups"), &away).unwrap();
    let catalogue = open(&dir);
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    drop(catalogue);
    fs::rename(&away, dir.path().join("backups")).unwrap();
    let opened = reopen(dir.path());
    assert!(!opened.notices.is_empty());
    assert_eq!(search(&opened.catalogue, "").total, 2);
    assert_eq!(set_aside(dir.path()), 1);
}

#[tokio::test]
async fn nothing_that_can_be_read_refuses_to_open() {
    let dir = closed(2).await;
    open(&dir).backup().unwrap();
    lose(dir.path(), &["store", "index"]);
    let [backup] = &backups(dir.path())[..] else {
        panic!("one backup was made");
    };
    let whole = fs::read(backup).unwrap();
    fs::write(backup, "no backup").unwrap();
    for _ in 0..2 {
        let refused = Catalogue::open(dir.path(), organisations(), now())
            .err()
            .unwrap();
        assert!(
            matches!(refused, IndexError::Store(StoreError::Unrestorable { .. })),
            "{refused}"
        );
        assert!(!dir.path().join("store").exists());
    }
    fs::write(backup, whole).unwrap();
    assert_eq!(search(&reopen(dir.path()).catalogue, "").total, 2);
}

#[tokio::test]
async fn disk_errors_refuse_to_open_and_change_nothing() {
    let dir = closed(2).await;
    open(&dir).backup().unwrap();
    lose(dir.path(), &["store", "index"]);
    // Neither can be read or removed as what it should be.
    let in_the_way = [
        dir.path().join("backups/catalogue-1.ndjson.zst"),
        dir.path().join("store.restoring"),
    ];
    for (path, is_folder) in in_the_way.iter().zip([true, false]) {
        if is_folder {
            fs::create_dir(path).unwrap();
        } else {
            fs::write(path, "in the way").unwrap();
        }
        let refused = Catalogue::open(dir.path(), organisations(), now())
            .err()
            .unwrap();
        assert!(
            matches!(refused, IndexError::Store(StoreError::Io { .. })),
            "{refused}"
        );
        assert!(!dir.path().join("store").exists());
        if is_folder {
            fs::remove_dir(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
    }
    assert_eq!(search(&reopen(dir.path()).catalogue, "").total, 2);
}

#[tokio::test]
async fn damaged_derived_database_file_is_removed() {
    let dir = closed(3).await;
    drop(open(&dir));
    let store = dir.path().join("store");
    let snapshot = || {
        let entries = fs::read_dir(&store).unwrap();
        let mut paths = entries.map(|entry| entry.unwrap().path());
        paths.find(|path| path.to_string_lossy().contains("/snap."))
    };
    let damage: [fn(&Path); 3] = [
        |path| {
            let mut bytes = fs::read(path).unwrap();
            bytes[0] ^= 1;
            fs::write(path, bytes).unwrap();
        },
        |path| cut(path, 5),
        // As a full disk leaves it.
        |path| fs::write(path.with_file_name("snap.FFFFFFFFFFFFFFFF.generating"), "").unwrap(),
    ];
    for damage in damage {
        let path = snapshot().expect("the database has made a snapshot");
        damage(&path);
        let opened = reopen(dir.path());
        let notices = opened.notices.join(" ");
        assert!(notices.contains("nothing is lost"), "{notices}");
        assert_eq!(search(&opened.catalogue, "").total, 3);
        assert_eq!(set_aside(dir.path()), 0);
        drop(opened);
        drop(open(&dir));
    }
}

#[tokio::test]
async fn newest_whole_backup_wins_by_what_it_holds() {
    type Spoil = fn(&Path);
    let cases: [(&str, Spoil, u64); 4] = [
        ("nothing", |_| {}, 6),
        (
            "cut in the middle",
            |path| cut(path, fs::read(path).unwrap().len() / 2),
            4,
        ),
        (
            "cut at the end",
            |path| cut(path, fs::read(path).unwrap().len() - 3),
            4,
        ),
        ("emptied", |path| cut(path, 0), 4),
    ];
    for (name, spoil, expected) in cases {
        let dir = closed(2).await;
        let catalogue = open(&dir);
        // Made while the clock was ahead.
        let ahead = dir
            .path()
            .join("backups/catalogue-20360101T000000.000Z.ndjson.zst");
        fs::rename(catalogue.backup().unwrap(), ahead).unwrap();
        grow(&catalogue, 2, 4).await;
        catalogue.backup().unwrap();
        grow(&catalogue, 4, 6).await;
        let newest = catalogue.backup().unwrap();
        drop(catalogue);
        spoil(&newest);
        lose(dir.path(), &["store", "index"]);
        let opened = reopen(dir.path());
        assert_eq!(search(&opened.catalogue, "").total, expected, "{name}");
    }
}

#[tokio::test]
async fn backups_without_repositories_restore_nothing() {
    let (dir, catalogue) = empty();
    grow(&catalogue, 0, 3).await;
    let real = catalogue.backup().unwrap();
    // The header of a later state, and nothing behind it.
    let text = zstd::decode_all(fs::File::open(&real).unwrap()).unwrap();
    let header = text.split(|byte| *byte == b'\n').next().unwrap();
    let header = String::from_utf8(header.to_vec()).unwrap();
    let later = header.replace("\"generation\":1", "\"generation\":90") + "\n";
    assert_ne!(later, header);
    let hollow = zstd::encode_all(later.as_bytes(), 3).unwrap();
    fs::write(dir.path().join("backups/catalogue-z.ndjson.zst"), hollow).unwrap();
    drop(catalogue);
    lose(dir.path(), &["store", "index"]);
    assert_eq!(search(&reopen(dir.path()).catalogue, "").total, 3);
}

#[tokio::test]
async fn rotation_keeps_what_is_worth_more() {
    // A sample pushes out no real one.
    let real = closed(2).await;
    let kept = open(&real).backup().unwrap();
    let (dir, catalogue) = empty();
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    catalogue.backup().unwrap();
    let there = dir.path().join("backups").join(kept.file_name().unwrap());
    fs::copy(&kept, &there).unwrap();
    for _ in 0..9 {
        catalogue.backup().unwrap();
    }
    assert!(there.exists());
    assert_eq!(backups(dir.path()).len(), 2);

    // Seven of a smaller catalogue push out no larger one.
    let large = closed(9).await;
    let kept = open(&large).backup().unwrap();
    let (dir, catalogue) = empty();
    for _ in 0..12 {
        grow(&catalogue, 0, 2).await;
    }
    catalogue.backup().unwrap();
    let there = dir.path().join("backups").join(kept.file_name().unwrap());
    fs::copy(&kept, &there).unwrap();
    for _ in 0..9 {
        catalogue.backup().unwrap();
    }
    assert!(there.exists());
    assert_eq!(backups(dir.path()).len(), 8);

    // What is damaged is not one of the seven.
    let (_dir, catalogue) = empty();
    grow(&catalogue, 0, 2).await;
    let whole = catalogue.backup().unwrap();
    for _ in 0..9 {
        let newer = catalogue.backup().unwrap();
        let length = fs::read(&newer).unwrap().len();
        cut(&newer, length - 3);
    }
    assert!(whole.exists());

    // One that is named after a moment to come is dropped in its turn.
    let (dir, catalogue) = empty();
    grow(&catalogue, 0, 2).await;
    let ahead = dir
        .path()
        .join("backups/catalogue-20360101T000000.000Z.ndjson.zst");
    fs::rename(catalogue.backup().unwrap(), &ahead).unwrap();
    for _ in 0..8 {
        grow(&catalogue, 0, 2).await;
        catalogue.backup().unwrap();
    }
    assert!(!ahead.exists());
    assert_eq!(backups(dir.path()).len(), 7);
}

#[tokio::test]
async fn parts_of_backups_are_removed() {
    let dir = closed(1).await;
    fs::create_dir(dir.path().join("backups")).unwrap();
    fs::write(dir.path().join("backups/catalogue-1.ndjson.zst.part"), "x").unwrap();
    drop(open(&dir));
    assert_eq!(backups(dir.path()), Vec::<PathBuf>::new());
}

/// Numbers that are the same in each run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

pub(crate) fn files_in(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

pub(crate) const BACKED_UP: usize = 40;
pub(crate) const STORED: usize = 60;

/// A catalogue whose first repositories are in a backup, and of which some are others
/// since.
pub(crate) async fn partly_backed_up() -> TempDir {
    let (dir, catalogue) = empty();
    let text = |n: usize, version: &str| {
        let words: Vec<String> = (0..60)
            .map(|word| format!("{:x}", n * 7919 + word))
            .collect();
        let text = format!("{version} {}", words.join(" "));
        described(
            repository(&n.to_string(), &format!("minvws/app-{n}"), 3),
            &text,
        )
    };
    for from in (0..BACKED_UP).step_by(10) {
        fill(&catalogue, (from..from + 10).map(|n| text(n, "first"))).await;
    }
    let report = run("20260901T020000.000Z", now());
    catalogue.sink().finish(&report).await.unwrap();
    catalogue.take_snapshot(now()).unwrap();
    catalogue.backup().unwrap();
    for from in (20..STORED).step_by(10) {
        fill(&catalogue, (from..from + 10).map(|n| text(n, "second"))).await;
    }
    drop(catalogue);
    drop(open(&dir));
    dir
}

/// Either everything is there, or it is said what was done and nothing of the backup is
/// missing.
fn assert_recovers(dir: &Path, damage: &str) -> bool {
    let opened = reopen(dir);
    let mut newest = 0;
    for n in 0..STORED {
        let Some(entry) = at(&opened.catalogue, &format!("minvws/app-{n}")) else {
            assert!(
                n >= BACKED_UP,
                "{damage}: {n} is missing: {:?}",
                opened.notices
            );
            continue;
        };
        let text = entry.observation.description.unwrap();
        newest += usize::from(text.starts_with("second") || n < 20);
    }
    if opened.notices.is_empty() {
        assert_eq!(newest, STORED, "{damage}: silently smaller");
    }
    assert_eq!(opened.catalogue.crawl_run_count().unwrap(), 1, "{damage}");
    let found = opened.catalogue.export(std::io::sink()).unwrap();
    assert_eq!(search(&opened.catalogue, "").total, found, "{damage}");
    let said = !opened.notices.is_empty();
    drop(opened);
    // Said once: what was made is sound.
    let again = reopen(dir);
    assert!(again.notices.is_empty(), "{damage}: {:?}", again.notices);
    assert_eq!(again.catalogue.export(std::io::sink()).unwrap(), found);
    said
}

#[tokio::test]
async fn any_single_damage_is_repaired_or_reported() {
    let dir = partly_backed_up().await;
    let mut numbers = Numbers(1);
    let mut said = 0;
    for case in 0..36 {
        let copied = tempfile::tempdir().unwrap();
        copy(dir.path(), copied.path());
        let folder = if case % 4 == 3 { "index" } else { "store" };
        let files = files_in(&copied.path().join(folder));
        let database = copied.path().join("store/db");
        let file = match case % 4 {
            0 | 1 => database,
            _ => files[numbers.below(files.len())].clone(),
        };
        let mut bytes = fs::read(&file).unwrap();
        let Some(last) = bytes.iter().rposition(|byte| *byte != 0) else {
            continue;
        };
        let place = numbers.below(last + 1);
        if case % 3 == 0 {
            let end = (place + 4096).min(bytes.len());
            bytes[place..end].fill(0);
        } else {
            bytes[place] ^= 1 << numbers.below(8);
        }
        fs::write(&file, bytes).unwrap();
        let damage = format!("case {case}: {} at {place}", file.display());
        said += u32::from(assert_recovers(copied.path(), &damage));
    }
    assert!(said > 0, "no damage did any harm");
}

#[tokio::test]
async fn truncated_or_lost_file_is_restored_and_reported() {
    let dir = partly_backed_up().await;
    for file in files_in(&dir.path().join("store")) {
        let relative = file.strip_prefix(dir.path()).unwrap().to_owned();
        for part in [None, Some(0), Some(10), Some(50), Some(90), Some(99)] {
            let copied = tempfile::tempdir().unwrap();
            copy(dir.path(), copied.path());
            let file = copied.path().join(&relative);
            match part {
                None => fs::remove_file(&file).unwrap(),
                Some(part) => cut(&file, fs::read(&file).unwrap().len() * part / 100),
            }
            assert_recovers(
                copied.path(),
                &format!("{part:?} % of {}", relative.display()),
            );
        }
    }
}

#[tokio::test]
async fn index_with_missing_or_damaged_file_is_rebuilt() {
    let dir = closed(5).await;
    drop(open(&dir));
    for file in files_in(&dir.path().join("index")) {
        let relative = file.strip_prefix(dir.path()).unwrap().to_owned();
        let is_of_segment = file.extension().is_some_and(|end| {
            ["cards", "fast", "fieldnorm", "idx", "pos", "store", "term"]
                .iter()
                .any(|known| end == *known)
        });
        for is_removed in [true, false] {
            let copied = tempfile::tempdir().unwrap();
            copy(dir.path(), copied.path());
            let file = copied.path().join(&relative);
            if is_removed {
                fs::remove_file(&file).unwrap();
            } else {
                let mut bytes = fs::read(&file).unwrap();
                if bytes.is_empty() {
                    continue;
                }
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x55;
                fs::write(&file, bytes).unwrap();
            }
            let opened = reopen(copied.path());
            if is_of_segment {
                let notices = opened.notices.join(" ");
                assert!(
                    notices.contains("THE SEARCH INDEX"),
                    "{relative:?}: {notices}"
                );
            }
            assert_eq!(search(&opened.catalogue, "").total, 5, "{relative:?}");
            assert_eq!(search(&opened.catalogue, "app-3").total, 1, "{relative:?}");
        }
    }
}

#[tokio::test]
async fn index_found_damaged_by_a_search_is_rebuilt() {
    let dir = closed(5).await;
    let catalogue = open(&dir);
    for file in files_in(&dir.path().join("index")) {
        if file.extension().is_some_and(|end| end == "cards") {
            // In place, as a disk does it.
            let length = fs::metadata(&file).unwrap().len();
            let mut options = fs::OpenOptions::new();
            let mut open = options.write(true).open(&file).unwrap();
            let zeros = vec![0xff; usize::try_from(length).unwrap()];
            std::io::Write::write_all(&mut open, &zeros).unwrap();
        }
    }
    let request = bronwijzer_index::SearchRequest {
        first: 50,
        ..bronwijzer_index::SearchRequest::default()
    };
    assert!(catalogue.search(&request).is_err());
    while catalogue.health().index_is_damaged {
        std::thread::yield_now();
    }
    assert_eq!(search(&catalogue, "").total, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_go_on_while_segments_are_merged() {
    let (_dir, catalogue) = empty();
    grow(&catalogue, 0, 10).await;
    let is_over = std::sync::atomic::AtomicBool::new(false);
    let write = async {
        // Each is a segment, and many are merged.
        for n in 10..50 {
            grow(&catalogue, n, n + 1).await;
        }
        is_over.store(true, std::sync::atomic::Ordering::Release);
    };
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut largest = 0;
                    while !is_over.load(std::sync::atomic::Ordering::Acquire) {
                        let found = search(&catalogue, "app").total;
                        assert!(found >= largest, "{found} after {largest}");
                        largest = found;
                        assert!(!catalogue.suggest("app", 5).unwrap().is_empty());
                    }
                })
            })
            .collect();
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(write));
        for reader in readers {
            reader.join().unwrap();
        }
    });
    assert_eq!(search(&catalogue, "").total, 50);
    assert!(!catalogue.health().index_is_damaged);
}

/// A full disk in the middle of a commit leaves a file whose name the next commit needs.
#[tokio::test]
async fn leftovers_of_a_failed_commit_are_in_nobodys_way() {
    let (dir, catalogue) = empty();
    let many = (0..20).map(|n| repository(&n.to_string(), &format!("minvws/r{n}"), 3));
    fill(&catalogue, many).await;
    drop(catalogue);
    let change = || described(repository("7", "minvws/r7", 3), "Zonnebloemen");
    let other = tempfile::tempdir().unwrap();
    copy(dir.path(), other.path());
    let before = files_in(&other.path().join("index"));
    fill(&reopen(other.path()).catalogue, [change()]).await;
    let index = dir.path().join("index");
    let mut left = 0;
    for file in files_in(&other.path().join("index")) {
        let name = file.file_name().unwrap();
        if !before.contains(&file) && file.extension().is_some_and(|end| end == "del") {
            fs::write(index.join(name), "").unwrap();
            left += 1;
        }
    }
    assert!(left > 0, "nothing would be left");
    let unlisted = tempfile::tempdir().unwrap();
    copy(dir.path(), unlisted.path());
    // The list of what tantivy wrote is written before a file is.
    let list = ".managed.json";
    fs::copy(other.path().join("index").join(list), index.join(list)).unwrap();

    let catalogue = open(&dir);
    fill(&catalogue, [change()]).await;
    assert_eq!(search(&catalogue, "zonnebloemen").total, 1);

    // Where the list is lost, a start that has something to take up makes the index anew.
    let store = unlisted.path().join("store");
    fs::remove_dir_all(&store).unwrap();
    copy(&other.path().join("store"), &store);
    let opened = reopen(unlisted.path());
    assert_eq!(search(&opened.catalogue, "").total, 20);
    assert_eq!(search(&opened.catalogue, "zonnebloemen").total, 1);
}
