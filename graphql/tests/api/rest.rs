//! The REST twin, as clients meet it.

use bronwijzer_crawler::observation::TextFile;
use bronwijzer_crawler::sink::{Batch, Sink};
use chrono::Days;
use poem::http::{Method, StatusCode, header};
use poem::test::{TestClient, TestResponse};
use poem::{Endpoint, Response};
use serde_json::Value;

use crate::support::{Fixture, fixture, now, repository};

fn client(catalogue: &Fixture) -> TestClient<impl Endpoint<Output = Response>> {
    TestClient::new(bronwijzer_graphql::rest::routes(catalogue.schema.clone()))
}

async fn json(response: TestResponse) -> Value {
    let bytes = response.0.into_body().into_bytes().await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

async fn ask(catalogue: &Fixture, address: &str) -> (StatusCode, Value) {
    let response = client(catalogue).get(address).send().await;
    assert_eq!(response.0.headers()["api-version"], "1.0.0", "{address}");
    assert_eq!(response.0.headers()["access-control-allow-origin"], "*");
    (response.0.status(), json(response).await)
}

fn header_of(response: &TestResponse, name: &str) -> String {
    let value = response.0.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap()).to_owned()
}

#[tokio::test]
async fn repositories_are_listed_and_had_one_by_one() {
    let catalogue = fixture().await;
    let (status, page) = ask(&catalogue, "/api/v1/repositories?query=quality").await;
    assert_eq!((status, &page["total"]), (StatusCode::OK, &1.into()));
    let found = &page["items"][0];
    assert_eq!(found["path"], "ICTU/quality-time");
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!("a_list", page);
    });
    let address = format!("/api/v1/repositories/{}", found["id"].as_str().unwrap());
    let (status, whole) = ask(&catalogue, &address).await;
    assert_eq!(status, StatusCode::OK);
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!("one_repository", whole);
    });
}

#[tokio::test]
async fn organisations_are_listed_and_had_one_by_one() {
    let catalogue = fixture().await;
    let (_, page) = ask(&catalogue, "/api/v1/organisations?first=1").await;
    assert_eq!(page["total"], 2);
    assert_eq!(page["items"][0]["slug"], "gemeente-nijmegen");
    let (status, one) = ask(&catalogue, "/api/v1/organisations/stichting-ictu").await;
    assert_eq!(
        (status, &one["name"]),
        (StatusCode::OK, &"Stichting ICTU".into())
    );
}

#[tokio::test]
async fn figures_over_organisations_tell_their_day() {
    let catalogue = fixture().await;
    let kept = now() - Days::new(2);
    catalogue.catalogue.take_snapshot(kept).unwrap();
    let day = kept.date_naive();
    let (status, all) = ask(&catalogue, "/api/v1/bodies").await;
    assert_eq!((status, &all["total"]), (StatusCode::OK, &2.into()));
    assert_eq!(all["day"], now().date_naive().to_string());
    let address = format!("/api/v1/bodies?day={day}&type=MUNICIPALITY");
    let (_, then) = ask(&catalogue, &address).await;
    assert_eq!((&then["total"], &then["publishes"]), (&1.into(), &1.into()));
    assert_eq!(then["day"], day.to_string());
    let (_, types) = ask(&catalogue, &format!("/api/v1/bodies-by-type?day={day}")).await;
    assert_eq!(types["items"].as_array().unwrap().len(), 10);
    let (_, provinces) = ask(&catalogue, "/api/v1/bodies-by-province").await;
    assert_eq!(provinces["items"][12]["municipalities"]["total"], 1);
    for address in ["/api/v1/body-history?step=WEEK", "/api/v1/body-history"] {
        let (_, history) = ask(&catalogue, address).await;
        assert_eq!(history["items"][0]["day"], day.to_string());
    }
    let cases = [
        (format!("day={day}&publishing=PUBLISHES"), 2),
        ("publishing=NO_ACCOUNT&publishing=NOT_READ".to_owned(), 0),
        ("has=OPEN_LICENCE&province=UTRECHT".to_owned(), 0),
    ];
    for (asked, total) in cases {
        let (status, page) = ask(&catalogue, &format!("/api/v1/organisations?{asked}")).await;
        assert_eq!(
            (status, &page["total"]),
            (StatusCode::OK, &total.into()),
            "{asked}"
        );
    }
}

