//! What every store does, told of each of them.

use std::path::Path;

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{Observation, Source};
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_testing::postgres;
use chrono::{DateTime, NaiveDate, Utc};

use super::documents::{Before, DocumentWrite, Table};
use super::memory::MemoryStore;
use super::postgres::PostgresStore;
use super::sled::SledStore;
use super::{Store, StoreError};
use crate::assess::open_by_default::{LeaveOut, Tally};
use crate::model::{ChangeKind, Contents, Gone, Meta, Record, Scope, Snapshot};

/// Opens a store in a folder: another each time where it is lost with its handle.
type Open = fn(&Path) -> Box<dyn Store>;

/// Tells a story of each store; of PostgreSQL where it is installed.
fn each(story: impl Fn(&Path, Open)) {
    let mut stores: Vec<Open> = vec![|dir| Box::new(SledStore::open(dir).unwrap()), |_| {
        Box::new(MemoryStore::default())
    }];
    if postgres::server().is_some() {
        stores.push(|dir| Box::new(in_postgres(dir)));
    }
    for open in stores {
        let dir = tempfile::tempdir().unwrap();
        story(dir.path(), open);
    }
}

/// The store in the database that belongs to a folder.
fn in_postgres(dir: &Path) -> PostgresStore {
    let address = dir.join("address");
    if !address.exists() {
        let server = postgres::server().unwrap();
        std::fs::create_dir_all(dir).unwrap();
        std::fs::write(&address, server.database()).unwrap();
    }
    let address = std::fs::read_to_string(address).unwrap();
    PostgresStore::open(&address.parse().unwrap(), dir).unwrap()
}

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn id(number: u64) -> RepositoryId {
    let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
    RepositoryId::new(url.host().clone(), number.to_string())
}

fn record(number: u64, path: &str, day: &str) -> Record {
    let url: RepositoryUrl = format!("https://github.com/{path}").parse().unwrap();
    let account = url.owner_account();
    let observation = Observation::bare(id(number), url, at(day), Source::Sample);
    Record::new(account, observation)
}

fn crawled(number: u64) -> Meta {
    Meta {
        contents: Contents::Crawled,
        number,
        ..Meta::default()
    }
}

fn run(started_at: DateTime<Utc>) -> CrawlRun {
    let outcome = serde_json::json!({
        "account": "https://github.com/a",
        "organisation": "x",
        "outcome": "complete",
        "tally": { "new": 0, "changed": 0, "unchanged": 0, "gone": 0, "failed": 0 },
    });
    serde_json::from_value(serde_json::json!({
        "id": started_at.format("%Y%m%dT%H%M%S%.3fZ").to_string(),
        "started_at": started_at,
        "ended_at": started_at,
        "accounts": [outcome],
        "spending": [],
        "problems": [],
    }))
    .unwrap()
}

#[test]
fn what_is_written_is_read() {
    each(|dir, open| {
        let store = open(dir);
        assert_eq!(store.meta().unwrap(), None);
        let (a, b) = (
            record(1, "o/a", "2026-01-01"),
            record(2, "o/b", "2026-01-01"),
        );
        store
            .write(&[a.clone(), b.clone()], &crawled(0), false)
            .unwrap();
        let wanted = [id(2), id(3), id(1), id(2)];
        let found = store.records_of(&wanted).unwrap();
        assert_eq!(found, [b.clone(), a.clone(), b.clone()]);
        assert_eq!(store.record(&id(3)).unwrap(), None);
        let keys = ["o/b", "o/c"].map(|path| record(9, path, "2026-01-01").observation.url.key());
        assert_eq!(store.ids_at(&keys).unwrap(), [Some(id(2)), None]);
        let mut known = store.known_under(&a.account).unwrap();
        known.sort_by_key(|known| known.id.to_string());
        assert_eq!(known, [a.known(), b.known()]);
        assert_eq!(store.records().map(Result::unwrap).count(), 2);
    });
}

