//! Proof that store, index and backups agree, and the repair of what does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bronwijzer_index::{
    Catalogue, FaultKind, Options, Part, Repair, Step, StoreError, Verification,
};

use crate::damage::{copy, reopen};
use crate::recovery::{BACKED_UP, Numbers, STORED, files_in, partly_backed_up};
use crate::support::{
    depart, described, empty, fill, now, open, organisations, repository, search, with_readme,
};

fn verify(dir: &Path) -> Verification {
    let options = Options::default();
    Catalogue::verify_in(dir, &organisations(), now(), &options, &|_, _, _| {}).unwrap()
}

fn repair(dir: &Path) -> Repair {
    let options = Options::default();
    Catalogue::repair_in(dir, &organisations(), now(), &options, &|_, _, _| {}).unwrap()
}

/// The files of a folder with their sizes and times of change. Lock files hold nothing.
fn state_of(dir: &Path) -> Vec<(PathBuf, u64, SystemTime)> {
    let files = files_in(dir).into_iter();
    let files = files.filter(|path| path.extension().is_none_or(|end| end != "lock"));
    files
        .map(|path| {
            let about = fs::metadata(&path).unwrap();
            (path, about.len(), about.modified().unwrap())
        })
        .collect()
}

/// What is found, as part, kind and place.
fn found(report: &Verification) -> Vec<(Part, FaultKind, &str)> {
    let faults = report.faults.iter();
    faults
        .map(|fault| (fault.part, fault.kind, fault.place.as_str()))
        .collect()
}

#[tokio::test]
async fn sound_catalogue_is_clean_and_stays_as_it_is() {
    let dir = partly_backed_up().await;
    let before = state_of(dir.path());
    let report = verify(dir.path());
    assert!(report.is_clean(), "{:?}", report.faults);
    assert_eq!(report.compared, STORED as u64);
    assert_eq!(report.indexed, STORED as u64);
    assert_eq!(report.rows["records"], STORED as u64);
    assert_eq!(report.rows["runs"], 1);
    assert!(report.rows["snapshots"] > 0);
    assert_eq!(report.backups[0].repositories, Some(BACKED_UP as u64));
    assert_eq!(state_of(dir.path()), before);
    let repaired = repair(dir.path());
    assert_eq!(repaired.done, Vec::<String>::new());
    assert_eq!(state_of(dir.path()), before);
}

