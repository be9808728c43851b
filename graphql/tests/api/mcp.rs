//! The server for assistants, as a client without a library meets it.

use bronwijzer_graphql::Limits;
use bronwijzer_graphql::mcp::{Reachable, routes};
use poem::http::{StatusCode, header};
use poem::test::{TestClient, TestRequestBuilder};
use poem::{Endpoint, Response};
use serde_json::{Value, json};

use crate::support::{Fixture, fixture};

fn client(
    schema: bronwijzer_graphql::CatalogueSchema,
) -> TestClient<impl Endpoint<Output = Response>> {
    let reachable = Reachable {
        site: Some("https://broncode.example".parse().unwrap()),
        ..Reachable::default()
    };
    TestClient::new(routes(schema, &reachable))
}

fn as_clients_do<E: Endpoint<Output = Response>>(
    request: TestRequestBuilder<'_, E>,
) -> TestRequestBuilder<'_, E> {
    request
        .header(header::HOST, "broncode.example")
        .header(header::ACCEPT, "application/json, text/event-stream")
        .content_type("application/json")
}

async fn json_of(response: Response) -> Value {
    serde_json::from_slice(&response.into_body().into_bytes().await.unwrap()).unwrap()
}

/// The result of a method, which is asked for without any session.
async fn ask(schema: &bronwijzer_graphql::CatalogueSchema, method: &str, params: Value) -> Value {
    let client = client(schema.clone());
    let message = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
    let request = as_clients_do(client.post("/mcp")).body(message.to_string());
    let response = request.send().await.0;
    assert_eq!(response.status(), StatusCode::OK, "{method}");
    assert!(!response.headers().contains_key("mcp-session-id"));
    assert_eq!(response.headers()["cache-control"], "private, no-store");
    let answer = json_of(response).await;
    assert_eq!(answer["id"], 7);
    answer
}

async fn call(catalogue: &Fixture, tool: &str, arguments: Value) -> Value {
    let params = json!({ "name": tool, "arguments": arguments });
    ask(&catalogue.schema, "tools/call", params).await["result"].clone()
}

#[tokio::test]
async fn tools_describe_what_they_take_and_answer() {
    let catalogue = fixture().await;
    let answer = ask(&catalogue.schema, "tools/list", json!({})).await;
    let tools = answer["result"]["tools"].as_array().unwrap();
    let search = &tools[0];
    assert_eq!(search["name"], "search");
    let takes = &search["inputSchema"]["properties"];
    assert_eq!(takes["first"]["maximum"], 20);
    assert_eq!(takes["organisation"]["type"], "array");
    assert!(
        takes["sort"]["enum"]
            .as_array()
            .unwrap()
            .contains(&"STARS".into())
    );
    assert_eq!(search["inputSchema"]["additionalProperties"], false);
    let hit = &search["outputSchema"]["properties"]["repositories"]["properties"]["nodes"]["items"];
    assert_eq!(hit["properties"]["page"]["type"], json!(["string", "null"]));
    // An assistant reads all of it before it begins.
    let size = answer.to_string().len();
    assert!(size < 40 * 1024, "{size}");
    for tool in tools {
        let properties = tool["inputSchema"]["properties"].as_object().unwrap();
        for (name, argument) in properties {
            assert!(argument["description"].is_string(), "{tool}: {name}");
        }
    }
}

#[tokio::test]
async fn hits_come_with_reasons_day_and_page() {
    let catalogue = fixture().await;
    let result = call(&catalogue, "search", json!({ "query": "kwaliteit" })).await;
    let found = &result["structuredContent"];
    let hit = &found["repositories"]["nodes"][0];
    assert_eq!(hit["url"], "https://github.com/ICTU/quality-time");
    assert_eq!(
        hit["page"],
        "https://broncode.example/en/repositories/github.com/ICTU/quality-time"
    );
    assert_eq!(
        hit["organisation"]["page"],
        "https://broncode.example/en/organisations/stichting-ictu"
    );
    assert_eq!(hit["maintenance"]["status"], "ACTIVE");
    assert!(hit["maintenance"]["reasons"][0]["facts"].is_array());
    assert!(hit["observedAt"].is_string());
    assert_eq!(
        found["page"],
        "https://broncode.example/en/search?q=kwaliteit"
    );
    let first = json!({ "first": 1 });
    let page = call(&catalogue, "search", first).await["structuredContent"].clone();
    let after = page["repositories"]["pageInfo"]["endCursor"].clone();
    let next = call(&catalogue, "search", json!({ "first": 1, "after": after })).await;
    let next = &next["structuredContent"]["repositories"]["nodes"][0]["url"];
    assert_ne!(*next, page["repositories"]["nodes"][0]["url"]);
}

