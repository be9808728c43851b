//! What members do with what others said, from the first word to the last, and how they are
//! told what is wrong with it.

use serde_json::{Value, json};

use super::{REPOSITORY, Town, town};

async fn act(
    town: &Town,
    viewer: &std::sync::Arc<bronwijzer_graphql::Viewer>,
    mutation: &str,
) -> Value {
    let answer = town
        .ask(viewer, &format!("mutation {{ done: {mutation} }}"))
        .await;
    answer["done"].clone()
}

const STATEMENT: &str = "{ statement { state text claim { by { name } } supporters supported
    until fields { name values } history { kind text } } }";

#[tokio::test]
async fn help_is_sought_claimed_and_given() {
    let town = town().await;
    let id = town.seeking().await;
    let claim = format!(r#"claimStatement(id: "{id}", text: "I will") {STATEMENT}"#);
    let claimed = act(&town, &town.member, &claim).await;
    assert_eq!(claimed["statement"]["state"], "CLAIMED");
    assert_eq!(claimed["statement"]["claim"]["by"]["name"], "Member");
    assert_eq!(
        town.refused(Some(&town.other), &format!("mutation {{ {claim} }}"))
            .await
            .0,
        "WRONG_STATE"
    );
    let news = format!(r#"giveNews(id: "{id}", text: "Half way") {STATEMENT}"#);
    let answer = act(&town, &town.member, &news).await;
    let history = answer["statement"]["history"].as_array().unwrap();
    assert_eq!(history.last().unwrap()["kind"], "NEWS");
    // The words of who is new wait for nobody: they go to whom they are meant for.
    let read = town.ask(
        &town.owner,
        "{ viewer { messages { what text from { name } } } }",
    );
    assert_eq!(
        read.await["viewer"]["messages"][0],
        json!({ "what": "news", "text": "Half way", "from": { "name": "Member" } })
    );
    let release = format!(r#"releaseClaim(id: "{id}", text: "No time") {STATEMENT}"#);
    let free = act(&town, &town.member, &release).await;
    assert_eq!(
        (&free["statement"]["state"], &free["statement"]["claim"]),
        (&json!("OPEN"), &Value::Null)
    );
    let close = format!(r#"closeStatement(id: "{id}", text: "Found somebody") {STATEMENT}"#);
    let closed = act(&town, &town.owner, &close).await;
    assert_eq!(closed["statement"]["state"], "CLOSED");
    assert_eq!(
        town.refused(Some(&town.owner), &format!("mutation {{ {close} }}"))
            .await
            .0,
        "WRONG_STATE"
    );
}

#[tokio::test]
async fn release_is_asked_supported_and_answered() {
    let town = town().await;
    let id = town.request().await;
    let support = |supports: bool| {
        format!(r#"supportStatement(id: "{id}", supports: {supports}) {STATEMENT}"#)
    };
    for _ in 0..2 {
        // Once each, however often it is said.
        let response = town
            .response(
                Some(&town.other),
                &format!("mutation {{ {} }}", support(true)),
            )
            .await;
        let seen = town
            .ask(
                &town.other,
                &format!(r#"{{ statement(id: "{id}") {{ supporters supported }} }}"#),
            )
            .await;
        assert_eq!(
            seen["statement"],
            json!({ "supporters": 1, "supported": true }),
            "{response:?}"
        );
    }
    act(&town, &town.other, &support(false)).await;
    let answer = |fields: &str| {
        format!(r#"answerStatement(id: "{id}", text: "Next year", fields: [{fields}]) {STATEMENT}"#)
    };
    let wrong = format!(
        "mutation {{ {} }}",
        answer(r#"{ name: ANSWER, values: ["perhaps"] }"#)
    );
    let (code, extensions) = town.refused(Some(&town.owner), &wrong).await;
    assert_eq!(
        (code, &extensions["field"]),
        ("INVALID_FIELD", &json!("ANSWER"))
    );
    let answered = answer(
        r#"{ name: ANSWER, values: ["will_release"] }, { name: BY_DAY, values: ["2027-01-01"] }"#,
    );
    let answered = act(&town, &town.owner, &answered).await;
    assert_eq!(answered["statement"]["state"], "ANSWERED");
    let fields = answered["statement"]["fields"].to_string();
    assert!(fields.contains("will_release"), "{fields}");
}

#[tokio::test]
async fn removed_statement_can_be_restored() {
    let town = town().await;
    let id = town.request().await;
    let report =
        format!(r#"reportStatement(id: "{id}", text: "Not true") {{ statement {{ id }} }}"#);
    act(&town, &town.other, &report).await;
    let reports = town
        .ask(
            &town.moderator,
            "{ moderation { reports { text statement { id } by { name } } } }",
        )
        .await;
    assert_eq!(
        reports["moderation"]["reports"],
        json!([{ "text": "Not true", "statement": { "id": id }, "by": { "name": "Other" } }])
    );
    let decide = |decision: &str| {
        format!(
            r#"decide(id: "{id}", decision: {decision}, reason: "See above") {{ statement {{ visibility }} }}"#
        )
    };
    let removed = act(&town, &town.moderator, &decide("REMOVE")).await;
    assert_eq!(removed["statement"]["visibility"], "REMOVED");
    let one = format!(r#"{{ statement(id: "{id}") {{ visibility }} }}"#);
    assert_eq!(town.fixture.ask(&one).await["statement"], Value::Null);
    assert_eq!(
        town.ask(&town.member, &one).await["statement"]["visibility"],
        "REMOVED"
    );
    let restored = act(&town, &town.moderator, &decide("UNDO")).await;
    assert_eq!(restored["statement"]["visibility"], "PUBLIC");
    let log = town
        .ask(
            &town.moderator,
            "{ moderation { auditLog { rule decision reason by { name } } } }",
        )
        .await;
    let log = log["moderation"]["auditLog"].to_string();
    assert!(log.contains("REMOVE") && log.contains("UNDO"), "{log}");
}

#[tokio::test]
async fn closed_discussion_takes_no_posts() {
    let town = town().await;
    let close = |closed: bool| {
        format!(
            r#"closeDiscussion(repository: "{REPOSITORY}", closed: {closed}, reason: "Quarrel") {{ closed }}"#
        )
    };
    assert_eq!(
        act(&town, &town.moderator, &close(true)).await["closed"],
        true
    );
    let seen = format!(r#"{{ repository(url: "{REPOSITORY}") {{ discussionClosed }} }}"#);
    assert_eq!(
        town.fixture.ask(&seen).await["repository"]["discussionClosed"],
        true
    );
    let post = format!(
        r#"mutation {{ makeStatement(input: {{ kind: POST, repository: "{REPOSITORY}", text: "But" }})
           {{ statement {{ id }} }} }}"#
    );
    assert_eq!(
        town.refused(Some(&town.member), &post).await.0,
        "WRONG_STATE"
    );
    act(&town, &town.moderator, &close(false)).await;
    town.ask(&town.member, &post).await;
}

#[tokio::test]
async fn profile_and_what_is_followed_are_changed() {
    let town = town().await;
    let profile = r#"changeProfile(name: "Somebody", email: "new@example.org", digest: WEEKLY,
        language: ENGLISH, supplier: { name: "Works", website: "https://works.example" })
        { viewer { email unconfirmedEmail digest language member { name supplier { name website } } } }"#;
    let changed = act(&town, &town.member, profile).await;
    assert_eq!(
        changed["viewer"],
        json!({
            "email": "member@secret.example", "unconfirmedEmail": "new@example.org",
            "digest": "WEEKLY", "language": "ENGLISH",
            "member": { "name": "Somebody",
                "supplier": { "name": "Works", "website": "https://works.example/" } },
        })
    );
    let follow = |what: &str, follows: bool| {
        format!(
            "follow({what}, follows: {follows}) {{ viewer {{ follows {{ repository {{ url }} organisation {{ slug }} theme search }} }} }}"
        )
    };
    let repository = format!(r#"repository: "{REPOSITORY}""#);
    act(&town, &town.member, &follow(&repository, true)).await;
    let followed = act(
        &town,
        &town.member,
        &follow(r#"organisation: "stichting-ictu""#, true),
    )
    .await;
    let followed = followed["viewer"]["follows"].to_string();
    assert!(
        followed.contains(REPOSITORY) && followed.contains("stichting-ictu"),
        "{followed}"
    );
    act(&town, &town.member, &follow(&repository, false)).await;
    let left = act(
        &town,
        &town.member,
        &follow(r#"organisation: "stichting-ictu""#, false),
    )
    .await;
    assert_eq!(left["viewer"]["follows"], json!([]));
    let two = format!(
        "mutation {{ {} }}",
        follow(&format!(r#"{repository}, theme: "it""#), true)
    );
    assert_eq!(
        town.refused(Some(&town.member), &two).await.0,
        "BAD_REQUEST"
    );
}

#[tokio::test]
async fn mistakes_have_codes_that_say_what_to_mend() {
    let town = town().await;
    let seeking = town.seeking().await;
    let make = |input: &str| {
        format!("mutation {{ makeStatement(input: {{ {input} }}) {{ statement {{ id }} }} }}")
    };
    let offer = |fields: &str| format!(r#"kind: OFFER, text: "I help", fields: [{fields}]"#);
    let long = "a".repeat(2_001);
    let unknown = "0190b6f0-0000-7000-8000-000000000000";
    let cases = [
        (
            make(&offer("")),
            "INVALID_FIELD",
            json!({ "field": "HELP" }),
        ),
        (
            make(&offer(
                r#"{ name: HELP, values: ["code"] }, { name: HOURS, values: ["61"] }"#,
            )),
            "INVALID_FIELD",
            json!({ "field": "HOURS" }),
        ),
        (
            make(&format!(
                r#"kind: POST, repository: "{REPOSITORY}", text: "{long}""#
            )),
            "TOO_LONG",
            json!({ "longest": 2_000 }),
        ),
        (
            make(&format!(r#"kind: POST, repository: "{REPOSITORY}""#)),
            "INVALID_FIELD",
            json!({ "field": "text" }),
        ),
        (
            make(r#"kind: POST, repository: "https://github.com/ICTU/x", text: "a""#),
            "NOT_FOUND",
            json!({}),
        ),
        (
            make(r#"kind: POST, organisation: "nobody", text: "a""#),
            "NOT_FOUND",
            json!({}),
        ),
        (make(r#"kind: POST, text: "a""#), "WRONG_SUBJECT", json!({})),
        (
            make(&format!(
                r#"kind: SUPPORT, repository: "{REPOSITORY}", asSupplier: true, text: "a",
                fields: [{{ name: SERVICE, values: ["hosting"] }}]"#
            )),
            "INVALID_FIELD",
            json!({ "field": "asSupplier" }),
        ),
        (
            format!(r#"mutation {{ renewStatement(id: "{unknown}") {{ statement {{ id }} }} }}"#),
            "NOT_FOUND",
            json!({}),
        ),
        (
            r#"mutation { renewStatement(id: "x") { statement { id } } }"#.to_owned(),
            "NOT_FOUND",
            json!({}),
        ),
        (
            format!(
                r#"mutation {{ changeStatement(id: "{seeking}", text: "mine", fields: []) {{ statement {{ id }} }} }}"#
            ),
            "NOT_ALLOWED",
            json!({ "rule": "CHANGE" }),
        ),
    ];
    for (mutation, expected, has) in cases {
        let (code, extensions) = town.refused(Some(&town.member), &mutation).await;
        assert_eq!(code, expected, "{mutation:.200}");
        for (name, value) in has.as_object().unwrap() {
            assert_eq!(extensions[name], *value, "{mutation:.200}");
        }
    }
    let again = make(&format!(
        r#"kind: SEEKING, repository: "{REPOSITORY}", onBehalfOf: "gemeente-nijmegen", text: "Again",
           fields: [{{ name: SOUGHT, values: ["help"] }}]"#
    ));
    assert_eq!(town.refused(Some(&town.owner), &again).await.0, "TWICE");
}

#[tokio::test]
async fn too_much_in_a_short_time_is_told_when_to_go_on() {
    let town = town().await;
    let mut refused = None;
    for number in 0..1_000 {
        let post = format!(
            r#"mutation {{ makeStatement(input: {{ kind: POST, repository: "{REPOSITORY}", text: "Post {number}" }})
               {{ statement {{ id }} }} }}"#
        );
        let response = town.response(Some(&town.member), &post).await;
        if let Some(error) = response.errors.into_iter().next() {
            refused = Some(error);
            break;
        }
    }
    let refused = json!(refused.unwrap().extensions);
    assert_eq!(refused["code"], "RATE_LIMITED");
    assert!(refused["retryAfter"].as_u64().unwrap() > 0);
}

/// A request has room for some twenty mutations.
#[tokio::test]
async fn mutations_weigh_in_the_complexity_of_a_request() {
    let town = town().await;
    let one = |at: usize| {
        format!(r#"a{at}: follow(search: "q={at}", follows: true) {{ viewer {{ email }} }}"#)
    };
    let many: Vec<String> = (0..40).map(one).collect();
    let (code, _) = town
        .refused(
            Some(&town.member),
            &format!("mutation {{ {} }}", many.join(" ")),
        )
        .await;
    assert_eq!(code, "QUERY_TOO_COMPLEX");
}
