//! Providers that are down or answer nonsense: that is told, and the site stays up.

use poem::http::StatusCode;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Body, IntoResponse, Request, Response, Server, handler};
use tokio::task::JoinHandle;

use super::{entry, free_port, place};
use crate::browser::Browser;

/// A provider whose discovery goes wrong in the way that its address names.
async fn faulty() -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0");
    let acceptor = listener.into_acceptor().await.unwrap();
    let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
    let serving = tokio::spawn(async move {
        Server::new_with_acceptor(acceptor).run(fail).await.unwrap();
    });
    (format!("http://{address}"), serving)
}

#[handler]
fn fail(request: &Request) -> Response {
    let json = Response::builder().content_type("application/json");
    let fault = request.uri().path().split('/').nth(1).unwrap_or_default();
    match fault {
        "html" => "<!doctype html><title>hello</title>".into_response(),
        "error" => StatusCode::BAD_GATEWAY.into_response(),
        "redirect" => Response::builder()
            .status(StatusCode::FOUND)
            .header("location", "http://127.0.0.1:9/")
            .finish(),
        "other-issuer" => json.body(
            r#"{"issuer":"https://other.example","authorization_endpoint":"https://o.example","jwks_uri":"https://o.example","response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}"#,
        ),
        // A hundred megabytes, which are made while they are read.
        "large" => {
            let chunk = bytes();
            let chunks = futures::stream::iter((0..100).map(move |_| {
                Ok::<_, std::io::Error>(chunk.clone())
            }));
            json.body(Body::from_bytes_stream(chunks))
        }
        _ => json.body("{"),
    }
}

fn bytes() -> Vec<u8> {
    vec![b' '; 1024 * 1024]
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_provider_is_told_and_the_site_stays_up() {
    let (address, serving) = faulty().await;
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let faults = [
        ("down", nobody, "unreachable"),
        ("error", format!("{address}/error"), "unreachable"),
        ("html", format!("{address}/html"), "invalid"),
        ("broken", format!("{address}/broken"), "invalid"),
        ("redirect", format!("{address}/redirect"), "invalid"),
        ("other-issuer", format!("{address}/other-issuer"), "invalid"),
        ("large", format!("{address}/large"), "invalid"),
    ];
    let entries = faults
        .iter()
        .map(|(id, issuer, _)| entry(issuer).replace("id = \"sso\"", &format!("id = \"{id}\"")));
    let entries: String = entries.collect();
    let place = place(free_port(), "down:1", &entries);
    let server = place.serve(&[]);
    let browser = Browser::new();
    for (id, _, problem) in faults {
        let start = format!("{}/sign-in/{id}?next=/en", server.address());
        let page = browser.get(&start).await;
        let location = page
            .location
            .unwrap_or_else(|| panic!("{id}: {}", page.text));
        assert_eq!(
            &location[url::Position::BeforePath..],
            format!("/en/sign-in?problem={problem}&next=%2Fen"),
            "{id}"
        );
        assert_eq!(browser.get(server.address()).await.status, 200, "{id}");
    }
    let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
    assert!(log.contains("nobody was signed in"), "{log}");
    assert!(log.contains("larger than 1048576 bytes"), "{log}");

    // One that nobody configured leads to those that there are.
    let page = browser
        .get(&format!("{}/sign-in/none", server.address()))
        .await;
    assert_eq!(page.location.unwrap().path(), "/aanmelden");
    serving.abort();
}
