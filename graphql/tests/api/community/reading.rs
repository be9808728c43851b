//! What people say, as everybody reads it.

use serde_json::{Value, json};

use super::{REPOSITORY, Town, town};

async fn ids(town: &Town, arguments: &str) -> Value {
    let query = format!("{{ statements({arguments}) {{ nodes {{ id }} }} }}");
    let answer = town.fixture.ask(&query).await;
    let nodes = answer["statements"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["id"].clone()).collect()
}

#[tokio::test]
async fn statement_is_told_with_all_that_it_has() {
    let town = town().await;
    let id = town.seeking().await;
    let fields = "id kind subjectKind subject { ... on Repository { url } } text
        author { name represents { slug } } behalf { organisation { slug } supplier { name } }
        fields { name values } visibility state claim { since } supporters supported own isExample
        history { kind by { name } rule } replies { id } mayDo";
    let answer = town
        .fixture
        .ask(&format!(r#"{{ statement(id: "{id}") {{ {fields} }} }}"#))
        .await;
    assert_eq!(
        answer["statement"],
        json!({
            "id": id,
            "kind": "SEEKING",
            "subjectKind": "REPOSITORY",
            "subject": { "url": REPOSITORY },
            "text": "We seek help",
            "author": { "name": "Owner", "represents": [{ "slug": "gemeente-nijmegen" }] },
            "behalf": { "organisation": { "slug": "gemeente-nijmegen" }, "supplier": null },
            "fields": [
                { "name": "SOUGHT", "values": ["help"] },
                { "name": "HELP", "values": ["code", "translation"] },
            ],
            "visibility": "PUBLIC",
            "state": "OPEN",
            "claim": null,
            "supporters": 0,
            "supported": false,
            "own": false,
            "isExample": false,
            "history": answer["statement"]["history"],
            "replies": [],
            "mayDo": [],
        })
    );
    let made = &answer["statement"]["history"][0];
    assert_eq!(
        *made,
        json!({ "kind": "MADE", "by": { "name": "Owner" }, "rule": null })
    );
    let node = format!(r#"{{ node(id: "{id}") {{ ... on Statement {{ text }} }} }}"#);
    let node = town.fixture.ask(&node).await;
    assert_eq!(node["node"]["text"], "We seek help");
    let mine = format!(r#"{{ statement(id: "{id}") {{ own mayDo }} }}"#);
    let mine = town.ask(&town.owner, &mine).await;
    assert_eq!(mine["statement"]["own"], true);
    let may = mine["statement"]["mayDo"].as_array().unwrap();
    assert!(
        may.contains(&json!("CHANGE")) && !may.contains(&json!("DECIDE")),
        "{may:?}"
    );
}

#[tokio::test]
async fn statements_are_filtered_and_come_in_pages() {
    let town = town().await;
    let seeking = town.seeking().await;
    let request = town.request().await;
    let offer = town
        .state(
            &town.member,
            r#"kind: OFFER, text: "I translate", fields: [{ name: HELP, values: ["translation"] }]"#,
        )
        .await;
    let cases = [
        (String::new(), json!([offer, request, seeking])),
        ("kind: [SEEKING, OFFER]".to_owned(), json!([offer, seeking])),
        ("state: [CLOSED]".to_owned(), json!([])),
        (format!(r#"repository: "{REPOSITORY}""#), json!([seeking])),
        (
            r#"repository: "https://github.com/ICTU/quality-time""#.to_owned(),
            json!([]),
        ),
        (
            r#"repository: "https://github.com/ICTU/nothing""#.to_owned(),
            json!([]),
        ),
        (
            r#"organisation: "gemeente-nijmegen""#.to_owned(),
            json!([request, seeking]),
        ),
        (r#"organisation: "nobody""#.to_owned(), json!([])),
        (
            r#"help: ["translation"]"#.to_owned(),
            json!([offer, seeking]),
        ),
        (r#"help: ["code"]"#.to_owned(), json!([seeking])),
        (r#"query: "balie""#.to_owned(), json!([request])),
        (
            "visibility: [PUBLIC]".to_owned(),
            json!([offer, request, seeking]),
        ),
    ];
    for (arguments, expected) in cases {
        let arguments = if arguments.is_empty() {
            "first: 100"
        } else {
            &arguments
        };
        let found = ids(&town, arguments).await;
        let shipped = |id: &Value| ![&seeking, &request, &offer].iter().any(|own| *id == **own);
        let found: Vec<&Value> = found
            .as_array()
            .unwrap()
            .iter()
            .filter(|id| !shipped(id))
            .collect();
        assert_eq!(json!(found), expected, "{arguments}");
    }

    let mut read = Vec::new();
    let mut after = "null".to_owned();
    loop {
        let query = format!(
            "{{ statements(first: 1, after: {after}) {{ total nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let page = town.fixture.ask(&query).await["statements"].clone();
        read.push(page["nodes"][0]["id"].clone());
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["total"], read.len());
            break;
        }
        after = page["pageInfo"]["endCursor"].to_string();
    }
    assert_eq!(read[..3], [json!(offer), json!(request), json!(seeking)]);
    let (code, _) = town
        .refused(None, r#"{ statements(after: "x") { total } }"#)
        .await;
    assert_eq!(code, "BAD_CURSOR");
}

#[tokio::test]
async fn repository_and_organisation_have_their_statements() {
    let town = town().await;
    let seeking = town.seeking().await;
    let request = town.request().await;
    let answer = town
        .fixture
        .ask(&format!(
            r#"{{ repository(url: "{REPOSITORY}") {{ statements {{ total nodes {{ id }} }} discussionClosed
                     uses: statements(kind: [USE]) {{ total }} }}
                organisation(slug: "gemeente-nijmegen") {{ statements {{ nodes {{ id }} }} discussionClosed }} }}"#
        ))
        .await;
    assert_eq!(
        answer,
        json!({
            "repository": {
                "statements": { "total": 1, "nodes": [{ "id": seeking }] },
                "discussionClosed": false,
                "uses": { "total": 0 },
            },
            "organisation": {
                "statements": { "nodes": [{ "id": request }, { "id": seeking }] },
                "discussionClosed": false,
            },
        })
    );
}

#[tokio::test]
async fn replies_stand_below_what_they_answer() {
    let town = town().await;
    let post = |text: &str, more: &str| {
        format!(r#"kind: POST, repository: "{REPOSITORY}", text: "{text}"{more}"#)
    };
    let asked = town.state(&town.member, &post("Who knows?", "")).await;
    let answers = format!(r#", replyTo: "{asked}""#);
    let first = town.state(&town.owner, &post("We do", &answers)).await;
    let second = town.state(&town.other, &post("Thanks", &answers)).await;
    let query = format!(
        r#"{{ repository(url: "{REPOSITORY}") {{ statements(kind: [POST]) {{
             nodes {{ id replyTo replies {{ id replyTo }} }} }} }} }}"#
    );
    let seen = town.fixture.ask(&query).await;
    assert_eq!(
        seen["repository"]["statements"]["nodes"],
        json!([{ "id": asked, "replyTo": null, "replies": [
            { "id": first, "replyTo": asked }, { "id": second, "replyTo": asked },
        ] }])
    );
}

#[tokio::test]
async fn users_are_counted_once_with_who_says_so() {
    let town = town().await;
    let uses = |stage: &str| {
        format!(
            r#"kind: USE, repository: "https://github.com/ICTU/quality-time",
               onBehalfOf: "gemeente-nijmegen", fields: [{{ name: STAGE, values: ["{stage}"] }}]"#
        )
    };
    let query = r#"{ repository(url: "https://github.com/ICTU/quality-time") {
        usedBy { total users { organisation { slug } label sources statement { id } } } } }"#;
    let used = async || town.fixture.ask(query).await["repository"]["usedBy"].clone();
    assert_eq!(used().await, json!({ "total": 0, "users": [] }));
    let id = town.state(&town.owner, &uses("production")).await;
    let user = json!({
        "organisation": { "slug": "gemeente-nijmegen" },
        "label": "Gemeente Nijmegen",
        "sources": ["STATEMENT"],
        "statement": { "id": id },
    });
    assert_eq!(used().await, json!({ "total": 1, "users": [user] }));
    let stop = format!(
        r#"mutation {{ changeStatement(id: "{id}", text: "", fields: [{{ name: STAGE, values: ["stopped"] }}])
           {{ statement {{ id }} }} }}"#
    );
    town.ask(&town.owner, &stop).await;
    assert_eq!(used().await["total"], 0);
}

