//! What is too much to ask, and the code that says so.

use std::time::Duration;

use async_graphql::{Request, Variables};
use bronwijzer_graphql::{ErrorCode, Limits, NoTurn, schema_with};
use futures::StreamExt;
use serde_json::{Value, json};

use crate::support::{Fixture, fixture};

async fn code_of(catalogue: &Fixture, query: &str) -> String {
    let (message, code) = catalogue.refusal(query).await;
    code.unwrap_or_else(|| panic!("no code for {query:.80}: {message}"))
}

#[tokio::test]
async fn every_limit_has_a_code() {
    let catalogue = fixture().await;
    let many = |count: usize, one: &dyn Fn(usize) -> String| -> String {
        (0..count).map(one).collect::<Vec<_>>().join(" ")
    };
    let nested = format!(
        "{{ node(id: \"\") {{ id ... on Repository {{ {} name {} }} }} }}",
        "organisation { repositories(first: 1) { nodes { ".repeat(6),
        "} } }".repeat(6)
    );
    let cases = [
        ("{ repositories(first: 0) { total } }".to_owned(), "PAGE_SIZE"),
        ("{ repositories(first: 101) { total } }".to_owned(), "PAGE_SIZE"),
        ("{ organisations(first: -5) { total } }".to_owned(), "PAGE_SIZE"),
        ("{ crawlRuns(first: 200) { total } }".to_owned(), "PAGE_SIZE"),
        (
            r#"{ statements(repository: "", first: -1) { total } }"#.to_owned(),
            "PAGE_SIZE",
        ),
        (r#"{ statements(organisation: "x", after: "???") { total } }"#.to_owned(), "BAD_CURSOR"),
        (r#"{ repositories(after: "???") { total } }"#.to_owned(), "BAD_CURSOR"),
        (r#"{ crawlRuns(after: "???") { total } }"#.to_owned(), "BAD_CURSOR"),
        (r#"{ organisations(after: "???") { total } }"#.to_owned(), "BAD_CURSOR"),
        (format!("{{ {} }}", " ".repeat(40_000)), "QUERY_TOO_LARGE"),
        (nested, "QUERY_TOO_DEEP"),
        (
            "{ repositories(first: 100) { nodes { organisation { repositories(first: 100) { nodes { path url } } } } } }"
                .to_owned(),
            "QUERY_TOO_COMPLEX",
        ),
        (
            format!("{{ {} }}", many(600, &|at| format!("a{at}: repositories(first: 1) {{ total }}"))),
            "QUERY_TOO_COMPLEX",
        ),
        ("{ repositories(".to_owned(), "SYNTAX_ERROR"),
        (String::new(), "SYNTAX_ERROR"),
        ("{ nothing }".to_owned(), "VALIDATION_ERROR"),
        ("{ repositories(first: \"x\") { total } }".to_owned(), "VALIDATION_ERROR"),
        ("mutation { repositories { total } }".to_owned(), "VALIDATION_ERROR"),
        ("query A { catalogue { contents } } query B { catalogue { contents } }".to_owned(), "BAD_REQUEST"),
        ("subscription { liveCrawl { stored } }".to_owned(), "SUBSCRIPTION_NEEDS_WEBSOCKET"),
    ];
    for (query, expected) in cases {
        assert_eq!(code_of(&catalogue, &query).await, expected, "{query:.120}");
    }
}

#[tokio::test]
async fn fragments_that_multiply_or_repeat_themselves_are_refused() {
    let catalogue = fixture().await;
    let doubling = (0..25).fold("{ ...f0 }".to_owned(), |text, at| {
        let next = at + 1;
        text + &format!(" fragment f{at} on Query {{ ...f{next} ...f{next} }}")
    }) + " fragment f25 on Query { catalogue { contents } }";
    assert_eq!(code_of(&catalogue, &doubling).await, "QUERY_TOO_COMPLEX");
    let inside = doubling
        .replace("{ ...f0 }", "{ catalogue { ...f0 } }")
        .replace("on Query", "on Catalogue")
        .replace("{ catalogue { contents } }", "{ contents }")
        .replacen("on Catalogue { contents }", "{ catalogue { ...f0 } }", 0);
    assert_eq!(code_of(&catalogue, &inside).await, "QUERY_TOO_COMPLEX");
    let cycle =
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a catalogue { contents } }";
    assert_eq!(code_of(&catalogue, cycle).await, "VALIDATION_ERROR");
    let own = "{ catalogue { contents } } fragment a on Query { ...a }";
    assert_eq!(code_of(&catalogue, own).await, "VALIDATION_ERROR");
}

#[tokio::test]
async fn the_usual_introspection_is_answered() {
    let catalogue = fixture().await;
    let of_type =
        |levels: usize| "{ kind name ofType ".repeat(levels) + "{ name }" + &"}".repeat(levels);
    let query = format!(
        "query IntrospectionQuery {{ __schema {{
            queryType {{ name kind }} subscriptionType {{ name kind }}
            types {{ ...FullType }}
            directives {{ name description locations args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
        fragment FullType on __Type {{ kind name description
            fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }}
                type {{ ...TypeRef }} isDeprecated deprecationReason }}
            inputFields(includeDeprecated: true) {{ ...InputValue }}
            interfaces {{ ...TypeRef }}
            enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
            possibleTypes {{ ...TypeRef }} }}
        fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason }}
        fragment TypeRef on __Type {}",
        of_type(9)
    );
    let answer = catalogue.ask(&query).await;
    assert!(answer["__schema"]["types"].as_array().unwrap().len() > 50);
    let loops = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }";
    assert_eq!(code_of(&catalogue, loops).await, "QUERY_TOO_DEEP");
}

