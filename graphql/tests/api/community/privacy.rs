//! Addresses for e-mail and what providers call somebody are in no answer to another.

use std::sync::Arc;

use bronwijzer_graphql::{Viewer, rest};
use poem::test::TestClient;

use super::{REPOSITORY, Town, town};

const MEMBER: &str = "{ id name represents { slug } supplier { name website } }";

/// Everything that the schema tells of people, as each of these would ask for it.
fn questions() -> Vec<String> {
    let statement = format!(
        "{{ id text author {MEMBER} claim {{ by {MEMBER} }} history {{ by {MEMBER} text rule }} \
         behalf {{ organisation {{ slug }} supplier {{ name website }} }} fields {{ name values }} \
         replies {{ text author {MEMBER} }} }}"
    );
    vec![
        format!("{{ statements {{ nodes {statement} }} }}"),
        format!(
            r#"{{ repository(url: "{REPOSITORY}") {{ statements {{ nodes {statement} }} usedBy {{ users {{ label }} }} }} }}"#
        ),
        format!("{{ statementChanges {{ nodes {{ statement {statement} }} }} }}"),
        format!("{{ viewer {{ member {MEMBER} messages {{ text from {MEMBER} }} export }} }}"),
        format!(
            "{{ moderation {{ queue {statement} reports {{ text by {MEMBER} }} members {MEMBER}
               auditLog {{ reason by {MEMBER} member {MEMBER} }} }} }}"
        ),
    ]
}

async fn said(town: &Town) {
    let seeking = town.seeking().await;
    let request = town.request().await;
    let post = |text: &str| format!(r#"kind: POST, repository: "{REPOSITORY}", text: "{text}""#);
    let first = town.state(&town.member, &post("Who knows?")).await;
    town.state(
        &town.owner,
        &format!(r#"{}, replyTo: "{first}""#, post("We do")),
    )
    .await;
    let statement = "{ statement { id } }";
    for (viewer, mutation) in [
        (
            &town.other,
            format!(r#"claimStatement(id: "{seeking}", text: "I will") {statement}"#),
        ),
        (
            &town.other,
            format!(r#"contactAuthor(id: "{request}", text: "Hello") {statement}"#),
        ),
        (
            &town.other,
            format!(r#"reportStatement(id: "{first}", text: "Rude") {statement}"#),
        ),
        (
            &town.other,
            format!(r#"supportStatement(id: "{request}", supports: true) {statement}"#),
        ),
        (
            &town.moderator,
            format!(
                r#"grant(member: "{}", organisation: "stichting-ictu", granted: true, reason: "works there") {{ member {{ id }} }}"#,
                town.other.member.id
            ),
        ),
    ] {
        town.ask(viewer, &format!("mutation {{ {mutation} }}"))
            .await;
    }
}

#[tokio::test]
async fn addresses_and_subjects_are_told_to_nobody_else() {
    let town = town().await;
    said(&town).await;
    let people = [&town.owner, &town.member, &town.other, &town.moderator];
    let askers = people.into_iter().map(Some).chain([None]);
    for asker in askers {
        let mut texts = String::new();
        for question in questions() {
            let answer = town.response(asker, &question).await;
            assert!(answer.errors.is_empty(), "{question} {:?}", answer.errors);
            texts += &answer.data.into_json().unwrap().to_string();
        }
        let is_asker = |one: &&&Arc<Viewer>| asker.is_some_and(|asker| Arc::ptr_eq(asker, one));
        for other in people.iter().filter(|one| !is_asker(one)) {
            let member = &other.member;
            let email = member.email.as_deref().unwrap();
            for secret in [email, member.identity.subject.as_str()] {
                assert!(!texts.contains(secret), "{secret}: {texts}");
            }
        }
    }
    let rest = TestClient::new(rest::routes(town.fixture.schema.clone()));
    let list = rest.get("/api/v1/statements").send().await;
    let list = list.0.into_body().into_string().await.unwrap();
    assert!(
        list.contains("We seek help") && !list.contains("secret.example"),
        "{list}"
    );
}

#[tokio::test]
async fn member_reads_and_deletes_what_is_their_own() {
    let town = town().await;
    said(&town).await;
    let own = "{ viewer { email export statements { total } messages { what text } sessions { beganAt } feed } }";
    let seen = town.ask(&town.member, own).await;
    let viewer = &seen["viewer"];
    assert_eq!(viewer["email"], "member@secret.example");
    assert_eq!(viewer["statements"]["total"], 2);
    assert_eq!(viewer["sessions"].as_array().unwrap().len(), 1);
    let messages = viewer["messages"].to_string();
    assert!(messages.contains("Hello"), "{messages}");
    let export: serde_json::Value =
        serde_json::from_str(viewer["export"].as_str().unwrap()).unwrap();
    assert_eq!(export["member"]["email"], "member@secret.example");
    town.ask(&town.member, "mutation { deleteMe { done } }")
        .await;
    let gone = format!(
        r#"{{ statements(kind: [POST, RELEASE_REQUEST]) {{ nodes {{ author {MEMBER} }} }} }}"#
    );
    let left = town.fixture.ask(&gone).await.to_string();
    assert!(!left.contains("\"Member\""), "{left}");
}
