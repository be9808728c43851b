//! Who may not: every mutation of the schema is tried by nobody, by an access token without
//! the scope, and by a member who has no right to what it is done to.

use std::sync::Arc;

use bronwijzer_graphql::Viewer;
use bronwijzer_index::community::member::Scope;
use serde_json::Value;

use super::{REPOSITORY, Town, by_token, town};

/// What mutations are tried on.
struct Objects {
    /// Of the owner, public, and taken up by the member.
    seeking: String,
    /// Of the member, public, and asks the owner.
    request: String,
    /// Of the member, and waits for a moderator.
    held: String,
    /// Of the member.
    token: String,
}

async fn objects(town: &Town) -> Objects {
    let seeking = town.seeking().await;
    let request = town.request().await;
    let claim = format!(
        r#"mutation {{ claimStatement(id: "{seeking}", text: "I will") {{ statement {{ state }} }} }}"#
    );
    town.ask(&town.member, &claim).await;
    let held = format!(
        r#"kind: CORRECTION, repository: "{REPOSITORY}", text: "It is finished",
           fields: [{{ name: WRONG, values: ["finished"] }}]"#
    );
    let (held, visibility) = town.make(&town.member, &held).await;
    assert_eq!(visibility, "HELD");
    let token = r#"mutation { makeToken(name: "mine", scopes: [READ]) { id } }"#;
    let token = town.ask(&town.member, token).await;
    let token = token["makeToken"]["id"].as_str().unwrap().to_owned();
    Objects {
        seeking,
        request,
        held,
        token,
    }
}

