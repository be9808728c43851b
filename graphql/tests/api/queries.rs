//! What clients ask, over a small catalogue.

use bronwijzer_crawler::sink::{Batch, Sink};

use crate::support::{fixture, repository};
use serde_json::{Value, json};

#[tokio::test]
async fn a_search_finds_with_total_facets_and_reasons() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(
            r#"{ repositories(query: "quality") {
                total
                facets { name values { value label count selected } }
                nodes {
                    url path owner name stars primaryLanguage lastActivityAt
                    organisation { slug name type tooi }
                    languages { name bytes }
                    licence { spdxId verdict reasons { rule } }
                    maintenance { status reasons { rule facts { name value } } }
                    commits { total distinctAuthors complete weeks { monday human bot } }
                    readme { path text bytes truncated }
                    files { kind path }
                    gaps { field }
                    gone { kind }
                }
            } }"#,
        )
        .await;
    insta::assert_json_snapshot!(answer);
}

#[tokio::test]
async fn filters_narrow_and_a_facet_keeps_its_own_counts() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(
            r#"{ repositories(filter: { organisation: ["gemeente-nijmegen"] }) {
                total facets { name values { value count selected } } } }"#,
        )
        .await;
    let repositories = &answer["repositories"];
    assert_eq!(repositories["total"], 2);
    let facets = repositories["facets"].as_array().unwrap();
    let organisation = facets
        .iter()
        .find(|facet| facet["name"] == "ORGANISATION")
        .unwrap();
    assert_eq!(
        organisation["values"],
        json!([
            { "value": "gemeente-nijmegen", "count": 2, "selected": true },
            { "value": "stichting-ictu", "count": 1, "selected": false },
        ])
    );
    let maintenance = facets
        .iter()
        .find(|facet| facet["name"] == "MAINTENANCE")
        .unwrap();
    assert_eq!(
        maintenance["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| value["count"].as_u64().unwrap())
            .sum::<u64>(),
        2
    );
}

#[tokio::test]
async fn only_requested_facets_are_counted() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(
            r#"query($names: [FacetName!] = [ARCHIVED]) {
                repositories(filter: { language: ["Klingon"] }) {
                    two: facets(names: [FORK, LANGUAGE]) { name values(first: 1) { value count } }
                    one: facets(names: $names) { name values(first: 0) { value } }
                    none: facets(names: []) { name }
                    ...all
                }
            }
            fragment all on RepositoryConnection { facets { name } }"#,
        )
        .await;
    let found = &answer["repositories"];
    let names = |of: &str| -> Vec<&str> {
        let facets = found[of].as_array().unwrap().iter();
        facets
            .map(|facet| facet["name"].as_str().unwrap())
            .collect()
    };
    assert_eq!(names("two"), ["LANGUAGE", "FORK"]);
    assert_eq!(found["one"], json!([{ "name": "ARCHIVED", "values": [] }]));
    assert!(names("none").is_empty());
    let kinds = catalogue
        .ask(r#"{ __type(name: "FacetName") { enumValues { name } } }"#)
        .await;
    assert_eq!(found["facets"], kinds["__type"]["enumValues"]);
    // What is selected is there, however few values are asked for.
    let languages = &found["two"][0]["values"];
    assert!(
        languages
            .as_array()
            .unwrap()
            .contains(&json!({ "value": "Klingon", "count": 0 }))
    );
}

#[tokio::test]
async fn queries_never_fail_and_notes_explain_them() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(
            r#"{
                fields: repositories(query: "org:GemeenteNijmegen -irma") {
                    total nodes { path } notes { code text } }
                words: repositories(query: "kleur:rood \"quality") {
                    total notes { code text } }
                all: repositories(query: "kleur:rood \"quality", allWords: true) { total }
                organisation(slug: "gemeente-nijmegen") {
                    repositories(query: "org:ICTU") { total notes { code } } }
            }"#,
        )
        .await;
    assert_eq!(
        answer,
        json!({
            "fields": {
                "total": 1,
                "nodes": [{ "path": "GemeenteNijmegen/mijn-nijmegen" }],
                "notes": [],
            },
            "words": {
                "total": 1,
                "notes": [
                    { "code": "UNKNOWN_FIELD", "text": "kleur:rood" },
                    { "code": "UNCLOSED_QUOTE", "text": "\"quality" },
                    { "code": "MISSING_WORDS", "text": "kleur:rood \"quality" },
                ],
            },
            "all": { "total": 0 },
            "organisation": { "repositories": { "total": 0, "notes": [] } },
        })
    );
}

