//! A move from one database to another, told of both ways.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{Observation, Source};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_testing::postgres;
use chrono::{DateTime, Days, Utc};

use super::*;
use crate::assess::open_by_default::{LeaveOut, Tally};
use crate::model::{Contents, Gone, Scope, Snapshot};
use crate::store::documents::{Before, DocumentWrite, Table};
use crate::store::{StorePlace, move_store};
use crate::verify::Verification;

/// Records in a full store: more than two batches.
const RECORDS: u64 = 1_200;

fn record(number: u64) -> Record {
    let url: RepositoryUrl = format!("https://github.com/o/{number}").parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), number.to_string());
    let account = url.owner_account();
    let mut observation = Observation::bare(id, url, DateTime::UNIX_EPOCH, Source::Sample);
    observation.description = Some(format!("é \0 {number} \u{1f600}"));
    Record::new(account, observation)
}

fn run(number: u64) -> CrawlRun {
    let at = DateTime::<Utc>::UNIX_EPOCH + Days::new(number);
    serde_json::from_value(serde_json::json!({
        "id": at.format("%Y%m%dT%H%M%S%.3fZ").to_string(),
        "started_at": at,
        "ended_at": at,
        "accounts": [{
            "account": format!("https://github.com/a{number}"),
            "organisation": "x",
            "outcome": "complete",
            "tally": { "new": 0, "changed": 0, "unchanged": 0, "gone": 0, "failed": 0 },
        }],
        "spending": [],
        "problems": [],
    }))
    .unwrap()
}

fn fill(store: &dyn Store) {
    let meta = Meta {
        contents: Contents::Crawled,
        ..Meta::default()
    };
    let records: Vec<Record> = (0..RECORDS).map(record).collect();
    store.write(&records, &meta, false).unwrap();
    // Written again, moved away from, and gone.
    let mut moved = record(3);
    moved.observation.url = "https://github.com/o/elsewhere".parse().unwrap();
    moved.former_urls = vec![record(3).observation.url];
    let mut gone = record(4);
    gone.gone = Some(Gone {
        kind: DepartureKind::NotFound,
        noticed_at: DateTime::UNIX_EPOCH,
    });
    store.write(&[moved, gone], &meta, false).unwrap();
    for number in 0..3 {
        store.write_run(&run(number)).unwrap();
    }
    for day in 0..3 {
        let at = DateTime::<Utc>::UNIX_EPOCH + Days::new(day);
        let snapshot = |scope| Snapshot {
            day: at.date_naive(),
            scope,
            taken_at: at,
            rules: 1,
            leave_out: LeaveOut::default(),
            tally: Tally::default(),
            states: None,
            each: None,
        };
        let scopes = [Scope::All, "organisation:o".parse().unwrap()];
        store.write_snapshots(&scopes.map(snapshot)).unwrap();
    }
    for key in ["a b", "c", "c d"] {
        let write = DocumentWrite {
            table: Table::Follows,
            key: key.to_owned(),
            before: Before::Any,
            value: Some(format!("{{ \"b\": 1, \"a\": \"{key}\"}}").into_bytes()),
        };
        store.write_documents(&[write]).unwrap();
    }
}

/// All rows of a store, and its head; the sum of digests is verified, and left out.
fn all(place: &StorePlace) -> (Vec<(MovedPart, TextRow)>, Head) {
    let store = place.open().unwrap();
    let mut rows = Vec::new();
    for part in MovedPart::ALL {
        each(&*store, part, |some, _| {
            rows.extend(some.into_iter().map(|row| (part, row)));
            Ok(())
        })
        .unwrap();
    }
    // They come in no particular order.
    rows.sort_by(|(part, row), (other_part, other)| {
        (part, &row.key).cmp(&(other_part, &other.key))
    });
    let mut report = Verification::default();
    store.verify(&mut report, &|_, _, _| {}).unwrap();
    assert_eq!(report.faults, []);
    let mut head = store.head().unwrap();
    let content = head.meta.as_mut().and_then(|meta| meta.content.take());
    assert!(content.is_some());
    (rows, head)
}

/// Whether two stores hold the same: names the first row that differs.
fn same(one: &(Vec<(MovedPart, TextRow)>, Head), other: &(Vec<(MovedPart, TextRow)>, Head)) {
    for (one, other) in one.0.iter().zip(&other.0) {
        assert_eq!(one, other);
    }
    assert_eq!(one.0.len(), other.0.len());
    assert_eq!(one.1, other.1);
}

