//! Which organisations publish, how many do, and what they were on days that were.

use bronwijzer_crawler::organisation::{
    Contact, ContactKind, Ended, Organisation, OrganisationType, Province, Slug,
};
use bronwijzer_index::Contents;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::support::{Fixture, fixture_beside, now};

fn slug(slug: &str) -> Slug {
    slug.parse().unwrap()
}

fn day(days_ago: u64) -> NaiveDate {
    (now() - Days::new(days_ago)).date_naive()
}

/// Beside a municipality and a foundation that publish: two municipalities and their
/// province without accounts, one that ended, and a cooperation.
async fn catalogue() -> Fixture {
    let municipality = |name: &str, province| Organisation {
        province: Some(province),
        ..Organisation::new(
            slug(&format!("gemeente-{name}")),
            format!("Gemeente {name}"),
            OrganisationType::Municipality,
        )
    };
    let province = Organisation {
        province: Some(Province::Gelderland),
        ..Organisation::new(
            slug("provincie-gelderland"),
            "Provincie Gelderland",
            OrganisationType::Province,
        )
    };
    let arnhem = Organisation {
        accounts: vec!["https://github.com/arnhem".parse().unwrap()],
        former_slugs: vec![slug("arnhem")],
        websites: vec!["https://www.arnhem.nl".to_owned()],
        contacts: vec![Contact {
            kind: ContactKind::Ospo,
            name: Some("Open source programme office".to_owned()),
            email: None,
            url: None,
            source: "https://www.arnhem.nl/code".to_owned(),
            seen_on: day(1),
        }],
        ..municipality("arnhem", Province::Gelderland)
    };
    let ended = Organisation {
        ended: Some(Ended {
            on: day(3),
            successors: vec![slug("arnhem"), slug("nobody")],
        }),
        ..municipality("ede", Province::Gelderland)
    };
    let service = Organisation {
        parent: Some(slug("stichting-ictu")),
        accounts: vec!["https://github.com/dienst".parse().unwrap()],
        ..Organisation::new(slug("dienst"), "Dienst", OrganisationType::Agency)
    };
    let desk = Organisation {
        parent: Some(slug("dienst")),
        members: vec![slug("gemeente-arnhem"), slug("gemeente-nijmegen")],
        ..Organisation::new(slug("loket"), "Loket", OrganisationType::Cooperation)
    };
    fixture_beside([
        province,
        arnhem,
        ended,
        municipality("goes", Province::Zeeland),
        service,
        desk,
    ])
    .await
}

fn snapshot(catalogue: &Fixture, days_ago: u64) {
    let moment = now() - Days::new(days_ago);
    assert!(catalogue.catalogue.take_snapshot(moment).unwrap() > 0);
}

#[tokio::test]
async fn organisations_have_a_state_and_lead_to_each_other() {
    let catalogue = catalogue().await;
    snapshot(&catalogue, 2);
    let answer = catalogue
        .ask(
            r#"{
                former: organisation(slug: "arnhem") { slug province websites
                    state { state since asOf repositories accounts has unknown }
                    contacts { kind name email source seenOn }
                    memberOf { slug } predecessors { slug ended { on successors { slug } } } }
                ictu: organisation(slug: "stichting-ictu") {
                    state { state since repositories has unknown } children { slug children { slug parent { slug } } } }
                desk: organisation(slug: "loket") { members { slug } ended { on } state { state asOf } }
                none: organisation(slug: "Not a slug") { slug }
            }"#,
        )
        .await;
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!(answer) });
}

