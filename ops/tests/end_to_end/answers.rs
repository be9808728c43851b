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
        assert_ne!(header(&plain, "cache-control"), "", "{address}");
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
    let missing = get(&server, "/organisations/nobody", "identity").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(header(&missing, "cache-control"), "no-store");
}