/// Each mutation as [`Town::other`] may not do it, and what it is refused with; `None` for what
/// is done to oneself alone, and so harms nobody.
fn attempts(
    objects: &Objects,
    victim: &Viewer,
) -> Vec<(&'static str, String, Option<&'static str>)> {
    let Objects {
        seeking,
        request,
        held,
        token,
    } = objects;
    let victim = &victim.member.id;
    let (denied, hidden) = (Some("NOT_ALLOWED"), Some("NOT_FOUND"));
    let statement = "{ statement { id text } }";
    vec![
        (
            "makeStatement",
            format!(
                r#"(input: {{ kind: USE, repository: "{REPOSITORY}", onBehalfOf: "gemeente-nijmegen",
                    fields: [{{ name: STAGE, values: ["production"] }}] }}) {statement}"#
            ),
            denied,
        ),
        (
            "changeStatement",
            format!(r#"(id: "{request}", text: "mine", fields: []) {statement}"#),
            denied,
        ),
        (
            "renewStatement",
            format!(r#"(id: "{request}") {statement}"#),
            denied,
        ),
        (
            "closeStatement",
            format!(r#"(id: "{request}", text: "no") {statement}"#),
            denied,
        ),
        (
            "claimStatement",
            format!(r#"(id: "{held}", text: "mine") {statement}"#),
            hidden,
        ),
        (
            "giveNews",
            format!(r#"(id: "{seeking}", text: "no") {statement}"#),
            denied,
        ),
        (
            "releaseClaim",
            format!(r#"(id: "{seeking}", text: "no") {statement}"#),
            denied,
        ),
        (
            "supportStatement",
            format!(r#"(id: "{held}", supports: true) {statement}"#),
            hidden,
        ),
        (
            "answerStatement",
            format!(
                r#"(id: "{request}", text: "no", fields: [{{ name: ANSWER, values: ["no"] }},
                    {{ name: GROUND, values: ["security"] }}]) {statement}"#
            ),
            denied,
        ),
        (
            "contactAuthor",
            format!(r#"(id: "{held}", text: "hello") {statement}"#),
            hidden,
        ),
        (
            "reportStatement",
            format!(r#"(id: "{held}", text: "bad") {statement}"#),
            hidden,
        ),
        (
            "decide",
            format!(r#"(id: "{request}", decision: REMOVE, reason: "no") {statement}"#),
            denied,
        ),
        (
            "removeText",
            format!(r#"(id: "{seeking}", event: 0, reason: "no") {statement}"#),
            denied,
        ),
        (
            "closeDiscussion",
            format!(r#"(repository: "{REPOSITORY}", closed: true, reason: "no") {{ closed }}"#),
            denied,
        ),
        (
            "grant",
            format!(
                r#"(member: "{victim}", organisation: "gemeente-nijmegen", granted: true, reason: "no")
                   {{ member {{ id }} }}"#
            ),
            denied,
        ),
        (
            "revokeToken",
            format!(r#"(id: "{token}") {{ viewer {{ email }} }}"#),
            Some("EXPIRED"),
        ),
        (
            "follow",
            format!(r#"(repository: "{REPOSITORY}", follows: true) {{ viewer {{ email }} }}"#),
            None,
        ),
        (
            "changeProfile",
            r#"(name: "Another", digest: NEVER, language: DUTCH) { viewer { email } }"#.to_owned(),
            None,
        ),
        (
            "makeToken",
            r#"(name: "t", scopes: [READ]) { id }"#.to_owned(),
            None,
        ),
        ("renewFeed", "{ viewer { feed } }".to_owned(), None),
        ("signOutEverywhere", "{ done }".to_owned(), None),
        ("deleteMe", "{ done }".to_owned(), None),
    ]
}

/// What the member has, which nobody else may change.
async fn state_of_member(town: &Town, objects: &Objects) -> Value {
    let fields = "text state visibility supporters claim { by { id } }";
    let (seeking, request, held) = (&objects.seeking, &objects.request, &objects.held);
    town.ask(
        &town.member,
        &format!(
            r#"{{ viewer {{ member {{ name represents {{ slug }} }} email digest follows {{ search }}
                  tokens {{ id }} messages {{ text }} }}
                a: statement(id: "{seeking}") {{ {fields} }}
                b: statement(id: "{request}") {{ {fields} }}
                c: statement(id: "{held}") {{ {fields} }} }}"#
        ),
    )
    .await
}

async fn mutations_of_schema(town: &Town) -> Vec<String> {
    let query = "{ __schema { mutationType { fields { name } } } }";
    let schema = town.fixture.ask(query).await;
    let fields = schema["__schema"]["mutationType"]["fields"]
        .as_array()
        .unwrap();
    let names = fields
        .iter()
        .map(|field| field["name"].as_str().unwrap().to_owned());
    names.collect()
}

#[tokio::test]
async fn every_mutation_refuses_who_may_not() {
    let town = town().await;
    let objects = objects(&town).await;
    let attempts = attempts(&objects, &town.member);
    let mut covered: Vec<&str> = attempts.iter().map(|(name, ..)| *name).collect();
    let mut mutations = mutations_of_schema(&town).await;
    covered.sort_unstable();
    mutations.sort_unstable();
    assert_eq!(covered, mutations, "try each mutation here");

    let before = state_of_member(&town, &objects).await;
    let reader = by_token(&town.moderator, &[Scope::Read]);
    let tries: [(&str, Option<&Arc<Viewer>>); 2] =
        [("SIGN_IN_REQUIRED", None), ("NOT_ALLOWED", Some(&reader))];
    for (expected, viewer) in tries {
        for (name, rest, _) in &attempts {
            let mutation = format!("mutation {{ {name}{rest} }}");
            let (code, _) = town.refused(viewer, &mutation).await;
            assert_eq!(code, expected, "{mutation}");
        }
    }
    for (name, rest, expected) in &attempts {
        let mutation = format!("mutation {{ {name}{rest} }}");
        match expected {
            Some(expected) => {
                let (code, _) = town.refused(Some(&town.other), &mutation).await;
                assert_eq!(code, *expected, "{mutation}");
            }
            None => {
                town.ask(&town.other, &mutation).await;
            }
        }
        assert_eq!(state_of_member(&town, &objects).await, before, "{mutation}");
    }
}

#[tokio::test]
async fn moderation_is_for_moderators_alone() {
    let town = town().await;
    let objects = objects(&town).await;
    let query = "{ moderation { queue { id } reports { text } members { name } auditLog { id } } }";
    assert_eq!(town.fixture.ask(query).await["moderation"], Value::Null);
    assert_eq!(
        town.ask(&town.owner, query).await["moderation"],
        Value::Null
    );
    let writer = by_token(&town.moderator, &[Scope::Read, Scope::Write]);
    assert_eq!(town.refused(Some(&writer), query).await.0, "NOT_ALLOWED");
    let seen = town.ask(&town.moderator, query).await;
    assert_eq!(seen["moderation"]["queue"][0]["id"], *objects.held);

    let held = r#"{ statements(visibility: [HELD]) { nodes { id } } }"#;
    assert_eq!(town.refused(None, held).await.0, "SIGN_IN_REQUIRED");
    let of =
        async |viewer: &Arc<Viewer>| town.ask(viewer, held).await["statements"]["nodes"].clone();
    assert_eq!(of(&town.other).await, serde_json::json!([]));
    assert_eq!(of(&writer).await, serde_json::json!([]));
    assert_eq!(of(&town.member).await[0]["id"], *objects.held);
    assert_eq!(of(&town.moderator).await[0]["id"], *objects.held);
    let one = format!(
        r#"{{ statement(id: "{}") {{ text }} node(id: "{0}") {{ id }} }}"#,
        objects.held
    );
    for viewer in [&town.other, &writer] {
        let seen = town.ask(viewer, &one).await;
        assert_eq!(seen, serde_json::json!({ "statement": null, "node": null }));
    }
    assert_eq!(town.fixture.ask(&one).await["statement"], Value::Null);
}
