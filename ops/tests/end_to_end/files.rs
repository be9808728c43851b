//! Catalogues as files: out, in again, and the index made anew.

use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::World;
use chrono::Utc;
use serde_json::json;

use crate::place::{Place, REGISTRY, TOKEN};

const EVERYTHING: &str = "{ repositories(first: 100, sort: CREATED) { total nodes {
    id url path description topics pushedAt stars readme { text } commits { total }
    maintenance { status reasons { rule facts { name value } } } licence { spdxId }
    organisation { slug } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn export_and_import_round_trip() {
    let mut world = World::generated(7, 1, 60, Utc::now());
    world.accounts[0].login = "PDOK".to_owned();
    for repository in &mut world.repositories {
        repository.owner = "PDOK".to_owned();
    }
    world
        .accounts
        .extend(World::with_organisations(&["Gemeente-Delft"]).accounts);
    let github = GitHub::start(world, Some(TOKEN)).await;
    let first = Place::asking(&github);
    let crawl = first.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    let exported = first.run(&["export", "all.ndjson.zst"]);
    assert_eq!(exported.status, Some(0), "{exported:?}");
    assert!(
        exported.stderr.contains("exported 60 repositories"),
        "{}",
        exported.stderr
    );

    let second = Place::with_config(
        "listen = \"127.0.0.1:0\"\norganisations = \"organisations.toml\"\norganisations_list = \"off\"\nschedule = \"off\"\n",
    );
    std::fs::write(second.path("organisations.toml"), REGISTRY).unwrap();
    let file = first.path("all.ndjson.zst");
    let imported = second.run(&["import", file.to_str().unwrap()]);
    assert_eq!(imported.status, Some(0), "{imported:?}");
    assert!(
        imported
            .stdout
            .contains("imported 60 repositories, 1 crawl reports and 5 snapshots; 0 lines skipped"),
        "{}",
        imported.stdout
    );
    let taken = second.run(&["snapshot"]);
    assert_eq!(taken.status, Some(0), "{taken:?}");
    assert!(taken.stdout.contains("took the snapshot for"), "{taken:?}");
    let reindexed = second.run(&["reindex"]);
    assert!(
        reindexed.stdout.contains("indexed 60 repositories"),
        "{reindexed:?}"
    );

    let before = first
        .serve(&["--schedule", "off"])
        .ask(EVERYTHING, json!({}))
        .await;
    let after = second.serve(&[]).ask(EVERYTHING, json!({})).await;
    assert_eq!(before["repositories"]["total"], 60);
    assert_eq!(before, after);
}

#[test]
fn import_rejects_other_files() {
    let place = Place::with_config("");
    std::fs::write(place.path("notes.txt"), "a shopping list\n").unwrap();
    let ended = place.run(&["import", "notes.txt"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(
        ended
            .stderr
            .contains("use a file written by `bronwijzer export`"),
        "{}",
        ended.stderr
    );

    let ended = place.run(&["import", "no-such-file"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(
        ended.stderr.contains("no-such-file can't be read"),
        "{}",
        ended.stderr
    );
}

#[test]
fn empty_catalogue_gets_no_snapshot() {
    let place = Place::with_config("");
    let ended = place.run(&["snapshot"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("no snapshot taken"), "{ended:?}");
}