#[tokio::test]
async fn slow_or_excess_requests_are_told_to_retry() {
    let catalogue = fixture().await;
    let query = "{ repositories { total } organisations { nodes { openByDefault { counted } } } }";
    let cases = [
        (
            Limits {
                time: Duration::ZERO,
                ..Limits::default()
            },
            ErrorCode::Timeout,
        ),
        (
            Limits {
                requests: 0,
                ..Limits::default()
            },
            ErrorCode::TooBusy,
        ),
    ];
    for (limits, expected) in cases {
        let schema = schema_with(catalogue.catalogue.clone(), limits);
        let answer = schema.execute(query).await;
        assert_eq!(ErrorCode::of(&answer.errors[0]), Some(expected));
        assert!(!expected.is_askers_mistake());
    }
}

#[tokio::test]
async fn visitors_beyond_those_who_may_wait_are_told_so() {
    let catalogue = fixture().await;
    let limits = Limits {
        requests: 1,
        ..Limits::default()
    };
    let schema = schema_with(catalogue.catalogue.clone(), limits);
    // What it asks in its turn takes no second place among visitors.
    let own = schema.clone();
    let page = async move { own.execute("{ __typename }").await.is_ok() };
    assert_eq!(schema.in_turn(page).await, Ok(true));
    let mut waiting = Box::pin(schema.in_turn(std::future::pending::<()>()));
    assert!(futures::poll!(waiting.as_mut()).is_pending());
    assert_eq!(schema.in_turn(async {}).await, Err(NoTurn::Busy));
    drop(waiting);
    assert_eq!(schema.in_turn(async {}).await, Ok(()));
    let failed = schema.in_turn(async { panic!("a page that fails") });
    assert_eq!(Result::<(), _>::Err(NoTurn::Failed), failed.await);
}

#[tokio::test]
async fn subscriptions_are_counted_while_they_are_open() {
    let catalogue = fixture().await;
    let limits = Limits {
        subscriptions: 1,
        ..Limits::default()
    };
    let schema = schema_with(catalogue.catalogue.clone(), limits);
    let follow = || schema.execute_stream("subscription { liveCrawl { stored } }");
    let mut first = follow();
    assert!(first.next().await.unwrap().errors.is_empty());
    let refused = follow().next().await.unwrap();
    assert_eq!(ErrorCode::of(&refused.errors[0]), Some(ErrorCode::TooBusy));
    drop(first);
    assert!(follow().next().await.unwrap().errors.is_empty());
}

#[tokio::test]
async fn relations_weigh_as_much_as_they_may_bring() {
    let catalogue = fixture().await;
    let query = r#"{ crawlRuns(first: 20) { nodes { accounts { organisation { repositories { nodes { path } } } } } } }"#;
    assert_eq!(code_of(&catalogue, query).await, "QUERY_TOO_COMPLEX");
}

#[tokio::test]
async fn variables_of_persisted_queries_are_checked() {
    let catalogue = fixture().await;
    let query = "query($first: Int, $sort: RepositorySort) {
        repositories(first: $first, sort: $sort) { total } }";
    let asked = |variables: Value| Request::new(query).variables(Variables::from_json(variables));
    let wrong = [
        (json!({ "first": "two" }), "VALIDATION_ERROR"),
        (json!({ "sort": "SIZE" }), "VALIDATION_ERROR"),
        (json!({ "first": 101 }), "PAGE_SIZE"),
    ];
    let mut before = Vec::new();
    for (variables, code) in &wrong {
        let (message, found) = catalogue.refusal(asked(variables.clone())).await;
        assert_eq!(found.as_deref(), Some(*code), "{variables}: {message}");
        before.push(message);
    }
    let answer = catalogue.schema.execute(asked(json!({ "first": 1 }))).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    for ((variables, code), message) in wrong.iter().zip(before) {
        let refused = catalogue.refusal(asked(variables.clone())).await;
        assert_eq!(refused, (message, Some((*code).to_owned())), "{variables}");
    }
}

#[tokio::test]
async fn query_cost_follows_the_variables_of_each_request() {
    let catalogue = fixture().await;
    let query = "query($first: Int) { repositories(first: $first) { nodes { organisation {
        repositories(first: $first) { nodes { path url } } } } } }";
    let asked = |first: i32| {
        let variables = Variables::from_json(json!({ "first": first }));
        Request::new(query).variables(variables)
    };
    for _ in 0..2 {
        let answer = catalogue.schema.execute(asked(2)).await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        let (_, code) = catalogue.refusal(asked(100)).await;
        assert_eq!(code.as_deref(), Some("QUERY_TOO_COMPLEX"));
    }
}
