//! The API over HTTP: what may be kept, what is asked by its hash, who may ask.

use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_graphql::{Limits, schema_with};
use futures::StreamExt;
use poem::http::{Method, StatusCode};
use poem::test::{TestClient, TestResponse};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Fixture, fixture, repository};

const QUERY: &str = "query Total($first: Int) { repositories(first: $first) { total } }";

/// The SHA-256 of [`QUERY`].
const HASH: &str = "c5a5d31ebbe5ba0c31b196612a570a8a40b1cfbf391ff2315325a6d41e345a58";

fn client(catalogue: &Fixture) -> TestClient<poem::Route> {
    TestClient::new(bronwijzer_graphql::routes(catalogue.schema.clone()))
}

fn header(response: &TestResponse, name: &str) -> String {
    let values = response.0.headers().get_all(name).iter();
    let values: Vec<&str> = values.map(|value| value.to_str().unwrap()).collect();
    values.join(", ")
}

async fn code(response: TestResponse) -> String {
    let answer: Value = response.json().await.value().deserialize();
    let code = answer["errors"][0]["extensions"]["code"].as_str();
    code.unwrap_or_else(|| panic!("no code: {answer}"))
        .to_owned()
}

#[tokio::test]
async fn a_get_takes_all_that_a_request_has() {
    let catalogue = fixture().await;
    let response = client(&catalogue)
        .get("/graphql")
        .query(
            "query",
            &format!("{QUERY} query Other {{ catalogue {{ contents }} }}"),
        )
        .query("variables", &r#"{"first": 1}"#)
        .query("operationName", &"Total")
        .query("extensions", &"{}")
        .send()
        .await;
    response.assert_status_is_ok();
    response
        .assert_json(json!({ "data": { "repositories": { "total": 3 } } }))
        .await;
    for (name, value) in [
        ("variables", "{"),
        ("extensions", "[]"),
        ("variables", "\u{0}"),
    ] {
        let response = client(&catalogue)
            .get("/graphql")
            .query("query", &QUERY)
            .query(name, &value)
            .send()
            .await;
        response.assert_status(StatusCode::BAD_REQUEST);
        assert_eq!(code(response).await, "BAD_REQUEST", "{name}={value}");
    }
}

#[tokio::test]
async fn etag_holds_until_the_catalogue_changes() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let ask = |tag: String| {
        let request = client.get("/graphql").query("query", &QUERY);
        request.header("if-none-match", tag).send()
    };
    let first = ask(String::new()).await;
    first.assert_status_is_ok();
    let tag = header(&first, "etag");
    assert!(tag.starts_with("W/\""), "{tag}");
    assert_eq!(
        header(&first, "cache-control"),
        "public, max-age=60, stale-while-revalidate=600"
    );
    assert_eq!(header(&first, "vary"), "Accept, Authorization");

    let again = ask(tag.clone()).await;
    again.assert_status(StatusCode::NOT_MODIFIED);
    assert_eq!(header(&again, "etag"), tag);
    assert_eq!(header(&again, "content-encoding"), "");

    // Another question has another tag.
    let other = client
        .get("/graphql")
        .query("query", &"{ catalogue { contents } }")
        .header("if-none-match", &tag)
        .send()
        .await;
    other.assert_status_is_ok();

    let observation = repository("9", "ICTU/new", 1, "Nieuw");
    let batch = Batch {
        observations: vec![("https://github.com/ICTU".parse().unwrap(), observation)],
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
    let changed = ask(tag.clone()).await;
    changed.assert_status_is_ok();
    assert_ne!(header(&changed, "etag"), tag);
    changed
        .assert_json(json!({ "data": { "repositories": { "total": 4 } } }))
        .await;
}

#[tokio::test]
async fn short_lived_answers_are_not_cached() {
    let catalogue = fixture().await;
    for query in [
        "{ liveCrawl { stored } }",
        "{ catalogue { contents } liveCrawl { stored } }",
        "{ nothing }",
    ] {
        let response = client(&catalogue)
            .get("/graphql")
            .query("query", &query)
            .send()
            .await;
        assert_eq!(header(&response, "cache-control"), "no-store", "{query}");
        assert_eq!(header(&response, "etag"), "", "{query}");
    }
}

#[tokio::test]
async fn a_query_is_sent_once_and_asked_by_its_hash() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let extensions = |hash: &str| json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let by_hash = || async {
        let request = client.get("/graphql").query("variables", &"{}");
        let response = request
            .query("extensions", &extensions(HASH).to_string())
            .send();
        response.await
    };
    let unknown = by_hash().await;
    assert_eq!(header(&unknown, "cache-control"), "no-store");
    let answer: Value = unknown.json().await.value().deserialize();
    assert_eq!(answer["errors"][0]["message"], "PersistedQueryNotFound");
    assert_eq!(
        answer["errors"][0]["extensions"]["code"],
        "PERSISTED_QUERY_NOT_FOUND"
    );

    let post = |query: &str, hash: &str| {
        let body = json!({ "query": query, "extensions": extensions(hash) });
        client.post("/graphql").body_json(&body).send()
    };
    assert_eq!(
        code(post("{ catalogue { contents } }", HASH).await).await,
        "BAD_REQUEST"
    );
    let known = post(QUERY, HASH).await;
    known
        .assert_json(json!({ "data": { "repositories": { "total": 3 } } }))
        .await;
    let found = by_hash().await;
    assert_ne!(header(&found, "etag"), "");
    found
        .assert_json(json!({ "data": { "repositories": { "total": 3 } } }))
        .await;
}