#[test]
fn each_record_is_numbered_by_its_last_write() {
    each(|dir, open| {
        let store = open(dir);
        let write = |records: &[Record]| store.write(records, &crawled(0), false).unwrap().number;
        let first: Vec<Record> = (1..=3)
            .map(|n| record(n, &format!("o/{n}"), "2026-01-01"))
            .collect();
        assert_eq!(write(&first), 3);
        assert_eq!(write(&[record(1, "o/1", "2026-01-02")]), 4);
        // So that a write which changes nothing but what is known of the whole is seen.
        assert_eq!(write(&[]), 5);
        let after = |number, first| store.written_after(number, first).unwrap();
        assert_eq!(after(0, 9), [(2, id(2)), (3, id(3)), (4, id(1))]);
        assert_eq!(after(2, 1), [(3, id(3))]);
        assert_eq!(after(4, 9), []);
        // A larger number, as a search index may have seen of a store that was lost.
        assert_eq!(
            store
                .write(&first[..1], &crawled(100), false)
                .unwrap()
                .number,
            101
        );
        assert_eq!(after(4, 9), [(101, id(1))]);
    });
}

#[test]
fn same_records_are_the_same_content_whatever_the_order() {
    each(|dir, open| {
        let (one, other) = (open(&dir.join("one")), open(&dir.join("other")));
        let records = [1, 2].map(|n| record(n, &format!("o/{n}"), "2026-01-01"));
        let older = record(1, "o/1", "2025-01-01");
        let content = |store: &dyn Store| store.meta().unwrap().unwrap().content;
        one.write(&records, &crawled(0), false).unwrap();
        other.write(&[older], &crawled(7), false).unwrap();
        other.write(&records[1..], &crawled(0), false).unwrap();
        assert_ne!(content(&*one), content(&*other));
        other.write(&records[..1], &crawled(0), false).unwrap();
        assert_eq!(content(&*one), content(&*other));
        assert_ne!(
            one.meta().unwrap().unwrap().number,
            other.meta().unwrap().unwrap().number
        );
        other.write(&records[..1], &crawled(0), true).unwrap();
        one.write(&records[..1], &crawled(0), true).unwrap();
        assert_eq!(content(&*one), content(&*other));
    });
}

#[test]
fn clearing_drops_records_and_begins_the_changes_anew() {
    each(|dir, open| {
        let store = open(dir);
        let written = store.write(&[record(1, "o/1", "2026-01-01")], &crawled(0), false);
        let before = (written.unwrap(), store.log().unwrap());
        let taken = store.write_snapshots(&[snapshot("2026-01-01")]);
        taken.unwrap();
        let meta = store
            .write(&[record(2, "o/2", "2026-01-02")], &crawled(0), true)
            .unwrap();
        assert_eq!(store.record(&id(1)).unwrap(), None);
        assert_eq!(meta.cleared_at, meta.number);
        assert!(meta.number > before.0.number);
        assert_eq!(store.written_after(0, 9).unwrap(), [(meta.number, id(2))]);
        assert_eq!(store.log().unwrap().last, 1);
        let rows = store.changes(0, 9).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].1.kind, &rows[0].1.id), (ChangeKind::New, &id(2)));
        assert_eq!(store.snapshots().count(), 1);
    });
}