#[tokio::test]
async fn mistakes_say_what_to_do() {
    let catalogue = fixture().await;
    let cases = [
        ("search", json!({ "first": 0 }), "from 1 to 20"),
        ("search", json!({ "first": "ten" }), "from 1 to 20"),
        (
            "search",
            json!({ "organisation": "x" }),
            "a list of 0 to 20",
        ),
        ("search", json!({ "sort": "stars" }), "one of RELEVANCE"),
        (
            "search",
            json!({ "q": "x" }),
            "Unknown argument `q`; use query",
        ),
        ("search", json!({ "after": "x" }), "not a cursor"),
        (
            "compare",
            json!({ "urls": vec!["x"; 5] }),
            "a list of 2 to 4",
        ),
        ("repository", json!({ "url": null }), "has to be given"),
        (
            "repository",
            json!({ "url": "https://github.com/a/b" }),
            "with the tool search",
        ),
        (
            "open_by_default",
            json!({ "day": "1999-01-01" }),
            "no figures",
        ),
        (
            "open_by_default",
            json!({ "withChildren": 1 }),
            "true or false",
        ),
    ];
    for (tool, arguments, expected) in cases {
        let result = call(&catalogue, tool, arguments).await;
        assert_eq!(result["isError"], true, "{tool}: {expected}");
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.contains(expected), "{text}");
    }
    let params = json!({ "name": "search2", "arguments": {} });
    let answer = ask(&catalogue.schema, "tools/call", params).await;
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains("use search, repository"), "{message}");
}

#[tokio::test]
async fn limits_of_the_schema_hold_for_assistants() {
    let catalogue = fixture().await;
    let limits = Limits {
        requests: 0,
        ..Limits::default()
    };
    let busy = bronwijzer_graphql::schema_with(catalogue.catalogue.clone(), limits);
    let params = json!({ "name": "search", "arguments": {} });
    let answer = ask(&busy, "tools/call", params).await;
    let text = answer["result"]["content"][0]["text"].as_str().unwrap();
    assert!(text.contains("busy"), "{text}");
}

#[tokio::test]
async fn requests_are_refused_before_they_are_read() {
    let catalogue = fixture().await;
    let client = client(catalogue.schema.clone());
    let message = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let post = || as_clients_do(client.post("/mcp"));
    let cases = [
        ("plain", post().body(message), 200),
        (
            "local",
            client
                .post("/mcp")
                .header("host", "localhost:8080")
                .header("accept", "application/json, text/event-stream")
                .content_type("application/json")
                .body(message),
            200,
        ),
        (
            "own page",
            post()
                .header("origin", "https://broncode.example")
                .body(message),
            200,
        ),
        (
            "other page",
            post()
                .header("origin", "https://evil.example")
                .body(message),
            403,
        ),
        (
            "no page",
            post().header("origin", "null").body(message),
            403,
        ),
        (
            "rebound",
            client
                .post("/mcp")
                .header("host", "evil.example")
                .header("accept", "application/json, text/event-stream")
                .content_type("application/json")
                .body(message),
            403,
        ),
        (
            "other version",
            post()
                .header("mcp-protocol-version", "1999-01-01")
                .body(message),
            400,
        ),
        ("no JSON", post().body("{"), 415),
        ("batch", post().body("[]"), 415),
        (
            "form",
            client
                .post("/mcp")
                .header("host", "localhost")
                .header("accept", "application/json, text/event-stream")
                .content_type("text/plain")
                .body(message),
            415,
        ),
        (
            "no stream",
            client
                .post("/mcp")
                .header("host", "localhost")
                .content_type("application/json")
                .body(message),
            406,
        ),
        (
            "large",
            post().body(format!("{{\"a\":\"{}\"}}", "a".repeat(600 * 1024))),
            413,
        ),
        ("get", client.get("/mcp").header("host", "localhost"), 405),
        (
            "delete",
            client.delete("/mcp").header("host", "localhost"),
            405,
        ),
    ];
    for (name, request, expected) in cases {
        let response = request.send().await.0;
        assert_eq!(response.status().as_u16(), expected, "{name}");
        assert!(
            !response
                .headers()
                .contains_key("access-control-allow-origin")
        );
        let answer = json_of(response).await;
        if expected == 200 {
            assert!(answer["result"].is_object(), "{name}: {answer}");
        } else {
            let why = answer["error"]["message"].as_str().unwrap_or_default();
            assert!(why.len() > 20, "{name}: {answer}");
        }
    }
}
