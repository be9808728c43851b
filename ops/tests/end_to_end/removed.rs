//! What was made private, blocked or removed on request is in no kind of answer: one table of
//! addresses.

use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::{Repository, World};
use chrono::Utc;
use serde_json::{Value, json};

use crate::place::{Ended, Place, Server, TOKEN};

/// Stands in the texts of the repositories that go, and nowhere else.
const SECRET: &str = "zeldzaamheid";

/// The repositories that go, each in its way.
const LEAVING: [&str; 3] = ["prive", "geblokkeerd", "verzocht"];

/// What is asked for with each repository in the place of `{name}`, `{id}` and `{uuid}`. Those
/// that name one come first.
const OF_ONE: &[&str] = &[
    "/repositories/github.com/PDOK/{name}",
    "/en/repositories/github.com/PDOK/{name}",
    "/repositories/github.com/PDOK/{name}/codemeta.jsonld",
    "/repositories/github.com/PDOK/{name}/status.svg",
    "/repositories/github.com/PDOK/{name}/openness.svg",
    "/repositories/github.com/PDOK/{name}/preview.png",
    "/api/v1/repositories/{id}",
    "/api/v1/repositories/{id}/publiccode",
    "/oss-register/v1/repositories/{uuid}",
    "/v1/software/{uuid}",
    "/v1/software/{uuid}/logs",
];

/// What may name any of them.
const OF_ALL: &[&str] = &[
    "/",
    "/en",
    "/zoeken?q=zeldzaamheid",
    "/en/search?q=zeldzaamheid",
    "/zoeken.csv?q=zeldzaamheid",
    "/zoeken.json?q=zeldzaamheid",
    "/suggestions?q=zeldz",
    "/vergelijk?met=https://github.com/PDOK/prive&met=https://github.com/PDOK/blijft",
    "/organisaties",
    "/organisaties/kadaster",
    "/en/organisations/kadaster",
    "/organisaties/kadaster/rapport",
    "/open-tenzij",
    "/doe-mee",
    "/vrijgeven",
    "/gestopt",
    "/toolbox/europa",
    "/feeds/new.atom",
    "/feeds/status.atom",
    "/feeds/seeking.atom",
    "/data/repositories.csv",
    "/data/repositories.ndjson.zst",
    "/repositories.txt",
    "/repositories.json",
    "/publishers.yml",
    "/catalogue.jsonld",
    "/catalogue/software.jsonld",
    "/eu/projects.json",
    "/eu/publiccode.json",
    "/llms.txt",
    "/sitemap.xml",
    "/api/v1/repositories",
    "/api/v1/repositories?query=zeldzaamheid",
    "/api/v1/organisations",
    "/api/v1/statements",
    "/api/v1/bodies",
    "/oss-register/v1/repositories",
    "/oss-register/v1/organisations",
    "/v1/software",
    "/v1/publishers",
    "/v1/logs",
];

fn world() -> World {
    let now = Utc::now();
    let mut world = World::with_organisations(&["PDOK", "Gemeente-Delft"]);
    for (id, name) in (1..).zip(LEAVING.into_iter().chain(["blijft"])) {
        let mut repository = Repository::new(id, "PDOK", name, now);
        if name != "blijft" {
            repository.description = Some(format!("Een {SECRET} uit {name}"));
            repository.write(
                "README.md",
                format!("# {name}\n\nEen {SECRET} voor iedereen.\n"),
            );
            repository.write(
                "publiccode.yml",
                format!(
                    "publiccodeYmlVersion: \"0.4\"\nname: {SECRET} {name}\nurl: https://github.com/PDOK/{name}\nsoftwareType: standalone/web\ndevelopmentStatus: stable\nplatforms: [web]\ndescription:\n  nl:\n    shortDescription: Een {SECRET}\n    longDescription: Een {SECRET}\n    features: [x]\nlegal:\n  license: EUPL-1.2\nmaintenance:\n  type: internal\n  contacts:\n    - name: {SECRET}\nlocalisation:\n  localisationReady: false\n  availableLanguages: [nl]\n"
                ),
            );
        }
        world.repositories.push(repository);
    }
    world
}

/// The table with the repositories in it: each address, and whether it names one.
async fn addresses(server: &Server) -> Vec<(String, bool)> {
    let mut all: Vec<(String, bool)> = Vec::new();
    for name in LEAVING {
        let found = server
            .ask(
                "query($url: String!) { repository(url: $url) { id uuid } }",
                json!({ "url": format!("https://github.com/PDOK/{name}") }),
            )
            .await;
        let part = |key: &str| found["repository"][key].as_str().unwrap().to_owned();
        let (id, uuid) = (part("id"), part("uuid"));
        let of_one = OF_ONE.iter().map(|address| {
            let address = address.replace("{name}", name).replace("{id}", &id);
            (address.replace("{uuid}", &uuid), true)
        });
        all.extend(of_one);
    }
    all.extend(OF_ALL.iter().map(|address| ((*address).to_owned(), false)));
    all
}

