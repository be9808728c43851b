//! Backups, exports, imports and restores: while a server runs, while a crawl writes, and when
//! either side is killed in the middle.

use std::process::Stdio;
use std::time::Duration;

use bronwijzer_double::fault::Fault;
use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::World;
use chrono::Utc;
use serde_json::json;

use crate::place::{Ended, Place, Server, TOKEN};

const TOTAL: &str = "{ repositories { total } }";

fn sample() -> Place {
    let mut place = Place::with_config("listen = \"127.0.0.1:0\"\nschedule = \"off\"\n");
    place.set_token(None);
    place
}

fn done(ended: &Ended) {
    assert_eq!(ended.status, Some(0), "{ended:?}");
}

async fn total(server: &Server) -> u64 {
    let found = server.ask(TOTAL, json!({})).await;
    found["repositories"]["total"].as_u64().unwrap()
}

/// Waits until a command has connected to the server, as its open files show.
async fn until_connected(process: u32) {
    let is_connected = || {
        let files = std::fs::read_dir(format!("/proc/{process}/fd"));
        files.into_iter().flatten().flatten().any(|file| {
            let target = std::fs::read_link(file.path()).unwrap_or_default();
            target.to_string_lossy().starts_with("socket:")
        })
    };
    while !is_connected() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The address of some repository.
async fn some_url(server: &Server) -> String {
    let found = server
        .ask("{ repositories(first: 1) { nodes { url } } }", json!({}))
        .await;
    let url = &found["repositories"]["nodes"][0]["url"];
    url.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn running_server_does_what_commands_ask() {
    let place = sample();
    let server = place.serve(&[]);
    let before = total(&server).await;

    let ended = place.run(&["backup"]);
    done(&ended);
    assert!(std::path::Path::new(&place.path(ended.stdout.trim())).exists());
    let ended = place.run(&["export", "all.ndjson.zst"]);
    done(&ended);
    assert!(ended.stderr.contains("exported "), "{ended:?}");
    let printed = place.command(&["export", "-"]).output().unwrap();
    assert_eq!(printed.status.code(), Some(0), "{printed:?}");
    for file in [
        printed.stdout,
        std::fs::read(place.path("all.ndjson.zst")).unwrap(),
    ] {
        let text = String::from_utf8(zstd::decode_all(&file[..]).unwrap()).unwrap();
        assert!(text.lines().count() as u64 > before);
    }
    let ended = place.run(&["reassess"]);
    done(&ended);
    assert!(
        ended.stdout.contains(&format!("reassessed {before} ")),
        "{ended:?}"
    );
    let ended = place.run(&["reindex"]);
    assert!(
        ended.stdout.contains(&format!("indexed {before} ")),
        "{ended:?}"
    );
    let ended = place.run(&["snapshot"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("no snapshot taken"), "{ended:?}");

    // From here on it is no sample.
    done(&place.run(&["import", "all.ndjson.zst"]));
    let url = some_url(&server).await;
    done(&place.run(&["forget", &url]));
    assert_eq!(total(&server).await, before - 1);
    let ended = place.run(&["remove", &url]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("there is nothing at"), "{ended:?}");

    let ended = place.run(&["import", "all.ndjson.zst"]);
    done(&ended);
    assert!(
        ended
            .stderr
            .contains("1 repositories of all.ndjson.zst were skipped"),
        "{ended:?}"
    );
    let mut import = place.command(&["import", "--forgotten", "-"]);
    import.stdin(std::fs::File::open(place.path("all.ndjson.zst")).unwrap());
    done(&Ended::from(import.output().unwrap()));
    assert_eq!(total(&server).await, before);
    assert_eq!(server.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn restore_asks_tells_and_keeps_what_was_there() {
    let place = sample();
    let server = place.serve(&[]);
    done(&place.run(&["export", "sample.ndjson.zst"]));
    let sample_size = total(&server).await;
    // From here on it is no sample.
    done(&place.run(&["import", "sample.ndjson.zst"]));
    let url = some_url(&server).await;
    let backup = place.run(&["backup"]).stdout.trim().to_owned();
    done(&place.run(&["remove", &url]));

    let ended = place.run(&["restore", &backup]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("has to be stopped"), "{ended:?}");
    let ended = place.run(&["restore", "--dry-run", &backup]);
    done(&ended);
    assert!(
        ended.stdout.contains("1 repositories stay gone"),
        "{ended:?}"
    );
    assert!(ended.stdout.ends_with("nothing was changed\n"), "{ended:?}");
    let ended = place.run(&["restore", &backup, "--organisation", "no-such-body"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("no-such-body"), "{ended:?}");

    let whole = std::fs::read(place.path(&backup)).unwrap();
    std::fs::write(place.path("broken.zst"), &whole[..whole.len() - 100]).unwrap();
    let ended = place.run(&["restore", "--dry-run", "broken.zst"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(
        ended.stderr.contains("broken.zst can't be restored"),
        "{ended:?}"
    );
    assert_eq!(server.stop(), Some(0));

    let ended = place.run(&["restore", "broken.zst"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    let ended = place.run(&["restore", &backup]);
    done(&ended);
    assert!(
        ended.stdout.contains("what was there before is in"),
        "{ended:?}"
    );
    let server = place.serve(&[]);
    assert_eq!(total(&server).await, sample_size - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn organisation_is_restored_while_the_server_runs() {
    let github = GitHub::start(World::generated(3, 1, 40, Utc::now()), Some(TOKEN)).await;
    let place = Place::asking_for_one_account(&github, "schedule = \"off\"\n");
    done(&place.run(&["crawl"]));
    done(&place.run(&["export", "before.ndjson.zst"]));
    let server = place.serve(&[]);
    let ended = place.run(&["restore", "before.ndjson.zst", "--organisation", "x"]);
    done(&ended);
    assert!(
        ended.stdout.contains("40 repositories the same in both"),
        "{ended:?}"
    );
    assert_eq!(total(&server).await, 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_made_while_a_crawl_writes() {
    let github = GitHub::start(World::generated(5, 1, 200, Utc::now()), Some(TOKEN)).await;
    // After a few pages the forge falls silent: the crawl is in the middle.
    let mut pages = 0;
    github.fail(move |asked| {
        pages += usize::from(asked.ids > 0);
        (pages > 3).then_some(Fault::Slow(Duration::from_secs(3600)))
    });
    let place = Place::asking_for_one_account(&github, "");
    let server = place.serve(&[]);
    let mut crawled = 0;
    // The sample is larger than the world, and is found for a moment longer than it is told of.
    while !(20..=200).contains(&crawled) {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let sample = server.ask("{ catalogue { contents } }", json!({})).await;
        if sample["catalogue"]["contents"] == "CRAWLED" {
            crawled = total(&server).await;
        }
    }
    done(&place.run(&["backup"]));
    let ended = place.run(&["export", "part.ndjson.zst"]);
    done(&ended);
    let other = Place::with_config("listen = \"127.0.0.1:0\"\nschedule = \"off\"\n");
    let file = place.path("part.ndjson.zst");
    done(&other.run(&["import", file.to_str().unwrap()]));
    let other = other.serve(&[]);
    assert!(total(&other).await >= crawled);
    github.recover();
}

#[tokio::test(flavor = "multi_thread")]
async fn full_disk_is_told_and_leaves_nothing() {
    let place = sample();
    let server = place.serve(&[]);
    let full = || {
        std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let mut export = place.command(&["export", "-"]);
    let ended = Ended::from(export.stdout(full()).output().unwrap());
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("No space left"), "{ended:?}");
    done(&place.run(&["backup"]));
    assert_eq!(server.stop(), Some(0));
    let mut export = place.command(&["export", "-"]);
    let ended = Ended::from(export.stdout(full()).output().unwrap());
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("No space left"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_of_either_side_leaves_the_catalogue_whole() {
    let place = sample();
    let server = place.serve(&[]);
    let before = total(&server).await;
    done(&place.run(&["export", "all.ndjson.zst"]));
    let file = std::fs::read(place.path("all.ndjson.zst")).unwrap();

    // The command is killed with half of its file sent.
    let mut import = place.command(&["import", "-"]);
    let mut import = import.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = import.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, &file[..file.len() / 2]).unwrap();
    import.kill().unwrap();
    import.wait().unwrap();
    assert_eq!(total(&server).await, before);

    // The server is killed while a command waits for the rest.
    let mut export = place.command(&["import", "-"]);
    let mut waiting = export
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = waiting.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, &file[..file.len() / 2]).unwrap();
    until_connected(waiting.id()).await;
    drop(server);
    drop(stdin);
    let ended = Ended::from(waiting.wait_with_output().unwrap());
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("running server"), "{ended:?}");
    let server = place.serve(&[]);
    assert_eq!(total(&server).await, before);
    assert!(!place.path("bronwijzer-data/store.restoring").exists());
}
