//! What sources beside the forge say of a repository, as clients ask for it.

use bronwijzer_crawler::outside::{
    Looked, OutsideFacts, SaveOutcome, SaveReason, SaveRequest, Scorecard,
};
use bronwijzer_testing::{now, outside_facts, repository};
use chrono::Days;
use serde_json::{Value, json};

use crate::support::{Fixture, fixture};

const ASKED: &str = r#"{ repository(url: "https://github.com/ICTU/quality-time") {
    archive { state swhid revisionSwhid visitedAt lastVisitAt lastVisitStatus lookedAt
        unreachableSince saveRequestedAt saveReason saveOutcome saveNote url }
    scorecard { state score checks { name score reason url } day commit version lookedAt
        unreachableSince url } } }"#;

fn facts() -> OutsideFacts {
    let url = repository("ICTU/quality-time").build().url;
    outside_facts(&url, now())
}

async fn asked(fixture: &Fixture, facts: OutsideFacts) -> Value {
    let id = "github.com:1".parse().unwrap();
    fixture.catalogue.keep_outside(&[(id, facts)]).unwrap();
    fixture.ask(ASKED).await["repository"].clone()
}

#[tokio::test]
async fn never_asked_is_unknown() {
    let fixture = fixture().await;
    let answer = &fixture.ask(ASKED).await["repository"];
    assert_eq!(answer["archive"]["state"], "UNKNOWN");
    assert_eq!(answer["archive"]["lookedAt"], Value::Null);
    assert_eq!(answer["scorecard"]["state"], "UNKNOWN");
    assert_eq!(answer["scorecard"]["checks"], json!([]));
}

#[tokio::test]
async fn archive_and_scorecard_have_identifiers_days_and_pages() {
    let fixture = fixture().await;
    let save = SaveRequest {
        reason: SaveReason::AtRisk,
        requested_at: now(),
        outcome: SaveOutcome::Rejected,
        note: Some("It is blocked.".to_owned()),
    };
    let facts = OutsideFacts {
        save: Some(save),
        ..facts()
    };
    let answer = asked(&fixture, facts).await;
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!(answer) });
}

#[tokio::test]
async fn nothing_found_is_told_apart_from_unknown() {
    let fixture = fixture().await;
    let mut facts = facts();
    let archive = facts.archive.as_mut().and_then(|one| one.answer.as_mut());
    archive.unwrap().found.snapshot = None;
    facts.scorecard = Some(Looked::after(None, Ok(None::<Scorecard>), "", now()));
    let answer = asked(&fixture, facts).await;
    assert_eq!(answer["archive"]["state"], "NOT_ARCHIVED");
    assert_eq!(answer["archive"]["url"], Value::Null);
    assert_eq!(answer["scorecard"]["state"], "NOT_PUBLISHED");
    assert_eq!(answer["scorecard"]["url"], Value::Null);
}

#[tokio::test]
async fn source_out_of_reach_keeps_its_answer() {
    let fixture = fixture().await;
    let mut facts = facts();
    let later = now() + Days::new(40);
    let why = || "it could not be reached".to_owned();
    facts.archive = Some(Looked::after(facts.archive, Err(why()), "", later));
    facts.scorecard = Some(Looked::after(None, Err(why()), "", later));
    let answer = asked(&fixture, facts).await;
    assert_eq!(answer["archive"]["state"], "ARCHIVED");
    assert_ne!(
        answer["archive"]["lookedAt"],
        answer["archive"]["unreachableSince"]
    );
    assert_eq!(answer["scorecard"]["state"], "UNKNOWN");
    assert_ne!(answer["scorecard"]["unreachableSince"], Value::Null);
}