#[tokio::test]
async fn filters_are_those_of_the_schema() {
    let catalogue = fixture().await;
    let cases = [
        ("organisation=gemeente-nijmegen", 2),
        (
            "organisation=gemeente-nijmegen&organisation=stichting-ictu",
            3,
        ),
        ("organisation=gemeente-nijmegen&maintenance=dormant", 1),
        ("query=licentie%3AEUPL-1.2+-quality&sort=STARS", 2),
        ("fork=yes", 0),
    ];
    for (asked, total) in cases {
        let (status, page) = ask(&catalogue, &format!("/api/v1/repositories?{asked}")).await;
        assert_eq!(
            (status, &page["total"]),
            (StatusCode::OK, &total.into()),
            "{asked}"
        );
    }
}

#[tokio::test]
async fn pages_follow_their_links_to_the_end() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let mut address = "/api/v1/repositories?first=1&sort=CREATED&query=".to_owned();
    let mut seen = Vec::new();
    loop {
        let response = client.get(&address).send().await;
        let link = header_of(&response, "link");
        let page = json(response).await;
        seen.push(page["items"][0]["path"].clone());
        let Some(next) = page["links"]["next"].as_str() else {
            assert_eq!(link, "");
            break;
        };
        assert_eq!(link, format!("<{next}>; rel=\"next\""));
        address = next.to_owned();
    }
    seen.sort_by_key(ToString::to_string);
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn rest_errors_are_problems_with_a_reason() {
    let catalogue = fixture().await;
    let cases = [
        ("/api/v1/repositories?first=0", 400, "`first` is 0"),
        (
            "/api/v1/repositories?first=many",
            400,
            "`first` has to be a whole number",
        ),
        (
            "/api/v1/repositories?first=1&first=2",
            400,
            "may be given only once",
        ),
        ("/api/v1/repositories?sort=SIZE", 400, "one of: RELEVANCE"),
        (
            "/api/v1/repositories?licentie=EUPL-1.2",
            400,
            "unknown parameter `licentie`",
        ),
        ("/api/v1/repositories?after=zzz", 400, "cursor"),
        (
            "/api/v1/repositories/nothing",
            404,
            "among the repositories",
        ),
        ("/api/v1/repositories/nothing?first=1", 400, "takes none"),
        (
            "/api/v1/organisations/gemeente-x",
            404,
            "among the organisations",
        ),
        (
            "/api/v1/organisations?province=HOLLAND",
            400,
            "one of: GRONINGEN",
        ),
        (
            "/api/v1/organisations?publishing=CLOSED",
            400,
            "one of: PUBLISHES",
        ),
        ("/api/v1/bodies?day=yesterday", 400, "a day, as 2026-11-28"),
        ("/api/v1/bodies?day=2026-02-30", 400, "a day, as 2026-11-28"),
        ("/api/v1/bodies?day=2099-01-01", 404, "no figures are kept"),
        ("/api/v1/bodies?day=1990-01-01", 404, "no figures are kept"),
        ("/api/v1/bodies-by-type?first=1", 400, "use day"),
        (
            "/api/v1/organisations?day=1990-01-01",
            400,
            "no states of organisations are kept",
        ),
        ("/api/v1/bodies/all", 404, "/api/v1 tells"),
        ("/api/v1/repositories/", 404, "/api/v1 tells"),
        ("/api/v1/crawls", 404, "/api/v1 tells"),
        ("/api/v2/repositories", 404, "/api/v1 tells"),
        ("/api/v1/repositories/a/b", 404, "/api/v1 tells"),
    ];
    for (address, status, detail) in cases {
        let response = client(&catalogue).get(address).send().await;
        assert_eq!(response.0.status().as_u16(), status, "{address}");
        assert_eq!(
            header_of(&response, "content-type"),
            "application/problem+json"
        );
        let problem = json(response).await;
        assert_eq!(problem["status"], status);
        let message = problem["detail"].as_str().unwrap();
        assert!(message.contains(detail), "{address}: {message}");
    }
}

