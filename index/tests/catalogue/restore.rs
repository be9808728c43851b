//! Back to what a file has: what changes, what stays gone, and what a broken file does.

use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_index::{Catalogue, IndexError, RestorePlan, StoreError};
use chrono::Days;
use tempfile::TempDir;

use crate::support::{at, depart_by, described, empty, fill, now, open, repository, search};

fn seen(id: &str, path: &str, text: &str, day: u64) -> Observation {
    let mut observation = described(repository(id, path, 3), text);
    observation.observed_at = now() + Days::new(day);
    observation
}

fn backed_up(catalogue: &Catalogue) -> Vec<u8> {
    std::fs::read(catalogue.backup().unwrap()).unwrap()
}

fn description(catalogue: &Catalogue, path: &str) -> Option<String> {
    at(catalogue, path)?.observation.description
}

/// Four repositories in a backup, of which one changed, one left and one went away since; and
/// one that came.
async fn changed_since_backup() -> (TempDir, Catalogue, Vec<u8>) {
    let (dir, catalogue) = empty();
    let first = [
        seen("1", "minvws/same", "gelijk", 0),
        seen("2", "minvws/changed", "vroeger", 0),
        seen("3", "minvws/private", "geheim", 0),
        seen("4", "ictu/other", "ander", 0),
    ];
    fill(&catalogue, first).await;
    let file = backed_up(&catalogue);
    let later = [
        seen("2", "minvws/changed", "later", 2),
        seen("4", "ictu/other", "anders", 2),
        seen("5", "minvws/new", "nieuw", 2),
        seen("6", "ictu/left", "weg", 0),
    ];
    fill(&catalogue, later).await;
    depart_by(&catalogue, &["3", "6"], DepartureKind::MadePrivate).await;
    (dir, catalogue, file)
}

fn restore(dir: &TempDir, catalogue: Catalogue, file: &[u8]) -> Catalogue {
    let plan = catalogue.plan_restore(file, None).unwrap();
    let prepared = catalogue
        .prepare_restore(dir.path(), file, &plan, now())
        .unwrap();
    drop(catalogue);
    prepared.put_in_place().unwrap();
    open(dir)
}

#[tokio::test]
async fn restore_makes_everything_as_the_file_says() {
    let (dir, catalogue, file) = changed_since_backup().await;
    let plan = catalogue.plan_restore(&file[..], None).unwrap();
    let expected = RestorePlan {
        same: 1,
        older: 2,
        stays_gone: 1,
        removed: 1,
        kept: 1,
        with_people: plan.with_people,
        ..RestorePlan::default()
    };
    assert_eq!(plan, expected);
    // A plan changes nothing.
    assert_eq!(description(&catalogue, "minvws/changed").unwrap(), "later");

    let catalogue = restore(&dir, catalogue, &file);
    assert_eq!(
        description(&catalogue, "minvws/changed").unwrap(),
        "vroeger"
    );
    assert_eq!(description(&catalogue, "ictu/other").unwrap(), "ander");
    assert!(at(&catalogue, "minvws/new").is_none());
    // An older file makes nothing public again, and takes no tombstone away.
    for path in ["minvws/private", "ictu/left"] {
        let entry = at(&catalogue, path).unwrap();
        assert_eq!(entry.gone.unwrap().kind, DepartureKind::MadePrivate);
        assert_eq!(entry.observation.description, None);
    }
    assert_eq!(search(&catalogue, "").total, 3);
    assert_eq!(search(&catalogue, "geheim").total, 0);
    let again = catalogue.plan_restore(&file[..], None).unwrap();
    assert_eq!((again.same, again.removed), (3, 0), "{again:?}");
    // Its backup is the newest of all, whatever numbers the others have.
    let newest = catalogue.backup_of_now().unwrap();
    drop(catalogue);
    std::fs::remove_dir_all(dir.path().join("store")).unwrap();
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    let opened = Catalogue::open(dir.path(), Vec::new(), now()).unwrap();
    assert!(
        opened
            .notices
            .iter()
            .any(|notice| notice.contains(newest.to_str().unwrap())),
        "{:?}",
        opened.notices
    );
}

#[tokio::test]
async fn one_organisation_is_restored_and_others_stay() {
    let (_dir, catalogue, file) = changed_since_backup().await;
    let vws = "ministerie-vws".parse().unwrap();
    let plan = catalogue.plan_restore(&file[..], Some(&vws)).unwrap();
    let expected = RestorePlan {
        same: 1,
        older: 1,
        stays_gone: 1,
        kept: 1,
        ..RestorePlan::default()
    };
    assert_eq!(plan, expected);
    catalogue.restore_organisation(&file[..], &vws).unwrap();
    let texts = [
        "minvws/changed",
        "minvws/new",
        "ictu/other",
        "minvws/private",
    ]
    .map(|path| description(&catalogue, path));
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        texts,
        [text("vroeger"), text("nieuw"), text("anders"), None]
    );
    assert_eq!(search(&catalogue, "vroeger").total, 1);
    let nobody = "nobody".parse().unwrap();
    let error = catalogue.plan_restore(&file[..], Some(&nobody));
    assert!(
        matches!(error, Err(IndexError::Store(StoreError::Refused(_)))),
        "{error:?}"
    );
}

#[tokio::test]
async fn broken_file_is_refused_and_changes_nothing() {
    let (dir, catalogue, file) = changed_since_backup().await;
    let text = zstd::decode_all(&file[..]).unwrap();
    let mut flipped = file.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x10;
    let bad_line = [&text[..], b"{\"record\":{}}\n"].concat();
    let plan = catalogue.plan_restore(&file[..], None).unwrap();
    for broken in [&file[..file.len() / 2], &flipped, &bad_line, b"", b"{}"] {
        let error = catalogue.plan_restore(broken, None).unwrap_err();
        assert!(
            matches!(error, IndexError::Store(StoreError::NotACatalogue(_))),
            "{error:?}"
        );
        let made = catalogue.prepare_restore(dir.path(), broken, &plan, now());
        assert!(made.is_err());
        assert!(!dir.path().join("store.restoring").exists());
    }
    assert_eq!(description(&catalogue, "minvws/changed").unwrap(), "later");
}

#[tokio::test]
async fn stop_within_a_restore_leaves_one_of_both() {
    let (dir, catalogue, file) = changed_since_backup().await;
    let plan = catalogue.plan_restore(&file[..], None).unwrap();
    let prepared = catalogue
        .prepare_restore(dir.path(), &file[..], &plan, now())
        .unwrap();
    drop(catalogue);
    // Made and not put in place: nothing changed.
    drop(prepared);
    let catalogue = open(&dir);
    assert_eq!(description(&catalogue, "minvws/changed").unwrap(), "later");
    let prepared = catalogue
        .prepare_restore(dir.path(), &file[..], &plan, now())
        .unwrap();
    drop(catalogue);
    drop(prepared);
    // As a stop between the two renames leaves it.
    let place = |name: &str| dir.path().join(name);
    std::fs::rename(place("store.restoring"), place("store.restored")).unwrap();
    std::fs::rename(place("store"), place("store.replaced")).unwrap();
    let catalogue = open(&dir);
    assert_eq!(
        description(&catalogue, "minvws/changed").unwrap(),
        "vroeger"
    );
}
