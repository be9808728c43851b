//! Access tokens for programs: shown once, and held to their scopes.

use std::sync::Arc;

use async_graphql::Data;
use bronwijzer_graphql::Viewer;
use bronwijzer_index::community::member::Scope;
use chrono::Utc;
use futures::StreamExt;

use super::{REPOSITORY, Town, by_token, town};

async fn make(town: &Town, scopes: &str) -> (String, String) {
    let make =
        format!(r#"mutation {{ makeToken(name: "feed", scopes: [{scopes}]) {{ id secret }} }}"#);
    let made = town.ask(&town.member, &make).await;
    let text = |name: &str| made["makeToken"][name].as_str().unwrap().to_owned();
    (text("id"), text("secret"))
}

fn viewer_of(town: &Town, secret: &str) -> Option<Arc<Viewer>> {
    let community = town.fixture.catalogue.community();
    let viewer = community.viewer_of_token(secret, Utc::now()).unwrap();
    viewer.map(Arc::new)
}

#[tokio::test]
async fn token_is_shown_once_and_void_when_revoked() {
    let town = town().await;
    let (id, secret) = make(&town, "READ, WRITE").await;
    assert!(secret.starts_with("bw_"), "{secret}");
    let query = "{ viewer { export tokens { id name scopes } } }";
    let seen = town.ask(&town.member, query).await;
    assert!(!seen.to_string().contains(&secret));
    let listed = serde_json::json!([{ "id": id, "name": "feed", "scopes": ["READ", "WRITE"] }]);
    assert_eq!(seen["viewer"]["tokens"], listed);
    let viewer = viewer_of(&town, &secret).unwrap();
    assert_eq!(viewer.member.id, town.member.member.id);
    let revoke =
        format!(r#"mutation {{ revokeToken(id: "{id}") {{ viewer {{ tokens {{ id }} }} }} }}"#);
    let left = town.ask(&town.member, &revoke).await;
    assert_eq!(
        left["revokeToken"]["viewer"]["tokens"],
        serde_json::json!([])
    );
    assert!(viewer_of(&town, &secret).is_none());
}

#[tokio::test]
async fn token_may_do_what_its_scopes_say() {
    let town = town().await;
    let own = "{ viewer { email } }";
    let follow = format!(
        r#"mutation {{ follow(repository: "{REPOSITORY}", follows: true) {{ viewer {{ email }} }} }}"#
    );
    let decide = format!(
        r#"mutation {{ closeDiscussion(repository: "{REPOSITORY}", closed: true, reason: "x") {{ closed }} }}"#
    );
    let profile = r#"mutation { changeProfile(name: "x", digest: NEVER, language: DUTCH) { viewer { email } } }"#;
    let all = [Scope::Read, Scope::Write, Scope::Moderate];
    for scopes in [&all[..0], &all[..1], &all[1..2], &all[2..], &all] {
        let viewer = by_token(&town.moderator, scopes);
        let cases = [
            (own, Some(Scope::Read)),
            (&follow, Some(Scope::Write)),
            (&decide, Some(Scope::Moderate)),
            // That needs a person who is there.
            (profile, None),
        ];
        for (query, needed) in cases {
            let response = town.response(Some(&viewer), query).await;
            let may = needed.is_some_and(|scope| scopes.contains(&scope));
            assert_eq!(response.errors.is_empty(), may, "{scopes:?} {query}");
        }
    }
    // What a token that may not read did gives nothing of its member away.
    let writer = by_token(&town.member, &[Scope::Write]);
    let done = town.ask(&writer, &follow).await;
    assert!(done["follow"]["viewer"].is_null());
}

/// Asks by a websocket that was opened with an access token.
async fn by_socket(town: &Town, secret: &str, query: &str) -> async_graphql::Response {
    let mut headers = poem::http::HeaderMap::new();
    let value = format!("Bearer {secret}").parse().unwrap();
    headers.insert("authorization", value);
    let session: Arc<Data> = Arc::new(bronwijzer_graphql::viewer::session_data(&headers));
    let schema = &town.fixture.schema;
    let mut answers = async_graphql::Executor::execute_stream(schema, query.into(), Some(session));
    answers.next().await.unwrap()
}

#[tokio::test]
async fn websocket_knows_its_token_until_it_is_revoked() {
    let town = town().await;
    let (id, secret) = make(&town, "READ, WRITE").await;
    let query = "{ viewer { member { name } } }";
    let answer = by_socket(&town, &secret, query)
        .await
        .data
        .into_json()
        .unwrap();
    assert_eq!(answer["viewer"]["member"]["name"], "Member");
    let mutation = r#"mutation { follow(search: "q=x", follows: true) { viewer { email } } }"#;
    let refused = by_socket(&town, &secret, mutation).await;
    let code = bronwijzer_graphql::ErrorCode::of(&refused.errors[0]).unwrap();
    assert_eq!(code.as_str(), "MUTATION_NEEDS_POST");
    let revoke = format!(r#"mutation {{ revokeToken(id: "{id}") {{ viewer {{ email }} }} }}"#);
    town.ask(&town.member, &revoke).await;
    let refused = by_socket(&town, &secret, query).await;
    let code = bronwijzer_graphql::ErrorCode::of(&refused.errors[0]).unwrap();
    assert_eq!(code.as_str(), "SIGN_IN_REQUIRED");
}
