//! The lists for Europe, and the page that tells why a project is in them or not.

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::observation::Observation;
use bronwijzer_index::assess::publiccode;
use poem::http::StatusCode;
use serde_json::Value;

use crate::member::As;
use crate::site::{Site, portal};

/// A publiccode.yml that keeps to the standard.
const VALID: &str = include_str!("../../../publiccode.yml");
const OWN: &str = "https://github.com/GemeenteNijmegen/goed";

fn one(id: &str, name: &str, file: Option<&str>, is_fork: bool) -> Observation {
    let mut seen = portal();
    seen.id = RepositoryId::new(seen.id.host().clone(), id);
    seen.url = format!("https://github.com/GemeenteNijmegen/{name}")
        .parse()
        .unwrap();
    seen.publiccode = file.map(|text| bronwijzer_testing::whole("publiccode.yml", text));
    seen.flags.fork = Some(is_fork);
    seen.gaps.clear();
    seen
}

/// Four projects, of which one is in the lists.
async fn site() -> Site {
    let site = Site::empty();
    fill(&site).await;
    site
}

async fn fill(site: &Site) {
    let url = VALID.lines().find(|line| line.starts_with("url:")).unwrap();
    let own = VALID.replace(url, &format!("url: {OWN}"));
    for seen in [
        one("51", "goed", Some(&own), false),
        one(
            "52",
            "fout",
            Some("publiccodeYmlVersion: '0.5'\nname: Fout\n"),
            false,
        ),
        one("53", "zonder", None, false),
        one("54", "afsplitsing", Some(&own), true),
    ] {
        site.accept(seen).await;
    }
}

async fn list(site: &Site, path: &str) -> Value {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert!(answer.headers.contains_key("last-modified"), "{path}");
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[tokio::test]
async fn lists_have_what_has_a_valid_file_of_its_own() {
    let site = site().await;
    let projects = list(&site, "/eu/projects.json").await;
    let expected = serde_json::json!({ "projects": [{
        "project": projects["projects"][0]["project"],
        "owner": "Gemeente Nijmegen",
        "code_url": OWN,
    }] });
    assert_eq!(projects, expected);
    assert!(projects["projects"][0]["project"].is_string());

    let files = list(&site, "/eu/publiccode.json").await;
    let [file] = files.as_array().unwrap().as_slice() else {
        panic!("{files}");
    };
    assert_eq!(file["url"], OWN);
    for release in file["releases"].as_array().unwrap() {
        for key in ["name", "tag_name", "published_at"] {
            assert!(release[key].is_string(), "{release}");
        }
    }
    // Without what the catalogue adds it keeps to the standard as it did: JSON is YAML.
    let mut file = file.as_object().unwrap().clone();
    assert!(file.remove("releases").is_some() && file.remove("updated_at").is_some());
    let text = serde_json::to_string_pretty(&file).unwrap();
    let day = "2026-09-01".parse().unwrap();
    let check = publiccode::check(text.as_bytes(), day);
    assert_eq!(check.errors(), 0, "{:?}", check.findings);
}

#[tokio::test]
async fn who_said_that_they_use_it_is_among_the_users() {
    let site = Site::with_members().await;
    fill(&site).await;
    let before = site.get("/eu/publiccode.json").await;
    let represents: &[&str] = &["gemeente-amsterdam"];
    let user = site.sign_in(
        "Toni",
        &As {
            represents,
            ..As::default()
        },
    );
    let uses = [
        ("kind", "use"),
        ("repository", OWN),
        ("stage", "production"),
        ("text", "Bij ons staat de balie erop."),
        ("behalf", "gemeente-amsterdam"),
    ];
    site.said_by(&user, &uses).await;
    let after = site.get("/eu/publiccode.json").await;
    assert_ne!(before.headers["etag"], after.headers["etag"]);
    let users = |body: &str| {
        let files: Value = serde_json::from_str(body).unwrap();
        let files = files.as_array().unwrap().clone();
        let own = files.iter().find(|file| file["url"] == OWN).unwrap();
        let users = own["usedBy"].as_array().cloned().unwrap_or_default();
        let amsterdam = users.iter().filter(|user| *user == "Gemeente Amsterdam");
        amsterdam.count()
    };
    assert_eq!((users(&before.body), users(&after.body)), (0, 1));
}

#[tokio::test]
async fn every_project_is_described_by_dcat() {
    let site = site().await;
    let document = list(&site, "/catalogue/software.jsonld").await;
    let graph = document["@graph"].as_array().unwrap();
    assert_eq!(graph.len(), 1);
    assert_eq!(graph[0]["schema:codeRepository"]["@id"], OWN);
    assert!(graph[0]["dct:publisher"]["@id"].is_string());
    // Each prefix is declared.
    for key in graph[0].as_object().unwrap().keys() {
        let prefix = key.split(':').next().unwrap();
        let is_known = key.starts_with('@') || document["@context"].get(prefix).is_some();
        assert!(is_known, "{key}");
    }
}

#[tokio::test]
async fn empty_catalogue_has_empty_lists() {
    let site = Site::empty();
    for (path, entries) in [
        ("/eu/projects.json", "/projects"),
        ("/eu/publiccode.json", ""),
        ("/catalogue/software.jsonld", "/@graph"),
    ] {
        let list: Value = serde_json::from_str(&site.page(path).await).unwrap();
        assert_eq!(
            list.pointer(entries).unwrap(),
            &Value::Array(Vec::new()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn page_tells_what_is_missing_and_what_to_do() {
    let site = site().await;
    for (name, says, how) in [
        ("goed", "Dit project staat in de lijst voor Europa.", ""),
        (
            "fout",
            "staat niet in de lijst",
            "/controleer?url=https%3A%2F%2Fgithub.com",
        ),
        (
            "zonder",
            "staat niet in de lijst",
            "/toolbox/publiccode?repository=github.com",
        ),
        (
            "afsplitsing",
            "staat niet in de lijst",
            "Dit is een afsplitsing",
        ),
    ] {
        let page = site
            .page(&format!(
                "/toolbox/europa?url=github.com/GemeenteNijmegen/{name}"
            ))
            .await;
        assert!(page.contains(says) && page.contains(how), "{name}: {page}");
    }
    let page = site.page("/en/toolbox/europe?url=github.com/x/y").await;
    assert!(page.contains("aria-invalid=\"true\""), "{page}");
    for page in ["/toolbox", "/repositories/github.com/GemeenteNijmegen/goed"] {
        assert!(site.page(page).await.contains("/toolbox/europa"), "{page}");
    }
}
