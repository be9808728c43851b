//! By which readers know whether what they read before still holds.

use bronwijzer_index::{Catalogue, Contents};
use chrono::Days;

use crate::support::{depart, empty, fill, now, open, repository, run};
use bronwijzer_crawler::sink::Sink;

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
    catalogue.reindex().unwrap();
    is_new("another index", &catalogue);
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    let before = catalogue.version();
    assert_eq!(before, seen[6], "an export is no write");
    drop((sink, watcher, catalogue));

    let catalogue = open(&dir);
    assert_eq!(catalogue.version(), before);
    catalogue
        .import(file.as_slice(), Contents::Imported)
        .unwrap();
    assert_ne!(catalogue.version(), before);
}
