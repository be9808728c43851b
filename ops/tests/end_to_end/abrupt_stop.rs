//! A crawl that is killed: what it had reported as stored is still there.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use bronwijzer_double::fault::Fault;
use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::World;
use chrono::Utc;
use serde_json::{Value, json};

use crate::place::{Place, TOKEN};

#[tokio::test(flavor = "multi_thread")]
async fn kill_during_a_crawl_loses_nothing_acknowledged() {
    let github = GitHub::start(World::generated(1, 1, 300, Utc::now()), Some(TOKEN)).await;
    let place =
        Place::asking_for_one_account(&github, "schedule = \"off\"\nlog_format = \"json\"\n");

    // After a few pages the forge falls silent, so the crawl hangs in the
    // middle for as long as the test needs.
    let mut pages = 0;
    github.fail(move |asked| {
        pages += usize::from(asked.ids > 0);
        (pages > 4).then_some(Fault::Slow(Duration::from_secs(3600)))
    });
    let mut crawl = place
        .command(&["crawl"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut acknowledged = 0;

    for line in BufReader::new(crawl.stderr.take().unwrap()).lines() {
        let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if line["fields"]["message"] == "stored" {
            acknowledged += line["fields"]["repositories"].as_u64().unwrap();
        }
        if acknowledged >= 54 {
            break;
        }
    }
    // On Unix this is SIGKILL.
    crawl.kill().unwrap();
    crawl.wait().unwrap();
    assert!(acknowledged > 0);

    let server = place.serve(&[]);
    let kept = server.ask("{ repositories { total } }", json!({})).await;
    let kept = kept["repositories"]["total"].as_u64().unwrap();
    assert!(kept >= acknowledged, "{kept} of {acknowledged} are left");
    assert!(kept < 300, "the crawl was not in the middle");
    assert_eq!(server.stop(), Some(0));

    github.recover();
    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    let rest = format!("{} new, 0 changed, {kept} unchanged, 0 gone", 300 - kept);
    assert!(crawl.stdout.contains(&rest), "{rest}: {}", crawl.stdout);
}
