//! The main road: a crawl, and then its result in search, API and page.

use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::{Repository, World};
use chrono::Utc;
use serde_json::json;

use crate::place::{Place, TOKEN};

fn world() -> World {
    let now = Utc::now();
    let mut quays = Repository::new(1, "Gemeente-Delft", "kademuren", now);
    quays.description = Some("Houdt bij hoe het met de kademuren gaat".to_owned());
    quays.write("README.md", "# Kademuren\n\nMet een peilschaalverdeling.\n");
    let mut tiles = Repository::new(2, "PDOK", "tegels", now);
    tiles.archived_at = Some(now);
    let mut viewer = Repository::new(3, "PDOK", "viewer", now);
    viewer.licence = None;
    World::with_organisations(&["Gemeente-Delft", "PDOK"])
        .with(quays)
        .with(tiles)
        .with(viewer)
}

#[tokio::test(flavor = "multi_thread")]
async fn crawled_repository_appears_in_search_api_and_page() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = Place::asking(&github);

    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    assert!(
        crawl.stdout.contains("accounts      2: 2 complete"),
        "{}",
        crawl.stdout
    );
    assert!(
        crawl
            .stdout
            .contains("3 new, 0 changed, 0 unchanged, 0 gone, 0 failed"),
        "{}",
        crawl.stdout
    );

    let server = place.serve(&["--schedule", "off"]);
    assert_eq!(
        server.find("peilschaalverdeling").await,
        ["Gemeente-Delft/kademuren"]
    );

    let found = server
        .ask(
            "{ repository(url: \"https://GitHub.com/gemeente-delft/KADEMUREN.git\") {
                 organisation { slug } stars maintenance { status reasons { rule } }
                 licence { verdict spdxId } readme { text } source } }",
            json!({}),
        )
        .await;
    let found = &found["repository"];
    assert_eq!(found["organisation"]["slug"], "gemeente-delft");
    assert_eq!(found["stars"], 12);
    assert_eq!(found["maintenance"]["status"], "ACTIVE");
    assert!(
        !found["maintenance"]["reasons"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(found["licence"]["verdict"], "OPEN");
    assert_eq!(found["licence"]["spdxId"], "EUPL-1.2");
    assert_eq!(
        found["readme"]["text"],
        "# Kademuren\n\nMet een peilschaalverdeling.\n"
    );
    assert_eq!(found["source"], "FORGE");

    let archived = server
        .ask(
            "{ repositories(filter: { maintenance: [\"archived\"] }) { nodes { path } } }",
            json!({}),
        )
        .await;
    assert_eq!(
        archived["repositories"]["nodes"],
        json!([{ "path": "PDOK/tegels" }])
    );

    let overview = server.page("/zoeken?q=kademuren").await;
    assert!(overview.contains("Houdt bij hoe het met de <mark>kademuren</mark> gaat"));
    assert!(!overview.contains("viewer"));
    let page = server
        .page("/repositories/github.com/Gemeente-Delft/kademuren")
        .await;
    assert!(page.contains("Met een peilschaalverdeling."));
    assert!(
        server
            .page("/en/organisations/kadaster")
            .await
            .contains("tegels")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn second_crawl_reads_changes_and_keeps_moved_and_gone() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = Place::asking(&github);
    assert_eq!(place.run(&["crawl"]).status, Some(0));

    github.change(|world| {
        world.repository("PDOK/viewer").push(Utc::now());
        world.rename("Gemeente-Delft/kademuren", "PDOK", "quays", Utc::now());
        world.delete("PDOK/tegels");
    });
    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    assert!(
        crawl
            .stdout
            .contains("0 new, 2 changed, 0 unchanged, 1 gone, 0 failed"),
        "{}",
        crawl.stdout
    );

    let server = place.serve(&["--schedule", "off"]);
    let moved = server
        .ask(
            "{ old: repository(url: \"https://github.com/Gemeente-Delft/kademuren\") { path organisation { slug } }
               gone: repository(url: \"https://github.com/PDOK/tegels\") { gone { kind } }
               crawlRuns { total } }",
            json!({}),
        )
        .await;
    assert_eq!(
        moved["old"],
        json!({ "path": "PDOK/quays", "organisation": { "slug": "kadaster" } })
    );
    assert_eq!(moved["gone"]["gone"]["kind"], "NOT_FOUND");
    assert_eq!(moved["crawlRuns"]["total"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn crawl_can_be_limited_to_organisation_or_account() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = Place::asking(&github);

    let one = place.run(&["crawl", "--organisation", "kadaster"]);
    assert_eq!(one.status, Some(0), "{one:?}");
    assert!(
        one.stdout.contains("accounts      1: 1 complete"),
        "{}",
        one.stdout
    );
    assert!(one.stdout.contains("2 new"), "{}", one.stdout);

    let other = place.run(&["crawl", "--account", "https://github.com/gemeente-delft/"]);
    assert_eq!(other.status, Some(0), "{other:?}");
    assert!(other.stdout.contains("1 new"), "{}", other.stdout);

    let nobody = place.run(&["crawl", "--organisation", "atlantis"]);
    assert_eq!(nobody.status, Some(2), "{nobody:?}");
    assert!(
        nobody.stderr.contains("no organisation `atlantis`"),
        "{}",
        nobody.stderr
    );
}