#[test]
fn each_repository_has_one_place_in_the_change_feed() {
    each(|dir, open| {
        let store = open(dir);
        let (a, b) = (
            record(1, "o/a", "2026-01-01"),
            record(2, "o/b", "2026-01-01"),
        );
        store.write(&[a.clone(), b], &crawled(0), false).unwrap();
        // Looked at again, and the same.
        store
            .write(&[record(1, "o/a", "2026-01-02")], &crawled(0), false)
            .unwrap();
        assert_eq!(store.log().unwrap().last, 2);
        let mut gone = a;
        gone.gone = Some(Gone {
            kind: DepartureKind::NotFound,
            noticed_at: at("2026-01-03"),
        });
        store.write(&[gone], &crawled(0), false).unwrap();
        let rows = store.changes(0, 9).unwrap();
        let rows: Vec<_> = rows
            .iter()
            .map(|(n, row)| (*n, row.kind, row.id.clone()))
            .collect();
        assert_eq!(
            rows,
            [(2, ChangeKind::New, id(2)), (3, ChangeKind::Gone, id(1))]
        );
        let now = Utc::now() + chrono::TimeDelta::days(1);
        assert_eq!(store.last_change_before(now).unwrap(), 3);
        assert_eq!(store.last_change_before(at("2020-01-01")).unwrap(), 0);
    });
}

#[test]
fn address_leads_to_who_has_it_now() {
    each(|dir, open| {
        let store = open(dir);
        let mut moved = record(1, "o/new", "2026-01-02");
        moved
            .former_urls
            .push("https://github.com/o/old".parse().unwrap());
        let key = |path: &str| record(9, path, "2026-01-01").observation.url.key();
        store
            .write(&[record(1, "o/old", "2026-01-01")], &crawled(0), false)
            .unwrap();
        store.write(&[moved], &crawled(0), false).unwrap();
        assert_eq!(store.id_at(&key("o/old")).unwrap(), Some(id(1)));
        store
            .write(&[record(2, "o/old", "2026-01-03")], &crawled(0), false)
            .unwrap();
        assert_eq!(store.id_at(&key("o/old")).unwrap(), Some(id(2)));
        assert_eq!(store.id_at(&key("o/new")).unwrap(), Some(id(1)));
    });
}

#[test]
fn reports_are_kept_for_a_year_newest_first() {
    each(|dir, open| {
        let store = open(dir);
        let days = ["2025-01-01", "2026-03-01", "2026-03-02", "2026-03-03"];
        days.iter()
            .for_each(|day| store.write_run(&run(at(day))).unwrap());
        let started = |runs: Vec<CrawlRun>| -> Vec<_> {
            runs.into_iter().map(|run| run.started_at).collect()
        };
        let newest = started(store.runs(2, None).unwrap());
        assert_eq!(newest, [at("2026-03-03"), at("2026-03-02")]);
        let second = run(at("2026-03-02")).id;
        assert_eq!(
            started(store.runs(9, Some(&second)).unwrap()),
            [at("2026-03-01")]
        );
        assert_eq!(store.run_count().unwrap(), 3);
        assert_eq!(store.run(&second).unwrap().unwrap().id, second);
        let account = store.accounts().unwrap().pop().unwrap();
        assert_eq!(account.completed_at, Some(at("2026-03-03")));
        assert_eq!(store.account(&account.account).unwrap(), Some(account));
        // A clock that was ahead once makes none of the others old.
        for day in ["2036-01-01", "2026-03-04"] {
            store.write_run(&run(at(day))).unwrap();
        }
        assert_eq!(store.run_count().unwrap(), 5);
    });
}

fn snapshot(day: &str) -> Snapshot {
    Snapshot {
        day: at(day).date_naive(),
        scope: Scope::All,
        taken_at: at(day),
        rules: 1,
        leave_out: LeaveOut::default(),
        tally: Tally::default(),
        states: None,
        each: None,
    }
}