#[tokio::test]
async fn filters_of_organisations_narrow_and_count() {
    let catalogue = catalogue().await;
    let cases = [
        ("", 7),
        ("includeEnded: true", 8),
        ("province: [GELDERLAND]", 2),
        ("province: GELDERLAND, type: MUNICIPALITY", 1),
        ("province: [GELDERLAND, ZEELAND]", 3),
        ("publishing: [PUBLISHES]", 2),
        ("publishing: [NOT_READ]", 2),
        ("publishing: [NO_ACCOUNT, NOTHING_KNOWN]", 3),
        ("has: [OPEN_LICENCE]", 2),
        ("has: [OPEN_LICENCE, UPKEEP]", 1),
        ("has: [VALID_PUBLICCODE]", 0),
        (r#"query: "gemeente", publishing: NO_ACCOUNT"#, 1),
    ];
    for (arguments, total) in cases {
        let arguments = match arguments {
            "" => String::new(),
            arguments => format!("({arguments})"),
        };
        let answer = catalogue
            .ask(&format!(
                "{{ organisations{arguments} {{ total nodes {{ slug }} }} }}"
            ))
            .await;
        let found = &answer["organisations"];
        assert_eq!(found["total"], total, "{arguments}");
        assert_eq!(
            found["nodes"].as_array().unwrap().len(),
            total,
            "{arguments}"
        );
    }
    let page = catalogue
        .ask("{ organisations(sort: PUBLISHING, first: 2, offset: 1) { total nodes { slug state { state } } pageInfo { hasNextPage hasPreviousPage endCursor } } }")
        .await;
    let page = &page["organisations"];
    assert_eq!(page["nodes"][0]["slug"], "stichting-ictu");
    assert_eq!(page["nodes"][1]["state"]["state"], "NOT_READ");
    assert_eq!(page["pageInfo"]["hasPreviousPage"], true);
    let next = catalogue
        .ask(&format!(
            "{{ organisations(sort: PUBLISHING, after: {}) {{ total nodes {{ slug }} pageInfo {{ hasNextPage }} }} }}",
            page["pageInfo"]["endCursor"]
        ))
        .await;
    assert_eq!(next["organisations"]["nodes"].as_array().unwrap().len(), 4);
    let refused = [
        (r#"{ organisations(after: "zzz") { total } }"#, "BAD_CURSOR"),
        (r"{ organisations(offset: -1) { total } }", "PAGE_SIZE"),
        (r"{ organisations(first: 101) { total } }", "PAGE_SIZE"),
        (
            r#"{ organisations(day: "2026-01-01") { total } }"#,
            "BAD_REQUEST",
        ),
        (
            r#"{ organisations(day: "2026-01-01", includeEnded: true) { total } }"#,
            "BAD_REQUEST",
        ),
        (
            "{ organisations(province: HOLLAND) { total } }",
            "VALIDATION_ERROR",
        ),
    ];
    for (question, code) in refused {
        let (message, found) = catalogue.refusal(question).await;
        assert_eq!(found.as_deref(), Some(code), "{question}: {message}");
    }
}

const BODIES: &str = "total publishes nothingKnown notRead noAccount
    figures { figure organisations unknown }";

#[tokio::test]
async fn bodies_are_counted_by_type_and_by_province() {
    let catalogue = catalogue().await;
    let answer = catalogue
        .ask(&format!(
            "{{
                bodies {{ day rules {BODIES} }}
                municipalities: bodies(type: MUNICIPALITY) {{ {BODIES} }}
                one: bodies(type: MUNICIPALITY, province: GELDERLAND) {{ {BODIES} }}
                none: bodies(type: MINISTRY, province: UTRECHT) {{ {BODIES} }}
                bodiesByType {{ type bodies {{ {BODIES} }} }}
                bodiesByProvince {{ province
                    municipalities {{ total publishes noAccount }} provinces {{ total }} waterBoards {{ total }} }}
            }}"
        ))
        .await;
    let numbers = |value: &Value| {
        ["total", "publishes", "nothingKnown", "notRead", "noAccount"]
            .map(|name| value[name].as_u64().unwrap())
    };
    assert_eq!(answer["bodies"]["day"], json!(now().date_naive()));
    assert_eq!(numbers(&answer["bodies"]), [7, 2, 0, 2, 3]);
    assert_eq!(numbers(&answer["municipalities"]), [3, 1, 0, 1, 1]);
    assert_eq!(numbers(&answer["one"]), [1, 0, 0, 1, 0]);
    assert_eq!(numbers(&answer["none"]), [0; 5]);
    assert_eq!(
        answer["bodies"]["figures"],
        json!([
            { "figure": "OPEN_LICENCE", "organisations": 2, "unknown": 0 },
            { "figure": "UPKEEP", "organisations": 1, "unknown": 0 },
            { "figure": "VALID_PUBLICCODE", "organisations": 0, "unknown": 0 },
        ])
    );
    let types = answer["bodiesByType"].as_array().unwrap();
    let of_types = types.iter().map(|row| numbers(&row["bodies"])[0]);
    assert_eq!(of_types.sum::<u64>(), 7);
    let provinces = answer["bodiesByProvince"].as_array().unwrap();
    assert_eq!(provinces.len(), 13);
    let row = |province: Value| {
        let mut rows = provinces.iter();
        rows.find(|row| row["province"] == province)
            .unwrap()
            .clone()
    };
    assert_eq!(
        row(json!("GELDERLAND"))["municipalities"],
        json!({ "total": 1, "publishes": 0, "noAccount": 0 })
    );
    assert_eq!(row(json!("GELDERLAND"))["provinces"]["total"], 1);
    // Of one municipality no province is known: it is nowhere else.
    assert_eq!(
        row(Value::Null)["municipalities"],
        json!({ "total": 1, "publishes": 1, "noAccount": 0 })
    );
    assert_eq!(row(Value::Null)["provinces"]["total"], 0);
}

