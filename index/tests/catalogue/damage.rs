//! What becomes of the catalogue when its files are damaged: nothing that was
//! acknowledged is lost without a word.

use std::path::Path;

use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_index::{Catalogue, Contents, Opened};
use chrono::Days;
use tempfile::TempDir;

use crate::support::{
    account, depart, described, empty, fill, now, open, organisations, repository, run, search,
};

pub(crate) fn reopen(dir: &Path) -> Opened {
    Catalogue::open(dir, organisations(), now()).unwrap()
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// A catalogue with one repository more in each state: backed up, stored when
/// the folder `earlier` was copied from the store, and stored.
async fn grown(backed_up: bool) -> TempDir {
    let (dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    if backed_up {
        catalogue.backup().unwrap();
    }
    fill(&catalogue, [repository("2", "minvws/b", 3)]).await;
    drop(catalogue);
    // Opened and closed, so that the copy is of files at rest.
    drop(open(&dir));
    copy(&dir.path().join("store"), &dir.path().join("earlier"));
    fill(&open(&dir), [repository("3", "minvws/c", 3)]).await;
    dir
}

#[tokio::test]
async fn unreadable_store_is_moved_aside_and_the_backup_restored() {
    let (dir, catalogue) = empty();
    let observations = [
        repository("1", "minvws/a", 3),
        repository("2", "minvws/b", 3),
    ];
    fill(&catalogue, observations).await;
    catalogue
        .sink()
        .finish(&run("20260901T020000.000Z", now()))
        .await
        .unwrap();
    catalogue.backup().unwrap();
    drop(catalogue);

    let store = dir.path().join("store");
    for file in std::fs::read_dir(&store).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            std::fs::write(&path, b"this is no database".repeat(50)).unwrap();
        }
    }
    let opened = Catalogue::open(dir.path(), organisations(), now()).unwrap();
    let notices = opened.notices.join(" ");
    assert!(notices.contains("CAN'T BE READ"), "{notices}");
    assert!(
        notices.contains("was restored: 2 repositories"),
        "{notices}"
    );
    assert_eq!(search(&opened.catalogue, "").total, 2);
    assert_eq!(opened.catalogue.crawl_run_count().unwrap(), 1);
    let summary = opened.catalogue.summary().unwrap();
    assert_eq!(summary.contents, Contents::Crawled);
    let kept = std::fs::read_dir(dir.path())
        .unwrap()
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().starts_with("store.unreadable-")
        })
        .count();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn unexpectedly_empty_store_is_not_trusted() {
    let dir = grown(true).await;
    std::fs::remove_dir_all(dir.path().join("store")).unwrap();
    let opened = reopen(dir.path());
    let notices = opened.notices.join(" ");
    assert!(notices.contains("THE STORE IS MISSING"), "{notices}");
    assert!(
        notices.contains("was restored: 1 repositories"),
        "{notices}"
    );
    assert_eq!(search(&opened.catalogue, "").total, 1);
    assert_eq!(
        opened.catalogue.summary().unwrap().contents,
        Contents::Crawled
    );
    drop(opened);
    assert_eq!(search(&open(&dir), "").total, 1);

    // What was restored counts on: losing it again is noticed again.
    std::fs::remove_dir_all(dir.path().join("store")).unwrap();
    let opened = Catalogue::open(dir.path(), organisations(), now() + Days::new(1)).unwrap();
    assert_eq!(opened.notices.len(), 2, "{:?}", opened.notices);
    assert_eq!(search(&opened.catalogue, "").total, 1);
}

#[tokio::test]
async fn salvaged_store_is_used_when_no_backup_has_more() {
    for backed_up in [true, false] {
        let dir = grown(backed_up).await;
        let store = dir.path().join("store");
        std::fs::remove_dir_all(&store).unwrap();
        std::fs::rename(dir.path().join("earlier"), &store).unwrap();
        let opened = reopen(dir.path());
        let notices = opened.notices.join(" ");
        assert!(notices.contains("DAMAGED (1 writes are lost)"), "{notices}");
        assert_eq!(search(&opened.catalogue, "").total, 2);
        drop(opened);
        // Said once: the search index now belongs to what is left.
        assert_eq!(search(&open(&dir), "").total, 2);
    }
}

/// sled opens some damage without a word, and panics at other.
#[tokio::test]
async fn any_store_damage_is_repaired_or_reported() {
    let (dir, catalogue) = empty();
    for batch in 0..4 {
        let observations = (0..5)
            .map(|n| repository(&format!("{batch}{n}"), &format!("minvws/app-{batch}{n}"), n));
        fill(&catalogue, observations).await;
    }
    catalogue.backup().unwrap();
    drop(catalogue);
    drop(open(&dir));
    let database = dir.path().join("store/db");
    let sound = std::fs::read(&database).unwrap();
    let written = sound.iter().rposition(|byte| *byte != 0).unwrap();
    let mut said = 0;
    for place in 0..16 {
        let copied = tempfile::tempdir().unwrap();
        copy(dir.path(), copied.path());
        let mut damaged = sound.clone();
        damaged[written * place / 16] ^= 0x55;
        std::fs::write(copied.path().join("store/db"), damaged).unwrap();
        let opened = reopen(copied.path());
        said += usize::from(!opened.notices.is_empty());
        // The backup holds everything, so in any case all is there.
        assert_eq!(search(&opened.catalogue, "").total, 20, "{place}");
    }
    assert!(said > 0, "no damage did any harm");
}

#[tokio::test]
async fn index_catches_up_with_the_store() {
    let (dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    let (index, away) = (dir.path().join("index"), dir.path().join("away"));
    std::fs::rename(&index, &away).unwrap();
    let batch = Batch {
        observations: vec![(account("minvws"), repository("2", "minvws/b", 3))],
        ..Batch::default()
    };
    let refused = catalogue.sink().accept(batch).await;
    assert!(refused.is_err(), "the index was not needed");
    std::fs::rename(&away, &index).unwrap();
    catalogue.reassess(now() + Days::new(1)).unwrap();
    assert_eq!(search(&catalogue, "").total, 2);
    fill(&catalogue, [repository("3", "minvws/c", 3)]).await;
    assert_eq!(search(&catalogue, "").total, 3);
}

/// Where the index is behind by less than a quarter, it takes up what it lacks alone.
#[tokio::test]
async fn index_that_was_left_behind_catches_up_at_the_next_start() {
    let (dir, catalogue) = empty();
    let many = (0..40).map(|n| repository(&n.to_string(), &format!("minvws/r{n}"), 3));
    fill(&catalogue, many).await;
    let behind = tempfile::tempdir().unwrap();
    drop(catalogue);
    copy(dir.path(), behind.path());
    let catalogue = open(&dir);
    fill(
        &catalogue,
        [described(repository("7", "minvws/r7", 3), "Zonnebloemen")],
    )
    .await;
    depart(&catalogue, &["8"]).await;
    drop(catalogue);
    // As a stop between the write to the store and the one to the index leaves it.
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    copy(&behind.path().join("index"), &dir.path().join("index"));
    let catalogue = open(&dir);
    assert_eq!(search(&catalogue, "").total, 39);
    assert_eq!(search(&catalogue, "zonnebloemen").total, 1);
}
