//! Following the catalogue: by pages, and live.

use std::collections::BTreeMap;

use bronwijzer_crawler::sink::{Batch, Departure, DepartureKind, Sink};
use futures::StreamExt;
use serde_json::{Value, json};

use crate::support::{Fixture, fixture, now, repository};

async fn change(catalogue: &Fixture, ids: &[&str], gone: &[&str]) {
    let observations = ids.iter().map(|id| {
        let text = format!("Nieuw: {id}");
        let account = "https://github.com/ICTU".parse().unwrap();
        (account, repository(id, &format!("ICTU/app-{id}"), 3, &text))
    });
    let departures = gone.iter().map(|id| Departure {
        to: None,
        id: format!("github.com:{id}").parse().unwrap(),
        kind: DepartureKind::NotFound,
        noticed_at: now(),
    });
    let batch = Batch {
        observations: observations.collect(),
        departures: departures.collect(),
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
}

/// Reads on from a cursor to the end, two at a time; gives back the last one.
async fn replay(
    catalogue: &Fixture,
    copy: &mut BTreeMap<String, String>,
    mut after: Value,
) -> Value {
    loop {
        let answer = catalogue
            .ask(&format!(
                "{{ changes(first: 2, after: {after}) {{
                    nodes {{ kind url repositoryId repository {{ id url }} }}
                    pageInfo {{ hasNextPage endCursor }} }} }}"
            ))
            .await;
        let changes = &answer["changes"];
        for node in changes["nodes"].as_array().unwrap() {
            let id = node["repositoryId"].as_str().unwrap().to_owned();
            assert_eq!(node["repository"], json!({ "id": id, "url": node["url"] }));
            match node["kind"].as_str().unwrap() {
                "GONE" => copy.remove(&id),
                _ => copy.insert(id, node["url"].as_str().unwrap().to_owned()),
            };
        }
        if !changes["pageInfo"]["endCursor"].is_null() {
            after = changes["pageInfo"]["endCursor"].clone();
        }
        if changes["pageInfo"]["hasNextPage"] == false {
            return after;
        }
    }
}

#[tokio::test]
async fn a_follower_has_the_catalogue() {
    let catalogue = fixture().await;
    let mut copy = BTreeMap::new();
    let end = replay(&catalogue, &mut copy, Value::Null).await;
    assert_eq!(copy.len(), 3);
    change(&catalogue, &["1", "7"], &["2"]).await;
    let end = replay(&catalogue, &mut copy, end).await;
    let mut urls: Vec<&str> = copy.values().map(String::as_str).collect();
    urls.sort_unstable();
    assert_eq!(
        urls,
        [
            "https://github.com/GemeenteNijmegen/irma-issue-app",
            "https://github.com/ICTU/app-1",
            "https://github.com/ICTU/app-7",
        ]
    );
    // Nothing new: no page, and the cursor stays.
    assert_eq!(replay(&catalogue, &mut copy, end.clone()).await, end);
    let answer = catalogue
        .ask("{ changes(since: \"2999-01-01T00:00:00Z\") { latestCursor nodes { id } } }")
        .await;
    assert_eq!(
        answer["changes"],
        json!({ "latestCursor": end, "nodes": [] })
    );
}

#[tokio::test]
async fn a_change_is_a_node_until_the_next_one() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask("{ changes(first: 1) { nodes { id url } } }")
        .await;
    let node = &answer["changes"]["nodes"][0];
    let by_id = format!(
        "{{ node(id: {}) {{ id ... on Change {{ url }} }} }}",
        node["id"]
    );
    assert_eq!(catalogue.ask(&by_id).await["node"], *node);
    change(&catalogue, &["1"], &[]).await;
    assert_eq!(catalogue.ask(&by_id).await["node"], Value::Null);
}

#[tokio::test]
async fn cursors_of_other_lists_are_refused() {
    let catalogue = fixture().await;
    let of_repositories = catalogue
        .ask("{ repositories(first: 1) { pageInfo { endCursor } } }")
        .await["repositories"]["pageInfo"]["endCursor"]
        .clone();
    let other = fixture().await;
    let of_other =
        other.ask("{ changes { latestCursor } }").await["changes"]["latestCursor"].clone();
    for (cursor, expected) in [
        (of_repositories, "BAD_CURSOR"),
        (json!("1-g"), "BAD_CURSOR"),
        (of_other, "CURSOR_EXPIRED"),
    ] {
        let ask = format!("{{ changes(after: {cursor}) {{ latestCursor }} }}");
        let (message, code) = catalogue.refusal(ask).await;
        assert_eq!(code.as_deref(), Some(expected), "{cursor}: {message}");
    }
}

#[tokio::test]
async fn subscription_sends_missed_changes_before_new_ones() {
    let catalogue = fixture().await;
    let start = catalogue
        .ask("{ changes(first: 1) { pageInfo { endCursor } } }")
        .await;
    let after = &start["changes"]["pageInfo"]["endCursor"];
    let mut followed = catalogue.schema.execute_stream(format!(
        "subscription {{ changes(after: {after}) {{ cursor node {{ kind url repository {{ name }} }} }} }}"
    ));
    let mut live = catalogue
        .schema
        .execute_stream("subscription { changes { node { kind url } } }");
    async fn next(
        stream: &mut (impl futures::Stream<Item = async_graphql::Response> + Unpin),
    ) -> Value {
        let answer = stream.next().await.unwrap();
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        answer.data.into_json().unwrap()["changes"]["node"].clone()
    }
    // What was missed.
    for name in ["mijn-nijmegen", "irma-issue-app"] {
        assert_eq!(next(&mut followed).await["repository"]["name"], name);
    }
    // A follower that begins now is told of what comes after it was there.
    let next_change = tokio::spawn(async move { next(&mut live).await });
    for id in 20.. {
        change(&catalogue, &[&id.to_string()], &[]).await;
        assert_eq!(next(&mut followed).await["kind"], "NEW");
        if next_change.is_finished() {
            break;
        }
    }
    assert_eq!(next_change.await.unwrap()["kind"], "NEW");
}

#[tokio::test]
async fn a_follower_is_told_when_the_list_begins_anew() {
    let catalogue = fixture().await;
    let mut followed = catalogue
        .schema
        .execute_stream("subscription { changes(after: \"1-1\") { cursor } }");
    let answer = followed.next().await.unwrap();
    let code = bronwijzer_graphql::ErrorCode::of(&answer.errors[0]);
    assert_eq!(code, Some(bronwijzer_graphql::ErrorCode::CursorExpired));
    assert!(followed.next().await.is_none());
}
