//! Caches know the difference between somebody's own answer and everybody's.

use std::sync::Arc;

use bronwijzer_graphql::{Viewer, routes, viewer};
use poem::http::StatusCode;
use poem::test::{TestClient, TestResponse};
use poem::{Endpoint, EndpointExt, Request, Response, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Town, town};

/// The routes, as the program's middleware lets `asker` reach them.
fn client(town: &Town, asker: Option<&Arc<Viewer>>) -> TestClient<impl Endpoint> {
    let asker = asker.cloned();
    let routes = routes(town.fixture.schema.clone());
    TestClient::new(routes.around(move |endpoint, mut request: Request| {
        let asker = asker.clone();
        async move {
            if let Some(asker) = asker {
                viewer::put(&mut request, Viewer::clone(&asker));
            }
            let response: Result<Response> = Ok(endpoint.get_response(request).await);
            response
        }
    }))
}

fn header(response: &TestResponse, name: &str) -> String {
    let value = response.0.headers().get(name);
    value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

const QUERY: &str = "{ statements { total } }";

#[tokio::test]
async fn own_answers_are_private_and_the_others_shared() {
    let town = town().await;
    let nobody = client(&town, None)
        .get("/graphql")
        .query("query", &QUERY)
        .send()
        .await;
    assert_eq!(
        header(&nobody, "cache-control"),
        "public, max-age=60, stale-while-revalidate=600"
    );
    assert_eq!(header(&nobody, "vary"), "Accept, Authorization");
    let tag = header(&nobody, "etag");
    let somebody = client(&town, Some(&town.member));
    let got = somebody.get("/graphql").query("query", &QUERY);
    let got = got.header("if-none-match", &tag).send().await;
    let posted = somebody
        .post("/graphql")
        .body_json(&json!({ "query": QUERY }))
        .send()
        .await;
    for answer in [got, posted] {
        answer.assert_status_is_ok();
        assert_eq!(header(&answer, "cache-control"), "private, no-store");
        for name in ["etag", "access-control-allow-origin"] {
            assert_eq!(header(&answer, name), "", "{name}");
        }
    }
    // Nobody's answer about who asks is not kept either.
    let nobody = client(&town, None);
    let answer = nobody
        .get("/graphql")
        .query("query", &"{ viewer { email } }")
        .send()
        .await;
    assert_eq!(header(&answer, "cache-control"), "no-store");
}

#[tokio::test]
async fn mutations_come_by_post_alone() {
    let town = town().await;
    let somebody = client(&town, Some(&town.member));
    let mutation = r#"mutation { follow(search: "q=x", follows: true) { viewer { email } } }"#;
    let strict = "application/graphql-response+json";
    for query in [
        mutation.to_owned(),
        format!("query A {{ statements {{ total }} }} {mutation}"),
    ] {
        let name = if query == mutation { "" } else { "B" };
        let query = query.replace(
            "mutation {",
            if name.is_empty() {
                "mutation {"
            } else {
                "mutation B {"
            },
        );
        let asked = somebody
            .get("/graphql")
            .query("query", &query)
            .query("operationName", &name);
        let refused = asked.header("accept", strict).send().await;
        refused.assert_status(StatusCode::METHOD_NOT_ALLOWED);
        let answer: Value = refused.json().await.value().deserialize();
        assert_eq!(
            answer["errors"][0]["extensions"]["code"],
            "MUTATION_NEEDS_POST"
        );
    }
    let done = somebody
        .post("/graphql")
        .body_json(&json!({ "query": mutation }))
        .send()
        .await;
    let answer: Value = done.json().await.value().deserialize();
    assert_eq!(
        answer["data"]["follow"]["viewer"]["email"],
        "member@secret.example"
    );
    assert_eq!(answer.get("errors"), None);
}

/// A hash names a question and nobody's answer, and never a mutation.
#[tokio::test]
async fn persisted_queries_cross_no_viewers_and_are_no_mutations() {
    let town = town().await;
    let by_hash = |query: &str| {
        let digest = Sha256::digest(query.as_bytes());
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
    };
    let post = async |asker: &Arc<Viewer>, query: &str| {
        let body = json!({ "query": query, "extensions": by_hash(query) });
        let answer = client(&town, Some(asker))
            .post("/graphql")
            .body_json(&body)
            .send()
            .await;
        answer.json().await.value().deserialize::<Value>()
    };
    let get = async |asker: Option<&Arc<Viewer>>, query: &str| {
        let extensions = by_hash(query).to_string();
        let client = client(&town, asker);
        let answer = client.get("/graphql").query("extensions", &extensions);
        answer
            .send()
            .await
            .json()
            .await
            .value()
            .deserialize::<Value>()
    };
    let own = "{ viewer { member { name } } }";
    let name = |answer: Value| answer["data"]["viewer"]["member"]["name"].clone();
    assert_eq!(name(post(&town.member, own).await), "Member");
    assert_eq!(name(get(Some(&town.other), own).await), "Other");
    assert_eq!(get(None, own).await["data"], json!({ "viewer": null }));

    let mutation = r#"mutation { follow(search: "q=x", follows: true) { viewer { email } } }"#;
    assert_eq!(post(&town.member, mutation).await.get("errors"), None);
    let code = |answer: Value| answer["errors"][0]["extensions"]["code"].clone();
    assert_eq!(
        code(get(Some(&town.member), mutation).await),
        "PERSISTED_QUERY_NOT_FOUND"
    );
}
