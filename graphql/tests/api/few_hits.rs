//! Suggestions while typing, and what a search with few hits gives.

use serde_json::json;

use crate::support::fixture;

#[tokio::test]
async fn suggestions_say_what_to_open() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(
            r#"{
                quality: suggestions(prefix: "qual") { kind text url slug query }
                body: suggestions(prefix: "Nijm", first: 1) { kind text url slug query }
                nothing: suggestions(prefix: "-") { text }
            }"#,
        )
        .await;
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(answer);
    });
    for first in [-1, 0, 21] {
        let query = format!("{{ suggestions(prefix: \"a\", first: {first}) {{ text }} }}");
        let (message, code) = catalogue.refusal(query).await;
        assert_eq!(code.as_deref(), Some("PAGE_SIZE"), "{message}");
    }
}

#[tokio::test]
async fn few_hits_have_other_spellings_and_ways_out() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(
            r#"{
                slip: repositories(query: "qualityy taal:klingon") {
                    total didYouMean { query total } waysOut { facets query total }
                }
                misspelt: repositories(query: "qualtiy") {
                    didYouMean { query total }
                }
                narrow: repositories(query: "quality", filter: { archived: ["yes"] }) {
                    waysOut { facets query total }
                }
            }"#,
        )
        .await;
    assert_eq!(
        answer["slip"],
        json!({
            "total": 0,
            "didYouMean": [],
            "waysOut": [
                { "facets": ["LANGUAGE"], "query": "quality", "total": 1 },
            ],
        })
    );
    assert_eq!(
        answer["misspelt"]["didYouMean"],
        json!([{ "query": "quality", "total": 1 }])
    );
    assert_eq!(
        answer["narrow"]["waysOut"],
        json!([{ "facets": ["ARCHIVED"], "query": "quality", "total": 1 }])
    );
}
