//! What a person can ask of a crawl: one repository, everything, an end, and
//! where else to look.

use std::process::Stdio;
use std::time::{Duration, Instant};

use bronwijzer_double::fault::Fault;
use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::{Repository, World};
use chrono::Utc;
use serde_json::json;

use crate::place::{Place, TOKEN};

fn world() -> World {
    let now = Utc::now();
    World::with_organisations(&["Gemeente-Delft", "PDOK"])
        .with(Repository::new(1, "Gemeente-Delft", "kaart", now))
        .with(Repository::new(2, "PDOK", "viewer", now))
}

#[tokio::test(flavor = "multi_thread")]
async fn url_and_full_flags_select_what_is_read() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = Place::asking(&github);
    let one = place.run(&["crawl", "--url", "https://github.com/pdok/VIEWER.git"]);
    assert_eq!(one.status, Some(0), "{one:?}");
    assert!(one.stdout.contains("1 new"), "{}", one.stdout);
    let rest = place.run(&["crawl"]);
    assert!(
        rest.stdout.contains("1 new, 0 changed, 1 unchanged"),
        "{}",
        rest.stdout
    );
    let full = place.run(&["crawl", "--full"]);
    assert!(
        full.stdout.contains("0 new, 2 changed, 0 unchanged"),
        "{}",
        full.stdout
    );
    let foreign = place.run(&["crawl", "--url", "https://github.com/firm/app"]);
    assert_eq!(foreign.status, Some(2), "{foreign:?}");
    assert!(
        foreign
            .stderr
            .contains("belongs to no account in the registry"),
        "{}",
        foreign.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn signal_stops_a_crawl_gracefully_and_the_next_resumes() {
    let github = GitHub::start(World::generated(1, 1, 300, Utc::now()), Some(TOKEN)).await;
    let place = Place::asking_for_one_account(&github, "");
    let mut pages = 0;
    github.fail(move |asked| {
        pages += usize::from(asked.ids > 0);
        (pages > 3).then_some(Fault::Slow(Duration::from_secs(3600)))
    });
    let crawl = place
        .command(&["crawl"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // One listing, three pages, and the page that never comes.
    while github.asked() < 5 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let asked_to_stop = Instant::now();
    let kill = std::process::Command::new("kill")
        .arg(crawl.id().to_string())
        .status();
    assert!(kill.unwrap().success());
    let output = tokio::task::spawn_blocking(|| crawl.wait_with_output())
        .await
        .unwrap()
        .unwrap();
    // It does not wait for the page, which takes an hour. How soon depends on what else the
    // machine does.
    assert!(asked_to_stop.elapsed() < Duration::from_secs(600));
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{report}");
    assert!(report.contains("1 interrupted"), "{report}");
    assert!(
        report.contains("ended early   the crawl was stopped"),
        "{report}"
    );
    github.recover();
    let next = place.run(&["crawl"]);
    assert_eq!(next.status, Some(0), "{next:?}");
    let server = place.serve(&[]);
    let kept = server
        .ask(
            "{ repositories { total } crawlRuns { nodes { halted total { new unchanged } } } }",
            json!({}),
        )
        .await;
    assert_eq!(kept["repositories"]["total"], 300);
    let runs = &kept["crawlRuns"]["nodes"];
    assert_eq!(runs[1]["halted"], "STOPPED");
    assert_eq!(runs[0]["total"]["unchanged"], runs[1]["total"]["new"]);
}