#[tokio::test]
async fn results_say_where_the_words_were_found() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(
            r#"{
                found: repositories(query: "measuring quality") {
                    edges { highlights { text pieces { text hit } } node { path } } }
                one: repositories(query: "quality") {
                    edges { highlights(texts: [NAME]) { text } } }
                spared: repositories(query: "quality") {
                    edges { highlights(texts: [NAME], elseReadme: true) { text } } }
                none: repositories { edges { highlights { text } } }
            }"#,
        )
        .await;
    let edge = &answer["found"]["edges"][0];
    assert_eq!(edge["node"]["path"], "ICTU/quality-time");
    let highlights = edge["highlights"].as_array().unwrap().iter();
    let lines: Vec<String> = highlights
        .map(|highlight| {
            let pieces = highlight["pieces"].as_array().unwrap().iter();
            let marked = pieces.map(|piece| match &piece["hit"] {
                Value::Bool(true) => format!("[{}]", piece["text"].as_str().unwrap()),
                _ => piece["text"].as_str().unwrap().to_owned(),
            });
            let marked: String = marked.collect();
            format!("{}: {marked}", highlight["text"].as_str().unwrap())
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    let only_name = json!([{ "highlights": [{ "text": "NAME" }] }]);
    assert_eq!(answer["one"]["edges"], only_name);
    assert_eq!(answer["spared"]["edges"], only_name);
    assert_eq!(answer["none"]["edges"][0]["highlights"], json!([]));
}

#[tokio::test]
async fn paging_by_cursor_visits_everything_once_in_each_order() {
    let catalogue = fixture().await;
    for sort in ["LAST_ACTIVITY", "STARS", "CREATED", "NAME", "RELEVANCE"] {
        let mut seen = Vec::new();
        let mut after = "null".to_owned();
        loop {
            let answer = catalogue
                .ask(&format!(
                    "{{ repositories(first: 1, sort: {sort}, after: {after}) {{
                        edges {{ cursor node {{ path }} }}
                        pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }}"
                ))
                .await;
            let page = &answer["repositories"];
            assert_eq!(page["pageInfo"]["hasPreviousPage"], after != "null");
            seen.push(
                page["edges"][0]["node"]["path"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
            );
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].to_string();
        }
        let mut distinct = seen.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!((seen.len(), distinct.len()), (3, 3), "{sort}: {seen:?}");
        if sort == "STARS" {
            assert_eq!(seen[0], "GemeenteNijmegen/irma-issue-app");
        }
    }
}