#[tokio::test]
async fn long_query_is_answered_and_not_kept() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let long = format!("{QUERY} #{}", " ".repeat(9_000));
    let digest = Sha256::digest(long.as_bytes());
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let ask = |query: Option<&str>| {
        let body = json!({ "query": query.unwrap_or_default(), "extensions": extensions });
        client.post("/graphql").body_json(&body).send()
    };
    let answered = ask(Some(&long)).await;
    answered
        .assert_json(json!({ "data": { "repositories": { "total": 3 } } }))
        .await;
    assert_eq!(code(ask(None).await).await, "PERSISTED_QUERY_NOT_FOUND");
}

#[tokio::test]
async fn hash_alone_is_unknown_over_a_websocket() {
    let catalogue = fixture().await;
    let mut request = async_graphql::Request::new("");
    let asked = async_graphql::value!({ "version": 1, "sha256Hash": HASH });
    request
        .extensions
        .insert("persistedQuery".to_owned(), asked);
    let answer = catalogue.schema.execute_stream(request).next().await;
    assert_eq!(answer.unwrap().errors[0].message, "PersistedQueryNotFound");
}

#[tokio::test]
async fn cors_allows_reading_from_every_site() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let allowed = client
        .options("/graphql")
        .header("origin", "https://example.nl")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
        .send()
        .await;
    allowed.assert_status(StatusCode::NO_CONTENT);
    assert_eq!(header(&allowed, "access-control-allow-origin"), "*");
    assert_eq!(
        header(&allowed, "access-control-allow-methods"),
        "GET, POST"
    );
    let got = client
        .get("/graphql")
        .query("query", &QUERY)
        .header("origin", "https://example.nl")
        .send()
        .await;
    assert_eq!(header(&got, "access-control-allow-origin"), "*");
    assert_eq!(header(&got, "access-control-allow-credentials"), "");
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let refused = client.request(method, "/graphql").send().await;
        refused.assert_status(StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test]
async fn several_queries_and_subscriptions_are_not_answered_here() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let batch = client
        .post("/graphql")
        .body_json(&json!([{ "query": QUERY }, { "query": QUERY }]))
        .send()
        .await;
    batch.assert_status(StatusCode::BAD_REQUEST);
    assert_eq!(code(batch).await, "BATCH_NOT_SUPPORTED");
    let followed = client
        .get("/graphql")
        .query("query", &"subscription { liveCrawl { stored } }")
        .send()
        .await;
    assert_eq!(code(followed).await, "SUBSCRIPTION_NEEDS_WEBSOCKET");
}

#[tokio::test]
async fn http_status_reflects_errors() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let ask = |query: &'static str, accept: &'static str| {
        client
            .get("/graphql")
            .query("query", &query)
            .header("accept", accept)
            .send()
    };
    let strict = "application/graphql-response+json, application/json;q=0.9";
    let cases = [
        ("{ nothing }", "application/json", StatusCode::OK),
        ("{ nothing }", strict, StatusCode::BAD_REQUEST),
        ("{ repositories { total } }", strict, StatusCode::OK),
    ];
    for (query, accept, status) in cases {
        let response = ask(query, accept).await;
        response.assert_status(status);
        let kind = header(&response, "content-type");
        assert_eq!(
            kind.starts_with("application/graphql-response+json"),
            accept == strict
        );
    }
}

#[tokio::test]
async fn a_busy_server_says_when_to_come_back() {
    let catalogue = fixture().await;
    let limits = Limits {
        requests: 0,
        ..Limits::default()
    };
    let schema = schema_with(catalogue.catalogue.clone(), limits);
    let client = TestClient::new(bronwijzer_graphql::routes(schema));
    let response = client.get("/graphql").query("query", &QUERY).send().await;
    response.assert_status(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(header(&response, "retry-after"), "2");
    assert_eq!(header(&response, "cache-control"), "no-store");
    assert_eq!(code(response).await, "TOO_BUSY");
}
