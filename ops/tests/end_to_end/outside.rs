//! Sources beside the forges: asked after a crawl, told on the page.

use bronwijzer_double::fault::Fault;
use bronwijzer_double::github::GitHub;
use bronwijzer_double::scorecard::{self, Results, Scorecard};
use bronwijzer_double::software_heritage::{Holdings, SoftwareHeritage};
use bronwijzer_double::world::{Repository, World};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use crate::place::{Place, REGISTRY, Server, TOKEN, forge};

const QUAYS: &str = "https://github.com/Gemeente-Delft/kademuren";
const TILES: &str = "https://github.com/PDOK/tegels";

fn world() -> World {
    let now = Utc::now();
    let quays = Repository::new(1, "Gemeente-Delft", "kademuren", now);
    let mut tiles = Repository::new(2, "PDOK", "tegels", now);
    tiles.archived_at = Some(now);
    World::with_organisations(&["Gemeente-Delft", "PDOK"])
        .with(quays)
        .with(tiles)
}

fn place(github: &GitHub, tables: &str) -> Place {
    let place = Place::with_config(&format!(
        "listen = \"127.0.0.1:0\"\norganisations = \"organisations.toml\"\norganisations_list = \"off\"\n{}{tables}",
        forge(github)
    ));
    std::fs::write(place.path("organisations.toml"), REGISTRY).unwrap();
    place
}

async fn told(server: &Server, url: &str) -> Value {
    let query = "query($url: String!) { repository(url: $url) {
        archive { state visitedAt lookedAt unreachableSince saveReason saveOutcome url }
        scorecard { state score lookedAt unreachableSince } } }";
    server.ask(query, json!({ "url": url })).await["repository"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_are_asked_after_a_crawl_and_told_on_the_page() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let mut holdings = Holdings::default();
    holdings.visit(QUAYS, Utc::now() - TimeDelta::days(400));
    let archive = SoftwareHeritage::start(holdings, None).await;
    let name = "github.com/PDOK/tegels";
    let day = Utc::now().date_naive();
    let results = Results::from([(name.to_owned(), scorecard::result(name, 6.3, day))]);
    let scorecards = Scorecard::start(results).await;
    let tables = format!(
        "[software_heritage]\nurl = \"{}\"\nagain_after = \"0s\"\n[scorecard]\nurl = \"{}\"\n",
        archive.api(),
        scorecards.address()
    );
    let place = place(&github, &tables);

    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    let told_of = |text: &str| assert!(crawl.stdout.contains(text), "{}", crawl.stdout);
    told_of("2 answered, 0 waiting");
    told_of("asked to archive 1, of which 0 rejected");
    told_of("OpenSSF Scorecard");
    // What is archived at the forge and not in the archive is asked for; the other one is
    // there, and nothing threatens it.
    assert_eq!(archive.holdings().saves, [TILES]);

    let server = place.serve(&["--schedule", "off"]);
    let quays = told(&server, QUAYS).await;
    assert_eq!(quays["archive"]["state"], "ARCHIVED");
    assert_eq!(quays["archive"]["saveReason"], Value::Null);
    assert_eq!(quays["scorecard"]["state"], "NOT_PUBLISHED");
    let tiles = told(&server, TILES).await;
    assert_eq!(tiles["archive"]["state"], "NOT_ARCHIVED");
    assert_eq!(tiles["archive"]["saveReason"], "ARCHIVED");
    assert_eq!(tiles["archive"]["saveOutcome"], "ACCEPTED");
    assert_eq!(tiles["scorecard"]["score"], 6.3);
    let page = server
        .page("/repositories/github.com/Gemeente-Delft/kademuren")
        .await;
    assert!(page.contains("Bewaard bij Software Heritage op"));
    let page = server.page("/repositories/github.com/PDOK/tegels").await;
    assert!(page.contains("Scorecard (OpenSSF): 6,3 van de 10"));
    assert_eq!(server.stop(), Some(0));

    // The archive did as it was asked, and then it breaks.
    archive.holdings().visit_saved(Utc::now());
    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    assert_eq!(archive.holdings().saves, [] as [&str; 0]);
    archive.fail(|_| Some(Fault::OtherForm));
    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    let server = place.serve(&["--schedule", "off"]);
    let tiles = told(&server, TILES).await;
    assert_eq!(tiles["archive"]["state"], "ARCHIVED");
    assert_ne!(tiles["archive"]["unreachableSince"], Value::Null);
    let page = server.page("/en/repositories/github.com/PDOK/tegels").await;
    assert!(page.contains("We could not ask Software Heritage since"));
    // The files have it too.
    let file = server.page("/data/repositories.csv").await;
    assert!(file.lines().next().unwrap().contains("archive_swhid"));
    assert!(file.contains("swh:1:snp:"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_without_configuration_or_for_a_part() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let archive = SoftwareHeritage::start(Holdings::default(), None).await;
    let crawl = place(&github, "").run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    assert!(!crawl.stdout.contains("Software Heritage"));
    let tables = format!("[software_heritage]\nurl = \"{}\"\n", archive.api());
    let place = place(&github, &tables);
    let crawl = place.run(&["crawl", "--organisation", "kadaster"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    assert_eq!(archive.asked(), 0);
}
