//! Open by default as clients ask for it: the exact numbers of two bodies.

use bronwijzer_index::Contents;
use chrono::Days;
use serde_json::{Value, json};

use crate::support::{Fixture, fixture, now};

const FIGURES: &str = "repositories counted leftOut { reason count value }
    figures { figure passed failed unknown share enough passedValue failedValue }";

/// The numbers of one figure: passed, failed, unknown.
fn numbers<'a>(of: &'a Value, figure: &str) -> [&'a Value; 3] {
    let figures = of["figures"].as_array().unwrap();
    let found = figures
        .iter()
        .find(|entry| entry["figure"] == figure)
        .unwrap();
    ["passed", "failed", "unknown"].map(|name| &found[name])
}

#[tokio::test]
async fn figures_of_organisations_and_the_total_are_exact() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(&format!(
            r#"{{
                openByDefault {{ {FIGURES} organisation {{ slug }} type leavesOut }}
                type: openByDefault(type: FOUNDATION) {{ {FIGURES} type }}
                one: openByDefault(organisation: "gemeente-nijmegen") {{ {FIGURES} organisation {{ slug }} type }}
                none: openByDefault(organisation: "atlantis") {{ counted }}
                odd: openByDefault(organisation: "A b") {{ counted }}
                organisations {{ nodes {{ slug openByDefault {{ {FIGURES} }} }} }}
            }}"#
        ))
        .await;
    // Fields come in the order in which their reads were done.
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!(answer) });
    assert_eq!(
        numbers(&answer["one"], "UPKEEP"),
        [0, 2, 0].map(|n| json!(n)).each_ref()
    );
    assert_eq!(
        numbers(&answer["type"], "UPKEEP"),
        [1, 0, 0].map(|n| json!(n)).each_ref()
    );
    assert_eq!(
        numbers(&answer["openByDefault"], "OPEN_LICENCE"),
        [3, 0, 0].map(|n| json!(n)).each_ref()
    );
}

#[tokio::test]
async fn the_numbers_are_those_of_the_lists_behind_them() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(&format!("{{ openByDefault {{ {FIGURES} }} }}"))
        .await;
    for figure in answer["openByDefault"]["figures"].as_array().unwrap() {
        for (value, number) in [("passedValue", "passed"), ("failedValue", "failed")] {
            let found = catalogue
                .ask(&format!(
                    "{{ repositories(filter: {{ openByDefault: [{}] }}) {{ total
                        nodes {{ openByDefault {{ leftOut figures {{ figure outcome reasons {{ rule }} }} }} }} }} }}",
                    figure[value]
                ))
                .await;
            let found = &found["repositories"];
            assert_eq!(found["total"], figure[number], "{figure}");
            for repository in found["nodes"].as_array().unwrap() {
                let judged = repository["openByDefault"]["figures"].as_array().unwrap();
                let judged = judged
                    .iter()
                    .find(|known| known["figure"] == figure["figure"])
                    .unwrap();
                assert_eq!(judged["outcome"], number.to_uppercase());
                assert!(judged["reasons"][0]["rule"].is_string());
            }
        }
    }
}

/// A snapshot of the municipality as another version of the program took it.
fn import_old(catalogue: &Fixture, days_ago: u64, rules: u32, leave_out: &str) {
    let day = (now() - Days::new(days_ago)).date_naive();
    let header = r#"{"format":"bronwijzer-catalogue","version":1,"contents":"crawled"}"#;
    let snapshot = json!({ "snapshot": {
        "day": day, "scope": "organisation:gemeente-nijmegen", "taken_at": now(),
        "rules": rules, "leave_out": serde_json::from_str::<Value>(leave_out).unwrap(),
        "tally": { "repositories": 8, "left_out": { "fork": 2 },
            "figures": { "upkeep": { "passed": 3, "failed": 1, "unknown": 2 } } },
    } });
    let report = catalogue
        .catalogue
        .import(
            format!("{header}\n{snapshot}\n").as_bytes(),
            Contents::Crawled,
        )
        .unwrap();
    assert_eq!(report.snapshots, 1, "{:?}", report.bad_lines);
}

#[tokio::test]
async fn changes_are_shown_with_their_day_and_whether_they_compare() {
    let catalogue = fixture().await;
    let question = r#"{ openByDefault(organisation: "gemeente-nijmegen") { figures {
        figure
        month { day then { passed failed unknown share } rulesChanged leftOutChanged comparable }
        year { day then { passed } rulesChanged leftOutChanged comparable }
        peers { type bodies lowerQuartile median upperQuartile others together { passed enoughKnown share } }
    } } }"#;
    let upkeep = |answer: &Value| answer["openByDefault"]["figures"][5].clone();
    let answer = catalogue.ask(question).await;
    assert_eq!(
        upkeep(&answer),
        json!({ "figure": "UPKEEP", "month": null, "year": null,
            "peers": { "type": "MUNICIPALITY", "bodies": 0, "lowerQuartile": null, "median": null, "upperQuartile": null,
                "others": 0, "together": { "passed": 0, "enoughKnown": false, "share": null } } })
    );

    catalogue
        .catalogue
        .take_snapshot(now() - Days::new(29))
        .unwrap();
    import_old(
        &catalogue,
        33,
        0,
        r#"["fork","mirror","archived","template","empty","profile"]"#,
    );
    import_old(
        &catalogue,
        400,
        bronwijzer_index::RULES_VERSION,
        r#"["fork"]"#,
    );
    let found = upkeep(&catalogue.ask(question).await);
    assert_eq!(
        found["month"],
        json!({ "day": "2026-07-30",
            "then": { "passed": 3, "failed": 1, "unknown": 2, "share": 0.75 },
            "rulesChanged": true, "leftOutChanged": false, "comparable": false })
    );
    assert_eq!(
        found["year"],
        json!({ "day": "2025-07-28", "then": { "passed": 3 },
            "rulesChanged": false, "leftOutChanged": true, "comparable": false })
    );
}

