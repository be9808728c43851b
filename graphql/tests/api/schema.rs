//! The schema as it is written down, and as it is served.

use crate::support::fixture;
use poem::http::StatusCode;
use poem::test::TestClient;
use serde_json::{Value, json};

/// Every change to the schema shows in review as a change to this file.
#[test]
fn the_schema_is_as_it_was_reviewed() {
    insta::assert_snapshot!("schema", bronwijzer_graphql::sdl());
}

#[test]
fn everything_in_the_schema_is_documented() {
    let sdl = bronwijzer_graphql::sdl();
    let lines: Vec<&str> = sdl.lines().map(str::trim).collect();
    let mut undocumented = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let declares = ["type ", "enum ", "input ", "interface "]
            .iter()
            .any(|keyword| line.starts_with(keyword));
        // Relay's own types are documented by the library or by the rules of Relay.
        let relay =
            line.contains("Connection") || line.contains("Edge ") || line.contains("PageInfo");
        if declares && !relay && lines[index - 1] != "\"\"\"" {
            undocumented.push(*line);
        }
    }
    assert!(undocumented.is_empty(), "{undocumented:#?}");
}

async fn client() -> TestClient<poem::Route> {
    TestClient::new(bronwijzer_graphql::routes(fixture().await.schema))
}

#[tokio::test]
async fn a_query_is_answered_by_post_and_by_get() {
    let client = client().await;
    let posted = client
        .post("/graphql")
        .body_json(&json!({ "query": "query($n: Int) { repositories(first: $n) { total } }", "variables": { "n": 1 } }))
        .send()
        .await;
    posted.assert_status_is_ok();
    posted
        .assert_json(json!({ "data": { "repositories": { "total": 3 } } }))
        .await;
    let got = client
        .get("/graphql")
        .query("query", &"{ repositories { total } }")
        .send()
        .await;
    got.assert_json(json!({ "data": { "repositories": { "total": 3 } } }))
        .await;
}

#[tokio::test]
async fn non_queries_are_rejected_with_an_explanation() {
    let client = client().await;
    let bodies: [&[u8]; 4] = [b"", b"not json", b"\xff\xfe", b"{\"quer\": 1}"];
    for body in bodies {
        let response = client
            .post("/graphql")
            .content_type("application/json")
            .body(body.to_vec())
            .send()
            .await;
        response.assert_status(StatusCode::BAD_REQUEST);
        let answer: Value = response.json().await.value().deserialize();
        let message = answer["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("not a GraphQL request"), "{message}");
    }
    let large = client
        .post("/graphql")
        .content_type("application/json")
        .body(vec![b' '; 1024 * 1024])
        .send()
        .await;
    large.assert_status(StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_playground_asks_nothing_of_other_hosts() {
    let client = client().await;
    let page = client.get("/graphiql").send().await;
    page.assert_status_is_ok();
    page.assert_header_exist("content-security-policy");
    let html = page.0.into_body().into_string().await.unwrap();
    assert!(!html.contains("https://"), "{html}");
    for file in html
        .split('"')
        .filter(|part| part.starts_with("/graphiql/"))
    {
        client.get(file).send().await.assert_status_is_ok();
    }
    client
        .get("/graphiql/../Cargo.toml")
        .send()
        .await
        .assert_status(StatusCode::NOT_FOUND);
    let schema = client.get("/graphql/schema").send().await;
    schema.assert_text(bronwijzer_graphql::sdl()).await;
}
