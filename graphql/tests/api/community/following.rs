//! Keeping a copy of what people say: by pages, and live.

use std::collections::BTreeSet;

use futures::StreamExt;
use serde_json::Value;

use super::{Town, town};

/// Reads on from a cursor to the end, one at a time; gives back the last cursor.
async fn replay(town: &Town, copy: &mut BTreeSet<String>, mut after: Value) -> Value {
    loop {
        let query = format!(
            "{{ statementChanges(first: 1, after: {after}) {{ latestCursor
                nodes {{ id kind statementId statement {{ id text }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let page = town.fixture.ask(&query).await["statementChanges"].clone();
        for node in page["nodes"].as_array().unwrap() {
            let id = node["statementId"].as_str().unwrap().to_owned();
            if node["kind"] == "REMOVED" {
                assert_eq!(node["statement"], Value::Null);
                copy.remove(&id);
            } else {
                assert_eq!(node["statement"]["id"], *id);
                copy.insert(id);
            }
        }
        if !page["pageInfo"]["endCursor"].is_null() {
            after = page["pageInfo"]["endCursor"].clone();
        }
        if page["pageInfo"]["hasNextPage"] == false {
            assert!(after.is_null() || page["latestCursor"] == after);
            return after;
        }
    }
}

async fn remove(town: &Town, id: &str) {
    let mutation = format!(
        r#"mutation {{ decide(id: "{id}", decision: REMOVE, reason: "rude") {{ statement {{ id }} }} }}"#
    );
    town.ask(&town.moderator, &mutation).await;
}

#[tokio::test]
async fn copy_of_statements_follows_additions_and_removals() {
    let town = town().await;
    let mut copy = BTreeSet::new();
    let begin = replay(&town, &mut copy, Value::Null).await;
    let shipped = copy.len();
    let seeking = town.seeking().await;
    let request = town.request().await;
    let middle = replay(&town, &mut copy, begin).await;
    assert!(copy.contains(&seeking) && copy.contains(&request));
    remove(&town, &request).await;
    let end = replay(&town, &mut copy, middle).await;
    assert_eq!(copy.len(), shipped + 1);

    let mut anew = BTreeSet::new();
    assert_eq!(replay(&town, &mut anew, Value::Null).await, end);
    assert_eq!(anew, copy);
    for (after, expected) in [("x", "BAD_CURSOR"), ("999999", "CURSOR_EXPIRED")] {
        let query = format!(r#"{{ statementChanges(after: "{after}") {{ nodes {{ id }} }} }}"#);
        assert_eq!(town.refused(None, &query).await.0, expected, "{after}");
    }
}

#[tokio::test]
async fn change_of_a_statement_is_found_by_its_id() {
    let town = town().await;
    let seeking = town.seeking().await;
    let changes = town
        .fixture
        .ask("{ statementChanges(first: 100) { nodes { id statementId } } }")
        .await;
    let nodes = changes["statementChanges"]["nodes"].as_array().unwrap();
    let change = nodes
        .iter()
        .find(|node| node["statementId"] == *seeking)
        .unwrap();
    let node = format!(
        r#"{{ node(id: {}) {{ ... on StatementChange {{ kind statementId }} }} }}"#,
        change["id"]
    );
    assert_eq!(
        town.fixture.ask(&node).await["node"]["statementId"],
        *seeking
    );
}

#[tokio::test]
async fn subscribers_hear_what_is_said_and_removed() {
    let town = town().await;
    let query =
        "subscription { statementChanges { node { kind statementId statement { text } } } }";
    let mut followed = town.fixture.schema.execute_stream(query);
    let mut next = async || {
        let answer = followed.next().await.unwrap();
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        answer.data.into_json().unwrap()["statementChanges"]["node"].clone()
    };
    let (seeking, change) = tokio::join!(town.seeking(), next());
    assert_eq!(change["statementId"], *seeking);
    remove(&town, &seeking).await;
    let change = next().await;
    assert_eq!(
        (&change["kind"], &change["statement"]),
        (&"REMOVED".into(), &Value::Null)
    );
}

/// Nobody hears more of what waits for a moderator than that it is not to be shown.
#[tokio::test]
async fn what_is_held_is_in_no_copy() {
    let town = town().await;
    let held = format!(
        r#"kind: CORRECTION, repository: "{}", text: "Wrong", fields: [{{ name: WRONG, values: ["kind"] }}]"#,
        super::REPOSITORY
    );
    let (id, visibility) = town.make(&town.member, &held).await;
    assert_eq!(visibility, "HELD");
    let mut copy = BTreeSet::new();
    replay(&town, &mut copy, Value::Null).await;
    assert!(!copy.contains(&id));
}

#[tokio::test]
async fn changes_of_statements_begin_at_a_moment() {
    let town = town().await;
    let first = town.seeking().await;
    let moment = chrono::Utc::now();
    let second = town.request().await;
    let query = format!(
        r#"{{ statementChanges(since: "{}") {{ nodes {{ statementId }} }} }}"#,
        moment.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
    );
    let changes = town.fixture.ask(&query).await["statementChanges"]["nodes"].to_string();
    assert!(
        changes.contains(&second) && !changes.contains(&first),
        "{changes}"
    );
    let all = town
        .fixture
        .ask("{ statementChanges { nodes { statementId } } }")
        .await;
    assert!(all.to_string().contains(&first));
}