#[tokio::test]
async fn numbered_pages_reach_the_first_ten_thousand() {
    let catalogue = fixture().await;
    let page = |arguments: &str| {
        format!(
            "{{ repositories(sort: NAME, {arguments}) {{ total nodes {{ path }} \
             pageInfo {{ hasNextPage hasPreviousPage }} }} }}"
        )
    };
    let all = catalogue.ask(&page("first: 3")).await;
    let second = catalogue.ask(&page("first: 1, offset: 1")).await;
    assert_eq!(
        second["repositories"],
        json!({ "total": 3, "nodes": [all["repositories"]["nodes"][1]],
            "pageInfo": { "hasNextPage": true, "hasPreviousPage": true } })
    );
    let start = "{ repositories(sort: NAME, first: 1) { pageInfo { endCursor } } }";
    let start = catalogue.ask(start).await;
    let cursor = &start["repositories"]["pageInfo"]["endCursor"];
    let third = format!("first: 1, offset: 1, after: {cursor}");
    let third = catalogue.ask(&page(&third)).await;
    let third = &third["repositories"]["nodes"];
    assert_eq!(*third, json!([all["repositories"]["nodes"][2]]));
    let last = catalogue.ask(&page("first: 100, offset: 9900")).await;
    assert_eq!(last["repositories"]["nodes"], json!([]));
    for (arguments, code) in [
        ("first: 100, offset: 9901", "PAGE_SIZE"),
        ("offset: -1", "PAGE_SIZE"),
        ("offset: 2147483647", "PAGE_SIZE"),
        (r#"offset: 0, after: "n0""#, "BAD_CURSOR"),
    ] {
        let (_, found) = catalogue.refusal(&page(arguments)).await;
        assert_eq!(found.as_deref(), Some(code), "{arguments}");
    }
}

#[tokio::test]
async fn repository_is_found_by_any_address_and_id() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(r#"{ repository(url: "http://GitHub.com/ictu/QUALITY-TIME.git/") { id url } }"#)
        .await;
    assert_eq!(
        answer["repository"]["url"],
        "https://github.com/ICTU/quality-time"
    );
    let own = answer["repository"]["url"].clone();
    for spelling in [
        "https://www.github.com/ICTU/quality-time",
        "https://github.com/ICTU/quality-time/tree/master/docs",
        "https://github.com/ICTU/quality-time/blob/master/README.md#start",
        "https://github.com/ICTU/quality-time/issues/7",
        "git@github.com:ICTU/quality-time.git",
        "ssh://git@github.com/ICTU/quality-time.git",
        "git://github.com/ICTU/quality-time",
    ] {
        let query = format!("{{ repository(url: \"{spelling}\") {{ url }} }}");
        assert_eq!(
            catalogue.ask(&query).await["repository"]["url"],
            own,
            "{spelling}"
        );
    }
    let id = &answer["repository"]["id"];
    let answer = catalogue
        .ask(&format!(
            "{{ repository(id: {id}) {{ path }} node(id: {id}) {{ __typename id ... on Repository {{ path }} }} }}"
        ))
        .await;
    assert_eq!(answer["repository"]["path"], "ICTU/quality-time");
    assert_eq!(
        answer["node"],
        json!({ "__typename": "Repository", "id": id, "path": "ICTU/quality-time" })
    );
    let answer = catalogue
        .ask(r#"{ repository(url: "https://github.com/ICTU/other") { id } }"#)
        .await;
    assert_eq!(answer["repository"], json!(null));
}

#[tokio::test]
async fn organisations_and_their_repositories() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(
            r#"{
                organisations(type: [MUNICIPALITY]) { total nodes { slug type tooi } }
                organisation(slug: "gemeente-nijmegen") {
                    name accounts { url path forge { host } }
                    repositories { total nodes { path } }
                }
                missing: organisation(slug: "nergens") { name }
            }"#,
        )
        .await;
    // Fields are answered in the order in which they are ready.
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!(answer);
    });
}

#[tokio::test]
async fn crawl_runs_come_newest_first_with_their_problems() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask(
            "{ crawlRuns(first: 1) { total pageInfo { hasNextPage endCursor }
                nodes { id startedAt total { new failed }
                    accounts { url organisation { slug } outcome reason tally { new } }
                    spending { host requests points bytes remaining }
                    problems { subject what instead advice } } } }",
        )
        .await;
    insta::assert_json_snapshot!(answer);
    let after = &answer["crawlRuns"]["pageInfo"]["endCursor"];
    let next = catalogue
        .ask(&format!(
            "{{ crawlRuns(after: {after}) {{ nodes {{ id }} pageInfo {{ hasNextPage }} }} }}"
        ))
        .await;
    assert_eq!(next["crawlRuns"]["nodes"].as_array().unwrap().len(), 1);
    assert_ne!(
        next["crawlRuns"]["nodes"][0]["id"],
        answer["crawlRuns"]["nodes"][0]["id"]
    );
}