#[test]
fn snapshots_are_found_by_day() {
    each(|dir, open| {
        let store = open(dir);
        let days = ["2026-01-01", "2026-01-03", "2026-01-05"];
        store.write_snapshots(&days.map(snapshot)).unwrap();
        let day = |day: &str| at(day).date_naive();
        let days = store.snapshot_days(&Scope::All).unwrap();
        assert!(
            days.is_sorted() && days.contains(&day("2026-01-03")),
            "{days:?}"
        );
        let until = |day| store.snapshot_until(&Scope::All, day).unwrap();
        assert_eq!(until(day("2026-01-04")), Some(snapshot("2026-01-03")));
        assert_eq!(until(day("2025-12-31")), None);
        assert_eq!(until(NaiveDate::MAX), Some(snapshot("2026-01-05")));
        let some = store.snapshots_of(&Scope::All, day("2026-01-02"), day("2026-01-05"));
        assert_eq!(some.unwrap().len(), 2);
        let organisation: Scope = "organisation:o".parse().unwrap();
        assert_eq!(
            store.snapshot_until(&organisation, NaiveDate::MAX).unwrap(),
            None
        );
        let places = [
            (Scope::All, day("2026-01-05")),
            (Scope::All, day("2026-01-04")),
            (organisation, day("2026-01-05")),
            (Scope::All, day("2026-01-01")),
        ];
        let kept = store.has_snapshots(&places).unwrap();
        assert_eq!(kept, [true, false, false, true]);
        assert!(store.has_snapshots(&[]).unwrap().is_empty());
    });
}

fn document(key: &str, before: Before, value: Option<&str>) -> DocumentWrite {
    DocumentWrite {
        table: Table::Members,
        key: key.to_owned(),
        before,
        value: value.map(|value| value.as_bytes().to_vec()),
    }
}

#[test]
fn documents_are_written_all_or_none() {
    each(|dir, open| {
        let store = open(dir);
        let read = |key: &str| store.document(Table::Members, key).unwrap();
        let write = |writes: &[DocumentWrite]| store.write_documents(writes);
        write(&[
            document("a", Before::Absent, Some("1")),
            document("b", Before::Any, Some("2")),
        ])
        .unwrap();
        assert_eq!(store.document_number().unwrap(), 1);
        let refused = write(&[
            document("b", Before::Same(b"2".to_vec()), Some("3")),
            document("a", Before::Absent, Some("4")),
        ]);
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
        let refused = write(&[document("a", Before::Same(b"2".to_vec()), None)]);
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
        assert_eq!(
            (read("a"), read("b")),
            (Some(b"1".to_vec()), Some(b"2".to_vec()))
        );
        assert_eq!(store.document_number().unwrap(), 1);
        // Each sees those before it.
        write(&[
            document("a", Before::Same(b"1".to_vec()), None),
            document("a", Before::Absent, Some("5")),
        ])
        .unwrap();
        assert_eq!(read("a"), Some(b"5".to_vec()));
        assert_eq!(store.document(Table::Statements, "a").unwrap(), None);
    });
}

#[test]
fn documents_of_a_table_are_listed_by_key() {
    each(|dir, open| {
        let store = open(dir);
        let keys = ["a/1", "a/10", "a/2", "b/1"];
        let writes = keys.map(|key| document(key, Before::Absent, Some("{}")));
        store.write_documents(&writes).unwrap();
        let list = |prefix, after, first| {
            let rows = store
                .documents(Table::Members, prefix, after, first)
                .unwrap();
            rows.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
        };
        assert_eq!(list("", None, 9), keys);
        assert_eq!(list("a/", None, 9), keys[..3]);
        assert_eq!(list("a/", Some("a/1"), 1), ["a/10"]);
        assert_eq!(list("a/", Some("a/2"), 9), Vec::<String>::new());
        assert_eq!(list("b/", Some("a/1"), 9), ["b/1"]);
        assert_eq!(store.documents(Table::Statements, "", None, 9).unwrap(), []);
        // Clearing the records is no reason to forget people.
        store.write(&[], &crawled(0), true).unwrap();
        assert_eq!(list("", None, 9), keys);
    });
}

#[test]
fn second_process_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _first = SledStore::open(dir.path()).unwrap();
    // sled tells it by its English text alone: this fails when the text changes.
    let second = SledStore::open(dir.path());
    assert!(matches!(second, Err(StoreError::InUse(_))));
}
