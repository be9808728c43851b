//! Scans, as programs hand them in and as everybody reads them.

use std::sync::Arc;

use bronwijzer_graphql::{Viewer, viewer};
use bronwijzer_index::community::member::Scope;
use poem::http::StatusCode;
use poem::test::{TestClient, TestResponse};
use poem::{Endpoint, EndpointExt, Request, Response};
use serde_json::{Value, json};

use super::{REPOSITORY, Town, by_token, sign_in, town};

/// REST, as the program's middleware lets `viewer` reach it.
fn client(
    town: &Town,
    viewer: Option<&Arc<Viewer>>,
) -> TestClient<impl Endpoint<Output = Response> + use<>> {
    let viewer = viewer.cloned();
    let routes = bronwijzer_graphql::rest::routes(town.fixture.schema.clone());
    TestClient::new(routes.around(move |endpoint, mut request: Request| {
        let viewer = viewer.clone();
        async move {
            if let Some(viewer) = viewer {
                viewer::put(&mut request, Viewer::clone(&viewer));
            }
            endpoint.call(request).await
        }
    }))
}

async fn json_of(response: TestResponse) -> Value {
    let bytes = response.0.into_body().into_bytes().await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

async fn id(town: &Town) -> String {
    let query = format!(r#"{{ repository(url: "{REPOSITORY}") {{ id }} }}"#);
    let found = town.fixture.ask(&query).await;
    found["repository"]["id"].as_str().unwrap().to_owned()
}

/// What the ORT runner sends of a commit whose hash is this digit, repeated.
fn submission(repository: &Value, digit: &str) -> Value {
    json!({
        "schemaVersion": 1,
        "repositoryId": repository,
        "scan": {
            "schema_version": 1,
            "status": "completed",
            "repository": format!("{REPOSITORY}.git"),
            "revision": digit.repeat(40),
            "config_digest": "sha256:0",
            "ort_image": "ghcr.io/oss-review-toolkit/ort:92.4.0",
            "finished_at": "2026-09-01T10:00:00Z",
            "package_count": 3,
            "stages": [{ "name": "checkout", "status": "completed" }],
            "vulnerabilities": [
                { "package_id": "Go::example.org/module:1.0.0", "id": "GO-2026-1",
                  "summary": "An example", "severity": "HIGH", "score": 7.5,
                  "scoring_system": "CVSS3", "first_fixed_versions": ["1.1.0"] },
                { "package_id": "Go::example.org/other:1.0.0", "id": "GO-2026-2" },
            ],
            "findings": [
                { "rule": "NO_SECURITY", "severity": "ERROR", "message": "Missing SECURITY.md" },
            ],
        },
    })
}

fn scanner(town: &Town) -> Arc<Viewer> {
    let scanner = sign_in(&town.fixture, "Scanner", &["stichting-ictu"], false);
    by_token(&scanner, &[Scope::Scans])
}

async fn send(client: &TestClient<impl Endpoint>, address: &str, body: &Value) -> TestResponse {
    client.post(address).body(body.to_string()).send().await
}

#[tokio::test]
async fn scan_is_handed_in_and_read_by_everybody() {
    let town = town().await;
    let id = id(&town).await;
    let address = format!("/api/v1/repositories/{id}/scans");
    let client = client(&town, Some(&scanner(&town)));
    let everybody = self::client(&town, None);
    let none = everybody.get(&address).send().await;
    let tag = none.0.headers()["etag"].clone();
    assert_eq!(json_of(none).await["total"], 0);

    let sent = send(&client, &address, &submission(&json!(id), "a")).await;
    assert_eq!(sent.0.status(), StatusCode::CREATED);
    assert_eq!(sent.0.headers()["location"], address.as_str());
    assert_eq!(sent.0.headers()["cache-control"], "private, no-store");
    let receipt = json_of(sent).await;
    assert_eq!(receipt["organisation"], "stichting-ictu");
    assert_eq!(
        (&receipt["vulnerabilities"], &receipt["findings"]),
        (&json!(2), &json!(1))
    );
    // The runner sends again what it got no answer to.
    let again = send(&client, &address, &submission(&json!(id), "a")).await;
    assert_eq!(again.0.status(), StatusCode::OK);
    assert_eq!(json_of(again).await, receipt);
    // It sends all to one address.
    let next = send(&client, "/api/v1/scans", &submission(&json!(id), "b")).await;
    assert_eq!(next.0.status(), StatusCode::CREATED);
    assert_eq!(json_of(next).await["revisions"], 2);
    // By the identifier that it has from the register of others.
    let query = format!(r#"{{ repository(url: "{REPOSITORY}") {{ uuid }} }}"#);
    let uuid = town.fixture.ask(&query).await["repository"]["uuid"].clone();
    let again = send(&client, "/api/v1/scans", &submission(&uuid, "b")).await;
    assert_eq!(again.0.status(), StatusCode::OK);
    let by_uuid = format!("/api/v1/repositories/{}/scans", uuid.as_str().unwrap());
    assert_eq!(
        json_of(everybody.get(&by_uuid).send().await).await["total"],
        1
    );

    let read = everybody
        .get(&address)
        .header("if-none-match", tag)
        .send()
        .await;
    assert_eq!(read.0.status(), StatusCode::OK);
    let mut read = json_of(read).await;
    assert_eq!(read["total"], 1);
    let scan = &mut read["items"][0];
    assert!(scan["receivedAt"].take().is_string());
    assert!(scan["by"]["id"].take().is_string());
    insta::assert_json_snapshot!("a_scan", scan);

    let query = format!(
        r#"{{ repository(url: "{REPOSITORY}") {{ maintenance {{ status }} scans {{
           organisation {{ slug }} vulnerabilityCounts {{ severity count }}
           vulnerabilities(first: 1) {{ id }} }} }} }}"#
    );
    let found = town.fixture.ask(&query).await;
    assert_eq!(
        found["repository"]["scans"],
        json!([{
            "organisation": { "slug": "stichting-ictu" },
            "vulnerabilityCounts": [
                { "severity": "HIGH", "count": 1 }, { "severity": "UNKNOWN", "count": 1 },
            ],
            "vulnerabilities": [{ "id": "GO-2026-1" }],
        }])
    );
}

