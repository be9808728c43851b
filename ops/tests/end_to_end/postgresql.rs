//! A catalogue in PostgreSQL: served, looked at, and moved there and back.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use bronwijzer_testing::postgres::{self, database_in};

use crate::place::Place;

const CONFIG: &str = "listen = \"127.0.0.1:0\"\nschedule = \"off\"\n";

fn place_in(url: &str) -> Place {
    let place = Place::with_config(&format!("{CONFIG}store_file = \"store.url\"\n"));
    std::fs::write(place.path("store.url"), url).unwrap();
    place
}

#[tokio::test]
async fn server_keeps_its_catalogue_in_postgresql() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let place = place_in(&url);
    let doctor = place.run(&["doctor", "--json"]);
    assert!(
        doctor.stdout.contains("the first start makes the tables"),
        "{doctor:?}"
    );
    let serving = place.serve(&[]);
    let found = serving.find("").await;
    assert!(found.len() > 50, "{found:?}");
    // What another command asks is done by the server.
    let backup = place.run(&["backup"]);
    assert_eq!(backup.status, Some(0), "{backup:?}");
    assert_eq!(serving.stop(), Some(0));
    assert!(!place.path("bronwijzer-data/store").exists());
    let records = server.sql(
        database_in(&url),
        "SELECT count(*) > 50 AND bool_and(record ? 'observation') FROM bronwijzer.records",
    );
    assert_eq!(records, "t");
    for arguments in [&["verify"][..], &["reindex"], &["reassess"]] {
        let done = place.run(arguments);
        assert_eq!(done.status, Some(0), "{arguments:?}: {done:?}");
    }
    let doctor = place.run(&["doctor"]);
    assert!(
        doctor.stdout.contains("with schema version 3"),
        "{doctor:?}"
    );
    let serving = place.serve(&[]);
    assert_eq!(serving.find("").await, found);
}

#[test]
fn killed_move_goes_on_and_the_catalogue_is_the_same() {
    let Some(server) = postgres::server() else {
        return;
    };
    let (place, url) = (Place::with_config(CONFIG), server.database());
    assert_eq!(place.serve(&[]).stop(), Some(0));
    let exported = |place: &Place, name: &str| {
        let ended = place.run(&["export", name]);
        assert_eq!(ended.status, Some(0), "{ended:?}");
        let bytes = std::fs::read(place.path(name)).unwrap();
        let text = zstd::decode_all(bytes.as_slice()).unwrap();
        let text = String::from_utf8(text).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let before = exported(&place, "before");
    let data = place.path("bronwijzer-data").display().to_string();
    std::fs::write(place.path("store.url"), &url).unwrap();

    let mut moving = place
        .command(&["move-store", &data, "@store.url"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let moved = "SELECT count(*) FROM bronwijzer.records";
    let began = Instant::now();
    while server
        .sql(
            database_in(&url),
            "SELECT to_regclass('bronwijzer.records')",
        )
        .is_empty()
        || server.sql(database_in(&url), moved) == "0"
    {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "nothing is moved"
        );
        thread::sleep(Duration::from_millis(5));
    }
    moving.kill().unwrap();
    moving.wait().unwrap();

    let again = place.run(&["move-store", &data, "@store.url"]);
    assert_eq!(again.status, Some(0), "{again:?}");
    assert!(again.stdout.contains("compared every row"), "{again:?}");
    let there = place_in(&url);
    assert_eq!(exported(&there, "there"), before);
    let verified = there.run(&["verify"]);
    assert_eq!(verified.status, Some(0), "{verified:?}");

    let back = Place::with_config(CONFIG);
    std::fs::write(back.path("store.url"), &url).unwrap();
    let moved = back.run(&["move-store", "@store.url", "bronwijzer-data"]);
    assert_eq!(moved.status, Some(0), "{moved:?}");
    assert_eq!(exported(&back, "back"), before);
    // It has something now.
    let refused = back.run(&["move-store", "@store.url", "bronwijzer-data"]);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("empty store"), "{refused:?}");
}
