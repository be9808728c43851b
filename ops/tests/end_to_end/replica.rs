//! Pages that a standby of PostgreSQL answers: never older than what was shown, and without it
//! the database itself.

use bronwijzer_testing::postgres::{Server, database_in};
use serde_json::json;

use crate::metrics::{admin_of, wait_for};
use crate::nodes::{both_show_the_same, get, log_of, until};
use crate::place::{self, Place};
use crate::sign_in::visitor::Visitor;

/// The series of reads that were answered in a way.
fn series(answer: &str) -> String {
    format!("bronwijzer_replica_reads_total{{answer=\"{answer}\"}}")
}

/// Asks for something that is read each time, until it is answered in a way once more.
async fn reads_come_from(answer: &str, server: &place::Server, admin: &str) {
    let count = async || {
        let metrics = wait_for(admin, &series(answer), |_| true).await;
        crate::metrics::value(&metrics, &series(answer)).unwrap()
    };
    let before = count().await;
    until(&format!("reads are answered as: {answer}"), async || {
        server.ask("{ crawlRuns { total } }", json!({})).await;
        count().await > before
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn member_reads_what_they_wrote_whatever_the_replica_has() {
    let Some(primary) = Server::start(&[]) else {
        return;
    };
    let url = primary.database();
    let standby = primary.standby();
    let [store, replica] = [&primary, &standby].map(|server| {
        let (port, database) = (server.port(), database_in(&url));
        format!("postgres://postgres@127.0.0.1:{port}/{database}")
    });
    let settings = |more: &str| {
        Place::with_config(&format!(
            "listen = \"127.0.0.1:0\"\nschedule = \"off\"\nadmin_address = \"127.0.0.1:0\"\n\
             store = \"{store}\"\n{more}"
        ))
    };
    let first = settings(&format!("store_replica = \"{replica}\"\n"));
    let second = settings("");
    let a = first.serve(&[]);
    let b = second.serve(&[]);
    let admin = admin_of(&first).await;
    reads_come_from("replica", &a, &admin).await;
    let doctor = first.run(&["doctor"]);
    assert!(doctor.stdout.contains("the replica follows"), "{doctor:?}");

    let found = a
        .ask(
            "{ repositories(first: 1) { nodes { url path } } }",
            json!({}),
        )
        .await;
    let repository = &found["repositories"]["nodes"][0];
    let [url, name] = ["url", "path"].map(|key| repository[key].as_str().unwrap());
    let anna = Visitor::new(&first, &a, "Anna").await;
    let follow =
        |follows: &'static str| [("do", "follow"), ("repository", url), ("follows", follows)];
    // The standby is behind from now on.
    standby.sql("postgres", "SELECT pg_wal_replay_pause()");
    anna.sends("/mijn", &follow("true")).await;
    let own = anna.browser.get(&anna.at("/mijn")).await.text;
    assert!(own.contains(name), "{own}");
    reads_come_from("behind", &a, &admin).await;
    // What another node wrote is followed, and shown as it is there.
    let mo = Visitor::new(&second, &b, "Mo").await;
    mo.posts(url, "Nieuws van de ander.").await;
    both_show_the_same(&a, &b).await;

    standby.sql("postgres", "SELECT pg_wal_replay_resume()");
    reads_come_from("replica", &a, &admin).await;
    let own = anna.browser.get(&anna.at("/mijn")).await.text;
    assert!(own.contains(name), "{own}");

    standby.stop("KILL");
    reads_come_from("away", &a, &admin).await;
    let lines = log_of(&first);
    assert_eq!(lines.matches("can't be read from").count(), 1, "{lines}");
    let doctor = first.run(&["doctor"]);
    assert!(doctor.stdout.contains("store_replica"), "{doctor:?}");
    standby.start_again();
    reads_come_from("replica", &a, &admin).await;

    // Without the database it still answers what the store has to be asked.
    primary.stop("KILL");
    until("the node knows that its database is away", async || {
        get(&a, "/").await.headers().contains_key("x-stale-since")
    })
    .await;
    a.ask("{ crawlRuns { total } }", json!({})).await;
    assert_eq!(get(&b, "/crawls").await.status(), 503);
}