/// Who hands in what at which address, and the status and words of the answer.
type Case<'a> = (Option<&'a Arc<Viewer>>, &'a str, Value, u16, &'a str);

#[tokio::test]
async fn refused_scans_are_problems_that_say_why() {
    let town = town().await;
    let id = json!(id(&town).await);
    let address = format!("/api/v1/repositories/{}/scans", id.as_str().unwrap());
    let may = scanner(&town);
    let fine = submission(&id, "a");
    let with = |pointer: &str, value: Value| {
        let mut submission = fine.clone();
        *submission.pointer_mut(pointer).unwrap() = value;
        submission
    };
    let other = "https://github.com/ICTU/quality-time";
    let many = json!(vec![json!({ "package_id": "a", "id": "b" }); 2_001]);
    let writer = by_token(&town.owner, &[Scope::Read, Scope::Write]);
    let member = by_token(&town.member, &[Scope::Scans]);
    let cases: [Case<'_>; 15] = [
        (None, &address, fine.clone(), 401, "access token"),
        (Some(&writer), &address, fine.clone(), 403, "scope `scans`"),
        (
            Some(&member),
            &address,
            fine.clone(),
            403,
            "you may not do this",
        ),
        (
            Some(&may),
            "/api/v1/repositories/x/scans",
            fine.clone(),
            404,
            "not in the catalogue",
        ),
        (
            Some(&may),
            "/api/v1/scans",
            with("/repositoryId", Value::Null),
            422,
            "`repositoryId`",
        ),
        (
            Some(&may),
            &address,
            with("/repositoryId", json!("x")),
            422,
            "another repository",
        ),
        (
            Some(&may),
            &address,
            with("/schemaVersion", json!(2)),
            422,
            "`schemaVersion`",
        ),
        (
            Some(&may),
            &address,
            with("/scan/status", json!("running")),
            422,
            "completed",
        ),
        (
            Some(&may),
            &address,
            with("/scan/revision", json!("main")),
            422,
            "`revision`",
        ),
        (
            Some(&may),
            &address,
            with("/scan/repository", json!(other)),
            422,
            "scan.repository",
        ),
        (
            Some(&may),
            &address,
            with("/scan/vulnerabilities", many),
            422,
            "2000 at most",
        ),
        (
            Some(&may),
            &address,
            with("/scan/findings", json!([{}])),
            422,
            "rule",
        ),
        (
            Some(&may),
            &address,
            with("/scan/findings/0/message", json!("a".repeat(600_000))),
            413,
            "524288",
        ),
        (
            Some(&may),
            &format!("{address}?onBehalfOf=gemeente-nijmegen"),
            fine.clone(),
            403,
            "may not",
        ),
        (
            Some(&may),
            &format!("{address}?for=x"),
            fine.clone(),
            400,
            "use onBehalfOf",
        ),
    ];
    for (viewer, address, body, status, expected) in cases {
        let sent = send(&client(&town, viewer), address, &body).await;
        assert_eq!(sent.0.status().as_u16(), status, "{expected}");
        assert_eq!(sent.0.content_type(), Some("application/problem+json"));
        let problem = json_of(sent).await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(expected), "{detail}");
    }
    let client = client(&town, Some(&may));
    for body in ["", "{", "[]", "null", "\u{0}", &"[".repeat(10_000)] {
        let sent = client.post(&address).body(body.to_owned()).send().await;
        let status = sent.0.status().as_u16();
        assert!([400, 422].contains(&status), "{body:.20}: {status}");
    }
    assert_eq!(json_of(client.get(&address).send().await).await["total"], 0);
    let unknown = client.get("/api/v1/repositories/x/scans").send().await;
    assert_eq!(unknown.0.status(), StatusCode::NOT_FOUND);
    let elsewhere = client.post("/api/v1/repositories").body("{}").send().await;
    assert_eq!(elsewhere.0.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn too_many_scans_are_told_when_to_go_on() {
    let town = town().await;
    let id = json!(id(&town).await);
    let may = scanner(&town);
    let client = client(&town, Some(&may));
    let submission = submission(&id, "a");
    for _ in 0..1_000 {
        send(&client, "/api/v1/scans", &submission).await;
    }
    let sent = send(&client, "/api/v1/scans", &submission).await;
    assert_eq!(sent.0.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait = sent.0.headers()["retry-after"].to_str().unwrap();
    assert!(
        (1..=3_600).contains(&wait.parse::<u32>().unwrap()),
        "{wait}"
    );
}
