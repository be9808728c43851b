//! What every answer of the server has in common, whoever makes it: it is
//! compressed as the client likes, and says who may cache it.

use poem::http::StatusCode;
use reqwest::{Client, Response};

use crate::place::{Place, Server};

const ADDRESSES: [&str; 6] = [
    "/",
    "/assets/bronwijzer.css",
    "/graphql/schema",
    "/api/v1/repositories",
    "/feeds/new.atom",
    "/data/repositories.csv",
];

async fn get(server: &Server, address: &str, encoding: &str) -> Response {
    let request = Client::new().get(format!("{}{address}", server.address()));
    request
        .header("accept-encoding", encoding)
        .send()
        .await
        .unwrap()
}

fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name);
    value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_response_is_compressed_with_a_cache_policy() {
    let place = Place::with_config("listen = \"127.0.0.1:0\"\n");
    let server = place.serve(&["--schedule", "off"]);
    for address in ADDRESSES {
        let plain = get(&server, address, "identity").await;
        assert_eq!(plain.status(), StatusCode::OK, "{address}");
        assert_eq!(header(&plain, "content-encoding"), "", "{address}");
        let caching = header(&plain, "cache-control");
        assert!(
            !caching.is_empty() && !caching.contains("private"),
            "{address}: {caching}"
        );
        assert!(
            header(&plain, "vary").contains("Accept-Encoding"),
            "{address}"
        );
        let plain = plain.bytes().await.unwrap();
        for encoding in ["zstd", "br", "gzip"] {
            let packed = get(&server, address, encoding).await;
            assert_eq!(header(&packed, "content-encoding"), encoding, "{address}");
            let packed = packed.bytes().await.unwrap();
            assert!(packed.len() * 3 < plain.len() * 2, "{address} {encoding}");
        }
    }
    for address in ["/organisaties/%ff", "/%c3%28/x", "/api/v1/repositories/%ff"] {
        let refused = get(&server, address, "identity").await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{address}");
        assert_eq!(
            header(&refused, "x-content-type-options"),
            "nosniff",
            "{address}"
        );
        assert_ne!(
            header(&refused, "content-type"),
            "text/plain; charset=utf-8",
            "{address}"
        );
    }
    let missing = get(&server, "/organisaties/nobody", "identity").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(header(&missing, "cache-control"), "no-store");
}

/// READMEs that take long to render must not keep the others waiting.
#[tokio::test(flavor = "multi_thread")]
async fn server_answers_while_hostile_readmes_are_rendered() {
    const PAGES: u32 = 8;
    let place = Place::with_config("listen = \"127.0.0.1:0\"\n");
    let mut file =
        "{\"format\":\"bronwijzer-catalogue\",\"version\":1,\"contents\":\"crawled\"}\n".to_owned();
    for number in 0..PAGES {
        let readme = format!("{}{number}\n", "> ".repeat(60) + "**a _b ").repeat(1200);
        let mut observation = serde_json::json!({
            "id": format!("github.com:{number}"),
            "url": format!("https://github.com/o/r{number}"),
            "observed_at": "2026-09-01T12:00:00Z",
            "source": { "kind": "sample" },
            "flags": {},
            "counts": {},
        });
        observation["readme"] = serde_json::json!({
            "path": "README.md", "text": readme, "bytes": readme.len(), "truncated": false,
        });
        let record = serde_json::json!({
            "observation": observation,
            "account": "https://github.com/o",
            "first_seen_at": "2026-09-01T12:00:00Z",
        });
        file += &format!("{}\n", serde_json::json!({ "record": record }));
    }
    std::fs::write(place.path("catalogue.ndjson"), file).unwrap();
    let imported = place.run(&["import", "catalogue.ndjson"]);
    let expected = format!("imported {PAGES} repositories");
    assert!(imported.stdout.contains(&expected), "{imported:?}");
    let server = place.serve(&["--schedule", "off"]);
    let mut pages = tokio::task::JoinSet::new();
    for number in 0..PAGES {
        let address = server.address();
        let page = format!("{address}/repositories/github.com/o/r{number}");
        pages.spawn(async move { Client::new().get(page).send().await.unwrap().status() });
    }
    let health = get(&server, "/health/live", "identity").await;
    assert_eq!(health.status(), StatusCode::OK);
    let finished = std::iter::from_fn(|| pages.try_join_next());
    let finished = finished.map(Result::unwrap).count();
    assert!(finished < PAGES as usize, "the pages came first");
    while let Some(status) = pages.join_next().await {
        assert_eq!(status.unwrap(), StatusCode::OK);
    }
}
