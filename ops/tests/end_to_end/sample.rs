//! What a newcomer sees: the sample, until the first crawl replaces it.

use std::time::Duration;

use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::{Repository, World};
use chrono::Utc;
use serde_json::json;

use crate::place::{Place, Server, TOKEN};

const CONTENTS: &str = "{ catalogue { contents } crawlRuns { total } repositories { total } }";

#[tokio::test(flavor = "multi_thread")]
async fn first_crawl_replaces_the_sample() {
    let repository = Repository::new(1, "Gemeente-Delft", "kademuren", Utc::now());
    let world = World::with_organisations(&["Gemeente-Delft", "PDOK"]).with(repository);
    let github = GitHub::start(world, Some(TOKEN)).await;
    let mut place = Place::asking(&github);

    place.set_token(None);
    let server = place.serve(&[]);
    let shown = server.ask(CONTENTS, json!({})).await;
    assert_eq!(shown["catalogue"]["contents"], "SAMPLE");
    let in_sample = shown["repositories"]["total"].as_u64().unwrap();
    assert!(in_sample > 50, "{in_sample}");
    // What is judged at the start is in the backup too.
    let log = || std::fs::read_to_string(place.path("serve.log")).unwrap();
    for _ in 0..LOOKS {
        if log().contains("assessments are up to date") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(server.stop(), Some(0));
    let log = log();
    assert!(
        log.contains("scheduled crawls are off: no forge has a token"),
        "{log}"
    );
    let backups = || {
        let dir = std::fs::read_dir(place.path("bronwijzer-data/backups")).unwrap();
        dir.count()
    };
    assert_eq!(backups(), 1);

    // Nothing has changed since, so that backup will do.
    assert_eq!(place.serve(&[]).stop(), Some(0));
    assert_eq!(backups(), 1);

    // With a token a server that holds only the sample crawls at once.
    place.set_token(Some(TOKEN));
    let server = place.serve(&[]);
    let shown = after_a_crawl(&server).await;
    assert_eq!(shown["catalogue"]["contents"], "CRAWLED");
    assert_eq!(shown["repositories"]["total"], 1);
    assert_eq!(server.find("").await, ["Gemeente-Delft/kademuren"]);
}

/// So often is looked before a crawl that does not end fails the test; far more
/// often than any machine needs.
const LOOKS: usize = 2000;

/// What the server shows once a crawl has ended.
async fn after_a_crawl(server: &Server) -> serde_json::Value {
    for _ in 0..LOOKS {
        let shown = server.ask(CONTENTS, json!({})).await;
        if shown["crawlRuns"]["total"] == 1 {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no crawl ended");
}