#[tokio::test]
async fn kinds_of_statements_describe_their_forms() {
    let town = town().await;
    let query =
        "{ statementKinds { kind subjects needsText longestText madeBy onBehalf once claimable
        supportable answeredBy moderated validDays closedBy
        fields { name form values longest greatest required ofAnswer } } }";
    let kinds = town.fixture.ask(query).await;
    insta::assert_json_snapshot!("kinds_of_statements", kinds);
}

#[tokio::test]
async fn each_is_told_what_they_may_say() {
    let town = town().await;
    let query =
        format!(r#"{{ repository(url: "{REPOSITORY}") {{ sayable {{ kind allowed madeBy }} }} }}"#);
    let may = |answer: &Value, kind: &str| {
        let sayable = answer["repository"]["sayable"].as_array().unwrap();
        let found = sayable.iter().find(|one| one["kind"] == kind).unwrap();
        found["allowed"].as_bool().unwrap()
    };
    let anonymous = town.fixture.ask(&query).await;
    for (name, answer, may_seek, may_post) in [
        ("nobody", anonymous, false, false),
        ("owner", town.ask(&town.owner, &query).await, true, true),
        ("member", town.ask(&town.member, &query).await, false, true),
    ] {
        assert_eq!(may(&answer, "SEEKING"), may_seek, "{name}");
        assert_eq!(may(&answer, "FAREWELL"), may_seek, "{name}");
        assert_eq!(may(&answer, "POST"), may_post, "{name}");
        assert!(!may(&answer, "SUPPORT"), "{name} is no supplier");
    }
}

#[tokio::test]
async fn news_is_for_who_has_the_address_of_the_feed() {
    let town = town().await;
    let follow = format!(
        r#"mutation {{ follow(repository: "{REPOSITORY}", follows: true) {{ viewer {{ feed }} }} }}"#
    );
    let feed = town.ask(&town.member, &follow).await;
    let feed = feed["follow"]["viewer"]["feed"]
        .as_str()
        .unwrap()
        .to_owned();
    let seeking = town.seeking().await;
    let ask = async |feed: &str| {
        let query = format!(
            r#"{{ news(feed: "{feed}") {{ kind because repository {{ url }} organisation {{ slug }}
                statement {{ id }} }} }}"#
        );
        town.fixture.ask(&query).await["news"].clone()
    };
    let expected = json!([{
        "kind": "SEEKING",
        "because": "REPOSITORY",
        "repository": { "url": REPOSITORY },
        "organisation": null,
        "statement": { "id": seeking },
    }]);
    assert_eq!(ask(&feed).await, expected);
    assert_eq!(ask("nobody.x").await, Value::Null);
    let renewed = "mutation { renewFeed { viewer { feed } } }";
    let renewed = town.ask(&town.member, renewed).await;
    let renewed = renewed["renewFeed"]["viewer"]["feed"].as_str().unwrap();
    assert_eq!(ask(&feed).await, Value::Null, "nobody reads the old one");
    assert_eq!(ask(renewed).await, expected);
    town.ask(&town.member, "mutation { deleteMe { done } }")
        .await;
    assert_eq!(ask(renewed).await, Value::Null);
}
