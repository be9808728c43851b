//! What people say, by plain addresses.

use bronwijzer_graphql::rest;
use poem::http::StatusCode;
use poem::test::TestClient;
use serde_json::{Value, json};

use super::{REPOSITORY, Town, town};

async fn ask(town: &Town, address: &str) -> (StatusCode, Value) {
    let client = TestClient::new(rest::routes(town.fixture.schema.clone()));
    let response = client.get(address).send().await;
    let status = response.0.status();
    (status, response.0.into_body().into_json().await.unwrap())
}

#[tokio::test]
async fn statements_are_listed_and_had_one_by_one() {
    let town = town().await;
    let seeking = town.seeking().await;
    let request = town.request().await;
    let of_repository = format!("repository={REPOSITORY}");
    let cases = [
        ("kind=SEEKING", json!([seeking])),
        (of_repository.as_str(), json!([seeking])),
        ("organisation=gemeente-nijmegen", json!([request, seeking])),
        (
            "organisation=gemeente-nijmegen&kind=RELEASE_REQUEST&state=OPEN",
            json!([request]),
        ),
        ("help=translation", json!([seeking])),
    ];
    for (asked, expected) in cases {
        let (status, page) = ask(&town, &format!("/api/v1/statements?{asked}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let items = page["items"].as_array().unwrap().iter();
        let ids: Value = items.map(|item| item["id"].clone()).collect();
        assert_eq!(ids, expected, "{asked}");
    }
    let (status, one) = ask(&town, &format!("/api/v1/statements/{seeking}")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(one["subject"]["url"], REPOSITORY);
    assert_eq!(one["history"][0]["kind"], "MADE");
}

#[tokio::test]
async fn only_what_everybody_sees_has_an_address() {
    let town = town().await;
    let held = format!(
        r#"kind: CORRECTION, repository: "{REPOSITORY}", text: "Wrong", fields: [{{ name: WRONG, values: ["kind"] }}]"#
    );
    let (id, _) = town.make(&town.member, &held).await;
    let (status, _) = ask(&town, &format!("/api/v1/statements/{id}")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, problem) = ask(&town, "/api/v1/statements?visibility=HELD").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("unknown parameter `visibility`"),
        "{detail}"
    );
}
