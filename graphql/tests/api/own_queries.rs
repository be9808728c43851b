//! Queries that the program itself asks, which are parsed and validated once.

use async_graphql::{Request, Variables};
use bronwijzer_graphql::{ErrorCode, Limits, OwnQuery};
use serde_json::json;

use crate::support::fixture;

const QUERY: &str = "query Page($url: String, $few: Boolean!) {
    all: catalogue { repositories }
    repository(url: $url) {
        path kind { kind reasons { rule } } history { kind }
        similar(first: 2) @include(if: $few) { path }
    }
    repositories(first: 2) { total edges { cursor } nodes { path ... on Repository { stars } } }
}";

fn variables(path: &str, few: bool) -> Variables {
    let url = format!("https://github.com/{path}");
    Variables::from_json(json!({ "url": url, "few": few }))
}

#[tokio::test]
async fn own_query_answers_like_any_other_each_time() {
    let catalogue = fixture().await;
    let query = OwnQuery::new(QUERY.to_owned());
    for few in [true, false, true] {
        for path in ["ICTU/quality-time", "ICTU/not-there"] {
            let asked = Request::new(QUERY).variables(variables(path, few));
            let expected = catalogue.schema.execute(asked).await;
            let own = catalogue
                .schema
                .execute_own(&query, variables(path, few), None)
                .await;
            assert_eq!((&own.data, own.errors.len()), (&expected.data, 0));
        }
    }
}

#[tokio::test]
async fn own_query_is_held_to_limits_and_tells_mistakes() {
    let catalogue = fixture().await;
    let query = OwnQuery::new("query($url: String) { repository(url: $url) { path } }".to_owned());
    let code = async |url: &str| {
        let variables = Variables::from_json(json!({ "url": url }));
        let answer = catalogue.schema.execute_own(&query, variables, None).await;
        answer.errors.first().and_then(ErrorCode::of)
    };
    for _ in 0..2 {
        assert_eq!(code("no address").await, Some(ErrorCode::BadRequest));
        assert_eq!(code("https://github.com/ICTU/quality-time").await, None);
    }
    let unknown = OwnQuery::new("{ nothing }".to_owned());
    for _ in 0..2 {
        let answer = catalogue
            .schema
            .execute_own(&unknown, Variables::default(), None)
            .await;
        assert_eq!(
            ErrorCode::of(&answer.errors[0]),
            Some(ErrorCode::Validation)
        );
    }
    let limits = Limits {
        complexity: 3,
        ..Limits::default()
    };
    let narrow = bronwijzer_graphql::schema_with(catalogue.catalogue.clone(), limits);
    // It was valid for the other schema, which allows more.
    let wide = OwnQuery::new("{ repositories(first: 9) { nodes { path stars } } }".to_owned());
    let asked = async |schema: &bronwijzer_graphql::CatalogueSchema| {
        let answer = schema.execute_own(&wide, Variables::default(), None).await;
        answer.errors.first().and_then(ErrorCode::of)
    };
    assert_eq!(asked(&catalogue.schema).await, None);
    assert_eq!(asked(&narrow).await, Some(ErrorCode::QueryTooComplex));
}