#[tokio::test]
async fn only_reading_is_allowed_and_any_site_may() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let response = client.request(method, "/api/v1/repositories").send().await;
        assert_eq!(response.0.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(header_of(&response, "allow"), "GET, HEAD, OPTIONS");
        assert_eq!(
            header_of(&response, "content-type"),
            "application/problem+json"
        );
    }
    let response = client.options("/api/v1/repositories").send().await;
    assert_eq!(response.0.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        header_of(&response, "access-control-allow-methods"),
        "GET, HEAD, OPTIONS"
    );
    let response = client.head("/api/v1/repositories").send().await;
    assert_eq!(response.0.status(), StatusCode::OK);
}

#[tokio::test]
async fn unchanged_answer_gets_not_modified() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let address = "/api/v1/repositories?first=2";
    let response = client.get(address).send().await;
    let tag = header_of(&response, "etag");
    let again = client
        .get(address)
        .header(header::IF_NONE_MATCH, &tag)
        .send()
        .await;
    assert_eq!(again.0.status(), StatusCode::NOT_MODIFIED);
    let other = client
        .get("/api/v1/repositories?first=1")
        .header(header::IF_NONE_MATCH, &tag)
        .send()
        .await;
    assert_eq!(other.0.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_description_is_made_from_the_schema() {
    let catalogue = fixture().await;
    let (_, document) = ask(&catalogue, "/api/v1/openapi.json").await;
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"#/").skip(1) {
        let pointer = format!("/{}", reference.split('"').next().unwrap());
        assert!(document.pointer(&pointer).is_some(), "{pointer}");
    }
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!("openapi", document);
    });
    let (_, root) = ask(&catalogue, "/api/v1").await;
    assert_eq!(root["links"]["repositories"], "/api/v1/repositories");
}

#[tokio::test]
async fn publiccode_is_given_as_its_owner_wrote_it() {
    let catalogue = fixture().await;
    let text = "publiccodeYmlVersion: '0.5'\nname: <script>\n";
    let mut observation = repository("9", "ICTU/declared", 3, "Software");
    let file = TextFile::capped("publiccode.yml", text.to_owned(), text.len() as u64, false);
    observation.publiccode = Some(file);
    let batch = Batch {
        observations: vec![("https://github.com/ICTU".parse().unwrap(), observation)],
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
    let (_, list) = ask(&catalogue, "/api/v1/repositories?sort=NAME").await;
    let ids = list["items"].as_array().unwrap().iter();
    let mut answers = Vec::new();
    for id in ids.map(|item| item["id"].as_str().unwrap()).chain(["x"]) {
        let address = format!("/api/v1/repositories/{id}/publiccode");
        let response = client(&catalogue).get(address).send().await;
        let status = response.0.status();
        if status == StatusCode::OK {
            assert_eq!(
                header_of(&response, "content-type"),
                "text/yaml; charset=utf-8"
            );
            assert_eq!(header_of(&response, "x-content-type-options"), "nosniff");
            assert!(!header_of(&response, "etag").is_empty());
            let bytes = response.0.into_body().into_bytes().await.unwrap();
            assert_eq!(bytes, text);
        }
        answers.push(status.as_u16());
    }
    answers.sort_unstable();
    assert_eq!(answers, [200, 404, 404, 404, 404]);
}
