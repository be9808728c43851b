//! A row that is not what it should be is named, in whatever tree it is.

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{Observation, Source};
use chrono::DateTime;

use super::*;
use crate::model::Contents;
use crate::store::Store;
use crate::store::documents::{Before, DocumentWrite, Table};

fn record(number: u64) -> Record {
    let url: RepositoryUrl = format!("https://github.com/o/r{number}").parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), number.to_string());
    let seen_at = DateTime::UNIX_EPOCH;
    let observation = Observation::bare(id, url.clone(), seen_at, Source::Sample);
    Record::new(url.as_account(), observation)
}

/// A store with three records and a document, of which one row was changed.
fn with(change: impl FnOnce(&SledStore)) -> Verification {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    let meta = Meta {
        contents: Contents::Crawled,
        identified: true,
        ..Meta::default()
    };
    let records: Vec<Record> = (1..=3).map(record).collect();
    store.write(&records, &meta, false).unwrap();
    // A record that was written more often than the others.
    store.write(&records[..1], &meta, false).unwrap();
    let follows = DocumentWrite {
        table: Table::Follows,
        key: "1".to_owned(),
        before: Before::Any,
        value: Some(b"{}".to_vec()),
    };
    store.write_documents(&[follows]).unwrap();
    change(&store);
    let mut report = Verification::default();
    store.verify(&mut report, &|_, _, _| {}).unwrap();
    report
}

#[test]
fn sound_store_has_no_faults() {
    let report = with(|_| {});
    assert!(report.is_clean(), "{:?}", report.faults);
    assert_eq!(report.rows["records"], 3);
    assert_eq!(report.rows["addresses"], 6);
    assert_eq!(report.last_write, 4);
}

#[test]
fn row_that_is_missing_is_named() {
    let second = "github.com:2";
    let key = |number: u64| number.to_be_bytes();
    type Change = fn(&SledStore) -> &Tree;
    let changes: [(&str, Change, Vec<u8>); 8] = [
        ("records", |store| &store.records, second.into()),
        ("stamps", |store| &store.numbers.stamps, second.into()),
        ("written", |store| &store.numbers.written, key(2).into()),
        ("places", |store| &store.changes.places, second.into()),
        ("changes", |store| &store.changes.changes, key(2).into()),
        (
            "addresses",
            |store| &store.addresses,
            record(2).observation.url.key().into(),
        ),
        (
            "addresses",
            |store| &store.addresses,
            uuid_key(record(2).uuid()).into(),
        ),
        (
            "accounts",
            |store| &store.accounts,
            account_key(&record(2).account, second),
        ),
    ];
    for (name, tree, key) in changes {
        let report = with(|store| {
            assert!(tree(store).remove(&key).unwrap().is_some(), "{name}");
        });
        let faults = &report.faults;
        assert!(
            faults.iter().any(|fault| fault.place == second),
            "{name}: {faults:?}"
        );
        assert!(
            faults.iter().all(|fault| fault.place != "github.com:3"),
            "{name}: {faults:?}"
        );
    }
}

#[test]
fn value_that_cannot_be_read_or_is_of_another_is_named() {
    let damaged = |tree: fn(&SledStore) -> &Tree, key: &str, place: &str| {
        let report = with(|store| {
            tree(store).insert(key, b"\x09damaged").unwrap();
        });
        let faults = &report.faults;
        assert!(
            faults
                .iter()
                .any(|fault| fault.kind == FaultKind::Damaged && fault.place == place),
            "{place}: {faults:?}"
        );
    };
    damaged(|store| &store.records, "github.com:2", "github.com:2");
    damaged(|store| &store.memories, "x", "x");
    damaged(|store| &store.runs, "x", "x");
    damaged(|store| &store.snapshots, "x", "x");
    damaged(
        |store| &store.documents.0,
        "statements\0x",
        "documents/statements",
    );
    damaged(|store| &store.meta, "catalogue", "meta/catalogue");

    let swapped = with(|store| {
        let other = store.records.get("github.com:3").unwrap().unwrap();
        store.records.insert("github.com:2", other).unwrap();
    });
    assert_eq!(swapped.faults[0].kind, FaultKind::Differs);
    assert_eq!(swapped.faults[0].place, "github.com:2");
}

#[test]
fn record_that_is_not_the_last_written_is_named() {
    let report = with(|store| {
        let mut earlier = record(2);
        earlier.observation.description = Some("as it was before".to_owned());
        let earlier = store.codec.encode(&earlier).unwrap();
        store.records.insert("github.com:2", earlier.bytes).unwrap();
    });
    let [fault] = &report.faults[..] else {
        panic!("{:?}", report.faults);
    };
    assert_eq!(
        (fault.kind, fault.place.as_str()),
        (FaultKind::Differs, "github.com:2")
    );
}
