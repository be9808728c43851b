//! The Open Catalog API, as harvesters and the tools around it meet it.

use std::collections::HashSet;

use bronwijzer_crawler::observation::{Observation, TextFile};
use bronwijzer_crawler::organisation::{Organisation, OrganisationType};
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_graphql::open_catalog;
use bronwijzer_index::uuid_of_uri;
use chrono::{Days, SecondsFormat};
use poem::http::{Method, StatusCode, header};
use poem::test::{TestClient, TestResponse};
use poem::{Endpoint, Response};
use serde_json::{Value, json};

use crate::described;
use crate::support::{Fixture, fixture, fixture_beside, now, repository};

const VALID: &str = include_str!("../../../publiccode.yml");
const INVALID: &str = "publiccodeYmlVersion: '0.5'\nname: Bad\n";

fn words(rule: &str, facts: &[(&str, &str)]) -> String {
    format!("{rule} {facts:?}")
}

fn client(catalogue: &Fixture) -> TestClient<impl Endpoint<Output = Response>> {
    TestClient::new(open_catalog::routes(catalogue.schema.clone(), words))
}

async fn body(response: TestResponse) -> Value {
    let bytes = response.0.into_body().into_bytes().await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// Asks, and holds the answer to the document that is served beside it.
async fn ask(catalogue: &Fixture, address: &str) -> (StatusCode, Value) {
    let client = client(catalogue);
    let document = body(client.get("/v1/openapi.json").send().await).await;
    let response = client.get(format!("/v1{address}")).send().await;
    let headers = response.0.headers();
    assert_eq!(headers["access-control-allow-origin"], "*", "{address}");
    assert_eq!(headers["x-content-type-options"], "nosniff", "{address}");
    let status = response.0.status();
    let answer = body(response).await;
    let path = address.split('?').next().unwrap();
    described::check(&document, path, status.as_u16(), &answer);
    (status, answer)
}

async fn get(catalogue: &Fixture, address: &str) -> Value {
    let (status, answer) = ask(catalogue, address).await;
    assert_eq!(status, StatusCode::OK, "{address}: {answer}");
    answer
}

/// A repository with this publiccode.yml, that was read so many days ago.
fn with_file(id: &str, path: &str, text: &str, days: u64) -> Observation {
    let mut observation = repository(id, path, 3, "Software");
    observation.observed_at = now() - Days::new(days);
    let file = TextFile::capped("publiccode.yml", text.to_owned(), text.len() as u64, false);
    observation.publiccode = Some(file);
    observation
}

async fn store(catalogue: &Fixture, observations: Vec<Observation>) {
    let account: bronwijzer_crawler::address::AccountUrl =
        "https://github.com/ICTU".parse().unwrap();
    let observations = observations.into_iter();
    let batch = Batch {
        observations: observations.map(|seen| (account.clone(), seen)).collect(),
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
}

/// Seven of which software is made, two of them seen at the same moment, behind three
/// without a file.
async fn with_seven() -> Fixture {
    let catalogue = fixture().await;
    let seven = (0..7_u64).map(|n| {
        let text = if n == 2 { INVALID } else { VALID };
        with_file(
            &(100 + n).to_string(),
            &format!("ICTU/app-{n}"),
            text,
            n / 2,
        )
    });
    store(&catalogue, seven.collect()).await;
    catalogue
}

fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    let entries = list["data"].as_array().unwrap().iter();
    entries
        .map(|entry| entry[field].as_str().unwrap())
        .collect()
}

fn day(days: u64) -> String {
    let at = now() - Days::new(days);
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[tokio::test]
async fn software_keeps_its_id_and_former_address() {
    let catalogue = fixture().await;
    assert_eq!(get(&catalogue, "/software").await["data"], json!([]));
    let everything = get(&catalogue, "/software?withoutPubliccodeYml=true").await;
    assert_eq!(texts(&everything, "publiccodeYml"), ["", "", ""]);
    store(&catalogue, vec![with_file("9", "ICTU/old", VALID, 2)]).await;
    store(&catalogue, vec![with_file("9", "ICTU/new", VALID, 1)]).await;
    let list = get(&catalogue, "/software").await;
    let software = &list["data"][0];
    let id = uuid_of_uri("https://github.com/ictu/old").to_string();
    assert_eq!(software["id"], id);
    assert_eq!(software["url"], "https://github.com/ICTU/new");
    assert_eq!(software["aliases"], json!(["https://github.com/ICTU/old"]));
    assert_eq!(software["publiccodeYml"], VALID);
    assert_eq!(software["active"], true);
    assert_eq!(software["createdAt"], day(2));
    assert_eq!(software["updatedAt"], day(1));
    assert_eq!(list["links"], json!({ "prev": null, "next": null }));
    assert_eq!(get(&catalogue, &format!("/software/{id}")).await, *software);
    for spelling in [
        "https://github.com/ICTU/old",
        "https%3A%2F%2Fgithub.com/ictu/NEW.git",
    ] {
        let found = get(&catalogue, &format!("/software?url={spelling}&x=1")).await;
        assert_eq!(found["data"][0], *software, "{spelling}");
    }
    for unknown in [
        "https://github.com/ICTU/other",
        "x",
        "https://github.com/ICTU/old&from=2030-01-01T00:00:00Z",
    ] {
        let found = get(&catalogue, &format!("/software?url={unknown}")).await;
        assert_eq!(found["data"], json!([]), "{unknown}");
    }
    let mut off = with_file("10", "ICTU/off", VALID, 0);
    off.flags.disabled = Some(true);
    store(&catalogue, vec![off]).await;
    assert_eq!(texts(&get(&catalogue, "/software").await, "id").len(), 1);
    let all = get(&catalogue, "/software?all=true").await;
    assert_eq!(all["data"][1]["active"], false);
}

#[tokio::test]
async fn links_lead_through_a_list_and_back() {
    let catalogue = with_seven().await;
    for (list, field) in [
        ("/software", "id"),
        ("/logs", "id"),
        ("/catalogs/%E2%88%85/software", "id"),
    ] {
        let whole = get(&catalogue, &format!("{list}?page[size]=100")).await;
        let all = texts(&whole, field);
        assert_eq!(all.len(), 7, "{list}");
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 7, "{list}");
        let mut pages: Vec<Value> = Vec::new();
        let mut link = "?page[size]=3".to_owned();
        loop {
            // As tools do, who add what they asked for before.
            let page = get(&catalogue, &format!("{list}{link}&page[size]=3")).await;
            let next = page["links"]["next"].as_str().map(str::to_owned);
            pages.push(page);
            match next {
                Some(next) => link = next,
                None => break,
            }
        }
        let read: Vec<&str> = pages.iter().flat_map(|page| texts(page, field)).collect();
        assert_eq!((pages.len(), &read), (3, &all), "{list}");
        let mut at = pages.len() - 1;
        while let Some(prev) = pages[at]["links"]["prev"].as_str() {
            let back = get(&catalogue, &format!("{list}{prev}")).await;
            at -= 1;
            assert_eq!(back["data"], pages[at]["data"], "{list} {at}");
            let on = back["links"]["next"].as_str().unwrap();
            let on = get(&catalogue, &format!("{list}{on}")).await;
            assert_eq!(on["data"], pages[at + 1]["data"], "{list} {at}");
            if at == 0 {
                assert_eq!(back["links"]["prev"], Value::Null, "{list}");
                break;
            }
        }
        assert_eq!(at, 0, "{list}");
    }
}

#[tokio::test]
async fn period_leaves_out_its_ends() {
    let catalogue = with_seven().await;
    for (asked, expected) in [
        (format!("from={}", day(2)), 4),
        (format!("to={}", day(2)), 1),
        (format!("from={}&to={}", day(3), day(1)), 2),
        (format!("from={}", day(0)), 0),
        ("from=&to=".to_owned(), 7),
    ] {
        for list in ["/software", "/logs"] {
            let mut count = 0;
            let mut link = format!("?page[size]=1&{asked}");
            loop {
                let page = get(&catalogue, &format!("{list}{link}")).await;
                count += texts(&page, "id").len();
                match page["links"]["next"].as_str() {
                    Some(next) => next.clone_into(&mut link),
                    None => break,
                }
            }
            assert_eq!(count, expected, "{list} {asked}");
        }
    }
}

#[tokio::test]
async fn logs_say_what_the_check_found() {
    let catalogue = with_seven().await;
    let bad = get(&catalogue, "/logs?search=bad%20PUBLICCODE").await;
    let log = &bad["data"][0];
    assert_eq!(texts(&bad, "id").len(), 1);
    let message = log["message"].as_str().unwrap();
    let mut lines = message.lines();
    let first = lines.next().unwrap();
    assert!(
        first.starts_with("[ICTU/app-2] BAD publiccode.yml: publiccode.yml:"),
        "{first}"
    );
    assert!(
        lines.all(|line| line.starts_with("publiccode.yml:")),
        "{message}"
    );
    assert!(message.contains(": error: description: "), "{message}");
    assert_eq!(log["createdAt"], day(1));
    let software = get(&catalogue, log["entity"].as_str().unwrap()).await;
    assert_eq!(software["url"], "https://github.com/ICTU/app-2");
    let entity = log["entity"].as_str().unwrap();
    let of_software = get(&catalogue, &format!("{entity}/logs")).await;
    assert_eq!(of_software["data"], json!([log]));
    let id = log["id"].as_str().unwrap();
    assert_eq!(get(&catalogue, &format!("/logs/{id}")).await, *log);
    let good = get(&catalogue, "/logs?search=good").await;
    assert_eq!(good["data"].as_array().unwrap().len(), 6);
    assert_eq!(
        good["data"][0]["message"],
        "[ICTU/app-1] GOOD publiccode.yml"
    );
    // Read again, it is the same log at a later moment.
    store(&catalogue, vec![with_file("102", "ICTU/app-2", INVALID, 0)]).await;
    let later = get(&catalogue, &format!("/logs/{id}")).await;
    assert_eq!(later["createdAt"], day(0));
    let nothing = get(&catalogue, &format!("{entity}/logs?to={}", day(1))).await;
    assert_eq!(nothing["data"], json!([]));
}

#[tokio::test]
async fn analysis_has_verdicts_with_their_reasons() {
    let catalogue = with_seven().await;
    let list = get(&catalogue, "/software?page[size]=1").await;
    let id = list["data"][0]["id"].as_str().unwrap();
    let analysis = get(&catalogue, &format!("/software/{id}/analysis")).await;
    let ours = &analysis["bronwijzer"];
    assert_eq!(ours["v"], 1);
    assert_eq!(ours["maintenance"]["status"], "SEEKING_MAINTAINER");
    assert!(ours["maintenance"]["reasons"][0]["rule"].is_string());
    assert_eq!(ours["licence"]["spdxId"], "EUPL-1.2");
    assert!(ours["risk"]["verdict"].is_string(), "{ours}");
    let whole = get(&catalogue, "/catalogs/%E2%88%85/analysis").await;
    assert_eq!(whole["bronwijzer"]["repositories"], 10);
}

#[tokio::test]
async fn publishers_have_their_accounts_and_uri() {
    let single = Organisation {
        repositories: vec!["https://gitlab.com/groep/deel/app".parse().unwrap()],
        ..Organisation::new("los".parse().unwrap(), "Los", OrganisationType::Foundation)
    };
    let none = Organisation::new(
        "niets".parse().unwrap(),
        "Niets",
        OrganisationType::Foundation,
    );
    let catalogue = fixture_beside([single, none]).await;
    let all = get(&catalogue, "/publishers").await;
    let names: HashSet<&str> = texts(&all, "description").into_iter().collect();
    assert_eq!(
        names,
        HashSet::from(["Gemeente Nijmegen", "Stichting ICTU", "Los"])
    );
    let find = |name: &str| {
        let publishers = all["data"].as_array().unwrap();
        let found = publishers.iter().find(|one| one["description"] == name);
        found.unwrap().clone()
    };
    let uri = "https://identifier.overheid.nl/tooi/id/gemeente/gm0268";
    let nijmegen = find("Gemeente Nijmegen");
    assert_eq!(nijmegen["id"], uuid_of_uri(uri).to_string());
    assert_eq!(nijmegen["alternativeId"], uri);
    assert_eq!(nijmegen["createdAt"], day(0));
    let hosting = &nijmegen["codeHosting"][0];
    assert_eq!(hosting["url"], "https://github.com/GemeenteNijmegen");
    assert_eq!(hosting["group"], true);
    let los = find("Los");
    assert_eq!(los["codeHosting"][0]["group"], false);
    assert_eq!(los["createdAt"], "1970-01-01T00:00:00Z");
    assert!(los.get("alternativeId").is_none());
    let encoded = uri.replace('/', "%2F");
    for id in [nijmegen["id"].as_str().unwrap(), &encoded] {
        assert_eq!(
            get(&catalogue, &format!("/publishers/{id}")).await,
            nijmegen
        );
    }
    let mut read = Vec::new();
    let mut link = "?page[size]=2".to_owned();
    let last = loop {
        let page = get(&catalogue, &format!("/publishers{link}")).await;
        read.extend(texts(&page, "id").into_iter().map(str::to_owned));
        match page["links"]["next"].as_str() {
            Some(next) => next.clone_into(&mut link),
            None => break page,
        }
    };
    assert_eq!(read, texts(&all, "id"));
    let back = last["links"]["prev"].as_str().unwrap();
    let back = get(&catalogue, &format!("/publishers{back}")).await;
    assert_eq!(back["data"], json!(all["data"].as_array().unwrap()[..2]));
    let later = get(&catalogue, &format!("/publishers?from={}", day(1))).await;
    assert_eq!(texts(&later, "id").len(), 2);
}

#[tokio::test]
async fn catalog_is_the_root_and_holds_everything() {
    let catalogue = with_seven().await;
    let list = get(&catalogue, "/catalogs").await;
    let root = &list["data"][0];
    assert_eq!(root["alternativeId"], "∅");
    assert_eq!(root["scopes"], json!(["iso3166:NL"]));
    assert_eq!(root["sources"], json!([]));
    for id in ["%E2%88%85", root["id"].as_str().unwrap()] {
        assert_eq!(get(&catalogue, &format!("/catalogs/{id}")).await, *root);
        for list in ["software", "publishers", "logs"] {
            let below = get(&catalogue, &format!("/catalogs/{id}/{list}")).await;
            assert_eq!(below, get(&catalogue, &format!("/{list}")).await, "{list}");
        }
    }
}

#[tokio::test]
async fn what_can_not_be_answered_is_a_problem() {
    let catalogue = with_seven().await;
    let id = uuid_of_uri("https://github.com/ictu/nothing");
    for (address, expected) in [
        (format!("/software/{id}"), 404),
        ("/software/x".to_owned(), 404),
        (format!("/software/{id}/logs"), 404),
        (format!("/software/{id}/analysis"), 404),
        ("/publishers/x".to_owned(), 404),
        ("/catalogs/x".to_owned(), 404),
        ("/catalogs/x/software".to_owned(), 404),
        (format!("/logs/{id}"), 404),
        ("/logs/%20".to_owned(), 404),
        ("/software?page[size]=0".to_owned(), 422),
        ("/software?page[size]=many".to_owned(), 422),
        ("/software?page[after]=x".to_owned(), 422),
        ("/software?page[before]=%00%22".to_owned(), 422),
        ("/software?from=yesterday".to_owned(), 422),
        ("/publishers?page[after]=x".to_owned(), 422),
        ("/logs?to=2026".to_owned(), 422),
    ] {
        let (status, problem) = ask(&catalogue, &address).await;
        assert_eq!(status.as_u16(), expected, "{address}");
        assert_eq!(problem["status"], expected, "{address}");
    }
    // A cursor of one list is none of another.
    let page = get(&catalogue, "/software?page[size]=1").await;
    let link = page["links"]["next"].as_str().unwrap();
    let (status, _) = ask(&catalogue, &format!("/logs{link}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let client = client(&catalogue);
    for address in [
        "/v1/nothing",
        "/v1/software/a/b/c",
        "/v1/software/x/nothing",
    ] {
        let response = client.get(address).send().await;
        assert_eq!(response.0.status(), StatusCode::NOT_FOUND, "{address}");
        assert_eq!(response.0.content_type(), Some("application/problem+json"));
    }
    let response = client.request(Method::POST, "/v1/software").send().await;
    assert_eq!(response.0.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.0.headers()["allow"], "GET, HEAD, OPTIONS");
}

#[tokio::test]
async fn answers_are_public_and_asked_for_by_their_tag() {
    let catalogue = with_seven().await;
    let client = client(&catalogue);
    let status = client.get("/v1/status").send().await;
    assert_eq!(status.0.status(), StatusCode::NO_CONTENT);
    for address in ["/v1/software", "/v1/publishers", "/v1/logs"] {
        let first = client.get(address).send().await;
        let tag = first.0.headers()["etag"].clone();
        let again = client.get(address).header(header::IF_NONE_MATCH, tag);
        let again = again.send().await;
        assert_eq!(again.0.status(), StatusCode::NOT_MODIFIED, "{address}");
        let head = client.head(address).send().await;
        assert_eq!(head.0.status(), StatusCode::OK, "{address}");
        assert_eq!(head.0.headers()["etag"], first.0.headers()["etag"]);
    }
}