#[tokio::test]
async fn past_day_stays_and_has_its_own_list() {
    let catalogue = catalogue().await;
    snapshot(&catalogue, 6);
    snapshot(&catalogue, 2);
    // Ahead of the catalogue, by a clock that was wrong.
    let ahead = now() + Days::new(4);
    catalogue.catalogue.take_snapshot(ahead).unwrap();
    let (six, two, ahead) = (day(6), day(2), ahead.date_naive());
    let answer = catalogue
        .ask(&format!(
            r#"{{
                bodyDays
                then: bodies(day: "{six}") {{ day takenAt total }}
                later: bodies(day: "{two}") {{ total }}
                gap: bodies(day: "2026-08-28") {{ total }}
                before: bodies(day: "1990-01-01") {{ total }}
                ahead: bodies(day: "{ahead}") {{ total }}
                types: bodiesByType(day: "{six}") {{ bodies {{ total }} }}
                noTypes: bodiesByType(day: "1990-01-01") {{ type }}
                noProvinces: bodiesByProvince(day: "1990-01-01") {{ province }}
                organisations(day: "{six}", province: GELDERLAND, type: MUNICIPALITY) {{
                    total nodes {{ slug state {{ state since asOf }} openByDefault {{ asOf }} }} }}
                ede: organisation(slug: "gemeente-ede") {{
                    state {{ state }} stateHistory {{ state from until }} then: stateOn(day: "{six}") {{ state since }} later: stateOn(day: "{two}") {{ state }} }}
                all: bodyHistory {{ day total }}
                weeks: bodyHistory(step: MONTH, type: MUNICIPALITY, from: "2026-01-01", to: "2027-01-01") {{ day total }}
            }}"#
        ))
        .await;
    assert_eq!(answer["bodyDays"], json!([two, six]));
    assert_eq!(answer["then"]["day"], json!(six));
    assert_eq!(
        (&answer["then"]["total"], &answer["later"]["total"]),
        (&json!(8), &json!(7))
    );
    for none in ["gap", "before", "ahead", "noTypes", "noProvinces"] {
        assert_eq!(answer[none], Value::Null, "{none}");
    }
    let list = &answer["organisations"];
    assert_eq!(list["total"], 2);
    assert_eq!(list["nodes"][1]["slug"], "gemeente-ede");
    assert_eq!(
        list["nodes"][1]["state"],
        json!({ "state": "NO_ACCOUNT", "since": six, "asOf": null })
    );
    let as_of = list["nodes"][0]["openByDefault"]["asOf"].as_str().unwrap();
    assert!(as_of.starts_with(&six.to_string()), "{as_of}");
    assert_eq!(
        answer["ede"],
        json!({ "state": { "state": "NO_ACCOUNT" },
            "stateHistory": [{ "state": "NO_ACCOUNT", "from": six, "until": six }],
            "then": { "state": "NO_ACCOUNT", "since": six }, "later": null })
    );
    assert_eq!(
        answer["all"],
        json!([{ "day": six, "total": 8 }, { "day": two, "total": 7 }])
    );
    assert_eq!(answer["weeks"], json!([{ "day": two, "total": 3 }]));
    let all = "{ organisations(first: 100) { nodes { stateHistory { state from until } } } }";
    assert!(catalogue.refusal(all).await.0.contains("complex"));
    let (message, code) = catalogue
        .refusal(r#"{ bodyHistory(from: "1990-01-01") { day } }"#)
        .await;
    assert!(message.contains("larger `step`"), "{message}");
    assert_eq!(code.as_deref(), Some("BAD_REQUEST"));
}

#[tokio::test]
async fn figures_with_children_count_each_once() {
    let catalogue = catalogue().await;
    let header = r#"{"format":"bronwijzer-catalogue","version":1,"contents":"crawled"}"#;
    let kept = |slug: &str, passed: u64| {
        json!({ "snapshot": { "day": day(40), "scope": format!("organisation:{slug}"), "taken_at": now(),
            "rules": 1, "leave_out": [], "tally": { "repositories": passed,
                "figures": { "upkeep": { "passed": passed, "failed": 0, "unknown": 0 } } } } })
    };
    let file = format!(
        "{header}\n{}\n{}\n",
        kept("stichting-ictu", 2),
        kept("dienst", 3)
    );
    let report = catalogue
        .catalogue
        .import(file.as_bytes(), Contents::Crawled)
        .unwrap();
    assert_eq!(report.snapshots, 2, "{:?}", report.bad_lines);
    let question = r#"{
        alone: openByDefault(organisation: "stichting-ictu") { repositories organisations { slug } figures { peers { others } } }
        together: openByDefault(organisation: "stichting-ictu", withChildren: true) {
            repositories organisation { slug } organisations { slug }
            figures { figure peers { others } month { then { passed } } }
            history(from: "2026-01-01") { day repositories } }
        organisation(slug: "dienst") { openByDefault(withChildren: true) { repositories organisations { slug } } }
    }"#;
    let answer = catalogue.ask(question).await;
    assert_eq!(
        answer["alone"]["organisations"],
        json!([{ "slug": "stichting-ictu" }])
    );
    let together = &answer["together"];
    assert_eq!(
        together["organisations"],
        json!([{ "slug": "stichting-ictu" }, { "slug": "dienst" }, { "slug": "loket" }])
    );
    assert_eq!(together["repositories"], 1);
    assert_eq!(together["figures"][5]["peers"], Value::Null);
    assert_eq!(together["figures"][5]["month"]["then"]["passed"], 5);
    assert_eq!(
        together["history"],
        json!([{ "day": day(40), "repositories": 5 }])
    );
    let service = &answer["organisation"]["openByDefault"];
    assert_eq!(service["organisations"].as_array().unwrap().len(), 2);
    let (message, _) = catalogue
        .refusal("{ openByDefault(withChildren: true) { counted } }")
        .await;
    assert!(message.contains("`organisation`"), "{message}");
}
