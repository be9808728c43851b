//! A new node begins with the search index of another: in a folder and in a bucket; and makes its
//! own where none fits.

use std::path::{Path, PathBuf};

use bronwijzer_testing::postgres;

use crate::nodes::{agrees, log_of, tag, until};
use crate::object_storage::{KEY, storage};
use crate::place::Place;

/// A node whose snapshots are where `table` says. Its organisations are those of the program where
/// `settings` name no others.
fn node(store: &str, settings: &str, table: &str) -> Place {
    let place = Place::with_config(&format!(
        "listen = \"127.0.0.1:0\"\nschedule = \"off\"\nstore = \"{store}\"\n{settings}\
         [index_snapshots]\n{table}"
    ));
    std::fs::write(place.path("secret"), "s3cr3t").unwrap();
    place
}

/// The files below a folder whose names end so.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, end));
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn took_over(place: &Place) -> bool {
    log_of(place).contains("took over the snapshot of the search index")
}

#[tokio::test(flavor = "multi_thread")]
async fn new_node_begins_with_the_index_of_the_leader() {
    let Some(server) = postgres::server() else {
        return;
    };
    let store = server.database();
    let folder = tempfile::tempdir().unwrap();
    let table = format!("to = \"{}\"\nevery = \"1h\"\n", folder.path().display());
    let first = node(&store, "", &table);
    let a = first.serve(&[]);
    until("the leader put a snapshot there", async || {
        log_of(&first).contains("a snapshot of the search index was put in")
    })
    .await;
    assert!(!took_over(&first));
    let doctor = first.run(&["doctor"]);
    assert!(doctor.stdout.contains("index_snapshots"), "{doctor:?}");

    let second = node(&store, "", &table);
    let b = second.serve(&[]);
    assert!(took_over(&second), "{}", log_of(&second));
    assert_eq!(tag(&b).await, tag(&a).await);
    assert_eq!(b.find("gemeente").await, a.find("gemeente").await);
    assert_eq!(b.stop(), Some(0));
    agrees(&second);
    // One with an index of its own goes on with that.
    let b = second.serve(&[]);
    assert!(!took_over(&second), "{}", log_of(&second));
    assert_eq!(b.stop(), Some(0));

    // Another list of organisations makes another index.
    let other = node(&store, "organisations_list = \"off\"\n", &table);
    let c = other.serve(&[]);
    assert!(!took_over(&other));
    let log = log_of(&other);
    assert!(log.contains("another list of organisations"), "{log}");
    assert_eq!(c.stop(), Some(0));

    // Of a damaged one nothing is taken.
    let damaged = &files(folder.path(), ".cards")[0];
    let mut bytes = std::fs::read(damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(damaged, bytes).unwrap();
    let third = node(&store, "", &table);
    let c = third.serve(&[]);
    assert!(!took_over(&third));
    let log = log_of(&third);
    assert!(log.contains(".cards is damaged"), "{log}");
    assert_eq!(tag(&c).await, tag(&a).await);
    assert_eq!(c.stop(), Some(0));
    agrees(&third);

    // What is removed from the catalogue is in no snapshot.
    let found = a
        .ask(
            "{ repositories(first: 1) { nodes { url } } }",
            serde_json::json!({}),
        )
        .await;
    let url = found["repositories"]["nodes"][0]["url"].as_str().unwrap();
    let removed = first.run(&["remove", url]);
    assert_eq!(removed.status, Some(0), "{removed:?}");
    assert_eq!(files(folder.path(), ""), Vec::<PathBuf>::new());
    assert_eq!(a.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn index_comes_from_a_bucket() {
    let Some(server) = postgres::server() else {
        return;
    };
    let Some((_storage, port, folder)) = storage() else {
        return;
    };
    let store = server.database();
    let table = format!(
        "to = \"s3://backups/indexes\"\nendpoint = \"http://127.0.0.1:{port}\"\n\
         access_key = \"{KEY}\"\nsecret_key_file = \"secret\"\n"
    );
    let first = node(&store, "", &table);
    let a = first.serve(&[]);
    until("the leader put a snapshot there", async || {
        !files(folder.path(), "manifest.json._S3rver_object").is_empty()
    })
    .await;
    let second = node(&store, "", &table);
    let b = second.serve(&[]);
    assert!(took_over(&second), "{}", log_of(&second));
    assert_eq!(tag(&b).await, tag(&a).await);
    for (server, place) in [(a, &first), (b, &second)] {
        assert_eq!(server.stop(), Some(0));
        agrees(place);
    }
}