/// The status of an address, and whether the secret is in what it gives.
async fn look(server: &Server, address: &str) -> (u16, bool) {
    let response = reqwest::get(format!("{}{address}", server.address()))
        .await
        .unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, holds(&body))
}

fn holds(bytes: &[u8]) -> bool {
    let plain = zstd::decode_all(bytes).unwrap_or_else(|_| bytes.to_vec());
    let text = String::from_utf8_lossy(&plain).to_lowercase();
    // A page repeats the word that was searched for, which is no text of a repository.
    let after = ["uit", "voor", "prive", "geblokkeerd", "verzocht"];
    text.contains(&format!("een {SECRET}"))
        || after
            .iter()
            .any(|word| text.contains(&format!("{SECRET} {word}")))
}

/// What an assistant is told of a repository.
async fn told(server: &Server, name: &str) -> String {
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "repository", "arguments": { "url": format!("https://github.com/PDOK/{name}") } },
    });
    let answer = reqwest::Client::new()
        .post(format!("{}/mcp", server.address()))
        .header("accept", "application/json, text/event-stream")
        .json(&call)
        .send()
        .await
        .unwrap();
    answer.text().await.unwrap()
}

const FACTS: &str =
    "query($url: String!) { repository(url: $url) { gone { kind } description readme { text } } }";

#[tokio::test(flavor = "multi_thread")]
async fn what_left_is_in_no_kind_of_answer() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    github.change(|world| world.shows_private = true);
    let place = Place::asking(&github);
    assert_eq!(place.run(&["crawl"]).status, Some(0));
    let server = place.serve(&["--schedule", "off"]);
    let addresses = addresses(&server).await;
    let mut wrong = Vec::new();
    let mut showing = 0;
    for (address, _) in &addresses {
        let (status, holds) = look(&server, address).await;
        if status >= 400 {
            wrong.push(format!("{status} {address}"));
        }
        showing += usize::from(holds);
    }
    assert!(wrong.is_empty(), "no such addresses: {wrong:#?}");
    assert!(showing > 20, "only {showing} show anything of it");
    assert!(told(&server, "prive").await.contains(SECRET));
    assert_eq!(server.stop(), Some(0));

    github.change(|world| {
        world.repository("PDOK/prive").public = false;
        world.repository("PDOK/geblokkeerd").blocked = true;
    });
    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    let server = place.serve(&["--schedule", "off"]);
    // Whoever reads it before it is removed must not be given it from memory after that.
    assert!(
        look(&server, "/repositories/github.com/PDOK/verzocht")
            .await
            .1
    );
    let url = "https://github.com/PDOK/verzocht";
    let removed = place.run(&["remove", url, "--reason", "op verzoek van de eigenaar"]);
    assert_eq!(removed.status, Some(0), "{removed:?}");
    assert!(
        removed.stdout.contains("took it out of the backup"),
        "{removed:?}"
    );
    let listed = place.run(&["remove", "--list"]);
    assert!(
        listed.stdout.contains("op verzoek van de eigenaar"),
        "{listed:?}"
    );

    let mut still = Vec::new();
    for (address, is_of_one) in &addresses {
        let (status, holds) = look(&server, address).await;
        let is_page = address.ends_with("/prive") && address.starts_with("/repositories/");
        if holds || status >= 500 || (is_page && status != 410) {
            still.push(format!("{status} {holds} {address} {is_of_one}"));
        }
    }
    assert!(still.is_empty(), "still there: {still:#?}");
    for (name, kind) in LEAVING.iter().zip(["MADE_PRIVATE", "BLOCKED", "REMOVED"]) {
        let url = json!({ "url": format!("https://github.com/PDOK/{name}") });
        let facts = server.ask(FACTS, url).await;
        let expected =
            json!({ "gone": { "kind": kind }, "description": Value::Null, "readme": Value::Null });
        assert_eq!(facts["repository"], expected, "{name}");
        assert!(!told(&server, name).await.contains(SECRET), "{name}");
    }
    let export = place.command(&["export", "-"]).output().unwrap();
    assert!(!holds(&export.stdout));
    for backup in std::fs::read_dir(place.path("bronwijzer-data/backups")).unwrap() {
        let path = backup.unwrap().path();
        assert!(!holds(&std::fs::read(&path).unwrap()), "{path:?}");
    }
    assert!(told(&server, "blijft").await.contains("blijft"));
    // A later crawl, which still sees it, brings nothing back.
    assert_eq!(server.stop(), Some(0));
    let crawl: Ended = place.run(&["crawl", "--full"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    let export = place.command(&["export", "-"]).output().unwrap();
    assert!(!holds(&export.stdout));
}