#[tokio::test]
async fn a_history_shows_gaps_and_has_bounds() {
    let catalogue = fixture().await;
    for days_ago in [9, 8, 2, 1] {
        catalogue
            .catalogue
            .take_snapshot(now() - Days::new(days_ago))
            .unwrap();
    }
    let days = |answer: Value| {
        let history = answer["openByDefault"]["history"].clone();
        let entries = history.as_array().unwrap().clone();
        entries
            .iter()
            .map(|entry| entry["day"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let ask = |arguments: &'static str| {
        let question = format!(
            r"{{ openByDefault {{ history{arguments} {{ day counted leavesOut rulesVersion leftOut {{ count }} figures {{ figure passed share }} }} }} }}"
        );
        let catalogue = &catalogue;
        async move { days(catalogue.ask(&question).await) }
    };
    assert_eq!(
        ask("").await,
        ["2026-08-23", "2026-08-24", "2026-08-30", "2026-08-31"]
    );
    assert_eq!(
        ask("(step: WEEK)").await,
        ["2026-08-23", "2026-08-30", "2026-08-31"]
    );
    assert_eq!(ask("(step: MONTH)").await, ["2026-08-31"]);
    assert_eq!(
        ask(r#"(from: "2026-08-24", to: "2026-08-30")"#).await.len(),
        2
    );
    assert_eq!(
        ask(r#"(from: "2026-08-30", to: "2026-08-24")"#).await.len(),
        0
    );

    let refused = [
        (
            r#"{ openByDefault { history(from: "1990-01-01") { day } } }"#,
            "larger `step`",
        ),
        (
            r#"{ openByDefault(organisation: "stichting-ictu", type: FOUNDATION) { counted } }"#,
            "not both",
        ),
    ];
    for (question, expected) in refused {
        let (message, code) = catalogue.refusal(question).await;
        assert!(message.contains(expected), "{message}");
        assert_eq!(code.as_deref(), Some("BAD_REQUEST"));
    }
    let all = "{ organisations(first: 100) { nodes { openByDefault { history { day counted figures { share } } } } } }";
    assert!(catalogue.refusal(all).await.0.contains("complex"));
    let long_ago =
        r#"{ openByDefault { history(from: "-262143-01-01", to: "-262143-01-02") { day } } }"#;
    assert_eq!(days(catalogue.ask(long_ago).await).len(), 0);
}

#[tokio::test]
async fn figures_of_a_kept_day_stay_as_they_were() {
    let catalogue = fixture().await;
    let kept = catalogue.catalogue.clone();
    kept.take_snapshot(now() - Days::new(2)).unwrap();
    import_old(
        &catalogue,
        9,
        0,
        r#"["fork","mirror","archived","template","empty","profile"]"#,
    );
    let question = r#"{
        openByDefaultDays
        day: openByDefault(day: "2026-08-30") { asOf counted rulesVersion leavesOut }
        one: openByDefault(organisation: "gemeente-nijmegen", day: "2026-08-30") { repositories
            figures { figure passed failed } history(from: "2026-01-01") { day } }
        organisation(slug: "gemeente-nijmegen") { openByDefault(day: "2026-08-30") { repositories } }
        none: openByDefault(day: "2026-08-29") { counted }
    }"#;
    let answer = catalogue.ask(question).await;
    // Only days on which everything was counted are kept days.
    assert_eq!(answer["openByDefaultDays"], json!(["2026-08-30"]));
    assert_eq!(answer["none"], Value::Null);
    let as_of = answer["day"]["asOf"].as_str().unwrap();
    assert!(as_of.starts_with("2026-08-30T"), "{as_of}");
    let now = catalogue
        .ask(r#"{ openByDefault { counted } one: openByDefault(organisation: "gemeente-nijmegen") { repositories } }"#)
        .await;
    assert_eq!(answer["day"]["counted"], now["openByDefault"]["counted"]);
    assert_eq!(answer["one"]["repositories"], now["one"]["repositories"]);
    assert_eq!(
        answer["organisation"]["openByDefault"],
        json!({ "repositories": now["one"]["repositories"] })
    );
    assert_eq!(answer["one"]["history"].as_array().unwrap().len(), 2);
}
