//! The examples of docs/api.md, over the sample.

use std::path::Path;

use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_graphql::ErrorCode;
use bronwijzer_index::{Catalogue, Contents, SAMPLE};
use poem::test::TestClient;

use crate::support::now;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/api.md");
    std::fs::read_to_string(path).unwrap()
}

fn sample() -> (tempfile::TempDir, Catalogue) {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::built_in(&[ForgeHost::new("github.com")]);
    let catalogue = Catalogue::open(dir.path(), registry.organisations, now())
        .unwrap()
        .catalogue;
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    (dir, catalogue)
}

#[tokio::test]
async fn the_queries_are_answered() {
    let (_dir, catalogue) = sample();
    let schema = bronwijzer_graphql::schema(catalogue);
    let page = page();
    let queries = page.split("```graphql\n").skip(1);
    let mut asked = 0;
    for query in queries.map(|rest| rest.split("```").next().unwrap()) {
        let answer = schema.execute(query).await;
        assert!(answer.errors.is_empty(), "{query}: {:?}", answer.errors);
        let data = answer.data.into_json().unwrap();
        let found = data.as_object().unwrap().values().next().unwrap();
        assert!(!found.is_null(), "{query}");
        assert_ne!(found["total"], 0, "{query}");
        asked += 1;
    }
    assert!(asked >= 6, "{asked}");
}

#[tokio::test]
async fn the_addresses_lead_somewhere() {
    let (_dir, catalogue) = sample();
    let routes = bronwijzer_graphql::rest::routes(bronwijzer_graphql::schema(catalogue));
    let client = TestClient::new(routes);
    let page = page();
    let addresses: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("    GET "))
        .collect();
    assert!(addresses.len() >= 5);
    for address in addresses {
        let response = client.get(address).send().await;
        assert!(response.0.status().is_success(), "{address}");
        let body = response.0.into_body().into_string().await.unwrap();
        // The sample has no texts, so nothing in it refers to a register.
        let finds = !body.starts_with("{\"total\":0") || address.contains("refersTo");
        assert!(finds, "{address}: {body}");
    }
}

#[test]
fn every_code_is_named() {
    let page = page();
    for code in ErrorCode::ALL {
        assert!(page.contains(&format!("`{}`", code.as_str())), "{code:?}");
    }
}
