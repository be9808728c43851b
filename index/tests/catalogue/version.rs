//! By which readers know whether what they read before still holds.

use std::time::Duration;

use bronwijzer_crawler::crawl::{Event, Progress};
use bronwijzer_crawler::sink::Sink;
use bronwijzer_index::{Catalogue, Contents};
use chrono::Days;

use crate::support::{at, depart, described, empty, fill, now, open, repository, run, search};

#[tokio::test]
async fn writes_change_the_version_and_restarts_do_not() {
    let (dir, catalogue) = empty();
    let mut seen = vec![catalogue.version()];
    let mut is_new = |what: &str, catalogue: &Catalogue| {
        let version = catalogue.version();
        assert!(!seen.contains(&version), "{what}");
        seen.push(version);
    };
    let watcher = catalogue.watch_version();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    is_new("an observation", &catalogue);
    assert!(watcher.has_changed().unwrap());
    depart(&catalogue, &["1"]).await;
    is_new("a departure", &catalogue);
    let sink = catalogue.sink();
    sink.finish(&run("20260901T020000.000Z", now()))
        .await
        .unwrap();
    is_new("a report", &catalogue);
    catalogue.reassess(now() + Days::new(1)).unwrap();
    is_new("a judgement", &catalogue);
    catalogue.take_snapshot(now()).unwrap();
    is_new("a snapshot", &catalogue);
    let before = catalogue.version();
    catalogue.reindex().unwrap();
    assert_eq!(catalogue.version(), before, "the same in another index");
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    assert_eq!(catalogue.version(), before, "an export is no write");
    drop((sink, watcher, catalogue));

    let catalogue = open(&dir);
    assert_eq!(catalogue.version(), before);
    catalogue
        .import(file.as_slice(), Contents::Imported)
        .unwrap();
    assert_ne!(catalogue.version(), before);
}

#[tokio::test]
async fn same_content_has_the_same_version_on_two_machines() {
    let (_dir, one) = empty();
    let repositories = ["a", "b", "c"].map(|name| repository(name, &format!("minvws/{name}"), 3));
    fill(&one, repositories.clone()).await;
    // In another order, by more writes, and with what is corrected later.
    let (_dir, other) = empty();
    let [a, b, c] = repositories;
    fill(&other, [c, described(a.clone(), "Something else")]).await;
    assert_ne!(one.version(), other.version());
    let mut file = Vec::new();
    one.export(&mut file).unwrap();
    fill(&other, [b]).await;
    fill(&other, [a]).await;
    assert_eq!(search(&one, "").total, search(&other, "").total);
    for catalogue in [&one, &other] {
        catalogue
            .import(file.as_slice(), Contents::Imported)
            .unwrap();
    }
    assert_eq!(one.version(), other.version());
    fill(&other, [repository("d", "minvws/d", 3)]).await;
    assert_ne!(one.version(), other.version());
}

#[tokio::test]
async fn what_a_crawl_writes_is_found_with_what_follows() {
    struct Silent;
    impl Progress for Silent {
        fn event(&self, _: Event) {}
    }
    let (dir, catalogue) = empty();
    let live = catalogue.show_live(&Silent);
    live.event(Event::Started {
        run: "20260901T020000.000Z".to_owned(),
        accounts: 1,
    });
    let write = async |number: u32| {
        let id = number.to_string();
        fill(&catalogue, [repository(&id, &format!("minvws/r{id}"), 3)]).await;
        catalogue.version()
    };
    let first = write(1).await;
    assert_eq!(search(&catalogue, "").total, 1);
    let mut states = vec![first];
    for number in 2..=30 {
        states.push(write(number).await);
        assert!(at(&catalogue, &format!("minvws/r{number}")).is_some());
    }
    states.dedup();
    assert!(states.len() < 20, "as many states as writes: {states:?}");
    let report = catalogue.verify(&|_, _, _| {}).unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(search(&catalogue, "").total, 30, "when it is verified");
    // Nobody writes, and nothing ends.
    write(31).await;
    while search(&catalogue, "").total < 31 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    write(32).await;
    let sink = catalogue.sink();
    let report = run("20260901T020000.000Z", now());
    sink.finish(&report).await.unwrap();
    assert_eq!(search(&catalogue, "").total, 32, "when the crawl ends");
    // A stop before the index has it.
    write(33).await;
    drop((sink, live));
    drop(catalogue);
    let catalogue = open(&dir);
    assert_eq!(search(&catalogue, "").total, 33);
}
