//! When a backup is made, when the one that is there will do, and how many stay.

use std::cell::RefCell;

use bronwijzer_crawler::sink::Sink;

use crate::support::{empty, fill, now, open, repository, run};

#[tokio::test]
async fn backup_is_rewritten_when_the_newest_is_incomplete() {
    let (dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    let kept = catalogue.backup_of_now().unwrap();
    assert_eq!(catalogue.backup_of_now().unwrap(), kept);
    drop(catalogue);
    let catalogue = open(&dir);
    assert_eq!(catalogue.backup_of_now().unwrap(), kept);

    let newest = RefCell::new(kept);
    let assert_anew = |after: &str| {
        let made = catalogue.backup_of_now().unwrap();
        assert_ne!(newest.replace(made.clone()), made, "{after}");
        assert_eq!(catalogue.backup_of_now().unwrap(), made, "{after}");
    };
    fill(&catalogue, [repository("1", "minvws/a", 2)]).await;
    assert_anew("an entry");
    let report = run("20260901T020000.000Z", now());
    catalogue.sink().finish(&report).await.unwrap();
    assert_anew("a report");
    catalogue.take_snapshot(now()).unwrap();
    assert_anew("a snapshot");
    catalogue.take_snapshot(now()).unwrap();
    let of_the_same_day = catalogue.backup_of_now().unwrap();
    assert_eq!(of_the_same_day, *newest.borrow());
    std::fs::write(catalogue.backup_of_now().unwrap(), "no backup").unwrap();
    assert_anew("damage");
}

#[tokio::test]
async fn a_backup_of_another_store_will_not_do() {
    let (_elsewhere, other) = empty();
    let (dir, catalogue) = empty();
    // Each has seen as many writes as the other.
    fill(&other, [repository("1", "minvws/a", 3)]).await;
    fill(&catalogue, [repository("2", "minvws/b", 3)]).await;
    let of_other = other.backup().unwrap();
    let backups = dir.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    let copied = backups.join(of_other.file_name().unwrap());
    std::fs::copy(of_other, &copied).unwrap();
    assert_ne!(catalogue.backup_of_now().unwrap(), copied);
}

#[tokio::test]
async fn only_so_many_backups_are_kept() {
    let (dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    for _ in 0..9 {
        catalogue.backup().unwrap();
    }
    let backups = std::fs::read_dir(dir.path().join("backups"))
        .unwrap()
        .count();
    assert_eq!(backups, 7);
}