#[tokio::test]
async fn catalogue_that_is_open_verifies_itself_alone() {
    let (dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    depart(&catalogue, &["1"]).await;
    fill(&catalogue, [repository("2", "minvws/b", 3)]).await;
    let steps = std::sync::Mutex::new(Vec::new());
    let report = catalogue
        .verify(&|step, _, _| steps.lock().unwrap().push(step))
        .unwrap();
    assert!(report.is_clean(), "{:?}", report.faults);
    assert_eq!((report.compared, report.indexed), (2, 1));
    assert!(!steps.into_inner().unwrap().contains(&Step::Copy));
    let options = Options::default();
    let other = Catalogue::verify_in(dir.path(), &organisations(), now(), &options, &|_, _, _| {});
    let error = other.unwrap_err().to_string();
    assert!(error.contains("in use"), "{error}");
    let in_use = StoreError::InUse(dir.path().join("store")).to_string();
    assert_eq!(error, in_use);
}

#[test]
fn folder_without_a_catalogue_stays_without() {
    let dir = tempfile::tempdir().unwrap();
    let report = verify(dir.path());
    assert!(report.is_clean(), "{:?}", report.faults);
    assert_eq!(files_in(dir.path()), Vec::<PathBuf>::new());
}

/// The same writes in the same order, of which one is another.
async fn with_text(text: &str, readme: &str) -> tempfile::TempDir {
    let (dir, catalogue) = empty();
    let many = (0..20).map(|n| repository(&n.to_string(), &format!("minvws/r{n}"), 3));
    fill(&catalogue, many).await;
    let other = described(repository("7", "minvws/r7", 3), text);
    fill(&catalogue, [with_readme(other, readme)]).await;
    drop(catalogue);
    dir
}

#[tokio::test]
async fn repositories_that_the_index_has_otherwise_are_named_and_mended() {
    let dir = with_text("Zonnebloemen", "Eén").await;
    for (text, readme) in [("Madeliefjes", "Eén"), ("Zonnebloemen", "Twee")] {
        let other = with_text(text, readme).await;
        let index = dir.path().join("index");
        fs::remove_dir_all(&index).unwrap();
        copy(&other.path().join("index"), &index);
        let report = verify(dir.path());
        let faults = found(&report);
        assert!(
            faults.contains(&(Part::Index, FaultKind::Differs, "github.com:7")),
            "{faults:?}"
        );
        // Of the others nothing is said.
        assert!(
            faults.iter().all(|(_, _, place)| *place != "github.com:8"),
            "{faults:?}"
        );
        let repaired = repair(dir.path());
        assert!(!repaired.done.is_empty());
        assert!(repaired.after.is_clean(), "{:?}", repaired.after.faults);
        assert_eq!(search(&open(&dir), "zonnebloemen").total, 1);
    }
}

#[tokio::test]
async fn repositories_that_only_one_of_both_has_are_named_and_mended() {
    let few = with_text("Zonnebloemen", "Eén").await;
    let more = with_text("Zonnebloemen", "Eén").await;
    fill(&open(&more), [repository("30", "minvws/r30", 3)]).await;
    fill(&open(&few), [repository("31", "minvws/r31", 3)]).await;
    let index = few.path().join("index");
    fs::remove_dir_all(&index).unwrap();
    copy(&more.path().join("index"), &index);
    let report = verify(few.path());
    let faults = found(&report);
    for wrong in [
        (Part::Index, FaultKind::Extra, "github.com:30"),
        (Part::Index, FaultKind::Missing, "github.com:31"),
    ] {
        assert!(faults.contains(&wrong), "{wrong:?} in {faults:?}");
    }
    let repaired = repair(few.path());
    assert!(repaired.after.is_clean(), "{:?}", repaired.after.faults);
    let catalogue = open(&few);
    assert_eq!(search(&catalogue, "r30").total, 0);
    assert_eq!(search(&catalogue, "r31").total, 1);
}

#[tokio::test]
async fn index_that_is_behind_catches_up_by_a_start() {
    let dir = with_text("Zonnebloemen", "Eén").await;
    let behind = tempfile::tempdir().unwrap();
    copy(&dir.path().join("index"), behind.path());
    fill(&open(&dir), [repository("30", "minvws/r30", 3)]).await;
    let index = dir.path().join("index");
    fs::remove_dir_all(&index).unwrap();
    copy(behind.path(), &index);
    let report = verify(dir.path());
    assert_eq!(found(&report), [(Part::Index, FaultKind::Behind, "index")]);
    drop(open(&dir));
    assert!(verify(dir.path()).is_clean());
}

#[tokio::test]
async fn lost_writes_are_named() {
    let dir = partly_backed_up().await;
    let earlier = tempfile::tempdir().unwrap();
    copy(&dir.path().join("store"), earlier.path());
    fill(&open(&dir), [repository("100", "minvws/late", 3)]).await;
    let store = dir.path().join("store");
    fs::remove_dir_all(&store).unwrap();
    copy(earlier.path(), &store);
    let report = verify(dir.path());
    let faults = found(&report);
    assert!(
        faults.contains(&(Part::Store, FaultKind::Lost, "store")),
        "{faults:?}"
    );
    let repaired = repair(dir.path());
    assert!(!repaired.done.is_empty());
    assert!(repaired.after.is_clean(), "{:?}", repaired.after.faults);
}

#[tokio::test]
async fn damaged_backup_is_set_aside_and_replaced() {
    let dir = partly_backed_up().await;
    let backup = fs::read_dir(dir.path().join("backups"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&backup, bytes).unwrap();
    let report = verify(dir.path());
    let name = backup.strip_prefix(dir.path()).unwrap().to_str().unwrap();
    assert_eq!(found(&report), [(Part::Backups, FaultKind::Damaged, name)]);
    let repaired = repair(dir.path());
    assert!(repaired.after.is_clean(), "{:?}", repaired.after.faults);
    assert!(!backup.exists());
    assert!(dir.path().join(format!("{name}.damaged")).exists());
    let backups = &repaired.after.backups;
    assert_eq!(backups.len(), 1);
    assert_eq!(backups[0].repositories, Some(STORED as u64));
}

#[tokio::test]
async fn any_damage_is_found_or_harmless_and_repaired() {
    let sound = partly_backed_up().await;
    let mut numbers = Numbers(11);
    let mut noticed = 0;
    for round in 0..12 {
        let dir = tempfile::tempdir().unwrap();
        copy(sound.path(), dir.path());
        let mut files = match round % 3 {
            0 => vec![dir.path().join("store/db")],
            1 => files_in(&dir.path().join("index")),
            _ => files_in(&dir.path().join("backups")),
        };
        files.retain(|path| fs::metadata(path).unwrap().len() > 0);
        let path = &files[numbers.below(files.len())];
        let mut bytes = fs::read(path).unwrap();
        let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        let place = numbers.below(end);
        if round % 2 == 0 {
            bytes[place] ^= 0x55;
        } else {
            let block = place..bytes.len().min(place + 512);
            bytes[block].fill(0);
        }
        fs::write(path, bytes).unwrap();
        let damage = format!("{round}: {} at {place}", path.display());
        let before = state_of(dir.path());
        noticed += usize::from(!verify(dir.path()).is_clean());
        assert_eq!(state_of(dir.path()), before, "{damage}");
        let repaired = repair(dir.path());
        let after = &repaired.after;
        assert!(after.is_clean(), "{damage}: {:?}", after.faults);
        let opened = reopen(dir.path());
        assert_eq!(opened.notices, Vec::<String>::new(), "{damage}");
        let total = search(&opened.catalogue, "").total;
        let expected = if repaired.done.is_empty() {
            STORED
        } else {
            BACKED_UP
        };
        assert!(total >= expected as u64, "{damage}: {total}");
    }
    assert!(noticed > 0, "no damage did any harm");
}
