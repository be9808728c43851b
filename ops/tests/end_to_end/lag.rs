//! A node that is far behind the others is not ready, and is again once it has kept up.

use bronwijzer_testing::postgres::{self, database_in};
use serde_json::json;

use crate::nodes::{both_show_the_same, get, leads, stopped_nodes_agree, until};
use crate::place::Place;

#[tokio::test(flavor = "multi_thread")]
async fn node_that_is_far_behind_is_not_ready_until_it_kept_up() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let database = database_in(&url);
    let [first, second] = [(); 2].map(|()| {
        Place::with_config(&format!(
            "listen = \"127.0.0.1:0\"\nschedule = \"off\"\nmax_lag = \"1s\"\nstore = \"{url}\"\n"
        ))
    });
    let a = first.serve(&[]);
    until("the first leads", async || leads(&first)).await;
    let b = second.serve(&[]);
    let ready = get(&b, "/health/ready").await;
    assert_eq!(ready.status(), 200);
    let body = ready.text().await.unwrap();
    assert!(body.starts_with("ready\n"), "{body}");
    for part in ["store", "search index"] {
        assert!(
            body.contains(&format!("schema of the {part}: version ")),
            "{body}"
        );
    }

    // It hears of a write while it can't read what was written.
    b.signal("STOP");
    let found = a
        .ask("{ repositories(first: 1) { nodes { url } } }", json!({}))
        .await;
    let repository = found["repositories"]["nodes"][0]["url"].as_str().unwrap();
    let removed = first.run(&["remove", repository]);
    assert_eq!(removed.status, Some(0), "{removed:?}");
    let locked =
        "BEGIN; LOCK TABLE bronwijzer.records IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(600)";
    let locking = {
        let database = database.to_owned();
        std::thread::spawn(move || server.sql(&database, locked))
    };
    let holders = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted \
                   AND relation = 'bronwijzer.records'::regclass";
    until("the table is locked", async || {
        server.sql(database, holders) == "1"
    })
    .await;
    b.signal("CONT");
    until("it is not ready", async || {
        get(&b, "/health/ready").await.status() == 503
    })
    .await;
    let body = get(&b, "/health/ready").await.text().await.unwrap();
    assert!(body.starts_with("this node is left out: it is "), "{body}");
    // The one that leads is what the others have to come up to.
    assert_eq!(get(&a, "/health/ready").await.status(), 200);

    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE query LIKE 'BEGIN; LOCK TABLE%' AND pid <> pg_backend_pid()";
    server.sql(database, end);
    // It was ended, so it failed.
    assert!(locking.join().is_err());
    until("it is ready again", async || {
        get(&b, "/health/ready").await.status() == 200
    })
    .await;
    both_show_the_same(&a, &b).await;
    stopped_nodes_agree([(a, &first), (b, &second)]);
}