#[tokio::test]
async fn the_catalogue_says_what_it_holds() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask("{ catalogue { contents repositories organisations assessedAt } }")
        .await;
    assert_eq!(
        answer["catalogue"],
        json!({ "contents": "CRAWLED", "repositories": 3, "organisations": 2,
            "assessedAt": "2026-09-01T12:00:00+00:00" })
    );
    assert_eq!(catalogue.catalogue.organisations().len(), 2);
}

#[tokio::test]
async fn invalid_search_names_the_mistake() {
    let catalogue = fixture().await;
    let cases = [
        (r#"{ repository(url: "") { id } }"#, "not a web address"),
        ("{ repository { id } }", "exactly one of `id`"),
        (
            r#"{ repository(url: "minvws") { id } }"#,
            "not a web address",
        ),
        (
            r#"{ repositories(refersTo: "bomen") { total } }"#,
            "data_register",
        ),
    ];
    for (query, expected) in cases {
        let (message, code) = catalogue.refusal(query).await;
        assert!(message.contains(expected), "{query}: {message}");
        assert_eq!(code.as_deref(), Some("BAD_REQUEST"), "{query}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let catalogue = fixture().await;
    let answer = catalogue
        .ask("{ repositories(first: 1, sort: STARS) { pageInfo { endCursor } } }")
        .await;
    let cursor = &answer["repositories"]["pageInfo"]["endCursor"];
    let (message, code) = catalogue
        .refusal(format!(
            "{{ repositories(sort: CREATED, after: {cursor}) {{ total }} }}"
        ))
        .await;
    assert_eq!(code.as_deref(), Some("BAD_CURSOR"), "{message}");
}

#[tokio::test]
async fn referrals_and_themes_lead_there_and_back() {
    let catalogue = fixture().await;
    let mut observation = repository("4", "ICTU/geo", 3, "Een website met kaarten");
    observation.homepage = Some("https://data.overheid.nl/dataset/kaarten".to_owned());
    observation.topics = Some(vec!["common-ground".to_owned()]);
    let batch = Batch {
        observations: vec![("https://github.com/ICTU".parse().unwrap(), observation)],
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
    let answer = catalogue
        .ask(
            r#"{
                page: repositories(refersTo: "http://www.data.overheid.nl/dataset/kaarten/") {
                    nodes {
                        name
                        referrals { register kind url topic foundIn key }
                        themes {
                            softwareType { value guessed reasons { rule facts { name value } } }
                            categories { value guessed }
                            platforms { value }
                            audience { value }
                        }
                    }
                }
                register: repositories(refersTo: "common_ground") { total }
                other: repositories(refersTo: "https://data.overheid.nl/") { total }
            }"#,
        )
        .await;
    // Fields are answered in the order in which they are ready.
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!(answer);
    });
}

#[tokio::test]
async fn repository_is_found_by_its_uuid() {
    let catalogue = fixture().await;
    let by_url = catalogue
        .ask(r#"{ repository(url: "https://github.com/ICTU/quality-time") { uuid } }"#)
        .await;
    let uuid = by_url["repository"]["uuid"].as_str().unwrap();
    let by_uuid = catalogue
        .ask(&format!(
            r#"{{ repository(uuid: "{uuid}") {{ path account {{ uuid }} }} }}"#
        ))
        .await;
    assert_eq!(by_uuid["repository"]["path"], "ICTU/quality-time");
    let account = bronwijzer_index::uuid_of_uri("https://github.com/ictu");
    let found = &by_uuid["repository"]["account"]["uuid"];
    assert_eq!(found, &account.to_string());
    let nobody = catalogue
        .ask(&format!("{{ repository(uuid: \"{account}\") {{ path }} }}"))
        .await;
    assert!(nobody["repository"].is_null());
    for arguments in ["uuid: \"x\"", "uuid: 1"] {
        let query = format!("{{ repository({arguments}) {{ path }} }}");
        let (_, code) = catalogue.refusal(query).await;
        assert!(code.is_some(), "{arguments}");
    }
}