/// A folder with a full store, an empty database and an empty folder.
fn places(dir: &Path) -> Option<[StorePlace; 3]> {
    let server = postgres::server()?;
    let folders = ["from", "to"].map(|name| StorePlace::Folder(dir.join(name)));
    let [from, to] = folders;
    fill(&*from.open().unwrap());
    let between = StorePlace::Postgres(server.database().parse().unwrap());
    Some([from, between, to])
}

#[test]
fn store_is_the_same_after_a_move_there_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let Some([from, between, to]) = places(dir.path()) else {
        return;
    };
    let before = all(&from);
    let moved = move_store(&from, &between, &|_, _, _| {}).unwrap();
    assert_eq!(moved.written, before.0.len() as u64);
    assert_eq!(moved.rows[0], (MovedPart::Records, RECORDS));
    same(&all(&between), &before);
    move_store(&between, &to, &|_, _, _| {}).unwrap();
    same(&all(&to), &before);
    same(&all(&from), &before);
}

#[test]
fn stopped_move_goes_on_where_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let Some([from, between, to]) = places(dir.path()) else {
        return;
    };
    let before = all(&from);
    for (from, to) in [(&from, &between), (&between, &to)] {
        let stop = |part, is_comparing, done| {
            assert!(
                part != MovedPart::Records || is_comparing || done < 1_000,
                "stopped"
            );
        };
        let stopped = catch_unwind(AssertUnwindSafe(|| move_store(from, to, &stop)));
        assert!(stopped.is_err());
        let begun = to.open().unwrap().moving_from().unwrap();
        assert!(begun.is_some_and(|begun| begun.starts_with(&from.to_string())));
        let moved = move_store(from, to, &|_, _, _| {}).unwrap();
        assert_eq!(moved.written, before.0.len() as u64 - 1_000);
        same(&all(to), &before);
    }
}

#[test]
fn what_was_written_since_a_stop_is_moved_too() {
    let dir = tempfile::tempdir().unwrap();
    let Some([from, between, _]) = places(dir.path()) else {
        return;
    };
    let stop = |part, _, _| assert_ne!(part, MovedPart::Snapshots, "stopped");
    let stopped = catch_unwind(AssertUnwindSafe(|| move_store(&from, &between, &stop)));
    assert!(stopped.is_err());
    let store = from.open().unwrap();
    let meta = store.meta().unwrap().unwrap();
    let mut other = record(7);
    other.observation.description = None;
    store
        .write(&[other, record(RECORDS)], &meta, false)
        .unwrap();
    drop(store);
    move_store(&from, &between, &|_, _, _| {}).unwrap();
    same(&all(&between), &all(&from));
}

#[test]
fn store_that_has_something_is_not_moved_over() {
    let dir = tempfile::tempdir().unwrap();
    let Some([from, between, to]) = places(dir.path()) else {
        return;
    };
    fill(&*to.open().unwrap());
    let refused = move_store(&from, &to, &|_, _, _| {}).unwrap_err();
    assert!(matches!(refused, StoreError::Refused(_)), "{refused}");
    // Nothing to move.
    let refused = move_store(&between, &from, &|_, _, _| {}).unwrap_err();
    assert!(matches!(refused, StoreError::Refused(_)), "{refused}");
}

#[test]
fn store_that_is_being_moved_to_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let Some([from, between, to]) = places(dir.path()) else {
        return;
    };
    let stop = |_, _, _| panic!("stopped");
    for to in [&between, &to] {
        let stopped = catch_unwind(AssertUnwindSafe(|| move_store(&from, to, &stop)));
        assert!(stopped.is_err());
        let (config, folder) = match to {
            StorePlace::Folder(folder) => (crate::StoreConfig::Sled, folder.clone()),
            StorePlace::Postgres(address) => (
                crate::StoreConfig::Postgres(address.clone()),
                dir.path().to_owned(),
            ),
        };
        let opened = crate::store::open(&config, None, &folder, 0, DateTime::UNIX_EPOCH, None);
        let refused = opened.err().unwrap();
        assert!(refused.to_string().contains("move-store"), "{refused}");
    }
}
