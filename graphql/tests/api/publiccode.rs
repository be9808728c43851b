//! Verdicts on publiccode.yml, and the check of a text.

use async_graphql::{Request, Variables};
use bronwijzer_crawler::observation::{Observation, TextFile};
use bronwijzer_crawler::sink::{Batch, Sink};
use serde_json::json;

use crate::support::{Fixture, fixture};

const FIELDS: &str = "verdict version checkedAs errors warnings reasons { rule facts { name value } } \
    findings { rule severity key line column facts { name value } }";

/// Asks for the check of `text`.
fn check(text: &str) -> String {
    format!(
        "{{ checkPubliccode(text: {}) {{ {FIELDS} }} }}",
        json!(text)
    )
}

#[tokio::test]
async fn a_text_is_checked_before_it_is_published() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(&check("publiccodeYmlVersion: '0.5'\nname: 2026\n"))
        .await;
    let found = &answer["checkPubliccode"];
    assert_eq!(found["verdict"], "INVALID");
    assert_eq!(found["version"], "0.5");
    assert_eq!(found["checkedAs"], "0.5");
    assert_eq!(found["warnings"], 1);
    let findings = found["findings"].as_array().unwrap();
    assert_eq!(found["errors"], findings.len() - 1);
    let quotes = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["rule"] == "needs_quotes")
        .unwrap();
    assert_eq!(
        *quotes,
        json!({
            "rule": "needs_quotes", "severity": "WARNING", "key": "name", "line": 2, "column": 7,
            "facts": [
                { "name": "value", "value": "2026" },
                { "name": "found", "value": "number" },
                { "name": "refuser", "value": "standard" }
            ]
        })
    );
    let ours = include_str!("../../../publiccode.yml");
    let answer = catalogue.ask(&check(ours)).await;
    assert_eq!(answer["checkPubliccode"]["verdict"], "VALID");
    let answer = catalogue.ask(&check("")).await;
    assert_eq!(
        answer["checkPubliccode"]["findings"][0]["rule"],
        "file_empty"
    );
}

#[tokio::test]
async fn a_text_that_is_too_long_is_refused() {
    let catalogue = fixture().await;
    let query = "query($text: String!) { checkPubliccode(text: $text) { verdict } }";
    let text = json!({ "text": "a".repeat(256 * 1024 + 1) });
    let long = Request::new(query).variables(Variables::from_json(text));
    let (message, code) = catalogue.refusal(long).await;
    assert_eq!(code.as_deref(), Some("BAD_REQUEST"), "{message}");
    assert!(message.contains("at most 262144"), "{message}");
    // Nor can one request ask for many.
    let many: String = (0..20)
        .map(|n| format!("c{n}: checkPubliccode(text: \"a: b\") {{ verdict }} "))
        .collect();
    let (message, _) = catalogue.refusal(format!("{{ {many} }}")).await;
    assert!(message.contains("too complex"), "{message}");
}

async fn verdict_on(
    catalogue: &Fixture,
    change: impl FnOnce(&mut Observation),
) -> serde_json::Value {
    let url = "https://github.com/ICTU/quality-time";
    let entry = catalogue
        .catalogue
        .entry_by_url(&url.parse().unwrap())
        .unwrap()
        .unwrap();
    let mut observation = entry.observation.clone();
    change(&mut observation);
    let account = "https://github.com/ICTU".parse().unwrap();
    let batch = Batch {
        observations: vec![(account, observation)],
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
    let query = format!(
        "{{ repository(url: \"{url}\") {{ publiccodeVerdict {{ {FIELDS} }} }}
            repositories(filter: {{ publiccode: [\"invalid\"] }}) {{ total }} }}"
    );
    catalogue.ask(&query).await
}

#[tokio::test]
async fn repository_is_found_by_its_publiccode_verdict() {
    let catalogue = fixture().await;
    let missing = verdict_on(&catalogue, |_| {}).await;
    let verdict = &missing["repository"]["publiccodeVerdict"];
    assert_eq!(verdict["verdict"], "MISSING");
    assert_eq!(verdict["checkedAs"], json!(null));
    assert_eq!(missing["repositories"]["total"], 0);

    let text = "publiccodeYmlVersion: '0'\nname: Quality-time\n".to_owned();
    let file = TextFile::capped("publiccode.yml", text, 40, false);
    let invalid = verdict_on(&catalogue, |facts| facts.publiccode = Some(file)).await;
    let verdict = &invalid["repository"]["publiccodeVerdict"];
    assert_eq!(verdict["verdict"], "INVALID");
    assert_eq!(verdict["reasons"][0]["rule"], "publiccode_invalid");
    assert_eq!(verdict["reasons"][1]["rule"], "publiccode_first_error");
    assert_eq!(invalid["repositories"]["total"], 1);
}

#[tokio::test]
async fn what_owners_say_is_given_in_each_language() {
    let catalogue = fixture().await;
    let text = "description:\n  de: {shortDescription: Auf Deutsch}\n  \
        en: {shortDescription: In English, features: [Fast]}\n  nl: {shortDescription: In het Nederlands}\n";
    let file = TextFile::capped("publiccode.yml", text.to_owned(), 40, false);
    verdict_on(&catalogue, |facts| facts.publiccode = Some(file)).await;
    let answer = catalogue
        .ask(
            "{ repository(url: \"https://github.com/ICTU/quality-time\") {
                shortDescriptions { language text }
                descriptions { language shortDescription longDescription features } } }",
        )
        .await;
    let repository = &answer["repository"];
    assert_eq!(
        repository["shortDescriptions"],
        json!([
            { "language": "nl", "text": "In het Nederlands" },
            { "language": "en", "text": "In English" }
        ])
    );
    assert_eq!(repository["descriptions"].as_array().unwrap().len(), 3);
    let found = catalogue
        .ask(
            "{ repositories(query: \"Nederlands\") { edges { highlights(texts: [SHORT_DESCRIPTION]) {
                text language pieces { text hit } } } } }",
        )
        .await;
    assert_eq!(
        found["repositories"]["edges"][0]["highlights"],
        json!([{
            "text": "SHORT_DESCRIPTION", "language": "nl",
            "pieces": [{ "text": "In het ", "hit": false }, { "text": "Nederlands", "hit": true }]
        }])
    );
}
